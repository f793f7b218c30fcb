"""Every page of the frame, whatever the home holds: a title, words, and never an exception."""

from pathlib import Path

import pytest
from demo_home import demo_home
from opened_pages import Opened, errors, titles, words
from streamlit.testing.v1 import AppTest

from app import pages
from app.pages import discover
from app.ui import current
from app.views.headline import headline


@pytest.fixture
def ready(opened: Opened, tmp_path_factory: pytest.TempPathFactory) -> Opened:
    """Open a page of the demo."""
    home = demo_home(tmp_path_factory)
    return lambda name: opened(name, home, demo=True)


EVERY_PAGE = pytest.mark.parametrize("name", [page.name for page in discover()])
EVERY_PAGE_OF_A_SCORECARD = pytest.mark.parametrize(
    "name", [page.name for page in discover() if page.name not in {"setup", "settings"}]
)


def test_every_file_of_the_pages_is_a_page() -> None:
    files = {path.stem for path in Path(pages.__path__[0]).glob("*.py")} - {"__init__"}
    assert {page.name for page in discover()} == files
    assert discover()[0].name == "scorecard"


@EVERY_PAGE_OF_A_SCORECARD
def test_with_nothing_connected_every_page_offers_the_demo_and_shows_how_to_connect(
    opened: Opened, tmp_path: Path, name: str
) -> None:
    app = opened(name, tmp_path / "home").run()
    assert titles(app) == ["Nothing is connected yet"]
    assert [button.label for button in app.button] == ["Open the demo"]
    assert "mlops-scorecard check" in words(app)
    assert '[sources.registry]\nkind = "mlflow"' in app.code[0].value
    assert not app.error


@EVERY_PAGE_OF_A_SCORECARD
def test_with_sources_that_were_never_read_every_page_offers_to_read_them(
    opened: Opened, tmp_path: Path, name: str
) -> None:
    config = '[sources.show]\nkind = "demo"\n'
    app = opened(name, tmp_path / "home", config=config).run()
    assert titles(app) == ["One sync, and the scorecard is here"]
    assert "show" in words(app)
    assert [button.label for button in app.button] == ["Sync now"]


@EVERY_PAGE
def test_every_page_of_the_demo_says_something_of_its_own(ready: Opened, name: str) -> None:
    app = ready(name).run()
    assert len(titles(app)) == 1
    assert not app.error
    for unsaid in ("None", "nan", "NaN", "Traceback"):
        assert unsaid not in words(app)


@EVERY_PAGE
@pytest.mark.parametrize(
    ("config", "said"),
    [
        ("not toml at all", "is not valid TOML"),
        ('[sources.a]\nkind = "mlfow"\n', "did you mean 'mlflow'?"),
        ('[store]\nurl_env = "SCORECARD_UNSET"\n', "which is not set"),
    ],
    ids=["broken", "unknown kind", "no store"],
)
def test_settings_that_cannot_hold_are_told_in_words_on_every_page(
    opened: Opened, tmp_path: Path, name: str, config: str, said: str
) -> None:
    app = opened(name, tmp_path / "home", config=config).run()
    assert titles(app) == [next(page.title for page in discover() if page.name == name)]
    assert [said in each for each in errors(app)] == [True]
    assert [button.label for button in app.button] == ["Try again"]


def test_the_headline_of_the_page_is_that_of_the_view(ready: Opened) -> None:
    app = ready("scorecard").run()
    assert titles(app)[0] == headline(current.current().scorecard())


# Models


def address(app: AppTest) -> dict[str, str]:
    """Return what stands in the address, each once."""
    told = ((key, app.query_params[key]) for key in app.query_params)
    return {key: value if isinstance(value, str) else value[0] for key, value in told}


def test_an_address_that_names_no_model_says_so_and_leads_back_to_the_list_as_it_was(
    ready: Opened,
) -> None:
    app = ready("models")
    app.query_params.update({"model": "<script>ghost", "area": "rollback", "question": "R1"})
    app.run()
    assert titles(app) == ["The model of this link is not here"]
    assert "<script>ghost" in words(app)
    app.button[0].click().run()
    assert "in rollback speed" in titles(app)[0]
    assert address(app) == {"area": "rollback"}


def test_what_models_are_asked_for_stands_in_the_address_by_its_id(ready: Opened) -> None:
    app = ready("models").run()
    app.selectbox(key="models-area").set_value("rollback").run()
    app.selectbox(key="models-verdict").set_value("contradicted").run()
    app.selectbox(key="models-sort").set_value("undo").run()
    app.text_input(key="find").set_value("a").run()
    told = titles(app)[0]
    assert told.endswith("have a contradicted claim in rollback speed")
    asked = address(app)
    assert asked == {"area": "rollback", "verdict": "contradicted", "sort": "undo", "find": "a"}
    pasted = ready("models")
    pasted.query_params.update(asked)
    pasted.run()
    assert titles(pasted)[0] == told
    assert pasted.selectbox(key="models-verdict").value == "contradicted"


def test_how_far_back_a_story_is_told_stands_in_the_address(ready: Opened) -> None:
    app = ready("models")
    app.query_params.update({"model": "fraud-scorer", "range": "all", "sort": "undo"})
    app.run()
    assert "since" in app.header[0].value
    app.button_group(key="models-range").set_value("90").run()
    assert app.header[0].value.endswith("in 90 days")
    assert address(app) == {"model": "fraud-scorer", "range": "90", "sort": "undo"}
    app.button[0].click().run()
    assert address(app) == {"sort": "undo"}


def test_an_address_that_asks_for_what_there_is_not_asks_for_nothing(ready: Opened) -> None:
    app = ready("models")
    app.query_params.update(
        {"area": "x", "verdict": "=1", "tier": "99", "team": "<b>", "sort": "?", "page": "-1"}
    )
    app.run()
    assert "production models have a contradicted claim" in titles(app)[0]
    assert not app.error


def test_every_model_has_a_page_that_names_it(ready: Opened) -> None:
    app = ready("models")
    app.run()
    for model in current.current().scopes().models:
        app.query_params["model"] = model
        app.run()
        assert titles(app)[0].startswith(f"{model}: ")
        assert not app.error
