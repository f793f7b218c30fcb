"""Processes killed at random, and disks that are full: nothing acknowledged is lost or mixed."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from small_sources import NOW, RELATIONS, SmallSource, land, models

from data.errors import StorageError
from data.landing import Landing
from data.records import Model
from data.store import Answer, Assessment, Store, open_store
from data.sync import sync
from data.warehouse import Warehouse

PROGRAMS = Path(__file__).parent / "crash"
NAMES = ("syncing", "saving", "reading")
PROGRESS = {"syncing": "synced", "saving": "acknowledged", "reading": "read"}
"""The file in which each program notes what it has done."""

ROUND = Assessment("2026", "", date(2026, 1, 1), date(2026, 12, 31), NOW)
ANSWER = Answer("2026", "O1", 1, "organisation", "", "maria", 1, 4, None, None, False, NOW)


class Programs:
    """The three programs at work on one home."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str) -> None:
        with (self.home / f"{name}.err").open("ab") as errors:
            self.running[name] = subprocess.Popen(
                [sys.executable, str(PROGRAMS / f"{name}.py"), str(self.home)], stderr=errors
            )

    def kill(self, name: str) -> None:
        process = self.running.pop(name)
        process.send_signal(signal.SIGKILL)
        assert process.wait(10) == -signal.SIGKILL, self.said(name)

    def stop(self) -> None:
        for process in self.running.values():
            process.kill()
            process.wait(10)

    def lines(self, name: str) -> list[str]:
        file = self.home / PROGRESS[name]
        return file.read_text().splitlines() if file.exists() else []

    def said(self, name: str) -> str:
        return (self.home / f"{name}.err").read_text()

    def wait_for_progress(self, name: str) -> None:
        """Wait until a program has done its work once more."""
        before = len(self.lines(name))
        _wait_until(lambda: len(self.lines(name)) > before, lambda: f"{name}: {self.said(name)}")


@pytest.fixture
def programs(tmp_path: Path) -> Iterator[Programs]:
    store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    store.add_assessment(ROUND)
    store.close()
    (tmp_path / "acknowledged").touch()
    made = Programs(tmp_path)
    try:
        yield made
    finally:
        made.stop()


def _wait_until(holds: Callable[[], bool], words: Callable[[], str]) -> None:
    give_up_at = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < give_up_at, words()
        time.sleep(0.02)


def test_processes_killed_at_random_lose_and_mix_nothing(
    programs: Programs, request: pytest.FixtureRequest
) -> None:
    kills = request.config.getoption("--kills", default=10)
    chance = random.Random(kills)
    programs.start("syncing")
    programs.wait_for_progress("syncing")
    for name in ("saving", "reading"):
        programs.start(name)
        programs.wait_for_progress(name)
    warehouse = Warehouse(programs.home / "warehouse")

    for kill in range(kills):
        name = NAMES[kill % len(NAMES)]
        time.sleep(chance.uniform(0.05, 1.0))
        programs.kill(name)
        assert warehouse.rows("select count(*) as n from landed.model") == [{"n": 80}]
        programs.start(name)
    for name in NAMES:
        programs.wait_for_progress(name)
    for name in NAMES:
        programs.kill(name)
    warehouse.close()

    assert [line for name in NAMES for line in programs.lines(name) if "BAD" in line] == []
    assert {name: programs.said(name) for name in NAMES} == dict.fromkeys(NAMES, "")
    _expect_every_acknowledged_answer(programs)
    _expect_nothing_half_done_after_the_next_sync(programs.home)


def _expect_every_acknowledged_answer(programs: Programs) -> None:
    with sqlite3.connect(programs.home / "store.db") as database:
        assert database.execute("pragma integrity_check").fetchone() == ("ok",)
    database.close()
    store = open_store(f"sqlite:///{programs.home / 'store.db'}")
    kept = {f"{a.respondent},{a.revision},{a.choice}" for a in store.answers("2026")}
    store.close()
    acknowledged = set(programs.lines("saving"))
    assert acknowledged - kept == set()
    # Each of the killed ones may have saved one more than it could note.
    assert len(kept - acknowledged) <= len({line.split(",")[0] for line in kept})


def _expect_nothing_half_done_after_the_next_sync(home: Path) -> None:
    landing, warehouse = Landing(home / "landing"), Warehouse(home / "warehouse")
    for source in landing.sources():
        assert landing.latest(source).damage == ()
        land(landing, SmallSource(source, models(1)))
    warehouse.build(landing, RELATIONS)

    assert warehouse.rows("from counted") == [{"models": 2}]
    warehouse.close()
    assert list(home.glob("landing/*/*.staging")) == []
    assert list(home.glob("warehouse/*.building")) == []
    assert len(list(home.glob("warehouse/*.duckdb"))) == 5
    for source in landing.sources():
        runs = {path.stem for path in home.glob(f"landing/{source}/*.json")}
        files = home.glob(f"landing/{source}/*/*")
        assert {path.name.split(".")[0] for path in files} == runs
        assert len(runs) == 5


@contextmanager
def _small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """Give a disk of its own that is soon full."""
    disk = folder / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(disk)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if mounted.returncode:
        pytest.fail(
            f"mounting a small disk was refused ({mounted.stderr.strip()}): run the tests as root, "
            "in a container with CAP_SYS_ADMIN"
        )
    try:
        yield disk
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


def _fill(disk: Path, leave: int) -> Path:
    """Fill a disk but for some bytes, and give the file that does so."""
    filler = disk / "filler"
    free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_bsize
    with filler.open("wb") as file:
        left = free - leave
        while left > 0:
            left -= file.write(b"\0" * min(left, 1 << 16))
    return filler


def test_a_disk_that_is_full_at_any_moment_of_a_build_leaves_the_old_generation(
    tmp_path: Path,
) -> None:
    landing = Landing(tmp_path / "landing")
    land(landing, SmallSource("registry", models(5_000, purpose="x" * 40)))
    with _small_disk(tmp_path, 24) as disk:
        warehouse = Warehouse(disk / "warehouse")
        current = warehouse.build(landing, RELATIONS)
        size = (disk / "warehouse" / f"{current}.duckdb").stat().st_size
        land(landing, SmallSource("registry", models(5_001, purpose="y" * 40)))
        refused: list[str] = []
        for leave in (0, 4096, size // 4, size // 2, size - 8192, size, size + 4096):
            filler = _fill(disk, leave)
            before = sorted(path.name for path in (disk / "warehouse").iterdir())
            try:
                current = warehouse.build(landing, RELATIONS)
            except StorageError as error:
                refused.append(str(error))
                assert sorted(path.name for path in (disk / "warehouse").iterdir()) == before
            filler.unlink()
            assert warehouse.current() == current
            expected = 5_000 if current == "gen-00000001" else 5_001
            assert warehouse.rows("from counted") == [{"models": expected}]
            warehouse.close()
        assert len(refused) >= 4
        (sentence,) = set(refused)
        assert sentence == (
            f"the warehouse in {disk / 'warehouse'} cannot be written, the disk is full: "
            "free some space, then sync again; gen-00000001 stays in use"
        )

        assert warehouse.build(landing, RELATIONS) > current
        assert warehouse.rows("from counted") == [{"models": 5_001}]
        warehouse.close()


def test_a_full_disk_refuses_answers_and_rows_in_words_and_works_again_when_freed(
    tmp_path: Path,
) -> None:
    with _small_disk(tmp_path, 24) as disk:
        store = open_store(f"sqlite:///{disk / 'store.db'}")
        store.add_assessment(ROUND)
        store.save_answer(ANSWER)
        landing, warehouse = Landing(disk / "landing"), Warehouse(disk / "warehouse", answers=store)
        sources = [SmallSource("registry", models(300, purpose="x" * 40))]
        more = [SmallSource("registry", models(20_000))]
        everything = (store, landing, warehouse, lambda: NOW, "test")
        sync(sources, *everything, relations=RELATIONS)

        filler = _fill(disk, 0)
        saved = _save_until_refused(store)
        assert [answer.revision for answer in store.answers("2026")] == list(range(1, saved + 1))
        assert warehouse.rows("select count(*) as n from answer") == [{"n": saved}]
        with pytest.raises(StorageError, match="the disk is full: free some space"):
            sync(sources, *everything, relations=RELATIONS)

        filler.unlink()
        filler = _fill(disk, 1 << 16)
        (run,) = sync(more, *everything, relations=RELATIONS)
        assert (run.status, run.error_kind) == ("failed", "storage")
        assert "the disk is full: free some space, then sync again" in str(run.error)
        assert len(landing.records("registry", Model)) == 300
        assert warehouse.rows("from counted") == [{"models": 300}]

        filler.unlink()
        (run,) = sync(more, *everything, relations=RELATIONS)
        store.save_answer(replace(ANSWER, revision=saved + 1))
        assert (run.status, store.answers_count("2026")) == ("ok", saved + 1)
        assert warehouse.rows("from counted") == [{"models": 20_000}]
        warehouse.close()
        store.close()


def _save_until_refused(store: Store) -> int:
    """Save answers until the disk is full, and return how many were acknowledged."""
    for revision in range(2, 5_000):
        try:
            store.save_answer(replace(ANSWER, revision=revision))
        except StorageError as error:
            assert "cannot grow, the disk is full: free some space, then try again" in str(error)  # noqa: PT017
            return revision - 1
    pytest.fail("the disk never filled up")


def test_a_disk_that_became_read_only_is_told_and_still_read(tmp_path: Path) -> None:
    with _small_disk(tmp_path, 24) as disk:
        landing, warehouse = Landing(disk / "landing"), Warehouse(disk / "warehouse")
        land(landing, SmallSource("registry", models(3)))
        warehouse.build(landing, RELATIONS)
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)

        with pytest.raises(StorageError, match="cannot be written: give this user the right"):
            warehouse.build(landing, RELATIONS)
        with pytest.raises(StorageError, match="cannot be written: give this user the right"):
            land(landing, SmallSource("registry", models(3)))
        assert warehouse.rows("from counted") == [{"models": 3}]
        warehouse.close()
