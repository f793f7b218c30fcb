"""What people write and what the product notes about itself: the values that the store keeps."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Respondent:
    """Someone who answers, as they stood from `made_at` on."""

    id: str
    name: str
    role: str
    team: str
    made_at: datetime


@dataclass(frozen=True)
class Assessment:
    """One round of answering."""

    id: str
    name: str
    period_from: date
    period_until: date
    opened_at: datetime


@dataclass(frozen=True)
class Answer:
    """One answer of one respondent; a changed mind is a new revision."""

    assessment: str
    question: str
    question_version: int
    scope_kind: str
    """`organisation`, `team` or `model`."""
    scope: str
    """The team's or the model's name; empty for the organisation."""
    respondent: str
    revision: int
    """1 for the first; a save names the revision that it saw, plus 1."""
    choice: int | str
    """1 to 5, `dont_know`, `not_applicable`, or `withdrawn` (an exception taken back)."""
    reason: str | None
    until: date | None
    """`not_applicable` holds until this day."""
    evidence_shown: bool
    """The evidence was on the page before this was answered."""
    made_at: datetime


@dataclass(frozen=True)
class Approval:
    """A second person's yes to one `not_applicable`."""

    assessment: str
    question: str
    scope_kind: str
    scope: str
    respondent: str
    revision: int
    approved_by: str
    approved_at: datetime


@dataclass(frozen=True)
class SnapshotHead:
    """A frozen scorecard's name, time and hash."""

    id: str
    made_at: datetime
    sha256: str


@dataclass(frozen=True)
class Snapshot(SnapshotHead):
    """A frozen scorecard."""

    body: str


@dataclass(frozen=True)
class SyncRun:
    """How the reading of one source went."""

    run: str
    source: str
    kind: str
    started_at: datetime
    ended_at: datetime
    status: str
    """`ok`, `partial` (some rows rejected), `failed` or `quarantined` (suspiciously few rows)."""
    rows_in: int
    rows_landed: int
    rows_rejected: int
    error_kind: str | None = None
    error: str | None = None


@dataclass(frozen=True)
class Lease:
    """The right of one holder to do one work, until a moment."""

    name: str
    holder: str
    until: datetime


@dataclass(frozen=True)
class AuditEntry:
    """Who did what to which subject."""

    at: datetime
    who: str
    what: str
    subject: str
    detail: str
