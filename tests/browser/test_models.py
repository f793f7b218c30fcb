"""The models in a real browser: filtered, sent as a link, a finding opened by keyboard."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from browser import PHONE, Visit, served, visit
from demo_home import demo_home
from playwright.sync_api import Browser, expect

OVERFLOW = "(main) => main.scrollWidth - main.clientWidth"
CLAIM = re.compile(r"have a contradicted claim in rollback speed$")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = demo_home(tmp_path_factory)
    with served(tmp_path_factory.mktemp("models"), "--demo", f"--home={home}") as url:
        yield url


def test_a_filtered_list_is_sent_as_a_link_and_a_finding_opens_by_keyboard(
    browser: Browser, demo: str
) -> None:
    with visit(browser, demo) as sender:
        sender.open("/models")
        sender.choose("Area", "Rollback speed")
        sender.choose("Verdict", "contradicted")
        expect(sender.title()).to_have_text(CLAIM)
        told = sender.title().inner_text()
        link = urlsplit(sender.page.url)
        assert parse_qs(link.query) == {"area": ["rollback"], "verdict": ["contradicted"]}
        assert sender.complaints == []
    with visit(browser, demo) as reader:
        reader.open(f"{link.path}?{link.query}")
        expect(reader.title()).to_have_text(told)
        model = opens_the_first_finding_by_keyboard(reader)
        goes_back_to_the_list(reader, model, told)
        assert reader.complaints == []
        assert reader.strangers() == []


def opens_the_first_finding_by_keyboard(reader: Visit) -> str:
    row = reader.page.get_by_role("table").get_by_role("row").nth(1)
    model = row.get_by_role("rowheader").inner_text()
    verdict = row.get_by_role("button", name="contradicted")
    expect(verdict).to_be_visible()
    reader.settled()
    verdict.focus()
    reader.page.keyboard.press("Enter")
    dialog = reader.page.get_by_role("dialog", name=f"{model}: claim and evidence")
    expect(dialog.get_by_role("table", name="Conditions by level")).to_be_visible()
    reader.settled()
    reader.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    reader.settled()
    expect(verdict).to_be_focused()
    row.get_by_role("button", name=model).click()
    expect(reader.title()).to_contain_text(f"{model}: ")
    return model


def goes_back_to_the_list(reader: Visit, model: str, told: str) -> None:
    reader.settled()
    reader.page.get_by_role("button", name="All models").click()
    expect(reader.title()).to_have_text(told)
    expect(reader.page.get_by_role("rowheader").first).to_have_text(model)
    query = parse_qs(urlsplit(reader.page.url).query)
    assert query == {"area": ["rollback"], "verdict": ["contradicted"]}


def test_on_a_phone_each_model_is_a_card_and_a_table_still(browser: Browser, demo: str) -> None:
    with visit(browser, demo, PHONE) as reader:
        reader.open("/models?sort=undo")
        first = reader.page.get_by_role("table").get_by_role("rowheader").first
        expect(first).to_be_visible()
        assert reader.page.get_by_test_id("stMain").evaluate(OVERFLOW) <= 0
        expect(reader.page.get_by_role("row").first.get_by_role("cell")).to_have_count(10)
