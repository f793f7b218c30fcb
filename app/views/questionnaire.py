"""What is asked and how it is proven: every question in a list, and one question whole."""

from collections.abc import Iterable
from dataclasses import dataclass

from app import text
from app.bringing import brought_by, settling
from app.wording import phrase, say
from assessments.evidence import bringers, need_words
from assessments.frameworks import references
from assessments.questionnaire import Area, Condition, Probe, Question, Questionnaire

TOGETHER = phrase("several sources together")
ATTESTED = phrase("an attestation")


@dataclass(frozen=True)
class QuestionLine:
    """One question in the list."""

    id: str
    title: str
    asked: str
    """`asked of each model`."""
    weight: str
    """`weight 3, critical`."""
    version: str
    settled_by: str


@dataclass(frozen=True)
class AreaLines:
    """One area and its questions."""

    id: str
    title: str
    question: str
    lines: tuple[QuestionLine, ...]
    left_out: tuple[str, ...]
    """`K6 Newcomers: hired elsewhere (Example Bank)`."""


@dataclass(frozen=True)
class ConditionText:
    """One condition of one level: what holds if it is met, and how that is measured."""

    text: str
    measured: str
    """`recovery_hours: at most 24 hours, by a sign test over the samples`."""
    threshold_from: str | None
    settled_by: str


@dataclass(frozen=True)
class RungView:
    """One level: the answer that claims it and what would prove it."""

    level: str
    answer: str
    conditions: tuple[ConditionText, ...]


@dataclass(frozen=True)
class QuestionSheet:
    """One question whole."""

    line: QuestionLine
    area: str
    text: str
    why: str
    rungs: tuple[RungView, ...]
    grounds: tuple[tuple[str, str], ...]
    """Each section as it is cited, and what it is about."""
    brings: tuple[tuple[str, str], ...]
    """What its conditions need, in words, and the connectors that bring it."""
    settled_by: str
    packs: tuple[str, ...]
    """The packs that added or changed it, with their editions."""


def question_lists(asked: Questionnaire) -> tuple[AreaLines, ...]:
    """Return every area with its questions."""
    return tuple(_area(area, asked) for area in asked.areas)


def _area(area: Area, asked: Questionnaire) -> AreaLines:
    return AreaLines(
        id=area.id,
        title=area.title,
        question=area.question,
        lines=tuple(question_line(each, asked) for each in asked.questions_of(area.id)),
        left_out=tuple(
            say(
                "{question}: {reason} ({pack})",
                question=f"{each.question} {each.title}",
                reason=each.reason,
                pack=each.pack,
            )
            for each in area.left_out
        ),
    )


def question_line(question: Question, asked: Questionnaire) -> QuestionLine:
    """Return one question as the list has it."""
    whole = question.scope == "organisation"
    return QuestionLine(
        id=question.id,
        title=question.title,
        asked=say("asked of the organisation") if whole else say("asked of each model"),
        weight=_weight(question),
        version=say("version {version}", version=question.version),
        settled_by=_settled_by(_probes(question, asked)),
    )


def _weight(question: Question) -> str:
    if question.critical:
        return say("weight {weight}, critical", weight=question.weight)
    return say("weight {weight}", weight=question.weight)


def question_sheet(question: Question, asked: Questionnaire) -> QuestionSheet:
    """Return one question with its answers, and how each is proven."""
    probes = _probes(question, asked)
    needs = dict.fromkeys(entity for probe in probes for entity in probe.needs)
    return QuestionSheet(
        line=question_line(question, asked),
        area=next(area.title for area in asked.areas if area.id == question.area),
        text=question.text,
        why=question.why,
        rungs=tuple(
            RungView(
                level=text.level(level),
                answer=rung.answer,
                conditions=tuple(
                    _condition_text(each, asked.probes[each.probe]) for each in rung.conditions
                ),
            )
            for level, rung in enumerate(question.levels, start=1)
        ),
        grounds=tuple((each.cited, each.title) for each in references(question, asked.frameworks)),
        brings=tuple(
            (need_words(each), text.listed(bringers(each, brought_by()) or (say("nothing yet"),)))
            for each in needs
        ),
        settled_by=_settled_by(probes),
        packs=tuple(
            f"{pack.name} {pack.version}"
            for pack in asked.packs
            if question.id in (*pack.changed, *pack.added)
        ),
    )


def _probes(question: Question, asked: Questionnaire) -> list[Probe]:
    """Return the probes of a question's conditions, each once."""
    names = (each.probe for rung in question.levels for each in rung.conditions)
    return [asked.probes[name] for name in dict.fromkeys(names)]


def _settled_by(probes: Iterable[Probe]) -> str:
    """Name the connectors that settle one of these on their own, and whether people may.

    Where none does on its own, it takes several together.
    """
    asked = list(probes)
    kinds = sorted({each.kind for probe in asked for each in settling(probe.needs)})
    together = [say(TOGETHER)] if not kinds and any(probe.needs for probe in asked) else []
    attested = [say(ATTESTED)] if any(probe.attestable for probe in asked) else []
    return text.either([*kinds, *together, *attested])


def _condition_text(condition: Condition, probe: Probe) -> ConditionText:
    return ConditionText(
        text=condition.text,
        measured=say(_TESTS[condition.test], probe=probe.name, limit=_limit(condition, probe)),
        threshold_from=condition.source_of_threshold,
        settled_by=_settled_by([probe]),
    )


_TESTS = {
    "direct": phrase("{probe}: {limit}"),
    "median": phrase("{probe}: {limit}, by a sign test over the samples"),
    "share": phrase("{probe}: {limit}, by a binomial test of the events"),
}


def _limit(condition: Condition, probe: Probe) -> str:
    if condition.equals is not None:
        if probe.unit == "yes or no":
            return say("yes") if condition.equals else say("no")
        return say("exactly {amount}", amount=_amount(condition.equals, probe.unit))
    if condition.at_least is not None:
        return say("at least {amount}", amount=_amount(condition.at_least, probe.unit))
    return say("at most {amount}", amount=_amount(condition.at_most or 0, probe.unit))


def _amount(number: float, unit: str) -> str:
    if unit == "share":
        return f"{round(number * 100, 2):g} %"
    return f"{text.number(number, ',g')} {unit}"
