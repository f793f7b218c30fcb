"""The cheapest path: by gain ÷ effort until every target is reached, then what was not needed goes.

A greedy choice: it is never far off and always explained, but a cheaper one may exist.
"""

from collections.abc import Callable, Sequence

from assessments.plan.lows import Followed, Lows
from assessments.plan.ranking import Waiting, in_order
from assessments.plan.values import Action, AreaTarget, Path, Plan, Step, Subject
from assessments.scorecard import Scorecard


def cheapest_path(
    card: Scorecard, plan: Plan, wanted: Callable[[AreaTarget], bool] | None = None
) -> Path:
    """Return the actions that bring the targets within reach.

    Args:
        card: the scorecard that the plan was made of.
        plan: its plan.
        wanted: tells which targets to go for; None: all.
    """
    missing = [
        each.target
        for each in plan.standings
        if not each.reached and (wanted is None or wanted(each.target))
    ]
    lows = Lows(card, plan)
    followed = [each for each in lows.followed if each.target in missing]
    chosen = _greedy(lows, followed, _useful(card, plan, missing))
    reached = [each for each in followed if each.reached()]
    needed = _needed(lows, reached, chosen)
    steps = _steps(Lows(card, plan), {each.target for each in reached}, plan, needed)
    return Path(
        steps=steps,
        reached_already=tuple(each.target for each in plan.standings if each.reached),
        out_of_reach=tuple(each.target for each in followed if each not in reached),
    )


def _useful(
    card: Scorecard, plan: Plan, missing: Sequence[AreaTarget]
) -> list[tuple[Action, frozenset[AreaTarget]]]:
    """Return the actions that open something on the way to a target, with these targets."""
    tiers: dict[Subject, int | None] = {each.facts.model: each.facts.tier for each in card.models}
    waiting = Waiting(plan.needs, plan.closes)
    found = []
    for action in in_order([each.action for each in plan.actions], waiting):
        area = action.question.area
        at = {tiers.get(subject) for subject in action.subjects}
        bears_on = {plan.targets.of(area, tier) for tier in at}
        if action.opens and not bears_on.isdisjoint(missing):
            found.append((action, frozenset(bears_on)))
    return found


def _greedy(
    lows: Lows, followed: Sequence[Followed], useful: Sequence[tuple[Action, frozenset[AreaTarget]]]
) -> list[Action]:
    """Choose by worth, each as long as a target that it bears on is not reached."""
    left = {each.target: each for each in followed}
    chosen = []
    for action, bears_on in useful:
        if bears_on.isdisjoint(left):
            continue
        lows.do(action)
        chosen.append(action)
        for target in bears_on & left.keys():
            if left[target].reached():
                del left[target]
    return chosen


def _needed(lows: Lows, reached: Sequence[Followed], chosen: Sequence[Action]) -> list[Action]:
    """Leave out what no reached target needs, the least worth first."""
    needed = list(chosen)
    for action in reversed(chosen):
        lows.leave(action)
        if all(each.reached() for each in reached):
            needed.remove(action)
        else:
            lows.do(action)
    return needed


def _steps(
    lows: Lows, reached: set[AreaTarget], plan: Plan, chosen: Sequence[Action]
) -> tuple[Step, ...]:
    """Return the steps in their order, each with the targets that it reaches."""
    planned = {each.action.key: each for each in plan.actions}
    left = [each for each in lows.followed if each.target in reached]
    steps, days = [], 0.0
    for action in chosen:
        lows.do(action)
        days = round(days + action.days, 2)
        now = [each for each in left if each.reached()]
        left = [each for each in left if each not in now]
        steps.append(Step(planned[action.key], days, tuple(each.target for each in now)))
    return tuple(steps)
