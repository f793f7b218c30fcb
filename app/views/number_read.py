"""Numbers that rows make, as they are read now: charges, incidents, and what found no model."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from app import text
from app.views.behind import UNALLOCATED, RowsView, called, grid_of, rows_view
from app.views.coverage import joined
from app.views.headline import unowned_models
from app.views.number import NumberView
from app.views.parts import added
from app.wording import many, say
from assessments.behind import Behind
from assessments.plan.targets import organisation_scores
from assessments.scorecard import Amounts, Scorecard
from assessments.scorecard.money import controlled


def charges_view(model: str, behind: Behind) -> RowsView:
    """Return the charges of one model in the money window, or what is on no model."""
    landed = behind.spend(model)
    return rows_view(landed, say("Charges of {model}", model=called(model)))


def spend_of(model: str, card: Scorecard, behind: Behind) -> NumberView | None:
    """Return the charges of one model, or (empty) what makes up the AI spend."""
    if not model:
        return labelled_money("AI spend", card, behind)
    facts = {each.facts.model: each.facts for each in card.models}
    if model not in facts:
        return None
    spent = facts[model].effective_cost
    title = say("{model}: {money} a month", model=model, money=text.money(spent))
    return NumberView(title, _summed(card, spent), (charges_view(model, behind),))


def _summed(card: Scorecard, amounts: Amounts) -> str:
    cents = {each: value.quantize(Decimal("0.01")) for each, value in amounts.items()}
    return say(
        "Together {money}, effective cost without tax, {days}.",
        money=text.exact_money(cents, say("nothing")),
        days=text.days(card.money.window_from, card.money.window_until),
    )


def labelled_money(label: str, card: Scorecard, behind: Behind) -> NumberView | None:
    """Return what makes one of the labelled amounts; an address names it by its English label."""
    if label == "On no model":
        spent, charges = card.money.unallocated, charges_view(UNALLOCATED, behind)
        return NumberView(_labelled(label, spent), _summed(card, spent), (charges,))
    target = card.money.target_level
    under = set(controlled(card.models, organisation_scores(card), target))
    unowned = {each.model for each in unowned_models([each.facts for each in card.models])}
    kept: dict[str, Callable[[str], bool]] = {
        "AI spend": lambda _model: True,
        "Under control": lambda model: model in under,
        "On known models": lambda model: model != UNALLOCATED,
        "No active owner": lambda model: model in unowned,
    }
    if label not in kept:
        return None
    landed = behind.spend_by_model()
    rows = tuple(row for row in landed.rows if kept[label](row["model"]))
    return _by_model(label, rows, card)


def _labelled(label: str, amounts: Amounts) -> str:
    return say("{label}: {money}", label=say(label), money=text.money(amounts, say("nothing")))


def _by_model(label: str, rows: Sequence[Mapping[str, Any]], card: Scorecard) -> NumberView:
    """Return a labelled amount with what each model has of it."""
    total = added([{row["currency"]: row["effective_cost"]} for row in rows])
    models = tuple(dict.fromkeys(row["model"] for row in rows))
    serving = many(
        "{number} of these is in production.",
        "{number} of these are in production.",
        len({each.facts.model for each in card.models} & set(models)),
    )
    table = grid_of(
        say("{label} by model", label=say(label)),
        tuple({**row, "model": called(row["model"])} for row in rows),
    )
    counted = many(
        "{label} by model, {number} row",
        "{label} by model, {number} rows",
        len(rows),
        label=say(label),
    )
    who = (
        say(
            "Their owner left, or none is recorded. Models that serve nowhere in production are "
            "not among them."
        )
        if label == "No active owner"
        else ""
    )
    told = (_summed(card, total), serving, who)
    return NumberView(
        _labelled(label, total),
        " ".join(each for each in told if each),
        (RowsView(counted, table),),
        models=models,
    )


def incident_hours_of(model: str, card: Scorecard, behind: Behind) -> NumberView | None:
    """Return the incidents behind the incident hours of one model."""
    facts = {each.facts.model: each.facts for each in card.models}
    if model not in facts:
        return None
    hours = text.hours(facts[model].incident_hours)
    return NumberView(
        say("{model}: {hours} of incidents in a year", model=model, hours=hours),
        say("Each from its opening to its end, or to now where it is open."),
        (rows_view(behind.incident_hours(model)),),
    )


def uncovered(key: str, card: Scorecard, behind: Behind) -> NumberView | None:
    """Return the rows of one coverage that did not find their model."""
    found = next((each for each in card.coverage if f"{each.join}|{each.unit}" == key), None)
    if found is None:
        return None
    return NumberView(
        say("{rows}: {share}", rows=joined(found), share=text.share(found.share)),
        say("These are the rows that did not; all others are counted as found."),
        (rows_view(behind.uncovered(found.join, found.unit), say("Not found")),),
    )
