"""What was counted each day: requests, logged decisions, replays, smoke tests, warm standbys."""

from collections.abc import Iterator
from random import Random

from data.demo.rhythm import Rhythm
from data.demo.scene import Scene
from data.demo.tables import ModelRow, models
from data.records import MetricDaily

STRANGERS = {"legacy-geo-scorer": (5_210, 730), "agent-sandbox": (860, 23)}
"""Endpoints that no registry knows: requests in a day, and for how many days they have answered."""
IDLE = {"churn-scorer": 229}
"""Models whose endpoint nobody switched off: for how many days it has answered nothing."""
LOGGED = {
    "replayed": (0.9984, 0.9999),
    "kept": (0.9938, 0.9991),
    "replay_off": (0.9941, 0.9988),
    "kept_unknown": (0.9926, 0.9982),
    "short_log": (0.9931, 0.9979),
    "most": (0.957, 0.983),
    "part": (0.62, 0.81),
    "little": (0.24, 0.38),
}
"""By story: the share of a day's decisions that is logged."""
REACHES_BACK = {"replayed": 402, "kept": 264, "replay_off": 226, "short_log": 92, "most": 190}
"""By story: the age in days of the oldest decision that can be read."""
REPLAYED = {"replayed": 0.9965, "replay_off": 0.957}
SAMPLE = 600
SMOKE_TESTED = frozenset({"warm", "tested", "tested_cold", "schema"})
WARM = {"warm": 1.0, "tested_cold": 0.0}
SHARED_GPU = frozenset({"kyc-document-check", "damage-detection", "semantic-search"})


def metrics(scene: Scene, days: int) -> Iterator[MetricDaily]:
    """Yield the daily numbers of as many days."""
    for model in models():
        if model.production:
            yield from _traffic(scene, model, days)
            yield from _standby(scene, model)
            yield from _replays(scene, model)
    for label, (requests, age) in STRANGERS.items():
        chance = scene.chance("traffic", label)
        for days_ago, factor in Rhythm("steady", 0.8).days(scene, chance, min(days, age)):
            yield _metric(scene, label, "requests_served", days_ago, round(requests * factor))


def idle(scene: Scene, days: int) -> Iterator[MetricDaily]:
    """Yield the zeros of endpoints that still run and that nobody asks anything."""
    for model, since in IDLE.items():
        for days_ago in range(min(days, since), 0, -1):
            yield _metric(scene, model, "requests_served", days_ago, 0)


def _traffic(scene: Scene, model: ModelRow, days: int) -> Iterator[MetricDaily]:
    if model.requests is None:
        return
    chance = scene.chance("traffic", model.name)
    story = model.story("E3")
    logged = LOGGED.get(story)
    for days_ago, factor in Rhythm(model.rhythm, 1.3).days(scene, chance, days):
        served = max(1, round(model.requests * factor))
        yield _metric(scene, model.name, "requests_served", days_ago, served)
        if logged is not None:
            kept = int(served * chance.uniform(*logged))
            yield _metric(scene, model.name, "decisions_logged", days_ago, kept)
        if story in REACHES_BACK and days_ago % 7 == 1:
            oldest = REACHES_BACK[story] - min(days_ago, 40) % 3
            yield _metric(scene, model.name, "oldest_log_days", days_ago, oldest)
        if model.name in SHARED_GPU and days_ago % 7 == 1:
            used = round(min(96.0, 44 * factor + chance.uniform(-6, 9)), 1)
            yield _metric(scene, model.name, "utilisation_percent", days_ago, used)


def _standby(scene: Scene, model: ModelRow) -> Iterator[MetricDaily]:
    """Yield smoke tests of the version to go back to, and whether it is kept warm."""
    chance = scene.chance("standby", model.name)
    story = model.story("R3")
    if story in SMOKE_TESTED:
        for days_ago in range(chance.randrange(2, 7), 95, 7):
            yield _smoke_test(scene, model, days_ago, chance)
    elif story == "untested":
        for days_ago in (chance.randrange(52, 88), chance.randrange(140, 170)):
            yield _smoke_test(scene, model, days_ago, chance)
    if story in WARM:
        for days_ago in range(1, 61):
            yield _metric(scene, model.name, "standby_warm", days_ago, WARM[story])


def _smoke_test(scene: Scene, model: ModelRow, days_ago: int, chance: Random) -> MetricDaily:
    seconds = round(chance.lognormvariate(3.4, 0.35), 1)
    return _metric(scene, model.name, "smoke_test_seconds", days_ago, seconds)


def _replays(scene: Scene, model: ModelRow) -> Iterator[MetricDaily]:
    """Yield what came out when a sample of logged decisions was made again."""
    chance = scene.chance("replay", model.name)
    share = REPLAYED.get(model.story("E3"))
    if share is None:
        return
    last = chance.randrange(21, 62)
    for days_ago in range(last, 365, 91):
        same = round(SAMPLE * (share + chance.uniform(-0.003, 0.003)))
        yield _metric(scene, model.name, "decisions_replayed", days_ago, SAMPLE)
        yield _metric(scene, model.name, "decisions_reproduced", days_ago, min(SAMPLE, same))


def _metric(scene: Scene, model: str, metric: str, days_ago: int, value: float) -> MetricDaily:
    return MetricDaily(model=model, metric=metric, day=scene.day(days_ago), value=value)
