"""How the running month will end: so far, foretold, and the band of the rule's own errors."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate

from app import text
from app.views import grid
from app.views.grid import Grid
from app.views.marks import Mark, once
from app.wording import phrase, say
from assessments.spending.values import Ending, RunningMonth

DRAWN = 12
"""Of these, those that the figure shows."""
SHOWN = 50
"""Models that are foretold apart, of each currency; everything else is foretold in one."""
REST = phrase("Everything else")
WHOLE = phrase("All in {currency}")


@dataclass(frozen=True)
class EndingChart:
    """One currency: what has come, day by day, and where the month will end."""

    currency: str
    days: tuple[str, ...]
    so_far: tuple[float, ...]
    """Added up from the first day on."""
    words: tuple[str, ...]
    until: str
    """The last day of the month."""
    expected: float | None
    low: float | None
    high: float | None
    foretold: str
    """The same in words."""


@dataclass(frozen=True)
class EndBar:
    """One model, or everything else: what has come, and where its month will end."""

    key: str
    """Of its mark."""
    name: str
    so_far: float
    expected: float | None
    low: float | None
    high: float | None
    planned: float | None
    words: str


@dataclass(frozen=True)
class EndsChart:
    """The costliest models of one currency."""

    title: str
    currency: str
    bars: tuple[EndBar, ...]


@dataclass(frozen=True)
class EndingView:
    """The running month."""

    title: str
    note: str
    charts: tuple[EndingChart | EndsChart, ...]
    """Of each currency the days of the whole, then the models."""
    marks: tuple[Mark, ...]
    table: Grid


def ending_view(running: Sequence[RunningMonth]) -> EndingView:
    """Return the running month of each currency."""
    return EndingView(
        title=text.capital("; ".join(_sentence(each) for each in running))
        or say("No cost fits what is picked"),
        note=say(
            "The rest of the month is what its weekdays usually cost: the median of the last four "
            "of each. Held against earlier months with as many days left, the rule's own errors "
            "correct it and give the band (10 % to 90 %); that takes three earlier months. With "
            "fewer than 28 landed days there is no forecast. A plan is what was forecast for the "
            "month beforehand, else its budget."
        ),
        charts=tuple(chart for each in running for chart in _charts(each)),
        marks=once(
            Mark(_key(part, each), _name(part, each)) for each in running for part in _all(each)
        ),
        table=_table(running),
    )


def foretold(each: RunningMonth) -> str | None:
    """Return `Nov 2026 heads for $991.5k`; None where nothing can be told."""
    told = each.whole.month_end
    if told is None:
        return None
    return say(
        "{month} heads for {money}",
        month=text.month(each.month),
        money=text.close_amount(told.expected, each.currency),
    )


def _sentence(each: RunningMonth) -> str:
    so_far = text.amount(each.whole.so_far, each.currency)
    day = text.day(each.last_day)
    told = each.whole.month_end
    if told is None:
        return say(
            "{money} to {day}; too few days are landed to tell the month's end in {currency}",
            money=so_far,
            day=day,
            currency=each.currency,
        )
    if told.low is not None and told.low == told.high:
        return say("{end}, after {money} to {day}", end=foretold(each), money=so_far, day=day)
    return say(
        "{end} ({band}), after {money} to {day}",
        end=foretold(each),
        band=between(each.whole),
        money=so_far,
        day=day,
    )


def between(each: Ending) -> str:
    """Return the band of a foretold end in words."""
    told = each.month_end
    if told is None or told.low is None or told.high is None:
        return say("no band yet")
    low, high = (text.close_amount(end, each.currency) for end in (told.low, told.high))
    return low if low == high else text.between(low, high)


def _chart(each: RunningMonth) -> EndingChart:
    told, currency = each.whole.month_end, each.currency
    span = (each.last_day - each.month).days + 1
    days = [each.month + timedelta(days=at) for at in range(span)]
    added = list(accumulate(each.days.get(day, Decimal(0)) for day in days))
    return EndingChart(
        currency=currency,
        days=tuple(day.isoformat() for day in days),
        so_far=tuple(float(amount) for amount in added),
        words=tuple(
            say("{money} to {day}", money=text.amount(amount, currency), day=text.day(day))
            for day, amount in zip(days, added, strict=True)
        ),
        until=_last_day(each.month).isoformat(),
        expected=None if told is None else float(told.expected),
        low=None if told is None or told.low is None else float(told.low),
        high=None if told is None or told.high is None else float(told.high),
        foretold=_sentence(each),
    )


def _all(each: RunningMonth) -> tuple[Ending, ...]:
    return (*each.parts, each.whole)


def _key(part: Ending, of: RunningMonth) -> str:
    """Return the key of its mark, the same in every language."""
    if part is of.whole:
        return WHOLE.format(currency=of.currency)
    return part.model or REST


def _name(part: Ending, of: RunningMonth) -> str:
    if part is of.whole:
        return say(WHOLE, currency=of.currency)
    return part.model or say(REST)


def _charts(each: RunningMonth) -> Iterator[EndingChart | EndsChart]:
    yield _chart(each)
    if each.parts:
        yield _ends(each)


def _ends(each: RunningMonth) -> EndsChart:
    return EndsChart(
        say(
            "Where {month} ends for the models that cost most, in {currency}",
            month=text.month(each.month),
            currency=each.currency,
        ),
        each.currency,
        tuple(_bar(part, each) for part in each.parts[:DRAWN]),
    )


def _bar(part: Ending, of: RunningMonth) -> EndBar:
    told = part.month_end
    return EndBar(
        _key(part, of),
        _name(part, of),
        float(part.so_far),
        None if told is None else float(told.expected),
        None if told is None or told.low is None else float(told.low),
        None if told is None or told.high is None else float(told.high),
        None if part.planned is None else float(part.planned),
        _words(part, of),
    )


def _words(part: Ending, of: RunningMonth) -> str:
    said = say(
        "{model}: {money} to {day}",
        model=_name(part, of),
        money=text.amount(part.so_far, part.currency),
        day=text.day(of.last_day),
    )
    if part.month_end is not None:
        end = text.close_amount(part.month_end.expected, part.currency)
        said = say(
            "{so_far}, heads for {money} ({band})", so_far=said, money=end, band=between(part)
        )
    if part.planned is not None:
        planned = text.amount(part.planned, part.currency)
        said = say("{so_far}, planned {money}", so_far=said, money=planned)
    return said


def _last_day(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _table(running: Sequence[RunningMonth]) -> Grid:
    found = [(part, each) for each in running for part in _all(each)]
    return Grid(
        say("How the running month will end"),
        grid.columns(
            say("Model"),
            (say("Currency"), "file"),
            (say("So far"), "n"),
            (say("Month end"), "n"),
            (say("From"), "n opt"),
            (say("To"), "n opt"),
            (say("Plan"), "n opt"),
            (say("Against plan"), "n"),
        ),
        tuple((grid.words(_name(part, of)), *_row(part, of)) for part, of in found),
        nothing=say("No cost fits what is picked."),
        marks=tuple((_key(part, of),) for part, of in found),
        by_model=True,
    )


def _row(each: Ending, of: RunningMonth) -> tuple[grid.Cell, ...]:
    # The ends of the whole lie close, and the headline has them so.
    money = grid.close_money if each is of.whole else grid.money
    told, currency = each.month_end, each.currency
    expected = None if told is None else told.expected
    beyond = None if expected is None or each.planned is None else expected - each.planned
    return (
        grid.words(currency),
        grid.money(each.so_far, currency),
        money(expected, currency),
        money(None if told is None else told.low, currency),
        money(None if told is None else told.high, currency),
        grid.money(each.planned, currency, ""),
        grid.difference(beyond, currency),
    )
