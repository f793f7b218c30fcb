"""The trend page: what moved and why comes first, and each choice stands in its address."""

import re
from pathlib import Path

import pytest
from demo_home import demo_home
from opened_pages import Opened, labelled, markup, of_the_demo, titles, words
from streamlit.testing.v1 import AppTest

from app.config import load
from app.context import Context
from app.views.comparison import PAGE

MARK = re.compile(r'class="v g-(\w+)"')
RECORD = re.compile(r'<div class="record">.*?data-k="([^"]+)"')


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the demo with the snapshots of its months."""
    made = demo_home(tmp_path_factory)
    with Context(load(home=made, demo=True)) as context:
        context.prepare_demo()
    return made


@pytest.fixture
def trend(opened: Opened, home: Path) -> Opened:
    """Open the trend page with what stands in its address."""
    return of_the_demo(opened, home, "trend")


def place(app: AppTest) -> dict[str, str]:
    """Return what stands in the address, each once."""
    told = ((key, app.query_params[key]) for key in app.query_params)
    return {key: value if isinstance(value, str) else value[0] for key, value in told}


def moved(app: AppTest) -> str:
    """Return the drawing of the findings that moved."""
    return next(each for each in markup(app) if "record" in each)


def choices(app: AppTest) -> dict[str, int]:
    """Return how many findings each choice says it has."""
    [control] = [each for each in app.get("button_group") if each.label == "What moved"]
    numbers = [int(re.sub(r"\D", "", each)) for each in control.options]
    return dict(zip(("all", "worse", "better", "changed"), numbers, strict=False))


def test_the_page_begins_with_what_moved_and_why_and_the_axis_of_time_follows(
    trend: Opened,
) -> None:
    app = trend()
    count = choices(app)
    assert count["all"] == sum(count.values()) - count["all"]
    [title] = titles(app)
    assert title.startswith("Since ")
    assert title.endswith(f", {count['better']} findings are better and {count['worse']} worse")
    order = ("AI spend under control: ", 'class="record"', "As reported", 'class="trends"')
    found = [next(at for at, each in enumerate(markup(app)) if word in each) for word in order]
    assert found == sorted(set(found))
    worse = min(count["worse"], PAGE)
    assert MARK.findall(moved(app))[:worse] == ["contradicted"] * worse


def moments(app: AppTest) -> tuple[str, str]:
    """Return the moment that is compared with, and the snapshot whose file is offered."""
    kept = labelled(app.selectbox, "A snapshot as it was frozen")
    return labelled(app.selectbox, "From").value, kept.value


def test_moments_follow_the_address_when_the_reader_steps_back(trend: Opened, home: Path) -> None:
    with Context(load(home=home, demo=True)) as context:
        first, *_, last = [each.id for each in context.trends.taken()]
    app = trend(**{"from": first, "kept": first})
    assert moments(app) == (first, first)
    del app.query_params["from"], app.query_params["kept"]
    app.run()
    assert moments(app) == (last, last)


@pytest.mark.parametrize(
    ("picked", "group"),
    [("worse", "contradicted"), ("better", "confirmed"), ("changed", "unknown")],
)
def test_which_way_they_moved_is_picked_in_the_address(
    trend: Opened, picked: str, group: str
) -> None:
    app = trend(moved=picked)
    shown = MARK.findall(moved(app))
    assert shown == [group] * min(choices(app)[picked], PAGE)
    assert titles(app)[0].startswith("Since ")


def test_a_page_of_the_list_is_opened_by_the_address(trend: Opened) -> None:
    first, second = (RECORD.findall(moved(trend(**asked))) for asked in ({}, {"p": "2"}))
    assert (len(first), len(second)) == (PAGE, PAGE)
    assert set(first).isdisjoint(second)


def test_another_pick_begins_at_its_first_page(trend: Opened) -> None:
    app = trend(p="2")
    app.button_group(key="chosen_moved").set_value("better").run()
    assert not app.exception
    assert place(app) == {"moved": "better"}
    assert MARK.findall(moved(app)) == ["confirmed"] * PAGE


def test_other_moments_keep_the_pick_and_begin_at_its_first_page(trend: Opened) -> None:
    app = trend(moved="better", p="2")
    oldest = labelled(app.selectbox, "From").options[-1]
    labelled(app.selectbox, "From").select(oldest).run()
    assert not app.exception
    assert place(app).keys() == {"moved", "from"}
    assert set(MARK.findall(moved(app))) == {"confirmed"}


def test_two_snapshots_are_compared_by_the_address(trend: Opened, home: Path) -> None:
    with Context(load(home=home, demo=True)) as context:
        first, second, *_ = (each.id for each in context.trends.taken())
    app = trend(**{"from": first, "to": second})
    [title] = titles(app)
    assert re.match(r"From .+ to .+, \d+ findings are better and \d+ worse", title)
    assert "The areas from " in words(app)


def test_what_an_address_names_and_is_not_there_is_left_out(trend: Opened) -> None:
    app, usual = trend(moved="<script>", p="x", **{"from": "nothing", "to": "nothing"}), trend()
    assert (titles(app), moved(app)) == (titles(usual), moved(usual))
