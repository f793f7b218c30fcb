"""The questionnaire as one respondent sees it: progress, a question, and their answer's verdict.

The evidence stays out of the view until an answer is given; then the respondent's own answer is
held against it, whatever others said.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from app import text
from app.views.finding import FindingView, finding_view
from app.views.parts import FINDING_ORDER, VerdictMark, badness, verdict_mark
from assessments.questionnaire import Question, Questionnaire
from assessments.scorecard import Scorecard
from assessments.scoring import Agreement, Claim, Finding, Verdict, judge
from data.written import Answer

Answers = Mapping[tuple[str, str, str], Answer]
"""One respondent's latest answers by question, scope kind and scope."""

SHOWN = 25
"""How many models an answer's verdict lists."""
NOTICE = "Your answer will be held against what the sources show, once you have given it."
_NO_LEVEL = (
    ("dont_know", "I don't know", "Counted as it is, never held against you or the level."),
    ("not_applicable", "Does not apply", "Needs a reason, an end date and a second person's yes."),
)


@dataclass(frozen=True)
class AreaProgress:
    """How far one area is answered."""

    id: str
    title: str
    question: str
    answered: int
    total: int
    text: str
    """`2 of 3 answered`."""
    questions: tuple[str, ...]
    """Their ids, in order."""
    open: tuple[str, ...]
    """The ids of those not answered yet."""


@dataclass(frozen=True)
class AssessmentView:
    """How far one respondent has come."""

    sentence: str
    share: float
    """0 to 1 of the questions."""
    areas: tuple[AreaProgress, ...]
    next_question: str | None
    """The first that is not answered yet; None: all are."""
    notice: str


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
    when: str
    reason: str | None
    until: date | None
    revision: int
    evidence_shown: bool


@dataclass(frozen=True)
class ExceptionView:
    """A more specific answer of the same respondent, which holds instead."""

    scope_kind: str
    scope: str
    label: str
    choice: int | str
    revision: int


@dataclass(frozen=True)
class AnswerVerdict:
    """How the respondent's answer stands against the evidence."""

    mark: VerdictMark
    sentence: str
    counts: tuple[VerdictMark, ...]
    """`6 contradicted`, `9 confirmed`; empty for a single subject."""
    findings: tuple[FindingView, ...]
    """Judged by this answer alone, worst first; at most SHOWN."""
    rest: str | None = None
    """How many more there are; None: these are all."""


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
    """What a save must name; 0: nothing is saved here."""
    exceptions: tuple[ExceptionView, ...]
    verdict: AnswerVerdict | None
    """None until an answer is given."""


def assessment_view(questionnaire: Questionnaire, answers: Answers) -> AssessmentView:
    """Return how far the respondent with these answers has come."""
    answered = {answer.question for answer in answers.values() if answer.choice != "withdrawn"}
    areas = tuple(
        _progress(area.id, area.title, area.question, questionnaire, answered)
        for area in questionnaire.areas
    )
    total = len(questionnaire.questions)
    done = sum(area.answered for area in areas)
    return AssessmentView(
        sentence=_said(done, total),
        share=done / total if total else 1.0,
        areas=areas,
        next_question=next((each for area in areas for each in area.open), None),
        notice=NOTICE,
    )


def _said(done: int, total: int) -> str:
    if not done:
        return f"{text.count(total, 'question')}, none answered yet"
    if done == total:
        return f"All {text.count(total, 'question')} answered"
    return f"{done:,} of {text.count(total, 'question')} answered"


def _progress(
    id: str,
    title: str,
    question: str,
    questionnaire: Questionnaire,
    answered: set[str],
) -> AreaProgress:
    questions = tuple(each.id for each in questionnaire.questions_of(id))
    still = tuple(each for each in questions if each not in answered)
    done = len(questions) - len(still)
    return AreaProgress(
        id=id,
        title=title,
        question=question,
        answered=done,
        total=len(questions),
        text=f"{done} of {len(questions)} answered",
        questions=questions,
        open=still,
    )


def question_view(
    question: Question,
    answers: Answers,
    scorecard: Scorecard,
    scope_kind: str = "organisation",
    scope: str = "",
) -> QuestionView:
    """Return a question at one scope; with an answer there, also how it stands."""
    answer = answers.get((question.id, scope_kind, scope))
    given = None if answer is None or answer.choice == "withdrawn" else answer
    exceptions = _exceptions(question, answers, scorecard, scope_kind, scope)
    return QuestionView(
        id=question.id,
        area=question.area,
        title=question.title,
        text=question.text,
        why=question.why,
        critical=question.critical,
        per_model=question.scope == "model",
        options=_options(question),
        given=None if given is None else _given(given),
        seen_revision=0 if answer is None else answer.revision,
        exceptions=exceptions,
        verdict=None
        if given is None
        else _answer_verdict(given, _findings(question, scorecard, scope_kind, scope, exceptions)),
    )


def _options(question: Question) -> tuple[OptionView, ...]:
    levels = tuple(
        OptionView(number, text.level(number), level.answer)
        for number, level in enumerate(question.levels, start=1)
    )
    return (*levels, *(OptionView(*each) for each in _NO_LEVEL))


def _given(answer: Answer) -> GivenView:
    return GivenView(
        choice=answer.choice,
        label=text.choice(answer.choice),
        when=text.moment(answer.made_at),
        reason=answer.reason,
        until=answer.until,
        revision=answer.revision,
        evidence_shown=answer.evidence_shown,
    )


def _exceptions(
    question: Question, answers: Answers, scorecard: Scorecard, scope_kind: str, scope: str
) -> tuple[ExceptionView, ...]:
    """Return what the same respondent answered more specifically, inside this scope."""
    team = {model.facts.model: model.facts.team for model in scorecard.models}
    narrower = {"organisation": ("team", "model"), "team": ("model",)}.get(scope_kind, ())
    return tuple(
        ExceptionView(kind, name, text.choice(answer.choice), answer.choice, answer.revision)
        for (asked, kind, name), answer in sorted(answers.items())
        if asked == question.id
        and kind in narrower
        and answer.choice != "withdrawn"
        and (scope_kind == "organisation" or team.get(name) == scope)
    )


def _findings(
    question: Question,
    scorecard: Scorecard,
    scope_kind: str,
    scope: str,
    exceptions: Iterable[ExceptionView],
) -> list[Finding]:
    """Return the findings that an answer at this scope speaks of."""
    asked = [each for each in scorecard.findings() if each.question.id == question.id]
    if question.scope == "organisation":
        return asked
    team = {model.facts.model: model.facts.team for model in scorecard.models}
    held = {(each.scope_kind, each.scope) for each in exceptions}
    return [
        each
        for each in asked
        if each.subject is not None
        and scope == {"team": team.get(each.subject), "model": each.subject}.get(scope_kind, scope)
        and ("model", each.subject) not in held
        and ("team", team.get(each.subject)) not in held
    ]


def as_answered(finding: Finding, choice: int | str) -> Finding:
    """Return the finding as if this one answer were the whole claim."""
    level = choice if isinstance(choice, int) else None
    agreement = Agreement.SINGLE if level else Agreement.NOBODY_COULD_SAY
    judged = judge(level, finding.proven, finding.ruled_out_above)
    return replace(
        finding,
        claim=Claim(level, agreement),
        verdict=judged.verdict,
        verified=judged.verified,
        low=judged.low,
        high=judged.high,
        gap=judged.gap,
    )


def _answer_verdict(answer: Answer, findings: list[Finding]) -> AnswerVerdict:
    if answer.choice == "not_applicable":
        return _exempt(findings)
    judged = sorted((as_answered(each, answer.choice) for each in findings), key=badness)
    if not judged:
        nothing = VerdictMark("unknown", text.verdict(Verdict.NOT_ASSESSED))
        return AnswerVerdict(nothing, "No production model falls under this answer.", (), ())
    if len(judged) == 1:
        one = finding_view(judged[0])
        return AnswerVerdict(one.verdict, one.sentence, (), (one,))
    counted = Counter(each.verdict for each in judged)
    counts = tuple(
        VerdictMark(text.verdict_group(each), f"{counted[each]:,} {text.verdict(each)}")
        for each in FINDING_ORDER
        if each in counted
    )
    models = text.count(len(judged), "model")
    said = text.listed([each.word for each in counts])
    return AnswerVerdict(
        mark=verdict_mark(judged[0].verdict),
        sentence=f"“{text.choice(answer.choice)}” for {models}: {said}.",
        counts=counts,
        findings=tuple(finding_view(each) for each in judged[:SHOWN]),
        rest=f"{text.count(len(judged) - SHOWN, 'model')} more" if len(judged) > SHOWN else None,
    )


def _exempt(findings: list[Finding]) -> AnswerVerdict:
    """Say whether a `not_applicable` holds already."""
    approved = [each for each in findings if each.verdict is Verdict.NOT_APPLICABLE]
    if approved:
        one = finding_view(approved[0])
        return AnswerVerdict(one.verdict, one.sentence, (), ())
    waiting = VerdictMark("unknown", "waits for approval")
    return AnswerVerdict(waiting, "Holds once a second person has approved it.", (), ())
