"""The last closed month against its plan, and the overrun of six."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app import text
from app.views import grid
from app.views.grid import Grid
from app.views.marks import Mark, by_name
from app.wording import many, say
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
    return PlansView(
        title=_title(closed, planned),
        note=_note(len({each.model for each in closed if each.planned is None})),
        charts=tuple(
            _chart(currency, [each for each in planned if each.currency == currency])
            for currency in sorted({each.currency for each in planned})
        ),
        marks=by_name([each.model for each in ordered]),
        table=_table(ordered),
    )


def _note(without: int) -> str:
    said = say(
        "Effective cost of the last closed month less its forecast, else its budget. A month is "
        "closed once cost is landed past its end."
    )
    if not without:
        return said
    more = many("{number} model without a plan.", "{number} models without a plan.", without)
    return f"{said} {more}"


def over_plan(each: ClosedMonths) -> Decimal:
    """Return by how much the last closed month went over its plan; 0 without one."""
    return Decimal(0) if each.planned is None else each.effective_cost - each.planned


def overrun(closed: Sequence[ClosedMonths]) -> Amounts:
    """Return by how much the planned models went over their plans together."""
    return total({each.currency: over_plan(each)} for each in closed if each.planned is not None)


def _title(closed: Sequence[ClosedMonths], planned: Sequence[ClosedMonths]) -> str:
    if not closed:
        return say("No month is closed yet")
    if not planned:
        models = text.count(len({each.model for each in closed}), "model", "models")
        return say("None of {models} has a plan", models=models)
    over = {each.model for each in planned if over_plan(each) > 0}
    models = text.count(len({each.model for each in planned}), "planned model", "planned models")
    return say(
        "In {month} {number} of {models} went over plan; together they were {difference}",
        month=text.month(max(each.month for each in planned)),
        number=text.number(len(over)),
        models=models,
        difference=text.listed(
            [_missed(amount, currency) for currency, amount in sorted(overrun(planned).items())]
        ),
    )


def _missed(amount: Decimal, currency: str) -> str:
    money = text.amount(abs(amount), currency)
    return say("{money} over", money=money) if amount > 0 else say("{money} under", money=money)


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
    return say(
        "{month}: {cost}, planned {plan} ({change})",
        month=text.month(each.month),
        cost=text.amount(each.effective_cost, each.currency),
        plan=text.amount(each.planned or Decimal(0), each.currency),
        change=text.change(_share(each)),
    )


def _share(each: ClosedMonths) -> float | None:
    """Return the miss as a share of what it cost, as the question on forecasts has it."""
    if each.planned is None or each.effective_cost <= 0:
        return None
    return float(over_plan(each) / each.effective_cost)


def _table(ordered: Sequence[ClosedMonths]) -> Grid:
    return Grid(
        say("The last closed month against its plan"),
        grid.columns(
            say("Model"),
            (say("Month"), "opt"),
            (say("Currency"), "file"),
            (say("Cost"), "n"),
            (say("Plan"), "n"),
            (say("Plan is a"), "opt"),
            (say("Above plan"), "n"),
            (say("Of its cost"), "n"),
            (say("Six months"), "n opt"),
            (say("Planned months"), "n opt"),
        ),
        tuple(_row(each) for each in ordered),
        nothing=say("No month is closed yet."),
        marks=tuple((each.model,) for each in ordered),
        by_model=True,
    )


def _row(each: ClosedMonths) -> tuple[grid.Cell, ...]:
    known = each.planned is not None
    kind = say("forecast") if each.forecast is not None else say("budget")
    return (
        grid.words(each.model),
        grid.month(each.month),
        grid.words(each.currency),
        grid.money(each.effective_cost, each.currency),
        grid.money(each.planned, each.currency, say("no plan")),
        grid.words(kind if known else None),
        grid.difference(over_plan(each) if known else None, each.currency),
        grid.number(_share(each), text.change(_share(each)), ""),
        grid.difference(each.overrun, each.currency),
        grid.number(each.planned_months),
    )
