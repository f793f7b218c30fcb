"""What was rehearsed beside the timed drills: going back by hand, and building a version anew."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from data.demo.scene import Scene, whole
from data.demo.tables import ModelRow, models, people
from data.demo.timeline import Timeline, timeline
from data.records import Drill

HALF_YEAR = 196
"""Days, a little more than the half-year that the question asks about."""
REBUILT = {
    "rebuilt": ((47, 96, True),),
    "rebuild_failed": ((33, 71, False), (150, 174, True)),
    "rebuilt_long_ago": ((233, 291, True),),
}
"""By story: each rebuild between so many days ago, and whether it came out as before."""


def rehearsals(scene: Scene) -> Iterator[Drill]:
    """Yield who went back by hand lately, and every rebuild."""
    for model in models():
        if model.production and model.story("R2") == "by_hand":
            yield _went_back(scene, model)
        if model.production:
            yield from _rebuilds(scene, model)


def _went_back(scene: Scene, model: ModelRow) -> Drill:
    chance = scene.chance("by hand", model.name)
    return Drill(
        model=model.name,
        drilled_at=scene.office(chance.randrange(31, 62), chance),
        hours=round(chance.uniform(0.3, 0.86), 3),
        succeeded=True,
        automatic=False,
        actor=people()[model.releasers[0]].login,
    )


def _rebuilds(scene: Scene, model: ModelRow) -> Iterator[Drill]:
    story = model.story("R6")
    chance = scene.chance("rebuild", model.name)
    if story == "rebuilt_each":
        yield from _rebuilt_each(scene, model, timeline(scene, model), chance)
    for first, last, succeeded in REBUILT.get(story, ()):
        yield Drill(
            model=model.name,
            kind="rebuild",
            drilled_at=scene.office(chance.randrange(first, last), chance),
            hours=round(chance.uniform(1.4, 9.7), 2),
            succeeded=succeeded,
            actor=people()[model.releasers[-1]].login,
        )


def _rebuilt_each(scene: Scene, model: ModelRow, told: Timeline, chance: Random) -> Iterator[Drill]:
    """Yield what the pipeline does after each release: it builds the version once more."""
    for act in told.released:
        if (scene.until - act.started.date()).days <= HALF_YEAR:
            yield Drill(
                model=model.name,
                kind="rebuild",
                drilled_at=whole(act.started + timedelta(hours=chance.uniform(2.1, 7.4))),
                hours=round(chance.uniform(0.8, 2.9), 2),
                succeeded=True,
                automatic=True,
            )
