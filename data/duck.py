"""DuckDB as this product uses it: UTC, nothing fetched from a network, errors in one line."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb


def connect(
    database: str = ":memory:", *, spill: Path | None = None, read_only: bool = False
) -> Any:
    """Open a database; `spill` is where a query that outgrows the memory may write."""
    settings: dict[str, Any] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        **({"temp_directory": str(spill)} if spill else {}),
    }
    connection = duckdb.connect(database, read_only=read_only, config=settings)
    connection.execute("set global TimeZone = 'UTC'")
    return connection


def used(sql: str, parameters: dict[str, Any]) -> dict[str, Any]:
    """Return those of the parameters that a statement names: DuckDB refuses the others."""
    named = _parsed(sql)[1]
    return {name: value for name, value in parameters.items() if name in named}


def is_one_select(sql: str) -> bool:
    """Tell whether a text is one statement that only reads."""
    return _parsed(sql)[0] == (duckdb.StatementType.SELECT,)


@lru_cache(maxsize=1024)
def _parsed(sql: str) -> tuple[tuple[Any, ...], frozenset[str]]:
    """Return the kinds of the statements in a text, and the parameters that they name."""
    statements: list[Any] = duckdb.extract_statements(sql)
    named = frozenset(name for each in statements for name in each.named_parameters)
    return tuple(each.type for each in statements), named


def first_line(error: Exception) -> str:
    """Return an error's first line; the following ones may show rows."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
