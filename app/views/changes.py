"""What changed since a snapshot, as a list a leader reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app import text
from app.text import Group
from app.views.under_control import Control, control_moved, control_now, control_then
from app.wording import many, phrase, say
from assessments.scorecard import ClaimIntegrity, Scorecard
from assessments.scoring import PortfolioArea
from assessments.trend import AreaPoint, Point, Ways, point_of, ways

HOW_TO = phrase("Every export keeps one, and so does the command mlops-scorecard snapshot.")


@dataclass(frozen=True)
class ChangeView:
    """One thing that is not as it was."""

    group: Group
    """confirmed: better; contradicted: worse; unknown: neither."""
    word: str
    """better, worse or changed."""
    sentence: str


@dataclass(frozen=True)
class ChangesView:
    """All that changed, or why there is nothing to compare with."""

    title: str
    rows: tuple[ChangeView, ...]
    note: str | None
    """How to get what is missing; None: nothing is."""


def changes_view(scorecard: Scorecard, previous: Point | None) -> ChangesView:
    """Return money under control, levels, contradictions and models beside those of a snapshot.

    Money comes first: where few rows are shown, it is among them. The title counts the findings
    that moved, as the trend does; where none did, the rows.
    """
    if previous is None:
        return ChangesView(say("There is no earlier snapshot to compare with"), (), say(HOW_TO))
    since = text.moment(previous.as_of)
    money = money_change(control_then(previous), control_now(scorecard))
    rows = (
        *((money,) if money else ()),
        *_areas(scorecard, previous.areas),
        *_contradictions(scorecard, previous.integrity),
        *_models(scorecard, previous.models),
    )
    # Today's point is dear: it is made only for an older one that can be held against it.
    moved = ways(previous, point_of(scorecard)) if previous.questions else None
    if moved:
        when = since_when(previous.as_of, scorecard.as_of)
        return ChangesView(moved_title(moved, when), rows, None)
    if not rows:
        return ChangesView(say("Nothing changed since {moment}", moment=since), (), None)
    changes = text.count(len(rows), "change", "changes")
    title = say("{changes} since {moment}", changes=changes, moment=since)
    moves = _moves(rows)
    if moves:
        title = say("{changes}: {moves}", changes=title, moves=text.listed(moves))
    return ChangesView(title, rows, None)


def since_when(then: datetime, now: datetime) -> str:
    """Return `Since 6 Nov 2026`; on the same day, the time with it."""
    same_day = then.date() == now.date()
    return say("Since {day}", day=text.moment(then) if same_day else text.day(then))


def money_change(before: Control, after: Control) -> ChangeView | None:
    """Return how the money under control moved; None: it stands where it stood."""
    moved = control_moved(before, after)
    return None if moved is None else _change(*moved)


def money_between(before: Point, after: Point) -> ChangeView | None:
    """Return the same of two snapshots, or of one and today."""
    return money_change(control_then(before), control_then(after))


def moved_title(moved: Ways, when: str) -> str:
    """Return `Since 6 Nov 2026, 20 findings are better and 9 worse`; `when` opens it."""
    better, worse = moved.get("better", 0), moved.get("worse", 0)
    if better and worse:
        return many(
            "{when}, {number} finding is better and {worse} worse",
            "{when}, {number} findings are better and {worse} worse",
            better,
            when=when,
            worse=text.number(worse),
        )
    if better:
        return many(
            "{when}, {number} finding is better, none worse",
            "{when}, {number} findings are better, none worse",
            better,
            when=when,
        )
    if worse:
        return many(
            "{when}, {number} finding is worse, none better",
            "{when}, {number} findings are worse, none better",
            worse,
            when=when,
        )
    return many(
        "{when}, {number} finding moved, neither better nor worse",
        "{when}, {number} findings moved, none better or worse",
        moved.get("changed", 0),
        when=when,
    )


def _moves(rows: Sequence[ChangeView]) -> list[str]:
    """Return `2 better` and `6 worse`, where there is any of them."""
    better = sum(row.group == "confirmed" for row in rows)
    worse = sum(row.group == "contradicted" for row in rows)
    said = []
    if better:
        said.append(say("{number} better", number=text.number(better)))
    if worse:
        said.append(say("{number} worse", number=text.number(worse)))
    return said


def _areas(scorecard: Scorecard, then: Sequence[AreaPoint]) -> list[ChangeView]:
    before = {each.area: each for each in then}
    titles = {area.id: area.title for area in scorecard.areas}
    rows = []
    for area in scorecard.portfolio:
        title = titles.get(area.area, area.area)
        if area.area not in before:
            said = say(
                "{area} is asked for the first time: {level}", area=title, level=_stands(area)
            )
            rows.append(_change(0, said))
        elif before[area.area].level != area.level:
            rows.append(_moved(title, before[area.area].level, area))
    return rows


def _moved(title: str, was: int | None, area: PortfolioArea) -> ChangeView:
    step = 0 if was is None or area.level is None else area.level - was
    then = say("insufficient evidence") if was is None else text.level(was)
    said = say("{area}: {before}, now {now}", area=title, before=then, now=_stands(area))
    return _change(step, said)


def _stands(area: PortfolioArea) -> str:
    if area.level is not None:
        return text.level(area.level)
    return say("insufficient evidence, {band}", band=text.band(area.low, area.high))


def _contradictions(scorecard: Scorecard, then: ClaimIntegrity) -> list[ChangeView]:
    was, now = then.contradicted, scorecard.integrity.contradicted
    if was == now:
        return []
    said = say(
        "Contradicted claims: {before}, now {now}", before=text.number(was), now=text.number(now)
    )
    return [_change(was - now, said)]


def _models(scorecard: Scorecard, then: Sequence[str]) -> list[ChangeView]:
    before = set(then)
    now = {model.facts.model for model in scorecard.models}
    rows = []
    if now - before:
        said = many(
            "{number} production model joined: {models}",
            "{number} production models joined: {models}",
            len(now - before),
            models=text.some(sorted(now - before)),
        )
        rows.append(_change(0, said))
    if before - now:
        said = many(
            "{number} production model left: {models}",
            "{number} production models left: {models}",
            len(before - now),
            models=text.some(sorted(before - now)),
        )
        rows.append(_change(0, said))
    return rows


def _change(step: int, sentence: str) -> ChangeView:
    if step > 0:
        return ChangeView("confirmed", say("better"), sentence)
    if step < 0:
        return ChangeView("contradicted", say("worse"), sentence)
    return ChangeView("unknown", say("changed"), sentence)
