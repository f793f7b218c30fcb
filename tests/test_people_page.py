"""The people page: progress, disagreements, invitations and rounds, as one meets them."""

from datetime import date

import pytest
from demo_home import demo_home
from opened_pages import (
    Opened,
    drawings,
    errors,
    labelled,
    press,
    titles,
    words,
)
from streamlit.testing.v1 import AppTest

from app.answering import Answering, Given
from app.context import Context
from app.people import Invitation
from app.ui import current


@pytest.fixture
def ready(opened: Opened, tmp_path_factory: pytest.TempPathFactory) -> Opened:
    """Open the people page of the demo; `place` is what else stands in the address."""
    home = demo_home(tmp_path_factory)

    def open_people(**place: str) -> AppTest:
        app = opened("people", home, demo=True)
        for name, value in place.items():
            app.query_params[name] = value
        return app.run()

    return open_people


@pytest.fixture
def ada(ready: Opened) -> str:
    ready()
    return context().people.join("Ada Example", "platform", "").id


def context() -> Context:
    return current.current()


def answering() -> Answering:
    return context().answering


def test_the_title_says_how_far_everyone_has_come(ready: Opened, ada: str) -> None:
    app = ready()
    people = len(context().people.everyone())
    assert titles(app) == [f"Of {people} respondents nobody has answered all, three have not begun"]
    assert "Ada Example platform everything not begun 0 of" in drawings(app)
    assert "Respondents disagree on " in words(app)


def test_a_search_leaves_those_who_fit_and_counts_them(ready: Opened, ada: str) -> None:
    app = ready()
    labelled(app.text_input, "Find").input("ada not begun").run()
    assert f"1 of {len(context().people.everyone())} respondents" in words(app)
    labelled(app.text_input, "Find").input("nobody at all").run()
    assert "There is no row to show." in drawings(app)


def test_somebody_is_invited_and_their_link_is_there_to_be_sent(ready: Opened, ada: str) -> None:
    app = ready(who=ada)
    labelled(app.text_input, "Name").input("Bo Example")
    labelled(app.text_input, "Mail").input("bo")
    labelled(app.selectbox, "Role").select("risk")
    labelled(app.multiselect, "Asked about").select("ownership")
    press(app, "Invite")
    assert errors(app) == ["'bo' does not look like a mail address: name@company.example."]
    labelled(app.text_input, "Mail").input("bo@company.example")
    press(app, "Invite")
    bo = next(each for each in context().people.everyone() if each.name == "Bo Example")
    assert (bo.mail, bo.areas, bo.invited_by) == ("bo@company.example", ("ownership",), ada)
    assert titles(app)[0].startswith("Bo Example: 0 of ")
    assert app.code[0].value.endswith(f"/assessment?who={bo.id}")
    assert "Invited by Ada Example" in drawings(app)


def test_an_invitation_is_changed_stopped_and_begun_again(ready: Opened, ada: str) -> None:
    people = context().people
    bo = people.invite(Invitation("Bo Example", "risk"), ada).id
    app = ready(person=bo, who=ada)
    labelled(app.selectbox, "Role").select("finance")
    press(app, "Save")
    press(app, "Stop asking")
    kept = next(each for each in people.everyone() if each.id == bo)
    assert (kept.role, kept.active) == ("finance", False)
    assert "no longer asked" in drawings(app)
    assert not app.code
    press(app, "Ask again")
    assert next(each for each in people.everyone() if each.id == bo).active
    press(app, "Everyone")
    assert "respondents" in titles(app)[0]


def test_without_a_name_nothing_can_be_changed(ready: Opened, ada: str) -> None:
    app = ready(person=ada)
    assert "Save" not in [each.label for each in app.button]
    assert [each.label for each in app.button if each.label == "Start"] == ["Start"]


def test_a_round_is_closed_opened_again_closed_and_followed_by_the_next(
    ready: Opened, ada: str
) -> None:
    app = ready(who=ada)
    name = answering().assessment().name
    labelled(app.text_input, "Note").input("The board has it")
    press(app, f"Close {name}")
    assert "by Ada Example, so it can only be read. “The board has it”" in words(app)
    press(app, f"Open {name} again")
    assert "open for answers, again since" in words(app)
    press(app, f"Close {name}")
    press(app, "Open a new round")
    assert errors(app) == ["A round needs a name of 1 to 100 characters."]
    labelled(app.text_input, "Name of the new round").input("Next year")
    press(app, "Open a new round")
    assert answering().assessment().name == "Next year"
    people = len([each for each in context().people.everyone() if each.active])
    assert titles(app) == [f"{people} respondents have not begun to answer"]
    assert "Nobody has answered yet" in words(app)
    old = ready(round="assessment-1")
    assert "Respondents disagree on " in words(old)
    assert labelled(old.selectbox, "Round").value == "assessment-1"


def test_who_has_not_answered_does_not_see_who_disagrees(ready: Opened, ada: str) -> None:
    assert "you have not answered yet" not in words(ready())
    app = ready(who=ada)
    assert "Answer first, then see who disagrees" in words(app)
    assert "you have not answered yet" in words(app)


def test_two_who_disagree_are_told_by_role(ready: Opened, ada: str) -> None:
    bo = context().people.join("Bo Example", "executive", "").id
    asked = next(each for each in context().questionnaire.questions if each.scope != "model")
    for who, choice in ((ada, 1), (bo, 5)):
        answering().save(Given(who, asked.id, "organisation", "", choice))
    assert f"{asked.title} the organisation" in drawings(ready())
    assert "1 Absent" in drawings(ready())


def test_at_five_hundred_respondents_one_page_of_them_is_sent(ready: Opened, ada: str) -> None:
    for number in range(500):
        context().people.join(f"Person {number:03}", "risk", "")
    app = ready()
    assert 20 < drawings(app).count("Person ") <= 25
    assert app.get("pagination")
    labelled(app.text_input, "Find").input("person 499").run()
    assert drawings(app).count("Person ") == 1


def test_the_round_that_is_looked_at_stands_with_its_period(ready: Opened, ada: str) -> None:
    context().rounds.close(ada)
    context().rounds.open("Next year", date(2027, 1, 1), date(2027, 12, 31), ada)
    assert "Next year, 1 Jan to 31 Dec 2027: open for answers." in words(ready())
