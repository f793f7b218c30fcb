"""How long it took to take each model back, against the limits of the levels."""

from collections.abc import Mapping, Sequence
from statistics import median

from app import text
from app.views import grid
from app.views.grid import Grid
from app.views.marks import by_name
from app.views.rollback import RECOVERY, Known, hours_of, recoveries_said, typical
from app.views.rollback_dots import (
    LEAST_HOURS,
    SHOWN,
    Dot,
    DotChart,
    Dots,
    Limit,
    Look,
    chart,
    in_words,
    with_drawn,
    within,
)
from app.views.rollback_part import PartView
from app.wording import many, phrase, say
from assessments.rolling_back.values import Recovery

_HOW = {
    ("release", "rollback"): phrase("rolled back"),
    ("release", "hotfix"): phrase("hot-fixed"),
    ("release", "incident"): phrase("until the incident was closed"),
    ("release", None): phrase("not restored, as far as is known"),
    ("drill", None): phrase("rehearsed"),
    ("return", None): phrase("went back, nothing had failed"),
}
_HOW_VERSION = {
    "rollback": phrase("version {version} rolled back"),
    "hotfix": phrase("version {version} hot-fixed"),
    "incident": phrase("version {version} until the incident was closed"),
    None: phrase("version {version} not restored, as far as is known"),
}
_LOOKS: dict[tuple[str, str | None], Look] = {
    ("release", "rollback"): "disc",
    ("release", "hotfix"): "diamond",
    ("release", "incident"): "square",
    ("drill", None): "ring",
}


def undo_view(known: Known, recoveries: Sequence[Recovery]) -> PartView[DotChart]:
    """Return the recoveries of the picked models, newest first; of the models the slowest first."""
    usual = typical(recoveries)
    order = sorted(usual, key=lambda model: (-usual[model], model))
    return PartView(
        title=_title(known, recoveries, usual),
        note=with_drawn(_note(recoveries), order),
        charts=chart(
            "hours", say("Time to undo"), order, _kinds(recoveries, usual), _limits(known)
        ),
        marks=by_name(order[:SHOWN]),
        table=recovery_table(
            recoveries, say("Recoveries of a year"), say("No recovery is on record.")
        ),
        models=_models(known, recoveries, usual),
    )


def _note(recoveries: Sequence[Recovery]) -> str:
    said = say(
        "From the start of a failed release to the end of the rollback or hotfix that ended it, "
        "else to the incident's end, so that it can be longer than the incident; and each timed "
        "rehearsal that worked. The line is a model's median; limits are those of the questions."
    )
    left = sum(not each.counted for each in recoveries)
    if not left:
        return said
    return many(
        "{note} {number} more row of the table does not count: not restored yet, failed or "
        "without a time.",
        "{note} {number} more rows of the table do not count: not restored yet, failed or "
        "without a time.",
        left,
        note=said,
    )


def _limits(known: Known) -> tuple[Limit, ...]:
    return known.allowed[RECOVERY]


def _title(known: Known, recoveries: Sequence[Recovery], usual: Mapping[str, float]) -> str:
    if not usual:
        return say("No model was taken back in a year, as far as is known")
    slowest = max(usual, key=lambda model: (usual[model], model))
    hours = [each for found in hours_of(recoveries).values() for each in found]
    gaps = {
        "model": slowest,
        "time": text.duration(usual[slowest]),
        "recoveries": recoveries_said(recoveries),
    }
    allowed = _limits(known)
    if not allowed:
        return say(
            "{model} takes longest, {time} at the median; half of {recoveries} took at most "
            "{limit}",
            **gaps,
            limit=text.duration(median(hours)),
        )
    limit = allowed[0].value
    return say(
        "{model} takes longest, {time} at the median; {number} of {recoveries} took at most "
        "{limit}",
        **gaps,
        number=text.number(sum(each <= limit for each in hours)),
        limit=in_words(limit, "hours"),
    )


def _kinds(recoveries: Sequence[Recovery], usual: Mapping[str, float]) -> tuple[Dots, ...]:
    kinds = [
        Dots(
            say(_HOW[ended]),
            look,
            tuple(
                _dot(each, each.hours)
                for each in recoveries
                if each.counted and each.hours is not None and _ended(each) == ended
            ),
        )
        for ended, look in _LOOKS.items()
    ]
    medians = tuple(_median(model, value) for model, value in usual.items())
    return (*kinds, Dots(say("median"), "tick", medians))


def _median(model: str, hours: float) -> Dot:
    said = say("{model}: {time} at the median", model=model, time=text.duration(hours))
    return Dot(model, max(hours, LEAST_HOURS), said)


def _dot(each: Recovery, hours: float) -> Dot:
    when = text.day(each.ended_at)
    what = _what(each)
    because = f", {each.incident_title}" if each.incident_title else ""
    return Dot(
        each.model,
        max(hours, LEAST_HOURS),
        f"{each.model}, {when}: {text.duration(hours)}, {what}{because}",
    )


def _ended(each: Recovery) -> tuple[str, str | None] | None:
    """Return what ended it; None: a rehearsal failed, so nothing did."""
    if each.kind == "drill" and not each.succeeded:
        return None
    return each.kind, each.ended_by


def _what(each: Recovery) -> str:
    ended = _ended(each)
    if ended is None:
        return say("rehearsed, and it failed")
    if each.kind != "release" or each.version is None:
        return say(_HOW[ended])
    return say(_HOW_VERSION[each.ended_by], version=each.version)


def by_whom(automatic: bool | None) -> str:
    """Return whether the pipeline did it alone."""
    match automatic:
        case None:
            return text.unknown()
        case True:
            return say("the pipeline")
        case False:
            return say("by hand")


def recovery_table(recoveries: Sequence[Recovery], caption: str, nothing: str) -> Grid:
    """Return recoveries as rows, in their order."""
    return Grid(
        caption,
        grid.columns(
            say("Model"),
            (say("Over on"), "opt"),
            (say("Took"), "n"),
            (say("Hours"), "file"),
            say("What"),
            (say("Done by"), "opt"),
            (say("Incident"), "opt"),
            (say("Failed release"), "file"),
            (say("Release began"), "file"),
            (say("Counts"), "file"),
            (say("Source"), "opt"),
        ),
        tuple(_row(each) for each in recoveries),
        nothing=nothing,
        marks=tuple((each.model,) for each in recoveries),
    )


def _row(each: Recovery) -> tuple[grid.Cell, ...]:
    return (
        grid.model(each.model),
        grid.day(each.ended_at, say("not yet") if each.kind == "release" else text.unknown()),
        grid.duration(each.hours),
        grid.number(each.hours),
        grid.words(_what(each), bad=each.succeeded is False),
        grid.words(by_whom(each.automatic)),
        grid.linked(each.incident_title or each.incident, each.url, _no_incident(each)),
        grid.words(each.release if each.kind == "release" else None),
        grid.day(each.began_at, ""),
        grid.words(say("yes") if each.counted else say("no")),
        grid.words(", ".join(each.sources)),
    )


def _no_incident(each: Recovery) -> str:
    return say("none named") if each.kind == "release" else ""


def _models(known: Known, recoveries: Sequence[Recovery], usual: Mapping[str, float]) -> Grid:
    hours = hours_of(recoveries)
    waiting = [each.model for each in recoveries if each.kind == "release" and not each.ended_at]
    allowed = _limits(known)
    rows = sorted(
        known.models,
        key=lambda each: (each.model not in usual, -usual.get(each.model, 0.0), each.model),
    )
    return Grid(
        say("Production models, the slowest to take back first"),
        grid.columns(
            say("Model"),
            (say("Team"), "opt"),
            (say("Tier"), "opt"),
            (say("Typical time"), "n"),
            (say("Hours"), "file"),
            say("Limit kept"),
            (say("Slowest"), "n opt"),
            (say("Recoveries"), "n opt"),
            (say("Not restored"), "n opt"),
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
                grid.number(len(hours.get(each.model, ())) or None, none=say("none known")),
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
    return grid.number(number if number or known else None, none=say("none known"))
