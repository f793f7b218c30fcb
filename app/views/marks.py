"""The marks of a figure, of which a reader picks one to see its rows alone in the table beneath."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from app import text
from app.views.grid import Grid
from app.wording import say

TITLE = 120
"""Characters of a title that a sentence says."""


@dataclass(frozen=True)
class Mark:
    """What may be picked of a figure, by its key in the address."""

    key: str
    """As it came, without any escape; the same in every language."""
    title: str


@dataclass(frozen=True)
class Shown:
    """The table as the pick leaves it."""

    mark: Mark | None
    """None: nothing is picked, or nothing that there is."""
    said: str
    """What is picked and how many rows that is; empty where all are shown."""
    table: Grid


def found(marks: Sequence[Mark], asked: str | None) -> Mark | None:
    """Return the mark that the address asks for; None where there is none of this key."""
    return next((each for each in marks if each.key == asked), None)


def shown(table: Grid, mark: Mark | None) -> Shown:
    """Return the rows of one mark, in their order; all of them without one."""
    if mark is None:
        return Shown(None, "", table)
    kept = only(table, mark.key)
    said = say(
        "Only {mark}: {number} of {rows}",
        mark=mark.title if len(mark.title) <= TITLE else f"{mark.title[: TITLE - 1]}…",
        number=text.number(len(kept.rows)),
        rows=text.count(len(table.rows), "row", "rows"),
    )
    return Shown(mark, said, kept)


def only(table: Grid, key: str) -> Grid:
    """Return the table with the rows that belong to a mark, alone."""
    places = [at for at, marks in enumerate(table.marks) if key in marks]
    return replace(
        table,
        rows=tuple(table.rows[at] for at in places),
        marks=tuple(table.marks[at] for at in places),
    )


def by_name(names: Sequence[str]) -> tuple[Mark, ...]:
    """Return a mark for each name, once, in their order."""
    return once(Mark(name, name) for name in names)


def once(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """Return each mark once, in their order."""
    return tuple(dict.fromkeys(marks))
