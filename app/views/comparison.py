"""Two scorecards side by side: as reported, like for like, and what moved each finding."""

from collections.abc import Sequence
from dataclasses import dataclass

from app import text
from app.text import Group
from app.views.parts import VerdictMark
from assessments.trend import AreaChange, Comparison, QuestionChange
from assessments.trend.moves import Answered, Cause, Exempted, Moved, Observed, Place

PAGE = 20
NAMED = 5
HASH_LENGTH = 12
"""Characters of a checksum that are shown."""
_WORDS: dict[str, Group] = {"better": "confirmed", "worse": "contradicted", "changed": "unknown"}
_OUTCOMES = {True: "met", False: "not met", None: "unknown"}


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

    title: str
    deltas: tuple[DeltaRow, ...]
    notes: tuple[str, ...]
    """Models that joined or left, a mapping that changed, and questions no longer the same."""
    moved_title: str
    pages: int
    moved: tuple[MovedView, ...]
    """Of the chosen page, the heaviest first."""


def comparison_view(comparison: Comparison, page: int = 1) -> ComparisonView:
    """Return a comparison in words; `page` counts from 1 and is held inside what there is."""
    pages = max(1, -(-len(comparison.moved) // PAGE))
    start = (min(max(page, 1), pages) - 1) * PAGE
    return ComparisonView(
        title=_title(comparison),
        deltas=_deltas(comparison),
        notes=tuple(_notes(comparison)),
        moved_title=_moved_title(comparison.moved),
        pages=pages,
        moved=tuple(_moved(each) for each in comparison.moved[start : start + PAGE]),
    )


def _title(comparison: Comparison) -> str:
    days = (comparison.after.as_of.date() - comparison.before.as_of.date()).days
    since, until = text.day(comparison.before.as_of), text.day(comparison.after.as_of)
    if days == 0:
        return f"What changed on {until}"
    return f"What changed from {since} to {until}, {text.count(days, 'day', 'days')}"


def _deltas(comparison: Comparison) -> tuple[DeltaRow, ...]:
    same = {each.area: each for each in comparison.like_for_like}
    return tuple(_delta(each, same.get(each.area)) for each in comparison.as_reported)


def _delta(reported: AreaChange, same: AreaChange | None) -> DeltaRow:
    return DeltaRow(
        title=reported.title,
        reported=_step(reported),
        like_for_like="nothing in common" if same is None else _step(same),
        mark=_step_mark(same),
    )


def _step(change: AreaChange) -> str:
    if change.before is None or change.after is None:
        return "no longer asked" if change.after is None else "asked for the first time"
    said = [
        text.level(each.level)
        if each.level is not None
        else f"insufficient evidence, {text.band(each.low, each.high)}"
        for each in (change.before, change.after)
    ]
    return f"{said[0]}, unchanged" if said[0] == said[1] else f"{said[0]}, now {said[1]}"


def _step_mark(change: AreaChange | None) -> VerdictMark:
    step = None if change is None else change.step
    if step is None:
        return VerdictMark("unknown", "cannot tell")
    if step == 0:
        return VerdictMark("unknown", "none")
    if step > 0:
        return VerdictMark("confirmed", f"{text.count(step, 'level', 'levels')} up")
    return VerdictMark("contradicted", f"{text.count(-step, 'level', 'levels')} down")


def _notes(comparison: Comparison) -> list[str]:
    told = [
        f"{text.count(len(names), 'production model', 'production models')} {what}: {_some(names)}."
        for names, what in ((comparison.joined, "joined"), (comparison.left, "left"))
        if names
    ]
    if told:
        told.append("They count as reported, and not like for like.")
    if comparison.mappings is not None:
        told.append(_mapping(*comparison.mappings))
    return told + [_question(each) for each in comparison.questions]


def _mapping(before: str | None, after: str | None) -> str:
    then, now = (each[:HASH_LENGTH] if each else "no rules" for each in (before, after))
    return (
        f"The mapping changed ({then}, now {now}): what its rules give to a model, they give for "
        "all history, so that a number may have moved by them alone."
    )


def _some(names: Sequence[str]) -> str:
    more = len(names) - NAMED
    return text.listed([*names[:NAMED], f"{text.number(more)} more"] if more > 0 else list(names))


def _question(change: QuestionChange) -> str:
    name = f"{change.question} {change.title}"
    if change.before is None:
        return f"{name} is asked for the first time."
    if change.after is None:
        return f"{name} is no longer asked."
    if change.before == change.after:
        return (
            f"{name} is not what it was, though its version is still {change.after}: give a "
            "changed question a new version."
        )
    return f"{name} has changed, version {change.before} to {change.after}."


def _moved_title(moved: Sequence[Moved]) -> str:
    if not moved:
        return "No finding moved"
    ways = [each.direction for each in moved]
    counted = [
        f"{text.number(ways.count(way))} {word}"
        for way, word in (
            ("better", "for the better"),
            ("worse", "for the worse"),
            ("changed", "neither"),
        )
        if way in ways
    ]
    told = f": {text.listed(counted)}" if counted else ""
    return f"{text.count(len(moved), 'finding', 'findings')} moved{told}"


def _moved(moved: Moved) -> MovedView:
    about = f"|{moved.subject}" if moved.subject is not None else ""
    return MovedView(
        key=f"{moved.question}{about}",
        mark=VerdictMark(_WORDS[moved.direction], moved.direction),
        subject=moved.subject or "The organisation",
        title=f"{moved.question} {moved.title}",
        sentence=f"{text.capital(_place(moved.before))}, now {_place(moved.after)}",
        causes=tuple(_cause(each) for each in moved.causes)
        or ("Nothing that was answered or seen: time or the rules went on.",),
    )


def _place(place: Place) -> str:
    verdict = text.verdict(place.verdict)
    if place.verified is not None:
        return f"{verdict} at {text.level(place.verified)}"
    return f"{verdict}, {text.band(place.low, place.high)} possible"


def _cause(cause: Cause) -> str:
    match cause:
        case Exempted(began=True):
            return "The question no longer applies: an exemption began."
        case Exempted():
            return "The question applies again: the exemption ended."
        case Answered():
            return _answered(cause)
        case Observed():
            return _observed(cause)


def _answered(cause: Answered) -> str:
    who = f"{cause.respondent} ({cause.role})"
    if cause.before is None and cause.after is not None:
        return f"{who} answered {text.choice(cause.after)}."
    if cause.after is None and cause.before is not None:
        return f"{who} no longer says {text.choice(cause.before)}."
    was, now = (text.choice(each or "") for each in (cause.before, cause.after))
    return f"{who} answered {was}, now {now}."


def _observed(cause: Observed) -> str:
    said = (
        f"{text.level(cause.level)}: {cause.text}: {_OUTCOMES[cause.before]}, "
        f"now {_OUTCOMES[cause.after]}"
    )
    source = f" ({text.listed(cause.sources)})" if cause.sources else ""
    return f"{said}: {cause.detail}{source}." if cause.detail else f"{said}{source}."
