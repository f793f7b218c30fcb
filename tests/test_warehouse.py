"""The warehouse: immutable generations, one consistent view of them, and exact results."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from small_sources import NOW, RELATIONS, SmallSource, land, models

from data import relation_files
from data.errors import StorageError
from data.landing import Landing
from data.records import (
    Attestation,
    CostDaily,
    Drill,
    Incident,
    Model,
    Ownership,
    Person,
    Record,
    entities,
)
from data.store import (
    Answer,
    Approval,
    Assessment,
    Attested,
    Drilled,
    Exemption,
    Respondent,
    Store,
    Withdrawal,
    open_store,
)
from data.warehouse import Warehouse
from data.warehouse_written import SHADOWS, STANDING, tables_in

ANSWER = Answer("2026", "O1", 1, "organisation", "", "maria", 1, 4, None, None, False, NOW)


@pytest.fixture
def landing(tmp_path: Path) -> Landing:
    return Landing(tmp_path / "landing")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    opened.add_assessment(Assessment("2026", "", date(2026, 1, 1), date(2026, 12, 31), NOW))
    yield opened
    opened.close()


@pytest.fixture
def warehouse(tmp_path: Path, store: Store) -> Iterator[Warehouse]:
    made = Warehouse(tmp_path / "warehouse", answers=store)
    yield made
    made.close()


def _build(warehouse: Warehouse, landing: Landing, count: int) -> str:
    land(landing, SmallSource("registry", models(count)))
    return warehouse.build(landing, RELATIONS)


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
    names = [_build(warehouse, landing, i) for i in range(1, 8)]

    assert names == [f"gen-{i:08d}" for i in range(1, 8)]
    assert _files(warehouse) == sorted([".lock", "CURRENT", *(f"{n}.duckdb" for n in names[2:])])
    assert (warehouse.current(), warehouse.rows("from counted")) == (names[-1], [{"models": 7}])


def test_a_name_is_above_every_one_that_was_ever_seen(
    warehouse: Warehouse, landing: Landing
) -> None:
    first = _build(warehouse, landing, 1)
    (warehouse.folder / f"{first}.duckdb").rename(warehouse.folder / "gen-00000041.duckdb")
    assert _build(warehouse, landing, 1) == "gen-00000042"

    (warehouse.folder / "CURRENT").write_text("gen-00000077\n")
    assert _build(warehouse, landing, 1) == "gen-00000078"

    (warehouse.folder / "gen-00000090.building").mkdir()
    assert _build(warehouse, landing, 1) == "gen-00000079"
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
    first = _build(warehouse, landing, 1)
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
    _build(warehouse, landing, 1)
    (warehouse.folder / "CURRENT").write_text(said)
    with pytest.raises(StorageError, match="CURRENT names no generation"):
        warehouse.rows("select 1")


def test_a_generation_that_is_missing_or_damaged_is_told_and_replaced_by_a_sync(
    warehouse: Warehouse, landing: Landing
) -> None:
    first = _build(warehouse, landing, 1)
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
    _build(warehouse, landing, 1)
    assert not warehouse.is_behind(landing)
    land(landing, SmallSource("registry", models(1)))
    assert warehouse.is_behind(landing)
    warehouse.build(landing, RELATIONS)
    assert not warehouse.is_behind(landing)
    assert warehouse.is_behind(landing, sources=[])


def test_answers_stand_beside_the_evidence_as_soon_as_they_are_saved(
    warehouse: Warehouse, landing: Landing, store: Store
) -> None:
    _build(warehouse, landing, 1)
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
    first = _build(warehouse, landing, 1)
    query = "select models, (select count(*) from answer) as answers from counted"
    with warehouse.view() as view:
        store.save_answer(ANSWER)
        second = _build(warehouse, landing, 2)
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
    _build(warehouse, landing, 1)
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
    _build(warehouse, landing, 1)
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
        _build(warehouse, landing, 2)
        warehouse.rows("from counted")
        first._connection.execute("select 1")
    with pytest.raises(duckdb.ConnectionException):
        first._connection.execute("select 1")


def test_a_result_is_remembered_for_the_same_inputs_alone(
    warehouse: Warehouse, landing: Landing, store: Store
) -> None:
    _build(warehouse, landing, 1)
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
    _build(warehouse, landing, 1)
    assert warehouse.rows(drawn, {"x": 1}) != first


# What is stated in the app stands where the relation of a generation stands

UNTIL = date(2027, 1, 31)
ATTESTED = Attested("a-1", "runbook_has_owner", "churn", 1, UNTIL, "seen", None, "dan", NOW)
DRILLED = Drilled(
    "d-1", "churn", "rollback", NOW, 0.5, True, True, "ops", "all went well", None, "dan", NOW
)


@pytest.fixture
def company(warehouse: Warehouse, landing: Landing) -> Warehouse:
    """A generation of the product's own relations: one model, its owner, and what files say."""
    rows: list[Record] = [
        Model(model="churn", declared=True, production=True),
        Ownership(
            model="churn", role="owner", person="ana@example.com", from_latest=NOW,
            until_earliest=NOW,
        ),
        Person(person="ana", name="Ana Ruiz", logins=("ana@example.com", "aruiz")),
        Person(person="tom", name="Tom Berg", logins=("tom@example.com",)),
        Attestation(
            probe="standby_warm", model="churn", value=1, attested_by="tom", attested_at=NOW,
            until=UNTIL,
        ),
        Drill(model="churn", drilled_at=NOW, hours=2, succeeded=True),
    ]  # fmt: skip
    land(landing, SmallSource("files", rows, "inventory", by_hand=True))
    warehouse.build(landing)
    return warehouse


def test_a_statement_of_the_app_stands_beside_those_of_the_sources(
    company: Warehouse, store: Store
) -> None:
    landed = company.rows("from attestation")
    assert [(row["probe"], row["source"]) for row in landed] == [("standby_warm", "files")]
    store.add_respondent(Respondent("dan", "Dan Ode", "risk", "", NOW, mail="dan@example.com"))
    store.keep(ATTESTED)

    assert company.rows("from attestation order by probe desc") == [
        *landed,
        {
            "probe": "runbook_has_owner",
            "model": "churn",
            "value": 1.0,
            "attested_by": "Dan Ode",
            "person": None,
            "self": False,
            "attested_at": NOW,
            "until": UNTIL,
            "note": "seen",
            "url": None,
            "source": "the app",
            "tier": 0.5,
            "fetched_at": datetime(9999, 12, 31, tzinfo=UTC),
        },
    ]
    assert company.rows("from main.attestation") == landed


def test_a_drill_of_the_app_stands_beside_those_of_the_sources(
    company: Warehouse, store: Store
) -> None:
    landed = company.rows("from drill")
    store.keep(DRILLED)
    store.keep(replace(DRILLED, id="d-2", model="gone"))

    assert company.rows("from drill order by hours desc") == [
        *landed,
        {
            "model": "churn",
            "kind": "rollback",
            "drilled_at": NOW,
            "hours": 0.5,
            "succeeded": True,
            "automatic": True,
            "actor": "ops",
            "url": None,
            "source": "the app",
            "tier": 0.8,
            "fetched_at": datetime(9999, 12, 31, tzinfo=UTC),
        },
    ]


@pytest.mark.parametrize(
    ("name", "mail", "own"),
    [
        ("Dan Ode", None, False),
        ("Tom Berg", "tom@example.com", False),
        ("Ana Ruiz", None, True),
        (" ANA ruiz ", None, True),
        ("Somebody Else", "aruiz", True),
        ("Ana (on holiday)", "ANA@example.com", True),
        ("ana@example.com", None, True),
        ("Tom Berg", "ana@example.com", True),
    ],
)
def test_a_statement_by_the_models_owner_is_told_by_name_and_by_mail(
    company: Warehouse, store: Store, name: str, mail: str | None, own: bool
) -> None:
    store.add_respondent(Respondent("dan", name, "risk", "", NOW, mail=mail))
    store.keep(ATTESTED)
    store.keep(replace(ATTESTED, id="a-2", model=None))
    query = "select model, self from attestation where source = 'the app' order by model"
    assert company.rows(query) == [{"model": "churn", "self": own}, {"model": None, "self": False}]


def test_who_becomes_the_owner_no_longer_proves_what_they_said(
    company: Warehouse, store: Store
) -> None:
    store.add_respondent(Respondent("dan", "Dan Ode", "risk", "", NOW))
    store.keep(ATTESTED)
    query = "select self from attestation where source = 'the app'"
    assert company.rows(query) == [{"self": False}]
    store.add_respondent(Respondent("dan", "Dan Ode", "risk", "", NOW, mail="aruiz"))
    assert company.rows(query) == [{"self": True}]


def test_a_model_that_is_gone_is_no_model(company: Warehouse, store: Store) -> None:
    store.keep(replace(ATTESTED, model="gone"))
    query = "select model, self from attestation where source = 'the app'"
    assert company.rows(query) == [{"model": "(unallocated)", "self": False}]


def test_what_is_withdrawn_is_gone_with_the_next_look(company: Warehouse, store: Store) -> None:
    store.keep(ATTESTED)
    store.keep(DRILLED)
    query = "select (select count(*) from attestation) as a, (select count(*) from drill) as d"
    assert company.rows(query) == [{"a": 2, "d": 2}]
    with company.view() as before:
        store.keep(Withdrawal("attestation", "a-1", "a mistake", "dan", NOW))
        store.keep(Withdrawal("drill", "d-1", "a mistake", "dan", NOW))
        assert company.rows(query) == [{"a": 1, "d": 1}]
        assert before.rows(query + " -- as it was") == [{"a": 2, "d": 2}]


def test_an_exemption_stands_beside_the_evidence(company: Warehouse, store: Store) -> None:
    asked = Exemption("e-1", "O1", "model", "churn", "batch", None, UNTIL, "dan", NOW)
    store.keep(asked)
    query = "select id, until, approved_by, approved_at from exemption"
    waiting = {"id": "e-1", "until": UNTIL, "approved_by": None, "approved_at": None}
    assert company.rows(query) == [waiting]


def test_a_result_rests_only_on_the_tables_that_its_query_names(
    company: Warehouse, store: Store
) -> None:
    answers, drills, neither = (
        f"select random() as r, (select count(*) from {table}) as n"  # noqa: S608
        for table in ("answer", "drill", "model")
    )
    first = [company.rows(query) for query in (answers, drills, neither)]
    store.save_answer(ANSWER)
    second = [company.rows(query) for query in (answers, drills, neither)]
    store.keep(DRILLED)
    third = [company.rows(query) for query in (answers, drills, neither)]
    kept = [[one == other for one, other in zip(a, b, strict=True)] for a, b in (
        (first, second), (second, third),
    )]  # fmt: skip
    assert kept == [[False, True, True], [True, False, True]]


def test_the_tables_of_a_query_are_told_by_whole_words() -> None:
    assert tables_in('select * from "Answer" join approval using (id)') == ("answer", "approval")
    assert tables_in("from answers_1.answer") == ("answer",)
    assert tables_in("select drilled_at, attestations, answered from model") == ()
    assert tables_in("select 1 from DRILL, attestation") == ("written_attestation", "written_drill")


def test_a_generation_without_those_relations_has_no_shadow_of_them(
    warehouse: Warehouse, landing: Landing, store: Store
) -> None:
    _build(warehouse, landing, 1)
    store.keep(ATTESTED)
    assert warehouse.rows("select id from written_attestation") == [{"id": "a-1"}]
    with pytest.raises(StorageError, match="attestation"):
        warehouse.rows("from attestation")


def test_a_relation_that_does_not_fit_the_shadows_says_to_sync_again(
    warehouse: Warehouse, landing: Landing
) -> None:
    old = dict.fromkeys(STANDING, "-- Made by an older version.\nselect 1 as one")
    warehouse.build(landing, old)
    with pytest.raises(StorageError, match="sync again, so that it fits this version"):
        warehouse.rows("select 1")


def test_no_relation_rests_on_one_that_the_app_adds_to() -> None:
    relations = relation_files.load()
    with duckdb.connect() as parser:
        for name, sql in relations.items():
            assert not relation_files._reads(parser, name, sql) & SHADOWS.keys(), (
                f"{name} is built without what is stated in the app: let the probe read it"
            )


def test_memory_for_results_is_bounded(warehouse: Warehouse, landing: Landing) -> None:
    _build(warehouse, landing, 1)
    first = warehouse.rows("select random() as r")
    for i in range(600):
        warehouse.rows("select $i as i", {"i": i})
    assert len(warehouse._memo._results) == 512
    assert warehouse.rows("select random() as r") != first


def test_memory_for_results_holds_so_many_rows_and_no_result_that_is_too_large(
    warehouse: Warehouse, landing: Landing
) -> None:
    _build(warehouse, landing, 1)
    many = "select random() as r from range($n)"
    first, too_large = (warehouse.rows(many, {"n": n}) for n in (20_000, 20_001))
    assert warehouse.rows(many, {"n": 20_000}) == first
    assert warehouse.rows(many, {"n": 20_001}) != too_large
    for n in range(19_000, 19_005):
        warehouse.rows(many, {"n": n})
    assert warehouse._memo._rows == sum(range(19_000, 19_005))
    assert warehouse.rows(many, {"n": 20_000}) != first


def test_rows_may_be_read_without_being_kept(warehouse: Warehouse, landing: Landing) -> None:
    _build(warehouse, landing, 1)
    with warehouse.view() as view:
        first = view.rows_unkept("select random() as r, $now as now", {"now": NOW})
        assert [row["now"] for row in first] == [NOW]
        assert view.rows_unkept("select random() as r, $now as now", {"now": NOW}) != first
    assert not warehouse._memo._results


def test_values_come_back_as_python_has_them(warehouse: Warehouse, landing: Landing) -> None:
    _build(warehouse, landing, 1)
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
    _build(warehouse, landing, 1)
    with pytest.raises(StorageError):
        warehouse.rows(query)


def test_a_query_that_takes_too_long_is_stopped(
    tmp_path: Path, warehouse: Warehouse, landing: Landing
) -> None:
    _build(warehouse, landing, 1)
    hasty = Warehouse(tmp_path / "warehouse", query_seconds=0.2)
    endless = "select count(*) from range(1000000000) a, range(1000) b where a.range = -b.range - 1"
    with pytest.raises(StorageError, match="took too long and was stopped"):
        hasty.rows(endless)
    assert hasty.rows("from counted") == [{"models": 1}]
    hasty.close()


def test_threads_read_and_write_at_once_and_never_see_a_mixture(
    warehouse: Warehouse, landing: Landing, store: Store
) -> None:
    query = (
        "select (select models from counted) as counted, (select models from again) as again, "
        "(select count(*) from landed.model) as landed, "
        "(select max(revision) from answer) as saved, $draw as draw"
    )
    _build(warehouse, landing, 1)
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
            _build(warehouse, landing, i)
            store.save_answer(replace(ANSWER, revision=i - 1))
        stop.set()
        seen = [reading.result() for reading in readings]

    assert wrong == []
    assert min(seen) > 0
    assert warehouse.rows("from counted") == [{"models": 6}]


def test_two_processes_worth_of_readers_may_hold_one_generation(
    tmp_path: Path, warehouse: Warehouse, landing: Landing
) -> None:
    _build(warehouse, landing, 3)
    other = Warehouse(tmp_path / "warehouse")
    with warehouse.view() as one, other.view() as two:
        assert one.rows("from counted") == two.rows("from counted") == [{"models": 3}]
    other.close()


def test_a_day_is_the_same_wherever_the_server_stands(
    warehouse: Warehouse, landing: Landing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    at = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    land(landing, SmallSource("pager", [Incident(incident="i", title="t", opened_at=at)]))
    relations = {"day": "-- x\nselect opened_at::date as day, opened_at from landed.incident"}
    warehouse.build(landing, relations)

    assert warehouse.rows("from day") == [{"day": date(2026, 11, 23), "opened_at": at}]
