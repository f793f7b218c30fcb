"""The respondents as a table, one respondent's areas, and the rounds."""

from collections.abc import Sequence

from app import text
from app.charts.bars import coverage_bar
from app.charts.markup import cell, esc, name, pick, row_head, span, table, verdict
from app.views.assessment import AreaProgress
from app.views.people import PersonRow
from app.views.rounds import RoundRow
from app.wording import say


def people_table(rows: Sequence[PersonRow]) -> str:
    """Return one row a respondent, in the view's order."""
    if not rows:
        return f'<p class="nothing">{esc(say("There is no row to show."))}</p>'
    heads = (
        *((say("Respondent"), ""), (say("Role"), "opt")),
        *((say("Asked about"), "opt"), (say("Standing"), ""), (say("Answered"), "n")),
        *((say("Progress"), "opt mid bar-cell"), (say("Last answer"), "")),
    )
    return table(say("Respondents"), heads, map(_person, rows), "people")


def _person(row: PersonRow) -> str:
    told = say("{person}: {progress} answered", person=row.name, progress=row.progress)
    bar = coverage_bar(told, row.share) if row.asked else ""
    return (
        f"<tr>{row_head(pick(row.id, name(row.name), links=False))}{cell(esc(row.role), 'opt nb')}"
        f"{cell(span('name', esc(row.about)), 'opt')}{cell(verdict(row.standing))}"
        f"{cell(esc(row.progress), 'n')}{cell(bar, 'opt mid bar-cell')}"
        f"{cell(esc(row.last), 'nb')}</tr>"
    )


def areas_table(areas: Sequence[AreaProgress]) -> str:
    """Return how far one respondent has come in each area."""
    if not areas:
        return f'<p class="nothing">{esc(say("No question is asked of them."))}</p>'
    heads = (
        *((say("Area"), ""), (say("Answered"), "n")),
        *((say("Progress"), "bar-cell"), (say("Still open"), "opt")),
    )
    return table(say("Progress by area"), heads, map(_area, areas), "people")


def _area(area: AreaProgress) -> str:
    part, total = text.number(area.answered), text.number(area.total)
    told = say("{area}: {progress}", area=area.title, progress=area.text)
    still = ", ".join(area.open) or say("nothing")
    return (
        f"<tr>{row_head(esc(area.title))}"
        f"{cell(esc(say('{part} of {total}', part=part, total=total)), 'n')}"
        f"{cell(coverage_bar(told, area.answered / area.total), 'bar-cell')}"
        f"{cell(esc(still), 'opt')}</tr>"
    )


def rounds_table(rows: Sequence[RoundRow]) -> str:
    """Return every round, the latest first."""
    heads = (
        *((say("Round"), ""), (say("Period"), "")),
        *((say("Opened"), "opt"), (say("State"), "")),
    )
    body = (
        f"<tr>{row_head(name(row.name))}{cell(esc(row.period))}{cell(esc(row.opened), 'opt nb')}"
        f"{cell(esc(row.state))}</tr>"
        for row in rows
    )
    return table(say("Rounds of answering"), heads, body, "rounds")
