"""What a source told at the very moment of a change, worked into the intervals of its slots."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from data.records import Assignment, SeenBy

Slot = tuple[str, str, str]
"""A model, the kind of slot, and the slot."""


@dataclass(frozen=True)
class Change:
    """What a slot points to from a moment on."""

    slot: Slot
    at: datetime
    held: Assignment | None
    """None: nothing. Its `from_earliest` bounds its beginning, if that is known."""


def with_changes(
    rows: Iterable[Assignment],
    changes: Iterable[Change],
    *,
    complete_since: datetime | None,
    last_poll: datetime | None = None,
    watched: Collection[str] = (),
) -> list[Assignment]:
    """Return the intervals of slots that hold one version each, with what the changes tell.

    A change is at least a look at its slot at that moment, which bounds the intervals around it.
    Where the changes are complete, nothing moved between them, or since the slot was last looked
    at: what one ends and begins is known to the moment. To be told the same again alters nothing.

    Args:
        rows: the intervals known, from readings and from earlier changes.
        changes: what was told, in any order, old and new.
        complete_since: every change since then is told; None: one may be missing.
        last_poll: when the source was last read.
        watched: the models that were seen at `last_poll`; a slot of theirs without a row was empty.
    """
    slots: dict[Slot, list[Assignment]] = {}
    for row in rows:
        slots.setdefault((row.model, row.slot_kind, row.slot), []).append(row)
    told = {(change.slot, change.at): change for change in changes}
    for (slot, _), change in sorted(told.items(), key=lambda item: item[0]):
        empty_at = last_poll if slot[0] in watched else None
        found = _told(slots.get(slot, []), change, empty_at, complete_since)
        slots[slot] = found[:1] + [_after(*each) for each in pairwise(found)]
    return [row for found in slots.values() for row in found]


def _told(
    rows: Sequence[Assignment],
    change: Change,
    empty_at: datetime | None,
    complete_since: datetime | None,
) -> list[Assignment]:
    """Return the intervals of one slot after one change; `empty_at`: see `watched`."""
    at, held = change.at, change.held
    earlier = sorted((row for row in rows if row.from_latest < at), key=_start)
    later = sorted((row for row in rows if row.from_latest >= at), key=_start)
    before = earlier.pop() if earlier else None
    if before is not None and _same(before, held) and not _gone(before, at):
        seen = {"until_earliest": max(before.until_earliest, at)}
        return [*earlier, before.model_copy(update=seen), *later]
    if before is not None and at < before.until_earliest:
        before, resumed = _parted(before, at)
        later = [*resumed, *later]
    after = later.pop(0) if later else None
    since = _since(before, held, at, empty_at)
    looked = _latest(since, _seen_without(after, held, at))
    exact = complete_since is not None and looked is not None and looked >= complete_since
    since = at if exact else since
    if before is not None and (before.until_latest is None or before.until_latest >= at):
        ended = {"until_latest": at, **({"until_earliest": at} if exact else {})}
        before = before.model_copy(update=ended)
    now = [] if held is None else [_begun(held, after, since, at, empty_at)]
    if after is not None and not (now and _reaches(after, held, at)):
        bound = _latest(after.from_earliest, at)
        now.append(after.model_copy(update={"from_earliest": bound}))
    return [*earlier, *([] if before is None else [before]), *now, *later]


def _after(earlier: Assignment, row: Assignment) -> Assignment:
    """Return an interval that began no earlier than the one before it was last seen."""
    bound = _latest(row.from_earliest, earlier.until_earliest)
    return row.model_copy(update={"from_earliest": bound})


def _parted(row: Assignment, at: datetime) -> tuple[Assignment, list[Assignment]]:
    """Return an interval as far as it was seen before a moment at which it did not hold, and after.

    An end known to the moment only followed from another change, so nothing was seen to come back.
    """
    first = row.model_copy(update={"until_earliest": row.from_latest, "until_latest": None})
    if row.until_earliest == row.until_latest:
        return first, []
    times = {"from_earliest": at, "from_latest": row.until_earliest, "seen_by": SeenBy.POLL}
    return first, [row.model_copy(update=times)]


def _since(
    before: Assignment | None, held: Assignment | None, at: datetime, empty_at: datetime | None
) -> datetime | None:
    """Return the last time before a change at which the slot was seen to hold something else."""
    empty_before = empty_at if empty_at is not None and empty_at < at else None
    if before is None:
        return empty_before
    ended = before.until_latest if before.until_latest and before.until_latest < at else None
    seen = ended if _same(before, held) else _latest(before.until_earliest, ended)
    return _latest(seen, empty_before) if ended else seen


def _begun(
    held: Assignment,
    after: Assignment | None,
    since: datetime | None,
    at: datetime,
    empty_at: datetime | None,
) -> Assignment:
    """Return what a change began, joined to the interval that was seen later, if it is the same."""
    earliest = _latest(since, min(held.from_earliest, at) if held.from_earliest else None)
    begun = {"from_earliest": earliest, "from_latest": at, "seen_by": SeenBy.EVENT}
    if after is not None and _reaches(after, held, at):
        seen = after.from_earliest if (after.from_earliest or at) <= at else None
        return after.model_copy(update={**begun, "from_earliest": _latest(earliest, seen)})
    until = empty_at if empty_at is not None and empty_at > at else None
    if after is not None:
        until = after.from_earliest if _same(after, held) else after.from_latest
    return held.model_copy(update={**begun, "until_earliest": at, "until_latest": until})


def _reaches(after: Assignment, held: Assignment | None, at: datetime) -> bool:
    """Tell whether a later interval may be the one that a change began.

    A beginning known to the moment only followed from a later change, told first.
    """
    since = after.from_earliest
    return _same(after, held) and (since is None or since <= at or since == after.from_latest)


def _seen_without(
    after: Assignment | None, held: Assignment | None, at: datetime
) -> datetime | None:
    """Return when what a change began was seen not to hold; None: never, or before it was made."""
    if after is None or held is None or not _reaches(after, held, at):
        return None
    return None if after.from_earliest == held.from_earliest else after.from_earliest


def _same(row: Assignment, held: Assignment | None) -> bool:
    return held is not None and row.version == held.version


def _gone(row: Assignment, at: datetime) -> bool:
    return row.until_latest is not None and row.until_latest <= at


def _start(row: Assignment) -> datetime:
    return row.from_latest


def _latest(*times: datetime | None) -> datetime | None:
    return max((time for time in times if time is not None), default=None)
