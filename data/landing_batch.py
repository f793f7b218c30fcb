"""The rows of one reading on their way into landing: gathered unseen, then published at once."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from data import duck
from data.errors import BadPayload, StorageError
from data.folders import claimed, explained, make_folder, mend, publish
from data.landing_manifest import (
    LandedEntity,
    Origin,
    Run,
    entity_manifest,
    entity_path,
    run_manifest,
    sha256,
)
from data.landing_merge import Kept, merge
from data.landing_schema import to_table
from data.landing_select import REJECTED, run_select
from data.reading import RejectedRow, Select
from data.records import Record, entities

BUFFERED_ROWS = 20_000
STAGING = ".staging"
_PASSWORD = re.compile(r"(://)[^/@\s]+@")


class Abandoned(Exception):
    """The reading was given up: nothing more of it is wanted."""


class Batch:
    """One reading of one source. Rows are added, then merged, then published or let go of."""

    def __init__(
        self,
        folder: Path,
        origin: Origin,
        run: str,
        sequence: int,
        read_from: datetime,
        previous: Mapping[str, LandedEntity],
    ) -> None:
        """Claim a place for the rows; `folder` is the source's, `previous` its last good rows."""
        self.rows_in = 0
        self.merged: dict[str, LandedEntity] = {}
        self._folder = folder
        self._origin = origin
        self._run = run
        self._sequence = sequence
        self._read_from = read_from
        self._previous = previous
        self._waiting: dict[str, list[Record]] = defaultdict(list)
        self._unusable: dict[str, list[RejectedRow]] = defaultdict(list)
        self._good: dict[str, list[Path]] = defaultdict(list)
        self._bad: dict[str, list[Path]] = defaultdict(list)
        self._keep: dict[str, set[str]] = defaultdict(set)
        self._parts = 0
        self._abandoned = False
        self._busy: Any = None
        self._claim = ExitStack()
        with explained(folder, "the landing of a run"):
            make_folder(folder)
            self._staging = self._claim.enter_context(claimed(folder / f"{run}{STAGING}"))

    def add(self, item: Record | RejectedRow | Select) -> None:
        """Take what a source yields.

        Raises:
            BadPayload: files of a Select are not what the contract wants.
            StorageError: the home folder cannot be written.
            Abandoned: this batch was given up.
        """
        if self._abandoned:
            raise Abandoned
        if item.entity not in entities():
            raise BadPayload(f"there is no entity {item.entity!r}: mend the connector")
        if isinstance(item, Select):
            self._select(item)
            return
        self.rows_in += 1
        if isinstance(item, RejectedRow):
            self._unusable[item.entity].append(item)
        else:
            self._waiting[item.entity].append(item)
        if len(self._waiting[item.entity]) + len(self._unusable[item.entity]) >= BUFFERED_ROWS:
            self._flush()

    def merge(self) -> None:
        """Bring every entity's rows together; of two rows with one key the first is kept.

        Raises:
            BadPayload, StorageError, Abandoned: as `add`.
        """
        self._flush()
        for entity in sorted({*self._good, *self._bad}):
            if self._abandoned:
                raise Abandoned
            self.merged[entity] = self._merge(entity)

    def publish(self, read_until: datetime) -> Run:
        """Make the merged rows the source's latest good run, all entities at once.

        Raises:
            StorageError: the home folder cannot be written; the run before still stands.
        """
        run = Run(self._origin, self._run, self._sequence, self._read_from, read_until, self.merged)
        with explained(self._folder, "the landing of a run"):
            manifests = {}
            for entity, landed in self.merged.items():
                make_folder(self._folder / entity)
                publish(self._staged(entity, ".parquet"), landed.file)
                if landed.rejected_sha256 is not None:
                    publish(self._staged(entity, ".rejected.parquet"), landed.rejected_file)
                manifests[entity] = entity_manifest(run, landed)
                place = entity_path(self._folder, entity, self._run, ".json")
                self._publish_text(manifests[entity], place)
            # From here on the run counts: this file is what readers look for.
            self._publish_text(run_manifest(run, manifests), self._folder / f"{self._run}.json")
        return run

    def abandon(self) -> None:
        """Give the reading up, from another thread; its own thread then cleans up."""
        self._abandoned = True
        busy = self._busy
        if busy is not None:
            busy.interrupt()

    def close(self) -> None:
        """Remove what was not published."""
        self._claim.close()

    def _select(self, select: Select) -> None:
        good, bad = self._part("good"), self._part("bad")
        with self._connected() as connection:
            self.rows_in += run_select(connection, entities()[select.entity], select, good, bad)
        self._good[select.entity].append(good)
        self._bad[select.entity].append(bad)
        if select.keep_previous:
            self._keep[select.entity].add(select.keep_previous)

    def _flush(self) -> None:
        with explained(self._folder, "the landing of a run"):
            for entity, records in self._waiting.items():
                if records:
                    self._good[entity].append(self._part("good"))
                    pq.write_table(to_table(entities()[entity], records), self._good[entity][-1])
            for entity, rows in self._unusable.items():
                if rows:
                    self._bad[entity].append(self._part("bad"))
                    values = [_kept(row) for row in rows]
                    pq.write_table(pa.Table.from_pylist(values, REJECTED), self._bad[entity][-1])
        self._waiting.clear()
        self._unusable.clear()

    def _merge(self, entity: str) -> LandedEntity:
        good = self._staged(entity, ".parquet")
        bad = self._staged(entity, ".rejected.parquet")
        kept = None
        if self._keep[entity] and entity in self._previous:
            kept = Kept(self._previous[entity].file, sorted(self._keep[entity]))
        with self._connected() as connection:
            rows, rejected = merge(
                connection,
                entities()[entity],
                self._good[entity],
                self._bad[entity],
                kept,
                good,
                bad,
            )
        return LandedEntity(
            entity=entity,
            rows=rows,
            sha256=sha256(good),
            rejected=rejected,
            rejected_sha256=sha256(bad) if rejected else None,
            file=entity_path(self._folder, entity, self._run, ".parquet"),
            rejected_file=entity_path(self._folder, entity, self._run, ".rejected.parquet"),
        )

    @contextmanager
    def _connected(self) -> Iterator[Any]:
        """Open a DuckDB whose query `abandon` interrupts."""
        try:
            with duck.connect(spill=self._staging / "spill") as connection:
                self._busy = connection
                yield connection
        except duckdb.InterruptException as error:
            raise Abandoned from error
        except duckdb.Error as error:
            raise StorageError(f"the landing of a run in {self._folder} {mend(error)}") from error
        finally:
            self._busy = None

    def _part(self, name: str) -> Path:
        self._parts += 1
        return self._staging / f"{self._parts:06d}.{name}.part"

    def _staged(self, entity: str, ending: str) -> Path:
        return self._staging / f"{entity}{ending}"

    def _publish_text(self, text: str, place: Path) -> None:
        filled = self._staging / "manifest"
        filled.write_text(text, encoding="utf-8")
        publish(filled, place)


def _kept(row: RejectedRow) -> dict[str, str]:
    """Return the row to keep; a password in an address stays out."""
    raw = _PASSWORD.sub(r"\1…@", row.raw)
    return {"entity": row.entity, "reason": row.reason, "raw": raw}
