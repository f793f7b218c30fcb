"""`sync`: how each source went, in one line, and in a bar on a terminal."""

import os
import pty
import re
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from command_line import BILL, COMMAND, FILES, run, settings, told, working_folder

from data.store import Store, open_store
from data.sync import LEASE

SECONDS = r"\d+\.\d s"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return working_folder(tmp_path, monkeypatch)


def test_sync_says_in_one_line_how_each_source_went() -> None:
    settings(BILL + FILES)
    code, said, complaints = told(run("sync"))
    assert (code, complaints) == (0, "")
    lines = said.splitlines()
    assert len(lines) == 2
    assert re.fullmatch(rf"bill           ok          4 rows landed, {SECONDS}", lines[0])
    assert re.fullmatch(rf"files          ok          29 rows landed, {SECONDS}", lines[1])


def test_sync_ends_with_1_if_a_source_failed_and_lands_the_others() -> None:
    settings(f"{BILL}[sources.gone]\nkind = 'inventory'\npath = 'gone'\n")
    code, said, complaints = told(run("sync"))
    assert (code, complaints) == (1, "")
    assert re.fullmatch(
        rf"bill           ok          4 rows landed, {SECONDS}\n"
        rf"gone           failed      0 rows landed, {SECONDS}: {re.escape(str(Path.cwd()))}/gone: "
        r"there is no such folder: create it with a table such as owners\.csv, or change `path` of "
        r"source 'gone'\n",
        said,
    )


def test_a_source_with_several_faults_still_takes_one_line() -> None:
    Path("mapping.yaml").write_text("models:\n- team: x\n- tier: 1\n", encoding="utf-8")
    settings("[sources.names]\nkind = 'mapping'\n")
    code, said, _ = told(run("sync"))
    assert code == 1
    [line] = said.splitlines()
    assert line.endswith(
        "mapping.yaml:2: models.1.model: is missing: add it; "
        f"{Path.cwd()}/mapping.yaml:3: models.2.model: is missing: add it"
    )


def test_sync_reads_only_the_named_sources_each_once() -> None:
    settings(BILL + FILES)
    code, said, _ = told(run("sync", "files", "files"))
    assert (code, [line.split()[0] for line in said.splitlines()]) == (0, ["files"])


@pytest.mark.parametrize("arguments", [["bil"], ["bill", "--accept-shrunken", "bil"]])
def test_a_source_that_is_not_there_is_told_with_those_that_are(arguments: list[str]) -> None:
    settings(BILL + FILES)
    assert told(run("sync", *arguments)) == (
        1,
        "",
        "error: There is no source 'bil': the settings have bill, files.\n",
    )


@pytest.mark.parametrize("command", ["sync", "snapshot", "plan"])
def test_without_a_source_there_is_nothing_to_do_and_the_way_out_is_told(command: str) -> None:
    assert told(run(command)) == (
        1,
        "",
        "error: No source is set: add a [sources.NAME] table to the settings file, or use --demo\n",
    )


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    """The store of the home in the working folder."""
    (folder / ".mlops-scorecard").mkdir()
    opened = open_store(f"sqlite:///{folder}/.mlops-scorecard/store.db")
    yield opened
    opened.close()


def test_a_second_sync_is_told_who_holds_the_first(store: Store) -> None:
    settings(BILL)
    assert store.acquire_lease(LEASE, "build-7, process 42", datetime.now(UTC), 60)
    code, said, complaint = told(run("sync"))
    assert (code, said) == (1, "")
    assert re.fullmatch(
        r"error: a sync is running already: build-7, process 42 holds it until "
        r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC, or as long as it lives: wait for its end\n",
        complaint,
    )
    store.release_lease(LEASE, "build-7, process 42")
    assert run("sync").exit_code == 0


def people_and_models(count: int) -> None:
    """Write an inventory of so many models."""
    rows = "".join(f"model-{number}\n" for number in range(count))
    Path("kept").mkdir(exist_ok=True)
    Path("kept/models.csv").write_text(f"model\n{rows}", encoding="utf-8")


def test_a_shrunken_source_is_held_back_until_it_is_accepted_by_name() -> None:
    settings("[sources.kept]\nkind = 'inventory'\npath = 'kept'\n")
    people_and_models(10)
    assert run("sync").exit_code == 0
    people_and_models(5)

    code, said, _ = told(run("sync"))
    assert code == 1
    assert re.fullmatch(
        rf"kept           quarantined 0 rows landed, {SECONDS}: kept brought 5 of the 10 "
        r"models that stood before; those stay\. Check that its credentials may still see every "
        r"model; if models were truly removed, run `mlops-scorecard sync --accept-shrunken kept`\n",
        said,
    )
    code, said, _ = told(run("sync", "--accept-shrunken", "kept"))
    assert code == 0
    assert said.startswith("kept           ok          5 rows landed")


def in_a_terminal(*arguments: str) -> tuple[int, str, str]:
    """Run the command with its complaints on a terminal; return how it ended and what came."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [COMMAND, *arguments], stdout=subprocess.PIPE, stderr=theirs, text=True
    ) as process:
        os.close(theirs)
        shown = b""
        # Linux reports EIO where the other side of a terminal has closed.
        try:
            while piece := os.read(ours, 65536):
                shown += piece
        except OSError:
            pass
        finally:
            os.close(ours)
        assert process.stdout is not None
        said = process.stdout.read()
        return process.wait(30), said, shown.decode()


def test_a_terminal_shows_a_bar_that_advances_as_sources_end() -> None:
    settings(f"{BILL}{FILES}[sources.gone]\nkind = 'inventory'\npath = 'gone'\n")
    code, said, shown = in_a_terminal("sync")
    assert (code, len(said.splitlines())) == (1, 3)
    steps = re.findall(r"(\S+): (\w+)[^\[]*\[([#-]*)\] +(\d+)%", shown)
    assert [int(percent) for *_, percent in steps] == sorted(int(percent) for *_, percent in steps)
    assert {percent for _, word, _, percent in steps if word in {"ok", "failed"}} == {
        "33",
        "66",
        "100",
    }
    assert steps[0][1:] == ("reading", "-" * 36, "0")


def test_a_pipe_gets_no_bar() -> None:
    settings(BILL)
    done = subprocess.run([COMMAND, "sync"], capture_output=True, text=True, timeout=60, check=True)
    assert done.stderr == ""
    assert done.stdout.startswith("bill           ok          4 rows landed")
