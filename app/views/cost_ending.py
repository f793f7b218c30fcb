"""How the running month will end: so far, foretold, and the band of the rule's own errors."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate

from app import text
from app.views import grid
from app.views.grid import Grid
from app.views.marks import Mark, by_name
from assessments.spending.values import Ending, RunningMonth

DRAWN = 12
"""Of these, those that the figure shows."""
SHOWN = 50
"""Models that are foretold apart, of each currency; everything else is foretold in one."""
REST = "Everything else"


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
        or "No cost fits what is picked",
        note=(
            "The rest of the month is what its weekdays usually cost: the median of the last four "
            "of each. Held against earlier months with as many days left, the rule's own errors "
            "correct it and give the band (10 % to 90 %); that takes three earlier months. Fewer "
            "than 28 landed days foretell nothing."
        ),
        charts=tuple(chart for each in running for chart in _charts(each)),
        marks=by_name([_name(part, each) for each in running for part in _all(each)]),
        table=_table(running),
    )


def foretold(each: RunningMonth) -> str | None:
    """Return `Nov 2026 heads for $991.5k`; None where nothing can be told."""
    told = each.whole.month_end
    if told is None:
        return None
    return f"{text.month(each.month)} heads for {text.close_amount(told.expected, each.currency)}"


def _sentence(each: RunningMonth) -> str:
    so_far = text.amount(each.whole.so_far, each.currency)
    told = each.whole.month_end
    until = f"{so_far} to {text.day(each.last_day)}"
    if told is None:
        return f"{until}; too few days are landed to tell the month's end in {each.currency}"
    band = "" if told.low is not None and told.low == told.high else f" ({between(each.whole)})"
    return f"{foretold(each)}{band}, after {until}"


def between(each: Ending) -> str:
    """Return the band of a foretold end in words."""
    told = each.month_end
    if told is None or told.low is None or told.high is None:
        return "no band yet"
    low, high = (text.close_amount(end, each.currency) for end in (told.low, told.high))
    return low if low == high else f"{low} to {high}"


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
            f"{text.amount(amount, currency)} to {text.day(day)}"
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


def _name(part: Ending, of: RunningMonth) -> str:
    return part.model or (REST if part is not of.whole else f"All in {of.currency}")


def _charts(each: RunningMonth) -> Iterator[EndingChart | EndsChart]:
    yield _chart(each)
    if each.parts:
        yield _ends(each)


def _ends(each: RunningMonth) -> EndsChart:
    return EndsChart(
        f"Where {text.month(each.month)} ends for the models that cost most, in {each.currency}",
        each.currency,
        tuple(_bar(part, each) for part in each.parts[:DRAWN]),
    )


def _bar(part: Ending, of: RunningMonth) -> EndBar:
    told, name, currency = part.month_end, _name(part, of), part.currency
    said = [f"{name}: {text.amount(part.so_far, currency)} to {text.day(of.last_day)}"]
    if told is not None:
        said.append(f"heads for {text.amount(told.expected, currency)} ({between(part)})")
    if part.planned is not None:
        said.append(f"planned {text.amount(part.planned, currency)}")
    return EndBar(
        name,
        float(part.so_far),
        None if told is None else float(told.expected),
        None if told is None or told.low is None else float(told.low),
        None if told is None or told.high is None else float(told.high),
        None if part.planned is None else float(part.planned),
        ", ".join(said),
    )


def _last_day(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _table(running: Sequence[RunningMonth]) -> Grid:
    found = [(_name(part, each), part) for each in running for part in _all(each)]
    return Grid(
        "How the running month will end",
        grid.columns(
            *("Model", "Currency|file", "So far|n", "Month end|n", "From|n opt", "To|n opt"),
            *("Plan|n opt", "Against plan|n"),
        ),
        tuple((grid.words(name), *_row(part)) for name, part in found),
        nothing="No cost fits what is picked.",
        marks=tuple((name,) for name, _ in found),
    )


def _row(each: Ending) -> tuple[grid.Cell, ...]:
    told, currency = each.month_end, each.currency
    expected = None if told is None else told.expected
    beyond = None if expected is None or each.planned is None else expected - each.planned
    return (
        grid.words(currency),
        grid.money(each.so_far, currency),
        grid.money(expected, currency),
        grid.money(None if told is None else told.low, currency),
        grid.money(None if told is None else told.high, currency),
        grid.money(each.planned, currency, ""),
        grid.difference(beyond, currency),
    )
