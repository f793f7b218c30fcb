"""Rounds of answering in words: the name, the period, and whether answers are taken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app import text
from app.rounds import Round
from app.wording import say
from data.written import Assessment


@dataclass(frozen=True)
class RoundRow:
    """One round."""

    name: str
    period: str
    opened: str
    state: str


def round_rows(rounds: Sequence[Round], names: Mapping[str, str]) -> tuple[RoundRow, ...]:
    """Return every round in words, in their order."""
    return tuple(
        RoundRow(
            name=each.assessment.name,
            period=text.days(each.assessment.period_from, each.assessment.period_until),
            opened=text.day(each.assessment.opened_at),
            state=text.capital(_state(each, names)),
        )
        for each in rounds
    )


def next_period(before: Assessment) -> tuple[date, date]:
    """Return the period that follows: as long, from the day after the last one's end."""
    first = before.period_until + timedelta(days=1)
    whole_year = (before.period_from.month, before.period_from.day) == (1, 1) and (
        (before.period_until.month, before.period_until.day) == (12, 31)
    )
    if whole_year:
        return first, date(first.year + before.period_until.year - before.period_from.year, 12, 31)
    return first, first + (before.period_until - before.period_from)


def round_sentence(one: Round, names: Mapping[str, str]) -> str:
    """Return `Autumn, 1 Jul to 31 Dec 2026: open`, or since when and why it is only read."""
    assessment = one.assessment
    return say(
        "{round}, {period}: {state}",
        round=assessment.name,
        period=text.days(assessment.period_from, assessment.period_until),
        state=_state(one, names),
    )


def _state(one: Round, names: Mapping[str, str]) -> str:
    change = one.last_change
    if one.open:
        if change is None:
            return say("open for answers.")
        return say("open for answers, again since {day}.", day=text.day(change.changed_at))
    if change is None or change.state != "closed":
        return say("a later round was opened, so this one can only be read.")
    day, by = text.day(change.changed_at), names.get(change.changed_by, change.changed_by)
    if not change.note:
        return say("closed on {day} by {person}, so it can only be read.", day=day, person=by)
    return say(
        "closed on {day} by {person}, so it can only be read. “{note}”",
        day=day,
        person=by,
        note=change.note,
    )
