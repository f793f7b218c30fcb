"""The minute's read: all of it on one screen, and beneath it the detail."""

import re
from collections.abc import Iterator

import pytest
from browser import PHONE, WIDE, Visit, served, visit
from demo_home import demo_home
from playwright.sync_api import Browser, Locator, expect

from assessments import question_files

AREAS = [area.title for area in question_files.load().areas]
OVERFLOW = "(main) => main.scrollWidth - main.clientWidth"


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
        page.get_by_role("heading", name=re.compile("[Ss]ince|snapshot")),
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


@pytest.mark.parametrize("width", [1024, 1280, WIDE["width"]])
def test_the_rules_of_all_areas_stand_on_one_line(browser: Browser, demo: str, width: int) -> None:
    with visit(browser, demo, {"width": width, "height": 720}) as leader:
        leader.open()
        boxes = [
            leader.page.get_by_role("region", name=area).get_by_role("img").bounding_box()
            for area in AREAS
        ]
        assert len({box["y"] for box in boxes if box is not None}) == 1
        assert None not in boxes


@pytest.mark.parametrize("width", [PHONE["width"], 2560])
def test_nothing_of_it_is_cut_on_a_phone_or_a_wall(browser: Browser, demo: str, width: int) -> None:
    with visit(browser, demo, {"width": width, "height": 1200}) as leader:
        leader.open()
        for place in minute(leader):
            place.wait_for()
        assert leader.page.get_by_role("main").evaluate(OVERFLOW) <= 0


def test_a_number_opens_its_very_rows_in_two_clicks_and_its_address_opens_them_again(
    browser: Browser, demo: str
) -> None:
    with visit(browser, demo, WIDE) as leader:
        leader.open()
        page = leader.page
        contradiction = page.get_by_role("listitem").filter(has_text="is claimed at").nth(1)
        model = contradiction.get_by_role("button").nth(1).inner_text()
        cost = contradiction.get_by_role("button").first.inner_text()
        contradiction.get_by_role("button").first.click()
        charges = page.get_by_role("dialog", name=f"{model}: {cost} a month")
        table = charges.get_by_role("table", name=f"Charges of {model}")
        expect(table).to_contain_text(re.compile(r"focus-\d{4}-\d\d\.parquet"))
        page.reload()
        expect(table).to_be_visible()
        assert "rows=spend" in page.url
        charges.get_by_role("button", name="Close").click()
        expect(charges).to_have_count(0)
        expect(page).not_to_have_url(re.compile("rows="))
        assert [one for one in leader.asked if "plotly" in one.lower()] == []
        assert leader.complaints == []


def test_a_count_opens_its_findings_and_a_finding_its_rows_and_its_query(
    browser: Browser, demo: str
) -> None:
    with visit(browser, demo, WIDE) as leader:
        leader.open("/?rows=verdict&of=contradicted")
        page = leader.page
        finding = page.get_by_role("dialog").get_by_role("rowheader").first.get_by_role("button")
        subject = finding.inner_text().split(": ")[0]
        finding.click()
        dialog = page.get_by_role("dialog", name=f"{subject}: claim and evidence")
        expect(dialog.get_by_role("heading", name="Rows behind this")).to_be_visible()
        expect(dialog.get_by_role("table").nth(1)).to_be_visible()
        dialog.get_by_text("The query behind it").click()
        expect(dialog.get_by_text("select").first).to_be_visible()
        address = page.url
        assert "question=" in address
        page.goto(address)
        expect(dialog.get_by_role("heading", name="Rows behind this")).to_be_visible()
        assert leader.complaints == []
