"""The models to look through: each with the evidence that tells most, filtered and sorted as asked.

What is compared over all models is made once for a scorecard (`listing`); words are made for the
rows of one page alone.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Literal

from app import text
from app.text import Group
from app.views.models import OwnerText, model_filters, owner_text, tier_text, worst_verdict
from app.views.parts import (
    FINDING_ORDER,
    MoneyText,
    VerdictMark,
    finding_key,
    money_text,
    share_of,
    verdict_mark,
    worst,
)
from assessments.model_details import NOTHING, ModelDetails, MonthCosts
from assessments.scorecard import ModelScore, Scorecard
from assessments.scoring import Finding, Observation, Verdict

Sort = Literal[
    "exposure",
    "verdict",
    "undo",
    "rehearsal",
    "card",
    "cost",
    "plan",
    "unit",
    "incidents",
    "people",
    "owner",
    "name",
]
SORTS: Mapping[Sort, str] = {
    "exposure": "Exposure",
    "verdict": "Worst verdict",
    "undo": "Time to undo",
    "rehearsal": "Last rehearsal",
    "card": "Model card",
    "cost": "Cost",
    "plan": "Above plan",
    "unit": "Cost of 1,000 predictions",
    "incidents": "Incident hours",
    "people": "People who can release",
    "owner": "Owner",
    "name": "Name",
}
"""How the rows may be sorted, with the word a page shows."""
PAGE = 25
"""So many models stand on one page."""
_LAST, _TYPICAL, _REHEARSED = "return_hours", "recovery_hours", "return_age_days"
_CARD, _RELEASERS = "card_exists", "active_releasers"
_PROBES = (_LAST, _TYPICAL, _REHEARSED, _CARD, _RELEASERS)
_CLAIMS: Mapping[Verdict, str] = {
    Verdict.CONTRADICTED: "a contradicted claim",
    Verdict.UNPROVEN: "an unproven claim",
    Verdict.CLAIM_ONLY: "a claim on words alone",
    Verdict.UNCLAIMED: "an unclaimed question",
    Verdict.NOT_ASSESSED: "a question that is not assessed",
    Verdict.UNDERSTATED: "an understated claim",
    Verdict.CONFIRMED: "a confirmed claim",
    Verdict.NOT_APPLICABLE: "a question that does not apply",
}


@dataclass(frozen=True)
class Wanted:
    """Which models a reader wants to see, and in which order."""

    find: str = ""
    """Words of the name, owner, team or purpose."""
    team: str | None = None
    tier: int | None = None
    area: str | None = None
    """The area whose verdict counts; None: any."""
    verdict: Verdict | None = None
    """Held by one question at least, in the area if there is one."""
    sort: Sort = "exposure"


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


@dataclass(frozen=True)
class ListFilters:
    """What models may be filtered by; areas and verdicts by their id, with their word."""

    teams: tuple[str, ...]
    tiers: Mapping[str, str]
    areas: Mapping[str, str]
    verdicts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Listed:
    """One model, with what is compared over all of them."""

    score: ModelScore
    details: ModelDetails
    words: str
    contradicted: int
    verdicts: Mapping[str, frozenset[Verdict]]
    """By area."""


@dataclass(frozen=True)
class Listing:
    """All models of a scorecard."""

    scorecard: Scorecard
    models: tuple[Listed, ...]
    owners_known: bool
    plans_known: bool
    """False: no plan of any model is known, so that none is missed."""
    places: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """By probe: the area and the finding that show what it saw, alike for all models."""

    def seen(self, model: ModelScore, probe: str) -> tuple[Finding, Observation] | None:
        """Return what a probe saw of a model, with the finding that rests on it."""
        place = self.places.get(probe)
        if place is None:
            return None
        finding = model.areas[place[0]].findings[place[1]]
        return next(
            (
                (finding, each.observation)
                for each in finding.results
                if each.condition.probe == probe
            ),
            None,
        )

    def value(self, model: ModelScore, probe: str) -> float | None:
        """Return what a probe measured, at least; None: it is not known."""
        found = self.seen(model, probe)
        return None if found is None else _at_least(found[1])


def listing(scorecard: Scorecard, details: Mapping[str, ModelDetails]) -> Listing:
    """Return all models with what is compared, made once for many looks."""
    models = tuple(
        _listed(each, details.get(each.facts.model, NOTHING)) for each in scorecard.models
    )
    return Listing(
        scorecard=scorecard,
        models=models,
        owners_known=any(each.facts.owner is not None for each in scorecard.models),
        plans_known=any(cost.planned is not None for each in models for cost in each.details.costs),
        places=_places(scorecard.models[0]) if scorecard.models else {},
    )


def _listed(model: ModelScore, details: ModelDetails) -> Listed:
    facts = model.facts
    told = (facts.model, facts.owner, facts.team, facts.purpose)
    verdicts = [each.verdict for score in model.areas for each in score.findings]
    return Listed(
        score=model,
        details=details,
        words=" ".join(each for each in told if each).casefold(),
        contradicted=verdicts.count(Verdict.CONTRADICTED),
        verdicts={
            score.area: frozenset(each.verdict for each in score.findings)
            for score in model.areas
            if score.findings
        },
    )


def _places(model: ModelScore) -> dict[str, tuple[int, int]]:
    """Return where each probe's observation stands: every model is asked the same."""
    found: dict[str, tuple[int, int]] = {}
    for area, score in enumerate(model.areas):
        for at, finding in enumerate(score.findings):
            for result in finding.results:
                if result.condition.probe in _PROBES:
                    found.setdefault(result.condition.probe, (area, at))
    return found


def list_filters(listed: Listing) -> ListFilters:
    """Return what the models may be filtered by."""
    of_all = model_filters(listed.scorecard)
    asked = {area for model in listed.models[:1] for area in model.verdicts}
    return ListFilters(
        teams=of_all.teams,
        tiers={str(tier): tier_text(tier) for tier in of_all.tiers},
        areas={area.id: area.title for area in listed.scorecard.areas if area.id in asked},
        verdicts={each.value: text.verdict(each) for each in FINDING_ORDER},
    )


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
        "" if pages == 1 else f"{_shown(first, len(shown), len(chosen))}.",
        f"Cost: {text.days(money.window_from, money.window_until)}.",
        "" if month is None else f"Plan and 1,000 predictions: {text.month(month)}.",
    )
    return ListView(
        title=_title(listed, wanted),
        rows=tuple(_row(listed, wanted, each, month) for each in shown),
        told=" ".join(part for part in told if part),
        page=page,
        pages=pages,
    )


def wanted_models(listed: Listing, wanted: Wanted) -> list[Listed]:
    """Return the models that fit, in the order that is asked for."""
    fit = [each for each in _fitting(listed, wanted) if _has(each, wanted.verdict, wanted.area)]
    fit.sort(key=lambda each: (each.score.facts.model.casefold(), each.score.facts.model))
    fit.sort(key=_order(listed, wanted))
    return fit


def _fitting(listed: Listing, wanted: Wanted) -> Iterator[Listed]:
    """Yield the models that fit but for the verdict."""
    words = wanted.find.casefold().split()
    for each in listed.models:
        facts = each.score.facts
        if (
            wanted.team in {None, facts.team}
            and wanted.tier in {None, facts.tier}
            and all(word in each.words for word in words)
        ):
            yield each


def _has(each: Listed, verdict: Verdict | None, area: str | None) -> bool:
    if verdict is None:
        return True
    if area is not None:
        return verdict in each.verdicts.get(area, ())
    return any(verdict in found for found in each.verdicts.values())


# The order: worst first, and what is unknown after all that is known


def _order(listed: Listing, wanted: Wanted) -> Callable[[Listed], tuple[object, ...]]:
    spent = listed.scorecard.money.effective_cost

    def key(each: Listed) -> tuple[object, ...]:
        score, facts = each.score, each.score.facts
        match wanted.sort:
            case "exposure":
                return _most(score.exposure)
            case "verdict":
                return (*_badness(each, wanted.area), *_most(score.exposure))
            case "undo":
                return _most(_undo_hours(listed, score))
            case "rehearsal":
                return _most(listed.value(score, _REHEARSED))
            case "card":
                return _card_order(listed, each)
            case "cost":
                return (-share_of(facts.effective_cost, spent),)
            case "plan":
                return _most(
                    max(_known(cost.variance for cost in each.details.costs), default=None)
                )
            case "unit":
                return _unit_order(each)
            case "incidents":
                return _most(facts.incident_hours)
            case "people":
                return _least(listed.value(score, _RELEASERS))
            case "owner":
                return (facts.owner is not None and facts.owner_active is not False,)
            case "name":
                return ()

    return key


def _most(value: float | None) -> tuple[bool, float]:
    return (value is None, -(value or 0.0))


def _least(value: float | None) -> tuple[bool, float]:
    return (value is None, value or 0.0)


def _known(values: Iterator[float | None]) -> Iterator[float]:
    return (value for value in values if value is not None)


def _badness(each: Listed, area: str | None) -> tuple[int, int]:
    if area is None:
        return (FINDING_ORDER.index(worst_verdict(each.score)), -each.contradicted)
    found = each.verdicts.get(area, frozenset())
    return (min(map(FINDING_ORDER.index, found), default=len(FINDING_ORDER)), 0)


def _undo_hours(listed: Listing, model: ModelScore) -> float | None:
    for probe in (_TYPICAL, _LAST):
        found = listed.seen(model, probe)
        if found is not None and found[1].value is not None:
            return found[1].value
    return None


def _card_order(listed: Listing, each: Listed) -> tuple[object, ...]:
    """Missing ones first, then the oldest; what is unknown last."""
    there, edited = listed.value(each.score, _CARD), each.details.card_edited_at
    return (there is None, there, edited is None, edited or datetime.max.replace(tzinfo=UTC))


def _unit_order(each: Listed) -> tuple[object, ...]:
    known = [cost for cost in each.details.costs if cost.unit_cost is not None]
    if not known:
        return (True, "", 0.0)
    first = known[0]
    return (False, first.currency, -float(first.unit_cost or 0))


# The words


def _title(listed: Listing, wanted: Wanted) -> str:
    if not listed.models:
        return "No production model is known yet"
    everyone = list(_fitting(listed, wanted))
    if not everyone:
        return "No production model fits the filters"
    verdict = wanted.verdict or Verdict.CONTRADICTED
    area = {each.id: each.title for each in listed.scorecard.areas}.get(wanted.area or "")
    where = f" in {area.lower()}" if area else ""
    bad = sum(_has(each, verdict, wanted.area) for each in everyone)
    models = text.count(len(everyone), "production model", "production models")
    if not bad:
        none = _CLAIMS[verdict]
        return f"{models}, none with {none}{where}"
    return (
        f"{text.number(bad)} of {models} {'has' if bad == 1 else 'have'} {_CLAIMS[verdict]}{where}"
    )


def _shown(before: int, rows: int, models: int) -> str:
    first, last = text.number(before + 1), text.number(before + rows)
    return f"{first} to {last} of {text.count(models, 'model', 'models')}"


def _row(listed: Listing, wanted: Wanted, each: Listed, month: date | None) -> ListRow:
    score, facts = each.score, each.score.facts
    priced = listed.scorecard.money.window_from is not None
    return ListRow(
        model=facts.model,
        owner=owner_text(facts, owners_known=listed.owners_known),
        team=facts.team or "team unknown",
        tier=_tier(facts.tier),
        worst=_worst(each, wanted),
        undo=_undo(listed, score),
        rehearsal=_rehearsal(listed, score),
        card=_card(listed, each),
        cost=money_text(facts.effective_cost, "none found" if priced else text.unknown()),
        plan=_plan(each.details, month, plans_known=listed.plans_known),
        unit=_unit(each.details, month),
        incidents=_incidents(score),
        people=_people(listed, score),
    )


def _tier(tier: int | None) -> str:
    return "tier unknown" if tier is None else tier_text(tier)


def shown_finding(each: Listed, wanted: Wanted) -> Finding | None:
    """Return the finding that a row's verdict is of: of the wanted verdict, in the wanted area."""
    found = [
        finding
        for score in each.score.areas
        if wanted.area in {None, score.area}
        for finding in score.findings
    ]
    if wanted.verdict is not None:
        found = [finding for finding in found if finding.verdict is wanted.verdict]
    return worst(found)


def _worst(each: Listed, wanted: Wanted) -> ListCell:
    found = shown_finding(each, wanted)
    mark: VerdictMark = verdict_mark(Verdict.NOT_ASSESSED if found is None else found.verdict)
    if found is None:
        return ListCell(mark.word, group=mark.group)
    return ListCell(mark.word, found.question.title, "", mark.group, finding_key(found))


def undo(listed: Listing, model: ModelScore) -> tuple[Finding, Observation, str] | None:
    """Return what tells how long undoing takes: what is typical, else the last time."""
    typical, last = listed.seen(model, _TYPICAL), listed.seen(model, _LAST)
    if typical is not None and typical[1].value is not None:
        return (*typical, f"median of {text.number(typical[1].n or 1)}")
    if last is not None and last[1].value is not None:
        return (*last, "last time")
    first = typical or last
    return None if first is None else (*first, "")


def _undo(listed: Listing, model: ModelScore) -> ListCell:
    told = undo(listed, model)
    if told is None:
        return ListCell(text.unknown())
    finding, seen, which = told
    level = text.level(finding.verified) if seen.value is not None and finding.verified else ""
    return ListCell(
        text.duration(seen.value),
        ", ".join(part for part in (which, level) if part),
        _exact(seen),
        key=finding_key(finding),
    )


def _rehearsal(listed: Listing, model: ModelScore) -> ListCell:
    found = listed.seen(model, _REHEARSED)
    if found is None:
        return ListCell(text.unknown())
    finding, seen = found
    said = _between(seen)
    words = text.unknown() if said is None else f"{said} {'day' if said == '1' else 'days'} ago"
    return ListCell(words, exact=_exact(seen), key=finding_key(finding))


def _card(listed: Listing, each: Listed) -> ListCell:
    found = listed.seen(each.score, _CARD)
    value = None if found is None else found[1].value
    group, word = card_state(value)
    edited, now = each.details.card_edited_at, listed.scorecard.as_of
    age = "" if not value else "age unknown" if edited is None else text.age(edited, now)
    key, exact = ("", "") if found is None else (finding_key(found[0]), _exact(found[1]))
    return ListCell(word, age, exact, group, key or None)


def card_state(value: float | None) -> tuple[Group, str]:
    """Return whether there is a card, in a word."""
    if value is None:
        return ("unknown", text.unknown())
    return ("confirmed", "there") if value else ("contradicted", "missing")


def _other(details: ModelDetails, month: date | None) -> str:
    """Name the closed month of a model where it is not that of the others."""
    mine = details.month
    return "" if mine is None or mine == month else text.month(mine)


def _plan(details: ModelDetails, month: date | None, *, plans_known: bool) -> ListCell:
    if details.month is None:
        return ListCell(text.unknown())
    planned = [each for each in details.costs if each.planned is not None]
    if not planned:
        return ListCell("no plan" if plans_known else text.unknown())
    over = [above_plan(each) for each in planned]
    return ListCell(
        " and ".join(
            text.difference(amount, each.currency)
            for each, amount in zip(planned, over, strict=True)
        ),
        _other(details, month),
        "; ".join(map(_planned, planned)),
        "contradicted" if any(amount > 0 for amount in over) else None,
    )


def above_plan(each: MonthCosts) -> Decimal:
    """Return by how much the month went over its plan; 0 without one."""
    return Decimal(0) if each.planned is None else each.effective_cost - each.planned


def _planned(each: MonthCosts) -> str:
    cost = text.exact_amount(each.effective_cost, each.currency)
    return f"{cost}, planned {text.exact_amount(each.planned or Decimal(0), each.currency)}"


def _unit(details: ModelDetails, month: date | None) -> ListCell:
    known = [each for each in details.costs if each.unit_cost is not None]
    if not known:
        return ListCell(text.unknown())
    return ListCell(
        " and ".join(text.price(each.unit_cost, each.currency) for each in known),
        _other(details, month),
    )


def _incidents(model: ModelScore) -> ListCell:
    facts = model.facts
    if facts.incidents is None:
        return ListCell(text.unknown())
    return ListCell(text.number(facts.incidents), text.hours(facts.incident_hours))


def _people(listed: Listing, model: ModelScore) -> ListCell:
    found = listed.seen(model, _RELEASERS)
    if found is None:
        return ListCell(text.unknown())
    finding, seen = found
    return ListCell(_between(seen) or text.unknown(), exact=_exact(seen), key=finding_key(finding))


def _at_least(seen: Observation) -> float | None:
    return seen.low if seen.value is None else seen.value


def _between(seen: Observation) -> str | None:
    """Return a whole number, or the two that it lies between; None: it is not known."""
    if seen.value is not None:
        return text.number(seen.value, ",.0f")
    match (seen.low, seen.high):
        case (None, None):
            return None
        case (None, high):
            return f"at most {text.number(high or 0, ',.0f')}"
        case (low, None):
            return f"at least {text.number(low or 0, ',.0f')}"
        case (low, high):
            return f"{text.number(low or 0, ',.0f')} to {text.number(high or 0, ',.0f')}"


def _exact(seen: Observation) -> str:
    return seen.detail or seen.unknown or ""
