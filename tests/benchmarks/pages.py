"""How fast pages stand in a browser, beside an empty stock Streamlit page, Dash and NiceGUI.

python tests/benchmarks/pages.py                     5 rounds, with Dash and NiceGUI
python tests/benchmarks/pages.py --rounds 1 --no-peers

In each round every page is opened in turn, in a browser profile that has seen nothing (cold),
again in the same one (warm), and over a slow line; the medians are held against the goals. Dash
and NiceGUI are installed into .venv-peers the first time; they are no part of the product.
"""

import argparse
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

sys.path.append(str(Path(__file__).parents[1] / "fixtures"))

from browser import chromium, served, served_script
from content import prepare, write
from loads import LOOK, SLOW, Load, load, profile
from playwright.sync_api import Browser
from ratios import Goal, middle, table

HERE = Path(__file__).parent
PEERS = HERE.parents[1] / ".venv-peers"
STOCK = """
[server]
headless = true
fileWatcherType = "none"

[browser]
gatherUsageStats = false
"""
TITLE = "count('h1') > 0"
DONE = "document.querySelector('[data-testid=stApp][data-test-script-state=notRunning]')"
PLOTLY = "count('.js-plotly-plot .plot-container svg.main-svg') > 0"
FIGURES = f"{PLOTLY} && count('.figure') == count('.figure > .plot-container')"
"""All of a page of ours."""
STANDS = {
    "empty": TITLE,
    "scorecard": (
        f"{TITLE} && {DONE} && count('.drawn .area') == 5 && count('.drawn table') == 2"
        " && count('.drawn .coverage li') > 0"
    ),
    "assessment": f"{TITLE} && {DONE} && count('.options input') > 0",
    "cost": f"{TITLE} && count('.drawn > *') >= 2 && {FIGURES}",
    "rollback": f"{TITLE} && count('.drawn > *') >= 2 && {FIGURES}",
    "one figure": f"{TITLE} && {PLOTLY}",
    "dash": f"{TITLE} && count('h2') >= 9 && count('.drawn table') >= 1",
    "dash, 4 Plotly": f"{TITLE} && count('.js-plotly-plot .plot-container svg.main-svg') >= 4",
    "nicegui": f"{TITLE} && count('h2') >= 9 && count('.drawn table') >= 1",
}
"""When a page is complete, in the browser's words."""
QUICK_ONLY = ("assessment", "cost", "rollback", "one figure")
"""Pages without a goal on a slow line."""
CLICKS = 8
# The time from a click on another answer of the first question until its verdict stands. Nothing
# is read meanwhile: to look into every drawing again and again would take the browser's time.
CLICK = """
([group, changed]) => new Promise((done, fail) => {
  const roots = []
  const walk = (root) => {
    roots.push(root)
    root.querySelectorAll('*').forEach((each) => { if (each.shadowRoot) walk(each.shadowRoot) })
  }
  walk(document)
  const place = roots.map((root) => root.querySelector(group)).find((each) => each)
  const radios = [...place.querySelectorAll('input[type=radio]')]
  const next = (radios.findIndex((each) => each.checked) + 1) % 3
  const late = setTimeout(() => fail(new Error('no verdict')), 30000)
  const seen = new MutationObserver((changes) => {
    const elements = changes.flatMap((each) => [each.target, ...each.addedNodes])
      .map((each) => (each.closest ? each : each.parentElement))
    if (!elements.some((each) => each && each.closest(changed))) return
    seen.disconnect()
    clearTimeout(late)
    requestAnimationFrame(() => done(performance.now() - start))
  })
  const what = { childList: true, characterData: true, subtree: true }
  roots.forEach((root) => seen.observe(root, what))
  const start = performance.now()
  radios[next].click()
})
"""


@dataclass(frozen=True)
class Asked:
    """One page to be opened: its name among STANDS, and its address."""

    name: str
    url: str


def main() -> None:
    """Serve everything, measure, and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--no-peers", action="store_true", help="leave Dash and NiceGUI out")
    parser.add_argument("--home", type=Path, help="a demo's home, made where it is missing")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        home = asked.home or Path(folder) / "home"
        pages = _served(Path(folder), home, stack, peers=not asked.no_peers)
        browser = stack.enter_context(chromium())
        loads = _loads(browser, pages, asked.rounds)
        clicks = _clicks(browser, pages, asked.rounds)
    print(table(_goals(loads, clicks)))  # noqa: T201  it is what this program is for


def _served(folder: Path, home: Path, stack: ExitStack, *, peers: bool) -> list[Asked]:
    stock, own = folder / "stock", folder / "own"
    content, someone = prepare(home)
    (stock / ".streamlit").mkdir(parents=True)
    own.mkdir()
    (stock / ".streamlit" / "config.toml").write_text(STOCK, encoding="utf-8")
    for file in ("empty.py", "figure.py"):
        shutil.copy(HERE / "stock" / file, stock)
    floor = stack.enter_context(served_script(stock / "empty.py"))
    ours = stack.enter_context(served(own, "--demo", f"--home={home}"))
    pages = [
        Asked("empty", floor),
        Asked("one figure", stack.enter_context(served_script(stock / "figure.py"))),
        Asked("scorecard", f"{ours}/"),
        Asked("assessment", f"{ours}/assessment?who={someone}"),
        Asked("cost", f"{ours}/cost"),
        Asked("rollback", f"{ours}/rollback"),
    ]
    if peers:
        _install_peers()
        file = str(write(content, folder / "content.json"))
        dash, nicegui = (HERE / "peers" / f"{each}_page.py" for each in ("dash", "nicegui"))
        for name, command in {
            "dash": (dash, "drawings", file),
            "dash, 4 Plotly": (dash, "charts", file),
            "dash, answering": (dash, "question", file),
            "nicegui": (nicegui, file),
        }.items():
            pages.append(Asked(name, stack.enter_context(_peer(folder, *command))))
    return pages


def _install_peers() -> None:
    python = PEERS / "bin" / "python"
    if not python.exists():
        venv.create(PEERS, with_pip=True)
    command = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "-r"]
    subprocess.run([*command, HERE / "peers" / "requirements.txt"], check=True)


@contextmanager
def _peer(folder: Path, *command: str | Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{probe.getsockname()[1]}"
    python, quiet = PEERS / "bin" / "python", subprocess.DEVNULL
    process = subprocess.Popen(
        [python, *command, url.rpartition(":")[2]], cwd=folder, stdout=quiet, stderr=quiet
    )
    try:
        _wait(url)
        yield url
    finally:
        process.kill()
        process.wait(10)


def _wait(url: str) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            if requests.get(url, timeout=5).ok:
                return
        except requests.RequestException:
            time.sleep(0.1)
    raise TimeoutError(url)


Loads = dict[tuple[str, str], list[Load]]


def _loads(browser: Browser, pages: Sequence[Asked], rounds: int) -> Loads:
    """Open every page cold, warm and over a slow line; the first of several rounds warms."""
    found: Loads = {}
    shown = [page for page in pages if page.name in STANDS]
    for at in range(rounds + 1 if rounds > 1 else 1):
        for page in shown:
            took = {}
            stands = STANDS[page.name]
            with profile(browser) as context:
                took["cold"] = load(context, page.url, stands, None)
                took["warm"] = load(context, page.url, stands, None)
            if page.name not in QUICK_ONLY:
                with profile(browser) as context:
                    took["slow"] = load(context, page.url, stands, SLOW)
            if at or rounds == 1:
                for how, one in took.items():
                    found.setdefault((page.name, how), []).append(one)
    return found


def _clicks(browser: Browser, pages: Sequence[Asked], rounds: int) -> dict[str, list[float]]:
    """Change an answer again and again; return the milliseconds to the verdict."""
    found: dict[str, list[float]] = {}
    parts = {
        "assessment": ("[role=radiogroup]:has([data-k])", ".drawn", STANDS["assessment"]),
        "dash, answering": ("#radio-0", "#said-0", "count('#radio-4 input') > 0"),
    }
    for _ in range(rounds):
        for page in pages:
            if page.name in parts:
                group, changed, stands = parts[page.name]
                took = _clicked(browser, page.url, group, changed, stands)
                found.setdefault(page.name, []).extend(took)
    return found


def _clicked(browser: Browser, url: str, group: str, changed: str, stands: str) -> list[float]:
    with profile(browser) as context:
        page = context.new_page()
        page.add_init_script(LOOK)
        page.goto(url)
        page.wait_for_function(f"() => {stands}")
        page.wait_for_timeout(1000)
        took = []
        for _ in range(CLICKS):
            took.append(page.evaluate(CLICK, [group, changed]))
            page.wait_for_timeout(500)
        return took[2:]  # a first answer draws the whole page, and warms it


def _goals(loads: Loads, clicks: dict[str, list[float]]) -> list[Goal]:
    def took(name: str, how: str) -> float:
        return middle([each.milliseconds for each in loads[name, how]])

    def sent(name: str) -> float:
        return middle([each.sent for each in loads[name, "cold"]]) / 1e6

    empty = {how: took("empty", how) for how in ("cold", "warm", "slow")}
    ours = "the scorecard"
    goals = [
        Goal(f"{ours}, cold", empty["cold"], took("scorecard", "cold"), 1.25, "ms"),
        Goal(f"{ours}, warm", empty["warm"], took("scorecard", "warm"), 1.4, "ms"),
        Goal(f"{ours}, 10 Mbit/s + 40 ms", empty["slow"], took("scorecard", "slow"), 0.75, "ms"),
        Goal(f"{ours}, cold, transferred", None, sent("scorecard"), 1.3, "MB"),
        Goal("the assessment, cold, transferred", None, sent("assessment"), 1.3, "MB"),
        *(
            Goal(f"the {name} page, {how}", empty[how], took(name, how), 2.1, "ms")
            for name in ("cost", "rollback")
            for how in ("cold", "warm")
        ),
        *(
            Goal(
                f"one Plotly figure, stock, {how} (no goal)",
                empty[how],
                took("one figure", how),
                99,
                "ms",
            )
            for how in ("cold", "warm")
        ),
    ]
    if "dash, answering" in clicks:
        plotly = took("dash, 4 Plotly", "slow")
        answer, click = (middle(clicks[name]) for name in ("assessment", "dash, answering"))
        goals += [
            Goal(
                f"{ours}, slow, of Dash + 4 Plotly", plotly, took("scorecard", "slow"), 0.25, "ms"
            ),
            Goal("from an answer to its verdict, of Dash's click", click, answer, 1.5, "ms"),
        ]
        goals += [
            Goal(
                f"{name}, {how}, of an empty page (no goal)", empty[how], took(name, how), 99, "ms"
            )
            for name in ("dash", "nicegui")
            for how in ("cold", "warm", "slow")
        ]
    else:
        answer = middle(clicks["assessment"])
        goals.append(Goal("from an answer to its verdict (no goal)", None, answer, 9e9, "ms"))
    return goals


if __name__ == "__main__":
    main()
