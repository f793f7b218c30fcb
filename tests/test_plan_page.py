"""The plan's page: the news, what is chosen in the address, and targets that are set there."""

import pytest
from demo_home import demo_home
from opened_pages import Opened, drawings, errors, labelled, press, titles, words
from streamlit.testing.v1 import AppTest

from app.planning import CORRECT, Planning
from app.ui import current
from app.views.plan import headline
from assessments import plan


@pytest.fixture
def ready(opened: Opened, tmp_path_factory: pytest.TempPathFactory) -> Opened:
    """Open the plan of the demo; `place` is what stands in the address."""
    home = demo_home(tmp_path_factory)

    def open_plan(**place: str) -> AppTest:
        app = opened("plan", home, demo=True)
        for name, value in place.items():
            app.query_params[name] = value
        return app.run()

    return open_plan


def planning() -> Planning:
    return current.current().planning


def chosen(app: AppTest) -> list[str]:
    told = app.query_params.get("do", "")
    return [key for key in (told if isinstance(told, str) else told[0]).split(",") if key]


def headers(app: AppTest) -> list[str]:
    return [each.value.replace("\\", "") for each in app.header]


def test_the_page_says_what_it_takes_and_lists_actions_with_their_reasons(ready: Opened) -> None:
    app = ready()
    card, made = planning().card(), planning().plan()
    names = {area.id: area.title for area in card.areas}
    assert titles(app) == [headline(made, planning().path(), names)]
    assert "The target of every area is 3 Working: nobody has set another." in words(app)
    first = made.actions[0].action
    assert first.condition is not None
    assert first.condition.text[1:] in drawings(app)
    assert "claim is contradicted until it is reached." in drawings(app)
    assert not app.error


def test_the_first_action_ticked_moves_the_area_that_it_said_it_would_move(ready: Opened) -> None:
    ready()
    first = planning().plan().actions[0].action
    assert first.by_itself.levels > 0
    app = ready(do=first.key)
    assert headers(app)[0].startswith("1 action chosen")
    outcome = planning().outcome([first.key])
    before = {each.target.area: each.steps for each in planning().plan().standings}
    after = {each.target.area: each.steps for each in outcome.standings}
    assert after[first.question.area] > before[first.question.area]
    was, will_be = (
        f"{round(each[first.question.area] * 100)} %".replace(" ", "\u00a0")
        for each in (before, after)
    )
    assert f"{was}, then {will_be}".replace("\u00a0", " ") in drawings(app).replace("\u00a0", " ")


def test_the_cheapest_path_is_chosen_in_the_address_and_reaches_every_target(
    ready: Opened,
) -> None:
    app = press(ready(), "Choose the cheapest path")
    keys = [each.planned.action.key for each in planning().path().steps]
    assert chosen(app) == keys
    assert "more targets are reached" in headers(app)[0]
    assert all(each.reached for each in planning().outcome(keys).standings)
    again = ready(do=",".join(keys))
    assert headers(again) == headers(app)
    cleared = press(app, "Choose nothing")
    assert chosen(cleared) == []
    assert headers(cleared)[0].startswith("No target is reached yet")


def test_an_area_shows_its_own_actions_and_its_own_path(ready: Opened) -> None:
    app = ready(area="ownership")
    own = [e for e in planning().plan().actions if e.action.question.area == "ownership"]
    assert headers(app)[1].startswith(f"All that is known to do: {len(own)} actions, ")
    app = press(app, "Choose the cheapest path here")
    assert chosen(app) == [s.planned.action.key for s in planning().path("ownership").steps]
    assert {key.split(".")[0][0] for key in chosen(app)} == {"O"}


def test_answers_may_be_corrected_instead(ready: Opened) -> None:
    ready()
    first = next(e.action for e in planning().plan().actions if e.action.contradicted)
    app = ready(do=first.key + CORRECT)
    assert headers(app)[0].startswith("1 action chosen, ")
    before = planning().card().integrity.contradicted
    after = planning().outcome([first.key + CORRECT]).card.integrity.contradicted
    assert after < before
    assert f"{after:,} claims {before:,} today" in drawings(app)


def test_a_link_to_what_is_no_longer_planned_says_so_and_harms_nothing(ready: Opened) -> None:
    app = ready(do="Q9.2.gone.is1,<script>alert(1)</script>", area="<script>")
    assert "2 chosen actions are in the plan no longer." in drawings(app).lower().replace(
        "two", "2"
    )
    assert headers(app)[0].startswith("No target is reached yet")


def test_a_target_that_is_set_moves_the_plan(ready: Opened) -> None:
    app = ready()
    ada = current.current().people.join("Ada Example", "executive", "").id
    app = ready(who=ada)
    before = len(planning().plan().actions)
    labelled(app.selectbox, "Of").select(1)
    labelled(app.selectbox, "Level").select(5)
    app = press(app, "Set")
    assert not errors(app)
    assert {key: each.level for key, each in planning().targets_set().items()} == {
        ("ownership", 1): 5
    }
    assert len(planning().plan().actions) > before
    assert "1 target set; the target of all else is 3 Working." in words(app)
    assert "tier 1" in drawings(app)
    assert "Ownership as a whole: " in drawings(app)


def test_without_saying_who_one_is_no_target_is_set(ready: Opened) -> None:
    app = press(ready(), "Set")
    assert errors(app) == ["Choose who you are before you set a target."]
    assert planning().targets_set() == {}


def test_the_pages_of_the_actions_hold_all_of_them_once(ready: Opened) -> None:
    ready()
    made = planning().plan()
    keys = [each.action.key for each in made.actions]
    assert len(keys) == len(set(keys)) > 24
    assert isinstance(made, plan.Plan)
