"""Hours of incidents by model and month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app import text
from app.views import grid
from app.views.grid import Grid
from app.views.marks import Mark
from app.views.rollback import Known
from app.views.rollback_part import PartView
from app.wording import many, phrase, say
from assessments.rolling_back.values import Incident

SHOWN = 8
"""Models that are told apart; the figure has as many shades."""
OTHERS = phrase("All other models")
NO_MODEL = phrase("Found no model")
NOT_LIVE = phrase("Not in production")
"""What stands beside the models told apart; an address has it in English."""


@dataclass(frozen=True)
class HourSeries:
    """The hours of one model, of all others or of none, month by month."""

    name: str
    """The model's, or the key of what is none; `called` is what a reader sees."""
    on_model: bool
    values: tuple[float, ...]
    words: tuple[str, ...]


@dataclass(frozen=True)
class HoursChart:
    """Hours by month."""

    months: tuple[str, ...]
    series: tuple[HourSeries, ...]


def hours_view(known: Known, incidents: Sequence[Incident], today: date) -> PartView[HoursChart]:
    """Return the incidents of the picked models, and of none where all are picked, longest first.

    The models stand with most hours first, those whose incidents nobody would know last.
    """
    names = {each.model for each in known.models}
    mine = [each for each in incidents if known.whole or each.model in names]
    sums = _sums(mine)
    first = [name for name in sums if name not in (NO_MODEL, NOT_LIVE)][:SHOWN]
    shown = {name: name for name in (*first, NO_MODEL, NOT_LIVE)}
    groups = [shown.get(_name(each), OTHERS) for each in mine]
    order = [
        *(name for name in first if name in groups),
        *(name for name in (OTHERS, NOT_LIVE, NO_MODEL) if name in groups),
    ]
    return PartView(
        title=_title(mine, sums),
        note=say(
            "From opening to the end, or to now where it is open, in the month in which an "
            "incident opened; incidents at the same time count each. A month may be cut at "
            "either end of the year."
        ),
        charts=_charts(mine, groups, order, today),
        marks=tuple(Mark(name, called(name)) for name in order),
        table=_table(mine, groups),
        models=_models(known),
    )


def _name(each: Incident) -> str:
    if each.model is None:
        return NO_MODEL
    return each.model if each.production else NOT_LIVE


def called(name: str) -> str:
    """Return what a reader sees of a series' name."""
    return say(name) if name in (OTHERS, NO_MODEL, NOT_LIVE) else name


def _sums(incidents: Sequence[Incident]) -> Mapping[str, float]:
    """Return the hours of each name, most first."""
    sums: dict[str, float] = {}
    for each in incidents:
        sums[_name(each)] = sums.get(_name(each), 0.0) + each.hours
    return dict(sorted(sums.items(), key=lambda item: (-item[1], item[0])))


def _title(incidents: Sequence[Incident], sums: Mapping[str, float]) -> str:
    if not incidents:
        return say("No incident of a year is on record for what is picked")
    said = many(
        "{number} incident lasted {hours} in a year",
        "{number} incidents lasted {hours} in a year",
        len(incidents),
        hours=text.hours(sum(sums.values())),
    )
    worst = next((name for name in sums if name not in (NO_MODEL, NOT_LIVE)), None)
    if worst is not None and len(sums) > 1:
        said = say(
            "{sentence}, {hours} of them on {model}",
            sentence=said,
            hours=text.hours(sums[worst]),
            model=worst,
        )
    if NO_MODEL in sums:
        hours = text.hours(sums[NO_MODEL])
        said = say("{sentence}; {hours} found no model", sentence=said, hours=hours)
    return said


def _charts(
    incidents: Sequence[Incident], groups: Sequence[str], order: Sequence[str], today: date
) -> tuple[HoursChart, ...]:
    if not incidents:
        return ()
    months = _months(min(each.opened_at.date() for each in incidents), today)
    cells: dict[tuple[str, date], list[float]] = {}
    for each, group in zip(incidents, groups, strict=True):
        cells.setdefault((group, each.opened_at.date().replace(day=1)), []).append(each.hours)
    return (
        HoursChart(
            tuple(text.month(month) for month in months),
            tuple(
                HourSeries(
                    name,
                    name not in (NO_MODEL, NOT_LIVE),
                    tuple(sum(cells.get((name, month), ())) for month in months),
                    tuple(_words(name, month, cells.get((name, month), ())) for month in months),
                )
                for name in order
            ),
        ),
    )


def _words(name: str, month: date, hours: Sequence[float]) -> str:
    count = text.count(len(hours), "incident", "incidents")
    return f"{called(name)}, {text.month(month)}: {text.hours(sum(hours))}, {count}"


def _months(first: date, last: date) -> list[date]:
    """Return every month from the one of `first` to the one of `last`."""
    from_month, months = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    return [date(at // 12, at % 12 + 1, 1) for at in range(from_month, months + 1)]


def _table(incidents: Sequence[Incident], groups: Sequence[str]) -> Grid:
    return Grid(
        say("Incidents of a year, the longest first"),
        grid.columns(
            say("Model"),
            say("Incident"),
            (say("Opened"), "opt"),
            (say("Lasted"), "n"),
            (say("Hours"), "file"),
            (say("Ended"), "opt"),
            (say("Severity"), "n opt"),
            (say("Incident id"), "file"),
            (say("Source"), "opt"),
        ),
        tuple(
            (
                grid.model(each.model, linked=each.production)
                if each.model is not None
                else grid.words(say("found no model")),
                grid.linked(each.title or each.incident, each.url),
                grid.day(each.opened_at),
                grid.duration(each.hours),
                grid.number(each.hours),
                grid.day(each.resolved_at, say("still open")),
                grid.number(each.severity),
                grid.words(each.incident),
                grid.words(each.source),
            )
            for each in incidents
        ),
        nothing=say("No incident of the last 365 days is on record."),
        marks=tuple((group,) for group in groups),
    )


def _models(known: Known) -> Grid:
    rows = sorted(
        known.models,
        key=lambda each: (each.incident_hours is None, -(each.incident_hours or 0.0), each.model),
    )
    return Grid(
        say("Production models, most incident hours first"),
        grid.columns(
            say("Model"),
            (say("Team"), "opt"),
            (say("Tier"), "opt"),
            (say("Incident hours"), "n"),
            (say("Hours"), "file"),
            (say("Incidents"), "n"),
        ),
        tuple(
            (
                grid.model(each.model),
                grid.words(each.team, text.unknown()),
                grid.words(text.unknown() if each.tier is None else str(each.tier)),
                _hours(each.incident_hours),
                grid.number(each.incident_hours),
                grid.number(each.incidents),
            )
            for each in rows
        ),
    )


def _hours(hours: float | None) -> grid.Cell:
    if hours is None:
        return grid.Cell(text.unknown(), say("no source would know of its incidents"))
    said = text.hours(hours)
    exact = say("{number} hours", number=text.number(hours, ",.2f"))
    return grid.Cell(said, exact, said)
