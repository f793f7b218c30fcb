"""What found no model, and a person's word on where it belongs, written into the mapping file."""

import hashlib
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.config import Settings
from app.people import People
from app.replacing import replace_text
from app.syncing import Syncing
from app.wording import phrase, say
from assessments import unmatched
from assessments.queries import Rows
from assessments.unmatched import Coverage, Near, Selects, Thing
from connectors.mapping import MappingFile
from connectors.mapping.editing import NewRule, pasted, with_rules
from data.errors import Conflict, Refused, StorageError
from data.store import Store

HASH_LENGTH = 12
"""Characters of a file's SHA-256 that are shown."""


@dataclass(frozen=True)
class Mapping:
    """The file of declared rules, as it stands now."""

    source: str
    path: Path
    sha256: str | None
    """None: it cannot be read."""


@dataclass(frozen=True)
class Accepted:
    """What was accepted last, for as long as it can be undone."""

    what: str
    model: str
    by: str
    before: str
    after: str


class Reviewing:
    """Things that found no model; accepting where one belongs changes a file and reads it anew."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        people: People,
        syncing: Syncing,
        rows: Rows,
        now: Callable[[], datetime],
    ) -> None:
        self._settings = settings
        self._store = store
        self._people = people
        self._syncing = syncing
        self._rows = rows
        self._now = now
        self._last: Accepted | None = None
        self._lock = threading.Lock()

    def things(self) -> tuple[Thing, ...]:
        """Return all that found no model, biggest first within its kind and unit."""
        return unmatched.things(self._rows)

    def coverage(self) -> tuple[Coverage, ...]:
        """Return how much of what each source brings found its model, the worst first."""
        return unmatched.coverage(self._rows)

    def near(self, things: Sequence[Thing]) -> dict[Thing, tuple[Near, ...]]:
        """Return for each thing the models with names like its own: suggestions, never matches."""
        names = unmatched.names(self._rows)
        return {each: unmatched.near(each.what, names) if each.rules else () for each in things}

    def models(self) -> tuple[str, ...]:
        """Return every model that a thing may be given to."""
        return tuple(sorted(set(unmatched.names(self._rows).values())))

    def mapping(self) -> Mapping | None:
        """Return the mapping file; None: the settings name none."""
        source = self._source()
        if source is None:
            return None
        try:
            text = _text(source.path)
        except StorageError:
            return Mapping(source.name, source.path, None)
        return Mapping(source.name, source.path, _sha256(text))

    def last(self) -> Accepted | None:
        """Return what was accepted last, while the file still stands as it was left."""
        source, last = self._source(), self._last
        if source is None or last is None:
            return None
        with suppress(StorageError):
            return last if _text(source.path) == last.after else None
        return None

    def lines(self, thing: Thing, model: str) -> str:
        """Return what a person may paste under `models:` of a mapping file by hand."""
        return pasted(model, _rules(thing.rules, thing.source))

    def accept(self, thing: Thing, model: str, seen: str | None, by: str) -> Accepted:
        """Write into the mapping file that a thing belongs to a model, and read the file anew.

        Args:
            thing: what found no model.
            model: one that some source names.
            seen: the hash of the file that the person saw.
            by: the id of who accepts it.

        Raises:
            Refused: the person or model is not known, no rule can select the thing, no mapping
                file is connected, or its form lets nothing be added.
            Conflict: the file was changed since.
            SettingsError: the file, as it is or would be, does not hold.
            Busy: it was written, and will be read once the sync that runs now is over.
            StorageError: it cannot be read or written.
        """
        person = self._people.known(by, phrase("accept where something belongs"))
        source = self._source()
        if source is None:
            raise Refused(
                say("No mapping file is connected: add a source of kind `mapping` first.")
            )
        if not thing.rules:
            raise Refused(
                say("{thing} names nothing that a rule could select it by.", thing=repr(thing.what))
            )
        if model not in self.models():
            raise Refused(
                say("No source knows a model {model}: choose one from the list.", model=repr(model))
            )
        before = _text(source.path)
        if _sha256(before) != seen:
            raise _changed(source.path)
        after = with_rules(source, before, model, _rules(thing.rules, thing.source))
        accepted = Accepted(thing.what, model, person.name, before, after)
        self._write(source, before, after)
        self._last = accepted
        self._store.audit(self._now(), person.name, "gave to a model", thing.what, model)
        self._syncing.run([source.name])
        return accepted

    def undo(self, by: str) -> Accepted:
        """Take back what was accepted last.

        Raises:
            Refused: the person is not known, or the file does not stand as it was left.
            Conflict: the file is being changed.
            Busy: it was written, and will be read once the sync that runs now is over.
            StorageError: it cannot be read or written.
        """
        person = self._people.known(by, phrase("undo"))
        source, last = self._source(), self.last()
        if source is None or last is None:
            raise Refused(say("There is nothing to undo: the mapping file was changed since."))
        self._write(source, last.after, last.before)
        self._last = None
        self._store.audit(self._now(), person.name, "took from a model", last.what, last.model)
        self._syncing.run([source.name])
        return last

    def _source(self) -> MappingFile | None:
        found = (each for each in self._settings.sources if isinstance(each, MappingFile))
        return next(found, None)

    def _write(self, source: MappingFile, before: str, after: str) -> None:
        """Replace the file, if it still stands as it was read: of two clicks, one comes first."""
        with self._lock:
            if _text(source.path) != before:
                raise _changed(source.path)
            replace_text(source.path, after)


def _rules(rules: Sequence[Selects], source: str) -> list[NewRule]:
    return [NewRule(each.kind, each.field, each.value, source) for each in rules]


def _changed(path: Path) -> Conflict:
    return Conflict(
        say(
            "{file} was changed since this page read it; nothing was overwritten: look again, "
            "then accept.",
            file=path.name,
        )
    )


def _text(path: Path) -> str:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return file.read()
    except (OSError, UnicodeDecodeError) as error:
        raise StorageError(
            say("{file}: cannot be read: create it, or make it readable", file=path)
        ) from error


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
