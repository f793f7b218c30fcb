"""The ways out of the scorecard's drawings: followed here, by keyboard, and in another tab."""

from collections.abc import Iterator

import pytest
from browser import PHONE, WIDE, served, visit
from demo_home import demo_home
from playwright.sync_api import Browser, ViewportSize, expect


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = demo_home(tmp_path_factory)
    with served(tmp_path_factory.mktemp("ways"), "--demo", f"--home={home}") as url:
        yield url


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_a_way_leads_to_its_page_without_the_browser_reading_anew(
    browser: Browser, demo: str, size: ViewportSize
) -> None:
    with visit(browser, demo, size) as reader:
        reader.open("/")
        reader.page.evaluate("window.still = true")
        reader.page.get_by_role("link", name="What moved, and why").click()
        expect(reader.page).to_have_url(f"{demo}/trend")
        reader.settled()
        reader.page.go_back()
        reader.page.get_by_role("link", name="Review what found no model").press("Enter")
        expect(reader.page).to_have_url(f"{demo}/review")
        assert reader.page.evaluate("window.still")
        assert reader.complaints == []


def test_a_way_opens_in_a_tab_of_its_own_for_who_asks_for_one(browser: Browser, demo: str) -> None:
    with visit(browser, demo) as reader:
        reader.open("/")
        with reader.context.expect_page() as opened:
            reader.page.get_by_role("link", name="What moved, and why").click(modifiers=["Control"])
        expect(opened.value).to_have_url(f"{demo}/trend")
        expect(reader.page).to_have_url(f"{demo}/")
