"""Which versions were measured by group, against which limits, and what watches the groups live."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from data.demo.scene import Scene, whole
from data.demo.tables import DOMAIN, ModelRow, models
from data.demo.timeline import Act, timeline
from data.records import Evaluation, Monitor

RUNS = f"https://registry.{DOMAIN}/models"
WATCH = f"https://monitoring.{DOMAIN}/groups"
METRIC = "recall"
LIMIT = 0.72
GROUPS = {
    "Payments risk": ("age 18-25", "age 26-59", "age 60+"),
    "Pricing": ("first-time customers", "regular customers", "company customers"),
    "Customer care": ("German", "French", "Polish", "Portuguese"),
    "Supply": ("city centre", "outskirts", "airport"),
    "Marketing": ("age 18-25", "age 26-59", "age 60+"),
    "Platform": ("German", "French", "Polish", "Portuguese"),
}
"""By team: the groups that its models are measured on."""
LIMITED = frozenset({"watched", "monitor_silent", "passed", "limit_failed", "stale"})
WATCHED = {"watched": 0, "monitor_silent": 19}
"""By story: for how many days the monitor of one group has told nothing."""


def evaluations(scene: Scene) -> Iterator[Evaluation]:
    """Yield the evaluations of the version before and of the one that serves."""
    for model in models():
        story = model.story("E4")
        if story in LIMITED | {"no_limits", "old_version"}:
            told = timeline(scene, model)
            before = next(act for act in told.acts if act.version == told.previous)
            serving = next(act for act in told.acts if act.version == told.serving)
            yield from _measured(scene, model, before, by_group=True)
            yield from _measured(scene, model, serving, by_group=story != "old_version")


def _measured(scene: Scene, model: ModelRow, act: Act, *, by_group: bool) -> Iterator[Evaluation]:
    """Yield the numbers of one version: as a whole, and of each group, the evening before."""
    chance = scene.chance("evaluation", model.name, str(act.version))
    story = model.story("E4")
    measured_at = whole(act.started - timedelta(hours=chance.uniform(3, 17)))
    yield _number(model, act, "all", round(chance.uniform(0.82, 0.87), 4), measured_at, None)
    for place, group in enumerate(GROUPS[model.team] if by_group else ()):
        low = story == "limit_failed" and place == 2 and act is _last(scene, model)
        value = round(chance.uniform(0.61, 0.68) if low else chance.uniform(0.745, 0.86), 4)
        limit = LIMIT if story in LIMITED else None
        yield _number(model, act, group, value, measured_at, limit)


def _last(scene: Scene, model: ModelRow) -> Act:
    told = timeline(scene, model)
    return next(act for act in told.acts if act.version == told.serving)


def _number(
    model: ModelRow, act: Act, group: str, value: float, measured_at: datetime, limit: float | None
) -> Evaluation:
    return Evaluation(
        model=model.name,
        version=str(act.version),
        metric=METRIC,
        slice=group,
        value=value,
        at_least=limit,
        evaluated_at=measured_at,
        url=f"{RUNS}/{model.name}/versions/{act.version}",
    )


def monitors(scene: Scene) -> Iterator[Monitor]:
    """Yield the monitors that watch a group each."""
    for model in models():
        silent_days = WATCHED.get(model.story("E4"))
        if silent_days is None:
            continue
        for place, group in enumerate(GROUPS[model.team]):
            days_ago = silent_days if place == 1 and silent_days else 1
            yield Monitor(
                model=model.name,
                monitor=f"{model.name}-group-{place + 1}",
                kind="slice",
                title=f"{METRIC} of {group}",
                last_value_at=scene.moment(days_ago, 23.5),
                url=f"{WATCH}/{model.name}/{place + 1}",
            )
