"""What others need to go on: why a version was chosen, and what a second person has seen of it."""

from collections.abc import Iterator
from datetime import timedelta

from data.demo.authors import author
from data.demo.scene import Scene, whole
from data.demo.tables import DOMAIN, ModelRow, models, written
from data.demo.timeline import timeline
from data.records import Attestation, Document, DocumentState

WIKI = f"https://wiki.{DOMAIN}/decisions"
NOTED = frozenset({"enforced", "noted", "late_note", "no_comparison", "no_metrics"})
STATEMENTS = {
    "rotated": {"redeployed_unaided": 1, "release_rotation_scheduled": 1},
    "unscheduled": {"redeployed_unaided": 1, "release_rotation_scheduled": 0},
    "unaided": {"redeployed_unaided": 1},
    "enforced": {"decision_template_enforced": 1},
}
"""By story of K4 or K5: what is attested."""
NOTES = {
    "redeployed_unaided": "sat beside it: no question went to the author",
    "release_rotation_scheduled": "read the team's calendar of the quarter",
    "decision_template_enforced": "a release without the form stops at its first step",
}


def decision_notes(scene: Scene) -> Iterator[Document]:
    """Yield the notes on why the version that serves was chosen."""
    for model in models():
        if model.story("K5") in NOTED:
            yield _note(scene, model)


def _note(scene: Scene, model: ModelRow) -> Document:
    told = timeline(scene, model)
    chance = scene.chance("note", model.name)
    act = next(act for act in told.acts if act.version == told.serving)
    late = model.story("K5") == "late_note"
    days = chance.uniform(3.1, 6.4) if late else -chance.uniform(0.5, 4)
    return Document(
        model=model.name,
        kind="decision_note",
        location=f"{WIKI}/{model.name}-v{act.version}",
        state=DocumentState.EXISTS,
        title=f"Why version {act.version} of {model.name} was chosen",
        version=str(act.version),
        author=author(scene, model, told, act.version),
        created_at=whole(act.started + timedelta(days=days)),
    )


def attestations(scene: Scene) -> Iterator[Attestation]:
    """Yield what a second person has put their name to."""
    for model in models():
        said = STATEMENTS.get(model.story("K4"), {}) | STATEMENTS.get(model.story("K5"), {})
        for probe, value in said.items():
            chance = scene.chance(probe, model.name)
            yield Attestation(
                probe=probe,
                model=model.name,
                value=value,
                attested_by=written("joris.van-den-berg"),
                attested_at=scene.office(chance.randrange(18, 60), chance),
                until=scene.day(-150),
                note=NOTES[probe],
            )
