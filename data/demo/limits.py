"""What warns of a runaway, or stops it: alerts and caps on what the models spend."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from data.demo.scene import Scene
from data.demo.spend import CURRENCY, lines
from data.demo.tables import DOMAIN, ModelRow, models
from data.records import CostDaily, SpendLimit

CONSOLE = f"https://spend.{DOMAIN}/limits"
WINDOW = timedelta(days=30)


@dataclass(frozen=True)
class Stop:
    """How one story's spend is limited."""

    kind: str = "cap"
    over: str = "1.6"
    """The amount over what was spent in the last 30 days; below 1 it did not hold."""
    tested_days_ago: int | None = None
    automatic: bool | None = None
    overrides_logged: bool | None = None
    one_thing: bool = False
    """Only one of the things that the model pays for is limited."""


STOPS = {
    "automatic": Stop(tested_days_ago=61, automatic=True, overrides_logged=True),
    "tested": Stop(tested_days_ago=118, automatic=False, overrides_logged=True),
    "tested_open": Stop(tested_days_ago=92),
    "stale": Stop(tested_days_ago=297),
    "capped": Stop(over="1.9"),
    "burst": Stop(over="0.6"),
    "partial": Stop(over="1.4", one_thing=True),
    "alert": Stop("alert", over="1.2"),
}


def limits(scene: Scene, charges: Iterable[CostDaily]) -> Iterator[SpendLimit]:
    """Yield the limit of each model whose story has one."""
    spent = _spent(scene, charges)
    for model in models():
        stop = STOPS.get(model.story("C6")) if model.production else None
        if stop is not None:
            yield _limit(scene, model, stop, spent)


def _spent(scene: Scene, charges: Iterable[CostDaily]) -> dict[str, Decimal]:
    """Return what each resource cost in the last 30 days."""
    spent: dict[str, Decimal] = defaultdict(Decimal)
    for charge in charges:
        if charge.resource is not None and charge.day >= scene.until - WINDOW:
            spent[charge.resource] += charge.effective_cost
    return spent


def _limit(scene: Scene, model: ModelRow, stop: Stop, spent: dict[str, Decimal]) -> SpendLimit:
    own = sorted({line.resource for line in lines() if line.model == model.name})
    amount = sum((spent[each] for each in own), Decimal(0)) * Decimal(stop.over)
    tested = stop.tested_days_ago
    return SpendLimit(
        target=own[0] if stop.one_thing else model.name,
        model=model.name if stop.one_thing else None,
        kind=stop.kind,
        amount=amount.quantize(Decimal(1)),
        currency=CURRENCY,
        period="month",
        tested_at=None if tested is None else scene.office(tested, scene.chance("cap", model.name)),
        automatic=stop.automatic,
        overrides_logged=stop.overrides_logged,
        url=f"{CONSOLE}/{model.name}",
    )
