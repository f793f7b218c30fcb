"""The months of a bill as they are drawn: its parts, the plan, the foretold end and the spikes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app import text
from app.views.cost_beside import Beside
from app.views.cost_ending import between, foretold
from app.views.cost_lines import Kind, Line, added
from app.views.cost_spikes import spike_words
from app.wording import many, say
from assessments.spending.values import MonthPlan, RunningMonth, Spike

NAMED = 4
"""Spikes of a month that are named over their mark, the costliest."""
_NOTHING = Decimal(0)


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


def months_chart(
    currency: str, mine: Sequence[Line], months: Sequence[date], beside: Beside
) -> MonthsChart:
    """Return the months of one currency as they are drawn; `mine` are its lines."""
    plans = beside.plans_of(currency, months)
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
        tuple(_spike_points(currency, mine, months, beside)),
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
    currency: str, mine: Sequence[Line], months: Sequence[date], beside: Beside
) -> Iterator[Point]:
    for month in months:
        found = beside.spikes_of(month, currency)
        if found:
            charges = [max(line.amounts.get(month, _NOTHING), _NOTHING) for line in mine]
            yield Point(text.month(month), float(added(charges)), _spikes_words(found, month))


def _plan_name(plans: Sequence[MonthPlan]) -> str:
    """Return `plan of 19 models`, or `plan of 17 to 19 models` where the months differ."""
    if not plans:
        return ""
    least, most = (end(each.models for each in plans) for end in (min, max))
    if least == most:
        return many("plan of {number} model", "plan of {number} models", most)
    between = text.between(text.number(least), text.number(most))
    return say("plan of {numbers} models", numbers=between)


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
