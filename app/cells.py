"""Tables as CSV files that a spreadsheet opens as what they are: text stays text.

A spreadsheet takes a text that begins with `=`, `+`, `-` or `@` for a formula, and runs it. Such a
text gets an apostrophe before it. Numbers are written as they are, exact.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

MIME = "text/csv"
Cell = str | int | float | Decimal | None

_ACTS = frozenset("=+-@\uff1d\uff0b\uff0d\uff20")
"""What begins a formula; in some languages the wide forms do too."""
_BREAKS = frozenset("\t\r\n\0")


def csv_file(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a CSV file with one line of heads; None is an empty cell."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, quoting=csv.QUOTE_MINIMAL)
    writer.writerow([text_cell(head) for head in heads])
    writer.writerows([_written(cell) for cell in row] for row in rows)
    # Spreadsheets tell UTF-8 by the mark at its beginning.
    return file.getvalue().encode("utf-8-sig", "replace")


def text_cell(text: str) -> str:
    """Return a text in which a spreadsheet finds no formula."""
    first = text.lstrip()[:1]
    return f"'{text}" if first in _ACTS or text[:1] in _BREAKS else text


def _written(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case str():
            return text_cell(cell)
        case Decimal():
            return f"{cell:f}"
        case int() | float():
            return str(cell)
