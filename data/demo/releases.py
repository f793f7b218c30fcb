"""What the pipeline deployed, and the rehearsals of going back."""

from collections.abc import Iterator

from data.demo.approvals import approver
from data.demo.scene import Scene
from data.demo.tables import DOMAIN, ModelRow, models, people
from data.demo.timeline import timeline
from data.records import Deployment, Drill

PIPELINE = f"https://ci.{DOMAIN}/releases"
TARGETS = {"kyc-document-check": "kyc-api", "eta-predictor": "routing-eta"}
"""Where the deployment's name is not the model's."""
DRILLS = {
    "automatic": (12, (0.1, 0.47), True),
    "drilled": (4, (0.42, 0.93), None),
    "drilled_hours": (3, (3.1, 8.8), None),
}
"""By story: how many rehearsals in the year, the hours that they took, done by the pipeline."""


def has_pipeline(model: ModelRow) -> bool:
    """Tell whether this model is released by the pipeline at all."""
    return model.production and model.story("K2") != "unseen"


def deployment_id(model: ModelRow, number: int) -> str:
    """Return a deployment's id at the pipeline."""
    return f"{model.name}-r{number + 211}"


def deployments(scene: Scene) -> Iterator[Deployment]:
    """Yield every deployment of the year, and a few that never got to production."""
    for model in models():
        if has_pipeline(model):
            yield from _deployed(scene, model)


def _deployed(scene: Scene, model: ModelRow) -> Iterator[Deployment]:
    chance = scene.chance("deployed", model.name)
    target = TARGETS.get(model.name, model.name)
    for act in timeline(scene, model).acts:
        name = deployment_id(model, act.number)
        yield Deployment(
            deployment=name,
            target=target,
            model=model.name if target != model.name or chance.random() < 0.7 else None,
            version=str(act.version),
            production=True,
            started_at=act.started,
            finished_at=act.finished,
            succeeded=True,
            kind=act.kind,
            actor=act.actor,
            approver=approver(scene, model, act),
            automatic=act.automatic,
            url=f"{PIPELINE}/{name}",
        )
        if act.kind == "release" and chance.random() < 0.3:
            yield Deployment(
                deployment=f"{name}-staging",
                target=f"{target}-staging",
                model=model.name,
                version=str(act.version),
                production=False,
                started_at=scene.office((scene.until - act.started.date()).days + 1, chance),
                succeeded=chance.random() < 0.87,
                actor=act.actor,
                url=f"{PIPELINE}/{name}-staging",
            )


def drills(scene: Scene) -> Iterator[Drill]:
    """Yield the timed rehearsals, and one that did not work."""
    for model in models():
        if model.production and model.story("R1") in DRILLS:
            yield from _drilled(scene, model)
    chance = scene.chance("drill", "call-summariser")
    yield Drill(
        model="call-summariser",
        drilled_at=scene.office(133, chance),
        succeeded=False,
        actor=people()["fatima.bennani"].login,
    )


def _drilled(scene: Scene, model: ModelRow) -> Iterator[Drill]:
    chance = scene.chance("drill", model.name)
    count, hours, automatic = DRILLS[model.story("R1")]
    for place in range(count):
        yield Drill(
            model=model.name,
            drilled_at=scene.office(round(14 + place * 338 / count), chance),
            hours=round(chance.uniform(*hours), 3),
            succeeded=True,
            automatic=automatic,
            actor=people()[model.releasers[0]].login,
        )
