"""One call of a session: what is waited for and tried again, and how each fault is told."""

import gzip
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from faulty_server import (
    BAD_JSON,
    CUT_BODY,
    LOGIN_PAGE,
    Answer,
    FaultyServer,
    as_json,
    faulty_server,
)
from sessions import NOW, FakeTime, Open, sessions

from connectors.session import Session
from data.errors import AuthFailed, BadPayload, RateLimited, Rejected, SourceError, Unavailable

WEB_PAGE = (
    "answered with a web page, such as a login page: check `url` of source 'incidents', and "
    "renew the token in PD_TOKEN"
)


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


@pytest.fixture
def server() -> Iterator[FaultyServer]:
    with faulty_server(lambda call: as_json({"path": call.path})) as served:
        yield served


@pytest.fixture
def open_session(server: FaultyServer, time: FakeTime) -> Iterator[Open]:
    with sessions(server.url, time) as opened:
        yield opened


def failure(session: Session, path: str = "/things") -> SourceError:
    with pytest.raises(SourceError) as caught:
        session.get(path, {"secret_query": "x"})
    return caught.value


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


def test_a_pause_beyond_the_deadline_is_not_begun(open_session: Open, time: FakeTime) -> None:
    session = open_session()
    session.pause("/statements/1", 7)
    assert time.slept == [7]
    with pytest.raises(Unavailable, match="not read to its end within 120 seconds"):
        session.pause("/statements/1", 113)
    assert time.slept == [7]


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
