"""How far respondents have come with what they are asked."""

from collections.abc import Iterable, Mapping, Sequence

from app.people import Asked, asked_of
from assessments.questionnaire import Questionnaire
from data.written import Answer, Respondent


def answered(
    asked: Sequence[Asked], answers: Iterable[Answer], team_of: Mapping[str, str | None]
) -> set[Asked]:
    """Return what is answered of all that is asked.

    What is asked for a team is answered for it, for one of its models or for everything.
    """
    standing = [each for each in answers if each.choice != "withdrawn"]
    anywhere = {each.question for each in standing}
    by_team = {(each.question, _team(each, team_of)) for each in standing}
    wide = {each.question for each in standing if each.scope_kind == "organisation"}
    return {
        each
        for each in asked
        if each.question in wide
        or (
            each.question in anywhere
            if each.team is None
            else (each.question, each.team) in by_team
        )
    }


def _team(answer: Answer, team_of: Mapping[str, str | None]) -> str | None:
    return team_of.get(answer.scope) if answer.scope_kind == "model" else answer.scope


def open_questions(
    person: Respondent,
    questionnaire: Questionnaire,
    answers: Iterable[Answer],
    team_of: Mapping[str, str | None],
) -> set[str]:
    """Return the questions of which a respondent has not answered all that is asked of them."""
    asked = asked_of(person, questionnaire.questions)
    mine = [each for each in answers if each.respondent == person.id]
    return {each.question for each in set(asked) - answered(asked, mine, team_of)}
