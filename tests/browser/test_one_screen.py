"""The minute's read: all of it on one screen, and beneath it the detail."""

import re
from collections.abc import Iterator

import pytest
from browser import PHONE, WIDE, Visit, chromium, served, visit
from demo_home import demo_home
from playwright.sync_api import Browser, Locator

from assessments import question_files

AREAS = [area.title for area in question_files.load().areas]
OVERFLOW = "(main) => main.scrollWidth - main.clientWidth"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = demo_home(tmp_path_factory)
    with served(tmp_path_factory.mktemp("screen"), "--demo", f"--home={home}") as url:
        yield url


def bottom(place: Locator) -> float:
    box = place.bounding_box()
    assert box is not None
    return box["y"] + box["height"]


def minute(visitor: Visit) -> list[Locator]:
    """Find what a leader reads in a minute, from the top."""
    page = visitor.page
    return [
        visitor.title(),
        *(page.get_by_role("region", name=area) for area in AREAS),
        *(page.get_by_text("is claimed at").nth(at) for at in range(3)),
        page.get_by_text("that can be checked,").first,
        page.get_by_text("claims stand on words alone"),
        page.get_by_role("heading", name="of AI spend is on models verified"),
        page.get_by_text("On no model", exact=True),
        page.get_by_role("heading", name=re.compile("since|snapshot")),
    ]


def test_the_minutes_read_stands_on_one_screen_above_its_detail(
    browser: Browser, demo: str
) -> None:
    with visit(browser, demo, WIDE) as leader:
        leader.open()
        for place in minute(leader):
            place.wait_for()
        lowest = max(map(bottom, minute(leader)))
        assert lowest < WIDE["height"]
        detail = leader.page.get_by_role("table", name="Claims that can be checked, by area")
        assert bottom(detail) > lowest


@pytest.mark.parametrize("width", [PHONE["width"], 2560])
def test_nothing_of_it_is_cut_on_a_phone_or_a_wall(browser: Browser, demo: str, width: int) -> None:
    with visit(browser, demo, {"width": width, "height": 1200}) as leader:
        leader.open()
        for place in minute(leader):
            place.wait_for()
        assert leader.page.get_by_role("main").evaluate(OVERFLOW) <= 0
