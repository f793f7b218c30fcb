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
    title: str = ""
    """Which of the models they are; empty: all with a plan."""


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
        note=_note(planned, len({each.model for each in closed if each.planned is None})),
        charts=tuple(
            _chart(currency, [each for each in planned if each.currency == currency])
            for currency in sorted({each.currency for each in planned})
        ),
        marks=by_name([each.model for each in ordered]),
        table=_table(ordered),
    )


def _note(planned: Sequence[ClosedMonths], without: int) -> str:
    said = [
        say(
            "Effective cost of the last closed month less its plan: the forecast where there is "
            "one, else the budget. A month is closed once cost is landed past its end."
        )
    ]
    if planned:
        said.append(_kinds(planned))
    beyond = len({each.model for each in planned if _only_over_budget(each)})
    if beyond:
        said.append(
            many(
                "{number} model stayed within its forecast and yet went over its budget.",
                "{number} models stayed within their forecasts and yet went over their budgets.",
                beyond,
            )
        )
    if without:
        said.append(many("{number} model has no plan.", "{number} models have no plan.", without))
    if planned:
        said.append(
            say("The question on budget and forecast takes a miss as a share of the actual cost.")
        )
    return " ".join(said)


def _kinds(planned: Sequence[ClosedMonths]) -> str:
    """Return how many of the plans are forecasts, and how many budgets."""
    foreseen = sum(each.forecast is not None for each in planned)
    budgeted = len(planned) - foreseen
    if not budgeted:
        return many(
            "The {number} plan is a forecast.", "All {number} plans are forecasts.", foreseen
        )
    if not foreseen:
        return many("The {number} plan is a budget.", "All {number} plans are budgets.", budgeted)
    return say(
        "Of the plans {forecasts} and {budgets}.",
        forecasts=many("{number} is a forecast", "{number} are forecasts", foreseen),
        budgets=many("{number} is a budget", "{number} are budgets", budgeted),
    )


def _only_over_budget(each: ClosedMonths) -> bool:
    over = _over_budget(each)
    return over is not None and over > 0 and each.planned is not None and over_plan(each) <= 0


def _over_budget(each: ClosedMonths) -> Decimal | None:
    return None if each.budget is None else each.effective_cost - each.budget


def over_plan(each: ClosedMonths) -> Decimal:
    """Return by how much the last closed month went over its plan; 0 without one."""
    return Decimal(0) if each.planned is None else each.effective_cost - each.planned


def overrun(closed: Sequence[ClosedMonths]) -> Amounts:
    """Return by how much the planned models went over their plans together, net of the rest."""
    return total({each.currency: over_plan(each)} for each in closed if each.planned is not None)


def _title(closed: Sequence[ClosedMonths], planned: Sequence[ClosedMonths]) -> str:
    if not closed:
        return say("No month is closed yet")
    if not planned:
        models = text.count(len({each.model for each in closed}), "model", "models")
        return say("None of {models} has a plan", models=models)
    over = [each for each in planned if over_plan(each) > 0]
    known = len({each.model for each in planned})
    month = text.month(max(each.month for each in planned))
    models = text.count(known, "planned model", "planned models")
    net = text.listed(
        [_missed(amount, currency) for currency, amount in sorted(overrun(planned).items())]
    )
    if not over:
        return say(
            "In {month} none of {models} went over plan; together they were {difference}",
            month=month,
            models=models,
            difference=net,
        )
    said = many(
        "In {month} {number} of {models} went over plan, by {money}",
        "In {month} {number} of {models} went over plan, by {money} together",
        len({each.model for each in over}),
        month=month,
        models=models,
        money=text.money(overrun(over)),
    )
    if len(over) == len(planned):
        return said
    return say(
        "{over}; all {number} together were {difference}",
        over=said,
        number=text.number(known),
        difference=net,
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
        _furthest(len(furthest), len(planned), currency),
    )


def _furthest(drawn: int, planned: int, currency: str) -> str:
    if drawn == planned:
        return ""
    return say(
        "The {number} of {models} that are furthest from their plans, in {currency}",
        number=text.number(drawn),
        models=text.count(planned, "planned model", "planned models"),
        currency=currency,
    )


def _words(each: ClosedMonths) -> str:
    gaps = {
        "month": text.month(each.month),
        "cost": text.amount(each.effective_cost, each.currency),
        "change": text.change(_of(over_plan(each), each.planned)),
    }
    over, budget = _over_budget(each), text.amount(each.budget or Decimal(0), each.currency)
    if each.forecast is None:
        return say("{month}: {cost}, budget {budget} ({change})", budget=budget, **gaps)
    forecast = text.amount(each.forecast, each.currency)
    said = say("{month}: {cost}, forecast {forecast} ({change})", forecast=forecast, **gaps)
    if over is None:
        return said
    return say(
        "{against_forecast}, budget {budget} ({change})",
        against_forecast=said,
        budget=budget,
        change=text.change(_of(over, each.budget)),
    )


def _of(difference: Decimal | None, whole: Decimal | None) -> float | None:
    """Return a difference as a share; None where there is nothing that it could be a share of."""
    if difference is None or whole is None or whole <= 0:
        return None
    return float(difference / whole)


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
            (say("Of plan"), "n"),
            (say("Of actual cost"), "n opt"),
            (say("Budget"), "n opt"),
            (say("Above budget"), "n opt"),
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
    over = over_plan(each) if known else None
    of_plan, of_cost = _of(over, each.planned), _of(over, each.effective_cost)
    kind = say("forecast") if each.forecast is not None else say("budget")
    return (
        grid.words(each.model),
        grid.month(each.month),
        grid.words(each.currency),
        grid.money(each.effective_cost, each.currency),
        grid.money(each.planned, each.currency, say("no plan")),
        grid.words(kind if known else None),
        grid.difference(over, each.currency),
        grid.number(of_plan, text.change(of_plan), ""),
        grid.number(of_cost, text.change(of_cost), ""),
        grid.money(each.budget, each.currency, ""),
        grid.difference(_over_budget(each), each.currency),
        grid.difference(each.overrun, each.currency),
        grid.number(each.planned_months),
    )
