"""Who owns a model, and which version its aliases and stages point to, since when."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from connectors.mlflow import rows
from connectors.mlflow.aliases import alias_moves
from connectors.mlflow.gateway import Refuse
from connectors.mlflow.wanted import Wanted
from connectors.parts.changes import Change, with_changes
from connectors.parts.intervals import continue_intervals, last_seen
from connectors.parts.remote import inner
from data.reading import Reading, RejectedRow
from data.records import Assignment, Model, Ownership, SeenBy

VersionKey = tuple[str, str]
"""A model and one of its versions."""


class Holders:
    """The intervals of the last reading, continued by what this one sees and is told."""

    def __init__(
        self,
        reading: Reading,
        wanted: Wanted,
        refuse: Refuse,
        keep: Callable[[RejectedRow], None],
    ) -> None:
        self._reading = reading
        self._wanted = wanted
        self._refuse = refuse
        self._keep = keep

    def intervals(
        self, models: Mapping[str, tuple[Any, Model]], versions: Mapping[VersionKey, Any]
    ) -> tuple[list[Ownership], list[Assignment]]:
        """Return who owned each model, and what each alias and stage pointed to, since when."""
        previous = self._reading.previous
        owned = [row for row in previous(Ownership) if isinstance(row, Ownership)]
        held = [self._judged(row) for row in previous(Assignment) if isinstance(row, Assignment)]
        watched = {row.model for row in previous(Model) if isinstance(row, Model)}
        at, last = self._reading.started_at, last_seen(owned, held)
        changes, since = self._changes({*models, *(row.model for row in held)}, versions, held)
        owned_now = self._owned_now(models, at)
        held_now = self._held_now(models, versions, at)
        # Before what holds now, so that the last reading still bounds them; and after, so that they
        # bound what holds now.
        held = self._told(held, changes, since, last, watched)
        held = continue_intervals(held, held_now, at, last, watched)
        held = self._told(held, changes, since, last, watched)
        return continue_intervals(owned, owned_now, at, last, watched), held

    def _changes(
        self,
        models: Collection[str],
        versions: Mapping[VersionKey, Any],
        held: Iterable[Assignment],
    ) -> tuple[list[Change], datetime | None]:
        """Return what webhook deliveries tell of the aliases of these models, and since when all.

        They may be complete since the first that is there, or that an earlier reading took in.
        """
        wanted = self._wanted.deliveries
        if wanted is None:
            return [], None
        self._reading.progress("webhook deliveries")
        until = self._reading.started_at
        told = alias_moves(wanted.folder, wanted.secret, self._wanted.source, versions, until)
        for row in told.refused:
            self._keep(row)
        known = [row.from_latest for row in held if row.seen_by is SeenBy.EVENT]
        first = min((time for time in (told.first, *known) if time is not None), default=None)
        moves = [move for move in told.moves if move.slot[0] in models]
        return moves, first if wanted.complete else None

    def _told(
        self,
        held: list[Assignment],
        changes: Sequence[Change],
        since: datetime | None,
        last: datetime | None,
        watched: Collection[str],
    ) -> list[Assignment]:
        if not changes:
            return held
        rows = with_changes(held, changes, complete_since=since, last_poll=last, watched=watched)
        return [self._judged(row) for row in rows]

    def _judged(self, row: Assignment) -> Assignment:
        """Return an earlier interval as today's settings call it: production or not."""
        production = self._wanted.serves_production(row.slot_kind, row.slot)
        return row.model_copy(update={"production": production})

    def _owned_now(
        self, models: Mapping[str, tuple[Any, Model]], at: datetime
    ) -> Iterator[Ownership]:
        for raw, _ in models.values():
            try:
                yield from rows.owners(raw, self._wanted.names, at)
            except ValueError as error:
                self._refuse(Ownership.entity, raw, error)

    def _held_now(
        self,
        models: Mapping[str, tuple[Any, Model]],
        versions: Mapping[VersionKey, Any],
        at: datetime,
    ) -> Iterator[Assignment]:
        for name, kind, slot, pointer in _pointers(models, versions):
            held = versions.get((name, inner(pointer, "version") or ""), pointer)
            production = self._wanted.serves_production(kind, slot or "")
            try:
                yield rows.assignment(name, kind, slot, held, at, production=production)
            except ValueError as error:
                self._refuse(Assignment.entity, pointer, error)


def serving_and_before(held: Iterable[Assignment]) -> tuple[set[VersionKey], set[VersionKey]]:
    """Return the versions in production slots, and those that were in the same slots before."""
    slots: dict[tuple[str, str, str], list[Assignment]] = {}
    for row in held:
        if row.production:
            slots.setdefault((row.model, row.slot_kind, row.slot), []).append(row)
    serving = {
        (row.model, row.version)
        for found in slots.values()
        for row in found
        if row.until_latest is None
    }
    before = set()
    for (model, _, _), found in slots.items():
        now = {row.version for row in found if row.until_latest is None}
        ended = [row for row in found if row.until_latest is not None and row.version not in now]
        if ended:
            before.add((model, max(ended, key=lambda row: row.until_earliest).version))
    return serving, before


def _pointers(
    models: Mapping[str, tuple[Any, Model]], versions: Mapping[VersionKey, Any]
) -> Iterator[tuple[str, str, str | None, Any]]:
    """Yield each alias and stage: the model, the kind of slot, the slot, and the row that says."""
    for name, (raw, _) in models.items():
        for pointer in rows.aliases(raw):
            yield name, "alias", inner(pointer, "alias"), pointer
    for (name, _), raw in versions.items():
        stage = inner(raw, "current_stage")
        if stage is not None and stage.casefold() not in rows.NO_SLOT:
            yield name, "stage", stage, raw
