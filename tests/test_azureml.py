from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

import pytest
from accounts.azureml import CLIENT, SECRET, TOKEN, WORKSPACE, Workspace, connector, recorded
from accounts.pagerduty import at, reading
from faulty_server import FaultyServer, as_json, faulty_server
from pydantic import ValidationError

from connectors.azureml import Azureml
from data.errors import AuthFailed
from data.reading import RejectedRow
from data.records import (
    Assignment,
    Deployment,
    Identity,
    Model,
    ModelVersion,
    Ownership,
    Record,
)

READ = at("2026-11-23T09:00:00")
Row = TypeVar("Row", bound=Record)


@pytest.fixture
def workspace() -> Workspace:
    return Workspace()


@pytest.fixture
def server(workspace: Workspace) -> Iterator[FaultyServer]:
    with faulty_server(workspace) as served:
        yield served


@pytest.fixture
def source(server: FaultyServer, monkeypatch: pytest.MonkeyPatch) -> Azureml:
    monkeypatch.setenv("AZUREML_TOKEN", TOKEN)
    monkeypatch.setenv("AZUREML_SECRET", SECRET)
    return connector(server)


def of(kind: type[Row], rows: list[Any]) -> list[Row]:
    return [row for row in rows if isinstance(row, kind)]


def read(source: Azureml, previous: list[Any] | None = None, when: datetime = READ) -> list[Any]:
    return list(source.read(reading(previous or [], when)))


def test_a_model_says_in_its_tags_who_owns_it(source: Azureml) -> None:
    rows = read(source)
    assert of(Model, rows)[0] == Model(
        model="churn",
        declared=False,
        team="Growth",
        tier=1,
        purpose="Who will leave us",
        created_at=at("2026-05-20T08:00:00.123456"),
        tags={
            "owner": "ada@acme.example",
            "deputy": "bo@acme.example",
            "team": "Growth",
            "tier": "1",
            "owner_reviewed_at": "2026-10-01",
        },
    )
    assert [row.model for row in of(Model, rows)] == ["churn", "fraud", "spam"]
    assert [(row.model, row.role, row.person) for row in of(Ownership, rows)] == [
        ("churn", "owner", "ada@acme.example"),
        ("churn", "deputy", "bo@acme.example"),
        ("fraud", "owner", "grace@acme.example"),
    ]
    assert [row.reason for row in rows if isinstance(row, RejectedRow)] == [
        "tag tier: is not 1, 2 or 3, so it was left out"
    ]


def test_a_version_says_by_whom_from_what_job_and_data_it_was_made(source: Azureml) -> None:
    newest, serving, failed, other = of(ModelVersion, read(source))
    assert serving == ModelVersion(
        model="churn",
        version="2",
        number=2,
        created_at=at("2026-09-01T08:00:00"),
        created_by="ada@acme.example",
        approved_by="bo@acme.example",
        ready=True,
        training_run="brave_lime_77",
        dataset="customers",
        description="Retrained",
        tags={"approved_by": "bo@acme.example"},
    )
    assert (newest.compared_with, newest.ready, failed.ready) == ("2", False, False)
    assert other.model == "fraud"


def test_a_version_that_a_deployment_made_for_itself_is_not_registered(source: Azureml) -> None:
    assert "spam" not in {row.model for row in of(ModelVersion, read(source))}


def test_stages_and_traffic_point_to_versions(source: Azureml) -> None:
    told = [
        (row.slot_kind, row.slot, row.model, row.version, row.production, row.share)
        for row in of(Assignment, read(source))
    ]
    assert told == [
        ("stage", "Development", "churn", "3", False, Decimal(1)),
        ("stage", "Production", "churn", "2", True, Decimal(1)),
        ("endpoint", "churn-live", "churn", "2", True, Decimal("0.9")),
        ("endpoint", "churn-live", "churn", "3", True, Decimal("0.1")),
        ("endpoint", "fraud-test", "fraud", "1", False, Decimal(1)),
    ]


def test_a_deployment_that_was_not_touched_since_tells_who_made_it(source: Azureml) -> None:
    """The deployment Blue was changed later, perhaps to another version, so nothing is told."""
    assert of(Deployment, read(source)) == [
        Deployment(
            deployment=f"{target}/{name}/{since}Z",
            target=target,
            model=model,
            version=version,
            production=production,
            started_at=at(since),
            succeeded=succeeded,
            actor=actor,
        )
        for target, name, since, model, version, production, succeeded, actor in (
            ("churn-live", "green", "2026-11-05T09:00:00", "churn", "3", True, True, "pipeline"),
            ("fraud-test", "default", "2026-10-02T09:00:00", "fraud", "1", False, True,
             "grace@acme.example"),
            ("shared", "one", "2026-01-02T09:00:00", None, None, True, True,
             "grace@acme.example"),
            ("shared", "broken", "2026-02-02T09:00:00", "spam", "1", True, False,
             "grace@acme.example"),
        )
    ]  # fmt: skip


def changed(workspace: Workspace, when: str, version: str) -> None:
    """Change the deployment Blue in place."""
    blue = workspace.told["deployments"]["churn-live"][0]
    blue["properties"]["model"] = f"{WORKSPACE}/models/churn/versions/{version}"
    blue["systemData"] = {**blue["systemData"], "lastModifiedAt": when}


def test_another_version_in_the_same_deployment_is_a_release(
    source: Azureml, workspace: Workspace
) -> None:
    first = read(source)
    changed(workspace, "2026-11-24T07:00:00+00:00", "1")
    second = read(source, first, at("2026-11-24T09:00:00"))
    changed(workspace, "2026-11-25T07:00:00+00:00", "1")  # scaled, say: no other version
    third = read(source, second, at("2026-11-25T09:00:00"))
    release = Deployment(
        deployment="churn-live/Blue/2026-11-24T07:00:00Z",
        target="churn-live",
        model="churn",
        version="1",
        production=True,
        started_at=at("2026-11-24T07:00:00"),
        succeeded=True,
    )
    before = of(Deployment, first)
    assert of(Deployment, second) == [*before, release]
    assert of(Deployment, third) == [*before, release]


def test_a_new_deployment_that_is_changed_at_once_keeps_its_first_release(
    source: Azureml, workspace: Workspace
) -> None:
    first = read(source)
    green = workspace.told["deployments"]["churn-live"][1]
    green["properties"]["model"] = "azureml:churn:4"
    green["systemData"]["lastModifiedAt"] = "2026-11-05T09:30:00+00:00"
    rows = read(source, first, at("2026-11-24T09:00:00"))
    told = [
        (row.deployment, row.version) for row in of(Deployment, rows) if "/green/" in row.deployment
    ]
    assert told == [
        ("churn-live/green/2026-11-05T09:00:00Z", "3"),
        ("churn-live/green/2026-11-05T09:30:00Z", "4"),
    ]


def test_an_endpoint_belongs_to_a_model_only_if_all_behind_it_does(source: Azureml) -> None:
    known = of(Identity, read(source))
    assert {row.external_id: row.model for row in known} == {
        "churn-live": "churn",
        f"{WORKSPACE}/onlineEndpoints/churn-live": "churn",
        "fraud-test": "fraud",
        f"{WORKSPACE}/onlineEndpoints/fraud-test": "fraud",
        "shared": None,
        f"{WORKSPACE}/onlineEndpoints/shared": None,
    }
    assert known[0].tags == {"environment": "Production", "cost-centre": "42"}


def test_environment_variables_of_a_deployment_land_nowhere(source: Azureml) -> None:
    assert "not-for-us" not in repr(read(source))


@pytest.mark.parametrize(
    ("model", "key"),
    [
        (f"{WORKSPACE}/models/churn/versions/7", ("churn", "7")),
        (f"{WORKSPACE}/models/churn/versions/7".upper(), None),
        ("azureml:churn:7", ("churn", "7")),
        ("azureml://registries/hub/models/churn/versions/7", None),
        (f"{WORKSPACE.replace('acme', 'other')}/models/churn/versions/7", None),
        ("azureml://jobs/brave_lime_77/outputs/artifacts/model", None),
        (None, None),
    ],
)
def test_only_a_model_of_this_workspace_is_linked(
    source: Azureml, workspace: Workspace, model: str | None, key: tuple[str, str] | None
) -> None:
    workspace.told["deployments"]["fraud-test"][0]["properties"]["model"] = model
    found = [row for row in of(Assignment, read(source)) if row.slot == "fraud-test"]
    assert [(row.model, row.version) for row in found] == ([] if key is None else [key])


@pytest.mark.parametrize("traffic", [{"Blue": 130}, {"Blue": "all"}, {"Blue": True}])
def test_traffic_that_cannot_be_is_rejected_with_its_endpoint(
    source: Azureml, workspace: Workspace, traffic: Mapping[str, Any]
) -> None:
    workspace.told["onlineEndpoints"][0]["properties"]["traffic"] = traffic
    rows = read(source)
    assert "churn-live" not in {row.slot for row in of(Assignment, rows)}
    assert "traffic: is no share of traffic" in [
        row.reason for row in rows if isinstance(row, RejectedRow)
    ]


@pytest.mark.parametrize("part", ["/versions", "/deployments"])
def test_what_this_identity_may_not_read_is_unknown(
    source: Azureml, workspace: Workspace, part: str
) -> None:
    workspace.refused = (part,)
    rows = read(source)
    assert len(of(Model, rows)) == 3
    assert len({row.external_id for row in of(Identity, rows) if row.kind == "endpoint"}) == 3
    kinds = {row.slot_kind for row in of(Assignment, rows)}
    assert kinds == ({"endpoint"} if part == "/versions" else {"stage"})


def by_client(server: FaultyServer) -> Azureml:
    return connector(
        server,
        token_env=None,
        tenant="acme.example",
        client_id=CLIENT,
        client_secret_env="AZUREML_SECRET",
    )


def test_a_service_principal_signs_in_for_a_token(source: Azureml, server: FaultyServer) -> None:
    assert read(by_client(server)) == read(source)
    call = server.calls[0]
    assert (call.method, call.path) == ("POST", "/acme.example/oauth2/v2.0/token")
    assert b"%2F.default" in call.body


def test_a_refused_service_principal_is_told_without_its_secret(
    source: Azureml, server: FaultyServer
) -> None:
    server.always = as_json({"error": "invalid_client", "error_description": SECRET}, 400)
    with pytest.raises(AuthFailed, match="the secret in AZUREML_SECRET") as caught:
        read(by_client(server))
    assert SECRET not in str(caught.value)
    assert source.secrets() == ("AZUREML_TOKEN",)


@pytest.mark.parametrize(
    "wrong",
    [
        {"token_env": None},
        {"client_id": "x"},
        {"tenant": "t", "client_id": "x", "client_secret_env": "S"},
        {"token_env": None, "tenant": "a/b", "client_id": "x", "client_secret_env": "S"},
        {"subscription": "mine"},
        {"workspace": "../other"},
        {"resource_group": "a/b"},
    ],
)
def test_settings_that_do_not_go_together_or_lead_elsewhere_are_refused(
    server: FaultyServer, wrong: Mapping[str, Any]
) -> None:
    with pytest.raises(ValidationError):
        connector(server, **wrong)


def test_check_counts_what_is_visible(source: Azureml, server: FaultyServer) -> None:
    assert source.check(reading()) == (
        "Azure Machine Learning answers; visible are 2 or more models and 2 or more online "
        "endpoints"
    )
    assert len(server.calls) == 2


# Held against the vendor


def test_every_recorded_key_stands_in_the_vendors_models() -> None:
    shapes = {name: set(told) for name, told in recorded("shapes").items()}
    versions = [row for rows in recorded("versions").values() for row in rows]
    deployments = [row for rows in recorded("deployments").values() for row in rows]
    for kind, inside, rows in (
        ("ModelContainer", "ModelContainerProperties", recorded("models")),
        ("ModelVersion", "ModelVersionProperties", versions),
        ("OnlineEndpoint", "OnlineEndpointProperties", recorded("onlineEndpoints")),
        ("OnlineDeployment", "ManagedOnlineDeployment", deployments),
    ):
        assert set().union(*(row.keys() for row in rows)) <= shapes[kind], kind
        assert set().union(*(row["properties"].keys() for row in rows)) <= shapes[inside], inside
        assert set().union(*(row["systemData"].keys() for row in rows)) <= shapes["SystemData"]
    states = {row["properties"]["provisioningState"] for row in deployments}
    assert states | {"Scaling", "Updating", "Canceled"} <= shapes["DeploymentProvisioningState"]
    made = {row["properties"]["provisioningState"] for row in versions}
    assert made <= shapes["AssetProvisioningState"]
