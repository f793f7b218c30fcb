"""The warehouse: generations of one DuckDB file each, and the answers that stand beside them."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import duckdb

from data import duck, relation_files, warehouse_build
from data.errors import StorageError
from data.landing import Landing
from data.warehouse_generation import Generation
from data.warehouse_written import tables_in

Row = dict[str, Any]
Parameters = Mapping[str, Any]
NO_PARAMETERS: Parameters = {}


class Answers(Protocol):
    """What the warehouse needs of the store."""

    def answers_version(self) -> int:
        """Return a number that grows whenever a row of `written_rows` is added or changes."""
        ...

    def written_rows(self) -> tuple[int, Mapping[str, Sequence[Mapping[str, Any]]]]:
        """Return the version and, as of that moment, the rows of each table of WRITTEN."""
        ...


@dataclass(frozen=True)
class View:
    """One generation and the answers of one moment, for as many queries as wanted.

    It belongs to the thread that opened it.
    """

    generation: str
    """The name of the generation."""
    answers_version: int
    """Grows whenever an answer, a statement, an approval or a respondent is written."""
    _stamps: Mapping[str, int]
    _run: Callable[[str, Parameters], list[Row]]
    _memo: "_Memo"

    def rows(self, sql: str, parameters: Parameters = NO_PARAMETERS) -> list[Row]:
        """Return the rows of one SELECT: times aware, money Decimal.

        Parameters that the statement does not name are left out.

        Raises:
            StorageError: the query failed or took too long.
        """
        key = (self.rests_on(sql), sql, _frozen(parameters))
        found = self._memo.get(key)
        if found is None:
            found = self._run(sql, parameters)
            self._memo.put(key, found)
        return [dict(row) for row in found]

    def rows_unkept(self, sql: str, parameters: Parameters = NO_PARAMETERS) -> list[Row]:
        """Return the same rows, for a caller who keeps what is made of them: none is kept here."""
        return self._run(sql, parameters)

    def rests_on(self, *queries: str) -> tuple[object, ...]:
        """Return what the rows of some queries depend on besides their parameters."""
        # A query depends on no more of what is written than on the tables that it names.
        tables = {table for sql in queries for table in tables_in(sql)}
        return (self.generation, *((table, self._stamps[table]) for table in sorted(tables)))


class Warehouse:
    """Every generation of a home. One object serves all threads of a process."""

    def __init__(
        self,
        folder: Path,
        answers: Answers | None = None,
        *,
        keep: int = 5,
        query_seconds: float = 30,
    ) -> None:
        self.folder = folder
        self._answers: Answers = answers or _NoAnswers()
        self._keep = keep
        self._query_seconds = query_seconds
        self._lock = threading.Lock()
        self._opened: Generation | None = None
        self._memo = _Memo()

    def build(
        self,
        landing: Landing,
        relations: Mapping[str, str] | None = None,
        sources: Collection[str] | None = None,
    ) -> str:
        """Make a new generation current, and return its name.

        Args:
            landing: where the latest good run of each source stands.
            relations: SELECTs by name; None: those of data/relations.
            sources: only these; None: every source that ever landed.

        Raises:
            StorageError: naming what is wrong and the mend; what was current stays current.
        """
        chosen = relation_files.load() if relations is None else relations
        return warehouse_build.build(self.folder, landing, chosen, sources, self._keep)

    def current(self) -> str | None:
        """Return the name of the generation that is read, or None before the first one."""
        return warehouse_build.current(self.folder)

    def is_behind(self, landing: Landing, sources: Collection[str] | None = None) -> bool:
        """Tell whether landing holds other good runs than the current generation was made from."""
        if self.current() is None:
            return True
        runs = warehouse_build.latest_runs(landing, sources)
        wanted = {(run.origin.source, run.run) for run in runs if run.entities}
        try:
            rows = self.rows("select distinct source, run from landed.manifest")
        except StorageError:
            return True
        return wanted != {(row["source"], row["run"]) for row in rows}

    def rows(self, sql: str, parameters: Parameters = NO_PARAMETERS) -> list[Row]:
        """Return the rows of one SELECT over the current generation; see View.rows."""
        with self.view() as view:
            return view.rows(sql, parameters)

    @contextmanager
    def view(self) -> Iterator[View]:
        """Hold on to one generation and the answers of this moment.

        Raises:
            StorageError: there is no generation yet, or it cannot be read.
        """
        with self._lock:
            generation = self._open_current()
            version = self._copy_answers(generation)
            stamps = generation.stamps()
            cursor = generation.enter(version)
        try:
            yield View(
                generation=generation.name,
                answers_version=version,
                _stamps=stamps,
                _run=lambda sql, parameters: _run(cursor, sql, parameters),
                _memo=self._memo,
            )
        finally:
            with self._lock:
                cursor.close()
                generation.leave(version)

    def close(self) -> None:
        """Let go of the generation that is open; a later call opens it again."""
        with self._lock:
            if self._opened is not None:
                self._opened.retire()
                self._opened = None

    def _open_current(self) -> Generation:
        name = self._expect_current()
        while self._opened is None or self._opened.name != name:
            try:
                opened = Generation(self.folder, name, self._query_seconds)
            except StorageError:
                # It may have been removed between looking and opening: then a newer one is there.
                before, name = name, self._expect_current()
                if name == before:
                    raise
                continue
            if self._opened is not None:
                self._opened.retire()
            self._opened = opened
        return self._opened

    def _expect_current(self) -> str:
        name = self.current()
        if name is None:
            raise StorageError(
                f"the warehouse in {self.folder} holds no generation yet: "
                "run `mlops-scorecard sync` first"
            )
        return name

    def _copy_answers(self, generation: Generation) -> int:
        version = self._answers.answers_version()
        if not generation.has_answers(version):
            version, rows = self._answers.written_rows()
            generation.set_answers(version, rows)
        return version


class _NoAnswers:
    """Stands in where nobody is asked."""

    def answers_version(self) -> int:
        return 0

    def written_rows(self) -> tuple[int, Mapping[str, Sequence[Mapping[str, Any]]]]:
        return 0, {}


class _Memo:
    """The last results, so many rows in all: their inputs never change, so they are exact."""

    def __init__(self, entries: int = 512, largest: int = 20_000, rows: int = 100_000) -> None:
        self._entries = entries
        self._largest = largest
        self._most_rows = rows
        self._rows = 0
        self._lock = threading.Lock()
        self._results: OrderedDict[Any, list[Row]] = OrderedDict()

    def get(self, key: Any) -> list[Row] | None:
        with self._lock:
            if key in self._results:
                self._results.move_to_end(key)
            return self._results.get(key)

    def put(self, key: Any, rows: list[Row]) -> None:
        if len(rows) > self._largest:
            return
        with self._lock:
            self._rows += len(rows) - len(self._results.pop(key, ()))
            self._results[key] = rows
            while len(self._results) > self._entries or self._rows > self._most_rows:
                _, oldest = self._results.popitem(last=False)
                self._rows -= len(oldest)


def _run(cursor: Any, sql: str, parameters: Parameters) -> list[Row]:
    plain = {name: _plain(value) for name, value in parameters.items()}
    try:
        if not duck.is_one_select(sql):
            raise StorageError("the warehouse answers one SELECT at a time: mend the query")
        cursor.execute(sql, duck.used(sql, plain))
        names = [column[0] for column in cursor.description]
        types = [str(column[1]) for column in cursor.description]
        found = cursor.fetchall()
    except duckdb.InterruptException as error:
        raise StorageError("a query took too long and was stopped: narrow what it reads") from error
    except duckdb.Error as error:
        raise StorageError(
            f"a query of the warehouse failed ({duck.first_line(error)}): "
            "sync again, so that the generation fits this version"
        ) from error
    rows = [dict(zip(names, values, strict=True)) for values in found]
    for name, kind in zip(names, types, strict=True):
        if kind == "TIMESTAMP":
            _make_aware(rows, name)
        elif "TIMESTAMP" in kind:
            for row in rows:
                row[name] = _aware(row[name])
    return rows


def _plain(value: Any) -> Any:
    """Return a parameter as the warehouse has it: times naive UTC."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC).replace(tzinfo=None)
    return value


def _make_aware(rows: Sequence[Row], name: str) -> None:
    """Make the times of one column aware; equal ones, of which there are many, become one."""
    aware = {moment: _aware(moment) for moment in {row[name] for row in rows}}
    for row in rows:
        row[name] = aware[row[name]]


def _aware(value: Any) -> Any:
    """Return a result as Python has it: times aware, also inside lists, structs and maps."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC)
    if isinstance(value, list):
        return [_aware(item) for item in value]
    if isinstance(value, dict):
        return {key: _aware(item) for key, item in value.items()}
    return value


def _frozen(value: Any) -> Any:
    """Return parameters as a key: 1, 1.0 and True are three values."""
    if isinstance(value, Mapping):
        return tuple(sorted((name, _frozen(item)) for name, item in value.items()))
    if isinstance(value, list | tuple | set | frozenset):
        return (type(value).__name__, tuple(_frozen(item) for item in value))
    return (type(value).__name__, value)
