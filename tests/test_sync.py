"""Sync: one at a time, sources side by side, and a failing one never harms the others."""

import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from small_sources import NOW, RELATIONS, Item, SmallSource, land, models

from data.errors import AuthFailed, Busy, ScorecardError, SettingsError, StorageError
from data.landing import Landing
from data.reading import Reading, RejectedRow, Select
from data.records import Incident, Model, Record
from data.store import Lease, Store, SyncRun, open_store
from data.sync import LEASE, Patience, sync
from data.warehouse import Warehouse

CANARY = "sk-canary-5f3a"
"""A secret: it must not stand in any error."""


@dataclass
class Home:
    """A home folder with a store, and a sync that needs nothing more than its sources."""

    store: Store
    landing: Landing
    warehouse: Warehouse
    told: list[tuple[str, str]] = field(default_factory=list)

    def sync(self, *sources: SmallSource, **options: Any) -> list[SyncRun]:
        return sync(
            sources,
            self.store,
            self.landing,
            self.warehouse,
            options.pop("now", lambda: NOW),
            options.pop("holder", "host, process 1"),
            lambda source, sentence: self.told.append((source, sentence)),
            relations=RELATIONS,
            **options,
        )

    def models(self) -> int:
        count: int = self.warehouse.rows("from counted")[0]["models"]
        return count


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    warehouse = Warehouse(tmp_path / "warehouse", answers=store)
    yield Home(store, Landing(tmp_path / "landing"), warehouse)
    warehouse.close()
    store.close()


def _raise(error: Exception) -> Callable[[Reading], Iterable[Item]]:
    def then(_reading: Reading) -> Iterable[Item]:
        raise error

    return then


def _outcome(run: SyncRun) -> tuple[str, str, int, int, int, str | None]:
    counts = run.rows_in, run.rows_landed, run.rows_rejected
    return (run.source, run.status, *counts, run.error_kind)


def test_what_sources_bring_is_landed_built_and_noted(home: Home) -> None:
    incident = Incident(incident="i1", title="down", opened_at=NOW)
    runs = home.sync(
        SmallSource("registry", [*models(3), RejectedRow("model", "no name", "{}")]),
        SmallSource("pager", [incident], kind="pagerduty"),
    )

    assert [_outcome(run) for run in runs] == [
        ("registry", "partial", 4, 3, 1, None),
        ("pager", "ok", 1, 1, 0, None),
    ]
    assert home.models() == 3
    assert home.store.latest_sync_runs() == {run.source: run for run in runs}
    assert (runs[1].kind, runs[1].started_at, runs[1].ended_at) == ("pagerduty", NOW, NOW)
    assert home.store.lease(LEASE) is None
    assert [sentence for source, sentence in home.told if source == "registry"] == [
        "reading",
        "partial: 3 rows landed, 1 rejected",
    ]


def test_a_source_may_tell_its_progress_and_know_its_last_rows(home: Home) -> None:
    seen: list[object] = []

    def then(reading: Reading) -> Iterable[Item]:
        reading.progress("page 1 of 1")
        seen.append(list(reading.previous(Model)))
        return ()

    home.sync(SmallSource("registry", models(2), then=then))
    home.sync(SmallSource("registry", models(2), then=then))

    assert seen == [[], models(2)]
    assert ("registry", "page 1 of 1") in home.told


def test_a_failing_source_keeps_its_rows_and_never_harms_the_others(home: Home) -> None:
    home.sync(SmallSource("registry", models(5)), SmallSource("other", models(1)))
    refused = AuthFailed("registry at https://r.example answered 401: set `token_env`")
    runs = home.sync(
        SmallSource("registry", models(2), then=_raise(refused)), SmallSource("other", models(2))
    )

    assert [_outcome(run) for run in runs] == [
        ("registry", "failed", 2, 0, 0, "auth"),
        ("other", "ok", 2, 2, 0, None),
    ]
    assert runs[0].error == str(refused)
    assert home.models() == 7
    assert home.store.latest_good_runs()["registry"].rows_landed == 5


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (SettingsError("registry: TOKEN is not set: export it"), "settings", "TOKEN is not set"),
        (StorageError("the disk is full"), "storage", "the disk is full"),
        (ScorecardError("no"), "other", "no"),
        (KeyError("name"), "bad_payload", r"KeyError \(name\) at test_sync.py:\d+"),
        (KeyError(CANARY), "bad_payload", r"KeyError at"),
        (ValueError(f"token {CANARY}"), "bad_payload", "ValueError at"),
        (OSError(f"cannot reach https://{CANARY}@r.example"), "bad_payload", "OSError at"),
    ],
)
def test_whatever_stops_a_connector_is_typed_and_tells_no_secret(
    home: Home, error: Exception, kind: str, words: str
) -> None:
    (run,) = home.sync(SmallSource("registry", models(1), then=_raise(error)))

    assert _outcome(run) == ("registry", "failed", 1, 0, 0, kind)
    assert re.search(words, str(run.error))
    assert CANARY not in str(run.error)
    assert CANARY not in str(home.told)


def test_a_row_that_breaks_its_contract_names_the_field_and_not_the_value(home: Home) -> None:
    def then(_reading: Reading) -> Iterable[Item]:
        yield Model.model_validate({"model": "", "declared": CANARY, "tags": {CANARY: 1}})

    (run,) = home.sync(SmallSource("registry", then=then))

    assert run.error_kind == "bad_payload"
    assert "ValidationError (Model.model, Model.declared) at" in str(run.error)
    assert CANARY not in str(run.error)


def test_a_select_is_read_like_any_rows(home: Home) -> None:
    select = Select(
        "model", "select 'm' || range as model, false as declared from range($n)", {"n": 4}
    )
    broken = Select("model", "select 1 from no_such_table", {})
    runs = home.sync(SmallSource("files", [select]), SmallSource("broken", [broken]))

    assert [_outcome(run) for run in runs] == [
        ("files", "ok", 4, 4, 0, None),
        ("broken", "failed", 0, 0, 0, "bad_payload"),
    ]
    assert home.models() == 4


@pytest.mark.parametrize(
    ("before", "now", "status"),
    [
        (10, 6, "quarantined"),
        (10, 7, "ok"),
        (20, 16, "ok"),
        (20, 15, "quarantined"),
        (4, 0, "quarantined"),
        (3, 0, "ok"),
    ],
)
def test_a_source_that_comes_back_shrunken_keeps_its_last_rows(
    home: Home, before: int, now: int, status: str
) -> None:
    home.sync(SmallSource("registry", models(before)))
    (run,) = home.sync(SmallSource("registry", models(now)))

    assert run.status == status
    assert home.models() == (before if status == "quarantined" else now)


def test_a_quarantined_source_says_why_and_how_to_go_on(home: Home) -> None:
    home.sync(SmallSource("registry", models(10)))
    (run,) = home.sync(SmallSource("registry", models(6)))
    assert _outcome(run) == ("registry", "quarantined", 6, 0, 0, "shrunken")
    assert run.error == (
        "registry brought 6 of the 10 models that stood before; those stay. Check that its "
        "credentials may still see every model; if models were truly removed, run "
        "`mlops-scorecard sync --accept-shrunken registry`"
    )

    # The guard holds against what is good, not against what was quarantined.
    (again,) = home.sync(SmallSource("registry", models(6)))
    assert again.status == "quarantined"
    (accepted,) = home.sync(SmallSource("registry", models(6)), accept_shrunken=["registry"])
    assert (accepted.status, home.models()) == ("ok", 6)


def test_a_source_that_does_not_end_is_given_up_and_the_others_go_on(home: Home) -> None:
    home.sync(SmallSource("slow", models(1)))
    let_go = threading.Event()
    cleaned_up = threading.Event()

    def hang(_reading: Reading) -> Iterator[Item]:
        try:
            let_go.wait(60)
            yield from models(9)
        finally:
            cleaned_up.set()

    runs = home.sync(
        SmallSource("slow", models(2), then=hang),
        *(SmallSource(f"quick{i}", models(1)) for i in range(5)),
        patience=Patience(source=1),
    )
    let_go.set()
    assert cleaned_up.wait(10)

    assert _outcome(runs[0]) == ("slow", "failed", 2, 0, 0, "unavailable")
    assert runs[0].error == (
        "slow did not end within 1 seconds: try again later, or let it bring less"
    )
    assert [run.status for run in runs[1:]] == ["ok"] * 5
    assert home.models() == 6


def test_a_source_after_all_others_is_read_last_and_knows_what_they_brought(home: Home) -> None:
    known: list[list[Record]] = []

    def look(reading: Reading) -> Iterable[Item]:
        known.append(sorted(reading.others(Model), key=repr))
        return ()

    land(home.landing, SmallSource("taken-out", models(9)))
    watcher = SmallSource("watcher", models(1, purpose="mine"), after_others=True, then=look)
    runs = home.sync(
        watcher,
        *(SmallSource(f"s{i}", models(1, purpose=f"{i}")) for i in range(6)),
        configured=["watcher", *(f"s{i}" for i in range(6))],
    )

    assert [run.source for run in runs] == ["watcher", *(f"s{i}" for i in range(6))]
    assert known == [[row for i in range(6) for row in models(1, purpose=f"{i}")]]
    ended = [source for source, sentence in home.told if sentence.startswith("ok")]
    assert ended[-1] == "watcher"


def test_one_dead_source_keeps_those_after_it_waiting_no_longer_than_its_own_deadline(
    home: Home,
) -> None:
    let_go = threading.Event()

    def hang(_reading: Reading) -> Iterator[Item]:
        let_go.wait(60)
        yield from ()

    began = time.monotonic()
    runs = home.sync(
        SmallSource("dead", then=hang),
        SmallSource("watcher", models(1), after_others=True),
        patience=Patience(source=1),
    )
    let_go.set()
    assert [run.status for run in runs] == ["failed", "ok"]
    assert time.monotonic() - began < 5


def test_a_query_over_files_that_does_not_end_is_stopped(home: Home) -> None:
    endless = Select(
        "model",
        "select 'm' as model, true as declared from range(1000000000) a, range(1000) b "
        "where a.range = -b.range - 1",
        {},
    )
    (run,) = home.sync(SmallSource("files", [endless]), patience=Patience(source=0.5))
    assert _outcome(run) == ("files", "failed", 0, 0, 0, "unavailable")

    for thread in threading.enumerate():
        if thread.name == "sync files":
            thread.join(10)
    assert [path.name for path in (home.landing.folder / "files").iterdir()] == [".lock"]


def test_at_most_four_sources_are_read_at_once(home: Home) -> None:
    lock = threading.Lock()
    busy, most = 0, 0
    first_four = threading.Barrier(4)

    def then(_reading: Reading) -> Iterator[Item]:
        nonlocal busy, most
        with lock:
            busy += 1
            most = max(most, busy)
        first_four.wait(20)
        with lock:
            busy -= 1
        yield from models(1)

    runs = home.sync(*(SmallSource(f"source{i}", then=then) for i in range(8)))
    assert ([run.status for run in runs], most) == (["ok"] * 8, 4)


def test_a_second_sync_is_told_who_is_at_work(home: Home) -> None:
    told: list[str] = []

    def then(_reading: Reading) -> Iterator[Item]:
        try:
            home.sync(SmallSource("registry", models(1)), holder="another")
        except Busy as busy:
            told.append(str(busy))
        yield from models(1)

    home.sync(SmallSource("registry", then=then))

    (sentence,) = told
    assert sentence == (
        "a sync is running already: host, process 1 holds it until 2026-11-23 09:01:30 UTC, "
        "or as long as it lives: wait for its end"
    )
    assert home.models() == 1


def test_the_work_of_a_dead_process_is_taken_over_when_its_lease_ends(home: Home) -> None:
    home.store.acquire_lease(LEASE, "a dead process", NOW, 90)
    with pytest.raises(Busy, match="a dead process holds it"):
        home.sync(SmallSource("registry", models(1)))

    later = NOW + timedelta(seconds=90)
    (run,) = home.sync(SmallSource("registry", models(1)), now=lambda: later)
    assert run.status == "ok"


def test_a_sync_that_lost_its_lease_lands_nothing(home: Home) -> None:
    def then(_reading: Reading) -> Iterator[Item]:
        assert home.store.acquire_lease(LEASE, "another", NOW + timedelta(hours=1), 90)
        yield from models(1)

    with pytest.raises(Busy, match="another holds it"):
        home.sync(SmallSource("registry", then=then))
    assert home.warehouse.current() is None
    assert home.landing.records("registry", Model) == []
    assert home.store.sync_runs(10) == []
    assert home.store.lease(LEASE) == Lease(LEASE, "another", NOW + timedelta(hours=1, seconds=90))


def test_a_long_sync_renews_its_lease(home: Home) -> None:
    start = datetime.now(NOW.tzinfo)
    renewed = threading.Event()

    def then(_reading: Reading) -> Iterator[Item]:
        while True:
            lease = home.store.lease(LEASE)
            assert lease is not None
            if lease.until > start + timedelta(seconds=1.5):
                renewed.set()
                break
        yield from models(1)

    (run,) = home.sync(
        SmallSource("registry", then=then),
        now=lambda: datetime.now(NOW.tzinfo),
        patience=Patience(source=30, lease=0.9),
    )
    assert (run.status, renewed.is_set()) == ("ok", True)


def test_a_generation_is_built_only_when_there_is_something_new(home: Home) -> None:
    home.sync(SmallSource("registry", models(1)))
    home.sync(SmallSource("registry", then=_raise(AuthFailed("no"))))
    assert home.warehouse.current() == "gen-00000001"

    # What landed just before a crash is built by the next sync, even if that one reads nothing.
    (home.warehouse.folder / "CURRENT").unlink()
    home.sync(SmallSource("registry", then=_raise(AuthFailed("no"))))
    assert (home.warehouse.current(), home.models()) == ("gen-00000002", 1)


def test_without_any_source_an_empty_generation_stands(home: Home) -> None:
    assert home.sync() == []
    assert home.models() == 0


def test_a_source_that_was_taken_out_of_the_settings_leaves_the_next_generation(home: Home) -> None:
    home.sync(SmallSource("registry", models(2)), SmallSource("old", models(3)))
    assert home.models() == 5
    home.sync(SmallSource("registry", models(2)), configured=["registry"])
    assert home.models() == 2


def test_a_damaged_landing_is_told_with_a_failing_source(home: Home) -> None:
    home.sync(SmallSource("registry", models(1)))
    home.sync(SmallSource("registry", models(2)))
    run = home.landing.latest("registry").run
    assert run is not None
    run.entities["model"].file.write_bytes(b"damaged")
    (failed,) = home.sync(SmallSource("registry", then=_raise(AuthFailed("no grant."))))

    assert failed.error is not None
    assert failed.error.startswith("no grant. ")
    assert failed.error.endswith(
        f"{run.run}.parquet is damaged: it was left out, and the landing before it stands in; "
        "sync that source again"
    )
    assert home.models() == 1


def test_a_generation_that_cannot_be_built_leaves_the_old_one_and_the_notes(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.sync(SmallSource("registry", models(1)))
    monkeypatch.setitem(RELATIONS, "broken", "-- x\nselect galaxy from landed.model")
    with pytest.raises(StorageError, match="relation broken cannot be built"):
        home.sync(SmallSource("registry", models(2)))

    assert home.models() == 1
    assert [run.rows_landed for run in home.store.sync_runs(10)] == [2, 1]
    assert home.store.lease(LEASE) is None


def test_every_run_of_one_sync_has_one_name(home: Home) -> None:
    first = home.sync(SmallSource("one", models(1)), SmallSource("two", models(1)))
    second = home.sync(SmallSource("one", models(1)))

    assert first[0].run == first[1].run != second[0].run
    assert home.store.sync_runs(1) == second
