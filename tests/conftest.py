"""Options that every test may read; fixtures stand beside the tests that use them, but for one."""

import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from opened_pages import Opened

MAIN = sys.modules["__main__"]
# How long one example takes says more of the machine than of the code.
settings.register_profile("anywhere", deadline=None)
settings.load_profile("anywhere")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--kills", type=int, default=10, help="how often the crash tests kill a process"
    )
    parser.addoption(
        "--odd", type=int, default=2, help="in how many ways each key of an answer is made odd"
    )
    parser.addoption(
        "--update-golden", action="store_true", help="write the golden files anew, to be read"
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Try what fails in a browser once more; the summary tells of each second try."""
    for item in items:
        if item.path.parent.name == "browser":
            item.add_marker(pytest.mark.flaky(reruns=1))


def pytest_runtest_call() -> None:
    """Take the main module's place back from a page that ran: new processes begin with it."""
    sys.modules["__main__"] = MAIN


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Where CI is set, a skipped test fails the run: a suite that did not run proved nothing."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if os.environ.get("CI") and skipped and exitstatus == pytest.ExitCode.OK:
        reporter.write_line(f"{len(skipped)} skipped: in CI that is a failure", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture
def opened(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> "Iterator[Opened]":
    """Open a page of a home, as the first page of a visitor."""
    from opened_pages import opening  # Streamlit and all pages: not for tests that open none

    yield from opening(monkeypatch, tmp_path_factory)
