"""What is known of documents by several sources: looks only ever add, and end to end they land."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import landed
import pytest
from accounts.links import Wiki, connector, named
from faulty_server import faulty_server
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_sources import SmallSource

from data import relation_files
from data.landing import Landing
from data.records import DocumentState, Model
from data.store import open_store
from data.sync import sync
from data.warehouse import Warehouse

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
RELATIONS = relation_files.load()
PLACES = ("https://wiki.example/a", "https://wiki.example/b", "docs/c.md")
STATES = tuple(state.value for state in DocumentState)
NAMED = st.sets(
    st.tuples(st.sampled_from(("files", "wiki")), st.sampled_from(PLACES), st.sampled_from(STATES)),
    max_size=5,
)
LOOKS = st.dictionaries(st.sampled_from(PLACES), st.sampled_from(STATES), max_size=3)


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": 1}) as connection:
        landed.empty_landed(connection)
        connection.execute(
            "insert into landed.model by name select 'churn' as model, true as declared, "
            "true as production, 'mapping' as source, timestamp '2026-11-20' as fetched_at"
        )
        connection.execute(
            "insert into landed.manifest by name "
            "select unnest(['files', 'wiki', 'links']) as source, 'document' as entity"
        )
        for name in relation_files.order(RELATIONS):
            made = "view" if name in ("document_state", "document_link") else "table"
            connection.execute(f'create {made} "{name}" as {RELATIONS[name]}')
        yield connection


def resolves(
    con: duckdb.DuckDBPyConnection,
    documents: set[tuple[str, str, str]],
    looks: dict[str, str],
) -> bool | None:
    """Return whether a link to the card resolves: None if it is open, or nothing is on record."""
    rows = [(*each, False) for each in sorted(documents)]
    rows += [("links", place, state, True) for place, state in looks.items()]
    con.execute("delete from landed.document")
    for source, place, state, only_state in rows:
        con.execute(
            "insert into landed.document by name select 'churn' as model, 'model_card' as kind, "
            "? as location, ? as state, ? as only_state, ? as source, "
            "timestamp '2026-11-20' as fetched_at",
            [place, state, only_state, source],
        )
    found = con.execute("select resolves from document_link").fetchall()
    return found[0][0] if found else None


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents=NAMED, looks=LOOKS)
def test_a_look_more_settles_or_proves_and_never_takes_anything_back(
    con: duckdb.DuckDBPyConnection, documents: set[tuple[str, str, str]], looks: dict[str, str]
) -> None:
    before = resolves(con, documents, {})
    after = resolves(con, documents, looks)
    assert after is True if before is True else after in (before, True, False)
    if before is False:
        assert after is not None
    if "exists" not in looks.values() and before is not None:
        assert after == before


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(looks=LOOKS)
def test_looks_at_what_no_source_names_any_more_say_nothing(
    con: duckdb.DuckDBPyConnection, looks: dict[str, str]
) -> None:
    assert resolves(con, set(), looks) is None


def test_one_sync_lands_what_others_name_and_then_what_stands_there(tmp_path: Path) -> None:
    wiki = Wiki()
    wiki.token = None
    store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    warehouse = Warehouse(tmp_path / "warehouse", answers=store)
    with faulty_server(wiki) as server:
        models = [
            Model(model=name, declared=True, production=True) for name in ("fraud", "churn", "far")
        ]
        cards = named(server.url, "/cards/fraud", "/cards/churn")
        far = named("https://elsewhere.example", "/cards/far")
        links = connector(server)
        runs = sync(
            [links, SmallSource("team", [*models, *cards, *far], "inventory", by_hand=True)],
            store,
            Landing(tmp_path / "landing"),
            warehouse,
            lambda: NOW,
            "a test",
        )
    found: list[dict[str, Any]] = warehouse.rows(
        "select model, resolves, why, sources, tier from document_link order by model"
    )
    described = warehouse.rows("select model, state, title, source from document order by model")
    warehouse.close()
    store.close()
    assert [(run.source, run.status, run.rows_landed) for run in runs] == [
        ("source", "ok", 3),
        ("team", "ok", 6),
    ]
    churn, fraud = (f"{server.url}/cards/{name}" for name in ("churn", "fraud"))
    away = "https://elsewhere.example/cards/far was not checked"
    both = ["source", "team"]
    assert [tuple(row.values()) for row in found] == [
        ("churn", False, f"{churn} is missing", both, 0.8),
        ("far", None, away, both, 0.8),
        ("fraud", True, f"{fraud} resolves", both, 0.8),
    ]
    assert [tuple(row.values()) for row in described] == [
        ("churn", "missing", "A page", "team"),
        ("far", "not_checked", "A page", "team"),
        ("fraud", "exists", "A page", "team"),
    ]
