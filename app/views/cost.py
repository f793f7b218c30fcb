"""The news of the bill, and the few numbers that a leader asks for first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from app import text
from app.views.cost_ending import foretold
from app.views.cost_idle import idle_cost, measured_days
from app.views.cost_plans import overrun
from app.views.cost_spikes import above_usual
from app.views.model import FactView
from app.wording import phrase, say
from assessments.scorecard import Amounts, Scorecard
from assessments.spending.values import ClosedMonths, Idle, RunningMonth, Spike

Part = Literal["level", "month", "unmatched", "end", "plan", "unit", "spikes", "idle"]
PARTS: Mapping[Part, str] = {
    "level": phrase("By level"),
    "month": phrase("By month"),
    "unmatched": phrase("On no model"),
    "end": phrase("Month end"),
    "plan": phrase("Against plan"),
    "unit": phrase("Unit cost"),
    "spikes": phrase("Spikes"),
    "idle": phrase("Idle, unused"),
}
"""What the page can show, by the word in the address."""
UNKNOWN_COST = phrase("What the models cost is unknown: no cost source has been read")
NOTHING_PICKED = phrase("No cost fits what is picked")


@dataclass(frozen=True)
class CostView:
    """What stands above all parts."""

    headline: str
    known: bool
    """False: no cost is landed, so there is nothing to explore."""
    facts: tuple[FactView, ...]


def cost_view(
    card: Scorecard,
    running: Sequence[RunningMonth],
    closed: Sequence[ClosedMonths],
    spikes: Sequence[Spike],
    idle: Sequence[Idle],
    *,
    whole: bool = True,
) -> CostView:
    """Return the headline and the first numbers; `card` is of what is picked, or of the whole."""
    if card.money.window_from is None:
        return CostView(say(UNKNOWN_COST), known=False, facts=())
    ended = {
        each.currency: each.whole.month_end.expected for each in running if each.whole.month_end
    }
    return CostView(
        headline=_headline(card, running, whole=whole),
        known=True,
        facts=(
            _fact(say("Spend, 30 days"), card.money.effective_cost, say("none found")),
            _fact(say("Under control"), _of_all(card), say("none found")),
            FactView(say("At month's end"), _close(ended), _exact(ended)),
            _over(closed),
            _fact(say("Above usual, 365 d"), above_usual(spikes), say("none")),
            _fact(_idle(idle), idle_cost(idle), say("not measured")),
        ),
    )


def _headline(card: Scorecard, running: Sequence[RunningMonth], *, whole: bool) -> str:
    spent = card.money.effective_cost
    if not spent:
        return say(NOTHING_PICKED)
    return say(
        "{news}; {share} is on models verified at {level} or higher in all areas",
        news=_news(spent, running, whole=whole),
        share=_held(card, whole=whole),
        level=text.level(card.money.target_level),
    )


def _held(card: Scorecard, *, whole: bool) -> str:
    """Return which share of the bill, or of what is picked of it, is under control."""
    held, spent = _of_all(card), card.money.effective_cost
    shares = text.listed(
        [
            text.share(float(held[currency] / amount) if amount > 0 else None)
            for currency, amount in sorted(spent.items())
        ]
    )
    if len(spent) > 1:
        if whole:
            return say("{shares} of AI spend in each currency", shares=shares)
        return say("{shares} of it in each currency", shares=shares)
    return say("{share} of AI spend", share=shares) if whole else say("{share} of it", share=shares)


def _news(spent: Amounts, running: Sequence[RunningMonth], *, whole: bool) -> str:
    """Return where the running month will end; where nobody can tell, what was spent."""
    ends = [said for each in running if (said := foretold(each)) is not None]
    if ends:
        return text.listed(ends)
    if whole:
        return say("AI cost {money} in 30 days", money=text.money(spent))
    return say("It cost {money} in 30 days", money=text.money(spent))


def _of_all(card: Scorecard) -> Amounts:
    """Return what is under control in every currency that is spent, 0 where nothing is."""
    nothing = dict.fromkeys(card.money.effective_cost, Decimal(0))
    return nothing | dict(card.money.under_control)


def _over(closed: Sequence[ClosedMonths]) -> FactView:
    amounts = overrun(closed)
    if not amounts:
        return FactView(say("Net over last plan"), say("no plan"))
    said = text.listed(
        [text.difference(amount, currency) for currency, amount in sorted(amounts.items())]
    )
    return FactView(say("Net over last plan"), said, text.exact_money(amounts))


def _idle(idle: Sequence[Idle]) -> str:
    """Return the label of what stood idle, with how many days of each model were measured."""
    if not idle:
        return say("Idle, measured")
    return say("Idle, {days} d", days=measured_days(idle))


def _close(amounts: Amounts) -> str:
    """Return amounts to four figures, as the headline has them."""
    said = [text.close_amount(amount, currency) for currency, amount in sorted(amounts.items())]
    return " + ".join(said) or text.unknown()


def _fact(label: str, amounts: Amounts, none: str | None = None) -> FactView:
    return FactView(label, text.money(amounts, none), _exact(amounts))


def _exact(amounts: Amounts) -> str | None:
    return text.exact_money(amounts) if amounts else None
