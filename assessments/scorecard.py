"""The scorecard: every finding of a portfolio at one moment, rolled up, with its money and risk."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from assessments.questionnaire import Question
from assessments.scorecard_money import money
from assessments.scorecard_types import (
    Amounts,
    ClaimIntegrity,
    Coverage,
    Freshness,
    Inputs,
    LevelMoney,
    ModelFacts,
    ModelScore,
    Money,
    MoneyTotals,
    Scorecard,
)
from assessments.scoring import (
    Agreement,
    AreaScore,
    ExposureParts,
    Finding,
    PortfolioArea,
    Standing,
    Verdict,
    area,
    claim,
    exposures,
    finding,
    portfolio_area,
)

__all__ = [
    "Amounts",
    "ClaimIntegrity",
    "Coverage",
    "Freshness",
    "Inputs",
    "LevelMoney",
    "ModelFacts",
    "ModelScore",
    "Money",
    "MoneyTotals",
    "Scorecard",
    "build",
    "integrity",
    "rolled_up",
]


def build(inputs: Inputs) -> Scorecard:
    """Return the scorecard that follows from the inputs; the order of anything in them is free."""
    areas = inputs.questionnaire.areas
    organisation = {score.area: score for score in _areas(inputs, None)}
    models = _models(inputs)
    own = tuple(each for score in organisation.values() for each in score.findings)
    everything = own + tuple(
        each for model in models for score in model.areas for each in score.findings
    )
    return Scorecard(
        organisation=inputs.organisation,
        as_of=inputs.now,
        generation=inputs.generation,
        assessment=inputs.assessment,
        areas=areas,
        portfolio=tuple(rolled_up(each.id, models, organisation[each.id]) for each in areas),
        models=models,
        other_models=inputs.other_models,
        organisation_findings=own,
        integrity=integrity(everything),
        integrity_by_area={
            each.id: integrity(one for one in everything if one.question.area == each.id)
            for each in areas
        },
        money=money(inputs.money, areas, models, organisation, inputs.target_level),
        coverage=tuple(inputs.coverage),
        sources=tuple(inputs.sources),
    )


def integrity(findings: Iterable[Finding]) -> ClaimIntegrity:
    """Return how the claims hold; a question that does not apply is left out."""
    told = [each for each in findings if each.verdict is not Verdict.NOT_APPLICABLE]
    verdicts = [each.verdict for each in told]
    return ClaimIntegrity(
        confirmed=verdicts.count(Verdict.CONFIRMED) + verdicts.count(Verdict.UNDERSTATED),
        unproven=verdicts.count(Verdict.UNPROVEN),
        contradicted=verdicts.count(Verdict.CONTRADICTED),
        claim_only=verdicts.count(Verdict.CLAIM_ONLY),
        nobody_could_say=sum(each.claim.agreement is Agreement.NOBODY_COULD_SAY for each in told),
    )


def _models(inputs: Inputs) -> tuple[ModelScore, ...]:
    """Score every production model, by name."""
    facts = sorted(inputs.facts, key=lambda each: each.model)
    weights = exposures(_parts(facts))
    return tuple(
        ModelScore(each, weight, _areas(inputs, each.model))
        for each, weight in zip(facts, weights, strict=True)
    )


def _parts(facts: Sequence[ModelFacts]) -> list[ExposureParts]:
    """Return what is known of each model's exposure; spend only where all is in one currency.

    A model that no charge was allocated to may still cost something, among the unallocated: its
    spend is unknown, not nothing.
    """
    currencies = {currency for each in facts for currency in each.effective_cost}
    only = currencies.pop() if len(currencies) == 1 else None
    return [ExposureParts(each.tier, _spend(each, only), each.incident_hours) for each in facts]


def _spend(facts: ModelFacts, currency: str | None) -> Decimal | None:
    return None if currency is None else facts.effective_cost.get(currency)


def _areas(inputs: Inputs, subject: str | None) -> tuple[AreaScore, ...]:
    """Score every area on one model, or on the organisation (None)."""
    return tuple(
        area(
            each.id,
            subject,
            [
                _finding(inputs, question, subject)
                for question in inputs.questionnaire.questions_of(each.id)
                if (question.scope == "organisation") == (subject is None)
            ],
        )
        for each in inputs.questionnaire.areas
    )


def _finding(inputs: Inputs, question: Question, subject: str | None) -> Finding:
    """Hold one claim against its evidence; an exemption that has run out no longer counts."""
    key = (question.id, subject)
    until = inputs.exemptions.get(key)
    holds = until is not None and until > inputs.now
    said = claim(inputs.responses.get(key, ()), until if holds else None)
    probes = inputs.questionnaire.probes
    return finding(question, subject, said, inputs.observations, probes, inputs.now)


def rolled_up(area_id: str, models: Sequence[ModelScore], organisation: AreaScore) -> PortfolioArea:
    """Roll one area up; `organisation` is set only where the area asks it something."""
    standings = [
        Standing(score, model.exposure, model.facts.tier)
        for model in models
        for score in model.areas
        if score.area == area_id
    ]
    return portfolio_area(area_id, standings, organisation if organisation.findings else None)
