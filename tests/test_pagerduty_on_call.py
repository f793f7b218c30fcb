"""Who is on call for which service, as PagerDuty's documented answers tell it."""

from collections.abc import Iterator
from typing import Any

import pytest
from accounts.pagerduty import CANARY, WithOnCall, at, connector, reading
from faulty_server import FaultyServer, faulty_server

from connectors.pagerduty import Pagerduty
from data.errors import AuthFailed
from data.reading import RejectedRow
from data.records import Incident, OnCall


@pytest.fixture
def account() -> WithOnCall:
    return WithOnCall()


@pytest.fixture
def server(account: WithOnCall) -> Iterator[FaultyServer]:
    with faulty_server(account) as served:
        yield served


@pytest.fixture
def source(server: FaultyServer, monkeypatch: pytest.MonkeyPatch) -> Pagerduty:
    monkeypatch.setenv("PD_TOKEN", CANARY)
    return connector(server)


def on_call(source: Pagerduty) -> list[Any]:
    return [row for row in source.read(reading()) if isinstance(row, OnCall)]


def test_who_is_paged_first_is_told_for_each_service_of_a_policy(source: Pagerduty) -> None:
    assert on_call(source) == [
        OnCall(service="PRJ4208", person="eva@acme.example", starts_at=at("2026-08-25T09:00:00")),
        OnCall(
            service="PIJ90N7",
            person="ana@acme.example",
            starts_at=at("2026-11-20T08:00:00"),
            ends_at=at("2026-11-27T08:00:00"),
        ),
        OnCall(
            service="PIJ90N7",
            person="Tom Berg",
            starts_at=at("2026-11-27T08:00:00"),
            ends_at=at("2026-12-04T08:00:00"),
        ),
    ]


def test_90_days_back_and_30_ahead_are_asked_for_in_parts_without_a_gap(
    source: Pagerduty, server: FaultyServer
) -> None:
    on_call(source)
    asked = [
        (call.first("since"), call.first("until"))
        for call in server.calls
        if call.path == "/oncalls"
    ]
    assert (asked[0][0], asked[-1][1]) == ("2026-08-25T09:00:00Z", "2026-12-23T09:00:00Z")
    assert [until for _, until in asked[:-1]] == [since for since, _ in asked[1:]]


@pytest.mark.parametrize("status", [403, 404])
def test_a_key_that_may_not_ask_leaves_it_unknown_and_brings_all_else(
    source: Pagerduty, account: WithOnCall, status: int
) -> None:
    account.refuses = status
    rows = list(source.read(reading()))
    assert [row for row in rows if isinstance(row, OnCall)] == []
    assert len([row for row in rows if isinstance(row, Incident)]) == 5


def test_a_key_that_is_refused_altogether_fails_the_source(
    source: Pagerduty, account: WithOnCall
) -> None:
    account.refuses = 401
    with pytest.raises(AuthFailed):
        list(source.read(reading()))


def test_an_entry_without_a_person_or_with_an_odd_time_is_rejected(
    source: Pagerduty, account: WithOnCall
) -> None:
    account.entries[0] = {**account.entries[0], "user": None}
    account.entries[1] = {**account.entries[1], "end": "soon"}
    account.entries.append({"escalation_level": 1, "escalation_policy": {"id": "PT20YPA"}})
    rows = list(source.read(reading()))
    rejected = [row for row in rows if isinstance(row, RejectedRow) and row.entity == "on_call"]
    assert [row.reason.split(":")[0] for row in rejected] == ["person", "person", "ends_at"]
    assert len(on_call(source)) == 1
