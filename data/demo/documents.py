"""What is written down: model cards and runbooks, of mixed age and state."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from data.demo.incidents import troubles
from data.demo.scene import Scene, whole
from data.demo.tables import DOMAIN, ModelRow, models, people, written
from data.demo.timeline import Act, Timeline, timeline
from data.records import Document, DocumentState

WIKI = f"https://wiki.{DOMAIN}"
GIT = f"https://git.{DOMAIN}"
SECTIONS = ("purpose", "limits", "data", "results_by_group", "owner", "version")
HALF_YEAR = 196
"""Days, a little more than the half-year that the question asks about."""
AUDITOR = "Solveig Hartmann (Ostermann Audit)"
"""In no directory."""


def documents(scene: Scene) -> Iterator[Document]:
    """Yield every card and runbook that a link of the registry leads to."""
    for model in models():
        if model.production:
            yield from _cards(scene, model)
            yield from _runbooks(scene, model)


def _cards(scene: Scene, model: ModelRow) -> Iterator[Document]:
    story = model.story("E1")
    place = f"{WIKI}/models/{model.name}/card"
    if story == "missing":
        yield _card(model, place, DocumentState.MISSING)
    elif story == "unreachable":
        yield _card(model, place, DocumentState.UNREACHABLE)
    elif story == "unread":
        yield _card(model, f"{place}.pdf", DocumentState.EXISTS)
    elif story != "none":
        yield from _written_cards(scene, model, story, place)


def _card(model: ModelRow, location: str, state: DocumentState) -> Document:
    return Document(model=model.name, kind="model_card", location=location, state=state)


def _written_cards(scene: Scene, model: ModelRow, story: str, place: str) -> Iterator[Document]:
    chance = scene.chance("card", model.name)
    told = timeline(scene, model)
    author, approver = _author(model), _approver(model, story)
    for act in _carded(scene, told, story):
        written_at = _written_at(act, story, chance, late=_is_late(told, act, story))
        approved_at = _approved_at(scene, act, written_at, story, chance)
        yield Document(
            model=model.name,
            kind="model_card",
            location=f"{place}/v{act.version}",
            state=DocumentState.EXISTS,
            title=f"Model card: {model.name}, version {act.version}",
            version=str(act.version),
            owner=written(model.owner) if model.owner else None,
            author=author,
            approved_by=author if story == "by_author" else approver,
            approved_at=approved_at,
            created_at=written_at,
            edited_at=max(written_at, approved_at),
            sections=_sections(story),
        )


def _carded(scene: Scene, told: Timeline, story: str) -> list[Act]:
    """Return the releases that got a card of their own."""
    lately = [a for a in told.released if (scene.until - a.started.date()).days <= HALF_YEAR]
    match story:
        case "on_the_day":
            return lately
        case "approved":
            return [lately[-3], lately[-1]]
        case "wrong_version":
            return [a for a in told.released if a.version < told.previous][-2:-1]
        case _:
            return [told.released[-1]]


def _is_late(told: Timeline, act: Act, story: str) -> bool:
    return story == "approved" and act is not told.released[-1]


def _written_at(act: Act, story: str, chance: Random, *, late: bool) -> datetime:
    if late:
        return whole(act.started + timedelta(days=chance.uniform(3.2, 9.4)))
    if story == "stale_approval":
        # One card, carried on from version to version since it was approved.
        return whole(act.started - timedelta(days=chance.uniform(430, 520)))
    before = 0.03 if act.kind == "hotfix" else chance.uniform(0.9, 5.8)
    return whole(act.started - timedelta(days=before))


def _approved_at(
    scene: Scene, act: Act, written_at: datetime, story: str, chance: Random
) -> datetime:
    if story == "stale_approval":
        return scene.office(chance.randrange(395, 428), chance)
    yesterday = scene.moment(1, chance.uniform(8, 16))
    return min(
        yesterday, whole(max(written_at, act.started) + timedelta(days=chance.uniform(0, 2)))
    )


def _sections(story: str) -> tuple[str, ...]:
    if story == "five_of_six":
        return tuple(part for part in SECTIONS if part != "results_by_group")
    return SECTIONS


def _author(model: ModelRow) -> str:
    return people()[model.releasers[0]].mail if model.releasers else written("leila.haddad")


def _approver(model: ModelRow, story: str) -> str:
    if story == "outside_approver":
        return AUDITOR
    return written("ingeborg.mertens" if model.tier == 1 else "dimitrios.papadakis")


def _runbooks(scene: Scene, model: ModelRow) -> Iterator[Document]:
    story = model.story("K1")
    chance = scene.chance("runbook", model.name)
    place = f"{GIT}/{model.team.lower().replace(' ', '-')}/{model.name}/runbook.md"
    if story in ("missing", "unreachable"):
        state = DocumentState(story)
        yield Document(model=model.name, kind="runbook", location=place, state=state)
        return
    yield Document(
        model=model.name,
        kind="runbook",
        location=place,
        state=DocumentState.EXISTS,
        title=f"Runbook: {model.name}",
        owner=None if story == "no_owner" else _keeper(model),
        author=_author(model),
        created_at=scene.office(chance.randrange(480, 900), chance),
        edited_at=_edited_at(scene, model, story, chance),
    )


def _keeper(model: ModelRow) -> str:
    """Return who keeps the runbook: the deputy, or else who releases."""
    return written(model.deputy) if model.deputy else _author(model)


def _edited_at(scene: Scene, model: ModelRow, story: str, chance: Random) -> datetime:
    """Return the last edit: before or after the last incident, as the story has it."""
    told = troubles(scene, model)
    since = (scene.until - told[-1].opened.date()).days if told else 150
    match story:
        case "stale":
            days_ago = chance.randrange(391, 560)
        case "aging":
            days_ago = chance.randrange(212, 329)
        case "half" | "fresh_before":
            days_ago = min(since + chance.randrange(12, 40), 168)
        case _:
            days_ago = chance.randrange(3, max(5, min(since - 4, 140)))
    return scene.office(days_ago, chance)
