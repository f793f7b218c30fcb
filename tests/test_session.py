import gzip
import json
import logging
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from faulty_server import (
    BAD_JSON,
    CUT_BODY,
    LOGIN_PAGE,
    Answer,
    Call,
    FaultyServer,
    as_json,
    faulty_server,
)

from connectors.parts.credentials import (
    Credentials,
    basic_credentials,
    from_environment,
    token_credentials,
)
from connectors.session import Patience, Session
from data.errors import (
    AuthFailed,
    BadPayload,
    RateLimited,
    Rejected,
    SourceError,
    Unavailable,
)

CANARY = 'canary/4f1c"9+e7=='
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WEB_PAGE = (
    "answered with a web page, such as a login page: check `url` of source 'incidents', and "
    "renew the token in PD_TOKEN"
)
NAMED = "`token_env` of source 'incidents' names the environment variable PD_TOKEN"
NOT_SET = f"{NAMED}, which is not set: export it where sync and serve run"
NOT_PLAIN = (
    f"{NAMED}, whose value has line breaks or characters other than plain ASCII: "
    "copy the credential anew"
)


@dataclass
class FakeTime:
    """A clock that only a sleep moves on."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def patience(self, **changes: Any) -> Patience:
        still = Patience(
            clock=lambda: self.now, today=lambda: NOW, sleep=self.sleep, chance=lambda: 1.0
        )
        return replace(still, **changes)


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


@pytest.fixture
def server() -> Iterator[FaultyServer]:
    with faulty_server(lambda call: as_json({"path": call.path})) as served:
        yield served


Open = Callable[..., Session]


@pytest.fixture
def open_session(server: FaultyServer, time: FakeTime) -> Iterator[Open]:
    opened: list[Session] = []

    def make(**changes: Any) -> Session:
        settings = {
            "source": "incidents",
            "title": "PagerDuty",
            "url": server.url,
            "credentials": token_credentials(CANARY, "Bearer ", "renew the token in PD_TOKEN"),
            "patience": time.patience(),
            **changes,
        }
        opened.append(Session(**settings))
        return opened[-1]

    yield make
    for session in opened:
        session.__exit__(None, None, None)


def failure(session: Session, path: str = "/things") -> SourceError:
    with pytest.raises(SourceError) as caught:
        session.get(path, {"secret_query": "x"})
    return caught.value


def test_an_answer_is_read_with_the_credentials_and_accept_header_it_needs(
    server: FaultyServer, open_session: Open
) -> None:
    session = open_session(accept="application/vnd.example+json")

    assert session.get("/things", {"ids[]": ["a b", "c"], "limit": 2}) == {"path": "/things"}

    call = server.calls[0]
    assert call.query == {"ids[]": ["a b", "c"], "limit": ["2"]}
    assert call.headers["Authorization"] == f"Bearer {CANARY}"
    assert call.headers["Accept"] == "application/vnd.example+json"


def test_a_netrc_entry_or_a_proxy_of_the_environment_changes_no_call(
    server: FaultyServer,
    open_session: Open,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")

    open_session().get("/things")
    open_session(credentials=Credentials("set `token_env`")).get("/things")

    assert server.calls[0].headers["Authorization"] == f"Bearer {CANARY}"
    assert "Authorization" not in server.calls[1].headers


def test_a_rate_limit_is_waited_for_as_long_as_it_asks(
    server: FaultyServer, open_session: Open, time: FakeTime
) -> None:
    server.faults.extend(
        [
            as_json({}, 429, Retry_After="7"),
            as_json({}, 429, Retry_After="Mon, 23 Nov 2026 09:00:20 GMT"),
            as_json({}, 429, ratelimit_reset="12"),
            as_json({}, 429),
        ]
    )
    assert open_session().get("/things") == {"path": "/things"}
    assert time.slept == [7.0, 20.0, 12.0, 4.0]


def test_a_wait_that_is_asked_for_is_capped(
    server: FaultyServer, open_session: Open, time: FakeTime
) -> None:
    server.faults.append(as_json({}, 429, Retry_After="90"))
    open_session().get("/things")
    assert time.slept == [60.0]


def test_a_wait_beyond_the_deadline_is_told_at_once(
    server: FaultyServer, open_session: Open, time: FakeTime
) -> None:
    server.always = as_json({}, 429, Retry_After="3600")

    error = failure(open_session())

    assert isinstance(error, RateLimited)
    assert str(error) == (
        f"PagerDuty at {server.url}/things answered 429 and asks to wait 3600 seconds: "
        "sync later, or less often"
    )
    assert time.slept == []


def test_a_rate_limit_for_ever_is_told_as_one(server: FaultyServer, open_session: Open) -> None:
    server.always = as_json({}, 429)
    assert isinstance(failure(open_session()), RateLimited)
    assert len(server.calls) == 5


@pytest.mark.parametrize(
    "fault",
    [
        as_json({}, 500),
        as_json({}, 503, Retry_After="1"),
        as_json({}, 408),
        CUT_BODY,
        BAD_JSON,
        Answer(b"", headers={"Content-Type": "application/json"}),
        Answer(hang_up=True),
        Answer(b"not gzip", headers={"Content-Encoding": "gzip"}),
    ],
)
def test_a_fault_that_passes_is_tried_again_whole(
    server: FaultyServer, open_session: Open, fault: Answer
) -> None:
    server.faults.extend([fault, fault])
    assert open_session().get("/things") == {"path": "/things"}
    assert len(server.calls) == 3


@pytest.mark.parametrize(
    ("fault", "kind", "wrong"),
    [
        (as_json({}, 500), Unavailable, "answered 500: look at that server, or sync later"),
        (CUT_BODY, Unavailable, "cut its answer short"),
        (Answer(hang_up=True), Unavailable, "does not answer"),
        (BAD_JSON, BadPayload, "answered with something other than JSON"),
        (Answer(b'{"a": NaN}'), BadPayload, "answered with something other than JSON"),
        (Answer(b"[" * 100_000), BadPayload, "answered with something other than JSON"),
    ],
)
def test_a_fault_that_stays_is_typed_after_five_tries(
    server: FaultyServer,
    open_session: Open,
    time: FakeTime,
    fault: Answer,
    kind: type[SourceError],
    wrong: str,
) -> None:
    server.always = fault

    error = failure(open_session())

    assert type(error) is kind
    assert f"PagerDuty at {server.url}/things {wrong}" in str(error)
    assert (len(server.calls), time.slept) == (5, [0.5, 1.0, 2.0, 4.0])


@pytest.mark.parametrize(
    ("fault", "kind", "wrong"),
    [
        (
            as_json({"error": {"message": "Invalid\ttoken\n"}}, 401),
            AuthFailed,
            (
                "answered 401, the credentials are not accepted: renew the token in PD_TOKEN "
                "(it says: Invalid token)"
            ),
        ),
        (
            as_json([], 403),
            AuthFailed,
            "answered 403, no right to read: renew the token in PD_TOKEN",
        ),
        (
            Answer(status=302, headers={"Location": "https://u:p@login.example/in?next=1#x"}),
            AuthFailed,
            (
                "answered 302 and points to https://login.example/in: set `url` of source "
                "'incidents' to the final address, or renew the token in PD_TOKEN"
            ),
        ),
        (
            LOGIN_PAGE,
            AuthFailed,
            WEB_PAGE,
        ),
        (
            Answer(b" <html>", headers={"Content-Type": "application/json"}),
            AuthFailed,
            WEB_PAGE,
        ),
        (
            as_json({"message": "no such\u2028thing " + "x" * 300}, 404),
            Rejected,
            "answered 404: check `url` and the settings of source 'incidents' (it says: no such "
            "thing " + "x" * 186 + ")",
        ),
        (
            as_json({"error": "bad"}, 400),
            Rejected,
            "answered 400: check `url` and the settings of source 'incidents' (it says: bad)",
        ),
    ],
)
def test_a_refusal_is_typed_at_once_with_its_mend(
    server: FaultyServer,
    open_session: Open,
    fault: Answer,
    kind: type[SourceError],
    wrong: str,
) -> None:
    server.always = fault
    error = failure(open_session())
    assert (type(error), str(error)) == (kind, f"PagerDuty at {server.url}/things {wrong}")
    assert len(server.calls) == 1


def test_a_status_that_stands_for_nothing_there_is_none(
    server: FaultyServer, open_session: Open
) -> None:
    server.faults.extend([as_json({}, 404), as_json({}, 500)])
    session = open_session()
    assert session.get("/things", missing=(404,)) is None
    assert session.missed == 404
    assert session.text("/things", {}, missing=(500,)) is None
    assert session.missed == 500
    session.get("/things", missing=(404,))
    assert session.missed is None


def test_a_small_text_is_read_even_where_it_is_called_html(
    server: FaultyServer, open_session: Open
) -> None:
    version = Answer(b"3.17.2", headers={"Content-Type": "text/html; charset=utf-8"})
    server.faults.extend([version, LOGIN_PAGE])
    assert open_session().text("/version", {}, missing=()) == "3.17.2"
    with pytest.raises(AuthFailed):
        open_session().text("/version", {}, missing=())


def test_a_body_beyond_the_largest_size_is_not_read_to_its_end(
    server: FaultyServer, open_session: Open
) -> None:
    body = gzip.compress(b" " * 5_000_000)
    server.always = Answer(body, headers={"Content-Encoding": "gzip"})
    with pytest.raises(BadPayload, match="sent more than 1,048,576 bytes in one answer"):
        open_session().text("/things", {}, missing=())
    assert len(server.calls) == 1


def test_one_deadline_holds_for_all_calls_of_a_reading(
    server: FaultyServer, open_session: Open, time: FakeTime
) -> None:
    session = open_session()
    time.now += 119
    session.get("/things")
    time.now += 1

    error = failure(session)

    assert isinstance(error, Unavailable)
    assert str(error) == (
        f"PagerDuty at {server.url}/things was not read to its end within 120 seconds: raise "
        "`deadline_seconds` of source 'incidents'"
    )


def test_a_body_that_drips_past_the_deadline_is_given_up(
    server: FaultyServer, open_session: Open, time: FakeTime
) -> None:
    def late() -> float:
        time.now += 50
        return time.now

    error = failure(open_session(patience=time.patience(clock=late)))
    assert isinstance(error, Unavailable)
    assert "was not read to its end within 120 seconds" in str(error)
    assert len(server.calls) == 1


def test_a_server_that_is_not_there_is_unavailable(open_session: Open) -> None:
    error = failure(open_session(url="http://127.0.0.1:9"))
    assert isinstance(error, Unavailable)
    assert str(error) == (
        "PagerDuty at http://127.0.0.1:9/things does not answer: check `url` of source "
        "'incidents', and that the server runs and can be reached from here"
    )


def test_an_address_of_another_setting_is_told_by_that_settings_name(open_session: Open) -> None:
    error = failure(open_session(url="http://127.0.0.1:9", setting="alerts_url"))
    assert ": check `alerts_url` of source '" in str(error)


def test_a_host_that_cannot_be_is_rejected(open_session: Open) -> None:
    error = failure(open_session(url="http://a..b"))
    assert isinstance(error, Rejected)


def test_a_connection_that_is_not_secure_names_the_certificates(
    server: FaultyServer, open_session: Open
) -> None:
    error = failure(open_session(url=server.url.replace("http:", "https:")))
    assert isinstance(error, Unavailable)
    assert "name the file of your own certificates in `ca_file`" in str(error)


def test_a_file_of_certificates_that_is_not_there_is_told(
    open_session: Open, tmp_path: Path
) -> None:
    with pytest.raises(Unavailable, match="correct `ca_file` of source 'incidents'"):
        open_session(ca_file=tmp_path / "none.pem")


def test_only_a_declared_search_is_called_with_post(
    server: FaultyServer, open_session: Open
) -> None:
    session = open_session(searches=("/runs/search",))
    assert session.search("/runs/search", {"ids": ["a"]}) == {"path": "/runs/search"}
    with pytest.raises(ValueError, match="not declared as a search"):
        session.search("/runs/delete", {"ids": ["a"]})
    assert [(call.method, call.body) for call in server.calls] == [("POST", b'{"ids": ["a"]}')]


def paged(call: Call) -> Answer:
    pages = {"": ["a", "b"], "t1": ["c"], "t2": None}
    token = call.first("page_token")
    rows = pages[token]
    following = {"": "t1", "t1": "t2"}.get(token)
    page = {"things": rows} if rows else {}
    return as_json(page | ({"next": following} if following else {}))


def test_pages_by_token_are_followed_to_the_last(server: FaultyServer, open_session: Open) -> None:
    server.replay = paged
    pages = open_session().token_pages(
        "/things", {"max": 2}, "things", next_key="next", ask_key="page_token"
    )
    assert list(pages) == [["a", "b"], ["c"], []]
    assert [call.query for call in server.calls] == [
        {"max": ["2"]},
        {"max": ["2"], "page_token": ["t1"]},
        {"max": ["2"], "page_token": ["t2"]},
    ]


@pytest.mark.parametrize("token", ["again", ["again"], 7])
def test_a_repeating_or_odd_page_token_is_refused(
    server: FaultyServer, open_session: Open, token: object
) -> None:
    server.always = as_json({"things": ["a"], "next": token})
    pages = open_session().token_pages(
        "/things", {}, "things", next_key="next", ask_key="page_token"
    )
    with pytest.raises(BadPayload, match="gave the same `next` twice, so its pages never end"):
        list(pages)


def test_where_pages_say_whether_more_follow_that_decides(
    server: FaultyServer, open_session: Open
) -> None:
    def listing(call: Call) -> Answer:
        more = call.first("after") != "b"
        return as_json({"things": ["x"], "last": "b", "more": more})

    server.replay = listing
    pages = open_session().token_pages(
        "/things", {}, "things", next_key="last", ask_key="after", more_key="more"
    )
    assert list(pages) == [["x"], ["x"]]
    assert [call.query for call in server.calls] == [{}, {"after": ["b"]}]


@pytest.mark.parametrize(
    ("page", "wrong"),
    [
        ({"things": [], "more": True}, "does not say in `more` and `last` what follows"),
        ({"things": [], "last": "b"}, "does not say in `more` and `last` what follows"),
        ({"things": [], "more": 1, "last": "b"}, "does not say in `more` and `last` what follows"),
        ({"more": False}, "answered without the list `things`"),
    ],
)
def test_pages_that_do_not_say_what_follows_are_refused(
    server: FaultyServer, open_session: Open, page: dict[str, Any], wrong: str
) -> None:
    server.always = as_json(page)
    pages = open_session().token_pages(
        "/things", {}, "things", next_key="last", ask_key="after", more_key="more"
    )
    with pytest.raises(BadPayload, match=wrong):
        list(pages)


def test_numbers_of_money_come_digit_for_digit(server: FaultyServer, open_session: Open) -> None:
    body = b'{"a": 0.1000000000000000055511151231257827, "b": 1e-7, "c": 3, "d": 1E400}'
    server.always = Answer(body)
    assert open_session(exact=True).get("/things") == {
        "a": Decimal("0.1000000000000000055511151231257827"),
        "b": Decimal("0.0000001"),
        "c": 3,
        "d": Decimal("1E+400"),
    }
    server.always = Answer(b'{"a": 1e9999999999999999999999}')
    with pytest.raises(BadPayload, match="something other than JSON"):
        open_session(exact=True).get("/things")


def test_a_text_that_is_not_whole_is_asked_for_again(
    server: FaultyServer, open_session: Open
) -> None:
    server.faults.append(Answer(b"half"))
    server.replay = lambda _: Answer(b"a half and a half")
    whole = open_session().text("/card", {}, (), whole=lambda content: len(content) > 9)
    assert whole == "a half and a half"
    with pytest.raises(BadPayload, match="answered with another text than it told of: check"):
        open_session().text("/card", {}, (), whole=lambda _: False)


def test_credentials_stand_in_the_header_that_a_source_wants_beside_what_every_call_carries(
    server: FaultyServer, open_session: Open
) -> None:
    credentials = token_credentials(CANARY, "", "renew it", "x-api-key")
    session = open_session(credentials=credentials, headers={"api-version": "2023-06-01"})
    session.get("/things")
    sent = server.calls[0].headers
    assert (sent["x-api-key"], sent["api-version"]) == (CANARY, "2023-06-01")
    assert "Authorization" not in sent


@pytest.mark.parametrize("page", [{}, {"things": {}}, {"things": None}, [], "x", None])
def test_a_page_without_its_list_is_a_bad_payload(
    server: FaultyServer, open_session: Open, page: object
) -> None:
    server.always = as_json(page)
    pages = open_session().offset_pages("/things", {}, "things", limit=2, most=10)
    with pytest.raises(BadPayload, match="answered without the list `things`"):
        list(pages)


def counted(total: int) -> Callable[[Call], Answer]:
    def answer(call: Call) -> Answer:
        offset, limit = int(call.first("offset")), int(call.first("limit"))
        rows = list(range(total))[offset : offset + limit]
        return as_json({"things": rows, "more": offset + limit < total})

    return answer


def test_pages_by_number_are_followed_while_a_next_one_is_told(
    server: FaultyServer, open_session: Open
) -> None:
    def numbered(call: Call) -> Answer:
        page = int(call.first("page"))
        link = {"Link": '<https://elsewhere.example/>; rel="next"'} if page < 3 else {}
        return as_json([f"{call.first('per_page')}-{page}"], 200, **link)

    server.replay = numbered
    pages = open_session().numbered_pages("/things", {"state": "all"}, limit=2)
    assert list(pages) == [["2-1"], ["2-2"], ["2-3"]]
    assert {call.path for call in server.calls} == {"/things"}


@pytest.mark.parametrize("page", [{"things": []}, ["the same"]], ids=["no list", "no end"])
def test_pages_by_number_that_are_no_list_or_never_end_are_refused(
    server: FaultyServer, open_session: Open, page: object
) -> None:
    server.always = as_json(page, 200, Link='<https://elsewhere.example/>; rel="next"')
    with pytest.raises(BadPayload):
        list(open_session().numbered_pages("/things", {}, limit=2))


def test_an_entry_is_an_object(server: FaultyServer, open_session: Open) -> None:
    server.faults.append(as_json({"a": 1}))
    assert open_session().entry("/thing") == {"a": 1}
    server.always = as_json(["a"])
    with pytest.raises(BadPayload, match="something other than an object"):
        open_session().entry("/thing")


def test_a_refusal_because_of_too_many_calls_is_waited_for_like_a_429(
    server: FaultyServer, open_session: Open, time: FakeTime
) -> None:
    reset = {"x_ratelimit_remaining": "0", "x_ratelimit_reset": str(int(NOW.timestamp()) + 9)}
    server.faults.append(as_json({"message": "rate limit"}, 403, **reset))
    server.faults.append(as_json({"message": "secondary"}, 403, Retry_After="4"))
    assert open_session().get("/things") == {"path": "/things"}
    assert time.slept == [9.0, 4.0]


@pytest.mark.parametrize(
    "throttled", [{"x_ratelimit_remaining": "0"}, {"Retry_After": "4"}], ids=["spent", "wait"]
)
def test_a_refusal_because_of_too_many_calls_never_stands_for_nothing_there(
    server: FaultyServer, open_session: Open, throttled: dict[str, str]
) -> None:
    server.faults.append(as_json({"message": "slow down"}, 403, **throttled))
    assert open_session().get("/things", missing=(403,)) == {"path": "/things"}
    server.always = as_json({"message": "slow down"}, 403, **throttled)
    with pytest.raises(RateLimited):
        open_session().get("/things", missing=(403,))
    server.always = as_json({"message": "no right"}, 403, x_ratelimit_remaining="17")
    assert open_session().get("/things", missing=(403,)) is None


def test_pages_by_link_are_followed_on_the_same_path(
    server: FaultyServer, open_session: Open
) -> None:
    link = f"{server.url}/THINGS?api-version=1&%24skipToken=a%2Fb"
    server.faults += [as_json({"value": [1], "nextLink": link}), as_json({"value": [2]})]
    pages = open_session().link_pages("/things", {"api-version": "1"}, "value", link_key="nextLink")
    assert list(pages) == [[1], [2]]
    assert [(call.path, call.query) for call in server.calls] == [
        ("/things", {"api-version": ["1"]}),
        ("/things", {"api-version": ["1"], "$skipToken": ["a/b"]}),
    ]


@pytest.mark.parametrize(
    ("link", "wrong"),
    [
        ("https://elsewhere.example/things?x=1", "leads elsewhere"),
        ("{url}/other?x=1", "leads elsewhere"),
        ("{url}/things/../other?x=1", "leads elsewhere"),
        ("http://[", "leads elsewhere"),
        ("/things?x=1", "leads elsewhere"),
        ("{url}/things?x=1", "its pages never end"),
        (7, "its pages never end"),
    ],
)
def test_a_link_that_leads_elsewhere_or_comes_again_is_refused(
    server: FaultyServer, open_session: Open, link: object, wrong: str
) -> None:
    told = link.replace("{url}", server.url) if isinstance(link, str) else link
    server.always = as_json({"value": [1], "nextLink": told})
    with pytest.raises(BadPayload, match=wrong):
        list(open_session().link_pages("/things", {}, "value", link_key="nextLink"))
    assert {call.path for call in server.calls} == {"/things"}


def test_credentials_of_a_client_are_exchanged_for_a_token(
    server: FaultyServer, open_session: Open
) -> None:
    server.always = as_json({"access_token": "t0ken", "token_type": "Bearer", "expires_in": 3600})
    session = open_session(credentials=basic_credentials("client", CANARY, "renew it"))
    assert session.sign_in("/oidc/v1/token", "all-apis") == "t0ken"
    (call,) = server.calls
    assert (call.method, call.path, call.body) == (
        "POST", "/oidc/v1/token", b"grant_type=client_credentials&scope=all-apis",
    )  # fmt: skip
    assert call.headers["Authorization"].startswith("Basic ")


@pytest.mark.parametrize("told", [{}, {"access_token": ["x"]}, {"access_token": "a\nb"}, [], "x"])
def test_an_answer_without_a_token_is_a_bad_payload(
    server: FaultyServer, open_session: Open, told: object
) -> None:
    server.always = as_json(told)
    with pytest.raises(BadPayload, match="answered without an `access_token`"):
        open_session().sign_in("/token", "all-apis")


def test_a_pause_beyond_the_deadline_is_not_begun(open_session: Open, time: FakeTime) -> None:
    session = open_session()
    session.pause("/statements/1", 7)
    assert time.slept == [7]
    with pytest.raises(Unavailable, match="not read to its end within 120 seconds"):
        session.pause("/statements/1", 113)
    assert time.slept == [7]


def test_pages_of_a_search_are_followed_with_their_headers(
    server: FaultyServer, open_session: Open
) -> None:
    server.faults += [as_json({"Rows": [1], "Next": "t1"}), as_json({"Rows": [2]})]
    session = open_session(searches=("/",))
    pages = session.search_pages(
        "/", {"Most": 1}, "Rows", next_key="Next", ask_key="Next", headers={"X-Target": "List"}
    )
    assert list(pages) == [[1], [2]]
    assert [json.loads(call.body) for call in server.calls] == [
        {"Most": 1}, {"Most": 1, "Next": "t1"},
    ]  # fmt: skip
    assert [call.headers["X-Target"] for call in server.calls] == ["List", "List"]


def test_a_search_whose_token_comes_again_is_refused(
    server: FaultyServer, open_session: Open
) -> None:
    server.always = as_json({"Rows": [1], "Next": "t1"})
    session = open_session(searches=("/",))
    with pytest.raises(BadPayload, match="its pages never end"):
        list(session.search_pages("/", {}, "Rows", next_key="Next", ask_key="Next"))


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("com.example#Denied", AuthFailed),
        ("Slow", RateLimited),
        ("Other", Rejected),
        (["Slow"], Rejected),
    ],
)
def test_a_code_in_the_body_stands_for_the_status_that_it_means(
    server: FaultyServer, open_session: Open, code: object, kind: type[SourceError]
) -> None:
    server.always = as_json({"__type": code, "Message": "no such luck"}, 400)
    session = open_session(statuses={"Denied": 403, "Slow": 429})
    with pytest.raises(kind, match="answered 400"):
        session.get("/x")
    denied = as_json({"__type": "Denied"}, 400)
    server.always = denied
    assert session.get("/x", missing=(403,)) is None


def test_pages_by_offset_are_followed_while_more_follow(
    server: FaultyServer, open_session: Open
) -> None:
    server.replay = counted(5)
    pages = open_session().offset_pages("/things", {"a": "b"}, "things", limit=2, most=10)
    assert list(pages) == [[0, 1], [2, 3], [4]]
    assert [call.first("offset") for call in server.calls] == ["0", "2", "4"]


def test_more_rows_than_can_be_paged_to_end_in_none(
    server: FaultyServer, open_session: Open
) -> None:
    server.replay = counted(9)
    pages = open_session().offset_pages("/things", {}, "things", limit=2, most=4)
    assert list(pages) == [[0, 1], [2, 3], None]


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [([1], "gave the same page twice"), ([], "gave an empty page and says that more follow")],
)
def test_pages_by_offset_that_never_end_are_refused(
    server: FaultyServer, open_session: Open, rows: list[int], wrong: str
) -> None:
    server.always = as_json({"things": rows, "more": True})
    pages = open_session().offset_pages("/things", {}, "things", limit=2, most=10_000)
    with pytest.raises(BadPayload, match=wrong):
        list(pages)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 302, 429, 500, 200])
def test_no_credential_is_ever_in_an_error_or_a_log(
    server: FaultyServer,
    open_session: Open,
    caplog: pytest.LogCaptureFixture,
    status: int,
) -> None:
    caplog.set_level(logging.DEBUG)
    basic = basic_credentials("reader", CANARY, "correct the password in `password_env`")
    assert basic.header is not None
    for credentials in (token_credentials(CANARY, "Bearer ", "renew it"), basic):
        echoed = f"you sent {CANARY} and {credentials.header}"
        server.always = as_json({"message": echoed}, status, Location=f"/in/{CANARY}")
        pages = open_session(credentials=credentials).token_pages(
            "/things", {}, "message", next_key="next", ask_key="page_token"
        )
        with pytest.raises(SourceError) as caught:
            list(pages)
        told = "".join(traceback.format_exception(caught.value)) + caplog.text + repr(credentials)
        assert CANARY not in told
        assert json.dumps(CANARY)[1:-1] not in told
        assert basic.header.removeprefix("Basic ") not in told


def test_a_secret_comes_from_the_variable_that_the_setting_names(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PD_TOKEN", f"  {CANARY}\n")
    assert from_environment("PD_TOKEN", "token_env", "incidents") == CANARY


@pytest.mark.parametrize(
    ("value", "wrong"),
    [
        (None, NOT_SET),
        (" ", NOT_SET),
        (f"{CANARY}\nX: y", NOT_PLAIN),
        (f"{CANARY}é", NOT_PLAIN),
    ],
)
def test_a_secret_that_is_missing_or_cannot_be_sent_names_its_variable(
    monkeypatch: pytest.MonkeyPatch, value: str | None, wrong: str
) -> None:
    monkeypatch.delenv("PD_TOKEN", raising=False)
    if value is not None:
        monkeypatch.setenv("PD_TOKEN", value)
    with pytest.raises(AuthFailed) as caught:
        from_environment("PD_TOKEN", "token_env", "incidents")
    assert str(caught.value) == wrong


def test_pages_are_followed_as_the_caller_reads_them(
    server: FaultyServer, open_session: Open
) -> None:
    def numbered(call: Call) -> Answer:
        start = int(call.first("start", "0"))
        return as_json({"things": [start, start + 1], "next": start + 2})

    def following(page: Any) -> dict[str, int] | None:
        return {"start": page["next"]} if page["next"] < 6 else None

    server.replay = numbered
    pages = open_session().pages("/things", {"of": "all"}, "things", following)
    assert list(pages) == [[0, 1], [2, 3], [4, 5]]
    assert {call.first("of") for call in server.calls} == {"all"}


@pytest.mark.parametrize("rows", [[1], []])
def test_pages_that_come_again_are_refused(
    server: FaultyServer, open_session: Open, rows: list[int]
) -> None:
    server.always = as_json({"things": rows})
    pages = open_session().pages("/things", {}, "things", lambda _: {"after": "x"})
    with pytest.raises(BadPayload, match="gave the same page twice"):
        list(pages)
