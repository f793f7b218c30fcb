"""Statements as they are listed: attestations, drills and exemptions, of the app and of sources."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from assessments.statements import AttestedRow, DrilledRow
from data.store import (
    Answer,
    Approval,
    Attested,
    Drilled,
    Exemption,
    ExemptionApproval,
    Withdrawal,
)

Kind = Literal["attestation", "drill", "exemption", "not_applicable"]
State = Literal["in force", "waiting", "expired", "withdrawn"]
SOON = timedelta(days=30)
"""What ends within this time is listed as expiring."""
DRILL_COUNTS = timedelta(days=365)
"""No probe looks further back for a drill."""
THE_APP = "the app"


@dataclass(frozen=True)
class Withdrawn:
    """That a statement was taken back."""

    by: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class Rehearsal:
    """What came of a drill."""

    drilled_at: datetime
    hours: float | None
    succeeded: bool
    automatic: bool | None
    actor: str | None


@dataclass(frozen=True)
class Statement:
    """One thing that somebody stated, with all that is known of it."""

    kind: Kind
    id: str | None
    """None: a source brought it, so it is changed there."""
    about: str
    """The probe's name, the drill's kind or the question's id."""
    scope_kind: str
    """`organisation`, `team` or `model`."""
    scope: str
    made_by: str
    """By name, as they are called now."""
    made_at: datetime
    until: date | None
    """The last day on which it counts; None: it was never said."""
    note: str
    link: str | None
    source: str = THE_APP
    value: float | None = None
    """Of an attestation: 1 for yes, 0 for no, or the number."""
    own: bool = False
    """An attestation by the model's own owner, which proves nothing."""
    rehearsal: Rehearsal | None = None
    approved_by: str | None = None
    approved_at: datetime | None = None
    needs_approval: bool = False
    withdrawn: Withdrawn | None = None
    asked_by: str | None = None
    """The respondent's id, of what a second person must approve."""
    answer: Answer | None = None
    """The answer that it is, of a `not_applicable`."""

    def state(self, today: date) -> State:
        """Return how it stands on a day; its last day is included."""
        if self.withdrawn is not None:
            return "withdrawn"
        if self.until is not None and self.until < today:
            return "expired"
        if self.needs_approval and self.approved_by is None:
            return "waiting"
        return "in force"

    def expires_soon(self, today: date) -> bool:
        """Tell whether it is in force and ends within the next 30 days."""
        ends = self.until is not None and self.until <= today + SOON
        return ends and self.state(today) == "in force"


def attested(
    kept: Iterable[Attested],
    rows: Sequence[AttestedRow],
    names: Mapping[str, str],
    withdrawn: Mapping[str, Withdrawn],
) -> list[Statement]:
    """Return the attestations of the app and those that sources brought."""
    own = {(row.probe, row.attested_at) for row in rows if row.source == THE_APP and row.self}
    written = [
        Statement(
            kind="attestation",
            id=each.id,
            about=each.probe,
            scope_kind="organisation" if each.model is None else "model",
            scope=each.model or "",
            made_by=_name(names, each.attested_by),
            made_at=each.attested_at,
            until=each.until,
            note=each.note,
            link=each.link,
            value=each.value,
            own=(each.probe, each.attested_at) in own,
            withdrawn=withdrawn.get(each.id),
        )
        for each in kept
    ]
    landed = [
        Statement(
            kind="attestation",
            id=None,
            about=row.probe,
            scope_kind="organisation" if row.model is None else "model",
            scope=row.model or "",
            made_by=row.attested_by,
            made_at=row.attested_at,
            until=row.until,
            note=row.note or "",
            link=row.url,
            source=row.source,
            value=row.value,
            own=row.self,
        )
        for row in rows
        if row.source != THE_APP
    ]
    return written + landed


def drilled(
    kept: Iterable[Drilled],
    rows: Iterable[DrilledRow],
    names: Mapping[str, str],
    withdrawn: Mapping[str, Withdrawn],
) -> list[Statement]:
    """Return the drills of the app and those that sources brought."""
    written = [
        Statement(
            kind="drill",
            id=each.id,
            about=each.kind,
            scope_kind="model",
            scope=each.model,
            made_by=_name(names, each.recorded_by),
            made_at=each.recorded_at,
            until=(each.drilled_at + DRILL_COUNTS).date(),
            note=each.note,
            link=each.link,
            rehearsal=_rehearsal(each),
            withdrawn=withdrawn.get(each.id),
        )
        for each in kept
    ]
    landed = [
        Statement(
            kind="drill",
            id=None,
            about=row.kind,
            scope_kind="model",
            scope=row.model,
            made_by=row.actor or "",
            made_at=row.drilled_at,
            until=(row.drilled_at + DRILL_COUNTS).date(),
            note="",
            link=row.url,
            source=row.source,
            rehearsal=_rehearsal(row),
        )
        for row in rows
        if row.source != THE_APP
    ]
    return written + landed


def _rehearsal(of: Drilled | DrilledRow) -> Rehearsal:
    return Rehearsal(of.drilled_at, of.hours, of.succeeded, of.automatic, of.actor)


def exempted(
    kept: Iterable[Exemption],
    approvals: Mapping[str, ExemptionApproval],
    names: Mapping[str, str],
    withdrawn: Mapping[str, Withdrawn],
) -> list[Statement]:
    """Return the exemptions, approved or waiting."""
    return [
        Statement(
            kind="exemption",
            id=each.id,
            about=each.question,
            scope_kind=each.scope_kind,
            scope=each.scope,
            made_by=_name(names, each.asked_by),
            made_at=each.asked_at,
            until=each.until,
            note=each.reason,
            link=each.link,
            needs_approval=True,
            approved_by=_name(names, yes.approved_by) if yes else None,
            approved_at=yes.approved_at if yes else None,
            withdrawn=withdrawn.get(each.id),
            asked_by=each.asked_by,
        )
        for each in kept
        for yes in [approvals.get(each.id)]
    ]


def not_applicable(
    answers: Iterable[Answer], approvals: Iterable[Approval], names: Mapping[str, str]
) -> list[Statement]:
    """Return the answers that say a question does not apply, approved or waiting."""
    said_yes = {
        (yes.respondent, yes.question, yes.scope_kind, yes.scope, yes.revision): yes
        for yes in approvals
    }
    return [
        Statement(
            kind="not_applicable",
            id=None,
            about=each.question,
            scope_kind=each.scope_kind,
            scope=each.scope,
            made_by=_name(names, each.respondent),
            made_at=each.made_at,
            until=each.until,
            note=each.reason or "",
            link=each.link,
            needs_approval=True,
            approved_by=_name(names, yes.approved_by) if yes else None,
            approved_at=yes.approved_at if yes else None,
            asked_by=each.respondent,
            answer=each,
        )
        for each in answers
        if each.choice == "not_applicable"
        for yes in [
            said_yes.get(
                (each.respondent, each.question, each.scope_kind, each.scope, each.revision)
            )
        ]
    ]


def withdrawals(
    kept: Iterable[Withdrawal], kind: Kind, names: Mapping[str, str]
) -> dict[str, Withdrawn]:
    """Return what was taken back of one kind, by id."""
    return {
        each.subject: Withdrawn(_name(names, each.withdrawn_by), each.withdrawn_at, each.reason)
        for each in kept
        if each.kind == kind
    }


def _name(names: Mapping[str, str], respondent: str) -> str:
    return names.get(respondent, respondent)
