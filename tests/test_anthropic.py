"""Anthropic's cost report: amounts in cents, whole days, workspaces with their tags."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from accounts.anthropic import CANARY, Organization, connector
from accounts.pagerduty import reading
from faulty_server import FaultyServer, faulty_server

from data.errors import AuthFailed
from data.reading import RejectedRow
from data.records import CostDaily, Identity

WORKSPACE = "wrkspc_01JwQvzr7rXLA5AGx3HKfFUJ"
INPUT = "Claude Sonnet 4 Usage - Input Tokens"


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_ADMIN_KEY", CANARY)


@pytest.fixture
def organization() -> Organization:
    return Organization()


@pytest.fixture
def server(organization: Organization) -> Iterator[FaultyServer]:
    with faulty_server(organization) as served:
        yield served


def cost(day: str, dollars: str, sku: str, workspace: str | None) -> CostDaily:
    began = date.fromisoformat(day)
    return CostDaily(
        day=began,
        billing_month=began.replace(day=1),
        provider="Anthropic",
        service_category="AI and Machine Learning",
        service="Claude API",
        account=workspace,
        sku=sku,
        charge_category="Usage",
        currency="USD",
        billed_cost=Decimal(dollars),
        effective_cost=Decimal(dollars),
        basis="provider_report",
    )


OLD = cost("2026-10-01", "1.2378912", INPUT, WORKSPACE)
NEW = [
    cost("2026-11-21", "1.2378912", INPUT, WORKSPACE),
    cost("2026-11-21", "0.0000000001", "Claude Sonnet 4 Usage - Output Tokens", WORKSPACE),
    cost("2026-11-22", "50", INPUT, None),
    cost("2026-11-22", "0.4", "Web Search Usage", WORKSPACE),
]
WORKSPACES = [
    Identity(kind="project", external_id=WORKSPACE, name="fraud-scoring", tags={"model": "fraud"}),
    Identity(
        kind="project", external_id="wrkspc_01XYZ789ABC123DEF456MNO", name="support-summaries"
    ),
]


def test_amounts_in_cents_land_as_dollars_and_today_is_not_read(server: FaultyServer) -> None:
    assert list(connector(server).read(reading())) == [OLD, *NEW, *WORKSPACES]


def test_it_asks_for_days_by_workspace_and_description_page_after_page(
    server: FaultyServer,
) -> None:
    list(connector(server, since_days=10).read(reading()))
    first, second, *_ = [call.query for call in server.calls]
    asked = {
        "starting_at": ["2026-11-13T00:00:00Z"],
        "ending_at": ["2026-11-23T00:00:00Z"],
        "bucket_width": ["1d"],
        "group_by[]": ["workspace_id", "description"],
        "limit": ["31"],
    }
    assert (first, second) == (asked, {**asked, "page": ["page_2"]})


def test_a_second_reading_asks_again_for_35_days_and_keeps_what_is_older(
    server: FaultyServer, organization: Organization
) -> None:
    before = list(connector(server).read(reading()))
    organization.days[3]["results"][0]["amount"] = "6000"
    server.calls.clear()
    again = list(connector(server).read(reading(before)))
    restated = cost("2026-11-22", "60", INPUT, None)
    assert again == [OLD, *NEW[:2], restated, NEW[3], *WORKSPACES]
    assert server.calls[0].query["starting_at"] == ["2026-10-18T00:00:00Z"]


def test_what_a_region_sets_apart_is_added_up(
    server: FaultyServer, organization: Organization
) -> None:
    (row,) = organization.days[0]["results"]
    organization.days[0]["results"] = [row, {**row, "inference_geo": "us", "amount": "0.00001"}]
    both = OLD.model_copy(
        update={
            "billed_cost": Decimal("1.2378913"),
            "effective_cost": Decimal("1.2378913"),
            "charges": 2,
        }
    )
    assert next(iter(connector(server).read(reading()))) == both


@pytest.mark.parametrize("amount", [None, "", "one", "NaN", True, ["1"]])
def test_an_amount_that_is_none_is_rejected(
    server: FaultyServer, organization: Organization, amount: object
) -> None:
    organization.days[0]["results"][0]["amount"] = amount
    row = next(iter(connector(server).read(reading())))
    assert isinstance(row, RejectedRow)
    assert (row.entity, row.reason) == ("cost_daily", "the amount is no number")


def test_a_cost_without_a_currency_is_rejected(
    server: FaultyServer, organization: Organization
) -> None:
    organization.days[0]["results"][0]["currency"] = None
    row = next(iter(connector(server).read(reading())))
    assert isinstance(row, RejectedRow)
    assert row.reason == "currency: Input should be a valid string"


def test_a_key_that_may_not_list_workspaces_still_reads_costs(
    server: FaultyServer, organization: Organization
) -> None:
    organization.may_list = False
    assert list(connector(server).read(reading())) == [OLD, *NEW]


def test_a_wrong_key_is_told_with_the_mend(
    server: FaultyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHROPIC_ADMIN_KEY", "sk-other")
    with pytest.raises(AuthFailed, match="put a valid Admin API key into ANTHROPIC_ADMIN_KEY"):
        list(connector(server).read(reading()))


def test_its_check_counts_the_costs_of_yesterday(server: FaultyServer) -> None:
    assert connector(server).check(reading()) == (
        "Anthropic answers; 2 costs of yesterday, those of the last 400 days are read"
    )
