"""Model cards of the Hub: there or not, when edited, which sections are filled."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from accounts.hf_cards import CANARY, MODELS, Hub, connector
from accounts.pagerduty import reading
from faulty_server import FaultyServer, faulty_server
from pydantic import ValidationError

from connectors.hf_cards import HfCards
from data.errors import AuthFailed, BadPayload, Rejected
from data.reading import RejectedRow
from data.records import Document, DocumentState


@pytest.fixture(autouse=True)
def token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", CANARY)


@pytest.fixture
def hub() -> Hub:
    return Hub()


@pytest.fixture
def server(hub: Hub) -> Iterator[FaultyServer]:
    with faulty_server(hub) as served:
        yield served


def card(server: FaultyServer, **values: Any) -> Document:
    told: dict[str, Any] = {
        "model": "fraud",
        "kind": "model_card",
        "location": f"{server.url}/acme/fraud-scoring/blob/main/README.md",
        "state": DocumentState.EXISTS,
        "title": "Fraud scoring",
        "edited_at": datetime(2026, 9, 14, 11, 2, 7, tzinfo=UTC),
        "sections": ("purpose", "limits", "data", "results_by_group"),
    }
    return Document.model_validate({**told, **values})


def no_card(server: FaultyServer) -> Document:
    return Document(
        model="churn",
        kind="model_card",
        location=f"{server.url}/acme/churn/blob/main/README.md",
        state=DocumentState.MISSING,
        title="acme/churn",
    )


def test_a_card_tells_what_it_fills_in_and_a_repository_without_one_misses_it(
    server: FaultyServer,
) -> None:
    assert list(connector(server).read(reading())) == [card(server), no_card(server)]
    assert [call.path for call in server.calls] == [
        "/api/models/acme/fraud-scoring",
        "/api/models/acme/fraud-scoring/tree/4c1d3a5b7f9e2d4c6b8a0f1e3d5c7b9a8f6e4d2c",
        "/acme/fraud-scoring/raw/4c1d3a5b7f9e2d4c6b8a0f1e3d5c7b9a8f6e4d2c/README.md",
        "/api/models/acme/churn",
    ]


def test_a_card_beyond_the_first_files_has_no_known_edit(server: FaultyServer, hub: Hub) -> None:
    hub.tree = hub.tree[:1]
    found = next(iter(connector(server).read(reading())))
    assert found == card(server, edited_at=None)


def test_a_card_that_was_cut_on_its_way_is_not_taken(server: FaultyServer, hub: Hub) -> None:
    hub.card = hub.card[:200]
    with pytest.raises(BadPayload, match="answered with another text than it told of"):
        list(connector(server).read(reading()))


def test_a_card_whose_front_matter_breaks_is_there_and_told(server: FaultyServer, hub: Hub) -> None:
    hub.tree, hub.card = [], b"---\na: 1\na: 2\n---\n# Card\n"
    told, found, *_ = connector(server).read(reading())
    assert isinstance(told, RejectedRow)
    assert told.reason == "README.md:3: front matter repeats the key 'a': keep one"
    assert found == card(server, edited_at=None, sections=None)


@pytest.mark.parametrize("repository", ["acme/fraud", "acme/none"])
def test_a_repository_that_was_renamed_or_is_not_there_is_told_and_stops_no_other(
    server: FaultyServer, repository: str
) -> None:
    models = {"old": repository, "churn": "acme/churn"}
    told, found = connector(server, models=models).read(reading())
    assert isinstance(told, RejectedRow)
    assert told.reason == (
        f"The Hub at {server.url} has no {repository} that this token may see, or it has another "
        "name now: correct `models` of source 'source', or what the token may read"
    )
    assert found == no_card(server)


def test_public_cards_are_read_without_a_token(server: FaultyServer, hub: Hub) -> None:
    hub.token = None
    rows = list(connector(server, token_env=None).read(reading()))
    assert rows == [card(server), no_card(server)]
    assert all("Authorization" not in call.headers for call in server.calls)


def test_without_a_token_a_private_repository_names_the_mend(server: FaultyServer) -> None:
    with pytest.raises(AuthFailed, match="or for private repositories set `token_env`"):
        list(connector(server, token_env=None).read(reading()))


def test_a_wrong_token_is_told_with_the_mend(
    server: FaultyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_other")
    with pytest.raises(AuthFailed, match="put a valid token into HF_TOKEN"):
        list(connector(server).read(reading()))


def test_a_commit_that_is_none_ends_the_reading(server: FaultyServer, hub: Hub) -> None:
    hub.models["acme/churn"]["sha"] = "../../other"
    with pytest.raises(BadPayload, match="does not say in `sha` at which commit it is"):
        list(connector(server).read(reading()))


@pytest.mark.parametrize(
    "repository", ["", "a/b/c", "../x", "a/../b", "acme/churn?x=1", "/churn", "acme/", "acme/a b"]
)
def test_a_repository_must_be_a_name_on_the_hub(repository: str) -> None:
    with pytest.raises(ValidationError, match=r"models\.churn"):
        HfCards(name="hub", models={"churn": repository})


def test_its_check_looks_at_the_first_repository(server: FaultyServer) -> None:
    assert connector(server).check(reading()) == (
        "the Hub answers; acme/fraud-scoring has a card; cards of 2 models are read"
    )
    only = {"churn": MODELS["churn"]}
    assert connector(server, models=only).check(reading()) == (
        "the Hub answers; acme/churn has no card; cards of 1 models are read"
    )
    with pytest.raises(Rejected, match="has no acme/none that this token may see"):
        connector(server, models={"a": "acme/none"}).check(reading())
