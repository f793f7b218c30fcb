"""Cost by month of use, with what was planned, what is foretold, and the spikes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app import text
from app.views import grid
from app.views.cost_beside import Beside, beside_grid, plan_notes
from app.views.cost_lines import BREAKDOWNS, Breakdown, Levels, Line, added, currencies, lines
from app.views.cost_month_chart import MonthsChart, months_chart
from app.views.grid import Grid
from app.views.marks import Mark, once
from app.wording import phrase, say
from assessments.spending.values import By, MonthSpend

SHOWN = 8
"""Parts that are told apart; the figure has as many shades."""
EVERY = 1_000_000_000
"""Models that are told apart, to be put together by their level."""
LISTED = 6
"""Months in the table on the page, the last ones; its file has all."""
_NOTHING = Decimal(0)
_ALL_NAMELESS: Mapping[By, str] = {
    "model": phrase("No cost of what is picked found its model"),
    "provider": phrase("No cost of what is picked names its provider"),
    "service": phrase("No cost of what is picked names its service"),
}


@dataclass(frozen=True)
class MonthsView:
    """Cost by month."""

    title: str
    note: str
    charts: tuple[MonthsChart, ...]
    marks: tuple[Mark, ...]
    table: Grid
    beside: Grid
    """Month by month: plan, foretold end and spikes."""
    beside_note: str


def months_view(
    spends: Sequence[MonthSpend],
    by: By = "model",
    levels: Levels | None = None,
    beside: Beside | None = None,
) -> MonthsView:
    """Return the months of each currency; with `levels`, each model is told by its level alone."""
    beside = beside or Beside()
    months = sorted({each.month for each in spends})
    found = lines(spends, by, levels)
    return MonthsView(
        title=_title(found, months, by, levels),
        note=" ".join([_note(levels), *plan_notes(found, months, beside)]),
        charts=tuple(
            months_chart(
                currency, [each for each in found if each.currency == currency], months, beside
            )
            for currency in currencies(found)
        ),
        marks=once(Mark(line.key, line.name) for line in found),
        table=_table(found, months, by if levels is None else "level"),
        beside=beside_grid(found, months, beside),
        beside_note=say(
            "The plan is that of the models that have one: their forecast, else their budget. "
            "Spikes stand in the month in which they began."
        ),
    )


def _title(found: Sequence[Line], months: Sequence[date], by: By, levels: Levels | None) -> str:
    if not found:
        return say("No cost fits what is picked")
    first, last = text.month(months[0]), text.month(months[-1])
    if levels is not None:
        return say(
            "{money} was on models verified at {level} or higher {where} from {first} to {last}",
            money=_held(found, levels),
            level=text.level(levels.target),
            where=levels.where,
            first=first,
            last=last,
        )
    dearest = {line.currency: line for line in reversed(found) if line.kind == "part"}
    if not dearest:
        return say(_ALL_NAMELESS[by])
    names = [
        say("{name} ({money})", name=line.name, money=text.amount(line.sum, currency))
        for currency, line in sorted(dearest.items())
    ]
    return say(
        "{names} cost most from {first} to {last}", names=text.listed(names), first=first, last=last
    )


def _held(found: Sequence[Line], levels: Levels) -> str:
    """Return how much of the cost is on models at the target level, in each currency."""
    said = []
    for currency in currencies(found):
        mine = [line for line in found if line.currency == currency]
        whole = added(line.sum for line in mine)
        held = added(line.sum for line in mine if (line.level or 0) >= levels.target)
        said.append(_part(held, whole, currency))
    return text.listed(said)


def _part(held: Decimal, whole: Decimal, currency: str) -> str:
    money, of = text.amount(held, currency), text.amount(whole, currency)
    if whole <= 0:
        return say("{money} of {whole}", money=money, whole=of)
    share = text.share(float(held / whole))
    return say("{money} of {whole} ({share})", money=money, whole=of, share=share)


def _note(levels: Levels | None) -> str:
    said = say("Effective cost by month of use, all charges but tax; the last month may still run.")
    if levels is None:
        return said
    if levels.area is None:
        settled = say(
            "Levels are those that the evidence settles today, in each model's weakest area."
        )
    else:
        settled = say("Levels are those that the evidence settles today.")
    return f"{said} {settled}"


def _table(found: Sequence[Line], months: Sequence[date], by: Breakdown) -> Grid:
    return Grid(
        say("Cost by month"),
        grid.columns(
            say(BREAKDOWNS[by]),
            (say("Currency"), "file"),
            *((text.month(each), _kind(each, months)) for each in months),
            (say("All months"), "n"),
        ),
        tuple(
            (
                grid.words(line.name),
                grid.words(line.currency),
                *(grid.money(line.amounts.get(each, _NOTHING), line.currency) for each in months),
                grid.money(line.sum, line.currency),
            )
            for line in found
        ),
        nothing=say("No month has any."),
        marks=tuple((line.key,) for line in found),
        by_model=by == "model",
    )


def _kind(month: date, months: Sequence[date]) -> str:
    if month in months[-2:]:
        return "n"
    return "n opt" if month in months[-LISTED:] else "file"
