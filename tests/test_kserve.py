"""Endpoints, traffic and revisions of KServe, from a Kubernetes API on loopback."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from accounts.kserve import CANARY, NOW, Cluster, reading, source, status
from faulty_server import FaultyServer, faulty_server
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from connectors.kserve import listing
from connectors.kserve.rows import Names, assignments
from data.errors import AuthFailed, BadPayload, Rejected
from data.reading import RejectedRow
from data.records import Assignment, Deployment, Document, DocumentState, Identity


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Cluster:
    monkeypatch.setenv("KUBE_TOKEN", CANARY)
    return Cluster()


@pytest.fixture
def server(cluster: Cluster) -> Iterator[FaultyServer]:
    with faulty_server(cluster) as served:
        yield served


def read(
    server: FaultyServer, previous: Sequence[object] = (), at: datetime = NOW, **chosen: Any
) -> list[Any]:
    return list(source(server.url, **chosen).read(reading(previous, at)))


def of(kind: type, rows: Sequence[object]) -> list[Any]:
    return [row for row in rows if isinstance(row, kind)]


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def serves(
    model: str, slot: str, version: str, since: str, share: str = "1", *, production: bool = True
) -> Assignment:
    return Assignment(
        model=model,
        slot_kind="endpoint",
        slot=slot,
        version=version,
        production=production,
        share=Decimal(share),
        from_earliest=moment(since),
        from_latest=NOW,
        until_earliest=NOW,
    )


CANARY_TRAFFIC = [
    serves("churn-scorer", "serving/churn", "3", "2026-11-20T10:02:00", "0.1"),
    serves("churn-scorer", "serving/churn", "2", "2026-10-12T14:30:00", "0.9"),
]
OTHERS = [
    # Nothing says which version of the registry it is, so the revision's name stands for it.
    serves("fraud", "serving/fraud", "fraud-predictor-00001", "2026-10-05T12:00:03"),
    # Without Knative, what it loads is its version.
    serves("raw-model", "serving/raw", "s3://models/raw/7", "2026-11-01T00:00:00"),
    serves("churn-scorer", "staging/churn", "4", "2026-11-10T09:00:02", production=False),
]


def test_traffic_is_an_assignment_for_each_version_that_gets_some(server: FaultyServer) -> None:
    assert of(Assignment, read(server)) == [*CANARY_TRAFFIC, *OTHERS]


def test_every_service_is_an_endpoint_with_its_labels(server: FaultyServer) -> None:
    rows = of(Identity, read(server))
    assert [row.external_id for row in rows] == [
        "serving/churn", "serving/fraud", "serving/new", "serving/raw", "serving/stopped",
        "staging/churn",
    ]  # fmt: skip
    assert rows[0] == Identity(
        kind="endpoint",
        external_id="serving/churn",
        name="churn",
        model="churn-scorer",
        url="https://churn.serving.example.com",
        tags={"model_name": "churn-scorer", "model_version": "3", "team": "growth"},
    )


def test_every_revision_of_a_predictor_is_a_deployment(server: FaultyServer) -> None:
    rows = of(Deployment, read(server))
    assert rows[:3] == [
        Deployment(
            deployment=f"serving/churn-predictor-0000{number}",
            target="serving/churn",
            model="churn-scorer",
            version=str(number),
            production=True,
            started_at=moment(at),
            succeeded=True,
        )
        for number, at in (
            (1, "2026-09-01T08:00:04"), (2, "2026-10-12T14:30:00"), (3, "2026-11-20T10:02:00"),
        )
    ]  # fmt: skip
    assert [(row.deployment, row.succeeded, row.actor) for row in rows[3:]] == [
        ("serving/fraud-predictor-00001", True, None),
        ("serving/new-predictor-00001", False, None),
        ("staging/churn-predictor-00001", True, "ana@example.com"),
    ]
    assert rows[-1].production is False


def test_a_ready_explainer_is_a_document(server: FaultyServer, cluster: Cluster) -> None:
    told = Document(
        model="churn-scorer",
        kind="explainer",
        location="https://churn-explainer-serving.example.com",
        state=DocumentState.EXISTS,
        title="Explainer of the inference service",
    )
    # Two versions get traffic: it is not told which one it explains.
    assert of(Document, read(server)) == [told]
    predictor = cluster.items["inferenceservices"][0]["status"]["components"]["predictor"]
    predictor["traffic"] = [
        {"latestRevision": True, "percent": 100, "revisionName": "churn-predictor-00003"}
    ]
    assert of(Document, read(server)) == [told.model_copy(update={"version": "3"})]


def test_a_rollout_moves_the_traffic_between_two_readings(
    server: FaultyServer, cluster: Cluster
) -> None:
    first = read(server)
    predictor = cluster.items["inferenceservices"][0]["status"]["components"]["predictor"]
    predictor["traffic"] = [
        {"latestRevision": True, "percent": 100, "revisionName": "churn-predictor-00003"},
        {"percent": 0, "revisionName": "churn-predictor-00002", "tag": "prev"},
    ]
    later = NOW + timedelta(hours=6)
    rows = of(Assignment, read(server, first, later))
    new, old = CANARY_TRAFFIC
    assert rows[:2] == [
        new.model_copy(update={"share": Decimal(1), "until_earliest": later}),
        old.model_copy(update={"until_latest": later}),
    ]
    assert [row.until_earliest for row in rows[2:]] == [later] * 3


def test_a_version_that_is_new_began_after_its_revision_and_after_the_last_reading(
    server: FaultyServer, cluster: Cluster
) -> None:
    first = read(server)
    service = cluster.items["inferenceservices"][2]
    service["status"]["conditions"][0]["status"] = "True"
    service["status"]["components"]["predictor"]["latestReadyRevision"] = "new-predictor-00001"
    [new] = [
        row
        for row in of(Assignment, read(server, first, NOW + timedelta(hours=1)))
        if row.slot == "serving/new"
    ]
    assert (new.version, new.from_earliest) == ("new-predictor-00001", NOW)


def test_a_revision_that_knative_removed_stays_as_it_was_read(
    server: FaultyServer, cluster: Cluster
) -> None:
    first = read(server)
    gone = cluster.items["revisions"].pop(1)
    for item in cluster.items["revisions"]:
        item["status"]["conditions"] = [{"type": "Ready", "status": "False"}]
    second = read(server, first)
    assert gone["metadata"]["name"] == "churn-predictor-00001"
    # What once was ready was deployed, whatever became of it later.
    assert sorted(map(repr, of(Deployment, second))) == sorted(map(repr, of(Deployment, first)))


@pytest.mark.parametrize("code", [403, 404])
def test_without_knative_deployments_are_unknown_and_the_rest_is_read(
    server: FaultyServer, cluster: Cluster, code: int
) -> None:
    cluster.refuses["revisions"] = status(code, "Forbidden", "no")
    rows = read(server)
    assert of(Deployment, rows) == []
    assert [(row.slot, row.version, row.share) for row in of(Assignment, rows)] == [
        # Only the label of the service is left, which is that of its latest revision.
        ("serving/churn", "3", Decimal("0.1")),
        ("serving/churn", "churn-predictor-00002", Decimal("0.9")),
        *((row.slot, row.version, Decimal(1)) for row in OTHERS),
    ]
    assert source(server.url).check(reading()) == (
        "the Kubernetes API answers; 6 inference services visible, revisions: unknown"
    )


def test_a_reader_without_the_right_to_list_services_is_told_so(
    server: FaultyServer, cluster: Cluster
) -> None:
    cluster.refuses["inferenceservices"] = status(403, "Forbidden", "cannot list resource")
    with pytest.raises(AuthFailed, match=r"no right to read: .*cannot list resource"):
        read(server)


def test_lists_are_read_page_after_page(
    server: FaultyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = read(server)
    server.calls.clear()
    monkeypatch.setattr(listing, "PAGE", 4)
    assert read(server) == whole
    assert [(call.path.rpartition("/")[2], call.first("limit")) for call in server.calls] == [
        *[("inferenceservices", "4")] * 2,
        *[("revisions", "4")] * 2,
    ]


def test_a_list_that_expires_is_read_again_from_its_start_once(
    server: FaultyServer, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = read(server)
    monkeypatch.setattr(listing, "PAGE", 2)
    cluster.expires_after = 1
    assert read(server) == whole
    cluster.refuses = {}

    class Expiring(Cluster):
        def __call__(self, call: Any) -> Any:
            self.expires_after = 0
            return super().__call__(call)

    server.replay = Expiring()
    with pytest.raises(BadPayload, match="expired while it was read, and again: sync later"):
        read(server)


def test_only_the_chosen_namespaces_are_asked_for(server: FaultyServer) -> None:
    rows = read(server, namespaces=["staging", "nowhere"])
    assert [row.external_id for row in of(Identity, rows)] == ["staging/churn"]
    group = "/apis/serving.kserve.io/v1beta1/namespaces"
    assert [call.path for call in server.calls][:2] == [
        f"{group}/staging/inferenceservices",
        f"{group}/nowhere/inferenceservices",
    ]


def test_all_namespaces_serve_production_unless_some_are_named(server: FaultyServer) -> None:
    rows = read(server, production_namespaces=[])
    assert {row.production for row in [*of(Assignment, rows), *of(Deployment, rows)]} == {True}
    named = read(server, rows)
    assert {row.slot for row in of(Assignment, named) if not row.production} == {"staging/churn"}


def test_odd_services_are_rejected_without_their_environment(
    server: FaultyServer, cluster: Cluster
) -> None:
    service = cluster.items["inferenceservices"][0]
    service["status"]["components"]["predictor"]["traffic"][0]["percent"] = "10"
    del cluster.items["revisions"][0]["metadata"]["namespace"]
    refused = of(RejectedRow, read(server))
    assert [(row.entity, row.reason) for row in refused] == [
        ("deployment", "it has no name, or no namespace"),
        ("identity", "its `traffic` names no revision, or no percent of 0 to 100"),
    ]
    assert "AWS_SECRET" not in refused[0].raw + refused[1].raw


def test_the_token_of_a_service_account_is_read_anew_each_time(
    server: FaultyServer, tmp_path: Path
) -> None:
    folder = {"token_env": None, "service_account": tmp_path}
    with pytest.raises(AuthFailed, match="cannot be read: name the folder"):
        read(server, **folder)
    (tmp_path / "token").write_text(" \n", encoding="utf-8")
    with pytest.raises(AuthFailed, match="holds no token: mount"):
        read(server, **folder)
    (tmp_path / "token").write_text("old+canary\n", encoding="utf-8")
    with pytest.raises(AuthFailed, match="answered 401") as refused:
        read(server, **folder)
    assert "canary" not in str(refused.value)
    (tmp_path / "token").write_text(f"{CANARY}\n", encoding="utf-8")
    assert read(server, **folder) == read(server)


def test_the_certificates_beside_the_token_are_trusted(
    server: FaultyServer, tmp_path: Path
) -> None:
    (tmp_path / "token").write_text(CANARY, encoding="utf-8")
    (tmp_path / "ca.crt").write_text("no certificate", encoding="utf-8")
    made = source(server.url, token_env=None, service_account=tmp_path)
    with made._open() as session:
        assert session._http.verify == str(tmp_path / "ca.crt")


def test_an_address_that_is_no_kubernetes_is_told(server: FaultyServer, cluster: Cluster) -> None:
    cluster.refuses["inferenceservices"] = status(404, "NotFound", "page not found")
    with pytest.raises(Rejected, match="answered 404: check `url`"):
        source(server.url).check(reading())


def test_a_check_says_what_is_visible(server: FaultyServer) -> None:
    assert source(server.url).check(reading()) == (
        "the Kubernetes API answers; 6 inference services visible, revisions: 8"
    )


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(0, 25)), max_size=4))
def test_the_shares_of_a_slot_add_up_to_the_traffic_that_is_told(
    targets: list[tuple[int, int]],
) -> None:
    service = Cluster().items["inferenceservices"][0]
    service["status"]["components"]["predictor"]["traffic"] = [
        {"percent": percent, "revisionName": f"churn-predictor-0000{number}"}
        for number, percent in targets
    ]
    names = Names("model_name", "model_version", frozenset())
    found = list(assignments(service, {}, names, NOW))
    assert sum(row.share for row in found) * 100 == sum(percent for _, percent in targets)
    assert len({row.version for row in found}) == len(found)


@pytest.mark.parametrize("wrong", [{"token_env": None}, {"service_account": "sa"}])
def test_there_is_one_way_in(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="set either `token_env` or `service_account`"):
        source("http://127.0.0.1:9", **wrong)
