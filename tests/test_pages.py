"""Every page of the frame, whatever the home holds: a title, words, and never an exception."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from demo_home import demo_home
from streamlit.testing.v1 import AppTest

from app import entry, pages
from app.answering import Answering, Given
from app.pages import Page, discover
from app.ui import current, frame
from app.views.headline import headline

SCRIPT = Path(entry.__path__[0]) / "dashboard.py"
SECONDS = 60
Opened = Callable[..., AppTest]


@pytest.fixture
def opened(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Opened]:
    """Open a page of a home, as the first page of a visitor."""
    monkeypatch.chdir(tmp_path_factory.mktemp("cwd"))
    monkeypatch.setattr(current, "_contexts", [])

    def open_page(name: str, home: Path, *, demo: bool = False, config: str = "") -> AppTest:
        monkeypatch.setenv("MLOPS_SCORECARD_HOME", str(home))
        monkeypatch.setenv("MLOPS_SCORECARD_DEMO", "1" if demo else "")
        file = Path("settings.toml").absolute()
        file.write_text(config, encoding="utf-8")
        monkeypatch.setenv("MLOPS_SCORECARD_CONFIG", str(file))
        monkeypatch.setattr(frame, "discover", lambda: first(name))
        return AppTest.from_file(SCRIPT, default_timeout=SECONDS)

    yield open_page
    for context in current._contexts:
        context.close()


def first(name: str) -> list[Page]:
    """Return every page, the named one as the page that is opened first."""
    return [replace(page, order=int(page.name != name)) for page in discover()]


@pytest.fixture
def ready(opened: Opened, tmp_path_factory: pytest.TempPathFactory) -> Opened:
    """Open a page of the demo."""
    home = demo_home(tmp_path_factory)
    return lambda name: opened(name, home, demo=True)


def titles(app: AppTest) -> list[str]:
    assert not app.exception, app.exception
    return [each.value for each in app.title]


def words(app: AppTest) -> str:
    shown = (*app.title, *app.header, *app.subheader, *app.markdown, *app.text, *app.caption)
    return " ".join(str(each.value) for each in shown)


def errors(app: AppTest) -> list[str]:
    return [plainly(each.value) for each in app.error]


def plainly(markdown: str) -> str:
    """Return what a reader sees of escaped text."""
    return markdown.replace("\\", "")


EVERY_PAGE = pytest.mark.parametrize("name", [page.name for page in discover()])


def test_every_file_of_the_pages_is_a_page() -> None:
    files = {path.stem for path in Path(pages.__path__[0]).glob("*.py")} - {"__init__"}
    assert {page.name for page in discover()} == files
    assert discover()[0].name == "scorecard"


@EVERY_PAGE
def test_with_nothing_connected_every_page_offers_the_demo_and_shows_how_to_connect(
    opened: Opened, tmp_path: Path, name: str
) -> None:
    app = opened(name, tmp_path / "home").run()
    assert titles(app) == ["Nothing is connected yet"]
    assert [button.label for button in app.button] == ["Open the demo"]
    assert "mlops-scorecard check" in words(app)
    assert '[sources.registry]\nkind = "mlflow"' in app.code[0].value
    assert not app.error


@EVERY_PAGE
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
    assert plainly(titles(app)[0]) == headline(current.current().scorecard())


# The assessment


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
    return rounds().add_respondent("Ada Example", "platform", "").id


def rounds() -> Answering:
    return current.current().answering


def press(app: AppTest, label: str, at: int = 0) -> AppTest:
    [each for each in app.button if each.label == label][at].click().run()
    assert not app.exception
    return app


def progress(app: AppTest) -> str:
    return str(app.get("progress")[0].proto.text)


def test_a_newcomer_adds_themselves_and_sees_the_questions(ready: Opened) -> None:
    app = ready("assessment").run()
    assert not app.radio
    app.text_input[0].input("Ada Example")
    app.selectbox[1].select("platform")
    press(app, "Start")
    assert not app.error
    ownership = current.current().questionnaire.questions_of("ownership")
    assert [each.label for each in app.radio] == [question.text for question in ownership]
    total = len(current.current().questionnaire.questions)
    assert progress(app) == f"{total} questions, none answered yet"


def test_a_newcomer_without_a_role_is_told_what_is_missing(ready: Opened) -> None:
    app = ready("assessment").run()
    app.text_input[0].input("Ada Example")
    press(app, "Start")
    assert [said.startswith("A respondent needs a role") for said in errors(app)] == [True]
    assert "Ada Example" not in [each.name for each in rounds().respondents()]


def test_an_answer_is_saved_as_it_is_given_and_a_changed_mind_as_the_next_one(
    asked: Callable[..., AppTest], ada: str
) -> None:
    app = asked(ada)
    app.radio[0].set_value(3).run()
    kept = rounds().answers_of(ada)["O1", "organisation", ""]
    assert (kept.choice, kept.revision, kept.evidence_shown) == (3, 1, False)
    assert app.radio[0].value == 3
    assert [each.value for each in app.caption if each.value.startswith("Saved ")] != []
    app.radio[0].set_value("dont_know").run()
    kept = rounds().answers_of(ada)["O1", "organisation", ""]
    assert (kept.choice, kept.revision, kept.evidence_shown) == ("dont_know", 2, True)


def test_every_question_of_every_area_can_be_answered(
    asked: Callable[..., AppTest], ada: str
) -> None:
    for area in current.current().questionnaire.areas:
        for at in range(len(current.current().questionnaire.questions_of(area.id))):
            app = asked(ada, area=area.id)
            app.radio[at].set_value(2).run()
            assert not app.exception
    total = len(current.current().questionnaire.questions)
    assert progress(asked(ada)) == f"All {total} questions answered"


def test_what_does_not_apply_asks_for_a_reason_and_waits_for_a_second_person(
    asked: Callable[..., AppTest], ada: str
) -> None:
    app = asked(ada)
    app.radio[0].set_value("not_applicable").run()
    assert rounds().answers_of(ada) == {}
    press(app, "Ask for approval")
    assert errors(app) == ["“Not applicable” needs a reason."]
    app.text_input[0].input("A rule table, not a model")
    press(app, "Ask for approval")
    waiting = [each for each in rounds().waiting() if each.respondent == ada]
    assert [(each.question, each.reason) for each in waiting] == [
        ("O1", "A rule table, not a model")
    ]
    assert "A rule table" not in words(asked(ada)), "nobody approves their own"


def test_a_second_person_approves_on_the_page(asked: Callable[..., AppTest], ada: str) -> None:
    until = rounds().today() + timedelta(days=90)
    rounds().save(Given(ada, "O1", "organisation", "", "not_applicable", 0, "A rule table", until))
    second = next(each.id for each in rounds().respondents() if each.id != ada)
    app = asked(second)
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
    asked(ada, **{"for": f"model|{model}"}).radio[0].set_value(2).run()
    assert rounds().answers_of(ada)["O1", "model", model].choice == 2
    app = asked(ada)
    assert f"Except {model}: 2 Recorded" in words(app)
    press(app, "Take back")
    assert f"Except {model}" not in words(app)
    assert rounds().answers_of(ada)["O1", "model", model].choice == "withdrawn"


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
        assert plainly(titles(app)[0]).startswith(f"{model}: ")
        assert not app.error
