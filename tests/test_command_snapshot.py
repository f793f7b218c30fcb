"""`snapshot` and `plan`: what goes to a file or to standard output."""

import csv
import io
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner
from command_line import BILL, run, settings, told, working_folder

from app import text
from app.cli import main
from assessments import snapshot


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return working_folder(tmp_path, monkeypatch)


@pytest.fixture(scope="module")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    result = CliRunner().invoke(main, ["sync", "--demo", "--home", str(home)])
    assert result.exit_code == 0, result.output
    return home


def test_a_snapshot_goes_to_a_file_that_verifies_and_whose_hash_is_told(
    demo_home: Path, folder: Path
) -> None:
    file = folder / "card.json"
    code, said, complaints = told(run("snapshot", "--demo", "--home", demo_home, "-o", file))
    body = file.read_text(encoding="utf-8")
    assert (code, complaints) == (0, "")
    assert snapshot.verify(body)
    document = snapshot.load(body)
    assert said == f"{file}  {text.file_size(len(body.encode()))}  sha256 {document['sha256']}\n"
    assert snapshot.recompute(document) == document["scores"]
    assert not snapshot.verify(body.replace(document["organisation"], "Another Ltd"))
    assert [each.name for each in folder.iterdir()] == ["card.json"]


def test_a_snapshot_without_a_file_is_all_that_goes_to_standard_output(demo_home: Path) -> None:
    result = run("snapshot", "--demo", "--home", demo_home)
    assert (result.exit_code, result.stderr) == (0, "")
    assert snapshot.verify(result.stdout_bytes.decode())


def test_a_snapshot_as_html_is_one_whole_page(demo_home: Path) -> None:
    result = run("snapshot", "--demo", "--home", demo_home, "--format", "html")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("<!DOCTYPE html>\n")
    assert result.stdout.endswith("</html>\n")
    assert "Velmora Mobility Group" in result.stdout


def test_the_plan_goes_to_a_file_or_to_standard_output(demo_home: Path, folder: Path) -> None:
    result = run("plan", "--demo", "--home", demo_home)
    assert result.exit_code == 0
    heads, *rows = csv.reader(io.StringIO(result.stdout_bytes.decode("utf-8-sig"), newline=""))
    assert heads[:3] == ["Rank", "Action", "Question"]
    assert [row[0] for row in rows] == [f"{at}" for at in range(1, len(rows) + 1)]
    code, said, _ = told(run("plan", "--demo", "--home", demo_home, "-o", folder / "plan.csv"))
    size = text.file_size(len(result.stdout_bytes))
    assert (code, said) == (0, f"{folder}/plan.csv  {size}  {len(rows)} actions\n")
    assert (folder / "plan.csv").read_bytes() == result.stdout_bytes


def test_a_snapshot_before_the_first_sync_is_refused_with_the_way_out(folder: Path) -> None:
    settings(BILL)
    assert told(run("snapshot")) == (
        1,
        "",
        (
            f"error: the warehouse in {folder}/.mlops-scorecard/warehouse holds no generation yet: "
            "run `mlops-scorecard sync` first\n"
        ),
    )


def test_a_file_that_cannot_be_written_is_told_and_nothing_is_left_behind(
    demo_home: Path, folder: Path
) -> None:
    (folder / "file").touch()
    home = ("--demo", "--home", demo_home)
    assert told(run("snapshot", *home, "-o", "file/card.json")) == (
        1,
        "",
        (
            "error: file/card.json: cannot be written (Not a directory): name another file with "
            "--output\n"
        ),
    )
    assert told(run("snapshot", *home, "-o", "absent/card.json")) == (
        1,
        "",
        (
            "error: absent/card.json: cannot be written (No such file or directory): name another "
            "file with --output\n"
        ),
    )
    assert [each.name for each in folder.iterdir()] == ["file"]


def test_a_pipe_or_link_that_is_named_is_written_to_and_never_replaced(
    demo_home: Path, folder: Path
) -> None:
    os.mkfifo(folder / "pipe")
    (folder / "link").symlink_to("card.json")
    with ThreadPoolExecutor() as threads:
        read = threads.submit((folder / "pipe").read_bytes)
        assert run("snapshot", "--demo", "--home", demo_home, "-o", "pipe").exit_code == 0
    assert snapshot.verify(read.result().decode())
    assert run("snapshot", "--demo", "--home", demo_home, "-o", "link").exit_code == 0
    assert (folder / "pipe").is_fifo()
    assert (folder / "link").is_symlink()
    assert snapshot.verify((folder / "card.json").read_text("utf-8"))
