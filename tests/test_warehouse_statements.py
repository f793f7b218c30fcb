"""What is stated in the app stands where the relation of a generation stands."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest
from small_sources import NOW, SmallSource, land
from warehouses import ANSWER, build_models, opened_store

from data import relation_files
from data.errors import StorageError
from data.landing import Landing
from data.records import Attestation, Drill, Model, Ownership, Person, Record
from data.store import Attested, Drilled, Exemption, Respondent, Store, Withdrawal
from data.warehouse import Warehouse
from data.warehouse_written import SHADOWS, STANDING, tables_in

UNTIL = date(2027, 1, 31)
ATTESTED = Attested("a-1", "runbook_has_owner", "churn", 1, UNTIL, "seen", None, "dan", NOW)
DRILLED = Drilled(
    "d-1", "churn", "rollback", NOW, 0.5, True, True, "ops", "all went well", None, "dan", NOW
)


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
    build_models(warehouse, landing, 1)
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
