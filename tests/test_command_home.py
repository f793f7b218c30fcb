"""Where commands look for settings and the home, and which home each may use."""

from collections.abc import Mapping
from pathlib import Path

import demo_home as demo_homes
import pytest
from command_line import BILL, run, settings, told, working_folder

from assessments import snapshot


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return working_folder(tmp_path, monkeypatch)


@pytest.fixture(scope="module")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo_homes.demo_home(tmp_path_factory, answered=False)


@pytest.mark.parametrize("command", ["check", "sync", "snapshot", "plan", "serve"])
def test_a_settings_file_that_is_not_there_is_told(command: str) -> None:
    assert told(run(command, "--config", "absent.toml")) == (
        1,
        "",
        (
            "error: absent.toml: there is no such settings file: name an existing one with "
            "--config, or start with --demo\n"
        ),
    )


@pytest.mark.parametrize("command", ["check", "sync", "snapshot", "plan", "serve"])
def test_a_home_that_cannot_be_made_is_told(command: str, folder: Path) -> None:
    settings(BILL)
    (folder / "file").touch()
    assert told(run(command, "--home", "file/home"))[::2] == (
        1,
        (
            f"error: The home {folder}/file/home cannot be made (Not a directory): name another "
            "with --home\n"
        ),
    )


def test_the_home_of_the_command_line_goes_before_that_of_the_file(folder: Path) -> None:
    settings(f'home = "here"\n{BILL}')
    assert run("sync", "--home", "there").exit_code == 0
    assert (folder / "there" / "store.db").is_file()
    assert not (folder / "here").exists()


def files_of(home: Path) -> Mapping[str, bytes]:
    return {
        str(file.relative_to(home)): file.read_bytes()
        for file in home.rglob("*")
        if file.is_file() and not file.name.endswith(("-wal", "-shm"))
    }


def test_the_demo_beside_a_settings_file_leaves_the_real_home_alone(folder: Path) -> None:
    settings(BILL)
    assert run("sync").exit_code == 0
    before = files_of(folder / ".mlops-scorecard")
    result = run("snapshot", "--demo")
    assert (result.exit_code, result.stderr) == (0, "Preparing the demo portfolio …\n")
    assert snapshot.load(result.stdout_bytes.decode())["sources"][0]["source"] == "demo"
    assert files_of(folder / ".mlops-scorecard") == before
    assert {each.name for each in folder.iterdir()} == {
        "mlops-scorecard.toml",
        ".mlops-scorecard",
        ".mlops-scorecard-demo",
    }


@pytest.mark.parametrize("command", ["sync", "snapshot", "plan", "serve"])
def test_the_demo_is_refused_a_home_with_real_data(command: str, folder: Path) -> None:
    settings(BILL)
    assert run("sync", "--home", "home").exit_code == 0
    before = files_of(folder / "home")
    assert told(run(command, "--demo", "--home", "home"))[::2] == (
        1,
        f"error: The home {folder}/home is not the demo's: name another with --home\n",
    )
    assert files_of(folder / "home") == before


@pytest.mark.parametrize("command", ["sync", "snapshot", "plan", "serve", "check"])
def test_real_data_is_refused_the_home_of_the_demo(command: str, demo_home: Path) -> None:
    settings(BILL)
    before = files_of(demo_home)
    assert told(run(command, "--home", demo_home))[::2] == (
        1,
        f"error: The home {demo_home} holds the demo portfolio: name another with --home\n",
    )
    assert files_of(demo_home) == before
