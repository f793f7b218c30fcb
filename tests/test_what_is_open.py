"""What is open over a page, and what is chosen in it: a pasted address opens the same again."""

import pytest
from demo_home import demo_home
from opened_pages import Opened, labelled, plainly
from streamlit.proto.Block_pb2 import Block as BlockProto
from streamlit.testing.v1 import AppTest

from app.answering import Given
from app.ui import current
from app.views.behind import probe_views
from app.views.parts import finding_key
from app.views.review import key_of as key_of_a_thing
from app.views.statements import key_of
from assessments.scoring import Finding

MODEL = "llm-assistant-support"


@pytest.fixture
def place(opened: Opened, tmp_path_factory: pytest.TempPathFactory) -> Opened:
    """Open a page of the demo under an address."""
    home = demo_home(tmp_path_factory)

    def open_place(page: str, **named: str) -> AppTest:
        app = opened(page, home, demo=True)
        for name, value in named.items():
            app.query_params[name] = value
        app.run()
        assert not app.exception, app.exception
        return app

    return open_place


def over(app: AppTest) -> list[str]:
    """Return the titles of what is open over the page."""
    blocks = (getattr(each, "proto", None) for each in app)
    return [
        plainly(each.dialog.title)
        for each in blocks
        if isinstance(each, BlockProto) and each.WhichOneof("type") == "dialog"
    ]


def address(app: AppTest) -> dict[str, str]:
    return {name: value if isinstance(value, str) else value[0]
            for name, value in app.query_params.items()}  # fmt: skip


def captions(app: AppTest) -> list[str]:
    return [plainly(each.value) for each in app.caption]


def findings() -> list[Finding]:
    return list(current.current().scorecard().findings())


def observations(found: Finding) -> list[str]:
    probes = current.current().questionnaire.probes
    return [each.probe.name for each in probe_views(found, probes)]


def test_the_observation_that_is_picked_stands_in_the_address_without_pages_of_the_one_before(
    place: Opened,
) -> None:
    named = {"question": "E1", "model": "fraud-scorer"}
    app = place("scorecard", **named, **{"page-1": "2"})
    found = next(each for each in findings() if finding_key(each) == "E1|fraud-scorer")
    first, *_, last = observations(found)
    chooser = labelled(app.selectbox, "Observation")
    assert chooser.value == first
    chooser.set_value(last).run()
    assert address(app) == named | {"observation": last}
    again = place("scorecard", **named, observation=last)
    assert labelled(again.selectbox, "Observation").value == last


def test_an_observation_that_is_not_there_leaves_the_first_one_open(place: Opened) -> None:
    app = place("models", question="E1", model="fraud-scorer", observation="ghost")
    found = next(each for each in findings() if finding_key(each) == "E1|fraud-scorer")
    assert labelled(app.selectbox, "Observation").value == observations(found)[0]


def test_the_model_whose_charges_are_looked_at_and_their_page_stand_in_the_address(
    place: Opened,
) -> None:
    named = {"rows": "money", "of": "AI spend", "charges": MODEL}
    app = place("scorecard", **named, **{"page-charges": "2", "page-1": "2"})
    assert labelled(app.selectbox, "Charges of").value == MODEL
    shown = [each for each in captions(app) if " to " in each and each.endswith(" rows")]
    assert shown == ["21 to 29 of 29 rows", "21 to 40 of 180 rows"]
    labelled(app.selectbox, "Charges of").set_value("fraud-scorer").run()
    assert address(app) == named | {"charges": "fraud-scorer", "page-1": "2"}
    labelled(app.selectbox, "Charges of").set_value(None).run()
    assert address(app) == {"rows": "money", "of": "AI spend", "page-1": "2"}


@pytest.mark.parametrize("asked", ["0", "999", "two", "1" * 4000])
def test_a_page_that_is_not_there_opens_the_nearest_that_is(place: Opened, asked: str) -> None:
    app = place("scorecard", rows="spend", of="fraud-scorer", **{"page-1": asked})
    last = "161 to 180 of 180 rows"
    assert (last if asked == "999" else "1 to 20 of 180 rows") in captions(app)


@pytest.mark.parametrize("page", ["people", "models"])
def test_a_finding_is_open_over_the_list_that_it_was_picked_in(place: Opened, page: str) -> None:
    place(page)
    found = next(each for each in findings() if each.subject and len(observations(each)) > 1)
    last = observations(found)[-1]
    app = place(page, finding=finding_key(found), observation=last)
    assert labelled(app.selectbox, "Observation").value == last
    assert over(app) == [f"{found.subject}: claim and evidence"]


def test_a_finding_is_open_over_the_assessment_once_its_question_is_answered(
    place: Opened,
) -> None:
    place("people")
    context = current.current()
    found = next(each for each in findings() if each.subject and each.question.id == "O1")
    newcomer = context.people.join("Ada Example", "platform", "").id
    asked = {"who": newcomer, "finding": finding_key(found)}
    assert over(place("assessment", **asked)) == []
    context.answering.save(Given(newcomer, "O1", "organisation", "", 4))
    app = place("assessment", **asked)
    assert over(app) == [f"{found.subject}: claim and evidence"]


def test_an_action_of_the_plan_is_open_under_its_address(place: Opened) -> None:
    place("plan")
    action = current.current().planning.plan().actions[0].action
    app = place("plan", action=action.key)
    assert labelled(app.number_input, "Effort in days").value is None
    assert len(over(app)) == 1


def test_an_action_that_is_agreed_on_is_open_no_more(place: Opened) -> None:
    place("plan")
    ada = current.current().people.join("Ada Example", "platform", "").id
    action = current.current().planning.plan().actions[0].action
    app = place("plan", who=ada, action=action.key)
    labelled(app.number_input, "Effort in days").set_value(3.0)
    labelled(app.button, "Save").click().run()
    assert not app.exception
    assert "action" not in address(app)
    assert current.current().planning.notes()[action.key].effort_days == 3.0


def test_a_thing_without_a_model_is_open_with_the_model_that_it_may_belong_to(
    place: Opened,
) -> None:
    place("review")
    reviewing = current.current().reviewing
    thing = reviewing.things()[0]
    named = {"thing": key_of_a_thing(thing)}
    app = place("review", **named, belongs="fraud-scorer")
    assert over(app) == [thing.what]
    assert labelled(app.selectbox, "Belongs to").value == "fraud-scorer"
    assert "fraud-scorer" in app.code[0].value
    labelled(app.selectbox, "Belongs to").set_value(MODEL).run()
    assert address(app) == named | {"belongs": MODEL}


def test_a_statement_is_open_under_its_address(place: Opened) -> None:
    place("attestations")
    everything = current.current().statements.all()
    key = next(key for each in everything if (key := key_of(each)) is not None)
    app = place("attestations", statement=key)
    assert len(over(app)) == 1
    assert "Say who you are on the page, to approve it or to take it back." in captions(app)


@pytest.mark.parametrize(
    ("page", "name"),
    [
        ("plan", "action"),
        ("review", "thing"),
        ("attestations", "statement"),
        ("people", "finding"),
        ("models", "finding"),
    ],
)
def test_what_an_address_names_and_is_gone_is_told_and_taken_out(
    place: Opened, page: str, name: str
) -> None:
    app = place(page, **{name: "ghost"}, find="x")
    assert [plainly(each.value) for each in app.toast] == [
        "What the link names is not here: it may have been renamed or have gone."
    ]
    assert address(app) == {"find": "x"}
    assert over(app) == []
