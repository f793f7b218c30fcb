"""What a thousand predictions cost, month by month, and against their target."""

from collections.abc import Sequence
from dataclasses import dataclass

from app import text
from app.views import grid
from app.views.grid import Grid
from app.views.marks import Mark, by_name
from app.wording import many, say
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
        note=say(
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
        return say("No month is closed yet")
    known = {each.model for each in closed if _last(each).unit_cost is not None}
    return say(
        "The cost of a thousand predictions is known for {number} of {models}; {targets}",
        number=text.number(len(known)),
        models=text.count(len({each.model for each in closed}), "model", "models"),
        targets=_targets([each for each in closed if _last(each).target is not None]),
    )


def _targets(aimed: Sequence[ClosedMonths]) -> str:
    """Return how many of the targets were missed, as a clause."""
    if not aimed:
        return say("none has a target")
    return many(
        "{number} of {targets} was missed",
        "{number} of {targets} were missed",
        len({each.model for each in aimed if _above(_last(each))}),
        targets=text.count(len({each.model for each in aimed}), "target", "targets"),
    )


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
    money, day = text.price(month.unit_cost, currency), text.month(month.month)
    if month.target is None:
        return say("{money} per 1,000, {month}", money=money, month=day)
    target = text.price(month.target, currency)
    return say("{money} per 1,000, target {target}, {month}", money=money, target=target, month=day)


def _table(ordered: Sequence[ClosedMonths]) -> Grid:
    return Grid(
        say("What a thousand predictions cost"),
        grid.columns(
            say("Model"),
            (say("Month"), "opt"),
            (say("Currency"), "file"),
            (say("Per 1,000"), "n"),
            (say("Target"), "n"),
            (say("Requests"), "n opt"),
            (say("Two months before"), "n opt"),
            (say("Change"), "n"),
            (say("Cost"), "n opt"),
        ),
        tuple(_row(each) for each in ordered),
        nothing=say("No month is closed yet."),
        marks=tuple((each.model,) for each in ordered),
        by_model=True,
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
        grid.number(last.requests, none=say("not counted")),
        grid.price(earlier, each.currency, ""),
        grid.number(change, text.change(change), ""),
        grid.money(each.effective_cost, each.currency),
    )


def _why(month: UnitMonth) -> str:
    return say("cost without use") if month.requests == 0 else text.unknown()
