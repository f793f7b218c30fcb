"""What happened to one model, each as a sentence with its place on the axis."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from app import text
from app.answering import Told
from app.people import role_word
from app.text import Group
from app.views.time_axis import Axis, EventView
from app.wording import phrase, say
from assessments.story import (
    FailedRelease,
    IncidentRow,
    OwnerSpell,
    Rehearsal,
    Release,
    ServingInterval,
)
from data.written import Answer

_RELEASED = {
    "release": phrase("Release on {day}"),
    "rollback": phrase("Rollback on {day}"),
    "hotfix": phrase("Hotfix on {day}"),
}
_RELEASED_VERSION = {
    "release": phrase("Release of version {version} on {day}"),
    "rollback": phrase("Rollback of version {version} on {day}"),
    "hotfix": phrase("Hotfix of version {version} on {day}"),
}
_REHEARSED = {
    "return": phrase("Return on {day}"),
    "rollback": phrase("Drill of going back on {day}"),
    "rebuild": phrase("Drill of rebuilding it on {day}"),
    "runbook": phrase("Drill of its runbook on {day}"),
}
_FOUND_BY = {"monitor": phrase("found by a monitor"), "person": phrase("found by a person")}
_ROLES = {"owner": phrase("owner"), "deputy": phrase("deputy")}
_SOMEONE = phrase("someone")
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
    part = None
    if each.share != 1:
        part = say("{share} of the traffic", share=text.share(each.share))
    return _event(
        axis,
        key=f"serving|{each.slot}|{each.version}|{each.from_latest:%Y%m%dT%H%M%S}",
        kind="serving",
        group="confirmed" if each.until_latest is None else "unknown",
        label=each.version,
        sentence=_clauses(
            _version_since(each),
            _by(each.actor),
            _until(each.until_latest) or say("serves now"),
            part,
        ),
        until=each.until_latest or axis.end,
        when=each.from_latest,
        source=each.source,
    )


def _clauses(*clauses: str | None) -> str:
    return ", ".join(each for each in clauses if each is not None)


def _version_since(each: ServingInterval) -> str:
    seen, day = _between(each), text.day(each.from_latest)
    if seen is None:
        return say("Version {version} since {day}", version=each.version, day=day)
    return say(
        "Version {version} since between {first} and {last}",
        version=each.version,
        first=seen,
        last=day,
    )


def _person_since(each: OwnerSpell) -> str:
    seen, day = _between(each), text.day(each.from_latest)
    role = say(_ROLES[each.role])
    if seen is None:
        return say("{person} is {role} since {day}", person=each.name, role=role, day=day)
    return say(
        "{person} is {role} since between {first} and {last}",
        person=each.name,
        role=role,
        first=seen,
        last=day,
    )


def _between(each: ServingInterval | OwnerSpell) -> str | None:
    """Return the reading after which it was seen to begin; None: it is known to the day."""
    earliest = each.from_earliest
    if earliest is None or earliest.date() == each.from_latest.date():
        return None
    return text.day(earliest)


def _until(when: datetime | None) -> str | None:
    return None if when is None else say("until {day}", day=text.day(when))


def _by(actor: str | None) -> str | None:
    return say("by {actor}", actor=actor) if actor else None


def release(each: Release, axis: Axis, *, failed: bool) -> EventView:
    """Return what was put into production, by whom, and whether it failed."""
    table = _RELEASED_VERSION if each.version else _RELEASED
    said = _clauses(
        say(table[each.kind], version=each.version, day=text.day(each.released_at)),
        _by(each.actor),
        say("approved by {approver}", approver=each.approver) if each.approver else None,
        None if each.exact else say("as first seen"),
    )
    return _event(
        axis,
        key=f"release|{each.release}",
        kind=each.kind,
        group="confirmed" if each.kind == "release" else "unproven",
        sentence=say("{sentence}; it failed", sentence=said) if failed else said,
        when=each.released_at,
        stamp=text.moment(each.released_at) if each.exact else text.day(each.released_at),
        source=each.source,
    )


def failed_release(each: FailedRelease, axis: Axis) -> EventView:
    """Return a release that failed, and how long it took to undo."""
    return _event(
        axis,
        key=f"failed|{each.release}",
        kind="failed",
        group="contradicted",
        sentence=_with_why(each, _clauses(_what_failed(each), _undone(each))),
        until=each.restored_at,
        when=each.released_at,
        stamp=text.moment(each.released_at) if each.exact else text.day(each.released_at),
        source=each.source,
    )


def _what_failed(each: FailedRelease) -> str:
    day = text.day(each.released_at)
    if not each.version:
        return say("Release on {day} failed", day=day)
    return say("Release of version {version} on {day} failed", version=each.version, day=day)


def _undone(each: FailedRelease) -> str:
    if each.recovery_hours is None:
        return say("not undone, as far as is known")
    return say("undone in {time}", time=text.duration(each.recovery_hours))


def _with_why(each: FailedRelease, said: str) -> str:
    """Return the sentence with how it is known to have failed."""
    match each.why:
        case "named":
            return say(
                "{sentence}; incident {incident} names it", sentence=said, incident=each.incident
            )
        case "incident":
            return say(
                "{sentence}; incident {incident} followed it",
                sentence=said,
                incident=each.incident,
            )
        case _:
            return said


def rehearsal(each: Rehearsal, axis: Axis) -> EventView:
    """Return a drill, or a return for real, and how long it took."""
    took = None if each.hours is None else say("took {time}", time=text.duration(each.hours))
    return _event(
        axis,
        key=f"rehearsal|{each.kind}|{each.source}|{each.at_latest:%Y%m%dT%H%M%S}",
        kind="rehearsal",
        group="contradicted" if each.succeeded is False else "confirmed",
        sentence=_clauses(
            _rehearsed(each),
            say("did not succeed") if each.succeeded is False else None,
            took,
            say("by itself") if each.automatic else None,
            _by(each.actor),
        ),
        when=each.at_latest,
        source=each.source,
    )


def _rehearsed(each: Rehearsal) -> str:
    day = text.day(each.at_latest)
    if each.kind == "return" and each.version:
        return say("Return to version {version} on {day}", version=each.version, day=day)
    if each.kind not in _REHEARSED:
        return say("{kind} on {day}", kind=each.kind, day=day)
    return say(_REHEARSED[each.kind], day=day)


def incident(each: IncidentRow, axis: Axis) -> EventView:
    """Return an incident, from its beginning to its end."""
    said = _clauses(
        say("{incident} on {day}", incident=each.incident, day=text.day(each.opened_at)),
        _found_by(each.detected_by),
        say("not resolved yet")
        if each.hours_to_restore is None
        else say("restored in {time}", time=text.duration(each.hours_to_restore)),
    )
    return _event(
        axis,
        key=f"incident|{each.incident}",
        kind="incident",
        group="contradicted",
        sentence=f"{said}: {each.title}",
        until=each.resolved_at or axis.end,
        when=each.opened_at,
        stamp=text.moment(each.opened_at),
        source=each.source,
    )


def _found_by(who: str | None) -> str | None:
    if not who:
        return None
    return say(_FOUND_BY[who]) if who in _FOUND_BY else say("found by a {who}", who=who)


def spell(each: OwnerSpell, axis: Axis) -> EventView:
    """Return who answered for the model, and until when: nobody does who has left."""
    gone = None if each.active is not False or each.left_on is None else axis.midnight(each.left_on)
    ends = min((end for end in (each.until_latest, gone) if end is not None), default=axis.end)
    said = _clauses(_person_since(each), _until(each.until_latest) or _still(each))
    return _event(
        axis,
        key=f"owner|{each.role}|{each.name}|{each.from_latest:%Y%m%dT%H%M%S}",
        kind="owner",
        group="confirmed" if each.until_latest is None and each.active is not False else "unknown",
        label=each.name,
        sentence=_with_gone(each, said),
        until=max(ends, each.from_latest),
        when=each.from_latest,
        source=each.source,
    )


def _still(each: OwnerSpell) -> str:
    return say("still on record") if each.active is False else say("still does")


def _with_gone(each: OwnerSpell, said: str) -> str:
    if each.active is not False:
        return said
    if each.left_on is None:
        return say("{sentence}; no longer active", sentence=said)
    return say("{sentence}; left on {day}", sentence=said, day=text.day(each.left_on))


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
    changed = [(answer, last) for answer, last in given if last is not None]
    when = max(answer.made_at for answer, _ in given)
    said = say(
        "{answers} on {day}, by {roles}",
        answers=text.count(len(given), "answer", "answers"),
        day=text.day(day),
        roles=_by_role([roles.get(answer.respondent, _SOMEONE) for answer, _ in given]),
    )
    return _event(
        axis,
        key=f"answers|{day:%Y%m%d}",
        kind="answers",
        group="unproven" if changed else "confirmed",
        sentence=_with_changed(changed, said),
        when=when,
        stamp=text.moment(when),
        source=say("the assessment"),
    )


def _by_role(roles: Sequence[str]) -> str:
    """Return how many answers are of each role: `executive (2), finance (1)`."""
    return ", ".join(
        f"{say(role) if role == _SOMEONE else role_word(role)} ({text.number(number)})"
        for role, number in sorted(Counter(roles).items())
    )


def _with_changed(changed: Sequence[tuple[Answer, Answer]], said: str) -> str:
    if not changed:
        return said
    ordered = sorted(changed, key=lambda each: (each[0].question, each[0].respondent))
    named = [
        say(
            "{question} from {before} to {after}",
            question=answer.question,
            before=text.choice(last.choice),
            after=text.choice(answer.choice),
        )
        for answer, last in ordered[:_NAMED]
    ]
    more = len(ordered) - _NAMED
    if more > 0:
        named.append(say("{number} more", number=text.number(more)))
    return say("{sentence}. Changed: {answers}", sentence=said, answers="; ".join(named))
