"""A link that is pasted opens the view that it was copied from, also of a snapshot."""

import re
from collections.abc import Iterator

import pytest
from browser import Visit, served, visit
from demo_home import demo_home
from playwright.sync_api import Browser, expect

from app.config import load
from app.context import Context

CONTRADICTED = re.compile(r"^\d+ claims? (on models )?contradicted$")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the demo with the snapshots of its months."""
    home = demo_home(tmp_path_factory)
    with Context(load(home=home, demo=True)) as context:
        context.prepare_demo()
    with served(tmp_path_factory.mktemp("links"), "--demo", f"--home={home}") as url:
        yield url


def path(visitor: Visit) -> str:
    return visitor.page.url.removeprefix(visitor.url)


def test_a_snapshot_is_shown_under_an_address_of_its_own(browser: Browser, demo: str) -> None:
    with visit(browser, demo) as leader, visit(browser, demo) as other:
        leader.open("/trend")
        leader.page.get_by_role("link", name="Open its scorecard").click()
        expect(leader.page.get_by_text("Snapshot of ")).to_be_visible()
        leader.settled()
        headline = leader.title().inner_text()
        assert "snapshot=" in path(leader)
        other.open(path(leader))
        expect(other.title()).to_have_text(headline)
        expect(other.page.get_by_text("Snapshot of ")).to_be_visible()
        other.page.get_by_role("region").first.get_by_role("button").first.click()
        dialog = other.page.get_by_role("dialog")
        expect(
            dialog.get_by_text(re.compile("; each opens its claim, its evidence and its rows"))
        ).to_be_visible()
        other.page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)
        other.settled()
        other.page.get_by_role("link", name="The scorecard of now").click()
        expect(other.page.get_by_text("Snapshot of ")).to_have_count(0)
        assert leader.complaints + other.complaints == []


def test_a_number_that_is_open_is_open_under_the_pasted_link(browser: Browser, demo: str) -> None:
    with visit(browser, demo) as leader, visit(browser, demo) as other:
        leader.open()
        leader.page.get_by_role("button", name=CONTRADICTED).first.click()
        dialog = leader.page.get_by_role("dialog")
        expect(dialog).to_be_visible()
        leader.settled()
        title = dialog.get_by_role("heading").first.inner_text()
        assert re.fullmatch(r".+: \d+ claims? that (is|are) contradicted", title)
        assert "rows=verdict" in path(leader)
        other.open(path(leader))
        expect(other.page.get_by_role("dialog", name=title)).to_be_visible()


def test_a_model_is_picked_by_its_name_as_it_is_written(browser: Browser, demo: str) -> None:
    with visit(browser, demo) as reader:
        reader.open("/?rows=money&of=AI+spend")
        dialog = reader.page.get_by_role("dialog")
        reader.choose("Charges of", "llm-assistant-support", dialog)
        assert dialog.get_by_role("combobox").input_value() == "llm-assistant-support"
        charges = dialog.get_by_role("table", name="Charges of llm-assistant-support")
        expect(charges).to_contain_text(re.compile(r"\$[\d,]+\.\d\d"))
        assert reader.complaints == []


def test_what_is_chosen_in_an_open_number_opens_with_it_and_closes_with_it(
    browser: Browser, demo: str
) -> None:
    with visit(browser, demo) as leader, visit(browser, demo) as other:
        leader.open("/?rows=money&of=AI+spend")
        dialog = leader.page.get_by_role("dialog")
        leader.choose("Charges of", "llm-assistant-support", dialog)
        dialog.get_by_role("button", name="Page 2").last.click()
        expect(dialog.get_by_text("21 to 40 of 180 rows")).to_be_visible()
        leader.settled()
        named = "/?rows=money&of=AI+spend&charges=llm-assistant-support"
        assert path(leader) == f"{named}&page-charges=2"
        other.open(path(leader))
        opened = other.page.get_by_role("dialog")
        assert opened.get_by_role("combobox").input_value() == "llm-assistant-support"
        expect(opened.get_by_text("21 to 40 of 180 rows")).to_be_visible()
        leader.page.go_back()
        expect(dialog.get_by_text("1 to 20 of 180 rows")).to_be_visible()
        assert path(leader) == named
        other.page.keyboard.press("Escape")
        expect(opened).to_have_count(0)
        other.settled()
        assert path(other) == "/"
        assert leader.complaints + other.complaints == []


def test_a_link_to_what_is_gone_says_so_and_shows_the_page(browser: Browser, demo: str) -> None:
    with visit(browser, demo) as reader:
        reader.open("/?question=ZZ9&model=ghost")
        expect(reader.page.get_by_text("What the link names is not here")).to_be_visible()
        reader.open("/?snapshot=19990101T000000Z-ghost")
        told = reader.page.get_by_text("There is no snapshot 19990101T000000Z-ghost here")
        expect(told).to_be_visible()
        expect(reader.page.get_by_role("region")).to_have_count(5)
        assert reader.complaints == []


def test_money_and_days_are_written_as_in_the_readers_country(browser: Browser, demo: str) -> None:
    with (
        visit(browser, demo, locale="de-DE") as german,
        visit(browser, demo, locale="en-US") as american,
    ):
        german.open()
        american.open()
        assert re.search(r"\d+,\dk\s\$", german.title().inner_text())
        assert re.search(r"\$\d+\.\dk", american.title().inner_text())
        since = american.page.get_by_role("heading", name=re.compile("Since"))
        expect(since).to_have_text(re.compile(r"Since [A-Z][a-z]{2} \d+, \d{4}, \d+ findings are"))
