"""A table that a reader explores: rows in pages on the page, all of them in the file."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from app import cells, text
from app.wording import say

SHOWN = 20
"""Rows on one page."""


@dataclass(frozen=True)
class Column:
    """One column: its title, and what the drawing does with it."""

    title: str
    kind: str = ""
    """`n` right-aligned, `opt` not on phones."""
    filed: bool = False
    """True: it stands in the file alone."""


@dataclass(frozen=True)
class Cell:
    """What a reader sees, what stands one step away, and what a file has."""

    text: str
    exact: str = ""
    raw: cells.Cell = None
    bad: bool = False
    """It is worse than it should be; the words say so too."""
    link: str = ""
    """A web address that it leads to."""
    model: str = ""
    """The production model whose page it leads to, in the first column."""


@dataclass(frozen=True)
class Grid:
    """A table."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    nothing: str = ""
    """What is said where there is no row; empty: that there is none."""
    marks: tuple[tuple[str, ...], ...] = ()
    """For each row the keys of the figure's marks that it belongs to; empty: no figure has any."""
    by_model: bool = False
    """The first cell of each row names a model, or what stands beside the models."""

    @property
    def pages(self) -> int:
        """How many pages its rows take, at least one."""
        return max(1, -(-len(self.rows) // SHOWN))

    def page(self, number: int) -> tuple[tuple[Cell, ...], ...]:
        """Return the rows of one page, from 1 on."""
        return self.rows[(number - 1) * SHOWN : number * SHOWN]


def leading(view: Grid, models: Collection[str]) -> Grid:
    """Return a table by model from whose rows a reader comes to the pages of these models."""
    if not view.by_model:
        return view
    rows = tuple(
        (replace(first, model=first.text), *others) if first.text in models else (first, *others)
        for first, *others in view.rows
    )
    return replace(view, rows=rows)


def csv_of(grid: Grid) -> bytes:
    """Return every row and column as a CSV file, numbers exact."""
    heads = [column.title for column in grid.columns]
    return cells.csv_file(heads, ([cell.raw for cell in row] for row in grid.rows))


def words(said: str | None, none: str = "", *, bad: bool = False) -> Cell:
    """Return a cell of words; None is `none`, and empty in a file."""
    return Cell(none if said is None else said, raw=said, bad=bad)


def model(name: str, *, linked: bool = True) -> Cell:
    """Return a production model, with the way to its page."""
    return Cell(name, raw=name, model=name if linked else "")


def linked(said: str | None, url: str | None, none: str = "") -> Cell:
    """Return words that lead to where they are from."""
    return Cell(none if said is None else said, raw=said, link=url or "")


def _nothing(none: str | None) -> Cell:
    return Cell(text.unknown() if none is None else none)


def duration(hours: float | None, none: str | None = None) -> Cell:
    """Return how long something took; a file has the exact hours in a column of their own."""
    if hours is None:
        return _nothing(none)
    said = text.duration(hours)
    return Cell(said, say("{hours} hours", hours=text.number(hours, ",.2f")), said)


def money(value: Decimal | None, currency: str, none: str | None = None) -> Cell:
    """Return an amount; the file has the number alone, its currency stands in its own column."""
    if value is None:
        return _nothing(none)
    return Cell(text.amount(value, currency), text.exact_amount(value, currency), value)


def close_money(value: Decimal | None, currency: str, none: str | None = None) -> Cell:
    """Return an amount to four figures, for those that lie close."""
    if value is None:
        return _nothing(none)
    return Cell(text.close_amount(value, currency), text.exact_amount(value, currency), value)


def cents(value: Decimal, currency: str) -> Cell:
    """Return an amount to the cent, as a row of those that are added up."""
    return Cell(text.cents(value, currency), text.exact_amount(value, currency), value)


def difference(value: Decimal | None, currency: str, none: str = "") -> Cell:
    """Return by how much an amount is above (bad) or below another."""
    if value is None:
        return Cell(none)
    exact = text.exact_amount(value, currency)
    return Cell(text.difference(value, currency), exact, value, bad=value > 0)


def price(value: Decimal | None, currency: str, none: str | None = None) -> Cell:
    """Return what one unit costs."""
    if value is None:
        return _nothing(none)
    return Cell(text.price(value, currency), text.exact_amount(value, currency), value)


def number(value: float | None, shown: str | None = None, none: str | None = None) -> Cell:
    """Return a number, as `shown` or with its thousands apart."""
    if value is None:
        return _nothing(none)
    return Cell(shown or text.number(value, ",.0f"), raw=value)


def day(when: date | None, none: str | None = None) -> Cell:
    """Return a day."""
    return _nothing(none) if when is None else Cell(text.day(when), raw=when.isoformat())


def month(when: date) -> Cell:
    """Return a month."""
    return Cell(text.month(when), raw=f"{when:%Y-%m}")


def columns(*heads: str | tuple[str, str]) -> tuple[Column, ...]:
    """Return columns from titles, some with their kind: `(say("Cost"), "n")`.

    The kind `file` stands in files alone.
    """
    return tuple(_column(*((head, "") if isinstance(head, str) else head)) for head in heads)


def _column(title: str, kind: str) -> Column:
    return Column(title, filed=True) if kind == "file" else Column(title, kind)
