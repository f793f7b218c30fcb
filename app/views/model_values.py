"""What is compared over all models of a scorecard: made once for it, for many looks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from assessments.model_details import NOTHING, ModelDetails, MonthCosts
from assessments.scorecard import ModelScore, Scorecard
from assessments.scoring import Finding, Observation, Verdict

UNDO_LAST, UNDO_TYPICAL, REHEARSED = "return_hours", "recovery_hours", "return_age_days"
CARD, CARD_FILLED, RELEASERS = "card_exists", "card_sections_share", "active_releasers"
PROBES = (UNDO_LAST, UNDO_TYPICAL, REHEARSED, CARD, CARD_FILLED, RELEASERS)
"""Those that tell most of a model."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One model, with what is compared over all of them."""

    score: ModelScore
    details: ModelDetails
    words: str
    """Its name, owner, team and purpose, as they are searched."""
    contradicted: int
    verdicts: Mapping[str, frozenset[Verdict]]
    """By area."""


@dataclass(frozen=True)
class Listing:
    """All models of a scorecard."""

    scorecard: Scorecard
    models: tuple[Listed, ...]
    owners_known: bool
    plans_known: bool
    """False: no plan of any model is known, so that none is missed."""
    places: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """By probe: the area and the finding that show what it saw, alike for all models."""

    def seen(self, model: ModelScore, probe: str) -> tuple[Finding, Observation] | None:
        """Return what a probe saw of a model, with the finding that rests on it."""
        place = self.places.get(probe)
        if place is None:
            return None
        finding = model.areas[place[0]].findings[place[1]]
        return next(
            (
                (finding, each.observation)
                for each in finding.results
                if each.condition.probe == probe
            ),
            None,
        )

    def value(self, model: ModelScore, probe: str) -> float | None:
        """Return what a probe measured, at least; None: it is not known."""
        found = self.seen(model, probe)
        return None if found is None else _at_least(found[1])

    def undo(self, model: ModelScore) -> tuple[Finding, Observation] | None:
        """Return what tells how long undoing takes: what is typical, else the last time."""
        typical, last = self.seen(model, UNDO_TYPICAL), self.seen(model, UNDO_LAST)
        for found in (typical, last):
            if found is not None and found[1].value is not None:
                return found
        return typical or last


def listing(scorecard: Scorecard, details: Mapping[str, ModelDetails]) -> Listing:
    """Return all models with what is compared, made once for many looks."""
    models = tuple(
        _listed(each, details.get(each.facts.model, NOTHING)) for each in scorecard.models
    )
    return Listing(
        scorecard=scorecard,
        models=models,
        owners_known=any(each.facts.owner is not None for each in scorecard.models),
        plans_known=any(cost.planned is not None for each in models for cost in each.details.costs),
        places=_places(scorecard.models[0]) if scorecard.models else {},
    )


def above_plan(each: MonthCosts) -> Decimal:
    """Return by how much the month went over its plan; 0 without one."""
    return Decimal(0) if each.planned is None else each.effective_cost - each.planned


def _listed(model: ModelScore, details: ModelDetails) -> Listed:
    facts = model.facts
    told = (facts.model, facts.owner, facts.team, facts.purpose)
    verdicts = [each.verdict for score in model.areas for each in score.findings]
    return Listed(
        score=model,
        details=details,
        words=" ".join(each for each in told if each).casefold(),
        contradicted=verdicts.count(Verdict.CONTRADICTED),
        verdicts={
            score.area: frozenset(each.verdict for each in score.findings)
            for score in model.areas
            if score.findings
        },
    )


def _places(model: ModelScore) -> dict[str, tuple[int, int]]:
    """Return where each probe's observation stands: every model is asked the same."""
    found: dict[str, tuple[int, int]] = {}
    for area, score in enumerate(model.areas):
        for at, finding in enumerate(score.findings):
            for result in finding.results:
                if result.condition.probe in PROBES:
                    found.setdefault(result.condition.probe, (area, at))
    return found


def _at_least(seen: Observation) -> float | None:
    return seen.low if seen.value is None else seen.value
