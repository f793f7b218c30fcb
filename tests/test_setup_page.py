"""The pages of setup and settings: what is typed, what is said, and what stands in the file."""

import time
from pathlib import Path

import pytest
from opened_pages import Opened, drawings, errors, labelled, press, titles, words
from streamlit.testing.v1 import AppTest

from app.ui import current

BILL = Path(__file__).parent / "fixtures" / "focus" / "focus-1.0.csv"
ONE = f'[sources.bill]\nkind = "focus"\npath = "{BILL.as_posix()}"\n'
LATER = (
    "Each as its last sync or its last check found it, whichever was later. “Check all” asks every "
    "source now."
)
PAGER = '[sources.pager]\nkind = "pagerduty"\ntoken_env = "PD_TOKEN"\n'


def written() -> str:
    return Path("settings.toml").read_text("utf-8")


def setup(opened: Opened, home: Path, brings: str, kind: str, config: str = "") -> AppTest:
    app = opened("setup", home, config=config)
    app.query_params["brings"], app.query_params["kind"] = brings, kind
    return app.run()


def fill(app: AppTest, label: str, value: str) -> AppTest:
    labelled(app.text_input, label).set_value(value).run()
    return app


def test_setup_begins_with_a_choice_in_plain_words(opened: Opened, tmp_path: Path) -> None:
    app = opened("setup", tmp_path / "home").run()
    assert titles(app) == ["Setup: nothing is connected"]
    assert app.radio[0].options == [
        *("Models", "The bill", "Incidents", "Deployments", "People", "Documents", "Monitoring"),
    ]
    assert not app.button


def test_a_bill_is_tried_added_and_used_without_a_new_start(opened: Opened, tmp_path: Path) -> None:
    app = setup(opened, tmp_path / "home", "The bill", "focus")
    assert labelled(app.button, "Add to settings").disabled
    assert "Still to fill in: Path." in words(app)
    fill(app, "Path", str(BILL))
    press(app, "Test connection")
    assert app.success[0].value.startswith("1 file, FOCUS 1\\.0")
    fill(app, "Name", "bill")
    press(app, "Add to settings")
    assert titles(app) == ["Setup: 1 source connected"]
    assert written() == ONE
    assert [source.name for source in current.current().settings.sources] == ["bill"]


def test_the_first_sync_lands_on_the_scorecard(opened: Opened, tmp_path: Path) -> None:
    config = f'[sources.files]\nkind = "inventory"\npath = "{BILL.parents[1] / "inventory"}"\n'
    app = opened("setup", tmp_path / "home", config=config).run()
    press(app, "Run the first sync")
    until = time.monotonic() + 60
    while current.current().syncing.progress().running and time.monotonic() < until:
        time.sleep(0.05)
    app.run()
    assert "Setup" not in titles(app)[0]


def test_a_bad_path_and_a_bad_name_are_told_and_nothing_is_written(
    opened: Opened, tmp_path: Path
) -> None:
    app = setup(opened, tmp_path / "home", "The bill", "focus")
    fill(app, "Path", "nowhere")
    press(app, "Test connection")
    assert "nowhere" in errors(app)[0]
    fill(app, "Name", "Big Bill")
    press(app, "Add to settings")
    assert "cannot name a source" in errors(app)[0]
    assert written() == ""


def test_a_secret_is_never_taken_nor_shown(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PD_TOKEN", "canary-77")
    app = setup(opened, tmp_path / "home", "Incidents", "pagerduty")
    variable = "Token, name of the variable"
    fill(app, variable, "u+S3cret")
    assert "looks like no environment variable" in errors(app)[0]
    press(app, "Add to settings")
    assert "never the secret itself" in errors(app)[-1]
    fill(app, variable, "PD_UNSET")
    assert "is not set" in app.warning[0].value
    fill(app, variable, "PD_TOKEN")
    assert "PD_TOKEN is set in the server's environment." in words(app)
    fill(app, "Name", "pager")
    press(app, "Add to settings")
    assert written() == PAGER
    assert "canary-77" not in words(app) + drawings(app)


def test_the_demo_shows_what_could_be_connected_and_offers_no_form(
    opened: Opened, tmp_path: Path
) -> None:
    app = opened("setup", tmp_path / "home", demo=True).run()
    kinds = current.current().setting_up.kinds()
    assert app.header[0].value == f"{len(kinds)} kinds of source can be connected"
    assert "MLflow models, owners, versions, what is in production" in drawings(app)
    assert [*app.radio, *app.text_input, *app.button] == []


@pytest.mark.parametrize("kind", ["demo", "nothing"])
def test_an_address_that_names_no_real_kind_offers_the_choice(
    opened: Opened, tmp_path: Path, kind: str
) -> None:
    app = setup(opened, tmp_path / "home", "Models", kind)
    assert app.selectbox[0].value is None


def test_every_kind_has_a_form(opened: Opened, tmp_path: Path) -> None:
    app = opened("setup", tmp_path / "home").run()
    for group in app.radio[0].options:
        app.radio[0].set_value(group).run()
        for kind in app.selectbox[0].options:
            app.selectbox[0].select(kind).run()
            assert not app.exception, (group, kind)
            assert labelled(app.button, "Test connection")


def test_with_setup_off_both_pages_say_why_and_offer_nothing(
    opened: Opened, tmp_path: Path
) -> None:
    for page in ("setup", "settings"):
        app = opened(page, tmp_path / "home", config="[server]\nsetup = false\n").run()
        assert "setup = false" in app.info[0].value
        assert not app.button
        current._contexts.clear()


# Settings


def test_settings_say_what_it_runs_with_and_never_a_secret(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PD_TOKEN", "canary-77")
    app = opened("settings", tmp_path / "home", config=PAGER).run()
    assert titles(app) == ["Settings: 1 source connected"]
    shown = drawings(app)
    assert "token from environment variable PD_TOKEN, set" in shown
    assert str(tmp_path / "home") in shown
    assert "SQLite, in the home" in shown
    assert "Log standard error of the server; no file is written" in shown
    assert "canary-77" not in shown + words(app)


def test_every_connection_is_tried_at_once(opened: Opened, tmp_path: Path) -> None:
    app = opened("settings", tmp_path / "home", config=ONE).run()
    assert "not tried" in drawings(app)
    press(app, "Check all")
    assert "answers Checked just now: 1 file, FOCUS 1.0" in drawings(app)
    assert LATER in words(app)


def test_settings_say_of_a_source_what_was_found_last(opened: Opened, tmp_path: Path) -> None:
    app = opened("settings", tmp_path / "home", config=f"{ONE}{PAGER}").run()
    assert "No connection has been tried since the server loaded these settings." in words(app)
    current.current().syncing.run()
    app.run()
    shown = drawings(app)
    assert titles(app) == ["Settings: 2 sources connected, 1 of them failing"]
    assert "Read just now." in shown
    assert "PD_TOKEN" in shown
    assert "not tried" not in shown
    assert LATER in words(app)
    press(app, "Check all")
    assert "Read just now." not in drawings(app)
    assert "answers Checked just now: 1 file, FOCUS 1.0" in drawings(app)
    current.current().syncing.run(["bill"])
    app.run()
    assert "read Read just now." in drawings(app)
    assert "out of reach Checked just now: " in drawings(app)


def test_a_source_is_removed_only_when_asked_twice_and_put_back_exactly(
    opened: Opened, tmp_path: Path
) -> None:
    app = opened("settings", tmp_path / "home", config=f"# ours\n{ONE}\n{PAGER}").run()
    labelled(app.selectbox, "Source").select("bill").run()
    press(app, "Remove")
    assert written() == f"# ours\n{ONE}\n{PAGER}"
    press(app, "Yes, remove bill")
    assert written() == f"# ours\n\n{PAGER}"
    assert [source.name for source in current.current().settings.sources] == ["pager"]
    press(app, "Undo and put bill back")
    assert written() == f"# ours\n{ONE}\n{PAGER}"
    assert [source.name for source in current.current().settings.sources] == ["bill", "pager"]


def test_a_source_is_not_removed_from_a_file_that_was_changed_meanwhile(
    opened: Opened, tmp_path: Path
) -> None:
    app = opened("settings", tmp_path / "home", config=ONE).run()
    labelled(app.selectbox, "Source").select("bill").run()
    press(app, "Remove")
    Path("settings.toml").write_text(f"{ONE}# another hand\n", "utf-8")
    press(app, "Yes, remove bill")
    assert "was changed since this page read it" in errors(app)[0]
    assert written() == f"{ONE}# another hand\n"
