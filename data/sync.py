"""Sync: reads every source, lands what is good, builds a generation, notes how each went."""

import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from data.errors import Busy, StorageError
from data.landing import Landing
from data.reading import Source
from data.store import Store, SyncRun
from data.sync_work import Progress, SyncWork, in_silence
from data.warehouse import Warehouse

LEASE = "sync"


@dataclass(frozen=True)
class Patience:
    """How long a sync waits, in seconds."""

    source: float = 600
    """Until a source that does not end is given up."""
    lease: float = 90
    """Until the work of a process that died may be taken over."""


PATIENCE = Patience()


def sync(
    sources: Sequence[Source],
    store: Store,
    landing: Landing,
    warehouse: Warehouse,
    now: Callable[[], datetime],
    holder: str,
    on_progress: Progress = in_silence,
    *,
    relations: Mapping[str, str] | None = None,
    configured: Collection[str] | None = None,
    accept_shrunken: Collection[str] = (),
    patience: Patience = PATIENCE,
) -> list[SyncRun]:
    """Read sources side by side and publish a generation of what landed.

    A source that fails, or brings suspiciously few models, keeps the rows that it landed last.

    Args:
        sources: those to read now.
        store: keeps the lease and the outcomes.
        landing: keeps the rows.
        warehouse: keeps the generations.
        now: the time, UTC and aware.
        holder: who does this, as others are told while it runs; another one for each call.
        on_progress: takes a source's name and a sentence; never called twice at once.
        relations: SELECTs by name; None: those of data/relations.
        configured: the sources that a generation may hold, and whose rows those may know that are
            read after others; None: all that ever landed.
        accept_shrunken: sources whose missing models are truly gone.
        patience: how long it waits.

    Returns:
        How each source went, in the order of `sources`.

    Raises:
        Busy: another process syncs, or took the lease over.
        StorageError: the home or the store cannot be written; what was current stays current.
    """
    with _Lease(store, now, holder, patience.lease) as lease:
        work = SyncWork(
            store, landing, now, on_progress, frozenset(accept_shrunken), lease.expect_held,
            configured,
        )  # fmt: skip
        runs = work.read_all(sources, patience.source)
        lease.expect_held()
        if warehouse.is_behind(landing, configured):
            warehouse.build(landing, relations, configured)
    return runs


class _Lease:
    """The right to sync, renewed on a thread until the block that took it ends."""

    def __init__(
        self, store: Store, now: Callable[[], datetime], holder: str, seconds: float
    ) -> None:
        self._store, self._now, self._holder, self._seconds = store, now, holder, seconds
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="sync lease", daemon=True)

    def __enter__(self) -> Self:
        if not self._store.acquire_lease(LEASE, self._holder, self._now(), self._seconds):
            raise self._busy()
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        self._thread.join()
        # Where the store fails, the lease runs out by itself.
        with suppress(StorageError):
            self._store.release_lease(LEASE, self._holder)

    def expect_held(self) -> None:
        """Stop the work if another process has taken it over."""
        if not self._store.renew_lease(LEASE, self._holder, self._now(), self._seconds):
            raise self._busy()

    def _keep(self) -> None:
        while not self._ended.wait(self._seconds / 3):
            # A store that fails now may answer again before the lease runs out.
            with suppress(StorageError):
                self._store.renew_lease(LEASE, self._holder, self._now(), self._seconds)

    def _busy(self) -> Busy:
        lease = self._store.lease(LEASE)
        if lease is None:
            return Busy("another sync has just ended: try again")
        return Busy(
            f"a sync is running already: {lease.holder} holds it until "
            f"{lease.until:%Y-%m-%d %H:%M:%S} UTC, or as long as it lives: wait for its end"
        )
