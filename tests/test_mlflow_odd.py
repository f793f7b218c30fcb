"""What no healthy MLflow server sends: odd rows, and faults between its pages."""

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from faulty_server import (
    BAD_JSON,
    CUT_BODY,
    LOGIN_PAGE,
    Answer,
    Call,
    FaultyServer,
    as_json,
    faulty_server,
)
from pydantic import ValidationError

from connectors.mlflow import Mlflow
from connectors.mlflow.artifacts import Place, place_of, signature_of
from connectors.session import Patience
from data.errors import AuthFailed, BadPayload, ScorecardError, SourceError, Unavailable
from data.reading import Reading, RejectedRow
from data.records import Assignment, Model, ModelVersion, Record

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CANARY = "canary-91xx"


class Tracking:
    """Answers with the rows that a test sets, two a page; everything else is not there."""

    def __init__(self) -> None:
        self.rows: dict[str, list[Any]] = {
            "registered-models/search": [{"name": f"model-{number}"} for number in range(5)],
            "model-versions/search": [{"name": "model-0", "version": "1", "run_id": "r1"}],
            "experiments/search": [{"experiment_id": "0"}],
            "runs/search": [],
        }
        self.keys = {
            "registered-models/search": "registered_models",
            "model-versions/search": "model_versions",
            "experiments/search": "experiments",
            "runs/search": "runs",
        }

    def __call__(self, call: Call) -> Answer:
        name = call.path.removeprefix("/api/2.0/mlflow/")
        if name not in self.rows:
            return as_json({"message": "no such route"}, 404)
        start = int(call.first("page_token", "0"))
        page: dict[str, Any] = {self.keys[name]: self.rows[name][start : start + 2]}
        if start + 2 < len(self.rows[name]):
            page["next_page_token"] = str(start + 2)
        return as_json(page)


@pytest.fixture
def tracking() -> Tracking:
    return Tracking()


@pytest.fixture
def server(tracking: Tracking) -> Iterator[FaultyServer]:
    with faulty_server(tracking) as served:
        yield served


@pytest.fixture
def source(server: FaultyServer, monkeypatch: pytest.MonkeyPatch) -> Mlflow:
    monkeypatch.setenv("MLFLOW_TOKEN", CANARY)
    made = Mlflow(name="registry", url=server.url, token_env="MLFLOW_TOKEN")
    made._patience = Patience(sleep=lambda _: None)
    return made


def read(source: Mlflow) -> list[Record | RejectedRow]:
    return list(source.read(Reading(NOW, previous=lambda _: (), columns=lambda _: ())))


def check(source: Mlflow) -> str:
    return source.check(Reading(NOW, previous=lambda _: (), columns=lambda _: ()))


def test_a_registry_that_holds_nothing_is_read_as_such(
    source: Mlflow, server: FaultyServer
) -> None:
    server.always = as_json({})
    assert read(source) == []
    assert check(source) == "MLflow answers; 0 registered models visible"


def test_rows_that_cannot_be_used_are_rejected_and_the_rest_is_read(
    source: Mlflow, tracking: Tracking
) -> None:
    tracking.rows["registered-models/search"] = [
        "no object",
        None,
        {},
        {"name": ""},
        {"name": 7},
        {"name": "bad \ud800 text"},
        {"name": "bad tag", "tags": [{"key": "\ud800", "value": "x\udfff"}]},
        {"name": "bad time", "creation_timestamp": "soon"},
        {"name": "sparse", "tags": None, "aliases": None, "description": None},
        {
            "name": "odd",
            "creation_timestamp": "1760000000000",
            "tags": ["x", {"key": "team"}, {"value": "y"}, {"key": "owner", "value": "Ana"}],
            "aliases": [
                {"alias": "champion"},
                {"alias": None, "version": "9"},
                "x",
                {"alias": "live", "version": "1"},
            ],
            "latest_versions": "none",
        },
    ]
    tracking.rows["model-versions/search"] = [
        {"name": "odd"},
        {"version": "1"},
        [],
        {"name": "odd", "version": "1", "creation_timestamp": 10**18, "run_id": "r1"},
        {"name": "odd", "version": "beta", "run_id": "x'; drop", "current_stage": 3},
        {"name": "not visible", "version": "1"},
    ]
    tracking.rows["runs/search"] = [{"info": None}, "x", {"inputs": {"dataset_inputs": [1, {}]}}]

    rows = read(source)

    page = f"{source.url}/#/models"
    assert [row for row in rows if isinstance(row, Model)] == [
        Model(
            model="bad tag", declared=False, url=f"{page}/bad%20tag", tags={"\\ud800": "x\\udfff"}
        ),
        Model(model="bad time", declared=False, url=f"{page}/bad%20time"),
        Model(model="sparse", declared=False, url=f"{page}/sparse"),
        Model(
            model="odd",
            declared=False,
            url=f"{page}/odd",
            created_at=datetime(2025, 10, 9, 8, 53, 20, tzinfo=UTC),
            tags={"team": "", "owner": "Ana"},
        ),
    ]
    assert [row for row in rows if isinstance(row, ModelVersion)] == [
        ModelVersion(
            model="odd", version="1", number=1, training_run="r1", url=f"{page}/odd/versions/1"
        ),
        ModelVersion(
            model="odd", version="beta", training_run="x'; drop", url=f"{page}/odd/versions/beta"
        ),
    ]
    assert [(row.slot, row.version) for row in rows if isinstance(row, Assignment)] == [
        ("live", "1")
    ]
    refused = [row for row in rows if isinstance(row, RejectedRow)]
    text, time = "Input should be a valid string", "is no number of milliseconds since 1970"
    assert [(row.entity, row.reason) for row in refused] == [
        *[("model", f"model: {text}")] * 5,
        ("model", f"model: {text}, unable to parse raw data as a unicode string"),
        ("model", f"creation_timestamp: {time}, so it was left out"),
        *[("model_version", "names no model or no version")] * 3,
        ("assignment", f"version: {text}"),
        ("assignment", f"slot: {text}"),
        ("assignment", f"slot: {text}; version: {text}"),
        ("model_version", f"creation_timestamp: {time}, so it was left out"),
    ]
    for row in refused:
        (row.raw + row.reason).encode("utf-8")


def test_only_plain_run_ids_become_part_of_the_search_for_runs(
    source: Mlflow, tracking: Tracking, server: FaultyServer
) -> None:
    tracking.rows["model-versions/search"] = [
        {"name": "model-0", "version": str(number), "run_id": run_id}
        for number, run_id in enumerate(["a1", "b') or ('1'='1", "", None, "c3"])
    ]
    read(source)
    [search] = [json.loads(call.body) for call in server.calls if call.method == "POST"]
    assert search == {
        "experiment_ids": ["0"],
        "filter": "attributes.run_id IN ('a1', 'c3')",
        "run_view_type": "ALL",
        "max_results": 100,
    }


@pytest.mark.parametrize("closed", ["experiments/search", "runs/search"])
def test_an_account_that_may_not_search_runs_leaves_lineage_unknown(
    source: Mlflow, tracking: Tracking, closed: str
) -> None:
    del tracking.rows[closed]
    [version] = [row for row in read(source) if isinstance(row, ModelVersion)]
    assert (version.training_run, version.git_commit) == ("r1", None)


FAULTS = {"500": as_json({}, 500), "cut": CUT_BODY, "bad JSON": BAD_JSON}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_between_pages_that_passes_changes_nothing(
    source: Mlflow, tracking: Tracking, server: FaultyServer, fault: Answer
) -> None:
    expected = read(source)
    failing = [fault, fault]

    def replay(call: Call) -> Answer:
        second = call.first("page_token") == "2" and failing
        return failing.pop() if second else tracking(call)

    server.replay = replay
    assert read(source) == expected
    assert failing == []


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (as_json({}, 500), Unavailable),
        (CUT_BODY, Unavailable),
        (BAD_JSON, BadPayload),
        (LOGIN_PAGE, AuthFailed),
        (as_json({}, 401), AuthFailed),
        (as_json({"registered_models": [], "next_page_token": "2"}), BadPayload),
        (as_json({"registered_models": {}}), BadPayload),
    ],
)
def test_a_fault_between_pages_that_stays_is_typed_and_no_half_list_is_taken(
    source: Mlflow, tracking: Tracking, server: FaultyServer, fault: Answer, kind: type[SourceError]
) -> None:
    server.replay = lambda call: fault if call.first("page_token") == "2" else tracking(call)
    rows: list[object] = []
    with pytest.raises(SourceError) as caught:
        rows.extend(source.read(Reading(NOW, previous=lambda _: (), columns=lambda _: ())))
    assert (type(caught.value), rows) == (kind, [])
    path = "/api/2.0/mlflow/registered-models/search"
    assert str(caught.value).startswith(f"MLflow at {server.url}{path} ")


@pytest.mark.parametrize("status", [200, 401, 403, 404, 500])
def test_the_token_is_in_no_message_log_or_rejected_row(
    source: Mlflow, server: FaultyServer, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    caplog.set_level(logging.DEBUG)
    server.always = as_json({"registered_models": [f"echo {CANARY}"], "message": CANARY}, status)
    told: list[object] = [source]
    try:
        told += read(source)
    except ScorecardError as error:
        told.append(error)
    assert len(told) > 1
    assert CANARY not in f"{told!r} {caplog.text}"
    assert server.calls[0].headers["Authorization"] == f"Bearer {CANARY}"


@pytest.mark.parametrize(
    ("settings", "wrong"),
    [
        ({"url": "ftp://mlflow.example"}, "must be an address that starts with https://"),
        ({"url": "mlflow.example:5000"}, "must be an address that starts with https://"),
        ({"url": f"https://me:{CANARY}@mlflow.example"}, "must hold no user or password"),
        ({"url": "https://mlflow.example/?a=b"}, "must end before any ? or #"),
        ({"url": "https://mlflow.example:port"}, "has a host or port that cannot be"),
        ({"url": "https://a..b"}, "has a host or port that cannot be"),
        ({"username": "me"}, "set both `username` and `password_env`, or neither"),
        ({"password_env": "P"}, "set both `username` and `password_env`, or neither"),
        (
            {"username": "me", "password_env": "P", "token_env": "T"},
            "set either `token_env` or `username`, not both",
        ),
        ({"page_size": 0}, "greater than or equal to 1"),
    ],
)
def test_settings_that_cannot_hold_are_refused_in_words(
    settings: dict[str, Any], wrong: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        Mlflow.model_validate({"url": "https://mlflow.example", **settings})
    [problem] = caught.value.errors(include_url=False, include_input=False, include_context=False)
    assert wrong in problem["msg"]
    assert CANARY not in problem["msg"]


def test_the_secrets_are_the_variables_that_the_settings_name() -> None:
    plain = {"url": "https://mlflow.example/prefix/"}
    assert Mlflow.model_validate(plain).url == "https://mlflow.example/prefix"
    assert list(Mlflow.model_validate(plain).secrets()) == []
    assert list(Mlflow.model_validate({**plain, "token_env": "T"}).secrets()) == ["T"]
    login = {"username": "me", "password_env": "P"}
    assert list(Mlflow.model_validate({**plain, **login}).secrets()) == ["P"]


OF_RUN = Place(
    "/api/2.0/mlflow/artifacts/list", "path", "/get-artifact", "path", "model", {"run_id": "r1"}
)
PROXY = "/api/2.0/mlflow-artifacts/artifacts"


@pytest.mark.parametrize(
    ("version", "home", "place"),
    [
        ("runs:/r1/model", None, OF_RUN),
        ("s3://bucket/0/r1/artifacts/model/", "s3://bucket/0/r1/artifacts", OF_RUN),
        ("s3://bucket/0/r1/artifacts2/model", "s3://bucket/0/r1/artifacts", None),
        ("mlflow-artifacts:/0/r1/model", None, Place(PROXY, "path", PROXY, None, "0/r1/model")),
        ("mlflow-artifacts://host/0/r1", None, Place(PROXY, "path", PROXY, None, "0/r1")),
        ("mlflow-artifacts:/0/../../secret", None, None),
        ("runs:/r1/../model", None, None),
        ("models:/churn/3", None, None),
        ("dbfs:/x", None, None),
        (None, None, None),
    ],
)
def test_a_version_lies_where_its_source_says_or_nowhere_known(
    version: str | None, home: str | None, place: Place | None
) -> None:
    run = {"info": {"run_id": "r1", "artifact_uri": home}}
    assert place_of({"source": version}, run) == place


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "just text",
        "signature: [1]",
        "signature: {}",
        "signature: {inputs: '[{'}",
        "a: [",
        "!!python/object:os.system {}",
        "- x",
    ],
)
def test_an_mlmodel_file_without_a_schema_has_no_signature(text: str | None) -> None:
    assert signature_of(text) is None


def test_equal_schemas_are_equal_text_whatever_their_spelling() -> None:
    one = 'signature: {inputs: \'[{"a": 1, "b": 2}]\', outputs: null}'
    other = 'signature:\n  outputs: null\n  inputs: \'[ {"b":2,"a":1} ]\'\n  params: null\n'
    assert signature_of(one) == signature_of(other)
    assert signature_of(one) == '{"inputs":[{"a":1,"b":2}],"outputs":null,"params":null}'
