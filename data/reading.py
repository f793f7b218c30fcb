"""What passes between a source and landing: a reading, its rows, and rows of no use."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from data.records import Record


@dataclass(frozen=True)
class RejectedRow:
    """A row that came but could not be used, kept beside the good ones with the reason."""

    entity: str
    reason: str
    raw: str
    """The row as it came, as text, with no credentials in it."""


@dataclass(frozen=True)
class Select:
    """Rows of one entity that DuckDB reads from files in place, instead of Python.

    `rows` must give the entity's columns by name (order and missing optional ones are free);
    `rejected`, if set, gives two text columns, `reason` and `raw`. Both use `$name` parameters
    only for values; file paths go in `parameters` too. `read` gives one row, one column: how many
    rows of the source came in. Each of the three uses every parameter, and they run in the order
    `rows`, `rejected`, `read` on one connection of their own: a CSV reader leaves the lines that it
    could not split in a temporary table, which the later two read.
    """

    entity: str
    rows: str
    parameters: Mapping[str, Any]
    rejected: str | None = None
    read: str | None = None
    keep_previous: str | None = None
    """A boolean SQL expression over a previously landed row, alias `previous`, and the new rows,
    table `fresh`: where it is true the old row stays (restating whole billing months)."""


@dataclass(frozen=True)
class Reading:
    """What one reading may know: the time, its own last good rows, and how to tell progress."""

    started_at: datetime
    """UTC, aware."""
    previous: Callable[[type[Record]], Sequence[Record]]
    """The rows of an entity that this source landed last, or none."""
    columns: Callable[[Path], Sequence[str]]
    """The column names of a CSV (also gzipped) or Parquet file."""
    previous_start: Callable[[], datetime | None] = field(default=lambda: None)
    """When the reading that brought those rows began, by the clock of then; None: there is none."""
    others: Callable[[type[Record]], Sequence[Record]] = field(default=lambda _: ())
    """The rows of an entity that the other sources of the settings landed last."""
    progress: Callable[[str], None] = field(default=lambda _: None)
    """Takes a short sentence about what is being read now."""
    ask: Callable[[str, Mapping[str, Any]], Sequence[tuple[Any, ...]]] | None = None
    """Runs one SELECT over files in place, for a check that tells more than column names."""

    def reaches_further_back(self) -> bool:
        """Tell whether a window that ends now begins before that of the last reading.

        So it is where the clock ran ahead then: days that only a first reading asks for were not
        asked for, and the last day that it took for whole was not over.
        """
        before = self.previous_start()
        return before is not None and before > self.started_at


class Source(Protocol):
    """What sync needs of a connector; connectors.base.Connector is one."""

    @property
    def name(self) -> str:
        """The source's name, as the settings file has it."""
        ...

    @property
    def kind(self) -> str:
        """The kind of connector."""
        ...

    @property
    def by_hand(self) -> bool:
        """Tell whether people keep these rows in files."""
        ...

    @property
    def simulated(self) -> bool:
        """Tell whether the rows stand for no real thing."""
        ...

    @property
    def after_others(self) -> bool:
        """Tell whether it reads what the others brought, and so comes after them."""
        ...

    def read(self, reading: Reading) -> Iterator[Record | RejectedRow | Select]:
        """Yield every row that the source holds now."""
        ...
