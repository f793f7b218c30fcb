"""When going back last worked on each model, in a rehearsal or for real."""

from collections.abc import Sequence

from app import text
from app.views import grid
from app.views.grid import Grid
from app.views.marks import by_name
from app.views.rollback import AGE, BEFORE, Known, with_unknown
from app.views.rollback_dots import (
    SHOWN,
    Dot,
    DotChart,
    Dots,
    chart,
    in_words,
    with_drawn,
    within,
)
from app.views.rollback_part import PartView
from app.views.rollback_undo import by_whom
from app.wording import phrase, say
from assessments.rolling_back.values import Return
from assessments.scorecard import ModelFacts

_KIND = {"drill": phrase("a rehearsal"), "return": phrase("for real")}
_CAME = {
    ("drill", True): phrase("a rehearsal worked"),
    ("drill", False): phrase("a rehearsal failed"),
    ("return", True): phrase("for real worked"),
    ("return", False): phrase("for real failed"),
}


def practice_view(known: Known, returns: Sequence[Return]) -> PartView[DotChart]:
    """Return when going back worked on the picked models; `returns` come newest first.

    Of the models stand first those where it failed last, then the longest ago, then the unknown.
    """
    worked: dict[str, Return] = {}
    tried: dict[str, Return] = {}
    for each in returns:
        tried.setdefault(each.model, each)
        if each.succeeded:
            worked.setdefault(each.model, each)
    order = sorted(tried, key=lambda model: _rank(model, worked, tried))
    return PartView(
        title=_title(known, worked, tried),
        note=with_drawn(
            say(
                "A rehearsal or a real return to an earlier version, whenever it was; limits are "
                "those of the questions."
            ),
            order,
        ),
        charts=chart("days", say("Days since"), order, _kinds(worked, tried), known.allowed[AGE]),
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
    if not tried:
        return say("Going back was never tried on any of these models, as far as is known")
    said = _where_it_worked(known, worked)
    failed = sum(not each.succeeded for each in tried.values())
    if failed:
        said = say(
            "{sentence}; on {number} it failed the last time",
            sentence=said,
            number=text.number(failed),
        )
    return with_unknown(said, len(known.models) - len(tried))


def _where_it_worked(known: Known, worked: dict[str, Return]) -> str:
    allowed = known.allowed[AGE]
    models = text.count(len(known.models), "model", "models")
    if not allowed:
        return say(
            "Going back has worked on {number} of {models}",
            number=text.number(len(worked)),
            models=models,
        )
    limit = allowed[0].value
    return say(
        "Going back worked in the last {days} on {number} of {models}",
        days=in_words(limit, "days"),
        number=text.number(sum(each.most_days <= limit for each in worked.values())),
        models=models,
    )


def _kinds(worked: dict[str, Return], tried: dict[str, Return]) -> tuple[Dots, ...]:
    last = tuple(worked.values())
    real = tuple(_dot(each) for each in last if each.kind == "return")
    rehearsed = tuple(_dot(each) for each in last if each.kind == "drill")
    failed = tuple(_dot(each) for each in tried.values() if not each.succeeded)
    return (
        Dots(say(_KIND["return"]), "disc", real),
        Dots(say(_KIND["drill"]), "ring", rehearsed),
        Dots(say("tried last, and it failed"), "cross", failed),
    )


def _dot(each: Return) -> Dot:
    came = say(_CAME[each.kind, each.succeeded])
    if each.hours is not None:
        came = say("{result}, in {time}", result=came, time=text.duration(each.hours))
    return Dot(each.model, float(each.days), f"{each.model}, {text.day(each.at_latest)}: {came}")


def _table(returns: Sequence[Return]) -> Grid:
    return Grid(
        say("Every time that going back was tried"),
        grid.columns(
            say("Model"),
            (say("On"), "opt"),
            (say("Days ago"), "n opt"),
            say("How"),
            say("Worked"),
            (say("Took"), "n opt"),
            (say("Hours"), "file"),
            (say("Done by"), "opt"),
            (say("To version"), "opt"),
            (say("Source"), "opt"),
        ),
        tuple(
            (
                grid.model(each.model),
                grid.day(each.at_latest),
                _days(each),
                grid.linked(say(_KIND[each.kind]), each.url),
                _came(each, say("yes"), say("no, it failed")),
                grid.duration(each.hours),
                grid.number(each.hours),
                grid.words(by_whom(each.automatic)),
                grid.words(each.version, text.unknown() if each.kind == "return" else ""),
                grid.words(each.source),
            )
            for each in returns
        ),
        nothing=say("No rehearsal and no return is on record."),
        marks=tuple((each.model,) for each in returns),
    )


def _came(each: Return, worked: str, failed: str) -> grid.Cell:
    return grid.words(worked if each.succeeded else failed, bad=not each.succeeded)


def _days(each: Return | None) -> grid.Cell:
    """Return days since, or from when to when where it is not known to the day."""
    if each is None:
        return grid.number(None)
    if each.days == each.most_days:
        return grid.number(each.days)
    said = text.between(text.number(each.days), text.number(each.most_days))
    return grid.Cell(said, raw=said)


def _models(known: Known, worked: dict[str, Return], tried: dict[str, Return]) -> Grid:
    rows = sorted(known.models, key=lambda each: _rank(each.model, worked, tried))
    return Grid(
        say("Production models, where the way back is least practised first"),
        grid.columns(
            say("Model"),
            (say("Team"), "opt"),
            (say("Tier"), "opt"),
            (say("Worked last"), "opt"),
            (say("Days ago"), "n"),
            (say("How"), "opt"),
            (say("Limit kept"), "opt"),
            say("Last try"),
            say("Way back"),
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
        grid.words(None if worked is None else say(_KIND[worked.kind]), text.unknown()),
        grid.words(kept, bad=bad),
        _last_try(tried),
        _before(known, facts.model),
    )


def _last_try(tried: Return | None) -> grid.Cell:
    if tried is None:
        return grid.words(None, text.unknown())
    return _came(tried, say("worked"), say("failed"))


def _before(known: Known, model: str) -> grid.Cell:
    value, why = known.value(BEFORE, model), known.detail(BEFORE, model)
    if value is None:
        return grid.Cell(text.unknown(), why)
    said = say("ready") if value else say("gone")
    return grid.Cell(said, why, said, bad=not value)
