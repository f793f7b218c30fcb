"""How targets stand: for each, the rule of the portfolio over the models it is set for."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import fsum

from assessments.plan.values import AreaTarget, Subject, Targets, TargetStanding
from assessments.scorecard import Scorecard
from assessments.scoring import (
    LOWEST,
    AreaScore,
    Finding,
    PortfolioArea,
    Standing,
    Verdict,
    area,
    is_asked,
    portfolio_area,
)

WHOLE = 1.0
"""What the organisation weighs: as much as all models together, for it bears on all of them."""
CRITICAL = 2


def shares(card: Scorecard) -> Mapping[Subject, float]:
    """Return what each subject weighs: the models' exposures, which sum to 1, and the organisation.

    A model of which nothing is known weighs as the mean of the others.
    """
    known = [model.exposure for model in card.models if model.exposure is not None]
    mean = fsum(known) / len(known) if known else 0.0
    raw = [(mean or 1.0) if not mean or m.exposure is None else m.exposure for m in card.models]
    total = fsum(raw)
    weights: dict[Subject, float] = {
        model.facts.model: weight / total for model, weight in zip(card.models, raw, strict=True)
    }
    return weights | {None: WHOLE}


def step_weight(finding: Finding, share: float) -> float:
    """Return what one level of a finding counts."""
    question = finding.question
    return question.weight * (CRITICAL if question.critical else 1) * share


def organisation_scores(card: Scorecard) -> dict[str, AreaScore]:
    """Return the organisation's score in every area, also where it is asked nothing."""
    return {
        each.id: area(
            each.id,
            None,
            [one for one in card.organisation_findings if one.question.area == each.id],
        )
        for each in card.areas
    }


def standings(card: Scorecard, targets: Targets) -> tuple[TargetStanding, ...]:
    """Return how every target stands, area by area, those of tiers first."""
    weights = shares(card)
    organisation = organisation_scores(card)
    found = []
    for at, each in enumerate(card.areas):
        scores = [
            Standing(model.areas[at], model.exposure, model.facts.tier) for model in card.models
        ]
        for target, group, own in groups(targets, each.id, scores, organisation[each.id]):
            rolled = portfolio_area(each.id, group, own)
            found.append(_standing(target, group, own, rolled, weights))
    return tuple(found)


def groups(
    targets: Targets, area_id: str, models: Sequence[Standing], organisation: AreaScore
) -> Iterator[tuple[AreaTarget, list[Standing], AreaScore | None]]:
    """Yield each target of an area with what it is set for, where the area asks that anything."""
    own = organisation if is_asked(organisation) else None
    tiers = sorted(tier for named, tier in targets.set if named == area_id and tier is not None)
    for tier in (*tiers, None):
        group = [
            each
            for each in models
            if is_asked(each.score)
            and (each.tier == tier if tier is not None else each.tier not in tiers)
        ]
        counted = own if tier is None else None
        if group or counted is not None:
            yield targets.of(area_id, tier), group, counted


def _standing(
    target: AreaTarget,
    group: Sequence[Standing],
    own: AreaScore | None,
    rolled: PortfolioArea,
    weights: Mapping[Subject, float],
) -> TargetStanding:
    scores = [each.score for each in group] + ([own] if own else [])
    return TargetStanding(
        target=target,
        models=len(group),
        organisation=own is not None,
        level=rolled.level,
        low=rolled.low,
        high=rolled.high,
        steps=_steps(target.level, scores, lambda each: weights[each.subject]),
    )


def _steps(target: int, scores: Sequence[AreaScore], share: Callable[[AreaScore], float]) -> float:
    """Return the proven part of all steps from 1 to the target."""
    counted = [
        (step_weight(finding, share(score)), min(finding.low, target) - LOWEST)
        for score in scores
        for finding in score.findings
        if finding.verdict is not Verdict.NOT_APPLICABLE
    ]
    if not any(weight for weight, _ in counted):  # models that weigh nothing weigh alike
        counted = [(1.0, steps) for _, steps in counted]
    whole = fsum(weight * (target - LOWEST) for weight, _ in counted)
    return fsum(weight * steps for weight, steps in counted) / whole if whole else 1.0
