"""The last closed month against its plan, and the overrun of six."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app import text
from app.views import grid
from app.views.grid import Grid
from app.views.marks import Mark, by_name
from assessments.scorecard import Amounts
from assessments.scorecard.money import total
from assessments.spending.values import ClosedMonths

SHOWN = 15


@dataclass(frozen=True)
class PlanBar:
    """By how much one model went over its plan."""

    model: str
    value: float
    """Below 0: under it."""
    words: str


@dataclass(frozen=True)
class PlanChart:
    """The models of one currency that are furthest off."""

    currency: str
    bars: tuple[PlanBar, ...]
    """The furthest over first."""


@dataclass(frozen=True)
class PlansView:
    """Cost against plan."""

    title: str
    note: str
    charts: tuple[PlanChart, ...]
    marks: tuple[Mark, ...]
    table: Grid


def plans_view(closed: Sequence[ClosedMonths]) -> PlansView:
    """Return how the last closed month of each model stands to its plan."""
    planned = [each for each in closed if each.planned is not None]
    ordered = sorted(
        closed,
        key=lambda each: (each.planned is None, each.currency, -over_plan(each), each.model),
    )
    without = len({each.model for each in closed if each.planned is None})
    return PlansView(
        title=_title(closed, planned),
        note=(
            "Effective cost of the last closed month less its forecast, else its budget. A month "
            "is closed once cost is landed past its end. "
            + (f"{text.count(without, 'model', 'models')} without a plan." if without else "")
        ).strip(),
        charts=tuple(
            _chart(currency, [each for each in planned if each.currency == currency])
            for currency in sorted({each.currency for each in planned})
        ),
        marks=by_name([each.model for each in ordered]),
        table=_table(ordered),
    )


def over_plan(each: ClosedMonths) -> Decimal:
    """Return by how much the last closed month went over its plan; 0 without one."""
    return Decimal(0) if each.planned is None else each.effective_cost - each.planned


def overrun(closed: Sequence[ClosedMonths]) -> Amounts:
    """Return by how much the planned models went over their plans together."""
    return total({each.currency: over_plan(each)} for each in closed if each.planned is not None)


def _title(closed: Sequence[ClosedMonths], planned: Sequence[ClosedMonths]) -> str:
    if not closed:
        return "No month is closed yet"
    if not planned:
        return f"None of {text.count(len({e.model for e in closed}), 'model', 'models')} has a plan"
    over = {each.model for each in planned if over_plan(each) > 0}
    models = text.count(len({each.model for each in planned}), "planned model", "planned models")
    together = " and ".join(
        f"{text.amount(abs(amount), currency)} {'over' if amount > 0 else 'under'}"
        for currency, amount in sorted(overrun(planned).items())
    )
    month = text.month(max(each.month for each in planned))
    went = f"In {month} {text.number(len(over))} of {models} went over plan"
    return f"{went}; together they were {together}"


def _chart(currency: str, planned: Sequence[ClosedMonths]) -> PlanChart:
    furthest = sorted(planned, key=lambda each: (-abs(over_plan(each)), each.model))[:SHOWN]
    return PlanChart(
        currency,
        tuple(
            PlanBar(each.model, float(over_plan(each)), _words(each))
            for each in sorted(furthest, key=lambda each: (-over_plan(each), each.model))
        ),
    )


def _words(each: ClosedMonths) -> str:
    cost = text.amount(each.effective_cost, each.currency)
    plan = text.amount(each.planned or Decimal(0), each.currency)
    return f"{text.month(each.month)}: {cost}, planned {plan} ({text.change(_share(each))})"


def _share(each: ClosedMonths) -> float | None:
    """Return the miss as a share of what it cost, as the question on forecasts has it."""
    if each.planned is None or each.effective_cost <= 0:
        return None
    return float(over_plan(each) / each.effective_cost)


def _table(ordered: Sequence[ClosedMonths]) -> Grid:
    return Grid(
        "The last closed month against its plan",
        grid.columns(
            *("Model", "Month|opt", "Currency|file", "Cost|n", "Plan|n", "Plan is a|opt"),
            *("Above plan|n", "Of its cost|n", "Six months|n opt", "Planned months|n opt"),
        ),
        tuple(_row(each) for each in ordered),
        nothing="No month is closed yet.",
        marks=tuple((each.model,) for each in ordered),
    )


def _row(each: ClosedMonths) -> tuple[grid.Cell, ...]:
    known = each.planned is not None
    kind = "forecast" if each.forecast is not None else "budget"
    return (
        grid.words(each.model),
        grid.month(each.month),
        grid.words(each.currency),
        grid.money(each.effective_cost, each.currency),
        grid.money(each.planned, each.currency, "no plan"),
        grid.words(kind if known else None),
        grid.difference(over_plan(each) if known else None, each.currency),
        grid.number(_share(each), text.change(_share(each)), ""),
        grid.difference(each.overrun, each.currency),
        grid.number(each.planned_months),
    )
