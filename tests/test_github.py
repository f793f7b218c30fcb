"""GitHub: what its documented answers become, read again and again, and its code owners."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from accounts.github import AT, CANARY, REPOSITORY, Repository, connector, recorded
from faulty_server import FaultyServer, as_json, faulty_server
from mlflow_server import PROJECT
from pydantic import ValidationError

from connectors.github import Github
from connectors.github.codeowners import owners_of, people
from connectors.session import Patience
from data.errors import AuthFailed, RateLimited
from data.reading import Reading, RejectedRow
from data.records import Deployment, Identity, Incident, Ownership, Record

SECRET = "canary of the hook"
PRICE = "octocat/price"
ALL_OF_IT = f"all of the organization octocat, {REPOSITORY} visible"
EXAMPLES = PROJECT / ".npm-counterparts/node_modules/@octokit/webhooks-examples/api.github.com"


@pytest.fixture
def account() -> Repository:
    return Repository()


@pytest.fixture
def server(account: Repository) -> Iterator[FaultyServer]:
    with faulty_server(account) as served:
        yield served


@pytest.fixture
def source(server: FaultyServer, monkeypatch: pytest.MonkeyPatch) -> Github:
    return made(server, monkeypatch)


def made(server: FaultyServer, monkeypatch: pytest.MonkeyPatch, **settings: Any) -> Github:
    monkeypatch.setenv("GITHUB_TOKEN", CANARY)
    monkeypatch.setenv("HOOK_SECRET", SECRET)
    built = connector(server, **settings)
    built._patience = Patience(sleep=lambda _: None, today=lambda: AT)
    return built


def read(source: Github, previous: Sequence[Any] = (), when: datetime = AT) -> list[Any]:
    def rows(entity: type[Record]) -> list[Record]:
        return [row for row in previous if isinstance(row, entity)]

    return list(source.read(Reading(started_at=when, previous=rows, columns=lambda _: ())))


def of(kind: type[Any], rows: Sequence[Any]) -> list[Any]:
    return [row for row in rows if isinstance(row, kind)]


def deployments(rows: Sequence[Any]) -> dict[str, Deployment]:
    return {row.deployment.rpartition("/")[2]: row for row in of(Deployment, rows)}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def asked(server: FaultyServer, ending: str) -> int:
    return sum(call.path.endswith(ending) for call in server.calls)


# Deployments


def test_a_deployment_lands_with_how_it_ended_and_what_its_payload_says(source: Github) -> None:
    assert deployments(read(source))["3"] == Deployment(
        deployment=f"{REPOSITORY}/deployments/3",
        target=REPOSITORY,
        model="churn",
        version="7",
        production=True,
        started_at=at("2026-11-20T12:00:00"),
        finished_at=at("2026-11-20T12:10:00"),
        succeeded=True,
        kind="release",
        actor="hubot",
        commit="6dcb09b5b57875f334f61aebed695e2e4193db5e",
        url="https://github.com/octocat/Hello-World/actions/runs/30/job/9",
    )


def test_it_failed_is_unfinished_or_was_replaced_by_another(source: Github) -> None:
    ends = {
        name: (row.succeeded, row.finished_at) for name, row in deployments(read(source)).items()
    }
    assert ends == {
        "4": (None, None),
        "3": (True, at("2026-11-20T12:10:00")),
        "2": (False, at("2026-11-20T09:04:00")),
        "1": (True, at("2026-10-01T09:20:00")),
    }


def test_the_deployment_of_a_commit_that_takes_another_back_is_a_rollback(source: Github) -> None:
    kinds = {name: row.kind for name, row in deployments(read(source)).items()}
    assert kinds == {"4": "rollback", "3": "release", "2": "hotfix", "1": "release"}


def test_a_payload_may_be_written_as_text(source: Github) -> None:
    assert deployments(read(source))["2"].version == "6"


def test_who_approved_is_asked_only_where_the_settings_say_so(
    server: FaultyServer, source: Github, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert {row.approver for row in of(Deployment, read(source))} == {None}
    assert asked(server, "/approvals") == 0
    asking = made(server, monkeypatch, approvals=True)
    approved = {name: row.approver for name, row in deployments(read(asking)).items()}
    assert approved == {"4": None, "3": "octocat", "2": None, "1": None}
    assert asked(server, "/approvals") == 1


def test_what_ended_is_not_asked_about_again_and_what_did_not_is(
    source: Github, server: FaultyServer, account: Repository
) -> None:
    first = read(source)
    server.calls.clear()
    ended = {**recorded("statuses")["4"][0], "state": "success", "id": 43,
             "created_at": "2026-11-23T10:00:00Z"}  # fmt: skip
    account.told["statuses"]["4"].insert(0, ended)
    again = read(source, first, AT + timedelta(days=1))
    assert asked(server, "/statuses") == 1
    assert deployments(again)["4"].finished_at == at("2026-11-23T10:00:00")
    rest = {name: row for name, row in deployments(first).items() if name != "4"}
    assert {name: deployments(again)[name] for name in rest} == rest


def test_only_so_many_are_asked_about_at_once_and_the_rest_at_the_next_sync(
    server: FaultyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = made(server, monkeypatch, most_statuses=2)
    first = read(source)
    assert {name: row.succeeded for name, row in deployments(first).items()} == {
        "4": None, "3": True, "2": None, "1": None,
    }  # fmt: skip
    assert asked(server, "/statuses") == 2
    again = deployments(read(source, first))
    assert again["2"].succeeded is False


def test_what_went_elsewhere_than_into_production_is_not_asked_for(
    server: FaultyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = made(server, monkeypatch, production_environments=("live",))
    assert of(Deployment, read(source)) == []


def test_all_pages_are_read(source: Github, account: Repository) -> None:
    newest = account.told["deployments"][0]
    account.told["deployments"] = [
        {**newest, "id": number, "environment": "production"} for number in range(250, 0, -1)
    ]
    account.told["statuses"] = {str(number): [] for number in range(251)}
    assert len(of(Deployment, read(source))) == 250


def many(account: Repository, count: int, *, running: int | None = None) -> None:
    """Let so many deployments have ended well, newest first; one of them is still running."""
    newest, day = account.told["deployments"][0], AT - timedelta(days=1)
    account.told["deployments"] = [
        {
            **newest,
            "id": number,
            "created_at": (day - timedelta(minutes=count - number)).isoformat(),
        }
        for number in range(count, 0, -1)
    ]
    done = recorded("statuses")["3"]
    account.told["statuses"] = {
        str(number): [] if number == running else done for number in range(1, count + 1)
    }


def test_pages_are_read_until_nothing_is_new(
    source: Github, server: FaultyServer, account: Repository
) -> None:
    many(account, 250)
    first = read(source)
    assert (len(of(Deployment, first)), asked(server, "/deployments")) == (250, 3)
    many(account, 251)
    server.calls.clear()
    again = read(source, first)
    assert (len(of(Deployment, again)), asked(server, "/deployments")) == (251, 2)
    server.calls.clear()
    assert len(of(Deployment, read(source, again))) == 251
    assert (asked(server, "/deployments"), asked(server, "/commits")) == (1, 0)


def test_pages_are_read_as_far_as_one_that_may_have_ended_since(
    server: FaultyServer, account: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = made(server, monkeypatch, most_statuses=400)
    many(account, 350, running=220)
    first = read(source)
    assert deployments(first)["220"].succeeded is None
    many(account, 350)
    server.calls.clear()
    again = read(source, first)
    assert (asked(server, "/deployments"), asked(server, "/statuses")) == (3, 1)
    assert deployments(again)["220"].succeeded is True


def test_a_page_with_a_row_of_no_use_is_not_taken_for_the_last(
    source: Github, server: FaultyServer, account: Repository
) -> None:
    many(account, 150)
    first = read(source)
    account.told["deployments"][5]["id"] = None
    server.calls.clear()
    assert len(of(RejectedRow, read(source, first))) == 1
    assert asked(server, "/deployments") == 2


def test_commits_are_read_from_a_week_before_the_oldest_new_deployment_and_ten_pages_at_most(
    source: Github, server: FaultyServer, account: Repository
) -> None:
    commit = account.told["commits"][1]
    account.told["commits"] = [{**commit, "sha": f"{number:040x}"} for number in range(1500)]
    read(source)
    asked_for = [call for call in server.calls if call.path.endswith("/commits")]
    assert {call.first("since") for call in asked_for} == {"2026-09-24T09:00:00Z"}
    assert len(asked_for) == 10


def test_before_the_span_nothing_is_read(
    server: FaultyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = made(server, monkeypatch, since_days=10)
    assert deployments(read(source)).keys() == {"4", "3", "2"}


def test_published_releases_stand_in_where_nothing_is_deployed(
    server: FaultyServer, account: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    account.told["deployments"] = []
    assert of(Deployment, read(made(server, monkeypatch))) == []
    [row] = of(Deployment, read(made(server, monkeypatch, releases=True)))
    assert row == Deployment(
        deployment=f"{REPOSITORY}/releases/v1.0.0",
        target=REPOSITORY,
        version="v1.0.0",
        production=True,
        started_at=at("2026-11-10T19:35:32"),
        actor="octocat",
        url="https://github.com/octocat/Hello-World/releases/v1.0.0",
    )


# Incidents


def test_an_issue_with_the_label_is_an_incident_and_a_pull_request_is_none(source: Github) -> None:
    incidents = {row.incident: row for row in of(Incident, read(source))}
    assert incidents.keys() == {f"{REPOSITORY}#1352", f"{REPOSITORY}#1350"}
    assert incidents[f"{REPOSITORY}#1350"] == Incident(
        incident=f"{REPOSITORY}#1350",
        title="Every score is zero",
        model="churn",
        severity=1,
        opened_at=at("2026-11-20T12:30:00"),
        resolved_at=at("2026-11-20T15:00:00"),
        url="https://github.com/octocat/Hello-World/issues/1350",
        tags={"repository": REPOSITORY},
    )


def test_an_issue_that_turns_out_to_be_none_leaves(source: Github, account: Repository) -> None:
    first = read(source)
    account.told["issues"][0] |= {
        "state": "closed", "state_reason": "not_planned", "closed_at": "2026-11-24T08:00:00Z",
        "updated_at": "2026-11-24T08:00:00Z",
    }  # fmt: skip
    left = of(Incident, read(source, first, AT + timedelta(days=2)))
    assert [row.incident for row in left] == [f"{REPOSITORY}#1350"]


# Repositories and owners


def test_a_repository_with_exactly_one_model_is_that_models(
    server: FaultyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = made(server, monkeypatch, models={"price": "octocat/hello-world"})
    rows = read(source)
    assert of(Identity, rows) == [
        Identity(
            kind="repository",
            external_id=REPOSITORY,
            name="Hello-World",
            model="price",
            url="https://github.com/octocat/Hello-World",
        ),
    ]
    assert {row.model for row in of(Incident, rows)} == {"price", "churn"}


def test_where_several_environments_serve_production_each_is_a_target_of_its_own(
    server: FaultyServer, account: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    account.told["deployments"][0]["environment"] = "eu"
    several = ("production", "eu")
    source = made(
        server, monkeypatch, models={"price": REPOSITORY}, production_environments=several
    )
    rows = read(source)
    assert {row.target for row in of(Deployment, rows)} == {
        f"{REPOSITORY}:production", f"{REPOSITORY}:eu",
    }  # fmt: skip
    tied = {row.external_id: row.model for row in of(Identity, rows)}
    assert tied == dict.fromkeys(
        (REPOSITORY, f"{REPOSITORY}:production", f"{REPOSITORY}:eu"), "price"
    )


def test_all_repositories_of_an_organization_are_read_that_are_not_archived(
    server: FaultyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = made(server, monkeypatch, repositories=(), org="octocat", models={"price": PRICE})
    rows = read(source)
    assert {row.external_id: row.model for row in of(Identity, rows)} == {
        REPOSITORY: None, PRICE: "price",
    }  # fmt: skip
    assert (len(of(Deployment, rows)), len(of(Incident, rows))) == (4, 2)
    assert not [call for call in server.calls if "Spoon-Knife" in call.path]
    named = made(server, monkeypatch, repositories=(REPOSITORY.lower(),), org="octocat", models={})
    assert {row.external_id for row in of(Identity, read(named))} == {
        REPOSITORY, PRICE,
    }  # fmt: skip


def test_the_list_of_an_organization_is_read_to_its_end_and_odd_rows_of_it_are_rejected(
    server: FaultyServer, account: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = account.told["organization"][2]
    account.told["organization"] = [
        {**one, "full_name": f"octocat/r{number}"} for number in range(150)
    ] + [{**one, "full_name": "octocat/.."}, {**one, "full_name": None}]  # fmt: skip
    rows = read(made(server, monkeypatch, repositories=(), org="octocat", models={}))
    assert len(of(Identity, rows)) == 150
    assert [row.entity for row in of(RejectedRow, rows)] == ["identity", "identity"]


def test_what_happened_in_a_repository_stays_when_it_is_archived(
    server: FaultyServer, account: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = made(server, monkeypatch, repositories=(), org="OctoCat", models={})
    server.replay = lambda call: account(
        replace(call, path=call.path.replace("OctoCat", "octocat"))
    )
    first = read(source)
    account.told["organization"][0]["archived"] = True
    again = read(source, first, AT + timedelta(days=1))
    assert of(Deployment, again) == of(Deployment, first)
    assert of(Incident, again) == of(Incident, first)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, f"1 repository named, {REPOSITORY} visible"),
        ({"org": "octocat"}, f"1 repository named and {ALL_OF_IT}"),
        ({"org": "octocat", "repositories": ()}, ALL_OF_IT),
    ],
)
def test_check_tells_what_is_named_and_seen(
    server: FaultyServer, monkeypatch: pytest.MonkeyPatch, settings: dict[str, Any], said: str
) -> None:
    reading = Reading(started_at=AT, previous=lambda _: (), columns=lambda _: ())
    source = made(server, monkeypatch, **settings)
    assert source.check(reading) == f"GitHub answers; {said}"


def test_check_tells_of_an_organization_that_shows_none(
    server: FaultyServer, account: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    account.told["organization"] = []
    reading = Reading(started_at=AT, previous=lambda _: (), columns=lambda _: ())
    source = made(server, monkeypatch, repositories=(), org="octocat")
    assert source.check(reading) == (
        "GitHub answers; all of the organization octocat, none visible"
    )


def test_the_first_person_of_the_last_line_that_matches_owns_and_the_next_are_deputies(
    source: Github,
) -> None:
    owners = [(row.model, row.role, row.person) for row in of(Ownership, read(source))]
    assert owners == [("churn", "owner", "octocat"), ("churn", "deputy", "mona@github.com")]


def test_an_owner_who_is_gone_from_the_file_owned_until_then(
    source: Github, account: Repository
) -> None:
    first = read(source)
    account.refused["contents"] = as_json({"message": "Not Found"}, 404)
    later = AT + timedelta(days=1)
    ended = of(Ownership, read(source, first, later))
    assert {(row.person, row.until_earliest, row.until_latest) for row in ended} == {
        ("octocat", AT, later), ("mona@github.com", AT, later),
    }  # fmt: skip


def test_owners_of_a_file_that_this_token_may_not_read_stay_as_last_seen(
    source: Github, account: Repository
) -> None:
    first = read(source)
    account.refused["contents"] = as_json({"message": "Resource not accessible"}, 403)
    refused = read(source, first, AT + timedelta(days=1))
    assert of(Ownership, refused) == of(Ownership, first)
    del account.refused["contents"]
    later = AT + timedelta(days=2)
    seen = of(Ownership, read(source, refused, later))
    assert {(row.from_latest, row.until_earliest, row.until_latest) for row in seen} == {
        (AT, later, None),
    }  # fmt: skip


def test_a_new_owner_began_after_the_file_of_that_model_was_last_read(
    server: FaultyServer, account: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    readable = made(server, monkeypatch, models={"churn": f"{REPOSITORY}:models/churn"})
    first = read(readable)
    of_another = Ownership(
        model="price", role="owner", person="bo", from_latest=AT, until_earliest=AT
    ).model_copy(update={"until_earliest": AT + timedelta(days=1)})
    text = b"/models/churn @new\n"
    account.told["contents"]["content"] = base64.b64encode(text).decode()
    later = AT + timedelta(days=2)
    both = made(server, monkeypatch)
    seen = {row.person: row for row in of(Ownership, read(both, [*first, of_another], later))}
    assert (seen["new"].from_earliest, seen["new"].from_latest) == (AT, later)
    assert (seen["octocat"].until_earliest, seen["octocat"].until_latest) == (AT, later)
    assert seen["bo"].until_latest == later


def test_a_file_that_is_empty_names_nobody_and_one_too_large_to_come_is_not_read(
    source: Github, account: Repository
) -> None:
    first = read(source)
    account.told["contents"] |= {"content": "", "encoding": "none"}
    assert of(Ownership, read(source, first, AT + timedelta(days=1))) == of(Ownership, first)
    account.told["contents"]["encoding"] = "base64"
    ended = of(Ownership, read(source, first, AT + timedelta(days=1)))
    assert {row.until_latest for row in ended} == {AT + timedelta(days=1)}


CODEOWNERS = """\
# a comment
*                @everybody   # and one behind
*.sql            @data
/docs/           docs@example.com
apps/            @apps
/apps/github     @github
/build/logs/*    @logs
/scripts/**/end  @end
/legacy
with\\ blank/     @blank @acme/team
"""


@pytest.mark.parametrize(
    ("path", "owners"),
    [
        ("readme.md", ("@everybody",)),
        ("", ("@everybody",)),
        ("a/b/query.sql", ("@data",)),
        ("docs/x/y.md", ("docs@example.com",)),
        ("docs", ("docs@example.com",)),
        ("a/docs/y.md", ("@everybody",)),
        ("a/apps/x", ("@apps",)),
        ("apps/github", ("@github",)),
        ("apps/github/x", ("@github",)),
        ("build/logs/x", ("@logs",)),
        ("build/logs/x/y", ("@everybody",)),
        ("scripts/a/b/end", ("@end",)),
        ("scripts/end", ("@end",)),
        ("legacy", ()),
        ("with blank/x", ("@blank", "@acme/team")),
    ],
)
def test_of_all_lines_of_codeowners_that_match_the_last_one_counts(
    path: str, owners: tuple[str, ...]
) -> None:
    assert owners_of(path, CODEOWNERS) == owners


def test_a_team_is_no_person() -> None:
    assert people(("@acme/ml", "@ada", "bo@example.com", "@ada")) == ["ada", "bo@example.com"]


# Deliveries


def delivered(folder: Path, name: str, event: str, body: Any, secret: str = SECRET) -> None:
    text = json.dumps(body)
    signed = hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()
    headers = {
        "X-GitHub-Event": event,
        "X-GitHub-Delivery": name,
        "X-Hub-Signature-256": f"sha256={signed}",
    }
    (folder / f"{name}.json").write_text(json.dumps({"headers": headers, "body": text}))


def example(event: str) -> Any:
    """Return the first payload that GitHub publishes for an event."""
    found = json.loads((EXAMPLES / "index.json").read_text("utf-8"))
    return next(each for each in found if each["name"] == event)["examples"][0]


def hooked(server: FaultyServer, patch: pytest.MonkeyPatch, folder: Path, **more: Any) -> Github:
    settings = {"deliveries": folder, "deliveries_secret_env": "HOOK_SECRET", "models": {}}
    return made(server, patch, **(settings | more))


def test_the_payloads_that_github_publishes_are_read(
    account: Repository, server: FaultyServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told = example("deployment_status")
    account.told["deployments"] = []
    delivered(tmp_path, "d1", "deployment_status", told)
    issue = example("issues")
    issue["issue"]["labels"] = [{"name": "incident"}]
    delivered(tmp_path, "d2", "issues", issue)
    delivered(tmp_path, "d3", "ping", example("ping"))
    delivered(tmp_path, "d4", "release", example("release"))
    named = told["repository"]["full_name"]
    source = hooked(server, monkeypatch, tmp_path, repositories=(named,), since_days=3650)
    server.replay = lambda call: account(replace(call, path=call.path.replace(named, REPOSITORY)))
    rows = read(source)
    assert of(RejectedRow, rows) == []
    [row] = of(Deployment, rows)
    assert (row.deployment, row.target, row.succeeded, row.actor) == (
        f"{named}/deployments/{told['deployment']['id']}", named, True,
        "Codertocat",
    )  # fmt: skip
    assert f"{named}#{issue['issue']['number']}" in {each.incident for each in of(Incident, rows)}


def test_a_delivery_that_is_not_signed_as_it_should_be_is_rejected(
    server: FaultyServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    delivered(tmp_path, "forged", "deployment_status", example("deployment_status"), "guess")
    rows = of(RejectedRow, read(hooked(server, monkeypatch, tmp_path)))
    assert [("forged.json" in row.reason, SECRET in row.reason) for row in rows] == [(True, False)]


# Refusals


def test_a_403_about_too_many_calls_is_no_question_of_rights(
    source: Github, server: FaultyServer
) -> None:
    server.always = as_json(
        {"message": "API rate limit exceeded"},
        403,
        x_ratelimit_remaining="0",
        x_ratelimit_reset=str(int(AT.timestamp()) + 1800),
    )
    with pytest.raises(RateLimited, match="asks to wait 1800 seconds: sync later"):
        read(source)


@pytest.mark.parametrize("part", ["issues", "deployments", "contents"])
def test_too_many_calls_on_a_part_that_may_be_missing_leave_nothing_out(
    source: Github, account: Repository, part: str
) -> None:
    account.refused[part] = as_json(
        {"message": "API rate limit exceeded"},
        403,
        x_ratelimit_remaining="0",
        x_ratelimit_reset=str(int(AT.timestamp()) + 1800),
    )
    with pytest.raises(RateLimited):
        read(source)


def test_a_token_without_the_right_to_some_part_reads_the_rest(
    source: Github, account: Repository
) -> None:
    for part in ("issues", "commits", "contents"):
        account.refused[part] = as_json({"message": "Resource not accessible"}, 403)
    rows = read(source)
    assert len(of(Deployment, rows)) == 4
    assert of(Incident, rows) == of(Ownership, rows) == []


def test_a_repository_that_is_not_visible_is_told(source: Github, account: Repository) -> None:
    account.refused[""] = as_json({"message": "Must have admin rights"}, 403)
    with pytest.raises(AuthFailed, match="put a valid token into GITHUB_TOKEN"):
        read(source)


@pytest.mark.parametrize(
    ("settings", "wrong"),
    [
        ({"repositories": (), "models": {}}, "set `repositories`, `org`, or both"),
        ({"org": "octo/cat"}, "org"),
        ({"org": "octo", "models": {"x": "octocat/x"}}, "ties 'x' to a repository that is not"),
        ({"repositories": ("acme",)}, "repositories"),
        ({"models": {"x": "acme/other"}}, "ties 'x' to a repository that is not read"),
        ({"deliveries": Path("hooks")}, "set both `deliveries` and `deliveries_secret_env`"),
    ],
)
def test_settings_that_cannot_hold_are_refused(
    server: FaultyServer, settings: dict[str, Any], wrong: str
) -> None:
    with pytest.raises(ValidationError, match=wrong):
        connector(server, **settings)
