"""Three journeys by keyboard alone: an executive's, a respondent's and a platform engineer's."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import WIDE, served, visit
from demo_home import demo_home
from keyboard import Keyboard
from playwright.sync_api import Browser, expect
from review_home import MAPPING, review_home

from app.config import load
from app.context import Context
from assessments import question_files

ASKED = question_files.load().questions[0]


@pytest.fixture
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = demo_home(tmp_path_factory)
    with served(tmp_path_factory.mktemp("keyboard"), "--demo", f"--home={home}") as url:
        yield url


def test_an_executive_opens_a_contradiction_and_its_rows_and_comes_back(
    browser: Browser, demo: str
) -> None:
    with visit(browser, demo, WIDE) as visitor:
        visitor.open()
        keys = Keyboard(visitor)
        keys.start()
        page = visitor.page
        first = page.get_by_role("listitem").filter(has_text="is claimed at").first
        cost, subject = (first.get_by_role("button").nth(at) for at in range(2))
        keys.act(subject)
        finding = page.get_by_role(
            "dialog", name=re.compile(f"^{re.escape(subject.inner_text())}: ")
        )
        expect(finding.get_by_role("heading", name="Rows behind this")).to_be_visible()
        query = finding.get_by_text("The query behind it")
        keys.act(query)
        expect(finding.get_by_text("select").first).to_be_visible()
        keys.press("Escape")
        expect(finding).to_have_count(0)
        keys.comes_back(subject)
        keys.reach(cost, "Shift+Tab")
        keys.press("Enter")
        rows = page.get_by_role("dialog")
        expect(rows.get_by_role("table").first).to_be_visible()
        keys.reach(rows.get_by_role("button", name="Close"))
        keys.press("Enter")
        expect(rows).to_have_count(0)
        keys.comes_back(cost)
        keys.go("Plan")
        assert keys.unseen == []
        assert visitor.complaints == []


def test_whoever_takes_a_file_from_a_dialog_leaves_it_by_the_next_key(
    browser: Browser, demo: str
) -> None:
    with visit(browser, demo, WIDE) as visitor:
        visitor.open()
        keys = Keyboard(visitor)
        keys.start()
        page = visitor.page
        take, dialog = page.get_by_role("button", name="Download"), page.get_by_role("dialog")
        keys.act(take)
        html = dialog.get_by_role("button", name="Download HTML")
        with page.expect_download():
            keys.act(html)
        expect(html).to_be_enabled()
        keys.press("Escape")
        expect(dialog).to_have_count(0)
        keys.comes_back(take)
        assert visitor.complaints == []


def test_a_respondent_answers_sees_the_verdict_and_withdraws_and_undoes(
    browser: Browser, demo: str
) -> None:
    with visit(browser, demo, WIDE) as visitor:
        visitor.open("/assessment")
        keys = Keyboard(visitor)
        keys.start()
        page = visitor.page
        keys.write(page.get_by_label("Name", exact=True), "Kim Keys")
        keys.choose(page.get_by_role("combobox", name="Role"), "platform")
        keys.act(page.get_by_role("button", name="Start"))
        options = page.get_by_role("radiogroup", name=ASKED.text)
        keys.act(options, "Space")
        saved = page.get_by_text(re.compile("^Saved "))
        expect(saved).to_have_count(1)
        expect(options.get_by_role("radio").first).to_be_checked()
        keys.comes_back(options)
        keys.press("ArrowDown")
        chosen = options.get_by_role("radio", name=ASKED.levels[1].answer)
        expect(chosen).to_be_checked()
        expect(page.get_by_text(re.compile(r"“2 Recorded” for \d+ models: "))).to_be_visible()
        keys.comes_back(options)
        keys.act(page.get_by_text("Comment, evidence link, withdrawal").first)
        keys.act(page.get_by_role("button", name="Withdraw this answer"))
        expect(saved).to_have_count(0)
        expect(chosen).not_to_be_checked()
        keys.comes_back(page.get_by_role("button", name="Undo the withdrawal of 2 Recorded"))
        keys.press("Enter")
        expect(chosen).to_be_checked()
        assert keys.unseen == []
        assert visitor.complaints == []


def test_an_engineer_reads_a_source_accepts_and_undoes_and_removes_and_puts_back(
    browser: Browser, tmp_path: Path
) -> None:
    review_home(tmp_path)
    with Context(load(tmp_path / "settings.toml")) as context:
        ada = context.people.join("Ada", "platform", "").id
    settings = (tmp_path / "settings.toml").read_text("utf-8")
    with served(tmp_path, "--config=settings.toml") as url, visit(browser, url, WIDE) as visitor:
        visitor.open(f"/review?who={ada}")
        keys = Keyboard(visitor)
        keys.start()
        page = visitor.page
        keys.act(page.get_by_role("button", name=re.compile("^Accept")))
        expect(page.get_by_text("churn-scorer-gpu belongs to churn-scorer").first).to_be_visible()
        keys.act(page.get_by_role("button", name=re.compile("^Undo: churn-scorer-gpu")))
        expect(visitor.title()).to_contain_text("$151 of AI cost")
        assert (tmp_path / "mapping.yaml").read_text("utf-8") == MAPPING
        keys.go("Sources")
        keys.act(page.get_by_role("button", name="Sync now"))
        expect(page.get_by_text(re.compile(r"bill\s+ok\s+\d"))).to_be_visible()
        expect(page.get_by_role("button", name="Sync now")).to_be_enabled()
        keys.go("Settings")
        keys.act(page.get_by_text("Remove a source"))
        keys.choose(page.get_by_role("combobox", name="Source"), "bill")
        keys.act(page.get_by_role("button", name="Remove", exact=True))
        keys.act(page.get_by_role("button", name="Yes, remove bill"))
        expect(visitor.title()).to_have_text("Settings: 1 source connected")
        keys.act(page.get_by_role("button", name="Undo and put bill back"))
        expect(visitor.title()).to_have_text("Settings: 2 sources connected")
        assert (tmp_path / "settings.toml").read_text("utf-8") == settings
        assert keys.unseen == []
        assert visitor.complaints == []
