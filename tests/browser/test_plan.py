"""The plan in a browser: an action is ticked, opened, agreed on, and found again by its link."""

import re
from collections.abc import Iterator

import pytest
from browser import Visit, served, visit
from playwright.sync_api import Browser, Locator, expect


@pytest.fixture
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("plan"), "--demo") as url:
        yield url


def test_the_first_action_is_ticked_agreed_on_and_found_again_by_its_link(
    browser: Browser, demo: str
) -> None:
    with visit(browser, demo) as ada:
        ada.open("/plan")
        expect(ada.title()).to_contain_text(re.compile(r"actions?, .* days, brings? .* to \d"))
        expect(heading(ada, "No target is reached yet")).to_be_visible()
        ticks_the_first_action(ada)
        agrees_on_it(ada)
        with visit(browser, demo) as bo:
            bo.open(ada.page.url.removeprefix(demo))
            expect(heading(bo, "1 action chosen, 1.5 days")).to_be_visible()
            expect(first_box(bo)).to_have_attribute("aria-checked", "true")
            assert bo.complaints == []
        takes_it_back_with_the_keyboard(ada)
        takes_the_file(ada)
        assert ada.complaints == []
        assert ada.strangers() == []


def heading(visitor: Visit, words: str) -> Locator:
    return visitor.page.get_by_role("heading", level=2, name=words)


def first_box(visitor: Visit) -> Locator:
    return visitor.page.get_by_role("checkbox", name=re.compile("^(Fix|Do) it: ")).first


def first_row(visitor: Visit) -> Locator:
    return visitor.page.get_by_role("table").last.get_by_role("row").nth(1)


def ticks_the_first_action(ada: Visit) -> None:
    area = first_row(ada).inner_text()
    first_box(ada).click()
    expect(heading(ada, "1 action chosen")).to_be_visible()
    expect(first_box(ada)).to_have_attribute("aria-checked", "true")
    moved = [row for row in target_rows(ada) if ", then " in row]
    assert len(moved) == 1
    assert moved[0].splitlines()[0] in area, "it moves the area that it said it would move"


def target_rows(ada: Visit) -> list[str]:
    rows = ada.page.get_by_role("table").first.get_by_role("row").all()
    return [row.inner_text() for row in rows[1:]]


def agrees_on_it(ada: Visit) -> None:
    first_row(ada).locator("button.pick").click()
    dialog = ada.page.get_by_role("dialog")
    dialog.get_by_label("Effort in days").fill("1.5")
    dialog.get_by_label("Owner").fill("Tom <b>Berg</b>")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_text("Choose who you are before you agree on an action")).to_be_visible()
    chooser = dialog.get_by_role("combobox", name="You are")
    chooser.click()
    ada.page.get_by_role("option").first.click()
    ada.settled()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).not_to_be_visible()
    ada.settled()
    expect(first_row(ada)).to_contain_text("Tom <b>Berg</b>")
    expect(first_row(ada)).to_contain_text("1.5 days")
    expect(heading(ada, "1 action chosen, 1.5 days")).to_be_visible()


def takes_it_back_with_the_keyboard(ada: Visit) -> None:
    first_box(ada).focus()
    ada.page.keyboard.press("Space")
    expect(heading(ada, "No target is reached yet")).to_be_visible()
    expect(first_box(ada)).to_have_attribute("aria-checked", "false")
    assert "do=" not in ada.page.url


def takes_the_file(ada: Visit) -> None:
    ada.settled()  # a button of the run before would ask for a file that is gone
    with ada.page.expect_download() as begun:
        ada.page.get_by_role("button", name="Download CSV").click()
    file = begun.value
    assert re.fullmatch(r"plan-\d{4}-\d\d-\d\d\.csv", file.suggested_filename)
    assert file.path().read_text("utf-8-sig").startswith("Rank,Action,Question,")
