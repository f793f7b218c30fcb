"""Every page of the frame, whatever the home holds: a title, words, and never an exception."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from demo_home import demo_home
from opened_pages import Opened, errors, opening, titles, words

from app import pages
from app.pages import discover
from app.ui import current
from app.views.headline import headline


@pytest.fixture
def opened(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Opened]:
    """Open a page of a home, as the first page of a visitor."""
    yield from opening(monkeypatch, tmp_path_factory)


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


def test_an_address_that_names_no_model_shows_all_of_them(ready: Opened) -> None:
    app = ready("models")
    app.query_params["model"] = "<script>ghost"
    app.run()
    assert "production models" in titles(app)[0]


def test_every_model_has_a_page_that_names_it(ready: Opened) -> None:
    app = ready("models")
    app.run()
    for model in current.current().scopes().models:
        app.query_params["model"] = model
        app.run()
        assert titles(app)[0].startswith(f"{model}: ")
        assert not app.error
