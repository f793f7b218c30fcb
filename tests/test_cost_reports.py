"""Costs of providers' reports: the days asked for, exact amounts, and how they find a model."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from accounts import NOW, Account
from accounts.anthropic import ACCOUNT as ANTHROPIC
from accounts.openai import ACCOUNT as OPENAI
from accounts.pagerduty import reading
from faulty_server import faulty_server
from hypothesis import given
from hypothesis import strategies as st
from small_sources import SmallSource

from connectors.parts.cost_reports import RESTATED, amount, days_to_ask
from data.landing import Landing
from data.records import CostDaily, Model, Selector
from data.store import open_store
from data.sync import sync
from data.warehouse import Warehouse

MONEY = st.decimals(-(10**19), 10**19, places=12, allow_nan=False, allow_infinity=False)


def cost(day: date) -> CostDaily:
    return CostDaily(
        day=day,
        billing_month=day.replace(day=1),
        provider="OpenAI",
        charge_category="Usage",
        currency="USD",
        billed_cost=Decimal(1),
        effective_cost=Decimal(1),
    )


@pytest.mark.parametrize(
    ("account", "expected"),
    [
        (
            OPENAI,
            [
                ("(unallocated)", "(unallocated)", Decimal("12.715678901235")),
                ("support", "declared", Decimal(7)),
            ],
        ),
        (
            ANTHROPIC,
            [
                ("(unallocated)", "(unallocated)", Decimal(50)),
                ("fraud", "tag", Decimal("2.8757824001")),
            ],
        ),
    ],
    ids=["openai", "anthropic"],
)
def test_costs_find_their_model_by_a_rule_or_by_a_tag_of_their_workspace(
    account: Account,
    expected: list[tuple[str, str, Decimal]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """That a project has a model's name is not enough: more may be in it."""
    for name, secret in account.environment.items():
        monkeypatch.setenv(name, secret)
    names = ("fraud", "fraud-scoring", "support")
    models = [Model(model=name, declared=True, production=True) for name in names]
    rule = Selector(model="support", kind="cost", field="account", value="proj_xyz", rule="line 4")
    store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    warehouse = Warehouse(tmp_path / "warehouse", answers=store)
    with faulty_server(account.replay()) as server:
        source = account.connect(server)
        declared = SmallSource("declared", [*models, rule], "mapping", by_hand=True)
        runs = sync(
            [source, declared], store, Landing(tmp_path / "landing"), warehouse, lambda: NOW, "me"
        )
    found = warehouse.rows(
        "select model, method, sum(billed_cost) as cost from cost "
        "where ai_scope and not estimated group by all order by model"
    )
    warehouse.close()
    store.close()
    assert [run.status for run in runs] == ["ok", "ok"]
    assert [tuple(row.values()) for row in found] == expected


@given(MONEY, st.sampled_from((0, -2)))
def test_an_amount_is_the_same_as_a_number_and_as_text(value: Decimal, shift: int) -> None:
    assert amount(str(value), shift) == amount(value, shift)
    assert amount(int(value), shift) == Decimal(int(value)).scaleb(shift)
    assert shift or amount(value) == value


@given(
    st.lists(st.integers(-500, 500), max_size=5),
    st.integers(1, 400),
    st.integers(-500, 500),
)
def test_no_day_is_left_out_or_taken_twice(ages: list[int], since: int, ahead: int) -> None:
    """However old, or from a clock that ran ahead, the rows of the last reading are."""
    today = NOW.date()
    rows = [cost(today - timedelta(days=age)) for age in ages]
    last = NOW + timedelta(days=ahead)
    days = days_to_ask(replace(reading(rows), previous_start=lambda: last), since)
    newest = min(max((row.day for row in rows), default=today), today)
    again, first = newest - RESTATED, today - timedelta(days=since)
    start = first if not rows else min(again, first) if ahead > 0 else again
    kept = {row.day for row in rows if row.day < again} if rows else set()
    assert (days.start.date(), days.end.date()) == (start, today)
    assert {row.day for row in days.kept} == kept
    assert {row.day for row in rows if days.stays(row.day)} == kept
