"""Attestations, drills and exemptions: stated by people, checked here whatever a page allowed.

They hold whatever round of answering is open, until their last day or until they are taken back.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import isfinite
from typing import Literal
from uuid import uuid4

from app import stated, text, typed
from app.answering import Answering
from app.people import People, Scopes
from app.stated import Statement
from app.wording import phrase, say
from assessments import loose_ends
from assessments import statements as rows_of
from assessments.queries import Rows
from assessments.questionnaire import Probe, Questionnaire
from data.errors import Refused
from data.store import (
    Attested,
    Drilled,
    Exemption,
    ExemptionApproval,
    Respondent,
    Store,
    Withdrawal,
)

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
_TAKEN_BACK = {
    "attestation": phrase("{person} took this attestation back already: {reason}"),
    "drill": phrase("{person} took this drill back already: {reason}"),
    "exemption": phrase("{person} took this exemption back already: {reason}"),
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


class Statements:
    """All that people state besides their answers."""

    def __init__(
        self,
        store: Store,
        questionnaire: Questionnaire,
        people: People,
        answering: Answering,
        scopes: Callable[[], Scopes],
        rows: Rows,
        now: Callable[[], datetime],
        covers: Callable[[datetime], None] = lambda _: None,
    ) -> None:
        # `covers` is told after which moment the scorecard must be judged, so that what was stated
        # counts at once.
        self._store = store
        self._questionnaire = questionnaire
        self._people = people
        self._answering = answering
        self._scopes = scopes
        self._rows = rows
        self._now = now
        self._covers = covers

    def today(self) -> date:
        """Return the day on which a statement made now is made, UTC."""
        return self._now().date()

    # Reading

    def all(self) -> tuple[Statement, ...]:
        """Return every statement, of the app and of sources, the latest first."""
        names = {person.id: person.name for person in self._store.respondents()}
        back = self._store.kept(Withdrawal)
        answering = self._answering
        found = [
            *stated.attested(
                self._store.kept(Attested),
                rows_of.attestations(self._rows),
                names,
                stated.withdrawals(back, "attestation", names),
            ),
            *stated.drilled(
                self._store.kept(Drilled),
                rows_of.drills(self._rows),
                names,
                stated.withdrawals(back, "drill", names),
            ),
            *stated.exempted(
                self._store.kept(Exemption),
                {each.exemption: each for each in self._store.kept(ExemptionApproval)},
                names,
                stated.withdrawals(back, "exemption", names),
            ),
            *stated.not_applicable(
                answering.answers(), self._store.approvals(answering.assessment().id), names
            ),
        ]
        return tuple(sorted(found, key=lambda each: each.made_at, reverse=True))

    def loose_ends(self) -> list[tuple[str, str]]:
        """Return each source with a sentence on what it brought that bears on nothing."""
        return loose_ends.loose_ends(self._rows, self._questionnaire.probes)

    def owner_is(self, model: str, respondent: Respondent) -> str | None:
        """Return the owner of a model if the respondent is this person, else None."""
        return rows_of.owner_named(self._rows, model, _known_as(respondent))

    # Attestations

    def attest(
        self,
        probe: str,
        model: str | None,
        value: float,
        until: date,
        note: str,
        link: str | None,
        by: str,
    ) -> Attested:
        """Keep a statement by someone other than the owner that a probe's matter holds.

        Args:
            probe: the name of an attestable probe.
            model: whom it is about; None: the organisation.
            value: 1 for yes, 0 for no, or the number in the probe's unit.
            until: the last day on which it counts.
            note: what was seen.
            link: where it can be seen, an https address.
            by: the respondent's id.

        Raises:
            Refused: one of these is not allowed, or the respondent owns the model.
        """
        person = self._people.known(by, say("attest"))
        asked = self._attestable(probe)
        self._expect_scope(asked, model)
        _expect_value(asked, value)
        self._expect_until(until, "attestation")
        said = typed.note(note, say("A note"), NOTE_LENGTH)
        if said is None:
            raise Refused(say("An attestation needs a note: write what you saw, and where."))
        address = typed.link(link)
        owner = self.owner_is(model, person) if model is not None else None
        if owner is not None:
            raise Refused(
                say(
                    "{person} answers for {model} as its owner ({owner}), and nobody attests their "
                    "own model: ask someone else who has seen it.",
                    person=person.name,
                    model=model,
                    owner=owner,
                )
            )
        kept = Attested(
            *(_new_id("attestation"), asked.name, model, float(value), until, said, address),
            *(person.id, self._now()),
        )
        self._store.keep(kept)
        worded = _worded(asked, value)
        self._audit(person, "attested", f"{asked.name} {model or ''}", f"{worded}, until {until}")
        self._covers(_start_of(self.today()))
        return kept

    def _attestable(self, name: str) -> Probe:
        probe = self._questionnaire.probes.get(name)
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

    def _expect_scope(self, probe: Probe, model: str | None) -> None:
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
            self._expect_model(model)

    def _expect_model(self, model: str) -> None:
        if model not in self._scopes().models:
            raise Refused(
                say(
                    "There is no production model {model}: choose one from the list.",
                    model=repr(model),
                )
            )

    def _expect_until(self, until: date, kind: Literal["attestation", "exemption"]) -> None:
        latest = self.today() + LONGEST
        if until < self.today():
            raise Refused(say(_ENDED[kind], day=until))
        if until > latest:
            raise Refused(say(_STANDS_LONG[kind], day=until, latest=latest))

    # Drills

    def drill(self, drill: Drill, by: str) -> Drilled:
        """Keep a rehearsal, timed or not.

        Raises:
            Refused: the model or kind does not exist, its time lies ahead or more than a year
                back, or it has no note.
        """
        person = self._people.known(by, say("record a drill"))
        self._expect_model(drill.model)
        if drill.kind not in DRILLS:
            raise Refused(
                say(
                    "{kind} is no kind of drill: choose one of {kinds}.",
                    kind=repr(drill.kind),
                    kinds=text.either(DRILLS),
                )
            )
        now = self._now()
        if drill.drilled_at > now:
            raise Refused(say("A drill is recorded once it is over: its time lies ahead."))
        if drill.drilled_at < now - LONGEST:
            raise Refused(
                say("A drill of more than a year ago proves nothing now: record a newer one.")
            )
        if drill.hours is not None and not 0 <= drill.hours <= LONGEST_DRILL:
            raise Refused(
                say("The hours of a drill are a number from 0 up: from start to recovery.")
            )
        said = typed.note(drill.note, say("A note"), NOTE_LENGTH)
        if said is None:
            raise Refused(say("A drill needs a note: write what was done, and what came of it."))
        kept = Drilled(
            id=_new_id("drill"),
            model=drill.model,
            kind=drill.kind,
            drilled_at=drill.drilled_at,
            hours=drill.hours,
            succeeded=drill.succeeded,
            automatic=drill.automatic,
            actor=typed.one_line(drill.actor)[:100] or None,
            note=said,
            link=typed.link(drill.link),
            recorded_by=person.id,
            recorded_at=now,
        )
        self._store.keep(kept)
        came = "succeeded" if kept.succeeded else "failed"
        self._audit(person, "recorded a drill", f"{kept.kind} {kept.model}", came)
        self._covers(kept.drilled_at)
        return kept

    # Exemptions

    def exempt(
        self,
        question: str,
        scope_kind: str,
        scope: str,
        reason: str,
        until: date,
        link: str | None,
        by: str,
    ) -> Exemption:
        """Ask that a question be left out somewhere until a day; a second person decides.

        Raises:
            Refused: the question or the scope does not exist, there is no reason, or the last day
                lies in the past or more than a year ahead.
        """
        person = self._people.known(by, say("ask for an exemption"))
        asked = {each.id: each for each in self._questionnaire.questions}.get(question)
        if asked is None:
            raise Refused(
                say(
                    "There is no question {question}: choose one from the list.",
                    question=repr(question),
                )
            )
        if asked.scope == "organisation" and scope_kind != "organisation":
            raise Refused(
                say("{question} is asked of the organisation as a whole.", question=asked.id)
            )
        scopes = self._scopes()
        allowed = {"organisation": [""], "team": scopes.teams, "model": scopes.models}
        if scope not in allowed.get(scope_kind, ()):
            raise Refused(_nothing_there(scope_kind, scope))
        self._expect_until(until, "exemption")
        said = typed.note(reason, say("A reason"), NOTE_LENGTH)
        if said is None:
            raise Refused(
                say(
                    "An exemption needs a reason: write why {question} does not apply.",
                    question=asked.id,
                )
            )
        kept = Exemption(
            *(_new_id("exemption"), asked.id, scope_kind, scope, said, typed.link(link), until),
            *(person.id, self._now()),
        )
        self._store.keep(kept)
        about = f"{asked.id} {scope_kind} {scope}"
        self._audit(person, "asked for an exemption", about, f"until {until}")
        return kept

    def approve_exemption(self, exemption: str, by: str) -> None:
        """Give a second person's yes to an exemption; it takes effect at once.

        Raises:
            Refused: by the person who asked, for one that has ended, was withdrawn or is unknown.
            Conflict: it was approved already.
        """
        person = self._people.known(by, say("approve"))
        found = self._expect_standing("exemption", exemption)
        if found.until is not None and found.until < self.today():
            raise Refused(say("This exemption ended on {day}: ask for a new one.", day=found.until))
        self._expect_second(found, person)
        self._store.keep(ExemptionApproval(exemption, person.id, self._now()))
        about = f"{found.about} {found.scope_kind} {found.scope}"
        self._audit(person, "approved an exemption", about, f"asked for by {found.made_by}")

    def _expect_second(self, asked: Statement, person: Respondent) -> None:
        """Refuse who asked, under whichever of their names or addresses they come."""
        asker = next((each for each in self._people.everyone() if each.id == asked.asked_by), None)
        same = person.id == asked.asked_by
        if asker is not None and not same:
            one, other = _known_as(asker), _known_as(person)
            same = bool(_folded(one) & _folded(other)) or bool(
                rows_of.persons_named(self._rows, one) & rows_of.persons_named(self._rows, other)
            )
        if same:
            raise Refused(
                say("Nobody approves what they asked for themselves: let a second person do it.")
            )

    # Taking back

    def withdraw(self, kind: str, id: str, reason: str, by: str) -> None:
        """Take an attestation, a drill or an exemption back; it stays on record with the reason.

        Raises:
            Refused: it is unknown, was taken back already, or there is no reason.
        """
        person = self._people.known(by, say("withdraw"))
        found = self._expect_standing(kind, id)
        said = typed.note(reason, say("A reason"), NOTE_LENGTH)
        if said is None:
            raise Refused(say("Taking back needs a reason: write what is no longer so."))
        self._store.keep(Withdrawal(kind, id, said, person.id, self._now()))
        about = f"{found.about} {found.scope}"
        self._audit(person, f"withdrew {_article(kind)}", about, said)

    def _expect_standing(self, kind: str, id: str) -> Statement:
        known = [each for each in self.all() if each.id == id and each.kind == kind]
        if not known:
            raise Refused(_not_known(kind, id))
        if back := known[0].withdrawn:
            raise Refused(say(_TAKEN_BACK[kind], person=back.by, reason=back.reason))
        return known[0]

    def _audit(self, person: Respondent, what: str, about: str, detail: str) -> None:
        self._store.audit(self._now(), person.name, what, about.strip(), detail)


def _expect_value(probe: Probe, value: float) -> None:
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


def _not_known(kind: str, id: str) -> str:
    match kind:
        case "attestation":
            return say(
                "There is no attestation {id} of the app: choose one from the list.", id=repr(id)
            )
        case "drill":
            return say("There is no drill {id} of the app: choose one from the list.", id=repr(id))
        case "exemption":
            return say(
                "There is no exemption {id} of the app: choose one from the list.", id=repr(id)
            )
        case _:
            return say(
                "There is no {kind} {id} of the app: choose one from the list.",
                kind=kind,
                id=repr(id),
            )


def _worded(probe: Probe, value: float) -> str:
    if probe.unit == YES_OR_NO:
        return "yes" if value else "no"
    return f"{value:g} {probe.unit}"


def _known_as(person: Respondent) -> tuple[str | None, ...]:
    return person.name, person.mail


def _folded(texts: tuple[str | None, ...]) -> set[str]:
    return {text.strip().casefold() for text in texts if text and text.strip()}


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _new_id(kind: str) -> str:
    return f"{kind}-{uuid4().hex[:12]}"


def _article(kind: str) -> str:
    return f"{'an' if kind[0] in 'ae' else 'a'} {kind}"
