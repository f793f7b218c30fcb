"""Two respondents in two browsers: one invites the other, they disagree, and the pages say so."""

import re
from collections.abc import Iterator

import pytest
from browser import PHONE, Visit, served, visit
from playwright.sync_api import Browser, Locator, expect

from app.config import load
from app.context import Context
from assessments import question_files

ASKED = question_files.load().questions[0]
APART = "The executive says 4 Measured, the ML engineer says 2 Recorded"
COMMENT = "Seen in <b>the</b> registry"
LINK = "https://wiki.example.com/owners"


@pytest.fixture
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("apart")
    settings = folder / "mlops-scorecard.toml"
    settings.write_text('[sources.show]\nkind = "demo"\n', encoding="utf-8")
    with Context(load(settings)) as context:
        context.syncing.run()
    with served(folder) as url:
        yield url


def test_two_respondents_in_two_browsers_disagree_and_the_pages_say_so(
    browser: Browser, demo: str
) -> None:
    with visit(browser, demo) as ada, visit(browser, demo, PHONE) as bo:
        adds_herself(ada)
        link = invites(ada, "Bo Example", "ML engineer")
        answers_with_a_comment(ada)
        bo.open(link.removeprefix(demo))
        sees_nothing_of_others(bo)
        picks(bo, 2)
        reads_that_they_disagree(bo)
        ada.page.reload()
        reads_that_they_disagree(ada)
        finds_it_on_the_people_page(ada)
        closes_the_round(ada)
        is_told_that_it_is_closed(bo)
        assert ada.complaints + bo.complaints == []
        assert ada.strangers() + bo.strangers() == []


def options(visitor: Visit) -> Locator:
    return visitor.page.get_by_role("radiogroup", name=ASKED.text)


def picks(visitor: Visit, level: int) -> None:
    options(visitor).get_by_text(ASKED.levels[level - 1].answer, exact=True).click()


def adds_herself(ada: Visit) -> None:
    ada.open("/people")
    expect(ada.title()).to_have_text("Nobody is asked yet: invite those who know")
    ada.page.get_by_label("Name", exact=True).fill("Ada Example")
    ada.choose("Role", "executive")
    ada.page.get_by_role("button", name="Start").click()
    expect(ada.title()).to_have_text("1 respondent has not begun to answer")
    ada.settled()


def invites(ada: Visit, name: str, role: str) -> str:
    page = ada.page
    page.get_by_text("Invite somebody").click()
    expect(page.get_by_role("button", name="Invite", exact=True)).to_be_visible()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Mail", exact=True).fill("bo@company.example")
    ada.choose("Role", role)
    page.get_by_role("button", name="Invite", exact=True).click()
    expect(ada.title()).to_contain_text(f"{name}: 0 of ")
    ada.settled()
    return page.get_by_test_id("stCode").inner_text().strip()


def answers_with_a_comment(ada: Visit) -> None:
    page = ada.page
    ada.go("Assessment")
    picks(ada, 4)
    expect(page.get_by_text(re.compile("^Saved "))).to_have_count(1)
    expect(page.get_by_text("Nobody else has answered this yet")).to_be_visible()
    page.get_by_text("Comment, evidence link, withdrawal").click()
    page.get_by_label("Comment", exact=True).fill(COMMENT)
    page.get_by_label("Where it can be seen").fill(LINK)
    page.get_by_role("button", name="Save comment and link").click()
    expect(page.get_by_text("All 2 revisions")).to_be_visible()
    expect(page.get_by_role("link", name=LINK)).to_have_attribute("rel", "noreferrer noopener")
    ada.settled()


def sees_nothing_of_others(bo: Visit) -> None:
    expect(bo.page.get_by_text("Bo Example, ML engineer", exact=True)).to_be_visible()
    expect(options(bo)).to_be_visible()
    for told in ("The executive says", "other respondent", COMMENT, "contradicted"):
        assert told not in bo.words()


def reads_that_they_disagree(visitor: Visit) -> None:
    expect(visitor.page.get_by_text(f"{APART}: all 24 models.")).to_be_visible()
    strip = visitor.page.get_by_role("img", name="ML engineer, 1 respondent: 1 at 2 Recorded")
    expect(strip).to_be_visible()


def finds_it_on_the_people_page(ada: Visit) -> None:
    page = ada.page
    ada.go("People")
    expect(page.get_by_role("heading", name="Respondents disagree on 1 of")).to_be_visible()
    row = page.get_by_role("table", name="Disagreements, the widest first").get_by_role("row")
    expect(row.nth(1)).to_contain_text(f"{ASKED.title} all 24 models {APART}.".split(" all ")[0])
    row.nth(1).get_by_role("button").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text(f"{APART}.")).to_be_visible()
    expect(dialog.get_by_text(COMMENT, exact=True)).to_be_visible()
    expect(dialog.get_by_role("link", name=LINK)).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def closes_the_round(ada: Visit) -> None:
    page = ada.page
    ada.settled()
    page.get_by_text("Rounds", exact=True).click()
    page.get_by_label("Note").fill("The board has it")
    page.get_by_role("button", name=re.compile("^Close ")).last.click()
    expect(page.get_by_text(re.compile("closed on .* by Ada Example")).first).to_be_visible()


def is_told_that_it_is_closed(bo: Visit) -> None:
    picks(bo, 3)
    expect(bo.page.get_by_text("this round of the assessment is closed")).to_be_visible()
    expect(options(bo)).to_have_count(0)
    expect(bo.page.get_by_text(f"2 Recorded. {ASKED.levels[1].answer}")).to_be_visible()
