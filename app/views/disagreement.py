"""Where respondents are far apart: beside one's own answer, and over the whole round."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from app import text
from app.views.agreement import SpreadView, spread_view
from app.wording import many, say
from assessments.questionnaire import Question, Questionnaire
from assessments.scoring import Agreement, Claim, Finding, Response, claim

SENTENCES = 3
"""How many different disagreements stand beside an answer."""
NAMES = 3
"""How many models are named before the rest is counted."""


@dataclass(frozen=True)
class Said:
    """What the respondents say of one question on one subject."""

    question: Question
    subject: str | None
    """The model; None: the organisation."""
    claim: Claim


Saying = Finding | Said
"""What has a question, a subject and a claim."""


@dataclass(frozen=True)
class OthersView:
    """How one's own answer stands to those of others."""

    title: str
    sentences: tuple[str, ...]
    rest: str | None
    """How it stands with the models that no sentence is about."""
    widest: SpreadView | None
    """None: nobody else has answered."""


@dataclass(frozen=True)
class DisagreementRow:
    """One question on which the same respondents disagree in the same way, and where."""

    key: str
    """Of the finding on the first subject."""
    question: str
    """Its id."""
    title: str
    where: str
    """`the organisation`, `all 24 models`, `churn and fraud-scorer`."""
    sentence: str
    spread: SpreadView


@dataclass(frozen=True)
class DisagreementsView:
    """All of them, the widest first."""

    title: str
    rows: tuple[DisagreementRow, ...]
    hidden: str | None
    """What is left out because the reader has not answered yet."""


@dataclass(frozen=True)
class _Group:
    """Subjects of one question that were answered alike by the same respondents."""

    question: Question
    claim: Claim
    subjects: tuple[str | None, ...]

    @cached_property
    def spread(self) -> SpreadView:
        """Return the claim by role."""
        return spread_view(self.claim)

    @property
    def is_apart(self) -> bool:
        """Tell whether the spread has something to tell."""
        disputed = self.claim.agreement is Agreement.DISPUTED
        return disputed or (self.spread.respondents > 1 and self.spread.news is not None)


def said_by(
    questionnaire: Questionnaire,
    responses: Mapping[tuple[str, str | None], Sequence[Response]],
) -> list[Said]:
    """Return what answers say of the questions that are still asked."""
    asked = {each.id: each for each in questionnaire.questions}
    return [
        Said(asked[question], subject, claim(told))
        for (question, subject), told in responses.items()
        if question in asked
    ]


def others_view(said: Sequence[Saying], respondent: str) -> OthersView:
    """Return how others answered where this respondent did."""
    everyone = {one.respondent for each in said for one in each.claim.responses}
    if not everyone - {respondent}:
        return OthersView(say("Nobody else has answered this yet"), (), None, None)
    groups = _groups(said)
    apart = sorted((each for each in groups if each.is_apart), key=_widest_first)
    others = text.count(len(everyone - {respondent}), "other respondent", "other respondents")
    if not apart:
        first = max(groups, key=lambda each: len(each.claim.responses))
        in_line = say("In line with {respondents}", respondents=others)
        return OthersView(in_line, (), None, first.spread)
    several = len(said) > 1
    return OthersView(
        title=say("Beside {respondents}", respondents=others),
        sentences=tuple(_beside(each, len(said), several=several) for each in apart[:SENTENCES]),
        rest=_rest(apart, len(said)) if several else None,
        widest=apart[0].spread,
    )


def _beside(group: _Group, asked: int, *, several: bool) -> str:
    spread = group.spread
    if not several:
        return spread.sentence or ""
    return say("{news}: {models}.", news=spread.news or "", models=where(group.subjects, asked))


def _rest(apart: Sequence[_Group], asked: int) -> str | None:
    told = sum(len(each.subjects) for each in apart[:SENTENCES])
    more = sum(len(each.subjects) for each in apart[SENTENCES:])
    agreed = asked - told - more
    parts = (
        many(
            "Other disagreements on {number} model.",
            "Other disagreements on {number} models.",
            more,
        )
        if more
        else "",
        many("No disagreement on {number} model.", "No disagreement on {number} models.", agreed)
        if agreed
        else "",
    )
    return " ".join(filter(None, parts)) or None


def disagreements_view(
    said: Sequence[Saying], unanswered: Collection[str] = ()
) -> DisagreementsView:
    """Return who disagrees on what; questions that the reader has not answered are left out."""
    asked: dict[str, int] = {}
    for each in said:
        asked[each.question.id] = asked.get(each.question.id, 0) + 1
    apart = [each for each in _groups(said) if each.is_apart]
    seen = sorted((each for each in apart if each.question.id not in unanswered), key=_widest_first)
    hidden = len({each.question.id for each in apart if each.question.id in unanswered})
    return DisagreementsView(
        title=_title(seen, len(asked), hidden, any(each.claim.responses for each in said)),
        rows=tuple(_row(each, asked[each.question.id]) for each in seen),
        hidden=many(
            "Left out: disagreements on {number} question that you have not answered yet.",
            "Left out: disagreements on {number} questions that you have not answered yet.",
            hidden,
        )
        if hidden
        else None,
    )


def _title(seen: Sequence[_Group], asked: int, hidden: int, answered: bool) -> str:
    questions = len({each.question.id for each in seen})
    if questions:
        return say(
            "Respondents disagree on {part} of {questions}",
            part=text.number(questions),
            questions=text.count(asked, "question", "questions"),
        )
    if hidden:
        return say("Answer first, then see who disagrees")
    return say("No answers are far apart") if answered else say("Nobody has answered yet")


def _groups(said: Iterable[Saying]) -> list[_Group]:
    """Put subjects together on which the very same was said by the very same."""
    found: dict[object, list[Saying]] = {}
    for each in said:
        if each.claim.responses:
            answers = tuple((one.respondent, one.choice) for one in each.claim.responses)
            found.setdefault((each.question.id, frozenset(answers)), []).append(each)
    return [
        _Group(
            told[0].question,
            told[0].claim,
            tuple(sorted((each.subject for each in told), key=lambda name: name or "")),
        )
        for told in found.values()
    ]


def _widest_first(group: _Group) -> tuple[int, bool, int, str, str]:
    return (
        -group.spread.apart,
        not group.question.critical,
        -len(group.subjects),
        group.question.id,
        group.subjects[0] or "",
    )


def _row(group: _Group, asked: int) -> DisagreementRow:
    spread, first = group.spread, group.subjects[0]
    return DisagreementRow(
        key=group.question.id if first is None else f"{group.question.id}|{first}",
        question=group.question.id,
        title=group.question.title,
        where=where(group.subjects, asked),
        sentence=spread.sentence or "",
        spread=spread,
    )


def where(subjects: Sequence[str | None], asked: int) -> str:
    """Return the subjects in a few words: all of them, some by name, or how many."""
    names = [each for each in subjects if each is not None]
    if not names:
        return say("the organisation")
    if len(names) == asked and asked > 1:
        return many("all {number} model", "all {number} models", asked)
    if len(names) <= NAMES:
        return text.listed(names)
    return many(
        "{number} model: {models} and others",
        "{number} models: {models} and others",
        len(names),
        models=", ".join(names[:NAMES]),
    )
