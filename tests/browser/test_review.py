"""The Review page in a browser: one click gives a thing to a model, another takes it back."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Visit, served, visit
from playwright.sync_api import Browser, expect
from review_home import MAPPING, review_home

from app.config import load
from app.context import Context


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    review_home(tmp_path)
    return tmp_path


@pytest.fixture
def visitor(browser: Browser, folder: Path) -> Iterator[Visit]:
    with (
        served(folder, "--config=settings.toml") as url,
        visit(browser, url) as opened,
    ):
        yield opened
        assert opened.complaints == []
        assert opened.strangers() == []


def test_one_click_gives_a_thing_to_a_model_and_another_takes_it_back(
    visitor: Visit, folder: Path
) -> None:
    with Context(load(folder / "settings.toml")) as context:
        ada = context.people.join("Ada", "platform", "").id
    visitor.open(f"/review?who={ada}")
    page = visitor.page
    expect(visitor.title()).to_have_text(
        "In all that was read, no model is known for $151 of AI cost"
    )
    page.get_by_role("button", name=re.compile("^Accept")).click()
    told = page.get_by_text("churn-scorer-gpu belongs to churn-scorer from now on")
    expect(told.first).to_be_visible()
    expect(visitor.title()).to_have_text(
        "In all that was read, no model is known for $30 of AI cost"
    )
    assert 'value: "churn-scorer-gpu"' in (folder / "mapping.yaml").read_text("utf-8")
    visitor.settled()
    page.get_by_role("button", name=re.compile("^Undo: churn-scorer-gpu")).click()
    expect(visitor.title()).to_have_text(
        "In all that was read, no model is known for $151 of AI cost"
    )
    assert (folder / "mapping.yaml").read_text("utf-8") == MAPPING


def test_a_thing_opens_with_the_lines_to_paste(visitor: Visit) -> None:
    visitor.open("/review")
    page = visitor.page
    page.get_by_role("button", name="zebra").click()
    dialog = page.get_by_role("dialog", name="zebra")
    visitor.choose("Belongs to", "price-forecast", dialog)
    expect(dialog.get_by_text('value: "zebra"')).to_be_visible()
    expect(dialog.get_by_text("Say who you are on the page, to accept it here.")).to_be_visible()
