"""Whether cards, runbooks and reviews that other sources name stand where their addresses say."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import ClassVar, Self

from pydantic import Field, PrivateAttr, model_validator
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3.util import Url

from connectors.base import Connector, Verified
from connectors.links.hosts import HostName, Hosts, asked_address, host_of
from connectors.links.probe import Prober, trusted
from connectors.parts.credentials import from_environment
from connectors.parts.files import LocalPath
from connectors.session import Patience
from data.errors import Unavailable
from data.reading import Reading
from data.records import Document, DocumentState

Addresses = dict[str, Url]
HOSTS_SHOWN = 5


class Links(Connector):
    """Looks whether the documents that other sources name by web address are there."""

    kind: ClassVar[str] = "links"
    title: ClassVar[str] = "Links of documents"
    brings: ClassVar[tuple[str, ...]] = ("document",)
    after_others: ClassVar[bool] = True
    reads: ClassVar[str] = (
        "HEAD of each https address that a document of another source has, on the hosts that are "
        "listed; GET of its first byte where a server does not take HEAD, or says that nothing is "
        "there."
    )
    never_reads: ClassVar[str] = (
        "What stands at an address, any host that is not listed, addresses with a password in "
        "them, and private addresses of hosts that are not listed as private."
    )
    least_privilege: ClassVar[str] = (
        "None for public pages; for others a bearer token of the host that may read them."
    )
    limits: ClassVar[str] = (
        "One call at a time with a pause for each host; `most` addresses and `deadline_seconds` in "
        "all, the rest stays not checked and goes first next time. A host that twice does not "
        "answer is left alone until the next sync."
    )
    verified: ClassVar[Verified] = Verified(
        "live", "servers on loopback over HTTP and TLS, well and ill behaved", date(2026, 11, 26)
    )

    hosts: tuple[HostName, ...] = Field(
        min_length=1,
        description="exact names of the hosts that may be asked, with :port where it is not the "
        "usual one",
    )
    private_hosts: tuple[HostName, ...] = Field(
        (), description="those of them that are in your own network; others may not lead there"
    )
    http_hosts: tuple[HostName, ...] = Field(
        (), description="those of them that may be asked over http, without encryption"
    )
    token_env: Mapping[HostName, str] = Field(
        default_factory=dict,
        description="by host, the name of the environment variable that holds its bearer token",
    )
    ca_file: LocalPath | None = Field(
        None,
        description="file of certificates (PEM) to trust, for hosts that your own authority "
        "signed; unset: the usual public ones",
    )
    deadline_seconds: float = Field(
        300, gt=0, le=600, description="longest time for one whole reading, in seconds"
    )
    seconds_each: float = Field(10, gt=0, le=60, description="longest time for one call")
    pause_seconds: float = Field(
        0.2, ge=0, le=60, description="pause between two calls of one host, in seconds"
    )
    most: int = Field(1000, ge=1, le=100_000, description="addresses to ask in one reading")
    _patience: Patience = PrivateAttr(default_factory=Patience)

    @model_validator(mode="after")
    def _all_are_listed(self) -> Self:
        for name in ("private_hosts", "http_hosts", "token_env"):
            others = sorted(set(getattr(self, name)) - set(self.hosts))
            if others:
                raise ValueError(f"`{name}` has {others[0]}, which is not in `hosts`: add it there")
        return self

    def secrets(self) -> Iterable[str]:
        """Give the names of the variables that hold the tokens."""
        return tuple(self.token_env.values())

    def read(self, reading: Reading) -> Iterator[Document]:
        """Yield the state of each document that another source names by a web address."""
        prober = self._prober()
        named = _named(reading)
        asked = self._in_turn(_addresses(named), reading)
        states: dict[str, DocumentState] = {}
        for at, (address, url) in enumerate(asked.items()):
            if at % 50 == 0:
                reading.progress(f"{at} of {len(asked)} addresses")
            states[address] = prober.state(url)
        for row in named:
            yield row.model_copy(
                update={"state": states.get(row.location, DocumentState.NOT_CHECKED)}
            )

    def check(self, reading: Reading) -> str:
        """Look at the first address; say how many there are, and which hosts are not listed."""
        prober = self._prober()
        addresses = _addresses(_named(reading))
        if not addresses:
            return "no document with a web address is known yet: sync the other sources first"
        listed = {each: url for each, url in addresses.items() if self._hosts().allow(url)}
        left = sorted({host_of(url) for each, url in addresses.items() if each not in listed})
        told = f"{len(listed)} of {len(addresses)} addresses of documents are checked"
        if listed:
            first = next(iter(listed.values()))
            told += f"; the first, on {host_of(first)}, is {prober.state(first).replace('_', ' ')}"
        if left:
            more = ", …" if len(left) > HOSTS_SHOWN else ""
            told += f"; not listed, or http only: {', '.join(left[:HOSTS_SHOWN])}{more}"
        return told

    def _hosts(self) -> Hosts:
        return Hosts(
            frozenset(self.hosts), frozenset(self.private_hosts), frozenset(self.http_hosts)
        )

    def _prober(self) -> Prober:
        if self.ca_file is not None and not self.ca_file.is_file():
            raise Unavailable(
                f"{self.ca_file}: there is no such file of certificates: correct `ca_file` of "
                f"source {self.name!r}"
            )
        return Prober(
            hosts=self._hosts(),
            patience=self._patience.within(self.deadline_seconds),
            context=trusted(str(self.ca_file or DEFAULT_CA_BUNDLE_PATH)),
            tokens={
                host: from_environment(variable, "token_env", self.name)
                for host, variable in self.token_env.items()
            },
            pause_seconds=self.pause_seconds,
            seconds_each=self.seconds_each,
        )

    def _in_turn(self, addresses: Addresses, reading: Reading) -> Addresses:
        """Return the addresses to ask now: those that were not asked last time go first."""
        hosts = self._hosts()
        listed = {each: url for each, url in addresses.items() if hosts.allow(url)}
        before = {
            row.location
            for row in reading.previous(Document)
            if isinstance(row, Document) and row.state is not DocumentState.NOT_CHECKED
        }
        turn = sorted(listed, key=lambda each: (each in before, each))
        return {each: listed[each] for each in turn[: self.most]}


def _named(reading: Reading) -> list[Document]:
    """Return a row for each document that another source names by a web address, once each."""
    found: dict[tuple[str, str, str], Document] = {}
    for row in reading.others(Document):
        if isinstance(row, Document) and not row.only_state and asked_address(row.location):
            found[row.model, row.kind, row.location] = Document(
                model=row.model, kind=row.kind, location=row.location, only_state=True
            )
    return [found[key] for key in sorted(found)]


def _addresses(named: Iterable[Document]) -> Addresses:
    urls = {row.location: asked_address(row.location) for row in named}
    return {location: url for location, url in urls.items() if url is not None}
