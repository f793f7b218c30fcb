"""Looks at addresses of documents: listed hosts only, nothing read, and no guess in any state."""

import socket
import ssl
import time
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from accounts import NOW
from accounts.links import CANARY, Wiki, connector, named, seen
from faulty_server import Answer, Call, FaultyServer, faulty_server
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from urllib3.util import parse_url

from app.bringing import brought_by, settling
from connectors.links import Links, hosts
from connectors.links.hosts import Hosts, asked_address, host_of
from connectors.session import Patience
from data.errors import AuthFailed, Unavailable
from data.reading import Reading
from data.records import Document, DocumentState, Record

EXISTS, MISSING, UNREACHABLE, NOT_CHECKED = (
    DocumentState.EXISTS,
    DocumentState.MISSING,
    DocumentState.UNREACHABLE,
    DocumentState.NOT_CHECKED,
)
CERTIFICATE = Path(__file__).parent / "fixtures" / "links" / "certificate.pem"
"""For the name localhost; its key protects nothing but these tests."""


@pytest.fixture
def wiki() -> Wiki:
    made = Wiki()
    made.token = None
    return made


@pytest.fixture
def server(wiki: Wiki) -> Iterator[FaultyServer]:
    with faulty_server(wiki) as served:
        yield served


def reading(documents: Sequence[Record], previous: Sequence[Record] = ()) -> Reading:
    def others(entity: type[Record]) -> list[Record]:
        return [row for row in documents if isinstance(row, entity)]

    return Reading(NOW, previous=lambda _: previous, columns=lambda _: (), others=others)


def states(source: Links, documents: Sequence[Document]) -> list[DocumentState]:
    found = {row.location: row.state for row in source.read(reading(documents))}
    return [found[each.location] for each in documents]


def look(server: FaultyServer, *paths: str, **settings: Any) -> list[DocumentState]:
    return states(connector(server, **settings), named(server.url, *paths))


# What is told


def test_each_named_document_is_looked_at_and_only_its_state_is_told(server: FaultyServer) -> None:
    documents = named(server.url, "/cards/churn", "/cards/fraud", "/runbooks/fraud")
    assert list(connector(server).read(reading(documents))) == [
        seen(documents[0], MISSING),
        seen(documents[1], EXISTS),
        seen(documents[2], UNREACHABLE),
    ]


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (200, EXISTS), (204, EXISTS), (404, MISSING), (410, MISSING), (401, UNREACHABLE),
        (403, UNREACHABLE), (400, UNREACHABLE), (429, UNREACHABLE), (500, UNREACHABLE),
        (503, UNREACHABLE), (304, UNREACHABLE),
    ],
)  # fmt: skip
def test_what_a_status_stands_for(
    server: FaultyServer, wiki: Wiki, status: int, state: DocumentState
) -> None:
    wiki.pages["/a"] = status
    assert look(server, "/a") == [state]


def test_a_document_with_two_kinds_of_one_address_is_asked_once(server: FaultyServer) -> None:
    (card,) = named(server.url, "/cards/churn")
    both = [card, card.model_copy(update={"kind": "review"}), card]
    rows = list(connector(server).read(reading(both)))
    assert rows == [seen(each, MISSING) for each in both[:2]]
    assert [call.method for call in server.calls] == ["HEAD", "GET"]


def test_a_look_by_another_source_of_links_is_not_looked_at_again(server: FaultyServer) -> None:
    (card,) = named(server.url, "/cards/fraud")
    assert list(connector(server).read(reading([seen(card, EXISTS)]))) == []


def test_what_is_no_web_address_is_left_to_its_source(server: FaultyServer) -> None:
    documents = named("", "docs/run.md", "ftp://a.example/x", "https://sam:secret@wiki.example/a")
    assert list(connector(server).read(reading(documents))) == []
    assert server.calls == []


def test_it_settles_no_question_alone_since_others_must_name_the_documents() -> None:
    assert Links.title not in brought_by()["document"]
    assert Links not in settling(("document",))


# How it asks


def test_it_asks_with_head_and_for_the_first_byte_where_head_is_not_taken(
    server: FaultyServer,
) -> None:
    def no_head(call: Call) -> Answer:
        if call.method == "HEAD":
            return Answer(status=405)
        return Answer(b"a" * 1_000_000, 206 if call.path == "/a" else 404)

    server.replay = no_head
    assert look(server, "/a") == [EXISTS]
    first, second, *_ = server.calls
    assert (first.method, second.method) == ("HEAD", "GET")
    assert second.headers["Range"] == "bytes=0-0"
    assert {call.method for call in server.calls} == {"HEAD", "GET"}


def test_an_empty_document_is_one(server: FaultyServer) -> None:
    def empty(call: Call) -> Answer:
        if call.path != "/a":
            return Answer(status=404)
        return Answer(status=416 if call.method == "GET" else 501)

    server.replay = empty
    assert look(server, "/a") == [EXISTS]


def test_a_fragment_is_not_sent_and_odd_characters_are_quoted(server: FaultyServer) -> None:
    look(server, "/cards/ä b?q=1#part")
    assert server.calls[0].path == "/cards/%C3%A4%20b"
    assert server.calls[0].query == {"q": ["1"]}


def test_a_host_that_calls_everything_well_proves_nothing(server: FaultyServer) -> None:
    server.replay = lambda _: Answer(b"<html>Sign in</html>")
    assert look(server, "/cards/fraud", "/cards/open") == [UNREACHABLE, UNREACHABLE]


# Redirects


def moved(**targets: str) -> Any:
    def answer(call: Call) -> Answer:
        name = call.path.strip("/")
        if name in targets:
            return Answer(status=302, headers={"Location": targets[name]})
        return Answer(status=200 if name == "here" else 404)

    return answer


def test_a_redirect_on_the_host_is_followed(server: FaultyServer) -> None:
    server.replay = moved(a="/b", b=f"{server.url}/here", c="gone")
    assert look(server, "/a", "/c") == [EXISTS, MISSING]


@pytest.mark.parametrize(
    "target",
    [
        "https://sso.example/login",
        "//sso.example/login",
        "http://127.0.0.1:1/",
        "file:///etc/passwd",
        "http://sam:secret@127.0.0.1/",
        "http://[",
        "",
    ],
)
def test_a_redirect_to_elsewhere_is_not_followed(server: FaultyServer, target: str) -> None:
    server.replay = moved(a=target)
    assert look(server, "/a") == [UNREACHABLE]
    assert {call.path for call in server.calls} == {"/a"}


def test_redirects_without_end_are_left(server: FaultyServer) -> None:
    server.replay = moved(a="/b", b="/a")
    assert look(server, "/a") == [UNREACHABLE]
    assert len(server.calls) == 5


def test_a_redirect_that_leads_nowhere_is_left(server: FaultyServer) -> None:
    server.replay = lambda _: Answer(status=302)
    assert look(server, "/a") == [UNREACHABLE]
    assert len(server.calls) == 1


# Which hosts


def test_a_host_that_is_not_listed_is_never_asked(server: FaultyServer) -> None:
    port = server.url.rpartition(":")[2]
    others = named(f"http://localhost:{port}", "/cards/fraud")
    assert states(connector(server), others) == [NOT_CHECKED]
    assert states(connector(server, http_hosts=[]), named(server.url, "/cards/fraud")) == [
        NOT_CHECKED
    ]
    assert server.calls == []


def test_a_private_address_is_refused_unless_its_host_is_listed_as_private(
    server: FaultyServer,
) -> None:
    assert look(server, "/cards/fraud", private_hosts=[]) == [UNREACHABLE]
    assert server.calls == []


@pytest.mark.parametrize(
    ("places", "public", "private"),
    [
        (["93.184.216.34"], True, True),
        (["2606:2800:220:1:248:1893:25c8:1946"], True, True),
        (["10.1.2.3"], False, True),
        (["192.168.0.1"], False, True),
        (["127.0.0.1"], False, True),
        (["::1"], False, True),
        (["fd00::1"], False, True),
        (["::ffff:10.1.2.3"], False, True),
        (["64:ff9b::a01:203"], False, True),
        (["2002:a01:203::1"], False, True),
        (["169.254.169.254"], False, False),
        (["::ffff:169.254.169.254"], False, False),
        (["fe80::1%eth0"], False, False),
        (["0.0.0.0"], False, False),  # noqa: S104
        (["::"], False, False),
        (["224.0.0.1"], False, False),
        (["93.184.216.34", "10.1.2.3"], False, True),
        ([], False, False),
    ],
)
def test_which_places_a_name_may_lead_to(
    monkeypatch: pytest.MonkeyPatch, places: list[str], public: bool, private: bool
) -> None:
    def found(*_: object, **__: object) -> list[Any]:
        return [(None, None, 6, "", (place, 443)) for place in places]

    monkeypatch.setattr(hosts.socket, "getaddrinfo", found)
    url = parse_url("https://wiki.example/a")
    listed = frozenset({"wiki.example"})
    for inside, may in ((frozenset[str](), public), (listed, private)):
        place = Hosts(listed, inside, frozenset()).place(url)
        assert place == (places[0] if may else None)


def test_a_name_without_an_address_is_unreachable() -> None:
    source = Links(name="l", hosts=("no-such-host.invalid",), pause_seconds=0)
    source._patience = Patience(sleep=lambda _: None)
    assert states(source, named("https://no-such-host.invalid", "/a")) == [UNREACHABLE]


@pytest.mark.parametrize(
    ("written", "host"),
    [
        ("wiki.example", "wiki.example"),
        (" Wiki.Example ", "wiki.example"),
        ("wiki.example:8443", "wiki.example:8443"),
        ("127.0.0.1:80", "127.0.0.1:80"),
        ("[::1]:8080", "[::1]:8080"),
    ],
)
def test_a_host_is_listed_by_its_exact_name(written: str, host: str) -> None:
    assert Links(name="l", hosts=(written,)).hosts == (host,)


@pytest.mark.parametrize(
    "written",
    ["", "https://wiki.example", "wiki.example/pages", "*.example", "sam@wiki.example", "a b", "?"],
)
def test_what_is_no_exact_host_cannot_be_listed(written: str) -> None:
    with pytest.raises(ValidationError, match="host"):
        Links(name="l", hosts=(written,))


def test_a_host_that_is_listed_for_more_must_be_listed() -> None:
    with pytest.raises(ValidationError, match=r"`private_hosts` has b\.example, which is not in"):
        Links(name="l", hosts=("a.example",), private_hosts=("b.example",))


@given(st.text(max_size=40))
def test_no_text_is_ever_asked_at_a_host_that_is_not_its_own(text: str) -> None:
    url = asked_address(f"https://wiki.example{text}")
    if url is not None and host_of(url) == "wiki.example":
        assert "@" not in (url.netloc or "")
        assert parse_url(url.url).host == "wiki.example"


# Bounds


def test_a_host_that_does_not_answer_twice_is_left_alone(server: FaultyServer) -> None:
    server.always = Answer(hang_up=True)
    assert look(server, "/a", "/b", "/c", "/d") == [UNREACHABLE] * 4
    assert [call.path for call in server.calls] == ["/a", "/a", "/b", "/b"]


def test_a_call_that_drips_is_hung_up_on(wiki: Wiki) -> None:
    class Drips(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            try:
                for _ in range(100):
                    self.wfile.write(b"H")
                    time.sleep(0.05)
            except OSError:
                pass

        def log_message(self, *_: object) -> None: ...

    dripping = ThreadingHTTPServer(("127.0.0.1", 0), Drips)
    thread = Thread(target=dripping.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        place = FaultyServer(f"http://127.0.0.1:{dripping.server_port}", wiki)
        began = time.monotonic()
        assert look(place, "/a", seconds_each=0.3) == [UNREACHABLE]
        assert time.monotonic() - began < 3
    finally:
        dripping.shutdown()
        thread.join()
        dripping.server_close()


def test_what_is_beyond_the_most_is_not_checked_and_goes_first_next_time(
    server: FaultyServer,
) -> None:
    documents = named(server.url, "/cards/churn", "/cards/fraud", "/cards/open")
    source = connector(server, most=2)
    first = list(source.read(reading(documents)))
    assert [row.state for row in first] == [MISSING, EXISTS, NOT_CHECKED]
    second = list(source.read(reading(documents, first)))
    assert [row.state for row in second] == [MISSING, NOT_CHECKED, EXISTS]


def test_after_the_deadline_nothing_more_is_asked(server: FaultyServer) -> None:
    ticks = iter(range(1_000_000))
    source = connector(server, deadline_seconds=5)
    source._patience = Patience(clock=lambda: float(next(ticks)), sleep=lambda _: None)
    documents = named(server.url, "/cards/churn", "/cards/fraud", "/cards/open")
    assert states(source, documents)[1:] == [NOT_CHECKED, NOT_CHECKED]


def test_a_host_has_its_pause_between_calls(server: FaultyServer) -> None:
    now = [0.0]
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    source = connector(server, pause_seconds=2)
    source._patience = Patience(clock=lambda: now[0], sleep=sleep)
    states(source, named(server.url, "/cards/churn"))
    assert slept == [2.0]


# Secrets and secure lines


def test_a_token_goes_to_its_host_alone(
    server: FaultyServer, wiki: Wiki, monkeypatch: pytest.MonkeyPatch
) -> None:
    wiki.token = f"Bearer {CANARY}"
    monkeypatch.setenv("WIKI_TOKEN", CANARY)
    host = server.url.removeprefix("http://")
    assert look(server, "/cards/open", token_env={host: "WIKI_TOKEN"}) == [EXISTS]
    with faulty_server(lambda _: Answer()) as other:
        second = other.url.removeprefix("http://")
        listed = {name: [host, second] for name in ("hosts", "private_hosts", "http_hosts")}
        source = connector(server, token_env={host: "WIKI_TOKEN"}, **listed)
        states(source, named(other.url, "/a"))
    assert all("Authorization" not in call.headers for call in other.calls)


def test_a_token_that_is_not_set_is_told(server: FaultyServer) -> None:
    host = server.url.removeprefix("http://")
    source = connector(server, token_env={host: "NO_SUCH_TOKEN"})
    with pytest.raises(AuthFailed, match="NO_SUCH_TOKEN, which is not set"):
        list(source.read(reading([])))


@pytest.mark.parametrize(
    ("name", "trusts", "state"),
    [
        ("localhost", True, EXISTS),
        ("localhost", False, UNREACHABLE),
        ("127.0.0.1", True, UNREACHABLE),
    ],
)
def test_a_secure_line_must_be_the_hosts_own(name: str, trusts: bool, state: DocumentState) -> None:
    class Pages(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.send_response(200 if self.path == "/here" else 404)
            self.end_headers()

        do_GET = do_HEAD  # noqa: N815

        def log_message(self, *_: object) -> None: ...

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE, CERTIFICATE.with_name("key.pem"))
    served = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    served.handle_error = lambda *_: None  # type: ignore[method-assign]
    served.socket = context.wrap_socket(served.socket, server_side=True)
    thread = Thread(target=served.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        host = f"{name}:{served.server_port}"
        source = Links(
            name="l",
            hosts=(host,),
            private_hosts=(host,),
            ca_file=CERTIFICATE if trusts else None,
            pause_seconds=0,
        )
        assert states(source, named(f"https://{host}", "/here")) == [state]
    finally:
        served.shutdown()
        thread.join()
        served.server_close()


def test_a_file_of_certificates_that_is_not_there_is_told(tmp_path: Path) -> None:
    source = Links(name="l", hosts=("wiki.example",), ca_file=tmp_path / "none.pem")
    with pytest.raises(Unavailable, match="correct `ca_file` of source 'l'"):
        list(source.read(reading([])))


# check


def test_its_check_looks_at_one_address_and_names_hosts_that_are_not_listed(
    server: FaultyServer,
) -> None:
    documents = named(server.url, "/cards/fraud", "/cards/churn")
    elsewhere = named("https://drive.example", "/a")
    host = server.url.removeprefix("http://")
    assert connector(server).check(reading([*documents, *elsewhere])) == (
        f"2 of 3 addresses of documents are checked; the first, on {host}, is missing; "
        "not listed, or http only: drive.example"
    )
    assert connector(server).check(reading([])) == (
        "no document with a web address is known yet: sync the other sources first"
    )


def test_a_name_is_called_where_it_was_found_to_lead(
    server: FaultyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that leads somewhere else the second time is not asked for again."""
    port = int(server.url.rpartition(":")[2])
    asked: list[str] = []
    truly = socket.getaddrinfo

    def found(name: str, *rest: Any, **more: Any) -> list[Any]:
        if name != "wiki.example":
            return truly(name, *rest, **more)
        asked.append(name)
        place = "127.0.0.1" if len(asked) == 1 else "169.254.169.254"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (place, port))]

    monkeypatch.setattr(hosts.socket, "getaddrinfo", found)
    host = f"wiki.example:{port}"
    listed = {name: [host] for name in ("hosts", "private_hosts", "http_hosts")}
    source = connector(server, **listed)
    documents = named(f"http://{host}", "/cards/fraud", "/cards/churn")
    assert states(source, documents) == [EXISTS, MISSING]
    assert asked == ["wiki.example"]
    assert server.calls[0].headers["Host"] == host
