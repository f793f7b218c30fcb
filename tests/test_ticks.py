"""What stands along the axes of the figures reads as the texts beside them do."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest

from app.conventions import of, written_as
from app.text import MINUS, NO_BREAK
from app.ui import ticks
from app.ui.ticks import Ticks

GERMAN = of("de-DE")


def words(found: Ticks) -> list[str]:
    return [word.replace(NO_BREAK, " ").replace(MINUS, "-") for word in found.words]


@pytest.mark.parametrize(
    ("values", "read"),
    [
        ([1_023_000.0, None], ["$0", "$200k", "$400k", "$600k", "$800k", "$1.0m"]),
        ([33_000.0, 12_000.0], ["$0", "$10.0k", "$20.0k", "$30.0k"]),
        ([7.0], ["$0", "$2.00", "$4.00", "$6.00"]),
        ([0.029], ["$0", "$0.005", "$0.01", "$0.015", "$0.02", "$0.025"]),
        ([-15_000.0, 72_700.0], ["$0", "$20.0k", "$40.0k", "$60.0k"]),
        ([-3_000.0], ["-$3.0k", "-$2.5k", "-$2.0k", "-$1.5k", "-$1.0k", "-$500", "$0"]),
        ([], ["$0"]),
        ([None, 0.0], ["$0"]),
    ],
)
def test_an_axis_of_money_has_0_and_round_amounts_at_equal_steps(
    values: list[float | None], read: list[str]
) -> None:
    found = ticks.even(values, ticks.amount("USD"), ticks.UP)
    assert words(found) == read


def test_an_axis_reads_as_whoever_reads_writes_numbers_and_money() -> None:
    with written_as(GERMAN):
        money = ticks.even([1_023_000.0], ticks.amount("USD"), ticks.UP)
        above = ticks.even([-250.0, 1_900.0], ticks.difference("EUR"))
        prices = ticks.powers([0.6, 4.0], ticks.price("EUR"))
        hours = ticks.even([1_512.0], ticks.hours)
        number = ticks.even([2_600.0], ticks.count, ticks.UP)
    assert words(money) == ["0 $", "200k $", "400k $", "600k $", "800k $", "1,0m $"]
    assert money.values == (0.0, 200_000.0, 400_000.0, 600_000.0, 800_000.0, 1_000_000.0)
    assert words(above) == ["0 €", "+500 €", "+1,0k €", "+1,5k €"]
    assert words(prices) == ["0,500 €", "1,00 €", "2,00 €", "5,00 €"]
    assert words(hours) == ["0 h", "500 h", "1.000 h", "1.500 h"]
    assert words(number) == ["0", "500", "1.000", "1.500", "2.000", "2.500"]


def test_a_scale_of_powers_has_1_2_and_5_of_each_that_is_reached() -> None:
    found = ticks.powers([4.0, 130.0], ticks.price("USD"))
    assert found == Ticks(
        (2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0),
        ("$2.00", "$5.00", "$10.0", "$20.0", "$50.0", "$100", "$200"),
    )
    assert ticks.powers([], ticks.amount("USD")).words == ("$1.00", "$2.00")


@pytest.mark.parametrize("word", [ticks.amount("USD"), ticks.count, ticks.hours, ticks.share])
def test_no_two_places_of_an_axis_read_alike(word: Callable[[Decimal], str]) -> None:
    for most in (1, 1.4, 3, 7, 12, 59, 104, 999, 1_001, 48_123, 999_999, 12_345_678):
        for steps in (ticks.ACROSS, ticks.UP):
            found = ticks.even([float(most)], word, steps)
            assert len(set(found.words)) == len(found.words) <= steps + 1, found
            assert float(found.values[-1]) <= most


def test_shares_of_an_axis_are_whole_or_to_a_tenth_of_a_percent() -> None:
    whole = words(ticks.even([1.0], ticks.share))
    assert whole == ["0 %", "20 %", "40 %", "60 %", "80 %", "100 %"]
    assert words(ticks.even([0.012], ticks.share)) == ["0 %", "0.5 %", "1 %"]


def test_stacked_bars_reach_as_far_up_and_down_as_their_parts_do_together() -> None:
    assert ticks.stacked([3.0, -1.0], [2.0, 4.0], [-0.5, -2.0]) == [5.0, 4.0, -0.5, -3.0]
    assert ticks.stacked() == []


def test_a_month_has_the_days_of_its_weeks_and_says_its_year_once() -> None:
    assert ticks.days(date(2026, 11, 1), date(2026, 11, 30)) == Ticks(
        ("2026-11-01", "2026-11-08", "2026-11-15", "2026-11-22", "2026-11-29"),
        ("1 Nov<br>2026", "8 Nov", "15 Nov", "22 Nov", "29 Nov"),
    )


def test_days_of_an_axis_read_as_whoever_reads_writes_days() -> None:
    with written_as(of("en-US")):
        found = ticks.days(date(2026, 12, 28), date(2027, 1, 6))
    assert found.words == ("Dec 28<br>2026", "Dec 30", "Jan 1<br>2027", "Jan 3", "Jan 5")


@pytest.mark.parametrize(
    ("first", "last", "read"),
    [
        (date(2026, 11, 1), date(2026, 11, 1), ("1 Nov<br>2026",)),
        (date(2026, 11, 20), date(2027, 2, 20), ("Dec<br>2026", "Jan<br>2027", "Feb")),
        (date(2026, 1, 26), date(2026, 10, 18), ("Mar<br>2026", "May", "Jul", "Sep")),
        (date(2025, 9, 28), date(2027, 1, 24), ("Jan<br>2026", "Jul", "Jan<br>2027")),
        (
            *(date(2017, 5, 1), date(2026, 5, 1)),
            ("Jan<br>2018", "Jan<br>2020", "Jan<br>2022", "Jan<br>2024", "Jan<br>2026"),
        ),
    ],
)
def test_many_days_have_first_days_of_months(
    first: date, last: date, read: tuple[str, ...]
) -> None:
    assert ticks.days(first, last).words == read


def test_days_of_an_axis_lie_within_it_and_fit_beside_each_other() -> None:
    first = date(2025, 12, 17)
    for span in range(4000):
        found = ticks.days(first, first + timedelta(days=span))
        assert 1 <= len(found.words) <= ticks.ACROSS + 1, span
        assert str(first) <= str(found.values[0]), span
        assert str(found.values[-1]) <= str(first + timedelta(days=span)), span
