"""Words for numbers: rounded for the eye, never to a different fact."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import text
from assessments.scoring import Agreement, Verdict
from data.written import SyncRun

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NB = "\u00a0"


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("0", "$0"),
        ("0.004", "$0.00"),
        ("4.2", "$4.20"),
        ("842.4", "$842"),
        ("999.5", "$1.0k"),
        ("31204.55", "$31.2k"),
        ("118204.33", "$118k"),
        ("999950", "$1.0m"),
        ("1234567890123", "$1,235bn"),
        ("-12.5", "\u2212$13"),
    ],
)
def test_an_amount_is_rounded_for_the_eye(amount: str, shown: str) -> None:
    assert text.money({"USD": Decimal(amount)}) == shown


def test_currencies_are_named_one_by_one_and_never_summed() -> None:
    amounts = {"USD": Decimal(1200000), "EUR": Decimal("40000.125"), "CHF": Decimal(7)}
    assert text.money(amounts) == f"CHF{NB}7.00 + €40.0k + $1.2m"
    assert text.exact_money(amounts) == f"CHF{NB}7.00 + €40,000.125 + $1,200,000.00"


def test_an_exact_amount_keeps_every_digit_and_no_trailing_zeros() -> None:
    assert text.exact_amount(Decimal("118204.330000000000"), "USD") == "$118,204.33"
    assert text.exact_amount(Decimal("-0.123456789012"), "USD") == "\u2212$0.123456789012"
    assert text.exact_amount(Decimal("1E+9"), "USD") == "$1,000,000,000.00"


def test_no_amount_is_unknown_and_not_nothing() -> None:
    assert text.money({}) == "unknown"
    assert text.exact_money({}, none="none found") == "none found"


@pytest.mark.parametrize(
    ("part", "shown"),
    [
        (None, "unknown"),
        (0, f"0{NB}%"),
        (0.001, f"under 1{NB}%"),
        (0.005, f"1{NB}%"),
        (0.415, f"42{NB}%"),
        (0.994, f"99{NB}%"),
        (0.9999, f"over 99{NB}%"),
        (1, f"100{NB}%"),
    ],
)
def test_a_share_never_reads_as_all_or_nothing_when_it_is_not(
    part: float | None, shown: str
) -> None:
    assert text.share(part) == shown


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        ((200, 44, 48), ("69", "15", "16")),
        ((1, 1, 1), ("34", "33", "33")),
        ((7, 0, 0), ("100", "0", "0")),
        ((997, 3), ("over 99", "under 1")),
        ((Decimal("0.5"), Decimal("99.5")), ("under 1", "over 99")),
    ],
)
def test_parts_of_a_whole_are_rounded_so_that_they_add_up(
    parts: tuple[float, ...], shown: tuple[str, ...]
) -> None:
    assert text.shares(parts) == tuple(f"{each}{NB}%" for each in shown)


def test_parts_of_nothing_and_parts_with_credits_are_unknown() -> None:
    assert text.shares((0, 0)) == text.shares((5, -1)) == ("unknown", "unknown")
    assert text.shares(()) == ()


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=9).filter(any))
def test_what_is_read_of_parts_adds_up_and_is_never_a_whole_percent_off(parts: list[int]) -> None:
    said = text.shares(parts)
    numbers = [int(re.sub(r"\D", "", each)) for each in said]
    plain = [n for n, each in zip(numbers, said, strict=True) if each[0].isdigit()]
    if len(plain) == len(said):
        assert sum(numbers) == 100
    else:  # what is some is never 0 %, what is not all never 100 %
        assert sum(plain) in {0, 100}
    for part, number, each in zip(parts, numbers, said, strict=True):
        assert abs(part * 100 / sum(parts) - number) < 1
        assert (part == 0) == (each == f"0{NB}%")
        assert (part == sum(parts)) == (each == f"100{NB}%")


@given(st.lists(st.integers(0, 999), min_size=2, max_size=5).filter(any), st.randoms())
def test_the_order_of_parts_changes_no_share_of_unequal_ones(parts: list[int], any: Random) -> None:
    parts = sorted(set(parts))
    mixed = any.sample(parts, len(parts))
    told = dict(zip(parts, text.shares(parts), strict=True))
    assert dict(zip(mixed, text.shares(mixed), strict=True)) == told


def test_counts_and_lists_read_as_english() -> None:
    assert text.count(1, "model", "models") == "1 model"
    assert text.count(1204, "row", "rows") == "1,204 rows"
    assert text.listed(["a"]) == "a"
    assert text.listed(["a", "b", "c"]) == "a, b and c"
    assert text.either(["a"]) == "a"
    assert text.either(["a", "b", "c"]) == "a, b or c"
    assert [text.in_words(number) for number in (0, 2, 10, 11)] == ["no", "two", "ten", "11"]
    assert [text.file_size(size) for size in (1, 84_000, 2_100_000)] == [
        *("1 byte", "84 kB", "2.1 MB"),
    ]


@pytest.mark.parametrize(
    ("ago", "shown"),
    [
        (timedelta(seconds=-30), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=12), "12 minutes ago"),
        (timedelta(hours=47), "47 hours ago"),
        (timedelta(days=9), "9 days ago"),
    ],
)
def test_an_age_is_told_in_the_unit_that_a_person_would_use(ago: timedelta, shown: str) -> None:
    assert text.age(NOW - ago, NOW) == shown


def test_what_never_happened_has_no_age_and_no_date() -> None:
    assert text.age(None, NOW) == "never"
    assert text.day(None) == text.moment(None) == text.days(None, None) == "unknown"


def test_days_are_told_as_briefly_as_they_can_be() -> None:
    assert text.days(date(2026, 10, 1), date(2026, 10, 30)) == "1 to 30 Oct 2026"
    assert text.days(date(2026, 10, 24), date(2026, 11, 22)) == "24 Oct to 22 Nov 2026"
    assert text.days(date(2025, 12, 15), date(2026, 1, 13)) == "15 Dec 2025 to 13 Jan 2026"
    assert text.moment(NOW) == "23 Nov 2026, 09:00 UTC"


def test_an_effort_is_told_in_working_days_rounded_for_the_eye() -> None:
    assert [text.working_days(value) for value in (0, 0.1, 0.3, 0.96, 1, 3.75, 10, 40.5, 1240)] == [
        *("0 days", "0.1 days", "0.3 days", "1 day", "1 day", "3.8 days", "10 days", "41 days"),
        "1,240 days",
    ]


def test_hours_and_durations_are_told_in_fitting_units() -> None:
    assert [text.hours(value) for value in (None, 0, 0.01, 4.5, 42.5, 1212)] == [
        *("unknown", f"0{NB}h", f"under 0.1{NB}h", f"4.5{NB}h", f"43{NB}h", f"1,212{NB}h"),
    ]
    assert [text.duration(value) for value in (None, 0.63, 4.5, 29, 288)] == [
        *("unknown", f"38{NB}min", f"4.5{NB}h", f"29{NB}h", "12 days"),
    ]


def test_levels_and_bands_carry_their_word() -> None:
    assert [text.level(each) for each in (1, 2, 3, 4, 5, None)] == [
        *("1 Absent", "2 Recorded", "3 Working", "4 Measured", "5 Enforced", "unknown"),
    ]
    assert (text.level_word(4), text.level_word(None)) == ("Measured", "unknown")
    assert (text.band(2, 4), text.band(3, 3)) == ("2 to 4", "3")


def test_every_verdict_has_a_group_and_unknown_is_never_red() -> None:
    assert {verdict: text.verdict_group(verdict) for verdict in Verdict} == {
        Verdict.CONFIRMED: "confirmed",
        Verdict.UNDERSTATED: "confirmed",
        Verdict.UNPROVEN: "unproven",
        Verdict.CLAIM_ONLY: "unproven",
        Verdict.CONTRADICTED: "contradicted",
        Verdict.UNCLAIMED: "unknown",
        Verdict.NOT_ASSESSED: "unknown",
        Verdict.NOT_APPLICABLE: "unknown",
    }
    assert text.verdict(Verdict.CLAIM_ONLY) == "claim only"


def test_agreement_and_choices_are_clauses() -> None:
    assert [text.agreement(each) for each in Agreement] == [
        "one respondent",
        "the respondents agree",
        "the respondents disagree",
        "nobody could say",
        "nobody has answered",
    ]
    assert [text.choice(each) for each in (4, "dont_know", "not_applicable", "withdrawn")] == [
        *("4 Measured", "don't know", "does not apply", "taken back"),
    ]


def test_a_sync_line_names_the_source_its_rows_and_its_error() -> None:
    run = SyncRun(
        *("run-1", "pagerduty", "pagerduty", NOW, NOW + timedelta(seconds=4.2), "failed"),
        *(20, 0, 3, "auth", "PagerDuty answered 401"),
    )
    assert text.sync_line(run) == (
        "pagerduty      failed      0 rows landed, 3 rejected, 4.2 s: PagerDuty answered 401"
    )


def test_the_price_of_one_unit_has_three_figures() -> None:
    prices = ["0.66655", "2.0774", "126.4", "1204.5", "0.0000123", "-0.5", "0"]
    assert [text.price(Decimal(each), "USD") for each in prices] == [
        "$0.667", "$2.08", "$126", "$1,205", "$0.0000123", "\u2212$0.500", "$0.00",
    ]  # fmt: skip
    assert text.price(None, "USD") == "unknown"


def test_a_difference_says_above_or_below() -> None:
    assert [text.difference(Decimal(each), "EUR") for each in ("3200", "-842", "0")] == [
        "+€3.2k", "\u2212€842", "€0",
    ]  # fmt: skip
    assert [text.change(each) for each in (0.124, -0.03, 0.001, -0.001, 12.0, None)] == [
        "+12\u00a0%", "\u22123\u00a0%", "0\u00a0%", "0\u00a0%", "+1,200\u00a0%", "unknown",
    ]  # fmt: skip


def test_amounts_that_lie_close_are_told_apart() -> None:
    amounts = ["1023456.7", "991470", "12345", "999999.9", "842.4", "3.456", "-1023456", "0"]
    assert [text.close_amount(Decimal(each), "USD") for each in amounts] == [
        *("$1.023m", "$991.5k", "$12.35k", "$1.000m", "$842", "$3.46"),
        *("\u2212$1.023m", "$0"),
    ]


def test_rows_that_are_added_by_eye_are_told_to_the_cent() -> None:
    amounts = ["3512.404", "0.005", "0.00412", "-12.5", "0", "1204000"]
    assert [text.cents(Decimal(each), "USD") for each in amounts] == [
        *("$3,512.40", "$0.01", "$0.00412", "\u2212$12.50", "$0.00", "$1,204,000.00"),
    ]


def test_a_close_price_and_a_close_share_have_one_figure_more() -> None:
    prices = [Decimal("82.8372"), Decimal("0.66655"), None]
    assert [text.close_price(each, "USD") for each in prices] == ["$82.84", "$0.6666", "unknown"]
    shares = [Decimal("0.92734"), Decimal(0), Decimal(1), None]
    assert [text.close_share(each) for each in shares] == [
        *(f"92.7{NB}%", f"0.0{NB}%", f"100.0{NB}%", "unknown"),
    ]


def test_what_was_measured_is_never_told_by_its_power_of_ten() -> None:
    values = [18750.0, 26200, 0.82134, 0.00001234, 12345.67, -4.0, 9.978]
    assert [text.measured(each) for each in values] == [
        *("18,750", "26,200", "0.8213", "0.00001234", "12,346", "-4", "9.978"),
    ]
