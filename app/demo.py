"""The demo portfolio's people and their answers, given the way a respondent gives them."""

from datetime import timedelta

from app.answering import Answering, Given
from app.people import Invitation, People
from data import demo

HISTORY = (110, 80, 50, 20)
"""How many days ago the demo's snapshots were taken, the oldest first."""


def seed(people: People, answering: Answering, days_ago: int = 0) -> None:
    """Add the demo's respondents, and the answers given so many days ago, that are not there yet.

    A seeding that was cut short is gone on with; what somebody answered since stays as it is.
    """
    ids = _invited(people)
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
                    comment=claim.comment,
                    link=claim.link,
                )
            )


def _invited(people: People) -> dict[str, str]:
    """Return everybody's id by their name in the demo's files; who is missing is invited."""
    there = {person.name: person.id for person in people.everyone()}
    first, *others = demo.respondents()
    if first.name not in there:
        there[first.name] = people.join(first.name, first.role, first.team).id
    for each in others:
        if each.name not in there:
            about = (each.mail, each.areas, each.teams)
            wanted = Invitation(each.name, each.role, each.team, *about)
            there[each.name] = people.invite(wanted, there[first.name]).id
    return {each.id: there[each.name] for each in demo.respondents()}
