"""Answering: who may answer what, checked here whatever a page allowed; nothing is overwritten."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app import typed
from app.last import Last
from app.people import People, Scopes, refusal
from app.rounds import Rounds
from app.wording import say
from assessments.portfolio import AppliedAnswer
from assessments.questionnaire import Question, Questionnaire
from assessments.scoring import Response
from data.errors import Refused
from data.store import Answer, Approval, Assessment, Growth, Store

__all__ = ["CHOICES", "COMMENT_LENGTH", "Answering", "Given", "Place", "Scopes", "Told"]

CHOICES = frozenset({1, 2, 3, 4, 5, "dont_know", "not_applicable", "withdrawn"})
COMMENT_LENGTH = 2000
Place = tuple[str, str, str]
"""A question, a scope kind and a scope: where an answer of a respondent stands."""
Told = Mapping[str, Sequence[Answer]]
"""By respondent, all revisions of the answer that holds for a subject."""
_ByScope = Mapping[tuple[str, str], Sequence[Answer]]
"""One respondent's answers to one question: all revisions, by scope kind and scope."""


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
    comment: str | None = None
    link: str | None = None
    """Where it can be seen: an https address."""
    assessment: str | None = None
    """The round that the respondent saw; None: whichever is current."""


class Answering:
    """What is answered in the current round, and what was in the rounds before it."""

    def __init__(
        self,
        store: Store,
        questionnaire: Questionnaire,
        rounds: Rounds,
        people: People,
        scopes: Callable[[], Scopes],
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._questions = {question.id: question for question in questionnaire.questions}
        self._rounds = rounds
        self._people = people
        self._scopes = scopes
        self._now = now
        self._last_read: Last[Sequence[Answer]] = Last()

    def assessment(self) -> Assessment:
        """Return the current round; the first call of a home opens it."""
        return self._rounds.current().assessment

    def today(self) -> date:
        """Return the day on which an answer given now is given, UTC."""
        return self._now().date()

    # Reading

    def revisions_of(
        self,
        respondent: str,
        assessment: str | None = None,
        question: str | None = None,
        growth: Growth | None = None,
    ) -> dict[Place, tuple[Answer, ...]]:
        """Return a respondent's answers of a round, each with all its revisions, first to last.

        `question` leaves all others out; `growth` is the store's, if just read.
        """
        wanted = assessment or self._rounds.current(growth).id
        if question is not None and growth is not None:
            told = self._told_of(wanted, question, growth)
            return _by_place(each for each in told if each.respondent == respondent)
        return _by_place(self._store.answers(wanted, respondent=respondent, question=question))

    def _told_of(self, assessment: str, question: str, growth: Growth) -> Sequence[Answer]:
        """Return everyone's answers to one question, as when so much was written."""
        return self._last_read(
            (assessment, question, growth.answers),
            lambda: self._store.answers(assessment, question=question),
        )

    def answers_of(
        self, respondent: str, assessment: str | None = None, question: str | None = None
    ) -> dict[Place, Answer]:
        """Return a respondent's latest answers of a round; `question` leaves all others out."""
        found = self.revisions_of(respondent, assessment, question)
        return {place: revisions[-1] for place, revisions in found.items()}

    def answers(self, assessment: str | None = None) -> list[Answer]:
        """Return the latest answers of everyone in a round; withdrawn ones are left out."""
        everything = self._store.answers(assessment or self.assessment().id)
        latest = {
            (each.respondent, each.question, each.scope_kind, each.scope): each
            for each in sorted(everything, key=lambda answer: answer.revision)
        }
        return [each for each in latest.values() if each.choice != "withdrawn"]

    def last_round_of(
        self, respondent: str, question: str | None = None, growth: Growth | None = None
    ) -> dict[Place, Answer]:
        """Return what a respondent answered in the round before the current one.

        `question` leaves all others out; `growth` is the store's, if just read.
        """
        before = self._rounds.all(growth)[1:2]
        return self.answers_of(respondent, before[0].id, question) if before else {}

    def told(self, subject: str | None, question: str | None = None) -> Mapping[str, Told]:
        """Return, by question and respondent, the answer that holds for a subject, all revisions.

        `question` leaves all others out.
        """
        places = _places(subject, self._scopes())
        found: dict[str, dict[str, Sequence[Answer]]] = {}
        answers = self._store.answers(self.assessment().id, question=question)
        for (asked, respondent), given in _given(answers).items():
            if held := _held(given, places):
                found.setdefault(asked, {})[respondent] = held
        return found

    def heard(
        self, question: Question, growth: Growth
    ) -> Mapping[str | None, tuple[AppliedAnswer, ...]]:
        """Return the answers to one question that hold, by subject: a model, or the organisation.

        Models for which the very same answers hold share one value; `growth` is the store's.
        """
        scopes = self._scopes()
        assessment = self._rounds.current(growth).id
        given = _given(self._told_of(assessment, question.id, growth))
        roles = {each.id: each.role for each in self._people.everyone(growth)}
        approved = {_revision(each) for each in self._store.approvals(assessment)}
        shared: dict[tuple[int, ...], tuple[AppliedAnswer, ...]] = {}
        heard: dict[str | None, tuple[AppliedAnswer, ...]] = {}
        for subject in scopes.models if question.scope == "model" else (None,):
            places = _places(subject, scopes)
            holds = [_held(by_place, places) for by_place in given.values()]
            key = tuple(map(id, holds))
            if key not in shared:
                shared[key] = tuple(_applied(each, roles, approved) for each in holds if each)
            heard[subject] = shared[key]
        return heard

    # Writing

    def save(self, given: Given) -> Answer:
        """Keep an answer as the revision after the one that the respondent saw.

        Raises:
            Refused: a value that is not allowed, a place that is not theirs, or a closed round.
            Conflict: the same respondent saved elsewhere in between; nothing was overwritten.
        """
        growth = self._store.growth()
        asked = self._check(given, growth)
        assessment = self._rounds.current(growth).assessment
        if given.assessment not in {None, assessment.id}:
            raise Refused(
                say(
                    "{round} was opened in the meantime: reload the page, then answer.",
                    round=assessment.name,
                )
            )
        answer = Answer(
            assessment=assessment.id,
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
            comment=typed.note(given.comment, say("A comment"), COMMENT_LENGTH),
            link=typed.link(given.link),
        )
        self._store.save_answer(answer)
        return answer

    def _check(self, given: Given, growth: Growth) -> Question:
        asked = self._questions.get(given.question)
        if asked is None:
            raise Refused(
                say(
                    "There is no question {question} in this assessment.",
                    question=repr(given.question),
                )
            )
        person = self._people.known(given.respondent, say("answer"), growth)
        if given.choice not in CHOICES:
            raise Refused(
                say(
                    "{answer} is not one of the answers of {question}.",
                    answer=repr(given.choice),
                    question=asked.id,
                )
            )
        if given.choice == "withdrawn":  # also where they are not asked any more
            if given.seen_revision == 0:
                raise Refused(
                    say(
                        "There is no answer to {question} that could be taken back.",
                        question=asked.id,
                    )
                )
            return asked
        if asked.scope == "organisation" and given.scope_kind != "organisation":
            raise Refused(
                say("{question} is asked of the organisation as a whole.", question=asked.id)
            )
        scopes = self._scopes()
        if not scopes.has(given.scope_kind, given.scope):
            raise Refused(_nothing_there(given.scope_kind, given.scope))
        if refused := refusal(person, asked, given.scope_kind, given.scope, scopes):
            raise Refused(refused)
        if given.choice == "not_applicable":
            if not (given.reason or "").strip():
                raise Refused(say("“Not applicable” needs a reason."))
            if given.until is None or given.until <= self.today():
                raise Refused(say("“Not applicable” needs an end date in the future."))
        return asked

    # What does not apply

    def waiting(self) -> list[Answer]:
        """Return the `not_applicable` answers in force that wait for a second person."""
        assessment = self.assessment().id
        approved = {_revision(each) for each in self._store.approvals(assessment)}
        return [
            each
            for each in self.answers(assessment)
            if each.choice == "not_applicable" and _revision(each) not in approved
        ]

    def approve(self, answer: Answer, approved_by: str) -> None:
        """Record a second person's yes to a `not_applicable`.

        Raises:
            Refused: by the one who answered, or by nobody who is known.
        """
        person = self._people.known(approved_by, say("approve"))
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


def _nothing_there(scope_kind: str, scope: str) -> str:
    match scope_kind:
        case "team":
            return say("There is no team {team} to answer for.", team=repr(scope))
        case "model":
            return say("There is no model {model} to answer for.", model=repr(scope))
        case _:
            return say(
                "There is no {kind} {name} to answer for.", kind=scope_kind, name=repr(scope)
            )


def _places(subject: str | None, scopes: Scopes) -> Sequence[tuple[str, str]]:
    """Return where an answer that holds for a subject may stand, what holds over the rest first."""
    everywhere = ("organisation", "")
    if subject is None:
        return (everywhere,)
    return ("model", subject), ("team", scopes.team_of.get(subject) or ""), everywhere


def _given(answers: Iterable[Answer]) -> Mapping[tuple[str, str], _ByScope]:
    """Return, by question and respondent, what was answered."""
    found: dict[tuple[str, str], dict[tuple[str, str], list[Answer]]] = {}
    for each in answers:
        by_scope = found.setdefault((each.question, each.respondent), {})
        by_scope.setdefault((each.scope_kind, each.scope), []).append(each)
    return found


def _held(given: _ByScope, places: Sequence[tuple[str, str]]) -> Sequence[Answer]:
    """Return the revisions of the answer that holds; empty: none does."""
    for place in places:
        revisions = given.get(place, ())
        if revisions and revisions[-1].choice != "withdrawn":
            return revisions
    return ()


def _applied(
    revisions: Sequence[Answer], roles: Mapping[str, str], approved: Collection[object]
) -> AppliedAnswer:
    last = revisions[-1]
    response = Response(
        respondent=last.respondent,
        role=roles.get(last.respondent, ""),
        choice=last.choice,
        first_choice=next(each.choice for each in revisions if each.choice != "withdrawn"),
        scope=last.scope_kind,
        made_at=last.made_at,
    )
    return AppliedAnswer(response, last.reason, last.until, _revision(last) in approved)


def _revision(of: Answer | Approval) -> tuple[object, ...]:
    """Return what tells one revision of an answer from all others of its round."""
    return of.respondent, of.question, of.scope_kind, of.scope, of.revision


def _by_place(answers: Iterable[Answer]) -> dict[Place, tuple[Answer, ...]]:
    """Return answers of one respondent by where they stand, each with its revisions in order."""
    found: dict[Place, list[Answer]] = {}
    for each in sorted(answers, key=lambda answer: answer.revision):
        found.setdefault((each.question, each.scope_kind, each.scope), []).append(each)
    return {place: tuple(revisions) for place, revisions in found.items()}
