"""Queries on the warehouse: what they may do, exact values, and which results are remembered."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from small_sources import NOW, SmallSource, land
from warehouses import ANSWER, build_models, opened_store

from data.errors import StorageError
from data.landing import Landing
from data.records import Incident
from data.store import Store
from data.warehouse import Warehouse


@pytest.fixture
def landing(tmp_path: Path) -> Landing:
    return Landing(tmp_path / "landing")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with opened_store(tmp_path) as opened:
        yield opened


@pytest.fixture
def warehouse(tmp_path: Path, store: Store) -> Iterator[Warehouse]:
    made = Warehouse(tmp_path / "warehouse", answers=store)
    yield made
    made.close()


def test_a_result_is_remembered_for_the_same_inputs_alone(
    warehouse: Warehouse, landing: Landing, store: Store
) -> None:
    build_models(warehouse, landing, 1)
    drawn = "select random() as r from counted where $x = $x"
    with_answers = "select random() as r, (select count(*) from answer) as n"
    first = warehouse.rows(drawn, {"x": 1})
    beside = warehouse.rows(with_answers)

    first_again = warehouse.rows(drawn, {"x": 1})
    assert (first_again, warehouse.rows(with_answers)) == (first, beside)
    assert warehouse.rows(drawn, {"x": 2}) != first
    assert warehouse.rows(drawn, {"x": True}) != first
    first_again[0]["r"] = "changed by a caller"
    assert warehouse.rows(drawn, {"x": 1}) == first

    store.save_answer(ANSWER)
    assert warehouse.rows(drawn, {"x": 1}) == first
    assert warehouse.rows(with_answers) != beside
    build_models(warehouse, landing, 1)
    assert warehouse.rows(drawn, {"x": 1}) != first


def test_memory_for_results_is_bounded(warehouse: Warehouse, landing: Landing) -> None:
    build_models(warehouse, landing, 1)
    first = warehouse.rows("select random() as r")
    for i in range(600):
        warehouse.rows("select $i as i", {"i": i})
    assert len(warehouse._memo._results) == 512
    assert warehouse.rows("select random() as r") != first


def test_memory_for_results_holds_so_many_rows_and_no_result_that_is_too_large(
    warehouse: Warehouse, landing: Landing
) -> None:
    build_models(warehouse, landing, 1)
    many = "select random() as r from range($n)"
    first, too_large = (warehouse.rows(many, {"n": n}) for n in (20_000, 20_001))
    assert warehouse.rows(many, {"n": 20_000}) == first
    assert warehouse.rows(many, {"n": 20_001}) != too_large
    for n in range(19_000, 19_005):
        warehouse.rows(many, {"n": n})
    assert warehouse._memo._rows == sum(range(19_000, 19_005))
    assert warehouse.rows(many, {"n": 20_000}) != first


def test_rows_may_be_read_without_being_kept(warehouse: Warehouse, landing: Landing) -> None:
    build_models(warehouse, landing, 1)
    with warehouse.view() as view:
        first = view.rows_unkept("select random() as r, $now as now", {"now": NOW})
        assert [row["now"] for row in first] == [NOW]
        assert view.rows_unkept("select random() as r, $now as now", {"now": NOW}) != first
    assert not warehouse._memo._results


def test_values_come_back_as_python_has_them(warehouse: Warehouse, landing: Landing) -> None:
    build_models(warehouse, landing, 1)
    row = warehouse.rows(
        "select $now as now, [$now] as listed, {'at': $now} as struct, map {'k': 'v'} as tags, "
        "1.10::decimal(38, 12) as money, date '2026-11-23' as day, null as nothing, "
        "null::timestamp as never, $names as names",
        {"now": NOW, "names": ["a", "b"], "not_named": 1},
    )
    assert row == [
        {
            "now": NOW,
            "listed": [NOW],
            "struct": {"at": NOW},
            "tags": {"k": "v"},
            "money": Decimal("1.10"),
            "day": date(2026, 11, 23),
            "nothing": None,
            "never": None,
            "names": ["a", "b"],
        }
    ]
    assert row[0]["now"].tzinfo is UTC
    assert warehouse.rows("select typeof($now) as t", {"now": NOW}) == [{"t": "TIMESTAMP"}]


@pytest.mark.parametrize(
    "query",
    [
        "select * from read_csv('/etc/passwd')",
        "select * from read_text('/etc/passwd')",
        "set enable_external_access = true",
        "set global max_execution_time = 0",
        "attach ':memory:' as other",
        "copy (select 1) to '/tmp/stolen.csv'",
        "insert into landed.model (model) values ('x')",
        "install httpfs",
        "create table mine as select 1",
        "select 1; select 2",
        "drop schema answers_0 cascade",
    ],
)
def test_a_query_can_do_nothing_but_read_the_generation(
    warehouse: Warehouse, landing: Landing, query: str
) -> None:
    build_models(warehouse, landing, 1)
    with pytest.raises(StorageError):
        warehouse.rows(query)


def test_a_query_that_takes_too_long_is_stopped(
    tmp_path: Path, warehouse: Warehouse, landing: Landing
) -> None:
    build_models(warehouse, landing, 1)
    hasty = Warehouse(tmp_path / "warehouse", query_seconds=0.2)
    endless = "select count(*) from range(1000000000) a, range(1000) b where a.range = -b.range - 1"
    with pytest.raises(StorageError, match="took too long and was stopped"):
        hasty.rows(endless)
    assert hasty.rows("from counted") == [{"models": 1}]
    hasty.close()


def test_a_day_is_the_same_wherever_the_server_stands(
    warehouse: Warehouse, landing: Landing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    at = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    land(landing, SmallSource("pager", [Incident(incident="i", title="t", opened_at=at)]))
    relations = {"day": "-- x\nselect opened_at::date as day, opened_at from landed.incident"}
    warehouse.build(landing, relations)

    assert warehouse.rows("from day") == [{"day": date(2026, 11, 23), "opened_at": at}]
