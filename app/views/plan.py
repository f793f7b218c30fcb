"""The plan's news: what it takes to reach the targets, as one sentence made from the data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app import text
from app.wording import many, say
from assessments.plan import AreaTarget, Path, Plan
from assessments.scorecard import Scorecard
from assessments.scoring import ALMOST_ALL
from data.written import Target

NAMED = 3
"""More areas than this are counted, not named."""


@dataclass(frozen=True)
class PlanView:
    """The plan's news."""

    headline: str
    quiet: str
    """What is aimed at, in one line."""


def plan_view(
    card: Scorecard, plan: Plan, path: Path, written: Mapping[tuple[str, int | None], Target]
) -> PlanView:
    """Return the news; `path` is the cheapest one to all targets."""
    titles = {area.id: area.title for area in card.areas}
    return PlanView(headline(plan, path, titles), _quiet(plan, written))


def headline(plan: Plan, path: Path, titles: Mapping[str, str]) -> str:
    """Return what it takes, as one sentence without its full stop."""
    if not plan.standings:
        return say("There is nothing to plan: no question applies to anything yet")
    if all(each.reached for each in plan.standings):
        return _all_reached(plan)
    first, whole, beyond = _nearest(path, titles), _whole(path, titles), _beyond(path, titles)
    return text.capital("; ".join(part for part in (first, whole, beyond) if part))


def _all_reached(plan: Plan) -> str:
    left = sum(bool(each.action.contradicted) for each in plan.actions)
    if not left:
        return say("Every target is reached")
    return many(
        "Every target is reached; {number} action would settle contradicted claims",
        "Every target is reached; {number} actions would settle contradicted claims",
        left,
    )


def _won(path: Path) -> list[AreaTarget]:
    return [target for step in path.steps for target in step.reached]


def _nearest(path: Path, titles: Mapping[str, str]) -> str | None:
    """Return what brings the area that is reached for the least days to its targets."""
    cost: dict[str, tuple[float, int]] = {}
    for area in {target.area for target in _won(path)}:
        own = [
            step.planned.action.days
            for step in path.steps
            if step.planned.action.question.area == area
        ]
        cost[area] = (round(sum(own), 2), len(own))
    beyond = {target.area for target in path.out_of_reach}
    near = {area: each for area, each in cost.items() if area not in beyond and each[1]}
    if not near:
        return None
    area = min(near, key=lambda each: (near[each], each))
    days, number = near[area]
    return _takes(number, days, [each for each in _won(path) if each.area == area], titles)


def _whole(path: Path, titles: Mapping[str, str]) -> str | None:
    """Return what it takes to reach all targets that can be, where that is more than one area."""
    won = _won(path)
    if len({target.area for target in won}) < 2:
        return None
    everything = not path.out_of_reach and not path.reached_already
    return many(
        "the cheapest path, {actions} action, {days}, brings {targets}",
        "the cheapest path, {actions} actions, {days}, brings {targets}",
        len(path.steps),
        actions=text.in_words(len(path.steps)),
        days=text.working_days(path.days),
        targets=_areas(won, titles, everything=everything),
    )


def _takes(number: int, days: float, won: Sequence[AreaTarget], titles: Mapping[str, str]) -> str:
    """Return `six actions, 9 days, bring ownership to 3 Working`."""
    return many(
        "{actions} action, {days}, brings {targets}",
        "{actions} actions, {days}, bring {targets}",
        number,
        actions=text.in_words(number),
        days=text.working_days(days),
        targets=_areas(won, titles),
    )


def _areas(
    targets: Sequence[AreaTarget], titles: Mapping[str, str], *, everything: bool = False
) -> str:
    """Return `ownership to 3 Working`, or `four areas to their targets`."""
    areas = list(dict.fromkeys(target.area for target in targets))
    levels = {target.level for target in targets}
    names = [titles.get(area, area).lower() for area in areas]
    said = text.listed(names) if len(names) <= NAMED else _counted(names, everything=everything)
    if len(levels) == 1:
        return say("{areas} to {level}", areas=said, level=text.level(levels.pop()))
    return many("{areas} to its targets", "{areas} to their targets", len(areas), areas=said)


def _counted(names: Sequence[str], *, everything: bool) -> str:
    number = text.in_words(len(names))
    if everything:
        return say("all {areas} areas", areas=number)
    return say("{areas} areas", areas=number)


def _beyond(path: Path, titles: Mapping[str, str]) -> str | None:
    if not path.out_of_reach:
        return None
    return say("no known action brings {targets}", targets=_areas(path.out_of_reach, titles))


def _quiet(plan: Plan, written: Mapping[tuple[str, int | None], Target]) -> str:
    aimed = _aimed(text.level(plan.targets.default), len(written))
    if not plan.actions:
        return aimed
    return say(
        "{aimed} An area needs more than {share} of the exposure at its target, not every model: "
        "the cheapest path brings that much, and may leave out what the other models wait for. "
        "What remains brings every model there. All that is known to do holds both, and what "
        "settles contradicted claims above the targets.",
        aimed=aimed,
        share=text.share(ALMOST_ALL),
    )


def _aimed(default: str, written: int) -> str:
    if not written:
        return say("The target of every area is {level}: nobody has set another.", level=default)
    return many(
        "{number} target set; the target of all else is {level}.",
        "{number} targets set; the target of all else is {level}.",
        written,
        level=default,
    )
