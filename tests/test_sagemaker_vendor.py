"""SageMaker held against the vendor: botocore's shapes, and a moto server."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import boto3
import botocore.session
import pytest
import requests
from accounts.pagerduty import reading
from accounts.sagemaker import ENVIRONMENT, RECORDED, Service, answers, connector, of, read
from faulty_server import Answer, Call, FaultyServer, as_json, faulty_server
from moto_server import moto_server

from connectors.parts.aws import Actions
from connectors.sagemaker import ACTIONS, Sagemaker
from data.errors import Rejected
from data.records import Assignment, Identity, Model, ModelVersion, Ownership

ARN = "arn:aws:sagemaker:eu-west-1:123456789012"


@pytest.fixture
def account() -> Service:
    return Service()


@pytest.fixture
def server(account: Service) -> Iterator[FaultyServer]:
    with faulty_server(account) as served:
        yield served


@pytest.fixture
def source(server: FaultyServer, monkeypatch: pytest.MonkeyPatch) -> Sagemaker:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    return connector(server)


# Held against the vendor


def unknown_keys(shape: Any, value: Any, path: str) -> Iterator[str]:
    if shape.type_name == "structure":
        for key, inside in value.items():
            if key not in shape.members:
                yield f"{path}.{key}"
            else:
                yield from unknown_keys(shape.members[key], inside, f"{path}.{key}")
    elif shape.type_name == "list":
        for each in value:
            yield from unknown_keys(shape.member, each, path)
    elif shape.type_name == "string" and getattr(shape, "enum", None):
        if value not in shape.enum:
            yield f"{path}: {value}"
    elif not isinstance(value, KINDS.get(shape.type_name, object)):
        yield f"{path}: {value!r} is no {shape.type_name}"


KINDS: dict[str, Any] = {
    "string": str, "integer": int, "float": float, "timestamp": float, "boolean": bool,
}  # fmt: skip


def test_every_recorded_key_stands_in_the_shapes_of_botocore() -> None:
    service = botocore.session.get_session().get_service_model("sagemaker")
    assert {path.stem for path in RECORDED.glob("*.json")} == set(ACTIONS)
    for action in ACTIONS:
        operation = service.operation_model(action)
        for row in answers(action):
            assert list(unknown_keys(operation.output_shape, row["answer"], action)) == []


def test_every_parameter_that_is_asked_stands_in_the_shapes_of_botocore(
    source: Sagemaker, server: FaultyServer
) -> None:
    service = botocore.session.get_session().get_service_model("sagemaker")
    read(source)
    for call in server.calls:
        action = call.headers["X-Amz-Target"].removeprefix("SageMaker.")
        asked = service.operation_model(action).input_shape
        assert list(unknown_keys(asked, json.loads(call.body), action)) == []


# Against a real server that speaks the protocol


KEYS = {"aws_access_key_id": "AKIACANARY7XDNB", "aws_secret_access_key": "x"}


@pytest.fixture(scope="module")
def moto(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with moto_server(tmp_path_factory.mktemp("moto")) as url:
        client = boto3.client("sagemaker", endpoint_url=url, region_name="eu-west-1", **KEYS)
        fill(client)
        yield url


def fill(client: Any) -> None:
    """Register two versions of one model, and serve both, as a pipeline would."""
    client.create_model_package_group(
        ModelPackageGroupName="churn",
        ModelPackageGroupDescription="Who will leave us",
        Tags=[{"Key": "owner", "Value": "ada@acme.example"}, {"Key": "tier", "Value": "2"}],
    )
    container = {"Containers": [{"Image": "score"}], "SupportedContentTypes": ["text/csv"],
                 "SupportedResponseMIMETypes": ["text/csv"]}  # fmt: skip
    for number in ("1", "2"):
        made = client.create_model_package(
            ModelPackageGroupName="churn",
            ModelApprovalStatus="Approved",
            MetadataProperties={"CommitId": f"abc{number}"},
            CustomerMetadataProperties={"approved_by": "bo@acme.example"},
            InferenceSpecification=container,
        )
        client.create_model(
            ModelName=f"churn-{number}",
            ExecutionRoleArn="arn:aws:iam::123456789012:role/serve",
            PrimaryContainer={"ModelPackageName": made["ModelPackageArn"]},
        )
    variants = [
        {"VariantName": f"v{number}", "ModelName": f"churn-{number}",
         "InitialVariantWeight": weight, "InitialInstanceCount": 1, "InstanceType": "ml.m5.large"}
        for number, weight in (("1", 1.0), ("2", 4.0))
    ]  # fmt: skip
    client.create_endpoint_config(EndpointConfigName="churn-live-1", ProductionVariants=variants)
    client.create_endpoint(
        EndpointName="churn-live",
        EndpointConfigName="churn-live-1",
        Tags=[{"Key": "environment", "Value": "production"}],
    )
    content = {"model_overview": {"model_name": "churn", "model_owner": "Ada"}}
    client.create_model_card(
        ModelCardName="churn-card", Content=json.dumps(content), ModelCardStatus="Draft"
    )


def test_a_real_server_is_read_whole(moto: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Monitoring, which moto does not know, is answered beside it; all else by moto."""

    def passed_on(call: Call) -> Answer:
        action = call.headers["X-Amz-Target"].removeprefix("SageMaker.")
        if action == "ListMonitoringSchedules":
            return as_json({"MonitoringScheduleSummaries": []})
        told = requests.post(moto, data=call.body, headers=call.headers, timeout=30)
        return Answer(told.content, told.status_code, {"Content-Type": "application/json"})

    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    now = datetime.now(UTC)
    with faulty_server(passed_on) as server:
        source = connector(server)
        rows = read(source, when=now)
        assert source.check(reading()) == (
            "SageMaker in eu-west-1 answers; visible are 1 model package groups, 1 endpoints, "
            "1 model cards"
        )
        again = read(source, rows, now)
    assert [(row.model, row.tier, row.purpose) for row in of(Model, rows)] == [
        ("churn", 2, "Who will leave us")
    ]
    assert [(row.person, row.role) for row in of(Ownership, rows)] == [
        ("ada@acme.example", "owner")
    ]
    assert {
        row.version: (row.git_commit, row.approved_by, row.created_by, row.ready)
        for row in of(ModelVersion, rows)
    } == {
        "1": ("abc1", "bo@acme.example", "fake-user-profile-name", True),
        "2": ("abc2", "bo@acme.example", "fake-user-profile-name", True),
    }
    assert {row.version: (row.slot, row.share, row.production) for row in of(Assignment, rows)} == {
        "1": ("churn-live", Decimal("0.2"), True),
        "2": ("churn-live", Decimal("0.8"), True),
    }
    assert [row.external_id for row in of(Identity, rows)] == [
        "churn-live", f"{ARN}:endpoint/churn-live",
    ]  # fmt: skip
    assert again == rows


def test_a_real_server_refuses_an_action_that_it_does_not_know_as_rejected(
    moto: str, source: Sagemaker
) -> None:
    live = source.model_copy(update={"url": moto})
    live._patience = source._patience
    with live._open() as session:
        actions = Actions(session, "SageMaker", ACTIONS)
        assert actions.ask("DescribeEndpoint", {"EndpointName": "none"}, missing=(400,)) is None
        with pytest.raises(Rejected, match="Could not find endpoint"):
            actions.ask("DescribeEndpoint", {"EndpointName": "none"})
