"""Every relation against its cases, and the laws that hold over all of them.

A relation's cases stand in tests/relations/<relation>/, or in folders below it: one CSV for each
landed table that the case needs, and expected.csv, whose columns are the ones compared.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import landed
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.base import discover
from data import relation_files
from data.errors import StorageError
from data.records import entities

CASES = Path(__file__).parent / "relations"
RELATIONS = relation_files.load()
ORDER = relation_files.order(RELATIONS)
COUNTED = {"subject"}
"""Columns that only tell rows apart: their numbers mean nothing, so no case compares them."""

Rows = list[dict[str, Any]]


def cases() -> list[Path]:
    return sorted(path.parent for path in CASES.rglob("expected.csv"))


def case_name(case: Path) -> str:
    return case.relative_to(CASES).as_posix()


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        landed.empty_landed(connection)
        yield connection


def build(con: duckdb.DuckDBPyConnection, *wanted: str) -> None:
    """Build the wanted relations and what they read; without a name, all."""
    for name in relation_files.order(needed(*wanted)) if wanted else ORDER:
        con.execute(f'create table "{name}" as {RELATIONS[name]}')


def needed(*wanted: str) -> dict[str, str]:
    found: dict[str, str] = {}
    waiting = list(wanted)
    while waiting:
        name = waiting.pop()
        found[name] = RELATIONS[name]
        words = set(re.findall(r"\w+", RELATIONS[name]))
        waiting += [other for other in ORDER if other in words and other not in found]
    return found


def load_case(con: duckdb.DuckDBPyConnection, case: Path, leave_out: str = "") -> None:
    for path in sorted(case.glob("*.csv")):
        if path.stem not in ("expected", leave_out):
            landed.load_csv(con, path.stem, path)


def rows(con: duckdb.DuckDBPyConnection, sql: str, parameters: Sequence[str] = ()) -> Rows:
    result = con.execute(sql, parameters)
    names = [column[0] for column in result.description or []]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def in_order(found: Rows) -> Rows:
    return sorted(found, key=lambda row: [str(value) for value in row.values()])


def expected_columns(case: Path) -> list[str]:
    with (case / "expected.csv").open(encoding="utf-8") as file:
        return file.readline().strip().split(",")


def expected_rows(con: duckdb.DuckDBPyConnection, relation: str, case: Path) -> Rows:
    types = {row["column_name"]: row["column_type"] for row in rows(con, f'describe "{relation}"')}
    columns = ", ".join(
        landed.cast(name, types[name].lower()) + f" as {name}" for name in expected_columns(case)
    )
    sql = f"select {columns} from {landed.CSV}"  # noqa: S608
    return rows(con, sql, [str(case / "expected.csv")])


@pytest.mark.parametrize("case", cases(), ids=case_name)
def test_a_case_gives_the_rows_that_it_expects(con: duckdb.DuckDBPyConnection, case: Path) -> None:
    relation = case_name(case).split("/")[0]
    load_case(con, case)
    build(con)
    found = rows(con, f"select {', '.join(expected_columns(case))} from {relation}")  # noqa: S608
    assert in_order(found) == in_order(expected_rows(con, relation, case))


@pytest.mark.parametrize("relation", ORDER)
def test_every_column_of_a_relation_stands_in_a_case(
    con: duckdb.DuckDBPyConnection, relation: str
) -> None:
    build(con)
    columns = {row["column_name"] for row in rows(con, f'describe "{relation}"')}
    own = [case for case in cases() if case_name(case).split("/")[0] == relation]
    compared = {name for case in own for name in expected_columns(case)}
    assert compared == columns - (COUNTED if relation in ("subject", "match") else set())


def test_cases_stand_for_relations_that_exist() -> None:
    assert {case_name(case).split("/")[0] for case in cases()} == RELATIONS.keys()


def test_all_relations_build_from_empty_tables_into_empty_relations(
    con: duckdb.DuckDBPyConnection,
) -> None:
    build(con)
    filled = [name for name in ORDER if con.execute(f'from "{name}" limit 1').fetchall()]
    assert filled == ["tag_key"]


@pytest.mark.parametrize("empty", [*entities(), "manifest", "none"])
def test_all_relations_build_while_any_one_table_is_empty(
    con: duckdb.DuckDBPyConnection, empty: str
) -> None:
    for case in cases():
        load_case(con, case, leave_out=empty)
    build(con)
    charged = (
        "select currency, sum(billed_cost), sum(effective_cost) from {} group by all order by 1"
    )
    assert (
        con.execute(charged.format("cost")).fetchall()
        == con.execute(charged.format("landed.cost_daily")).fetchall()
    )


def test_the_biggest_unmatched_comes_first(con: duckdb.DuckDBPyConnection) -> None:
    load_case(con, CASES / "unmatched")
    build(con)
    found = rows(con, "select what, amount from unmatched where kind = 'cost' and unit = 'EUR'")
    assert found == [
        {"what": "ML", "amount": Decimal(50)},
        {"what": "ep-1", "amount": Decimal(12)},
        {"what": "002", "amount": Decimal(1)},
        {"what": "Cloud", "amount": Decimal("0.5")},
    ]


def words_of(node: Any) -> Iterator[tuple[str, str]]:
    """Yield the functions and the texts of a parsed SELECT."""
    if isinstance(node, list):
        for item in node:
            yield from words_of(item)
    elif isinstance(node, dict):
        if node.get("function_name"):
            yield "function", node["function_name"]
        if node.get("column_names"):
            yield from (("function", name) for name in node["column_names"])
        if isinstance(node.get("text"), str):
            yield "text", node["text"]
        for value in node.values():
            yield from words_of(value)


@pytest.mark.parametrize("relation", ORDER)
def test_a_relation_names_no_source_system_and_no_time_of_day(
    con: duckdb.DuckDBPyConnection, relation: str
) -> None:
    parsed = con.execute("select json_serialize_sql(?)", [RELATIONS[relation]]).fetchone()
    assert parsed is not None
    words = set(words_of(json.loads(parsed[0])))
    clocks = {"now", "current_date", "current_timestamp", "today", "get_current_timestamp"}
    assert {word for kind, word in words if kind == "function"} & clocks == set()
    assert {word for kind, word in words if kind == "text"} & discover().keys() == set()


AMOUNTS = st.decimals(
    min_value=Decimal(-(10**9)), max_value=Decimal(10**9), places=12, allow_nan=False
)


@st.composite
def declared_shares(draw: st.DrawFn) -> list[Decimal]:
    """Draw shares of 18 decimals that sum to 1, or to less."""
    cuts = draw(st.sets(st.integers(1, 10**18 - 1), min_size=1, max_size=5))
    marks = [0, *sorted(cuts), *([10**18] if draw(st.booleans()) else [])]
    return [Decimal(upper - lower).scaleb(-18) for lower, upper in pairwise(marks)]


@settings(max_examples=25, deadline=None)
@given(
    charges=st.lists(st.tuples(AMOUNTS, AMOUNTS), min_size=1, max_size=8),
    shares=declared_shares(),
)
def test_parts_of_a_charge_add_up_to_it_exactly_and_follow_the_shares(
    charges: list[tuple[Decimal, Decimal]], shares: list[Decimal]
) -> None:
    with duckdb.connect() as con:
        landed.empty_landed(con)
        for number, (billed, effective) in enumerate(charges):
            con.execute(
                "insert into landed.cost_daily by name select ?::date as day,"
                " 'cluster' as resource, 'EUR' as currency, 'Usage' as charge_category,"
                " ?::decimal(38, 12) as billed_cost, ?::decimal(38, 12) as effective_cost,"
                " 'bill' as source",
                [f"2026-01-{number + 1:02}", billed, effective],
            )
        for number, share in enumerate(shares):
            con.execute(
                "insert into landed.selector by name select ? as model, 'cost' as kind,"
                " 'resource' as field, 'cluster' as value, ?::decimal(20, 18) as share,"
                " 'line' as rule, 'mapping' as source",
                [f"model-{number}", share],
            )
        build(con, "cost", "coverage", "unmatched")
        parts = rows(con, "select * from cost")
        gap = rows(con, "select total - matched as gap from coverage where join_kind = 'cost'")
        lost = rows(con, "select amount from unmatched where kind = 'cost'")
    names = [f"model-{number}" for number in range(len(shares))]
    rest = [] if sum(shares) == 1 else ["(unallocated)"]
    for number, (billed, effective) in enumerate(charges):
        own = [part for part in parts if part["day"].day == number + 1]
        assert sorted(part["model"] for part in own) == sorted(names + rest)
        assert sum(part["billed_cost"] for part in own) == billed
        assert sum(part["effective_cost"] for part in own) == effective
        for part in own:
            # A share is cut off after 12 decimals; the last part takes what the others left.
            exact = part["share"] * effective
            off = (abs(effective) * len(own) + len(own)) * Decimal("1e-12")
            assert abs(part["effective_cost"] - exact) <= off
            assert part["effective_cost"] * effective >= 0
    assert sum(row["amount"] for row in lost) == sum(row["gap"] for row in gap)


NAMES = st.text(alphabet="abAB1-_. /", min_size=1, max_size=6)


def normal(text: str) -> str:
    return re.sub("[^a-z0-9]+", "-", text.lower()).strip("-")


@settings(max_examples=25, deadline=None)
@given(
    models=st.sets(NAMES, min_size=1, max_size=8),
    texts=st.sets(NAMES, min_size=1, max_size=12),
)
def test_a_tag_or_name_finds_its_model_by_normalised_equality_and_never_by_likeness(
    models: set[str], texts: set[str]
) -> None:
    with duckdb.connect() as con:
        landed.empty_landed(con)
        for model in sorted(models):
            con.execute(
                "insert into landed.model by name"
                " select ? as model, false as declared, 'registry' as source",
                [model],
            )
        for text in sorted(texts):
            con.execute(
                "insert into landed.cost_daily by name"
                " select 'name' as sku, ? as resource, 'bill' as source"
                " union all by name"
                " select 'tag' as sku, map {'model': ?} as tags, 'bill' as source",
                [text, text],
            )
        build(con, "match", "cost")
        found = rows(
            con,
            "select sku as how, coalesce(resource, tags['model']) as text, model, method from cost",
        )
    keys = Counter(normal(model) for model in models)
    by_key = {normal(model): model for model in models if keys[normal(model)] == 1}
    by_key.pop("", None)
    expected = [
        {
            "how": how,
            "text": text,
            "model": by_key.get(normal(text), "(unallocated)"),
            "method": method if normal(text) in by_key else "(unallocated)",
        }
        for text in texts
        for how, method in (("name", "exact_name"), ("tag", "tag"))
    ]
    assert in_order(found) == in_order(expected)


def test_a_relation_comes_after_all_that_it_reads() -> None:
    place = {name: number for number, name in enumerate(ORDER)}
    assert RELATIONS.keys() == place.keys()
    assert place["match"] < place["cost"] < place["coverage"]
    assert place["owner_spell"] < place["owner"] < place["attestation"]


def test_order_tells_relations_from_steps_and_from_landed_tables() -> None:
    sqls = {
        "a": "-- One row.\nwith b as (select 1), c as (from b) select * from c, landed.d",
        "b": "-- One row.\nwith b as (select * from c) select * from b",
        "c": "-- One row.\nselect (select max(x) from main.d) from range(3)",
        "d": "-- One row.\nwith recursive d as (select 1 as x union all select x + 1 from d"
        " where x < 3) select * from d where exists (select 1 from A)",
    }
    assert relation_files.order(sqls) == ["a", "d", "c", "b"]


@pytest.mark.parametrize(
    ("sqls", "says"),
    [
        (
            {"a": "-- A row.\nfrom b", "b": "-- A row.\nfrom c", "c": "-- A row.\nfrom a"},
            "relations cannot wait for each other",
        ),
        ({"a": "-- A row.\nselec 1"}, "a.sql does not parse as a SELECT (syntax error at or near"),
        ({"a": "-- A row.\ncreate table b (x int)"}, "a.sql does not parse as a SELECT (Only SEL"),
        ({"a": "-- A row.\nselect 1; select 2"}, "a.sql holds 2 statements"),
        ({"a": "-- Nothing."}, "a.sql holds 0 statements"),
        ({"a": "select 1"}, "a.sql does not begin with a comment"),
        ({"a": "--\nselect 1"}, "a.sql does not begin with a comment"),
        ({"a": "-- A row.\nfrom persn"}, "a.sql reads persn, which is no relation"),
    ],
)
def test_order_names_the_file_and_the_mend(sqls: dict[str, str], says: str) -> None:
    with pytest.raises(StorageError, match=re.escape(says)):
        relation_files.order(sqls)


def test_a_circle_names_its_files_in_the_order_of_reading() -> None:
    sqls = {"a": "-- A row.\nfrom b", "b": "-- A row.\nfrom a"}
    with pytest.raises(StorageError) as caught:
        relation_files.order(sqls)
    names = re.findall(r"data/relations/(\w)\.sql", str(caught.value))
    assert names == ["a", "b", "a"]


def test_load_reads_the_sql_files_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "b.sql").write_text("-- B.\nselect 2")
    (tmp_path / "a.sql").write_text("-- A.\nselect 1")
    (tmp_path / "notes.md").write_text("not SQL")
    assert relation_files.load(tmp_path) == {"a": "-- A.\nselect 1", "b": "-- B.\nselect 2"}


def test_a_folder_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="nowhere cannot be read"):
        relation_files.load(tmp_path / "nowhere")


def test_landed_tables_have_the_columns_of_the_contract(con: duckdb.DuckDBPyConnection) -> None:
    tables = {row["name"] for row in rows(con, "select table_name as name from duckdb_tables()")}
    assert tables == {*entities(), "manifest"}
    types = {
        row["column_name"]: row["column_type"] for row in rows(con, "describe landed.assignment")
    }
    assert types == {
        "from_earliest": "TIMESTAMP",
        "from_latest": "TIMESTAMP",
        "until_earliest": "TIMESTAMP",
        "until_latest": "TIMESTAMP",
        "seen_by": "VARCHAR",
        "actor": "VARCHAR",
        "model": "VARCHAR",
        "slot_kind": "VARCHAR",
        "slot": "VARCHAR",
        "version": "VARCHAR",
        "production": "BOOLEAN",
        "share": "DECIMAL(20,18)",
        "source": "VARCHAR",
        "source_kind": "VARCHAR",
        "run": "VARCHAR",
        "fetched_at": "TIMESTAMP",
    }
