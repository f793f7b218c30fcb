"""What the business expects: sponsors, the number that a model is judged by, and its reviews."""

from collections.abc import Iterator
from dataclasses import dataclass

from data.demo.scene import Scene
from data.demo.tables import DOMAIN, ModelRow, models
from data.demo.timeline import timeline
from data.records import MetricDaily, Review

MINUTES = f"https://wiki.{DOMAIN}/business-reviews"
MONTHLY = 30
SPONSORS = {
    "Payments risk": "Head of Payments",
    "Pricing": "Chief Commercial Officer",
    "Customer care": "Head of Customer Care",
    "Supply": "Chief Operations Officer",
    "Marketing": "Head of Growth",
    "Platform": "Chief Information Officer",
}
RESULTS = {
    "Payments risk": ("thousand dollars of fraud and losses avoided", 640.0),
    "Pricing": ("thousand dollars of margin above list price", 410.0),
    "Customer care": ("% of contacts solved at the first try", 61.0),
    "Supply": ("% of vehicles where they are wanted", 78.0),
    "Marketing": ("members kept or won a month", 2300.0),
    "Platform": ("% of searches that end with a click", 54.0),
}
"""By team: what its business results are counted in, and about how large they are."""
UNSPONSORED = frozenset({"", "none", "unsponsored"})


@dataclass(frozen=True)
class Told:
    """How the last review of one story went, and how old the last number is."""

    reviewed: tuple[int, int] | None = None
    """Between so many days ago; None: lately, since the serving version began to serve."""
    outcome: str | None = None
    with_cost: bool | None = None
    measured: int = 9
    """How many days ago the last number is of."""


TOLD = {
    "decided": Told(outcome="continue", with_cost=True),
    "no_cost": Told(outcome="continue", with_cost=False),
    "undecided": Told(),
    "unsponsored": Told(),
    "older_version": Told((66, 82), "continue"),
    "old_review": Told((109, 152), "continue"),
    "stale_review": Told((236, 318), "change"),
    "old_number": Told((40, 84), measured=203),
}


def sponsor(model: ModelRow) -> str | None:
    """Return who in the business signs a model off, where the registry names somebody."""
    return None if model.story("O5") in UNSPONSORED else SPONSORS[model.team]


def results(scene: Scene) -> Iterator[MetricDaily]:
    """Yield the number of each month by which the business judges a model."""
    for model in models():
        told = TOLD.get(model.story("O5")) if model.production else None
        if told is not None:
            unit, level = RESULTS[model.team]
            chance = scene.chance("result", model.name)
            for days_ago in range(told.measured, 365, MONTHLY):
                value = round(level * chance.uniform(0.93, 1.05), 1)
                yield MetricDaily(
                    model=model.name,
                    metric="business_kpi",
                    day=scene.day(days_ago),
                    value=value,
                    unit=unit,
                )


def reviews(scene: Scene) -> Iterator[Review]:
    """Yield the last review of each model by the business."""
    for model in models():
        told = TOLD.get(model.story("O5")) if model.production else None
        if told is not None:
            yield _review(scene, model, told)


def _review(scene: Scene, model: ModelRow, told: Told) -> Review:
    chance = scene.chance("business review", model.name)
    first, last = told.reviewed or _since_it_serves(scene, model)
    held_at = scene.office(chance.randrange(first, last), chance)
    return Review(
        model=model.name,
        kind="business",
        reviewed_at=held_at,
        reviewer=SPONSORS[model.team],
        outcome=told.outcome,
        with_cost=told.with_cost,
        url=f"{MINUTES}/{model.name}/{held_at:%Y-%m}",
    )


def _since_it_serves(scene: Scene, model: ModelRow) -> tuple[int, int]:
    served = (scene.until - timeline(scene, model).acts[-1].finished.date()).days
    return 2, max(4, min(72, served - 5))
