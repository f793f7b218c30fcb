"""What happened to one model, each as a sentence with its place on the axis."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from app import text
from app.answering import Told
from app.text import Group
from app.views.time_axis import Axis, EventView
from assessments.story import (
    FailedRelease,
    IncidentRow,
    OwnerSpell,
    Rehearsal,
    Release,
    ServingInterval,
)
from data.written import Answer

_REHEARSED = {
    "rollback": "Drill of going back",
    "rebuild": "Drill of rebuilding it",
    "runbook": "Drill of its runbook",
}
_NAMED = 6
"""So many changed answers are named one by one."""


def _event(
    axis: Axis,
    *,
    key: str,
    kind: str,
    group: Group,
    sentence: str,
    when: datetime,
    source: str,
    label: str = "",
    until: datetime | None = None,
    stamp: str | None = None,
) -> EventView:
    """Return an event in its place; without a stamp its day alone is known."""
    return EventView(
        key=key,
        kind=kind,
        group=group,
        label=label,
        sentence=sentence,
        at=axis.place(when),
        until=None if until is None else axis.place(until),
        when=when,
        stamp=stamp or text.day(when),
        source=source,
    )


def serving(each: ServingInterval, axis: Axis) -> EventView:
    """Return which version served, and until when."""
    until = f"until {text.day(each.until_latest)}" if each.until_latest else "serves now"
    part = "" if each.share == 1 else f", {text.share(each.share)} of the traffic"
    return _event(
        axis,
        key=f"serving|{each.slot}|{each.version}|{each.from_latest:%Y%m%dT%H%M%S}",
        kind="serving",
        group="confirmed" if each.until_latest is None else "unknown",
        label=each.version,
        sentence=f"Version {each.version} {_begun(each)}{_by(each.actor)}, {until}{part}",
        until=each.until_latest or axis.end,
        when=each.from_latest,
        source=each.source,
    )


def _begun(each: ServingInterval | OwnerSpell) -> str:
    """Say when it began: a day, or the two readings between which it was seen to."""
    earliest = each.from_earliest
    if earliest is None or earliest.date() == each.from_latest.date():
        return f"since {text.day(each.from_latest)}"
    return f"since between {text.day(earliest)} and {text.day(each.from_latest)}"


def _by(actor: str | None) -> str:
    return f", by {actor}" if actor else ""


def release(each: Release, axis: Axis, *, failed: bool) -> EventView:
    """Return what was put into production, by whom, and whether it failed."""
    version = f" of version {each.version}" if each.version else ""
    approved = f", approved by {each.approver}" if each.approver else ""
    seen = "" if each.exact else ", as first seen"
    outcome = "; it failed" if failed else ""
    return _event(
        axis,
        key=f"release|{each.release}",
        kind=each.kind,
        group="confirmed" if each.kind == "release" else "unproven",
        sentence=(
            f"{text.capital(each.kind)}{version} on {text.day(each.released_at)}"
            f"{_by(each.actor)}{approved}{seen}{outcome}"
        ),
        when=each.released_at,
        stamp=text.moment(each.released_at) if each.exact else text.day(each.released_at),
        source=each.source,
    )


def failed_release(each: FailedRelease, axis: Axis) -> EventView:
    """Return a release that failed, and how long it took to undo."""
    version = f" of version {each.version}" if each.version else ""
    undone = (
        f"undone in {text.duration(each.recovery_hours)}"
        if each.recovery_hours is not None
        else "not undone, as far as is known"
    )
    return _event(
        axis,
        key=f"failed|{each.release}",
        kind="failed",
        group="contradicted",
        sentence=f"Release{version} on {text.day(each.released_at)} failed, {undone}{_why(each)}",
        until=each.restored_at,
        when=each.released_at,
        stamp=text.moment(each.released_at) if each.exact else text.day(each.released_at),
        source=each.source,
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


def rehearsal(each: Rehearsal, axis: Axis) -> EventView:
    """Return a drill, or a return for real, and how long it took."""
    to = f" to version {each.version}" if each.version else ""
    what = f"Return{to}" if each.kind == "return" else _REHEARSED.get(each.kind, each.kind)
    ended = "" if each.succeeded is not False else ", did not succeed"
    took = "" if each.hours is None else f", took {text.duration(each.hours)}"
    alone = ", by itself" if each.automatic else ""
    return _event(
        axis,
        key=f"rehearsal|{each.kind}|{each.source}|{each.at_latest:%Y%m%dT%H%M%S}",
        kind="rehearsal",
        group="contradicted" if each.succeeded is False else "confirmed",
        sentence=f"{what} on {text.day(each.at_latest)}{ended}{took}{alone}{_by(each.actor)}",
        when=each.at_latest,
        source=each.source,
    )


def incident(each: IncidentRow, axis: Axis) -> EventView:
    """Return an incident, from its beginning to its end."""
    restored = (
        f"restored in {text.duration(each.hours_to_restore)}"
        if each.hours_to_restore is not None
        else "not resolved yet"
    )
    found = f", found by a {each.detected_by}" if each.detected_by else ""
    return _event(
        axis,
        key=f"incident|{each.incident}",
        kind="incident",
        group="contradicted",
        sentence=f"{each.incident} on {text.day(each.opened_at)}{found}, {restored}: {each.title}",
        until=each.resolved_at or axis.end,
        when=each.opened_at,
        stamp=text.moment(each.opened_at),
        source=each.source,
    )


def spell(each: OwnerSpell, axis: Axis) -> EventView:
    """Return who answered for the model, and until when."""
    until = f"until {text.day(each.until_latest)}" if each.until_latest else "still does"
    gone = ""
    if each.active is False:
        gone = f"; left on {text.day(each.left_on)}" if each.left_on else "; no longer active"
    return _event(
        axis,
        key=f"owner|{each.role}|{each.name}|{each.from_latest:%Y%m%dT%H%M%S}",
        kind="owner",
        group="confirmed" if each.until_latest is None and not gone else "unknown",
        label=each.name,
        sentence=f"{each.name} is {each.role} {_begun(each)}, {until}{gone}",
        until=each.until_latest or axis.end,
        when=each.from_latest,
        source=each.source,
    )


def answers(
    told: Mapping[str, Told], roles: Mapping[str, str], axis: Axis
) -> tuple[EventView, ...]:
    """Return the answers that hold for the model, one event a day, oldest first."""
    days: dict[date, list[tuple[Answer, Answer | None]]] = {}
    for respondents in told.values():
        for revisions in respondents.values():
            for answer, last in zip(revisions, (None, *revisions), strict=False):
                if last is None or last.choice != answer.choice:
                    days.setdefault(answer.made_at.date(), []).append((answer, last))
    found = (_answered(day, given, roles, axis) for day, given in sorted(days.items()))
    return tuple(event for event in found if axis.shows(event.when, event.when))


def _answered(
    day: date,
    given: Sequence[tuple[Answer, Answer | None]],
    roles: Mapping[str, str],
    axis: Axis,
) -> EventView:
    who = Counter(roles.get(answer.respondent, "someone") for answer, _ in given)
    changed = [(answer, last) for answer, last in given if last is not None]
    when = max(answer.made_at for answer, _ in given)
    by = ", ".join(f"{role} ({text.number(number)})" for role, number in sorted(who.items()))
    return _event(
        axis,
        key=f"answers|{day:%Y%m%d}",
        kind="answers",
        group="unproven" if changed else "confirmed",
        sentence=(
            f"{text.count(len(given), 'answer', 'answers')} on {text.day(day)}, by {by}{_changed(changed)}"
        ),
        when=when,
        stamp=text.moment(when),
        source="the assessment",
    )


def _changed(changed: Sequence[tuple[Answer, Answer]]) -> str:
    if not changed:
        return ""
    ordered = sorted(changed, key=lambda each: (each[0].question, each[0].respondent))
    named = "; ".join(
        f"{answer.question} from {text.choice(last.choice)} to {text.choice(answer.choice)}"
        for answer, last in ordered[:_NAMED]
    )
    more = len(ordered) - _NAMED
    rest = f"; {text.number(more)} more" if more > 0 else ""
    return f". Changed: {named}{rest}"
