"""What found no model as a table, each with the names that are like its own."""

from collections.abc import Mapping, Sequence

from app.charts.markup import cell, esc, name, pick, row_head, span, table
from app.views.review import CoverageRow, Section, ThingRow, near_words
from app.wording import say
from assessments.unmatched import Near

GIVE = "give|"
OPEN = "open|"


def unmatched(
    section: Section,
    rows: Sequence[ThingRow],
    near: Mapping[str, Sequence[Near]],
    *,
    accepts: bool,
) -> str:
    """Return one page of a kind; a click opens a thing, or gives it to the model suggested."""
    if not rows:
        return f'<p class="nothing">{esc(section.nothing)}</p>'
    heads = (
        *((say("What"), ""), (say("Amount"), "n"), (say("A rule could go by"), "opt")),
        (say("Model of a similar name"), ""),
    )
    drawn = (_row(row, near.get(row.key, ()), accepts=accepts) for row in rows)
    return table(section.title, heads, drawn, "unmatched")


def _row(row: ThingRow, near: Sequence[Near], *, accepts: bool) -> str:
    head = pick(f"{OPEN}{row.key}", name(row.what), links=False)
    share = f"<br/>{span('note', esc(row.share))}" if row.share else ""
    amount = (
        f'<span title="{esc(row.exact)}">{esc(row.amount)}</span>' if row.exact else esc(row.amount)
    )
    rule = esc(row.selected_by) or span("note", esc(say("says too little of itself")))
    about = span("note", esc(row.about))
    return (
        f"<tr>{row_head(f'{head} {about}')}{cell(f'{amount}{share}', 'n')}"
        f"{cell(rule, 'opt')}{cell(_near(row, near, accepts=accepts))}</tr>"
    )


def _near(row: ThingRow, near: Sequence[Near], *, accepts: bool) -> str:
    if not near:
        return span("note", esc(say("none")))
    if not accepts:
        return "<br/>".join(name(near_words(each)) for each in near)
    return "<br/>".join(f"{name(near_words(each))} {_accept(row, each)}" for each in near)


def _accept(row: ThingRow, near: Near) -> str:
    """Return the button that gives a thing to a model; which one is told to those who hear it."""
    label = say("Accept {model}", model=span("unseen", name(near.model)))
    return pick(f"{GIVE}{row.key}|{near.model}", label, links=False)


def source_coverage(rows: Sequence[CoverageRow]) -> str:
    """Return how much of what each source brings found its model."""
    heads = (
        *((say("Source"), ""), (say("What"), ""), (say("Found"), "n")),
        *((say("Of all"), "opt"), (say("Read"), "opt")),
    )
    drawn = (
        f"<tr>{row_head(name(row.source))}{cell(esc(row.what))}{cell(esc(row.share), 'n')}"
        f"{cell(esc(row.said), 'opt')}{cell(esc(row.age), 'opt')}</tr>"
        for row in rows
    )
    return table(say("Coverage by source"), heads, drawn, "source-coverage")
