"""What a thousand predictions cost, month by month, and against their target."""

from collections.abc import Sequence
from dataclasses import dataclass

from app import text
from app.views import grid
from app.views.grid import Grid
from app.views.marks import Mark, by_name
from assessments.spending.values import ClosedMonths, UnitMonth

SHOWN = 8


@dataclass(frozen=True)
class UnitLine:
    """One model, the oldest month first."""

    model: str
    months: tuple[str, ...]
    values: tuple[float, ...]
    words: tuple[str, ...]


@dataclass(frozen=True)
class UnitChart:
    """The costliest models of one currency whose unit cost is known."""

    currency: str
    lines: tuple[UnitLine, ...]


@dataclass(frozen=True)
class UnitsView:
    """Unit cost."""

    title: str
    note: str
    charts: tuple[UnitChart, ...]
    marks: tuple[Mark, ...]
    table: Grid


def units_view(closed: Sequence[ClosedMonths]) -> UnitsView:
    """Return the unit cost of each model in its closed months."""
    currencies = sorted({each.currency for each in closed})
    ordered = sorted(closed, key=lambda each: (each.currency, -each.effective_cost, each.model))
    charts = [_chart(currency, closed) for currency in currencies]
    return UnitsView(
        title=_title(closed),
        note=(
            "Effective cost of a closed month by its requests, for a thousand; unknown where they "
            "were not counted on nine of ten days of use. The scale is logarithmic: equal steps "
            "are equal shares."
        ),
        charts=tuple(chart for chart in charts if chart.lines),
        marks=by_name([each.model for each in ordered]),
        table=_table(ordered),
    )


def _title(closed: Sequence[ClosedMonths]) -> str:
    if not closed:
        return "No month is closed yet"
    known = {each.model for each in closed if _last(each).unit_cost is not None}
    models = text.count(len({each.model for each in closed}), "model", "models")
    aimed = [each for each in closed if _last(each).target is not None]
    over = {each.model for each in aimed if _above(_last(each))}
    targets = text.count(len({each.model for each in aimed}), "target", "targets")
    missed = f"; {text.number(len(over))} of {targets} {'was' if len(over) == 1 else 'were'} missed"
    said = f"The cost of a thousand predictions is known of {text.number(len(known))} of {models}"
    return said + (missed if aimed else "; none has a target")


def _last(each: ClosedMonths) -> UnitMonth:
    return each.months[0]


def _above(month: UnitMonth) -> bool:
    return (
        month.unit_cost is not None and month.target is not None and month.unit_cost > month.target
    )


def _chart(currency: str, closed: Sequence[ClosedMonths]) -> UnitChart:
    known = [
        each
        for each in closed
        if each.currency == currency and any(month.unit_cost for month in each.months)
    ]
    costliest = sorted(known, key=lambda each: (-each.effective_cost, each.model))[:SHOWN]
    return UnitChart(currency, tuple(_line(each) for each in costliest))


def _line(each: ClosedMonths) -> UnitLine:
    months = [month for month in reversed(each.months) if month.unit_cost]
    return UnitLine(
        each.model,
        tuple(text.month(month.month) for month in months),
        tuple(float(month.unit_cost or 0) for month in months),
        tuple(_words(month, each.currency) for month in months),
    )


def _words(month: UnitMonth, currency: str) -> str:
    target = f", target {text.price(month.target, currency)}" if month.target is not None else ""
    return f"{text.price(month.unit_cost, currency)} per 1,000{target}, {text.month(month.month)}"


def _table(ordered: Sequence[ClosedMonths]) -> Grid:
    return Grid(
        "What a thousand predictions cost",
        grid.columns(
            *("Model", "Month|opt", "Currency|file", "Per 1,000|n", "Target|n", "Requests|n opt"),
            *("Two months before|n opt", "Change|n", "Cost|n opt"),
        ),
        tuple(_row(each) for each in ordered),
        nothing="No month is closed yet.",
        marks=tuple((each.model,) for each in ordered),
    )


def _row(each: ClosedMonths) -> tuple[grid.Cell, ...]:
    last = _last(each)
    before = each.months[2] if len(each.months) > 2 else None
    earlier = before.unit_cost if before else None
    change = float(last.unit_cost / earlier) - 1 if last.unit_cost is not None and earlier else None
    said = grid.price(last.unit_cost, each.currency, _why(last))
    return (
        grid.words(each.model),
        grid.month(each.month),
        grid.words(each.currency),
        grid.Cell(said.text, said.exact, said.raw, bad=_above(last)),
        grid.price(last.target, each.currency, ""),
        grid.number(last.requests, none="not counted"),
        grid.price(earlier, each.currency, ""),
        grid.number(change, text.change(change), ""),
        grid.money(each.effective_cost, each.currency),
    )


def _why(month: UnitMonth) -> str:
    return "cost without use" if month.requests == 0 else text.unknown()
