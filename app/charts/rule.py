"""The rule from 1 to 5: filled verified, hollow claimed, thin line band, hatched unknown."""

from app import text
from app.charts.markup import ACCENT, BACK, COLOURS, GRID, INK, MUTE, esc, hatch, percent
from app.views.parts import LevelMark
from app.wording import say

HEIGHT, MIDDLE, RADIUS = 46, 14, 6.5
_RING = 10.5
_SMALL_STEP, _SMALL_LEFT, _SMALL_RADIUS = 13, 7, 4


def rule(mark: LevelMark) -> str:
    """Return the rule as wide as its place, its numbers always of one size."""
    pattern, fill = hatch(mark.key)
    return (
        f'<svg class="rule" width="100%" height="{HEIGHT}" role="img" '
        f'aria-label="{esc(mark.sentence)}">{pattern}{_scale()}'
        f"{_band(mark, fill)}{_gap(mark)}{_claimed(mark)}{_verified(mark)}</svg>"
    )


def _x(level: int) -> str:
    return percent((level - 0.5) / 5)


def _scale() -> str:
    line = f'<line x1="{_x(1)}" x2="{_x(5)}" y1="{MIDDLE}" y2="{MIDDLE}" style="stroke:{GRID}"/>'
    return line + "".join(
        f'<line x1="{_x(level)}" x2="{_x(level)}" y1="{MIDDLE - 4}" y2="{MIDDLE + 4}" '
        f'style="stroke:{GRID}"/><text x="{_x(level)}" y="{HEIGHT - 4}" font-size="12" '
        f'text-anchor="middle" style="fill:{MUTE}">{level}</text>'
        for level in range(1, 6)
    )


def _band(mark: LevelMark, fill: str) -> str:
    if mark.low == mark.high:
        return ""
    start, width = _x(mark.low), percent((mark.high - mark.low) / 5)
    if mark.verified is None:
        edge = f'style="stroke:{MUTE}" stroke-width="1"' if mark.known else ""
        return (
            f'<rect x="{start}" width="{width}" y="{MIDDLE - 4}" height="8" fill="{fill}" {edge}/>'
        )
    return (
        f'<line x1="{start}" x2="{_x(mark.high)}" y1="{MIDDLE}" y2="{MIDDLE}" '
        f'stroke-width="2" style="stroke:{INK}"/>'
    )


def _gap(mark: LevelMark) -> str:
    """Draw what is claimed beyond the evidence."""
    if not is_overclaimed(mark) or mark.claimed is None:
        return ""
    return (
        f'<line x1="{_x(mark.high)}" x2="{_x(mark.claimed)}" y1="{MIDDLE}" y2="{MIDDLE}" '
        f'stroke-width="2" stroke-dasharray="3 3" style="stroke:{COLOURS["contradicted"]}"/>'
    )


def is_overclaimed(mark: LevelMark) -> bool:
    """Tell whether more is claimed than the evidence allows."""
    return mark.claimed is not None and mark.claimed > mark.high


def _claimed(mark: LevelMark) -> str:
    if mark.claimed is None:
        return ""
    around = mark.claimed == mark.verified
    colour = COLOURS["contradicted"] if is_overclaimed(mark) else INK
    return (
        f'<circle cx="{_x(mark.claimed)}" cy="{MIDDLE}" r="{_RING if around else RADIUS}" '
        f'stroke-width="{1.6 if around else 2}" style="fill:{BACK};stroke:{colour}"/>'
    )


def _verified(mark: LevelMark) -> str:
    if mark.verified is None:
        return ""
    return (
        f'<circle cx="{_x(mark.verified)}" cy="{MIDDLE}" r="{RADIUS + 0.5}" style="fill:{ACCENT}"/>'
    )


def moved(before: LevelMark, after: LevelMark, target: int | None, words: str) -> str:
    """Return the rule as it would stand, with an arrow from today and a mark at the target."""
    pattern, fill = hatch(f"{after.key} then")
    said = say("{area}: {words}", area=after.title, words=words)
    if target:
        said = say("{sentence}; the target is {target}", sentence=said, target=target)
    return (
        f'<svg class="rule" width="100%" height="{HEIGHT}" role="img" aria-label="{esc(said)}">'
        f"{pattern}{_scale()}{_aim(target)}{_band(after, fill)}{_way(before, after)}"
        f"{_verified(after)}</svg>"
    )


def _place(mark: LevelMark) -> int:
    return mark.low if mark.verified is None else mark.verified


def _way(before: LevelMark, after: LevelMark) -> str:
    """Draw today's place, and the way from it, where it is another one."""
    was, will_be = _place(before), _place(after)
    if was == will_be:
        return ""
    return (
        f'<line x1="{_x(was)}" x2="{_x(will_be)}" y1="{MIDDLE}" y2="{MIDDLE}" stroke-width="4" '
        f'style="stroke:{ACCENT}"/>'
        f'<circle cx="{_x(was)}" cy="{MIDDLE}" r="{RADIUS - 1}" stroke-width="2" '
        f'style="fill:{BACK};stroke:{ACCENT}"/>'
    )


def _aim(target: int | None) -> str:
    """Draw a flag at the target."""
    if target is None:
        return ""
    return (
        f'<svg x="{_x(target)}" y="{MIDDLE - 12}" width="12" height="24" aria-hidden="true">'
        f"{_FLAG}</svg>"
    )


_FLAG = (
    f'<path d="M0 24V0" stroke-width="1.6" fill="none" style="stroke:{INK}"/>'
    f'<path d="M0 0H9L6.5 3.2L9 6.4H0Z" style="fill:{INK}"/>'
)


def moved_legend() -> str:
    """Return what the marks of a rule that moves mean, in words."""
    hatched, fill = hatch("moved-legend")
    items = (
        (f'<circle cx="11" cy="7" r="6" style="fill:{ACCENT}"/>', say("verified")),
        (
            (
                f'<line x1="5" x2="22" y1="7" y2="7" stroke-width="4" style="stroke:{ACCENT}"/>'
                f'<circle cx="6" cy="7" r="4.5" stroke-width="2" '
                f'style="fill:{BACK};stroke:{ACCENT}"/>'
            ),
            say("from today"),
        ),
        (
            f'<line x1="1" x2="21" y1="7" y2="7" stroke-width="2" style="stroke:{INK}"/>',
            say("band: still possible"),
        ),
        (
            f'{hatched}<rect x="1" y="3" width="20" height="8" fill="{fill}"/>',
            say("not enough evidence"),
        ),
        (f'<g transform="translate(7 1) scale(.55)">{_FLAG}</g>', say("target")),
    )
    drawn = "".join(
        f'<li><svg width="22" height="14" aria-hidden="true">{shape}</svg>{esc(word)}</li>'
        for shape, word in items
    )
    return f'<ul class="legend">{drawn}</ul>'


def small_rule(mark: LevelMark) -> str:
    """Return the rule for a table's cell: the same marks, fixed in size, without numbers."""

    def x(level: int) -> float:
        return _SMALL_LEFT + (level - 1) * _SMALL_STEP

    width = x(5) + _SMALL_LEFT
    drawn = [f'<line x1="{x(1)}" x2="{x(5)}" y1="8" y2="8" style="stroke:{GRID}"/>']
    if mark.low != mark.high:
        broken = ' stroke-dasharray="1.5 2.5"' if mark.verified is None else ""
        colour = MUTE if mark.verified is None else INK
        drawn.append(
            f'<line x1="{x(mark.low)}" x2="{x(mark.high)}" y1="8" y2="8" '
            f'stroke-width="{5 if broken else 1.6}"{broken} style="stroke:{colour}"/>'
        )
    if mark.claimed is not None:
        colour = COLOURS["contradicted"] if is_overclaimed(mark) else INK
        radius = _SMALL_RADIUS + 2 if mark.claimed == mark.verified else _SMALL_RADIUS
        drawn.append(
            f'<circle cx="{x(mark.claimed)}" cy="8" r="{radius}" stroke-width="1.4" '
            f'style="fill:{BACK};stroke:{colour}"/>'
        )
    if mark.verified is not None:
        drawn.append(
            f'<circle cx="{x(mark.verified)}" cy="8" r="{_SMALL_RADIUS}" style="fill:{ACCENT}"/>'
        )
    return (
        f'<svg class="small-rule" width="{width}" height="16" viewBox="0 0 {width} 16" '
        f'role="img" aria-label="{esc(mark.sentence)}">{"".join(drawn)}</svg>'
    )


def legend() -> str:
    """Return what the marks of the rule mean, in words."""
    hatched, fill = hatch("legend")
    items = (
        (f'<circle cx="11" cy="7" r="6" style="fill:{ACCENT}"/>', say("verified")),
        (
            f'<circle cx="11" cy="7" r="5.5" stroke-width="2" style="fill:{BACK};stroke:{INK}"/>',
            say("claimed"),
        ),
        (
            f'<line x1="1" x2="21" y1="7" y2="7" stroke-width="2" style="stroke:{INK}"/>',
            say("band: still possible"),
        ),
        (
            f'{hatched}<rect x="1" y="3" width="20" height="8" fill="{fill}"/>',
            say("unknown: not enough evidence"),
        ),
        (
            (
                f'<line x1="1" x2="14" y1="7" y2="7" stroke-width="2" stroke-dasharray="3 3" '
                f'style="stroke:{COLOURS["contradicted"]}"/>'
                f'<circle cx="15" cy="7" r="5" stroke-width="2" '
                f'style="fill:{BACK};stroke:{COLOURS["contradicted"]}"/>'
            ),
            say("claimed above the evidence"),
        ),
    )
    drawn = "".join(
        f'<li><svg width="22" height="14" aria-hidden="true">{shape}</svg>{esc(word)}</li>'
        for shape, word in items
    )
    levels = ", ".join(text.level(level) for level in range(1, 6))
    return f'<ul class="legend">{drawn}<li class="note">{esc(levels)}</li></ul>'
