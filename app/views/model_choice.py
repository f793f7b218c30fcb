"""Which models a reader wants to see, and in which order: worst first."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from app import text
from app.views.model_values import CARD, REHEARSED, RELEASERS, Listed, Listing
from app.views.models import model_filters, tier_text, worst_verdict
from app.views.parts import FINDING_ORDER, share_of, worst
from app.wording import phrase
from assessments.scorecard import ModelScore
from assessments.scoring import Finding, Verdict

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
    "exposure": phrase("Exposure"),
    "verdict": phrase("Verdict"),
    "undo": phrase("Time to undo"),
    "rehearsal": phrase("Last practised"),
    "card": phrase("Model card"),
    "cost": phrase("Cost"),
    "plan": phrase("Above plan"),
    "unit": phrase("Cost of 1,000 predictions"),
    "incidents": phrase("Incident hours"),
    "people": phrase("People who can release"),
    "owner": phrase("Owner"),
    "name": phrase("Name"),
}
"""How the rows may be sorted, with the words that a page says."""


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
class ListFilters:
    """What models may be filtered by; areas and verdicts by their id, with their word."""

    teams: tuple[str, ...]
    tiers: Mapping[str, str]
    areas: Mapping[str, str]
    verdicts: Mapping[str, str]


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


def wanted_models(listed: Listing, wanted: Wanted) -> list[Listed]:
    """Return the models that fit, in the order that is asked for."""
    fit = [each for each in fitting(listed, wanted) if holds(each, wanted.verdict, wanted.area)]
    fit.sort(key=lambda each: (each.score.facts.model.casefold(), each.score.facts.model))
    fit.sort(key=_order(listed, wanted))
    return fit


def fitting(listed: Listing, wanted: Wanted) -> Iterator[Listed]:
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


def holds(each: Listed, verdict: Verdict | None, area: str | None) -> bool:
    """Tell whether the model holds a verdict, in the area if there is one; None: any."""
    if verdict is None:
        return True
    if area is not None:
        return verdict in each.verdicts.get(area, ())
    return any(verdict in found for found in each.verdicts.values())


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
                return _most(listed.value(score, REHEARSED))
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
                return _least(listed.value(score, RELEASERS))
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
    found = listed.undo(model)
    return None if found is None else found[1].value


def _card_order(listed: Listing, each: Listed) -> tuple[object, ...]:
    """Missing ones first, then those of another version, then the oldest; the unknown last."""
    there, edited = listed.value(each.score, CARD), each.details.card_edited_at
    serves = each.details.card_of_other is None
    return (
        there is None,
        there,
        serves,
        edited is None,
        edited or datetime.max.replace(tzinfo=UTC),
    )


def _unit_order(each: Listed) -> tuple[object, ...]:
    known = [cost for cost in each.details.costs if cost.unit_cost is not None]
    if not known:
        return (True, "", 0.0)
    first = known[0]
    return (False, first.currency, -float(first.unit_cost or 0))
