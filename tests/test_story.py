from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from worlds import World

from assessments import story
from assessments.story import (
    Allocation,
    BudgetRow,
    DayCost,
    DocumentRow,
    FailedRelease,
    IncidentRow,
    ModelStory,
    MonthCost,
    Move,
    OwnerSpell,
    Rehearsal,
    Release,
    ServingInterval,
)

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
FETCHED = datetime(2026, 11, 20, 6, tzinfo=UTC)
LANDED = {
    "model": [{}, {"model": "fraud"}],
    "person": [
        {"person": "maria", "name": "Maria Keller", "active": False, "left_on": date(2026, 8, 14)}
    ],
    "ownership": [
        {"person": "maria", "until_earliest": "2026-08-20", "until_latest": "2026-08-21",
         "reviewed_at": "2026-02-01"},
        {"person": "ops-team", "from_earliest": "2026-08-20", "from_latest": "2026-08-21"},
        {"person": "tom", "role": "deputy"},
        {"person": "eva", "model": "fraud"},
    ],
    "model_version": [{"version": "1", "number": 1}, {"version": "2", "number": 2}],
    "assignment": [
        {"version": "1", "from_latest": "2026-03-01", "until_earliest": "2026-10-01",
         "until_latest": "2026-10-02"},
        {"version": "2", "from_earliest": "2026-10-01", "from_latest": "2026-10-02",
         "actor": "tom"},
    ],
    "deployment": [
        {"deployment": "D1", "version": "2", "started_at": "2026-10-01 10:00:00",
         "finished_at": "2026-10-01 10:20:00", "actor": "tom", "approver": "ana",
         "automatic": True, "url": "https://ci.example.com/1"},
        {"deployment": "D2", "version": "1", "started_at": "2026-10-01 14:00:00",
         "kind": "rollback", "automatic": False},
        {"deployment": "D9", "started_at": "2026-12-01 10:00:00"},
    ],
    "incident": [
        {"incident": "P1", "title": "Scores all zero", "service": "S1", "severity": 1,
         "opened_at": "2026-10-01 11:00:00", "acknowledged_at": "2026-10-01 11:05:00",
         "resolved_at": "2026-10-01 15:30:00", "detected_by": "person", "runbook_used": False,
         "url": "https://pager.example.com/P1", "source": "pager"},
        {"incident": "P2", "model": "fraud", "opened_at": "2026-10-01 11:00:00"},
    ],
    "identity": [
        {"kind": "service", "external_id": "S1", "name": "churn-api", "source": "pager"}
    ],
    "document": [
        {"kind": "model_card", "version": "1", "sections": ["purpose", "data"], "author": "ana",
         "edited_at": "2026-01-05"},
    ],
    "cost_daily": [
        {"resource": "churn", "effective_cost": "10.000000000001", "billed_cost": "12",
         "charges": 3, "file": "october.csv", "day": "2026-10-31"},
        {"resource": "churn", "effective_cost": "1", "file": "november.csv"},
        {"resource": "churn", "effective_cost": "-0.25", "charge_category": "Credit",
         "billed_cost": "0", "file": "november.csv"},
        {"resource": "churn", "effective_cost": "99", "charge_category": "Tax"},
        {"resource": "gpu-pool", "effective_cost": "8", "billed_cost": "8", "estimated": True,
         "source": "meter"},
    ],
    "selector": [
        {"kind": "cost", "field": "resource", "value": "gpu-pool", "share": "0.25",
         "rule": "mapping line 7"},
    ],
    "drill": [
        {"kind": "rollback", "drilled_at": "2026-09-01 10:00:00", "hours": "0.5", "actor": "tom",
         "automatic": False},
        {"kind": "rebuild", "drilled_at": "2026-12-24"},
    ],
    "budget": [
        {"month": date(2026, 12, 1), "amount": "20"},
        {"month": date(2026, 11, 1), "amount": "15.5"},
    ],
}  # fmt: skip


def utc(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A time of the year 2026."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.fixture(scope="module")
def told() -> Iterator[ModelStory]:
    with World(LANDED) as world:
        yield story.story(world.rows, "churn", NOW)


def test_owners_are_the_current_ones_then_the_past(told: ModelStory) -> None:
    since = datetime(2025, 1, 1, tzinfo=UTC)
    assert told.owners == (
        OwnerSpell(
            "owner", "ops-team", None, None, None, utc(8, 20), utc(8, 21), None, "source"
        ),
        OwnerSpell("deputy", "tom", None, None, None, since, since, None, "source"),
        OwnerSpell(
            "owner", "Maria Keller", False, date(2026, 8, 14), utc(2, 1), since, since,
            utc(8, 21), "source",
        ),
    )  # fmt: skip


def test_serving_intervals_and_moves_say_how_exactly_they_are_known(told: ModelStory) -> None:
    assert told.serving == (
        ServingInterval(
            "alias", "champion", "2", True, Decimal(1), utc(10, 1), utc(10, 2), FETCHED, None,
            "poll", "tom", "source",
        ),
        ServingInterval(
            "alias", "champion", "1", True, Decimal(1), None, utc(3, 1), utc(10, 1), utc(10, 2),
            "poll", None, "source",
        ),
    )  # fmt: skip
    assert told.moves == (
        Move(
            "alias", "champion", "1", "2", "promotion", utc(10, 1), utc(10, 2), "poll", "tom",
            "source",
        ),
        Move(
            "alias", "champion", None, "1", "first", None, utc(3, 1), "poll", None, "source"
        ),
    )  # fmt: skip


def test_a_release_in_the_future_is_not_told(told: ModelStory) -> None:
    assert told.releases == (
        Release(
            "D2", "1", utc(10, 1, 14), None, "rollback", None, None, False, True, None, "source"
        ),
        Release(
            "D1", "2", utc(10, 1, 10), utc(10, 1, 10, 20), "release", "tom", "ana", True, True,
            "https://ci.example.com/1", "source",
        ),
    )  # fmt: skip


def test_a_failed_release_names_what_undid_it(told: ModelStory) -> None:
    assert told.failed_releases == (
        FailedRelease(
            release="D1", version="2", released_at=utc(10, 1, 10), restored_at=utc(10, 1, 14),
            recovery_hours=4.0, restored_by="D2", automatic=False, incident="P1",
            why="incident", exact=True, source="source",
        ),
    )  # fmt: skip


def test_an_incident_names_the_rule_that_tied_it_to_the_model(told: ModelStory) -> None:
    assert told.incidents == (
        IncidentRow(
            incident="P1", title="Scores all zero", service_name="churn-api", severity=1,
            opened_at=utc(10, 1, 11), acknowledged_at=utc(10, 1, 11, 5),
            resolved_at=utc(10, 1, 15, 30), hours_to_restore=4.5, detected_by="person",
            runbook_used=False, method="link", rule="model",
            url="https://pager.example.com/P1", source="pager",
        ),
    )  # fmt: skip


def test_documents_are_told_with_what_is_filled_in(told: ModelStory) -> None:
    assert told.documents == (
        DocumentRow(
            kind="model_card", location="docs/churn", state="exists", title=None, version="1",
            owner=None, author="ana", approved_by=None, approved_at=None, edited_at=utc(1, 5),
            sections=("purpose", "data"), source="source",
        ),
    )  # fmt: skip


def test_cost_is_exact_by_month_and_its_rules_and_files_add_up_to_it(told: ModelStory) -> None:
    assert told.cost == (
        MonthCost(date(2026, 11, 1), "USD", Decimal("2.75"), Decimal(3), estimated=True),
        MonthCost(
            date(2026, 10, 1), "USD", Decimal("10.000000000001"), Decimal(12), estimated=False
        ),
    )
    assert told.allocation == (
        Allocation(
            method="exact_name", rule="resource", currency="USD",
            effective_cost=Decimal("10.750000000001"), billed_cost=Decimal(13), charges=5,
            files=("november.csv", "october.csv"), sources=("source",),
            first_day=date(2026, 10, 31), last_day=date(2026, 11, 18),
        ),
        Allocation(
            method="shared", rule="mapping line 7", currency="USD", effective_cost=Decimal(2),
            billed_cost=Decimal(2), charges=1, files=(), sources=("meter",),
            first_day=date(2026, 11, 18), last_day=date(2026, 11, 18),
        ),
    )  # fmt: skip
    assert sum(each.effective_cost for each in told.cost) == sum(
        each.effective_cost for each in told.allocation
    )


def test_a_budget_stands_beside_what_its_month_cost(told: ModelStory) -> None:
    assert told.budgets == (
        BudgetRow(date(2026, 12, 1), "budget", Decimal(20), "USD", None, "source"),
        BudgetRow(date(2026, 11, 1), "budget", Decimal("15.5"), "USD", Decimal("2.75"), "source"),
    )


def test_drills_and_real_returns_are_told_together_newest_first(told: ModelStory) -> None:
    assert told.rehearsals == (
        Rehearsal(
            "return", "1", utc(10, 1, 14), utc(10, 1, 14), 4.0, True, False, None, "source"
        ),
        Rehearsal(
            "rollback", None, utc(9, 1, 10), utc(9, 1, 10), 0.5, True, False, "tom", "source"
        ),
    )  # fmt: skip


def test_the_days_of_cost_add_up_to_its_months(told: ModelStory) -> None:
    assert told.cost_days == (
        DayCost(date(2026, 10, 31), "USD", Decimal("10.000000000001"), ("source",)),
        DayCost(date(2026, 11, 18), "USD", Decimal("2.75"), ("meter", "source")),
    )


def test_a_model_that_nobody_knows_has_an_empty_story() -> None:
    with World({}) as world:
        assert story.story(world.rows, "nothing", NOW) == ModelStory(
            "nothing", (), (), (), (), (), (), (), (), (), ()
        )


def test_every_query_of_a_story_is_told() -> None:
    folder = Path(story.__file__).parent / "stories"
    parts = {path.stem for path in folder.glob("*.sql")}
    assert parts == set(ModelStory.__dataclass_fields__) - {"model"}
