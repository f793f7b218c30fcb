"""The named queries beside the probes: what the scorecard and the model's page read."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

Rows = Callable[[str, Mapping[str, Any]], list[dict[str, Any]]]
"""Runs a SELECT with named parameters on the current generation."""

_ROOM = Path(__file__).parent


def run(rows: Rows, name: str, **parameters: object) -> list[dict[str, Any]]:
    """Return the rows of a query by its folder and name: `portfolio/money`, `stories/owners`."""
    return run_text(rows, load(name), **parameters)


def run_text(rows: Rows, sql: str, **parameters: object) -> list[dict[str, Any]]:
    """Return the rows of a SELECT, given those of the parameters that it names."""
    return rows(sql, {key: value for key, value in parameters.items() if f"${key}" in sql})


@cache
def load(name: str) -> str:
    """Return the text of a query by its folder and name."""
    return (_ROOM / f"{name}.sql").read_text(encoding="utf-8")


def naive(moment: datetime) -> datetime:
    """Return an aware time as the warehouse has it: UTC without a zone."""
    return moment.astimezone(UTC).replace(tzinfo=None)


def aware(moment: datetime) -> datetime:
    """Return a time of the warehouse as everything else has it: UTC with its zone."""
    return moment if moment.tzinfo is UTC else moment.replace(tzinfo=UTC)
