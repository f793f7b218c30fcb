"""What a list of the models says beside levels and facts: the card's age, the last closed month."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from assessments import queries
from assessments.queries import Rows, aware, naive


@dataclass(frozen=True, slots=True)
class MonthCosts:
    """What a closed month came to in one currency."""

    currency: str
    effective_cost: Decimal
    planned: Decimal | None
    """The forecast, else the budget; None: there is none."""
    variance: float | None
    """By what share of the cost it went over the plan; negative: below it."""
    unit_cost: Decimal | None
    """Of a thousand predictions; None: they were not counted."""


@dataclass(frozen=True, slots=True)
class ModelDetails:
    """What is known of one production model beside its levels and facts."""

    card_edited_at: datetime | None = None
    """Of the card that counts, else when it was approved; None: neither is known."""
    month: date | None = None
    """The last closed one; None: none is closed."""
    costs: tuple[MonthCosts, ...] = ()
    """Of that month, by currency."""
    card_of_other: str | None = None
    """The version that the card that counts is about, where another one serves."""


NOTHING = ModelDetails()


def model_details(rows: Rows, now: datetime) -> Mapping[str, ModelDetails]:
    """Return what is known of every production model."""
    found = queries.run(rows, "portfolio/model_details", now=naive(now))
    return {
        row["model"]: ModelDetails(
            card_edited_at=row["card_edited_at"] and aware(row["card_edited_at"]),
            month=row["month"],
            costs=tuple(MonthCosts(**each) for each in row["costs"]),
            card_of_other=row["card_of_other"],
        )
        for row in found
    }
