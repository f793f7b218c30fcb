"""Who made each version: whoever released it, or, where the team hands over, a colleague."""

from data.demo.scene import Scene
from data.demo.tables import ModelRow, people
from data.demo.timeline import Act, Timeline

HANDED_OVER = frozenset({"rotated", "unscheduled", "unaided", "aided", "unread"})
"""Stories in which what one made, another one releases."""
LONG_AGO = range(190, 345)
"""Days ago at which it was so where the team has stopped since."""


def author(scene: Scene, model: ModelRow, told: Timeline, version: int) -> str | None:
    """Return who made a version that was released; None where no person is known to have."""
    act = next((act for act in told.acts if act.version == version), None)
    if act is None or act.actor.startswith("svc-"):
        return None
    return _colleague(model, act) if _handed_over(scene, model, act) else act.actor


def _handed_over(scene: Scene, model: ModelRow, act: Act) -> bool:
    story = model.story("K4")
    days_ago = (scene.until - act.started.date()).days
    return story in HANDED_OVER or (story == "a_while_ago" and days_ago in LONG_AGO)


def _colleague(model: ModelRow, act: Act) -> str:
    """Return the next in the row of those who release the model."""
    logins = [people()[person].login for person in model.releasers]
    place = logins.index(act.actor) if act.actor in logins else -1
    return logins[(place + 1) % len(logins)]
