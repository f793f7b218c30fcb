"""Landing: each source's rows of each run, kept as they came, with their checksums.

<folder>/<source>/<run>.json                     the run's manifest: with it the run counts
<folder>/<source>/<entity>/<run>.parquet         good rows, as the entity's contract has them
<folder>/<source>/<entity>/<run>.json            their manifest
<folder>/<source>/<entity>/<run>.rejected.parquet   rows of no use, with the reason
<folder>/<source>/<run>.staging/                 a run on its way, of a process that lives
"""

import math
import re
import secrets
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pyarrow.parquet as pq

from data.errors import SettingsError, StorageError
from data.folders import explained, make_folder, sweep, sync_to_disk
from data.landing_batch import STAGING, Abandoned, Batch
from data.landing_manifest import Origin, Run, read_run, sequence_of
from data.landing_schema import to_records
from data.landing_select import ask, column_names
from data.reading import Reading, Source
from data.records import Record

__all__ = ["Abandoned", "Batch", "Landing", "Latest", "Origin", "Run", "new_run"]

SOURCE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


@dataclass(frozen=True)
class Latest:
    """A source's last good run, and the words for each newer one that is damaged."""

    run: Run | None
    damage: tuple[str, ...]


def new_run(now: datetime) -> str:
    """Return a name for a run: its time, and something that no other run has."""
    return f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"


class Landing:
    """What the sources brought, the last `keep` runs of each."""

    def __init__(self, folder: Path, keep: int = 5) -> None:
        self.folder = folder
        self._keep = keep

    def sources(self) -> list[str]:
        """Return the names of the sources that ever landed anything."""
        return sorted(path.name for path in self.folder.glob("*") if path.is_dir())

    def latest(self, source: str) -> Latest:
        """Return a source's newest run whose every file is as it was written."""
        damage: list[str] = []
        for manifest in self._manifests(source):
            try:
                return Latest(read_run(manifest), tuple(damage))
            except StorageError as error:
                damage.append(str(error))
        return Latest(None, tuple(damage))

    def records(self, source: str, record: type[Record]) -> list[Record]:
        """Return the rows of an entity that a source landed last, or none."""
        run = self.latest(source).run
        if run is None or record.entity not in run.entities:
            return []
        return to_records(record, pq.read_table(run.entities[record.entity].file))

    def rejected(self, source: str, limit: int = 1000) -> list[dict[str, str]]:
        """Return the first rows of a source's last run that could not be used, with the reason."""
        run = self.latest(source).run
        found: list[dict[str, str]] = []
        for landed in run.entities.values() if run else ():
            if landed.rejected and len(found) < limit:
                table = pq.read_table(landed.rejected_file)
                found += table.slice(0, limit - len(found)).to_pylist()
        return found

    def reading(
        self,
        source: str,
        started_at: datetime,
        progress: Callable[[str], None] = lambda _: None,
        configured: Collection[str] | None = None,
    ) -> Reading:
        """Return what a source may know while it is read.

        Args:
            source: its name.
            started_at: when it began to be read.
            progress: takes a sentence.
            configured: the sources whose rows it may know; None: all that ever landed.
        """
        previous: Callable[[type[Record]], Sequence[Record]] = partial(self.records, source)

        def previous_start() -> datetime | None:
            run = self.latest(source).run
            return run.read_from if run else None

        def others(record: type[Record]) -> list[Record]:
            names = [each for each in self.sources() if configured is None or each in configured]
            return [row for each in names if each != source for row in self.records(each, record)]

        return Reading(
            started_at=started_at,
            previous=previous,
            previous_start=previous_start,
            others=others,
            columns=self.columns,
            ask=ask,
            progress=progress,
        )

    @staticmethod
    def columns(path: Path) -> Sequence[str]:
        """Return the column names of a CSV (also gzipped) or Parquet file, as they stand there.

        Raises:
            BadPayload: it is no such file.
        """
        return column_names(path)

    def begin(self, source: Source, run: str, read_from: datetime) -> Batch:
        """Start a run of a source; what earlier runs left half done is removed.

        Raises:
            SettingsError: the source's name cannot be a folder.
            StorageError: the home folder cannot be written.
        """
        origin = Origin(source.name, source.kind, source.by_hand, source.simulated)
        if not SOURCE_NAME.fullmatch(origin.source):
            raise SettingsError(
                f"{origin.source!r} cannot name a source: use letters, digits, - and _"
            )
        folder = self.folder / origin.source
        with explained(folder, "the landing"):
            make_folder(folder)
            self._tidy(folder)
        latest = self.latest(origin.source).run
        return Batch(
            folder=folder,
            origin=origin,
            run=run,
            sequence=max(map(sequence_of, self._manifests(origin.source)), default=0) + 1,
            read_from=read_from,
            previous=latest.entities if latest else {},
        )

    def prune(self, source: str) -> None:
        """Remove all but the last runs of a source."""
        folder = self.folder / source
        with explained(folder, "the landing"):
            manifests = self._manifests(source)
            damaged = [path for path in manifests if not sequence_of(path)]
            for manifest in [*damaged, *manifests[len(damaged) + self._keep :]]:
                manifest.unlink(missing_ok=True)
            sync_to_disk(folder)
            self._tidy(folder)

    def _manifests(self, source: str) -> list[Path]:
        """Return the manifests of a source's runs, damaged ones first, then from the newest."""
        found = {path: sequence_of(path) for path in (self.folder / source).glob("*.json")}
        return sorted(found, key=lambda path: (found[path] or math.inf, path.name), reverse=True)

    def _tidy(self, folder: Path) -> None:
        """Remove the files of runs that do not count and that no living process is filling."""
        sweep(folder, f"*{STAGING}")
        alive = {path.name.removesuffix(STAGING) for path in folder.glob(f"*{STAGING}")}
        alive |= {path.stem for path in folder.glob("*.json")}
        for path in folder.glob("*/*"):
            if path.parent.suffix != STAGING and path.name.split(".")[0] not in alive:
                with suppress(FileNotFoundError):
                    path.unlink()
