"""What stands between each subject and its target, and the actions that would remove it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import fsum
from urllib.parse import quote

from assessments.plan.targets import shares, step_weight
from assessments.plan.values import (
    ANSWER_DAYS,
    Action,
    Need,
    Opening,
    Rung,
    Subject,
    Targets,
)
from assessments.questionnaire import Condition, Effort, Question
from assessments.scorecard import Scorecard
from assessments.scoring import LOWEST, Finding, Verdict, implies

BASE_DAYS: Mapping[Effort, float] = {"S": 0.5, "M": 2, "L": 10, "XL": 40}
DAYS_PER_MODEL: Mapping[Effort, float] = {"S": 0.1, "M": 0.25, "L": 0.5, "XL": 1}
SIZE_OF_LEVEL: Mapping[int, Effort] = {2: "S", 3: "M", 4: "M", 5: "L"}
"""Where the condition does not say how much work it is."""


def condition_key(question: Question, level: int, condition: Condition) -> str:
    """Return the name of an action, which holds as long as its condition is asked.

    >>> condition_key(question, 3, condition)
    'O1.3.owner_active.is1'
    """
    limits = (condition.equals, condition.at_least, condition.at_most)
    return _key(question.id, level, condition.probe, limits, condition.test)


@cache
def _key(question: str, level: int, probe: str, limits: tuple[float | None, ...], test: str) -> str:
    words = zip(("is", "min", "max"), limits, strict=True)
    said = "".join(f"{word}{_number(limit)}" for word, limit in words if limit is not None)
    kind = "" if test == "direct" else f"-{test}"
    return quote(f"{question}.{level}.{probe}.{said}{kind}", safe="")


def answer_key(question: Question) -> str:
    """Return the name of the action that brings a question's answers up to its evidence."""
    return quote(f"{question.id}.answer", safe="")


def _number(limit: float) -> str:
    return repr(float(limit)).removesuffix(".0")


def needs(card: Scorecard, targets: Targets) -> tuple[Need, ...]:
    """Return what every question lacks, on every subject that stands below its target."""
    weights = shares(card)
    tiers: dict[Subject, int | None] = {each.facts.model: each.facts.tier for each in card.models}
    # Many subjects lack the same: each kind of lack is worked out once.
    known: dict[tuple[str, int, tuple[bool | None, ...]], tuple[Rung, ...]] = {}
    found = []
    for finding in card.findings():
        target = targets.level(finding.question.area, tiers.get(finding.subject))
        if finding.verdict is Verdict.NOT_APPLICABLE or finding.low >= target:
            continue
        kind = (finding.question.id, target, tuple(each.outcome for each in finding.results))
        if kind not in known:
            known[kind] = _rungs(finding, target)
        weight = step_weight(finding, weights[finding.subject])
        found.append(Need(finding, target, weight, known[kind]))
    return tuple(found)


def _rungs(finding: Finding, target: int) -> tuple[Rung, ...]:
    """Return the levels that are to open, up to the target or the first that nothing can prove."""
    rungs: list[Rung] = []
    for level in range((finding.proven or LOWEST) + 1, target + 1):
        results = [each for each in finding.results if each.level == level]
        if not results:
            break
        open_ = [
            condition_key(finding.question, level, each.condition)
            for each in results
            if each.outcome is not True
        ]
        if open_:
            rungs.append(Rung(level, 1, tuple(dict.fromkeys(open_))))
        else:
            rungs[-1] = Rung(rungs[-1].level, rungs[-1].leads + 1, rungs[-1].keys)
    return tuple(rungs)


def climbed(rungs: Sequence[Rung], closed: frozenset[str]) -> int:
    """Return how many levels open once these conditions hold."""
    risen = 0
    for rung in rungs:
        if not closed.issuperset(rung.keys):
            break
        risen += rung.leads
    return risen


@dataclass
class Draft:
    """An action while its subjects are being gathered."""

    question: Question
    level: int
    condition: Condition | None
    subjects: set[Subject] = field(default_factory=set)
    contradicted: set[Subject] = field(default_factory=set)
    answers: int = 0
    answer_again: int = 0
    gains: list[float] = field(default_factory=list)
    by_itself: list[tuple[Subject, int]] = field(default_factory=list)
    together: list[tuple[Subject, int]] = field(default_factory=list)
    later: list[tuple[Subject, int]] = field(default_factory=list)
    partners: set[str] = field(default_factory=set)
    """Actions of the same level that some of its levels open together with."""
    before: set[str] = field(default_factory=set)
    """Actions of lower levels that some of its levels wait for."""


def drafts(card: Scorecard, wanted: Sequence[Need]) -> dict[str, Draft]:
    """Return every action by its key."""
    found = _contradictions(card)
    for need in wanted:
        _add_conditions(found, need)
    closed = closes(found)
    for need in wanted:
        _place(found, closed, need)
        _add_answer(found, need)
    return found


def _contradictions(card: Scorecard) -> dict[str, Draft]:
    """Return an action for each condition that contradicts a claim by not holding."""
    found: dict[str, Draft] = {}
    for finding in card.findings():
        if finding.verdict is not Verdict.CONTRADICTED:
            continue
        for each in finding.results:
            if each.outcome is False and each.level == (finding.ruled_out_above or 0) + 1:
                draft = _draft(found, finding.question, each.level, each.condition)
                draft.subjects.add(finding.subject)
                draft.contradicted.add(finding.subject)
                draft.answers += _levels_told(finding)
    return found


def _levels_told(finding: Finding) -> int:
    """Return how many answers name a level."""
    return sum(isinstance(each.choice, int) for each in finding.claim.responses)


def _draft(found: dict[str, Draft], question: Question, level: int, condition: Condition) -> Draft:
    key = condition_key(question, level, condition)
    return found.setdefault(key, Draft(question, level, condition))


def _add_conditions(found: dict[str, Draft], need: Need) -> None:
    """Add what does not hold on one subject to the actions that would make it so."""
    finding = need.finding
    for rung in need.rungs:
        for key in rung.keys:
            if key not in found:
                _add_level(found, finding, rung.level)
            found[key].subjects.add(finding.subject)


def _add_level(found: dict[str, Draft], finding: Finding, level: int) -> None:
    for each in finding.results:
        if each.level == level and each.outcome is not True:
            _draft(found, finding.question, level, each.condition)


def closes(found: Mapping[str, Draft]) -> dict[str, frozenset[str]]:
    """Return for each action the keys of what holds once it is done: itself and looser limits."""
    by_probe: dict[str, list[tuple[str, Condition]]] = defaultdict(list)
    for key, draft in found.items():
        if draft.condition is not None:
            by_probe[draft.condition.probe].append((key, draft.condition))
    return {
        key: frozenset(other for other, looser in same if implies(condition, looser)) | {key}
        for same in by_probe.values()
        for key, condition in same
    }


def _place(found: dict[str, Draft], closed: Mapping[str, frozenset[str]], need: Need) -> None:
    """Note what each action opens on one subject, by itself, with others or after others."""
    finding, below = need.finding, frozenset[str]()
    for rung in need.rungs:
        for key in rung.keys:
            draft = found[key]
            draft.gains.append(need.weight * rung.leads / len(rung.keys))
            said = finding.claim.level
            draft.answer_again += said is not None and said < need.target
            alone = climbed(need.rungs, closed[key])
            if alone:
                draft.by_itself.append((finding.subject, alone))
                continue
            waits_for = below - closed[key]
            if waits_for:
                draft.later.append((finding.subject, rung.leads))
                draft.before |= waits_for
            else:
                draft.together.append((finding.subject, rung.leads))
                draft.partners |= set(rung.keys) - closed[key]
        below |= set(rung.keys)


def _add_answer(found: dict[str, Draft], need: Need) -> None:
    """Add an answer that falls short of what is proven already."""
    finding, opens = need.finding, need.answer_opens
    if not opens:
        return
    question = finding.question
    draft = found.setdefault(answer_key(question), Draft(question, LOWEST, None))
    draft.level = max(draft.level, finding.proven or LOWEST)
    draft.subjects.add(finding.subject)
    draft.answers += _levels_told(finding)
    draft.answer_again += 1
    draft.gains.append(need.weight * opens)
    draft.by_itself.append((finding.subject, opens))


def finished(
    key: str, draft: Draft, weights: Mapping[Subject, float], agreed: Mapping[str, float]
) -> Action:
    """Return the action of a draft, with its effort as agreed, else as estimated."""
    size = _size(draft)
    estimate = _estimate(draft, size)
    return Action(
        key=key,
        question=draft.question,
        level=draft.level,
        condition=draft.condition,
        subjects=_sorted(draft.subjects),
        exposure=fsum(weights[each] for each in draft.subjects),
        contradicted=_sorted(draft.contradicted),
        answers=draft.answers,
        answer_again=draft.answer_again,
        gain=fsum(draft.gains),
        by_itself=_opening(draft.by_itself, weights),
        together=_opening(draft.together, weights),
        later=_opening(draft.later, weights),
        effort=size,
        estimate=estimate,
        days=agreed.get(key, estimate),
    )


def _size(draft: Draft) -> Effort | None:
    if draft.condition is None:
        return None
    return draft.condition.effort or SIZE_OF_LEVEL[draft.level]


def _estimate(draft: Draft, size: Effort | None) -> float:
    """Return the days of work: the size's base and a part for each model, or so much an answer."""
    if size is None:
        return round(max(draft.answers, 1) * ANSWER_DAYS, 2)
    models = len(draft.subjects - {None})
    return round(BASE_DAYS[size] + DAYS_PER_MODEL[size] * models, 2)


def _opening(places: Sequence[tuple[Subject, int]], weights: Mapping[Subject, float]) -> Opening:
    models = [subject for subject, _ in places if subject is not None]
    return Opening(
        levels=sum(levels for _, levels in places),
        models=len(models),
        exposure=fsum(weights[each] for each in models),
        organisation=len(models) < len(places),
    )


def _sorted(subjects: set[Subject]) -> tuple[Subject, ...]:
    return tuple(sorted(subjects, key=lambda each: (each is not None, each or "")))
