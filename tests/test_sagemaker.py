"""Models, versions, documents and monitors of SageMaker."""

from collections.abc import Iterator

import pytest
from accounts.pagerduty import at
from accounts.sagemaker import ENVIRONMENT, Service, connector, of, read
from faulty_server import FaultyServer, faulty_server

from connectors.sagemaker import Sagemaker
from data.reading import RejectedRow
from data.records import Document, DocumentState, Model, ModelVersion, Monitor, Ownership

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
