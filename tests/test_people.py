"""People: invited with role, areas and teams; what is asked of them, and what they may answer."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from app.answering import Answering, Given
from app.people import Asked, Invitation, People, Scopes, asked_of
from app.rounds import Rounds
from assessments import question_files
from data.errors import Refused
from data.store import Assessment, AuditEntry, Respondent, Store, open_store

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
LATER = datetime(2026, 11, 9, 9, 30, tzinfo=UTC)
ROUND = Assessment("round-1", "Autumn", date(2026, 1, 1), date(2026, 12, 31), NOW)
SCOPES = Scopes(
    teams=["Growth", "Pricing"],
    models=["churn", "orphan", "rental-price"],
    team_of={"churn": "Growth", "orphan": None, "rental-price": "Pricing"},
)
QUESTIONS = question_files.load().questions
BO = Invitation("Bo Example", "ML engineer", "Growth", "Bo@Company.example", ("ownership",))


class Clock:
    """The time, until somebody changes it."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    yield opened
    opened.close()


@pytest.fixture
def people(store: Store, clock: Clock) -> People:
    return People(store, question_files.load(), lambda: SCOPES, clock)


@pytest.fixture
def answering(store: Store, people: People, clock: Clock) -> Answering:
    rounds = Rounds(store, lambda: ROUND, people, clock)
    return Answering(store, question_files.load(), rounds, people, lambda: SCOPES, clock)


@pytest.fixture
def ada(people: People) -> str:
    return people.join("Ada Example", "platform", "Pricing").id


def of_area(area: str, scope: str | None = None) -> list[str]:
    return [each.id for each in QUESTIONS if each.area == area and scope in {None, each.scope}]


# Inviting


def test_an_invited_respondent_is_kept_with_role_mail_areas_and_who_invited(
    people: People, store: Store, ada: str
) -> None:
    bo = people.invite(replace(BO, areas=("knowledge", "ownership"), teams=("Pricing",)), ada)
    assert bo == Respondent(
        id="bo-example-2",
        name="Bo Example",
        role="ML engineer",
        team="Growth",
        made_at=NOW,
        mail="bo@company.example",
        areas=("ownership", "knowledge"),
        teams=("Pricing",),
        invited_by=ada,
        active=True,
    )
    assert people.everyone() == [*(each for each in store.respondents() if each.id == ada), bo]
    assert store.audit_entries(1) == [
        AuditEntry(
            *(NOW, "Ada Example", "invited", bo.id),
            "ML engineer, asked about ownership, knowledge, Pricing",
        )
    ]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": " "}, "A respondent needs a name of 1 to 100 characters."),
        ({"name": "ADA example"}, "ADA example is there already: choose them from the list."),
        ({"mail": "bo"}, "'bo' does not look like a mail address: name@company.example."),
        (
            {"mail": "Taken@company.example"},
            "taken@company.example belongs to another respondent: one address, one person.",
        ),
        ({"role": ""}, "A respondent needs a role: choose one of"),
        ({"areas": ("ownership", "luck")}, "There is no area 'luck'"),
        ({"teams": ("Growth", "Marketing")}, "There is no team 'Marketing'"),
    ],
)
def test_an_invitation_that_cannot_be_is_refused_in_words(
    people: People, store: Store, ada: str, changed: dict[str, Any], said: str
) -> None:
    people.invite(Invitation("Taken", "risk", mail="taken@company.example"), ada)
    before = store.respondents()
    with pytest.raises(Refused) as refused:
        people.invite(replace(BO, **changed), ada)
    assert str(refused.value).startswith(said)
    assert store.respondents() == before


def test_only_who_is_known_and_asked_invites(people: People, ada: str) -> None:
    with pytest.raises(Refused, match="Choose who you are before you invite"):
        people.invite(BO, "nobody-7")
    bo = people.invite(BO, ada).id
    people.ask_no_more(ada, bo)
    with pytest.raises(Refused, match="Ada Example is no longer asked, and so cannot invite"):
        people.invite(Invitation("Cy Example", "risk"), ada)


# Changing


def test_a_changed_invitation_holds_from_now_on_and_keeps_who_invited(
    people: People, store: Store, clock: Clock, ada: str
) -> None:
    bo = people.invite(BO, ada)
    clock.now = LATER
    wanted = Invitation("Bo Sample", "risk", "Pricing", None, ("cost",), ("Growth",))
    after = people.change(bo.id, wanted, bo.id)
    assert after == Respondent(
        *(bo.id, "Bo Sample", "risk", "Pricing", LATER, None, ("cost",), ("Growth",), ada, True)
    )
    assert {each.id: each for each in store.respondents()}[bo.id] == after
    assert store.audit_entries(1)[0].what == "changed invitation"


def test_who_is_changed_into_what_they_are_is_not_written_again(
    people: People, store: Store, clock: Clock, ada: str
) -> None:
    bo = people.invite(BO, ada)
    clock.now = LATER
    people.change(bo.id, BO, ada)
    assert store.audit_entries(1)[0].what == "invited"
    assert bo in store.respondents()


def test_a_changed_name_or_address_may_not_be_another_ones(people: People, ada: str) -> None:
    bo = people.invite(BO, ada)
    with pytest.raises(Refused, match="Ada Example is there already"):
        people.change(bo.id, replace(BO, name="Ada Example"), ada)
    with pytest.raises(Refused, match="There is no respondent 'ghost'"):
        people.change("ghost", BO, ada)


def test_who_is_asked_no_more_keeps_their_answers_and_can_be_asked_again(
    people: People, answering: Answering, ada: str
) -> None:
    bo = people.invite(BO, ada)
    kept = answering.save(Given(bo.id, "O1", "organisation", "", 4))
    assert people.ask_no_more(bo.id, ada) == replace(bo, active=False)
    with pytest.raises(Refused, match="Bo Example is no longer asked, and so cannot answer"):
        answering.save(Given(bo.id, "O1", "organisation", "", 2, seen_revision=1))
    assert answering.answers() == [kept]
    assert people.ask_again(bo.id, ada) == bo
    assert answering.save(Given(bo.id, "O1", "organisation", "", 2, seen_revision=1)).revision == 2


# What is asked, and what may be answered


def test_without_areas_and_teams_everything_is_asked_once(people: People, ada: str) -> None:
    [person] = people.everyone()
    assert asked_of(person, QUESTIONS) == tuple(Asked(each.id, None) for each in QUESTIONS)


def test_who_answers_for_teams_is_asked_about_models_once_a_team(people: People, ada: str) -> None:
    invited = people.invite(replace(BO, areas=("ownership",), teams=("Growth", "Pricing")), ada)
    assert asked_of(invited, QUESTIONS) == tuple(
        Asked(question, team)
        for question in of_area("ownership", "model")
        for team in ("Growth", "Pricing")
    )


def test_an_answer_outside_the_assigned_areas_is_refused(
    people: People, answering: Answering, ada: str
) -> None:
    bo = people.invite(BO, ada).id
    answering.save(Given(bo, "O1", "organisation", "", 3))
    with pytest.raises(Refused, match="Bo Example is not asked about K1"):
        answering.save(Given(bo, "K1", "organisation", "", 3))


@pytest.mark.parametrize(
    ("question", "kind", "scope", "allowed"),
    [
        ("O1", "team", "Growth", True),
        ("O1", "model", "churn", True),
        ("O1", "team", "Pricing", False),
        ("O1", "model", "rental-price", False),
        ("O1", "model", "orphan", False),
        ("O1", "organisation", "", False),
        ("O2", "organisation", "", False),
    ],
)
def test_who_answers_for_a_team_answers_for_it_and_its_models_alone(
    people: People, answering: Answering, ada: str, question: str, kind: str, scope: str,
    allowed: bool,
) -> None:  # fmt: skip
    bo = people.invite(replace(BO, teams=("Growth",)), ada).id
    given = Given(bo, question, kind, scope, 3)
    if allowed:
        assert answering.save(given).scope == scope
    else:
        with pytest.raises(Refused, match="Bo Example answers for the team Growth alone"):
            answering.save(given)


def test_an_answer_given_before_the_assignment_can_still_be_taken_back(
    people: People, answering: Answering, ada: str
) -> None:
    bo = people.invite(BO, ada).id
    answering.save(Given(bo, "O1", "organisation", "", 3))
    people.change(bo, replace(BO, areas=("cost",)), ada)
    answering.save(Given(bo, "O1", "organisation", "", "withdrawn", seen_revision=1))
    assert answering.answers() == []
    with pytest.raises(Refused, match="There is no answer to K1 that could be taken back"):
        answering.save(Given(bo, "K1", "organisation", "", "withdrawn"))
