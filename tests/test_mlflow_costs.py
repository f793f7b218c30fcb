"""MLflow's gateway, its budgets, and what traces say that LLMs cost, at the real server."""

import json
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import requests
from accounts.mlflow import ACCOUNT
from faulty_server import Answer, Call, FaultyServer, as_json, faulty_server
from mlflow_server import Registry, mlflow_command, mlflow_server

from connectors.mlflow import Mlflow
from connectors.session import Patience
from data.landing import Landing
from data.reading import Reading, RejectedRow
from data.records import CostDaily, Identity, Record, SpendLimit
from data.store import open_store
from data.sync import sync
from data.warehouse import Warehouse

OPEN = {
    "MLFLOW_GATEWAY_API_BASE_ALLOWED_SCHEMES": "http",
    "MLFLOW_GATEWAY_API_BASE_ALLOW_PRIVATE_IPS": "true",
}
NOW = datetime.now(UTC).replace(microsecond=0)
TODAY = NOW.date()


def day(ago: int) -> date:
    return TODAY - timedelta(days=ago)


def noon(ago: int) -> float:
    return datetime(*day(ago).timetuple()[:3], 12, tzinfo=UTC).timestamp()


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    if mlflow_command() is None:
        pytest.skip("no MLflow server here: run tests/run, or set MLFLOW_BIN to an mlflow command")
    folder = tmp_path_factory.mktemp("mlflow")
    # The server's own traces go to a folder of its own, and an LLM may stand on loopback.
    root = f"--default-artifact-root={folder}/traces"
    with mlflow_server(folder, root, environment=OPEN) as url:
        yield Registry(url)


def read(
    url: str, previous: Sequence[object] = (), at: datetime = NOW, **settings: Any
) -> list[Record | RejectedRow]:
    def rows(entity: type[Record]) -> list[Record]:
        return [row for row in previous if isinstance(row, entity)]

    source = Mlflow.model_validate({"name": "registry", "url": url, **settings})
    source._patience = Patience(sleep=lambda _: None)
    return list(source.read(Reading(started_at=at, previous=rows, columns=lambda _: ())))


def costs(rows: Sequence[object], experiment: str) -> set[tuple[Any, ...]]:
    return {
        (row.day, row.service, row.provider, row.resource, row.effective_cost)
        for row in rows
        if isinstance(row, CostDaily) and row.tags["experiment"] == experiment
    }


def test_an_endpoint_of_the_gateway_is_an_endpoint_with_the_model_that_its_tag_names(
    registry: Registry,
) -> None:
    registry.endpoint("chat", "gpt-4o", model_name="support", team="Care")
    found = [row for row in read(registry.url) if isinstance(row, Identity) and row.name == "chat"]
    assert found == [
        Identity(
            kind="endpoint",
            external_id="chat",
            name="chat",
            model="support",
            tags={"model_name": "support", "team": "Care"},
        )
    ]


def test_budgets_are_caps_where_they_refuse_and_alerts_where_they_tell(registry: Registry) -> None:
    endpoint = registry.endpoint("capped", "gpt-4o", model_name="support")
    target = {"target_scope": "ENDPOINT", "target_value": endpoint["endpoint_id"]}
    registry.budget("REJECT", 120.1, "MONTHS", **target)
    registry.budget("REJECT", 300, "MONTHS", **target)
    registry.budget("ALERT", 5, "HOURS", 24, **target)
    registry.budget("ALERT", 7, "DAYS", 3, **target)
    registry.budget("ALERT", 1000, "WEEKS")

    rows = read(registry.url)

    capped = {"target": "capped", "model": "support"}
    mine = {"capped", "GLOBAL"}
    found = sorted((row for row in rows if isinstance(row, SpendLimit)), key=repr)
    found = [row for row in found if row.target in mine]
    assert found == sorted(
        [
            SpendLimit.model_validate(told)
            for told in (
                {**capped, "kind": "cap", "amount": "120.1", "currency": "USD", "automatic": True},
                {**capped, "kind": "alert", "amount": "5", "currency": "USD", "period": "day"},
                {**capped, "kind": "alert", "period": "week"},
                {
                    "target": "GLOBAL",
                    "kind": "alert",
                    "amount": "1000",
                    "currency": "USD",
                    "period": "week",
                },
            )
        ],
        key=repr,
    )
    [loose] = [row for row in rows if isinstance(row, RejectedRow)]
    assert (loose.entity, loose.reason) == (
        "spend_limit",
        "a tighter budget of the same target, action and period stands beside it",
    )
    assert "300" in loose.raw


def test_the_daily_cost_of_traces_is_an_estimate_by_llm(registry: Registry) -> None:
    place = registry.experiment("assistant")
    tag = {"experiment_id": place, "key": "model_name", "value": "helper"}
    registry.call("POST", "experiments/set-experiment-tag", tag)
    for ago, cost in ((2, 0.1), (2, 0.2), (1, 0.4), (0, 9.0), (91, 5.0)):
        registry.span(place, cost, noon(ago), "gpt-4o", "openai")
    registry.span(place, 0.03, noon(2), "local")
    registry.span(place, 0.05, noon(2))
    registry.span(place, None, noon(2), "gpt-4o", "openai")

    rows = read(registry.url, trace_cost=True)

    assert costs(rows, "assistant") == {
        (day(2), "gpt-4o", "openai", None, Decimal("0.300000000000")),
        (day(1), "gpt-4o", "openai", None, Decimal("0.400000000000")),
        (day(2), "local", "LLM", None, Decimal("0.030000000000")),
        (day(2), None, "LLM", None, Decimal("0.050000000000")),
    }
    [one] = [
        row
        for row in rows
        if isinstance(row, CostDaily)
        and row.tags["experiment"] == "assistant"
        and row.day == day(1)
    ]
    assert one == CostDaily(
        day=day(1),
        billing_month=day(1).replace(day=1),
        provider="openai",
        service_category="AI and Machine Learning",
        service="gpt-4o",
        charge_category="Usage",
        currency="USD",
        billed_cost=Decimal("0.4"),
        effective_cost=Decimal("0.4"),
        tags={"experiment": "assistant", "mlflow.model": "helper"},
        basis="traces",
        estimated=True,
    )
    assert not [row for row in read(registry.url) if isinstance(row, CostDaily)]


def test_later_readings_read_35_days_again_and_keep_the_days_before(registry: Registry) -> None:
    place = registry.experiment("restated")
    registry.span(place, 1.0, noon(60), "gpt-4o", "openai")
    registry.span(place, 2.0, noon(5), "gpt-4o", "openai")
    first = read(registry.url, trace_cost=True)
    registry.span(place, 10.0, noon(60), "gpt-4o", "openai")
    registry.span(place, 20.0, noon(5), "gpt-4o", "openai")

    rows = read(registry.url, first, trace_cost=True)

    assert costs(rows, "restated") == {
        (day(60), "gpt-4o", "openai", None, Decimal(1)),
        (day(5), "gpt-4o", "openai", None, Decimal(22)),
    }


def test_a_call_through_the_gateway_is_counted_at_its_endpoint_alone(registry: Registry) -> None:
    endpoint = registry.endpoint("counted", "gpt-4o", model_name="support")
    here, caller = endpoint["experiment_id"], registry.experiment("caller")
    copied = "provider/openai/gpt-4o"
    told = {"mlflow__gateway__endpointId": endpoint["endpoint_id"]}
    registry.span(here, 0.7, noon(1), "gpt-4o", "openai", copied, **told)
    registry.span(caller, 0.7, noon(1), "gpt-4o", "openai", copied)
    registry.span(caller, 0.2, noon(1), "gpt-4o", "openai")

    rows = read(registry.url, trace_cost=True)

    assert costs(rows, "gateway/counted") == {
        (day(1), "gpt-4o", "openai", "counted", Decimal("0.7"))
    }
    assert costs(rows, "caller") == {(day(1), "gpt-4o", "openai", None, Decimal("0.2"))}
    [tags] = [row.tags for row in rows if isinstance(row, CostDaily) and row.resource == "counted"]
    assert tags == {
        "experiment": "gateway/counted", "endpoint": "counted", "mlflow.model": "support"
    }  # fmt: skip


def chat(call: Call) -> Answer:
    """Answer as an LLM does, with so many tokens that the call costs USD 0.45."""
    said = {"role": "assistant", "content": "Hello"}
    used = {"prompt_tokens": 100_000, "completion_tokens": 20_000, "total_tokens": 120_000}
    choice = {"index": 0, "message": said, "finish_reason": "stop"}
    told = {"id": "c1", "object": "chat.completion", "created": 1, "model": "gpt-4o"}
    return as_json({**told, "choices": [choice], "usage": used})


def test_a_real_call_through_the_gateway_is_priced_and_a_cap_refuses_the_next(
    registry: Registry,
) -> None:
    with faulty_server(chat) as llm:
        endpoint = registry.endpoint("called", "gpt-4o", f"{llm.url}/v1")
        target = {"target_scope": "ENDPOINT", "target_value": endpoint["endpoint_id"]}
        registry.budget("REJECT", 0.4, "DAYS", **target)
        address = f"{registry.url}/gateway/called/mlflow/invocations"
        body = {"messages": [{"role": "user", "content": "Hello"}]}
        answers = [requests.post(address, json=body, timeout=60).status_code for _ in range(2)]
    tomorrow, until = datetime.now(UTC) + timedelta(days=1), time.monotonic() + 20
    # The server writes its own traces in a thread.
    while not (told := costs(read(registry.url, (), tomorrow, trace_cost=True), "gateway/called")):
        assert time.monotonic() < until
    [(_, llm_name, provider, resource, cost)] = told
    assert (llm_name, provider, resource, cost) == ("gpt-4o", "openai", "called", Decimal("0.45"))
    assert answers == [200, 429]
    assert [row.kind for row in read(registry.url) if limits(row, "called")] == ["cap"]


def limits(row: object, target: str) -> bool:
    return isinstance(row, SpendLimit) and row.target == target


def test_an_endpoint_whose_traces_stand_in_another_experiment_is_told_apart(
    registry: Registry,
) -> None:
    place = registry.experiment("mixed")
    endpoint = registry.endpoint("moved", "gpt-4o")
    body = {"endpoint_id": endpoint["endpoint_id"], "experiment_id": place}
    registry.call("POST", "gateway/endpoints/update", body, "3.0")
    told = {"mlflow__gateway__endpointId": endpoint["endpoint_id"]}
    copied = "provider/openai/gpt-4o"
    registry.span(place, 0.7, noon(1), "gpt-4o", "openai", copied, **told)
    registry.span(place, 0.7, noon(1), "gpt-4o", "openai", copied)
    registry.span(place, 0.2, noon(1), "gpt-4o", "openai")

    rows = read(registry.url, trace_cost=True)

    assert costs(rows, "mixed") == {
        (day(1), "gpt-4o", "openai", "moved", Decimal("0.7")),
        (day(1), "gpt-4o", "openai", None, Decimal("0.2")),
    }


def test_traces_of_a_logged_model_that_serves_are_cost_of_its_registered_model(
    registry: Registry,
) -> None:
    run = registry.run()
    info = registry.logged_model(run["run_id"])
    registry.model("agent")
    registry.version("agent", f"models:/{info['model_id']}", run["run_id"])
    registry.alias("agent", "champion", "1")
    place = registry.experiment()
    told = {"mlflow__modelId": info["model_id"]}
    registry.span(place, 0.6, noon(1), "gpt-4o", "openai", **told)
    registry.span(place, 0.1, noon(1), "gpt-4o", "openai")

    rows = read(registry.url, trace_cost=True)

    assert costs(rows, "training") == {
        (day(1), "gpt-4o", "openai", info["model_id"], Decimal("0.6")),
        (day(1), "gpt-4o", "openai", None, Decimal("0.1")),
    }
    assert [
        row.tags["mlflow.model"]
        for row in rows
        if isinstance(row, CostDaily) and row.resource == info["model_id"]
    ] == ["agent"]


class Sums:
    """A server with one experiment, whose sums of traces a test sets; it cuts off after 1,000."""

    def __init__(self) -> None:
        self.points: list[tuple[date, str, float]] = []
        self.status = 200
        self.bodies: list[Any] = []
        self.experiments = 1
        self.holder = "0"

    def __call__(self, call: Call) -> Answer:
        if call.path.endswith("/experiments/search"):
            rows = [
                {"experiment_id": str(number), "name": f"experiment {number}"}
                for number in range(self.experiments)
            ]
            return as_json({"experiments": rows})
        if not call.path.endswith("/traces/metrics"):
            return as_json({})
        body = json.loads(call.body)
        self.bodies.append(body)
        if self.status != 200:
            return as_json({"message": "no"}, self.status)
        summed: dict[tuple[str, ...], float] = {}
        for on, llm, cost in self.points if self.holder in body["experiment_ids"] else ():
            start = datetime(*on.timetuple()[:3], tzinfo=UTC).timestamp() * 1000
            if body["start_time_ms"] <= start <= body["end_time_ms"] and not body["filters"]:
                named = {"span_model_name": llm, "span_model_provider": "p"}
                key = (f"{on}T00:00:00+00:00", *(named[name] for name in body["dimensions"]))
                summed[key] = summed.get(key, 0) + cost
        names = ["time_bucket", *body["dimensions"]]
        rows = [
            {"dimensions": dict(zip(names, key, strict=True)), "values": {"SUM": cost}}
            for key, cost in summed.items()
        ]
        return as_json({"data_points": rows[: body["max_results"]]})


@pytest.fixture
def sums() -> Sums:
    return Sums()


@pytest.fixture
def server(sums: Sums) -> Iterator[FaultyServer]:
    with faulty_server(sums) as served:
        yield served


def test_an_answer_that_may_be_cut_off_is_asked_for_in_halves(
    sums: Sums, server: FaultyServer
) -> None:
    sums.points = [(day(ago), f"llm-{number}", 0.5) for ago in (1, 2, 3) for number in range(600)]
    found = [row for row in read(server.url, trace_cost=True) if isinstance(row, CostDaily)]
    assert len(found) == 1800
    assert {row.effective_cost for row in found} == {Decimal("0.5")}


def test_a_day_with_more_llms_than_can_be_told_says_so(sums: Sums, server: FaultyServer) -> None:
    sums.points = [(day(1), f"llm-{number}", 0.5) for number in range(1200)]
    rows = read(server.url, trace_cost=True)
    [reason] = {row.reason for row in rows if isinstance(row, RejectedRow)}
    assert reason == f"has costs of 1,000 LLMs or more on {day(1)}, of which some are cut"
    total = sum(row.effective_cost for row in rows if isinstance(row, CostDaily))
    assert total == 600


@pytest.mark.parametrize("status", [403, 404, 501])
def test_a_server_that_tells_no_cost_of_traces_is_no_error_and_says_so(
    sums: Sums, server: FaultyServer, status: int
) -> None:
    sums.status = status
    [row] = read(server.url, trace_cost=True)
    assert isinstance(row, RejectedRow)
    assert (row.entity, row.raw) == ("cost_daily", '{"experiments": ["experiment 0"]}')
    assert row.reason.startswith("the cost of their traces is not told: ")


def test_experiments_without_cost_are_asked_about_many_at_once(
    sums: Sums, server: FaultyServer
) -> None:
    sums.experiments = 200
    sums.points = [(day(1), "gpt-4o", 0.5)]
    sums.holder = "77"
    found = [row for row in read(server.url, trace_cost=True) if isinstance(row, CostDaily)]
    assert [(row.tags["experiment"], row.effective_cost) for row in found] == [
        ("experiment 77", Decimal("0.5"))
    ]
    assert len(sums.bodies) < 25


def test_only_sums_of_cost_are_asked_for(sums: Sums, server: FaultyServer) -> None:
    sums.points = [(day(1), "gpt-4o", 0.5)]
    read(server.url, trace_cost=True)
    posted = {call.path for call in server.calls if call.method == "POST"}
    assert posted == {"/api/3.0/mlflow/traces/metrics"}
    assert {(body["view_type"], body["metric_name"]) for body in sums.bodies} == {
        ("SPANS", "total_cost")
    }
    assert not [call for call in server.calls if call.path.endswith(("/traces", "/search/traces"))]


@pytest.mark.parametrize("status", [403, 404, 501])
def test_a_server_without_a_gateway_brings_no_limits(status: int) -> None:
    def replay(call: Call) -> Answer:
        return as_json({}, status) if "/gateway/" in call.path else as_json({})

    with faulty_server(replay) as served:
        assert read(served.url) == []


def test_budgets_that_are_not_known_are_rejected_in_words() -> None:
    policy = {
        "budget_unit": "USD", "budget_amount": 5, "budget_action": "REJECT",
        "duration": {"unit": "DAYS", "value": 1}, "target_scope": "ENDPOINT", "target_value": "e-1",
    }  # fmt: skip
    odd = [
        {**policy, "budget_unit": "EUR"},
        {**policy, "budget_action": "PAUSE"},
        {**policy, "duration": {"unit": "YEARS", "value": 1}},
        {**policy, "duration": None},
        {**policy, "budget_amount": "much"},
        {**policy, "target_value": None, "target_scope": None},
        "x",
    ]

    def replay(call: Call) -> Answer:
        told = [*odd, policy] if call.path.endswith("/budgets/list") else []
        return as_json({"budget_policies": told})

    with faulty_server(replay) as served:
        rows = read(served.url)
    assert [row for row in rows if isinstance(row, SpendLimit)] == [
        SpendLimit(
            target="e-1", kind="cap", amount=Decimal(5), currency="USD", period="day",
            automatic=True,
        )
    ]  # fmt: skip
    unknown = "is no budget in USD that warns or refuses, for a time that is known"
    assert [row.reason for row in rows if isinstance(row, RejectedRow)] == [
        *[unknown] * 4,
        "the amount is no number",
        "target: Input should be a valid string",
        unknown,
    ]


def test_what_the_account_brings_finds_its_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, secret in ACCOUNT.environment.items():
        monkeypatch.setenv(name, secret)
    store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    warehouse = Warehouse(tmp_path / "warehouse", answers=store)
    with faulty_server(ACCOUNT.replay()) as served:
        source = ACCOUNT.connect(served)
        landing = Landing(tmp_path / "landing")
        [run] = sync([source], store, landing, warehouse, lambda: ACCOUNT.at, "test")
    by_model = warehouse.rows(
        "select model, method, resource, sum(effective_cost) as cost, bool_and(estimated) as guess "
        "from cost group by all order by all"
    )
    moves = warehouse.rows(
        "select from_version, to_version, kind, at_earliest = at_latest as exact from move "
        "where model = 'churn' order by at_latest"
    )
    limits = warehouse.rows("select model, kind, target from spend_limit order by all")
    warehouse.close()
    store.close()

    assert run.status == "ok", run.error
    costs = [(row["model"], row["method"], row["cost"], row["guess"]) for row in by_model]
    assert costs == [
        ("(unallocated)", "(unallocated)", Decimal("0.050000000000"), True),
        ("support", "link", Decimal("0.580000000000"), True),
        ("support", "tag", Decimal("0.290000000000"), True),
    ]
    assert [row["resource"] for row in by_model][1] == "support-chat"
    assert [tuple(row.values()) for row in moves] == [
        (None, "1", "first", False),
        ("1", "2", "promotion", True),
        ("2", "1", "rollback", True),
    ]
    assert [tuple(row.values()) for row in limits] == [
        ("(unallocated)", "alert", "GLOBAL"),
        ("support", "cap", "support-chat"),
    ]
