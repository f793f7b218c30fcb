"""Setting up: sources are tried and written into the settings file, which names no secret."""

import json
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from os import environ
from pathlib import Path
from typing import Any

from app.config import DEFAULT_FILE, Settings, loaded, source
from app.replacing import replace_text
from app.syncing import Checked, Syncing
from app.wording import say
from connectors.base import Connector, discover
from data.errors import Conflict, Refused, ScorecardError, SettingsError, StorageError
from data.landing import Landing
from data.store import Store

TRIED_FOR = 30.0
"""Seconds after which a connection that is tried is given up."""
HERE = "local user"
"""Who writes settings, until sign-in exists: whoever reaches the server."""
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]{0,63}")
_LONGEST_WORD = 16
"""Characters without an underscore from which a name is more likely a key than a variable."""
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_HEADER = re.compile(r"\s*\[")
_writing = threading.Lock()


@dataclass(frozen=True)
class File:
    """The settings file as a page saw it."""

    path: Path
    text: str | None
    """None: there is none yet."""


@dataclass(frozen=True)
class Change:
    """What was done to the file, for as long as it can be undone."""

    source: str
    before: File
    after: str


@dataclass(frozen=True)
class LastCheck:
    """What came of trying every source, and when."""

    at: datetime
    results: tuple[Checked, ...]


class SettingUp:
    """The settings file: which sources it has, one more, one less."""

    def __init__(
        self,
        settings: Settings,
        store: Callable[[], Store],
        landing: Landing,
        syncing: Callable[[], Syncing],
        now: Callable[[], datetime],
    ) -> None:
        self._settings = settings
        self._store = store
        self._landing = landing
        self._syncing = syncing
        self._now = now
        self._checked: LastCheck | None = None

    # What may be done, and with what

    def forbidden(self) -> str | None:
        """Say why nothing may be tried or written here; None: it may."""
        if self._settings.demo:
            return say(
                "This is the demo, which has no settings file: start `mlops-scorecard serve` "
                "without `--demo` to connect what you have."
            )
        if not self._settings.table.server.setup:
            return say(
                "Changing settings from a page is switched off by `setup = false` under "
                "`[server]`: write the lines into the file by hand, then restart the server."
            )
        return None

    def kinds(self) -> Mapping[str, type[Connector]]:
        """Return every kind of real source."""
        return {name: kind for name, kind in discover().items() if not kind.simulated}

    def file(self) -> File:
        """Read the settings file as it is now.

        Raises:
            StorageError: it is there and cannot be read.
        """
        path = self._settings.file or self._settings.folder / DEFAULT_FILE
        if not path.exists():
            return File(path, None)
        try:
            with path.open(encoding="utf-8", newline="") as opened:
                return File(path, opened.read())
        except (OSError, UnicodeDecodeError) as error:
            raise StorageError(
                say("{file}: cannot be read: make it readable UTF-8 text", file=path)
            ) from error

    # A new source

    def make(self, name: str, kind: str, values: Mapping[str, Any]) -> Connector:
        """Return the source that these settings stand for.

        Raises:
            SettingsError: naming the key and the mend.
        """
        if kind not in self.kinds():
            raise SettingsError(
                say("There is no kind of source {kind}: choose one from the list.", kind=repr(kind))
            )
        for field, value in values.items():
            if field.endswith("_env") and value and not names_a_variable(str(value)):
                raise SettingsError(
                    say(
                        "{setting}: takes the name of an environment variable, such as {variable}, "
                        "and never the secret itself",
                        setting=field,
                        variable=f"{kind.upper()}_TOKEN",
                    )
                )
        return source(self._settings, name, {"kind": kind, **values})

    def try_out(
        self,
        name: str,
        kind: str,
        values: Mapping[str, Any],
        patience: float = TRIED_FOR,
    ) -> Checked:
        """Try a connection now, with one small call; say what it would bring, or the mend.

        Raises:
            Refused: nothing may be tried here.
        """
        self._allowed()
        try:
            made = self.make(name, kind, values)
        except SettingsError as error:
            return Checked(name, good=False, text=self._shortened(str(error), name))
        return self._tried(made, patience)

    def _tried(self, made: Connector, patience: float) -> Checked:
        """Wait so long for the connector's own check, in a thread that nobody waits for."""
        told: list[Checked | Exception] = []

        def check() -> None:
            names = [*(each.name for each in self._settings.sources), made.name]
            try:
                reading = self._landing.reading(made.name, self._now(), configured=names)
                told.append(Checked(made.name, good=True, text=made.check(reading)))
            except ScorecardError as error:
                told.append(Checked(made.name, good=False, text=str(error)))
            except Exception as error:  # noqa: BLE001  the connectors of others may do anything
                told.append(error)

        thread = threading.Thread(target=check, daemon=True)
        thread.start()
        thread.join(patience)
        ended = told[0] if told else None
        if isinstance(ended, Checked):
            return ended
        why = _late(patience) if ended is None else _broke(ended)
        return Checked(made.name, good=False, text=why)

    def lines(self, name: str, kind: str, values: Mapping[str, Any]) -> str:
        """Return the table that stands for a source in the settings file."""
        rows = [f"[sources.{_key(name)}]", f"kind = {_toml(kind)}"]
        rows += [f"{_key(key)} = {_toml(value)}" for key, value in values.items()]
        return "\n".join(rows) + "\n"

    def add(self, name: str, kind: str, values: Mapping[str, Any], seen: File) -> Change:
        """Write one more source at the end of the file, all else as it is.

        Args:
            name: what it is called.
            kind: of `kinds`.
            values: its settings; those that are left out have their defaults.
            seen: the file as the person saw it.

        Raises:
            Refused: nothing may be written here, or a sync is running.
            SettingsError: the file, as it is or would be, does not hold.
            Conflict: the file was changed since.
            StorageError: it cannot be written.
        """
        self._allowed()
        try:
            self.make(name, kind, values)
        except SettingsError as error:
            raise SettingsError(self._shortened(str(error), name)) from error
        if name in loaded(seen.text or "", seen.path, self._settings.home).table.sources:
            raise SettingsError(
                say(
                    "There is a source {source} already: give this one another name.",
                    source=repr(name),
                )
            )
        before = seen.text or ""
        newline = "\r\n" if "\r\n" in before else "\n"
        gap = "" if not before else newline if before.endswith("\n") else newline * 2
        added = self.lines(name, kind, values).replace("\n", newline)
        change = Change(name, seen, before + gap + added)
        self._write(change, {name})
        self._store().audit(self._now(), HERE, "added a source", name, kind)
        return change

    # One source less, and undo

    def remove(self, name: str, seen: File) -> Change:
        """Take a source's table out of the file, all else as it is; what it brought stays landed.

        Raises:
            Refused: nothing may be written here, or the file's form needs a hand.
            SettingsError: the file does not hold.
            Conflict: the file was changed since.
            StorageError: it cannot be written.
        """
        self._allowed()
        change = Change(name, seen, _without(seen.text or "", name))
        self._write(change, {name})
        self._store().audit(self._now(), HERE, "removed a source", name, "")
        return change

    def can_undo(self, change: Change) -> bool:
        """Tell whether the file still stands as a change left it."""
        return self.forbidden() is None and self.file().text == change.after

    def undo(self, change: Change) -> None:
        """Put back the exact text that was there before.

        Raises:
            Refused: nothing may be written here.
            Conflict: the file was changed since.
            StorageError: it cannot be written.
        """
        self._allowed()
        back = Change(
            change.source, File(change.before.path, change.after), change.before.text or ""
        )
        self._write(back, {change.source})
        self._store().audit(self._now(), HERE, "put back a source", change.source, "")

    def _write(self, change: Change, touched: set[str]) -> None:
        """Put the new text in place, if it holds, changes nothing else, and nobody was faster."""
        path = change.before.path
        then = loaded(change.before.text or "", path, self._settings.home).table
        by_hand = say(
            "The form of {file} does not let this page change it: do it by hand.", file=path.name
        )
        try:
            now = loaded(change.after, path, self._settings.home).table
        except SettingsError as error:
            raise Refused(by_hand) from error
        others = [
            {name: table for name, table in each.sources.items() if name not in touched}
            for each in (then, now)
        ]
        moved = (then.sources.keys() ^ now.sources.keys()) != touched
        if moved or others[0] != others[1] or _besides(then) != _besides(now):
            raise Refused(by_hand)
        with _writing:
            if self.file().text != change.before.text:
                raise Conflict(
                    say(
                        "{file} was changed since this page read it; nothing was overwritten: "
                        "look again, then repeat.",
                        file=path.name,
                    )
                )
            replace_text(path, change.after)

    # The sources that there are

    def check_all(self) -> LastCheck:
        """Try every source of the settings.

        Raises:
            Refused: nothing may be tried here.
        """
        self._allowed()
        self._checked = LastCheck(self._now(), tuple(self._syncing().check()))
        return self._checked

    def last_check(self) -> LastCheck | None:
        """Return what came of trying the sources last, since the server has these settings."""
        return self._checked

    def _allowed(self) -> None:
        if why := self.forbidden():
            raise Refused(why)
        if self._syncing().progress().running:
            raise Refused(say("A sync is running: wait until it is done."))

    def _shortened(self, told: str, name: str) -> str:
        """Leave out of an error where in the file a key would stand: it is not there yet."""
        file = self._settings.file or DEFAULT_FILE
        lines = (line.removeprefix(f"{file}: ") for line in told.splitlines())
        return "; ".join(line.removeprefix(f"sources.{name}.") for line in lines)


def _broke(error: Exception) -> str:
    return say(
        "The connector broke ({error}): report it to its author.", error=type(error).__name__
    )


def _late(patience: float) -> str:
    return say(
        "No answer within {seconds} seconds: see whether the address is right and can be reached "
        "from this server, then test again.",
        seconds=f"{patience:g}",
    )


def names_a_variable(value: str) -> bool:
    """Tell whether a text names an environment variable, and is not likely a secret itself."""
    if value in environ:
        return True
    likely_a_key = len(value) >= _LONGEST_WORD and "_" not in value
    return bool(_VARIABLE.fullmatch(value)) and not likely_a_key


def is_set(variable: str) -> bool:
    """Tell whether a variable is set in this process; its value is never shown."""
    return bool(environ.get(variable))


def _besides(table: Any) -> dict[str, Any]:
    values: dict[str, Any] = table.model_dump(exclude={"sources"})
    return values


def _without(text: str, name: str) -> str:
    """Return the text without a source's table and the tables under it."""
    key = rf"(?:{re.escape(name)}|\"{re.escape(name)}\"|'{re.escape(name)}')"
    own = re.compile(rf"\s*\[\[?\s*sources\s*\.\s*{key}\s*[.\]]")
    kept: list[str] = []
    waiting: list[str] = []
    """Blank lines and remarks: they belong to the table that follows."""
    inside = False
    for line in text.splitlines(keepends=True):
        if _HEADER.match(line):
            inside = bool(own.match(line))
            kept += [] if inside else waiting
            waiting = []
        if not inside:
            kept.append(line)
        elif not line.strip() or line.lstrip().startswith("#"):
            waiting.append(line)
        else:
            waiting = []
    return "".join(kept) + ("" if not waiting else "".join(waiting))


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _toml(key)


def _toml(value: Any) -> str:
    """Return a value as TOML writes it."""
    if isinstance(value, Mapping):
        pairs = ", ".join(f"{_key(str(key))} = {_toml(each)}" for key, each in value.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
