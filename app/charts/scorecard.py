"""The scorecard's sections, each as one piece of HTML without its heading; and whole, for a page.

A browser draws one piece much sooner than twenty, and a server sends it sooner than two.
"""

from collections.abc import Sequence

from app import text
from app.charts.bars import coverage_bar, integrity_bar, spend_bar, spend_legend
from app.charts.markup import (
    cell,
    esc,
    lines,
    mark,
    money,
    name,
    opens,
    pick,
    row_head,
    span,
    table,
    way,
)
from app.charts.rule import legend, rule
from app.views.areas import AreaView
from app.views.changes import ChangesView, ChangeView
from app.views.claim_integrity import IntegrityRow, IntegrityView
from app.views.contradictions import ContradictionsView, ContradictionView
from app.views.coverage import CoverageView
from app.views.parts import Part
from app.views.scorecard import ScorecardView
from app.views.spend import MoneyView, SpendRow
from app.wording import say

TAKE = "take"
"""The key of the mark that offers the scorecard's files."""
CHANGES_SHOWN = 3
"""More than this stand behind a word, so that the first screen holds."""


def whole(view: ScorecardView, *, takes: bool) -> str:
    """Return all of it beneath the headline: what is read in a minute, then its detail.

    `takes`: its files can be taken along, behind a mark whose key is TAKE.
    """
    return _minute(view, takes=takes) + _detail(view)


def _minute(view: ScorecardView, *, takes: bool) -> str:
    """Return what is read in a minute, on one screen."""
    costs = _section(view.contradictions.title, contradictions(view.contradictions))
    claims = _section(view.integrity.sentence, integrity(view.integrity, picks=True))
    moved = _section(
        view.changes.title,
        changes(view.changes, CHANGES_SHOWN) + way("trend", say("What moved, and why")),
    )
    return (
        f'<div class="top"><div>{quiet(view, picks=True)}</div>{_take() if takes else ""}</div>'
        + (warnings(view.warnings) if view.warnings else "")
        + _section(view.areas_title, areas(view.areas, picks=True))
        + _beside(costs, claims + moved)
        + _section(view.money.title, under_control(view.money, picks=True))
    )


def _take() -> str:
    return f'<button type="button" class="button" data-k="{TAKE}">{esc(say("Download"))}</button>'


def _detail(view: ScorecardView) -> str:
    """Return the same by area, for whoever reads on."""
    claims = integrity_by_area(view.areas, view.integrity, picks=True)
    found = coverage(view.coverage, picks=True)
    return _beside(
        _section(view.integrity.by_area_title, claims),
        _section(view.money.by_level_title, spend(view.money, picks=True)),
    ) + _section(view.coverage_title, found + way("review", say("Review what found no model")))


def _section(title: str, body: str) -> str:
    return f'<section class="section"><h2>{esc(title)}</h2>{body}</section>'


def _beside(left: str, right: str) -> str:
    """Return two columns; on a phone one stands under the other."""
    return (
        f'<div class="beside"><div class="half">{left}</div><div class="half">{right}</div></div>'
    )


def quiet(view: ScorecardView, *, picks: bool = False) -> str:
    """Return the line under the headline."""
    said = f'<p class="simulated">{esc(view.simulated)}</p>' if view.simulated else ""
    parts = "".join(f"<li>{name(part)}</li>" for part in view.quiet)
    found = [
        opens(f"coverage:{each.key}", esc(_share_of(each)), picks=picks)
        for each in view.coverage
        if each.share is not None
    ]
    if found:
        covered = say("Coverage of all that was read: {shares}", shares=text.listed(found))
        parts += f'<li class="covered">{covered}</li>'
    return f'{said}<ul class="quiet">{parts}</ul>'


def _share_of(view: CoverageView) -> str:
    return say("{share} of {rows}", share=view.share_text, rows=view.what)


def warnings(sentences: Sequence[str]) -> str:
    """Return what a reader must know about old or missing sources."""
    return lines((mark("unproven") + f"<span>{esc(each)}</span>" for each in sentences), "warnings")


def areas(views: Sequence[AreaView], *, picks: bool = False) -> str:
    """Return the five areas in a row, on one rule from 1 to 5; on a phone under each other."""
    drawn = "".join(_area(each, picks=picks) for each in views)
    return f'<div class="areas">{drawn}</div>{legend()}'


def _nothing(said: str) -> str:
    """Return what stands where there is nothing to draw; the heading above says what is not."""
    return f'<p class="nothing">{esc(said)}</p>'


def _area(view: AreaView, *, picks: bool) -> str:
    unknown = "" if view.mark.verified else " unsettled"
    worst = f' <span class="worst">{esc(say("worst"))}</span>' if view.worst else ""
    contradicted = ""
    if view.contradicted:
        count = opens(f"verdict:contradicted|{view.id}", esc(view.contradicted), picks=picks)
        contradicted = f'<li class="v g-contradicted">{mark("contradicted")}{count}</li>'
    known = opens(f"open:{view.id}", esc(view.known), picks=picks) if view.known else ""
    weighed = say("What is at stake: each model by its tier, its spend and its incident hours.")
    known = f'<li title="{esc(weighed)}">{known}</li>' if known else ""
    band = f' <span class="band">{esc(view.band)}</span>' if view.band else ""
    notes = "".join(f"<li>{esc(note)}</li>" for note in view.notes)
    level = opens(f"area:{view.id}", esc(view.level), picks=picks)
    return (
        f'<section class="area" aria-label="{esc(view.title)}">'
        f'<p class="area-title" title="{esc(view.question)}">{esc(view.title)}</p>'
        f'<p class="level{unknown}">{level}{band}{worst}</p>{rule(view.mark)}'
        f'<ul class="plain"><li>{esc(view.claimed)}</li>{contradicted}{known}{notes}</ul></section>'
    )


def integrity(view: IntegrityView, *, picks: bool = False) -> str:
    """Return how many claims hold, over all areas."""
    said = "; ".join(opens(key, esc(note), picks=picks) for key, note in view.notes)
    notes = f'<p class="note">{said}</p>' if said else ""
    if not view.parts:
        return _uncheckable() + notes
    return f"{integrity_bar(view.sentence, view.parts)}{legend_of(view.parts, picks=picks)}{notes}"


def _uncheckable() -> str:
    return _nothing(say("A claim can be checked once a source bears on its question."))


def integrity_by_area(
    areas: Sequence[AreaView], view: IntegrityView, *, picks: bool = False
) -> str:
    """Return how many claims hold in each area, beside what its models and organisation reach."""
    if not view.by_area:
        return _uncheckable()
    stands = {
        area.id: ", ".join(part for part in (area.models, area.organisation) if part)
        for area in areas
    }
    rows = (
        f"<tr>{row_head(f'{esc(row.title)} {_stands(stands.get(row.area))}')}"
        + cell(integrity_bar(_in_area(row), row.parts, 12), "wide opt")
        + "".join(
            cell(_count(row, group, picks=picks), "n")
            for group in ("confirmed", "unproven", "contradicted")
        )
        + "</tr>"
        for row in view.by_area
    )
    heads = (
        *((say("Area"), ""), (say("Share"), "wide opt"), (say("Confirmed"), "n")),
        *((say("Unproven"), "n"), (say("Contradicted"), "n")),
    )
    return table(say("Claims that can be checked, by area"), heads, rows, "counts")


def _in_area(row: IntegrityRow) -> str:
    return say("{area}: {sentence}", area=row.title, sentence=row.sentence)


def _stands(said: str | None) -> str:
    return f'<span class="note stands">{esc(said)}</span>' if said else ""


def legend_of(parts: Sequence[Part], *, picks: bool) -> str:
    """Return each part of the claims that can be checked, with its count."""
    return lines(
        (
            f'<span class="v g-{part.group}">{mark(part.group)}{esc(part.word)}</span> '
            f"{span('num', opens(f'verdict:{part.key}', esc(part.amount), picks=picks))} "
            f'<span class="note">{esc(part.share_text)}</span>'
            for part in parts
        ),
        "legend",
    )


def _count(row: IntegrityRow, group: str, *, picks: bool) -> str:
    found = next((esc(part.amount) for part in row.parts if part.group == group), None)
    return opens(f"verdict:{group}|{row.area}", found, picks=picks) if found else "0"


def contradictions(view: ContradictionsView, *, links: bool = False) -> str:
    """Return the contradictions that cost most, each with its money and its evidence."""
    if not view.rows:
        return _nothing(view.rest or "")
    rows = "".join(f"<li>{_contradiction(row, links=links)}</li>" for row in view.rows)
    rest = ""
    if view.rest:
        rest = opens("rest:contradicted", esc(view.rest), picks=not links)
        rest = f'<p class="note">{rest}.</p>'
    return f'<ol class="contradictions">{rows}</ol>{rest}'


def _contradiction(row: ContradictionView, *, links: bool) -> str:
    amount = _cost(row, picks=not links)
    per = esc(row.money_of if row.money else say("cost"))
    bears_on = _bears_on(row, picks=not links)
    more = ""
    if row.more:
        counted = esc(f"{text.capital(row.more)}.")
        more = " " + opens(f"claims:{row.subject or ''}", counted, picks=not links)
    seen = esc(row.evidence)
    if not links:
        seen = f'<button type="button" class="pick seen" data-k="{esc(row.key)}">{seen}</button>'
    said = say(
        "{question} of {subject} {is_claimed}",
        question=f"<b>{esc(row.title)}</b>",
        subject=f"<b>{pick(row.key, name(row.name), links=links)}</b>",
        is_claimed=esc(row.said),
    )
    return (
        f'<div class="cost-side">{amount}<span class="note">{per}</span></div>'
        f'<div><p class="said">{said}</p>'
        f'<p class="evidence">{mark("contradicted")}<span>{seen}</span></p>'
        f'<p class="note">{esc(row.area)}.{bears_on}{more}</p></div>'
    )


def _cost(row: ContradictionView, *, picks: bool) -> str:
    if row.money is None:
        return span("num", esc(text.unknown()))
    return opens(f"spend:{row.subject or ''}", money(row.money), picks=picks)


def _bears_on(row: ContradictionView, *, picks: bool) -> str:
    if not row.bears_on:
        return ""
    said = esc(row.bears_on)
    return f" {opens(f'incidents:{row.subject}', said, picks=picks) if row.subject else said}."


def under_control(view: MoneyView, *, picks: bool = False) -> str:
    """Return what is spent on AI, and how much of it is under control."""
    if not view.known:
        return _costless()
    facts = "".join(
        f"<div><dt>{esc(say(label))}</dt><dd>{opens(f'money:{label}', money(amount), picks=picks)} "
        f'<span class="note">{esc(part)}</span></dd></div>'
        for label, amount, part in view.facts
    )
    return f'<dl class="facts row">{facts}</dl>'


def _costless() -> str:
    return _nothing(say("Connect a source of kind focus to see what each model costs."))


def spend(view: MoneyView, *, picks: bool = False) -> str:
    """Return each area's spend by verified level."""
    if not view.known:
        return _costless()
    rows = (_spend_row(row, picks=picks) for row in view.rows)
    heads = (
        *((say("Area"), ""), (say("By verified level"), "wide")),
        (say("At {level} or higher", level=view.target), "n"),
        (say("Contradicted"), "n opt"),
    )
    explained = say("“Contradicted” is the spend of models with a contradicted claim in the area.")
    return (
        f"{table(view.by_level_title, heads, rows, 'spend')}{spend_legend()}"
        f'<p class="note">{esc(text.capital(view.window))}. '
        f'<span class="opt">{esc(explained)}</span></p>'
    )


def _spend_row(row: SpendRow, *, picks: bool) -> str:
    against = span("note", esc(say("none")))
    if row.contradicted:
        against = opens(f"against:{row.area}", money(row.contradicted), picks=picks)
    reached = opens(f"level:{row.area}", money(row.reached), picks=picks)
    return (
        f"<tr>{row_head(f'{esc(row.title)} {_currency(row)}')}{cell(spend_bar(row), 'wide')}"
        f"{cell(reached + ' ' + span('note', esc(row.reached_share)), 'n')}"
        f"{cell(against, 'n opt')}</tr>"
    )


def _currency(row: SpendRow) -> str:
    return f'<span class="note">{esc(row.currency)}</span>'


def coverage(views: Sequence[CoverageView], *, picks: bool = False) -> str:
    """Return how much of each kind of row found its model."""
    if not views:
        return _nothing(say("It is counted once a source has been read."))
    items = "".join(
        f'<li><span>{esc(each.sentence)}</span><span class="num">'
        f"{opens(f'coverage:{each.key}', esc(each.share_text), picks=picks)}</span>"
        f"{coverage_bar(each.sentence, each.share)}</li>"
        for each in views
    )
    return f'<ul class="coverage">{items}</ul>'


def changes(view: ChangesView, most: int | None = None) -> str:
    """Return what is not as it was in the last snapshot; beyond `most`, behind a word."""
    note = f'<p class="note">{esc(view.note)}</p>' if view.note else ""
    if not view.rows:
        return note or _nothing(
            say("Money under control, levels, contradicted claims and models are as they were.")
        )
    rows = [change(row) for row in view.rows]
    folded = lines(rows[most:], "changes") if most is not None else ""
    more = text.count(len(rows) - (most or 0), "more change", "more changes")
    rest = (
        f'<details class="history"><summary>{esc(more)}</summary>{folded}</details>'
        if folded
        else ""
    )
    return lines(rows[:most], "changes") + rest + note


def change(row: ChangeView) -> str:
    """Return one thing that is not as it was: which way, and the sentence."""
    return (
        f'<span class="v g-{row.group}">{mark(row.group)}{esc(row.word)}</span> '
        f"<span>{esc(row.sentence)}</span>"
    )
