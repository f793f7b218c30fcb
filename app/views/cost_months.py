"""Cost by month of use, with what was planned, what is foretold, and the spikes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app import text
from app.views import grid
from app.views.cost_ending import between, foretold
from app.views.cost_lines import BREAKDOWNS, Breakdown, Kind, Levels, Line, added, lines
from app.views.cost_spikes import above_usual, spike_words
from app.views.grid import Grid
from app.views.marks import Mark, once
from app.wording import many, phrase, say
from assessments.spending.values import By, MonthPlan, MonthSpend, RunningMonth, Spike

SHOWN = 8
"""Parts that are told apart; the figure has as many shades."""
EVERY = 1_000_000_000
"""Models that are told apart, to be put together by their level."""
LISTED = 6
"""Months in the table on the page, the last ones; its file has all."""
NAMED = 4
"""Spikes of a month that are named over their mark, the costliest."""
_NOTHING = Decimal(0)
_ALL_NAMELESS: Mapping[By, str] = {
    "model": phrase("No cost of what is picked found its model"),
    "provider": phrase("No cost of what is picked names its provider"),
    "service": phrase("No cost of what is picked names its service"),
}


@dataclass(frozen=True)
class Beside:
    """What stands beside the months of a bill."""

    plans: Sequence[MonthPlan] = ()
    running: Sequence[RunningMonth] = ()
    spikes: Sequence[Spike] = ()
    partial: bool = False
    """True: only a part of what the models paid is looked at, and plans are of whole models."""


@dataclass(frozen=True)
class Series:
    """One part of the bill, month by month."""

    key: str
    """Of its mark."""
    name: str
    kind: Kind
    level: int | None
    values: tuple[float, ...]
    words: tuple[str, ...]


@dataclass(frozen=True)
class Point:
    """One value of one month."""

    month: str
    value: float
    words: str


@dataclass(frozen=True)
class Foretold:
    """Where the running month will end."""

    point: Point
    low: float | None
    high: float | None


@dataclass(frozen=True)
class MonthsChart:
    """The months of one currency."""

    currency: str
    months: tuple[str, ...]
    series: tuple[Series, ...]
    """The costliest first, or the highest level; then all others, and what names no part."""
    plans: tuple[Point, ...] = ()
    plan_name: str = ""
    """How many models these are of, as in `plan of 19 models`."""
    foretold: Foretold | None = None
    spikes: tuple[Point, ...] = ()
    """Each on top of its month."""


@dataclass(frozen=True)
class MonthsView:
    """Cost by month."""

    title: str
    note: str
    charts: tuple[MonthsChart, ...]
    marks: tuple[Mark, ...]
    table: Grid
    beside: Grid
    """Month by month: plan, foretold end and spikes."""
    beside_note: str


def months_view(
    spends: Sequence[MonthSpend],
    by: By = "model",
    levels: Levels | None = None,
    beside: Beside | None = None,
) -> MonthsView:
    """Return the months of each currency; with `levels`, each model is told by its level alone."""
    beside = beside or Beside()
    months = sorted({each.month for each in spends})
    found = lines(spends, by, levels)
    return MonthsView(
        title=_title(found, months, by, levels),
        note=" ".join([_note(levels), *_plan_notes(found, months, beside)]),
        charts=tuple(
            _chart(currency, [each for each in found if each.currency == currency], months, beside)
            for currency in _currencies(found)
        ),
        marks=once(Mark(line.key, line.name) for line in found),
        table=_table(found, months, by if levels is None else "level"),
        beside=_beside(found, months, beside),
        beside_note=say(
            "The plan is that of the models that have one: their forecast, else their budget. "
            "Spikes stand in the month in which they began."
        ),
    )


def _currencies(found: Sequence[Line]) -> list[str]:
    return sorted({line.currency for line in found})


def _title(found: Sequence[Line], months: Sequence[date], by: By, levels: Levels | None) -> str:
    if not found:
        return say("No cost fits what is picked")
    first, last = text.month(months[0]), text.month(months[-1])
    if levels is not None:
        return say(
            "{money} was on models verified at {level} or higher {where} from {first} to {last}",
            money=_held(found, levels),
            level=text.level(levels.target),
            where=levels.where,
            first=first,
            last=last,
        )
    dearest = {line.currency: line for line in reversed(found) if line.kind == "part"}
    if not dearest:
        return say(_ALL_NAMELESS[by])
    names = [
        say("{name} ({money})", name=line.name, money=text.amount(line.sum, currency))
        for currency, line in sorted(dearest.items())
    ]
    return say(
        "{names} cost most from {first} to {last}", names=text.listed(names), first=first, last=last
    )


def _held(found: Sequence[Line], levels: Levels) -> str:
    """Return how much of the cost is on models at the target level, in each currency."""
    said = []
    for currency in _currencies(found):
        mine = [line for line in found if line.currency == currency]
        whole = added(line.sum for line in mine)
        held = added(line.sum for line in mine if (line.level or 0) >= levels.target)
        said.append(_part(held, whole, currency))
    return text.listed(said)


def _part(held: Decimal, whole: Decimal, currency: str) -> str:
    money, of = text.amount(held, currency), text.amount(whole, currency)
    if whole <= 0:
        return say("{money} of {whole}", money=money, whole=of)
    share = text.share(float(held / whole))
    return say("{money} of {whole} ({share})", money=money, whole=of, share=share)


def _note(levels: Levels | None) -> str:
    said = say("Effective cost by month of use, all charges but tax; the last month may still run.")
    if levels is None:
        return said
    if levels.area is None:
        settled = say(
            "Levels are those that the evidence settles today, in each model's weakest area."
        )
    else:
        settled = say("Levels are those that the evidence settles today.")
    return f"{said} {settled}"


def _plan_notes(found: Sequence[Line], months: Sequence[date], beside: Beside) -> Iterator[str]:
    """Yield how much of the last closed month is on models with a plan, in each currency."""
    for currency in _currencies(found):
        plans = _plans_of(beside.plans, currency, months)
        if not plans:
            continue
        closed = [each for each in plans if each.effective_cost is not None]
        if beside.partial:
            yield say("The plan line is of whole models: it covers more than what is picked.")
        elif closed:
            last = max(closed, key=lambda each: each.month)
            yield say(
                "The plan line leaves out models without a plan: in {month}, {cost} of {whole} was "
                "on {models} with one.",
                whole=text.amount(added(_amounts(found, last.month, currency)), currency),
                month=text.month(last.month),
                cost=text.amount(last.effective_cost or _NOTHING, currency),
                models=text.count(last.models, "model", "models"),
            )
        else:
            yield say("The plan line leaves out models without a plan.")


def _plans_of(plans: Sequence[MonthPlan], currency: str, months: Sequence[date]) -> list[MonthPlan]:
    return [each for each in plans if each.currency == currency and each.month in months]


def _plan_name(plans: Sequence[MonthPlan]) -> str:
    """Return `plan of 19 models`, or `plan of 17 to 19 models` where the months differ."""
    if not plans:
        return ""
    least, most = (end(each.models for each in plans) for end in (min, max))
    if least == most:
        return many("plan of {number} model", "plan of {number} models", most)
    between = text.between(text.number(least), text.number(most))
    return say("plan of {numbers} models", numbers=between)


def _chart(
    currency: str, mine: Sequence[Line], months: Sequence[date], beside: Beside
) -> MonthsChart:
    plans = _plans_of(beside.plans, currency, months)
    return MonthsChart(
        currency,
        tuple(text.month(each) for each in months),
        tuple(_series(line, months) for line in mine),
        tuple(
            Point(text.month(plan.month), float(plan.planned), _plan_words(plan)) for plan in plans
        ),
        _plan_name(plans),
        next(
            (
                _foretold(each)
                for each in beside.running
                if each.currency == currency and each.whole.month_end and each.month in months
            ),
            None,
        ),
        tuple(_spike_points(currency, mine, months, beside.spikes)),
    )


def _series(line: Line, months: Sequence[date]) -> Series:
    amounts = [line.amounts.get(each, _NOTHING) for each in months]
    return Series(
        line.key,
        line.name,
        line.kind,
        line.level,
        tuple(float(each) for each in amounts),
        tuple(text.exact_amount(each, line.currency) for each in amounts),
    )


def _plan_words(plan: MonthPlan) -> str:
    said = say(
        "Plan for {month}: {money} for {models}",
        month=text.month(plan.month),
        money=text.amount(plan.planned, plan.currency),
        models=text.count(plan.models, "model", "models"),
    )
    if plan.effective_cost is None:
        return said
    cost = text.amount(plan.effective_cost, plan.currency)
    return say("{plan}, which cost {money}", plan=said, money=cost)


def _foretold(each: RunningMonth) -> Foretold | None:
    told = each.whole.month_end
    if told is None:
        return None
    return Foretold(
        Point(
            text.month(each.month),
            float(told.expected),
            say("{end} ({band})", end=foretold(each), band=between(each.whole)),
        ),
        None if told.low is None else float(told.low),
        None if told.high is None else float(told.high),
    )


def _spike_points(
    currency: str, mine: Sequence[Line], months: Sequence[date], spikes: Sequence[Spike]
) -> Iterator[Point]:
    for month in months:
        found = _spikes_of(spikes, month, currency)
        if found:
            charges = [max(line.amounts.get(month, _NOTHING), _NOTHING) for line in mine]
            yield Point(text.month(month), float(added(charges)), _spikes_words(found, month))


def _spikes_of(spikes: Sequence[Spike], month: date, currency: str) -> list[Spike]:
    """Return the spikes that began in a month, the costliest first."""
    found = [
        each
        for each in spikes
        if each.currency == currency and each.first_day.replace(day=1) == month
    ]
    return sorted(found, key=lambda each: (-each.excess_cost, each.model))


def _spikes_words(found: Sequence[Spike], month: date) -> str:
    said = many(
        "{number} spike in {month}: {spikes}",
        "{number} spikes in {month}: {spikes}",
        len(found),
        month=text.month(month),
        spikes="; ".join(spike_words(each) for each in found[:NAMED]),
    )
    if len(found) <= NAMED:
        return said
    return say("{spikes}; and {number} more", spikes=said, number=text.number(len(found) - NAMED))


def _table(found: Sequence[Line], months: Sequence[date], by: Breakdown) -> Grid:
    return Grid(
        say("Cost by month"),
        grid.columns(
            say(BREAKDOWNS[by]),
            (say("Currency"), "file"),
            *((text.month(each), _kind(each, months)) for each in months),
            (say("All months"), "n"),
        ),
        tuple(
            (
                grid.words(line.name),
                grid.words(line.currency),
                *(grid.money(line.amounts.get(each, _NOTHING), line.currency) for each in months),
                grid.money(line.sum, line.currency),
            )
            for line in found
        ),
        nothing=say("No month has any."),
        marks=tuple((line.key,) for line in found),
        by_model=by == "model",
    )


def _kind(month: date, months: Sequence[date]) -> str:
    if month in months[-2:]:
        return "n"
    return "n opt" if month in months[-LISTED:] else "file"


def _beside(found: Sequence[Line], months: Sequence[date], beside: Beside) -> Grid:
    return Grid(
        say("Each month against its plan, with the forecast of its end and its spikes"),
        grid.columns(
            say("Month"),
            (say("Currency"), "file"),
            (say("Cost"), "n"),
            (say("Plan"), "n"),
            (say("Models with a plan"), "n opt"),
            (say("Their cost"), "n opt"),
            (say("Above plan"), "n"),
            (say("Forecast end"), "n opt"),
            (say("From"), "file"),
            (say("To"), "file"),
            (say("Spikes"), "n"),
            (say("Above usual"), "n opt"),
        ),
        tuple(
            _month_row(month, currency, added(_amounts(found, month, currency)), beside)
            for currency in _currencies(found)
            for month in reversed(months)
        ),
    )


def _amounts(found: Sequence[Line], month: date, currency: str) -> list[Decimal]:
    return [line.amounts.get(month, _NOTHING) for line in found if line.currency == currency]


def _month_row(month: date, currency: str, cost: Decimal, beside: Beside) -> tuple[grid.Cell, ...]:
    at = (month, currency)
    plan = next((each for each in beside.plans if (each.month, each.currency) == at), None)
    running = next((each for each in beside.running if (each.month, each.currency) == at), None)
    told = None if running is None else running.whole.month_end
    spikes = _spikes_of(beside.spikes, month, currency)
    excess = above_usual(spikes).get(currency)
    cost_of_planned = None if plan is None else plan.effective_cost
    over = None if plan is None or cost_of_planned is None else cost_of_planned - plan.planned
    return (
        grid.month(month),
        grid.words(currency),
        grid.money(cost, currency),
        grid.money(None if plan is None else plan.planned, currency, say("no plan")),
        grid.number(None if plan is None else plan.models, none=""),
        grid.money(cost_of_planned, currency, ""),
        grid.difference(over, currency),
        grid.close_money(None if told is None else told.expected, currency, ""),
        grid.close_money(None if told is None else told.low, currency, ""),
        grid.close_money(None if told is None else told.high, currency, ""),
        grid.number(len(spikes), none=""),
        grid.money(excess, currency, ""),
    )
