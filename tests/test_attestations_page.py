"""The page of statements: who states what of which model, and what it moved."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from demo_home import demo_home
from opened_pages import Opened, drawings, errors, labelled, opening, plainly, press, titles
from streamlit.testing.v1 import AppTest

from app.context import Context
from app.ui import current

MODEL = "damage-detection"
"""Its runbook names no owner, so that its answer of 3 Working is not proven."""


@pytest.fixture
def ready(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Opened]:
    """Open a page of the demo."""
    home = demo_home(tmp_path_factory)
    for opened in opening(monkeypatch, tmp_path_factory):
        yield lambda name, opened=opened: opened(name, home, demo=True)


@pytest.fixture
def ada(ready: Opened) -> str:
    ready("attestations").run()
    return context().people.join("Ada Example", "risk", "").id


@pytest.fixture
def asked(ready: Opened, ada: str) -> Callable[..., AppTest]:
    """Open the page as Ada; `place` is what else stands in the address."""

    def open_page(**place: str) -> AppTest:
        app = ready("attestations")
        for name, value in {"who": ada, **place}.items():
            app.query_params[name] = value
        app.run()
        assert len(titles(app)) == 1
        return app

    return open_page


def context() -> Context:
    return current.current()


def moved(app: AppTest) -> str:
    return " ".join(plainly(each.value) for each in app.success)


def test_a_visitor_sees_the_lists_before_they_say_who_they_are(ready: Opened) -> None:
    app = ready("attestations").run()
    assert "second person" in titles(app)[0]
    headers = [plainly(each.value).partition(":")[0] for each in app.header]
    assert headers[-4:] == [
        "Waiting for a second person",
        "Expiring within 30 days",
        "In force for longer",
        "Expired or taken back",
    ]
    assert "does not apply" in drawings(app)
    assert "Attest something" not in [each.label for each in app.button]


def test_a_link_opens_the_form_and_the_attestation_settles_the_question(
    asked: Callable[..., AppTest], ada: str
) -> None:
    app = asked(probe="runbook_has_owner", model=MODEL)
    assert labelled(app.selectbox, "Model").value == MODEL
    assert labelled(app.selectbox, "What you attest").value == "runbook_has_owner"
    labelled(app.radio, "The runbook has an owner").set_value(1)
    labelled(app.text_area, "What you saw, and where").input("Read it with the team.")
    labelled(app.text_input, "Link (https)").input("https://wiki.example.com/runbook")
    press(app, "Attest")
    assert errors(app) == []
    assert "Attested: The runbook has an owner" in moved(app)
    assert f"{MODEL}: unproven → confirmed, 3 Working" in moved(app)
    (kept,) = [each for each in context().statements.all() if each.made_by == "Ada Example"]
    assert (kept.about, kept.scope, kept.value, kept.note, kept.link) == (
        *("runbook_has_owner", MODEL, 1.0, "Read it with the team."),
        "https://wiki.example.com/runbook",
    )
    assert kept.until == context().statements.today() + timedelta(days=90)


def test_what_is_missing_is_told_and_nothing_is_kept(asked: Callable[..., AppTest]) -> None:
    app = asked(probe="runbook_has_owner", model=MODEL)
    press(app, "Attest")
    assert errors(app) == ["Say whether it is so: choose an answer or type a number."]
    labelled(app.radio, "The runbook has an owner").set_value(1)
    press(app, "Attest")
    assert errors(app) == ["An attestation needs a note: write what you saw, and where."]
    assert "Ada Example" not in [each.made_by for each in context().statements.all()]


def test_the_owner_of_a_model_is_told_to_ask_someone_else(asked: Callable[..., AppTest]) -> None:
    app = asked(do="attest")
    owned = next(each.facts for each in context().scorecard().models if each.facts.owner_active)
    owner = context().people.join(str(owned.owner), "model owner", "")
    app = asked(who=owner.id, do="attest", model=owned.model)
    assert "nobody attests their own model" in " ".join(plainly(each.value) for each in app.info)
    assert "Attest" not in [each.label for each in app.button]


def test_a_drill_is_recorded_on_the_page(asked: Callable[..., AppTest]) -> None:
    app = asked(do="drill", model=MODEL)
    labelled(app.text_area, "What was done, and what came of it").input("Went back, timed.")
    press(app, "Record the drill")
    assert errors(app) == ["Say what came of it: it succeeded, or it failed."]
    labelled(app.radio, "What came of it").set_value(True)
    labelled(app.number_input, "Hours from start to recovery").set_value(0.5)
    press(app, "Record the drill")
    assert errors(app) == []
    (kept,) = [each for each in context().statements.all() if each.made_by == "Ada Example"]
    assert kept.rehearsal is not None
    assert (kept.kind, kept.scope, kept.rehearsal.hours, kept.rehearsal.automatic) == (
        *("drill", MODEL, 0.5, None),
    )


def test_an_exemption_is_asked_for_and_waits(asked: Callable[..., AppTest]) -> None:
    app = asked(do="exempt", question="K1", model=MODEL)
    labelled(app.text_area, "Why it does not apply").input("It is switched off in spring.")
    press(app, "Ask for the exemption")
    assert errors(app) == []
    assert "Asked: K1" in moved(app)
    (kept,) = [each for each in context().statements.all() if each.made_by == "Ada Example"]
    assert (kept.kind, kept.about, kept.scope_kind, kept.scope) == (
        *("exemption", "K1", "model", MODEL),
    )
    assert kept.state(context().statements.today()) == "waiting"
    assert "Ada Example" in drawings(app)


def test_an_exemption_of_the_organisation_asks_for_no_model(asked: Callable[..., AppTest]) -> None:
    app = asked(do="exempt", question="O2")
    assert "Model" not in [each.label for each in app.selectbox]
    labelled(app.text_area, "Why it does not apply").input("One model alone.")
    press(app, "Ask for the exemption")
    (kept,) = [each for each in context().statements.all() if each.made_by == "Ada Example"]
    assert (kept.scope_kind, kept.scope) == ("organisation", "")


def test_a_search_narrows_every_list(asked: Callable[..., AppTest]) -> None:
    app = asked()
    labelled(app.text_input, "Find a statement").input("no such thing").run()
    assert [each.value for each in app.header][-4:] == [
        "Waiting for a second person",
        "Expiring within 30 days",
        "In force for longer",
        "Expired or taken back",
    ]
    assert "Nothing waits." in drawings(app)
