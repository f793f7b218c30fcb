"""The product against the method worked out a second time, on portfolios drawn at random."""

from fractions import Fraction
from typing import Any

import pytest
import slow_portfolio
import slow_scoring
from any_portfolios import any_portfolios, settled_portfolios, standings
from hypothesis import given, settings
from hypothesis import strategies as st
from slow_portfolio import Rolled, card, roll_up
from slow_scoring import Area, Judged

from assessments.questionnaire import Condition
from assessments.scorecard import ClaimIntegrity, Inputs, Scorecard, build
from assessments.scoring import (
    AreaScore,
    Finding,
    Observation,
    PortfolioArea,
    Standing,
    Verdict,
    outcome,
    portfolio_area,
)

PORTFOLIOS = any_portfolios() | settled_portfolios()
DIGITS = 9
"""Parts of a whole are worked out in floats there, and exactly here."""


def rounded(part: Any) -> float | None:
    return None if part is None else round(float(part), DIGITS)


def of_finding(found: Finding) -> tuple[Any, ...]:
    """What the product says of one question on one subject."""
    return (
        (found.question.id, found.subject),
        (found.claim.level, found.claim.agreement.value),
        tuple(result.outcome for result in found.results),
        (found.proven, found.ruled_out_above),
        (found.verdict.value, found.verified, found.low, found.high, found.gap),
        rounded(found.confidence),
    )


def of_judged(judged: Judged) -> tuple[Any, ...]:
    """What the page says of it."""
    return (
        (judged.question.id, judged.subject),
        (judged.claimed, judged.agreement),
        judged.outcomes,
        (judged.proven, judged.ruled_out_above),
        (judged.verdict, judged.verified, judged.low, judged.high, judged.gap),
        rounded(judged.confidence),
    )


def of_score(score: AreaScore | Area) -> tuple[Any, ...]:
    """What either says of one area on one subject."""
    return (
        (score.level, score.low, score.high, score.claimed),
        rounded(score.coverage),
        rounded(score.criteria_proven),
    )


def of_portfolio(area: PortfolioArea | Rolled) -> tuple[Any, ...]:
    """What either says of one area over the portfolio."""
    return (
        (area.level, area.low, area.high, area.claimed, area.largely),
        (area.models_level, area.models_low, area.models_high),
        rounded(area.known_exposure),
        {at: rounded(part) for at, part in area.distribution.items()},
        dict(area.counts),
    )


def of_integrity(held: ClaimIntegrity) -> tuple[int, ...]:
    return (
        held.confirmed,
        held.unproven,
        held.contradicted,
        held.claim_only,
        held.nobody_could_say,
    )


def area_scores(product: Scorecard) -> dict[tuple[str, str | None], AreaScore]:
    """The product's scores of every area on every model, and on the organisation."""
    scores = [score for model in product.models for score in model.areas]
    own = [each.organisation for each in product.portfolio if each.organisation]
    return {(score.area, score.subject): score for score in (*scores, *own)}


@pytest.mark.parametrize("side", ["at_least", "at_most"])
def test_every_share_of_few_events_is_what_the_page_says(side: str) -> None:
    for limit in (0.0, 0.1, 0.15, 0.5, 0.8, 0.9, 0.95, 1.0):
        condition = Condition(text="so many", probe="p", test="share", **{side: limit})
        for n in range(26):
            for hits in range(n + 1):
                came = outcome(condition, Observation("p", "churn", hits=hits, n=n))
                assert came is slow_scoring.share(condition, hits, n), (limit, hits, n)


def test_every_sample_is_what_the_page_says() -> None:
    condition = Condition(text="soon", probe="p", test="median", at_most=24)
    for n in range(30):
        for inside in range(n + 1):
            samples = (24.0,) * inside + (24.5,) * (n - inside)
            came = outcome(condition, Observation("p", "churn", samples=samples))
            assert came is slow_scoring.median(condition, samples), (inside, n)


@settings(max_examples=300)
@given(standings(), standings(), st.booleans())
def test_every_set_of_standings_is_rolled_up_as_the_page_says(
    models: list[Standing], others: list[Standing], asks: bool
) -> None:
    own = others[0].score if others and asks else None
    nothing = slow_scoring.score([])
    expected = roll_up(
        [(of_standing(each.score), exact_part(each.exposure), each.tier) for each in models],
        of_standing(own) if own else nothing,
    )
    assert of_portfolio(portfolio_area("ownership", models, own)) == of_portfolio(expected)


def of_standing(score: AreaScore) -> Area:
    return Area(
        *(score.level, score.low, score.high, score.claimed, Fraction(0), Fraction(0)),
        asked=any(each.verdict is not Verdict.NOT_APPLICABLE for each in score.findings),
        any_question=bool(score.findings),
    )


def exact_part(exposure: float | None) -> Fraction | None:
    return None if exposure is None else slow_scoring.exact(exposure)


@settings(max_examples=200)
@given(PORTFOLIOS)
def test_every_finding_is_what_the_page_says(told: Inputs) -> None:
    judged, found = card(told).judged, build(told).findings()
    assert sorted(map(of_finding, found), key=str) == sorted(map(of_judged, judged), key=str)


@settings(max_examples=200)
@given(PORTFOLIOS)
def test_every_area_on_every_model_is_what_the_page_says(told: Inputs) -> None:
    expected, scores = card(told).areas, area_scores(build(told))
    assert {key: of_score(score) for key, score in scores.items()} == {
        key: of_score(expected[key]) for key in scores
    }
    left_out = [area for key, area in expected.items() if key not in scores]
    assert not any(area.any_question for area in left_out)


@settings(max_examples=200)
@given(PORTFOLIOS)
def test_every_area_of_the_portfolio_is_what_the_page_says(told: Inputs) -> None:
    expected, product = card(told), build(told)
    assert {each.area: of_portfolio(each) for each in product.portfolio} == {
        area: of_portfolio(rolled) for area, rolled in expected.portfolio.items()
    }
    assert {model.facts.model: rounded(model.exposure) for model in product.models} == {
        model: rounded(exposure) for model, exposure in expected.exposures.items()
    }


@settings(max_examples=200)
@given(PORTFOLIOS)
def test_integrity_and_money_are_what_the_page_says(told: Inputs) -> None:
    expected, product = card(told), build(told)
    held = {None: product.integrity, **product.integrity_by_area}
    assert {area: of_integrity(each) for area, each in held.items()} == expected.integrity
    assert spent(product) == expected.spent
    assert product.money.under_control == expected.under_control
    assert product.money.contradicted == expected.contradicted


def spent(product: Scorecard) -> dict[Any, Any]:
    """The product's money and incident hours by area and level."""
    return {
        (at.area, at.level): (at.models, dict(at.effective_cost), at.incident_hours)
        for at in product.money.by_level
    }


@settings(max_examples=100)
@given(PORTFOLIOS)
def test_what_found_no_model_is_taken_off_the_whole_bill(told: Inputs) -> None:
    money = build(told).money
    currencies = told.money.effective_cost.keys() | told.money.unallocated.keys()
    assert money.allocated == {
        each: told.money.effective_cost.get(each, 0) - told.money.unallocated.get(each, 0)
        for each in currencies
    }


def test_the_two_share_no_rule() -> None:
    """The second reading of the method takes values from the product, and no function of it."""
    taken = {
        name
        for module in (slow_portfolio, slow_scoring)
        for name, value in vars(module).items()
        if getattr(value, "__module__", "").startswith("assessments")
    }
    assert taken == {
        "Condition",
        "Inputs",
        "ModelFacts",
        "Observation",
        "Probe",
        "Question",
        "Response",
    }
