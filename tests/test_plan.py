"""The plan on portfolios small enough to be worked out by hand."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from plans import measured, portfolio
from portfolios import Outcomes, fact, facts, inputs, question, response, seen

from assessments import plan, question_files
from assessments.plan import Action, AreaTarget, Opening, Plan, Targets
from assessments.questionnaire import Condition
from assessments.scorecard import Scorecard, build
from assessments.scoring import Verdict, implies
from assessments.scoring.conditions import _range as bounds

AIM = Targets(3)


def card_of(*known: Any, **more: Any) -> Scorecard:
    return build(portfolio(*known, **more))


def only(made: Plan) -> Action:
    (planned,) = made.actions
    return planned.action


def keys(made: Plan) -> list[str]:
    return [each.action.key for each in made.actions]


ONE = question("Q1", (1, 1, 1, 1))
PAIR = question("Q2", (2, 1, 1, 1))


# What an action is


def test_one_condition_on_two_models_is_one_action_with_the_gain_of_both() -> None:
    card = card_of(
        (ONE, "churn", {2: [True], 3: [None], 4: [None], 5: [None]}, 3),
        (ONE, "fraud", {2: [True], 3: [False], 4: [None], 5: [None]}, 2),
    )
    assert only(plan.make(card, AIM)) == Action(
        key="Q1.3.Q1_3_0.is1",
        question=ONE,
        level=3,
        condition=ONE.levels[2].conditions[0],
        subjects=("churn", "fraud"),
        exposure=1.0,
        contradicted=(),
        answers=0,
        answer_again=1,
        gain=3 * 2 * 1.0 * 1,
        by_itself=Opening(levels=2, models=2, exposure=1.0),
        together=Opening(),
        later=Opening(),
        effort="M",
        estimate=2.5,
        days=2.5,
    )


def test_a_level_that_takes_two_conditions_is_shared_by_both_and_opened_with_the_second() -> None:
    card = card_of((PAIR, "churn", {2: [None, None], 3: [True], 4: [False], 5: [None]}, 4))
    made = plan.make(card, AIM)
    first, second = (
        each for each in made.actions if each.action.level == 2 and not each.action.contradicted
    )
    assert first.action.gain == second.action.gain == 3 * 2 * 1.0 * 2 / 2
    assert first.action.together == Opening(levels=2, models=1, exposure=1.0)
    assert first.with_ranks == (second.rank,)
    assert second.with_ranks == (first.rank,)
    alone = plan.what_if(card, [first.action]).findings()[0]
    both = plan.what_if(card, [first.action, second.action]).findings()[0]
    assert (alone.proven, alone.low) == (1, 1)
    assert (both.proven, both.verified, both.verdict) == (3, 3, Verdict.CONTRADICTED)


def test_what_waits_for_a_lower_level_stands_after_it_and_says_so() -> None:
    card = card_of((ONE, "churn", {2: [None], 3: [None], 4: [None], 5: [None]}, 3))
    # Setting its effort low makes the later one worth more.
    made = plan.make(card, AIM, {"Q1.3.Q1_3_0.is1": 0.1})
    assert keys(made) == ["Q1.2.Q1_2_0.is1", "Q1.3.Q1_3_0.is1"]
    first, later = made.actions
    assert later.action.worth > first.action.worth
    assert (later.after_ranks, later.action.later.levels) == ((1,), 1)
    assert later.action.by_itself == later.action.together == Opening()


def test_a_level_without_conditions_cannot_be_planned_and_nothing_above_it() -> None:
    gap = question("Q3", (1, 0, 1, 1))
    card = card_of((gap, "churn", {2: [None], 4: [None], 5: [None]}, 4))
    made = plan.make(card, Targets(4))
    assert keys(made) == ["Q3.2.Q3_2_0.is1"]
    path = plan.cheapest_path(card, made)
    assert path.steps == ()
    assert path.out_of_reach == (AreaTarget("ownership", None, 4),)


def test_what_does_not_apply_is_not_planned() -> None:
    told = portfolio((ONE, "churn", {2: [False], 3: [None], 4: [None], 5: [None]}, None))
    until = told.now.replace(year=2027)
    card = build(replace(told, exemptions={("Q1", "churn"): until, ("Q1", "fraud"): until}))
    made = plan.make(card, AIM)
    assert made.actions == ()
    assert made.standings == ()


# Limits on one number


def test_a_stricter_limit_opens_the_looser_ones_with_it() -> None:
    asked = measured()
    told = inputs(
        [asked],
        [facts("churn")],
        observations={("M1_share", "churn"): seen("M1_share", "churn", 0.4)},
        responses={("M1", "churn"): [response(1)]},
    )
    told = replace(
        told, questionnaire=replace(told.questionnaire, probes={"M1_share": fact("M1_share")})
    )
    made = plan.make(build(told), AIM)
    assert keys(made) == ["M1.2.M1_share.min0.5", "M1.3.M1_share.min0.8"]
    looser, stricter = made.actions
    assert stricter.action.by_itself == Opening(levels=2, models=1, exposure=1.0)
    assert looser.done_by_ranks == (2,)
    assert made.on_their_own == (stricter,)
    path = plan.cheapest_path(build(told), made)
    assert [each.planned for each in path.steps] == [stricter]


def test_what_a_stricter_limit_above_the_target_does_as_well_still_remains() -> None:
    asked, bounds = measured(), replace(seen("M1_share", "churn", None), low=0.7, high=0.85)
    told = inputs(
        [asked],
        [facts("churn")],
        observations={("M1_share", "churn"): bounds},
        responses={("M1", "churn"): [response(4)]},
    )
    told = replace(
        told, questionnaire=replace(told.questionnaire, probes={"M1_share": fact("M1_share")})
    )
    made = plan.make(build(told), AIM)
    assert keys(made) == ["M1.4.M1_share.min0.9", "M1.3.M1_share.min0.8"]
    stricter, looser = made.actions
    assert (stricter.action.opens, looser.action.opens) == (0, 1)
    assert made.on_their_own == (stricter,)
    assert made.towards_targets == (looser,)


@pytest.mark.parametrize(
    ("met", "other", "follows"),
    [
        ({"at_least": 0.9}, {"at_least": 0.5}, True),
        ({"at_least": 0.5}, {"at_least": 0.9}, False),
        ({"at_most": 24}, {"at_most": 168}, True),
        ({"at_most": 24}, {"at_least": 1}, False),
        ({"equals": 1}, {"at_least": 0.5}, True),
        ({"at_most": 24, "test": "median"}, {"at_most": 24}, False),
        ({"at_least": 0.9, "probe": "another"}, {"at_least": 0.5}, False),
    ],
)
def test_a_condition_implies_those_on_its_probe_with_a_looser_limit_and_the_same_test(
    met: dict[str, Any], other: dict[str, Any], *, follows: bool
) -> None:
    given = {"text": "it holds", "probe": "one"}
    assert implies(Condition(**given | met), Condition(**given | other)) is follows


def test_no_two_conditions_that_are_shipped_exclude_each_other() -> None:
    """Else making one of them hold would have to make the other fail."""
    every = [
        condition
        for each in question_files.load().questions
        for rung in each.levels
        for condition in rung.conditions
    ]
    for one in every:
        for other in every:
            if one.probe == other.probe:
                (least, most), (other_least, other_most) = bounds(one), bounds(other)
                assert max(least, other_least) <= min(most, other_most), (one, other)


# Contradictions, and answers


def test_a_contradiction_comes_first_and_may_be_corrected_instead() -> None:
    cheap = question("Q0", (1, 1, 1, 1), weight=3)
    card = card_of(
        (cheap, "churn", {2: [None], 3: [True], 4: [None], 5: [None]}, 3),
        (cheap, "fraud", {2: [True], 3: [True], 4: [True], 5: [True]}, 5),
        (ONE, "churn", {2: [True], 3: [True], 4: [False], 5: [None]}, 5),
        (ONE, "fraud", {2: [True], 3: [False], 4: [None], 5: [None]}, 4),
    )
    made = plan.make(card, AIM)
    assert keys(made) == ["Q1.3.Q1_3_0.is1", "Q1.4.Q1_4_0.is1", "Q0.2.Q0_2_0.is1"]
    above = made.actions[1].action
    assert (above.contradicted, above.gain, above.opens) == (("churn",), 0.0, 0)
    assert above.correction_days == 0.1
    after = plan.what_if(card, [], [above])
    corrected = next(f for f in after.findings() if (f.question.id, f.subject) == ("Q1", "churn"))
    assert (corrected.verdict, corrected.claim.level, corrected.verified) == (
        *(Verdict.CONFIRMED, 3, 3),
    )
    assert after.integrity.contradicted == card.integrity.contradicted - 1


def test_every_answer_that_names_a_level_is_counted_as_one_to_correct() -> None:
    told = portfolio((ONE, "churn", {2: [False], 3: [None], 4: [None], 5: [None]}, None))
    answers = [response(choice, f"{choice}@example.com") for choice in (3, 4, "dont_know")]
    card = build(replace(told, responses={("Q1", "churn"): answers}))
    action = next(each.action for each in plan.make(card, AIM).actions if each.action.contradicted)
    assert (action.answers, action.correction_days) == (2, 0.2)
    said = plan.what_if(card, [], [action]).findings()[0].claim
    assert [each.choice for each in said.responses] == [1, 1, "dont_know"]
    assert said.level == 1


def test_an_answer_below_what_is_proven_only_has_to_be_raised() -> None:
    card = card_of((ONE, "churn", {2: [True], 3: [True], 4: [True], 5: [None]}, 1))
    action = only(plan.make(card, AIM))
    assert (action.key, action.condition, action.gain) == ("Q1.answer", None, 3 * 2 * 1.0 * 2)
    assert action.days == 0.1
    after = plan.what_if(card, [action]).findings()[0]
    assert (after.verdict, after.verified) == (Verdict.CONFIRMED, 4)


def test_where_the_claim_is_lower_than_what_is_then_proven_the_answer_follows() -> None:
    card = card_of((ONE, "churn", {2: [True], 3: [None], 4: [None], 5: [None]}, 2))
    action = only(plan.make(card, AIM))
    assert action.answer_again == 1
    after = plan.what_if(card, [action]).findings()[0]
    assert (after.verdict, after.verified, after.low) == (Verdict.CONFIRMED, 3, 3)


# Effort and order


@pytest.mark.parametrize(
    ("size", "models", "days"),
    [
        *(("S", 1, 0.6), ("M", 1, 2.25), ("L", 1, 10.5), ("XL", 1, 41.0)),
        *(("S", 2, 0.7), ("M", 2, 2.5), ("L", 2, 11.0), ("XL", 2, 42.0)),
    ],
)
def test_effort_is_a_base_of_its_size_and_a_part_for_each_model(
    size: str, models: int, days: float
) -> None:
    condition = ONE.levels[1].conditions[0].model_copy(update={"effort": size})
    level = ONE.levels[1].model_copy(update={"conditions": (condition,)})
    asked = ONE.model_copy(update={"levels": (ONE.levels[0], level, *ONE.levels[2:])})
    rest: Outcomes = {2: [None], 3: [True], 4: [None], 5: [None]}
    names = ("churn", "fraud")[:models]
    card = card_of(*[(asked, name, rest, 3) for name in names])
    action = only(plan.make(card, Targets(2)))
    assert (action.subjects, action.effort, action.estimate) == (names, size, days)


@pytest.mark.parametrize(("level", "size"), [(2, "S"), (3, "M"), (4, "M"), (5, "L")])
def test_a_condition_that_says_no_size_has_that_of_its_level(level: int, size: str) -> None:
    card = card_of((ONE, "churn", {at: [at < level or None] for at in (2, 3, 4, 5)}, 5))
    assert plan.make(card, Targets(5)).actions[0].action.effort == size


def test_an_action_for_the_organisation_weighs_as_much_as_all_models() -> None:
    asked = question("Q4", (1, 1, 1, 1), scope="organisation", critical=False, weight=2)
    card = card_of((asked, None, {2: [True], 3: [None], 4: [None], 5: [None]}, 3))
    action = only(plan.make(card, AIM))
    assert (action.subjects, action.gain, action.estimate) == ((None,), 2 * 1.0, 2.0)
    assert action.by_itself == Opening(levels=1, models=0, exposure=0.0, organisation=True)


def test_agreed_effort_moves_an_action_and_leaves_its_estimate() -> None:
    other = question("Q0", (1, 1, 1, 1))
    at = {2: [True], 3: [None], 4: [None], 5: [None]}
    card = card_of(*[(each, m, at, 3) for each in (ONE, other) for m in ("churn", "fraud")])
    assert keys(plan.make(card, AIM)) == ["Q0.3.Q0_3_0.is1", "Q1.3.Q1_3_0.is1"]
    made = plan.make(card, AIM, {"Q0.3.Q0_3_0.is1": 30.0})
    assert keys(made) == ["Q1.3.Q1_3_0.is1", "Q0.3.Q0_3_0.is1"]
    assert (made.actions[1].action.days, made.actions[1].action.estimate) == (30.0, 2.5)


def test_a_key_names_question_level_probe_and_limit_and_nothing_that_could_break_an_address() -> (
    None
):
    odd = ONE.model_copy(update={"id": "Q,1 &ü"})
    median = Condition(text="fast", probe="hours", at_most=24.5, test="median")
    assert plan.condition_key(odd, 3, median) == "Q%2C1%20%26%C3%BC.3.hours.max24.5-median"
    share = Condition(text="most", probe="logged", at_least=0.95)
    assert plan.condition_key(ONE, 4, share) == "Q1.4.logged.min0.95"


# Targets


def test_a_tier_has_its_own_target_or_that_of_its_area_or_the_default() -> None:
    due = date(2027, 1, 1)
    targets = Targets(
        2,
        {
            ("ownership", None): AreaTarget("ownership", None, 3),
            ("ownership", 1): AreaTarget("ownership", 1, 4, due),
        },
    )
    assert [targets.of("ownership", tier) for tier in (1, 2, None)] == [
        AreaTarget("ownership", 1, 4, due),
        AreaTarget("ownership", None, 3),
        AreaTarget("ownership", None, 3),
    ]
    assert targets.of("rollback", 1) == AreaTarget("rollback", None, 2)


def test_each_target_stands_as_the_models_do_that_it_is_set_for() -> None:
    card = card_of(
        (ONE, "churn", {2: [True], 3: [True], 4: [False], 5: [None]}, 3),
        (ONE, "fraud", {2: [True], 3: [False], 4: [None], 5: [None]}, 2),
        tiers={"churn": 1},
    )
    targets = Targets(3, {("ownership", 1): AreaTarget("ownership", 1, 4)})
    first, others = plan.standings(card, targets)
    assert (first.target.tier, first.level, first.gap, first.models) == (1, 3, 1, 1)
    assert (others.target.tier, others.level, others.gap, others.models) == (None, 2, 1, 1)
    assert (first.steps, others.steps) == (pytest.approx(2 / 3), 1 / 2)
    assert [each.action.subjects for each in plan.make(card, targets).actions] == [
        ("churn",),
        ("fraud",),
    ], "tier 1 weighs more"


def test_money_under_control_counts_each_tier_at_its_own_target() -> None:
    card = card_of(
        (ONE, "churn", {2: [True], 3: [True], 4: [False], 5: [None]}, 3),
        (ONE, "fraud", {2: [True], 3: [False], 4: [None], 5: [None]}, 2),
        tiers={"churn": 1},
    )
    own = {("ownership", 2): AreaTarget("ownership", 2, 2)}
    assert plan.under_control(card, Targets(3)) == card.money.under_control
    assert {k: str(v) for k, v in plan.under_control(card, Targets(3)).items()} == {"USD": "100"}
    assert {k: str(v) for k, v in plan.under_control(card, Targets(3, own)).items()} == {
        "USD": "200"
    }


def test_the_way_to_one_area_leaves_the_others_where_they_are() -> None:
    other = question("Q0", (1, 1, 1, 1), area="rollback")
    at = {2: [True], 3: [None], 4: [None], 5: [None]}
    card = card_of(*[(each, m, at, 3) for each in (ONE, other) for m in ("churn", "fraud")])
    made = plan.make(card, AIM)
    path = plan.cheapest_path(card, made, lambda target: target.area == "rollback")
    assert [each.planned.action.key for each in path.steps] == ["Q0.3.Q0_3_0.is1"]
    assert path.steps[0].reached == (AreaTarget("rollback", None, 3),)
    assert path.out_of_reach == ()


def test_a_path_tells_its_running_days_and_what_each_step_reaches() -> None:
    other = question("Q0", (1, 1, 1, 1), area="rollback")
    at = {2: [True], 3: [None], 4: [None], 5: [None]}
    card = card_of(*[(each, m, at, 3) for each in (ONE, other) for m in ("churn", "fraud")])
    path = plan.cheapest_path(card, plan.make(card, AIM))
    assert [(each.days, [one.area for one in each.reached]) for each in path.steps] == [
        (2.5, ["rollback"]),
        (5.0, ["ownership"]),
    ]
    assert path.days == 5.0


def test_nothing_chosen_leaves_the_very_same_scorecard() -> None:
    card = card_of((ONE, "churn", {2: [True], 3: [None], 4: [None], 5: [None]}, 3))
    assert plan.what_if(card, []) is card


def test_a_subject_that_no_action_touches_is_not_judged_again() -> None:
    card = card_of(
        (ONE, "churn", {2: [True], 3: [None], 4: [None], 5: [None]}, 3),
        (ONE, "fraud", {2: [True], 3: [True], 4: [None], 5: [None]}, 3),
    )
    after = plan.what_if(card, [only(plan.make(card, AIM))])
    assert after.models[0] is not card.models[0]
    assert after.models[1] is card.models[1]
    assert after.portfolio[1] is card.portfolio[1], "nothing of rollback was touched"
