"""How long it took to take each model back, against the limits of the levels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from app import text
from app.views import grid
from app.views.grid import Grid
from app.views.marks import Mark, by_name
from app.views.rollback import RECOVERY, Known, hours_of, typical
from app.views.rollback_dots import (
    LEAST_HOURS,
    SHOWN,
    Dot,
    DotChart,
    Dots,
    Limit,
    Look,
    chart,
    drawn_words,
    in_words,
    within,
)
from assessments.rolling_back.values import Recovery

_HOW = {
    ("release", "rollback"): "rolled back",
    ("release", "hotfix"): "hot-fixed",
    ("release", "incident"): "until the incident was closed",
    ("release", None): "not restored, as far as is known",
    ("drill", None): "rehearsed",
    ("return", None): "went back, nothing had failed",
}
_LOOKS: tuple[tuple[str, Look], ...] = (
    ("rolled back", "disc"),
    ("hot-fixed", "diamond"),
    ("until the incident was closed", "square"),
    ("rehearsed", "ring"),
)


@dataclass(frozen=True)
class UndoView:
    """The recoveries of a year."""

    title: str
    note: str
    charts: tuple[DotChart, ...]
    marks: tuple[Mark, ...]
    table: Grid
    """The recoveries, newest first."""
    models: Grid
    """The models, slowest first, those of which nothing is known last."""


def undo_view(known: Known, recoveries: Sequence[Recovery]) -> UndoView:
    """Return the recoveries of the picked models."""
    usual = typical(recoveries)
    order = sorted(usual, key=lambda model: (-usual[model], model))
    return UndoView(
        title=_title(known, recoveries, usual),
        note=(
            "From the start of a failed release to the end of the rollback or hotfix that ended "
            "it, else to the incident's end; and each timed rehearsal that worked. The line is a "
            f"model's median; limits are those of the questions.{drawn_words(order)}"
        ),
        charts=chart("hours", "Time to undo", order, _kinds(recoveries, usual), _limits(known)),
        marks=by_name(order[:SHOWN]),
        table=recovery_table(recoveries, "Recoveries of a year", "No recovery is on record."),
        models=_models(known, recoveries, usual),
    )


def _limits(known: Known) -> tuple[Limit, ...]:
    return known.allowed[RECOVERY]


def _title(known: Known, recoveries: Sequence[Recovery], usual: Mapping[str, float]) -> str:
    if not usual:
        return "No model was taken back in a year, as far as is known"
    hours = [each for found in hours_of(recoveries).values() for each in found]
    count = text.count(len(hours), "recovery", "recoveries")
    slowest = max(usual, key=lambda model: (usual[model], model))
    said = f"{slowest} takes longest, {text.duration(usual[slowest])} at the median"
    allowed = _limits(known)
    if not allowed:
        return f"{said}; half of {count} took at most {text.duration(median(hours))}"
    fast = sum(each <= allowed[0].value for each in hours)
    limit = in_words(allowed[0].value, "hours")
    return f"{said}; {text.number(fast)} of {count} took at most {limit}"


def _kinds(recoveries: Sequence[Recovery], usual: Mapping[str, float]) -> tuple[Dots, ...]:
    kinds = [
        Dots(
            name,
            look,
            tuple(
                _dot(each, each.hours)
                for each in recoveries
                if each.counted and each.hours is not None and how(each) == name
            ),
        )
        for name, look in _LOOKS
    ]
    medians = tuple(
        Dot(model, max(value, LEAST_HOURS), f"{model}: {text.duration(value)} at the median")
        for model, value in usual.items()
    )
    return (*kinds, Dots("median", "tick", medians))


def _dot(each: Recovery, hours: float) -> Dot:
    when = text.day(each.ended_at)
    what = _what(each)
    because = f", {each.incident_title}" if each.incident_title else ""
    return Dot(
        each.model,
        max(hours, LEAST_HOURS),
        f"{each.model}, {when}: {text.duration(hours)}, {what}{because}",
    )


def how(each: Recovery) -> str:
    """Return how it ended, in words."""
    if each.kind == "drill" and not each.succeeded:
        return "rehearsed, and it failed"
    return _HOW[each.kind, each.ended_by]


def _what(each: Recovery) -> str:
    if each.kind != "release" or each.version is None:
        return how(each)
    return f"version {each.version} {how(each)}"


def by_whom(automatic: bool | None) -> str:
    """Return whether the pipeline did it alone."""
    match automatic:
        case None:
            return text.unknown()
        case True:
            return "the pipeline"
        case False:
            return "by hand"


def recovery_table(recoveries: Sequence[Recovery], caption: str, nothing: str) -> Grid:
    """Return recoveries as rows, in their order."""
    return Grid(
        caption,
        grid.columns(
            *("Model", "Over on|opt", "Took|n", "Hours|file", "What", "Done by|opt"),
            *("Incident|opt", "Failed release|file", "Release began|file", "Counts|file"),
            "Source|opt",
        ),
        tuple(_row(each) for each in recoveries),
        nothing=nothing,
        marks=tuple((each.model,) for each in recoveries),
    )


def _row(each: Recovery) -> tuple[grid.Cell, ...]:
    return (
        grid.model(each.model),
        grid.day(each.ended_at, "not yet" if each.kind == "release" else text.unknown()),
        grid.duration(each.hours),
        grid.number(each.hours),
        grid.words(_what(each), bad=each.succeeded is False),
        grid.words(by_whom(each.automatic)),
        grid.linked(each.incident_title or each.incident, each.url, _no_incident(each)),
        grid.words(each.release if each.kind == "release" else None),
        grid.day(each.began_at, ""),
        grid.words("yes" if each.counted else "no"),
        grid.words(", ".join(each.sources)),
    )


def _no_incident(each: Recovery) -> str:
    return "none named" if each.kind == "release" else ""


def _models(known: Known, recoveries: Sequence[Recovery], usual: Mapping[str, float]) -> Grid:
    hours = hours_of(recoveries)
    waiting = [each.model for each in recoveries if each.kind == "release" and not each.ended_at]
    allowed = _limits(known)
    rows = sorted(
        known.models,
        key=lambda each: (each.model not in usual, -usual.get(each.model, 0.0), each.model),
    )
    return Grid(
        "Production models, the slowest to take back first",
        grid.columns(
            *("Model", "Team|opt", "Tier|opt", "Typical time|n", "Hours|file", "Limit kept"),
            *("Slowest|n opt", "Recoveries|n opt", "Not restored|n opt"),
        ),
        tuple(
            (
                grid.model(each.model),
                grid.words(each.team, text.unknown()),
                grid.words(text.unknown() if each.tier is None else str(each.tier)),
                _typical(usual.get(each.model), known.detail(RECOVERY, each.model)),
                grid.number(usual.get(each.model)),
                _kept(usual.get(each.model), allowed),
                grid.duration(max(hours.get(each.model, ()), default=None)),
                grid.number(len(hours.get(each.model, ())) or None, none="none known"),
                _waiting(waiting.count(each.model), known=each.model in usual),
            )
            for each in rows
        ),
    )


def _kept(value: float | None, allowed: Sequence[Limit]) -> grid.Cell:
    said, bad = within(value, allowed, "hours")
    return grid.words(said, bad=bad)


def _typical(hours: float | None, why: str) -> grid.Cell:
    said = text.duration(hours)
    return grid.Cell(said, why, None if hours is None else said)


def _waiting(number: int, *, known: bool) -> grid.Cell:
    return grid.number(number if number or known else None, none="none known")
