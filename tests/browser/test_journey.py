"""A newcomer's way through the demo, in a real browser that must have nothing to complain of."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from browser import Visit, served, visit
from demo_home import demo_home
from playwright.sync_api import Browser, Download, Locator, expect

from assessments import question_files, snapshot

A_YEAR_MADE_UP = 90_000
"""Milliseconds: reading the demo portfolio and judging its months, on a busy machine."""
UNSAID = re.compile(r"\b(None|nan|NaN|undefined|Traceback)\b")
VERDICT = re.compile(r"“.+” for \d+ models: .*\d (contradicted|confirmed|understated|unproven)")
QUESTIONS = question_files.load().questions
ASKED = QUESTIONS[0]
"""The first question of the first area."""


@pytest.fixture
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = demo_home(tmp_path_factory)
    with served(tmp_path_factory.mktemp("journey"), "--demo", f"--home={home}") as url:
        yield url


def test_a_newcomer_reads_answers_and_takes_the_scorecard_along(
    browser: Browser, demo: str, tmp_path: Path
) -> None:
    with visit(browser, demo) as newcomer:
        newcomer.open()
        reads_the_headline(newcomer)
        opens_the_first_contradiction(newcomer)
        newcomer.go("Assessment")
        answers_a_question(newcomer)
        newcomer.go("Models")
        opens_a_model(newcomer)
        newcomer.go("Sources")
        reads_the_sources_anew(newcomer)
        newcomer.go("Scorecard")
        files = takes_the_snapshot_along(newcomer, tmp_path)
        assert newcomer.complaints == []
        assert newcomer.strangers() == []
    reads_the_file_without_any_server(browser, files)


def reads_the_headline(newcomer: Visit) -> None:
    headline = newcomer.title().inner_text()
    areas = [area.title.lower() for area in question_files.load().areas]
    assert re.search(r"[$€£]\d", headline) or any(area in headline.lower() for area in areas)
    assert len(headline.split()) > 5
    expect(newcomer.page.get_by_role("region")).to_have_count(len(areas))
    expect(newcomer.page.get_by_text("Simulated data")).to_be_visible()
    assert not UNSAID.search(newcomer.words())


def opens_the_first_contradiction(newcomer: Visit) -> None:
    first = newcomer.page.get_by_role("listitem").filter(has_text="is claimed at").first
    subject = first.get_by_role("paragraph").first.get_by_role("button")
    name = subject.inner_text()
    seen = first.get_by_role("paragraph").nth(1).inner_text()
    subject.click()
    dialog = newcomer.page.get_by_role("dialog", name=f"{name}: claim and evidence")
    expect(dialog.get_by_role("article")).to_contain_text(seen)
    expect(dialog.get_by_text(re.compile(r"^Claimed \d \w+, ")).first).to_be_visible()
    expect(dialog.get_by_role("table", name="Conditions by level")).to_be_visible()
    expect(dialog.get_by_text("not met").first).to_be_visible()
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_have_count(0)


def answers_a_question(newcomer: Visit) -> None:
    page = newcomer.page
    page.get_by_label("Name", exact=True).fill("Nia Newcomer")
    newcomer.choose("Role", "platform")
    page.get_by_role("button", name="Start").click()
    expect(options(newcomer)).to_be_visible()
    newcomer.settled()
    expect(page.get_by_text(VERDICT)).to_have_count(0)
    expect(page.get_by_role("table")).to_have_count(0)
    expect(page.get_by_text("Saved")).to_have_count(0)
    options(newcomer).get_by_text(ASKED.levels[2].answer, exact=True).click()
    found_saved(newcomer)
    opens_the_worst_model_of_the_verdict(newcomer)
    page.reload()
    found_saved(newcomer)
    expect(page.get_by_text(f"1 of {len(QUESTIONS)} questions answered")).to_be_visible()


def opens_the_worst_model_of_the_verdict(newcomer: Visit) -> None:
    newcomer.settled()
    listed = newcomer.page.get_by_role("rowheader").first.get_by_role("button")
    dialog = newcomer.page.get_by_role("dialog", name=f"{listed.inner_text()}: claim and evidence")
    listed.click()
    expect(dialog.get_by_role("table", name="Conditions by level")).to_be_visible()
    newcomer.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(newcomer.page).not_to_have_url(re.compile("finding="))  # a link would open it again


def options(visitor: Visit) -> Locator:
    return visitor.page.get_by_role("radiogroup", name=ASKED.text)


def found_saved(visitor: Visit) -> None:
    chosen = options(visitor).get_by_role("radio", name=ASKED.levels[2].answer)
    expect(visitor.page.get_by_text(re.compile("^Saved "))).to_have_count(1)
    expect(chosen).to_be_checked()
    expect(visitor.page.get_by_text(VERDICT)).to_contain_text("“3 Working” for ")


def opens_a_model(newcomer: Visit) -> None:
    page = newcomer.page
    listed = page.get_by_role("rowheader").first.get_by_role("button")
    model = listed.inner_text()
    listed.click()
    expect(newcomer.title()).to_contain_text(f"{model}: ")
    expect(page.get_by_role("table", name="Owners and deputies")).to_contain_text("owner")
    expect(page.get_by_role("table", name="Incidents")).to_be_visible()
    expect(page.get_by_text("Serving version", exact=True)).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("^Version .* serves now$"))).not_to_have_count(0)
    for part in ("Claims and evidence", "Cost by month", "Documents"):
        expect(page.get_by_role("heading", name=part)).to_be_visible()
    assert not UNSAID.search(newcomer.words())
    page.reload()
    expect(newcomer.title()).to_contain_text(f"{model}: ")
    newcomer.settled()
    page.get_by_role("button", name="All models").click()
    expect(newcomer.title()).to_contain_text("production models")
    newcomer.settled()
    page.get_by_role("link", name="Explore cost").click()
    expect(newcomer.title()).to_contain_text(" heads for $")
    expect(page.locator(".js-plotly-plot").first).to_be_visible()
    assert not UNSAID.search(newcomer.words())


def reads_the_sources_anew(newcomer: Visit) -> None:
    newcomer.page.get_by_role("button", name="Sync now").click()
    ended = newcomer.page.get_by_text(re.compile(r"^demo\s+ok\s+[\d,]+ rows landed, [\d.]+ s$"))
    expect(ended).to_be_visible()
    expect(newcomer.page.get_by_role("button", name="Sync now")).to_be_enabled()


def takes_the_snapshot_along(newcomer: Visit, folder: Path) -> dict[str, Path]:
    files = {}
    newcomer.page.get_by_role("button", name="Download", exact=True).click()
    for kind in ("HTML", "JSON"):
        with newcomer.page.expect_download() as asked:
            newcomer.page.get_by_role("button", name=f"Download {kind}").click()
        files[kind] = saved(asked.value, folder)
    newcomer.page.keyboard.press("Escape")
    body = files["JSON"].read_text(encoding="utf-8")
    assert snapshot.verify(body)
    document = json.loads(body)
    assert snapshot.recompute(document) == document["scores"]
    assert document["sha256"] in files["HTML"].read_text(encoding="utf-8")
    return files


def saved(download: Download, folder: Path) -> Path:
    file = folder / download.suggested_filename
    download.save_as(file)
    return file


def reads_the_file_without_any_server(browser: Browser, files: dict[str, Path]) -> None:
    address = files["HTML"].as_uri()
    with visit(browser, address) as reader:
        reader.page.goto(address)
        expect(reader.title()).to_be_visible()
        expect(
            reader.page.get_by_text(json.loads(files["JSON"].read_bytes())["sha256"])
        ).to_be_visible()
        assert reader.complaints == []
        assert [one for one in map(unquote, reader.asked) if not one.startswith("data:")] == [
            unquote(address)
        ]


# A first start


def test_a_first_start_with_nothing_connected_leads_to_the_demo_in_one_click(
    browser: Browser, tmp_path: Path
) -> None:
    with served(tmp_path) as url, visit(browser, url) as newcomer:
        newcomer.open()
        expect(newcomer.title()).to_have_text("Nothing is connected yet")
        assert not UNSAID.search(newcomer.words())
        newcomer.page.get_by_role("button", name="Open the demo").click()
        expect(newcomer.page.get_by_role("region")).to_have_count(5, timeout=A_YEAR_MADE_UP)
        expect(newcomer.page.get_by_text("Simulated data")).to_be_visible()
        newcomer.go("Models")
        expect(newcomer.title()).to_contain_text("production models")
        assert newcomer.complaints == []
        assert newcomer.strangers() == []
