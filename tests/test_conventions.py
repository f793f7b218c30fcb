"""Numbers, money and days as the reader's country writes them, in English; files alike for all."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import conventions, text
from app.conventions import NEUTRAL, alike_for_all, of

NB = "\u00a0"
DAY = date(2026, 8, 14)


@contextmanager
def read_in(tag: str | None) -> Iterator[None]:
    conventions.listen(lambda: tag)
    try:
        yield
    finally:
        conventions.listen(lambda: None)


@pytest.mark.parametrize(
    ("tag", "rounded", "exact", "number", "day", "span"),
    [
        (None, "$118k", "$1,234,567.50", "12,345", "14 Aug 2026", "14 to 30 Aug 2026"),
        ("en", "$118k", "$1,234,567.50", "12,345", "14 Aug 2026", "14 to 30 Aug 2026"),
        ("en-US", "$118k", "$1,234,567.50", "12,345", "Aug 14, 2026", "Aug 14 to Aug 30, 2026"),
        ("en-CA", "US$118k", "US$1,234,567.50", "12,345", "Aug 14, 2026", "Aug 14 to Aug 30, 2026"),
        ("de-DE", f"118k{NB}$", f"1.234.567,50{NB}$", "12.345", "14 Aug 2026", "14 to 30 Aug 2026"),
        ("de-CH", f"${NB}118k", f"${NB}1'234'567.50", "12'345", "14 Aug 2026", "14 to 30 Aug 2026"),
        ("en-IN", "$118k", "$12,34,567.50", "12,345", "14 Aug 2026", "14 to 30 Aug 2026"),
        (
            *("fr-FR", f"118k{NB}$US", f"1\u202f234\u202f567,50{NB}$US", "12\u202f345"),
            *("14 Aug 2026", "14 to 30 Aug 2026"),
        ),
        (
            *("he-IL", f"118k{NB}$", f"1,234,567.50{NB}$", "12,345"),
            *("14 Aug 2026", "14 to 30 Aug 2026"),
        ),
        ("tlh-XX\n", "$118k", "$1,234,567.50", "12,345", "14 Aug 2026", "14 to 30 Aug 2026"),
    ],
)
def test_a_reader_sees_the_signs_of_their_country(
    tag: str | None, rounded: str, exact: str, number: str, day: str, span: str
) -> None:
    with read_in(tag):
        said = (
            text.amount(Decimal(118_204), "USD"),
            text.exact_amount(Decimal("1234567.5"), "USD"),
            text.number(12345),
            text.day(DAY),
            text.days(DAY, date(2026, 8, 30)),
        )
    assert said == (rounded, exact, number, day, span)


def test_a_currency_without_a_sign_is_named_apart_from_its_amount() -> None:
    with read_in("en-US"):
        assert text.amount(Decimal(7), "CHF") == f"CHF{NB}7.00"
        assert text.amount(Decimal(-7), "CHF") == f"{text.MINUS}CHF{NB}7.00"
    with read_in("de-DE"):
        assert text.amount(Decimal("-7.25"), "CHF") == f"{text.MINUS}7,25{NB}CHF"


def test_files_are_written_alike_whoever_asks_for_them() -> None:
    with read_in("de-DE"), alike_for_all():
        assert text.exact_amount(Decimal("1234.5"), "EUR") == "€1,234.50"
    with read_in("de-DE"):
        assert text.exact_amount(Decimal("1234.5"), "EUR") == f"1.234,50{NB}€"


@given(st.integers(0, 10**15))
def test_grouping_in_any_country_keeps_every_digit(value: int) -> None:
    for tag in ("en-IN", "de-DE", "fr-FR", "sv-SE"):
        shown = of(tag).number(f"{value:,}")
        assert "".join(filter(str.isdigit, shown)) == str(value)


@given(st.text(max_size=20))
def test_no_locale_that_a_browser_names_breaks_a_page(tag: str) -> None:
    assert of(tag).number("1,234.5").count("5") == 1


def test_what_is_not_known_is_written_neutrally() -> None:
    assert of("../../etc/passwd") is of("xx-YY") is NEUTRAL
