"""The news in one sentence, made from the data by rules: it names the area, the count, the money.

The first rule that has something to say opens the sentence; spend that nobody owns, or that is
not under control, follows it where it is known.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app import text
from app.views.parts import added, is_known
from assessments.scorecard import Amounts, ModelFacts, Scorecard
from assessments.scoring import PortfolioArea

NAMED = 3
"""More areas than this are counted, not named: the sentence must be read in one breath."""


@dataclass(frozen=True)
class _News:
    """What the rules look at, counted once."""

    titles: dict[str, str]
    """Area titles in running text, by id."""
    overclaimed: tuple[PortfolioArea, ...]
    """Claimed higher than the evidence allows."""
    known: int
    """Findings that some evidence bears on."""
    claims: int
    """Findings that somebody claims a level for."""


def headline(scorecard: Scorecard) -> str:
    """Return the scorecard's news as one sentence without its full stop."""
    if not scorecard.models:
        return _no_models(scorecard)
    news = _news(scorecard)
    opening = (
        _nothing_known(scorecard, news)
        or _unanswered(scorecard, news)
        or _overclaimed(scorecard, news)
        or _contradicted(scorecard, news)
        or _unsettled(scorecard, news)
        or _below_target(scorecard, news)
        or _all_good(scorecard)
    )
    money = unowned(scorecard) or _uncontrolled(scorecard)
    return f"{opening}; {money}" if money else opening


def _news(scorecard: Scorecard) -> _News:
    findings = scorecard.findings()
    return _News(
        titles={area.id: area.title.lower() for area in scorecard.areas},
        overclaimed=tuple(
            area
            for area in scorecard.portfolio
            if area.claimed is not None and area.claimed > area.high
        ),
        known=sum(is_known(each) for each in findings),
        claims=sum(each.claim.level is not None for each in findings),
    )


def _no_models(scorecard: Scorecard) -> str:
    if not scorecard.sources:
        return "No source is connected yet, so no production model is known"
    read = sum(each.last_good is not None for each in scorecard.sources)
    if not read:
        return "No source has been read yet, so no production model is known"
    others = scorecard.other_models
    found = f", {text.count(others, 'registered model')} found" if others else ""
    return f"No model serves in production, as far as {text.count(read, 'source')} can tell{found}"


def _nothing_known(scorecard: Scorecard, news: _News) -> str | None:
    models = text.count(len(scorecard.models), "production model")
    if news.known:
        return None
    if not news.claims:
        return f"Nothing is known yet of {models}: no answer is given and no evidence is found"
    claims = text.count(news.claims, "claim")
    return f"{claims} on {models} stand{'s' if news.claims == 1 else ''} on words alone"


def _overclaimed(scorecard: Scorecard, news: _News) -> str | None:
    if not news.overclaimed:
        return None
    worst = worst_area(scorecard)
    worst_first = sorted(news.overclaimed, key=lambda area: area is not worst)
    names = [news.titles[area.area] for area in worst_first]
    if len(names) == 1:
        area = news.overclaimed[0]
        return (
            f"{text.capital(names[0])} is claimed at {text.level(area.claimed)}, "
            f"and the evidence allows {text.level(area.high)} at most"
        )
    said = f"{_of(len(names), len(scorecard.areas))} are claimed higher than the evidence"
    return f"{said}: {text.listed(names)}" if len(names) <= NAMED else said


def _contradicted(scorecard: Scorecard, news: _News) -> str | None:
    held = scorecard.integrity
    if not held.contradicted:
        return None
    by_area = {area: each.contradicted for area, each in scorecard.integrity_by_area.items()}
    most = max(by_area, key=lambda area: (by_area[area], area))
    claims = text.count(held.checkable, "claim")
    name = news.titles.get(most, most)
    are = "is" if held.contradicted == 1 else "are"
    return (
        f"{text.number(held.contradicted)} of {claims} that can be checked {are} contradicted"
        f", {text.number(by_area[most])} of them in {name}"
    )


def _unanswered(scorecard: Scorecard, news: _News) -> str | None:
    if news.claims:
        return None
    models = text.count(len(scorecard.models), "production model")
    settled = [area for area in scorecard.portfolio if area.level is not None]
    if not settled:
        findings = text.count(news.known, "finding")
        return f"Nobody has answered for {models} yet; evidence bears on {findings}"
    lowest = min(settled, key=lambda area: area.level or 0)
    return (
        f"Nobody has answered for {models} yet; by evidence alone "
        f"{news.titles[lowest.area]} is lowest, at {text.level(lowest.level)}"
    )


def _unsettled(scorecard: Scorecard, news: _News) -> str | None:
    unsettled = [news.titles[area.area] for area in scorecard.portfolio if area.level is None]
    if not unsettled:
        return None
    total = len(scorecard.areas)
    if len(unsettled) == total:
        findings = text.count(news.known, "finding")
        return (
            f"Evidence bears on {findings}, too few to settle any of {text.in_words(total)} areas"
        )
    said = f"No claim is contradicted; {_of(len(unsettled), total).lower()} cannot be settled yet"
    return f"{said}: {text.listed(unsettled)}" if len(unsettled) <= NAMED else said


def _of(number: int, total: int) -> str:
    """Return `Two of five areas`, or `All five areas`."""
    if number == total:
        return f"All {text.in_words(total)} areas"
    return f"{text.capital(text.in_words(number))} of {text.in_words(total)} areas"


def _below_target(scorecard: Scorecard, news: _News) -> str | None:
    target = scorecard.money.target_level
    below = [area for area in scorecard.portfolio if area.level is not None and area.level < target]
    if not below:
        return None
    names = [f"{news.titles[area.area]} at {text.level(area.level)}" for area in below]
    stand = "area stands" if len(below) == 1 else "areas stand"
    said = (
        f"No claim is contradicted; {text.in_words(len(below))} {stand} below {text.level(target)}"
    )
    return f"{said}: {text.listed(names)}" if len(names) <= NAMED else said


def _all_good(scorecard: Scorecard) -> str:
    lowest = min((area.level for area in scorecard.portfolio if area.level), default=None)
    models = text.count(len(scorecard.models), "production model")
    return (
        f"{_of(len(scorecard.areas), len(scorecard.areas))} are verified at "
        f"{text.level(lowest)} or higher over {models}"
    )


def worst_area(scorecard: Scorecard) -> PortfolioArea | None:
    """Return the lowest area, of several the one with most contradicted claims; None: none is."""
    settled = [area for area in scorecard.portfolio if area.level is not None]
    lowest = min((area.level or 0 for area in settled), default=0)
    low = [area for area in settled if area.level == lowest]
    counts = [_contradicted_in(scorecard, area) for area in low]
    most = max(counts, default=0)
    if len(low) == 1:
        return low[0]
    return low[counts.index(most)] if most and counts.count(most) == 1 else None


def _contradicted_in(scorecard: Scorecard, area: PortfolioArea) -> int:
    held = scorecard.integrity_by_area.get(area.area)
    return 0 if held is None else held.contradicted


def unowned(scorecard: Scorecard) -> str | None:
    """Return what models without an active owner carry; None: every one that is known has one."""
    models = unowned_models([each.facts for each in scorecard.models])
    if not models:
        return None
    money = added([each.effective_cost for each in models])
    said = text.count(len(models), "unowned model")
    if not _something(money):
        return f"{said} serve{'s' if len(models) == 1 else ''} in production"
    return f"{said} carr{'ies' if len(models) == 1 else 'y'} {text.money(money)} a month"


def unowned_models(facts: Sequence[ModelFacts]) -> tuple[ModelFacts, ...]:
    """Return the models whose owner left or was never named.

    Where no model at all has an owner, owners are simply not known.
    """
    if all(each.owner is None for each in facts):
        return ()
    return tuple(each for each in facts if each.owner is None or each.owner_active is False)


def _uncontrolled(scorecard: Scorecard) -> str | None:
    """Return how much of the spend is under control, where there is any spend."""
    money = scorecard.money
    if not _something(money.effective_cost):
        return None
    whole = text.money(money.effective_cost)
    if not any(area.level is not None for area in scorecard.portfolio):
        return f"{whole} a month is spent on AI"
    under = {each: money.under_control.get(each, Decimal(0)) for each in money.effective_cost}
    if not _something(under):
        return f"none of the {whole} a month is under control"
    if under == dict(money.effective_cost):
        return f"all {whole} a month is under control"
    return f"{text.money(under)} of {whole} a month is under control"


def _something(amounts: Amounts) -> bool:
    return any(value > 0 for value in amounts.values())
