"""Builds a generation: one DuckDB file made from landed rows and relations, verified, then moved.

<folder>/gen-00000042.building/   a generation on its way, of a process that lives
<folder>/gen-00000042.duckdb      a generation; never changed, its name never used again
<folder>/CURRENT                  the name of the generation that is read
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from data import duck, relation_files
from data.errors import StorageError
from data.folders import alone, claimed, make_folder, mend, publish, sweep, sync_to_disk
from data.landing import Landing
from data.landing_manifest import LandedEntity, Run
from data.landing_schema import columns, quoted
from data.records import entities
from data.warehouse_written import WRITTEN

NAME = re.compile(r"gen-(\d{8})")
BUILDING = ".building"
ENDING = ".duckdb"
CURRENT = "CURRENT"


def build(
    folder: Path,
    landing: Landing,
    relations: Mapping[str, str],
    sources: Collection[str] | None,
    keep: int,
) -> str:
    """Make a generation from the latest good run of each source, publish it, return its name.

    Raises:
        StorageError: a relation does not hold together, or the folder cannot be written; what was
            current stays current.
    """
    runs = latest_runs(landing, sources)
    order = relation_files.order(dict(relations))
    for name in relations.keys() & WRITTEN.keys():
        raise StorageError(
            f"relation {name} takes the name of what people write: rename {name}.sql"
        )
    with _explained(folder):
        make_folder(folder)
        sweep(folder, f"*{BUILDING}")
        with _claimed_number(folder) as (name, building):
            file = building / f"warehouse{ENDING}"
            counts = _fill(file, runs, {relation: relations[relation] for relation in order})
            _verify(file, counts)
            publish(file, folder / f"{name}{ENDING}")
            _flip(folder, building, name)
        _prune(folder, keep)
    return name


def latest_runs(landing: Landing, sources: Collection[str] | None) -> list[Run]:
    """Return the latest good run of each source (None: of all that ever landed)."""
    wanted = [name for name in landing.sources() if sources is None or name in sources]
    found = [landing.latest(name).run for name in wanted]
    return [run for run in found if run is not None]


def current(folder: Path) -> str | None:
    """Return the name of the generation that is read, or None before the first one.

    Raises:
        StorageError: CURRENT says something that is no name.
    """
    try:
        name = (folder / CURRENT).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise StorageError(f"{folder / CURRENT} {mend(error)}") from error
    if not NAME.fullmatch(name):
        raise StorageError(
            f"{folder / CURRENT} names no generation: write the name of the newest one there, "
            "for example gen-00000042"
        )
    return name


def _fill(file: Path, runs: Sequence[Run], relations: Mapping[str, str]) -> dict[str, int]:
    """Write every table, and return how many rows each has."""
    with duck.connect(str(file), spill=file.parent / "spill") as connection:
        connection.execute("create schema landed")
        for entity in entities():
            _create_entity(connection, entity)
        _create_manifest(connection)
        for run in runs:
            for landed in run.entities.values():
                _load(connection, run, landed)
        # A relation reads what landed and nothing else.
        connection.execute("set enable_external_access = false")
        for name, sql in relations.items():
            _create_relation(connection, name, sql)
        connection.execute("checkpoint")
        return _counts(connection)


def _create_entity(connection: Any, entity: str) -> None:
    own = [f"{quoted(column.name)} {column.sql}" for column in columns(entities()[entity])]
    added = ["source varchar", "source_kind varchar", "run varchar", "fetched_at timestamp"]
    connection.execute(f"create table landed.{quoted(entity)} ({', '.join(own + added)})")


def _create_manifest(connection: Any) -> None:
    connection.execute(
        "create table landed.manifest (source varchar, source_kind varchar, entity varchar, "
        "run varchar, fetched_at timestamp, rows bigint, rejected bigint, by_hand boolean, "
        "simulated boolean)"
    )


def _load(connection: Any, run: Run, landed: LandedEntity) -> None:
    names = ", ".join(quoted(column.name) for column in columns(entities()[landed.entity]))
    origin = run.origin
    fetched_at = _naive(run.read_from)
    done = connection.execute(
        f"insert into landed.{quoted(landed.entity)} "  # noqa: S608  names are the contract's
        f"select {names}, $source, $kind, $run, $fetched_at from read_parquet($file)",
        {
            "source": origin.source,
            "kind": origin.kind,
            "run": run.run,
            "fetched_at": fetched_at,
            "file": str(landed.file),
        },
    ).fetchone()[0]
    if done != landed.rows:
        raise StorageError(f"{landed.file} holds {done} rows, not {landed.rows}: sync again")
    connection.execute(
        "insert into landed.manifest values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            origin.source,
            origin.kind,
            landed.entity,
            run.run,
            fetched_at,
            landed.rows,
            landed.rejected,
            origin.by_hand,
            origin.simulated,
        ],
    )


def _create_relation(connection: Any, name: str, sql: str) -> None:
    try:
        connection.execute(f"create table {quoted(name)} as {sql.rstrip().rstrip(';')}")
    except duckdb.Error as error:
        if "No space left on device" in str(error):
            raise
        raise StorageError(
            f"relation {name} cannot be built ({duck.first_line(error)}): "
            f"mend data/relations/{name}.sql"
        ) from error


def _verify(file: Path, counts: Mapping[str, int]) -> None:
    """Read the file as its readers will: what it says must be what was written."""
    if file.with_name(f"{file.name}.wal").exists():
        raise StorageError(f"{file} was not written to its end: sync again")
    with duck.connect(str(file), read_only=True) as connection:
        found = _counts(connection)
    if found != counts:
        raise StorageError(f"{file} does not hold what was written to it: check the disk")


def _counts(connection: Any) -> dict[str, int]:
    tables = connection.execute(
        "select schema_name, table_name from duckdb_tables() where not internal order by all"
    ).fetchall()
    return {
        f"{schema}.{table}": int(
            connection.execute(
                f"select count(*) from {quoted(schema)}.{quoted(table)}"  # noqa: S608
            ).fetchone()[0]
        )
        for schema, table in tables
    }


@contextmanager
def _claimed_number(folder: Path) -> Iterator[tuple[str, Path]]:
    """Give a name above every one that was ever used, and a folder that is ours alone."""
    number = _highest(folder) + 1
    with ExitStack() as claim:
        while True:
            name = f"gen-{number:08d}"
            with suppress(FileExistsError):
                building = claim.enter_context(claimed(folder / f"{name}{BUILDING}"))
                # Between looking and claiming, another process may have published it.
                if not (folder / f"{name}{ENDING}").exists():
                    break
            number += 1
        yield name, building


def _highest(folder: Path) -> int:
    names = [path.name for path in folder.glob("gen-*")] + [current(folder) or ""]
    return max((int(found[1]) for name in names if (found := NAME.match(name))), default=0)


def _flip(folder: Path, building: Path, name: str) -> None:
    """Make a generation the current one, unless a newer one is current already."""
    filled = building / CURRENT
    try:
        filled.write_text(f"{name}\n", encoding="utf-8")
        # Between the look and the flip nobody else may flip.
        with alone(folder):
            before = current(folder)
            if before is None or before < name:
                publish(filled, folder / CURRENT)
    except OSError:
        if current(folder) != name:
            (folder / f"{name}{ENDING}").unlink()
        raise


def _prune(folder: Path, keep: int) -> None:
    generations = sorted(folder.glob(f"gen-*{ENDING}"), reverse=True)
    for path in generations[keep:]:
        if path.name != f"{current(folder)}{ENDING}":
            path.unlink(missing_ok=True)
    sync_to_disk(folder)


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, duckdb.Error) as error:
        before = current(folder)
        stays = f"; {before} stays in use" if before else ""
        raise StorageError(f"the warehouse in {folder} {mend(error)}{stays}") from error


def _naive(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)
