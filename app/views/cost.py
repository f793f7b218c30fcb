"""What the portfolio costs month by month: the models that cost most, the others, the rest."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app import text
from assessments.portfolio import MonthCost

SHOWN = 8
OTHERS = "All other models"
NONE = "(unallocated)"


@dataclass(frozen=True)
class ModelMonths:
    """The cost of one model, of all others, or of what found no model, month by month."""

    name: str
    amounts: tuple[Decimal, ...]
    words: tuple[str, ...]
    """The same amounts, exact."""


@dataclass(frozen=True)
class PortfolioCost:
    """The months of one currency."""

    currency: str
    title: str
    months: tuple[str, ...]
    series: tuple[ModelMonths, ...]
    """The costliest first, then the others, then what found no model."""


def portfolio_cost(cost: Sequence[MonthCost]) -> tuple[PortfolioCost, ...]:
    """Return the months of each currency."""
    return tuple(
        _currency(currency, [each for each in cost if each.currency == currency])
        for currency in sorted({each.currency for each in cost})
    )


def _currency(currency: str, cost: Sequence[MonthCost]) -> PortfolioCost:
    months = sorted({each.month for each in cost})
    total: dict[str, Decimal] = defaultdict(Decimal)
    for each in cost:
        total[each.model] += each.effective_cost
    ranked = sorted((name for name in total if name != NONE), key=lambda name: -total[name])
    leading = set(ranked[:SHOWN])
    cells: dict[str, dict[date, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for each in cost:
        name = each.model if each.model in leading or each.model == NONE else OTHERS
        cells[name][each.month] += each.effective_cost
    order = [name for name in (*ranked[:SHOWN], OTHERS, NONE) if name in cells]
    return PortfolioCost(
        currency=currency,
        title=_title(currency, total, ranked, months),
        months=tuple(text.month(each) for each in months),
        series=tuple(_series(name, cells[name], months, currency) for name in order),
    )


def _series(
    name: str, cells: dict[date, Decimal], months: Sequence[date], currency: str
) -> ModelMonths:
    amounts = tuple(cells[each] for each in months)
    words = tuple(text.exact_amount(each, currency) for each in amounts)
    return ModelMonths(name, amounts, words)


def _title(
    currency: str, total: dict[str, Decimal], ranked: Sequence[str], months: Sequence[date]
) -> str:
    if not ranked:
        return f"No {currency} cost found its model"
    most = text.amount(total[ranked[0]], currency)
    return f"{ranked[0]} costs most: {most}, {text.month(months[0])} to {text.month(months[-1])}"
