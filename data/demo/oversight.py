"""How often people overrule a model, and what the reviews of that came to."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from data.demo.scene import Scene
from data.demo.tables import DOMAIN, ModelRow, models, written
from data.records import Attestation, MetricDaily, Review

MINUTES = f"https://wiki.{DOMAIN}/oversight"
OVERRULED = {
    "changed": 0.0011, "reviewed": 0.014, "out_of_range": 0.0009, "lapsed": 0.021,
    "counted": 0.008, "silent": 0.0,
}  # fmt: skip
"""By story: the share of a day's decisions that people overrule."""
COUNTED_DAYS = 120
ROUTE = "overrule_route"
ATTESTED = frozenset({"silent", "route"})
MONTHLY = 30
MONTHS = 7


@dataclass(frozen=True)
class Course:
    """How the reviews of one story went."""

    last: int
    """How many days ago the last one was held."""
    in_range: bool = True
    change: int | None = None
    """How many reviews back one of them ended in a change."""


COURSES = {
    "changed": Course(9, change=2),
    "reviewed": Course(13),
    "out_of_range": Course(17, in_range=False),
    "lapsed": Course(96),
}


def metrics(scene: Scene, served: Iterable[MetricDaily]) -> Iterator[MetricDaily]:
    """Yield how many of the decisions of each day people overruled, where that is counted."""
    shares = {model.name: OVERRULED.get(model.story("E5")) for model in models()}
    for row in served:
        share = shares.get(row.model)
        if share is not None and row.day >= scene.day(COUNTED_DAYS):
            chance = scene.chance("overruled", row.model, str(row.day))
            value = round(row.value * share * chance.uniform(0.7, 1.3))
            yield row.model_copy(update={"metric": "decisions_overruled", "value": float(value)})


def reviews(scene: Scene) -> Iterator[Review]:
    """Yield the monthly reviews of how often each model is overruled."""
    for model in models():
        course = COURSES.get(model.story("E5"))
        if course is not None:
            yield from _held(scene, model, course)


def _held(scene: Scene, model: ModelRow, course: Course) -> Iterator[Review]:
    chance = scene.chance("oversight", model.name)
    for place in range(MONTHS):
        held_at = scene.office(course.last + place * MONTHLY, chance)
        yield Review(
            model=model.name,
            kind="oversight",
            reviewed_at=held_at,
            reviewer=written("ingeborg.mertens"),
            outcome="change" if place == course.change else "continue",
            in_range=course.in_range or place > 0,
            url=f"{MINUTES}/{model.name}/{held_at:%Y-%m}",
        )


def attestations(scene: Scene) -> Iterator[Attestation]:
    """Yield who says that there is a way to a person who may overrule it."""
    for model in models():
        if model.story("E5") in ATTESTED:
            chance = scene.chance("route", model.name)
            yield Attestation(
                probe=ROUTE,
                model=model.name,
                value=1,
                attested_by=written("dimitrios.papadakis"),
                attested_at=scene.office(52, chance),
                until=scene.day(-120),
                note="the support desk can stop and change each decision",
            )
