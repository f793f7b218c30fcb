"""How the targets stand, and where a choice of actions leads: levels, money, claims, the rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app import text
from app.planning import Outcome
from app.text import Group
from app.views.parts import LevelMark, VerdictMark, level_mark, money_text
from app.wording import many, say
from assessments.plan import AreaTarget, Plan, TargetStanding
from assessments.scorecard import Amounts, Scorecard
from assessments.scoring import HIGHEST, LOWEST, PortfolioArea


@dataclass(frozen=True)
class TargetRow:
    """One target: how it stands, and how it would."""

    area: str
    """`Ownership`, or `Ownership, tier 1`."""
    aim: str
    """`3 Working by 1 Mar 2027`."""
    of: str
    """`24 models and the organisation`."""
    target: int
    before: LevelMark
    after: LevelMark
    words: str
    """`2 Recorded, then 3 Working`."""
    steps: str
    """How much of the way is proven: `76 %`, or `76 %, then 80 %`."""
    gap: VerdictMark
    """As it would stand."""


@dataclass(frozen=True)
class OutcomeView:
    """Where the chosen actions lead; with none, how things stand."""

    title: str
    rows: tuple[TargetRow, ...]
    facts: tuple[tuple[str, str, str], ...]
    """Label (at most 18 characters), value, and what it was."""
    notes: tuple[str, ...]


def outcome_view(
    card: Scorecard, plan: Plan, outcome: Outcome, under_control: Amounts, today: date
) -> OutcomeView:
    """Return the outcome of a choice in words; `under_control` is as it stands."""
    titles = {area.id: area.title for area in card.areas}
    return OutcomeView(
        title=_title(plan, outcome),
        rows=tuple(
            _row(now, then, _area(now.target, plan, titles), today)
            for now, then in zip(plan.standings, outcome.standings, strict=True)
        ),
        facts=_facts(card, outcome, under_control),
        notes=(
            *_choice_notes(outcome),
            *_area_notes(card, outcome, plan, titles),
            *_money_notes(card, outcome, under_control),
        ),
    )


def _title(plan: Plan, outcome: Outcome) -> str:
    number = len(outcome.done) + len(outcome.corrected)
    if not number:
        return _standing_title(plan.standings)
    was = {each.target for each in plan.standings if each.reached}
    won = [each for each in outcome.standings if each.reached and each.target not in was]
    actions = text.count(number, "action", "actions")
    days = text.working_days(outcome.days)
    if not won:
        return say(
            "{actions} chosen, {days}: no further target is reached", actions=actions, days=days
        )
    return many(
        "{actions} chosen, {days}: {number} more target is reached",
        "{actions} chosen, {days}: {number} more targets are reached",
        len(won),
        actions=actions,
        days=days,
    )


def _standing_title(standings: Sequence[TargetStanding]) -> str:
    number, reached = len(standings), sum(each.reached for each in standings)
    if not number:
        return say("No target bears on anything")
    if reached == number:
        return say("Every target is reached")
    said = text.capital(_reached(reached, number))
    unsure = sum(each.gap is None for each in standings)
    shown = sum(_shown_there(each) for each in standings)
    if shown:
        said = many(
            "{sentence} for certain; {some} is by what is known so far",
            "{sentence} for certain; {some} are by what is known so far",
            shown,
            sentence=said,
            some=text.in_words(shown),
        )
    if unsure == shown:
        return said
    return many(
        "{sentence}; {some} may be, the evidence cannot tell yet",
        "{sentence}; {some} may be, the evidence cannot tell yet",
        unsure - shown,
        sentence=said,
        some=text.in_words(unsure - shown),
    )


def _shown_there(standing: TargetStanding) -> bool:
    """Tell whether the level shown is at the target while the band reaches below it."""
    level = standing.level
    return standing.gap is None and level is not None and level >= standing.target.level


def _reached(number: int, total: int) -> str:
    if not number:
        return say("no target is reached yet")
    return many(
        "{part} of {total} targets is reached",
        "{part} of {total} targets are reached",
        number,
        part=text.in_words(number),
        total=text.number(total),
    )


def _area(target: AreaTarget, plan: Plan, titles: dict[str, str]) -> str:
    """Return `Ownership`, or `Ownership, tier 1` and `Ownership, all others`."""
    title = titles.get(target.area, target.area)
    if target.tier is not None:
        return say("{area}, tier {tier}", area=title, tier=target.tier)
    tiered = any(each.target.area == target.area and each.target.tier for each in plan.standings)
    return say("{area}, all others", area=title) if tiered else title


def _row(now: TargetStanding, then: TargetStanding, title: str, today: date) -> TargetRow:
    target = now.target
    return TargetRow(
        area=title,
        aim=_aim(target),
        of=_of(now),
        target=target.level,
        before=_mark(now, title),
        after=_mark(then, title),
        words=_then(_level(now), _level(then)),
        steps=_then(text.share(now.steps), text.share(then.steps)),
        gap=_gap(then, today),
    )


def _aim(target: AreaTarget) -> str:
    """Return `3 Working by 1 Mar 2027`."""
    level = text.level(target.level)
    if target.due is None:
        return level
    return say("{level} by {day}", level=level, day=text.day(target.due))


def _then(now: str, then: str) -> str:
    return now if now == then else say("{now}, then {then}", now=now, then=then)


def _of(standing: TargetStanding) -> str:
    """Return what a target is set for."""
    models = text.count(standing.models, "model", "models")
    if not standing.organisation:
        return models if standing.models else ""
    if not standing.models:
        return say("the organisation")
    return say("{models} and the organisation", models=models)


def _mark(standing: TargetStanding, title: str) -> LevelMark:
    band = (standing.low, standing.high)
    key = f"{standing.target.area}|{standing.target.tier}"
    return level_mark(key, title, standing.level, band, None, known=band != (LOWEST, HIGHEST))


def _level(standing: TargetStanding | PortfolioArea) -> str:
    """Return `3 Working`, `3 Working, band 1 to 3`, or `unknown, 1 to 3`."""
    band = text.band(standing.low, standing.high)
    if standing.level is None:
        return say("unknown, {band}", band=band)
    said = text.level(standing.level)
    if standing.low == standing.high:
        return said
    return say("{level}, band {band}", level=said, band=band)


def _gap(standing: TargetStanding, today: date) -> VerdictMark:
    if standing.reached:
        return VerdictMark("confirmed", say("reached"))
    due = standing.target.due
    late = due is not None and due < today
    if _shown_there(standing):
        known = say("there by what is known, not certain yet")
        return VerdictMark("unknown", say("there by what is known, overdue") if late else known)
    if standing.gap is None:
        said = say("cannot tell, overdue") if late else say("cannot tell, may be reached")
        return VerdictMark("unknown", said)
    group: Group = "contradicted" if late else "unproven"
    return VerdictMark(group, _short(standing.gap, late=late))


def _short(levels: int, *, late: bool) -> str:
    if late:
        return many("{number} level short, overdue", "{number} levels short, overdue", levels)
    return many("{number} level short", "{number} levels short", levels)


def _facts(
    card: Scorecard, outcome: Outcome, under_control: Amounts
) -> tuple[tuple[str, str, str], ...]:
    spent, then = card.money.effective_cost, outcome.under_control
    was, will_be = card.integrity.contradicted, outcome.card.integrity.contradicted
    whole, today = _money(spent, spent), _money(under_control, spent)
    return (
        (
            say("Under control"),
            _money(then, spent),
            say("of {money} a month", money=whole)
            if then == under_control
            else say("{part} today, of {money} a month", part=today, money=whole),
        ),
        (
            say("Contradicted"),
            text.count(will_be, "claim", "claims"),
            "" if was == will_be else say("{claims} today", claims=text.number(was)),
        ),
        (
            say("What remains"),
            text.count(outcome.left, "action", "actions"),
            say(
                "{days}, until every question on every model is at its target",
                days=text.working_days(outcome.left_days),
            ),
        ),
    )


def _money(part: Amounts, whole: Amounts) -> str:
    """Return the part in every currency of the whole, 0 where it has none."""
    return money_text({currency: part.get(currency, Decimal(0)) for currency in whole}).text


def _choice_notes(outcome: Outcome) -> list[str]:
    notes = []
    if outcome.strange:
        notes.append(
            many(
                "{number} chosen action is in the plan no longer.",
                "{number} chosen actions are in the plan no longer.",
                outcome.strange,
            )
        )
    if outcome.follows:
        notes.append(
            many(
                "{number} more action follows from what is chosen.",
                "{number} more actions follow from what is chosen.",
                len(outcome.follows),
            )
        )
    return notes


def _area_notes(card: Scorecard, outcome: Outcome, plan: Plan, titles: dict[str, str]) -> list[str]:
    """Say how areas stand as a whole, where tiers have targets of their own."""
    tiered = {each.target.area for each in plan.standings if each.target.tier is not None}
    return [
        say(
            "{area} as a whole: {levels}.",
            area=titles.get(now.area, now.area),
            levels=_then(_level(now), _level(then)),
        )
        for now, then in zip(card.portfolio, outcome.card.portfolio, strict=True)
        if now.area in tiered
    ]


def _money_notes(card: Scorecard, outcome: Outcome, under_control: Amounts) -> list[str]:
    """Say what is under control as the scorecard counts it, where that is something else."""
    was, then = card.money.under_control, outcome.card.money.under_control
    if (was, then) == (under_control, outcome.under_control):
        return []
    spent, level = card.money.effective_cost, text.level(card.money.target_level)
    return [
        say(
            "Under control counts your targets. At {level} everywhere, as the scorecard counts, "
            "it is {money}.",
            level=level,
            money=_then(_money(was, spent), _money(then, spent)),
        )
    ]
