"""Who is on call: weekly turns at the pager, and whom the registry names as a contact."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from data.demo.incidents import RENAMED, UNWATCHED, service_id
from data.demo.scene import Scene
from data.demo.tables import ModelRow, models, people
from data.records import OnCall

IN_TURN = frozenset({"fast", "gap", "slow", "rota"})
"""Stories in which three people of the team take turns."""
WEEKS = 15
"""How far the pager's calendar goes back."""
HANDED_OVER_AT = 8.0
"""Hour of the day, each week."""
FORGOTTEN = (5, timedelta(hours=14))
"""The turn, counted from the oldest, that ended before the next one began, and by how much."""


def contact(model: ModelRow) -> str | None:
    """Return whom the registry tells one to reach when it breaks: the team's channel."""
    if model.story("O3") in ("", "none"):
        return None
    return f"#{model.team.lower().replace(' ', '-')}-models"


def on_call(scene: Scene) -> Iterator[OnCall]:
    """Yield every turn of the pager's calendar, the last one of each model until further notice."""
    for model in models():
        if model.production and model.name not in UNWATCHED:
            yield from _turns(scene, model)


def _turns(scene: Scene, model: ModelRow) -> Iterator[OnCall]:
    match model.story("O3"):
        case "alone":
            yield _turn(scene, model, _team(model)[0], WEEKS * 7, None)
        case "left" if model.owner is not None:
            # Nobody took the calendar over.
            yield _turn(scene, model, people()[model.owner].mail, WEEKS * 7, None)
        case story if story in IN_TURN:
            for number in range(WEEKS):
                begun = (WEEKS - number) * 7 - 3
                ends = begun - 7 if number + 1 < WEEKS else None
                person = _team(model)[number % len(_team(model))]
                turn = _turn(scene, model, person, begun, ends)
                yield _cut_short(turn) if (story, number) == ("gap", FORGOTTEN[0]) else turn
        case _:
            return


def _team(model: ModelRow) -> Sequence[str]:
    """Return the three people of a team who take turns: those who have been there for long."""
    there = [
        person.mail
        for person in people().values()
        if person.team == model.team
        and person.left_days_ago is None
        and person.started_days_ago is None
    ]
    return there[:3]


def _turn(scene: Scene, model: ModelRow, person: str, begun: int, ended: int | None) -> OnCall:
    return OnCall(
        service=service_id(RENAMED.get(model.name, model.name)),
        person=person,
        starts_at=scene.moment(begun, HANDED_OVER_AT),
        ends_at=None if ended is None else scene.moment(ended, HANDED_OVER_AT),
    )


def _cut_short(turn: OnCall) -> OnCall:
    ends_at = turn.ends_at - FORGOTTEN[1] if turn.ends_at else None
    return turn.model_copy(update={"ends_at": ends_at})
