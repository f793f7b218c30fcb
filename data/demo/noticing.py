"""How incidents were noticed: when the harm began, who found it, how soon somebody answered."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from data.demo.incidents import RENAMED, service_id
from data.demo.scene import Scene, whole
from data.demo.tables import ModelRow, models
from data.demo.timeline import timeline
from data.records import Incident, Record

SERIOUS = 2
"""The severity up to which the questions ask."""
FOUND_BY_MONITORS = frozenset({"reverts", "found"})
FOUND_AT_ONCE = frozenset({"reverts", "found", "people_first"})
ANSWERED_AT_ONCE = frozenset({"fast", "gap"})


def noticed(scene: Scene, rows: Iterable[Record]) -> Iterator[Record]:
    """Yield the rows as they come, each incident with what its model's stories tell of it."""
    of_service = {
        service_id(RENAMED.get(model.name, model.name)): model
        for model in models()
        if model.production
    }
    serious: dict[str, int] = defaultdict(int)
    for row in rows:
        model = of_service.get(row.service or "") if isinstance(row, Incident) else None
        if isinstance(row, Incident) and model is not None:
            place = serious[model.name]
            serious[model.name] += (row.severity or SERIOUS + 1) <= SERIOUS
            yield row.model_copy(update=_told(scene, model, row, place))
        else:
            yield row


def _told(scene: Scene, model: ModelRow, row: Incident, place: int) -> dict[str, Any]:
    """Return the fields that change; only of serious incidents, but for who found them."""
    chance = scene.chance("noticed", model.name, row.title)
    told: dict[str, Any] = {}
    if model.story("R5") == "alert_off":
        told["detected_by"] = "person"
    if row.severity is None or row.severity > SERIOUS:
        return told
    if model.story("R5") in FOUND_BY_MONITORS:
        told["detected_by"] = "monitor"
    elif model.story("R5") == "people_first":
        told["detected_by"] = "monitor" if place % 2 else "person"
    told["began_at"] = _began(scene, model, row, chance)
    told["acknowledged_at"] = _answered(model, row, chance)
    return told


def _began(scene: Scene, model: ModelRow, row: Incident, chance: Random) -> datetime | None:
    """Return when the harm began: after a release no earlier than the release."""
    story = model.story("R5")
    soon, late = chance.uniform(0.06, 0.7), chance.uniform(1.6, 6.4)
    if story in FOUND_AT_ONCE:
        began = row.opened_at - timedelta(hours=soon)
    elif story == "late":
        began = row.opened_at - timedelta(hours=late)
    else:
        return None
    released = [
        act.started
        for act in timeline(scene, model).acts
        if timedelta() <= row.opened_at - act.started <= timedelta(hours=late)
    ]
    return whole(max([began, *released]))


def _answered(model: ModelRow, row: Incident, chance: Random) -> datetime | None:
    """Return when somebody acknowledged it: before it was over."""
    story = model.story("O3")
    at_once, late = chance.uniform(2, 11), chance.uniform(18, 52)
    if story not in {*ANSWERED_AT_ONCE, "slow"} or row.resolved_at is None:
        return row.acknowledged_at
    most = (row.resolved_at - row.opened_at) * 0.8
    minutes = at_once if story in ANSWERED_AT_ONCE else late
    return whole(row.opened_at + min(timedelta(minutes=minutes), most))
