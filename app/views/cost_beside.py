"""What stands beside the months of a bill: plans, the forecast of the month's end, and spikes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app import text
from app.views import grid
from app.views.cost_lines import Line, added, currencies
from app.views.cost_spikes import above_usual
from app.views.grid import Grid
from app.wording import say
from assessments.spending.values import MonthPlan, RunningMonth, Spike

_NOTHING = Decimal(0)


@dataclass(frozen=True)
class Beside:
    """What stands beside the months of a bill."""

    plans: Sequence[MonthPlan] = ()
    running: Sequence[RunningMonth] = ()
    spikes: Sequence[Spike] = ()
    partial: bool = False
    """True: only a part of what the models paid is looked at, and plans are of whole models."""

    def plans_of(self, currency: str, months: Sequence[date]) -> list[MonthPlan]:
        """Return the plans of some months in one currency."""
        return [each for each in self.plans if each.currency == currency and each.month in months]

    def spikes_of(self, month: date, currency: str) -> list[Spike]:
        """Return the spikes that began in a month, the costliest first."""
        found = [
            each
            for each in self.spikes
            if each.currency == currency and each.first_day.replace(day=1) == month
        ]
        return sorted(found, key=lambda each: (-each.excess_cost, each.model))


def plan_notes(found: Sequence[Line], months: Sequence[date], beside: Beside) -> Iterator[str]:
    """Yield how much of the last closed month is on models with a plan, in each currency."""
    for currency in currencies(found):
        plans = beside.plans_of(currency, months)
        if not plans:
            continue
        closed = [each for each in plans if each.effective_cost is not None]
        if beside.partial:
            yield say("The plan line is of whole models: it covers more than what is picked.")
        elif closed:
            last = max(closed, key=lambda each: each.month)
            yield say(
                "The plan line leaves out models without a plan: in {month}, {cost} of {whole} was "
                "on {models} with one.",
                whole=text.amount(added(_amounts(found, last.month, currency)), currency),
                month=text.month(last.month),
                cost=text.amount(last.effective_cost or _NOTHING, currency),
                models=text.count(last.models, "model", "models"),
            )
        else:
            yield say("The plan line leaves out models without a plan.")


def beside_grid(found: Sequence[Line], months: Sequence[date], beside: Beside) -> Grid:
    """Return each month against its plan, the latest first."""
    return Grid(
        say("Each month against its plan, with the forecast of its end and its spikes"),
        grid.columns(
            say("Month"),
            (say("Currency"), "file"),
            (say("Cost"), "n"),
            (say("Plan"), "n"),
            (say("Models with a plan"), "n opt"),
            (say("Their cost"), "n opt"),
            (say("Above plan"), "n"),
            (say("Forecast end"), "n opt"),
            (say("From"), "file"),
            (say("To"), "file"),
            (say("Spikes"), "n"),
            (say("Above usual"), "n opt"),
        ),
        tuple(
            _month_row(month, currency, added(_amounts(found, month, currency)), beside)
            for currency in currencies(found)
            for month in reversed(months)
        ),
    )


def _amounts(found: Sequence[Line], month: date, currency: str) -> list[Decimal]:
    return [line.amounts.get(month, _NOTHING) for line in found if line.currency == currency]


def _month_row(month: date, currency: str, cost: Decimal, beside: Beside) -> tuple[grid.Cell, ...]:
    at = (month, currency)
    plan = next((each for each in beside.plans if (each.month, each.currency) == at), None)
    running = next((each for each in beside.running if (each.month, each.currency) == at), None)
    told = None if running is None else running.whole.month_end
    spikes = beside.spikes_of(month, currency)
    excess = above_usual(spikes).get(currency)
    cost_of_planned = None if plan is None else plan.effective_cost
    over = None if plan is None or cost_of_planned is None else cost_of_planned - plan.planned
    return (
        grid.month(month),
        grid.words(currency),
        grid.money(cost, currency),
        grid.money(None if plan is None else plan.planned, currency, say("no plan")),
        grid.number(None if plan is None else plan.models, none=""),
        grid.money(cost_of_planned, currency, ""),
        grid.difference(over, currency),
        grid.close_money(None if told is None else told.expected, currency, ""),
        grid.close_money(None if told is None else told.low, currency, ""),
        grid.close_money(None if told is None else told.high, currency, ""),
        grid.number(len(spikes), none=""),
        grid.money(excess, currency, ""),
    )
