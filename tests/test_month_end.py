"""The forecast to the end of a month: its rule, its band, and where it says nothing."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.spending.month_end import MonthEnd, month_end

FIRST = date(2026, 6, 1)


def days(*amounts: str | int, first: date = FIRST) -> dict[date, Decimal]:
    return {first + timedelta(days=at): Decimal(each) for at, each in enumerate(amounts)}


def test_fewer_than_28_landed_days_tell_nothing() -> None:
    assert month_end({}, FIRST) is None
    assert month_end(days(*[1] * 27), date(2026, 6, 27)) is None
    assert month_end(days(*[1] * 28), date(2026, 6, 28)) is not None


def test_each_day_that_is_left_costs_what_its_weekday_usually_does() -> None:
    # A Monday costs 10, a Sunday 1, all others 4; one Monday of the four went wild.
    week = [10, 4, 4, 4, 4, 4, 1]
    seen = days(*week, *week, *week, *[900, *week[1:]])
    assert month_end(seen, date(2026, 6, 28)) == MonthEnd(
        date(2026, 6, 1), date(2026, 6, 28), Decimal(1014), Decimal(1028), None, None, 0
    )


def test_a_day_without_cost_cost_nothing() -> None:
    seen = {FIRST: Decimal(0), date(2026, 7, 10): Decimal(30)}
    assert month_end(seen, date(2026, 7, 27)) == MonthEnd(
        date(2026, 7, 1), date(2026, 7, 27), Decimal(30), Decimal(30), None, None, 0
    )


def test_a_month_that_is_landed_whole_is_known() -> None:
    told = month_end(days(*[2] * 61), date(2026, 7, 31))
    assert told == MonthEnd(date(2026, 7, 1), date(2026, 7, 31), *[Decimal(62)] * 4, 0)


def test_the_errors_of_earlier_months_correct_it_and_give_the_band() -> None:
    # The last day of a month costs more than the day before it: 2, 3, 4 and 6 times the usual.
    seen = days(*[10] * 250, first=date(2026, 1, 1))
    for month_last, amount in (("03-31", 20), ("04-30", 30), ("05-31", 40), ("06-30", 60)):
        seen[date.fromisoformat(f"2026-{month_last}")] = Decimal(amount)
    last = date(2026, 7, 30)
    told = month_end({day: each for day, each in seen.items() if day <= last}, last)
    # January and February ended as usual: the errors are 0, 0, 1, 2, 3 and 5.
    end = (Decimal(325), Decimal(310), Decimal(350))
    assert told == MonthEnd(date(2026, 7, 1), date(2026, 7, 30), Decimal(300), *end, 6)


def test_of_two_earlier_months_there_is_no_band() -> None:
    told = month_end(days(*[10] * 117, first=date(2026, 5, 1)), date(2026, 8, 25))
    assert told is not None
    assert (told.expected, told.low, told.high, told.months) == (Decimal(310), None, None, 2)


AMOUNTS = st.decimals(min_value=0, max_value=10**6, places=2)


@settings(max_examples=50)
@given(
    amounts=st.lists(AMOUNTS, min_size=28, max_size=200),
    factor=st.integers(2, 9),
)
def test_it_grows_with_the_amounts_and_the_band_holds_it(
    amounts: list[Decimal], factor: int
) -> None:
    seen = days(*map(str, amounts))
    last = max(seen)
    once = month_end(seen, last)
    often = month_end({day: each * factor for day, each in seen.items()}, last)
    assert once is not None
    assert often is not None
    assert once.so_far == sum(each for day, each in seen.items() if day >= once.month)
    assert often.so_far == once.so_far * factor
    assert abs(often.expected - once.expected * factor) <= Decimal("0.01") * (1 + often.expected)
    if once.low is not None and once.high is not None:
        assert all(less <= more for less, more in pairwise([once.low, once.expected, once.high]))


@pytest.mark.parametrize("left", [1, 10, 27])
def test_what_has_always_cost_the_same_ends_as_always(left: int) -> None:
    seen = days(*[7] * (365 - left), first=date(2026, 1, 1))
    told = month_end(seen, max(seen))
    assert told is not None
    assert told.expected == told.low == told.high == Decimal(217)
