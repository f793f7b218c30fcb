"""The demo portfolio's people and their answers, given the way a respondent gives them."""

from datetime import timedelta

from app.answering import Answering, Given
from data import demo


def seed(answering: Answering) -> None:
    """Add the demo's respondents and answers, unless somebody is there already."""
    if answering.respondents():
        return
    ids = {
        each.id: answering.add_respondent(each.name, each.role, each.team).id
        for each in demo.respondents()
    }
    today = answering.today()
    for claim in demo.claims():
        answering.save(
            Given(
                respondent=ids[claim.respondent],
                question=claim.question,
                scope_kind=claim.scope_kind,
                scope=claim.scope,
                choice=claim.choice,
                reason=claim.reason,
                until=today + timedelta(days=claim.until_days) if claim.until_days else None,
            )
        )
