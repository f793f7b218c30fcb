"""How models are taken back: recoveries, returns that were tried, and incidents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from assessments import queries
from assessments.queries import Rows, aware, naive
from assessments.rolling_back.values import Incident, Recovery, Return

RowType = TypeVar("RowType")
Models = Sequence[str] | None
"""The models that are picked; None: all."""


@dataclass(frozen=True)
class RollingBack:
    """What is on record at one moment, asked part by part."""

    rows: Rows
    now: datetime

    def recoveries(self, models: Models = None) -> tuple[Recovery, ...]:
        """Return the recoveries of the last 365 days, newest first."""
        return self._told(Recovery, "recoveries", models)

    def returns(self, models: Models = None) -> tuple[Return, ...]:
        """Return every time that going back was tried, newest first."""
        return self._told(Return, "returns", models)

    def incidents(self, models: Models = None) -> tuple[Incident, ...]:
        """Return the incidents of the last 365 days, the longest first.

        Those that found no model are among them only where no models are picked.
        """
        return self._told(Incident, "incidents", models)

    def brought(self) -> frozenset[str]:
        """Return the entities that some connected source brings."""
        found = queries.run(self.rows, "portfolio/landed_entities")
        return frozenset(row["entity"] for row in found)

    def _told(self, row_type: type[RowType], query: str, models: Models) -> tuple[RowType, ...]:
        found = queries.run(
            self.rows,
            f"rolling_back/{query}",
            now=naive(self.now),
            models=None if models is None else list(models),
        )
        return tuple(
            row_type(**{name: _as_told(value) for name, value in row.items()}) for row in found
        )


def _as_told(value: Any) -> Any:
    """Give a value as pages have it: times aware, lists as tuples."""
    if isinstance(value, datetime):
        return aware(value)
    return tuple(value) if isinstance(value, list) else value
