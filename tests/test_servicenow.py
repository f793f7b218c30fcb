"""ServiceNow: incidents with their problems as reviews, and what is read again."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from accounts import NOW
from accounts.servicenow import CANARY, Instance, connector
from faulty_server import FaultyServer, as_json, faulty_server
from pydantic import ValidationError

from connectors import servicenow
from connectors.servicenow import Servicenow
from data.reading import Reading
from data.records import Identity, Incident, IncidentAction, Record

FIRST, SECOND, THIRD = (f"46cebb88a9fe198101aee93734f976{i:02x}" for i in (13, 14, 15))
PROBLEM = "9d3a266ac3031000b959fd251eba8f01"


@pytest.fixture
def instance() -> Instance:
    return Instance()


@pytest.fixture
def server(instance: Instance) -> Iterator[FaultyServer]:
    with faulty_server(instance) as served:
        yield served


@pytest.fixture
def source(server: FaultyServer, monkeypatch: pytest.MonkeyPatch) -> Servicenow:
    monkeypatch.setenv("SN_PASSWORD", CANARY)
    return connector(server)


def read(source: Servicenow, previous: Sequence[Any] = (), when: datetime = NOW) -> list[Any]:
    def rows(entity: type[Record]) -> list[Record]:
        return [row for row in previous if isinstance(row, entity)]

    return list(source.read(Reading(started_at=when, previous=rows, columns=lambda _: ())))


def incidents(rows: Sequence[Any]) -> dict[str, Incident]:
    return {row.incident: row for row in rows if isinstance(row, Incident)}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_an_incident_lands_with_its_times_and_its_problem_as_the_review(
    source: Servicenow, server: FaultyServer
) -> None:
    assert incidents(read(source))[FIRST] == Incident(
        incident=FIRST,
        title="EMAIL is slow when an attachment is involved",
        service="27d32778c0a8000b00db970eeaa60f16",
        severity=3,
        opened_at=at("2026-11-10T23:15:58"),
        acknowledged_at=at("2026-11-10T23:30:00"),
        resolved_at=at("2026-11-11T01:00:00"),
        reviewed_at=at("2026-11-22T10:00:00"),
        url=f"{server.url}/incident.do?sys_id={FIRST}",
        tags={"number": "INC0000013", "problem": PROBLEM},
    )


def test_what_is_empty_is_unknown_and_the_priority_stands_in_for_the_severity(
    source: Servicenow,
) -> None:
    row = incidents(read(source))[SECOND]
    assert (row.severity, row.acknowledged_at, row.resolved_at, row.reviewed_at) == (
        2, None, None, None,
    )  # fmt: skip


def test_services_come_with_their_names(source: Servicenow) -> None:
    found = {row.external_id: row.name for row in read(source) if isinstance(row, Identity)}
    assert found == {
        "27d32778c0a8000b00db970eeaa60f16": "Email",
        "b0c4030ac0a800090152e7a4564ca36c": "churn-scorer",
    }


def test_each_task_of_a_problem_is_an_action_of_each_of_its_incidents(source: Servicenow) -> None:
    actions = {
        (row.incident, row.action[-2:], row.closed_at)
        for row in read(source)
        if isinstance(row, IncidentAction)
    }
    done = at("2026-11-21T10:00:00")
    assert actions == {(FIRST, "02", done), (FIRST, "03", None), (THIRD, "02", done),
                       (THIRD, "03", None)}  # fmt: skip


def test_only_what_was_updated_since_is_read_again_and_the_rest_stays(
    source: Servicenow, server: FaultyServer, instance: Instance
) -> None:
    first = read(source)
    server.calls.clear()
    instance.tables["incident"][1] |= {
        "resolved_at": "2026-11-23 10:00:00", "sys_updated_on": "2026-11-23 10:00:00",
    }  # fmt: skip
    again = incidents(read(source, first, NOW + timedelta(days=1)))
    query = next(call.first("sysparm_query") for call in server.calls if "incident" in call.path)
    assert "sys_updated_on>=2026-11-20 08:00:00^" in query
    assert again.keys() == {FIRST, SECOND, THIRD}
    assert again[SECOND].resolved_at == at("2026-11-23T10:00:00")
    assert again[FIRST] == incidents(first)[FIRST]


def test_all_pages_are_read(
    source: Servicenow, instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(servicenow, "PAGE", 2)
    row = instance.tables["incident"][0]
    instance.tables["incident"] = [{**row, "sys_id": f"{number:032x}"} for number in range(5)]
    assert len(incidents(read(source))) == 5


def test_tables_that_the_account_may_not_read_stay_unknown(
    source: Servicenow, instance: Instance
) -> None:
    for table in ("problem", "problem_task", "cmdb_ci"):
        instance.refused[table] = as_json({"error": {"message": "no"}}, 403)
    rows = read(source)
    assert {row.reviewed_at for row in incidents(rows).values()} == {None}
    assert [row for row in rows if isinstance(row, IncidentAction)] == []
    assert {row.name for row in rows if isinstance(row, Identity)} == {None}


def test_without_problems_none_is_asked_for(server: FaultyServer, source: Servicenow) -> None:
    rows = read(connector(server, problems=False))
    assert not [call for call in server.calls if "problem" in call.path]
    assert {row.reviewed_at for row in incidents(rows).values()} == {None}


def test_an_id_that_is_none_never_gets_into_a_query(
    source: Servicenow, server: FaultyServer, instance: Instance
) -> None:
    instance.tables["incident"][0]["problem_id"] = "x^ORactive=true"
    read(source)
    asked = [call.first("sysparm_query") for call in server.calls if "/problem" in call.path]
    assert asked
    assert not [query for query in asked if "ORactive" in query]


@pytest.mark.parametrize(
    "settings",
    [
        {"username": None},
        {"username": None, "password_env": None},
        {"token_env": "SN_TOKEN"},
        {"acknowledged_column": "a^b"},
    ],
)
def test_settings_that_do_not_go_together_are_refused(
    server: FaultyServer, settings: dict[str, Any]
) -> None:
    with pytest.raises(ValidationError):
        connector(server, **settings)
