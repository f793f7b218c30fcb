"""Brings the parts of one entity together: one row a key, the first kept, the others told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from data import duck
from data.errors import BadPayload
from data.landing_schema import arrow_schema, columns, key_sql, quoted
from data.landing_select import write
from data.records import Record


@dataclass(frozen=True)
class Kept:
    """The rows that landed last, and the conditions under which one of them stays."""

    file: Path
    conditions: Iterable[str]


def merge(
    connection: Any,
    record: type[Record],
    good_parts: Sequence[Path],
    bad_parts: Sequence[Path],
    kept: Kept | None,
    good: Path,
    bad: Path,
) -> tuple[int, int]:
    """Write one file of good and, if there are any, one of rejected rows; return how many each.

    Raises:
        BadPayload: a condition of `kept` does not hold together.
    """
    names = ", ".join(quoted(name) for name in arrow_schema(record).names)
    typed = ", ".join(f"{quoted(column.name)} {column.sql}" for column in columns(record))
    connection.execute(f"create table fresh ({typed})")
    connection.execute("create table unusable (entity varchar, reason varchar, raw varchar)")
    _gather(connection, "fresh", good_parts)
    _gather(connection, "unusable", bad_parts)
    if kept is not None:
        _keep(connection, record, names, kept)
    connection.execute(
        "create table placed as select *, rowid as n, "  # noqa: S608  names are the contract's
        f"row_number() over (partition by {key_sql(record)} order by rowid) as place from fresh"
    )
    connection.execute(
        f"insert into unusable select '{record.entity}', "  # noqa: S608  names are the contract's
        f"'another row has the same {', '.join(record.key)}', "
        f"cast(to_json(struct_pack({names})) as varchar) from placed where place > 1 order by n"
    )
    write(connection, good, f"select {names} from placed where place = 1 order by n")  # noqa: S608
    rejected = _count(connection, "unusable")
    if rejected:
        write(connection, bad, "select * from unusable")
    return _count(connection, "placed where place = 1"), rejected


def _gather(connection: Any, table: str, parts: Sequence[Path]) -> None:
    if parts:
        connection.execute(
            f"insert into {table} select * from read_parquet($parts)",  # noqa: S608  two names of ours
            {"parts": [str(part) for part in parts]},
        )


def _keep(connection: Any, record: type[Record], names: str, kept: Kept) -> None:
    stays = " and ".join(f"({condition})" for condition in kept.conditions)
    try:
        connection.execute(
            f"create table kept as select {names} from read_parquet($file) as previous "  # noqa: S608
            f"where {stays}",
            {"file": str(kept.file)},
        )
    except (duckdb.BinderException, duckdb.ParserException) as error:
        raise BadPayload(
            f"keep_previous of {record.entity} does not hold together "
            f"({duck.first_line(error)}): mend the connector"
        ) from error
    connection.execute("insert into fresh select * from kept")


def _count(connection: Any, rows: str) -> int:
    return int(connection.execute(f"select count(*) from {rows}").fetchone()[0])  # noqa: S608
