"""The reading of several sources side by side: deadlines, landing, and how each went."""

import threading
import time
from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from queue import Empty, Queue

from data.errors import ScorecardError, StorageError, Unavailable
from data.landing import Landing, Latest, new_run
from data.reading import Source
from data.records import Model
from data.store import Store, SyncRun
from data.sync_source import SourceReading, error_kind

Progress = Callable[[str, str], None]
"""Takes a source's name and a sentence."""

AT_ONCE = 4
SHRUNKEN_SHARE = 0.2
SHRUNKEN_MODELS = 3


def in_silence(_source: str, _sentence: str) -> None:
    """Tell nobody."""


class SyncWork:
    """One sync at work; `expect_held` stops it if its lease was lost."""

    def __init__(
        self,
        store: Store,
        landing: Landing,
        now: Callable[[], datetime],
        on_progress: Progress,
        accept_shrunken: frozenset[str],
        expect_held: Callable[[], None],
        configured: Collection[str] | None = None,
    ) -> None:
        self._store = store
        self._landing = landing
        self._now = now
        self._on_progress = on_progress
        self._accept_shrunken = accept_shrunken
        self._expect_held = expect_held
        self._configured = configured
        self._telling = threading.Lock()
        self._run = new_run(now())

    def read_all(self, sources: Sequence[Source], seconds: float) -> list[SyncRun]:
        """Read every source, those after all others that read what these brought."""
        first = [source for source in sources if not source.after_others]
        runs = self._read_side_by_side(first, seconds)
        last = [source for source in sources if source.after_others]
        runs |= self._read_side_by_side(last, seconds)
        return [runs[source.name] for source in sources]

    def _read_side_by_side(self, sources: Sequence[Source], seconds: float) -> dict[str, SyncRun]:
        """Read these sources, a few at once, and land each as soon as it ends."""
        done: Queue[SourceReading] = Queue()
        waiting = deque(sources)
        at_work: dict[SourceReading, float] = {}
        runs: dict[str, SyncRun] = {}
        try:
            while waiting or at_work:
                while waiting and len(at_work) < AT_ONCE:
                    reading = self._start(waiting.popleft(), done)
                    at_work[reading] = time.monotonic() + seconds
                for reading in _ended(done, at_work, seconds):
                    runs[reading.source.name] = self._settle(reading)
                    del at_work[reading]
        finally:
            for reading in at_work:
                if not reading.give_up(Unavailable("the sync was stopped: sync again")):
                    reading.close()
        return runs

    def _tell(self, source: str, sentence: str) -> None:
        with self._telling:
            self._on_progress(source, sentence)

    def _start(self, source: Source, done: "Queue[SourceReading]") -> SourceReading:
        def tell(sentence: str) -> None:
            self._tell(source.name, sentence)

        tell("reading")
        reading = SourceReading(
            source, self._landing, self._run, self._now(), tell, done, self._configured
        )
        reading.start()
        return reading

    def _settle(self, reading: SourceReading) -> SyncRun:
        self._expect_held()
        latest = self._landing.latest(reading.source.name)
        try:
            run = self._land(reading, latest)
        except ScorecardError as error:
            words = " ".join([str(error), *latest.damage])
            run = self._outcome(reading, "failed", error_kind(error), words)
        self._store.add_sync_run(run)
        self._tell(run.source, _sentence(run))
        return run

    def _land(self, reading: SourceReading, latest: Latest) -> SyncRun:
        shrunken = None if reading.error else self._shrunken(reading, latest)
        if shrunken:
            reading.close()
            return self._outcome(reading, "quarantined", "shrunken", shrunken)
        landed = reading.publish(self._now())
        # Older runs that cannot be removed now will be after the next one.
        with suppress(StorageError):
            self._landing.prune(reading.source.name)
        return self._outcome(
            reading, "partial" if landed.rejected else "ok", rows=(landed.rows, landed.rejected)
        )

    def _shrunken(self, reading: SourceReading, latest: Latest) -> str | None:
        """Say so if models are missing: an expired grant looks just like deleted models."""
        if latest.run is None or reading.source.name in self._accept_shrunken:
            return None
        before, now = latest.run.rows_of(Model.entity), reading.rows_of(Model.entity)
        fewer = before - now
        if fewer <= SHRUNKEN_MODELS or fewer <= SHRUNKEN_SHARE * before:
            return None
        return (
            f"{reading.source.name} brought {now} of the {before} models that stood before; "
            "those stay. Check that its credentials may still see every model; if models were "
            f"truly removed, run `mlops-scorecard sync --accept-shrunken {reading.source.name}`"
        )

    def _outcome(
        self,
        reading: SourceReading,
        status: str,
        error_kind: str | None = None,
        error: str | None = None,
        rows: tuple[int, int] = (0, 0),
    ) -> SyncRun:
        return SyncRun(
            run=self._run,
            source=reading.source.name,
            kind=reading.source.kind,
            started_at=reading.started_at,
            ended_at=self._now(),
            status=status,
            rows_in=reading.rows_in,
            rows_landed=rows[0],
            rows_rejected=rows[1],
            error_kind=error_kind,
            error=error,
        )


def _ended(
    done: "Queue[SourceReading]", at_work: dict[SourceReading, float], seconds: float
) -> Iterator[SourceReading]:
    """Wait until a reading ends or is overdue, and yield it."""
    patience = min(at_work.values()) - time.monotonic()
    try:
        yield done.get(timeout=max(patience, 0))
    except Empty:
        overdue = [reading for reading in at_work if at_work[reading] <= time.monotonic()]
        for reading in overdue:
            late = Unavailable(
                f"{reading.source.name} did not end within {seconds:g} seconds: "
                "try again later, or let it bring less"
            )
            if reading.give_up(late):
                yield reading


def _sentence(run: SyncRun) -> str:
    if run.error:
        return f"{run.status}: {run.error}"
    rejected = f", {run.rows_rejected} rejected" if run.rows_rejected else ""
    return f"{run.status}: {run.rows_landed} rows landed{rejected}"
