"""The scorecard over time: five areas on one axis of snapshots, and the numbers beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from app import text
from app.trends import Taken
from app.views.claim_integrity import integrity_shares
from app.views.time_axis import TickView
from app.wording import many, phrase, say
from assessments.trend import AreaPoint, Point

Way = Literal["up", "down", "level", "new", "unknown"]
"""Where an area's verified level went; new: at first there was not enough evidence for one."""
TODAY = "today"
ONE = phrase("Take another one later, and the two are compared here, like for like.")
FEWEST_DAYS_FOR_MONTHS = 70
SHOWN = 24
"""How many snapshots the table lists, the newest first; the axis has all."""


@dataclass(frozen=True)
class PointMark:
    """One area at one snapshot."""

    at: float
    """0 to 1 along the axis."""
    level: int | None
    low: int
    high: int
    claimed: int | None
    sentence: str


@dataclass(frozen=True)
class AreaLine:
    """One area over all snapshots."""

    area: str
    title: str
    now: str
    """`3 Working, up from 2 Recorded on 3 Aug 2026`."""
    direction: Way
    marks: tuple[PointMark, ...]


@dataclass(frozen=True)
class SnapshotRow:
    """One snapshot as a row of numbers."""

    id: str
    """Empty for today."""
    when: str
    levels: tuple[str, ...]
    confirmed: str
    contradicted: str
    under_control: str
    models: str


@dataclass(frozen=True)
class TrendView:
    """All snapshots and today."""

    headline: str
    note: str | None
    areas: tuple[AreaLine, ...]
    ticks: tuple[TickView, ...]
    heads: tuple[str, ...]
    """Area titles, in the order of a row's levels."""
    rows: tuple[SnapshotRow, ...]
    rest: str | None
    """How many older ones the table leaves out; None: none."""


def trend_view(taken: Sequence[Taken], today: Point) -> TrendView:
    """Return the trend of the snapshots, oldest first, up to today."""
    points = [*(each.point for each in taken), today]
    titles = {each.area: each.title for point in points for each in point.areas}
    lines = tuple(_line(area, title, points) for area, title in titles.items())
    rows = [_row(each.id, each.point, titles) for each in taken] + [_row("", today, titles)]
    older = len(rows) - SHOWN
    return TrendView(
        headline=_headline(lines, taken),
        note=None if len(taken) > 1 else say(ONE),
        areas=lines,
        ticks=_ticks(points),
        heads=tuple(titles.values()),
        rows=tuple(reversed(rows))[:SHOWN],
        rest=_left_out(older) if older > 0 else None,
    )


def _left_out(older: int) -> str:
    return many(
        "{number} older snapshot on the axis only",
        "{number} older snapshots on the axis only",
        older,
    )


def _headline(lines: Sequence[AreaLine], taken: Sequence[Taken]) -> str:
    if not taken:
        return say("No snapshot has been taken yet, so there is no trend to show")
    since = text.day(taken[0].point.as_of)
    moved = _moved(lines)
    if not moved:
        return say("No area's verified level has moved since {day}", day=since)
    said = text.capital(say("{moves} since {day}", moves=text.listed(moved), day=since))
    rest = _rest(lines)
    return say("{sentence}; {rest}", sentence=said, rest=text.listed(rest)) if rest else said


def _moved(lines: Sequence[AreaLine]) -> list[str]:
    """Return which areas rose, and which fell."""
    up, down = (
        [line.title.lower() for line in lines if line.direction == way] for way in ("up", "down")
    )
    moved = []
    if up:
        moved.append(many("{areas} rose", "{areas} rose", len(up), areas=text.listed(up)))
    if down:
        moved.append(many("{areas} fell", "{areas} fell", len(down), areas=text.listed(down)))
    return moved


def _rest(lines: Sequence[AreaLine]) -> list[str]:
    """Return how many areas neither rose nor fell, and why."""
    ways = [line.direction for line in lines]
    still, new, unknown = ways.count("level"), ways.count("new"), ways.count("unknown")
    rest = []
    if still:
        areas = text.in_words(still)
        rest.append(many("{areas} stood still", "{areas} stood still", still, areas=areas))
    if new:
        areas = text.in_words(new)
        rest.append(
            many("{areas} became known later", "{areas} became known later", new, areas=areas)
        )
    if unknown:
        areas = text.in_words(unknown)
        rest.append(many("{areas} cannot be told", "{areas} cannot be told", unknown, areas=areas))
    return rest


def _line(area: str, title: str, points: Sequence[Point]) -> AreaLine:
    told = [(point, each) for point in points for each in point.areas if each.area == area]
    levels = [(point, each.level) for point, each in told if each.level is not None]
    first, last = (levels[0], levels[-1]) if levels else (None, None)
    now = told[-1][1]
    return AreaLine(
        area=area,
        title=title,
        now=_now(now, first),
        direction=_direction(told, first and first[1], last and last[1]),
        marks=tuple(_mark(point, each, points) for point, each in told),
    )


def _now(now: AreaPoint, first: tuple[Point, int | None] | None) -> str:
    if now.level is None:
        return say("insufficient evidence, {levels}", levels=text.band(now.low, now.high))
    if first is None or first[1] is None or first[1] == now.level:
        return text.level(now.level)
    level, before = text.level(now.level), text.level(first[1])
    if now.level > first[1]:
        return say("{level}, up from {before}", level=level, before=before)
    return say("{level}, down from {before}", level=level, before=before)


def _direction(told: Sequence[tuple[Point, AreaPoint]], first: int | None, last: int | None) -> Way:
    if told[-1][1].level is None or first is None or last is None:
        return "unknown"
    if last == first:
        return "new" if told[0][1].level is None else "level"
    return "up" if last > first else "down"


def _mark(point: Point, each: AreaPoint, points: Sequence[Point]) -> PointMark:
    return PointMark(
        at=_place(point.as_of, points),
        level=each.level,
        low=each.low,
        high=each.high,
        claimed=each.claimed,
        sentence=say(
            "{area} on {day}: {evidence}, {claim}",
            area=each.title,
            day=text.day(point.as_of),
            evidence=_stood(each),
            claim=_claimed(each.claimed),
        ),
    )


def _stood(each: AreaPoint) -> str:
    if each.level is not None:
        return say("verified {level}", level=text.level(each.level))
    return say("insufficient evidence, {levels}", levels=text.band(each.low, each.high))


def _claimed(level: int | None) -> str:
    return say("claimed {level}", level=text.level(level)) if level else say("nothing claimed")


def _place(moment: datetime, points: Sequence[Point]) -> float:
    first, last = points[0].as_of, points[-1].as_of
    whole = (last - first).total_seconds()
    return (moment - first).total_seconds() / whole if whole > 0 else 1.0


def _ticks(points: Sequence[Point]) -> tuple[TickView, ...]:
    """Return the months' first days, or over a short time the first and the last moment."""
    first, last = points[0].as_of, points[-1].as_of
    if (last - first).days < FEWEST_DAYS_FOR_MONTHS:
        ends = {text.day(first): 0.0, text.day(last): 1.0}
        return tuple(TickView(label, at) for label, at in ends.items())
    ticks: list[TickView] = []
    months = first.year * 12 + first.month
    while True:
        start = datetime(months // 12, months % 12 + 1, 1, tzinfo=first.tzinfo)
        if start > last:
            return tuple(ticks)
        label = str(start.year) if start.month == 1 else text.month_letters(start)
        ticks.append(TickView(label, _place(start, points)))
        months += 1


def _row(id: str, point: Point, titles: dict[str, str]) -> SnapshotRow:
    stood = {each.area: each for each in point.areas}
    held = point.integrity
    return SnapshotRow(
        id=id,
        when=text.moment(point.as_of) if id else say("Today"),
        levels=tuple(_level(stood.get(area)) for area in titles),
        confirmed=integrity_shares(held)[0],
        contradicted=text.number(held.contradicted),
        under_control=_under_control(point),
        models=text.number(len(point.models)),
    )


def _level(area: AreaPoint | None) -> str:
    if area is None:
        return say("not asked")
    return str(area.level) if area.level is not None else f"({text.band(area.low, area.high)})"


def _under_control(point: Point) -> str:
    """Return the share of each currency, one by one."""
    shares = [
        (currency, point.under_control.get(currency, 0) / whole)
        for currency, whole in sorted(point.effective_cost.items())
        if whole > 0
    ]
    if not shares:
        return text.unknown()
    if len(shares) == 1:
        return text.share(shares[0][1])
    return ", ".join(
        say("{share} of {currency}", share=text.share(share), currency=currency)
        for currency, share in shares
    )
