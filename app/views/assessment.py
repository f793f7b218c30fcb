"""The questionnaire as one respondent sees it: which areas, and how far they have come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app import text
from app.people import Asked, asked_of, role_word
from app.views.progress import answered
from app.wording import phrase, say
from assessments.questionnaire import Area, Questionnaire
from data.written import Answer, Respondent

Answers = Mapping[tuple[str, str, str], Answer]
"""One respondent's latest answers by question, scope kind and scope."""

NOTICE = phrase(
    "Your answer will be held against what the sources show, once you have given it. What others "
    "answered is shown then too, by role."
)


@dataclass(frozen=True)
class AreaProgress:
    """How far one area is answered."""

    id: str
    title: str
    question: str
    answered: int
    total: int
    text: str
    """`2 of 3 answered`."""
    questions: tuple[str, ...]
    """The ids of those that are asked, in order."""
    open: tuple[str, ...]
    """The ids of those not answered yet."""


@dataclass(frozen=True)
class AssessmentView:
    """How far one respondent has come."""

    respondent: str
    """`Ada Example, platform engineer`."""
    sentence: str
    share: float
    """0 to 1 of what is asked."""
    areas: tuple[AreaProgress, ...]
    """Those that they are asked about."""
    next_question: str | None
    """The first that is not answered yet; None: all are."""
    notice: str


def intro(questionnaire: Questionnaire) -> str:
    """Return what awaits somebody who has not said who they are."""
    return say(
        "{questions} in {areas}; you are asked those of the areas you were invited for. Each "
        "answer is kept as you give it and can be changed, and “Don't know” is an answer too. Once "
        "you have answered, you see how it stands against the evidence.",
        questions=text.count(len(questionnaire.questions), "question", "questions"),
        areas=text.count(len(questionnaire.areas), "area", "areas"),
    )


def assessment_view(
    questionnaire: Questionnaire,
    answers: Answers,
    person: Respondent,
    team_of: Mapping[str, str | None],
) -> AssessmentView:
    """Return how far the respondent with these answers has come."""
    asked = asked_of(person, questionnaire.questions)
    done = answered(asked, answers.values(), team_of)
    areas = tuple(
        _progress(area, mine, done)
        for area in questionnaire.areas
        if (mine := _of_area(area, questionnaire, asked))
    )
    return AssessmentView(
        respondent=f"{person.name}, {role_word(person.role)}",
        sentence=_said(len(done), len(asked), person),
        share=len(done) / len(asked) if asked else 1.0,
        areas=areas,
        next_question=next((each for area in areas for each in area.open), None),
        notice=say(NOTICE),
    )


def _of_area(area: Area, questionnaire: Questionnaire, asked: Sequence[Asked]) -> list[Asked]:
    there = {each.id for each in questionnaire.questions_of(area.id)}
    return [each for each in asked if each.question in there]


def _said(done: int, total: int, person: Respondent) -> str:
    if not total:
        return say("No question of this assessment is asked of you")
    questions = text.count(total, "question", "questions")
    if not done:
        asked = _each_team(questions, person)
        return say("{questions}, none answered yet", questions=asked)
    if done == total:
        said = say("All {questions} answered", questions=questions)
    else:
        part = text.number(done)
        said = say("{part} of {questions} answered", part=part, questions=questions)
    return _each_team(said, person)


def _each_team(said: str, person: Respondent) -> str:
    """Add that each question is asked once a team, where somebody answers for several."""
    if len(person.teams) < 2:
        return said
    teams = text.count(len(person.teams), "team", "teams")
    return say("{questions}, each once for {teams}", questions=said, teams=teams)


def _progress(area: Area, asked: Sequence[Asked], done: set[Asked]) -> AreaProgress:
    still = dict.fromkeys(each.question for each in asked if each not in done)
    finished = sum(each in done for each in asked)
    return AreaProgress(
        id=area.id,
        title=area.title,
        question=area.question,
        answered=finished,
        total=len(asked),
        text=say("{part} of {total} answered", part=finished, total=len(asked)),
        questions=tuple(dict.fromkeys(each.question for each in asked)),
        open=tuple(still),
    )
