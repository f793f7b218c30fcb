"""What the next scorecard keeps of the last one: the areas in which nothing was answered since."""

from collections.abc import Iterator, Mapping
from itertools import chain

from assessments.scorecard_types import Inputs, Scorecard
from assessments.scoring import AreaScore

Kept = Mapping[tuple[str, str | None], AreaScore]
"""By area and subject: a model, or None for the organisation."""


def kept(inputs: Inputs, before: Inputs, card: Scorecard) -> Kept:
    """Return the scores of `card`, built from `before`, that these inputs would give again.

    Only where the evidence is the very same: then a score changes only with its answers.
    """
    if not _same_evidence(inputs, before):
        return {}
    areas = {question.id: question.area for question in inputs.questionnaire.questions}
    changed = {
        (areas[question], subject)
        for question, subject in chain(
            _changed(inputs.responses, before.responses),
            _changed(inputs.exemptions, before.exemptions),
        )
        if question in areas
    }
    scores = {(score.area, score.subject): score for score in _scores(card)}
    return {key: score for key, score in scores.items() if key not in changed}


def _same_evidence(inputs: Inputs, before: Inputs) -> bool:
    return (
        inputs.observations is before.observations
        and inputs.questionnaire is before.questionnaire
        and inputs.now == before.now
    )


def _changed(
    now: Mapping[tuple[str, str | None], object], then: Mapping[tuple[str, str | None], object]
) -> Iterator[tuple[str, str | None]]:
    """Yield the keys under which something else stands than before."""
    return (key for key in now.keys() | then.keys() if now.get(key) != then.get(key))


def _scores(card: Scorecard) -> Iterator[AreaScore]:
    for each in card.portfolio:
        if each.organisation is not None:
            yield each.organisation
    for model in card.models:
        yield from model.areas
