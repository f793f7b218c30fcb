"""The scorecard: every finding of a portfolio at one moment, rolled up, with its money and risk."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal

from assessments.questionnaire import Question
from assessments.scorecard.answered import answered, said
from assessments.scorecard.kept import Kept, kept
from assessments.scorecard.money import money
from assessments.scorecard.values import (
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
    exposures,
    finding,
    held,
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
    "answered",
    "build",
    "findings_of",
    "integrity",
    "rebuild",
    "rolled_up",
    "together",
]


def build(inputs: Inputs) -> Scorecard:
    """Return the scorecard that follows from the inputs; the order of anything in them is free."""
    return _build(inputs, Kept())


def rebuild(inputs: Inputs, before: Inputs, card: Scorecard) -> Scorecard:
    """Return what `build` would, sooner: `card` was built from `before`.

    At the same moment, an area is judged again only on subjects of which something else is answered
    or seen.
    """
    return _build(inputs, kept(inputs, before, card))


def _build(inputs: Inputs, old: Kept) -> Scorecard:
    areas = inputs.questionnaire.areas
    organisation = {score.area: score for score in _areas(inputs, None, old)}
    models = _models(inputs, old)
    holding = {
        each.id: integrity(findings_of(each.id, organisation[each.id], models)) for each in areas
    }
    return Scorecard(
        organisation=inputs.organisation,
        as_of=inputs.now,
        generation=inputs.generation,
        assessment=inputs.assessment,
        areas=areas,
        portfolio=tuple(rolled_up(each.id, models, organisation[each.id]) for each in areas),
        models=models,
        other_models=inputs.other_models,
        organisation_findings=tuple(
            each for score in organisation.values() for each in score.findings
        ),
        integrity=together(holding.values()),
        integrity_by_area=holding,
        money=money(inputs.money, areas, models, organisation, inputs.target_level),
        coverage=tuple(inputs.coverage),
        sources=tuple(inputs.sources),
        mapping=inputs.mapping,
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


def together(many: Collection[ClaimIntegrity]) -> ClaimIntegrity:
    """Return how the claims of several areas hold."""
    return ClaimIntegrity(
        confirmed=sum(each.confirmed for each in many),
        unproven=sum(each.unproven for each in many),
        contradicted=sum(each.contradicted for each in many),
        claim_only=sum(each.claim_only for each in many),
        nobody_could_say=sum(each.nobody_could_say for each in many),
    )


def findings_of(
    area_id: str, organisation: AreaScore, models: Sequence[ModelScore]
) -> Iterator[Finding]:
    """Yield what is asked in one area, of the organisation and of every model."""
    yield from organisation.findings
    for model in models:
        for score in model.areas:
            if score.area == area_id:
                yield from score.findings


def _models(inputs: Inputs, old: Kept) -> tuple[ModelScore, ...]:
    """Score every production model, by name."""
    facts = sorted(inputs.facts, key=lambda each: each.model)
    weights = exposures(_parts(facts))
    return tuple(
        ModelScore(each, weight, _areas(inputs, each.model, old))
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


def _areas(inputs: Inputs, subject: str | None, old: Kept) -> tuple[AreaScore, ...]:
    """Score every area on one model, or on the organisation (None), unless it is kept."""
    return tuple(
        old.scores.get((each.id, subject)) or _area(inputs, each.id, subject, old)
        for each in inputs.questionnaire.areas
    )


def _area(inputs: Inputs, area_id: str, subject: str | None, old: Kept) -> AreaScore:
    """Score one area on one model, or on the organisation."""
    scope = "organisation" if subject is None else "model"
    findings = [
        _finding(inputs, question, subject, old)
        for question in inputs.questionnaire.questions_of(area_id)
        if question.scope == scope
    ]
    return area(area_id, subject, findings)


def _finding(inputs: Inputs, question: Question, subject: str | None, old: Kept) -> Finding:
    """Hold one claim against its evidence."""
    key = (question.id, subject)
    claimed = said(inputs.responses.get(key, ()), inputs.exemptions.get(key), inputs.now)
    if key in old.results:
        return held(question, subject, claimed, old.results[key])
    probes = inputs.questionnaire.probes
    return finding(question, subject, claimed, inputs.observations, probes, inputs.now)


def rolled_up(area_id: str, models: Sequence[ModelScore], organisation: AreaScore) -> PortfolioArea:
    """Roll one area up; `organisation` is set only where the area asks it something."""
    standings = [
        Standing(score, model.exposure, model.facts.tier)
        for model in models
        for score in model.areas
        if score.area == area_id
    ]
    return portfolio_area(area_id, standings, organisation if organisation.findings else None)
