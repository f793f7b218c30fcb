"""The axis that all lanes of a model's story share, and what stands on it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from app import text
from app.text import Group
from app.wording import phrase

Span = Literal["90", "365", "all"]
SPANS: dict[Span, str] = {"90": phrase("90 days"), "365": phrase("A year"), "all": phrase("All")}
"""How far back the axis may reach, with the words a page shows."""
_MONTHS_APART = ((400, 1), (1200, 3), (2400, 6))
"""Up to so many days, a tick stands every so many months."""


@dataclass(frozen=True)
class EventView:
    """One thing on the axis."""

    key: str
    kind: str
    """serving, release, rollback, hotfix, failed, rehearsal, incident, answers or owner."""
    group: Group
    label: str
    """A few letters for the drawing; may be empty."""
    sentence: str
    """What, when and by whom."""
    at: float
    """0 to 1 along the axis."""
    until: float | None
    """Where it ends; None: it is a moment."""
    when: datetime
    stamp: str
    """When it was, as exactly as is known."""
    source: str


@dataclass(frozen=True)
class LaneView:
    """One row of the axis."""

    title: str
    events: tuple[EventView, ...]
    nothing: str = phrase("none is known")
    """What an empty row says; it is said where it is drawn."""


@dataclass(frozen=True)
class CostBin:
    """A day, a week or a month of cost."""

    at: float
    until: float
    height: float
    """0 to 1 of the highest."""
    sentence: str


@dataclass(frozen=True)
class CostLane:
    """What the model cost along the axis, in one currency."""

    title: str
    bins: tuple[CostBin, ...]
    scale: str
    """What the highest is: `up to $11 a week`."""
    sentence: str


@dataclass(frozen=True)
class TickView:
    """The first day of a month."""

    label: str
    at: float


@dataclass(frozen=True)
class Axis:
    """From when to when."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        """How long it is."""
        return self.end - self.start

    def place(self, when: datetime) -> float:
        """Return where a moment stands, 0 to 1."""
        part = (when - self.start) / self.length
        return round(min(max(part, 0.0), 1.0), 4)

    def shows(self, begins: datetime, ends: datetime | None) -> bool:
        """Tell whether any part of an interval lies on it; None: it has not ended."""
        return begins <= self.end and (ends is None or ends >= self.start)

    def midnight(self, day: date) -> datetime:
        """Return the beginning of a day."""
        return datetime.combine(day, time(), self.end.tzinfo)


def ticks(axis: Axis) -> tuple[TickView, ...]:
    """Return the months, or every third or sixth, or the years alone."""
    days = axis.length.days
    apart = next((months for most, months in _MONTHS_APART if days <= most), 12)
    found: list[TickView] = []
    year, month = axis.start.year, axis.start.month
    while True:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        first = datetime(year, month, 1, tzinfo=axis.start.tzinfo)
        if first > axis.end:
            return tuple(found)
        if (month - 1) % apart == 0:
            label = str(year) if month == 1 else text.month_letters(first)
            found.append(TickView(label, axis.place(first)))
