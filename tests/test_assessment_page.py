"""The assessment as a respondent meets it: what is asked, saved, shown, and taken back."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from demo_home import demo_home
from opened_pages import (
    Opened,
    drawings,
    errors,
    labelled,
    markup,
    pick,
    plain_words,
    press,
    titles,
    unfold,
    words,
)
from streamlit.testing.v1 import AppTest

from app.answering import Answering, Given
from app.people import Invitation
from app.ui import current

PLACE = ("O1", "organisation", "")
WAITING = "that wait for a second person"


@pytest.fixture
def ready(opened: Opened, tmp_path_factory: pytest.TempPathFactory) -> Opened:
    """Open a page of the demo."""
    home = demo_home(tmp_path_factory)
    return lambda name: opened(name, home, demo=True)


@pytest.fixture
def asked(ready: Opened) -> Callable[..., AppTest]:
    """Open the questions of a respondent; `place` is what else stands in the address."""

    def open_questions(person: str, **place: str) -> AppTest:
        app = ready("assessment")
        for name, value in {"who": person, **place}.items():
            app.query_params[name] = value
        app.run()
        assert titles(app) == ["Self-assessment"]
        return app

    return open_questions


@pytest.fixture
def ada(ready: Opened) -> str:
    ready("assessment").run()
    return current.current().people.join("Ada Example", "platform", "").id


def rounds() -> Answering:
    return current.current().answering


def progress(app: AppTest) -> str:
    """Return how far the respondent has come, as the page says it."""
    drawn = next(each for each in markup(app) if 'class="progress"' in each)
    told = re.search('aria-label="([^"]*)"', drawn)
    assert told is not None
    return told[1]


def questions(app: AppTest) -> list[str]:
    """Return what is drawn of each question."""
    return [each for each in markup(app) if 'class="asked"' in each]


def texts(app: AppTest) -> list[str]:
    """Return the question of each drawing that has answers to pick from."""
    drawn = [each for each in questions(app) if 'role="radiogroup"' in each]
    return [plain_words(each[each.index("<h3") : each.index("</h3>")]) for each in drawn]


def chosen(app: AppTest, at: int = 0) -> str | None:
    """Return the answer that a question shows as picked; None: none is."""
    found = re.findall(r'data-k="answer:(\w+)" checked', questions(app)[at])
    assert len(found) < 2
    return found[0] if found else None


def answer(app: AppTest, choice: int | str, at: int = 0) -> AppTest:
    """Pick an answer of a question."""
    return pick(app, f"answer:{choice}", at)


def test_a_newcomer_adds_themselves_and_sees_the_questions(ready: Opened) -> None:
    app = ready("assessment").run()
    assert texts(app) == []
    labelled(app.text_input, "Name").input("Ada Example")
    labelled(app.selectbox, "Role").select("platform")
    press(app, "Start")
    assert not app.error
    ownership = current.current().questionnaire.questions_of("ownership")
    assert texts(app) == [f"{each.id} · {each.text}" for each in ownership]
    total = len(current.current().questionnaire.questions)
    assert progress(app) == f"{total} questions, none answered yet"


def test_before_anybody_says_who_they_are_the_page_tells_how_far_everyone_has_come(
    ready: Opened,
) -> None:
    app = ready("assessment").run()
    assert app.caption[0].value.startswith(
        "Of 8 respondents nobody has answered all, two have not begun\\. 30 questions in 5 areas; "
    )


def test_somebody_else_can_be_chosen_where_a_person_is_known(
    asked: Callable[..., AppTest], ada: str
) -> None:
    bo = current.current().people.join("Bo Example", "risk", "").id
    app = asked(ada)
    assert "Ada Example, platform Somebody else?" in drawings(app)
    assert [each.label for each in app.selectbox] == []
    pick(app, "other")
    labelled(app.selectbox, "You are").select(bo).run()
    assert labelled(app.selectbox, "You are").value == bo
    assert app.query_params["who"] == bo
    assert "Somebody else?" not in drawings(app), "the chooser stays as long as the visit"
    assert "Bo Example, risk Somebody else?" in drawings(asked(bo))


def test_a_newcomer_without_a_role_is_told_what_is_missing(ready: Opened) -> None:
    app = ready("assessment").run()
    labelled(app.text_input, "Name").input("Ada Example")
    press(app, "Start")
    assert [said.startswith("A respondent needs a role") for said in errors(app)] == [True]
    assert "Ada Example" not in [each.name for each in current.current().people.everyone()]


def test_an_answer_is_saved_as_it_is_given_and_a_changed_mind_as_the_next_one(
    asked: Callable[..., AppTest], ada: str
) -> None:
    app = asked(ada)
    answer(app, 3)
    kept = rounds().answers_of(ada)[PLACE]
    assert (kept.choice, kept.revision, kept.evidence_shown) == (3, 1, False)
    assert chosen(app) == "3"
    assert " Saved " in drawings(app)
    answer(app, "dont_know")
    kept = rounds().answers_of(ada)[PLACE]
    assert (kept.choice, kept.revision, kept.evidence_shown) == ("dont_know", 2, True)


def test_an_answer_that_was_saved_elsewhere_since_stays_and_is_shown_as_picked(
    asked: Callable[..., AppTest], ada: str
) -> None:
    rounds().save(Given(ada, *PLACE, 4))
    app = asked(ada)
    rounds().save(Given(ada, *PLACE, 2, 1))
    before = questions(app)[0]
    answer(app, 5)
    assert "was saved as 2" in " ".join(errors(app))
    assert rounds().answers_of(ada)[PLACE].choice == 2
    assert chosen(app) == "2"
    answer(app, 5)
    assert (chosen(app), errors(app)) == ("5", [])
    assert questions(app)[0] != before


def test_every_question_of_every_area_can_be_answered(
    asked: Callable[..., AppTest], ada: str
) -> None:
    for area in current.current().questionnaire.areas:
        for at in range(len(current.current().questionnaire.questions_of(area.id))):
            app = asked(ada, area=area.id)
            answer(app, 2, at)
            assert not app.exception
    total = len(current.current().questionnaire.questions)
    assert progress(asked(ada)) == f"All {total} questions answered"


def test_what_does_not_apply_asks_for_a_reason_and_waits_for_a_second_person(
    asked: Callable[..., AppTest], ada: str
) -> None:
    app = asked(ada)
    answer(app, "not_applicable")
    assert rounds().answers_of(ada) == {}
    press(app, "Ask for approval")
    assert errors(app) == ["“Not applicable” needs a reason."]
    labelled(app.text_input, "Why does it not apply?").input("A rule table, not a model")
    press(app, "Ask for approval")
    waiting = [each for each in rounds().waiting() if each.respondent == ada]
    assert [(each.question, each.reason) for each in waiting] == [
        ("O1", "A rule table, not a model")
    ]
    listed = words(unfold(asked(ada), WAITING))
    assert " does not apply to " in listed
    assert "A rule table" not in listed, "nobody approves their own"


def test_a_second_person_approves_on_the_page(asked: Callable[..., AppTest], ada: str) -> None:
    until = rounds().today() + timedelta(days=90)
    rounds().save(Given(ada, "O1", "organisation", "", "not_applicable", 0, "A rule table", until))
    second = next(each.id for each in current.current().people.everyone() if each.id != ada)
    app = unfold(asked(second), WAITING)
    waiting = [each.value for each in app.text if " does not apply to " in each.value]
    mine = next(at for at, each in enumerate(waiting) if "A rule table" in each)
    assert waiting[mine].startswith("Ada Example: O1 ")
    press(app, "Approve", mine)
    assert "A rule table" not in words(app)
    assert ada not in [each.respondent for each in rounds().waiting()]


def test_an_exception_for_a_model_is_listed_and_can_be_taken_back(
    asked: Callable[..., AppTest], ada: str
) -> None:
    model = current.current().scopes().models[0]
    rounds().save(Given(ada, "O1", "organisation", "", 4))
    answer(asked(ada, **{"for": f"model|{model}"}), 2)
    assert rounds().answers_of(ada)["O1", "model", model].choice == 2
    app = asked(ada)
    unfold(app, f"1 exception: 2 Recorded for {model}")
    assert f"Except {model}: 2 Recorded" in words(app)
    press(app, "Take back")
    assert f"Except {model}" not in words(app)
    assert "exception" not in " ".join(each.label for each in app.expander)
    assert rounds().answers_of(ada)["O1", "model", model].choice == "withdrawn"


# Others, comments and changes


def said(app: AppTest) -> str:
    """Return what the page draws of verdicts and of others."""
    verdicts = [each.partition('<div class="answer-verdict">')[2] for each in questions(app)]
    return " ".join(map(plain_words, filter(None, verdicts)))


def test_what_others_answered_is_hidden_until_the_own_answer_is_given(
    asked: Callable[..., AppTest], ada: str
) -> None:
    bo = current.current().people.join("Bo Example", "risk", "").id
    rounds().save(Given(bo, *PLACE, 1))
    app = asked(ada)
    assert said(app) == ""
    answer(app, 5)
    assert "risk says 1 Absent" in said(app)
    assert "Beside " in said(app)


def test_a_comment_and_a_link_are_saved_beside_the_answer_and_shown(
    asked: Callable[..., AppTest], ada: str
) -> None:
    rounds().save(Given(ada, *PLACE, 4))
    app = pick(asked(ada), "more")
    labelled(app.text_area, "Comment").input("Seen <b>twice</b>\nin May")
    labelled(app.text_input, "Where it can be seen").input("http://wiki.example.com")
    press(app, "Save comment and link")
    assert errors(app) == ["A link starts with https:// and names a host."]
    assert labelled(app.text_area, "Comment").value == "Seen <b>twice</b>\nin May"
    labelled(app.text_input, "Where it can be seen").input("https://wiki.example.com")
    press(app, "Save comment and link")
    kept = rounds().answers_of(ada)[PLACE]
    assert (kept.choice, kept.revision, kept.comment, kept.link, kept.evidence_shown) == (
        *(4, 2, "Seen <b>twice</b>\nin May", "https://wiki.example.com", True),
    )
    assert "Seen <b>twice</b> in May https://wiki.example.com All 2 revisions" in drawings(app)


def test_a_changed_mind_keeps_the_comment_and_says_what_was_said_first(
    asked: Callable[..., AppTest], ada: str
) -> None:
    rounds().save(Given(ada, *PLACE, 4, comment="Seen"))
    app = asked(ada)
    answer(app, 3)
    assert rounds().answers_of(ada)[PLACE].comment == "Seen"
    assert "First answered 4 Measured, changed to 3 Working on" in drawings(app)


def test_a_withdrawn_answer_hides_the_evidence_again_and_is_remembered(
    asked: Callable[..., AppTest], ada: str
) -> None:
    rounds().save(Given(ada, *PLACE, 4))
    app = pick(pick(asked(ada), "more"), "withdraw")
    assert (said(app), chosen(app)) == ("", None)
    assert "none answered yet" in progress(app)
    answer(app, 2)
    again = rounds().answers_of(ada)[PLACE]
    assert (again.choice, again.revision, again.evidence_shown) == (2, 3, True)
    assert "none answered yet" not in progress(app)


def test_a_withdrawal_is_undone_with_the_comment_and_the_link(
    asked: Callable[..., AppTest], ada: str
) -> None:
    rounds().save(Given(ada, *PLACE, 4, comment="Seen", link="https://wiki.example.com"))
    app = pick(pick(asked(ada), "more"), "withdraw")
    assert "Undo the withdrawal of 4 Measured" in drawings(app)
    app = pick(app, "again")
    back = rounds().answers_of(ada)[PLACE]
    assert (back.choice, back.revision) == (4, 3)
    assert (back.comment, back.link) == ("Seen", "https://wiki.example.com")
    assert chosen(app) == "4"
    assert "Undo the withdrawal" not in drawings(app)


# Who is asked about what


def invited(**other: object) -> str:
    people = current.current().people
    by = next(each.id for each in people.everyone() if each.active)
    wanted = Invitation("Cy Example", "ML engineer", **other)  # type: ignore[arg-type]
    return people.invite(wanted, by).id


def test_who_is_asked_about_one_area_sees_no_other(asked: Callable[..., AppTest], ada: str) -> None:
    app = asked(invited(areas=("knowledge",)))
    known = current.current().questionnaire.questions_of("knowledge")
    assert texts(app) == [f"{each.id} · {each.text}" for each in known]
    assert progress(app) == f"{len(known)} questions, none answered yet"


def test_who_answers_for_a_team_is_offered_it_first_and_nothing_else(
    asked: Callable[..., AppTest], ada: str
) -> None:
    scopes = current.current().scopes()
    team = scopes.teams[0]
    cy = invited(areas=("ownership",), teams=(team,))
    app = asked(cy)
    assert labelled(app.selectbox, "Team").options == [team]
    assert "All our models" not in labelled(app.button_group, "Answering for").options
    answer(app, 3)
    assert rounds().answers_of(cy)["O1", "team", team].choice == 3
    labelled(app.button_group, "Answering for").set_value("model").run()
    offered = labelled(app.selectbox, "Model").options
    assert offered == [each for each in scopes.models if scopes.team_of[each] == team][:20]
    assert texts(app) == []


def test_a_model_is_found_by_a_part_of_its_name(asked: Callable[..., AppTest], ada: str) -> None:
    app = asked(ada, **{"for": "model|"})
    assert "of 24 models that fit: type more of the name." in words(app)
    assert len(labelled(app.selectbox, "Model").options) == 20
    labelled(app.text_input, "Find a model").input("fraud").run()
    assert labelled(app.selectbox, "Model").options == ["fraud-scorer"]
    labelled(app.selectbox, "Model").select("fraud-scorer").run()
    answer(app, 2)
    assert rounds().answers_of(ada)["O1", "model", "fraud-scorer"].choice == 2
    assert app.query_params["for"] == "model|fraud-scorer"


def test_who_is_no_longer_asked_is_told_so_and_sees_no_question(ready: Opened, ada: str) -> None:
    people = current.current().people
    other = next(each.id for each in people.everyone() if each.id != ada)
    people.ask_no_more(ada, other)
    app = ready("assessment")
    app.query_params["who"] = ada
    app.run()
    assert [each.value for each in app.info] == [
        "Ada Example is no longer asked; what they answered stays\\."
    ]
    assert texts(app) == []


# Rounds


def test_a_closed_round_is_shown_with_its_verdicts_and_takes_nothing(
    asked: Callable[..., AppTest], ada: str
) -> None:
    rounds().save(Given(ada, *PLACE, 4, comment="Seen"))
    current.current().rounds.close(ada, "The board has it")
    app = asked(ada)
    assert "by Ada Example, so it can only be read. “The board has it”" in words(app)
    assert texts(app) == []
    unfold(app, WAITING)
    assert {each.label for each in app.button} == {"Approve"}
    assert {each.disabled for each in app.button} == {True}
    text = current.current().questionnaire.questions[0].levels[3].answer
    assert f"4 Measured. {text}" in drawings(app)
    assert "Not answered in this round." in drawings(app)
    assert "for 24 models" in said(app)


def test_a_new_round_hints_at_the_last_answer_and_the_old_round_can_be_read(
    asked: Callable[..., AppTest], ada: str
) -> None:
    rounds().save(Given(ada, *PLACE, 4, comment="Seen"))
    before = current.current().rounds
    before.close(ada)
    before.open("Next year", date(2027, 1, 1), date(2027, 12, 31), ada)
    app = asked(ada)
    assert "In the round before you answered 4 Measured." in drawings(app)
    assert "none answered yet" in progress(app)
    old = asked(ada, round="assessment-1")
    assert "Ada Example gave 1 answer in this round" in words(old)
    assert "a later round was opened" not in words(old)
    assert "so it can only be read" in words(old)
    assert "4 Measured" in drawings(old)
    assert texts(old) == []
