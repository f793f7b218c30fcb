"""The findings of one question by the answers of this moment, without judging all the rest."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from demo_home import demo_home
from hand_clock import Clock

from app.answering import Given
from app.assembly import Assembly
from app.config import load
from app.context import JUDGED_FOR, Context, utc_now
from assessments.scorecard import Scorecard
from data.errors import ScorecardError
from data.store import Assessment

STEPS = 120
QUESTIONS = ("O1", "C2", "C4")
"""The last is asked of the organisation."""


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo_home(tmp_path_factory)


@pytest.fixture
def context(home: Path, clock: Clock) -> Iterator[Context]:
    with Context(load(home=home, demo=True), clock) as opened:
        opened.scorecard()
        yield opened


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch, context: Context) -> list[datetime]:
    """The moments at which this context judged the whole portfolio since."""
    moments: list[datetime] = []
    own = context._assembly
    judge = Assembly.scorecard

    def noted(self: Assembly, assessment: Assessment, now: datetime) -> Scorecard:
        if self is own:
            moments.append(now)
        return judge(self, assessment, now)

    monkeypatch.setattr(Assembly, "scorecard", noted)
    return moments


def answer(context: Context, *said: str, choice: int | str) -> None:
    """Answer as somebody who sees what they answered there before."""
    person, question, kind, scope = said
    before = context.answering.answers_of(person).get((question, kind, scope))
    until = utc_now().date() + timedelta(days=60) if choice == "not_applicable" else None
    seen = before.revision if before else 0
    reason = "It only ranks." if until else None
    context.answering.save(
        Given(person, question, kind, scope, choice, seen, reason=reason, until=until)
    )


def test_they_are_those_of_the_whole_scorecard_whatever_anybody_answered(
    home: Path, context: Context, clock: Clock, judged: list[datetime]
) -> None:
    chance = random.Random(5)
    people = [each.id for each in context.people.everyone()]
    scopes = context.scopes()
    places = [
        ("organisation", ""),
        *(("team", each) for each in scopes.teams[:3]),
        *(("model", each) for each in scopes.models[:6]),
    ]
    choices = (1, 2, 3, 4, 5, "dont_know", "withdrawn", "withdrawn", "not_applicable")
    asked = {each.id: each for each in context.questionnaire.questions}
    with Context(load(home=home, demo=True), clock) as anew:
        anew._read_at = context._read_at
        answered = 0
        for _ in range(STEPS):
            clock.at += timedelta(seconds=1)
            person, question = chance.choice(people), chance.choice(QUESTIONS)
            place, choice = chance.choice(places), chance.choice(choices)
            try:
                answer(context, person, question, *place, choice=choice)
            except ScorecardError:  # not theirs to answer, or nothing there to withdraw
                continue
            answered += 1
            if context.answering.waiting() and chance.random() < 0.5:
                one = context.answering.waiting()[0]
                context.answering.approve(one, next(p for p in people if p != one.respondent))
            for each in QUESTIONS:
                expected = anew.scorecard().findings_on(asked[each])
                assert context.findings(asked[each]) == expected, (person, question, place, choice)
    assert answered > STEPS // 3
    assert judged == []


def test_who_answers_waits_for_no_other_question(context: Context, judged: list[datetime]) -> None:
    asked = context.questionnaire.questions[0]
    person = context.people.everyone()[0].id
    before = context.findings(asked)
    answer(context, person, asked.id, "team", "Pricing", choice=1)
    after = context.findings(asked)
    assert before != after
    assert judged == []
    assert context.scorecard().findings_on(asked) == after
    assert len(judged) == 1


def test_where_more_than_answers_changed_all_is_judged(
    context: Context, clock: Clock, judged: list[datetime]
) -> None:
    asked = context.questionnaire.questions[0]
    clock.at += JUDGED_FOR
    assert context.findings(asked) == context.scorecard().findings_on(asked)
    assert judged == [clock.at]
