"""What every connector over HTTP is set up with: an address, certificates and a deadline."""

from collections.abc import Collection
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, PrivateAttr

from connectors.base import Connector
from connectors.credentials import Credentials
from connectors.files import LocalPath
from connectors.session import Patience, Session


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
        120, gt=0, le=3600, description="longest time for one whole reading, in seconds"
    )
    _patience: Patience = PrivateAttr(default_factory=Patience)

    def _session(
        self,
        credentials: Credentials,
        *,
        accept: str = "application/json",
        searches: Collection[str] = (),
    ) -> Session:
        return Session(
            source=self.name,
            title=self.title,
            url=self.url,
            credentials=credentials,
            patience=self._patience.within(self.deadline_seconds),
            accept=accept,
            ca_file=self.ca_file,
            searches=searches,
        )
