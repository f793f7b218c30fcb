"""What a month will have cost at its end, told from the days so far, with a band.

The rest of the month is what its weekdays usually cost: the median of the last four Mondays for
each Monday that is left, and so on. The same rule is held against every earlier month, cut off
with as many days left: the errors that it made there, as shares of what it foretold, correct it by
their median and give the band by their 10 % and 90 % quantiles (linear between neighbours). With
fewer than three earlier months it is not corrected and has no band; with fewer than 28 landed days
there is no forecast at all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, localcontext
from statistics import median

FEWEST_DAYS = 28
FEWEST_MONTHS = 3
LOW, HIGH = 0.1, 0.9
_WEEK = 7
_DAY = timedelta(days=1)
_PLACES = Decimal("0.000001")
_DIGITS = 76
"""Twice what a landed amount may have: a sum of them is never rounded."""
Days = Mapping[date, Decimal]


@dataclass(frozen=True)
class MonthEnd:
    """One month that is still running, in one currency."""

    month: date
    last_day: date
    """The last day that is landed."""
    so_far: Decimal
    expected: Decimal
    low: Decimal | None
    """None, as `high`: too few earlier months to tell a band."""
    high: Decimal | None
    months: int
    """How many earlier months the band rests on."""


def month_end(days: Days, last_day: date) -> MonthEnd | None:
    """Return how the month of `last_day` will end; None where too few days are landed.

    A day without cost between the first one and `last_day` cost nothing.
    """
    with localcontext() as exact:
        exact.prec = _DIGITS
        return _month_end(days, last_day)


def _month_end(days: Days, last_day: date) -> MonthEnd | None:
    if not days or min(days) > last_day - (FEWEST_DAYS - 1) * _DAY:
        return None
    first, month = min(days), last_day.replace(day=1)
    so_far = sum((days.get(day, Decimal(0)) for day in _span(month, last_day)), Decimal(0))
    rest = _rest(days, last_day)
    left = (_end(month) - last_day).days
    if not left:
        return MonthEnd(month, last_day, so_far, so_far, so_far, so_far, 0)
    errors = _errors(days, first, month, left)
    if len(errors) < FEWEST_MONTHS:
        return MonthEnd(month, last_day, so_far, so_far + rest, None, None, len(errors))
    low, middle, high = (so_far + rest * _factor(errors, part) for part in (LOW, 0.5, HIGH))
    # Where credits outweigh the charges, the larger error is the smaller amount.
    return MonthEnd(month, last_day, so_far, middle, min(low, high), max(low, high), len(errors))


def _rest(days: Days, last_day: date) -> Decimal:
    """Return what the days after `last_day` cost, going by the four weeks up to it."""
    usual = {
        weekday: median(
            days.get(last_day - (back + week * _WEEK) * _DAY, Decimal(0)) for week in range(4)
        )
        for back in range(_WEEK)
        for weekday in [(last_day - back * _DAY).weekday()]
    }
    left = _span(last_day + _DAY, _end(last_day.replace(day=1)))
    return sum((usual[day.weekday()] for day in left), Decimal(0))


def _errors(days: Days, first: date, month: date, left: int) -> list[float]:
    """Return by what share the rule was wrong at the end of each earlier month, least first."""
    errors = []
    earlier = (month - _DAY).replace(day=1)
    while (cut := _end(earlier) - left * _DAY) - (FEWEST_DAYS - 1) * _DAY >= first:
        foretold = _rest(days, cut)
        if foretold:
            came = sum(
                (days.get(day, Decimal(0)) for day in _span(cut + _DAY, _end(earlier))), Decimal(0)
            )
            errors.append(float((came - foretold) / foretold))
        earlier = (earlier - _DAY).replace(day=1)
    return sorted(errors)


def _factor(errors: Sequence[float], part: float) -> Decimal:
    """Return one plus a quantile of the errors, linear between neighbours."""
    place = part * (len(errors) - 1)
    below = int(place)
    above = min(below + 1, len(errors) - 1)
    error = errors[below] + (place - below) * (errors[above] - errors[below])
    return Decimal(str(1 + error)).quantize(_PLACES)


def _end(month: date) -> date:
    return (month + 31 * _DAY).replace(day=1) - _DAY


def _span(first: date, last: date) -> list[date]:
    return [first + at * _DAY for at in range((last - first).days + 1)]
