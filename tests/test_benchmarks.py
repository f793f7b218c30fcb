"""The benchmarks run and print what they promise; how long anything takes is not judged here."""

import re
import subprocess
import sys
from pathlib import Path

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
        "an answer of one team, then the scorecard # s # MB",
        "an answer for every model, then the scorecard # s # MB",
        "the recompute takes # times the bare join (goal: # or less),",
        "# times the join in SQL alone,",
        "and holds # MB at most (goal: # or less)",
    ]
