"""The sources as a table."""

from app.charts.markup import cell, esc, name, row_head, span, table, verdict
from app.views.resting import RestingView
from app.views.sources import SourcesView, SourceView
from app.wording import say


def sources_table(view: SourcesView) -> str:
    """Return one row a source, those that need a hand first."""
    if not view.rows:
        return f'<p class="nothing">{esc(say("No source is connected."))}</p>'
    heads = (
        *((say("Source"), ""), (say("Status"), ""), (say("Last good reading"), "")),
        *((say("Rows"), "n opt"), (say("Rejected"), "n opt"), (say("Matters to"), "opt")),
    )
    return table(say("Sources"), heads, map(_source, view.rows), "sources")


def _source(row: SourceView) -> str:
    error = f'<p class="error">{esc(row.error)}</p>' if row.error else ""
    simulated = span("note", f" {esc(say('simulated'))}") if row.simulated else ""
    matters = esc(", ".join(row.matters_to)) or span("note", esc(say("no question now")))
    called = f'{name(row.title or row.source)} <span class="note">{name(row.source)}</span>'
    return (
        f"<tr>{row_head(called)}"
        f"{cell(f'{verdict(row.status)}{simulated}{error}')}"
        f"{cell(esc(row.age) + ' ' + span('note', esc(row.last_good)))}"
        f"{cell(esc(row.landed), 'n opt')}{cell(esc(row.rejected), 'n opt')}"
        f"{cell(matters, 'opt')}</tr>"
    )


def resting(view: RestingView) -> str:
    """Return the questions that rest on one source, and from when they go open."""
    heads = (
        *((say("Question"), ""), (say("About"), "")),
        *((say("Counts less from"), ""), (say("Goes open from"), "")),
    )
    rows = (
        f"<tr>{row_head(esc(row.question))}{cell(esc(row.about))}"
        f"{cell(esc(row.fades))}{cell(esc(row.ends))}</tr>"
        for row in view.rows
    )
    return table(say("What rests on {source}", source=view.source), heads, rows, "resting")
