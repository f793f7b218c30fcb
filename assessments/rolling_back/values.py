"""What is on record of taking models back, as values."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True)
class Recovery:
    """A failed release and what ended it, a rehearsed return, or a return that ended no failure."""

    model: str
    kind: Literal["release", "drill", "return"]
    version: str | None
    """The one that failed, or that was returned to."""
    release: str | None
    began_at: datetime | None
    """When the failed release began; None: nothing had failed."""
    ended_at: datetime | None
    """None: not restored yet, as far as is known."""
    hours: float | None
    ended_by: Literal["rollback", "hotfix", "incident"] | None
    """What ended a failed release: another release, or the incident's own end."""
    succeeded: bool | None
    """Of a drill or a return."""
    automatic: bool | None
    exact: bool
    """False: seen only between two readings."""
    incident: str | None
    incident_title: str | None
    url: str | None
    sources: tuple[str, ...]
    counted: bool
    """Its hours are among those that the recovery of its model is judged by."""


@dataclass(frozen=True)
class Return:
    """One time that going back was tried."""

    model: str
    kind: Literal["drill", "return"]
    version: str | None
    at_latest: datetime
    days: int
    """Since then."""
    most_days: int
    """Since it may have been, where it was seen only between two readings."""
    succeeded: bool
    hours: float | None
    automatic: bool | None
    url: str | None
    source: str


@dataclass(frozen=True)
class Incident:
    """One incident, with the hours that it counts for."""

    model: str | None
    """None: it found no model."""
    production: bool
    incident: str
    title: str
    severity: int | None
    opened_at: datetime
    resolved_at: datetime | None
    """None: it is open."""
    hours: float
    url: str | None
    source: str
