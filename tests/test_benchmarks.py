"""The benchmarks run and print what they promise; how long anything takes is not judged here."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from demo_home import demo_home

BENCHMARKS = Path(__file__).parent / "benchmarks"


def test_the_recompute_is_told_beside_the_bare_join_in_time_and_memory() -> None:
    command = [sys.executable, BENCHMARKS / "recompute.py", "--models", "40", "--rounds", "1"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=280)
    told = re.sub(r"\d[\d,]*(\.\d+)?", "#", re.sub(r" +", " ", done.stdout)).splitlines()
    assert told == [
        "# models, # teams, # questions, # probes",
        "the bare join, fetched # s # MB # rows",
        "the bare join in SQL alone # s # MB",
        "the full recompute # s # MB # findings",
        "an answer for every model, then its findings # s # MB",
        "an answer of one team, then the scorecard # s # MB",
        "an answer for every model, then the scorecard # s # MB",
        "the recompute takes # times the bare join (goal: # or less),",
        "# times the join in SQL alone,",
        "and holds # MB at most (goal: # or less)",
    ]


def told(factory: pytest.TempPathFactory, *command: str) -> list[str]:
    """Run a benchmark with the least that it can do; return the heads of its lines and goals."""
    file, *options = command
    home = f"--home={demo_home(factory)}"
    done = subprocess.run(
        [sys.executable, BENCHMARKS / file, "--rounds=1", home, *options],
        capture_output=True,
        text=True,
        check=False,
        timeout=280,
    )
    assert done.returncode == 0, done.stderr
    return [re.split(r"  +", line.strip())[0] for line in done.stdout.splitlines()]


def test_the_servers_speed_is_told_beside_that_of_an_empty_page(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    assert told(tmp_path_factory, "server.py", "--sessions=2", "--seconds=5") == [
        "floor",
        "many sessions, a click: p95",
        "many sessions, errors",
        "processor time of a rerun",
        "memory of an idle session",
        "from start to healthy",
    ]


def test_the_pages_speed_is_told_beside_that_of_an_empty_page_without_other_frameworks(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    assert told(tmp_path_factory, "pages.py", "--no-peers") == [
        "floor",
        "the scorecard, cold",
        "the scorecard, warm",
        "the scorecard, 10 Mbit/s + 40 ms",
        "the scorecard, cold, transferred",
        "the assessment, cold, transferred",
        "the cost page, cold",
        "the cost page, warm",
        "the rollback page, cold",
        "the rollback page, warm",
        "one Plotly figure, stock, cold (no goal)",
        "one Plotly figure, stock, warm (no goal)",
        "from an answer to its verdict (no goal)",
    ]
