"""How use and spend move from day to day: growth over the year, the week, and what is left over."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import exp
from random import Random

from data.demo.scene import Scene

WEEK = {
    "office": (1.09, 1.13, 1.12, 1.1, 1.02, 0.34, 0.29),
    "leisure": (0.87, 0.86, 0.9, 0.97, 1.14, 1.22, 1.06),
    "steady": (1.02, 1.01, 1.0, 1.02, 1.03, 0.97, 0.95),
    "nightly": (1.31, 0.93, 0.92, 0.95, 0.9, 0.61, 1.38),
}
"""Monday to Sunday, around 1; `nightly` trains anew from Sunday to Monday."""
MEMORY = 0.72
"""How much of a day's deviation stays on the next."""


@dataclass(frozen=True)
class Rhythm:
    """A week's shape and a year's growth."""

    week: str
    growth: float
    """The level now over the level a year ago."""
    unrest: float = 0.035
    """The day-to-day deviation."""

    def days(self, scene: Scene, chance: Random, days: int) -> Iterator[tuple[int, float]]:
        """Yield days ago and the factor of that day over today's level, the oldest first."""
        deviation = 0.0
        for days_ago in range(days, 0, -1):
            deviation = MEMORY * deviation + chance.gauss(0, self.unrest)
            grown = self.growth ** (-days_ago / 365)
            weekday = WEEK[self.week][scene.day(days_ago).weekday()]
            yield days_ago, grown * weekday * exp(deviation)
