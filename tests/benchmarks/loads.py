"""One visit of a page in Chromium: when it stands complete, and what it had to fetch."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page

PATIENCE = 90_000
SLOW = (10, 40)
"""Mbit/s down and up, and milliseconds of latency."""

# Drawings stand in shadow trees, which no selector of the page reads.
LOOK = """
window.count = (selector) => {
  let found = 0
  const walk = (root) => {
    found += root.querySelectorAll(selector).length
    root.querySelectorAll('*').forEach((each) => { if (each.shadowRoot) walk(each.shadowRoot) })
  }
  walk(document)
  return found
}
"""
_WATCH = """
(() => {
  const stands = () => { try { return %s } catch { return false } }
  const look = () => stands()
    ? requestAnimationFrame(() => { window.stood = performance.now() })
    : requestAnimationFrame(look)
  requestAnimationFrame(look)
})()
"""


@dataclass(frozen=True)
class Load:
    """What one load of a page took."""

    milliseconds: float
    """From the start of the navigation to the frame after all of the page stands."""
    sent: int
    """Bytes over HTTP and the web socket, as transferred."""
    asked: tuple[str, ...]
    """The address of every request."""


@contextmanager
def profile(browser: Browser) -> Iterator[BrowserContext]:
    """Open a browser profile that has seen nothing yet."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en")
    context.set_default_timeout(PATIENCE)
    try:
        yield context
    finally:
        context.close()


def load(context: BrowserContext, url: str, stands: str, slow: tuple[int, int] | None) -> Load:
    """Open the page in a tab of its own, wait until `stands` (JavaScript) is true, close it."""
    page = context.new_page()
    try:
        tally = _tally(context, page, slow)
        page.add_init_script(LOOK + _WATCH % stands)
        page.goto(url, wait_until="commit")
        page.wait_for_function("window.stood > 0")
        took = page.evaluate("window.stood")
        page.wait_for_timeout(300)
        return Load(took, tally.sent, tuple(tally.asked))
    finally:
        page.close()


@dataclass
class _Tally:
    sent: int
    asked: list[str]


def _tally(context: BrowserContext, page: Page, slow: tuple[int, int] | None) -> _Tally:
    tally = _Tally(0, [])
    session: CDPSession = context.new_cdp_session(page)
    session.send("Network.enable")
    if slow is not None:
        pace = slow[0] * 125_000
        session.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": slow[1],
                "downloadThroughput": pace,
                "uploadThroughput": pace,
            },
        )

    def finished(event: dict[str, float]) -> None:
        tally.sent += int(event["encodedDataLength"])

    def received(event: dict[str, dict[str, str]]) -> None:
        tally.sent += len(event["response"]["payloadData"]) * 3 // 4  # base64

    session.on("Network.requestWillBeSent", lambda told: tally.asked.append(told["request"]["url"]))
    session.on("Network.loadingFinished", finished)
    session.on("Network.webSocketFrameReceived", received)
    return tally
