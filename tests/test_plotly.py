"""The part of plotly.js that is committed: what it is put together from, and what it must draw."""

import re
import subprocess
from pathlib import Path

import plotly
import pytest
from demo_home import demo_home
from opened_pages import Opened, figures, of_the_demo

from app.views.cost import PARTS as COST
from app.views.rollback import PARTS as ROLLBACK

ROOT = Path(__file__).parents[1]
STATIC = ROOT / "app" / "static"
HEAD = re.compile(r"/\* plotly\.js ([\d.]+) with ([\w, ]+);")


def head() -> tuple[str, set[str]]:
    """Return the version and the traces that the committed library names."""
    with (STATIC / "plotly.js").open(encoding="utf-8") as file:
        found = HEAD.match(file.readline())
    assert found is not None
    version, traces = found.groups()
    return version, set(traces.split(", "))


def test_what_is_committed_is_what_the_program_makes_of_the_published_library(
    tmp_path: Path,
) -> None:
    subprocess.run(["node", ROOT / ".ci" / "plotly.mjs", tmp_path], check=True, timeout=120)
    made = sorted(tmp_path.iterdir())
    assert [each.name for each in made] == ["plotly-LICENSES.txt", "plotly.js"]
    for each in made:
        assert each.read_bytes() == (STATIC / each.name).read_bytes(), each.name


def test_it_is_of_the_version_that_makes_our_figures() -> None:
    whole = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    with whole.open(encoding="utf-8") as file:
        named = re.search(r"plotly\.js v([\d.]+)", file.read(200))
    assert named is not None
    assert head()[0] == named.group(1)


def test_it_draws_every_kind_of_mark_that_a_page_has(
    opened: Opened, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home, drawn = demo_home(tmp_path_factory), set()
    for page, parts in (("cost", COST), ("rollback", ROLLBACK)):
        for part in parts:
            app = of_the_demo(opened, home, page)(part=part)
            drawn |= {trace["type"] for figure in figures(app) for trace in figure["data"]}
    assert drawn == head()[1]
