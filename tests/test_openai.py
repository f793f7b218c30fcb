"""OpenAI's costs: whole days, exact amounts, restated days again, projects by name."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from accounts import NOW
from accounts.openai import CANARY, Organization, connector
from accounts.pagerduty import reading
from faulty_server import Answer, FaultyServer, faulty_server

from data.errors import AuthFailed
from data.reading import RejectedRow
from data.records import CostDaily, Identity

INPUT, OUTPUT = "gpt-6-astra, input_tokens", "gpt-6-astra, output_tokens"


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_ADMIN_KEY", CANARY)


@pytest.fixture
def organization() -> Organization:
    return Organization()


@pytest.fixture
def server(organization: Organization) -> Iterator[FaultyServer]:
    with faulty_server(organization) as served:
        yield served


def cost(day: str, amount: str, sku: str, project: str | None, **values: Any) -> CostDaily:
    began = date.fromisoformat(day)
    return CostDaily(
        day=began,
        billing_month=began.replace(day=1),
        provider="OpenAI",
        service_category="AI and Machine Learning",
        service="OpenAI API",
        account=project,
        sku=sku,
        charge_category="Usage",
        currency="USD",
        billed_cost=Decimal(amount),
        effective_cost=Decimal(amount),
        basis="provider_report",
        **values,
    )


def tokens(quantity: str) -> dict[str, Any]:
    return {"quantity": Decimal(quantity), "unit": "1000_tokens"}


OLD = cost("2026-10-01", "0.06", INPUT, "proj_abc", **tokens("24"))
NEW = [
    cost("2026-11-21", "12.345678901235", INPUT, "proj_abc", **tokens("4938.271")),
    cost("2026-11-21", "0.06", OUTPUT, "proj_abc", **tokens("2")),
    cost("2026-11-22", "7", INPUT, "proj_xyz", **tokens("2800")),
    cost("2026-11-22", "0.25", "web search tool calls", None),
]
PROJECTS = [
    Identity(kind="project", external_id="proj_abc", name="fraud-scoring"),
    Identity(kind="project", external_id="proj_xyz", name="support-summaries"),
]


def test_every_whole_day_is_read_and_today_is_not(server: FaultyServer) -> None:
    assert list(connector(server).read(reading())) == [OLD, *NEW, *PROJECTS]


def test_it_asks_for_days_by_project_and_line_item_page_after_page(server: FaultyServer) -> None:
    list(connector(server, since_days=10).read(reading()))
    first, second, *_ = [call.query for call in server.calls]
    asked = {
        "start_time": ["1794528000"],
        "end_time": ["1795392000"],
        "bucket_width": ["1d"],
        "group_by": ["project_id", "line_item"],
        "limit": ["180"],
    }
    assert (first, second) == (asked, {**asked, "page": ["page_2"]})


def test_a_second_reading_asks_again_for_35_days_and_keeps_what_is_older(
    server: FaultyServer, organization: Organization
) -> None:
    before = list(connector(server).read(reading()))
    organization.days[2]["results"][0]["amount"]["value"] = 13
    server.calls.clear()
    again = list(connector(server).read(reading(before)))
    restated = NEW[0].model_copy(update={"billed_cost": Decimal(13), "effective_cost": Decimal(13)})
    assert again == [OLD, restated, *NEW[1:], *PROJECTS]
    newest = NOW.replace(day=22, hour=0)
    since = int((newest - timedelta(days=35)).timestamp())
    assert server.calls[0].query["start_time"] == [str(since)]


def test_after_a_long_pause_no_day_is_left_out(server: FaultyServer) -> None:
    list(connector(server).read(reading([OLD])))
    since = int((NOW.replace(month=10, day=1, hour=0) - timedelta(days=35)).timestamp())
    assert server.calls[0].query["start_time"] == [str(since)]


def page(value: str) -> Answer:
    began = int(NOW.replace(day=22, hour=0).timestamp())
    result = f'{{"amount": {{"value": {value}, "currency": "eur"}}, "line_item": "a"}}'
    day = f'{{"start_time": {began}, "results": [{result}]}}'
    return Answer(f'{{"data": [{day}], "has_more": false}}'.encode())


@pytest.mark.parametrize(
    ("written", "exact"),
    [
        ("0.1000000000000000055511151231257827", "0.1"),
        ("123456789012345678.123456789012", "123456789012345678.123456789012"),
        ("1e-7", "0.0000001"),
        ("-3", "-3"),
        ('"0.0130080000000000000000000000000"', "0.013008"),
    ],
)
def test_an_amount_is_kept_to_its_last_decimal(
    server: FaultyServer, written: str, exact: str
) -> None:
    server.always = page(written)
    row = next(iter(connector(server).read(reading())))
    assert isinstance(row, CostDaily)
    assert (row.billed_cost, row.effective_cost, row.currency) == (
        Decimal(exact), Decimal(exact), "EUR",
    )  # fmt: skip


@pytest.mark.parametrize("written", ["null", "true", '"much"', '"NaN"', "1e300", "[1]"])
def test_an_amount_that_is_none_is_rejected(server: FaultyServer, written: str) -> None:
    server.always = page(written)
    row = next(iter(connector(server).read(reading())))
    assert isinstance(row, RejectedRow)
    assert row.entity == "cost_daily"
    assert row.reason.startswith("the amount is ")


def test_costs_that_differ_in_nothing_are_one_row(
    server: FaultyServer, organization: Organization
) -> None:
    results = organization.days[2]["results"]
    organization.days[2]["results"] = [results[0], {**results[0], "quantity": 0.729}]
    row = next(iter(connector(server, since_days=5).read(reading())))
    assert row == cost(
        "2026-11-21", "24.691357802470", INPUT, "proj_abc", **tokens("4939"), charges=2
    )


def test_a_key_that_may_not_list_projects_still_reads_costs(
    server: FaultyServer, organization: Organization
) -> None:
    organization.may_list = False
    assert list(connector(server).read(reading())) == [OLD, *NEW]


def test_a_wrong_key_is_told_with_the_mend(
    server: FaultyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_ADMIN_KEY", "sk-other")
    with pytest.raises(AuthFailed, match="put a valid admin key into OPENAI_ADMIN_KEY"):
        list(connector(server).read(reading()))


def test_its_check_counts_the_costs_of_yesterday(server: FaultyServer) -> None:
    assert connector(server).check(reading()) == (
        "OpenAI answers; 2 costs of yesterday, those of the last 400 days are read"
    )
