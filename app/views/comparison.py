"""Two scorecards side by side: as reported, like for like, and what moved each finding."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app import text
from app.people import role_word
from app.text import Group
from app.views.changes import moved_title, since_when
from app.views.parts import VerdictMark
from app.wording import many, phrase, say
from assessments.trend import AreaChange, AreaPoint, Comparison, Point, QuestionChange, Ways, ways
from assessments.trend.moves import Answered, Cause, Direction, Exempted, Moved, Observed, Place

Picked = Literal["all", "worse", "better", "changed"]
"""Which of the findings that moved are looked at, by the word in the address."""
PAGE = 10
"""How many of them a page shows: what follows beneath must be near."""
NAMED = 5
HASH_LENGTH = 12
"""Characters of a checksum that are shown."""
_MARKS: dict[str, tuple[Group, str]] = {
    "better": ("confirmed", phrase("better")),
    "worse": ("contradicted", phrase("worse")),
    "changed": ("unknown", phrase("changed")),
}
_WORST_FIRST: tuple[Direction, ...] = ("worse", "changed", "better")
_OUTCOMES = {True: phrase("met"), False: phrase("not met"), None: phrase("unknown")}


@dataclass(frozen=True)
class DeltaRow:
    """One area, told both ways."""

    title: str
    reported: str
    like_for_like: str
    mark: VerdictMark
    """Of the like-for-like step."""


@dataclass(frozen=True)
class MovedView:
    """One finding that moved."""

    key: str
    """Of the finding, as an address names it."""
    mark: VerdictMark
    subject: str
    title: str
    sentence: str
    """`unproven 2 to 4, now confirmed at 4 Measured`."""
    causes: tuple[str, ...]


@dataclass(frozen=True)
class ComparisonView:
    """What lies between two scorecards."""

    headline: str
    """`Since 6 Nov 2026, 20 findings are better and 9 worse`."""
    choices: Mapping[Picked, str]
    """Which of the findings that moved can be picked, each with its count; empty: none moved."""
    title: str
    deltas: tuple[DeltaRow, ...]
    notes: tuple[str, ...]
    """Models that joined or left, a mapping that changed, and questions no longer the same."""


def comparison_view(comparison: Comparison, *, until_now: bool = True) -> ComparisonView:
    """Return a comparison in words; `until_now`: its later scorecard is that of now."""
    before, after = comparison.before, comparison.after
    counted = Counter(each.direction for each in comparison.moved)
    return ComparisonView(
        headline=_headline(before, after, counted, until_now=until_now),
        choices=_choices(counted),
        title=_title(comparison),
        deltas=_deltas(comparison),
        notes=tuple(_notes(comparison)),
    )


def early_headline(before: Point, after: Point, *, until_now: bool) -> str | None:
    """Return a comparison's headline before it is made; None: the older point cannot say."""
    counted = ways(before, after)
    return None if counted is None else _headline(before, after, counted, until_now=until_now)


def worst_first(moved: Sequence[Moved], picked: Picked) -> list[Moved]:
    """Return those that are picked: what is worse before what is better, each the heaviest first.

    They are put in words a page at a time, by `moved_views`.
    """
    found = [each for each in moved if picked in ("all", each.direction)]
    return sorted(found, key=lambda each: _WORST_FIRST.index(each.direction))


def moved_views(moved: Sequence[Moved]) -> tuple[MovedView, ...]:
    """Return findings that moved in words."""
    return tuple(map(_moved, moved))


def _headline(before: Point, after: Point, counted: Ways, *, until_now: bool) -> str:
    when = since_when(before.as_of, after.as_of)
    if not until_now:
        when = say("From {first} to {last}", **_moments(before, after))
    if not counted:
        return say("{when}, no finding moved", when=when)
    return moved_title(counted, when)


def _moments(before: Point, after: Point) -> dict[str, str]:
    """Return the first and last day; on the same day, the times with them."""
    same_day = before.as_of.date() == after.as_of.date()
    said = text.moment if same_day else text.day
    return {"first": said(before.as_of), "last": said(after.as_of)}


def _choices(counted: Ways) -> dict[Picked, str]:
    if not counted:
        return {}
    worse, better, neither = (counted.get(way, 0) for way in ("worse", "better", "changed"))
    choices: dict[Picked, str] = {
        "all": say("All {number}", number=text.number(worse + better + neither)),
        "worse": say("{number} worse", number=text.number(worse)),
        "better": say("{number} better", number=text.number(better)),
    }
    if neither:
        choices["changed"] = say("{number} neither", number=text.number(neither))
    return choices


def _title(comparison: Comparison) -> str:
    days = (comparison.after.as_of.date() - comparison.before.as_of.date()).days
    since, until = text.day(comparison.before.as_of), text.day(comparison.after.as_of)
    if days == 0:
        return say("The areas on {day}, as reported and like for like", day=until)
    return say(
        "The areas from {first} to {last}, {days}: as reported and like for like",
        first=since,
        last=until,
        days=text.count(days, "day", "days"),
    )


def _deltas(comparison: Comparison) -> tuple[DeltaRow, ...]:
    same = {each.area: each for each in comparison.like_for_like}
    return tuple(_delta(each, same.get(each.area)) for each in comparison.as_reported)


def _delta(reported: AreaChange, same: AreaChange | None) -> DeltaRow:
    return DeltaRow(
        title=reported.title,
        reported=_step(reported),
        like_for_like=say("nothing in common") if same is None else _step(same),
        mark=_step_mark(same),
    )


def _step(change: AreaChange) -> str:
    if change.before is None or change.after is None:
        return say("no longer asked") if change.after is None else say("asked for the first time")
    before, after = _stood(change.before), _stood(change.after)
    if before == after:
        return say("{level}, unchanged", level=before)
    return say("{before}, now {after}", before=before, after=after)


def _stood(area: AreaPoint) -> str:
    if area.level is not None:
        return text.level(area.level)
    return say("insufficient evidence, {levels}", levels=text.band(area.low, area.high))


def _step_mark(change: AreaChange | None) -> VerdictMark:
    step = None if change is None else change.step
    if step is None:
        return VerdictMark("unknown", say("cannot tell"))
    if step == 0:
        return VerdictMark("unknown", say("none"))
    if step > 0:
        return VerdictMark("confirmed", many("{number} level up", "{number} levels up", step))
    said = many("{number} level down", "{number} levels down", -step)
    return VerdictMark("contradicted", said)


def _notes(comparison: Comparison) -> list[str]:
    told = []
    if comparison.joined:
        told.append(
            many(
                "{number} production model joined: {models}.",
                "{number} production models joined: {models}.",
                len(comparison.joined),
                models=text.some(comparison.joined, NAMED),
            )
        )
    if comparison.left:
        told.append(
            many(
                "{number} production model left: {models}.",
                "{number} production models left: {models}.",
                len(comparison.left),
                models=text.some(comparison.left, NAMED),
            )
        )
    if told:
        told.append(say("They count as reported, and not like for like."))
    if comparison.mappings is not None:
        told.append(_mapping(*comparison.mappings))
    return told + [_question(each) for each in comparison.questions]


def _mapping(before: str | None, after: str | None) -> str:
    then, now = (each[:HASH_LENGTH] if each else say("no rules") for each in (before, after))
    return say(
        "The mapping changed ({before}, now {after}): what its rules give to a model, they give "
        "for all history, so that a number may have moved by them alone.",
        before=then,
        after=now,
    )


def _question(change: QuestionChange) -> str:
    name = f"{change.question} {change.title}"
    if change.before is None:
        return say("{question} is asked for the first time.", question=name)
    if change.after is None:
        return say("{question} is no longer asked.", question=name)
    if change.before == change.after:
        return say(
            "{question} is not what it was, though its version is still {version}: give a changed "
            "question a new version.",
            question=name,
            version=change.after,
        )
    return say(
        "{question} has changed, version {before} to {after}.",
        question=name,
        before=change.before,
        after=change.after,
    )


def _moved(moved: Moved) -> MovedView:
    about = f"|{moved.subject}" if moved.subject is not None else ""
    group, word = _MARKS[moved.direction]
    return MovedView(
        key=f"{moved.question}{about}",
        mark=VerdictMark(group, say(word)),
        subject=moved.subject or say("The organisation"),
        title=f"{moved.question} {moved.title}",
        sentence=text.capital(
            say("{before}, now {after}", before=_place(moved.before), after=_place(moved.after))
        ),
        causes=tuple(_cause(each) for each in moved.causes)
        or (say("Nothing that was answered or seen: time or the rules went on."),),
    )


def _place(place: Place) -> str:
    verdict = text.verdict(place.verdict)
    if place.verified is not None:
        return say("{verdict} at {level}", verdict=verdict, level=text.level(place.verified))
    return say(
        "{verdict}, {levels} possible", verdict=verdict, levels=text.band(place.low, place.high)
    )


def _cause(cause: Cause) -> str:
    match cause:
        case Exempted(began=True):
            return say("The question no longer applies: an exemption began.")
        case Exempted():
            return say("The question applies again: the exemption ended.")
        case Answered():
            return _answered(cause)
        case Observed():
            return _observed(cause)


def _answered(cause: Answered) -> str:
    who = f"{cause.respondent} ({role_word(cause.role)})"
    if cause.before is None and cause.after is not None:
        return say("{person} answered {choice}.", person=who, choice=text.choice(cause.after))
    if cause.after is None and cause.before is not None:
        return say(
            "{person} no longer says {choice}.", person=who, choice=text.choice(cause.before)
        )
    was, now = (text.choice(each or "") for each in (cause.before, cause.after))
    return say("{person} answered {before}, now {after}.", person=who, before=was, after=now)


def _observed(cause: Observed) -> str:
    said = say(
        "{level}: {condition}: {before}, now {after}",
        level=text.level(cause.level),
        condition=cause.text,
        before=say(_OUTCOMES[cause.before]),
        after=say(_OUTCOMES[cause.after]),
    )
    source = f" ({text.listed(cause.sources)})" if cause.sources else ""
    return f"{said}: {cause.detail}{source}." if cause.detail else f"{said}{source}."
