"""The pager: incidents after failed releases, incidents of their own, and the services they hit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha1
from random import Random
from typing import Any

from data.demo.files import table
from data.demo.releases import deployment_id, has_pipeline
from data.demo.scene import Scene, whole
from data.demo.tables import DOMAIN, ModelRow, models
from data.demo.timeline import Failure, Timeline, quiet_moment, timeline
from data.records import Identity, Incident, Selector

PAGER = f"https://pager.{DOMAIN}/incidents"
ENOUGH = 8
"""From so many incidents on, it can be told whether the runbook is used."""
LINKED = frozenset({"fraud-scorer", "credit-limit", "rental-price", "llm-assistant-support"})
"""Services that carry the model's name as a link; others by their name alone."""
RENAMED = {"kyc-document-check": "Document check (onboarding)", "damage-detection": "Photo intake"}
"""Services named otherwise: a declared rule ties them."""
STRANGERS = {"Edge gateway": (61, 212), "Feature store": (133,)}
"""Services of no one model, with the days on which they broke."""
UNWATCHED = frozenset({"campaign-copywriter", "spare-parts-forecast", "lead-scoring"})
"""Models without a service at the pager."""
SECOND = 2
"""The tier of which a failed release is no less than serious."""
USED = {"used": 1.0, "half": 0.8, "unused": 0.15}
"""By the runbook's story: the part of a model's incidents in which it was used."""


@dataclass(frozen=True)
class Trouble:
    """One incident of one model."""

    title: str
    opened: datetime
    resolved: datetime
    failure: Failure | None = None


def service_id(name: str) -> str:
    """Return the id by which the pager knows a service."""
    return "P" + sha1(name.encode(), usedforsecurity=False).hexdigest()[:6].upper()


def services() -> Iterator[Identity | Selector]:
    """Yield the pager's services, and the rules that tie two of them to a model."""
    for model in models():
        if not model.production or model.name in UNWATCHED:
            continue
        name = RENAMED.get(model.name, model.name)
        yield Identity(
            kind="service",
            external_id=service_id(name),
            name=name,
            model=model.name if model.name in LINKED else None,
            url=f"{PAGER.removesuffix('incidents')}services/{service_id(name)}",
        )
        if model.name in RENAMED:
            yield Selector(
                model=model.name,
                kind="incident",
                field="service",
                value=name,
                rule=f"mapping.yaml: {model.name}",
            )
    for name in STRANGERS:
        yield Identity(kind="service", external_id=service_id(name), name=name)


def incidents(scene: Scene) -> Iterator[Incident]:
    """Yield the year's incidents, in the order in which they were opened."""
    found = [(model, each) for model in models() for each in troubles(scene, model)]
    used = {model.name: _runbook_uses(scene, model) for model in models()}
    for number, (model, trouble) in enumerate(sorted(found, key=lambda pair: pair[1].opened)):
        yield _incident(scene, model, trouble, number, used[model.name].get(trouble.opened))
    yield from _elsewhere(scene)


@lru_cache(maxsize=128)
def troubles(scene: Scene, model: ModelRow) -> tuple[Trouble, ...]:
    """Return a model's incidents of the year, the oldest first."""
    if not model.production or model.name in UNWATCHED:
        return ()
    told = timeline(scene, model)
    words = table("incidents")[model.name]
    failed = _after_releases(told, words["after_release"])
    own = _own(scene, model, told, words)
    return tuple(sorted([*failed, *own], key=lambda trouble: trouble.opened))


def _after_releases(told: Timeline, titles: Sequence[str]) -> Iterator[Trouble]:
    """Yield the incidents of the releases that failed."""
    for place, failure in enumerate(told.failures):
        title = titles[place % len(titles)].format(version=failure.act.version)
        yield Trouble(title, failure.opened, failure.resolved, failure)


def _own(scene: Scene, model: ModelRow, told: Timeline, words: dict[str, Any]) -> Iterator[Trouble]:
    """Yield incidents that no release caused, on the days that the table gives."""
    chance = scene.chance("incidents", model.name)
    for title, days_ago in zip(words["titles"], words["days"], strict=True):
        opened = quiet_moment(scene, told, days_ago + chance.randint(-1, 1), chance)
        hours = min(61.0, chance.lognormvariate(0.55, 0.9))
        yield Trouble(title, opened, whole(opened + timedelta(hours=hours)))


def _incident(
    scene: Scene, model: ModelRow, trouble: Trouble, number: int, used: bool | None
) -> Incident:
    chance = scene.chance("incident", model.name, trouble.title)
    name = RENAMED.get(model.name, model.name)
    failure = trouble.failure
    named = failure is not None and has_pipeline(model) and chance.random() < 0.45
    return Incident(
        incident=f"Q{20417 + 13 * number}",
        title=trouble.title,
        service=service_id(name),
        deployment=deployment_id(model, failure.act.number) if failure and named else None,
        severity=_severity(model, trouble, chance),
        opened_at=trouble.opened,
        acknowledged_at=_acknowledged(trouble, chance),
        resolved_at=trouble.resolved,
        detected_by="monitor" if chance.random() < 0.68 else "person",
        runbook_used=used,
        url=f"{PAGER}/Q{20417 + 13 * number}",
    )


def _severity(model: ModelRow, trouble: Trouble, chance: Random) -> int:
    """Return how bad it was: after a release of a model of the second tier, always serious."""
    failed = trouble.failure is not None
    milder = chance.random() < 0.35 and not (failed and model.tier == SECOND)
    return max(1, min(4, model.tier + 1 - failed + milder))


def _acknowledged(trouble: Trouble, chance: Random) -> datetime:
    minutes = min(190.0, chance.lognormvariate(2.0, 0.8))
    share = (trouble.resolved - trouble.opened) * 0.3
    return whole(trouble.opened + min(timedelta(minutes=minutes), share))


def _runbook_uses(scene: Scene, model: ModelRow) -> dict[datetime, bool]:
    """Return in which of a model's incidents the runbook was used, where the notes tell."""
    told = troubles(scene, model)
    if not told:
        return {}
    story = model.story("K1")
    if story not in USED:
        # Of a few incidents some have notes; too few to tell anything.
        return {each.opened: place % 3 == 1 for place, each in enumerate(told) if place % 4 != 3}
    count = round(len(told) * USED[story])
    order = [each.opened for each in told]
    scene.chance("runbook", model.name).shuffle(order)
    return {opened: place < count for place, opened in enumerate(order)}


def _elsewhere(scene: Scene) -> Iterator[Incident]:
    """Yield what broke at services that belong to no one model."""
    titles = {
        "Edge gateway": "Certificate renewal failed on two gateways",
        "Feature store": "Online features 40 minutes behind",
    }
    for name, days in STRANGERS.items():
        chance = scene.chance("elsewhere", name)
        for number, days_ago in enumerate(days):
            opened = scene.moment(days_ago, chance.uniform(0, 23))
            yield Incident(
                incident=f"Q{service_id(name)[1:4]}{number}",
                title=titles[name],
                service=service_id(name),
                severity=2,
                opened_at=opened,
                acknowledged_at=whole(opened + timedelta(minutes=chance.uniform(3, 20))),
                resolved_at=whole(opened + timedelta(hours=chance.uniform(0.8, 5))),
                detected_by="monitor",
            )
