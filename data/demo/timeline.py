"""A model's year: what was released when and by whom, which releases failed and how they ended."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from random import Random

from data.demo.scene import Scene, whole
from data.demo.tables import ModelRow, people

PIPELINE = "svc-model-release@velmora.example"
YEAR = 352
"""The first release of the year, in days before its end."""
LONGEST_UNNOTICED = 50.0
"""Hours; an incident that opens later is not put down to the release (72 hours)."""
ALONE_AND_ONE_WHO_LEFT = 2


@dataclass(frozen=True)
class Act:
    """One deployment into production."""

    number: int
    """Its place in the model's year."""
    version: int
    kind: str
    started: datetime
    finished: datetime
    actor: str
    approver: str | None
    automatic: bool | None


@dataclass(frozen=True)
class Failure:
    """A release that had to be undone: the incident that it caused, and its end."""

    act: Act
    opened: datetime
    resolved: datetime


@dataclass(frozen=True)
class Timeline:
    """One model's year."""

    acts: tuple[Act, ...]
    """In their order; the first one served when the year began."""
    failures: tuple[Failure, ...]

    @property
    def serving(self) -> int:
        """The version that serves now."""
        return self.acts[-1].version

    @property
    def previous(self) -> int:
        """The version to go back to: of those below the serving one, the last that served."""
        return next(a.version for a in reversed(self.acts) if a.version < self.serving)

    @property
    def released(self) -> tuple[Act, ...]:
        """Everything but the start and the ways back."""
        return tuple(act for act in self.acts[1:] if act.kind != "rollback")


@dataclass(frozen=True)
class Undoing:
    """How the failures of one story end."""

    hours: tuple[tuple[float, float], ...] = ()
    """From release to recovery, one range for each failure."""
    ways: tuple[str, ...] = ("rollback",)
    automatic: tuple[bool | None, ...] = (False,)


UNDOING = {
    "automatic": Undoing(((0.13, 0.5),) * 5, automatic=(True,)),
    "minutes": Undoing(((0.35, 0.94),) * 5, automatic=(True, False)),
    "hours": Undoing(((2.2, 4.1), (4.8, 9.3), (9.2, 14), (13, 19)), ("rollback", "hotfix")),
    "mixed": Undoing(((5.1, 9.4), (30, 51), (12, 20), (54, 91)), ("rollback", "hotfix")),
    "days": Undoing(
        ((31, 48), (47, 71), (66, 98), (90, 131)), ("hotfix", "rollback"), (False, None)
    ),
    "weeks": Undoing(((171, 188), (176, 203), (181, 214))),
    "few": Undoing(((3, 26),), ("settings",), (None,)),
}


@lru_cache(maxsize=128)
def timeline(scene: Scene, model: ModelRow) -> Timeline:
    """Return a production model's year."""
    return _Teller(scene, model).tell()


class _Teller:
    """Tells one model's year, act by act."""

    def __init__(self, scene: Scene, model: ModelRow) -> None:
        self.scene, self.model = scene, model
        self.chance = scene.chance("timeline", model.name)
        self.undoing = UNDOING.get(model.story("R1"), Undoing())
        self.actors = _actors(model)
        self.acts: list[Act] = []
        self.failures: list[Failure] = []

    def tell(self) -> Timeline:
        chance, model = self.chance, self.model
        start = self.scene.office(YEAR + chance.randrange(29, 64), chance)
        self._act(model.first, "release", start, self._deputy(self.actors[0]), None)
        failing = _spread(model.releases, len(self.undoing.hours))
        good = latest = model.first
        for place, days_ago in enumerate(self._days()):
            latest += 2 if chance.random() < 0.28 else 1
            released = self.scene.office(days_ago, chance)
            actor = self.actors[place]
            act = self._act(latest, "release", released, actor, chance.random() < 0.5)
            if place not in failing:
                good = latest
            elif self._fail(act, failing.index(place), good, latest + 1) == "hotfix":
                good = latest = latest + 1
            elif self.acts[-1] is act:
                good = latest
        return Timeline(tuple(self.acts), tuple(self.failures))

    def _days(self) -> Iterator[int]:
        """Yield the days of the ordinary releases, evenly and a little off."""
        count, chance = self.model.releases, self.chance
        nearest = self.model.last
        if self.model.story("K2") == "gone":
            # Whoever did it all was gone before the last one.
            left = people()[self.model.releasers[0]].left_days_ago or 0
            count, nearest = count - 1, left + 16
        step = (YEAR - nearest) / max(1, count - 1)
        wobble = int(min(3, step / 6))
        for place in range(count):
            yield round(YEAR - place * step) + chance.randint(-wobble, wobble)
        if count < self.model.releases:
            yield self.model.last

    def _fail(self, act: Act, nth: int, good: int, fix: int) -> str:
        """Tell how a release failed and was mended; return the way."""
        undoing, chance = self.undoing, self.chance
        shortest, longest = undoing.hours[nth]
        hours = chance.uniform(shortest, longest)
        unnoticed = min(hours * chance.uniform(0.16, 0.52), LONGEST_UNNOTICED)
        opened = whole(act.started + timedelta(hours=unnoticed))
        restored = whole(act.started + timedelta(hours=hours))
        way = undoing.ways[nth % len(undoing.ways)]
        automatic = undoing.automatic[nth % len(undoing.automatic)]
        if way == "settings":
            self.failures.append(Failure(act, opened, restored))
            return way
        begun = restored - min((restored - opened) * 0.4, timedelta(minutes=19))
        version = good if way == "rollback" else fix
        self._act(version, way, whole(begun), act.actor, automatic, finished=restored)
        resolved = whole(restored + timedelta(minutes=chance.uniform(3, 26)))
        self.failures.append(Failure(act, opened, resolved))
        return way

    def _act(
        self,
        version: int,
        kind: str,
        started: datetime,
        actor: str,
        automatic: bool | None,
        finished: datetime | None = None,
    ) -> Act:
        # A failure within the hour is noticed while the last pods still roll.
        took = timedelta(minutes=self.chance.uniform(1.4, 6.5))
        act = Act(
            number=len(self.acts),
            version=version,
            kind=kind,
            started=whole(started),
            finished=finished or whole(started + took),
            actor=actor,
            approver=self._approver(actor, kind),
            automatic=automatic,
        )
        self.acts.append(act)
        return act

    def _approver(self, actor: str, kind: str) -> str | None:
        if kind != "release" and self.chance.random() < 0.6:
            return None
        return self._deputy(actor) if self.chance.random() < 0.84 else None

    def _deputy(self, actor: str) -> str:
        """Return a colleague of the team, for what needs a second person."""
        team = [
            person.login
            for person in people().values()
            if person.team == self.model.team
            and person.login != actor
            and person.left_days_ago is None
            and person.started_days_ago is None
        ]
        return self.chance.choice(team)


def _spread(count: int, failing: int) -> list[int]:
    """Return which of `count` releases fail, spread over the year; never the last two."""
    return [round((place + 0.5) * (count - 3) / failing) for place in range(failing)]


def _actors(model: ModelRow) -> Sequence[str]:
    """Return who made each ordinary release of the year, the oldest first."""
    regular = _regular_actors(model)
    if model.newcomer is not None:
        regular[-2] = people()[model.newcomer].login
    return regular


def _regular_actors(model: ModelRow) -> list[str]:
    names = [people()[person].login for person in model.releasers]
    count = model.releases
    match model.story("K2"):
        case "three":
            return _cycle([names[0], names[1], names[2], names[0], names[1], names[2]], count)
        case "two" | "idle":
            return _cycle([names[0], names[1]], count)
        case "lopsided":
            main, second, third = names
            return _cycle([main, main, second, main, main, third, main], count)
        case "faded":
            return [names[1 if p < count // 2 and p % 2 else 0] for p in range(count)]
        case "one":
            # A colleague who has left since made the first ones; another helped out once.
            early = [names[-1]] * (count // 4)
            helper = names[1] if len(names) > ALONE_AND_ONE_WHO_LEFT else names[0]
            return [*early, *[names[0]] * (count - len(early) - 2), helper, names[0]]
        case "gone":
            return [*[names[0]] * (count - 1), names[1]]
        case "robot":
            return [names[0] if place % 3 == 1 else PIPELINE for place in range(count)]
        case _:
            return [PIPELINE] * max(1, count)


def _cycle(names: Sequence[str], count: int) -> list[str]:
    return [names[place % len(names)] for place in range(count)]


def clear_of_releases(moment: datetime, told: Timeline) -> bool:
    """Tell whether an incident at this moment would be put down to no release."""
    return all(
        not timedelta(hours=-2) <= moment - act.started <= timedelta(hours=80) for act in told.acts
    )


def quiet_moment(scene: Scene, told: Timeline, days_ago: int, chance: Random) -> datetime:
    """Return a moment about so many days ago at which no release can be blamed."""
    for further in range(40):
        moment = scene.moment(days_ago + further, chance.uniform(0.3, 23.4))
        if clear_of_releases(moment, told):
            return whole(moment)
    raise ValueError("releases follow each other too closely for an incident of its own")
