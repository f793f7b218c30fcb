"""What share of each model's releases failed, against the limits of the levels."""

from collections.abc import Sequence

from app import text
from app.views import grid
from app.views.grid import Grid
from app.views.marks import by_name
from app.views.rollback import FAILED, Known, counted, with_unknown
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
from app.views.rollback_undo import recovery_table
from app.wording import many, say
from assessments.rolling_back.values import Recovery
from assessments.scorecard import ModelFacts
from assessments.scoring import Observation


def failed_view(known: Known, recoveries: Sequence[Recovery]) -> PartView[DotChart]:
    """Return the failed releases of the picked models, newest first.

    The models stand with the highest share first, those whose failures are not counted last.
    """
    failed = [each for each in recoveries if each.kind == "release"]
    shares = {
        each.model: found.value
        for each in known.models
        if (found := known.seen.get((FAILED, each.model))) and found.value is not None
    }
    least = {
        each.model: found.low
        for each in known.models
        if (found := known.seen.get((FAILED, each.model))) and found.low is not None
    }
    ranked = shares | least
    order = sorted(ranked, key=lambda model: (model in least, -ranked[model], model))
    return PartView(
        title=_title(known, shares),
        note=with_drawn(
            say(
                "Releases and hotfixes of 365 days that an incident or a rollback followed; those "
                "of the last 72 hours are listed and not yet counted. Limits are those of the "
                "questions."
            ),
            order,
        ),
        charts=chart(
            "share",
            say("Releases that failed"),
            order,
            (
                Dots(say("counted"), "disc", tuple(_dot(known, each) for each in shares)),
                Dots(say("at least"), "ring", tuple(_dot(known, each) for each in least)),
            ),
            known.allowed[FAILED],
        ),
        marks=by_name(order[:SHOWN]),
        table=recovery_table(
            failed, say("Failed releases of a year"), say("No failed release is on record.")
        ),
        models=_models(known, order),
    )


def _title(known: Known, shares: dict[str, float]) -> str:
    if not shares:
        return say("How many releases fail is counted of no model")
    said = _how_many(*counted(known))
    allowed = known.allowed[FAILED]
    if allowed:
        limit = allowed[-1].value
        said = many(
            "{sentence}; {number} of {models} lies above {limit}",
            "{sentence}; {number} of {models} lie above {limit}",
            sum(each > limit for each in shares.values()),
            sentence=said,
            models=text.count(len(shares), "model", "models"),
            limit=in_words(limit, "share"),
        )
    return with_unknown(said, len(known.models) - len(shares))


def _how_many(failures: int, releases: int) -> str:
    said = many(
        "{number} of {releases} failed in a year",
        "{number} of {releases} failed in a year",
        failures,
        releases=text.count(releases, "release", "releases"),
    )
    return f"{said} ({text.share(failures / releases)})" if releases else said


def _dot(known: Known, model: str) -> Dot:
    found = known.seen[FAILED, model]
    value = found.value if found.value is not None else found.low
    return Dot(model, value or 0.0, f"{model}: {known.detail(FAILED, model)}")


def _models(known: Known, order: Sequence[str]) -> Grid:
    place = {model: at for at, model in enumerate(order)}
    rows = sorted(known.models, key=lambda each: (place.get(each.model, len(place)), each.model))
    return Grid(
        say("Production models, the highest share of failed releases first"),
        grid.columns(
            say("Model"),
            (say("Team"), "opt"),
            (say("Tier"), "opt"),
            (say("Failed"), "n"),
            (say("Share"), "file"),
            (say("Failures"), "n opt"),
            (say("Releases"), "n opt"),
            say("Limit kept"),
        ),
        tuple(_row(known, each, known.seen.get((FAILED, each.model))) for each in rows),
    )


def _row(known: Known, facts: ModelFacts, found: Observation | None) -> tuple[grid.Cell, ...]:
    value = None if found is None else found.value
    kept, bad = within(value, known.allowed[FAILED], "share")
    return (
        grid.model(facts.model),
        grid.words(facts.team, text.unknown()),
        grid.words(text.unknown() if facts.tier is None else str(facts.tier)),
        grid.Cell(
            text.share(value),
            known.detail(FAILED, facts.model),
            None if value is None else text.share(value),
        ),
        grid.number(value),
        grid.number(None if found is None else found.hits),
        grid.number(None if found is None else found.n),
        grid.words(kept, bad=bad),
    )
