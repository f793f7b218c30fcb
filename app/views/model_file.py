"""The models that are listed as a file: one line a model, every number exact."""

from collections.abc import Sequence
from decimal import Decimal

from app import text
from app.conventions import Conventions, written_as
from app.views import grid
from app.views.grid import Cell, Grid
from app.views.model_choice import Wanted, shown_finding, wanted_models
from app.views.model_list import card_state, undo_times
from app.views.model_values import CARD, REHEARSED, RELEASERS, Listed, Listing, above_plan
from app.wording import phrase, say
from assessments.model_details import MonthCosts
from assessments.scorecard import Amounts
from assessments.scoring import Observation, Verdict

_HEADS = (
    *(phrase("Model"), phrase("Team"), phrase("Tier"), phrase("Owner")),
    *(phrase("Owner works here"), phrase("Verdict"), phrase("Verdict is of")),
    *(phrase("Contradicted claims"), phrase("Hours to undo"), phrase("Hours are of")),
    *(phrase("Verified level of undoing"), phrase("Days since going back worked")),
    *(phrase("At most"), phrase("Model card"), phrase("Card edited")),
    *(phrase("Incidents in 365 days"), phrase("Incident hours")),
    *(phrase("People who can release"), phrase("At most that many"), phrase("Exposure")),
    phrase("Closed month"),
)
_MONEY = (
    phrase("Cost of 30 days"),
    phrase("Cost of the closed month"),
    phrase("Plan of it"),
    phrase("Above plan"),
    phrase("Cost of 1000 predictions"),
)
"""Once for each currency."""


def models_csv(listed: Listing, wanted: Wanted, reader: Conventions) -> bytes:
    """Return the list as a file in its reader's words, though nobody reads when it is made."""
    with written_as(reader):
        return grid.csv_of(models_grid(listed, wanted))


def models_grid(listed: Listing, wanted: Wanted) -> Grid:
    """Return every model that is wanted, in the order that is asked for."""
    models = wanted_models(listed, wanted)
    currencies = _currencies(models)
    money = (f"{say(head)}, {each}" for each in currencies for head in _MONEY)
    return Grid(
        say("The models that are shown"),
        grid.columns(*map(say, _HEADS), *money),
        tuple(_row(listed, wanted, each, currencies) for each in models),
    )


def _currencies(models: Sequence[Listed]) -> tuple[str, ...]:
    found = {each for model in models for each in model.score.facts.effective_cost}
    return tuple(sorted(found | {each.currency for m in models for each in m.details.costs}))


def _row(
    listed: Listing, wanted: Wanted, each: Listed, currencies: Sequence[str]
) -> tuple[Cell, ...]:
    facts, month = each.score.facts, each.details.month
    worst = shown_finding(each, wanted)
    edited = each.details.card_edited_at
    return (
        *map(grid.words, (facts.model, facts.team)),
        grid.number(facts.tier),
        grid.words(facts.owner),
        grid.words(_works_here(facts.owner, active=facts.owner_active)),
        grid.words(text.verdict(worst.verdict if worst else Verdict.NOT_ASSESSED)),
        grid.words(worst.question.title if worst else None),
        grid.number(each.contradicted),
        *_undo(listed, each),
        *_bounds(listed, each, REHEARSED),
        grid.words(card_state(listed.value(each.score, CARD), each.details)[1]),
        grid.day(edited.date() if edited else None),
        grid.number(facts.incidents),
        grid.number(facts.incident_hours),
        *_bounds(listed, each, RELEASERS),
        grid.number(each.score.exposure),
        Cell(text.unknown()) if month is None else grid.month(month),
        *(
            cell
            for currency in currencies
            for cell in _money(
                currency,
                facts.effective_cost,
                {cost.currency: cost for cost in each.details.costs},
            )
        ),
    )


def _works_here(owner: str | None, *, active: bool | None) -> str:
    if owner is None or active is None:
        return text.unknown()
    return say("yes") if active else say("no")


def _undo(listed: Listing, each: Listed) -> tuple[Cell, Cell, Cell]:
    found = listed.undo(each.score)
    if found is None:
        return (Cell(text.unknown()), grid.words(None), Cell(text.unknown()))
    finding, seen = found
    times = undo_times(seen) or None
    return (grid.number(seen.value), grid.words(times), grid.number(finding.verified))


def _bounds(listed: Listing, each: Listed, probe: str) -> tuple[Cell, Cell]:
    """Return the least and the most that a number may be."""
    found = listed.seen(each.score, probe)
    if found is None:
        return (Cell(text.unknown()), Cell(text.unknown()))
    return (grid.number(_either(found[1], "low")), grid.number(_either(found[1], "high")))


def _either(seen: Observation, bound: str) -> float | None:
    if seen.value is not None:
        return seen.value
    return seen.low if bound == "low" else seen.high


def _money(
    currency: str, window: Amounts, costs: dict[str, MonthCosts]
) -> tuple[Cell, Cell, Cell, Cell, Cell]:
    month = costs.get(currency)
    spent: Decimal | None = month.effective_cost if month else None
    planned = month.planned if month else None
    return (
        grid.money(window.get(currency), currency),
        grid.money(spent, currency),
        grid.money(planned, currency),
        grid.difference(above_plan(month) if month and planned is not None else None, currency),
        grid.price(month.unit_cost if month else None, currency),
    )
