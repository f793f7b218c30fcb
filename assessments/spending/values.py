"""What the bill tells of the models that are picked, as values: exact, and by currency."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from assessments.spending.month_end import Days, MonthEnd

UNALLOCATED = "(unallocated)"


@dataclass(frozen=True)
class Picked:
    """Which part of the bill is looked at; None: all."""

    models: tuple[str, ...] | None = None
    provider: str | None = None
    service: str | None = None

    @property
    def partial(self) -> bool:
        """Tell whether only a part of what a model paid is looked at."""
        return self.provider is not None or self.service is not None

    @property
    def whole(self) -> bool:
        """Tell whether nothing is left out."""
        return self == Picked()


@dataclass(frozen=True)
class Choices:
    """What a reader may pick from."""

    providers: tuple[str, ...]
    services: tuple[str, ...]


By = Literal["model", "provider", "service"]
"""What the months are told apart by."""


@dataclass(frozen=True)
class MonthSpend:
    """What one part of the bill, all others, or what names none cost in a month and currency."""

    month: date
    currency: str
    kind: Literal["part", "others", "none"]
    part: str | None
    """A model, provider or service; None unless kind is `part`."""
    effective_cost: Decimal


@dataclass(frozen=True)
class MonthPlan:
    """What the models with a plan for one month were planned at together, and cost."""

    month: date
    currency: str
    planned: Decimal
    effective_cost: Decimal | None
    """None: the month still runs."""
    models: int


@dataclass(frozen=True)
class Unmatched:
    """One thing that was charged for in 30 days and found no model, in one currency."""

    provider: str
    service: str | None
    account: str | None
    resource: str | None
    what: str
    """Its name where one says which model it belongs to."""
    currency: str
    effective_cost: Decimal
    """Below 0: it is a credit, or has more of it than of charges."""
    first_day: date
    last_day: date


@dataclass(frozen=True)
class Ending:
    """How the running month of one model, of everything else or of the whole will end."""

    model: str | None
    """None: not one model."""
    currency: str
    so_far: Decimal
    month_end: MonthEnd | None
    """None: too few landed days to tell."""
    planned: Decimal | None
    """Its forecast for the month, else its budget; None: none on record, or a part of it is
    picked."""


@dataclass(frozen=True)
class RunningMonth:
    """The running month of one currency."""

    currency: str
    month: date
    last_day: date
    days: Days
    """What each of its landed days cost."""
    whole: Ending
    parts: tuple[Ending, ...]
    """The models that cost most so far, then everything else in one: they add up to the whole."""


@dataclass(frozen=True)
class UnitMonth:
    """What a thousand requests of one model cost in one closed month."""

    month: date
    unit_cost: Decimal | None
    """None: requests were not counted, or there was none."""
    target: Decimal | None
    requests: float | None


@dataclass(frozen=True)
class ClosedMonths:
    """What one model cost in its closed months, in one currency."""

    model: str
    currency: str
    month: date
    """The last one."""
    effective_cost: Decimal
    budget: Decimal | None
    forecast: Decimal | None
    planned: Decimal | None
    """The forecast, else the budget."""
    overrun: Decimal | None
    """By how much the last six planned months went over their plan together; negative: under."""
    planned_months: int
    months: tuple[UnitMonth, ...]
    """The last six, newest first."""


@dataclass(frozen=True)
class SpikeEvent:
    """A release or an incident that stood beside a spike."""

    kind: Literal["release", "incident"]
    event: str
    title: str
    happened_at: datetime
    url: str | None


@dataclass(frozen=True)
class Spike:
    """Days on which a model cost far more than usual."""

    model: str
    currency: str
    first_day: date
    last_day: date
    days: int
    effective_cost: Decimal
    usual_cost: Decimal
    excess_cost: Decimal
    alert: str | None
    """None: nobody recorded it."""
    alerted_at: datetime | None
    events: tuple[SpikeEvent, ...]


@dataclass(frozen=True)
class Idle:
    """What stood idle of a model's cost, on the measured days of the last 30."""

    model: str
    currency: str
    effective_cost: Decimal
    idle_cost: Decimal
    days: int
    last_day: date


@dataclass(frozen=True)
class Unused:
    """Cost of 30 days that paid for no request that is known of."""

    thing: str
    currency: str
    state: Literal["unused", "unknown"]
    """unused: a counter says so; unknown: nobody counts."""
    effective_cost: Decimal
    last_used_day: date | None
