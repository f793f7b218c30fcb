"""How much of what a model holds is in use, and how many of its predictions brought something."""

from collections.abc import Iterator

from data.demo.scene import Scene
from data.demo.tables import ModelRow, models
from data.records import MetricDaily

IN_USE = {
    "busy": (97.6, 99.4),
    "trim": (91.6, 94.6),
    "fair": (82.0, 88.0),
    "idle": (38.0, 66.0),
    "once": (71.0, 84.0),
}
"""By story: how much is in use, in percent; `half` is told where requests are."""
ONCE = (4, 18)
"""Measured on two days only, for a try."""
SUCCESSES = (0.0031, 0.0036)
"""Of the requests, how many ended in what the model is for."""


def measured(scene: Scene, days: int) -> Iterator[MetricDaily]:
    """Yield weekly measurements of use, and daily counts of successful outcomes."""
    for model in models():
        if model.production:
            yield from _used(scene, model, days)
            yield from _succeeded(scene, model, days)


def _used(scene: Scene, model: ModelRow, days: int) -> Iterator[MetricDaily]:
    story = model.story("C5")
    if story not in IN_USE:
        return
    chance = scene.chance("capacity", model.name)
    for days_ago in ONCE if story == "once" else range(2, min(days, 180), 7):
        percent = round(chance.uniform(*IN_USE[story]), 1)
        yield _metric(scene, model, "utilisation_percent", days_ago, percent)


def _succeeded(scene: Scene, model: ModelRow, days: int) -> Iterator[MetricDaily]:
    if model.story("C3") != "outcome" or model.requests is None:
        return
    chance = scene.chance("outcomes", model.name)
    for days_ago in range(min(days, 200), 0, -1):
        count = round(model.requests * chance.uniform(*SUCCESSES))
        yield _metric(scene, model, "successful_outcomes", days_ago, count)


def _metric(scene: Scene, model: ModelRow, metric: str, days_ago: int, value: float) -> MetricDaily:
    return MetricDaily(model=model.name, metric=metric, day=scene.day(days_ago), value=value)
