"""Bars: claim integrity, spend by verified level, coverage, and cost by month."""

from app import text
from app.charts.markup import ACCENT, BACK, COLOURS, INK, MUTE, anchor, esc, hatch, percent
from app.views.model_cost import CostSeries
from app.views.parts import Part
from app.views.spend import SpendPart, SpendRow
from app.wording import say

LEVELS = {
    5: "var(--c-l5,#1F4E8C)",
    4: "var(--c-l4,#4C71A3)",
    3: "var(--c-l3,#94AAC8)",
    2: "var(--c-l2,#C1CEDF)",
    1: "var(--c-l1,#E0E7EF)",
}
_DARK_LEVELS = (4, 5)
_LABEL_FROM = 0.06
_COST_HEIGHT, _COST_FOOT = 92, 18


def integrity_bar(sentence: str, parts: tuple[Part, ...], height: int = 22) -> str:
    """Return a bar of the claims that can be checked; each part has a fill told without colour."""
    if not parts:
        return coverage_bar(sentence, None, height)
    key = anchor(sentence + str(height))
    drawn, at = [_integrity_fills(key)], 0.0
    for part in parts:
        fill = {"confirmed": COLOURS["confirmed"], "unproven": BACK}.get(
            part.group, COLOURS["contradicted"]
        )
        place = f'x="{percent(at)}" width="{percent(part.share)}"'
        told = say(
            "{amount} {verdict}, {share}",
            amount=part.amount,
            verdict=part.word,
            share=part.share_text,
        )
        drawn.append(
            f'<g data-k="verdict:{esc(part.key)}"><title>{esc(told)}</title>'
            f'<rect {place} y="0" height="{height}" style="fill:{fill}"/>'
        )
        if part.group != "confirmed":
            drawn.append(f'<rect {place} y="0" height="{height}" fill="url(#{part.group}{key})"/>')
        drawn.append("</g>")
        at += part.share
        if part is not parts[-1]:
            drawn.append(_cut(at, height))
    return _bar(sentence, height, "".join(drawn))


def _integrity_fills(key: str) -> str:
    return (
        f'<defs><pattern id="contradicted{key}" width="7" height="7" '
        f'patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<line x1="0" x2="0" y1="0" y2="7" stroke-width="2" style="stroke:{BACK}"/></pattern>'
        f'<pattern id="unproven{key}" width="5" height="5" patternUnits="userSpaceOnUse">'
        f'<line x1="0" x2="5" y1="1" y2="1" stroke-width="2" '
        f'style="stroke:{COLOURS["unproven"]}"/></pattern></defs>'
    )


def _cut(at: float, height: int) -> str:
    return (
        f'<line x1="{percent(at)}" x2="{percent(at)}" y1="0" y2="{height}" stroke-width="2" '
        f'style="stroke:{BACK}"/>'
    )


def _bar(sentence: str, height: int, drawn: str) -> str:
    return (
        f'<svg class="bar" width="100%" height="{height}" role="img" '
        f'aria-label="{esc(sentence)}">{drawn}</svg>'
    )


def spend_bar(row: SpendRow, height: int = 20) -> str:
    """Return one area's spend by verified level: dark is high, hatched unknown, empty no model."""
    pattern, hatched = hatch(f"spend{row.area}{row.currency}")
    drawn, at = [pattern], 0.0
    for part in row.parts:
        drawn.append(_spend_part(part, at, height, hatched))
        at += part.share
        if part is not row.parts[-1]:
            drawn.append(_cut(at, height))
    return _bar(row.sentence, height, "".join(drawn))


def _spend_part(part: SpendPart, at: float, height: int, hatched: str) -> str:
    amount = f"{part.money.text} ({part.money.exact})"
    told = ", ".join(each for each in (part.word, amount, part.models) if each)
    place = f'x="{percent(at)}" width="{percent(part.share)}" y="0.5" height="{height - 1}"'
    if part.level is not None:
        body = f'<rect {place} style="fill:{LEVELS[part.level]}"/>'
    elif part.allocated:
        body = f'<rect {place} fill="{hatched}"/>'
    else:
        body = f'<rect {place} fill="none" style="stroke:{MUTE}"/>'
    if part.level is not None and part.share >= _LABEL_FROM:
        ink = BACK if part.level in _DARK_LEVELS else INK
        body += (
            f'<text x="{percent(at + part.share / 2)}" y="{height / 2 + 4}" font-size="12" '
            f'font-weight="600" text-anchor="middle" style="fill:{ink}">{part.level}</text>'
        )
    return f"<g><title>{esc(told)}</title>{body}</g>"


def spend_legend() -> str:
    """Return what the fills of the spend bars mean."""
    hatched, fill = hatch("spend-legend")
    items = [
        (f'<rect width="14" height="14" style="fill:{colour}"/>', text.level(level))
        for level, colour in LEVELS.items()
    ]
    items.append((f'{hatched}<rect width="14" height="14" fill="{fill}"/>', text.unknown()))
    items.append(
        (
            (f'<rect x="0.5" y="0.5" width="13" height="13" fill="none" style="stroke:{MUTE}"/>'),
            say("on no production model"),
        )
    )
    drawn = "".join(
        f'<li><svg width="14" height="14" aria-hidden="true">{shape}</svg>{esc(word)}</li>'
        for shape, word in items
    )
    return f'<ul class="legend">{drawn}</ul>'


def coverage_bar(sentence: str, share: float | None, height: int = 8) -> str:
    """Return how much found its model; hatched where there is nothing to match."""
    if share is None:
        pattern, hatched = hatch(f"coverage{sentence}")
        return _bar(
            sentence, height, f'{pattern}<rect width="100%" height="{height}" fill="{hatched}"/>'
        )
    return _bar(
        sentence,
        height,
        f'<rect width="100%" height="{height}" style="fill:{LEVELS[1]}"/>'
        f'<rect width="{percent(share)}" height="{height}" style="fill:{ACCENT}"/>',
    )


def cost_bars(series: CostSeries) -> str:
    """Return a bar a month, with a line where the budget stood."""
    months = series.months
    step = 1 / len(months)
    drawn = []
    for at, month in enumerate(months):
        left, tall = at * step, month.height * _COST_HEIGHT
        middle = percent(left + step / 2)
        outline = f' stroke-dasharray="3 2" style="fill:{BACK};stroke:{ACCENT}"'
        fill = outline if month.estimated else f' style="fill:{ACCENT}"'
        body = (
            f'<rect x="{percent(left + step * 0.16)}" width="{percent(step * 0.68)}" '
            f'y="{_COST_HEIGHT - tall + 4:.1f}" height="{tall:.1f}"{fill}/>'
        )
        if month.budget_height is not None:
            y = _COST_HEIGHT - month.budget_height * _COST_HEIGHT + 4
            colour = COLOURS["contradicted"] if month.over else INK
            body += (
                f'<line x1="{percent(left + step * 0.06)}" x2="{percent(left + step * 0.94)}" '
                f'y1="{y:.1f}" y2="{y:.1f}" stroke-width="2" '
                f'stroke-dasharray="{"4 2" if month.over else "none"}" style="stroke:{colour}"/>'
            )
        seldom = "" if at % 2 == (len(months) - 1) % 2 else ' class="opt"'
        body += (
            f'<text{seldom} x="{middle}" y="{_COST_HEIGHT + _COST_FOOT}" font-size="12" '
            f'text-anchor="middle" style="fill:{MUTE}">{esc(month.label[:3])}</text>'
        )
        drawn.append(f"<g><title>{esc(month.sentence)}</title>{body}</g>")
    base = _COST_HEIGHT + 4
    drawn.append(f'<line x1="0" x2="100%" y1="{base}" y2="{base}" style="stroke:{MUTE}"/>')
    return _bar(series.title, _COST_HEIGHT + _COST_FOOT + 4, "".join(drawn))
