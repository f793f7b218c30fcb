"""The laws of a plan, searched for a counter-example on any small portfolio."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import isclose
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from plans import plan_of, planned, really, told_of

from assessments import plan
from assessments.plan import Action, Plan, Targets
from assessments.plan.lows import Lows
from assessments.questionnaire import Questionnaire
from assessments.scorecard import Inputs, Scorecard, build
from assessments.scoring import Verdict

Told = tuple[Inputs, Targets]
LAW = settings(max_examples=200, deadline=None, print_blob=False, report_multiple_bugs=False)


def some(data: st.DataObject, made: Plan) -> list[Action]:
    """Any choice of a plan's actions."""
    return [each.action for each in made.actions if data.draw(st.booleans())]


@LAW
@given(planned(), st.data())
def test_what_if_is_the_scorecard_after_the_change_really_happened(
    told: Told, data: st.DataObject
) -> None:
    inputs, targets = told
    card = build(inputs)
    made = plan.make(card, targets)
    done = some(data, made)
    corrected = [each for each in some(data, made) if each.contradicted and each not in done]
    changed = build(really(inputs, done, corrected))
    assert told_of(plan.what_if(card, done, corrected)) == told_of(changed)


@LAW
@given(planned(), st.data())
def test_doing_actions_never_lowers_either_end_of_a_band(told: Told, data: st.DataObject) -> None:
    card = build(told[0])
    after = plan.what_if(card, some(data, plan.make(card, told[1])))
    for before, now in zip(ends(card), ends(after), strict=True):
        assert now[0] >= before[0]
        assert now[1] >= before[1]


def ends(card: Scorecard) -> list[tuple[int, int]]:
    whole: Sequence[Any] = (
        *card.findings(),
        *(score for model in card.models for score in model.areas),
        *card.portfolio,
    )
    return [(each.low, each.high) for each in whole]


@LAW
@given(planned(), st.data())
def test_correcting_answers_leaves_what_is_proven_and_no_contradiction_there(
    told: Told, data: st.DataObject
) -> None:
    card = build(told[0])
    corrected = [each for each in some(data, plan.make(card, told[1])) if each.contradicted]
    after = plan.what_if(card, [], corrected)
    settled = {(each.question.id, one) for each in corrected for one in each.contradicted}
    for before, now in zip(card.findings(), after.findings(), strict=True):
        assert (now.proven, now.low) == (before.proven, before.low)
        contradicted = now.verdict is Verdict.CONTRADICTED
        assert not (contradicted and (now.question.id, now.subject) in settled)


@LAW
@given(planned())
def test_all_actions_together_open_what_their_gains_add_up_to(told: Told) -> None:
    card = build(told[0])
    made = plan.make(card, told[1])
    after = plan.what_if(card, [each.action for each in made.actions])
    now = {(each.question.id, each.subject): each for each in after.findings()}
    opened = sum(
        need.weight
        * (min(now[need.finding.question.id, need.finding.subject].low, need.target)
           - need.finding.low)
        for need in made.needs
    )  # fmt: skip
    assert isclose(opened, sum(each.action.gain for each in made.actions), abs_tol=1e-9)


@LAW
@given(planned())
def test_where_a_subject_stands_below_its_target_the_plan_says_what_to_do_or_nothing_can(
    told: Told,
) -> None:
    card = build(told[0])
    made = plan.make(card, told[1])
    about = {
        (each.action.question.id, one) for each in made.actions for one in each.action.subjects
    }
    for need in made.needs:
        finding, next_level = need.finding, (need.finding.proven or 1) + 1
        known = any(each.level == next_level for each in finding.results)
        if need.answer_opens or (known and (finding.proven or 1) < need.target):
            assert (finding.question.id, finding.subject) in about


@LAW
@given(planned())
def test_the_first_action_moves_its_area_wherever_any_of_its_kind_does_by_itself(
    told: Told,
) -> None:
    card = build(told[0])
    made = plan.make(card, told[1])
    if not made.actions:
        return
    first = made.actions[0].action
    group = [each.action for each in made.actions
             if bool(each.action.contradicted) == bool(first.contradicted)]  # fmt: skip
    if not any(each.by_itself.levels for each in group):
        return
    after = plan.what_if(card, [first])
    risen = [
        now.question.area
        for before, now in zip(card.findings(), after.findings(), strict=True)
        if now.low > before.low
    ]
    assert first.question.area in risen
    if any(each.by_itself.weighs for each in group):
        before, now = made.standings, plan.standings(after, told[1])
        moved = [
            one.target.area
            for one, other in zip(before, now, strict=True)
            if other.steps > one.steps
        ]
        assert first.question.area in moved


@LAW
@given(planned(), st.data())
def test_what_an_action_opens_by_itself_is_what_opens_when_it_is_done_alone(
    told: Told, data: st.DataObject
) -> None:
    card = build(told[0])
    made = plan.make(card, told[1])
    if not made.actions:
        return
    action = data.draw(st.sampled_from(made.actions)).action
    after = plan.what_if(card, [action])
    targets = {(need.finding.question.id, need.finding.subject): need.target for need in made.needs}
    risen = 0
    for before, now in zip(card.findings(), after.findings(), strict=True):
        target = targets.get((now.question.id, now.subject))
        if now.question.id == action.question.id and target is not None:
            risen += min(now.proven or 1, target) - min(before.proven or 1, target)
    if action.condition is None:
        risen += sum(
            min(now.low, targets[now.question.id, now.subject]) - before.low
            for before, now in zip(card.findings(), after.findings(), strict=True)
            if now.question.id == action.question.id and now.subject in action.subjects
        )
    assert risen == action.by_itself.levels


@LAW
@given(planned())
def test_contradictions_stand_first_and_nothing_before_what_all_of_it_waits_for(
    told: Told,
) -> None:
    made = plan_of(*told)
    flags = [bool(each.action.contradicted) for each in made.actions]
    assert flags == sorted(flags, reverse=True)
    assert [each.rank for each in made.actions] == list(range(1, len(made.actions) + 1))
    for each in made.actions:
        action = each.action
        only_later = action.later.levels and not (action.by_itself.levels + action.together.levels)
        if only_later and not action.contradicted:
            assert min(each.after_ranks) < each.rank


@LAW
@given(planned(), st.randoms(use_true_random=False))
def test_a_plan_is_the_same_whatever_the_order_of_what_it_is_made_from(
    told: Told, random: Random
) -> None:
    def shuffled(many: Iterable[Any]) -> list[Any]:
        return random.sample(list(many), len(list(many)))

    inputs, targets = told
    asked = inputs.questionnaire
    other = replace(
        inputs,
        facts=shuffled(inputs.facts),
        questionnaire=Questionnaire(asked.areas, tuple(shuffled(asked.questions)), asked.probes),
        observations=dict(shuffled(inputs.observations.items())),
        responses={key: shuffled(many) for key, many in shuffled(inputs.responses.items())},
    )
    assert plan_of(*told).actions == plan_of(other, targets).actions
    first, second = (plan_of(one, targets) for one in (inputs, other))
    assert first.standings == second.standings
    assert path_of(inputs, first) == path_of(other, second)


def path_of(inputs: Inputs, made: Plan) -> plan.Path:
    return plan.cheapest_path(build(inputs), made)


@LAW
@given(planned())
def test_the_cheapest_path_reaches_what_it_says_and_needs_every_step(told: Told) -> None:
    card = build(told[0])
    made = plan.make(card, told[1])
    path = plan.cheapest_path(card, made)
    steps = [each.planned.action for each in path.steps]
    reached = {target for each in path.steps for target in each.reached}
    assert proven(card, told[1], steps) >= reached | set(path.reached_already)
    for action in steps:
        without = [each for each in steps if each != action]
        assert not proven(card, told[1], without) >= reached
    for at, step in enumerate(path.steps, start=1):
        now = proven(card, told[1], steps[:at]) - proven(card, told[1], steps[: at - 1])
        assert now == set(step.reached)
    everything = proven(card, told[1], [each.action for each in made.actions])
    assert everything.isdisjoint(path.out_of_reach)
    said = reached | set(path.reached_already) | set(path.out_of_reach)
    assert said == {each.target for each in made.standings}
    total = round(sum(each.days for each in steps), 2)
    assert path.days == total


def proven(card: Scorecard, targets: Targets, done: Sequence[Action]) -> set[plan.AreaTarget]:
    after = plan.standings(plan.what_if(card, done), targets)
    return {each.target for each in after if each.reached}


@LAW
@given(planned(), st.data())
def test_what_a_path_follows_is_what_the_scorecard_would_say(
    told: Told, data: st.DataObject
) -> None:
    card = build(told[0])
    made = plan.make(card, told[1])
    lows = Lows(card, made)
    done = some(data, made)
    for action in (*done, *(left := some(data, made))):
        lows.do(action)
    for action in left:
        lows.leave(action)
    assert {each.target for each in lows.followed if each.reached()} == proven(card, told[1], done)


@LAW
@given(planned())
def test_no_gap_is_told_where_the_band_covers_the_target(told: Told) -> None:
    for each in plan_of(*told).standings:
        covers = each.low < each.target.level <= each.high
        assert (each.gap is None) == covers
        assert (each.gap == 0) == each.reached
        assert 0 <= each.steps <= 1
