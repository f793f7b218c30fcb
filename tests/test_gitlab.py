"""GitLab: what its documented answers become, and what is read again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from accounts.gitlab import AT, CANARY, PROJECT, Server, connector
from faulty_server import FaultyServer, as_json, faulty_server
from pydantic import ValidationError

from connectors.gitlab import Gitlab
from data.errors import AuthFailed
from data.reading import Reading
from data.records import Deployment, Identity, Incident, Record


@pytest.fixture
def account() -> Server:
    return Server()


@pytest.fixture
def server(account: Server) -> Iterator[FaultyServer]:
    with faulty_server(account) as served:
        yield served


@pytest.fixture
def source(server: FaultyServer, monkeypatch: pytest.MonkeyPatch) -> Gitlab:
    monkeypatch.setenv("GITLAB_TOKEN", CANARY)
    return connector(server)


def read(source: Gitlab, previous: Sequence[Any] = (), when: datetime = AT) -> list[Any]:
    def rows(entity: type[Record]) -> list[Record]:
        return [row for row in previous if isinstance(row, entity)]

    return list(source.read(Reading(started_at=when, previous=rows, columns=lambda _: ())))


def of(kind: type[Any], rows: Sequence[Any]) -> dict[str, Any]:
    found = (row for row in rows if isinstance(row, kind))
    return {getattr(row, row.key[-1]).removeprefix(f"{PROJECT}/"): row for row in found}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_deployment_into_production_lands_with_how_it_ended(source: Gitlab) -> None:
    deployments = of(Deployment, read(source))
    assert deployments["deployments/42"] == Deployment(
        deployment=f"{PROJECT}/deployments/42",
        target=f"{PROJECT}:production",
        production=True,
        started_at=at("2026-11-20T11:32:35.444"),
        finished_at=at("2026-11-20T11:34:01.123"),
        succeeded=False,
        kind="release",
        actor="ada",
        commit="a91957a858320c0e17f3a0eca7cfacbff50ea29a",
        url="http://gitlab.dev/root/project/pipelines/42",
    )
    assert {name: (row.succeeded, row.kind) for name, row in deployments.items()} == {
        "deployments/41": (True, "release"),
        "deployments/42": (False, "release"),
        "deployments/43": (True, "rollback"),
        "deployments/44": (None, "release"),
    }


def test_without_a_time_of_its_job_when_it_ended_stays_unknown(source: Gitlab) -> None:
    row = of(Deployment, read(source))["deployments/41"]
    assert (row.succeeded, row.finished_at) == (True, None)


def test_when_it_ended_stays_as_it_was_told_once(source: Gitlab, account: Server) -> None:
    first = read(source)
    told = account.told["deployments"][1]
    told["updated_at"] = "2026-11-23T12:00:00Z"
    del told["deployable"]["finished_at"]
    again = read(source, first, AT + timedelta(days=1))
    assert of(Deployment, again)["deployments/42"] == of(Deployment, first)["deployments/42"]


def test_it_began_when_its_job_did(source: Gitlab, account: Server) -> None:
    account.told["deployments"][1]["deployable"]["started_at"] = "2026-11-20T11:33:00.000Z"
    row = of(Deployment, read(source))["deployments/42"]
    assert row.started_at == at("2026-11-20T11:33:00")


@pytest.mark.parametrize("status", ["canceled", "skipped"])
def test_one_that_was_canceled_or_skipped_did_not_succeed(
    source: Gitlab, account: Server, status: str
) -> None:
    account.told["deployments"][1]["status"] = status
    assert of(Deployment, read(source))["deployments/42"].succeeded is False


@pytest.mark.parametrize("status", ["created", "blocked"])
def test_one_that_has_not_begun_is_none_yet(
    server: FaultyServer, source: Gitlab, account: Server, status: str
) -> None:
    for told in account.told["deployments"]:
        told["status"] = status
    assert of(Deployment, read(source)) == {}
    assert of(Deployment, read(connector(server, releases=True))) == {}


def test_who_approved_is_asked_only_where_the_settings_say_so(
    server: FaultyServer, source: Gitlab
) -> None:
    assert {row.approver for row in of(Deployment, read(source)).values()} == {None}
    asking = of(Deployment, read(connector(server, approvals=True)))
    assert {name: row.approver for name, row in asking.items()} == {
        "deployments/41": "project_6_bot",
        "deployments/42": None,
        "deployments/43": "security-user-1",
        "deployments/44": None,
    }


def test_only_what_changed_since_is_read_again_and_the_rest_stays(
    source: Gitlab, server: FaultyServer, account: Server
) -> None:
    first = read(source)
    told = account.told["deployments"][3]
    told |= {"status": "success", "updated_at": "2026-11-23T10:00:00Z"}
    told["deployable"]["finished_at"] = "2026-11-23T09:59:00Z"
    server.calls.clear()
    again = read(source, first, AT + timedelta(days=1))
    asked = [call.first("updated_after") for call in server.calls if "updated_after" in call.query]
    assert asked == ["2026-11-21T08:00:00Z", "2026-11-21T15:31:46Z"]
    ended = of(Deployment, again)["deployments/44"]
    assert (ended.succeeded, ended.finished_at) == (True, at("2026-11-23T09:59:00"))
    assert of(Deployment, again).keys() == of(Deployment, first).keys()
    assert of(Incident, again) == of(Incident, first)


def test_an_incident_lands_with_its_severity_and_the_model_that_a_label_names(
    source: Gitlab,
) -> None:
    incidents = of(Incident, read(source))
    assert incidents.keys() == {f"{PROJECT}#1", f"{PROJECT}#2"}
    assert incidents[f"{PROJECT}#1"] == Incident(
        incident=f"{PROJECT}#1",
        title="Ut commodi ullam eos dolores perferendis nihil sunt.",
        model="churn",
        severity=2,
        opened_at=at("2026-11-20T11:40:00"),
        resolved_at=at("2026-11-20T13:10:00"),
        url="http://example.com/my-group/my-project/issues/1",
        tags={"project": PROJECT},
    )
    assert (incidents[f"{PROJECT}#2"].severity, incidents[f"{PROJECT}#2"].resolved_at) == (
        None, None,
    )  # fmt: skip


def test_an_issue_of_another_type_is_no_incident_whatever_the_server_makes_of_the_filter(
    source: Gitlab, server: FaultyServer, account: Server
) -> None:
    read(source)
    asked = [call for call in server.calls if call.path.endswith("/issues")]
    assert [call.first("issue_type") for call in asked] == ["incident"]
    server.replay = lambda call: account(replace(call, query=without(call.query, "issue_type")))
    assert of(Incident, read(source)).keys() == {f"{PROJECT}#1", f"{PROJECT}#2"}


def test_issues_with_a_label_that_the_settings_name_are_incidents_too(
    server: FaultyServer, source: Gitlab
) -> None:
    labelled = connector(server, incident_labels=("bug", "outage"))
    found = of(Incident, read(labelled))
    assert found.keys() == {f"{PROJECT}#1", f"{PROJECT}#2", f"{PROJECT}#3"}
    assert found[f"{PROJECT}#3"].title == "Rename the readme"


def without(query: Mapping[str, list[str]], name: str) -> dict[str, list[str]]:
    return {key: values for key, values in query.items() if key != name}


def test_a_project_with_exactly_one_model_is_that_models(
    server: FaultyServer, source: Gitlab
) -> None:
    one = of(Identity, read(connector(server, models={"churn": PROJECT})))
    assert {name: row.model for name, row in one.items()} == {
        PROJECT: "churn", f"{PROJECT}:production": "churn",
    }  # fmt: skip
    two = of(Identity, read(connector(server, models={"churn": PROJECT, "price": PROJECT.upper()})))
    assert {row.model for row in two.values()} == {None}
    other = of(Identity, read(connector(server, models={"churn": PROJECT.title()})))
    assert other == one


def test_a_model_in_a_project_that_is_not_read_is_refused(server: FaultyServer) -> None:
    with pytest.raises(ValidationError, match="ties 'churn' to a project that is not read"):
        connector(server, models={"churn": "my-group/another"})


def test_published_releases_stand_in_where_nothing_is_deployed(
    server: FaultyServer, source: Gitlab, account: Server
) -> None:
    account.told["deployments"] = []
    assert of(Deployment, read(source)) == {}
    [row] = of(Deployment, read(connector(server, releases=True))).values()
    assert row == Deployment(
        deployment=f"{PROJECT}/releases/v0.2",
        target=f"{PROJECT}:release",
        version="v0.2",
        production=True,
        started_at=at("2026-11-03T01:56:19.539"),
        actor="root",
        commit="079e90101242458910cccd35eab0e211dfc359c0",
        url="https://gitlab.example.com/root/awesome-app/-/releases/v0.2",
    )


def test_a_release_that_came_after_the_first_reading_is_read_too(
    server: FaultyServer, source: Gitlab, account: Server
) -> None:
    account.told["deployments"] = []
    releasing = connector(server, releases=True)
    first = read(releasing)
    old = account.told["releases"][0]
    newer = {**old, "tag_name": "v0.3", "released_at": "2026-11-24T08:00:00.000Z"}
    account.told["releases"].insert(0, newer)
    again = read(releasing, first, AT + timedelta(days=2))
    assert of(Deployment, again).keys() == {"releases/v0.3", "releases/v0.2"}


def test_a_part_that_the_token_may_not_read_stays_unknown(source: Gitlab, account: Server) -> None:
    account.refused["issues"] = as_json({"message": "403 Forbidden"}, 403)
    rows = read(source)
    assert of(Incident, rows) == {}
    assert len(of(Deployment, rows)) == 4


def test_a_project_that_is_not_visible_is_told(source: Gitlab, account: Server) -> None:
    account.refused[""] = as_json({"message": "403 Forbidden"}, 403)
    with pytest.raises(AuthFailed, match="put a valid token into GITLAB_TOKEN"):
        read(source)


@pytest.mark.parametrize("projects", [(), ("alone",), ("a/b?c=d",)])
def test_what_is_no_path_of_a_project_is_refused(
    server: FaultyServer, projects: tuple[str, ...]
) -> None:
    with pytest.raises(ValidationError, match="projects"):
        connector(server, projects=projects)
