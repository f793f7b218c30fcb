"""The news of the bill, and the few numbers that a leader asks for first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from app import text
from app.views.cost_ending import foretold
from app.views.cost_idle import idle_cost
from app.views.cost_plans import overrun
from app.views.cost_spikes import above_usual
from app.views.model import FactView
from assessments.scorecard import Amounts, Scorecard
from assessments.spending.values import ClosedMonths, Idle, RunningMonth, Spike

Part = Literal["level", "month", "unmatched", "end", "plan", "unit", "spikes", "idle"]
PARTS: Mapping[Part, str] = {
    "level": "By level",
    "month": "By month",
    "unmatched": "On no model",
    "end": "Month end",
    "plan": "Against plan",
    "unit": "Unit cost",
    "spikes": "Spikes",
    "idle": "Idle, unused",
}
"""What the page can show, by the word in the address."""
UNKNOWN_COST = "What the models cost is unknown: no cost source has been read"
NOTHING_PICKED = "No cost fits what is picked"


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
        return CostView(UNKNOWN_COST, known=False, facts=())
    ended = {
        each.currency: each.whole.month_end.expected for each in running if each.whole.month_end
    }
    return CostView(
        headline=_headline(card, running, whole=whole),
        known=True,
        facts=(
            _fact("Spend, 30 days", card.money.effective_cost, "none found"),
            _fact("Under control", _of_all(card), "none found"),
            _fact("At month's end", ended),
            _over(closed),
            _fact("Above usual, 365 d", above_usual(spikes), "none"),
            _fact("Idle, measured", idle_cost(idle), "not measured"),
        ),
    )


def _headline(card: Scorecard, running: Sequence[RunningMonth], *, whole: bool) -> str:
    spent = card.money.effective_cost
    if not spent:
        return NOTHING_PICKED
    ends = [said for each in running if (said := foretold(each)) is not None]
    what = "AI" if whole else "It"
    first = text.listed(ends) if ends else f"{what} cost {text.money(spent)} in 30 days"
    target = text.level(card.money.target_level)
    held = _of_all(card)
    shares = text.listed(
        [
            text.share(float(held[currency] / amount) if amount > 0 else None)
            for currency, amount in sorted(spent.items())
        ]
    )
    apart = " in each currency" if len(spent) > 1 else ""
    where = f"on models verified at {target} or higher in all areas"
    return f"{first}; {shares} of {'AI spend' if whole else 'it'}{apart} is {where}"


def _of_all(card: Scorecard) -> Amounts:
    """Return what is under control in every currency that is spent, 0 where nothing is."""
    nothing = dict.fromkeys(card.money.effective_cost, Decimal(0))
    return nothing | dict(card.money.under_control)


def _over(closed: Sequence[ClosedMonths]) -> FactView:
    amounts = overrun(closed)
    if not amounts:
        return FactView("Over last plan", "no plan")
    said = " and ".join(
        text.difference(amount, currency) for currency, amount in sorted(amounts.items())
    )
    return FactView("Over last plan", said, text.exact_money(amounts))


def _fact(label: str, amounts: Amounts, none: str | None = None) -> FactView:
    exact = text.exact_money(amounts) if amounts else None
    return FactView(label, text.money(amounts, none), exact)
