"""What watches the models: alerts on the service, and monitors of results and input."""

from collections.abc import Iterator

from data.demo.scene import Scene
from data.demo.tables import DOMAIN, ModelRow, models
from data.records import Monitor

WATCH = f"https://monitors.{DOMAIN}"
ALERTS = ("Errors above 1 %", "Slower than agreed")
SIGNALS = {"quality": "Results against outcomes", "data": "Input against training data"}
UNWATCHED = frozenset({"", "none"})
LIVE = frozenset({"reverts", "found", "people_first", "late", "live", "live_by_hand"})
"""Stories in which results and input are watched, and the monitors speak."""
SILENT_DAYS = {"quality": 31, "data": 13}
"""How long the monitors of a model have told nothing where its story is `silent`."""
REVERTS = {"reverts": True, "live_by_hand": False}
"""By story: whether the monitor of its results stops the model; of others it is not on record."""


def monitors(scene: Scene) -> Iterator[Monitor]:
    """Yield every alert and monitor."""
    for model in models():
        if model.production and model.story("R5") not in UNWATCHED:
            yield from _alerts(scene, model)
            yield from _signals(scene, model)


def _alerts(scene: Scene, model: ModelRow) -> Iterator[Monitor]:
    story = model.story("R5")
    for number, title in enumerate(ALERTS, start=1):
        yield Monitor(
            model=model.name,
            monitor=f"{model.name}-alert-{number}",
            kind="service",
            title=title,
            enabled=story != "alert_off",
            last_value_at=scene.moment(0 if story != "alert_off" else 74, 0),
            reverts=_reverts(story, "service"),
            url=f"{WATCH}/{model.name}/alert-{number}",
        )


def _signals(scene: Scene, model: ModelRow) -> Iterator[Monitor]:
    story = model.story("R5")
    for kind, title in SIGNALS.items():
        if story in LIVE or story == "silent":
            days_ago = SILENT_DAYS[kind] if story == "silent" else 1
            yield Monitor(
                model=model.name,
                monitor=f"{model.name}-{kind}",
                kind=kind,
                title=title,
                last_value_at=scene.moment(days_ago, 22.25),
                reverts=_reverts(story, kind),
                url=f"{WATCH}/{model.name}/{kind}",
            )


def _reverts(story: str, kind: str) -> bool | None:
    """Return whether a monitor stops the model by itself, where that is on record."""
    known = REVERTS.get(story)
    return None if known is None else known and kind == "quality"
