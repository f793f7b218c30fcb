"""Credentials of a session: where they come from, how they are sent, and that none is ever told."""

import json
import logging
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest
from faulty_server import FaultyServer, as_json, faulty_server
from sessions import CANARY, FakeTime, Open, sessions

from connectors.parts.credentials import (
    Credentials,
    basic_credentials,
    from_environment,
    token_credentials,
)
from data.errors import AuthFailed, BadPayload, SourceError

NAMED = "`token_env` of source 'incidents' names the environment variable PD_TOKEN"
NOT_SET = f"{NAMED}, which is not set: export it where sync and serve run"
NOT_PLAIN = (
    f"{NAMED}, whose value has line breaks or characters other than plain ASCII: "
    "copy the credential anew"
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


def test_credentials_stand_in_the_header_that_a_source_wants_beside_what_every_call_carries(
    server: FaultyServer, open_session: Open
) -> None:
    credentials = token_credentials(CANARY, "", "renew it", "x-api-key")
    session = open_session(credentials=credentials, headers={"api-version": "2023-06-01"})
    session.get("/things")
    sent = server.calls[0].headers
    assert (sent["x-api-key"], sent["api-version"]) == (CANARY, "2023-06-01")
    assert "Authorization" not in sent


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
