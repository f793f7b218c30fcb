"""A model's last twelve months on one time axis: what served, what was released, what broke."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app import text
from app.text import Group
from assessments.story import (
    FailedRelease,
    IncidentRow,
    ModelStory,
    Release,
    ServingInterval,
)

WINDOW = timedelta(days=365)
SLOTS = 4
"""More production slots than this are counted, not drawn."""


@dataclass(frozen=True)
class EventView:
    """One thing on the axis."""

    key: str
    kind: str
    """serving, release, rollback, hotfix, failed or incident."""
    group: Group
    label: str
    """A few letters for the drawing; may be empty."""
    sentence: str
    at: float
    """0 to 1 along the axis."""
    until: float | None
    """Where it ends; None: it is a moment."""


@dataclass(frozen=True)
class LaneView:
    """One row of the axis."""

    title: str
    events: tuple[EventView, ...]


@dataclass(frozen=True)
class TickView:
    """The first day of a month."""

    label: str
    at: float


@dataclass(frozen=True)
class TimelineView:
    """The axis with its lanes."""

    title: str
    days: str
    lanes: tuple[LaneView, ...]
    ticks: tuple[TickView, ...]


@dataclass(frozen=True)
class _Axis:
    start: datetime
    end: datetime

    def place(self, when: datetime) -> float:
        part = (when - self.start) / (self.end - self.start)
        return round(min(max(part, 0.0), 1.0), 4)

    def shows(self, begins: datetime, ends: datetime | None) -> bool:
        return begins <= self.end and (ends is None or ends >= self.start)


def timeline_view(story: ModelStory, now: datetime) -> TimelineView:
    """Return the axis of the year that ends now."""
    axis = _Axis(now - WINDOW, now)
    releases = [each for each in story.releases if axis.shows(each.released_at, each.released_at)]
    failed = [
        each for each in story.failed_releases if axis.shows(each.released_at, each.restored_at)
    ]
    incidents = [each for each in story.incidents if axis.shows(each.opened_at, each.resolved_at)]
    serving = _serving(story.serving, axis)
    lanes = [
        *serving,
        LaneView("Releases", tuple(_release(each, axis) for each in releases)),
        LaneView("Failed releases", tuple(_failed(each, axis) for each in failed)),
        LaneView("Incidents", tuple(_incident(each, axis) for each in incidents)),
    ]
    return TimelineView(
        title=_title(serving, releases, failed, incidents),
        days=text.days(axis.start.date(), axis.end.date()),
        lanes=tuple(lanes),
        ticks=_ticks(axis),
    )


def _title(
    serving: Sequence[LaneView],
    releases: Sequence[Release],
    failed: Sequence[FailedRelease],
    incidents: Sequence[IncidentRow],
) -> str:
    versions = {event.label for lane in serving for event in lane.events}
    served = f"{text.count(len(versions), 'version')} served" if versions else "no version is seen"
    total = text.count(len(releases), "release")
    broke = f"{len(failed):,} of {total} failed" if releases else "no release is seen"
    return text.capital(f"{served}, {broke}, {text.count(len(incidents), 'incident')} in a year")


def _serving(intervals: Sequence[ServingInterval], axis: _Axis) -> list[LaneView]:
    shown = [
        each
        for each in intervals
        if each.production and axis.shows(each.from_latest, each.until_latest)
    ]
    slots = sorted({each.slot for each in shown})
    return [
        LaneView(
            title="In production" if len(slots) == 1 else slot,
            events=tuple(
                _interval(each, axis)
                for each in sorted(shown, key=lambda each: each.from_latest)
                if each.slot == slot
            ),
        )
        for slot in slots[:SLOTS]
    ]


def _interval(each: ServingInterval, axis: _Axis) -> EventView:
    until = f"until {text.day(each.until_latest)}" if each.until_latest else "serves now"
    part = "" if each.share == 1 else f", {text.share(each.share)} of the traffic"
    return EventView(
        key=f"serving|{each.slot}|{each.version}|{each.from_latest:%Y%m%dT%H%M%S}",
        kind="serving",
        group="confirmed" if each.until_latest is None else "unknown",
        label=each.version,
        sentence=f"Version {each.version} {_begun(each)}, {until}{part}",
        at=axis.place(each.from_latest),
        until=axis.place(each.until_latest or axis.end),
    )


def _begun(each: ServingInterval) -> str:
    """Say when it began: a day, or the two readings between which it was seen to."""
    earliest = each.from_earliest
    if earliest is None or earliest.date() == each.from_latest.date():
        return f"since {text.day(each.from_latest)}"
    return f"since between {text.day(earliest)} and {text.day(each.from_latest)}"


def _release(each: Release, axis: _Axis) -> EventView:
    version = f" of version {each.version}" if each.version else ""
    by = f", by {each.actor}" if each.actor else ""
    seen = "" if each.exact else ", as first seen"
    return EventView(
        key=f"release|{each.release}",
        kind=each.kind,
        group="confirmed" if each.kind == "release" else "unproven",
        label="",
        sentence=f"{text.capital(each.kind)}{version} on {text.day(each.released_at)}{by}{seen}",
        at=axis.place(each.released_at),
        until=None,
    )


def _failed(each: FailedRelease, axis: _Axis) -> EventView:
    version = f" of version {each.version}" if each.version else ""
    undone = (
        f"undone in {text.duration(each.recovery_hours)}"
        if each.recovery_hours is not None
        else "not undone, as far as is known"
    )
    return EventView(
        key=f"failed|{each.release}",
        kind="failed",
        group="contradicted",
        label="",
        sentence=f"Release{version} on {text.day(each.released_at)} failed, {undone}{_why(each)}",
        at=axis.place(each.released_at),
        until=axis.place(each.restored_at) if each.restored_at else None,
    )


def _why(each: FailedRelease) -> str:
    """Say how it is known to have failed."""
    match each.why:
        case "named":
            return f"; incident {each.incident} names it"
        case "incident":
            return f"; incident {each.incident} followed it"
        case _:
            return ""


def _incident(each: IncidentRow, axis: _Axis) -> EventView:
    restored = (
        f"restored in {text.duration(each.hours_to_restore)}"
        if each.hours_to_restore is not None
        else "not resolved yet"
    )
    return EventView(
        key=f"incident|{each.incident}",
        kind="incident",
        group="contradicted",
        label="",
        sentence=f"{each.incident} on {text.day(each.opened_at)}, {restored}: {each.title}",
        at=axis.place(each.opened_at),
        until=axis.place(each.resolved_at or axis.end),
    )


def _ticks(axis: _Axis) -> tuple[TickView, ...]:
    ticks: list[TickView] = []
    year, month = axis.start.year, axis.start.month
    while True:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        first = datetime(year, month, 1, tzinfo=axis.start.tzinfo)
        if first > axis.end:
            return tuple(ticks)
        label = str(year) if month == 1 else text.month_letters(first)
        ticks.append(TickView(label, axis.place(first)))
