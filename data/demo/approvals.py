"""Who signed what went into production, and by whose account the alias was moved."""

from data.demo.scene import Scene
from data.demo.tables import ModelRow, people
from data.demo.timeline import PIPELINE, Act, timeline

LATELY = 110
"""Days, a little more than the 90 that the question asks about."""
UNKNOWN = frozenset({"", "none", "quiet", "unsigned"})


def approver(scene: Scene, model: ModelRow, act: Act) -> str | None:
    """Return who approved one deployment: lately a colleague, but where the story has it alone."""
    story = model.story("O4")
    lately = (scene.until - act.started.date()).days <= LATELY
    if story in UNKNOWN or act.kind == "rollback" or not lately:
        return act.approver
    if story == "alone" and act is timeline(scene, model).acts[-1]:
        return None
    return act.approver or _colleague(scene, model, act)


def _colleague(scene: Scene, model: ModelRow, act: Act) -> str:
    team = [
        person.login
        for person in people().values()
        if person.team == model.team
        and person.login != act.actor
        and person.left_days_ago is None
        and person.started_days_ago is None
    ]
    return scene.chance("approval", model.name, str(act.number)).choice(team)


def mover(model: ModelRow, act: Act) -> str:
    """Return whose account moved the alias: the pipeline's, or that of whoever released."""
    return PIPELINE if model.story("O4") == "by_pipeline" else act.actor
