"""How much of the AI spend is under control at one moment, and how it moved since another."""

from dataclasses import dataclass
from decimal import Decimal

from app import text
from app.views.parts import share_within
from app.wording import say
from assessments.scorecard import Amounts, Scorecard
from assessments.trend import Point


@dataclass(frozen=True)
class Control:
    """The AI spend of 30 days at one moment, and what of it is under control."""

    spent: Amounts
    """Empty: unknown."""
    under: Amounts
    """On models verified at the target level or higher in all areas."""
    target: int
    settled: bool
    """False: no area has a verified level, so that nobody knows what is under control."""


def control_then(point: Point) -> Control:
    """Return how it stood in a snapshot."""
    settled = any(area.level is not None for area in point.areas)
    return Control(point.effective_cost, point.under_control, point.target_level, settled)


def control_now(card: Scorecard) -> Control:
    """Return how it stands in a scorecard."""
    settled = any(area.level is not None for area in card.portfolio)
    money = card.money
    return Control(money.effective_cost, money.under_control, money.target_level, settled)


def control_moved(before: Control, after: Control) -> tuple[int, str] | None:
    """Return which way it moved, above 0 for the better, and the sentence; None: as it was.

    It moved where a reader reads another share or amount. Of a share that is unknown, of other
    currencies or of another target level nobody can say which way.
    """
    was, now = _stood(before), _stood(after)
    if was == now:
        return None
    if before.target == after.target:
        return _step(before, after), say(
            "AI spend under control: {before}, now {now}", before=was, now=now
        )
    return 0, say(
        "AI spend under control: {before} at {level} or higher, now {now} at {target} or higher",
        before=was,
        level=text.level(before.target),
        now=now,
        target=text.level(after.target),
    )


def _stood(control: Control) -> str:
    """Return `21 % ($213k)`, each currency by itself."""
    if not control.settled or not control.spent:
        return text.unknown()
    return text.listed([_of(control, currency) for currency in sorted(control.spent)])


def _of(control: Control, currency: str) -> str:
    money = text.amount(control.under.get(currency, Decimal(0)), currency)
    return f"{text.share(_share(control, currency))} ({money})"


def _share(control: Control, currency: str) -> float | None:
    return share_within(control.under.get(currency, Decimal(0)), control.spent[currency])


def _step(before: Control, after: Control) -> int:
    """Return 1 where it rose in some currency and fell in none, -1 the other way round, else 0."""
    if before.spent.keys() != after.spent.keys() or not (before.settled and after.settled):
        return 0
    steps = [_step_in(currency, before, after) for currency in after.spent]
    return 0 if None in steps else (1 in steps) - (-1 in steps)


def _step_in(currency: str, before: Control, after: Control) -> int | None:
    """Return which way the share of one currency moved; None: one of the two is unknown."""
    was, now = _share(before, currency), _share(after, currency)
    if was is None or now is None:
        return None
    return 0 if text.share(was) == text.share(now) else (now > was) - (now < was)
