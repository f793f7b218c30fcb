"""The scorecard built from facts, observations and answers: levels, integrity and money."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from portfolios import NOW, days, evidence, facts, inputs, proving, question, response, seen

from assessments import question_files
from assessments.questionnaire import Question
from assessments.scorecard import (
    ClaimIntegrity,
    Inputs,
    LevelMoney,
    ModelFacts,
    Money,
    MoneyTotals,
    Scorecard,
    build,
    rebuild,
)
from assessments.scoring import Observation, Verdict

OWNER = question("O1", area="ownership")
RECOVERY = question("R1", area="rollback")
ALLOCATION = question("C1", area="cost", scope="organisation")
USD, EUR = "USD", "EUR"


def usd(amount: str) -> dict[str, Decimal]:
    return {USD: Decimal(amount)}


def proven(asked: Question, subject: str | None, level: int) -> dict[Any, Observation]:
    """Evidence that settles one question at one level."""
    return evidence(asked, subject, proving(level))


def two_models(**more: Any) -> Inputs:
    """Two models of one owner question and one rollback question, and an allocation question."""
    told = {
        "observations": proven(OWNER, "churn", 4)
        | proven(OWNER, "pricing", 2)
        | proven(RECOVERY, "churn", 3)
        | proven(ALLOCATION, None, 3),
        "responses": {
            ("O1", "churn"): [response(4)],
            ("O1", "pricing"): [response(4)],
            ("R1", "churn"): [response(2)],
            ("R1", "pricing"): [response(5)],
            ("C1", None): [response("dont_know")],
        },
    }
    models = [facts("pricing", cost="41.50", hours=2.5), facts("churn", cost="58.50", hours=None)]
    return inputs([OWNER, RECOVERY, ALLOCATION], models, **(told | more))


def test_every_finding_stands_in_its_place() -> None:
    card = build(two_models())
    verdicts = {
        (each.question.id, each.subject): (each.verdict, each.verified) for each in card.findings()
    }
    assert verdicts == {
        ("C1", None): (Verdict.UNCLAIMED, 3),
        ("O1", "churn"): (Verdict.CONFIRMED, 4),
        ("R1", "churn"): (Verdict.UNDERSTATED, 2),
        ("O1", "pricing"): (Verdict.CONTRADICTED, 2),
        ("R1", "pricing"): (Verdict.CLAIM_ONLY, None),
    }
    assert [model.facts.model for model in card.models] == ["churn", "pricing"]
    assert [score.area for score in card.models[0].areas] == [area.id for area in card.areas]
    assert [each.question.id for each in card.organisation_findings] == ["C1"]


def test_the_portfolio_stands_at_the_lower_of_models_and_organisation() -> None:
    card = build(two_models())
    told = {
        each.area: (each.level, each.low, each.high, each.claimed, each.known_exposure)
        for each in card.portfolio
    }
    exposed = card.models[0].exposure
    assert told == {
        "ownership": (2, 2, 2, 4, 1),
        "rollback": (2, 1, 2, 2, exposed),
        "explainability": (None, 1, 5, None, 0),
        "cost": (3, 3, 3, None, 0),
        "knowledge": (None, 1, 5, None, 0),
    }
    assert [each.organisation is None for each in card.portfolio] == [True, True, True, False, True]


def test_claims_are_counted_by_how_they_hold() -> None:
    card = build(two_models())
    assert card.integrity == ClaimIntegrity(
        confirmed=2, unproven=0, contradicted=1, claim_only=1, nobody_could_say=1
    )
    assert card.integrity.checkable == 3
    assert card.integrity_by_area["cost"] == ClaimIntegrity(0, 0, 0, 0, 1)
    assert card.integrity_by_area["rollback"] == ClaimIntegrity(1, 0, 0, 1, 0)


def test_an_exemption_that_still_holds_takes_the_question_out_and_one_that_ran_out_does_not() -> (
    None
):
    later, before = NOW + days(1), NOW - days(1)
    card = build(two_models(exemptions={("O1", "pricing"): later, ("R1", "pricing"): before}))
    owner, recovery = card.models[1].areas[:2]
    assert owner.findings[0].verdict is Verdict.NOT_APPLICABLE
    assert owner.findings[0].claim.exempt_until == later
    assert (owner.level, owner.not_applicable) == (None, 1)
    assert recovery.findings[0].verdict is Verdict.CLAIM_ONLY
    assert recovery.findings[0].claim.exempt_until is None
    assert card.integrity.contradicted == 0
    ownership = card.portfolio[0]
    assert (ownership.level, ownership.known_exposure, ownership.counts[None]) == (4, 1, 0)


def test_money_stands_beside_the_levels_exact_and_by_currency() -> None:
    totals = MoneyTotals(
        date(2026, 10, 24), date(2026, 11, 22), {USD: Decimal("150.000000000001")}, usd("50")
    )
    card = build(two_models(money=totals, target_level=2))
    churn, pricing, both = usd("58.50"), usd("41.50"), usd("100.00")
    assert card.money == Money(
        window_from=date(2026, 10, 24),
        window_until=date(2026, 11, 22),
        effective_cost={USD: Decimal("150.000000000001")},
        allocated={USD: Decimal("100.000000000001")},
        unallocated=usd("50"),
        under_control=churn,
        target_level=2,
        by_level=(
            LevelMoney("ownership", 2, 1, pricing, 2.5),
            LevelMoney("ownership", 4, 1, churn, None),
            LevelMoney("rollback", 2, 1, churn, None),
            LevelMoney("rollback", None, 1, pricing, 2.5),
            LevelMoney("cost", 3, 2, both, 2.5),
        ),
        contradicted={
            "ownership": pricing,
            "rollback": {},
            "explainability": {},
            "cost": {},
            "knowledge": {},
        },
    )


@pytest.mark.parametrize(("target", "controlled"), [(2, usd("58.50")), (3, {})])
def test_money_is_under_control_only_where_every_area_reaches_the_target(
    target: int, controlled: dict[str, Decimal]
) -> None:
    assert build(two_models(target_level=target)).money.under_control == controlled


def test_the_organisations_level_stands_in_where_an_area_asks_nothing_of_models() -> None:
    unknown = two_models(target_level=2)
    kept = {key: each for key, each in unknown.observations.items() if key[1] is not None}
    assert build(replace(unknown, observations=kept)).money.under_control == {}


def test_a_model_to_which_no_area_applies_is_not_called_under_control() -> None:
    exempt = {("O1", "churn"): NOW + days(1)}
    card = build(inputs([OWNER], [facts("churn")], exemptions=exempt))
    assert card.money.under_control == {}


def test_currencies_are_never_added_up_and_two_of_them_weigh_nothing() -> None:
    models = [
        facts("churn", tier=None, hours=None, effective_cost={USD: Decimal(9), EUR: Decimal(1)}),
        facts("pricing", tier=None, hours=None, effective_cost={USD: Decimal(1)}),
    ]
    card = build(inputs([OWNER], models))
    assert [model.exposure for model in card.models] == [None, None]
    assert [each.effective_cost for each in card.money.by_level] == [
        {EUR: Decimal(1), USD: Decimal(10)}
    ]


def test_spend_weighs_where_there_is_one_currency_and_a_model_without_charges_is_unknown() -> None:
    def weighed(*costs: str | None) -> list[float | None]:
        models = [facts(str(at), tier=None, hours=None, cost=cost) for at, cost in enumerate(costs)]
        return [model.exposure for model in build(inputs([OWNER], models)).models]

    assert weighed("30", "10") == [0.75, 0.25]
    assert weighed("30", "10", None) == [0.75, 0.25, None]
    assert weighed("30", "0") == [1, 0]
    assert weighed(None, None) == [None, None]


def test_sums_of_money_are_exact_beyond_the_digits_of_the_default() -> None:
    large, small = Decimal(12345678901234567890123456), Decimal("0.000000000001")
    models = [
        facts("churn", effective_cost={USD: large}),
        facts("pricing", effective_cost={USD: small}),
    ]
    spent = build(inputs([OWNER], models)).money.by_level[0].effective_cost
    assert spent == {USD: Decimal("12345678901234567890123456.000000000001")}


def anew(again: Scorecard, card: Scorecard) -> list[tuple[str, str]]:
    """Each model and area that was judged once more."""
    return [
        (one.facts.model, score.area)
        for one, other in zip(again.models, card.models, strict=True)
        for score, old in zip(one.areas, other.areas, strict=True)
        if score is not old
    ]


def test_what_nobody_answered_since_is_the_very_same_and_conditions_are_met_once() -> None:
    before = two_models()
    card = build(before)
    answered = {**before.responses, ("O1", "churn"): [response(1)]}
    again = rebuild(replace(before, responses=answered), before, card)
    assert anew(again, card) == [("churn", "ownership")]
    [new], [old] = (each.models[0].areas[0].findings for each in (again, card))
    assert (new.claim.level, old.claim.level) == (1, 4)
    assert new.results is old.results


def test_where_something_else_is_seen_that_alone_is_judged_again() -> None:
    before = two_models()
    card = build(before)
    key = next(key for key in before.observations if key[1] == "churn")
    seen = {**before.observations, key: Observation(key[0], "churn", unknown="gone")}
    later = replace(before, observations=seen)
    again = rebuild(later, before, card)
    assert again == build(later)
    assert anew(again, card) == [("churn", "ownership")]


def test_at_another_moment_or_with_other_questions_everything_is_judged_again() -> None:
    before = two_models()
    card = build(before)
    for later in (
        replace(before, now=NOW + days(1)),
        replace(before, questionnaire=replace(before.questionnaire)),
    ):
        again = rebuild(later, before, card)
        assert again == build(later)
        assert again.models[0].areas[0] is not card.models[0].areas[0]


def test_a_portfolio_of_nothing_is_unknown_not_low() -> None:
    card = build(inputs([OWNER, ALLOCATION], []))
    assert [(each.level, each.low, each.high) for each in card.portfolio] == [(None, 1, 5)] * 5
    assert card.integrity == ClaimIntegrity(0, 0, 0, 0, 0)
    assert (card.models, card.money.by_level, card.money.effective_cost) == ((), (), {})


def test_the_shipped_questions_on_a_model_whose_owner_left() -> None:
    """O1 of the method's worked example, through the real conditions."""
    shipped = question_files.load()
    asked = tuple(each for each in shipped.questions if each.id == "O1")
    observations = {
        (each.probe, each.subject): each
        for each in (
            seen("owner_recorded", "churn", 1),
            seen("owner_active", "churn", 0, detail="Maria Keller left on 2026-08-14"),
            seen("owner_team_recorded", "churn", 1),
        )
    }
    model: ModelFacts = facts("churn", owner_active=False)
    card = build(
        inputs(
            asked,
            [model],
            questionnaire=replace(shipped, questions=asked),
            observations=observations,
            responses={("O1", "churn"): [response(4)]},
        )
    )
    [finding] = card.models[0].areas[0].findings
    judged = (finding.verdict, finding.verified, finding.low, finding.high, finding.gap)
    assert judged == (Verdict.CONTRADICTED, 2, 2, 2, 2)
    failed = [each.observation.detail for each in finding.results if each.outcome is False]
    assert failed == ["Maria Keller left on 2026-08-14"]
    assert card.portfolio[0].level == 2
    assert card.money.contradicted["ownership"] == usd("100")
