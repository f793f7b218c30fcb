"""What people write and what the product notes about itself: the values that the store keeps."""

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True)
class Respondent:
    """Someone who answers, as they stood from `made_at` on."""

    id: str
    name: str
    role: str
    team: str
    made_at: datetime
    mail: str | None = None
    """How the directory and the registries know them; None: by their name alone."""
    areas: tuple[str, ...] = ()
    """The ids of the areas that they are asked about; empty: all."""
    teams: tuple[str, ...] = ()
    """The teams whose models they answer for; empty: any."""
    invited_by: str | None = None
    """The respondent's id; None: they came by themselves."""
    active: bool = True
    """False: no longer asked; what they answered stays."""


@dataclass(frozen=True)
class Assessment:
    """One round of answering."""

    id: str
    name: str
    period_from: date
    period_until: date
    opened_at: datetime


@dataclass(frozen=True)
class RoundChange:
    """A round that was closed, or opened again; a closed one takes no answer."""

    assessment: str
    state: str
    """`open` or `closed`."""
    changed_by: str
    changed_at: datetime
    note: str | None = None


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
    comment: str | None = None
    link: str | None = None
    """Where the respondent says that it can be seen: an https address."""


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
class Attested:
    """A statement by someone other than the owner that one probe's matter holds, until a day."""

    id: str
    probe: str
    model: str | None
    """None: said of the organisation."""
    value: float
    """1 for yes, 0 for no, or the number in the probe's unit."""
    until: date
    note: str
    link: str | None
    attested_by: str
    """The respondent's id."""
    attested_at: datetime


@dataclass(frozen=True)
class Drilled:
    """A timed rehearsal, written down."""

    id: str
    model: str
    kind: str
    """`rollback`, `runbook` or `rebuild`."""
    drilled_at: datetime
    hours: float | None
    """From the start to recovery."""
    succeeded: bool
    automatic: bool | None
    actor: str | None
    """Who did it, as they are known."""
    note: str
    link: str | None
    recorded_by: str
    recorded_at: datetime


@dataclass(frozen=True)
class Exemption:
    """A wish that a question does not apply somewhere until a day; a second person decides."""

    id: str
    question: str
    scope_kind: str
    scope: str
    reason: str
    link: str | None
    until: date
    asked_by: str
    asked_at: datetime


@dataclass(frozen=True)
class ExemptionApproval:
    """A second person's yes to an exemption."""

    exemption: str
    approved_by: str
    approved_at: datetime


@dataclass(frozen=True)
class Withdrawal:
    """An attestation, a drill or an exemption that was taken back; the row itself stays."""

    kind: str
    """`attestation`, `drill` or `exemption`."""
    subject: str
    """Its id."""
    reason: str
    withdrawn_by: str
    withdrawn_at: datetime


@dataclass(frozen=True)
class Target:
    """The level that an area should reach by a day; the latest for an area and tier holds."""

    area: str
    tier: int | None
    """None: for every tier that has no target of its own."""
    level: int | None
    """None: taken away."""
    due: date | None
    set_by: str
    set_at: datetime


@dataclass(frozen=True)
class ActionNote:
    """What was agreed on one action of the plan; the latest for an action holds."""

    action: str
    """The action's key, which holds as long as its condition is asked."""
    effort_days: float | None
    """None: as estimated."""
    owner: str | None
    due: date | None
    note: str | None
    changed_by: str
    changed_at: datetime


@dataclass(frozen=True)
class SnapshotHead:
    """A frozen scorecard's name, time and hash."""

    id: str
    made_at: datetime
    sha256: str
    point: str | None = field(default=None, kw_only=True)
    """Where it stood, as JSON, so that a trend need not read every body; None: read the body."""


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


@dataclass(frozen=True)
class Growth:
    """How many rows were written so far, by what they are about.

    Rows are never changed nor taken away: where as many stand as before, the same ones do.
    """

    rounds: int
    people: int
    answers: int
    """With their approvals."""
    statements: int
    """Attestations, drills and exemptions, with their approvals and withdrawals."""
    syncs: int
    snapshots: int

    @property
    def beside_evidence(self) -> int:
        """Return how many rows stand beside the evidence that a scorecard rests on."""
        return self.people + self.answers + self.statements
