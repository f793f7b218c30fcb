"""Syncing: read the sources now, from a command or from a page, one sync at a time."""

import os
import socket
import threading
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from app.config import Settings
from app.wording import say
from connectors.base import Broken, Connector, broken
from data.errors import ScorecardError, SettingsError
from data.landing import Landing
from data.store import Store, SyncRun
from data.sync import sync
from data.warehouse import Warehouse

CHECKS_AT_ONCE = 4


@dataclass(frozen=True)
class Checked:
    """What came of trying one source."""

    name: str
    good: bool
    text: str


@dataclass(frozen=True)
class Progress:
    """How the sync that this process started is doing."""

    running: bool = False
    lines: tuple[tuple[str, str], ...] = ()
    """Each source with a sentence on what it is doing, in the order of the settings."""
    runs: tuple[SyncRun, ...] = ()
    """How each source went, once all is done."""
    error: str | None = None
    """What stopped it, as it was told."""
    broke_off: bool = False
    """It stopped, and nothing but the server's output tells why."""

    def trouble(self) -> str | None:
        """Return what went wrong as a sentence for whoever reads now; None: nothing did."""
        if self.broke_off:
            return say("The sync broke off: the server's output tells why; sync again.")
        return self.error


class Syncing:
    """The sources of the settings, read into landing and published as a generation."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        landing: Landing,
        warehouse: Warehouse,
        now: Callable[[], datetime],
    ) -> None:
        self._settings = settings
        self._store = store
        self._landing = landing
        self._warehouse = warehouse
        self._now = now
        self._lock = threading.Lock()
        self._progress = Progress()

    def run(
        self,
        names: Sequence[str] = (),
        *,
        accept_shrunken: Collection[str] = (),
        on_progress: Callable[[str, str], None] = lambda _source, _what: None,
    ) -> list[SyncRun]:
        """Read the named sources, all where none is named, and publish a new generation.

        Raises:
            SettingsError: a name that the settings do not have.
            Busy: another process is syncing.
        """
        self._chosen(accept_shrunken)
        return sync(
            self._chosen(names),
            self._store,
            self._landing,
            self._warehouse,
            self._now,
            holder=f"{socket.gethostname()}, process {os.getpid()}, call {uuid4().hex[:6]}",
            on_progress=on_progress,
            configured=[source.name for source in self._settings.sources],
            accept_shrunken=accept_shrunken,
        )

    def _chosen(self, names: Collection[str]) -> list[Connector]:
        known = {source.name: source for source in self._settings.sources}
        for name in names:
            if name not in known:
                there = ", ".join(known) or "none"
                raise SettingsError(f"There is no source {name!r}: the settings have {there}.")
        return [known[name] for name in dict.fromkeys(names)] or list(known.values())

    def start(self, names: Sequence[str] = ()) -> None:
        """Read in a thread of this process; `progress` tells how it goes."""
        with self._lock:
            if self._progress.running:
                return
            self._progress = Progress(running=True)
        threading.Thread(target=self._run_quietly, args=(tuple(names),), daemon=True).start()

    def _run_quietly(self, names: tuple[str, ...]) -> None:
        runs: list[SyncRun] = []
        error: str | None = None
        broke_off = True
        try:
            runs = self.run(names, on_progress=self._note)
            broke_off = False
        except ScorecardError as stopped:
            error, broke_off = str(stopped), False
        finally:
            self._progress = replace(
                self._progress,
                running=False,
                runs=tuple(runs),
                error=error,
                broke_off=broke_off,
            )

    def _note(self, source: str, what: str) -> None:
        with self._lock:
            lines = {**dict(self._progress.lines), source: what}
            self._progress = replace(self._progress, lines=tuple(lines.items()))

    def progress(self) -> Progress:
        """Tell how the sync that this process started last is doing."""
        return self._progress

    def check(self) -> list[Checked]:
        """Try every source with one small call, side by side."""
        with ThreadPoolExecutor(CHECKS_AT_ONCE) as threads:
            return list(threads.map(self._check, self._settings.sources))

    def unusable(self) -> tuple[Broken, ...]:
        """Return the connectors of installed packages that cannot be used."""
        return broken()

    def _check(self, source: Connector) -> Checked:
        names = [each.name for each in self._settings.sources]
        reading = self._landing.reading(source.name, self._now(), configured=names)
        try:
            return Checked(source.name, good=True, text=source.check(reading))
        except ScorecardError as error:
            return Checked(source.name, good=False, text=str(error))

    def rejected(self, source: str) -> list[dict[str, str]]:
        """Return the rows of a source's last landing that could not be used, with the reason."""
        return self._landing.rejected(source)
