"""What a browser that has seen nothing must fetch for the pages that most people open."""

import re
from collections.abc import Iterator

import pytest
from browser import Visit, served, visit
from demo_home import demo_home
from playwright.sync_api import Browser

MOST = 1_300_000
"""Bytes over HTTP and the web socket, compressed as they are sent."""
CHARTS = re.compile(r"plotly|vega|echarts", re.IGNORECASE)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = demo_home(tmp_path_factory)
    with served(tmp_path_factory.mktemp("transferred"), "--demo", f"--home={home}") as url:
        yield url


def fetched(visitor: Visit, place: str) -> int:
    """Open a page and return the bytes that its browser received."""
    received: list[int] = []
    session = visitor.context.new_cdp_session(visitor.page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda told: received.append(told["encodedDataLength"]))
    session.on(
        "Network.webSocketFrameReceived",
        lambda told: received.append(len(told["response"]["payloadData"]) * 3 // 4),
    )
    visitor.open(place)
    visitor.page.wait_for_load_state("networkidle")
    return int(sum(received))


@pytest.mark.parametrize("place", ["/", "/assessment?who=camille-laurent-5"])
def test_a_first_visit_fetches_little_and_no_chart_library(
    browser: Browser, demo: str, place: str
) -> None:
    with visit(browser, demo) as visitor:
        received = fetched(visitor, place)
        assert [address for address in visitor.asked if CHARTS.search(address)] == []
        assert 400_000 < received <= MOST
        assert visitor.complaints == []


@pytest.mark.parametrize("place", ["/", "/cost", "/models?area=cost"])
def test_a_page_knows_where_its_server_is_and_guesses_nowhere_else(
    browser: Browser, demo: str, place: str
) -> None:
    with visit(browser, demo) as visitor:
        visitor.open(place)
        asked = {each for each in visitor.asked if "_stcore" in each}
        assert {each.partition("/_stcore")[0] for each in asked} <= {demo, f"ws{demo[4:]}"}
        assert visitor.complaints == []
