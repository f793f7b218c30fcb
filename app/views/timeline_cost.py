"""What a model cost along the time axis: by day, week or month, as the axis is long."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from app import text
from app.views.time_axis import Axis, CostBin, CostLane
from app.wording import say
from assessments.scorecard.money import total
from assessments.story import DayCost

_BY_DAY, _BY_WEEK = 120, 800
"""Up to so many days, the cost is shown by day, by week; beyond, by month."""
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True)
class _Bin:
    first: date
    last: date
    amount: Decimal


def cost_lanes(days: Sequence[DayCost], axis: Axis) -> tuple[CostLane, ...]:
    """Return a lane for each currency in which the model cost something on the axis."""
    shown = [each for each in days if axis.shows(axis.midnight(each.day), None)]
    shown = [each for each in shown if axis.midnight(each.day + _DAY) > axis.start]
    currencies = sorted({each.currency for each in shown})
    return tuple(
        _lane(currency, [each for each in shown if each.currency == currency], axis)
        for currency in currencies
    )


def _lane(currency: str, days: Sequence[DayCost], axis: Axis) -> CostLane:
    bins = _bins(currency, days, axis)
    most = max(bins, key=lambda each: each.amount)
    whole = total({currency: each.effective_cost} for each in days)[currency]
    sources = ", ".join(sorted({source for each in days for source in each.sources}))
    return CostLane(
        title=say("Cost, {currency}", currency=currency),
        bins=tuple(_view(each, currency, most.amount, axis) for each in bins),
        scale=_scale(text.amount(most.amount, currency), axis),
        sentence=say(
            "Cost of {days}: {money}, most on {highest} ({amount}); source: {sources}",
            days=_days(days[0].day, days[-1].day),
            money=text.amount(whole, currency),
            highest=_days(most.first, most.last),
            amount=text.amount(most.amount, currency),
            sources=sources,
        ),
    )


def _scale(most: str, axis: Axis) -> str:
    """Return how much the highest bin is, and how long a bin is."""
    if axis.length.days <= _BY_DAY:
        return say("up to {money} a day", money=most)
    if axis.length.days <= _BY_WEEK:
        return say("up to {money} a week", money=most)
    return say("up to {money} a month", money=most)


def _bins(currency: str, days: Sequence[DayCost], axis: Axis) -> list[_Bin]:
    """Return the bins from the first day of cost to the last, none left out."""
    summed: dict[date, list[DayCost]] = {}
    for each in days:
        summed.setdefault(_first(each.day, axis), []).append(each)
    found: list[_Bin] = []
    first, last = min(summed), max(summed)
    while first <= last:
        after = _after(first, axis)
        amounts = ({currency: each.effective_cost} for each in summed.get(first, ()))
        amount = total(amounts).get(currency, Decimal(0))
        found.append(_Bin(first, after - _DAY, amount))
        first = after
    return found


def _first(day: date, axis: Axis) -> date:
    """Return the first day of the bin that a day is in."""
    if axis.length.days <= _BY_DAY:
        return day
    if axis.length.days <= _BY_WEEK:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1)


def _after(first: date, axis: Axis) -> date:
    if axis.length.days <= _BY_DAY:
        return first + _DAY
    if axis.length.days <= _BY_WEEK:
        return first + _WEEK
    return (first + timedelta(days=31)).replace(day=1)


def _view(each: _Bin, currency: str, most: Decimal, axis: Axis) -> CostBin:
    # Credits can outweigh the charges: what is drawn ends at the ground, the words say it.
    height = float(max(each.amount, Decimal(0)) / most) if most > 0 else 0.0
    return CostBin(
        at=axis.place(axis.midnight(each.first)),
        until=axis.place(axis.midnight(each.last + _DAY)),
        height=round(height, 4),
        sentence=f"{_days(each.first, each.last)}: {text.amount(each.amount, currency)}",
    )


def _days(first: date, last: date) -> str:
    return text.day(first) if first == last else text.days(first, last)
