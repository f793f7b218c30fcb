"""Every page and what opens on it: no barrier, no word cut, nothing to complain of, on paper too.

What was seen is kept as pictures and PDF files under tests/artefacts.
"""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from accessibility import violations
from browser import PHONE, WIDE, Visit, served, served_script, visit
from demo_home import demo_home
from every_page import (
    ARTEFACTS,
    NEW,
    OPENED,
    PAGES,
    SCHEMES,
    Place,
    Scheme,
    cut,
    go,
    known,
    stand,
)
from playwright.sync_api import Browser, ViewportSize, expect

import app

FIXTURES = Path(__file__).parents[1] / "fixtures"
ENTRY = Path(app.__file__).parent / "entry"
WALL: ViewportSize = {"width": 2560, "height": 1300}
PAPER: ViewportSize = {"width": 703, "height": 1000}
"""What A4 leaves between margins of 12 mm, in pixels of 1/96 inch."""
MARGIN = dict.fromkeys(("top", "right", "bottom", "left"), "12mm")
A_SHEET = re.compile(rb"/Type /Page\b")
SHEETS = {
    "scorecard": 2,
    "plan": 3,
    "cost": 3,
    "rollback": 3,
    "trend": 5,
    "models": 3,
    "people": 3,
    "sources": 1,
    "review": 2,
    "settings": 2,
    "setup": 3,
    "attestations": 3,
    "a model": 9,
    "a finding": 2,
    "a model's finding": 2,
    "findings behind a number": 3,
}
"""How many sheets of A4 a page of the demo may take."""
TO_CLICK = """
() => [...document.querySelectorAll('header, nav, button:not([role="radio"])')]
  .filter((each) => each.checkVisibility() && each.innerText.trim())
  .map((each) => `“${each.innerText.trim()}” is printed, and cannot be clicked on paper`)
"""
THEIRS = ("landmark-unique", "stPagination")
"""The one that stands on our pages as well, where two lists are paged: it cannot be named."""
STOCK = {
    "light": {THEIRS},
    "dark": {("color-contrast", "stMarkdownContainer"), THEIRS},
}
"""What a page of Streamlit's own parts fails at, rule and part: ours must not, but for that one."""


@pytest.fixture(scope="module", autouse=True)
def _pictures() -> None:
    ARTEFACTS.mkdir(exist_ok=True)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo_home(tmp_path_factory)


@pytest.fixture(scope="module")
def facts(home: Path) -> dict[str, str]:
    return known(home)


@pytest.fixture(scope="module")
def visitor(
    browser: Browser, home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Visit]:
    folder = tmp_path_factory.mktemp("every-page")
    with served(folder, "--demo", f"--home={home}") as url, visit(browser, url) as opened:
        yield opened


@pytest.fixture(scope="module")
def newcomer(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    with served(tmp_path_factory.mktemp("new")) as url, visit(browser, url) as opened:
        yield opened


def named(place: Place) -> str:
    return place.name


@pytest.mark.parametrize("place", [*PAGES, *OPENED], ids=named)
def test_a_page_has_no_barrier_cuts_no_word_and_prints_whole(
    visitor: Visit, facts: dict[str, str], place: Place
) -> None:
    go(visitor, place, facts)
    found = [
        *seen(visitor, place, WIDE),
        *barriers(visitor, "light"),
        *in_the_dark(visitor, place),
        *seen(visitor, place, PHONE),
        *seen(visitor, place, WALL),
        *printed(visitor, place),
        *complained(visitor),
    ]
    assert not found, told(visitor, place, found)


@pytest.mark.parametrize("place", NEW, ids=named)
def test_a_page_of_a_home_that_holds_nothing_has_no_barrier_and_cuts_no_word(
    newcomer: Visit, place: Place
) -> None:
    go(newcomer, place, {})
    found = [
        *seen(newcomer, place, WIDE),
        *barriers(newcomer, "light"),
        *seen(newcomer, place, PHONE),
        *complained(newcomer),
    ]
    assert not found, told(newcomer, place, found)


def told(visitor: Visit, place: Place, found: list[str]) -> str:
    return "\n  ".join((f"{place.name}, {visitor.page.url}:", *found))


def seen(visitor: Visit, place: Place, size: ViewportSize, scheme: Scheme = "light") -> list[str]:
    """Look at the page on a screen of this size; return which words are cut there."""
    visitor.page.emulate_media(color_scheme=scheme)
    visitor.page.set_viewport_size(size)
    stand(visitor, scheme)
    found = cut(visitor)
    picture = f"{file_name(place)}-{size['width']}-{scheme}.png"
    visitor.page.screenshot(path=ARTEFACTS / picture)
    return [f"{size['width']} pixels, {scheme}: {each}" for each in found]


def in_the_dark(visitor: Visit, place: Place) -> list[str]:
    """Look at the page in the dark theme, and leave it in the light one."""
    found = [*seen(visitor, place, WIDE, "dark"), *barriers(visitor, "dark")]
    visitor.page.emulate_media(color_scheme="light")
    return found


def barriers(visitor: Visit, scheme: str, only: str | None = None) -> list[str]:
    return [
        f"{scheme}: {rule} in {part}: {element}"
        for rule, part, element in violations(visitor.page, only)
        if (rule, part) != THEIRS
    ]


def printed(visitor: Visit, place: Place) -> list[str]:
    """Print the page, as somebody does who reads it in the dark theme."""
    page = visitor.page
    page.set_viewport_size(WIDE)
    page.emulate_media(color_scheme="dark")
    stand(visitor, "dark")
    page.emulate_media(color_scheme="dark", media="print")
    page.set_viewport_size(PAPER)
    stand(visitor)
    found = [*page.evaluate(TO_CLICK), *cut(visitor)]
    dim = barriers(visitor, "on paper", "color-contrast")
    paper = page.pdf(path=ARTEFACTS / f"{file_name(place)}.pdf", format="A4", margin=MARGIN)
    page.emulate_media(color_scheme="light", media="screen")
    page.set_viewport_size(WIDE)
    sheets = len(A_SHEET.findall(paper))
    if sheets > SHEETS.get(place.name, sheets):
        found.append(f"{sheets} sheets, where {SHEETS[place.name]} are enough")
    return [*(f"on paper: {each}" for each in found), *dim]


def complained(visitor: Visit) -> list[str]:
    """Return what the console said and what was asked of other hosts since this was asked last."""
    found = [*visitor.complaints, *visitor.strangers()]
    visitor.complaints.clear()
    visitor.asked.clear()
    return found


def file_name(place: Place) -> str:
    return re.sub("[^a-z0-9]+", "-", place.name.lower()).strip("-")


def test_what_a_page_of_streamlits_own_parts_fails_at_is_known(
    browser: Browser, tmp_path: Path
) -> None:
    script = Path(shutil.copy(FIXTURES / "stock_page.py", tmp_path))
    shutil.copytree(ENTRY / ".streamlit", tmp_path / ".streamlit")
    with served_script(script) as url, visit(browser, url) as stranger:
        found = {}
        for scheme in SCHEMES:
            stranger.page.emulate_media(color_scheme=scheme)
            found[scheme] = set()
            for address in ("/", "/?dialog=1"):
                stranger.page.goto(f"{url}{address}")
                expect(stranger.page.get_by_text("Said").last).to_be_attached()
                expect(stranger.page.get_by_role("dialog")).to_have_count(address.count("dialog"))
                stand(stranger, scheme)
                found[scheme] |= {(rule, part) for rule, part, _ in violations(stranger.page)}
    assert found == STOCK
