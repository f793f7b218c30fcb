"""The respondents as a table, one respondent's areas, and the rounds."""

from collections.abc import Sequence

from app.charts.bars import coverage_bar
from app.charts.markup import cell, esc, name, pick, row_head, span, table, verdict
from app.views.assessment import AreaProgress
from app.views.people import PersonRow
from app.views.rounds import RoundRow


def people_table(rows: Sequence[PersonRow]) -> str:
    """Return one row a respondent, in the view's order."""
    if not rows:
        return '<p class="nothing">There is no row to show.</p>'
    heads = (
        *(("Respondent", ""), ("Role", "opt"), ("Asked about", "opt"), ("Standing", "")),
        *(("Answered", "n"), ("Progress", "opt mid bar-cell"), ("Last answer", "")),
    )
    return table("Respondents", heads, map(_person, rows), "people")


def _person(row: PersonRow) -> str:
    bar = coverage_bar(f"{row.name}: {row.progress} answered", row.share) if row.asked else ""
    return (
        f"<tr>{row_head(pick(row.id, name(row.name), links=False))}{cell(esc(row.role), 'opt nb')}"
        f"{cell(span('name', esc(row.about)), 'opt')}{cell(verdict(row.standing))}"
        f"{cell(esc(row.progress), 'n')}{cell(bar, 'opt mid bar-cell')}"
        f"{cell(esc(row.last), 'nb')}</tr>"
    )


def areas_table(areas: Sequence[AreaProgress]) -> str:
    """Return how far one respondent has come in each area."""
    if not areas:
        return '<p class="nothing">No question is asked of them.</p>'
    body = (
        f"<tr>{row_head(esc(each.title))}{cell(f'{each.answered:,} of {each.total:,}', 'n')}"
        f"{cell(_bar(each), 'bar-cell')}"
        f"{cell(esc(', '.join(each.open)) or 'nothing', 'opt')}</tr>"
        for each in areas
    )
    heads = (("Area", ""), ("Answered", "n"), ("Progress", "bar-cell"), ("Still open", "opt"))
    return table("Progress by area", heads, body, "people")


def _bar(area: AreaProgress) -> str:
    return coverage_bar(f"{area.title}: {area.text}", area.answered / area.total)


def rounds_table(rows: Sequence[RoundRow]) -> str:
    """Return every round, the latest first."""
    heads = (("Round", ""), ("Period", ""), ("Opened", "opt"), ("State", ""))
    body = (
        f"<tr>{row_head(name(row.name))}{cell(esc(row.period))}{cell(esc(row.opened), 'opt nb')}"
        f"{cell(esc(row.state))}</tr>"
        for row in rows
    )
    return table("Rounds of answering", heads, body, "rounds")
