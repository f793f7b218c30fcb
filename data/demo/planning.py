"""What was forecast for each model's months, and what a thousand predictions were to cost."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from random import Random

from data.demo.files import table
from data.demo.scene import Scene
from data.demo.spend import CURRENCY, lines, months_before
from data.demo.tables import ModelRow, models, written
from data.records import Attestation, Budget, CostDaily, MetricDaily

Months = Mapping[date, Decimal]

MISSED = {
    "close": (0.02, 0.09),
    "near": (0.127, 0.143),
    "fair": (0.158, 0.188),
    "off": (0.27, 0.41),
    "few": (0.03, 0.2),
}
"""By story: how far a month's forecast was off, as a share of what the month cost."""
SCATTERED = ((0.03, 0.08), (0.26, 0.4))
"""Every other month well forecast, every other one not."""
FEW_MONTHS = 2
TARGETS = {
    "target_met": (1.06, 1.06, 0.96),
    "outcome": (1.05, 1.07, 0.97),
    "target_missed": (0.84, 0.81, 0.86),
}
"""By story: the target of unit cost over what it was, for three months in turn."""
COST_REVIEW = "cost_review_age_days"


def plans(
    scene: Scene, charges: Iterable[CostDaily], counted: Iterable[MetricDaily]
) -> Iterator[Budget]:
    """Yield forecasts and targets of unit cost, for whole months and for the present one."""
    spent = _spent(charges)
    served = _served(counted)
    for model in models():
        if model.production:
            yield from _forecasts(scene, model, spent[model.name])
            yield from _targets(scene, model, spent[model.name], served[model.name])


def _spent(charges: Iterable[CostDaily]) -> Mapping[str, Months]:
    """Return what each model's resources cost by month, shared ones by their shares."""
    shared = table("spend")["shared"]
    owner = {line.resource: {line.model: Decimal(1)} for line in lines()}
    owner[shared["resource"]] = {name: Decimal(part) for name, part in shared["shares"].items()}
    spent: dict[str, dict[date, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for charge in charges:
        for model, part in owner.get(charge.resource or "", {}).items():
            spent[model][charge.day.replace(day=1)] += charge.effective_cost * part
    return spent


def _served(counted: Iterable[MetricDaily]) -> Mapping[str, Months]:
    """Return how many requests each model answered by month."""
    served: dict[str, dict[date, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for each in counted:
        if each.metric == "requests_served":
            served[each.model][each.day.replace(day=1)] += Decimal(each.value)
    return served


def _past(scene: Scene, months: Months) -> list[tuple[int, date]]:
    """Return the months before the present one of which there is cost, the latest first."""
    present = scene.until.replace(day=1)
    past = ((ago, months_before(present, ago)) for ago in range(1, 12))
    return [(ago, month) for ago, month in past if month in months]


def _forecasts(scene: Scene, model: ModelRow, spent: Months) -> Iterator[Budget]:
    story = model.story("C2")
    chance = scene.chance("forecast", model.name)
    past = _past(scene, spent)
    if not past or story not in {*MISSED, "scattered"}:
        return
    for ago, month in past[: FEW_MONTHS if story == "few" else None]:
        yield _forecast(model, month, spent[month], _off(story, ago, chance))
    latest = spent[past[0][1]]
    yield _forecast(model, scene.until.replace(day=1), latest, chance.uniform(-0.05, 0.01))


def _off(story: str, months_ago: int, chance: Random) -> float:
    """Return by how much a month cost more than forecast, as a share of what it cost."""
    least, most = SCATTERED[months_ago % 2] if story == "scattered" else MISSED[story]
    # Whoever is far off has not reckoned with the growth.
    sign = 1 if story == "off" or chance.random() < 0.6 else -1
    return sign * chance.uniform(least, most)


def _forecast(model: ModelRow, month: date, spent: Decimal, off: float) -> Budget:
    amount = (spent * (1 - Decimal(str(round(off, 6))))).quantize(Decimal(1))
    return _planned(model, month, "forecast", amount)


def _targets(scene: Scene, model: ModelRow, spent: Months, served: Months) -> Iterator[Budget]:
    factors = TARGETS.get(model.story("C3"))
    past = [(ago, month) for ago, month in _past(scene, spent) if served.get(month)]
    if factors is None or not past:
        return
    for ago, month in past:
        unit = 1000 * spent[month] / served[month] * Decimal(str(factors[(ago - 1) % 3]))
        target = Decimal(f"{unit:.4g}")
        yield _planned(model, month, "unit_cost", target)
    latest = past[0][1]
    unit = 1000 * spent[latest] / served[latest]
    yield _planned(model, scene.until.replace(day=1), "unit_cost", Decimal(f"{unit:.3g}"))


def _planned(model: ModelRow, month: date, kind: str, amount: Decimal) -> Budget:
    return Budget(model=model.name, month=month, kind=kind, amount=amount, currency=CURRENCY)


def attestations(scene: Scene) -> Iterator[Attestation]:
    """Yield who was there when a model's cost was looked at beside its result."""
    for model in models():
        if model.production and model.story("C3") == "outcome":
            yield Attestation(
                probe=COST_REVIEW,
                model=model.name,
                value=0,
                attested_by=written("camille.laurent"),
                attested_at=scene.office(34, scene.chance("cost review", model.name)),
                until=scene.day(-56),
                note="cost and result stood side by side in the quarter's review",
            )
