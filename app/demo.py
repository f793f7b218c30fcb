"""The demo portfolio's people and their answers, given the way a respondent gives them."""

from datetime import timedelta

from app.answering import Answering, Given
from data import demo
from data.errors import Conflict


def seed(answering: Answering) -> None:
    """Add the demo's respondents and answers, unless somebody is there already."""
    if answering.respondents():
        return
    ids: dict[str, str] = {}
    for each in demo.respondents():
        ids[each.id] = answering.add_respondent(each.name, each.role, each.team).id
    ...
