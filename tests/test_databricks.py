import json
import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

import duckdb
import pytest
from accounts.databricks import CLIENT, RECORDED, SECRET, TOKEN, WAREHOUSE, Workspace, connector
from accounts.pagerduty import at, reading
from faulty_server import FaultyServer, as_json, faulty_server
from mlflow_server import PROJECT
from pydantic import ValidationError

from connectors.databricks import Databricks
from connectors.databricks.usage import COLUMNS, QUERY
from connectors.session import Patience
from data.errors import AuthFailed, BadPayload, Rejected, Unavailable
from data.reading import RejectedRow
from data.records import (
    Assignment,
    CostDaily,
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
def source(server: FaultyServer, monkeypatch: pytest.MonkeyPatch) -> Databricks:
    monkeypatch.setenv("DBX_TOKEN", TOKEN)
    monkeypatch.setenv("DBX_SECRET", SECRET)
    return connector(server)


def of(kind: type[Row], rows: list[Any]) -> list[Row]:
    return [row for row in rows if isinstance(row, kind)]


def read(source: Databricks, previous: list[Any] | None = None, when: datetime = READ) -> list[Any]:
    return list(source.read(reading(previous or [], when)))


def test_a_registered_model_has_its_owner_from_the_catalog(source: Databricks) -> None:
    rows = read(source)
    assert of(Model, rows) == [
        Model(
            model="prod.ml.churn",
            declared=False,
            purpose="Who will leave us",
            created_at=at("2026-05-20T08:00:00"),
        ),
        Model(model="prod.ml.fraud", declared=False, created_at=at("2026-09-20T08:00:00")),
        Model(model="dev.ml.hidden", declared=False, created_at=at("2026-10-20T08:00:00")),
    ]
    assert of(Ownership, rows) == [
        Ownership(
            model=model,
            role="owner",
            person=person,
            from_earliest=at(since),
            from_latest=READ,
            until_earliest=READ,
        )
        for model, person, since in (
            ("prod.ml.churn", "ada@acme.example", "2026-05-20T08:00:00"),
            ("prod.ml.fraud", "ml-platform", "2026-09-20T08:00:00"),
        )
    ]


def test_a_version_says_who_made_it_and_by_which_run(source: Databricks) -> None:
    assert of(ModelVersion, read(source))[:3] == [
        ModelVersion(
            model="prod.ml.churn",
            version="3",
            number=3,
            created_at=at("2026-11-01T08:00:00"),
            created_by="pipeline",
            ready=False,
            training_run="3f2a",
            description="Adds tenure",
        ),
        ModelVersion(
            model="prod.ml.churn",
            version="2",
            number=2,
            created_at=at("2026-09-01T08:00:00"),
            created_by="ada@acme.example",
            ready=True,
            training_run="1b7c",
        ),
        ModelVersion(
            model="prod.ml.churn",
            version="1",
            number=1,
            created_at=at("2026-06-01T08:00:00"),
            created_by="ada@acme.example",
            ready=False,
        ),
    ]


def test_aliases_and_routes_of_endpoints_point_to_versions(source: Databricks) -> None:
    told = [
        (row.slot_kind, row.slot, row.version, row.production, row.share, row.from_earliest)
        for row in of(Assignment, read(source))
    ]
    assert told == [
        ("alias", "Champion", "2", True, Decimal(1), at("2026-09-01T08:00:00")),
        ("alias", "challenger", "3", False, Decimal(1), at("2026-11-01T08:00:00")),
        ("endpoint", "churn-live", "2", True, Decimal("0.9"), at("2026-09-03T10:00:00")),
        ("endpoint", "churn-live", "3", True, Decimal("0.1"), at("2026-11-05T09:00:00")),
        ("endpoint", "fraud-test", "1", False, Decimal(1), at("2026-10-02T09:00:00")),
    ]


def test_a_later_reading_continues_what_still_holds(
    source: Databricks, workspace: Workspace
) -> None:
    first, later = read(source), at("2026-11-24T09:00:00")
    config = workspace.told["endpoint"]["churn-live"]["config"]
    config["traffic_config"]["routes"] = [
        {"served_entity_name": "churn-2", "traffic_percentage": 0},
        {"served_entity_name": "churn-3", "traffic_percentage": 100},
    ]
    workspace.told["model"]["prod.ml.churn"]["aliases"] = []
    spells = {
        (row.slot, row.version): (row.from_latest, row.until_earliest, row.until_latest)
        for row in of(Assignment, read(source, first, later))
    }
    assert spells == {
        ("Champion", "2"): (READ, READ, later),
        ("challenger", "3"): (READ, READ, later),
        ("churn-live", "2"): (READ, READ, later),
        ("churn-live", "3"): (READ, later, None),
        ("fraud-test", "1"): (READ, later, None),
    }


def test_a_deployment_is_a_served_entity_with_who_made_it(source: Databricks) -> None:
    assert of(Deployment, read(source)) == [
        Deployment(
            deployment="fraud-test/fraud-1/2026-10-02T09:00:00Z",
            target="fraud-test",
            model="prod.ml.fraud",
            version="1",
            production=False,
            started_at=at("2026-10-02T09:00:00"),
            succeeded=True,
            actor="grace@acme.example",
        ),
        Deployment(
            deployment="chat/gpt/2026-02-02T09:00:00Z",
            target="chat",
            production=True,
            started_at=at("2026-02-02T09:00:00"),
            succeeded=True,
            actor="grace@acme.example",
        ),
        Deployment(
            deployment="asleep/asleep/2026-11-20T09:00:00Z",
            target="asleep",
            model="prod.ml.fraud",
            version="1",
            production=True,
            started_at=at("2026-11-20T09:00:00"),
            succeeded=False,
            actor="grace@acme.example",
        ),
    ]


def test_an_endpoint_is_known_by_its_name_and_id(source: Databricks) -> None:
    known = of(Identity, read(source))
    tags = {"environment": "Prod", "pinned": ""}
    told: dict[str, Any] = {"name": "churn-live", "model": "prod.ml.churn", "tags": tags}
    assert known[:2] == [
        Identity(kind="endpoint", external_id="churn-live", **told),
        Identity(kind="resource", external_id="a1b2c3", **told),
    ]
    assert {row.external_id: row.model for row in known if row.kind == "endpoint"} == {
        "churn-live": "prod.ml.churn",
        "fraud-test": "prod.ml.fraud",
        "chat": None,
        "asleep": "prod.ml.fraud",
    }


def test_environment_variables_of_an_endpoint_land_nowhere(source: Databricks) -> None:
    assert "secrets/ml" not in repr(read(source))


@pytest.mark.parametrize(
    "routes",
    [
        [{"traffic_percentage": 100}],
        [{"served_entity_name": "churn-2", "traffic_percentage": 130}],
        [{"served_entity_name": "churn-2", "traffic_percentage": "all"}],
    ],
)
def test_traffic_that_cannot_be_is_rejected_with_its_endpoint(
    source: Databricks, workspace: Workspace, routes: list[dict[str, Any]]
) -> None:
    workspace.told["endpoint"]["churn-live"]["config"]["traffic_config"]["routes"] = routes
    rows = read(source)
    assert "churn-live" not in {row.slot for row in of(Assignment, rows)}
    assert [
        (row.raw, row.reason)
        for row in rows
        if isinstance(row, RejectedRow) and row.entity == "assignment"
    ] == [('"churn-live"', "traffic_config: a route names no entity, or no share of traffic")]


def test_what_this_identity_may_not_look_into_is_unknown(
    source: Databricks, workspace: Workspace
) -> None:
    workspace.refused = (
        "/api/2.1/unity-catalog/models/prod.ml.churn",
        "/api/2.1/unity-catalog/models/prod.ml.churn/versions",
        "/api/2.0/serving-endpoints/churn-live",
    )
    rows = read(source)
    assert "prod.ml.churn" in {row.model for row in of(Model, rows)}
    assert {row.model for row in of(ModelVersion, rows)} == {"prod.ml.fraud"}
    assert {row.slot for row in of(Assignment, rows)} == {"fraud-test"}
    assert "churn-live" in {row.external_id for row in of(Identity, rows)}


# Usage


def test_usage_lands_at_list_prices_as_an_estimate(source: Databricks) -> None:
    rows = read(source)
    sku = "PREMIUM_SERVERLESS_REAL_TIME_INFERENCE_EU_IRELAND"
    assert of(CostDaily, rows)[0] == CostDaily(
        day=date(2026, 11, 21),
        billing_month=date(2026, 11, 1),
        provider="Databricks",
        service_category="AI and Machine Learning",
        service="MODEL_SERVING",
        account="1234567890123456",
        resource="churn-live",
        sku=sku,
        charge_category="Usage",
        currency="USD",
        billed_cost=Decimal("3.395"),
        effective_cost=Decimal("3.395"),
        list_cost=Decimal("3.395"),
        quantity=Decimal("48.5"),
        unit="DBU",
        tags={"environment": "Prod"},
        basis="list_price",
        estimated=True,
        charges=24,
    )
    assert [(row.day.day, row.service, row.effective_cost) for row in of(CostDaily, rows)] == [
        (21, "MODEL_SERVING", Decimal("3.395")),
        (22, "MODEL_SERVING", Decimal("3.5")),
        (22, "VECTOR_SEARCH", Decimal("0.0875")),
    ]
    assert [row.reason for row in rows if isinstance(row, RejectedRow)] == [
        "NEW_SKU: has no list price in the billing tables"
    ]


def asked(server: FaultyServer) -> dict[str, Any]:
    (body,) = [json.loads(call.body) for call in server.calls if call.method == "POST"]
    found: dict[str, Any] = body
    return found


def test_the_query_is_one_fixed_text_with_parameters(
    source: Databricks, server: FaultyServer
) -> None:
    read(source)
    assert asked(server) == {
        "warehouse_id": WAREHOUSE,
        "statement": QUERY,
        "parameters": [
            {"name": "since", "value": "2025-10-19", "type": "DATE"},
            {"name": "until", "value": "2026-11-23", "type": "DATE"},
            {
                "name": "products",
                "value": "MODEL_SERVING,AI_GATEWAY,AI_FUNCTIONS,VECTOR_SEARCH,"
                "FOUNDATION_MODEL_TRAINING",
                "type": "STRING",
            },
        ],
        "disposition": "INLINE",
        "format": "JSON_ARRAY",
        "wait_timeout": "10s",
        "on_wait_timeout": "CONTINUE",
    }
    assert QUERY.startswith("select")
    assert ";" not in QUERY


BILLING = """
create schema billing;
create macro split(text, mark) as string_split(text, mark);
create macro array_sort(list) as list_sort(list);
create table billing.usage (
    usage_date date, billing_origin_product varchar, workspace_id varchar, cloud varchar,
    usage_metadata struct(endpoint_name varchar), sku_name varchar, usage_unit varchar,
    custom_tags map(varchar, varchar), usage_quantity decimal(38, 18), usage_end_time timestamp
);
create table billing.list_prices (
    cloud varchar, sku_name varchar, usage_unit varchar, currency_code varchar,
    pricing struct(effective_list struct("default" decimal(38, 18))),
    price_start_time timestamp, price_end_time timestamp
);
insert into billing.list_prices values
    ('AWS', 'S', 'DBU', 'USD', {effective_list: {"default": 0.07}}, '2026-01-01', '2026-11-22'),
    ('AWS', 'S', 'DBU', 'USD', {effective_list: {"default": 0.08}}, '2026-11-22', null),
    ('AZURE', 'S', 'DBU', 'USD', {effective_list: {"default": 9}}, '2026-01-01', null);
insert into billing.usage values
    ('2026-11-21', 'MODEL_SERVING', '1', 'AWS', {endpoint_name: 'e'}, 'S', 'DBU',
     map {'b': '2', 'a': '1'}, 10, '2026-11-21 10:00'),
    ('2026-11-21', 'MODEL_SERVING', '1', 'AWS', {endpoint_name: 'e'}, 'S', 'DBU',
     map {'a': '1', 'b': '2'}, -4, '2026-11-21 11:00'),
    ('2026-11-22', 'MODEL_SERVING', '1', 'AWS', {endpoint_name: 'e'}, 'S', 'DBU',
     null, 10, '2026-11-22 10:00'),
    ('2026-11-22', 'MODEL_SERVING', '1', 'AWS', {endpoint_name: null}, 'NEW', 'DBU',
     null, 1, '2026-11-22 10:00'),
    ('2026-11-22', 'JOBS', '1', 'AWS', {endpoint_name: null}, 'S', 'DBU',
     null, 5, '2026-11-22 10:00'),
    ('2026-11-23', 'MODEL_SERVING', '1', 'AWS', {endpoint_name: 'e'}, 'S', 'DBU',
     null, 5, '2026-11-23 10:00');
"""


def test_the_query_prices_each_hour_at_the_price_of_its_time_and_nets_corrections() -> None:
    """DuckDB stands in for the warehouse, with two of Spark's functions by their names."""
    warehouse = duckdb.connect()
    warehouse.execute(BILLING)
    query = re.sub(r":(since|until|products)\b", r"$\1", QUERY.replace("system.billing", "billing"))
    asked = {"since": "2026-11-01", "until": "2026-11-23", "products": "MODEL_SERVING,AI_GATEWAY"}
    found = warehouse.execute(query, asked)
    assert tuple(column[0] for column in found.description) == COLUMNS
    sold = ("MODEL_SERVING", "1", "e", "S", "DBU")
    assert sorted(found.fetchall(), key=repr) == [
        ("2026-11-21", *sold, '{"a":"1","b":"2"}', "USD", "6.000000000000", "0.420000000000", "2"),
        ("2026-11-22", *sold, None, "USD", "10.000000000000", "0.800000000000", "1"),
        ("2026-11-22", "MODEL_SERVING", "1", None, "NEW", "DBU", None, None, "1.000000000000",
         None, "1"),
    ]  # fmt: skip


def test_a_later_reading_asks_for_the_last_weeks_and_keeps_the_rest(
    source: Databricks, server: FaultyServer
) -> None:
    (first, *_) = of(CostDaily, read(source))
    kept = first.model_copy(update={"day": date(2026, 9, 1)})
    anew = first.model_copy(update={"effective_cost": Decimal(9)})
    server.calls.clear()
    rows = of(CostDaily, read(source, [kept, anew]))
    assert asked(server)["parameters"][0]["value"] == "2026-10-17"
    assert len(rows) == 4
    assert (kept in rows, first in rows, anew in rows) == (True, True, False)


def test_after_a_clock_that_ran_ahead_all_days_are_asked_for_and_those_that_are_known_stay(
    source: Databricks, server: FaultyServer
) -> None:
    (first, *_) = of(CostDaily, read(source))
    old = first.model_copy(update={"day": date(2026, 9, 1)})
    again = first.model_copy(update={"day": date(2026, 11, 22), "effective_cost": Decimal(9)})
    server.calls.clear()
    last = replace(reading([old, again]), previous_start=lambda: READ + timedelta(days=1))
    rows = of(CostDaily, list(source.read(last)))
    assert asked(server)["parameters"][0]["value"] == "2025-10-19"
    assert (len(rows), old in rows, again in rows) == (4, True, False)


def test_without_usage_no_statement_is_run(source: Databricks, server: FaultyServer) -> None:
    rows = read(connector(server, usage=False))
    assert of(CostDaily, rows) == []
    assert {call.method for call in server.calls} == {"GET"}
    assert source.usage


@dataclass
class Clock:
    now: float = 0.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def test_a_statement_is_waited_for_until_the_deadline(
    source: Databricks, workspace: Workspace
) -> None:
    clock = Clock()
    source._patience = Patience(sleep=clock.sleep, clock=lambda: clock.now)
    workspace.waits = 3
    assert len(of(CostDaily, read(source))) == 3
    assert clock.slept == [1.0, 2.0, 4.0]
    workspace.waits = 10_000
    with pytest.raises(Unavailable, match="raise `deadline_seconds` of source 'source'"):
        read(source)
    assert clock.now < 2 * source.deadline_seconds


def test_a_statement_that_fails_says_what_to_grant(
    source: Databricks, workspace: Workspace
) -> None:
    workspace.told["succeeded"] = json.loads((RECORDED / "failed.json").read_text("utf-8"))
    with pytest.raises(Rejected) as caught:
        read(source)
    assert str(caught.value) == (
        "the query for usage did not run on the warehouse: grant SELECT on system.billing.usage "
        "and system.billing.list_prices, or set `usage = false` (it says: "
        "[INSUFFICIENT_PERMISSIONS] Insufficient privileges: User does not have USE SCHEMA on "
        "Schema 'system.billing'.)"
    )


def other_columns(told: dict[str, Any]) -> None:
    told["manifest"]["schema"]["columns"].reverse()


def cut_short(told: dict[str, Any]) -> None:
    told["manifest"]["truncated"] = True


def no_state(told: dict[str, Any]) -> None:
    del told["status"]


def itself_again(told: dict[str, Any]) -> None:
    told["result"]["next_chunk_index"] = 0


@pytest.mark.parametrize("change", [other_columns, cut_short, no_state, itself_again])
def test_a_result_that_is_not_whole_lands_nothing(
    source: Databricks, workspace: Workspace, change: Any
) -> None:
    change(workspace.told["succeeded"])
    with pytest.raises(BadPayload, match=r": \w+"):
        read(source)


def test_no_usage_at_all_is_no_error(source: Databricks, workspace: Workspace) -> None:
    told = workspace.told["succeeded"]
    told["manifest"]["total_row_count"] = 0
    told["result"] = {"chunk_index": 0}
    assert of(CostDaily, read(source)) == []


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("day", "yesterday"),
        ("cost", "much"),
        ("currency", "dollars"),
        ("tags", "[]"),
        ("day", None),
    ],
)
def test_a_row_of_usage_that_cannot_be_is_rejected(
    source: Databricks, workspace: Workspace, column: str, cell: str | None
) -> None:
    workspace.told["succeeded"]["result"]["data_array"][0][COLUMNS.index(column)] = cell
    rows = read(source)
    assert len(of(CostDaily, rows)) == 2
    assert len([row for row in rows if isinstance(row, RejectedRow)]) == 2


# Access


def by_client(server: FaultyServer) -> Databricks:
    return connector(server, token_env=None, client_id=CLIENT, client_secret_env="DBX_SECRET")


def test_a_service_principal_signs_in_for_a_token(source: Databricks, server: FaultyServer) -> None:
    assert read(by_client(server)) == read(source)
    assert (server.calls[0].method, server.calls[0].path) == ("POST", "/oidc/v1/token")


@pytest.mark.parametrize("status", [400, 401])
def test_a_refused_service_principal_is_told_without_its_secret(
    source: Databricks, server: FaultyServer, status: int
) -> None:
    server.always = as_json(
        {"error": "invalid_client", "error_description": f"bad secret {SECRET}"}, status
    )
    with pytest.raises(AuthFailed) as caught:
        read(by_client(server))
    assert "correct `client_id` of source 'source' or the secret in DBX_SECRET" in str(caught.value)
    assert SECRET not in str(caught.value)
    assert source.secrets() == ("DBX_TOKEN",)


@pytest.mark.parametrize(
    ("settings", "wrong"),
    [
        ({}, "set either `token_env`"),
        ({"token_env": "A", "client_id": "b", "client_secret_env": "C"}, "set either"),
        ({"client_id": "b"}, "set both"),
        ({"token_env": "A", "usage": True}, "needs `warehouse_id`"),
    ],
)
def test_settings_that_do_not_go_together_are_refused(
    settings: Mapping[str, Any], wrong: str
) -> None:
    with pytest.raises(ValidationError, match=wrong):
        Databricks(name="x", url="https://x.cloud.databricks.com", **settings)


def test_check_counts_what_is_visible(source: Databricks, server: FaultyServer) -> None:
    assert source.check(reading()) == (
        "Databricks answers; 2 or more registered models and 4 serving endpoints visible, usage at "
        "list prices is read"
    )
    assert len(server.calls) == 2


# Held against the vendor

PARSED_BY_THE_VENDOR = """
import json, sys
from pathlib import Path
from databricks.sdk.service import catalog, serving, sql
from databricks.sdk.version import __version__

assert __version__ == "0.156.0", __version__
folder = Path(sys.argv[1])
read = lambda name: json.loads((folder / f"{name}.json").read_text("utf-8"))
told = [
    (catalog.ListRegisteredModelsResponse, read("models")),
    *((catalog.RegisteredModelInfo, each) for each in read("model").values()),
    *((catalog.ListModelVersionsResponse, each) for each in read("versions").values()),
    (serving.ListEndpointsResponse, read("endpoints")),
    *((serving.ServingEndpointDetailed, each) for each in read("endpoint").values()),
    *((sql.StatementResponse, read(name)) for name in ("pending", "succeeded", "failed")),
    (sql.ResultData, read("chunk")),
]
for kind, answer in told:
    assert kind.from_dict(answer).as_dict() == answer, (kind, answer)
print(len(told))
"""


def test_every_recorded_answer_is_one_that_the_vendors_library_knows_whole() -> None:
    python = PROJECT / ".venv-counterparts" / "bin" / "python"
    done = subprocess.run(
        [python, "-c", PARSED_BY_THE_VENDOR, RECORDED],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout.strip(), done.stderr) == ("14", "")
