"""GitHub's own description of its API, served by Prism, knows every call of the connector.

Each path that the connector may ask for is asked for, with parameters that the description names
and values that it allows, and its examples are read. Paging is not shown: an example is one page.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from faulty_server import Answer, Call, FaultyServer, Replay, as_json, faulty_server
from prism import GITHUB, GITHUB_PATHS, described, one_page, parameters_of, prism

from connectors.github import Github
from data.reading import Reading, RejectedRow
from data.records import Deployment, Identity, Incident

HELLO = "octocat/Hello-World"
RUN = "https://github.com/octocat/Hello-World/actions/runs/30/job/9"
IN_ITS_FOLDER = f"/repos/{HELLO}/contents/.github/CODEOWNERS"
"""Prism takes no slash for a part of `{path}`, which GitHub does: its 404 is nobody's file."""


@dataclass
class Described:
    """Prism with a note of every answer; an answer may be changed where no example shows a case."""

    ask: Replay
    instead: dict[str, Any] = field(default_factory=dict)
    """What to put over each object of the list that a path ending so is answered with."""
    answers: list[tuple[Call, int]] = field(default_factory=list)

    def __call__(self, call: Call) -> Answer:
        answer = self.ask(call)
        self.answers.append((call, answer.status))
        for ending, told in self.instead.items():
            if call.path.endswith(ending) and answer.status == 200:
                listed = json.loads(answer.body)
                return as_json([] if told is None else [{**each, **told} for each in listed])
        return answer


@pytest.fixture(scope="module")
def prism_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with prism(tmp_path_factory.mktemp("prism"), GITHUB, GITHUB_PATHS) as url:
        yield url


@pytest.fixture
def github(prism_url: str) -> Described:
    return Described(one_page(prism_url))


@pytest.fixture
def server(github: Described) -> Iterator[FaultyServer]:
    with faulty_server(github) as served:
        yield served


@pytest.fixture
def source(server: FaultyServer, monkeypatch: pytest.MonkeyPatch) -> Github:
    monkeypatch.setenv("GITHUB_TOKEN", "canary")
    return Github(
        name="code",
        url=server.url,
        token_env="GITHUB_TOKEN",
        repositories=(HELLO,),
        org="octocat",
        models={"hello": HELLO},
        releases=True,
        approvals=True,
        since_days=3650,
    )


def read(source: Github) -> list[Any]:
    now = datetime(2015, 1, 1, tzinfo=UTC)
    return list(source.read(Reading(now, previous=lambda _: (), columns=lambda _: ())))


def of(kind: type[Any], rows: list[Any]) -> list[Any]:
    return [row for row in rows if isinstance(row, kind)]


def test_its_examples_are_read(source: Github) -> None:
    rows = read(source)
    assert of(RejectedRow, rows) == []
    [deployment] = of(Deployment, rows)
    assert (deployment.actor, deployment.target, deployment.succeeded) == (
        "octocat", HELLO, True,
    )  # fmt: skip
    names = [row.external_id for row in of(Identity, rows)]
    assert names == [HELLO]
    assert of(Incident, rows) == []


def test_an_organization_alone_names_the_same_repository(source: Github) -> None:
    alone = source.model_copy(update={"repositories": ()})
    assert read(alone) == read(source)


def test_every_described_path_is_called_as_the_description_allows(
    source: Github, github: Described
) -> None:
    github.instead = {"/statuses": {"log_url": RUN}}
    [deployment] = of(Deployment, read(source))
    assert deployment.url == RUN
    github.instead = {"/deployments": None}
    [release] = of(Deployment, read(source))
    assert release.deployment == f"{HELLO}/releases/v1.0.0"

    assert {call.path for call, status in github.answers if status != 200} == {IN_ITS_FOLDER}
    whole = json.loads(GITHUB.read_text("utf-8"))
    called = set()
    for call, status in github.answers:
        if status == 200:
            path = described(call.path, GITHUB_PATHS)
            assert path is not None, call.path
            assert call.query.keys() <= parameters_of(whole, path)
            called.add(path)
    assert called == set(GITHUB_PATHS)


def test_a_path_or_a_value_that_it_does_not_know_is_noticed(prism_url: str) -> None:
    ask = one_page(prism_url)
    headers = {"Accept": "application/json", "Authorization": "Bearer canary"}

    def status(path: str, **query: str) -> int:
        asked = {name: [value] for name, value in query.items()}
        return ask(Call("GET", path, asked, headers, b"")).status

    assert status(f"/repos/{HELLO}/deployment") == 404
    assert status(f"/repos/{HELLO}/issues", state="shut") == 422
    assert status(f"/repos/{HELLO}/issues", state="all") == 200


def test_check_is_answered(source: Github) -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    reading = Reading(started_at=now, previous=lambda _: (), columns=lambda _: ())
    assert source.check(reading) == (
        f"GitHub answers; 1 repository named and all of the organization octocat, {HELLO} visible"
    )
