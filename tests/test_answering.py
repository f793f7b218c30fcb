"""Answering: what may be saved by whom, and which answers hold in the scorecard."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from demo_home import demo_home

from app.answering import Answering, Given, Scopes
from app.config import load
from app.context import Context
from app.people import ROLES, People
from app.rounds import Rounds
from assessments import question_files
from assessments.scoring import Finding, Verdict
from data.errors import Conflict, Refused
from data.store import Answer, Assessment, Store, open_store

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
ROUND = Assessment("round-1", "Autumn", date(2026, 1, 1), date(2026, 12, 31), NOW)
SCOPES = Scopes(teams=["Pricing"], models=["rental-price"])


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    yield opened
    opened.close()


@pytest.fixture
def people(store: Store) -> People:
    return People(store, question_files.load(), lambda: SCOPES, lambda: NOW)


@pytest.fixture
def answering(store: Store, people: People) -> Answering:
    rounds = Rounds(store, lambda: ROUND, people, lambda: NOW)
    return Answering(store, question_files.load(), rounds, people, lambda: SCOPES, lambda: NOW)


def given(person: str, choice: Any = 3, **changed: Any) -> Given:
    return replace(Given(person, "O1", "organisation", "", choice), **changed)


def ada(people: People) -> str:
    return people.join("Ada Example", "platform", "Pricing").id


# Respondents


def test_a_respondent_is_kept_as_they_introduce_themselves(people: People) -> None:
    person = people.join("  Ada \n Example ", "platform", " Pricing ")
    assert (person.id, person.name, person.role, person.team, person.made_at) == (
        *("ada-example-1", "Ada Example", "platform", "Pricing", NOW),
    )
    assert people.everyone() == [person]


@pytest.mark.parametrize("name", ["", "   ", "x" * 101])
def test_a_respondent_without_a_readable_name_is_refused(people: People, name: str) -> None:
    with pytest.raises(Refused, match="needs a name of 1 to 100 characters"):
        people.join(name, "platform", "")


def test_the_same_name_twice_is_refused_however_it_is_written(people: People) -> None:
    ada(people)
    with pytest.raises(Refused, match="ADA EXAMPLE is there already"):
        people.join("ADA  EXAMPLE", "finance", "")


def test_a_role_that_is_none_is_refused_with_those_there_are(people: People) -> None:
    with pytest.raises(Refused, match=f"'boss' is not a role: choose one of {', '.join(ROLES)}"):
        people.join("Ada Example", "boss", "")
    with pytest.raises(Refused, match="A respondent needs a role: choose one of"):
        people.join("Ada Example", "", "")


def test_names_that_share_no_letter_of_ours_still_get_ids_of_their_own(
    people: People,
) -> None:
    people = [people.join(name, "risk", "") for name in ("Зоя", "李", "A", "a!")]
    assert len({person.id for person in people}) == 4


# Saving


def test_the_first_answer_is_revision_1_and_a_changed_mind_is_the_next(
    answering: Answering,
    people: People,
) -> None:
    person = ada(people)
    first = answering.save(given(person, 4))
    second = answering.save(given(person, 2, seen_revision=1, evidence_shown=True))
    expected = Answer(
        assessment="round-1",
        question="O1",
        question_version=question_files.load().questions[0].version,
        scope_kind="organisation",
        scope="",
        respondent=person,
        revision=1,
        choice=4,
        reason=None,
        until=None,
        evidence_shown=False,
        made_at=NOW,
    )
    assert first == expected
    assert second == replace(expected, revision=2, choice=2, evidence_shown=True)
    assert answering.answers_of(person) == {("O1", "organisation", ""): second}


def test_who_saves_what_changed_elsewhere_is_told_and_overwrites_nothing(
    answering: Answering, people: People, store: Store
) -> None:
    person = ada(people)
    kept = answering.save(given(person, 4))
    with pytest.raises(Conflict):
        answering.save(given(person, 1))
    assert store.answers("round-1") == [kept]


def test_a_revision_that_nobody_can_have_seen_is_refused(
    answering: Answering, people: People
) -> None:
    person = ada(people)
    with pytest.raises(Refused, match="follows no saved one"):
        answering.save(given(person, seen_revision=5))
    assert answering.answers_of(person) == {}


def test_answers_for_organisation_team_and_model_stand_beside_each_other(
    answering: Answering,
    people: People,
) -> None:
    person = ada(people)
    answering.save(given(person, 4))
    answering.save(given(person, 3, scope_kind="team", scope="Pricing"))
    answering.save(given(person, "dont_know", scope_kind="model", scope="rental-price"))
    assert {key: each.choice for key, each in answering.answers_of(person).items()} == {
        ("O1", "organisation", ""): 4,
        ("O1", "team", "Pricing"): 3,
        ("O1", "model", "rental-price"): "dont_know",
    }


def test_two_respondents_never_collide(answering: Answering, people: People) -> None:
    one, other = ada(people), people.join("Bo Example", "finance", "").id
    answering.save(given(one, 4))
    answering.save(given(other, 1))
    assert [each.choice for each in answering.answers_of(one).values()] == [4]
    assert [each.choice for each in answering.answers_of(other).values()] == [1]


FOREVER = {"choice": "not_applicable", "until": date(2027, 5, 1)}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"question": "Z9"}, "There is no question 'Z9' in this assessment."),
        ({"respondent": "nobody-7"}, "Choose who you are before you answer."),
        (
            {"question": "O2", "scope_kind": "model", "scope": "rental-price"},
            "O2 is asked of the organisation as a whole.",
        ),
        (
            {"scope_kind": "team", "scope": "Marketing"},
            "There is no team 'Marketing' to answer for.",
        ),
        ({"scope_kind": "model", "scope": "ghost"}, "There is no model 'ghost' to answer for."),
        ({"scope_kind": "planet", "scope": ""}, "There is no planet '' to answer for."),
        ({"scope": "Pricing"}, "There is no organisation 'Pricing' to answer for."),
        ({"choice": 0}, "0 is not one of the answers of O1."),
        ({"choice": 6}, "6 is not one of the answers of O1."),
        ({"choice": "3"}, "'3' is not one of the answers of O1."),
        (FOREVER, "“Not applicable” needs a reason."),
        ({**FOREVER, "reason": " \n"}, "“Not applicable” needs a reason."),
        (
            {**FOREVER, "reason": "A rule table", "until": None},
            "“Not applicable” needs an end date in the future.",
        ),
        (
            {**FOREVER, "reason": "A rule table", "until": NOW.date()},
            "“Not applicable” needs an end date in the future.",
        ),
    ],
    ids=lambda value: None if isinstance(value, str) else repr(value)[:60],
)
def test_what_is_not_allowed_is_refused_in_words_whatever_a_page_sent(
    answering: Answering, people: People, store: Store, wrong: dict[str, Any], said: str
) -> None:
    person = ada(people)
    with pytest.raises(Refused) as refused:
        answering.save(given(person, **wrong))
    assert str(refused.value) == said
    assert store.answers_count("round-1") == 0


@pytest.mark.parametrize("choice", [True, 3.0, None, "withdraw", 10**30])
def test_what_only_looks_like_an_answer_is_refused(
    answering: Answering, people: People, store: Store, choice: object
) -> None:
    person = ada(people)
    with pytest.raises(Refused):
        answering.save(given(person, choice=choice))
    assert store.answers_count("round-1") == 0


# What does not apply


def exemption(person: str, **changed: Any) -> Given:
    return given(
        person,
        "not_applicable",
        **{"reason": "A rule table", "until": NOW.date() + timedelta(days=90), **changed},
    )


def test_what_does_not_apply_waits_until_a_second_person_says_yes(
    answering: Answering, people: People
) -> None:
    person, second = ada(people), people.join("Bo Example", "risk", "").id
    asked = answering.save(exemption(person))
    assert answering.waiting() == [asked]
    answering.approve(asked, second)
    assert answering.waiting() == []


def test_nobody_approves_what_they_answered_themselves(
    answering: Answering, people: People
) -> None:
    person = ada(people)
    asked = answering.save(exemption(person))
    with pytest.raises(Refused):
        answering.approve(asked, person)
    assert answering.waiting() == [asked]


def test_nobody_unknown_approves(answering: Answering, people: People) -> None:
    asked = answering.save(exemption(ada(people)))
    with pytest.raises(Refused, match="Choose who you are before you approve"):
        answering.approve(asked, "nobody-7")
    assert answering.waiting() == [asked]


def test_an_exemption_asked_for_anew_waits_anew(answering: Answering, people: People) -> None:
    person, second = ada(people), people.join("Bo Example", "risk", "").id
    answering.approve(answering.save(exemption(person)), second)
    again = answering.save(exemption(person, reason="Still a rule table", seen_revision=1))
    assert answering.waiting() == [again]


def test_an_exemption_that_was_changed_into_an_answer_waits_no_more(
    answering: Answering, people: People
) -> None:
    person = ada(people)
    answering.save(exemption(person))
    answering.save(given(person, 2, seen_revision=1))
    assert answering.waiting() == []


# What holds in the scorecard


@pytest.fixture
def context(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    with Context(load(home=demo_home(tmp_path_factory, answered=False), demo=True)) as opened:
        yield opened


def finding(context: Context, model: str) -> Finding:
    return next(
        each
        for each in context.scorecard().findings()
        if (each.question.id, each.subject) == ("O1", model)
    )


def test_the_most_specific_answer_holds_and_once_taken_back_the_wider_one_again(
    context: Context,
) -> None:
    answering = context.answering
    person = context.people.join("Ada Example", "platform", "").id
    facts = next(each.facts for each in context.scorecard().models if each.facts.team)
    model, team = facts.model, facts.team or ""
    for kind, name, choice in (*(("organisation", "", 4), ("team", team, 3), ("model", model, 2)),):
        answering.save(given(person, choice, scope_kind=kind, scope=name))
        assert finding(context, model).claim.level == choice
    answering.save(given(person, "withdrawn", scope_kind="model", scope=model, seen_revision=1))
    assert finding(context, model).claim.level == 3
    answering.save(given(person, "withdrawn", scope_kind="team", scope=team, seen_revision=1))
    assert finding(context, model).claim.level == 4
    answering.save(given(person, "withdrawn", seen_revision=1))
    assert finding(context, model).claim.level is None


def test_what_does_not_apply_is_exempt_only_once_a_second_person_has_said_so(
    context: Context,
) -> None:
    answering = context.answering
    person = context.people.join("Ada Example", "platform", "").id
    second = context.people.join("Bo Example", "risk", "").id
    model = context.scopes().models[0]
    until = answering.today() + timedelta(days=90)
    asked = answering.save(exemption(person, scope_kind="model", scope=model, until=until))
    assert finding(context, model).verdict is not Verdict.NOT_APPLICABLE
    answering.approve(asked, second)
    found = finding(context, model)
    assert found.verdict is Verdict.NOT_APPLICABLE
    assert found.claim.exempt_until is not None
    assert found.claim.exempt_until.date() == until


def test_where_somebody_gives_a_level_nothing_is_exempt(context: Context) -> None:
    answering = context.answering
    person = context.people.join("Ada Example", "platform", "").id
    second = context.people.join("Bo Example", "risk", "").id
    model = context.scopes().models[0]
    until = answering.today() + timedelta(days=90)
    asked = exemption(person, scope_kind="model", scope=model, until=until)
    answering.approve(answering.save(asked), second)
    answering.save(given(second, 3))
    found = finding(context, model)
    assert found.verdict is not Verdict.NOT_APPLICABLE
    assert found.claim.level == 3


def test_an_exemption_ends_with_its_last_day(context: Context) -> None:
    answering, today = context.answering, context.now()
    person = context.people.join("Ada Example", "platform", "").id
    second = context.people.join("Bo Example", "risk", "").id
    model = context.scopes().models[0]
    until = answering.today() + timedelta(days=1)
    asked = exemption(person, scope_kind="model", scope=model, until=until)
    answering.approve(answering.save(asked), second)
    assert finding(context, model).verdict is Verdict.NOT_APPLICABLE
    context.now = lambda: today + timedelta(days=2)
    assert finding(context, model).verdict is not Verdict.NOT_APPLICABLE


# Comments and links


def test_a_comment_and_a_link_stand_with_their_answer_and_change_with_a_revision(
    answering: Answering,
    people: People,
) -> None:
    person = ada(people)
    first = answering.save(given(person, 4, comment=" Seen\r\nit ", link="https://a.example/x "))
    assert (first.comment, first.link) == ("Seen\nit", "https://a.example/x")
    second = answering.save(given(person, 4, seen_revision=1, comment="Twice"))
    assert (second.choice, second.comment, second.link) == (4, "Twice", None)
    assert answering.revisions_of(person) == {("O1", "organisation", ""): (first, second)}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"comment": "x" * 2001}, "A comment may have 2,000 characters"),
        ({"link": "http://a.example"}, "A link starts with https://"),
        ({"link": "javascript:alert(1)"}, "A link starts with https://"),
    ],
)
def test_a_comment_too_long_and_a_link_that_is_none_are_refused(
    answering: Answering, people: People, store: Store, wrong: dict[str, Any], said: str
) -> None:
    person = ada(people)
    with pytest.raises(Refused, match=said):
        answering.save(given(person, 4, **wrong))
    assert store.answers_count("round-1") == 0


def test_a_withdrawn_answer_counts_no_more_and_can_be_given_again(
    answering: Answering, people: People
) -> None:
    person = ada(people)
    answering.save(given(person, 4))
    answering.save(given(person, "withdrawn", seen_revision=1))
    assert answering.answers() == []
    again = answering.save(given(person, 2, seen_revision=2))
    assert answering.answers() == [again]
