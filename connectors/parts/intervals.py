"""Intervals from repeated readings of a source that tells only what holds now."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from data.records import Assignment, Interval, Ownership

Held = TypeVar("Held", Assignment, Ownership)


def last_seen(*intervals: Iterable[Interval]) -> datetime | None:
    """Return the time of the latest reading that these intervals tell of; None: of none."""
    told = (
        time
        for rows in intervals
        for row in rows
        for time in (row.from_latest, row.until_earliest, row.until_latest)
        if time is not None
    )
    return max(told, default=None)


def continue_intervals(
    previous: Sequence[Held],
    seen_now: Iterable[Held],
    at: datetime,
    last_poll: datetime | None = None,
    watched: Collection[str] = (),
) -> list[Held]:
    """Return every interval known, after one more reading.

    What still holds was seen to hold until `at`; what is gone ended by `at`, and not before it was
    last seen; what is new began by `at`. Every time in the result is that of a reading, or a bound
    that came with the row.

    Args:
        previous: the intervals that the last reading returned, open and closed.
        seen_now: what holds now; `from_earliest` bounds its beginning, if that is known.
        at: when it was seen. A clock that runs back is taken to stand at `last_poll`.
        last_poll: when the source was last read.
        watched: the models that were seen at `last_poll`; what is new there began after it.
    """
    if last_poll is not None:
        at = max(at, last_poll)
    known = {_key(row): row for row in previous}
    open_before = {_thing(row): row for row in previous if row.until_latest is None}
    for thing, row in {_thing(row): row for row in seen_now}.items():
        begun = _begun(row, at, last_poll if row.model in watched else None)
        before = open_before.pop(thing, None) or known.get(_key(begun))
        now = begun if before is None else _continued(row, before, at)
        known[_key(now)] = now
    for gone in open_before.values():
        known[_key(gone)] = gone.model_copy(update={"until_latest": at})
    return list(known.values())


def _begun(row: Held, at: datetime, last_poll: datetime | None) -> Held:
    bounds = [bound for bound in (row.from_earliest, last_poll) if bound is not None]
    # The source's clock may run ahead of ours.
    earliest = min(max(bounds), at) if bounds else None
    times = {"from_earliest": earliest, "from_latest": at, "until_earliest": at}
    return row.model_copy(update={**times, "until_latest": None})


def _continued(row: Held, before: Held, at: datetime) -> Held:
    begun = {name: getattr(before, name) for name in ("from_earliest", "from_latest", "seen_by")}
    return row.model_copy(update={**begun, "until_earliest": at, "until_latest": None})


def _thing(row: Interval) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in row.key if name != "from_latest")


def _key(row: Interval) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in row.key)
