import builtins
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import boto3
import botocore.session
import pytest
import requests
from accounts.pagerduty import at, reading
from accounts.sagemaker import ENVIRONMENT, RECORDED, Service, answers, connector
from faulty_server import Answer, Call, FaultyServer, as_json, faulty_server
from moto_server import moto_server
from pydantic import ValidationError

from connectors.parts.aws import Actions
from connectors.sagemaker import ACTIONS, Sagemaker
from data.errors import AuthFailed, RateLimited, Rejected
from data.reading import RejectedRow
from data.records import (
    Assignment,
    Deployment,
    Document,
    DocumentState,
    Identity,
    Model,
    ModelVersion,
    Monitor,
    Ownership,
    Record,
)

PAGE = Path(__file__).parents[1] / "docs" / "connectors" / "sagemaker.md"
ARN = "arn:aws:sagemaker:eu-west-1:123456789012"
Row = TypeVar("Row", bound=Record)
READ = at("2026-11-23T09:00:00")


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


def of(kind: type[Row], rows: list[Any]) -> list[Row]:
    return [row for row in rows if isinstance(row, kind)]


def read(source: Sagemaker, previous: list[Any] | None = None, when: datetime = READ) -> list[Any]:
    return list(source.read(reading(previous or [], when)))


def held(model: str, slot: str, version: str, share: str, since: str, **told: Any) -> Assignment:
    return Assignment(
        model=model,
        slot_kind="endpoint",
        slot=slot,
        version=version,
        share=Decimal(share),
        from_earliest=at(since),
        from_latest=READ,
        until_earliest=READ,
        **{"production": True, **told},
    )


# Models


def test_a_group_is_a_model_with_what_its_tags_say(source: Sagemaker) -> None:
    rows = read(source)
    assert of(Model, rows) == [
        Model(
            model="Churn",
            declared=False,
            team="Growth",
            tier=1,
            purpose="Who will leave us",
            sponsor="carol@acme.example",
            contact="#churn-on-call",
            created_at=at("2026-05-20T08:00:00"),
            tags={
                "owner": "ada@acme.example",
                "deputy": "bo@acme.example",
                "owner_reviewed_at": "2026-10-01",
                "team": "Growth",
                "tier": "1",
                "sponsor": "carol@acme.example",
                "contact": "#churn-on-call",
            },
        ),
        Model(
            model="fraud",
            declared=False,
            purpose="Cards that are not theirs",
            created_at=at("2026-09-20T08:00:00"),
            tags={"owner": "grace@acme.example", "tier": "gold"},
        ),
    ]
    assert [(row.model, row.role, row.person) for row in of(Ownership, rows)] == [
        ("Churn", "owner", "ada@acme.example"),
        ("Churn", "deputy", "bo@acme.example"),
        ("fraud", "owner", "grace@acme.example"),
    ]
    assert [row.reason for row in rows if isinstance(row, RejectedRow)] == [
        "tag tier: is not 1, 2 or 3, so it was left out",
        "model: this card names no model package group and no model name in its content",
        "names no endpoint, or no type of monitoring that is known",
    ]


def test_a_version_says_who_made_and_approved_it_and_from_what(source: Sagemaker) -> None:
    newest, _, rejected, pending = of(ModelVersion, read(source))
    assert newest == ModelVersion(
        model="Churn",
        version="3",
        number=3,
        created_at=at("2026-11-01T08:00:00"),
        created_by="arn:aws:sts::123456789012:assumed-role/pipeline/release",
        approved_by="bo@acme.example",
        ready=True,
        training_run=f"{ARN}:pipeline/churn/execution/abc123",
        git_commit="4f1c9e7",
        compared_with="2",
        description="Adds tenure",
        tags={
            "approved_by": "bo@acme.example",
            "compared_with": "2",
            "approval_status": "Approved",
            "approval_description": "Passed review",
            "last_modified_by": "bo",
        },
    )
    assert (rejected.version, rejected.ready) == ("1", False)
    assert (pending.model, pending.ready) == ("fraud", False)


def test_only_the_newest_and_the_serving_versions_are_described(
    source: Sagemaker, server: FaultyServer
) -> None:
    versions = of(ModelVersion, read(connector(server, described_versions=0)))
    assert [(row.model, row.version, row.created_by is not None) for row in versions] == [
        ("Churn", "3", True),
        ("Churn", "2", True),
        ("Churn", "1", False),
        ("fraud", "1", True),
    ]
    assert source.described_versions == 20


# What serves


def test_an_endpoint_points_to_the_packages_behind_its_models_by_weight(
    source: Sagemaker,
) -> None:
    assert of(Assignment, read(source)) == [
        held("Churn", "churn-live", "2", "0.75", "2026-11-05T09:10:00"),
        held("Churn", "churn-live", "3", "0.25", "2026-11-05T09:10:00"),
        held("fraud", "fraud-test", "1", "1", "2026-10-02T08:59:00", production=False),
        held("fraud", "llm/fraud", "1", "1", "2026-10-11T09:00:00"),
    ]


def test_endpoints_without_an_environment_tag_may_be_declared_as_no_production(
    server: FaultyServer, source: Sagemaker
) -> None:
    rows = read(connector(server, production=False))
    assert {row.target for row in of(Deployment, rows) if row.production} == set()
    assert {row.slot for row in of(Assignment, rows) if row.production} == {"churn-live"}
    assert "embed" in {row.target for row in of(Deployment, read(source)) if row.production}


def test_an_endpoint_is_known_by_its_name_and_by_its_resource_on_the_bill(
    source: Sagemaker,
) -> None:
    known = of(Identity, read(source))
    tags = {"environment": "Prod", "cost-centre": "42"}
    assert known[:2] == [
        Identity(
            kind="endpoint", external_id="churn-live", name="churn-live", model="Churn", tags=tags
        ),
        Identity(
            kind="resource",
            external_id=f"{ARN}:endpoint/churn-live",
            name="churn-live",
            model="Churn",
            tags=tags,
        ),
    ]
    assert {row.external_id: row.model for row in known if row.kind == "endpoint"} == {
        "churn-live": "Churn",
        "fraud-test": "fraud",
        "embed": None,
        "llm/fraud": "fraud",
        "llm/base": None,
    }


def test_components_serve_by_their_own_names_and_cost_by_that_of_their_endpoint(
    source: Sagemaker,
) -> None:
    known = [row for row in of(Identity, read(source)) if row.external_id.find("llm") >= 0]
    assert [(row.kind, row.external_id, row.model) for row in known] == [
        ("endpoint", "llm/fraud", "fraud"),
        ("endpoint", "llm/base", None),
        ("resource", f"{ARN}:endpoint/llm", None),
    ]


def test_an_endpoint_with_nothing_behind_it_is_a_resource_and_no_endpoint_yet(
    source: Sagemaker,
) -> None:
    assert [
        (row.kind, row.external_id) for row in of(Identity, read(source)) if row.name == "new"
    ] == [("resource", f"{ARN}:endpoint/new")]


def test_a_deployment_is_told_by_the_images_that_one_variant_resolved(source: Sagemaker) -> None:
    assert of(Deployment, read(source)) == [
        Deployment(
            deployment="fraud-test/all/2026-10-02T09:01:00Z",
            target="fraud-test",
            model="fraud",
            version="1",
            production=False,
            started_at=at("2026-10-02T09:01:00"),
            succeeded=True,
        ),
        Deployment(
            deployment="embed/all/2026-01-02T09:01:00Z",
            target="embed",
            production=True,
            started_at=at("2026-01-02T09:01:00"),
            succeeded=True,
        ),
        Deployment(
            deployment="llm/fraud/component/2026-10-11T09:01:00Z",
            target="llm/fraud",
            model="fraud",
            version="1",
            production=True,
            started_at=at("2026-10-11T09:01:00"),
            succeeded=True,
        ),
        Deployment(
            deployment="llm/base/component/2026-10-11T09:01:00Z",
            target="llm/base",
            production=True,
            started_at=at("2026-10-11T09:01:00"),
            succeeded=True,
        ),
    ]


def changed_endpoint(account: Service, name: str, change: Mapping[str, Any]) -> None:
    (row,) = [
        row for row in account.recorded["DescribeEndpoint"] if row["asked"]["EndpointName"] == name
    ]
    row["answer"] = {**row["answer"], **change}


def test_a_later_reading_tells_only_the_new_version_as_a_release(
    source: Sagemaker, account: Service
) -> None:
    first = read(source)
    later = at("2026-11-24T09:00:00")
    resolved = at("2026-11-24T07:30:00").timestamp()
    variant = {"CurrentWeight": 1.0, "DeployedImages": [{"ResolutionTime": resolved}]}
    models = {"DescribeEndpointConfig": [("only", "churn-1"), ("old", "churn-2")]}
    account.recorded["DescribeEndpointConfig"].append(
        {
            "asked": {"EndpointConfigName": "churn-12"},
            "answer": {
                "CreationTime": at("2026-11-24T07:29:00").timestamp(),
                "ProductionVariants": [
                    {"VariantName": each, "ModelName": model}
                    for each, model in models["DescribeEndpointConfig"]
                ],
            },
        }
    )
    account.recorded["DescribeModel"].append(
        {
            "asked": {"ModelName": "churn-1"},
            "answer": {"PrimaryContainer": {"ModelPackageName": f"{ARN}:model-package/churn/1"}},
        }
    )
    changed_endpoint(
        account,
        "churn-live",
        {
            "EndpointConfigName": "churn-12",
            "EndpointStatus": "Updating",
            "ProductionVariants": [
                {"VariantName": "only", **variant},
                {"VariantName": "old", **variant},
            ],
        },
    )
    rows = read(source, first, later)
    assert [row for row in of(Deployment, rows) if row.target == "churn-live"] == [
        Deployment(
            deployment="churn-live/only/2026-11-24T07:30:00Z",
            target="churn-live",
            model="Churn",
            version="1",
            production=True,
            started_at=at("2026-11-24T07:30:00"),
        )
    ]
    assert {row.deployment for row in of(Deployment, first)} < {
        row.deployment for row in of(Deployment, rows)
    }
    spells = {
        row.version: (row.from_earliest, row.from_latest, row.until_earliest, row.until_latest)
        for row in of(Assignment, rows)
        if row.slot == "churn-live"
    }
    assert spells == {
        "1": (at("2026-11-24T07:29:00"), later, later, None),
        "2": (at("2026-11-05T09:10:00"), READ, later, None),
        "3": (at("2026-11-05T09:10:00"), READ, READ, later),
    }
    changed_endpoint(account, "churn-live", {"EndpointStatus": "InService"})
    again = read(source, rows, at("2026-11-25T09:00:00"))
    assert [row.succeeded for row in of(Deployment, again) if row.target == "churn-live"] == [True]


@pytest.mark.parametrize("status", ["Creating", "Failed", "OutOfService", "Deleting"])
def test_an_endpoint_that_does_not_serve_points_to_nothing(
    source: Sagemaker, account: Service, status: str
) -> None:
    changed_endpoint(account, "churn-live", {"EndpointStatus": status})
    assert "churn-live" not in {row.slot for row in of(Assignment, read(source))}


@pytest.mark.parametrize(
    ("weights", "shares"),
    [
        ((0.0, 1.0), {"3": Decimal(1)}),
        ((0.0, 0.0), {}),
        ((1.0, 2.0), {"2": Decimal("0.333333333333333333"), "3": Decimal("0.666666666666666666")}),
    ],
)
def test_a_variant_without_weight_has_no_traffic(
    source: Sagemaker, account: Service, weights: tuple[float, float], shares: dict[str, Decimal]
) -> None:
    variants = [
        {"VariantName": name, "CurrentWeight": weight}
        for name, weight in zip(("blue", "green"), weights, strict=True)
    ]
    changed_endpoint(account, "churn-live", {"ProductionVariants": variants})
    found = of(Assignment, read(source))
    assert {row.version: row.share for row in found if row.slot == "churn-live"} == shares


def test_what_was_deleted_between_two_calls_is_left_out(
    source: Sagemaker, account: Service
) -> None:
    for action in ("DescribeEndpoint", "DescribeEndpointConfig", "DescribeModel"):
        account.recorded[action] = []
    rows = read(source)
    assert of(Assignment, rows) == []
    assert {row.kind for row in of(Identity, rows)} == {"resource"}


# Documents and monitors


def test_a_card_says_what_it_fills_and_who_approved_it(source: Sagemaker) -> None:
    cards = {row.location: row for row in of(Document, read(source)) if row.kind == "model_card"}
    filled = ("purpose", "limits", "data", "results_by_group", "owner", "version")
    assert list(cards.values()) == [
        Document(
            model="Churn",
            kind="model_card",
            location=f"{ARN}:model-package/churn/3",
            state=DocumentState.EXISTS,
            title="Card of Churn version 3, Approved",
            version="3",
            author="arn:aws:sts::123456789012:assumed-role/pipeline/release",
            created_at=at("2026-11-01T08:00:00"),
            sections=filled,
        ),
        Document(
            model="Churn",
            kind="model_card",
            location=f"{ARN}:model-card/churn-card",
            state=DocumentState.EXISTS,
            title="churn-card",
            version="3",
            owner="Ada",
            author="ada",
            approved_by="bo",
            approved_at=at("2026-11-04T15:00:00"),
            created_at=at("2026-06-09T12:00:00"),
            edited_at=at("2026-11-03T12:00:00"),
            sections=filled,
        ),
        Document(
            model="fraud",
            kind="model_card",
            location=f"{ARN}:model-card/fraud-card",
            state=DocumentState.EXISTS,
            title="fraud-card",
            version="1",
            author="grace",
            created_at=at("2026-10-03T12:00:00"),
            edited_at=at("2026-10-03T12:30:00"),
            sections=("version",),
        ),
    ]


def test_an_approval_that_a_new_version_of_a_card_inherited_is_none(
    source: Sagemaker, account: Service
) -> None:
    """An edit makes a new version, which nobody has looked at, and the status stays."""
    (versions,) = account.recorded["ListModelCardVersions"]
    newest = versions["answer"]["ModelCardVersionSummaryList"][-1]
    newest["CreationTime"] = newest["LastModifiedTime"]
    (card,) = [row for row in of(Document, read(source)) if row.title == "churn-card"]
    assert (card.approved_at, card.approved_by) == (None, None)


def test_an_explainer_is_one_at_the_endpoint_or_a_report_of_a_version(source: Sagemaker) -> None:
    explainers = [row for row in of(Document, read(source)) if row.kind == "explainer"]
    assert [(row.model, row.version, row.location, row.state) for row in explainers] == [
        ("Churn", "2", f"{ARN}:endpoint/churn-live#2", DocumentState.EXISTS),
        ("Churn", "3", f"{ARN}:endpoint/churn-live#3", DocumentState.EXISTS),
        (
            "Churn",
            None,
            "s3://acme/churn/3/explainability/analysis.json",
            DocumentState.NOT_CHECKED,
        ),
    ]


def test_schedules_and_the_alarms_of_a_rollback_are_monitors(source: Sagemaker) -> None:
    assert of(Monitor, read(source)) == [
        Monitor(
            model="Churn",
            monitor="churn-input",
            kind="data",
            title="DataQuality of endpoint churn-live",
            last_value_at=at("2026-11-23T07:14:00"),
        ),
        Monitor(
            model="Churn",
            monitor="churn-bias",
            kind="slice",
            title="ModelBias of endpoint churn-live",
            enabled=False,
        ),
        Monitor(
            model="Churn",
            monitor="churn-live/churn-5xx",
            kind="service",
            title="Alarm churn-5xx, which rolls a release to churn-live back",
            reverts=True,
        ),
    ]


# Access


OPTIONAL = {
    "DescribeModelPackage": ModelVersion,
    "ListModelCards": Document,
    "ListMonitoringSchedules": Monitor,
    "ListTags": Ownership,
}


@pytest.mark.parametrize("action", OPTIONAL)
def test_what_this_identity_may_not_read_is_unknown_and_the_rest_lands(
    source: Sagemaker, account: Service, action: str
) -> None:
    well, row = read(source), OPTIONAL[action]
    account.refused = {action: "AccessDeniedException"}
    rows = read(source)
    assert of(Model, rows)
    assert len(of(row, rows)) <= len(of(row, well))
    assert of(row, rows) != of(row, well)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("AccessDeniedException", AuthFailed),
        ("ExpiredTokenException", AuthFailed),
        ("UnrecognizedClientException", AuthFailed),
        ("com.amazon.coral.service#ThrottlingException", RateLimited),
        ("ValidationException", Rejected),
    ],
)
def test_what_aws_answers_400_for_is_typed_by_its_code(
    source: Sagemaker, account: Service, code: str, kind: type[Exception]
) -> None:
    account.refused = {"ListModelPackageGroups": code}
    with pytest.raises(kind, match=r": .*sagemaker:ListModelPackageGroups|sync later"):
        read(source)


def test_check_counts_what_is_visible(source: Sagemaker, server: FaultyServer) -> None:
    assert source.check(reading()) == (
        "SageMaker in eu-west-1 answers; visible are 2 model package groups, 2 or more endpoints, "
        "2 or more model cards"
    )
    assert len(server.calls) == 3


def called(server: FaultyServer) -> set[str]:
    return {call.headers["X-Amz-Target"].removeprefix("SageMaker.") for call in server.calls}


def test_the_policy_of_the_docs_page_allows_what_is_called_and_no_more(
    source: Sagemaker, server: FaultyServer
) -> None:
    read(source)
    (policy,) = re.findall(r"```json\n(.*?)```", PAGE.read_text("utf-8"), flags=re.DOTALL)
    (statement,) = json.loads(policy)["Statement"]
    assert statement["Effect"] == "Allow"
    assert statement["Action"] == [f"sagemaker:{action}" for action in sorted(ACTIONS)]
    assert called(server) == set(ACTIONS)


@pytest.mark.parametrize("action", ["DeleteEndpoint", "CreateModel", "DescribeCluster"])
def test_an_action_that_is_not_declared_or_not_reading_is_never_called(
    source: Sagemaker, action: str, server: FaultyServer
) -> None:
    allowed = {*ACTIONS, "DeleteEndpoint", "CreateModel"}
    with source._open() as session, pytest.raises(ValueError, match="only reads"):
        Actions(session, "SageMaker", allowed).ask(action, {})
    assert server.calls == []


def test_each_call_is_signed_as_aws_signs_it(source: Sagemaker, server: FaultyServer) -> None:
    read(source)
    for call in server.calls:
        signed = call.headers["Authorization"]
        assert re.fullmatch(
            r"AWS4-HMAC-SHA256 Credential=AKIACANARY7XDNB/\d{8}/eu-west-1/sagemaker/aws4_request, "
            r"SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, "
            r"Signature=[0-9a-f]{64}",
            signed,
        )


def test_without_the_extra_the_error_names_it(
    source: Sagemaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.partition(".")[0] in {"boto3", "botocore"}:
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(AuthFailed, match=r"pip install 'mlops-scorecard\[aws\]'"):
        read(source)


def test_boto3_is_not_imported_until_a_source_is_read() -> None:
    code = "import sys, connectors.sagemaker; sys.exit('boto3' in sys.modules)"
    assert subprocess_of(code) == 0


def subprocess_of(code: str) -> int:
    return subprocess.run([sys.executable, "-c", code], check=False).returncode


def quiet_environment(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(home / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(home / "credentials"))


OWN_KEYS = {"access_key_env": None, "secret_key_env": None, "session_token_env": None}


def test_without_keys_of_its_own_boto3_finds_them(
    server: FaultyServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    quiet_environment(monkeypatch, tmp_path)
    (tmp_path / "credentials").write_text(
        "[audit]\naws_access_key_id = AKIACANARY7XDNB\naws_secret_access_key = x\n"
        f"aws_session_token = {ENVIRONMENT['SM_SESSION_TOKEN']}\n"
    )
    source = connector(server, profile="audit", **OWN_KEYS)
    assert source.secrets() == ()
    assert of(Model, read(source))


@pytest.mark.parametrize(
    ("profile", "told"),
    [
        (None, "boto3 finds no credentials for source 'source': set `profile`"),
        ("none", "ProfileNo"),
    ],
)
def test_where_boto3_finds_none_the_error_says_how_to_name_them(
    server: FaultyServer,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    profile: str | None,
    told: str,
) -> None:
    quiet_environment(monkeypatch, tmp_path)
    with pytest.raises(AuthFailed, match=told):
        read(connector(server, profile=profile, **OWN_KEYS))
    assert server.calls == []


@pytest.mark.parametrize(
    ("settings", "wrong"),
    [
        ({"secret_key_env": "B"}, "set both"),
        ({"session_token_env": "C"}, "needs `access_key_env`"),
        ({"access_key_env": "A", "secret_key_env": "B", "profile": "p"}, "either `profile`"),
        ({"region": "Ireland"}, "region"),
        ({"url": "ftp://x"}, "https:// or http://"),
    ],
)
def test_settings_that_do_not_go_together_are_refused(
    settings: Mapping[str, str], wrong: str
) -> None:
    with pytest.raises(ValidationError, match=wrong):
        Sagemaker(name="x", **{"region": "eu-west-1", **settings})


@pytest.mark.parametrize(
    ("region", "host"),
    [
        ("eu-west-1", "api.sagemaker.eu-west-1.amazonaws.com"),
        ("us-gov-west-1", "api.sagemaker.us-gov-west-1.amazonaws.com"),
        ("cn-north-1", "api.sagemaker.cn-north-1.amazonaws.com.cn"),
    ],
)
def test_the_address_is_that_of_the_region(
    source: Sagemaker, server: FaultyServer, region: str, host: str
) -> None:
    with (
        connector(server, region=region, url="https://x")
        .model_copy(update={"url": ""})
        ._open() as session
    ):
        assert session.url == f"https://{host}"
    client = boto3.client(
        "sagemaker", region_name=region, aws_access_key_id="x", aws_secret_access_key="x"
    )
    assert client.meta.endpoint_url == f"https://{host}"


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
