"""Attestations, drills and exemptions: stated by people, checked here whatever a page allowed.

They hold whatever round of answering is open, until their last day or until they are taken back.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from uuid import uuid4

from app import stated, typed
from app import statement_checks as checks
from app.answering import Answering
from app.people import People, Scopes
from app.stated import Statement
from app.statement_checks import Drill
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

_TAKEN_BACK = {
    "attestation": phrase("{person} took this attestation back already: {reason}"),
    "drill": phrase("{person} took this drill back already: {reason}"),
    "exemption": phrase("{person} took this exemption back already: {reason}"),
}


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
        asked = checks.attestable(self._questionnaire, probe)
        checks.expect_scope(asked, model, self._scopes())
        checks.expect_value(asked, value)
        checks.expect_until(until, "attestation", self.today())
        said = typed.note(note, say("A note"), checks.NOTE_LENGTH)
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

    # Drills

    def drill(self, drill: Drill, by: str) -> Drilled:
        """Keep a rehearsal, timed or not.

        Raises:
            Refused: the model or kind does not exist, its time lies ahead or more than a year
                back, or it has no note.
        """
        person = self._people.known(by, say("record a drill"))
        now = self._now()
        checks.expect_drill(drill, self._scopes(), now)
        said = typed.note(drill.note, say("A note"), checks.NOTE_LENGTH)
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
        asked = checks.asked_of(self._questionnaire, question, scope_kind, scope, self._scopes())
        checks.expect_until(until, "exemption", self.today())
        said = typed.note(reason, say("A reason"), checks.NOTE_LENGTH)
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
        said = typed.note(reason, say("A reason"), checks.NOTE_LENGTH)
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
    if probe.unit == checks.YES_OR_NO:
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
