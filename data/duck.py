"""DuckDB as this product uses it: UTC, nothing fetched from a network, errors in one line."""

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
    statements: list[Any] = duckdb.extract_statements(sql)
    named = {name for statement in statements for name in statement.named_parameters}
    return {name: value for name, value in parameters.items() if name in named}


def is_one_select(sql: str) -> bool:
    """Tell whether a text is one statement that only reads."""
    statements: list[Any] = duckdb.extract_statements(sql)
    return [statement.type for statement in statements] == [duckdb.StatementType.SELECT]


def first_line(error: Exception) -> str:
    """Return an error's first line; the following ones may show rows."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
