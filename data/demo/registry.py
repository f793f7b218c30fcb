"""The registry: models, their versions, and which version an alias pointed to when."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random

from data.demo.approvals import mover
from data.demo.authors import author
from data.demo.business import sponsor
from data.demo.oncall import contact
from data.demo.runs import run
from data.demo.scene import Scene, whole
from data.demo.tables import DOMAIN, ModelRow, models, people
from data.demo.timeline import Timeline, timeline
from data.records import Assignment, Model, ModelVersion, SeenBy

REGISTRY = f"https://registry.{DOMAIN}/models"
ALIAS = "champion"
POLLED_AT = 4.2
"""Hour of the day at which the registry is polled for teams whose webhook is not set."""
STAGED = {"shadow": ("alias", "shadow"), "pilot": ("endpoint", "voice-agent-staging")}
FILES = {
    "llm": ("MLmodel", "prompt.yaml", "tools.json", "guardrails.yaml"),
    "pytorch": ("MLmodel", "data/model.pth", "requirements.txt", "conda.yaml"),
    "transformers": ("MLmodel", "model/config.json", "model/model.safetensors", "tokenizer.json"),
}
PICKLED = ("MLmodel", "model.pkl", "requirements.txt", "conda.yaml", "input_example.json")


def registered(scene: Scene) -> Iterator[Model]:
    """Yield every registered model."""
    for model in models():
        chance = scene.chance("registered", model.name)
        yield Model(
            model=model.name,
            declared=model.declared,
            owner_required=not model.owner_optional,
            production=_declared_production(model),
            team=model.team,
            tier=model.tier,
            purpose=model.purpose,
            sponsor=sponsor(model),
            contact=contact(model),
            url=None if model.declared else f"{REGISTRY}/{model.name}",
            created_at=scene.office(chance.randrange(790, 1460), chance),
            tags={"team": model.team, "tier": f"T{model.tier}", "framework": model.framework},
        )


def _declared_production(model: ModelRow) -> bool | None:
    """Say so where no alias tells it."""
    if model.stage is not None:
        return False
    return True if model.declared else None


def versions(scene: Scene) -> Iterator[ModelVersion]:
    """Yield every version that the registry still holds."""
    for model in models():
        if model.declared:
            continue
        told = timeline(scene, model) if model.production else None
        last = told.serving if told else model.first
        candidates = last + scene.chance("candidates", model.name).randrange(3)
        for number in range(max(1, model.first - 2), candidates + 1):
            yield _version(scene, model, told, number)


def _version(scene: Scene, model: ModelRow, told: Timeline | None, number: int) -> ModelVersion:
    chance = scene.chance("version", model.name, str(number))
    story = model.story("R3") if told else ""
    made = _made_at(scene, told, number, chance)
    by = author(scene, model, told, number) if told else None
    return ModelVersion(
        model=model.name,
        version=str(number),
        number=number,
        created_at=made,
        created_by=by or _someone(model, chance.random()),
        ready=not (told and story == "not_ready" and number < told.serving),
        **run(scene, model, told, number, f"{chance.getrandbits(128):032x}"),
        git_commit=_commit(model, told, number, f"{chance.getrandbits(160):040x}", chance.random()),
        dataset=f"warehouse.{model.name.replace('-', '_')}_training/{made:%Y-%m-%d}",
        signature=_signature(model, told, story, number),
        artifacts=_artifacts(model, told, story, number),
        url=f"{REGISTRY}/{model.name}/versions/{number}",
        tags={"framework": model.framework},
    )


def _commit(
    model: ModelRow, told: Timeline | None, number: int, commit: str, draw: float
) -> str | None:
    """Return the code's commit: of the serving version as its story has it."""
    if told and number == told.serving:
        return None if model.story("R6") == "no_commit" else commit
    return commit if draw < 0.93 else None


def _made_at(scene: Scene, told: Timeline | None, number: int, chance: Random) -> datetime:
    """Return when a version was registered: a few days before it was released."""
    acts = told.acts if told else ()
    ahead = timedelta(hours=chance.uniform(20, 130))
    for act in acts:
        if act.version >= number:
            quick = timedelta(minutes=38) if act.kind == "hotfix" else ahead
            return whole(act.started - quick - timedelta(days=act.version - number))
    return scene.office(chance.randrange(2, 9), chance)


def _someone(model: ModelRow, draw: float) -> str:
    team = [
        person
        for person in people().values()
        if person.team == model.team
        and person.left_days_ago is None
        and person.started_days_ago is None
    ]
    return team[int(draw * len(team))].login


def _signature(model: ModelRow, told: Timeline | None, story: str, number: int) -> str | None:
    """Return a schema; where the story says so, the serving version takes one column more."""
    if story in ("unlisted", "available_only"):
        return None
    more = 1 if story == "schema" and told and number >= told.serving else 0
    base = model.name.replace("-", "_")
    columns = [f"{base}_{part}" for part in ("id", "features", "context", "locale")[: 3 + more]]
    return f"({', '.join(columns)}) -> (score: double)"


def _artifacts(
    model: ModelRow, told: Timeline | None, story: str, number: int
) -> tuple[str, ...] | None:
    if story == "unlisted":
        return None
    if story == "artifacts_gone" and told and number == told.previous:
        return ()
    return FILES.get(model.framework, PICKLED)


def assignments(scene: Scene) -> Iterator[Assignment]:
    """Yield what each alias or endpoint pointed to, and when."""
    for model in models():
        if not model.production:
            yield from _staged(scene, model)
        elif model.story("R3") != "no_slot":
            told = timeline(scene, model)
            yield from (
                _by_event(scene, model, told)
                if model.seen == "event"
                else _by_poll(scene, model, told)
            )


def _by_event(scene: Scene, model: ModelRow, told: Timeline) -> Iterator[Assignment]:
    """Yield the alias as its webhook told it: exact, with who moved it."""
    ends = [*(act.finished for act in told.acts[1:]), None]
    for act, ended in zip(told.acts, ends, strict=True):
        yield Assignment(
            model=model.name,
            slot_kind="alias",
            slot=ALIAS,
            version=str(act.version),
            production=True,
            from_earliest=act.finished,
            from_latest=act.finished,
            until_earliest=ended or scene.moment(0, 0),
            until_latest=ended,
            seen_by=SeenBy.EVENT,
            actor=mover(model, act),
        )


def _by_poll(scene: Scene, model: ModelRow, told: Timeline) -> Iterator[Assignment]:
    """Yield the alias as one poll a day saw it: what came and went in between was never seen."""
    seen = list(_polled(scene, told))
    for place, (version, first, last) in enumerate(seen):
        before = seen[place - 1][2] if place else None
        after = seen[place + 1][1] if place + 1 < len(seen) else None
        yield Assignment(
            model=model.name,
            slot_kind="alias",
            slot=ALIAS,
            version=str(version),
            production=True,
            from_earliest=before,
            from_latest=first,
            until_earliest=last,
            until_latest=after,
        )


def _polled(scene: Scene, told: Timeline) -> Iterator[tuple[int, datetime, datetime]]:
    """Yield each version that polls saw, with the first and the last poll that saw it."""
    version, first, last = 0, None, None
    for poll in _polls(scene, told.acts[0].finished):
        held = next(a.version for a in reversed(told.acts) if a.finished <= poll)
        if first is None or last is None:
            version, first = held, poll
        elif held != version:
            yield version, first, last
            version, first = held, poll
        last = poll
    if first is not None and last is not None:
        yield version, first, last


def _polls(scene: Scene, since: datetime) -> Sequence[datetime]:
    """Return the moments of the daily poll, from the first after a moment on."""
    days = range((scene.moment(0, POLLED_AT) - since).days, 0, -1)
    return [scene.moment(days_ago, POLLED_AT) for days_ago in days]


def _staged(scene: Scene, model: ModelRow) -> Iterator[Assignment]:
    """Yield where a model that is not in production stands."""
    chance = scene.chance("staged", model.name)
    since = scene.office(chance.randrange(64, 120), chance)
    if model.stage in STAGED:
        kind, slot = STAGED[model.stage]
        until = None
    elif model.stage == "retired":
        kind, slot = "alias", ALIAS
        since, until = scene.office(500, chance), scene.office(229, chance)
    else:
        return
    yield Assignment(
        model=model.name,
        slot_kind=kind,
        slot=slot,
        version=str(model.first),
        production=model.stage == "retired",
        from_earliest=since,
        from_latest=since,
        until_earliest=until or scene.moment(0, 0),
        until_latest=until,
        seen_by=SeenBy.EVENT,
    )
