"""From nothing to a scorecard of one's own: three sources connected on the setup page, and read."""

import shutil
from pathlib import Path

import pytest
from accounts.pagerduty import CANARY, WithOnCall
from browser import Visit, served, visit
from faulty_server import faulty_server
from playwright.sync_api import Browser, expect

FIXTURES = Path(__file__).parents[1] / "fixtures"


def test_from_nothing_to_a_scorecard_of_ones_own(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(FIXTURES / "inventory", tmp_path / "inventory")
    shutil.copy(FIXTURES / "focus" / "focus-1.0.csv", tmp_path / "bill.csv")
    monkeypatch.setenv("PD_TOKEN", CANARY)
    file = tmp_path / "mlops-scorecard.toml"
    with (
        faulty_server(WithOnCall()) as account,
        served(tmp_path) as url,
        visit(browser, url) as eve,
    ):
        eve.open()
        expect(eve.title()).to_have_text("Nothing is connected yet")
        eve.page.get_by_role("link", name="Connect a source").click()
        expect(eve.title()).to_have_text("Setup: nothing is connected")
        connects(eve, "The bill", "focus", {"Path": "bill.csv"}, "1 file, FOCUS 1.0", 1)
        connects(eve, "People", "inventory", {"Path": "inventory"}, "people", 2)
        pager = {"Token, name of the variable": "PD_TOKEN", "Url": account.url}
        connects(eve, "Incidents", "pagerduty", pager, "PagerDuty answers", 3)
        assert CANARY not in file.read_text("utf-8")
        assert CANARY not in eve.words()
        eve.page.get_by_role("button", name="Run the first sync").click()
        expect(eve.title()).not_to_contain_text("Setup")
        eve.settled()
        assert "3 sources" in eve.words()
        eve.go("Settings")
        expect(eve.title()).to_have_text("Settings: 3 sources connected")
        assert "token from environment variable PD_TOKEN, set" in eve.words()
        assert eve.complaints == []
        assert eve.strangers() == []


def connects(
    eve: Visit, brings: str, kind: str, settings: dict[str, str], said: str, count: int
) -> None:
    eve.open(f"/setup?brings={brings.replace(' ', '%20')}&kind={kind}")
    main = eve.page.get_by_test_id("stMain")
    if "Url" in settings:
        main.get_by_text("More settings").click()
    for label, value in settings.items():
        box = main.get_by_role("textbox", name=label, exact=True)
        box.fill(value)
        box.press("Enter")
        eve.settled()
    expect(main.get_by_role("button", name="Test connection")).to_be_enabled()
    main.get_by_role("button", name="Test connection").click()
    expect(main.get_by_test_id("stAlert").filter(has_text=said)).to_be_visible()
    main.get_by_role("button", name="Add to settings").click()
    sources = f"{count} source{'s' if count > 1 else ''}"
    expect(eve.title()).to_have_text(f"Setup: {sources} connected")
    eve.settled()
