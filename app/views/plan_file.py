"""The plan as a CSV file: one row an action, in the plan's order."""

from collections.abc import Mapping, Sequence
from datetime import date

from app import cells, text
from app.conventions import alike_for_all
from app.planning import Outcome, Planning
from app.views.plan_actions import action_row
from app.wording import phrase, say
from assessments.plan import Plan
from assessments.scorecard import Scorecard
from data.written import ActionNote

HEADS = (
    *(phrase("Rank"), phrase("Action"), phrase("Question"), phrase("Level"), phrase("Area")),
    *(phrase("Models"), phrase("Gain in weighted levels"), phrase("Effort in days")),
    *(phrase("Owner"), phrase("Due"), phrase("Why"), phrase("Status")),
    *(phrase("Or correct the answers, days"), phrase("Where"), phrase("Note")),
)
LISTED = 200
"""More names than this are counted: a cell holds 32,767 letters."""


def plan_csv(planning: Planning, chosen: Sequence[str] = ()) -> bytes:
    """Return the plan as a file, with what of it is chosen."""
    outcome = planning.outcome(chosen)
    return csv_of(planning.plan(), planning.card(), outcome, planning.notes(), planning.today())


@alike_for_all()
def csv_of(
    plan: Plan,
    card: Scorecard,
    outcome: Outcome,
    notes: Mapping[str, ActionNote],
    today: date,
) -> bytes:
    """Return a plan as a file that a spreadsheet opens; numbers are exact."""
    heads = [say(head) for head in HEADS]
    return cells.csv_file(heads, _rows(plan, card, outcome, notes, today))


def _rows(
    plan: Plan,
    card: Scorecard,
    outcome: Outcome,
    notes: Mapping[str, ActionNote],
    today: date,
) -> list[list[cells.Cell]]:
    found: list[list[cells.Cell]] = []
    for planned in plan.actions:
        action, note = planned.action, notes.get(planned.action.key)
        row = action_row(planned, card, outcome, note, today)
        models = [each for each in action.subjects if each is not None]
        left = len(models) - LISTED
        listed = [*models[:LISTED], _more(left)] if left > 0 else models
        found.append(
            [
                *(planned.rank, row.title, row.question, action.level, row.area, len(models)),
                *(round(action.gain, 6), action.days, row.owner),
                note.due.isoformat() if note and note.due else None,
                *(row.why, row.status, action.correction_days if action.contradicted else None),
                "; ".join(listed) or row.where,
                note.note if note else None,
            ]
        )
    return found


def _more(number: int) -> str:
    return say("and {number} more", number=text.number(number))
