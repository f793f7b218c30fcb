"""What SageMaker's endpoints serve, and each change as a deployment."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import pytest
from accounts.pagerduty import at
from accounts.sagemaker import ENVIRONMENT, READ, Service, connector, of, read
from faulty_server import FaultyServer, faulty_server

from connectors.sagemaker import Sagemaker
from data.records import Assignment, Deployment, Identity

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
