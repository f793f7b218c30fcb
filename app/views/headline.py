"""The news in one sentence, made from the data by rules: it names the area, the count, the money.

The first rule that has something to say opens the sentence; spend that nobody owns, or that is
not under control, follows it where it is known.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app import text
from app.views.parts import added, is_known
from app.wording import many, say
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
    return say("{news}; {money}", news=opening, money=money) if money else opening


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
        return say("No source is connected yet, so no production model is known")
    read = sum(each.last_good is not None for each in scorecard.sources)
    if not read:
        return say("No source has been read yet, so no production model is known")
    sources = text.count(read, "source", "sources")
    if not scorecard.other_models:
        return say("No model serves in production, as far as {sources} can tell", sources=sources)
    return say(
        "No model serves in production, as far as {sources} can tell, {models} found",
        sources=sources,
        models=text.count(scorecard.other_models, "registered model", "registered models"),
    )


def _nothing_known(scorecard: Scorecard, news: _News) -> str | None:
    models = text.count(len(scorecard.models), "production model", "production models")
    if news.known:
        return None
    if not news.claims:
        return say(
            "Nothing is known yet of {models}: no answer is given and no evidence is found",
            models=models,
        )
    return many(
        "{number} claim on {models} stands on words alone",
        "{number} claims on {models} stand on words alone",
        news.claims,
        models=models,
    )


def _overclaimed(scorecard: Scorecard, news: _News) -> str | None:
    if not news.overclaimed:
        return None
    worst = worst_area(scorecard)
    worst_first = sorted(news.overclaimed, key=lambda area: area is not worst)
    names = [news.titles[area.area] for area in worst_first]
    if len(names) == 1:
        area = news.overclaimed[0]
        return say(
            "{area} is claimed at {claimed}, and the evidence allows {allowed} at most",
            area=text.capital(names[0]),
            claimed=text.level(area.claimed),
            allowed=text.level(area.high),
        )
    areas = _of(len(names), len(scorecard.areas))
    return _named(say("{areas} are claimed higher than the evidence", areas=areas), names)


def _contradicted(scorecard: Scorecard, news: _News) -> str | None:
    held = scorecard.integrity
    if not held.contradicted:
        return None
    by_area = {area: each.contradicted for area, each in scorecard.integrity_by_area.items()}
    most = max(by_area, key=lambda area: (by_area[area], area))
    return many(
        "{number} of {claims} that can be checked is contradicted, {here} of them in {area}",
        "{number} of {claims} that can be checked are contradicted, {here} of them in {area}",
        held.contradicted,
        claims=text.count(held.checkable, "claim", "claims"),
        here=text.number(by_area[most]),
        area=news.titles.get(most, most),
    )


def _unanswered(scorecard: Scorecard, news: _News) -> str | None:
    if news.claims:
        return None
    models = text.count(len(scorecard.models), "production model", "production models")
    settled = [area for area in scorecard.portfolio if area.level is not None]
    if not settled:
        return say(
            "Nobody has answered for {models} yet; evidence bears on {findings}",
            models=models,
            findings=text.count(news.known, "finding", "findings"),
        )
    lowest = min(settled, key=lambda area: area.level or 0)
    return say(
        "Nobody has answered for {models} yet; by evidence alone {area} is lowest, at {level}",
        models=models,
        area=news.titles[lowest.area],
        level=text.level(lowest.level),
    )


def _unsettled(scorecard: Scorecard, news: _News) -> str | None:
    unsettled = [news.titles[area.area] for area in scorecard.portfolio if area.level is None]
    if not unsettled:
        return None
    total = len(scorecard.areas)
    if len(unsettled) == total:
        return say(
            "Evidence bears on {findings}, too few to settle any of {total} areas",
            findings=text.count(news.known, "finding", "findings"),
            total=text.in_words(total),
        )
    said = say(
        "No claim is contradicted; {areas} cannot be settled yet",
        areas=_of(len(unsettled), total).lower(),
    )
    return _named(said, unsettled)


def _named(said: str, names: Sequence[str]) -> str:
    """Return the sentence with the areas' names behind it, where they are few."""
    if len(names) > NAMED:
        return said
    return say("{sentence}: {areas}", sentence=said, areas=text.listed(names))


def _of(number: int, total: int) -> str:
    """Return `Two of five areas`, or `All five areas`."""
    if number == total:
        return say("All {total} areas", total=text.in_words(total))
    return text.capital(
        say("{part} of {total} areas", part=text.in_words(number), total=text.in_words(total))
    )


def _below_target(scorecard: Scorecard, news: _News) -> str | None:
    target = scorecard.money.target_level
    below = [area for area in scorecard.portfolio if area.level is not None and area.level < target]
    if not below:
        return None
    names = [
        say("{area} at {level}", area=news.titles[area.area], level=text.level(area.level))
        for area in below
    ]
    said = many(
        "No claim is contradicted; {areas} area stands below {target}",
        "No claim is contradicted; {areas} areas stand below {target}",
        len(below),
        areas=text.in_words(len(below)),
        target=text.level(target),
    )
    return _named(said, names)


def _all_good(scorecard: Scorecard) -> str:
    lowest = min((area.level for area in scorecard.portfolio if area.level), default=None)
    models = text.count(len(scorecard.models), "production model", "production models")
    return say(
        "{areas} are verified at {level} or higher over {models}",
        areas=_of(len(scorecard.areas), len(scorecard.areas)),
        level=text.level(lowest),
        models=models,
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
    if not _something(money):
        return many(
            "{number} model without an active owner on record serves in production",
            "{number} models without an active owner on record serve in production",
            len(models),
        )
    return many(
        "{number} model without an active owner on record carries {money} a month",
        "{number} models without an active owner on record carry {money} a month",
        len(models),
        money=text.money(money),
    )


def unowned_models(facts: Sequence[ModelFacts]) -> tuple[ModelFacts, ...]:
    """Return the models without an active owner on record: theirs left, or none is recorded.

    Whether somebody answers for one of which nothing is recorded, nobody knows. Where no model at
    all has an owner, owners are simply not known.
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
        return say("{money} a month is spent on AI", money=whole)
    under = {each: money.under_control.get(each, Decimal(0)) for each in money.effective_cost}
    if not _something(under):
        return say("none of the {money} a month is under control", money=whole)
    if under == dict(money.effective_cost):
        return say("all {money} a month is under control", money=whole)
    return say("{part} of {money} a month is under control", part=text.money(under), money=whole)


def _something(amounts: Amounts) -> bool:
    return any(value > 0 for value in amounts.values())
