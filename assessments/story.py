"""The story of one model: who answered for it, what served when, what broke, and what it cost.

Every number of it reaches the rows that it was made from: each row names its source, and cost
names the rule that put it to the model.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from assessments import queries
from assessments.queries import Rows, aware, naive


@dataclass(frozen=True)
class OwnerSpell:
    """An interval in which a person answered for the model."""

    role: str
    """owner or deputy."""
    name: str
    """As the directory names them, else as the source writes it."""
    active: bool | None
    """None: the person is in no directory."""
    left_on: date | None
    reviewed_at: datetime | None
    from_earliest: datetime | None
    from_latest: datetime
    until_latest: datetime | None
    """The first time it was seen not to hold; None: it still holds."""
    source: str


@dataclass(frozen=True)
class ServingInterval:
    """An interval in which a slot pointed to a version."""

    slot_kind: str
    slot: str
    version: str
    production: bool
    share: Decimal
    """Part of the slot's traffic, 0 to 1."""
    from_earliest: datetime | None
    from_latest: datetime
    until_earliest: datetime
    until_latest: datetime | None
    seen_by: str
    actor: str | None
    source: str


@dataclass(frozen=True)
class Move:
    """One change of what a production slot points to."""

    slot_kind: str
    slot: str
    from_version: str | None
    to_version: str
    kind: str
    """first, promotion, rollback or downgrade."""
    at_earliest: datetime | None
    at_latest: datetime
    seen_by: str
    actor: str | None
    source: str


@dataclass(frozen=True)
class Release:
    """A version put into production."""

    release: str
    version: str | None
    released_at: datetime
    finished_at: datetime | None
    kind: str
    """release, rollback or hotfix."""
    actor: str | None
    approver: str | None
    automatic: bool | None
    exact: bool
    """False: seen only between two readings."""
    url: str | None
    source: str


@dataclass(frozen=True)
class FailedRelease:
    """A release that an incident followed, and how long it took to undo."""

    release: str
    version: str | None
    released_at: datetime
    restored_at: datetime | None
    recovery_hours: float | None
    """None: not restored yet, as far as is known."""
    restored_by: str | None
    """The release that undid it; None: the incident's own end."""
    automatic: bool | None
    incident: str | None
    why: str
    """named, incident or undone: how it is known to have failed."""
    exact: bool
    """False: seen only between two readings."""
    source: str


@dataclass(frozen=True)
class IncidentRow:
    """An incident of the model, with the rule that tied it to the model."""

    incident: str
    title: str
    service_name: str | None
    severity: int | None
    opened_at: datetime
    acknowledged_at: datetime | None
    resolved_at: datetime | None
    hours_to_restore: float | None
    detected_by: str | None
    runbook_used: bool | None
    method: str
    rule: str | None
    url: str | None
    source: str


@dataclass(frozen=True)
class DocumentRow:
    """A card, runbook or other written account."""

    kind: str
    location: str
    state: str
    title: str | None
    version: str | None
    owner: str | None
    author: str | None
    approved_by: str | None
    approved_at: datetime | None
    edited_at: datetime | None
    sections: tuple[str, ...] | None
    source: str


@dataclass(frozen=True)
class MonthCost:
    """What the model cost in one month, in one currency."""

    month: date
    currency: str
    effective_cost: Decimal
    billed_cost: Decimal
    estimated: bool
    """True if part of it is not from a bill."""


@dataclass(frozen=True)
class Allocation:
    """What one rule put to the model over the last 365 days of cost."""

    method: str
    rule: str | None
    currency: str
    effective_cost: Decimal
    billed_cost: Decimal
    charges: int
    """How many charges of the source stand behind it."""
    files: tuple[str, ...]
    sources: tuple[str, ...]
    first_day: date
    last_day: date


@dataclass(frozen=True)
class BudgetRow:
    """What was planned for one month, beside what it cost."""

    month: date
    kind: str
    """budget or forecast."""
    amount: Decimal
    currency: str
    effective_cost: Decimal | None
    """Of that month in that currency; None: no cost of that month is landed."""
    source: str


@dataclass(frozen=True)
class Rehearsal:
    """A drill, or a real return to an older version."""

    kind: str
    """rollback, runbook or rebuild: a drill of it; return: for real."""
    version: str | None
    at_earliest: datetime | None
    at_latest: datetime
    hours: float | None
    """How long it took; None: it was not timed."""
    succeeded: bool | None
    automatic: bool | None
    actor: str | None
    source: str


@dataclass(frozen=True)
class DayCost:
    """What the model cost on one day, in one currency."""

    day: date
    currency: str
    effective_cost: Decimal
    sources: tuple[str, ...]


@dataclass(frozen=True)
class ModelStory:
    """Everything that the model's page tells, newest first."""

    model: str
    owners: tuple[OwnerSpell, ...]
    serving: tuple[ServingInterval, ...]
    moves: tuple[Move, ...]
    releases: tuple[Release, ...]
    failed_releases: tuple[FailedRelease, ...]
    incidents: tuple[IncidentRow, ...]
    documents: tuple[DocumentRow, ...]
    cost: tuple[MonthCost, ...]
    allocation: tuple[Allocation, ...]
    budgets: tuple[BudgetRow, ...]
    rehearsals: tuple[Rehearsal, ...] = ()
    cost_days: tuple[DayCost, ...] = ()


RowType = TypeVar("RowType")


def story(rows: Rows, model: str, now: datetime) -> ModelStory:
    """Return the story of one model as of `now`; a model that nobody knows has an empty one."""

    def told(row_type: type[RowType], query: str) -> tuple[RowType, ...]:
        found = queries.run(rows, f"stories/{query}", model=model, now=naive(now))
        return tuple(_as(row_type, row) for row in found)

    return ModelStory(
        model=model,
        owners=told(OwnerSpell, "owners"),
        serving=told(ServingInterval, "serving"),
        moves=told(Move, "moves"),
        releases=told(Release, "releases"),
        failed_releases=told(FailedRelease, "failed_releases"),
        incidents=told(IncidentRow, "incidents"),
        documents=told(DocumentRow, "documents"),
        cost=told(MonthCost, "cost"),
        allocation=told(Allocation, "allocation"),
        budgets=told(BudgetRow, "budgets"),
        rehearsals=told(Rehearsal, "rehearsals"),
        cost_days=told(DayCost, "cost_days"),
    )


def _as(row_type: type[RowType], row: Mapping[str, Any]) -> RowType:
    """Make a row of the story: each column of the query is a field of the same name."""
    return row_type(**{name: _told(value) for name, value in row.items()})


def _told(value: object) -> object:
    """Give a value as the story has it: times aware, lists as tuples."""
    if isinstance(value, datetime):
        return aware(value)
    return tuple(value) if isinstance(value, list) else value
