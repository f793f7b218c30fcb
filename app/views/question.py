"""One question at one scope: what may be answered, what was, and how it stands.

The evidence and what others answered stay out of the view until an answer is given; then the
respondent's own answer is held against both.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app import text
from app.views.answer_verdict import AnswerVerdict, answer_verdict
from app.views.assessment import Answers
from app.views.disagreement import OthersView, others_view
from app.views.revisions import RevisionView, changed_words, revision_views
from app.wording import many, phrase, say
from assessments.questionnaire import Question
from assessments.scoring import Finding
from data.written import Answer

_NO_LEVEL = (
    (
        *("dont_know", phrase("I don't know")),
        phrase("Counted as it is, never held against you or the level."),
    ),
    (
        *("not_applicable", phrase("Does not apply")),
        phrase("Needs a reason, an end date and a second person's yes."),
    ),
)


@dataclass(frozen=True)
class OptionView:
    """One answer that may be picked."""

    choice: int | str
    label: str
    text: str


@dataclass(frozen=True)
class GivenView:
    """The answer that the respondent gave here."""

    choice: int | str
    label: str
    text: str
    """The answer as it reads in the question; empty where the question has changed since."""
    when: str
    reason: str | None
    until: date | None
    revision: int
    evidence_shown: bool
    comment: str | None
    link: str | None
    changed: str | None
    """`First answered 4 Measured, changed to 3 Working on 5 Nov 2026`."""
    revisions: tuple[RevisionView, ...]


@dataclass(frozen=True)
class ExceptionView:
    """A more specific answer of the same respondent, which holds instead."""

    scope_kind: str
    scope: str
    label: str
    choice: int | str
    revision: int


@dataclass(frozen=True)
class QuestionView:
    """One question at one scope."""

    id: str
    area: str
    title: str
    text: str
    why: str
    critical: bool
    per_model: bool
    """May be answered for a team and, as an exception, for one model."""
    options: tuple[OptionView, ...]
    given: GivenView | None
    seen_revision: int
    """What a save must name; 0: nothing is saved here, and no evidence was shown."""
    last_round: str | None
    """`In the round before you answered 3 Working`; None: nothing, or there was none."""
    exceptions: tuple[ExceptionView, ...]
    excepted: str | None
    """`2 exceptions: 3 Working for Pricing and 2 Recorded for churn`; None: there are none."""
    verdict: AnswerVerdict | None
    """None until an answer is given."""
    others: OthersView | None
    """None until an answer is given."""
    withdrawn: GivenView | None
    """What was withdrawn here last and can be given again; None: nothing was, or all stands."""


def question_view(
    question: Question,
    answers: Answers,
    on_it: Sequence[Finding],
    team_of: Mapping[str, str | None],
    scope_kind: str = "organisation",
    scope: str = "",
    *,
    revisions: Sequence[Answer] = (),
    last: Answer | None = None,
) -> QuestionView:
    """Return a question at one scope; with an answer there, also how it stands.

    `on_it` are all findings of the question, `team_of` tells the team of each production model,
    `revisions` are those of the answer here, `last` is that of the round before.
    """
    answer = answers.get((question.id, scope_kind, scope))
    given = None if answer is None or answer.choice == "withdrawn" else answer
    exceptions = _exceptions(question, answers, team_of, scope_kind, scope)
    findings = [] if given is None else _spoken_of(on_it, team_of, scope_kind, scope, exceptions)
    return QuestionView(
        id=question.id,
        area=question.area,
        title=question.title,
        text=question.text,
        why=question.why,
        critical=question.critical,
        per_model=question.scope == "model",
        options=options(question),
        given=None if given is None else given_view(question, given, revisions),
        seen_revision=0 if answer is None else answer.revision,
        last_round=_last_round(question, last),
        exceptions=exceptions,
        excepted=_excepted(exceptions),
        verdict=None if given is None else answer_verdict(given, findings),
        others=None if given is None else others_view(findings, given.respondent),
        withdrawn=_withdrawn(question, revisions) if given is None else None,
    )


def _withdrawn(question: Question, revisions: Sequence[Answer]) -> GivenView | None:
    said = [each for each in revisions if each.choice != "withdrawn"]
    return given_view(question, said[-1], revisions) if said else None


def options(question: Question) -> tuple[OptionView, ...]:
    """Return the five levels and the two answers that claim none."""
    levels = tuple(
        OptionView(number, text.level(number), level.answer)
        for number, level in enumerate(question.levels, start=1)
    )
    others = (OptionView(choice, say(label), say(told)) for choice, label, told in _NO_LEVEL)
    return (*levels, *others)


def given_view(question: Question | None, answer: Answer, revisions: Sequence[Answer]) -> GivenView:
    """Return an answer in words, with how it came about; None: the question is asked no more."""
    same = question is not None and question.version == answer.question_version
    texts = {each.choice: each.text for each in options(question)} if question and same else {}
    return GivenView(
        choice=answer.choice,
        label=text.choice(answer.choice),
        text=texts.get(answer.choice, ""),
        when=text.moment(answer.made_at),
        reason=answer.reason,
        until=answer.until,
        revision=answer.revision,
        evidence_shown=answer.evidence_shown,
        comment=answer.comment,
        link=answer.link,
        changed=changed_words(revisions),
        revisions=revision_views(revisions) if len(revisions) > 1 else (),
    )


def _last_round(question: Question, last: Answer | None) -> str | None:
    if last is None or last.choice == "withdrawn":
        return None
    choice = text.choice(last.choice)
    if last.question_version != question.version:
        return say(
            "In the round before you answered {choice}; the question has changed since",
            choice=choice,
        )
    return say("In the round before you answered {choice}", choice=choice)


def _exceptions(
    question: Question,
    answers: Answers,
    team_of: Mapping[str, str | None],
    scope_kind: str,
    scope: str,
) -> tuple[ExceptionView, ...]:
    """Return what the same respondent answered more specifically, inside this scope."""
    narrower = {"organisation": ("team", "model"), "team": ("model",)}.get(scope_kind, ())
    mine = [
        (kind, name, answer)
        for (asked, kind, name), answer in sorted(answers.items())
        if asked == question.id and kind in narrower and answer.choice != "withdrawn"
    ]
    return tuple(
        ExceptionView(kind, name, text.choice(answer.choice), answer.choice, answer.revision)
        for kind, name, answer in mine
        if scope_kind == "organisation" or team_of.get(name) == scope
    )


def _excepted(exceptions: Sequence[ExceptionView]) -> str | None:
    if not exceptions:
        return None
    named = [
        say("{choice} for {place}", choice=each.label, place=each.scope) for each in exceptions
    ]
    return many(
        "{number} exception: {answers}",
        "{number} exceptions: {answers}",
        len(exceptions),
        answers=text.some(named),
    )


def _spoken_of(
    findings: Sequence[Finding],
    team_of: Mapping[str, str | None],
    scope_kind: str,
    scope: str,
    exceptions: Iterable[ExceptionView],
) -> list[Finding]:
    """Return the findings that an answer at this scope speaks of."""
    held = {(each.scope_kind, each.scope) for each in exceptions}

    def spoken_of(subject: str | None) -> bool:
        if subject is None:
            return True
        team = team_of.get(subject)
        if ("model", subject) in held or ("team", team) in held:
            return False
        return scope == {"team": team, "model": subject}.get(scope_kind, scope)

    return [each for each in findings if spoken_of(each.subject)]
