"""The models to look through, in words: each with the evidence that tells most.

Words are made for the rows of one page alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from app import text
from app.text import Group
from app.views.model_choice import Wanted, fitting, holds, shown_finding, wanted_models
from app.views.model_values import (
    CARD,
    CARD_FILLED,
    REHEARSED,
    RELEASERS,
    UNDO_LAST,
    Listed,
    Listing,
    above_plan,
)
from app.views.models import OwnerText, owner_text, tier_text
from app.views.parts import MoneyText, VerdictMark, finding_key, money_text, verdict_mark
from app.wording import many, phrase, say
from assessments.model_details import ModelDetails, MonthCosts
from assessments.scorecard import ModelScore
from assessments.scoring import Observation, Verdict

PAGE = 25
"""So many models stand on one page."""
_CLAIMS: Mapping[Verdict, str] = {
    Verdict.CONTRADICTED: phrase("a contradicted claim"),
    Verdict.UNPROVEN: phrase("an unproven claim"),
    Verdict.CLAIM_ONLY: phrase("a claim on words alone"),
    Verdict.UNCLAIMED: phrase("an unclaimed question"),
    Verdict.NOT_ASSESSED: phrase("a question that is not assessed"),
    Verdict.UNDERSTATED: phrase("an understated claim"),
    Verdict.CONFIRMED: phrase("a confirmed claim"),
    Verdict.NOT_APPLICABLE: phrase("a question that does not apply"),
}


@dataclass(frozen=True)
class ListCell:
    """One cell: what is read, what stands beneath it, and where it leads."""

    text: str
    note: str = ""
    exact: str = ""
    """All that is known, one step away."""
    group: Group | None = None
    """Its mark and colour; None: it has none."""
    key: str | None = None
    """The finding behind it."""


@dataclass(frozen=True)
class ListRow:
    """One production model."""

    model: str
    owner: OwnerText
    team: str
    tier: str
    worst: ListCell
    undo: ListCell
    rehearsal: ListCell
    card: ListCell
    cost: MoneyText
    plan: ListCell
    unit: ListCell
    incidents: ListCell
    people: ListCell


@dataclass(frozen=True)
class ListView:
    """One page of the models that the filters leave."""

    title: str
    """It counts what the filters leave, on whichever page."""
    rows: tuple[ListRow, ...]
    told: str
    """`26 to 50 of 5,000 models.` where there are more, and what days the cost is of."""
    page: int
    pages: int


def list_view(listed: Listing, wanted: Wanted, page: int = 1) -> ListView:
    """Return one page of the models that are wanted; a page that there is not is the first."""
    chosen = wanted_models(listed, wanted)
    pages = max(1, -(-len(chosen) // PAGE))
    page = page if 0 < page <= pages else 1
    first = (page - 1) * PAGE
    shown = chosen[first : first + PAGE]
    money = listed.scorecard.money
    month = max((each.details.month for each in listed.models if each.details.month), default=None)
    told = (
        "" if pages == 1 else _shown(first, len(shown), len(chosen)),
        say("Cost: {days}.", days=text.days(money.window_from, money.window_until)),
        ""
        if month is None
        else say("Plan and 1,000 predictions: {month}.", month=text.month(month)),
    )
    return ListView(
        title=_title(listed, wanted),
        rows=tuple(_row(listed, wanted, each, month) for each in shown),
        told=" ".join(part for part in told if part),
        page=page,
        pages=pages,
    )


def _title(listed: Listing, wanted: Wanted) -> str:
    if not listed.models:
        return say("No production model is known yet")
    everyone = list(fitting(listed, wanted))
    if not everyone:
        return say("No production model fits the filters")
    verdict = wanted.verdict or Verdict.CONTRADICTED
    bad = sum(holds(each, verdict, wanted.area) for each in everyone)
    models = text.count(len(everyone), "production model", "production models")
    area = {each.id: each.title for each in listed.scorecard.areas}.get(wanted.area or "")
    if area:
        return _with_claim_in(area.lower(), bad, models, say(_CLAIMS[verdict]))
    return _with_claim(bad, models, say(_CLAIMS[verdict]))


def _with_claim(number: int, models: str, claim: str) -> str:
    """Return how many of the models have such a claim."""
    if not number:
        return say("{models}, none with {claim}", models=models, claim=claim)
    return many(
        "{number} of {models} has {claim}",
        "{number} of {models} have {claim}",
        number,
        models=models,
        claim=claim,
    )


def _with_claim_in(area: str, number: int, models: str, claim: str) -> str:
    if not number:
        return say("{models}, none with {claim} in {area}", models=models, claim=claim, area=area)
    return many(
        "{number} of {models} has {claim} in {area}",
        "{number} of {models} have {claim} in {area}",
        number,
        models=models,
        claim=claim,
        area=area,
    )


def _shown(before: int, rows: int, models: int) -> str:
    return say(
        "{first} to {last} of {models}.",
        first=text.number(before + 1),
        last=text.number(before + rows),
        models=text.count(models, "model", "models"),
    )


def _row(listed: Listing, wanted: Wanted, each: Listed, month: date | None) -> ListRow:
    score, facts = each.score, each.score.facts
    priced = listed.scorecard.money.window_from is not None
    return ListRow(
        model=facts.model,
        owner=owner_text(facts, owners_known=listed.owners_known),
        team=facts.team or say("team unknown"),
        tier=_tier(facts.tier),
        worst=_worst(each, wanted),
        undo=_undo(listed, score),
        rehearsal=_rehearsal(listed, score),
        card=_card(listed, each),
        cost=money_text(facts.effective_cost, say("none found") if priced else text.unknown()),
        plan=_plan(each.details, month, plans_known=listed.plans_known),
        unit=_unit(each.details, month),
        incidents=_incidents(score),
        people=_people(listed, score),
    )


def _tier(tier: int | None) -> str:
    return say("tier unknown") if tier is None else tier_text(tier)


def _worst(each: Listed, wanted: Wanted) -> ListCell:
    found = shown_finding(each, wanted)
    mark: VerdictMark = verdict_mark(Verdict.NOT_ASSESSED if found is None else found.verdict)
    if found is None:
        return ListCell(mark.word, group=mark.group)
    return ListCell(mark.word, found.question.title, "", mark.group, finding_key(found))


def undo_times(seen: Observation) -> str:
    """Return of how many times the hours to undo are told; empty: of none."""
    if seen.value is None:
        return ""
    if seen.probe == UNDO_LAST:
        return say("last time")
    return say("median of {times}", times=text.number(seen.n or 1))


def _undo(listed: Listing, model: ModelScore) -> ListCell:
    found = listed.undo(model)
    if found is None:
        return ListCell(text.unknown())
    finding, seen = found
    level = "" if seen.value is None else _settled(finding.verified)
    return ListCell(
        text.duration(seen.value),
        ", ".join(part for part in (undo_times(seen), level) if part),
        _exact(seen),
        key=finding_key(finding),
    )


def _settled(level: int | None) -> str:
    return say("level unknown") if level is None else say("level {level}", level=text.level(level))


def _rehearsal(listed: Listing, model: ModelScore) -> ListCell:
    found = listed.seen(model, REHEARSED)
    if found is None:
        return ListCell(text.unknown())
    finding, seen = found
    return ListCell(_days_ago(seen), exact=_exact(seen), key=finding_key(finding))


def _days_ago(seen: Observation) -> str:
    days = _between(seen)
    if days is None:
        return text.unknown()
    return many("{days} day ago", "{days} days ago", _last_named(seen), days=days)


def _card(listed: Listing, each: Listed) -> ListCell:
    found = listed.seen(each.score, CARD)
    value = None if found is None else found[1].value
    group, word = card_state(value, each.details)
    age = _card_age(each.details.card_edited_at, listed.scorecard.as_of) if value else ""
    key, exact = ("", "") if found is None else (finding_key(found[0]), _exact(found[1]))
    filled = listed.seen(each.score, CARD_FILLED)
    if group == "unproven" and filled is not None:
        exact = _exact(filled[1])
    return ListCell(word, age, exact, group, key or None)


def _card_age(edited: datetime | None, now: datetime) -> str:
    return say("age unknown") if edited is None else text.age(edited, now)


def card_state(value: float | None, details: ModelDetails) -> tuple[Group, str]:
    """Return whether there is a card, and whether it is of what serves, in a word."""
    if value is None:
        return ("unknown", text.unknown())
    if not value:
        return ("contradicted", say("missing"))
    if details.card_of_other is None:
        return ("confirmed", say("there"))
    said = say("for version {version}, another one serves", version=details.card_of_other)
    return ("unproven", said)


def _other(details: ModelDetails, month: date | None) -> str:
    """Name the closed month of a model where it is not that of the others."""
    mine = details.month
    return "" if mine is None or mine == month else text.month(mine)


def _plan(details: ModelDetails, month: date | None, *, plans_known: bool) -> ListCell:
    if details.month is None:
        return ListCell(text.unknown())
    planned = [each for each in details.costs if each.planned is not None]
    if not planned:
        return ListCell(say("no plan") if plans_known else text.unknown())
    over = [above_plan(each) for each in planned]
    return ListCell(
        text.listed(
            [
                text.difference(amount, each.currency)
                for each, amount in zip(planned, over, strict=True)
            ]
        ),
        _other(details, month),
        "; ".join(map(_planned, planned)),
        "contradicted" if any(amount > 0 for amount in over) else None,
    )


def _planned(each: MonthCosts) -> str:
    return say(
        "{cost}, planned {plan}",
        cost=text.exact_amount(each.effective_cost, each.currency),
        plan=text.exact_amount(each.planned or Decimal(0), each.currency),
    )


def _unit(details: ModelDetails, month: date | None) -> ListCell:
    known = [each for each in details.costs if each.unit_cost is not None]
    if not known:
        return ListCell(text.unknown())
    return ListCell(
        text.listed([text.price(each.unit_cost, each.currency) for each in known]),
        _other(details, month),
    )


def _incidents(model: ModelScore) -> ListCell:
    facts = model.facts
    if facts.incidents is None:
        return ListCell(text.unknown())
    return ListCell(text.number(facts.incidents), text.hours(facts.incident_hours))


def _people(listed: Listing, model: ModelScore) -> ListCell:
    found = listed.seen(model, RELEASERS)
    if found is None:
        return ListCell(text.unknown())
    finding, seen = found
    number = _between(seen)
    note = say("not all are known") if seen.value is None and number is not None else ""
    return ListCell(number or text.unknown(), note, _exact(seen), key=finding_key(finding))


def _between(seen: Observation) -> str | None:
    """Return a whole number, or the two that it lies between; None: it is not known."""
    if seen.value is not None:
        return text.number(seen.value, ",.0f")
    match (seen.low, seen.high):
        case (None, None):
            return None
        case (None, high):
            return say("at most {number}", number=text.number(high or 0, ",.0f"))
        case (low, None):
            return say("at least {number}", number=text.number(low or 0, ",.0f"))
        case (low, high):
            return text.between(text.number(low or 0, ",.0f"), text.number(high or 0, ",.0f"))


def _last_named(seen: Observation) -> int:
    """Return the number that the noun behind `_between` goes with; of two it is never one."""
    if seen.value is not None:
        return round(seen.value)
    if seen.low is not None and seen.high is not None:
        return max(2, round(seen.high))
    return round(seen.high or seen.low or 0)


def _exact(seen: Observation) -> str:
    return seen.detail or seen.unknown or ""
