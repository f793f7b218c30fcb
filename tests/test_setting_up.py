"""Setting up: a source is written into the settings file, and everything else stays as it was."""

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.config import load
from app.context import Context
from app.setting_up import names_a_variable
from data.errors import Conflict, Refused, ScorecardError, SettingsError, StorageError

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
BEFORE = """\
# Ours.
organisation = "Acme"   # keep me

[sources.files]
kind = "inventory"
path = "inventory"
# belongs to what follows

[server]
port = 9000
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path / "mlops-scorecard.toml"


def opened(file: Path) -> Context:
    return Context(load(file if file.exists() else None), now=lambda: NOW)


def test_the_first_source_makes_the_file(file: Path) -> None:
    with opened(file) as context:
        up = context.setting_up
        up.add("bill", "focus", {"path": 'a "b"\\ü'}, up.file())
    assert file.read_text("utf-8") == '[sources.bill]\nkind = "focus"\npath = "a \\"b\\"\\\\ü"\n'
    assert [source.name for source in load(file).sources] == ["bill"]


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["unix", "windows"])
def test_all_that_stood_in_the_file_stays_byte_for_byte(file: Path, newline: str) -> None:
    before = BEFORE.replace("\n", newline).encode()
    file.write_bytes(before)
    with opened(file) as context:
        up = context.setting_up
        up.add("pager", "pagerduty", {"token_env": "PD_TOKEN", "service_ids": ["P1"]}, up.file())
    added = '\n[sources.pager]\nkind = "pagerduty"\ntoken_env = "PD_TOKEN"\nservice_ids = ["P1"]\n'
    assert file.read_bytes() == before + added.replace("\n", newline).encode()
    assert list(file.parent.glob(".mlops-scorecard.toml-*")) == []


def test_a_source_is_taken_out_with_nothing_else_and_put_back_exactly(file: Path) -> None:
    file.write_text(BEFORE, "utf-8")
    with opened(file) as context:
        up = context.setting_up
        change = up.remove("files", up.file())
        assert file.read_text("utf-8") == (
            '# Ours.\norganisation = "Acme"   # keep me\n\n'
            "# belongs to what follows\n\n[server]\nport = 9000\n"
        )
        assert up.can_undo(change)
        up.undo(change)
        assert not up.can_undo(change)
    assert file.read_text("utf-8") == BEFORE


def test_who_wrote_is_noted(file: Path) -> None:
    with opened(file) as context:
        up = context.setting_up
        up.add("bill", "focus", {"path": "bills"}, up.file())
        noted = context._store.audit_entries(1)[0]
    assert (noted.who, noted.what, noted.subject, noted.detail) == (
        "local user", "added a source", "bill", "focus",
    )  # fmt: skip


def test_a_file_that_was_changed_meanwhile_is_not_overwritten(file: Path) -> None:
    file.write_text(BEFORE, "utf-8")
    with opened(file) as context:
        seen = context.setting_up.file()
        file.write_text(f"{BEFORE}# another hand\n", "utf-8")
        with pytest.raises(Conflict, match="was changed since this page read it"):
            context.setting_up.add("bill", "focus", {"path": "bills"}, seen)
    assert file.read_text("utf-8") == f"{BEFORE}# another hand\n"


def test_a_file_that_came_meanwhile_is_not_overwritten(file: Path) -> None:
    with opened(file) as context:
        seen = context.setting_up.file()
        file.write_text(BEFORE, "utf-8")
        with pytest.raises(Conflict):
            context.setting_up.add("bill", "focus", {"path": "bills"}, seen)
    assert file.read_text("utf-8") == BEFORE


def test_a_folder_that_cannot_be_written_is_told_with_the_mend(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    file.write_text(BEFORE, "utf-8")
    with opened(file) as context:
        up = context.setting_up
        monkeypatch.setattr("app.replacing.tempfile.NamedTemporaryFile", refused)
        with pytest.raises(StorageError, match="paste the lines by hand"):
            up.add("bill", "focus", {"path": "bills"}, up.file())
    assert file.read_text("utf-8") == BEFORE


@pytest.mark.parametrize(
    ("name", "kind", "values", "said"),
    [
        ("files", "focus", {"path": "x"}, "There is a source 'files' already"),
        ("Big Bill", "focus", {"path": "x"}, "cannot name a source"),
        ('a"]\nx', "focus", {"path": "x"}, "cannot name a source"),
        ("bill", "focus", {}, "path: is missing: add it"),
        ("bill", "demo", {}, "There is no kind of source 'demo'"),
        ("pager", "pagerduty", {"token_env": "u+secret-7"}, "never the secret itself"),
        ("pager", "pagerduty", {"token_env": "AKIAIOSFODNN7EXAMPLE"}, "never the secret itself"),
        ("git", "mlflow", {"url": "https://u:p4ss@h.example"}, "must hold no user or password"),
    ],
)
def test_what_does_not_hold_is_not_written_and_a_secret_not_repeated(
    file: Path, name: str, kind: str, values: dict[str, str], said: str
) -> None:
    file.write_text(BEFORE, "utf-8")
    with opened(file) as context, pytest.raises(SettingsError, match=said) as told:
        context.setting_up.add(name, kind, values, context.setting_up.file())
    for secret in ("u+secret-7", "AKIA", "p4ss"):
        assert secret not in str(told.value)
    assert file.read_text("utf-8") == BEFORE


@pytest.mark.parametrize(
    "text",
    ['sources = { a = { kind = "focus", path = "x" } }\n', 'note = """\n[sources.a]\n"""\n'],
)
def test_a_form_that_cannot_be_changed_safely_is_left_to_a_hand(file: Path, text: str) -> None:
    with opened(file) as context:
        file.write_text(text, "utf-8")
        with pytest.raises(ScorecardError):
            context.setting_up.remove("a", context.setting_up.file())
    assert file.read_text("utf-8") == text


@pytest.mark.parametrize("setup", ["demo", "off"])
def test_where_setup_is_off_nothing_is_tried_or_written(file: Path, setup: str) -> None:
    if setup == "off":
        file.write_text("[server]\nsetup = false\n", "utf-8")
    with Context(load(demo=True) if setup == "demo" else load(), now=lambda: NOW) as context:
        up = context.setting_up
        seen = up.file()
        assert up.forbidden() is not None
        for act in (
            lambda: up.try_out("bill", "focus", {"path": "x"}),
            lambda: up.add("bill", "focus", {"path": "x"}, seen),
            lambda: up.remove("bill", seen),
            up.check_all,
        ):
            with pytest.raises(Refused):
                act()


def test_a_connection_is_tried_and_told_in_words(file: Path) -> None:
    bill = Path(__file__).parent / "fixtures" / "focus" / "focus-1.0.csv"
    with opened(file) as context:
        up = context.setting_up
        good = up.try_out("bill", "focus", {"path": str(bill)})
        missing = up.try_out("bill", "focus", {"path": "nowhere"})
        unfilled = up.try_out("bill", "focus", {})
    assert good.good
    assert good.text.startswith("1 file, FOCUS 1.0")
    assert (missing.good, "nowhere" in missing.text) == (False, True)
    assert (unfilled.good, unfilled.text) == (False, "path: is missing: add it")


def test_a_source_that_does_not_answer_is_given_up(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.focus.Focus.check", lambda *_: time.sleep(3) or "late")
    with opened(file) as context:
        told = context.setting_up.try_out("bill", "focus", {"path": "x"}, 0.1)
    assert (told.good, told.text[:27]) == (False, "No answer within 0.1 second")


def test_a_variable_is_told_from_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("pd_token", "x")
    names = ("PD_TOKEN", "T", "pd_token", "ghp_abcDEF123", "AKIAIOSFODNN7EXAMPLE", "a b", "")
    assert [names_a_variable(each) for each in names] == [
        True, True, True, False, False, False, False,
    ]  # fmt: skip
