"""The demo portfolio's people and their answers, given the way a respondent gives them."""

from datetime import timedelta

from app.answering import Answering, Given
from data import demo

HISTORY = (110, 80, 50, 20)
"""How many days ago the demo's snapshots were taken, the oldest first."""


def seed(answering: Answering, days_ago: int = 0) -> None:
    """Add the demo's respondents, and the answers given so many days ago, that are not there yet.

    A seeding that was cut short is gone on with; what somebody answered since stays as it is.
    """
    there = {person.name: person.id for person in answering.respondents()}
    ids = {
        each.id: there.get(each.name)
        or answering.add_respondent(each.name, each.role, each.team).id
        for each in demo.respondents()
    }
    given = {id: answering.answers_of(id) for id in ids.values()}
    today = answering.today()
    given_by_then = {each.id for each in demo.respondents() if each.answered_days_ago >= days_ago}
    for claim in demo.claims():
        respondent = ids[claim.respondent]
        if claim.respondent not in given_by_then:
            continue
        if (claim.question, claim.scope_kind, claim.scope) not in given[respondent]:
            answering.save(
                Given(
                    respondent=respondent,
                    question=claim.question,
                    scope_kind=claim.scope_kind,
                    scope=claim.scope,
                    choice=claim.choice,
                    reason=claim.reason,
                    until=today + timedelta(days=claim.until_days) if claim.until_days else None,
                )
            )
