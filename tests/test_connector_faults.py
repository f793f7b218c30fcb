"""What a source may do wrong, and what every connector that calls one then does."""

import json
import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import duckdb
import pytest
from accounts import Account, accounts
from faulty_server import (
    BAD_JSON,
    CUT_BODY,
    LOGIN_PAGE,
    Answer,
    Call,
    FaultyServer,
    as_json,
    faulty_server,
)
from small_sources import RELATIONS, SmallSource, land

from connectors import session
from connectors.base import Connector, discover
from connectors.session import Patience
from data.errors import AuthFailed, BadPayload, RateLimited, SourceError, Unavailable
from data.landing import Landing
from data.reading import Reading, RejectedRow, Select
from data.records import (
    CostDaily,
    Document,
    DocumentState,
    Interval,
    MetricDaily,
    Record,
    entities,
)
from data.store import SyncRun, open_store
from data.sync import sync
from data.warehouse import Warehouse

CALLS_NOTHING = {"demo", "focus", "inventory", "mapping"}
ACCOUNTS = accounts()
CANARY = re.compile("canary", re.IGNORECASE)


@pytest.fixture(params=ACCOUNTS.values(), ids=ACCOUNTS)
def account(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Account:
    found: Account = request.param
    for name, secret in found.environment.items():
        assert CANARY.search(secret)
        monkeypatch.setenv(name, secret)
    return found


@pytest.fixture
def server(account: Account) -> Iterator[FaultyServer]:
    with faulty_server(account.replay()) as served:
        yield served


@pytest.fixture
def waits() -> list[float]:
    """The seconds that the connector waited between its tries, without any passing."""
    return []


@pytest.fixture
def source(account: Account, server: FaultyServer, waits: list[float]) -> Connector:
    made = account.connect(server)
    if hasattr(made, "_patience"):
        made._patience = Patience(sleep=waits.append, today=lambda: account.at)
    return made


def read(
    source: Connector,
    account: Account,
    previous: tuple[object, ...] = (),
    previous_start: datetime | None = None,
) -> list[Record | RejectedRow]:
    def before(entity: type[Record]) -> list[Record]:
        return [row for row in previous if isinstance(row, entity)]

    def others(entity: type[Record]) -> list[Record]:
        return [row for row in account.others(source) if isinstance(row, entity)]

    reading = Reading(
        account.at,
        previous=before,
        previous_start=lambda: previous_start,
        columns=lambda _: (),
        others=others,
    )
    return [row for row in source.read(reading) if not isinstance(row, Select)]


def assert_fails(
    source: Connector, account: Account, kind: type[SourceError], about: str = ""
) -> None:
    """Reading ends in this kind of error; or, where rows tell how it went, they settle nothing."""
    if not account.fails:
        told = {row.state for row in read(source, account) if isinstance(row, Document)}
        assert told <= {DocumentState.UNREACHABLE, DocumentState.NOT_CHECKED}, about
        return
    with pytest.raises(SourceError) as caught:
        read(source, account)
    assert_a_mend(caught.value)
    assert type(caught.value) is kind, about or caught.value


def assert_a_mend(error: SourceError) -> None:
    """The message names the thing, what is wrong and the mend, and no secret."""
    assert re.search(r": \S+", str(error)), "a mend follows a colon"
    assert not CANARY.search(str(error))
    assert "Traceback" not in str(error)


def test_every_connector_that_calls_a_source_has_an_account() -> None:
    assert discover().keys() - CALLS_NOTHING == ACCOUNTS.keys()


def test_its_account_brings_a_row_of_all_that_it_says_to_bring(
    source: Connector, account: Account
) -> None:
    rows = read(source, account)
    assert {row.entity for row in rows if isinstance(row, Record)} == brought(source)


def test_it_only_calls_what_cannot_change_anything(
    source: Connector, account: Account, server: FaultyServer
) -> None:
    read(source, account)
    asked = {call.method for call in server.calls}
    assert asked <= {"GET", "HEAD", "POST"}


def test_its_check_tells_in_a_sentence_what_it_would_bring(
    source: Connector, account: Account
) -> None:
    told = source.check(Reading(started_at=account.at, previous=lambda _: (), columns=lambda _: ()))
    assert told
    assert "\n" not in told
    assert not CANARY.search(told)


@pytest.mark.parametrize(
    ("fault", "wait"),
    [
        (as_json({"message": "slow down"}, 429, Retry_After="7"), 7.0),
        (as_json({"message": "slow down"}, 429), 0.0),
        (as_json({"message": "broken"}, 500), 0.0),
        (Answer(hang_up=True), 0.0),
        (CUT_BODY, 0.0),
        (BAD_JSON, 0.0),
    ],
    ids=["429 with a wait", "429", "500", "hung up", "cut body", "bad JSON"],
)
def test_a_fault_that_passes_leaves_the_rows_as_they_are(
    source: Connector,
    account: Account,
    server: FaultyServer,
    waits: list[float],
    fault: Answer,
    wait: float,
) -> None:
    if not account.fails and fault in (CUT_BODY, BAD_JSON):
        return  # it reads no body: to it these are good answers
    well = read(source, account)
    calls = min(len(server.calls), 6)
    for at in range(calls):
        server.replay, server.calls = account.replay(), []
        server.replay = once(fault, at, server.replay)
        waits.clear()
        assert read(source, account) == well, f"the fault came at call {at}"
        assert not waits or max(waits) >= wait


def once(fault: Answer, at: int, replay: Callable[[Call], Answer]) -> Callable[[Call], Answer]:
    """Answer with the fault at one call, and well at all others."""
    seen = iter(range(1_000_000))
    return lambda call: fault if next(seen) == at else replay(call)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (as_json({"message": "slow down"}, 429, Retry_After="3600"), RateLimited),
        (as_json({"message": "slow down"}, 429), RateLimited),
        (as_json({"message": "broken"}, 500), Unavailable),
        (as_json({"message": "who are you"}, 401), AuthFailed),
        (as_json({"message": "not for you"}, 403), AuthFailed),
        (Answer(status=302, headers={"Location": "https://sso.example/?canary=1"}), AuthFailed),
        (LOGIN_PAGE, AuthFailed),
        (BAD_JSON, BadPayload),
        (as_json([[]]), BadPayload),
        (CUT_BODY, Unavailable),
        (Answer(hang_up=True), Unavailable),
    ],
    ids=[
        "429 for an hour", "429", "500", "401", "403", "redirect", "login page", "bad JSON",
        "another shape", "cut body", "hung up",
    ],
)  # fmt: skip
def test_a_fault_that_stays_ends_in_its_kind_of_error(
    source: Connector,
    account: Account,
    server: FaultyServer,
    caplog: pytest.LogCaptureFixture,
    fault: Answer,
    kind: type[SourceError],
) -> None:
    server.always = fault
    with caplog.at_level(logging.DEBUG):
        assert_fails(source, account, kind)
    assert not CANARY.search(caplog.text)


def test_a_server_that_is_gone_is_unavailable(account: Account, waits: list[float]) -> None:
    with faulty_server(account.replay()) as server:
        source = account.connect(server)
    if hasattr(source, "_patience"):
        source._patience = Patience(sleep=waits.append)
    assert_fails(source, account, Unavailable)


def test_an_answer_without_an_end_is_refused(
    source: Connector, account: Account, server: FaultyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "LARGEST_BODY", 64 * 1024)
    server.always = Answer(b'{"a": "' + b"x" * 200_000 + b'"}')
    assert_fails(source, account, BadPayload)


def test_pages_that_never_end_are_refused(
    source: Connector, account: Account, server: FaultyServer
) -> None:
    if account.endless is None:
        return  # nothing of this source comes in pages
    server.replay = account.endless
    assert_fails(source, account, BadPayload)


def test_a_list_under_another_name_lands_nothing(
    source: Connector, account: Account, server: FaultyServer
) -> None:
    for name in account.lists:
        server.replay = changed(account, only(name, ODD["renamed"]))
        assert_fails(source, account, BadPayload, name)


Change = Callable[[str, Any], tuple[str, Any]]


def only(name: str, change: Change) -> Change:
    """Return a change of the values under one key."""
    return lambda key, value: change(key, value) if key == name else (key, value)


def changed(account: Account, change: Change) -> Callable[[Call], Answer]:
    """Answer as recorded, with every key and value put through a change."""
    replay = account.replay()

    def answer(call: Call) -> Answer:
        well = replay(call)
        try:
            body = json.loads(well.body)
        except ValueError:
            return well
        return replace(well, body=json.dumps(_walked(body, change)).encode())

    return answer


def _walked(value: Any, change: Change) -> Any:
    if isinstance(value, list):
        return [_walked(each, change) for each in value]
    if isinstance(value, Mapping):
        return dict(change(key, _walked(each, change)) for key, each in value.items())
    return value


def keys_of(account: Account, source: Connector, server: FaultyServer) -> list[str]:
    """Return every key that stands anywhere in what the source answered."""
    found: dict[str, None] = {}

    def note(key: str, value: Any) -> tuple[str, Any]:
        found[key] = None
        return key, value

    server.replay = changed(account, note)
    read(source, account)
    return list(found)


ODD: Mapping[str, Change] = {
    "renamed": lambda key, value: (f"{key}_renamed", value),
    "null": lambda key, _: (key, None),
    "a number": lambda key, _: (key, -1.5e300),
    "a list": lambda key, value: (key, [value]),
    "an object": lambda key, value: (key, {"a": value}),
    "text": lambda key, _: (key, "\x00\ud800<b>=1+1"),
}


def test_no_odd_value_anywhere_brings_it_down(
    source: Connector, account: Account, server: FaultyServer, pytestconfig: pytest.Config
) -> None:
    """Each key is odd in two ways, in turn; with `--odd 6` in every way."""
    ways = pytestconfig.getoption("--odd")
    turn = cycle(ODD.values())
    for name in keys_of(account, source, server):
        for odd in islice(turn, ways):
            server.replay = changed(account, only(name, odd))
            try:
                rows = read(source, account)
            except SourceError as error:
                assert_a_mend(error)
            else:
                for row in rows:
                    assert not CANARY.search(repr(row)), name


DAYS_KEPT_BY_A_CLOCK: Mapping[tuple[str, int], date] = {("opencost", -1): date(2026, 11, 18)}
"""A day before the window of a first reading, which the one by the wrong clock brought."""


@pytest.mark.parametrize("days", [-400, -1, 1, 2, 370, 395, 400])
def test_a_reading_after_one_by_a_wrong_clock_is_right_but_for_when_a_thing_was_first_seen(
    source: Connector, account: Account, server: FaultyServer, days: int
) -> None:
    def fresh(at: datetime, previous: Sequence[object] = ()) -> list[Record | RejectedRow]:
        server.replay = account.replay()
        return read(
            source, replace(account, at=at), tuple(previous), wrong_at if previous else None
        )

    well = fresh(account.at)
    wrong_at = account.at + timedelta(days=days)
    wrong = fresh(wrong_at)
    kept = DAYS_KEPT_BY_A_CLOCK.get((source.kind, days))
    right = [
        *seen_since(well, wrong),
        *(row for row in wrong if kept is not None and day_of(row) == kept),
    ]
    assert sorted(fresh(account.at, wrong), key=repr) == sorted(right, key=repr)


def day_of(row: object) -> date | None:
    return row.day if isinstance(row, CostDaily | MetricDaily) else None


def seen_since(
    rows: Sequence[Record | RejectedRow], earlier: Sequence[Record | RejectedRow]
) -> Iterator[Record | RejectedRow]:
    """Yield rows with each interval as it was first seen, if it was in an earlier reading."""
    known: dict[tuple[object, ...], list[Interval]] = {}
    for row in earlier:
        if isinstance(row, Interval):
            known.setdefault(lasting(row), []).append(row)
    for row in rows:
        if isinstance(row, Interval) and known.get(lasting(row)):
            first = known[lasting(row)].pop(0)
            yield row.model_copy(
                update={
                    "from_earliest": first.from_earliest,
                    "from_latest": first.from_latest,
                    "seen_by": first.seen_by,
                    "until_earliest": row.until_earliest
                    if row.until_latest
                    else max(row.until_earliest, first.until_earliest),
                }
            )
        else:
            yield row


def lasting(row: Interval) -> tuple[object, ...]:
    """Return what an interval is about, whenever it was."""
    return type(row), *(value for name, value in row if name not in Interval.model_fields)


def synced(home: Path, source: Connector, account: Account) -> SyncRun:
    if others := account.others(source):
        land(Landing(home / "landing"), SmallSource("others", others))
    store = open_store(f"sqlite:///{home / 'store.db'}")
    warehouse = Warehouse(home / "warehouse", answers=store)
    try:
        (run,) = sync(
            [source], store, Landing(home / "landing"), warehouse, lambda: account.at, "test",
            relations=RELATIONS,
        )  # fmt: skip
    finally:
        warehouse.close()
        store.close()
    return run


def landed(home: Path, source: Connector) -> dict[str, list[Record]]:
    """Return the rows of each entity that landed last, in some order that is always the same."""
    landing = Landing(home / "landing")
    return {
        name: sorted(landing.records("source", entities()[name]), key=repr)
        for name in brought(source)
    }


def brought(source: Connector) -> set[str]:
    """Return the entities that a connector says it brings, whole or some kind of their rows."""
    return {each.partition(":")[0] for each in source.brings}


def test_what_is_replayed_lands_once_and_a_fault_keeps_it(
    source: Connector,
    account: Account,
    server: FaultyServer,
    tmp_path: Path,
) -> None:
    first = synced(tmp_path, source, account)
    assert first.status in {"ok", "partial"}, first.error
    once = landed(tmp_path, source)
    again = synced(tmp_path, source, account)
    assert (again.status, again.rows_landed) == (first.status, first.rows_landed)
    assert landed(tmp_path, source) == once
    faults = (as_json({"message": "broken"}, 500), LOGIN_PAGE, BAD_JSON, CUT_BODY)
    for fault in faults if account.fails else ():
        server.always = fault
        failed = synced(tmp_path, source, account)
        assert failed.status == "failed"
        assert failed.error
        assert landed(tmp_path, source) == once
    assert_no_secret(tmp_path)


def assert_no_secret(home: Path) -> None:
    for file in home.rglob("*"):
        if not file.is_file():
            continue
        if file.suffix == ".parquet":
            text = repr(duckdb.read_parquet(str(file)).fetchall())
        elif file.suffix == ".duckdb":
            continue  # the same rows, compressed
        else:
            text = file.read_bytes().decode("utf-8", "replace")
        assert not CANARY.search(text), file
