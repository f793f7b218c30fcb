"""The warehouse: immutable generations, and one consistent view of them."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from small_sources import NOW, RELATIONS, SmallSource, land, models
from warehouses import ANSWER, build_models, opened_store

from data.errors import StorageError
from data.landing import Landing
from data.records import CostDaily, Incident, entities
from data.store import Approval, Respondent, Store
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


def _files(warehouse: Warehouse) -> list[str]:
    return sorted(path.name for path in warehouse.folder.iterdir())


def test_a_generation_holds_what_landed_and_where_from(
    warehouse: Warehouse, landing: Landing
) -> None:
    charge = CostDaily(
        day=date(2026, 11, 1),
        billing_month=date(2026, 11, 1),
        provider="aws",
        charge_category="Usage",
        currency="EUR",
        billed_cost=Decimal("1.000000000001"),
        effective_cost=Decimal(1),
    )
    incident = Incident(incident="i1", title="down", opened_at=NOW)
    registry = land(landing, SmallSource("registry", models(2)))
    bills = SmallSource("bills", [charge, incident], "inventory", by_hand=True, simulated=True)
    later = NOW + timedelta(hours=1)
    billed = land(landing, bills, later)

    assert warehouse.build(landing, RELATIONS) == "gen-00000001"
    assert warehouse.rows(
        "select model, source, source_kind, run, fetched_at from landed.model"
    ) == [
        {
            "model": f"model-00{i}",
            "source": "registry",
            "source_kind": "mlflow",
            "run": registry.run,
            "fetched_at": NOW,
        }
        for i in (1, 2)
    ]
    assert warehouse.rows("select * from cost") == [
        {"source": "bills", "currency": "EUR", "billed_cost": Decimal("1.000000000001")}
    ]
    assert warehouse.rows("select * from landed.manifest where entity = 'incident'") == [
        {
            "source": "bills",
            "source_kind": "inventory",
            "entity": "incident",
            "run": billed.run,
            "fetched_at": later,
            "rows": 1,
            "rejected": 0,
            "by_hand": True,
            "simulated": True,
        }
    ]
    assert warehouse.rows("select opened_at from landed.incident") == [{"opened_at": NOW}]


def test_every_entity_has_its_table_even_if_nothing_landed(
    warehouse: Warehouse, landing: Landing
) -> None:
    warehouse.build(landing, RELATIONS)

    for entity in entities():
        assert warehouse.rows(f"select count(*) as n from landed.{entity}") == [{"n": 0}]  # noqa: S608
    assert warehouse.rows("select * from again") == [{"models": 0, "mark": "ü"}]


def test_the_products_own_relations_build_on_nothing(
    warehouse: Warehouse, landing: Landing
) -> None:
    assert warehouse.build(landing) == "gen-00000001"


def test_only_the_wanted_sources_are_in_a_generation(
    warehouse: Warehouse, landing: Landing
) -> None:
    land(landing, SmallSource("registry", models(2)))
    land(landing, SmallSource("old", models(3)))
    warehouse.build(landing, RELATIONS, sources=["registry", "new"])

    assert warehouse.rows("from counted") == [{"models": 2}]


def test_five_generations_stay_and_no_name_comes_twice(
    warehouse: Warehouse, landing: Landing
) -> None:
    names = [build_models(warehouse, landing, i) for i in range(1, 8)]

    assert names == [f"gen-{i:08d}" for i in range(1, 8)]
    assert _files(warehouse) == sorted([".lock", "CURRENT", *(f"{n}.duckdb" for n in names[2:])])
    assert (warehouse.current(), warehouse.rows("from counted")) == (names[-1], [{"models": 7}])


def test_a_name_is_above_every_one_that_was_ever_seen(
    warehouse: Warehouse, landing: Landing
) -> None:
    first = build_models(warehouse, landing, 1)
    (warehouse.folder / f"{first}.duckdb").rename(warehouse.folder / "gen-00000041.duckdb")
    assert build_models(warehouse, landing, 1) == "gen-00000042"

    (warehouse.folder / "CURRENT").write_text("gen-00000077\n")
    assert build_models(warehouse, landing, 1) == "gen-00000078"

    (warehouse.folder / "gen-00000090.building").mkdir()
    assert build_models(warehouse, landing, 1) == "gen-00000079"
    assert not (warehouse.folder / "gen-00000090.building").exists()


def test_of_many_builders_at_once_each_has_its_own_name_and_the_newest_is_current(
    warehouse: Warehouse, landing: Landing
) -> None:
    land(landing, SmallSource("registry", models(2)))
    with ThreadPoolExecutor(4) as pool:
        names = list(pool.map(lambda _: warehouse.build(landing, RELATIONS), range(4)))

    assert len(set(names)) == 4
    assert warehouse.current() == max(names)
    assert warehouse.rows("from counted") == [{"models": 2}]


@pytest.mark.parametrize(
    ("relations", "words"),
    [
        (
            {"broken": "-- x\nselect galaxy from landed.model"},
            "relation broken cannot be built.*galaxy",
        ),
        ({"one": "-- x\nselect * from two", "two": "-- x\nselect * from one"}, "one"),
        ({"answer": "-- x\nselect 1 as x"}, "takes the name of what people write"),
        (
            {"reader": "-- x\nselect * from read_csv('/etc/passwd')"},
            "relation reader cannot be built",
        ),
    ],
)
def test_a_relation_that_does_not_hold_together_leaves_the_old_generation(
    warehouse: Warehouse, landing: Landing, relations: dict[str, str], words: str
) -> None:
    first = build_models(warehouse, landing, 1)
    before = _files(warehouse)
    with pytest.raises(StorageError, match=words):
        warehouse.build(landing, relations)

    assert (warehouse.current(), _files(warehouse)) == (first, before)
    assert warehouse.rows("from counted") == [{"models": 1}]


def test_a_damaged_landing_is_left_out_of_a_generation(
    warehouse: Warehouse, landing: Landing
) -> None:
    land(landing, SmallSource("registry", models(1)))
    file = land(landing, SmallSource("registry", models(2))).entities["model"].file
    file.write_bytes(file.read_bytes()[:-1])
    warehouse.build(landing, RELATIONS)

    assert warehouse.rows("from counted") == [{"models": 1}]


def test_a_query_before_the_first_sync_says_what_to_do(warehouse: Warehouse) -> None:
    assert warehouse.current() is None
    with pytest.raises(StorageError, match="no generation yet: run `mlops-scorecard sync` first"):
        warehouse.rows("select 1")


@pytest.mark.parametrize("said", ["", "gen-1", "../gen-00000001"])
def test_a_pointer_that_names_nothing_is_told(
    warehouse: Warehouse, landing: Landing, said: str
) -> None:
    build_models(warehouse, landing, 1)
    (warehouse.folder / "CURRENT").write_text(said)
    with pytest.raises(StorageError, match="CURRENT names no generation"):
        warehouse.rows("select 1")


def test_a_generation_that_is_missing_or_damaged_is_told_and_replaced_by_a_sync(
    warehouse: Warehouse, landing: Landing
) -> None:
    first = build_models(warehouse, landing, 1)
    (warehouse.folder / f"{first}.duckdb").write_bytes(b"damaged")
    with pytest.raises(StorageError, match=f"{first}.duckdb cannot be read.*sync again"):
        warehouse.rows("from counted")
    assert warehouse.is_behind(landing)
    warehouse.build(landing, RELATIONS)
    assert warehouse.rows("from counted") == [{"models": 1}]


def test_it_is_behind_until_built_from_the_latest_runs(
    warehouse: Warehouse, landing: Landing
) -> None:
    assert warehouse.is_behind(landing)
    build_models(warehouse, landing, 1)
    assert not warehouse.is_behind(landing)
    land(landing, SmallSource("registry", models(1)))
    assert warehouse.is_behind(landing)
    warehouse.build(landing, RELATIONS)
    assert not warehouse.is_behind(landing)
    assert warehouse.is_behind(landing, sources=[])


def test_answers_stand_beside_the_evidence_as_soon_as_they_are_saved(
    warehouse: Warehouse, landing: Landing, store: Store
) -> None:
    build_models(warehouse, landing, 1)
    assert warehouse.rows("from answer") == []
    store.add_respondent(Respondent("maria", "Maria", "risk", "Growth", NOW))
    exempt = replace(
        ANSWER, choice="not_applicable", reason="none", until=date(2027, 1, 1), evidence_shown=True
    )
    store.save_answer(exempt)
    store.approve(Approval("2026", "O1", "organisation", "", "maria", 1, "adam", NOW))

    assert warehouse.rows("from answer") == [
        {
            "assessment": "2026",
            "question": "O1",
            "scope_kind": "organisation",
            "scope": "",
            "respondent": "maria",
            "revision": 1,
            "question_version": 1,
            "choice": "not_applicable",
            "reason": "none",
            "until": date(2027, 1, 1),
            "evidence_shown": True,
            "made_at": NOW,
            "role": "risk",
            "team": "Growth",
        }
    ]
    assert warehouse.rows("select approved_by, approved_at from approval") == [
        {"approved_by": "adam", "approved_at": NOW}
    ]
    assert warehouse.rows("select count(*) as n from answer, landed.model, counted") == [{"n": 1}]


def test_a_view_holds_one_generation_and_the_answers_of_one_moment(
    warehouse: Warehouse, landing: Landing, store: Store
) -> None:
    first = build_models(warehouse, landing, 1)
    query = "select models, (select count(*) from answer) as answers from counted"
    with warehouse.view() as view:
        store.save_answer(ANSWER)
        second = build_models(warehouse, landing, 2)
        with warehouse.view() as newer:
            assert view.rows(query) == [{"models": 1, "answers": 0}]
            assert newer.rows(query) == [{"models": 2, "answers": 1}]
            # Not from memory either.
            assert view.rows(query + " where true") == [{"models": 1, "answers": 0}]
        assert (view.generation, newer.generation) == (first, second)
        assert (view.answers_version, newer.answers_version) == (0, 1)
    assert warehouse.rows(query) == [{"models": 2, "answers": 1}]


def test_a_view_goes_on_after_a_query_that_failed(
    warehouse: Warehouse, landing: Landing, store: Store
) -> None:
    build_models(warehouse, landing, 1)
    with warehouse.view() as view:
        with pytest.raises(StorageError, match=r"a query of the warehouse failed.*galaxy"):
            view.rows("select * from galaxy")
        with pytest.raises(StorageError, match="failed"):
            view.rows("select error('no') from answer right join counted on true")
        store.save_answer(ANSWER)
        assert view.rows("select count(*) as n from answer") == [{"n": 0}]


def test_old_generations_and_answers_are_let_go_of_after_their_last_reader(
    warehouse: Warehouse, landing: Landing, store: Store
) -> None:
    build_models(warehouse, landing, 1)
    with warehouse.view():
        first = warehouse._opened
        assert first is not None
        store.save_answer(ANSWER)
        with warehouse.view() as newer:
            tables = (
                "select schema_name from duckdb_tables() where table_name = 'answer' order by 1"
            )
            assert newer.rows(tables) == [
                {"schema_name": "answers_0"},
                {"schema_name": "answers_1"},
            ]
    assert warehouse.rows(tables + " -- anew") == [{"schema_name": "answers_1"}]

    with warehouse.view():
        build_models(warehouse, landing, 2)
        warehouse.rows("from counted")
        first._connection.execute("select 1")
    with pytest.raises(duckdb.ConnectionException):
        first._connection.execute("select 1")


def test_threads_read_and_write_at_once_and_never_see_a_mixture(
    warehouse: Warehouse, landing: Landing, store: Store
) -> None:
    query = (
        "select (select models from counted) as counted, (select models from again) as again, "
        "(select count(*) from landed.model) as landed, "
        "(select max(revision) from answer) as saved, $draw as draw"
    )
    build_models(warehouse, landing, 1)
    stop = threading.Event()
    wrong: list[object] = []

    def read(number: int) -> int:
        seen = 0
        while not stop.is_set():
            with warehouse.view() as view:
                rows = [view.rows(query, {"draw": f"{number}-{seen}-{i}"})[0] for i in range(2)]
            kept = [{k: v for k, v in row.items() if k != "draw"} for row in rows]
            one = kept[0]
            if kept[0] != kept[1] or not one["counted"] == one["again"] == one["landed"]:
                wrong.append(kept)
            if one["saved"] != (view.answers_version or None):
                wrong.append((one, view.answers_version))
            seen += 1
        return seen

    with ThreadPoolExecutor(3) as pool:
        readings = [pool.submit(read, number) for number in range(3)]
        for i in range(2, 7):
            build_models(warehouse, landing, i)
            store.save_answer(replace(ANSWER, revision=i - 1))
        stop.set()
        seen = [reading.result() for reading in readings]

    assert wrong == []
    assert min(seen) > 0
    assert warehouse.rows("from counted") == [{"models": 6}]


def test_two_processes_worth_of_readers_may_hold_one_generation(
    tmp_path: Path, warehouse: Warehouse, landing: Landing
) -> None:
    build_models(warehouse, landing, 3)
    other = Warehouse(tmp_path / "warehouse")
    with warehouse.view() as one, other.view() as two:
        assert one.rows("from counted") == two.rows("from counted") == [{"models": 3}]
    other.close()
