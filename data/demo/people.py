"""Who is who, and who answers for which model: the directory and the owners."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from data.demo.scene import Scene, whole
from data.demo.tables import ModelRow, models, people, written
from data.records import Attestation, Ownership, Person, SeenBy

RELEASE_GATE = "release_needs_owner"


def directory(scene: Scene) -> Iterator[Person]:
    """Yield everyone who works here, or did until not long ago."""
    for person in people().values():
        left = None if person.left_days_ago is None else scene.day(person.left_days_ago)
        started = person.started_days_ago or scene.chance("started", person.id).randrange(900, 3900)
        yield Person(
            person=person.mail,
            name=person.name,
            active=left is None,
            started_on=scene.day(started),
            left_on=left,
            team=person.team,
            logins=person.logins,
        )


def owners(scene: Scene) -> Iterator[Ownership]:
    """Yield owners and deputies, with those who were it before."""
    for model in models():
        yield from _owners_of(scene, model)


def _owners_of(scene: Scene, model: ModelRow) -> Iterator[Ownership]:
    chance = scene.chance("owners", model.name)
    story = model.story("O1") if model.production else ""
    began = scene.office(chance.randrange(395, 760), chance)
    reviewed = scene.office(_reviewed_days_ago(story, chance.random()), chance)
    if model.before is not None:
        left = people()[model.before].left_days_ago or 0
        # For two months nobody was asked, until an audit found the empty chair.
        ended, taken = scene.office(left, chance), scene.office(left - 63, chance)
        yield _owned(model, "owner", model.before, began, ended, None)
        began_now, seen = taken, max(reviewed, taken + timedelta(days=1))
    else:
        began_now, seen = began, reviewed
    if model.owner is not None:
        yield _owned(model, "owner", model.owner, began_now, None, seen, until=scene)
    if model.deputy is not None:
        with_owner = whole(seen + timedelta(hours=chance.uniform(0.2, 190)))
        yield _owned(model, "deputy", model.deputy, began, None, with_owner, until=scene)


def _reviewed_days_ago(story: str, draw: float) -> int:
    """Return when the owner was last asked; the deputy is asked within the week after."""
    if story == "stale_review":
        return round(231 + 70 * draw)
    if story in ("left", "deputy_left"):
        return round(160 + 40 * draw)
    return round(19 + 118 * draw)


def _owned(
    model: ModelRow,
    role: str,
    person: str,
    since: datetime,
    ended: datetime | None,
    reviewed: datetime | None,
    until: Scene | None = None,
) -> Ownership:
    return Ownership(
        model=model.name,
        role=role,
        person=written(person),
        reviewed_at=reviewed,
        from_earliest=since,
        from_latest=since,
        until_earliest=ended or (until.moment(0, 0) if until else since),
        until_latest=ended,
        seen_by=SeenBy.AUDIT,
    )


def attestations(scene: Scene) -> Iterator[Attestation]:
    """Yield what a second person has put their name to."""
    for model in models():
        if model.production and model.story("O1") == "enforced":
            chance = scene.chance("attestation", model.name)
            at = scene.office(41, chance)
            yield Attestation(
                probe=RELEASE_GATE,
                model=model.name,
                value=1,
                attested_by=written("aisha.rahman"),
                attested_at=at,
                until=scene.day(-140),
                note="the release pipeline stops where the registry has no active owner",
            )
