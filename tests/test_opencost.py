"""Utilisation and list-price costs of workloads, from an OpenCost on loopback."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from accounts.opencost import CANARY, NOW, Cluster, reading, source
from faulty_server import FaultyServer, as_json, faulty_server
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from connectors.opencost import _percent
from data.errors import AuthFailed, BadPayload
from data.reading import RejectedRow
from data.records import CostDaily, MetricDaily

YESTERDAY = date(2026, 11, 22)
DAY = timedelta(days=1)


@pytest.fixture
def cluster() -> Cluster:
    made = Cluster()
    made.token = None
    return made


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


def used(model: str, percent: float) -> MetricDaily:
    return MetricDaily(
        model=model, metric="utilisation_percent", day=YESTERDAY, value=percent, unit="percent"
    )


def test_only_what_was_counted_is_told_as_used(server: FaultyServer) -> None:
    assert read(server, since_days=1) == [
        used("opencost", 2.675),
        # Two GPUs for a day at 20 %, one for half a day at 50 %: 26 %, whatever its processors do.
        used("churn", 26),
        # No counter speaks of fraud's GPU, and that of `shared` speaks of other pods as well.
        # Half a core of two for a day, and all of one for half a day.
        used("scorer", 40),
    ]


def test_costs_are_only_read_where_the_settings_say_so(server: FaultyServer) -> None:
    assert of(CostDaily, read(server)) == []
    rows = of(CostDaily, read(server, since_days=1, costs=True, currency="EUR"))
    assert {row.resource: row.effective_cost for row in rows} == {
        "opencost": Decimal("0.004003"),
        "churn": Decimal("30.24002"),
        "fraud": Decimal("12.09601"),
        "shared": Decimal("1.5"),
        "scorer": Decimal("1.5"),
        "unasked": Decimal("0.00001"),
        "__unallocated__": Decimal("0.055577"),
        "__idle__": Decimal("31.4159"),
    }
    assert rows[1] == CostDaily(
        day=YESTERDAY,
        billing_month=date(2026, 11, 1),
        provider="Kubernetes",
        service_category="Compute",
        service="workload",
        account="cluster-one",
        resource="churn",
        charge_category="Usage",
        currency="EUR",
        billed_cost=Decimal("30.24002"),
        effective_cost=Decimal("30.24002"),
        list_cost=Decimal("30.24002"),
        tags={"serving_kserve_io_inferenceservice": "churn"},
        basis="list_price",
        estimated=True,
        charges=2,
    )
    assert (rows[-1].resource, rows[-1].service, rows[-1].tags) == ("__idle__", "idle", {})


def test_amounts_are_kept_digit_for_digit_to_twelve_decimals(server: FaultyServer) -> None:
    raw = '{"code":200,"data":[{"a/p":{"totalCost":0.1234567890123,"window":{"start":'
    raw += '"2026-11-22T00:00:00Z","end":"2026-11-23T00:00:00Z"}}}]}'
    server.always = replace(as_json({}), body=raw.encode())
    [row] = of(CostDaily, read(server, since_days=1, costs=True))
    assert row.effective_cost == Decimal("0.123456789012")


def test_one_day_is_asked_for_at_a_time_and_the_last_ones_again(server: FaultyServer) -> None:
    first = read(server, costs=True)
    assert len(server.calls) == 14
    assert server.calls[0].first("window") == "2026-11-09T00:00:00Z,2026-11-10T00:00:00Z"
    assert server.calls[0].first("aggregate") == "label:serving_kserve_io_inferenceservice,pod"
    server.calls.clear()
    second = read(server, first, NOW + DAY, costs=True)
    assert [call.first("window")[:10] for call in server.calls] == [
        "2026-11-21", "2026-11-22", "2026-11-23",
    ]  # fmt: skip
    known = [row for row in second if row.day < date(2026, 11, 23)]
    assert sorted(known, key=repr) == sorted(first, key=repr)
    assert {row.day for row in second} == {date(2026, 11, day) for day in range(18, 24)}


def test_days_that_were_missed_are_read_later(server: FaultyServer) -> None:
    first = read(server, at=NOW - 4 * DAY)
    server.calls.clear()
    read(server, first)
    assert server.calls[0].first("window")[:10] == "2026-11-19"
    assert len(server.calls) == 4


def test_after_a_clock_that_ran_ahead_days_that_it_never_asked_for_are_read(
    server: FaultyServer,
) -> None:
    """Days that stay are not asked for, since OpenCost may have forgotten them."""
    later, wrong = NOW + 4 * DAY, NOW + 11 * DAY
    right = read(server, at=later)
    ahead = read(server, at=wrong)
    assert {row.day for row in ahead} == {date(2026, 11, day) for day in range(20, 24)}
    server.calls.clear()
    last = replace(reading(ahead, later), previous_start=lambda: wrong)
    rows = list(source(server.url).read(last))
    assert sorted(rows, key=repr) == sorted(right, key=repr)
    asked = [call.first("window")[:10] for call in server.calls]
    # The newest day was not over when it was read.
    assert asked == [f"2026-11-{day}" for day in (*range(13, 20), *range(23, 27))]


def test_costs_that_are_no_longer_wanted_are_dropped(server: FaultyServer) -> None:
    first = read(server, costs=True)
    second = read(server, first)
    assert of(CostDaily, second) == []
    assert sorted(map(repr, of(MetricDaily, second))) == sorted(map(repr, of(MetricDaily, first)))


@pytest.mark.parametrize(
    ("aggregate", "prefix"),
    [
        ("label:serving.kserve.io/inferenceservice", "serving_kserve_io_inferenceservice="),
        ("label:app", "app="),
        ("namespace", ""),
    ],
)
def test_a_workload_is_named_by_the_value_that_its_pods_share(
    server: FaultyServer, cluster: Cluster, aggregate: str, prefix: str
) -> None:
    cluster.prefix = prefix
    rows = read(server, since_days=1, aggregate=aggregate, costs=True)
    assert [row.model for row in of(MetricDaily, rows)] == ["opencost", "churn", "scorer"]
    assert of(CostDaily, rows)[1].tags == {aggregate.rpartition(":")[2]: "churn"}


def test_what_cannot_be_is_rejected_and_its_workload_is_not_measured(
    server: FaultyServer, cluster: Cluster
) -> None:
    [group] = cluster.answer["data"]
    group["churn/churn-predictor-00003-aaaaa"]["gpuHours"] = -1
    group["scorer/scorer-predictor-00001-eeeee"]["totalCost"] = "much"
    rows = read(server, since_days=1, costs=True)
    assert [row.model for row in of(MetricDaily, rows)] == ["opencost"]
    refused = of(RejectedRow, rows)
    assert [(row.entity, row.reason) for row in refused] == [
        ("cost_daily", "its `gpuHours` is no amount"),
        ("cost_daily", "the amount is no number"),
    ]
    server.always = as_json(
        {"data": [{"a/p": {"totalCost": 1, "window": {"start": "2026-11-20T00:00:00Z"}}}, None]}
    )
    [row] = read(server, since_days=1)
    assert row.reason == "its `window` does not say from when to when it is"


def test_an_answer_of_another_kind_is_refused(server: FaultyServer) -> None:
    server.always = as_json({"code": 200, "data": ["x"]})
    with pytest.raises(BadPayload, match="a set that has no names: check that `url`"):
        read(server)


def test_a_token_is_sent_where_one_is_named(
    server: FaultyServer, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster.token = CANARY
    with pytest.raises(AuthFailed, match=r"answered 401, .*: set `token_env`"):
        read(server)
    monkeypatch.setenv("OPENCOST_TOKEN", CANARY)
    assert source(server.url, token_env="OPENCOST_TOKEN").check(reading()) == (
        "OpenCost answers; workloads of yesterday: 6, their costs are not read"
    )


@pytest.mark.parametrize("wrong", [{"aggregate": "a,b"}, {"currency": "usd"}, {"since_days": 0}])
def test_settings_that_cannot_be_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        source("http://127.0.0.1:9", **wrong)


shares = st.decimals(0, 1, places=5)
parts = st.lists(
    st.tuples(shares, st.decimals("0.1", 64, places=3), st.decimals("0.1", 1440, places=2)),
    min_size=1,
    max_size=20,
)


@given(parts)
def test_what_is_used_of_the_whole_lies_between_the_least_and_the_most_used_part(
    told: list[tuple[Decimal, Decimal, Decimal]],
) -> None:
    found = _percent([(share * held, held, weight) for share, held, weight in told])
    assert found is not None
    lowest, highest = min(part[0] for part in told), max(part[0] for part in told)
    assert float(100 * lowest) - 1e-6 <= found <= float(100 * highest) + 1e-6
    assert _percent([*told, (None, Decimal(1), Decimal(1))]) is None
