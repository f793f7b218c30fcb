"""What people may state: each function refuses what is not allowed, and says what would be."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import isfinite
from typing import Literal

from app import text
from app.people import Scopes
from app.wording import phrase, say
from assessments.questionnaire import Probe, Question, Questionnaire
from data.errors import Refused

DRILLS = ("rollback", "runbook", "rebuild")
YES_OR_NO = "yes or no"
NOTE_LENGTH = 1000
LONGEST = timedelta(days=366)
"""A statement that nobody renews for more than a year is a memory."""
LONGEST_DRILL = 24.0 * 366
_ENDED = {
    "attestation": phrase(
        "An attestation that ended on {day} proves nothing: choose a later last day."
    ),
    "exemption": phrase(
        "An exemption that ended on {day} proves nothing: choose a later last day."
    ),
}
_STANDS_LONG = {
    "attestation": phrase(
        "An attestation until {day} would stand for more than a year with nobody looking again: "
        "choose {latest} or earlier, and renew it then."
    ),
    "exemption": phrase(
        "An exemption until {day} would stand for more than a year with nobody looking again: "
        "choose {latest} or earlier, and renew it then."
    ),
}


@dataclass(frozen=True)
class Drill:
    """A rehearsal as somebody writes it down."""

    model: str
    kind: str
    """One of DRILLS."""
    drilled_at: datetime
    succeeded: bool
    hours: float | None = None
    """From the start to recovery; None: nobody took the time."""
    automatic: bool | None = None
    """The pipeline did it; None: unknown."""
    actor: str = ""
    """Who did it; empty: unknown."""
    note: str = ""
    link: str | None = None


def attestable(questionnaire: Questionnaire, name: str) -> Probe:
    """Return a probe that a statement may stand in for."""
    probe = questionnaire.probes.get(name)
    if probe is None:
        raise Refused(
            say(
                "There is no probe {probe}: choose what you attest from the list.",
                probe=repr(name),
            )
        )
    if not probe.attestable:
        raise Refused(
            say(
                "“{statement}” is measured and cannot be attested: connect a source that "
                "brings it.",
                statement=probe.title,
            )
        )
    return probe


def expect_scope(probe: Probe, model: str | None, scopes: Scopes) -> None:
    """Refuse a model where the organisation is asked, none where a model is, and one unknown."""
    if probe.per == "organisation" and model is not None:
        raise Refused(
            say(
                "“{statement}” is asked of the organisation: leave the model out.",
                statement=probe.title,
            )
        )
    if probe.per == "model" and model is None:
        raise Refused(
            say("“{statement}” is asked of each model: choose one.", statement=probe.title)
        )
    if model is not None:
        _expect_model(model, scopes)


def _expect_model(model: str, scopes: Scopes) -> None:
    if model not in scopes.models:
        raise Refused(
            say(
                "There is no production model {model}: choose one from the list.",
                model=repr(model),
            )
        )


def expect_until(until: date, kind: Literal["attestation", "exemption"], today: date) -> None:
    """Refuse a last day that is over, or so far off that nobody would look again."""
    latest = today + LONGEST
    if until < today:
        raise Refused(say(_ENDED[kind], day=until))
    if until > latest:
        raise Refused(say(_STANDS_LONG[kind], day=until, latest=latest))


def expect_value(probe: Probe, value: float) -> None:
    """Refuse a number that is none in the unit of the probe."""
    if probe.unit == YES_OR_NO and value not in {0, 1}:
        raise Refused(
            say("“{statement}” is answered with yes or no: 1 or 0.", statement=probe.title)
        )
    if not isfinite(value) or value < 0:
        raise Refused(
            say(
                "“{statement}” is a number from 0 up, in {unit}.",
                statement=probe.title,
                unit=probe.unit,
            )
        )
    if probe.unit == "share" and value > 1:
        raise Refused(say("“{statement}” is a share: a number from 0 to 1.", statement=probe.title))


def expect_drill(drill: Drill, scopes: Scopes, now: datetime) -> None:
    """Refuse a drill of no known model or kind, or at a time that proves nothing."""
    _expect_model(drill.model, scopes)
    if drill.kind not in DRILLS:
        raise Refused(
            say(
                "{kind} is no kind of drill: choose one of {kinds}.",
                kind=repr(drill.kind),
                kinds=text.either(DRILLS),
            )
        )
    if drill.drilled_at > now:
        raise Refused(say("A drill is recorded once it is over: its time lies ahead."))
    if drill.drilled_at < now - LONGEST:
        raise Refused(
            say("A drill of more than a year ago proves nothing now: record a newer one.")
        )
    if drill.hours is not None and not 0 <= drill.hours <= LONGEST_DRILL:
        raise Refused(say("The hours of a drill are a number from 0 up: from start to recovery."))


def asked_of(
    questionnaire: Questionnaire, question: str, scope_kind: str, scope: str, scopes: Scopes
) -> Question:
    """Return a question that could be left out at a scope."""
    asked = {each.id: each for each in questionnaire.questions}.get(question)
    if asked is None:
        raise Refused(
            say(
                "There is no question {question}: choose one from the list.",
                question=repr(question),
            )
        )
    if asked.scope == "organisation" and scope_kind != "organisation":
        raise Refused(say("{question} is asked of the organisation as a whole.", question=asked.id))
    if not scopes.has(scope_kind, scope):
        raise Refused(_nothing_there(scope_kind, scope))
    return asked


def _nothing_there(scope_kind: str, scope: str) -> str:
    match scope_kind:
        case "team":
            return say("There is no team {team} that could be exempt.", team=repr(scope))
        case "model":
            return say("There is no model {model} that could be exempt.", model=repr(scope))
        case _:
            return say(
                "There is no {kind} {name} that could be exempt.", kind=scope_kind, name=repr(scope)
            )
