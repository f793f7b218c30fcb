"""The models that are listed as a file: one line a model, every number exact."""

from collections.abc import Sequence
from decimal import Decimal

from app import text
from app.views import grid
from app.views.grid import Cell, Grid
from app.views.model_list import (
    Listed,
    Listing,
    Wanted,
    above_plan,
    card_state,
    shown_finding,
    undo,
    wanted_models,
)
from assessments.model_details import MonthCosts
from assessments.scorecard import Amounts
from assessments.scoring import Observation

_HEADS = (
    *("Model", "Team", "Tier", "Owner", "Owner works here", "Verdict", "Verdict is of"),
    *("Contradicted claims", "Hours to undo", "Hours are of", "Verified level of undoing"),
    *("Days since going back worked", "At most", "Model card", "Card edited"),
    *("Incidents in 365 days", "Incident hours", "People who can release", "At most that many"),
    *("Exposure", "Closed month"),
)


def models_grid(listed: Listing, wanted: Wanted) -> Grid:
    """Return every model that is wanted, in the order that is asked for."""
    models = wanted_models(listed, wanted)
    currencies = _currencies(models)
    heads = [f"{head}, {each}" for each in currencies for head in _MONEY]
    return Grid(
        "The models that are shown",
        grid.columns(*_HEADS, *heads),
        tuple(_row(listed, wanted, each, currencies) for each in models),
    )


_MONEY = (
    "Cost of 30 days",
    "Cost of the closed month",
    "Plan of it",
    "Above plan",
    "Cost of 1000 predictions",
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
        grid.words(text.verdict(worst.verdict) if worst else "not assessed"),
        grid.words(worst.question.title if worst else None),
        grid.number(each.contradicted),
        *_undo(listed, each),
        *_bounds(listed, each, "return_age_days"),
        grid.words(card_state(listed.value(each.score, "card_exists"))[1]),
        grid.day(edited.date() if edited else None),
        grid.number(facts.incidents),
        grid.number(facts.incident_hours),
        *_bounds(listed, each, "active_releasers"),
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
    return "yes" if active else "no"


def _undo(listed: Listing, each: Listed) -> tuple[Cell, Cell, Cell]:
    told = undo(listed, each.score)
    if told is None:
        return (Cell(text.unknown()), grid.words(None), Cell(text.unknown()))
    finding, seen, which = told
    return (grid.number(seen.value), grid.words(which or None), grid.number(finding.verified))


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
