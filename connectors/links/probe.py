"""One look at an address: does something stand there? Nothing that stands there is read."""

import secrets
import socket
import ssl
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from threading import Timer
from urllib.parse import urljoin

from urllib3.util import Url

from connectors.links.hosts import DEFAULT_PORTS, Hosts, asked_address, host_of
from connectors.session import Patience
from data.records import DocumentState

CONNECT_SECONDS = 5.0
LONGEST_WAIT = 10.0
MOST_REDIRECTS = 5
MOST_SILENCES = 2
"""After so many addresses in a row that cannot be asked, a host is left alone."""
HERE = range(200, 300)
GONE = {404, 410}
ASK_ANOTHER_WAY = {404, 405, 410, 501}
"""What some servers answer to HEAD, whatever stands there."""
EMPTY = 416
"""There is no first byte: what stands there is empty."""
PASSING = {429, 500, 502, 503, 504}


@dataclass(frozen=True)
class _Answer:
    status: int
    location: str | None = None
    wait: float = 0.0


@dataclass
class Prober:
    """Looks at addresses one after another, with a pause for each host.

    Args:
        hosts: which may be asked.
        patience: its clock; the deadline is for all looks together.
        context: the certificates to trust.
        tokens: what is sent as Authorization, by host.
        pause_seconds: between two calls of one host.
        seconds_each: for one call.
    """

    hosts: Hosts
    patience: Patience
    context: ssl.SSLContext
    tokens: Mapping[str, str]
    pause_seconds: float
    seconds_each: float
    progress: Callable[[str], None] = lambda _: None
    _places: dict[str, str | None] = field(default_factory=dict)
    _called: dict[str, float] = field(default_factory=dict)
    _silences: dict[str, int] = field(default_factory=dict)
    _says_yes_to_all: dict[str, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._until = self.patience.clock() + self.patience.deadline_seconds

    def state(self, url: Url) -> DocumentState:
        """Return what is known of an address after looking there."""
        if not self.hosts.allow(url) or self.patience.clock() >= self._until:
            return DocumentState.NOT_CHECKED
        host = host_of(url)
        if self._silences.get(host, 0) >= MOST_SILENCES:
            return DocumentState.UNREACHABLE
        status = self._followed(url)
        self._silences[host] = self._silences.get(host, 0) + 1 if status is None else 0
        if status in GONE:
            return DocumentState.MISSING
        here = status is not None and (status in HERE or status == EMPTY)
        if here and not self._answers_well_to_all(url):
            return DocumentState.EXISTS
        return DocumentState.UNREACHABLE

    def _answers_well_to_all(self, url: Url) -> bool:
        """Tell whether a host calls what cannot be there well too: login pages, web apps."""
        host = host_of(url)
        if host not in self._says_yes_to_all:
            folder = (url.path or "/").rpartition("/")[0]
            nowhere = url._replace(path=f"{folder}/{secrets.token_hex(8)}", query=None)
            status = self._followed(nowhere)
            self._says_yes_to_all[host] = status is not None and status in HERE
        return self._says_yes_to_all[host]

    def _followed(self, url: Url) -> int | None:
        """Return the last status after redirects on the same host; None: it cannot be told."""
        first = url
        for _ in range(MOST_REDIRECTS):
            answer = self._asked(url)
            if answer is None or not 300 <= answer.status < 400:
                return None if answer is None or answer.status in PASSING else answer.status
            following = _target(url, answer.location)
            if following is None or following.host != first.host or not self.hosts.allow(following):
                return answer.status
            url = following
        return None

    def _asked(self, url: Url) -> _Answer | None:
        answer = self._tried("HEAD", url)
        if answer is not None and answer.status in ASK_ANOTHER_WAY:
            return self._tried("GET", url)
        return answer

    def _tried(self, method: str, url: Url) -> _Answer | None:
        """Call, and once more where that may help; None: there was no answer."""
        answer = self._called_once(method, url)
        if answer is None or answer.status in PASSING:
            wait = max(self.pause_seconds, answer.wait if answer else 0.0)
            if wait <= LONGEST_WAIT and self.patience.clock() + wait < self._until:
                self.patience.sleep(wait)
                return self._called_once(method, url)
        return answer

    def _called_once(self, method: str, url: Url) -> _Answer | None:
        host = host_of(url)
        if host not in self._places:
            self._places[host] = self.hosts.place(url)
        place = self._places[host]
        if place is None:
            return None
        self._pause(host)
        with suppress(OSError, HTTPException, ValueError):
            return self._call(method, url, place)
        return None

    def _pause(self, host: str) -> None:
        now = self.patience.clock()
        wait = self._called.get(host, now - self.pause_seconds) + self.pause_seconds - now
        if wait > 0:
            self.patience.sleep(wait)
        self._called[host] = self.patience.clock()

    def _call(self, method: str, url: Url, place: str) -> _Answer:
        """Ask at this very IP address, so that no name can be pointed elsewhere in between."""
        port = url.port or DEFAULT_PORTS[url.scheme or "https"]
        line = [socket.create_connection((place, port), timeout=CONNECT_SECONDS)]
        # A server that sends a byte now and then would never time out by itself.
        hang_up = Timer(self.seconds_each, _hang_up, [line])
        hang_up.daemon = True
        hang_up.start()
        try:
            line[0].settimeout(self.seconds_each)
            if url.scheme == "https":
                name = (url.host or "").strip("[]")
                line[0] = self.context.wrap_socket(
                    line[0], server_hostname=name, do_handshake_on_connect=False
                )
                line[0].do_handshake()  # type: ignore[attr-defined]
            connection = HTTPConnection(place, port)
            connection.sock = line[0]
            connection.request(method, url.request_uri, headers=self._headers(method, url))
            response = connection.getresponse()
            asked = response.getheader("Retry-After", "").strip()
            wait = float(asked) if asked.isascii() and asked.isdigit() else 0.0
            return _Answer(response.status, response.getheader("Location"), wait)
        finally:
            hang_up.cancel()
            line[0].close()

    def _headers(self, method: str, url: Url) -> dict[str, str]:
        headers = {"Host": url.netloc or "", "User-Agent": "mlops-scorecard", "Accept": "*/*"}
        if method == "GET":
            headers["Range"] = "bytes=0-0"
        host = host_of(url)
        # A token goes into no open line, but inside our own network.
        if host in self.tokens and (url.scheme == "https" or host in self.hosts.private):
            headers["Authorization"] = f"Bearer {self.tokens[host]}"
        return headers


def _target(url: Url, location: str | None) -> Url | None:
    """Return where a redirect leads; None: nowhere that can be asked."""
    try:
        return asked_address(urljoin(url.url, location)) if location else None
    except ValueError:
        return None


def _hang_up(line: list[socket.socket]) -> None:
    with suppress(OSError):
        line[0].shutdown(socket.SHUT_RDWR)


def trusted(ca_file: str) -> ssl.SSLContext:
    """Return the rules for secure connections, with these certificates trusted."""
    return ssl.create_default_context(cafile=ca_file)
