"""Statements in a browser: a second person approves over the page, and one is taken back."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from browser import PHONE, WIDE, Visit, served, visit
from demo_home import demo_home
from playwright.sync_api import Browser, Locator, ViewportSize, expect

from app import text
from app.config import load
from app.context import Context
from assessments.scoring import Verdict

MODEL = "damage-detection"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo_home(tmp_path_factory)


@pytest.fixture(scope="module")
def demo(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("stated"), "--demo", f"--home={home}") as url:
        yield url


@pytest.fixture(params=[WIDE, PHONE], ids=["wide", "phone"])
def visitor(browser: Browser, demo: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    viewport: ViewportSize = request.param
    with visit(browser, demo, viewport) as opened:
        yield opened
        assert opened.complaints == []
        assert opened.strangers() == []


def asked_for(home: Path) -> str:
    """Let somebody ask for an exemption; return who may approve it."""
    with Context(load(home=home, demo=True)) as context:
        number = len(context.people.everyone())
        asker, second = (
            context.people.join(f"{name} Example {number}", "risk", "") for name in ("Ada", "Bo")
        )
        until = context.statements.today() + timedelta(days=9)
        context.statements.exempt(
            "K1", "model", MODEL, "Switched off in spring.", until, None, asker.id
        )
        return second.id


def verdict(home: Path) -> Verdict:
    with Context(load(home=home, demo=True)) as context:
        return next(
            each.verdict
            for each in context.scorecard().findings()
            if (each.question.id, each.subject) == ("K1", MODEL)
        )


def opened(visitor: Visit, standing: str) -> Locator:
    """Open the model's statement that stands so, and return what stands over the page."""
    row = visitor.page.get_by_role("row", name=MODEL).filter(has_text=standing)
    row.filter(has_text="K1").get_by_role("button").click()
    dialog = visitor.page.get_by_role("dialog")
    expect(dialog).to_contain_text("Switched off in spring.")
    return dialog


def test_a_second_person_approves_over_the_page_and_it_can_be_taken_back(
    visitor: Visit, home: Path
) -> None:
    before = verdict(home)
    second = asked_for(home)
    visitor.open(f"/attestations?who={second}")
    waiting = opened(visitor, "waits for a second person")
    waiting.get_by_role("button", name="Approve as a second person").click()
    moved = visitor.page.get_by_test_id("stAlert")
    expect(moved).to_contain_text("Approved: K1 does not apply")
    expect(moved).to_contain_text(f"{MODEL}: {text.verdict(before)} → not applicable")
    assert verdict(home) is Verdict.NOT_APPLICABLE

    dialog = opened(visitor, "in force")
    dialog.get_by_label("Why it is taken back").fill("It does apply.")
    dialog.get_by_role("button", name="Take it back").click()
    expect(moved).to_contain_text("Taken back")
    expect(moved).to_contain_text(f"{MODEL}: not applicable → {text.verdict(before)}")
    visitor.settled()
    assert "taken back by Bo Example" in visitor.words()
    assert verdict(home) is before
