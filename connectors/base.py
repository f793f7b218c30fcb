"""The contract of a connector: its settings, its reading, its check; and how kinds are found."""

import importlib
import inspect
import pkgutil
from abc import abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from data.reading import Reading, RejectedRow, Select
from data.records import Record


@dataclass(frozen=True)
class Verified:
    """What a connector was last held against, and when, for the table in docs/connecting.md."""

    how: Literal["live", "description", "shapes", "files"]
    """live: the real server ran; description: what the vendor publishes of the API, in machine form
    or in words; shapes: the vendor's own client library; files: files of the format."""
    against: str
    """The server, description or library with its version."""
    on: date


class Connector(BaseModel):
    """One source: its pydantic fields are its settings, each described for the docs.

    A subclass sets `kind` (the word in the settings file), `title` (how pages name it), `brings`
    (entities), `verified`, and sentences for docs/connecting.md: `reads` (the calls or files),
    `never_reads`, `least_privilege` and `limits` (how far back, how much, how often it calls).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    kind: ClassVar[str]
    title: ClassVar[str]
    brings: ClassVar[tuple[str, ...]]
    reads: ClassVar[str]
    never_reads: ClassVar[str]
    least_privilege: ClassVar[str]
    limits: ClassVar[str]
    verified: ClassVar[Verified]
    by_hand: ClassVar[bool] = False
    """Rows that people keep in files: their evidence counts at quality 0.8 (method §2)."""
    simulated: ClassVar[bool] = False
    """Rows that stand for no real thing: every page says so."""

    name: str = Field("", description="set from the settings file's key", exclude=True)

    @abstractmethod
    def read(self, reading: Reading) -> Iterator[Record | RejectedRow | Select]:
        """Yield every row that the source holds now.

        Raises:
            SourceError: the source could not be read; nothing of this reading is used.
        """

    @abstractmethod
    def check(self, reading: Reading) -> str:
        """Try the connection with one small call; say in one sentence what it would bring.

        Raises:
            SourceError: with the mend in its text.
        """

    def secrets(self) -> Iterable[str]:
        """Give the names of the environment variables that must be set."""
        return ()


def discover() -> dict[str, type[Connector]]:
    """Return every kind of connector found by being in this package, by its kind."""
    import connectors

    found: dict[str, type[Connector]] = {}
    for module in pkgutil.iter_modules(connectors.__path__, "connectors."):
        for _, member in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            if issubclass(member, Connector) and "kind" in member.__dict__:
                found[member.kind] = member
    return dict(sorted(found.items()))
