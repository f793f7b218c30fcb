"""A round of answering in one line: its name, its period, and whether it takes answers."""

from collections.abc import Mapping

from app import text
from app.rounds import Round


def round_sentence(one: Round, names: Mapping[str, str]) -> str:
    """Return `Autumn, 1 Jul to 31 Dec 2026: open`, or since when and why it is only read."""
    assessment = one.assessment
    period = text.days(assessment.period_from, assessment.period_until)
    return f"{assessment.name}, {period}: {_state(one, names)}"


def _state(one: Round, names: Mapping[str, str]) -> str:
    change = one.last_change
    if one.open:
        again = f", again since {text.day(change.changed_at)}" if change else ""
        return f"open for answers{again}."
    if change is None or change.state != "closed":
        return "a later round was opened, so this one can only be read."
    by = names.get(change.changed_by, change.changed_by)
    note = f" “{change.note}”" if change.note else ""
    return f"closed on {text.day(change.changed_at)} by {by}, so it can only be read.{note}"
