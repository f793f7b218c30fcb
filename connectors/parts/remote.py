"""What every connector over HTTP is set up with: an address, certificates and a deadline."""

import json
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, PrivateAttr, ValidationError

from connectors.base import Connector
from connectors.parts.credentials import Credentials
from connectors.parts.files import LocalPath
from connectors.session import Patience, Session
from data.reading import RejectedRow

LONGEST_RAW = 4000


def _base_url(value: str) -> str:
    """Return an address to put paths after, without a final slash."""
    parts = urlsplit(value.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be an address that starts with https:// or http://")
    if "@" in parts.netloc:
        raise ValueError(
            "must hold no user or password: name an environment variable that holds them"
        )
    if parts.query or parts.fragment:
        raise ValueError("must end before any ? or #")
    try:
        parts.hostname.encode("idna")
        _ = parts.port
    except ValueError as error:
        raise ValueError("has a host or port that cannot be") from error
    return value.strip().rstrip("/")


BaseUrl = Annotated[str, AfterValidator(_base_url)]


class RemoteConnector(Connector):
    """A connector whose source answers over HTTP."""

    url: BaseUrl = Field(description="address of the server, without a path of its API")
    ca_file: LocalPath | None = Field(
        None,
        description="file of certificates (PEM) to trust, for a server that your own authority "
        "signed; unset: the usual public ones",
    )
    deadline_seconds: float = Field(
        120, gt=0, le=600, description="longest time for one whole reading, in seconds"
    )
    _patience: Patience = PrivateAttr(default_factory=Patience)

    def _session(
        self,
        credentials: Credentials,
        *,
        accept: str = "application/json",
        searches: Collection[str] = (),
        headers: Mapping[str, str] | None = None,
        exact: bool = False,
        url: str | None = None,
        title: str | None = None,
        setting: str = "url",
        statuses: Mapping[str, int] | None = None,
    ) -> Session:
        return Session(
            source=self.name,
            title=title or self.title,
            url=url or self.url,
            setting=setting,
            credentials=credentials,
            patience=self._patience.within(self.deadline_seconds),
            accept=accept,
            ca_file=self.ca_file,
            searches=searches,
            headers=headers,
            exact=exact,
            statuses=statuses,
        )


def inner(row: Any, *names: str) -> str | None:
    """Return the text at a path inside a row; None where there is none, or no text."""
    for name in names:
        row = row.get(name) if isinstance(row, Mapping) else None
    return row if isinstance(row, str) and row.strip() else None


def time_of(row: Any, *names: str) -> datetime | None:
    """Return the time at a path inside a row, written with its zone; None: there is none."""
    try:
        told = datetime.fromisoformat(inner(row, *names) or "")
        return told.astimezone(UTC) if told.tzinfo else None
    except (ValueError, OverflowError):
        return None


def utc_text(moment: datetime) -> str:
    """Return a time as most APIs ask for it: `2026-11-23T09:00:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def whole_number(row: Any, name: str) -> int:
    """Return a whole number of a row.

    Raises:
        ValueError: it has none.
    """
    number = row.get(name) if isinstance(row, Mapping) else None
    if type(number) is not int:
        raise ValueError(f"{name}: is not there, or no whole number")
    return number


def objects(row: Any, name: str) -> list[Mapping[str, Any]]:
    """Return the objects of a list inside a row; none where there is no such list."""
    found = row.get(name) if isinstance(row, Mapping) else None
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []


def rejected(entity: str, row: Any, error: ValueError, hide: Callable[[str], str]) -> RejectedRow:
    """Return a row that could not be used, with the reason and its text without credentials."""
    reason = str(error)
    if isinstance(error, ValidationError):
        problems = error.errors(include_url=False, include_input=False, include_context=False)
        reason = "; ".join(
            f"{'.'.join(str(part) for part in problem['loc'])}: {problem['msg']}"
            for problem in problems
        )
    raw = json.dumps(row, ensure_ascii=False, default=str)
    return RejectedRow(entity, storable(hide(reason)), storable(hide(raw)[:LONGEST_RAW]))


def storable(text: str) -> str:
    """Return a text without lone surrogates, which no file takes."""
    return text.encode("utf-8", "backslashreplace").decode()
