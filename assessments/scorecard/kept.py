"""What the next scorecard keeps of the last one: all that rests on the very same."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from assessments.scorecard.values import Inputs, Scorecard
from assessments.scoring import AreaScore, ConditionResult

Key = tuple[str, str | None]
"""A question or an area, and a subject: a model, or None for the organisation."""


@dataclass(frozen=True)
class Kept:
    """What need not be judged again."""

    scores: Mapping[Key, AreaScore] = field(default_factory=dict)
    """By area and subject: where nothing was answered, and nothing else is seen, since."""
    results: Mapping[Key, tuple[ConditionResult, ...]] = field(default_factory=dict)
    """By question and subject, where something was answered: how the conditions came out."""


def kept(inputs: Inputs, before: Inputs, card: Scorecard) -> Kept:
    """Return what of `card`, built from `before`, these inputs would give again."""
    if inputs.questionnaire is not before.questionnaire or inputs.now != before.now:
        return Kept()
    areas = {question.id: question.area for question in inputs.questionnaire.questions}
    seen = set(_seen(inputs, before))
    other = {
        (areas[question], subject)
        for question, subject in (*seen, *_changed(inputs, before))
        if question in areas
    }
    scores, results = {}, {}
    for score in _scores(card):
        if (score.area, score.subject) not in other:
            scores[score.area, score.subject] = score
            continue
        for each in score.findings:
            key = each.question.id, each.subject
            if key not in seen:
                results[key] = each.results
    return Kept(scores, results)


def _seen(inputs: Inputs, before: Inputs) -> Iterator[Key]:
    """Yield where something else is seen than before, by question and subject."""
    if inputs.observations is before.observations:
        return
    asked = defaultdict(set)
    for question in inputs.questionnaire.questions:
        for level in question.levels:
            for condition in level.conditions:
                asked[condition.probe].add(question.id)
    for probe, subject in _differing(inputs.observations, before.observations):
        for id in asked.get(probe, ()):
            yield id, subject


def _changed(inputs: Inputs, before: Inputs) -> Iterator[Key]:
    """Yield where the answers or the exemption are others than before."""
    yield from _differing(inputs.responses, before.responses)
    yield from _differing(inputs.exemptions, before.exemptions)


def _differing(now: Mapping[Key, object], then: Mapping[Key, object]) -> Iterator[Key]:
    """Yield the keys whose values differ; values that thousands of keys share are compared once."""
    differ: dict[tuple[int, int], bool] = {}
    for key in now.keys() | then.keys():
        value, old = now.get(key), then.get(key)
        if value is old:
            continue
        pair = id(value), id(old)
        if pair not in differ:
            differ[pair] = value != old
        if differ[pair]:
            yield key


def _scores(card: Scorecard) -> Iterator[AreaScore]:
    for each in card.portfolio:
        if each.organisation is not None:
            yield each.organisation
    for model in card.models:
        yield from model.areas
