"""Answering: who may answer what, checked here whatever a page allowed; nothing is overwritten."""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from assessments.questionnaire import Question, Questionnaire
from data.errors import Conflict, Refused
from data.store import Answer, Approval, Assessment, Respondent, Store

ROLES = ("executive", "model owner", "ML engineer", "platform", "finance", "risk")
CHOICES = frozenset({1, 2, 3, 4, 5, "dont_know", "not_applicable", "withdrawn"})


@dataclass(frozen=True)
class Scopes:
    """What an answer may be given for, besides the organisation."""

    teams: Sequence[str]
    models: Sequence[str]


@dataclass(frozen=True)
class Given:
    """An answer as a respondent gives it."""

    respondent: str
    question: str
    scope_kind: str
    """`organisation`, `team` or `model`."""
    scope: str
    """The team's or the model's name; empty for the organisation."""
    choice: int | str
    seen_revision: int = 0
    """The revision that the respondent saw; 0: none yet."""
    reason: str | None = None
    until: date | None = None
    evidence_shown: bool = False


class Answering:
    """The round of answering that is open."""

    def __init__(
        self,
        store: Store,
        questionnaire: Questionnaire,
        opens: Callable[[], Assessment],
        scopes: Callable[[], Scopes],
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._questions = {question.id: question for question in questionnaire.questions}
        self._opens = opens
        self._scopes = scopes
        self._now = now

    def assessment(self) -> Assessment:
        """Return the round that is open; the first call of a home opens it."""
        opened = self._store.assessments()
        if not opened:
            with suppress(Conflict):  # another process opened it at the same moment
                self._store.add_assessment(self._opens())
            opened = self._store.assessments()
        return opened[-1]

    def today(self) -> date:
        """Return the day on which an answer given now is given, UTC."""
        return self._now().date()

    def respondents(self) -> list[Respondent]:
        """Return everyone who may answer, by name."""
        return sorted(self._store.respondents(), key=lambda person: person.name.casefold())

    def add_respondent(self, name: str, role: str, team: str) -> Respondent:
        """Add someone who may answer.

        Raises:
            Refused: the name is empty, too long or taken, or the role is not one of ROLES.
        """
        name = " ".join(name.split())
        taken = {person.name.casefold() for person in self._store.respondents()}
        if not 0 < len(name) <= 100:
            raise Refused("A respondent needs a name of 1 to 100 characters.")
        if name.casefold() in taken:
            raise Refused(f"{name} is there already: choose them from the list.")
        if role not in ROLES:
            wrong = f"{role!r} is not a role" if role else "A respondent needs a role"
            raise Refused(f"{wrong}: choose one of {', '.join(ROLES)}.")
        slug = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-") or "respondent"
        person = Respondent(
            f"{slug}-{len(taken) + 1}", name, role, " ".join(team.split()), self._now()
        )
        self._store.add_respondent(person)
        self._store.audit(self._now(), person.name, "joined as respondent", person.id, role)
        return person

    def answers_of(self, respondent: str) -> dict[tuple[str, str, str], Answer]:
        """Return a respondent's latest answers by question, scope kind and scope."""
        mine = [a for a in self._store.answers(self.assessment().id) if a.respondent == respondent]
        return {
            (answer.question, answer.scope_kind, answer.scope): answer
            for answer in sorted(mine, key=lambda answer: answer.revision)
        }

    def save(self, given: Given) -> Answer:
        """Keep an answer as the revision after the one that the respondent saw.

        Raises:
            Refused: a value that is not allowed.
            Conflict: the same respondent saved elsewhere in between; nothing was overwritten.
        """
        asked = self._check(given)
        answer = Answer(
            assessment=self.assessment().id,
            question=given.question,
            question_version=asked.version,
            scope_kind=given.scope_kind,
            scope=given.scope,
            respondent=given.respondent,
            revision=given.seen_revision + 1,
            choice=given.choice,
            reason=given.reason,
            until=given.until,
            evidence_shown=given.evidence_shown,
            made_at=self._now(),
        )
        self._store.save_answer(answer)
        return answer

    def _check(self, given: Given) -> Question:
        asked = self._questions.get(given.question)
        if asked is None:
            raise Refused(f"There is no question {given.question!r} in this assessment.")
        self._known(given.respondent, "answer")
        if asked.scope == "organisation" and given.scope_kind != "organisation":
            raise Refused(f"{asked.id} is asked of the organisation as a whole.")
        scopes = self._scopes()
        allowed = {"organisation": [""], "team": scopes.teams, "model": scopes.models}
        if given.scope not in allowed.get(given.scope_kind, ()):
            raise Refused(f"There is no {given.scope_kind} {given.scope!r} to answer for.")
        if given.choice not in CHOICES:
            raise Refused(f"{given.choice!r} is not one of the answers of {asked.id}.")
        if given.choice == "not_applicable":
            if not (given.reason or "").strip():
                raise Refused("“Not applicable” needs a reason.")
            if given.until is None or given.until <= self.today():
                raise Refused("“Not applicable” needs an end date in the future.")
        return asked

    def _known(self, respondent: str, act: str) -> Respondent:
        for person in self._store.respondents():
            if person.id == respondent:
                return person
        raise Refused(f"Choose who you are before you {act}.")

    def waiting(self) -> list[Answer]:
        """Return the `not_applicable` answers in force that wait for a second person."""
        assessment = self.assessment().id
        approved = {
            (a.question, a.scope_kind, a.scope, a.respondent, a.revision)
            for a in self._store.approvals(assessment)
        }
        latest = {
            (a.question, a.scope_kind, a.scope, a.respondent): a
            for a in sorted(self._store.answers(assessment), key=lambda answer: answer.revision)
        }
        return [
            answer
            for key, answer in latest.items()
            if answer.choice == "not_applicable" and (*key, answer.revision) not in approved
        ]

    def approve(self, answer: Answer, approved_by: str) -> None:
        """Record a second person's yes to a `not_applicable`.

        Raises:
            Refused: by the one who answered, or by nobody who is known.
        """
        person = self._known(approved_by, "approve")
        self._store.approve(
            Approval(
                assessment=answer.assessment,
                question=answer.question,
                scope_kind=answer.scope_kind,
                scope=answer.scope,
                respondent=answer.respondent,
                revision=answer.revision,
                approved_by=person.id,
                approved_at=self._now(),
            )
        )
        about = f"{answer.question} {answer.scope_kind} {answer.scope}".strip()
        self._store.audit(self._now(), person.name, "approved not applicable", about, "")
