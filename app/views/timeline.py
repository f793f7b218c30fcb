"""A model's story on one time axis: who answered, what served, was released, broke and cost."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app import text
from app.answering import Told
from app.views import timeline_events as events
from app.views.time_axis import Axis, CostLane, LaneView, Span, TickView, ticks
from app.views.timeline_cost import cost_lanes
from app.wording import many, phrase, say
from assessments.story import ModelStory, ServingInterval

SLOTS = 4
"""More production slots than this are counted, not drawn."""
_LEAST = timedelta(days=90)
_MOST = timedelta(days=3653)


@dataclass(frozen=True)
class TimelineView:
    """The axis with its lanes."""

    title: str
    days: str
    lanes: tuple[LaneView, ...]
    costs: tuple[CostLane, ...]
    """Beneath the lanes, along the same axis."""
    ticks: tuple[TickView, ...]


def timeline_view(
    story: ModelStory,
    now: datetime,
    span: Span = "365",
    told: Mapping[str, Told] | None = None,
    roles: Mapping[str, str] | None = None,
) -> TimelineView:
    """Return the axis that ends now.

    `told` are the answers that hold for the model by question and respondent, `roles` the role of
    each of them.
    """
    axis = _axis(story, now, span)
    serving = _serving(story.serving, axis)
    releases = [each for each in story.releases if axis.shows(each.released_at, each.released_at)]
    failed = [
        each for each in story.failed_releases if axis.shows(each.released_at, each.restored_at)
    ]
    broken = {each.release for each in story.failed_releases}
    incidents = [each for each in story.incidents if axis.shows(each.opened_at, each.resolved_at)]
    lanes = (
        *serving,
        LaneView(
            say("Releases"),
            tuple(events.release(each, axis, failed=each.release in broken) for each in releases),
        ),
        LaneView(
            say("Failed releases"), tuple(events.failed_release(each, axis) for each in failed)
        ),
        LaneView(
            say("Returns and drills"),
            tuple(
                events.rehearsal(each, axis)
                for each in story.rehearsals
                if axis.shows(each.at_latest, each.at_latest)
            ),
        ),
        LaneView(say("Incidents"), tuple(events.incident(each, axis) for each in incidents)),
        *_owners(story, axis),
        LaneView(
            say("Answers"),
            events.answers(told or {}, roles or {}, axis),
            phrase("none was given in this time"),
        ),
    )
    counted = (
        _served(serving),
        # Going back is no release that may fail: Rollback and the questions count alike.
        _broke(sum(each.kind != "rollback" for each in releases), len(failed)),
        text.count(len(incidents), "incident", "incidents"),
    )
    return TimelineView(
        title=text.capital(_in(axis, span, ", ".join(counted))),
        days=text.days(axis.start.date(), axis.end.date()),
        lanes=lanes,
        costs=cost_lanes(story.cost_days, axis),
        ticks=ticks(axis),
    )


def _axis(story: ModelStory, now: datetime, span: Span) -> Axis:
    match span:
        case "90":
            return Axis(now - _LEAST, now)
        case "365":
            return Axis(now - timedelta(days=365), now)
        case "all":
            first = min(_begun(story, now), default=now)
            return Axis(max(min(first, now - _LEAST), now - _MOST), now)


def _begun(story: ModelStory, now: datetime) -> Iterator[datetime]:
    """Yield when each thing that is known began."""
    yield from (each.from_latest for each in story.serving if each.production)
    yield from (each.from_latest for each in story.owners)
    yield from (each.released_at for each in story.releases)
    yield from (each.opened_at for each in story.incidents)
    yield from (each.at_latest for each in story.rehearsals)
    axis = Axis(now - _LEAST, now)
    yield from (axis.midnight(each.day) for each in story.cost_days)


def _in(axis: Axis, span: Span, counts: str) -> str:
    match span:
        case "90":
            return say("{counts} in 90 days", counts=counts)
        case "365":
            return say("{counts} in a year", counts=counts)
        case "all":
            return say("{counts} since {day}", counts=counts, day=text.day(axis.start))


def _served(serving: Sequence[LaneView]) -> str:
    versions = {event.label for lane in serving for event in lane.events}
    if not versions:
        return say("no version is seen")
    return many("{number} version served", "{number} versions served", len(versions))


def _broke(releases: int, failed: int) -> str:
    if not releases:
        return say("no release is seen")
    return many(
        "{number} of {releases} failed",
        "{number} of {releases} failed",
        failed,
        releases=text.count(releases, "release", "releases"),
    )


def _serving(intervals: Sequence[ServingInterval], axis: Axis) -> list[LaneView]:
    shown = [
        each
        for each in intervals
        if each.production and axis.shows(each.from_latest, each.until_latest)
    ]
    slots = sorted({each.slot for each in shown})
    return [
        LaneView(
            title=_slot(None if len(slots) == 1 else slot, _serve_now(shown, slot)),
            events=tuple(
                events.serving(each, axis)
                for each in sorted(shown, key=lambda each: each.from_latest)
                if each.slot == slot
            ),
        )
        for slot in slots[:SLOTS]
    ]


def _serve_now(shown: Sequence[ServingInterval], slot: str) -> list[str]:
    return sorted({e.version for e in shown if e.slot == slot and e.until_latest is None})


def _slot(slot: str | None, now: Sequence[str]) -> str:
    """Return what a lane of versions is called, with what serves now: its bar may be too short."""
    title = say("In production") if slot is None else slot
    return say("{slot}: {versions}", slot=title, versions=text.listed(now)) if now else title


def _owners(story: ModelStory, axis: Axis) -> Iterator[LaneView]:
    """Yield who answered for it; deputies only where there were any."""
    for role, title in (("owner", say("Owner")), ("deputy", say("Deputy"))):
        spells = [
            each
            for each in sorted(story.owners, key=lambda each: each.from_latest)
            if each.role == role and axis.shows(each.from_latest, each.until_latest)
        ]
        if spells or role == "owner":
            yield LaneView(title, tuple(events.spell(each, axis) for each in spells))
