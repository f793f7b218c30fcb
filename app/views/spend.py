"""Money beside risk: what is under control, and what stands at which verified level."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app import text
from app.views.headline import unowned_models
from app.views.parts import MoneyText, added, money_text
from app.wording import phrase
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
    """Label (at most 18 characters), amount, and its share of all spend.

    The label is in English, as an address names it; whoever shows it says it.
    """
    target: str
    by_level_title: str
    """Which area holds the least of the spend at the target level."""
    rows: tuple[SpendRow, ...]


def money_view(scorecard: Scorecard) -> MoneyView:
    """Return the money of the scorecard in words."""
    money = scorecard.money
    whole = money.effective_cost
    if money.window_from is None or not whole:
        return MoneyView(
            title="What the models cost is unknown: no cost source has been read",
            known=False,
            window=text.unknown(),
            facts=(),
            target=text.level(money.target_level),
            by_level_title="What stands at which level is unknown: no cost source has been read",
            rows=(),
        )
    under = _of_all(money.under_control, whole)
    rows = tuple(
        _row(scorecard, area.id, area.title, currency)
        for area in scorecard.areas
        for currency in sorted(whole)
        if whole[currency] > 0
    )
    return MoneyView(
        title=_title(scorecard, under),
        known=True,
        window=f"effective cost, {text.days(money.window_from, money.window_until)}",
        facts=(
            (phrase("AI spend"), money_text(whole), "30 days"),
            _fact(phrase("Under control"), under, whole),
            *_unowned(scorecard, whole),
            _fact(phrase("On known models"), _of_all(money.allocated, whole), whole),
            _fact(phrase("On no model"), _of_all(money.unallocated, whole), whole),
        ),
        target=text.level(money.target_level),
        by_level_title=_by_level_title(scorecard, rows),
        rows=rows,
    )


def _by_level_title(scorecard: Scorecard, rows: Sequence[SpendRow]) -> str:
    """Return `Explainability has the least spend at 3 Working or higher: 46 %`."""
    target = text.level(scorecard.money.target_level)
    if len({row.currency for row in rows}) != 1:
        return f"AI spend of each area by verified level; the target is {target}"
    least = min(rows, key=lambda row: (_reached(scorecard, row.area, row.currency), row.title))
    return f"{least.title} has the least spend at {target} or higher: {least.reached_share}"


def _title(scorecard: Scorecard, under: Amounts) -> str:
    whole = scorecard.money.effective_cost
    target = text.level(scorecard.money.target_level)
    shares = text.listed(_shares(under, whole))
    of = "" if len(whole) == 1 else " of each currency"
    return f"{shares}{of} of AI spend is on models verified at {target} or higher in all areas"


def _unowned(scorecard: Scorecard, whole: Amounts) -> list[tuple[str, MoneyText, str]]:
    """Return what models without an active owner cost; nothing where there is none."""
    models = unowned_models([each.facts for each in scorecard.models])
    spent = added([each.effective_cost for each in models])
    return [_fact(phrase("Unowned"), _of_all(spent, whole), whole)] if models else []


def _fact(label: str, part: Amounts, whole: Amounts) -> tuple[str, MoneyText, str]:
    return (label, money_text(part), f"{text.listed(_shares(part, whole))} of AI spend")


def _of_all(part: Amounts, whole: Amounts) -> dict[str, Decimal]:
    """Return the part in every currency of the whole, 0 where it has none."""
    return {currency: part.get(currency, Decimal(0)) for currency in whole}


def _shares(part: Amounts, whole: Amounts) -> list[str]:
    return [
        text.share(_share(part.get(currency, Decimal(0)), whole[currency]))
        for currency in sorted(whole)
    ]


def _share(part: Decimal, whole: Decimal) -> float | None:
    """Return the share, 0 to 1; where credits outweigh the charges there is none."""
    if whole <= 0:
        return None
    return min(max(float(part / whole), 0.0), 1.0)


def _row(scorecard: Scorecard, area: str, title: str, currency: str) -> SpendRow:
    money = scorecard.money
    whole = money.effective_cost[currency]
    levels = [each for each in money.by_level if each.area == area]
    parts = _parts(levels, currency, whole)
    reached = _reached(scorecard, area, currency)
    against = money.contradicted.get(area, {}).get(currency)
    share = text.share(_share(reached, whole))
    target = text.level(money.target_level)
    return SpendRow(
        area=area,
        title=title,
        currency=currency,
        sentence=(
            f"{title}: {text.amount(reached, currency)} of {text.amount(whole, currency)} "
            f"({share}) stands at {target} or higher"
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
        rest = _part(None, "no production model", "", whole - known, currency, whole)
        parts.append(SpendPart(**{**rest.__dict__, "allocated": False}))
    return tuple(parts)


def _part(
    level: int | None, word: str, models: str, value: Decimal, currency: str, whole: Decimal
) -> SpendPart:
    share = _share(value, whole)
    return SpendPart(
        level=level,
        allocated=True,
        word=word,
        models=models,
        money=money_text({currency: value}),
        share=share or 0.0,
        share_text=text.share(share),
    )
