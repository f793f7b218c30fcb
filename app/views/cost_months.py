"""Cost by month of use: the models that cost most, all others, and what found no model."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app import text
from app.views import grid
from app.views.grid import Grid
from app.views.marks import Mark, by_name
from assessments.scorecard.money import total
from assessments.spending.values import MonthSpend

SHOWN = 8
"""Models that are told apart; the figure has as many shades."""
OTHERS = "All other models"
NONE = "Found no model"
LISTED = 6
"""Months in the table, the last ones."""


@dataclass(frozen=True)
class Series:
    """One model, all others or what found none, month by month."""

    name: str
    kind: str
    """`model`, `others` or `none`."""
    values: tuple[float, ...]
    words: tuple[str, ...]


@dataclass(frozen=True)
class MonthsChart:
    """The months of one currency."""

    currency: str
    months: tuple[str, ...]
    series: tuple[Series, ...]
    """The costliest first, then all others, then what found no model."""


@dataclass(frozen=True)
class MonthsView:
    """Cost by month."""

    title: str
    note: str
    charts: tuple[MonthsChart, ...]
    marks: tuple[Mark, ...]
    table: Grid


def months_view(spends: Sequence[MonthSpend]) -> MonthsView:
    """Return the months of each currency."""
    months = sorted({each.month for each in spends})
    currencies = sorted({each.currency for each in spends})
    lines = [line for currency in currencies for line in _lines(spends, currency)]
    return MonthsView(
        title=_title(lines, months),
        note="Effective cost by month of use, all charges but tax; the last month may still run.",
        charts=tuple(_chart(currency, lines, months) for currency in currencies),
        marks=by_name([line.name for line in lines]),
        table=_table(lines, months[-LISTED:]),
    )


@dataclass(frozen=True)
class _Line:
    name: str
    kind: str
    currency: str
    amounts: dict[date, Decimal]

    @property
    def sum(self) -> Decimal:
        return total({"": each} for each in self.amounts.values()).get("", Decimal(0))


def _lines(spends: Sequence[MonthSpend], currency: str) -> list[_Line]:
    found: dict[tuple[str, str], dict[date, Decimal]] = {}
    for each in spends:
        if each.currency == currency:
            name = each.model or (NONE if each.kind == "none" else OTHERS)
            found.setdefault((each.kind, name), {})[each.month] = each.effective_cost
    lines = [_Line(name, kind, currency, amounts) for (kind, name), amounts in found.items()]
    order = ("model", "others", "none")
    return sorted(lines, key=lambda line: (order.index(line.kind), -line.sum, line.name))


def _title(lines: Sequence[_Line], months: Sequence[date]) -> str:
    models = [line for line in lines if line.kind == "model"]
    if not lines:
        return "No cost fits what is picked"
    if not models:
        return "No cost of what is picked found its model"
    first = {line.currency: line for line in reversed(models)}
    most = " and ".join(
        f"{line.name} ({text.amount(line.sum, currency)})"
        for currency, line in sorted(first.items())
    )
    return f"{most} cost most from {text.month(months[0])} to {text.month(months[-1])}"


def _chart(currency: str, lines: Sequence[_Line], months: Sequence[date]) -> MonthsChart:
    return MonthsChart(
        currency,
        tuple(text.month(each) for each in months),
        tuple(
            Series(
                line.name,
                line.kind,
                tuple(float(line.amounts.get(each, 0)) for each in months),
                tuple(
                    text.exact_amount(line.amounts.get(each, Decimal(0)), currency)
                    for each in months
                ),
            )
            for line in lines
            if line.currency == currency
        ),
    )


def _table(lines: Sequence[_Line], months: Sequence[date]) -> Grid:
    heads = [f"{text.month(each)}|n{'' if each in months[-2:] else ' opt'}" for each in months]
    return Grid(
        "Cost by month",
        grid.columns("Model", "Currency|file", *heads, "All months|n"),
        tuple(
            (
                grid.words(line.name),
                grid.words(line.currency),
                *(grid.money(line.amounts.get(each, Decimal(0)), line.currency) for each in months),
                grid.money(line.sum, line.currency),
            )
            for line in lines
        ),
        marks=tuple((line.name,) for line in lines),
    )
