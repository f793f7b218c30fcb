"""Options that every test may read; fixtures stand beside the tests that use them."""

import os

import pytest
from hypothesis import settings

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


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Where CI is set, a skipped test fails the run: a suite that did not run proved nothing."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if os.environ.get("CI") and skipped and exitstatus == pytest.ExitCode.OK:
        reporter.write_line(f"{len(skipped)} skipped: in CI that is a failure", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
