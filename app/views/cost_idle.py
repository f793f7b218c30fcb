"""What pays for capacity that stands idle, and for what answers no request."""

from collections.abc import Sequence
from dataclasses import dataclass

from app import text
from app.views import grid
from app.views.grid import Grid
from app.views.marks import Mark, by_name
from app.wording import say
from assessments.scorecard import Amounts
from assessments.scorecard.money import total
from assessments.spending.values import Idle, Unused

SHOWN = 12


@dataclass(frozen=True)
class IdleBar:
    """One model: what was used of its cost, and what stood idle."""

    model: str
    used: float
    idle: float
    words: str


@dataclass(frozen=True)
class IdleChart:
    """The models of one currency with most idle cost."""

    currency: str
    bars: tuple[IdleBar, ...]


@dataclass(frozen=True)
class IdleView:
    """Idle and unused cost."""

    title: str
    note: str
    charts: tuple[IdleChart, ...]
    marks: tuple[Mark, ...]
    table: Grid
    unused_title: str
    unused: Grid


def idle_view(idle: Sequence[Idle], unused: Sequence[Unused]) -> IdleView:
    """Return idle cost by model, and what no request is known of."""
    return IdleView(
        title=_title(idle),
        note=say(
            "Of the days of the last 30 on which it was measured how much of what a model holds is "
            "in use: its cost of the day, times what was not."
        ),
        charts=tuple(
            IdleChart(
                currency,
                tuple(_bar(each) for each in [e for e in idle if e.currency == currency][:SHOWN]),
            )
            for currency in sorted({each.currency for each in idle})
        ),
        marks=by_name([each.model for each in idle]),
        table=_table(idle),
        unused_title=_unused_title(unused),
        unused=_unused(unused),
    )


def idle_cost(idle: Sequence[Idle]) -> Amounts:
    """Return what stood idle, together."""
    return total({each.currency: each.idle_cost} for each in idle)


def measured_days(idle: Sequence[Idle]) -> str:
    """Return on how many days each model was measured: `4`, or `4 to 5`."""
    least, most = (text.number(end(each.days for each in idle)) for end in (min, max))
    return least if least == most else text.between(least, most)


def _title(idle: Sequence[Idle]) -> str:
    if not idle:
        return say("For no model is it measured how much of what it holds is in use")
    models = text.count(len({each.model for each in idle}), "model", "models")
    whole = total({each.currency: each.effective_cost} for each in idle)
    shares = text.listed(
        [
            text.share(float(amount / whole[currency]))
            for currency, amount in sorted(idle_cost(idle).items())
        ]
    )
    return say(
        "{money} stood idle on the measured days of {models}, {days} of the last 30 for each: "
        "{share} of what they cost on these days",
        money=text.money(idle_cost(idle)),
        models=models,
        days=measured_days(idle),
        share=shares,
    )


def _bar(each: Idle) -> IdleBar:
    share = float(each.idle_cost / each.effective_cost)
    return IdleBar(
        model=each.model,
        used=float(each.effective_cost - each.idle_cost),
        idle=float(each.idle_cost),
        words=say(
            "{model}: {money} of {cost} idle ({share}), {days}",
            model=each.model,
            money=text.amount(each.idle_cost, each.currency),
            cost=text.amount(each.effective_cost, each.currency),
            share=text.share(share),
            days=text.count(each.days, "measured day", "measured days"),
        ),
    )


def _table(idle: Sequence[Idle]) -> Grid:
    return Grid(
        say("Cost that stood idle"),
        grid.columns(
            say("Model"),
            (say("Currency"), "file"),
            (say("Idle"), "n"),
            (say("Of its cost"), "n"),
            (say("Cost"), "n"),
            (say("Measured days"), "n opt"),
            (say("Last measured"), "opt"),
        ),
        tuple(_row(each) for each in idle),
        nothing=say("Nobody measures use in the last 30 days."),
        marks=tuple((each.model,) for each in idle),
        by_model=True,
    )


def _row(each: Idle) -> tuple[grid.Cell, ...]:
    share = float(each.idle_cost / each.effective_cost)
    return (
        grid.words(each.model),
        grid.words(each.currency),
        grid.money(each.idle_cost, each.currency),
        grid.number(share, text.share(share)),
        grid.money(each.effective_cost, each.currency),
        grid.number(each.days),
        grid.day(each.last_day),
    )


def _unused_title(unused: Sequence[Unused]) -> str:
    gone = total({e.currency: e.effective_cost} for e in unused if e.state == "unused")
    uncounted = total({e.currency: e.effective_cost} for e in unused if e.state == "unknown")
    if not unused:
        return say("All that is paid for is known to have answered a request in 30 days")
    if gone:
        said = say("{money} paid for what answered no request", money=text.money(gone))
    else:
        said = say("No cost is known to have paid for what answered no request")
    if not uncounted:
        return said
    return say(
        "{unused}; for {money} nobody counts requests", unused=said, money=text.money(uncounted)
    )


def _unused(unused: Sequence[Unused]) -> Grid:
    said = {"unused": say("no request in 30 days"), "unknown": say("requests not counted")}
    return Grid(
        say("Cost that no request is known of"),
        grid.columns(
            say("Model or resource"),
            (say("Currency"), "file"),
            (say("Cost"), "n"),
            say("Standing"),
            (say("Last request"), "opt"),
        ),
        tuple(
            (
                grid.words(each.thing),
                grid.words(each.currency),
                grid.money(each.effective_cost, each.currency),
                grid.words(said[each.state], bad=each.state == "unused"),
                grid.day(each.last_used_day),
            )
            for each in unused
        ),
        nothing=say("Every cost has its requests."),
    )
