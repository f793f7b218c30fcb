"""The contract of a connector: its settings, its reading, its check; and how kinds are found."""

import importlib
import inspect
import pkgutil
import re
from abc import abstractmethod
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from importlib.metadata import Distribution, EntryPoint, distributions
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from data.reading import Reading, RejectedRow, Select
from data.records import Record, entities

GROUP = "mlops_scorecard.connectors"
"""The entry points by which an installed package offers its connectors, each under its kind."""
KIND = re.compile(r"[a-z][a-z0-9_-]*")
SAID_OF_ITSELF = {
    "title": str,
    "brings": tuple,
    "reads": str,
    "never_reads": str,
    "least_privilege": str,
    "limits": str,
}


@dataclass(frozen=True)
class Verified:
    """What a connector was last held against, and when, for the table in docs/connecting.md."""

    how: Literal["live", "recorded", "description", "shapes", "files"]
    """live: the real server ran; recorded: its answers, replayed; description: what the vendor
    publishes of the API, in machine form or in words; shapes: the vendor's own client library;
    files: files of the format."""
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
    after_others: ClassVar[bool] = False
    """It reads what other sources landed (`reading.others`), and so is read after them."""

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


@dataclass(frozen=True)
class Broken:
    """A connector that an installed package offers and that cannot be used."""

    kind: str
    """The name under which it is offered."""
    package: str
    wrong: str
    """What is wrong, and the mend, as the end of a sentence that names the package."""

    def __str__(self) -> str:
        return f"the installed package {self.package} offers kind {self.kind!r}, {self.wrong}"


def discover() -> dict[str, type[Connector]]:
    """Return every kind of connector: those in this package, and those that others offer."""
    offered = (each for each in _offered() if not isinstance(each, Broken))
    return dict(sorted((_built_in() | {each.kind: each for each in offered}).items()))


def broken() -> tuple[Broken, ...]:
    """Return what installed packages offer that cannot be used."""
    return tuple(each for each in _offered() if isinstance(each, Broken))


def _built_in() -> dict[str, type[Connector]]:
    import connectors

    found: dict[str, type[Connector]] = {}
    for module in pkgutil.iter_modules(connectors.__path__, "connectors."):
        for _, member in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            if issubclass(member, Connector) and "kind" in member.__dict__:
                found[member.kind] = member
    return found


def _offered() -> Iterator[type[Connector] | Broken]:
    """Yield what each installed package offers, by kind; one taken twice is nobody's."""
    built_in = _built_in()
    kinds: dict[str, list[tuple[str, EntryPoint]]] = defaultdict(list)
    for package, distribution in _packages().items():
        for point in _entry_points(distribution):
            kinds[point.name].append((package, point))
    for kind, offers in sorted(kinds.items()):
        packages = sorted(package for package, _ in offers)
        for package, point in offers:
            others = ", ".join(sorted({*packages} - {package}))
            if kind in built_in:
                yield Broken(kind, package, f"which is built in: rename or uninstall {package}")
            elif len(offers) > 1:
                taken = f"and so does {others or 'it again'}: uninstall one of them"
                yield Broken(kind, package, taken)
            else:
                yield _loaded(package, point)


def _packages() -> dict[str, Distribution]:
    """Return the installed packages; of two with one name the first, which is also imported."""
    found: dict[str, Distribution] = {}
    for distribution in distributions():
        name: str | None = distribution.metadata["Name"]
        if name:
            found.setdefault(re.sub(r"[-_.]+", "-", name).lower(), distribution)
    return found


def _entry_points(distribution: Distribution) -> list[EntryPoint]:
    try:
        return list(distribution.entry_points.select(group=GROUP))
    except Exception:  # noqa: BLE001  files that others wrote: what is no entry point offers nothing
        return []


def _loaded(package: str, point: EntryPoint) -> type[Connector] | Broken:
    mend = f"upgrade or uninstall {package}"
    try:
        found = point.load()
    except (Exception, SystemExit) as error:  # noqa: BLE001  the code of others may do anything
        told = (
            f"{type(error).__name__}: {error}"
            if isinstance(error, ImportError)
            else (type(error).__name__)
        )
        told = " ".join(told.split())
        return Broken(point.name, package, f"but {point.value} cannot be loaded ({told}): {mend}")
    wrong = _unlike_a_connector(point.name, found)
    return Broken(point.name, package, f"but {point.value} {wrong}: {mend}") if wrong else found


def _unlike_a_connector(kind: str, found: Any) -> str | None:
    """Say what keeps a thing from being a connector of this kind; None: nothing."""
    if not (inspect.isclass(found) and issubclass(found, Connector)):
        return "is no Connector"
    if not KIND.fullmatch(kind) or getattr(found, "kind", None) != kind:
        return f"has the kind {getattr(found, 'kind', None)!r}: the two must be one lower-case word"
    if found.read is Connector.read or found.check is Connector.check:
        return "has no `read` or no `check`"
    missing = [n for n, t in SAID_OF_ITSELF.items() if not isinstance(getattr(found, n, None), t)]
    if not isinstance(getattr(found, "verified", None), Verified):
        missing.append("verified")
    if missing:
        return f"does not say {', '.join(missing)}"
    unknown = [str(name) for name in found.brings if name.partition(":")[0] not in entities()]
    return f"brings {', '.join(unknown)}, which landing does not know" if unknown else None
