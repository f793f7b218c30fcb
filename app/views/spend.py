"""Money beside risk: what is under control, and what stands at which verified level."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app import text
from app.views.headline import unowned_models
from app.views.parts import MoneyText, added, money_text, share_within
from app.wording import many, phrase, say
from assessments.scorecard import Amounts, LevelMoney, Scorecard


@dataclass(frozen=True)
class SpendPart:
    """Money at one verified level."""

    level: int | None
    """1 to 5; None: unknown, or on no production model."""
    allocated: bool
    """False: on no production model."""
    word: str
    """`3 Working`, `unknown` or `no production model`."""
    models: str
    money: MoneyText
    share: float
    share_text: str


@dataclass(frozen=True)
class SpendRow:
    """The spend of one currency by verified level of one area, highest level first."""

    area: str
    title: str
    currency: str
    sentence: str
    reached: MoneyText
    """At or above the target level."""
    reached_share: str
    contradicted: MoneyText | None
    """On models with a contradicted claim here; None: on none."""
    parts: tuple[SpendPart, ...]


@dataclass(frozen=True)
class MoneyView:
    """What is spent on AI and how it stands."""

    title: str
    known: bool
    """False: no cost source; there are no rows."""
    window: str
    facts: tuple[tuple[str, MoneyText, str], ...]
    """Label (at most 18 characters), amount, and its share of the spend of the same 30 days.

    The label is in English, as an address names it; whoever shows it says it.
    """
    target: str
    by_level_title: str
    """Which area holds the least of the spend at the target level."""
    rows: tuple[SpendRow, ...]


def money_view(scorecard: Scorecard, *, whole: bool = True) -> MoneyView:
    """Return the money of the scorecard in words.

    `whole` is False where the scorecard is of a part of the bill that was picked.
    """
    money = scorecard.money
    spent = money.effective_cost
    if money.window_from is None or not spent:
        return MoneyView(
            title=say("What the models cost is unknown: no cost source has been read"),
            known=False,
            window=text.unknown(),
            facts=(),
            target=text.level(money.target_level),
            by_level_title=say(
                "What stands at which level is unknown: no cost source has been read"
            ),
            rows=(),
        )
    under = _of_all(money.under_control, spent)
    rows = tuple(
        _row(scorecard, area.id, area.title, currency)
        for area in scorecard.areas
        for currency in sorted(spent)
        if spent[currency] > 0
    )
    return MoneyView(
        title=_title(scorecard, under, whole=whole),
        known=True,
        window=say("effective cost, {days}", days=text.days(money.window_from, money.window_until)),
        facts=(
            (phrase("AI spend"), money_text(spent), say("a month of 30 days")),
            _fact(phrase("Under control"), under, spent),
            *_unowned(scorecard, spent),
            _fact(phrase("On known models"), _of_all(money.allocated, spent), spent),
            _fact(phrase("On no model"), _of_all(money.unallocated, spent), spent),
        ),
        target=text.level(money.target_level),
        by_level_title=_by_level_title(scorecard, rows),
        rows=rows,
    )


def _by_level_title(scorecard: Scorecard, rows: Sequence[SpendRow]) -> str:
    """Return `Explainability has the least spend at 3 Working or higher: 46 %`."""
    target = text.level(scorecard.money.target_level)
    if len({row.currency for row in rows}) != 1:
        return say("AI spend of each area by verified level; the target is {level}", level=target)
    least = min(rows, key=lambda row: (_reached(scorecard, row.area, row.currency), row.title))
    return say(
        "{area} has the least spend at {level} or higher: {share}",
        area=least.title,
        level=target,
        share=least.reached_share,
    )


def _title(scorecard: Scorecard, under: Amounts, *, whole: bool) -> str:
    spent = scorecard.money.effective_cost
    return say(
        "{share} is on models verified at {level} or higher in all areas",
        share=_of_spend(text.listed(_shares(under, spent)), spent, whole=whole),
        level=text.level(scorecard.money.target_level),
    )


def _of_spend(shares: str, spent: Amounts, *, whole: bool) -> str:
    """Return of what the shares are: of all AI spend, or of what was picked of it."""
    if len(spent) == 1:
        if whole:
            return say("{share} of AI spend", share=shares)
        return say("{share} of what is picked", share=shares)
    if whole:
        return say("{shares} of each currency of AI spend", shares=shares)
    return say("{shares} of each currency of what is picked", shares=shares)


def _unowned(scorecard: Scorecard, whole: Amounts) -> list[tuple[str, MoneyText, str]]:
    """Return what models without an active owner cost; nothing where there is none."""
    models = unowned_models([each.facts for each in scorecard.models])
    spent = added([each.effective_cost for each in models])
    if not models:
        return []
    part = _of_all(spent, whole)
    counted = many(
        "{number} model, {share}",
        "{number} models, {share}",
        len(models),
        share=text.listed(_shares(part, whole)),
    )
    return [(phrase("No active owner"), money_text(part), counted)]


def _fact(label: str, part: Amounts, whole: Amounts) -> tuple[str, MoneyText, str]:
    shares = text.listed(_shares(part, whole))
    return (label, money_text(part), say("{share} of the month", share=shares))


def _of_all(part: Amounts, whole: Amounts) -> dict[str, Decimal]:
    """Return the part in every currency of the whole, 0 where it has none."""
    return {currency: part.get(currency, Decimal(0)) for currency in whole}


def _shares(part: Amounts, whole: Amounts) -> list[str]:
    return [
        text.share(share_within(part.get(currency, Decimal(0)), whole[currency]))
        for currency in sorted(whole)
    ]


def _row(scorecard: Scorecard, area: str, title: str, currency: str) -> SpendRow:
    money = scorecard.money
    whole = money.effective_cost[currency]
    levels = [each for each in money.by_level if each.area == area]
    parts = _parts(levels, currency, whole)
    reached = _reached(scorecard, area, currency)
    against = money.contradicted.get(area, {}).get(currency)
    share = text.share(share_within(reached, whole))
    return SpendRow(
        area=area,
        title=title,
        currency=currency,
        sentence=say(
            "{area}: {money} of {whole} ({share}) stands at {level} or higher",
            area=title,
            money=text.amount(reached, currency),
            whole=text.amount(whole, currency),
            share=share,
            level=text.level(money.target_level),
        ),
        reached=money_text({currency: reached}),
        reached_share=share,
        contradicted=money_text({currency: against}) if against else None,
        parts=parts,
    )


def _reached(scorecard: Scorecard, area: str, currency: str) -> Decimal:
    """Return the spend of one area at the target level or higher."""
    money = scorecard.money
    return sum(
        (
            each.effective_cost.get(currency, Decimal(0))
            for each in money.by_level
            if each.area == area and each.level is not None and each.level >= money.target_level
        ),
        Decimal(0),
    )


def _parts(levels: Sequence[LevelMoney], currency: str, whole: Decimal) -> tuple[SpendPart, ...]:
    """Return the levels from 5 down, then what is unknown, then what is on no such model."""
    ordered = sorted(levels, key=lambda each: -(each.level or 0))
    known = added([each.effective_cost for each in ordered]).get(currency, Decimal(0))
    parts = [
        _part(
            each.level,
            text.level(each.level),
            text.count(each.models, "model", "models"),
            each.effective_cost.get(currency, Decimal(0)),
            currency,
            whole,
        )
        for each in ordered
        if each.effective_cost.get(currency)
    ]
    if whole > known:
        rest = _part(None, say("no production model"), "", whole - known, currency, whole)
        parts.append(SpendPart(**{**rest.__dict__, "allocated": False}))
    return tuple(parts)


def _part(
    level: int | None, word: str, models: str, value: Decimal, currency: str, whole: Decimal
) -> SpendPart:
    share = share_within(value, whole)
    return SpendPart(
        level=level,
        allocated=True,
        word=word,
        models=models,
        money=money_text({currency: value}),
        share=share or 0.0,
        share_text=text.share(share),
    )
