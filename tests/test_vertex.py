from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

import pytest
from accounts.pagerduty import at, reading
from accounts.vertex import TOKEN, Project, connector, recorded
from faulty_server import FaultyServer, faulty_server
from pydantic import ValidationError

from connectors.vertex import Vertex
from data.reading import RejectedRow
from data.records import (
    Assignment,
    Deployment,
    Document,
    DocumentState,
    Evaluation,
    Identity,
    Model,
    ModelVersion,
    Monitor,
    Ownership,
    Record,
)

READ = at("2026-11-23T09:00:00")
PLACE = "projects/123456789/locations/europe-west4"
Row = TypeVar("Row", bound=Record)


@pytest.fixture
def project() -> Project:
    return Project()


@pytest.fixture
def server(project: Project) -> Iterator[FaultyServer]:
    with faulty_server(project) as served:
        yield served


@pytest.fixture
def source(server: FaultyServer, monkeypatch: pytest.MonkeyPatch) -> Vertex:
    monkeypatch.setenv("VERTEX_TOKEN", TOKEN)
    return connector(server)


def of(kind: type[Row], rows: list[Any]) -> list[Row]:
    return [row for row in rows if isinstance(row, kind)]


def read(source: Vertex, previous: list[Any] | None = None, when: datetime = READ) -> list[Any]:
    return list(source.read(reading(previous or [], when)))


def test_a_model_has_its_display_name_and_what_its_labels_say(source: Vertex) -> None:
    rows = read(source)
    assert of(Model, rows)[:2] == [
        Model(
            model="churn",
            declared=False,
            team="growth",
            tier=1,
            purpose="Who will leave us",
            created_at=at("2026-05-20T08:00:00.123456"),
            tags={"owner": "ada", "team": "growth", "tier": "1"},
        ),
        Model(
            model="fraud",
            declared=False,
            created_at=at("2026-09-20T08:00:00"),
            tags={"owner": "grace", "tier": "gold"},
        ),
    ]
    assert [(row.model, row.role, row.person) for row in of(Ownership, rows)] == [
        ("churn", "owner", "ada"),
        ("fraud", "owner", "grace"),
    ]
    assert [row.reason for row in rows if isinstance(row, RejectedRow)] == [
        "tag tier: is not 1, 2 or 3, so it was left out"
    ]


def test_two_models_of_one_name_are_told_apart_by_their_ids(source: Vertex) -> None:
    assert [row.model for row in of(Model, read(source))][2:] == ["6001", "6002"]


def test_a_version_names_the_pipeline_that_made_it(source: Vertex) -> None:
    assert of(ModelVersion, read(source))[1:3] == [
        ModelVersion(
            model="churn",
            version="2",
            number=2,
            created_at=at("2026-09-01T08:00:00.5"),
            training_run=f"{PLACE}/pipelineJobs/churn-77",
            description="Retrained",
            tags={"commit": "77aa001"},
        ),
        ModelVersion(
            model="churn",
            version="3",
            number=3,
            created_at=at("2026-11-01T08:00:00"),
            training_run=f"{PLACE}/trainingPipelines/99",
        ),
    ]


def test_aliases_and_the_traffic_split_point_to_versions(source: Vertex) -> None:
    told = [
        (row.model, row.slot_kind, row.slot, row.version, row.production, row.share)
        for row in of(Assignment, read(source))
    ]
    assert told == [
        ("churn", "alias", "default", "2", False, Decimal(1)),
        ("churn", "alias", "champion", "2", True, Decimal(1)),
        ("churn", "alias", "challenger", "3", False, Decimal(1)),
        ("fraud", "alias", "default", "1", False, Decimal(1)),
        ("churn", "endpoint", "churn-live", "2", True, Decimal("0.9")),
        ("churn", "endpoint", "churn-live", "3", True, Decimal("0.1")),
        ("fraud", "endpoint", "fraud-test", "1", False, Decimal(1)),
    ]


def test_a_model_of_the_same_id_in_another_region_is_another_model(source: Vertex) -> None:
    """Endpoint `garden` serves us-central1's model 4567; the churn of this region is 4567 too."""
    known = {row.external_id: row.model for row in of(Identity, read(source))}
    assert (known["churn-live"], known["garden"]) == ("churn", None)


def test_an_endpoint_with_nothing_behind_it_is_a_resource_and_no_endpoint(source: Vertex) -> None:
    known = [row for row in of(Identity, read(source)) if row.name in {"74", "75"}]
    assert [(row.kind, row.external_id) for row in known] == [
        ("resource", f"{PLACE}/endpoints/74"),
        ("resource", f"{PLACE}/endpoints/75"),
    ]


def test_each_deployed_model_is_a_deployment_with_its_own_time(
    source: Vertex, project: Project
) -> None:
    first = read(source)
    assert [
        (row.target, row.model, row.version, row.started_at, row.production)
        for row in of(Deployment, first)
    ] == [
        ("churn-live", "churn", "2", at("2026-09-03T10:00:00.25"), True),
        ("churn-live", "churn", "3", at("2026-11-05T09:00:00"), True),
        ("fraud-test", "fraud", "1", at("2026-10-02T09:05:00"), False),
        ("garden", None, None, at("2026-01-02T09:01:00"), True),
    ]
    live = project.told["endpoints"][0]
    live["deployedModels"] = live["deployedModels"][1:]
    live["trafficSplit"] = {"812": 100}
    later = at("2026-11-24T09:00:00")
    rows = read(source, first, later)
    assert of(Deployment, rows) == of(Deployment, first)
    assert [
        (row.version, row.share, row.until_earliest, row.until_latest)
        for row in of(Assignment, rows)
        if row.slot == "churn-live"
    ] == [("2", Decimal("0.9"), READ, later), ("3", Decimal(1), later, None)]


def test_a_deployed_model_explains_by_its_own_settings_or_by_its_versions(source: Vertex) -> None:
    assert of(Document, read(source)) == [
        Document(
            model=model,
            kind="explainer",
            location=f"{PLACE}/endpoints/{endpoint}#{version}",
            state=DocumentState.EXISTS,
            title=f"Vertex Explainable AI at endpoint {name}",
            version=version,
        )
        for model, endpoint, version, name in (
            ("churn", "71", "2", "churn-live"),  # inherited; version 3 turns its own off
            ("fraud", "72", "1", "fraud-test"),
        )
    ]


def test_a_version_that_serves_was_measured_as_a_whole_and_on_chosen_slices(
    source: Vertex, server: FaultyServer
) -> None:
    """Slices by label are no groups, curves no numbers; what serves nothing is not asked."""
    told = [
        (row.model, row.version, row.metric, row.slice, row.value, row.evaluated_at)
        for row in of(Evaluation, read(source))
    ]
    assert told == [
        ("churn", "2", "auPrc", "all", 0.91, at("2026-09-01T09:00:00")),
        ("churn", "2", "logLoss", "all", 0.21, at("2026-09-01T09:00:00")),
        ("churn", "2", "auPrc", "gender = women", 0.88, at("2026-09-01T09:05:00")),
    ]
    asked = {call.path.rpartition("/models/")[2] for call in server.calls if "eval" in call.path}
    assert asked == {"4567@2/evaluations", "4567@3/evaluations", "4567/evaluations/901/slices"}


def test_a_job_of_model_monitoring_watches_the_input(source: Vertex) -> None:
    assert of(Monitor, read(source)) == [
        Monitor(
            model="churn",
            monitor=f"{PLACE}/modelDeploymentMonitoringJobs/31",
            kind="data",
            title="churn-drift",
            last_value_at=at("2026-11-23T06:00:00"),
        ),
        Monitor(
            model="garden",
            monitor=f"{PLACE}/modelDeploymentMonitoringJobs/32",
            kind="data",
            title="garden-drift",
            enabled=False,
        ),
    ]


@pytest.mark.parametrize(
    ("path", "lost"),
    [
        (":listVersions", ModelVersion),
        ("/modelDeploymentMonitoringJobs", Monitor),
        ("/evaluations", Evaluation),
    ],
)
def test_what_this_identity_may_not_read_is_unknown(
    source: Vertex, project: Project, path: str, lost: type[Record]
) -> None:
    project.refused = (path,)
    rows = read(source)
    assert of(lost, rows) == []
    assert of(Model, rows)
    assert "churn-live" in {row.slot for row in of(Assignment, rows)}


@pytest.mark.parametrize("split", [{"811": 120}, {"811": "half"}, {"811": -1}])
def test_a_traffic_split_that_cannot_be_is_rejected(
    source: Vertex, project: Project, split: Mapping[str, Any]
) -> None:
    project.told["endpoints"][0]["trafficSplit"] = split
    rows = read(source)
    assert "churn-live" not in {row.slot for row in of(Assignment, rows)}
    assert "trafficSplit: is no share of traffic" in [
        row.reason for row in rows if isinstance(row, RejectedRow)
    ]


def test_check_counts_what_is_visible(source: Vertex, server: FaultyServer) -> None:
    assert source.check(reading()) == (
        "Vertex AI in europe-west4 answers; visible are 2 or more models and 2 or more endpoints"
    )
    assert len(server.calls) == 2


@pytest.mark.parametrize(
    ("location", "host"),
    [("europe-west4", "europe-west4-aiplatform.googleapis.com"),
     ("global", "aiplatform.googleapis.com")],
)  # fmt: skip
def test_the_address_is_that_of_the_location(
    server: FaultyServer, source: Vertex, location: str, host: str
) -> None:
    moved = connector(server, location=location).model_copy(update={"url": ""})
    with moved._open() as session:
        assert session.url == f"https://{host}"
    assert source.secrets() == ("VERTEX_TOKEN",)


@pytest.mark.parametrize("wrong", [{"location": "../x"}, {"project": "a/b"}, {"url": "x"}])
def test_settings_that_could_lead_elsewhere_are_refused(
    server: FaultyServer, wrong: Mapping[str, str]
) -> None:
    with pytest.raises(ValidationError):
        connector(server, **wrong)


# Held against the vendor


def test_every_recorded_key_stands_in_the_vendors_messages() -> None:
    shapes = {name: set(fields) for name, fields in recorded("shapes").items()}
    versions = [row for some in recorded("versions").values() for row in some]
    slices = [row for some in recorded("slices").values() for row in some]
    endpoints, jobs = recorded("endpoints"), recorded("modelDeploymentMonitoringJobs")
    for kind, rows in (
        ("Model", [*recorded("models"), *versions]),
        ("Endpoint", endpoints),
        ("DeployedModel", [each for row in endpoints for each in row.get("deployedModels", [])]),
        ("ModelDeploymentMonitoringJob", jobs),
        ("ModelEvaluation", [row for some in recorded("evaluations").values() for row in some]),
        ("ModelEvaluationSlice", slices),
        ("Slice", [row["slice"] for row in slices]),
    ):
        assert set().union(*(row.keys() for row in rows)) <= shapes[kind], kind
    told = [row["latestMonitoringPipelineMetadata"] for row in jobs[:1]]
    assert set(told[0]) <= shapes["LatestMonitoringPipelineMetadata"]
    assert {row["state"] for row in jobs} | {"JOB_STATE_PENDING"} <= shapes["JobState"]
    for answer, key in (
        ("ListModelsResponse", "models"),
        ("ListModelVersionsResponse", "models"),
        ("ListEndpointsResponse", "endpoints"),
        ("ListModelEvaluationsResponse", "modelEvaluations"),
        ("ListModelEvaluationSlicesResponse", "modelEvaluationSlices"),
        ("ListModelDeploymentMonitoringJobsResponse", "modelDeploymentMonitoringJobs"),
    ):
        assert {key, "nextPageToken"} == shapes[answer]
