"""Which addresses may be asked: hosts that the settings list, at places that are theirs to have."""

import socket
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Annotated

from pydantic import AfterValidator
from urllib3.exceptions import LocationParseError
from urllib3.util import Url, parse_url

DEFAULT_PORTS = {"https": 443, "http": 80}
NAT64 = IPv6Network("64:ff9b::/96")


def host_of(url: Url) -> str:
    """Return the host of an address, with its port where that is not the usual one."""
    usual = DEFAULT_PORTS.get(url.scheme or "")
    return f"{url.host}" if url.port in (None, usual) else f"{url.host}:{url.port}"


def _one_host(value: str) -> str:
    try:
        url = parse_url(f"//{value.strip().lower()}")
    except LocationParseError as error:
        raise ValueError("is no host: write a name such as wiki.example.com") from error
    if not url.host or url.auth or url.path or url.query or url.fragment or "*" in url.host:
        raise ValueError("must be one exact host name, with :port where it is not the usual one")
    return host_of(url)


HostName = Annotated[str, AfterValidator(_one_host)]


def asked_address(text: str) -> Url | None:
    """Return an http(s) address as it would be called; None: it is none, or holds a password."""
    try:
        url = parse_url(text.strip())
    except LocationParseError:
        return None
    usable = url.scheme in DEFAULT_PORTS and url.host and url.auth is None
    return url._replace(fragment=None) if usable else None


@dataclass(frozen=True)
class Hosts:
    """The hosts of the settings: all that may be asked, in our own network, without encryption."""

    listed: frozenset[str]
    private: frozenset[str]
    plain: frozenset[str]

    def allow(self, url: Url) -> bool:
        """Tell whether an address may be asked by its name."""
        host = host_of(url)
        return host in self.listed and (url.scheme == "https" or host in self.plain)

    def place(self, url: Url) -> str | None:
        """Return the IP address to call; None: the name has none, or one that it may not have.

        A name that anybody can point somewhere must not make us call our own network.
        """
        port = url.port or DEFAULT_PORTS[url.scheme or "https"]
        name = (url.host or "").strip("[]")
        try:
            found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return None
        places = [str(each[4][0]) for each in found]
        private = host_of(url) in self.private
        return places[0] if places and _may_call(places, private=private) else None


def _may_call(places: Iterable[str], *, private: bool) -> bool:
    return all(_is_open(place, private=private) for place in places)


def _is_open(place: str, *, private: bool) -> bool:
    """Tell whether an IP address is public, or private where that is allowed.

    Link-local ones never are: the metadata of cloud machines, with their keys, stand there.
    """
    address = _inner(ip_address(place.partition("%")[0]))
    if address.is_link_local or address.is_multicast or address.is_unspecified:
        return False
    return address.is_global or (private and (address.is_private or address.is_loopback))


def _inner(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Return the IPv4 address that an IPv6 address stands for, where it does."""
    if isinstance(address, IPv4Address):
        return address
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address
