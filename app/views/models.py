"""All production models as rows, as a file lists them, and the words that lists of them share."""

from collections.abc import Mapping
from dataclasses import dataclass

from app import text
from app.views.parts import (
    LevelMark,
    MoneyText,
    VerdictMark,
    area_mark,
    money_text,
    verdict_mark,
    worst,
)
from app.wording import many, say
from assessments.scorecard import ModelFacts, ModelScore, Scorecard
from assessments.scoring import Verdict


@dataclass(frozen=True)
class OwnerText:
    """Who answers for a model, in words."""

    text: str
    """`Maria Keller`, `Maria Keller, left`, `none recorded` or `unknown`."""
    gone: bool
    """True: the owner left or was never named, so nobody answers for it."""


@dataclass(frozen=True)
class ModelRow:
    """One production model."""

    model: str
    owner: OwnerText
    team: str
    tier: str
    areas: tuple[LevelMark, ...]
    """In the order of the view's area_titles."""
    worst: VerdictMark
    contradicted: int
    cost: MoneyText
    incident_hours: str
    exposure: str


@dataclass(frozen=True)
class ModelsView:
    """All of them."""

    title: str
    rows: tuple[ModelRow, ...]
    area_titles: tuple[str, ...]
    """Of the areas that ask something of models."""
    window: str
    """The days that the cost is of."""


@dataclass(frozen=True)
class ModelFilters:
    """What models may be filtered by."""

    teams: tuple[str, ...]
    tiers: tuple[int, ...]


def model_filters(scorecard: Scorecard) -> ModelFilters:
    """Return the teams and tiers of all production models."""
    facts = [model.facts for model in scorecard.models]
    return ModelFilters(
        teams=tuple(sorted({each.team for each in facts if each.team})),
        tiers=tuple(sorted({each.tier for each in facts if each.tier is not None})),
    )


def models_view(scorecard: Scorecard) -> ModelsView:
    """Return the production models, those that weigh most first."""
    titles = {area.id: area.title for area in scorecard.areas}
    owners_known = any(model.facts.owner is not None for model in scorecard.models)
    return ModelsView(
        title=_title(scorecard),
        rows=tuple(
            model_row(model, titles, owners_known=owners_known, priced=_priced(scorecard))
            for model in sorted(scorecard.models, key=_weight)
        ),
        area_titles=asked_titles(scorecard),
        window=text.days(scorecard.money.window_from, scorecard.money.window_until),
    )


def _weight(model: ModelScore) -> tuple[object, ...]:
    exposure = -1.0 if model.exposure is None else model.exposure
    return (-exposure, model.facts.model.casefold(), model.facts.model)


def _title(scorecard: Scorecard) -> str:
    if not scorecard.models:
        return say("No production model is known yet")
    bad = sum(contradicted(model) > 0 for model in scorecard.models)
    models = text.count(len(scorecard.models), "production model", "production models")
    if not bad:
        return say("{models}, none with a contradicted claim", models=models)
    return many(
        "{number} of {models} has a contradicted claim",
        "{number} of {models} have a contradicted claim",
        bad,
        models=models,
    )


def _priced(scorecard: Scorecard) -> bool:
    return scorecard.money.window_from is not None


def asked_titles(scorecard: Scorecard) -> tuple[str, ...]:
    """Return the titles of the areas that ask something of models, in their order."""
    asked = {score.area for model in scorecard.models for score in model.areas if score.findings}
    return tuple(area.title for area in scorecard.areas if area.id in asked)


def model_row(
    model: ModelScore, titles: Mapping[str, str], *, owners_known: bool, priced: bool
) -> ModelRow:
    """Return one model in words."""
    facts = model.facts
    return ModelRow(
        model=facts.model,
        owner=owner_text(facts, owners_known=owners_known),
        team=facts.team or text.unknown(),
        tier=tier_text(facts.tier),
        areas=tuple(
            area_mark(score, titles.get(score.area, score.area))
            for score in model.areas
            if score.findings
        ),
        worst=verdict_mark(worst_verdict(model)),
        contradicted=contradicted(model),
        cost=money_text(facts.effective_cost, say("none found") if priced else text.unknown()),
        incident_hours=text.hours(facts.incident_hours),
        exposure=text.share(model.exposure),
    )


def tier_text(tier: int | None) -> str:
    """Return `tier 1`."""
    return text.unknown() if tier is None else say("tier {tier}", tier=tier)


def owner_text(facts: ModelFacts, *, owners_known: bool) -> OwnerText:
    """Return who answers for it; where no model has an owner, owners are not known."""
    if facts.owner is None:
        return OwnerText(say("none recorded") if owners_known else text.unknown(), owners_known)
    match facts.owner_active:
        case True:
            return OwnerText(facts.owner, gone=False)
        case False:
            return OwnerText(say("{owner}, left", owner=facts.owner), gone=True)
        case None:
            return OwnerText(say("{owner}, in no directory", owner=facts.owner), gone=False)


def worst_verdict(model: ModelScore) -> Verdict:
    """Return the verdict to look at first; without a question, not assessed."""
    found = worst([finding for score in model.areas for finding in score.findings])
    return Verdict.NOT_ASSESSED if found is None else found.verdict


def contradicted(model: ModelScore) -> int:
    """Return how many claims on the model are contradicted."""
    findings = [finding for score in model.areas for finding in score.findings]
    return sum(each.verdict is Verdict.CONTRADICTED for each in findings)
