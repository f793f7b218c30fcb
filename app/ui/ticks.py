"""What stands along an axis, as the texts beside the figure write it for whoever reads.

A figure is kept for all readers: its ticks are made before it, and it is kept by them as well.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from app import text

ACROSS, UP = 5, 6
"""Steps at most: on a phone, more words would not stand beside each other."""


@dataclass(frozen=True)
class Ticks:
    """Where an axis has its numbers or days, and how they read."""

    values: tuple[float, ...] | tuple[str, ...]
    words: tuple[str, ...]

    def axis(self) -> dict[str, Any]:
        """Return what plotly calls them."""
        return {"tickvals": list(self.values), "ticktext": list(self.words)}


def even(
    values: Iterable[float | None], word: Callable[[Decimal], str], steps: int = ACROSS
) -> Ticks:
    """Return 0 and what lies at equal steps of 1, 2 or 5 on the way to the outermost values."""
    known = [0.0, *(each for each in values if each is not None)]
    low, high = Decimal(str(min(known))), Decimal(str(max(known)))
    least = (high - low) / steps or Decimal(1)
    power = Decimal(1).scaleb(least.adjusted())
    step = next(power * each for each in (1, 2, 5, 10) if power * each >= least)
    places = range(math.ceil(low / step), math.floor(high / step) + 1)
    return _worded([step * place for place in places], word)


def powers(values: Sequence[float], word: Callable[[Decimal], str]) -> Ticks:
    """Return 1, 2 and 5 of each power of ten that positive values reach."""
    least, most = (Decimal(str(bound)) for bound in bounds(values))
    steps = [
        Decimal(step).scaleb(power)
        for power in range(least.adjusted(), most.adjusted() + 2)
        for step in (1, 2, 5)
    ]
    return _worded([step for step in steps if least / 2 <= step <= most * 2], word)


def days(first: date, last: date) -> Ticks:
    """Return days at equal steps from the first on; of many days, the first of months.

    The year stands beneath the first of them, and beneath the first of each later year.
    """
    span = (last - first).days
    step = next((step for step in (1, 2, 7, 14) if step * ACROSS >= span), None)
    if step is None:
        return _dated(_months(first, last), text.month_letters)
    return _dated(
        [first + timedelta(days=at) for at in range(0, span + 1, step)], text.day_of_month
    )


def _months(first: date, last: date) -> list[date]:
    """Return the first days of months between two days; of many, each second, third or sixth."""
    begin, end = (12 * each.year + each.month - 1 for each in (first, last))
    years = 12 * math.ceil((end - begin) / (12 * ACROSS))
    step = next(step for step in (1, 2, 3, 6, years) if step * ACROSS >= end - begin)
    places = range(step * math.ceil(begin / step), end + 1, step)
    found = [date(place // 12, place % 12 + 1, 1) for place in places]
    return [each for each in found if each >= first]


def _dated(places: Sequence[date], word: Callable[[date], str]) -> Ticks:
    years = [None, *(each.year for each in places)]
    return Ticks(
        tuple(each.isoformat() for each in places),
        tuple(
            word(each) if each.year == before else f"{word(each)}<br>{each.year}"
            for each, before in zip(places, years, strict=False)
        ),
    )


def bounds(values: Sequence[float]) -> tuple[float, float]:
    """Return the least and the most of positive values; 1 where there is none."""
    return min(values, default=1.0), max(values, default=1.0)


def stacked(*parts: Sequence[float]) -> list[float]:
    """Return how far bars reach that are stacked, each part with a value for each bar."""
    bars = list(zip(*parts, strict=True))
    return [
        *(sum(value for value in bar if value > 0) for bar in bars),
        *(sum(value for value in bar if value < 0) for bar in bars),
    ]


def amount(currency: str) -> Callable[[Decimal], str]:
    """Return what writes money of a currency; what is under one keeps all its digits."""

    def written(value: Decimal) -> str:
        if 0 < abs(value) < 1:
            return text.exact_amount(value, currency)
        return text.amount(value, currency)

    return written


def difference(currency: str) -> Callable[[Decimal], str]:
    """Return what writes by how much money lies above something."""
    plain = amount(currency)
    return lambda value: f"{'+' if value > 0 else ''}{plain(value)}"


def price(currency: str) -> Callable[[Decimal], str]:
    """Return what writes what one unit costs."""
    return lambda value: text.price(value, currency)


def hours(value: Decimal) -> str:
    """Write a sum of hours."""
    return text.hours(float(value))


def count(value: Decimal) -> str:
    """Write a number without a unit."""
    return text.measured(float(value))


def share(value: Decimal) -> str:
    """Write a share of all, to a tenth of a percent where it is none of whole ones."""
    return text.share(value) if value * 100 % 1 == 0 else text.close_share(value)


def _worded(values: Sequence[Decimal], word: Callable[[Decimal], str]) -> Ticks:
    return Ticks(tuple(map(float, values)), tuple(map(word, values)))
