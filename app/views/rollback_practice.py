"""When going back last worked on each model, in a rehearsal or for real."""

from collections.abc import Sequence
from dataclasses import dataclass

from app import text
from app.views import grid
from app.views.grid import Grid
from app.views.marks import Mark, by_name
from app.views.rollback import AGE, BEFORE, Known
from app.views.rollback_dots import (
    SHOWN,
    Dot,
    DotChart,
    Dots,
    chart,
    drawn_words,
    in_words,
    within,
)
from app.views.rollback_undo import by_whom
from assessments.rolling_back.values import Return
from assessments.scorecard import ModelFacts

_KIND = {"drill": "a rehearsal", "return": "for real"}


@dataclass(frozen=True)
class PracticeView:
    """The returns that were tried."""

    title: str
    note: str
    charts: tuple[DotChart, ...]
    marks: tuple[Mark, ...]
    table: Grid
    """Every try, newest first."""
    models: Grid
    """The models: those where it failed last, then the longest ago, then the unknown ones."""


def practice_view(known: Known, returns: Sequence[Return]) -> PracticeView:
    """Return when going back worked on the picked models; `returns` come newest first."""
    worked: dict[str, Return] = {}
    tried: dict[str, Return] = {}
    for each in returns:
        tried.setdefault(each.model, each)
        if each.succeeded:
            worked.setdefault(each.model, each)
    order = sorted(tried, key=lambda model: _rank(model, worked, tried))
    return PracticeView(
        title=_title(known, worked, tried),
        note=(
            "A rehearsal or a real return to an earlier version, whenever it was; limits are "
            f"those of the questions.{drawn_words(order)}"
        ),
        charts=chart("days", "Days since", order, _kinds(worked, tried), known.allowed[AGE]),
        marks=by_name(order[:SHOWN]),
        table=_table(returns),
        models=_models(known, worked, tried),
    )


def _rank(
    model: str, worked: dict[str, Return], tried: dict[str, Return]
) -> tuple[bool, bool, int, str]:
    """Return the order: failed last first, the longest ago first, never tried at the end."""
    if model not in tried:
        return (True, True, 0, model)
    last = worked.get(model)
    return (False, tried[model].succeeded, -(last or tried[model]).days, model)


def _title(known: Known, worked: dict[str, Return], tried: dict[str, Return]) -> str:
    count = len(known.models)
    if not tried:
        return "Going back was never tried on any of these models, as far as is known"
    allowed = known.allowed[AGE]
    never = count - len(tried)
    untried = f"; nothing is known of {text.number(never)}" if never else ""
    models = text.count(count, "model", "models")
    failed = sum(not each.succeeded for each in tried.values())
    lost = f"; on {text.number(failed)} it failed the last time" if failed else ""
    if not allowed:
        return f"Going back has worked on {text.number(len(worked))} of {models}{lost}{untried}"
    limit = allowed[0].value
    lately = sum(each.most_days <= limit for each in worked.values())
    days = in_words(limit, "days")
    return (
        f"Going back worked in the last {days} on {text.number(lately)} of {models}{lost}{untried}"
    )


def _kinds(worked: dict[str, Return], tried: dict[str, Return]) -> tuple[Dots, ...]:
    last = tuple(worked.values())
    failures = [each for each in tried.values() if not each.succeeded]
    return (
        Dots("for real", "disc", tuple(_dot(each) for each in last if each.kind == "return")),
        Dots("a rehearsal", "ring", tuple(_dot(each) for each in last if each.kind == "drill")),
        Dots("tried last, and it failed", "cross", tuple(_dot(each) for each in failures)),
    )


def _dot(each: Return) -> Dot:
    took = "" if each.hours is None else f", in {text.duration(each.hours)}"
    result = "worked" if each.succeeded else "failed"
    return Dot(
        each.model,
        float(each.days),
        f"{each.model}, {text.day(each.at_latest)}: {_KIND[each.kind]} {result}{took}",
    )


def _table(returns: Sequence[Return]) -> Grid:
    return Grid(
        "Every time that going back was tried",
        grid.columns(
            *("Model", "On|opt", "Days ago|n opt", "How", "Worked", "Took|n opt", "Hours|file"),
            *("Done by|opt", "To version|opt", "Source|opt"),
        ),
        tuple(
            (
                grid.model(each.model),
                grid.day(each.at_latest),
                _days(each),
                grid.linked(_KIND[each.kind], each.url),
                grid.words("yes" if each.succeeded else "no, it failed", bad=not each.succeeded),
                grid.duration(each.hours),
                grid.number(each.hours),
                grid.words(by_whom(each.automatic)),
                grid.words(each.version, text.unknown() if each.kind == "return" else ""),
                grid.words(each.source),
            )
            for each in returns
        ),
        nothing="No rehearsal and no return is on record.",
        marks=tuple((each.model,) for each in returns),
    )


def _days(each: Return | None) -> grid.Cell:
    """Return days since, or from when to when where it is not known to the day."""
    if each is None:
        return grid.number(None)
    if each.days == each.most_days:
        return grid.number(each.days)
    said = f"{text.number(each.days)} to {text.number(each.most_days)}"
    return grid.Cell(said, raw=said)


def _models(known: Known, worked: dict[str, Return], tried: dict[str, Return]) -> Grid:
    rows = sorted(known.models, key=lambda each: _rank(each.model, worked, tried))
    return Grid(
        "Production models, where the way back is least practised first",
        grid.columns(
            *("Model", "Team|opt", "Tier|opt", "Worked last|opt", "Days ago|n", "How|opt"),
            *("Limit kept|opt", "Last try", "Way back"),
        ),
        tuple(_row(known, each, worked.get(each.model), tried.get(each.model)) for each in rows),
    )


def _row(
    known: Known, facts: ModelFacts, worked: Return | None, tried: Return | None
) -> tuple[grid.Cell, ...]:
    kept, bad = within(None if worked is None else worked.most_days, known.allowed[AGE], "days")
    return (
        grid.model(facts.model),
        grid.words(facts.team, text.unknown()),
        grid.words(text.unknown() if facts.tier is None else str(facts.tier)),
        grid.day(None if worked is None else worked.at_latest),
        _days(worked),
        grid.words(None if worked is None else _KIND[worked.kind], text.unknown()),
        grid.words(kept, bad=bad),
        _last_try(tried),
        _before(known, facts.model),
    )


def _last_try(tried: Return | None) -> grid.Cell:
    if tried is None:
        return grid.words(None, text.unknown())
    return grid.words("worked" if tried.succeeded else "failed", bad=not tried.succeeded)


def _before(known: Known, model: str) -> grid.Cell:
    value, why = known.value(BEFORE, model), known.detail(BEFORE, model)
    said = text.unknown() if value is None else "ready" if value else "gone"
    return grid.Cell(said, why, None if value is None else said, bad=value == 0)
