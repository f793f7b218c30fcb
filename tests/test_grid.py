"""Tables to explore: pages of rows, a drawing that is safe, and a file that is exact."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import scorecards

from app.charts.grid import grid as drawing
from app.views import grid
from app.views.grid import Cell, Column, Grid, csv_of

HEADS = grid.columns("Model", ("Currency", "file"), ("Cost", "n"), ("Owner", "opt"))


def rows(count: int) -> Grid:
    made = tuple(
        (grid.words(f"m{at}"), grid.words("USD"), grid.money(Decimal(at), "USD"), grid.words("ana"))
        for at in range(count)
    )
    return Grid("Models", HEADS, made)


def test_columns_are_written_short() -> None:
    assert grid.columns("Model", ("Currency", "file"), ("Cost", "n"), ("Owner", "opt")) == (
        Column("Model"),
        Column("Currency", filed=True),
        Column("Cost", "n"),
        Column("Owner", "opt"),
    )


def test_cells_say_what_is_read_and_keep_what_is_filed() -> None:
    assert grid.words(None, "unknown") == Cell("unknown")
    assert grid.money(Decimal("1204.5"), "USD") == Cell("$1.2k", "$1,204.50", Decimal("1204.5"))
    assert grid.money(None, "USD") == Cell("unknown")
    assert grid.difference(Decimal(-3), "EUR") == Cell("\u2212€3.00", "\u2212€3.00", Decimal(-3))
    assert grid.difference(Decimal(3000), "EUR").bad
    assert grid.price(Decimal("0.667"), "USD").text == "$0.667"
    assert grid.number(1204.0) == Cell("1,204", raw=1204.0)
    assert grid.day(date(2026, 11, 3)) == Cell("3 Nov 2026", raw="2026-11-03")
    assert grid.month(date(2026, 11, 1)) == Cell("Nov 2026", raw="2026-11")


def test_a_table_has_as_many_pages_as_its_rows_take() -> None:
    assert [rows(count).pages for count in (0, 1, 20, 21, 5000)] == [1, 1, 1, 2, 250]
    assert [row[0].text for row in rows(21).page(2)] == ["m20"]
    assert drawing(rows(5000), 250).count("<tr>") == 21


def test_a_table_without_rows_says_so() -> None:
    assert drawing(rows(0)) == '<p class="nothing">There is no row to show.</p>'


def test_the_drawing_leaves_out_what_only_the_file_has() -> None:
    drawn = drawing(rows(1))
    assert "Currency" not in drawn
    assert '<td class="n"><span title="$0.00">$0</span></td>' in drawn


def test_the_file_has_every_row_and_column_exact_and_nothing_that_runs() -> None:
    hostile = (
        grid.words('=HYPERLINK("http://x.example")'),
        grid.words("USD"),
        grid.money(Decimal("-0.000000000001"), "USD"),
        grid.words(None, "unknown"),
    )
    view = Grid("Models", HEADS, (hostile, *rows(25).rows))
    lines = csv_of(view).decode("utf-8-sig").splitlines()
    assert lines[:3] == [
        "Model,Currency,Cost,Owner",
        '"\'=HYPERLINK(""http://x.example"")",USD,-0.000000000001,',
        "m0,USD,0,ana",
    ]
    assert len(lines) == 27


def test_what_people_typed_is_no_markup() -> None:
    typed = (grid.words(scorecards.HOSTILE),) * 4
    drawn = drawing(Grid(scorecards.HOSTILE, HEADS, (typed,)))
    assert "<script" not in drawn
    assert "<img" not in drawn


def test_a_table_by_model_leads_to_the_pages_of_the_models_that_have_one() -> None:
    row = (grid.words("churn"), grid.number(1))
    both = (row, (grid.words("Everything else"),))
    view = Grid("Cost", grid.columns("Model", ("Cost", "n")), both, by_model=True)
    led = grid.leading(view, {"churn"})
    assert [first.model for first, *_ in led.rows] == ["churn", ""]
    by_provider = replace(view, by_model=False)
    assert grid.leading(by_provider, {"churn"}) == by_provider
