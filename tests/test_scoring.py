"""The scoring method row by row: conditions, claims, verdicts, areas and the portfolio."""

from decimal import Decimal
from typing import Any

import pytest
from portfolios import NOW, days, fact, found, proving, response, seen

from assessments.questionnaire import Condition
from assessments.scoring import (
    Agreement,
    AreaScore,
    Claim,
    ConditionResult,
    ExposureParts,
    Judgement,
    Observation,
    PortfolioArea,
    Standing,
    Verdict,
    area,
    claim,
    condition_result,
    confidence_word,
    exposures,
    judge,
    least_majority,
    outcome,
    portfolio_area,
    quality,
    share_at_least,
    sign_test,
    weighted_lower_median,
)

YES = Condition(text="it holds", probe="p", equals=1)


# One condition (method §2)


@pytest.mark.parametrize(
    ("age_days", "fresh"), [(-1, 1), (0, 1), (7, 1), (8.75, 0.75), (10.5, 0.5), (14, 0), (99, 0)]
)
def test_an_observation_is_fresh_for_its_days_and_fades_over_as_many_more(
    age_days: float, fresh: float
) -> None:
    observation = Observation("p", "churn", value=1.0, observed_at=NOW - days(age_days))
    assert quality(observation, fact("p", ttl_days=7), NOW) == pytest.approx(fresh)


@pytest.mark.parametrize(("n", "sample"), [(0, 0), (2, 0), (3, 0.375), (6, 0.75), (8, 1), (80, 1)])
def test_a_small_sample_counts_less_and_fewer_than_three_events_not_at_all(
    n: int, sample: float
) -> None:
    share = seen("p", "churn", 0.5, n=n, hits=0)
    recoveries = seen("p", "churn", 0.5, samples=(1.0,) * n)
    assert quality(share, fact("p", kind="share"), NOW) == sample
    assert quality(recoveries, fact("p", kind="sample"), NOW) == sample


def test_a_fact_is_no_sample_however_few_rows_it_rests_on() -> None:
    assert quality(seen("p", "churn", 1, n=1), fact("p"), NOW) == 1


@pytest.mark.parametrize("tier", [1.0, 0.8, 0.5])
def test_quality_is_the_product_of_freshness_sample_and_tier(tier: int | None) -> None:
    observation = Observation("p", "churn", value=0.5, n=4, observed_at=NOW - days(10.5), tier=tier)
    assert quality(observation, fact("p", kind="share"), NOW) == 0.5 * 0.5 * tier


@pytest.mark.parametrize(
    ("observation", "reason"),
    [
        (Observation("p", "churn", unknown="no source brings owners"), "no source brings owners"),
        (Observation("p", "churn"), "nothing was found to measure"),
        (seen("p", "churn", float("nan")), "nothing was found to measure"),
        (Observation("p", "churn", value=1.0), "it is not known when this was seen"),
        (
            Observation("p", "churn", value=1.0, observed_at=NOW - days(14)),
            "last seen on 2026-11-09, more than 14 days ago: too old to count",
        ),
    ],
)
def test_an_observation_of_no_quality_leaves_the_condition_undecided(
    observation: Observation, reason: str
) -> None:
    result = condition_result(2, YES, fact("p"), observation, NOW)
    assert result == ConditionResult(2, YES, None, 0.0, observation, reason)


@pytest.mark.parametrize(
    ("test", "value", "met"),
    [
        ({"equals": 1}, 1, True),
        ({"equals": 1}, 0, False),
        ({"equals": 0}, 0, True),
        ({"at_least": 0.8}, 0.8, True),
        ({"at_least": 0.8}, 0.79, False),
        ({"at_most": 30}, 30, True),
        ({"at_most": 30}, 31, False),
        ({"at_most": 30}, None, None),
    ],
)
def test_a_value_is_compared_directly_and_its_limit_is_within(
    test: dict[str, Any], value: float | None, met: bool | None
) -> None:
    condition = Condition(text="it holds", probe="p", **test)
    assert outcome(condition, seen("p", "churn", value)) is met


@pytest.mark.parametrize(
    ("test", "low", "high", "met"),
    [
        ({"at_least": 2}, 2, None, True),
        ({"at_least": 2}, 1, None, None),
        ({"at_least": 2}, None, 1, False),
        ({"at_least": 2}, 1, 5, None),
        ({"at_most": 30}, None, 30, True),
        ({"at_most": 30}, 31, None, False),
        ({"at_most": 30}, None, 40, None),
        ({"equals": 1}, 1, 1, True),
        ({"equals": 1}, None, 0, False),
        ({"equals": 1}, 0, 1, None),
    ],
)
def test_a_bound_settles_a_condition_only_where_every_value_within_it_agrees(
    test: dict[str, Any], low: Any, high: Any, met: bool | None
) -> None:
    condition = Condition(text="it holds", probe="p", **test)
    observation = Observation("p", "churn", low=low, high=high, observed_at=NOW)
    result = condition_result(2, condition, fact("p"), observation, NOW)
    reason = "only a part of it is known" if met is None else None
    assert result == ConditionResult(2, condition, met, 1.0, observation, reason)


def test_the_sign_test_needs_this_many_of_n_to_agree() -> None:
    needed = {n: least_majority(n) for n in (3, 4, 5, 6, 7, 8, 9, 10, 12)}
    assert needed == {3: 3, 4: 4, 5: 4, 6: 5, 7: 6, 8: 6, 9: 7, 10: 7, 12: 8}


@pytest.mark.parametrize(
    ("meeting", "n", "met"),
    [
        (0, 0, None), (2, 2, None), (0, 2, None), (3, 3, True), (2, 3, None), (0, 3, False),
        (4, 5, True), (3, 5, None), (2, 5, None), (1, 5, False), (6, 8, True), (4, 8, None),
    ],
)  # fmt: skip
def test_a_median_is_tested_by_how_many_samples_lie_on_either_side(
    meeting: int, n: int, met: bool | None
) -> None:
    assert sign_test(meeting, n) is met


@pytest.mark.parametrize(
    ("limit", "samples", "met"),
    [
        ({"at_most": 24}, (29.5, 30.0, 30.5, 31.0, 32.0), False),
        ({"at_most": 168}, (29.5, 30.0, 30.5, 31.0, 32.0), True),
        ({"at_most": 24}, (24.0, 24.0, 24.0), True),
        ({"at_most": 24}, (1.0, 1.0, 30.0, 30.0), None),
        ({"at_least": 24}, (1.0, 1.0, 1.0), False),
        ({"at_most": 24}, (1.0, 1.0), None),
    ],
)
def test_a_condition_on_a_median_looks_at_every_sample(
    limit: dict[str, Any], samples: tuple[float, ...], met: bool | None
) -> None:
    condition = Condition(text="it is fast", probe="p", test="median", **limit)
    assert outcome(condition, seen("p", "churn", samples[0], samples=samples)) is met


def test_an_undecided_median_says_what_was_too_little() -> None:
    condition = Condition(text="it is fast", probe="p", test="median", at_most=24)
    two = seen("p", "churn", 1, samples=(1.0, 2.0))
    four = seen("p", "churn", 1, samples=(1.0, 2.0, 30.0, 40.0))
    results = [
        condition_result(2, condition, fact("p", kind="sample"), each, NOW) for each in (two, four)
    ]
    assert results == [
        ConditionResult(2, condition, None, 0.0, two, "only 2 to go by: at least 3 are needed"),
        ConditionResult(
            2, condition, None, 0.5, four, "the 4 to go by are too close to the limit to tell"
        ),
    ]


@pytest.mark.parametrize(
    ("hits", "n", "met"),
    [
        (0, 7, None),  # fewer than eight releases never tell
        (0, 8, None),  # .85^8 = .272
        (0, 10, True),  # .85^10 = .197
        (1, 10, None),
        (2, 10, None),
        (3, 10, False),  # P(3 or more) = .180
        (3, 8, False),  # P(3 or more) = .105
        (2, 40, True),  # P(2 or fewer) = .049
        (10, 40, False),  # P(10 or more) = .067
    ],
)
def test_a_share_of_few_events_is_tested_with_the_binomial_at_that_share(
    hits: int, n: int, met: bool | None
) -> None:
    condition = Condition(text="few fail", probe="p", test="share", at_most=0.15)
    assert outcome(condition, seen("p", "churn", hits / max(n, 1), hits=hits, n=n)) is met


@pytest.mark.parametrize(
    ("hits", "n", "threshold", "met"),
    [
        (8, 8, 0.5, True),
        (6, 8, 0.5, True),  # P(6 or more) = .145
        (5, 8, 0.5, None),
        (2, 8, 0.5, False),
        (15, 15, 0.9, None),  # .9^15 = .206
        (16, 16, 0.9, True),  # .9^16 = .185
        (12, 16, 0.9, False),
        (8, 8, 1.0, None),  # no sample can prove that all of them do
        (7, 8, 1.0, False),
        (900_000, 1_000_000, 0.8, True),
    ],
)
def test_a_share_at_least_is_proven_or_ruled_out_at_one_chance_in_five(
    hits: int, n: int, threshold: float, met: bool | None
) -> None:
    assert share_at_least(hits, n, threshold) is met


def test_a_share_without_its_events_cannot_be_tested() -> None:
    condition = Condition(text="few fail", probe="p", test="share", at_most=0.15)
    assert outcome(condition, seen("p", "churn", 0.1)) is None


# Claims (method §3)


@pytest.mark.parametrize(
    ("choices", "level", "agreement"),
    [
        ([], None, Agreement.BLANK),
        ([3], 3, Agreement.SINGLE),
        ([3, "dont_know"], 3, Agreement.SINGLE),
        ([3, 4], 3, Agreement.AGREED),
        ([2, 3, 4], 3, Agreement.AGREED),
        ([1, 2, 3, 3], 2, Agreement.AGREED),  # deviation .75
        ([2, 4], 2, Agreement.DISPUTED),  # deviation 1
        ([1, 4, 4, 4, 4], 4, Agreement.DISPUTED),  # range 3
        (["dont_know", "dont_know"], None, Agreement.NOBODY_COULD_SAY),
        (["dont_know", "not_applicable"], None, Agreement.NOBODY_COULD_SAY),
        (["not_applicable"], None, Agreement.BLANK),
    ],
)
def test_a_claim_is_the_lower_median_of_what_was_picked(
    choices: list[int | str], level: int | None, agreement: Agreement
) -> None:
    responses = [response(choice, f"{at}@example.com") for at, choice in enumerate(choices)]
    assert claim(responses) == Claim(level, agreement, tuple(responses))


def test_the_order_in_which_responses_are_handed_in_does_not_matter() -> None:
    responses = [response(2, "b@example.com"), response(5, "a@example.com")]
    assert claim(responses) == claim(responses[::-1])


# Verdicts: the table of method §3


@pytest.mark.parametrize(
    ("claimed", "proven", "ruled_out", "judgement"),
    [
        (4, None, None, Judgement(Verdict.CLAIM_ONLY, None, 1, 4)),
        (None, None, None, Judgement(Verdict.NOT_ASSESSED, None, 1, 5)),
        (4, 2, 2, Judgement(Verdict.CONTRADICTED, 2, 2, 2, gap=2)),
        (5, 1, 3, Judgement(Verdict.CONTRADICTED, None, 1, 3, gap=2)),
        (4, 2, 5, Judgement(Verdict.UNPROVEN, None, 2, 4, gap=2)),
        (4, 3, 4, Judgement(Verdict.UNPROVEN, None, 3, 4, gap=1)),
        (3, 3, 5, Judgement(Verdict.CONFIRMED, 3, 3, 3)),
        (3, 3, 3, Judgement(Verdict.CONFIRMED, 3, 3, 3)),
        (3, 4, 4, Judgement(Verdict.UNDERSTATED, 3, 3, 3)),
        (None, 2, 2, Judgement(Verdict.UNCLAIMED, 2, 2, 2)),
        (None, 2, 4, Judgement(Verdict.UNCLAIMED, None, 2, 4)),
    ],
)
def test_a_claim_is_judged_by_what_is_proven_and_what_is_ruled_out(
    claimed: int | None, proven: int | None, ruled_out: int | None, judgement: Judgement
) -> None:
    assert judge(claimed, proven, ruled_out) == judgement


@pytest.mark.parametrize(
    ("outcomes", "proven", "ruled_out"),
    [
        ({}, None, None),
        ({2: (True,)}, 2, 5),
        ({2: (True,), 3: (True,), 4: (True,), 5: (True,)}, 5, 5),
        ({3: (True,)}, 1, 5),  # the level below is not proven
        ({2: (True, None)}, 1, 5),
        ({2: (True, False)}, 1, 1),
        ({2: (True,), 3: (), 4: (True,)}, 2, 5),  # nothing can prove level 3
        ({2: (True,), 4: (False,), 5: (True,)}, 2, 3),
        ({2: (True,), 3: (False,), 4: (False,)}, 2, 2),
        ({3: (False,)}, 1, 2),
    ],
)
def test_the_evidence_gives_what_is_proven_at_least_and_what_is_ruled_out_above(
    outcomes: Any, proven: int | None, ruled_out: int | None
) -> None:
    finding = found(None, outcomes)
    assert (finding.proven, finding.ruled_out_above) == (proven, ruled_out)


def test_an_approved_exemption_leaves_the_question_aside_whatever_the_evidence_says() -> None:
    finding = found(4, proving(2), exempt=NOW + days(30))
    judged = (finding.verdict, finding.verified, finding.low, finding.high, finding.gap)
    assert judged == (Verdict.NOT_APPLICABLE, None, 1, 5, 0)


def test_confidence_is_the_mean_quality_over_all_conditions_known_or_not() -> None:
    assert found(4, {2: (True,), 3: (True, True)}).confidence == 3 / 5
    assert found(4, {}).confidence == 0


@pytest.mark.parametrize(
    ("confidence", "word"),
    [(1, "high"), (0.75, "high"), (0.74, "medium"), (0.4, "medium"), (0.39, "low"), (0, "none")],
)
def test_confidence_is_worded(confidence: float, word: str) -> None:
    assert confidence_word(confidence) == word


# The worked examples of the method


def worked(claimed: int | None, outcomes: Any) -> Judgement:
    finding = found(claimed, outcomes)
    return Judgement(finding.verdict, finding.verified, finding.low, finding.high, finding.gap)


def test_an_owner_who_left_contradicts_a_claim_of_level_four_by_two() -> None:
    left = worked(4, {2: (True,), 3: (False,)})
    assert left == Judgement(Verdict.CONTRADICTED, 2, 2, 2, gap=2)


def test_five_recoveries_near_thirty_hours_contradict_a_claim_of_one_hour_by_two() -> None:
    slow = seen("p", "churn", 30, samples=(29.0, 29.5, 30.0, 30.5, 31.0))
    met = [
        outcome(Condition(text="fast", probe="p", test="median", at_most=limit), slow)
        for limit in (168, 24, 1)
    ]
    assert met == [True, False, False]
    judged = worked(4, {2: (met[0],), 3: (met[1],), 4: (met[2],)})
    assert judged == Judgement(Verdict.CONTRADICTED, 2, 2, 2, gap=2)


def test_a_model_without_any_incident_keeps_its_claim_as_a_claim() -> None:
    assert worked(4, {}) == Judgement(Verdict.CLAIM_ONLY, None, 1, 4)


def test_a_claim_below_what_is_proven_is_understated_and_stands_as_claimed() -> None:
    allocation = [
        outcome(Condition(text="allocated", probe="p", at_least=limit), seen("p", None, 0.92))
        for limit in (0.5, 0.8, 0.9, 0.95)
    ]
    judged = worked(3, dict(zip((2, 3, 4, 5), ((met,) for met in allocation), strict=True)))
    assert judged == Judgement(Verdict.UNDERSTATED, 3, 3, 3)


def test_one_critical_question_at_level_one_takes_the_area_there() -> None:
    fives = [found(5, proving(5), identity=f"Q{at}", critical=False) for at in range(4)]
    rest = area("ownership", "churn", [*fives, found(5, proving(1), critical=False)])
    last = area("ownership", "churn", [*fives, found(5, proving(1), critical=True)])
    assert (rest.level, last.level) == (5, 1)


# One area on one model (method §4)


@pytest.mark.parametrize(
    ("values", "median"),
    [
        ([(3, 1)], 3),
        ([(2, 1), (4, 1)], 2),
        ([(1, 1), (4, 1), (5, 1)], 4),
        ([(1, 1), (5, 3)], 5),
        ([(1, 2), (5, 2)], 1),
    ],
)
def test_the_weighted_lower_median_is_the_first_value_to_reach_half_the_weight(
    values: list[tuple[int, int]], median: int
) -> None:
    assert weighted_lower_median(values) == median


def test_an_area_says_what_is_settled_claimed_and_proven() -> None:
    findings = (
        found(4, proving(2), identity="Q1", weight=3, critical=True),
        found(4, proving(4), identity="Q2", weight=2, critical=False),
        found(5, {}, identity="Q3", weight=1, critical=False),
        found(5, {}, identity="Q4", weight=2, critical=False, exempt=NOW + days(1)),
    )
    score = area("ownership", "churn", findings)
    told = (score.level, score.low, score.high, score.claimed)
    assert told == (2, 2, 2, 4)
    assert score.coverage == 5 / 6
    assert score.criteria_proven == (3 * 1 + 2 * 3) / (4 * 6)
    assert score.not_applicable == 2 / 8
    assert score.findings == findings


def test_below_half_of_the_weight_there_is_a_band_but_no_level() -> None:
    score = area(
        "ownership",
        "churn",
        [
            found(3, proving(3), identity="Q1", weight=2, critical=True),
            found(4, {}, identity="Q2", weight=3, critical=False),
        ],
    )
    assert (score.level, score.low, score.high, score.coverage) == (None, 1, 3, 0.4)


def test_without_a_settled_critical_question_there_is_no_level() -> None:
    score = area(
        "ownership",
        "churn",
        [
            found(3, proving(3), identity="Q1", weight=3, critical=False),
            found(4, {}, identity="Q2", weight=1, critical=True),
        ],
    )
    assert (score.level, score.low, score.high, score.coverage) == (None, 1, 3, 0.75)


def test_an_open_critical_question_holds_the_level_inside_the_band() -> None:
    score = area(
        "ownership",
        "churn",
        [
            found(5, proving(5), identity="Q1", weight=3, critical=True),
            found(2, {}, identity="Q2", weight=1, critical=True),
        ],
    )
    assert (score.level, score.low, score.high) == (2, 1, 2)


def test_an_area_whose_questions_are_all_exempt_says_nothing() -> None:
    score = area("ownership", "churn", [found(5, proving(5), exempt=NOW + days(1))])
    told = (score.level, score.low, score.high, score.claimed, score.coverage)
    assert told == (None, 1, 5, None, 0)
    assert (score.criteria_proven, score.not_applicable) == (0, 1)


# The portfolio (method §5)


def standing(
    level: int | None, exposure: float | None = 1.0, tier: int | None = 2, model: str = "churn"
) -> Standing:
    """A model that is confirmed at a level, or claimed at level 4 and not known (None)."""
    one = found(4, {}) if level is None else found(level, proving(level))
    return Standing(area("ownership", model, [one]), exposure, tier)


def test_exposure_is_half_tier_and_a_quarter_each_spend_and_incident_hours() -> None:
    parts = [ExposureParts(1, Decimal(300), 0.0), ExposureParts(3, Decimal(100), 8.0)]
    assert exposures(parts) == (0.5 * 0.75 + 0.25 * 0.75, 0.5 * 0.25 + 0.25 * 0.25 + 0.25)


def test_exposure_rests_on_the_parts_that_are_known() -> None:
    parts = [ExposureParts(1, Decimal(1), None), ExposureParts(3, Decimal(3), None)]
    assert exposures(parts) == pytest.approx(
        ((0.5 * 0.75 + 0.25 * 0.25) / 0.75, (0.5 * 0.25 + 0.25 * 0.75) / 0.75)
    )


def test_a_part_known_of_one_model_does_not_make_it_the_whole_portfolio() -> None:
    parts = [ExposureParts(2, None, None), ExposureParts(2, None, None), ExposureParts(2, None, 9)]
    assert exposures(parts) == pytest.approx((1 / 3, 1 / 3, 1 / 3))


def test_a_model_of_which_no_part_is_known_has_no_exposure_of_its_own() -> None:
    nothing = ExposureParts(None, None, None)
    assert exposures([nothing, ExposureParts(1, None, None)]) == (None, 1)
    assert exposures([nothing, nothing]) == (None, None)
    assert exposures([]) == ()


def test_a_month_of_credits_counts_as_no_spend() -> None:
    parts = [ExposureParts(None, Decimal(-5), None), ExposureParts(None, Decimal(5), None)]
    assert exposures(parts) == (0, 1)


def test_the_portfolio_says_how_its_exposure_is_spread() -> None:
    models = [standing(4, 0.5), standing(2, 0.25), standing(None, 0.25)]
    assert portfolio_area("ownership", models) == PortfolioArea(
        area="ownership",
        level=2,
        low=1,
        high=2,
        claimed=2,
        largely=4,
        models_level=2,
        models_low=1,
        models_high=2,
        known_exposure=0.75,
        distribution={1: 0, 2: 0.25, 3: 0, 4: 0.5, 5: 0, None: 0.25},
        counts={1: 0, 2: 1, 3: 0, 4: 1, 5: 0, None: 1},
        organisation=None,
    )


def test_what_is_known_of_some_models_cannot_lift_the_portfolio_out_of_its_band() -> None:
    doubtful = Standing(area("ownership", "old", [found(2, {})]), 0.4, 2)
    score = portfolio_area("ownership", [standing(5, 0.6), doubtful], organisation(5))
    assert (score.models_level, score.models_low, score.models_high) == (2, 1, 2)
    assert (score.level, score.low, score.high) == (2, 1, 2)


@pytest.mark.parametrize(("at_three", "level"), [(17, 1), (18, 3)])
def test_a_level_needs_more_than_85_percent_of_the_exposure(
    at_three: int, level: int | None
) -> None:
    models = [standing(3)] * at_three + [standing(1)] * (20 - at_three)
    assert portfolio_area("ownership", models).level == level


@pytest.mark.parametrize(("tier", "level"), [(1, 2), (2, 5), (None, 5)])
def test_no_model_of_the_first_tier_stands_more_than_one_level_below(
    tier: int | None, level: int | None
) -> None:
    models = [standing(5, 0.95), standing(1, 0.05, tier)]
    score = portfolio_area("ownership", models)
    assert (score.level, score.largely) == (level, 5)


@pytest.mark.parametrize(("known", "level"), [(0.5, 3), (0.49, None)])
def test_below_half_of_the_exposure_known_there_is_no_level(
    known: float, level: int | None
) -> None:
    score = portfolio_area("ownership", [standing(3, known), standing(None, 1 - known)])
    assert (score.level, score.largely, score.low, score.high) == (level, level, 1, 3)


def test_an_exposure_that_is_not_known_weighs_as_the_mean_of_the_others() -> None:
    models = [standing(4, 0.6), standing(4, 0.4), standing(2, None)]
    score = portfolio_area("ownership", models)
    assert score.distribution == pytest.approx({1: 0, 2: 1 / 3, 3: 0, 4: 2 / 3, 5: 0, None: 0})
    unweighed = portfolio_area("ownership", [standing(4, None), standing(2, None)])
    assert unweighed.distribution == {1: 0, 2: 0.5, 3: 0, 4: 0.5, 5: 0, None: 0}


def test_a_model_whose_questions_are_all_exempt_leaves_the_portfolio() -> None:
    exempt = Standing(
        area("ownership", "old", [found(1, proving(1), exempt=NOW + days(1))]), 0.5, 1
    )
    score = portfolio_area("ownership", [standing(4, 0.5), exempt])
    assert (score.level, score.known_exposure, score.counts[None]) == (4, 1, 0)


def organisation(level: int | None) -> AreaScore:
    one = found(4, {}) if level is None else found(level, proving(level))
    return area("ownership", None, [one])


@pytest.mark.parametrize(
    ("models", "own", "level", "low", "high"),
    [
        (4, 3, 3, 3, 3),
        (2, 3, 2, 2, 2),
        (3, None, 3, 1, 3),
        (None, 2, 2, 1, 2),
        (None, None, None, 1, 4),
    ],
)
def test_models_and_organisation_stand_side_by_side_and_the_lower_known_one_counts(
    models: int | None, own: int | None, level: int | None, low: Any, high: Any
) -> None:
    score = portfolio_area("ownership", [standing(models)], organisation(own))
    assert (score.level, score.low, score.high) == (level, low, high)
    assert score.models_level == models
    assert score.organisation == organisation(own)


def test_an_area_that_asks_only_the_organisation_has_its_level_alone() -> None:
    unasked = Standing(area("cost", "churn", []), 1.0, 1)
    score = portfolio_area("cost", [unasked], organisation(3))
    assert (score.level, score.low, score.high, score.claimed) == (3, 3, 3, 3)
    assert (score.models_level, score.known_exposure, sum(score.counts.values())) == (None, 0, 0)


def test_an_organisation_whose_questions_are_all_exempt_leaves_the_models_alone() -> None:
    exempt = area("ownership", None, [found(1, proving(1), exempt=NOW + days(1))])
    score = portfolio_area("ownership", [standing(4)], exempt)
    assert (score.level, score.low, score.high) == (4, 4, 4)


def test_a_portfolio_without_models_is_unknown_not_low() -> None:
    score = portfolio_area("ownership", [])
    told = (score.level, score.low, score.high, score.claimed, score.largely)
    assert told == (None, 1, 5, None, None)
    assert score.distribution == dict.fromkeys((1, 2, 3, 4, 5, None), 0)
