"""CSV files: what people and sources typed stays text in a spreadsheet; numbers stay exact."""

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cells import csv_file, text_cell

TEXTS = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"))


def read(file: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline="")))


def test_a_file_has_its_heads_its_texts_and_its_exact_numbers() -> None:
    rows = [
        ["churn", Decimal("1204.330000000001"), 3, 0.5],
        ['a, "b"\nc', Decimal("-9.10"), -1, None],
    ]
    assert read(csv_file(["Model", "USD", "n", "share"], rows)) == [
        ["Model", "USD", "n", "share"],
        ["churn", "1204.330000000001", "3", "0.5"],
        ['a, "b"\nc', "-9.10", "-1", ""],
    ]


def test_small_and_large_amounts_are_written_with_all_their_digits() -> None:
    amounts = [Decimal("1E-12"), Decimal("1E+20")]
    assert read(csv_file(["a", "b"], [amounts]))[1] == ["0.000000000001", "100000000000000000000"]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        "\u00a0=1",
        "\uff1d1+1",
        "\0=1",
    ],
)
def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    assert text_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", " ", "churn", "a=b", "1-2", "'=1", "x@y.example"])
def test_any_other_text_stays_as_it_is(text: str) -> None:
    assert text_cell(text) == text


@given(st.lists(st.lists(TEXTS, min_size=2, max_size=2), max_size=4))
def test_no_cell_begins_as_a_formula_and_no_letter_is_lost(rows: list[list[str]]) -> None:
    found = read(csv_file(["a", "b"], rows))[1:]
    assert len(found) == len(rows)
    for said, got in zip(rows, found, strict=True):
        assert got == [text_cell(text) for text in said]
        assert [cell for cell in got if cell.lstrip()[:1] in ("=", "+", "-", "@")] == []
        for text, cell in zip(said, got, strict=True):
            assert cell in (text, f"'{text}")
