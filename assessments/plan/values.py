"""The values of a plan: targets and how they stand, actions, and a way to the targets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from assessments.questionnaire import Condition, Effort, Question
from assessments.scoring import Finding

Subject = str | None
"""A model by name, or None: the organisation."""


@dataclass(frozen=True, slots=True)
class AreaTarget:
    """The level that an area should reach on the models of a tier, and by when."""

    area: str
    tier: int | None
    """None: the organisation, and every model whose tier has no target of its own here."""
    level: int
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Targets:
    """What is aimed at; where nothing was set, the default holds for the whole area."""

    default: int
    set: Mapping[tuple[str, int | None], AreaTarget] = field(default_factory=dict)
    """By area and tier."""

    def of(self, area: str, tier: int | None) -> AreaTarget:
        """Return the target that holds for an area on a tier: its own, else the area's."""
        whole = self.set.get((area, None)) or AreaTarget(area, None, self.default)
        return self.set.get((area, tier)) or whole

    def level(self, area: str, tier: int | None) -> int:
        """Return the level that an area should reach on a tier."""
        return self.of(area, tier).level


@dataclass(frozen=True, slots=True)
class TargetStanding:
    """How one target stands: the rule of the portfolio (method §5) over what it is set for."""

    target: AreaTarget
    models: int
    """How many models it is set for that the area asks something of."""
    organisation: bool
    """The area's questions to the organisation count here."""
    level: int | None
    low: int
    high: int
    steps: float
    """How much of the way from 1 to the target is proven, 0 to 1, each step at its weight."""

    @property
    def reached(self) -> bool:
        """Tell whether the target is proven."""
        return self.low >= self.target.level

    @property
    def gap(self) -> int | None:
        """Return how many levels are missing; None: the band covers the target, nobody can tell."""
        if self.reached:
            return 0
        if self.high >= self.target.level:
            return None
        return self.target.level - (self.high if self.level is None else self.level)


@dataclass(frozen=True, slots=True)
class Rung:
    """One level that is to open on one subject."""

    level: int
    leads: int
    """How many levels open with it: itself, and those above whose conditions hold already."""
    keys: tuple[str, ...]
    """The actions that it takes, by key: one for each of its conditions that does not hold."""


@dataclass(frozen=True, slots=True)
class Need:
    """What one question lacks on one subject up to its target."""

    finding: Finding
    target: int
    weight: float
    """What one level of it counts: weight, doubled if critical, times exposure."""
    rungs: tuple[Rung, ...]
    """From the lowest up; none: only the answer is missing, or no known action leads there."""

    @property
    def answer_opens(self) -> int:
        """Return the levels up to the target that are proven and that the answer falls short of."""
        said, proven = self.finding.claim.level, self.finding.proven
        if said is None or proven is None:
            return 0
        return max(0, min(proven, self.target) - said)


@dataclass(frozen=True, slots=True)
class Opening:
    """Levels that open, and on how much of the portfolio."""

    levels: int = 0
    models: int = 0
    exposure: float = 0.0
    """The share of the models' exposure, 0 to 1."""
    organisation: bool = False

    @property
    def weighs(self) -> bool:
        """Tell whether any of it counts in the portfolio."""
        return self.organisation or self.exposure > 0


@dataclass(frozen=True, slots=True)
class Action:
    """One condition made to hold wherever it does not, or answers brought up to the evidence."""

    key: str
    """Holds as long as its condition is asked; its place in the plan has no part in it."""
    question: Question
    level: int
    """The level that the condition belongs to; of answers: the highest that is proven."""
    condition: Condition | None
    """None: all that is missing is an answer as high as the evidence."""
    subjects: tuple[Subject, ...]
    """Where; the organisation, or models by name."""
    exposure: float
    """The share of the models' exposure that these models carry, 0 to 1; the organisation: 1."""
    contradicted: tuple[Subject, ...]
    """Where a claim is contradicted because it does not hold."""
    answers: int
    """How many answers would have to be corrected instead."""
    answer_again: int
    """On how many subjects the answer has to follow, for it is below what is then proven."""
    gain: float
    """Weight, doubled if critical, times exposure, times levels opened, summed up (method §6)."""
    by_itself: Opening
    together: Opening
    """What opens only with other actions of the same level."""
    later: Opening
    """What opens only after actions of lower levels."""
    effort: Effort | None
    """The size of the work; None for answers."""
    estimate: float
    """Days of work, as estimated from the size and the number of models."""
    days: float
    """Days of work: what was agreed, else the estimate."""

    @property
    def opens(self) -> int:
        """Return how many levels it has a part in opening, up to the targets."""
        return self.by_itself.levels + self.together.levels + self.later.levels

    @property
    def worth(self) -> float:
        """Return gain ÷ effort."""
        return self.gain / self.days

    @property
    def correction_days(self) -> float:
        """Return what it takes to correct the answers instead."""
        return round(self.answers * ANSWER_DAYS, 2)


@dataclass(frozen=True, slots=True)
class Planned:
    """An action at its place in the plan."""

    rank: int
    action: Action
    with_ranks: tuple[int, ...]
    """The actions that it opens some levels together with."""
    after_ranks: tuple[int, ...]
    """The actions that some of its levels wait for."""
    done_by_ranks: tuple[int, ...]
    """The actions that do it as well: the same condition or a stricter limit, wherever it is."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Every known action that brings a subject nearer to its target, the best first."""

    targets: Targets
    standings: tuple[TargetStanding, ...]
    actions: tuple[Planned, ...]
    needs: tuple[Need, ...]
    closes: Mapping[str, frozenset[str]]
    """By action: the keys of all conditions that hold once it is done, its own among them."""

    @property
    def on_their_own(self) -> tuple[Planned, ...]:
        """Return the actions that no other one does as well: all there is to do, counted once."""
        return _once(self.actions)

    @property
    def towards_targets(self) -> tuple[Planned, ...]:
        """Return the actions that open levels up to the targets, what two of them do once."""
        return _once([each for each in self.actions if each.action.opens])


def _once(actions: Sequence[Planned]) -> tuple[Planned, ...]:
    """Return the actions that no other one of these does as well; of equal ones, the first."""
    twins = {each.rank: each.done_by_ranks for each in actions}
    return tuple(
        each
        for each in actions
        if not any(
            by in twins and (each.rank not in twins[by] or by < each.rank)
            for by in each.done_by_ranks
        )
    )


@dataclass(frozen=True, slots=True)
class Step:
    """One action on the way to the targets."""

    planned: Planned
    days: float
    """Of this and all steps before it."""
    reached: tuple[AreaTarget, ...]
    """The targets that are reached with this step."""


@dataclass(frozen=True, slots=True)
class Path:
    """The way to the targets that a greedy choice found."""

    steps: tuple[Step, ...]
    reached_already: tuple[AreaTarget, ...]
    out_of_reach: tuple[AreaTarget, ...]
    """No known action leads there."""

    @property
    def days(self) -> float:
        """Return the effort of the whole way."""
        return self.steps[-1].days if self.steps else 0.0


ANSWER_DAYS = 0.1
"""Correcting one answer."""
