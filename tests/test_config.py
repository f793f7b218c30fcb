from datetime import date
from pathlib import Path

import pytest

from app.config import Settings, load
from connectors.base import discover
from data.errors import SettingsError


def settings_of(folder: Path, text: str) -> Settings:
    file = folder / "scorecard.toml"
    file.write_text(text, encoding="utf-8")
    return load(file)


def complaint(folder: Path, text: str) -> str:
    with pytest.raises(SettingsError) as raised:
        settings_of(folder, text)
    return str(raised.value).replace(str(folder), "<folder>")


def test_without_a_file_the_defaults_hold_and_nothing_is_connected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load()
    assert (settings.file, settings.home, settings.sources) == (
        None,
        tmp_path / ".mlops-scorecard",
        (),
    )


def test_the_file_in_this_folder_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mlops-scorecard.toml").write_text('organisation = "Example Ltd"\n', encoding="utf-8")
    assert load().organisation == "Example Ltd"


def test_the_home_stands_beside_the_file_and_the_option_overrides_it(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, 'home = "data/here"\n')
    assert settings.home == tmp_path / "data" / "here"
    assert load(settings.file, tmp_path / "there").home == tmp_path / "there"


def test_an_assessment_and_a_source_are_read_whole(tmp_path: Path) -> None:
    settings = settings_of(
        tmp_path,
        """
        [assessment]
        name = "Q4"
        period_from = 2026-10-01
        period_until = 2026-12-31

        [sources.bill]
        kind = "focus"
        path = "bills"
        """,
    )
    assert (settings.table.assessment.name, settings.table.assessment.period_from) == (
        "Q4",
        date(2026, 10, 1),
    )
    assert [(source.name, source.kind) for source in settings.sources] == [("bill", "focus")]


def test_the_demo_has_a_home_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load(demo=True)
    assert settings.home == tmp_path / ".mlops-scorecard-demo"
    assert [(source.name, source.simulated) for source in settings.sources] == [("demo", True)]


def test_each_wrong_setting_names_file_key_and_mend(tmp_path: Path) -> None:
    file = "<folder>/scorecard.toml"
    assert complaint(tmp_path, "organization = 'x'") == (
        f"{file}: organization: this key is not known: did you mean 'organisation'?"
    )
    assert complaint(tmp_path, "target_level = 9") == (
        f"{file}: target_level: Input should be 1, 2, 3, 4 or 5"
    )
    assert complaint(tmp_path, "organisation = \n") == (
        f"{file}: is not valid TOML: Invalid value (at line 1, column 16)"
    )
    assert complaint(tmp_path, "[sources.x]\n") == (
        f"{file}: sources.x: `kind` is missing: one of {', '.join(discover())}"
    )
    assert complaint(tmp_path, "[sources.x]\nkind = 'mlfow'\n") == (
        f"{file}: sources.x: kind 'mlfow' is not known: did you mean 'mlflow'?"
    )
    assert complaint(tmp_path, "[sources.x]\nkind = 'focus'\n") == (
        f"{file}: sources.x.path: is missing: add it"
    )
    assert complaint(tmp_path, "[sources.x]\nkind = 'focus'\npath = 'y'\ndelivry = 'parts'\n") == (
        f"{file}: sources.x.delivry: this key is not known: did you mean 'delivery'?"
    )


def test_the_errors_of_all_sources_are_told_at_once(tmp_path: Path) -> None:
    assert complaint(
        tmp_path,
        """
        [sources.registry]
        kind = "mlflow"
        url = "mlflow.example.com"
        username = "reader"

        [sources.pager]
        kind = "pagerduty"
        """,
    ).splitlines() == [
        (
            "<folder>/scorecard.toml: sources.registry.url: must be an address that starts with "
            "https:// or http://"
        ),
        "<folder>/scorecard.toml: sources.pager.token_env: is missing: add it",
    ]


@pytest.mark.parametrize("name", ["../outside", "Bill", "", "a" * 41, "1st"])
def test_a_source_is_named_by_a_plain_word_since_folders_bear_its_name(
    tmp_path: Path, name: str
) -> None:
    said = complaint(tmp_path, f"[sources.'{name}']\nkind = 'focus'\npath = 'y'\n")
    assert said == (
        f"<folder>/scorecard.toml: sources.{name}: cannot name a source: take a lower-case letter, "
        "then up to 39 lower-case letters, digits, - and _"
    )


def test_a_value_is_never_repeated_in_an_error_since_it_may_be_a_secret(tmp_path: Path) -> None:
    said = complaint(tmp_path, "[server]\nport = 'canary-5e1f'\n")
    assert "canary-5e1f" not in said
    assert "server.port" in said


def test_a_file_that_is_not_there_is_told_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="there is no such settings file: name an existing one"):
        load(tmp_path / "absent.toml")


def test_the_store_address_comes_from_the_environment_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_of(tmp_path, '[store]\nurl_env = "SCORECARD_STORE"\n')
    monkeypatch.delenv("SCORECARD_STORE", raising=False)
    with pytest.raises(SettingsError, match="'SCORECARD_STORE', which is not set"):
        settings.store_url()
    monkeypatch.setenv("SCORECARD_STORE", "postgresql://host/scores")
    assert settings.store_url() == "postgresql://host/scores"
