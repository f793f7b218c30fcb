"""How much the server does: many visitors at once, one rerun, an idle session, and its start.

python tests/benchmarks/server.py                    50 sessions for a minute, 20 reruns, 5 starts
python tests/benchmarks/server.py --sessions 2 --seconds 5 --rounds 1

Visitors speak Streamlit's web socket without a browser, so that the two cores are the server's.
Their click on the scorecard asks for it anew; the floor's is a button on an empty page under the
same server. `--home` names a demo's home, made where it is missing.
"""

import argparse
import asyncio
import os
import random
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass
from pathlib import Path
from shutil import copy

sys.path.append(str(Path(__file__).parents[1] / "fixtures"))

from browser import served, served_script
from content import prepare
from ratios import Goal, at, middle, table
from visitor import Visitor

from app.config import load
from app.context import Context

HERE = Path(__file__).parent
ENTRY = HERE.parents[1] / "app" / "entry"
BETWEEN = 4.0
"""Seconds from one click of a visitor to the next."""
TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Measured:
    """What one server did."""

    clicks: list[float]
    """Seconds each."""
    errors: int
    rerun: float
    """Seconds of processor time for one rerun of one visitor."""
    idle: float
    """Megabytes that one session holds."""


def main() -> None:
    """Measure the empty page and the scorecard in turn, and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--rounds", type=int, default=5, help="how often each server is started")
    parser.add_argument("--home", type=Path, help="a demo's home, made where it is missing")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        home = asked.home or folder / "home"
        prepare(home)
        starts = _starts(folder, asked.rounds)
        with ExitStack() as stack:
            # One after the other: together they would share the cores.
            url = stack.enter_context(served_script(_floor(folder)))
            floor = asyncio.run(_measure(url, asked.sessions, asked.seconds))
        with served(_made(folder / "ours"), "--demo", f"--home={home}") as url:
            ours = asyncio.run(_measure(url, asked.sessions, asked.seconds))
    print(table(_goals(floor, ours, starts)))  # noqa: T201  it is what this program is for


def _goals(floor: Measured, ours: Measured, starts: tuple[list[float], list[float]]) -> list[Goal]:
    ms = [[one * 1000 for one in each.clicks] for each in (floor, ours)]
    return [
        Goal("many sessions, a click: p95", at(0.95, ms[0]), at(0.95, ms[1]), 2, "ms"),
        Goal("many sessions, errors", None, float(ours.errors), 0, ""),
        Goal("processor time of a rerun", None, ours.rerun * 1000, 25, "ms"),
        Goal("memory of an idle session", None, ours.idle, 0.25, "MB"),
        Goal("from start to healthy", *(middle(each) * 1000 for each in starts), 2.5, "ms"),
    ]


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _floor(folder: Path) -> Path:
    """Put the empty page under the product's server and its settings."""
    place = _made(folder / "floor")
    for file in ("clicked.py", "clicked_server.py"):
        copy(HERE / "stock" / file, place)
    copy(ENTRY / ".streamlit" / "config.toml", _made(place / ".streamlit"))
    return place / "clicked_server.py"


def _starts(folder: Path, rounds: int) -> tuple[list[float], list[float]]:
    """Start an empty stock page and a company's home in turn; return the seconds to healthy."""
    stock = _made(folder / "stock")
    copy(HERE / "stock" / "empty.py", stock)
    config = "[server]\nheadless = true\n[browser]\ngatherUsageStats = false\n"
    (_made(stock / ".streamlit") / "config.toml").write_text(config, encoding="utf-8")
    own = _made(folder / "started")
    (own / "mlops-scorecard.toml").write_text('[sources.show]\nkind = "demo"\n', encoding="utf-8")
    with Context(load(own / "mlops-scorecard.toml", home=own / ".mlops-scorecard")) as context:
        context.syncing.run()
    floor, ours = [], []
    for _ in range(rounds):
        start = time.perf_counter()
        with served_script(stock / "empty.py"):
            floor.append(time.perf_counter() - start)
        start = time.perf_counter()
        with served(own):
            ours.append(time.perf_counter() - start)
    return floor, ours


async def _measure(url: str, sessions: int, seconds: float) -> Measured:
    process = _process_of(url)
    async with Visitor(url) as one:
        reruns = await _reruns(one, process)
    async with AsyncExitStack() as stack:
        early = [await stack.enter_async_context(Visitor(url)) for _ in range(5)]
        await _all(early, lambda visitor: visitor.run())
        before = _resident(process)
        visitors = [await stack.enter_async_context(Visitor(url)) for _ in range(sessions)]
        for visitor in visitors:
            await visitor.run()
        await asyncio.sleep(2)
        idle = (_resident(process) - before) / sessions / 1e6
        clicks: list[float] = []
        until = time.perf_counter() + seconds
        await _all(visitors, lambda visitor: _clicking(visitor, until, clicks))
        return Measured(clicks, sum(each.errors for each in visitors), reruns, idle)


async def _all(visitors: Sequence[Visitor], act: Callable[[Visitor], Awaitable[object]]) -> None:
    await asyncio.gather(*(act(visitor) for visitor in visitors))


async def _reruns(visitor: Visitor, process: int, times: int = 20) -> float:
    for _ in range(5):
        await visitor.run()
    await asyncio.sleep(2)
    before = _worked(process)
    for _ in range(times):
        await visitor.run()
    return (_worked(process) - before) / times


async def _clicking(visitor: Visitor, until: float, clicks: list[float]) -> None:
    await asyncio.sleep(random.random() * BETWEEN)
    while time.perf_counter() < until:
        took = await visitor.run(*_click(visitor))
        clicks.append(took)
        await asyncio.sleep(max(0.0, BETWEEN * (0.5 + random.random()) - took))


def _click(visitor: Visitor) -> list[tuple[str, str, object]]:
    buttons = [id for id, (kind, *_) in visitor.elements.items() if kind == "button"]
    return [(id, "trigger_value", True) for id in buttons[:1]]


def _process_of(url: str) -> int:
    """Return the process that listens on the port."""
    port = f":{int(url.rpartition(':')[2]):04X}"
    lines = [
        line.split()
        for file in ("tcp", "tcp6")
        for line in Path(f"/proc/net/{file}").read_text(encoding="ascii").splitlines()[1:]
    ]
    sockets = {
        f"socket:[{line[9]}]" for line in lines if line[1].endswith(port) and line[3] == "0A"
    }
    for folder in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if str(folder.readlink()) in sockets:
                return int(folder.parts[2])
        except OSError:  # it ended, or is somebody else's
            continue
    raise ProcessLookupError(url)


def _worked(process: int) -> float:
    """Return the seconds of processor time that a process has used."""
    told = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / TICKS


def _resident(process: int) -> int:
    return int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]) * PAGE


if __name__ == "__main__":
    main()
