"""Reads one source into a batch on a thread of its own, and words whatever stops it."""

import re
import threading
import traceback
from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path
from queue import Queue

from pydantic import ValidationError

from data.errors import BadPayload, ScorecardError, SettingsError, SourceError, StorageError
from data.landing import Abandoned, Batch, Landing, Run
from data.reading import Source

FIELD = re.compile(r"[A-Za-z_]{1,40}")
"""What a missing key may look like to be shown: never like a token."""


class SourceReading:
    """One source being read; it puts itself into `done` when it has ended and is still wanted."""

    def __init__(
        self,
        source: Source,
        landing: Landing,
        run: str,
        started_at: datetime,
        tell: Callable[[str], None],
        done: "Queue[SourceReading]",
        configured: Collection[str] | None = None,
    ) -> None:
        self.source = source
        self._configured = configured
        self.started_at = started_at
        self.batch: Batch | None = None
        self.error: ScorecardError | None = None
        self._landing = landing
        self._run = run
        self._tell = tell
        self._done = done
        self._lock = threading.Lock()
        self._ended = False
        self._given_up = False

    def start(self) -> None:
        """Begin to read, on a thread that does not keep the process from ending."""
        threading.Thread(target=self._work, name=f"sync {self.source.name}", daemon=True).start()

    def give_up(self, error: ScorecardError) -> bool:
        """Want nothing more of it: its thread cleans up. False: it has just ended by itself."""
        with self._lock:
            if self._ended:
                return False
            self._given_up = True
            self.error = error
            if self.batch is not None:
                self.batch.abandon()
            return True

    @property
    def rows_in(self) -> int:
        """How many rows came in so far."""
        return self.batch.rows_in if self.batch else 0

    def rows_of(self, entity: str) -> int:
        """How many good rows of an entity are ready to land."""
        landed = self.batch.merged.get(entity) if self.batch else None
        return landed.rows if landed else 0

    def publish(self, read_until: datetime) -> Run:
        """Land what was read.

        Raises:
            ScorecardError: it could not be read, or not be landed; the run before still stands.
        """
        if self.error is not None:
            raise self.error
        if self.batch is None:
            raise Abandoned
        try:
            return self.batch.publish(read_until)
        finally:
            self.batch.close()

    def close(self) -> None:
        """Let go of what was read."""
        if self.batch is not None:
            self.batch.close()

    def _work(self) -> None:
        error = self._stopped_by()
        with self._lock:
            wanted = not self._given_up
            if wanted:
                self._ended, self.error = True, error
        if error or not wanted:
            self.close()
        if wanted:
            self._done.put(self)

    def _stopped_by(self) -> ScorecardError | None:
        """Read to the end, and return what stopped it before."""
        try:
            self._read()
        except Abandoned:
            return None
        except ScorecardError as error:
            return error
        except Exception as error:  # noqa: BLE001  the one border to a connector's own faults
            return unexpected(self.source.name, error)
        return None

    def _read(self) -> None:
        batch = self._landing.begin(self.source, self._run, self.started_at)
        with self._lock:
            self.batch = batch
        reading = self._landing.reading(
            self.source.name, self.started_at, self._progress, self._configured
        )
        for item in self.source.read(reading):
            self._expect_wanted()
            batch.add(item)
        self._expect_wanted()
        batch.merge()

    def _progress(self, sentence: str) -> None:
        self._expect_wanted()
        self._tell(sentence)

    def _expect_wanted(self) -> None:
        if self._given_up:
            raise Abandoned


def error_kind(error: ScorecardError) -> str:
    """Return the word that a sync run keeps for what went wrong."""
    if isinstance(error, SourceError):
        return error.kind
    if isinstance(error, SettingsError):
        return "settings"
    return "storage" if isinstance(error, StorageError) else "other"


def unexpected(source: str, error: Exception) -> BadPayload:
    """Word a connector's own fault: its type, place and field names, never a value."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if Path(frame.filename).parent.name == "connectors"]
    at = "".join(f" at {Path(f.filename).name}:{f.lineno}" for f in (own or frames)[-1:])
    fields = _fields(error)
    told = f" ({', '.join(fields)})" if fields else ""
    return BadPayload(
        f"{source}: its connector did not expect this answer: {type(error).__name__}{told}{at}. "
        "The rows of the last good sync stay; report this with the version of the source"
    )


def _fields(error: Exception) -> list[str]:
    if isinstance(error, ValidationError):
        problems = error.errors(include_url=False, include_context=False, include_input=False)
        places = [".".join(str(part) for part in problem["loc"]) for problem in problems]
        return [f"{error.title}.{place}" for place in dict.fromkeys(places) if _is_plain(place)]
    name = error.args[0] if isinstance(error, KeyError) and error.args else None
    return [name] if isinstance(name, str) and FIELD.fullmatch(name) else []


def _is_plain(place: str) -> bool:
    return all(FIELD.fullmatch(part) or part.isdigit() for part in place.split("."))
