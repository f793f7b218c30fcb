"""One generation opened for reading, locked, with what people wrote beside it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from data import duck
from data.errors import StorageError
from data.landing_schema import quoted
from data.warehouse_build import ENDING
from data.warehouse_written import SHADOWS, STANDING, WRITTEN, shadow, written_table


class Generation:
    """A generation, read-only, and tables of answers as of one or more moments.

    Its methods must not run at the same time; the cursors that `enter` gives may.
    """

    def __init__(self, folder: Path, name: str, query_seconds: float) -> None:
        """Open a generation.

        Raises:
            StorageError: its file is missing or damaged.
        """
        self.name = name
        self._readers: Counter[int] = Counter()
        self._latest: int | None = None
        self._retired = False
        self._tables: dict[str, Any] = {}
        self._stamps: dict[str, int] = {}
        try:
            self._connection = _open(folder / f"{name}{ENDING}", query_seconds)
        except duckdb.Error as error:
            raise StorageError(
                f"{folder / name}{ENDING} cannot be read ({duck.first_line(error)}): "
                "sync again to build a new generation"
            ) from error
        self._shadowed = _relations(self._connection).issuperset(STANDING)

    def has_answers(self, version: int) -> bool:
        """Tell whether the newest answers here are those of this version."""
        return self._latest == version

    def set_answers(self, version: int, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        """Put the answers of a version beside the generation; older ones stay while read."""
        with self._connection.cursor() as cursor:
            cursor.execute(f"create schema if not exists {_schema(version)}")
            for name in WRITTEN:
                table = written_table(name, rows.get(name, ()))
                if table != self._tables.get(name):
                    self._tables[name], self._stamps[name] = table, version
                cursor.register("incoming", table)
                cursor.execute(
                    f"create or replace table {_schema(version)}.{name} "  # noqa: S608
                    "as select * from incoming"
                )
                cursor.unregister("incoming")
            if self._shadowed:
                _cast_shadows(cursor, _schema(version))
        before, self._latest = self._latest, version
        if before is not None:
            self._drop_if_unread(before)

    def stamps(self) -> dict[str, int]:
        """Return by written table the version in which the newest rows of it came here."""
        return dict(self._stamps)

    def enter(self, version: int) -> Any:
        """Return a cursor that sees the generation and the answers of a version, by bare names."""
        cursor = self._connection.cursor()
        cursor.execute(f"set search_path = '{_schema(version)},main'")
        self._readers[version] += 1
        return cursor

    def leave(self, version: int) -> None:
        """Say that a cursor is done; a retired generation closes after its last one."""
        self._readers[version] -= 1
        self._drop_if_unread(version)
        self._close_if_unread()

    def retire(self) -> None:
        """Close as soon as nobody reads here any more."""
        self._retired = True
        self._close_if_unread()

    def _drop_if_unread(self, version: int) -> None:
        if version != self._latest and not self._readers[version]:
            with self._connection.cursor() as cursor:
                cursor.execute(f"drop schema if exists {_schema(version)} cascade")

    def _close_if_unread(self) -> None:
        if self._retired and not self._readers.total():
            self._connection.close()


def _open(file: Path, query_seconds: float) -> Any:
    connection = duck.connect()
    try:
        connection.execute(f"attach '{str(file).replace(chr(39), chr(39) * 2)}' as gen (read_only)")
        tables = connection.execute(
            "select schema_name, table_name from duckdb_tables() where database_name = 'gen'"
        ).fetchall()
        for schema in {schema for schema, _ in tables} - {"main"}:
            connection.execute(f"create schema {quoted(schema)}")
        for schema, table in tables:
            place = f"{quoted(schema)}.{quoted(table)}"
            # Cursors do not inherit USE, so each table stands in the main database as a view.
            connection.execute(f"create view {place} as select * from gen.{place}")  # noqa: S608
        connection.execute("set enable_external_access = false")
        connection.execute(f"set global max_execution_time = {int(query_seconds * 1000)}")
        connection.execute("set lock_configuration = true")
    except BaseException:
        connection.close()
        raise
    return connection


def _relations(connection: Any) -> set[str]:
    found = connection.execute(
        "select table_name from duckdb_tables() "
        "where database_name = 'gen' and schema_name = 'main'"
    ).fetchall()
    return {name for (name,) in found}


def _cast_shadows(cursor: Any, schema: str) -> None:
    """Let the names of some relations stand for them with what was written in the app added."""
    cursor.execute(f"set search_path = '{schema},main'")
    try:
        for name in SHADOWS:
            cursor.execute(f"create or replace view {schema}.{name} as {shadow(name)}")
    except duckdb.Error as error:
        raise StorageError(
            f"what was stated in the app cannot stand beside this generation "
            f"({duck.first_line(error)}): sync again, so that it fits this version"
        ) from error


def _schema(version: int) -> str:
    return f"answers_{version}"
