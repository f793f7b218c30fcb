"""Spikes of cost, who recorded them, and the releases and incidents that stood beside them."""

from collections.abc import Sequence
from dataclasses import dataclass

from app import text
from app.views import grid
from app.views.grid import Grid
from app.views.marks import Mark
from app.wording import many, phrase, say
from assessments.scorecard import Amounts
from assessments.scorecard.money import total
from assessments.spending.values import UNALLOCATED, Spike, SpikeEvent

NO_MODEL = phrase("Found no model")


@dataclass(frozen=True)
class SpikeDot:
    """One spike."""

    key: str
    """Of its mark."""
    day: str
    value: float
    """How much it cost above usual."""
    model: str
    recorded: bool
    words: str


@dataclass(frozen=True)
class SpikeChart:
    """The spikes of one currency."""

    currency: str
    dots: tuple[SpikeDot, ...]


@dataclass(frozen=True)
class SpikesView:
    """The spikes of a year."""

    title: str
    note: str
    charts: tuple[SpikeChart, ...]
    marks: tuple[Mark, ...]
    table: Grid


def spikes_view(spikes: Sequence[Spike]) -> SpikesView:
    """Return the spikes, newest first."""
    return SpikesView(
        title=_title(spikes),
        note=say(
            "A day stands out if it costs about half as much again as the median of the 28 days "
            "before and as its weekday (modified z-score above 3.5). Beside it: releases within "
            "three days before, incidents open then. What stands beside a spike need not be its "
            "cause."
        ),
        charts=tuple(
            SpikeChart(currency, tuple(_dot(each) for each in spikes if each.currency == currency))
            for currency in sorted({each.currency for each in spikes})
        ),
        marks=tuple(
            Mark(_key(each), say("{model}, {days}", model=_model(each), days=_days(each)))
            for each in spikes
        ),
        table=_table(spikes),
    )


def above_usual(spikes: Sequence[Spike]) -> Amounts:
    """Return what the spikes cost above usual, together."""
    return total({each.currency: each.excess_cost} for each in spikes)


def _title(spikes: Sequence[Spike]) -> str:
    if not spikes:
        return say("No day of the year costs far more than usual")
    missed = sum(each.alert is None for each in spikes)
    return say(
        "{spikes} in a year cost {money} more than usual; {recorded}; a release or an incident "
        "stood beside {number}",
        spikes=text.count(len(spikes), "spike", "spikes"),
        money=text.money(above_usual(spikes)),
        recorded=many("{number} is not on record", "{number} are not on record", missed)
        if missed
        else say("each is on record"),
        number=text.number(sum(bool(each.events) for each in spikes)),
    )


def _dot(each: Spike) -> SpikeDot:
    return SpikeDot(
        key=_key(each),
        day=each.first_day.isoformat(),
        value=float(each.excess_cost),
        model=_model(each),
        recorded=each.alert is not None,
        words=say(
            "{spike}; {record}; beside it: {beside}",
            spike=spike_words(each),
            record=_record(each),
            beside=_beside(each),
        ),
    )


def spike_words(each: Spike) -> str:
    """Return `churn, 8 to 11 Sep 2026: $33.6k above usual`."""
    return say(
        "{model}, {days}: {money} above usual",
        model=_model(each),
        days=_days(each),
        money=text.amount(each.excess_cost, each.currency),
    )


def _key(each: Spike) -> str:
    return f"{each.first_day} {each.currency} {each.model}"


def _model(each: Spike) -> str:
    return say(NO_MODEL) if each.model == UNALLOCATED else each.model


def _days(each: Spike) -> str:
    if each.first_day == each.last_day:
        return text.day(each.first_day)
    return text.days(each.first_day, each.last_day)


def _record(each: Spike) -> str:
    if each.alert is None:
        return say("nobody recorded it")
    return say("{alert}, {day}", alert=each.alert, day=text.day(each.alerted_at))


def _beside(each: Spike) -> str:
    return "; ".join(_event(event) for event in each.events) or say("nothing on record")


def _event(event: SpikeEvent) -> str:
    day = text.day(event.happened_at)
    match event.kind:
        case "release":
            return say("release of {title}, {day}", title=event.title, day=day)
        case "incident":
            return say("incident “{title}”, {day}", title=event.title, day=day)


def _table(spikes: Sequence[Spike]) -> Grid:
    return Grid(
        say("Spikes of cost"),
        grid.columns(
            say("Model"),
            (say("Days"), "opt"),
            (say("First day"), "file"),
            (say("Last day"), "file"),
            (say("Currency"), "file"),
            (say("Above usual"), "n"),
            (say("Cost"), "n opt"),
            (say("Usual"), "n opt"),
            (say("Beside it"), "opt"),
            say("On record"),
        ),
        tuple(_row(each) for each in spikes),
        nothing=say("No spike in the daily cost of the last 365 days."),
        marks=tuple((_key(each),) for each in spikes),
        by_model=True,
    )


def _row(each: Spike) -> tuple[grid.Cell, ...]:
    return (
        grid.words(_model(each)),
        grid.words(_days(each)),
        grid.day(each.first_day),
        grid.day(each.last_day),
        grid.words(each.currency),
        grid.money(each.excess_cost, each.currency),
        grid.money(each.effective_cost, each.currency),
        grid.money(each.usual_cost, each.currency),
        grid.words(_beside(each)),
        grid.words(_record(each), bad=each.alert is None),
    )
