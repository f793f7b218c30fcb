"""The pages over hundreds of models: one page of a list at a time, found by search, few widgets."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from large_home import large_home
from opened_pages import figures, markup
from streamlit.testing.v1 import AppTest

from app import entry
from app.pages import Page, discover
from app.ui import current, frame
from app.views.model_list import PAGE
from assessments import question_files

SCRIPT = Path(entry.__path__[0]) / "dashboard.py"
MODELS = 260
Opened = Callable[..., AppTest]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("large") / "home"
    large_home(folder, MODELS, question_files.load().questions)
    return folder


@pytest.fixture(scope="module")
def contexts() -> Iterator[list[object]]:
    """One context for all tests of this file: the scorecard of so many models is judged once."""
    kept: list[object] = []
    yield kept
    for context in kept:
        context.close()  # type: ignore[attr-defined]


@pytest.fixture
def opened(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, home: Path, contexts: list[object]
) -> Opened:
    """Open a page of the large home, as the first page of a visitor."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(current, "_contexts", contexts)
    monkeypatch.setenv("MLOPS_SCORECARD_HOME", str(home))

    def open_page(name: str, **address: str) -> AppTest:
        monkeypatch.setattr(frame, "discover", lambda: first(name))
        app = AppTest.from_file(SCRIPT, default_timeout=120)
        for key, value in address.items():
            app.query_params[key] = value
        return app.run()

    return open_page


def first(name: str) -> list[Page]:
    return [replace(page, order=int(page.name != name)) for page in discover()]


def shown(app: AppTest) -> set[str]:
    """The models of which the drawings on a page speak."""
    assert not app.exception, app.exception
    drawings = " ".join((*markup(app), *map(str, figures(app))))
    return set(re.findall(r"model-\d+", drawings))


def caption(app: AppTest) -> str:
    return str(app.caption[0].value).split(".")[0]


@pytest.mark.parametrize("name", [page.name for page in discover()])
def test_no_page_sends_a_widget_or_a_drawing_for_each_model(opened: Opened, name: str) -> None:
    app = opened(name, **{"who": "executive 7", "for": "model|model-247"})
    widgets = (
        *(*app.button, *app.selectbox, *app.text_input, *app.radio, *app.checkbox, *app.toggle),
        *(*app.multiselect, *app.number_input, *app.text_area, *app.date_input),
    )
    assert len(widgets) + len(app.get("bidi_component")) < MODELS / 2
    assert len(shown(app)) < MODELS / 2
    assert all(len(choice.options) < MODELS for choice in app.selectbox)


def test_the_models_stand_a_page_at_a_time(opened: Opened) -> None:
    app = opened("models")
    assert app.title[0].value == f"{MODELS} of {MODELS} production models have a contradicted claim"
    first_page = shown(app)
    assert (len(first_page), caption(app)) == (PAGE, f"1 to {PAGE} of {MODELS} models")
    app.pagination[0].set_value(11).run()
    assert "11" in app.query_params["page"]
    last_page = shown(app)
    assert (len(last_page), caption(app)) == (10, f"251 to 260 of {MODELS} models")
    assert not first_page & last_page


def test_a_page_of_the_models_stands_in_the_address(opened: Opened) -> None:
    app = opened("models", page="3")
    assert caption(app) == f"51 to 75 of {MODELS} models"
    assert caption(opened("models", page="99")) == f"1 to {PAGE} of {MODELS} models"


def test_whoever_searches_sees_the_first_page_of_what_was_found(opened: Opened) -> None:
    app = opened("models", page="3")
    app.text_input(key="find").set_value("model-25").run()
    found = {"model-25", *(f"model-{number}" for number in range(250, 260))}
    assert shown(app) == found
    assert not app.pagination
    app.text_input(key="find").set_value("").run()
    assert caption(app) == f"1 to {PAGE} of {MODELS} models"


def test_a_model_on_no_page_that_is_shown_opens_by_its_address(opened: Opened) -> None:
    app = opened("models", model="model-259")
    assert app.title[0].value.replace("\\", "").startswith("model-259: ")
