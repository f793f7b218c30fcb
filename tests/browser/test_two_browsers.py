"""The assessment in two browsers at once: resumable anywhere, and nothing is ever overwritten."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Visit, served, visit
from demo_home import demo_home
from playwright.sync_api import Browser, Locator, expect

from app.config import load
from app.context import Context
from assessments import question_files

QUESTIONS = question_files.load().questions
FIRST, OTHER, *_ = (each for each in QUESTIONS if each.area == "ownership")
SAVED = re.compile("^Saved ")
TOLD = re.compile("nothing was overwritten")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo_home(tmp_path_factory)


@pytest.fixture(scope="module")
def demo(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("two"), "--demo", f"--home={home}") as url:
        yield url


@pytest.fixture
def ada(home: Path) -> str:
    return newcomer(home, "Ada")


@pytest.fixture
def bo(home: Path) -> str:
    return newcomer(home, "Bo")


def newcomer(home: Path, name: str) -> str:
    """Add somebody who has not answered yet; return their name."""
    with Context(load(home=home, demo=True)) as context:
        number = len(context.people.everyone())
        return context.people.join(f"{name} Example {number}", "platform", "").name


@pytest.fixture
def laptop(browser: Browser, demo: str) -> Iterator[Visit]:
    with visit(browser, demo) as visitor:
        yield visitor
        assert visitor.complaints == []


@pytest.fixture
def desktop(browser: Browser, demo: str) -> Iterator[Visit]:
    with visit(browser, demo) as visitor:
        yield visitor
        assert visitor.complaints == []


def answered(questions: int) -> str:
    return f"{questions} of {len(QUESTIONS)} questions answered"


def comes(visitor: Visit, name: str) -> None:
    """Open the assessment and choose a name."""
    visitor.open("/assessment")
    visitor.choose("You are", name)
    expect(options(visitor)).to_be_visible()
    visitor.settled()


def options(visitor: Visit, question: str = FIRST.text) -> Locator:
    return visitor.page.get_by_role("radiogroup", name=question)


def picks(visitor: Visit, level: int) -> None:
    options(visitor).get_by_text(FIRST.levels[level - 1].answer, exact=True).click()


def shows(visitor: Visit, level: int) -> None:
    """See that this level, and no other, is the one that is picked."""
    visitor.settled()
    picked = options(visitor).get_by_role("radio", checked=True)
    expect(picked).to_have_count(1)
    expect(picked.and_(chosen(visitor, level))).to_have_count(1)


def chosen(visitor: Visit, level: int) -> Locator:
    return options(visitor).get_by_role("radio", name=FIRST.levels[level - 1].answer)


def judged(visitor: Visit, word: str) -> None:
    expect(visitor.page.get_by_text(f"“{word}” for ")).to_be_visible()


def test_what_is_answered_on_one_machine_is_gone_on_with_on_another(
    laptop: Visit, desktop: Visit, ada: str
) -> None:
    comes(laptop, ada)
    picks(laptop, 3)
    judged(laptop, "3 Working")
    comes(desktop, ada)
    shows(desktop, 3)
    judged(desktop, "3 Working")
    expect(desktop.page.get_by_text(answered(1))).to_be_visible()
    options(desktop, OTHER.text).get_by_text(OTHER.levels[1].answer, exact=True).click()
    expect(desktop.page.get_by_text(answered(2))).to_be_visible()
    laptop.page.reload()
    expect(laptop.page.get_by_text(answered(2))).to_be_visible()
    shows(laptop, 3)


def test_who_answers_what_was_answered_elsewhere_is_told_and_sees_what_stands(
    laptop: Visit, desktop: Visit, ada: str
) -> None:
    for visitor in (laptop, desktop):
        comes(visitor, ada)
    picks(laptop, 3)
    expect(laptop.page.get_by_text(SAVED)).to_have_count(1)
    picks(desktop, 5)
    expect(desktop.page.get_by_text(TOLD)).to_be_visible()
    shows(desktop, 3)
    judged(desktop, "3 Working")
    laptop.page.reload()
    shows(laptop, 3)


def test_a_mind_changed_in_two_places_keeps_the_first_change_and_tells_the_second(
    laptop: Visit, desktop: Visit, ada: str
) -> None:
    comes(laptop, ada)
    picks(laptop, 3)
    judged(laptop, "3 Working")
    comes(desktop, ada)
    shows(desktop, 3)
    picks(laptop, 2)
    judged(laptop, "2 Recorded")
    picks(desktop, 4)
    expect(desktop.page.get_by_text(TOLD)).to_be_visible()
    shows(desktop, 2)
    judged(desktop, "2 Recorded")
    picks(desktop, 4)
    judged(desktop, "4 Measured")
    expect(desktop.page.get_by_text(TOLD)).to_have_count(0)
    shows(desktop, 4)


def test_two_people_answer_the_same_question_without_hearing_of_each_other(
    laptop: Visit, desktop: Visit, ada: str, bo: str
) -> None:
    comes(laptop, ada)
    comes(desktop, bo)
    picks(laptop, 4)
    picks(desktop, 1)
    judged(laptop, "4 Measured")
    judged(desktop, "1 Absent")
    for visitor, level in ((laptop, 4), (desktop, 1)):
        visitor.page.reload()
        shows(visitor, level)
        expect(visitor.page.get_by_text(TOLD)).to_have_count(0)


def test_answers_clicked_in_haste_end_with_the_last_one_saved(laptop: Visit, ada: str) -> None:
    comes(laptop, ada)
    for level in (1, 2, 3, 4, 5, 2):
        picks(laptop, level)
    shows(laptop, 2)
    judged(laptop, "2 Recorded")
    expect(laptop.page.get_by_text(TOLD)).to_have_count(0)
    laptop.page.reload()
    shows(laptop, 2)
