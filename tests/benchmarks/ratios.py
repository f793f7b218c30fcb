"""What was measured beside its floor: one line a goal, met or missed."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

WORDS, WIDTH = 52, 11


@dataclass(frozen=True)
class Goal:
    """One goal: ours, its floor, and how many times the floor is still good."""

    words: str
    floor: float | None
    """None: the goal is a figure of its own, not a ratio."""
    ours: float
    goal: float
    unit: str

    @property
    def ratio(self) -> float:
        """Return what is held against the goal."""
        return self.ours if self.floor is None else self.ours / self.floor

    def line(self) -> str:
        """Return the goal as a line of the table."""
        floor = "" if self.floor is None else f"{self.floor:,.1f} {self.unit}"
        ratio = "" if self.floor is None else f"{self.ratio:.2f}"
        word = "met" if self.ratio <= self.goal else "missed"
        return (
            f"{self.words:<{WORDS}}{floor:>{WIDTH}}{self.ours:>{WIDTH - 3},.2f} {self.unit:<2}"
            f"{ratio:>8}{f'≤ {self.goal:g}':>9}  {word}"
        )


def table(goals: Sequence[Goal]) -> str:
    """Return all goals, one a line, under their heads."""
    head = f"{'':<{WORDS}}{'floor':>{WIDTH}}{'ours':>{WIDTH}}{'ratio':>8}{'goal':>9}"
    return "\n".join((head, *(goal.line() for goal in goals)))


def middle(values: Sequence[float]) -> float:
    """Return the median."""
    return statistics.median(values)


def at(share: float, values: Sequence[float]) -> float:
    """Return the value below which this share of all stands."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
