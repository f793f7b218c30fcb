"""Money and incident hours beside the levels, exact and by currency (method §6)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, localcontext
from math import fsum

from assessments.questionnaire import Area
from assessments.scorecard.values import (
    Amounts,
    LevelMoney,
    ModelFacts,
    ModelScore,
    Money,
    MoneyTotals,
)
from assessments.scoring import LEVELS, AreaScore, Verdict, is_asked

_DIGITS = 76
"""Twice what a landed amount may have: a sum of them is never rounded."""


def money(
    totals: MoneyTotals,
    areas: Sequence[Area],
    models: Sequence[ModelScore],
    organisation: Mapping[str, AreaScore],
    target_level: int,
) -> Money:
    """Return what the portfolio spends and at which levels; `organisation` is by area."""
    standing = [_standing(model, organisation) for model in models]
    return Money(
        window_from=totals.window_from,
        window_until=totals.window_until,
        effective_cost=total([totals.effective_cost]),
        allocated=total([totals.effective_cost], without=totals.unallocated),
        unallocated=total([totals.unallocated]),
        under_control=_under_control(models, standing, lambda _area, _tier: target_level),
        target_level=target_level,
        by_level=tuple(at for area in areas for at in _by_level(area.id, models, standing)),
        contradicted={
            area.id: total(
                model.facts.effective_cost for model in models if contradicted_in(model, area.id)
            )
            for area in areas
        },
    )


def under_control(
    models: Sequence[ModelScore],
    organisation: Mapping[str, AreaScore],
    target: Callable[[str, int | None], int],
) -> dict[str, Decimal]:
    """Return the cost of the models verified at their target or above in every area.

    `target` gives the level that an area should reach on the models of a tier.
    """
    standing = [_standing(model, organisation) for model in models]
    return _under_control(models, standing, target)


def _under_control(
    models: Sequence[ModelScore],
    standing: Sequence[Mapping[str, AreaScore]],
    target: Callable[[str, int | None], int],
) -> dict[str, Decimal]:
    return total(each.facts.effective_cost for each in _controlled(models, standing, target))


def controlled(
    models: Sequence[ModelScore], organisation: Mapping[str, AreaScore], target_level: int
) -> tuple[str, ...]:
    """Return the models whose cost is under control: at the target level in every area."""
    standing = [_standing(model, organisation) for model in models]
    found = _controlled(models, standing, lambda _area, _tier: target_level)
    return tuple(each.facts.model for each in found)


def standing_in(
    area: str, models: Sequence[ModelScore], organisation: Mapping[str, AreaScore]
) -> tuple[tuple[ModelScore, int | None], ...]:
    """Return the models that an area applies to, each with the level that it stands at."""
    standing = ((model, _standing(model, organisation)) for model in models)
    return tuple((model, scores[area].level) for model, scores in standing if area in scores)


def _controlled(
    models: Sequence[ModelScore],
    standing: Sequence[Mapping[str, AreaScore]],
    target: Callable[[str, int | None], int],
) -> list[ModelScore]:
    return [
        model
        for model, scores in zip(models, standing, strict=True)
        if scores
        and all(_is_at(score, target(area, model.facts.tier)) for area, score in scores.items())
    ]


def _is_at(score: AreaScore, level: int) -> bool:
    """Tell whether an area is verified at a level or above."""
    return score.level is not None and score.level >= level


def total(many: Iterable[Amounts], without: Amounts | None = None) -> dict[str, Decimal]:
    """Return the exact sums by currency, less `without`."""
    sums: dict[str, Decimal] = {}
    with localcontext() as exact:
        exact.prec = _DIGITS
        for amounts in many:
            for currency, amount in amounts.items():
                sums[currency] = sums.get(currency, Decimal(0)) + amount
        for currency, amount in (without or {}).items():
            sums[currency] = sums.get(currency, Decimal(0)) - amount
    return dict(sorted(sums.items()))


def _standing(model: ModelScore, organisation: Mapping[str, AreaScore]) -> dict[str, AreaScore]:
    """Return the score that a model stands at in each area that applies to it.

    Where an area asks nothing of models, the organisation's score holds for all of them.
    """
    scores = {
        score.area: score if score.findings else organisation.get(score.area, score)
        for score in model.areas
    }
    return {area: score for area, score in scores.items() if is_asked(score)}


def _by_level(
    area: str, models: Sequence[ModelScore], standing: Sequence[Mapping[str, AreaScore]]
) -> Iterator[LevelMoney]:
    """Yield what stands at each level of one area at which a model does."""
    at: dict[int | None, list[ModelFacts]] = {level: [] for level in (*LEVELS, None)}
    for model, scores in zip(models, standing, strict=True):
        if area in scores:
            at[scores[area].level].append(model.facts)
    return (_at_level(area, level, facts) for level, facts in at.items() if facts)


def _at_level(area: str, level: int | None, facts: Sequence[ModelFacts]) -> LevelMoney:
    hours = [each.incident_hours for each in facts if each.incident_hours is not None]
    cost = total(each.effective_cost for each in facts)
    return LevelMoney(area, level, len(facts), cost, fsum(hours) if hours else None)


def contradicted_in(model: ModelScore, area: str) -> bool:
    """Tell whether evidence contradicts a claim on this model in this area."""
    return any(
        finding.verdict is Verdict.CONTRADICTED
        for score in model.areas
        if score.area == area
        for finding in score.findings
    )
