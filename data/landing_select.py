"""Runs a Select over files in place, and holds every row of it against its landing contract."""

import csv
import gzip
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from pydantic_core import PydanticUndefined

from data import duck
from data.errors import BadPayload, StorageError
from data.folders import mend
from data.landing_schema import Column, arrow_schema, columns, quoted
from data.reading import Select
from data.records import Record

REJECTED = pa.schema([("entity", pa.string()), ("reason", pa.string()), ("raw", pa.string())])


def run_select(connection: Any, record: type[Record], select: Select, good: Path, bad: Path) -> int:
    """Write a Select's rows to two Parquet files and return how many rows came in.

    Raises:
        BadPayload: the files, or the Select itself, are not what the contract wants.
        StorageError: the home folder cannot be written.
    """
    try:
        _bring(connection, select.rows, dict(select.parameters))
        _judge(connection, record)
        write(connection, good, _good_rows(record))
        write(connection, bad, *_bad_rows(select))
        return _count_read(connection, select, bad)
    except duckdb.InterruptException:
        raise
    except duckdb.Error as error:
        if "No space left on device" in str(error):
            raise StorageError(f"the landing folder {good.parent} {mend(error)}") from error
        raise BadPayload(
            f"the files for {select.entity} cannot be read: {duck.first_line(error)}"
        ) from error


def write(
    connection: Any, file: Path, query: str, parameters: Mapping[str, Any] | None = None
) -> None:
    """Write what a query gives to a Parquet file."""
    connection.execute(
        f"copy ({query}) to '{_escaped(str(file))}' (format parquet, compression zstd)",
        dict(parameters or {}),
    )


def ask(sql: str, parameters: Mapping[str, Any]) -> Sequence[tuple[Any, ...]]:
    """Return the rows of one SELECT over files in place.

    Raises:
        BadPayload: they cannot be read so.
    """
    try:
        with duck.connect() as connection:
            rows = connection.execute(sql, duck.used(sql, dict(parameters))).fetchall()
    except duckdb.Error as error:
        raise BadPayload(f"the files cannot be read: {duck.first_line(error)}") from error
    return [tuple(row) for row in rows]


def column_names(path: Path) -> Sequence[str]:
    """Return the column names of a CSV (also gzipped) or Parquet file, as they stand there.

    Raises:
        BadPayload: it is no such file.
    """
    try:
        if path.name.lower().endswith(".parquet"):
            return list(pq.read_schema(path).names)
        with _opened(path) as text:
            return next(csv.reader(text), [])
    except (OSError, EOFError, UnicodeDecodeError, csv.Error, pa.ArrowException) as error:
        raise BadPayload(
            f"{path}: its columns cannot be read ({duck.first_line(error)}): "
            "export it again as CSV, CSV.gz or Parquet"
        ) from error


def _opened(path: Path) -> Any:
    if path.name.lower().endswith(".gz"):
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def _bring(connection: Any, rows: str, parameters: dict[str, Any]) -> None:
    connection.execute(f"create temp table came as {rows}", duck.used(rows, parameters))


def _judge(connection: Any, record: type[Record]) -> None:
    """Cast every row to the contract's types, and note beside it in words what breaks it."""
    came = {row[0]: str(row[1]) for row in connection.execute("describe came").fetchall()}
    wanted = columns(record)
    unknown = came.keys() - {column.name for column in wanted}
    missing = {
        column.name
        for column in wanted
        if column.name not in came and column.default is PydanticUndefined
    }
    if unknown or missing:
        told = [f"lacks {', '.join(sorted(missing))}"] if missing else []
        told += [f"has {', '.join(sorted(unknown))} too many"] if unknown else []
        raise BadPayload(f"the SELECT for {record.entity} {' and '.join(told)}: mend the connector")
    connection.register("defaults", _defaults(wanted, came))
    values = ", ".join(_value(column, came.get(column.name)) for column in wanted)
    faults = ", ".join(
        f"case when {condition} then '{_escaped(words)}' end"
        for column in wanted
        for condition, words in _conditions(column, came)
    )
    connection.execute(
        f"create temp table judged as select *, nullif(concat_ws('; ', {faults}), '') as reason "  # noqa: S608  names are the contract's
        f"from (select came as came, {values} from came)"
    )


def _defaults(wanted: Sequence[Column], came: Mapping[str, str]) -> pa.Table:
    absent = {c.name: c.array([c.default]) for c in wanted if c.name not in came}
    return pa.table(absent or {"none": pa.array([None], pa.string())})


def _value(column: Column, came_as: str | None) -> str:
    name = quoted(column.name)
    if came_as is None:
        return f"(select {name} from defaults) as {name}"  # noqa: S608
    if column.sql == "timestamp" and came_as == "VARCHAR":
        # A text keeps its offset only by way of a time with its zone; the session's zone is UTC.
        return f"try_cast(try_cast({name} as timestamptz) as timestamp) as {name}"
    return f"try_cast({name} as {column.sql}) as {name}"


def _conditions(column: Column, came: Mapping[str, str]) -> list[tuple[str, str]]:
    name = quoted(column.name)
    found = []
    if column.name in came:
        raw = f"came.{name}"
        found.append(
            (f"{raw} is not null and {name} is null", f"{column.name} is not a {column.sql}")
        )
        if column.required:
            found.append((f"{raw} is null", f"{column.name} is missing"))
    return [*found, *column.rules]


def _good_rows(record: type[Record]) -> str:
    names = ", ".join(quoted(name) for name in arrow_schema(record).names)
    return f"select {names} from judged where reason is null"  # noqa: S608  names are the contract's


def _bad_rows(select: Select) -> tuple[str, dict[str, Any]]:
    entity = _escaped(select.entity)
    judged = (
        f"select '{entity}' as entity, reason, cast(to_json(came) as varchar) as raw "  # noqa: S608
        "from judged where reason is not null"
    )
    if select.rejected is None:
        return judged, {}
    told = (
        f"select '{entity}' as entity, cast(reason as varchar) as reason, "  # noqa: S608
        f"cast(raw as varchar) as raw from ({select.rejected})"
    )
    return f"{told} union all {judged}", duck.used(told, dict(select.parameters))


def _count_read(connection: Any, select: Select, bad: Path) -> int:
    if select.read is None:
        came = connection.execute("select count(*) from came").fetchone()[0]
        return int(came) + (pq.read_metadata(bad).num_rows if select.rejected else 0)
    used = duck.used(select.read, dict(select.parameters))
    return int(connection.execute(select.read, used).fetchone()[0])


def _escaped(text: str) -> str:
    return text.replace("'", "''")
