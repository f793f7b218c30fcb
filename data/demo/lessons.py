"""What was learnt from incidents: when they were reviewed, their causes, what was to be done."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random

from data.demo.incidents import RENAMED, incidents, service_id
from data.demo.scene import Scene, whole
from data.demo.tables import DOMAIN, ModelRow, models
from data.records import Incident, IncidentAction

BOARD = f"https://tasks.{DOMAIN}"
SERIOUS = 2
"""The severity up to which an incident is to be reviewed."""
REVIEWED = frozenset({"sticks", "unnamed", "repeats", "actions_open", "reviewed", "late", "few"})
FOLLOWED = frozenset({"sticks", "unnamed", "repeats", "actions_open"})
"""Stories in which the reviews asked for something to be done."""
NAMED = frozenset({"sticks", "repeats"})
"""Stories in which the reviews name a cause."""
LONG_AGO = 70
"""Days; what is younger than that was reviewed in time even by who is late as a rule."""
CAUSES = (
    "Missing values were not tested before release",
    "An upstream feed arrived late and nobody was told",
    "A threshold was changed without a second look",
    "Capacity was set for an average day",
    "Configuration differed between staging and production",
    "Training data was cut at the wrong day",
    "The cache kept values of the version before",
    "A source changed its schema without notice",
    "The test set held no case of a new segment",
    "Units were mixed up between two systems",
    "A retry sent every request twice",
    "A certificate ran out",
)


def incidents_with_lessons(scene: Scene) -> Iterator[Incident | IncidentAction]:
    """Yield the year's incidents, with what their reviews say, and the actions asked for."""
    told = list(incidents(scene))
    serious: dict[str, list[Incident]] = defaultdict(list)
    for incident in told:
        if incident.service and incident.severity and incident.severity <= SERIOUS:
            serious[incident.service].append(incident)
    reviewed: dict[str, Incident] = {}
    for model in models():
        own = serious[service_id(RENAMED.get(model.name, model.name))]
        reviewed |= {each.incident: each for each in _reviewed(scene, model, own)}
        yield from _actions(scene, model, [reviewed.get(each.incident, each) for each in own])
    yield from (reviewed.get(each.incident, each) for each in told)


def _reviewed(scene: Scene, model: ModelRow, own: Sequence[Incident]) -> Iterator[Incident]:
    """Yield those of a model's serious incidents that were reviewed."""
    story = model.story("K3")
    chance = scene.chance("review", model.name)
    for place, incident in enumerate(own):
        if story in REVIEWED or (story == "some" and place == 0):
            late = story == "late" and place % 2 == 0
            yield incident.model_copy(
                update={
                    "reviewed_at": _review_day(scene, incident, chance, late=late),
                    "cause": _cause(story, place),
                }
            )


def _review_day(scene: Scene, incident: Incident, chance: Random, *, late: bool) -> datetime:
    ended = incident.resolved_at or incident.opened_at
    in_time, too_late = chance.uniform(1.2, 9.6), chance.uniform(19, 44)
    old = (scene.until - ended.date()).days > LONG_AGO
    return whole(ended + timedelta(days=too_late if late and old else in_time))


def _cause(story: str, place: int) -> str | None:
    """Return a cause; where it repeats, the same one every second time."""
    if story not in NAMED:
        return None
    return CAUSES[0] if story == "repeats" and place % 2 == 0 else CAUSES[1 + place % 11]


def _actions(scene: Scene, model: ModelRow, own: Sequence[Incident]) -> Iterator[IncidentAction]:
    """Yield two actions for each review; where they stay open, every second one."""
    story = model.story("K3")
    chance = scene.chance("actions", model.name)
    for incident in own if story in FOLLOWED else ():
        for number in (1, 2):
            opened = whole((incident.reviewed_at or incident.opened_at) + timedelta(hours=1))
            days = chance.uniform(6, 71)
            left_open = story == "actions_open" and number == 1
            yield IncidentAction(
                incident=incident.incident,
                action=f"{incident.incident}-{number}",
                opened_at=opened,
                closed_at=None if left_open else _closed(scene, opened, days),
                url=f"{BOARD}/{incident.incident}-{number}",
            )


def _closed(scene: Scene, opened: datetime, days: float) -> datetime:
    """Return when it was done: yesterday at the latest."""
    yesterday = scene.moment(1, 15)
    return max(opened, min(yesterday, whole(opened + timedelta(days=days))))
