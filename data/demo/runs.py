"""What the registry tells of a version's training: run, parameters, metrics, comparison."""

from typing import Any

from data.demo.scene import Scene
from data.demo.tables import ModelRow
from data.demo.timeline import Timeline


def run(
    scene: Scene, model: ModelRow, told: Timeline | None, version: int, run_id: str
) -> dict[str, Any]:
    """Return the fields of a version that tell of its run; a run that is lost has none."""
    chance = scene.chance("run", model.name, str(version))
    story = model.story("K5") if told else ""
    if story == "unlinked" and told and version == told.serving:
        # It was put into the registry by hand.
        return {"training_run": None}
    return {
        "training_run": run_id,
        "parameters": chance.randrange(9, 47),
        "metrics": 0 if story == "no_metrics" else chance.randrange(4, 15),
        "compared_with": None if story == "no_comparison" else _before(told, version),
    }


def _before(told: Timeline | None, version: int) -> str | None:
    """Return the version that a new one was measured against."""
    if told and version == told.serving:
        return str(told.previous)
    return str(version - 1) if version > 1 else None
