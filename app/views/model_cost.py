"""What a model costs month by month, beside its budget, and by which rule it was put to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app import text
from app.views.parts import MoneyText, money_text
from app.wording import phrase, say
from assessments.story import Allocation, BudgetRow, ModelStory, MonthCost

MONTHS = 12
_PLANS = ("budget", "forecast")
"""What a month is planned to cost; a target of unit cost is another matter."""
_METHODS = {
    "declared": phrase("declared in the mapping"),
    "link": phrase("linked by id"),
    "tag": phrase("by tag"),
    "exact_name": phrase("by exact name"),
    "shared": phrase("declared share"),
}


@dataclass(frozen=True)
class CostMonth:
    """One month in one currency."""

    label: str
    """`Oct`, and the year in January."""
    money: MoneyText
    height: float
    """0 to 1 of the tallest bar or budget line."""
    budget: MoneyText | None
    budget_height: float | None
    over: bool
    """It cost more than was planned."""
    estimated: bool
    sentence: str


@dataclass(frozen=True)
class CostSeries:
    """The last months of one currency, oldest first."""

    currency: str
    title: str
    months: tuple[CostMonth, ...]


@dataclass(frozen=True)
class AllocationRow:
    """What one rule put to the model."""

    method: str
    rule: str
    money: MoneyText
    charges: str
    days: str
    source: str
    files: tuple[str, ...]


def cost_series(story: ModelStory, today: date) -> tuple[CostSeries, ...]:
    """Return the cost by month of each currency, with what was planned."""
    return tuple(
        _series(currency, story.cost, story.budgets, today)
        for currency in sorted({each.currency for each in story.cost})
    )


def _series(
    currency: str, cost: Sequence[MonthCost], budgets: Sequence[BudgetRow], today: date
) -> CostSeries:
    planned = {
        each.month: each.amount
        for each in sorted(budgets, key=lambda each: each.kind, reverse=True)
        if each.currency == currency and each.kind in _PLANS
    }
    mine = sorted((each for each in cost if each.currency == currency), key=lambda each: each.month)
    mine = mine[-MONTHS:]
    top = max(
        [
            Decimal(0),
            *(each.effective_cost for each in mine),
            *(planned[each.month] for each in mine if each.month in planned),
        ]
    )
    months = tuple(_month(each, planned.get(each.month), top) for each in mine)
    return CostSeries(currency, _title(mine, planned, today), months)


def _month(each: MonthCost, budget: Decimal | None, top: Decimal) -> CostMonth:
    money = money_text({each.currency: each.effective_cost})
    planned = None if budget is None else money_text({each.currency: budget})
    return CostMonth(
        label=text.month(each.month) if each.month.month == 1 else text.month_letters(each.month),
        money=money,
        height=_part(each.effective_cost, top),
        budget=planned,
        budget_height=None if budget is None else _part(budget, top),
        over=budget is not None and each.effective_cost > budget,
        estimated=each.estimated,
        sentence=_sentence(each, money, planned),
    )


def _sentence(each: MonthCost, money: MoneyText, budget: MoneyText | None) -> str:
    month = text.month(each.month)
    if budget is None:
        said = say("{month}: {money}, no budget", month=month, money=money.text)
    else:
        said = say(
            "{month}: {money}, budget {budget}", month=month, money=money.text, budget=budget.text
        )
    return say("{month_cost}, in part estimated", month_cost=said) if each.estimated else said


def _part(value: Decimal, top: Decimal) -> float:
    return round(float(max(value, Decimal(0)) / top), 4) if top else 0.0


def _title(cost: Sequence[MonthCost], planned: dict[date, Decimal], today: date) -> str:
    closed = [each for each in cost if each.month < today.replace(day=1)]
    if not closed:
        return say("No month is closed yet")
    last = closed[-1]
    money, month = text.amount(last.effective_cost, last.currency), text.month(last.month)
    known = [each for each in closed if each.month in planned]
    if not known:
        return say("{money} in {month}, without a budget", money=money, month=month)
    over = sum(each.effective_cost > planned[each.month] for each in known)
    return say(
        "{money} in {month}, over budget in {number} of {months}",
        money=money,
        month=month,
        number=text.number(over),
        months=text.count(len(known), "closed month", "closed months"),
    )


def allocation_rows(allocation: Sequence[Allocation]) -> tuple[AllocationRow, ...]:
    """Return by which rule cost came to the model, biggest first."""
    ordered = sorted(
        allocation, key=lambda each: (each.currency, -each.effective_cost, each.method)
    )
    return tuple(
        AllocationRow(
            method=_method(each.method),
            rule=each.rule or "",
            money=money_text({each.currency: each.effective_cost}),
            charges=text.count(each.charges, "charge", "charges"),
            days=text.days(each.first_day, each.last_day),
            source=", ".join(each.sources),
            files=each.files,
        )
        for each in ordered
    )


def _method(name: str) -> str:
    return say(_METHODS[name]) if name in _METHODS else name
