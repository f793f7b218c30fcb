"""Who challenged a model before it was used: reviews with their findings, and what is written."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from data.demo.authors import author
from data.demo.scene import Scene, whole
from data.demo.tables import DOMAIN, ModelRow, models, written
from data.demo.timeline import Act, timeline
from data.records import Document, DocumentState, Review

WIKI = f"https://wiki.{DOMAIN}/validation"
VALIDATOR = "ingeborg.mertens"
OUTSIDER = "Solveig Hartmann (Ostermann Audit)"
"""In no directory."""
WRITTEN = frozenset({"mentioned", "missing", "unreachable"})
"""Stories in which there is at most a document, without a date or an author."""
FINDINGS = {"findings_open": (9, 4)}
"""By story: how many were found, and how many of them are closed."""
USUAL = (6, 6)
YEAR = 365


def reviews(scene: Scene) -> Iterator[Review]:
    """Yield every challenge that is on record with its day."""
    for model in models():
        match model.story("E6"):
            case "each_release":
                for act in _released(scene, model):
                    yield _review(scene, model, act, _before(scene, model, act))
            case "late_once":
                late, last = _released(scene, model)[-4], _released(scene, model)[-1]
                yield _review(scene, model, late, whole(late.started + timedelta(days=6.2)))
                yield _review(scene, model, last, _before(scene, model, last))
            case "after_release":
                last = _released(scene, model)[-1]
                yield _review(scene, model, last, whole(last.started + timedelta(days=4.1)))
            case "old":
                first = timeline(scene, model).acts[0]
                chance = scene.chance("validation", model.name)
                at = scene.office(chance.randrange(402, 470), chance)
                yield _review(scene, model, first, at)
            case "current" | "findings_open" | "outsider" | "own_author":
                last = _released(scene, model)[-1]
                yield _review(scene, model, last, _before(scene, model, last))


def _released(scene: Scene, model: ModelRow) -> list[Act]:
    """Return the releases and hotfixes of the year, the oldest first."""
    return [
        act
        for act in timeline(scene, model).released
        if (scene.until - act.started.date()).days <= YEAR
    ]


def _before(scene: Scene, model: ModelRow, act: Act) -> datetime:
    """Return a moment ahead of a release: a hotfix is looked at on the way out."""
    chance = scene.chance("validation", model.name, str(act.number))
    hours = chance.uniform(0.1, 0.4) if act.kind == "hotfix" else chance.uniform(7, 60)
    return whole(act.started - timedelta(hours=hours))


def _review(scene: Scene, model: ModelRow, act: Act, at: datetime) -> Review:
    found, closed = FINDINGS.get(model.story("E6"), USUAL)
    return Review(
        model=model.name,
        kind="validation",
        reviewed_at=at,
        reviewer=_reviewer(scene, model, act),
        version=str(act.version),
        outcome="continue",
        findings=found,
        findings_closed=closed,
        url=f"{WIKI}/{at:%Y}/{model.name}-v{act.version}",
    )


def _reviewer(scene: Scene, model: ModelRow, act: Act) -> str | None:
    match model.story("E6"):
        case "own_author":
            return author(scene, model, timeline(scene, model), act.version)
        case "outsider":
            return OUTSIDER
        case _:
            return written(VALIDATOR)


def documents(scene: Scene) -> Iterator[Document]:
    """Yield the reviews that are only written somewhere."""
    for model in models():
        story = model.story("E6")
        if story in WRITTEN:
            there = story == "mentioned"
            yield Document(
                model=model.name,
                kind="review",
                location=f"{WIKI}/{model.name}",
                state=DocumentState.EXISTS if there else DocumentState(story),
                title=f"Validation of {model.name}" if there else None,
            )
