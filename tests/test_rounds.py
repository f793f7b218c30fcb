"""Rounds: one at a time takes answers; a closed one is read, and still feeds the scorecard."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from demo_home import demo_home

from app.answering import Answering, Given
from app.config import load
from app.context import Context
from app.people import People, Scopes
from app.rounds import Round, Rounds
from assessments import question_files
from data.errors import Refused
from data.store import Answer, Assessment, RoundChange, Store, open_store

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
SPRING = Assessment("assessment-1", "Spring", date(2026, 1, 1), date(2026, 6, 30), NOW)
SCOPES = Scopes(teams=["Pricing"], models=["rental-price"], team_of={"rental-price": "Pricing"})
AUTUMN = ("Autumn", date(2026, 7, 1), date(2026, 12, 31))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    yield opened
    opened.close()


class Clock:
    """Each reading is a minute after the one before."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


@pytest.fixture
def people(store: Store) -> People:
    return People(store, question_files.load(), lambda: SCOPES, lambda: NOW)


@pytest.fixture
def rounds(store: Store, people: People) -> Rounds:
    return Rounds(store, lambda: SPRING, people, Clock())


@pytest.fixture
def answering(store: Store, rounds: Rounds, people: People) -> Answering:
    return Answering(store, question_files.load(), rounds, people, lambda: SCOPES, lambda: NOW)


@pytest.fixture
def ada(people: People) -> str:
    return people.join("Ada Example", "platform", "Pricing").id


def test_the_first_round_is_opened_by_its_first_use(rounds: Rounds, store: Store) -> None:
    assert rounds.all() == [Round(SPRING)]
    assert rounds.current().open
    assert store.assessments() == [SPRING]


def test_a_closed_round_says_who_closed_it_and_why_and_takes_no_answer(
    rounds: Rounds, answering: Answering, store: Store, ada: str
) -> None:
    kept = answering.save(Given(ada, "O1", "organisation", "", 4))
    closed = rounds.close(ada, " The board has it. ")
    [change] = store.kept(RoundChange)
    assert (change.state, change.changed_by, change.note) == ("closed", ada, "The board has it.")
    assert closed == rounds.current() == Round(SPRING, change)
    assert (closed.open, closed.closed) == (False, True)
    with pytest.raises(Refused, match="this round of the assessment is closed"):
        answering.save(Given(ada, "O1", "organisation", "", 2, seen_revision=1))
    with pytest.raises(Refused, match="this round of the assessment is closed"):
        answering.save(Given(ada, "O1", "organisation", "", "withdrawn", seen_revision=1))
    assert answering.answers() == [kept]


def test_a_round_opened_again_takes_answers_again(
    rounds: Rounds, answering: Answering, ada: str
) -> None:
    rounds.close(ada)
    assert rounds.reopen(ada, "Two answers were missing").open
    assert answering.save(Given(ada, "O1", "organisation", "", 4)).assessment == SPRING.id


def test_closing_twice_and_opening_what_is_open_change_nothing(
    rounds: Rounds, store: Store, ada: str
) -> None:
    with pytest.raises(Refused, match="Spring is open already: nothing was changed"):
        rounds.reopen(ada)
    rounds.close(ada)
    with pytest.raises(Refused, match="Spring is closed already: nothing was changed"):
        rounds.close(ada)
    assert len(store.kept(RoundChange)) == 1


def test_a_new_round_waits_until_the_one_before_is_closed(rounds: Rounds, ada: str) -> None:
    with pytest.raises(Refused) as refused:
        rounds.open(*AUTUMN, ada)
    assert str(refused.value) == (
        "Spring is still open, and only one round takes answers at a time: close it first."
    )
    rounds.close(ada)
    opened = rounds.open(*AUTUMN, ada)
    assert opened.assessment.id == "assessment-2"
    assert [(each.assessment.name, each.open) for each in rounds.all()] == [
        *(("Autumn", True), ("Spring", False)),
    ]


@pytest.mark.parametrize(
    ("name", "first", "last", "said"),
    [
        (" ", AUTUMN[1], AUTUMN[2], "A round needs a name of 1 to 100 characters."),
        ("x" * 101, AUTUMN[1], AUTUMN[2], "A round needs a name of 1 to 100 characters."),
        ("SPRING", AUTUMN[1], AUTUMN[2], "There is a round 'SPRING' already"),
        ("Autumn", AUTUMN[2], AUTUMN[1], "A round's last day cannot come before its first"),
    ],
)
def test_a_round_that_cannot_be_is_refused_in_words(
    rounds: Rounds, ada: str, name: str, first: date, last: date, said: str
) -> None:
    rounds.close(ada)
    with pytest.raises(Refused) as refused:
        rounds.open(name, first, last, ada)
    assert str(refused.value).startswith(said)
    assert len(rounds.all()) == 1


def test_only_who_is_known_opens_and_closes(rounds: Rounds) -> None:
    with pytest.raises(Refused, match="Choose who you are before you open or close a round"):
        rounds.close("nobody-7")


def test_only_the_latest_round_can_be_opened_again(
    rounds: Rounds, answering: Answering, ada: str
) -> None:
    rounds.close(ada)
    rounds.open(*AUTUMN, ada)
    rounds.close(ada)
    assert rounds.reopen(ada).assessment.name == "Autumn"
    assert [each.open for each in rounds.all()] == [True, False]
    assert answering.assessment().name == "Autumn"


def test_a_new_round_starts_without_answers_and_the_old_ones_can_be_read(
    rounds: Rounds, answering: Answering, ada: str
) -> None:
    old = answering.save(Given(ada, "O1", "organisation", "", 4))
    place = ("O1", "organisation", "")
    assert answering.last_round_of(ada) == {}
    rounds.close(ada)
    rounds.open(*AUTUMN, ada)
    assert answering.answers_of(ada) == {}
    assert answering.last_round_of(ada) == answering.answers_of(ada, SPRING.id) == {place: old}
    new = answering.save(Given(ada, "O1", "organisation", "", 2))
    assert (new.assessment, new.revision) == ("assessment-2", 1)
    assert answering.answers(SPRING.id) == [old]


def test_an_answer_to_a_round_that_was_left_behind_is_not_put_into_the_new_one(
    rounds: Rounds, answering: Answering, store: Store, ada: str
) -> None:
    seen = answering.assessment().id
    rounds.close(ada)
    rounds.open(*AUTUMN, ada)
    with pytest.raises(Refused) as refused:
        answering.save(Given(ada, "O1", "organisation", "", 4, assessment=seen))
    assert str(refused.value) == (
        "Autumn was opened in the meantime: reload the page, then answer."
    )
    assert store.answers_count("assessment-2") == 0


# What the scorecard rests on


def claimed(context: Context) -> set[int | None]:
    return {each.claim.level for each in context.scorecard().findings()}


def test_a_closed_round_feeds_the_scorecard_until_a_new_one_is_opened(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with Context(load(home=demo_home(tmp_path_factory), demo=True)) as context:
        before = context.scorecard()
        [person, *_] = context.people.everyone()
        context.rounds.close(person.id)
        assert context.scorecard() == before
        context.rounds.open(*AUTUMN, person.id)
        assert context.scorecard().assessment == "Autumn"
        assert claimed(context) == {None}


def told(answering: Answering, subject: str | None) -> dict[str, list[int | str]]:
    return {
        respondent: [each.choice for each in revisions]
        for respondent, revisions in answering.told(subject)["O1"].items()
    }


def test_of_each_respondent_the_nearest_answer_is_told_with_all_its_revisions(
    answering: Answering, people: People, ada: str
) -> None:
    bo = people.join("Bo Example", "risk", "").id

    def save(who: str, kind: str, scope: str, choice: int | str, seen: int = 0) -> Answer:
        return answering.save(Given(who, "O1", kind, scope, choice, seen_revision=seen))

    save(ada, "organisation", "", 4)
    save(ada, "model", "rental-price", 2)
    save(ada, "model", "rental-price", 3, 1)
    save(bo, "team", "Pricing", 1)
    assert told(answering, "rental-price") == {ada: [2, 3], bo: [1]}
    assert told(answering, None) == {ada: [4]}
    save(ada, "model", "rental-price", "withdrawn", 2)
    assert told(answering, "rental-price") == {ada: [4], bo: [1]}
