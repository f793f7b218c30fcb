from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import pytest
from accounts.incidentio import CANARY, Organisation, connect, reading
from faulty_server import FaultyServer, as_json, faulty_server

from data.reading import RejectedRow
from data.records import Identity, Incident, IncidentAction

FIRST = "01FDAG4SAP5TYPT98WGR2N7W91"


@pytest.fixture
def organisation() -> Organisation:
    return Organisation()


@pytest.fixture
def server(organisation: Organisation, monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultyServer]:
    monkeypatch.setenv("INC_TOKEN", CANARY)
    with faulty_server(organisation) as served:
        yield served


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def incidents(rows: Sequence[object]) -> dict[str, Incident]:
    return {row.incident: row for row in rows if isinstance(row, Incident)}


def test_incidents_come_with_their_times_review_and_follow_ups(server: FaultyServer) -> None:
    rows = list(connect(server).read(reading()))

    assert [row for row in rows if not isinstance(row, RejectedRow)] == [
        Identity(kind="service", external_id="01FCNDV6P870EA6S7TK1DSYDG0", name="Primary On-call"),
        Incident(
            incident=FIRST,
            title="Our database is sad",
            service="01FCNDV6P870EA6S7TK1DSYDG0",
            severity=2,
            began_at=at("2026-08-17T13:00:00"),
            opened_at=at("2026-08-17T13:28:57.801578"),
            acknowledged_at=at("2026-08-17T13:31:00"),
            resolved_at=at("2026-08-17T15:00:00"),
            reviewed_at=at("2026-08-25T10:00:00"),
            url="https://app.incident.io/incidents/123",
            tags={"reference": "INC-123", "severity": "Major", "type": "Production Outage"},
        ),
        Incident(
            incident="01FDAG4SAP5TYPT98WGR2N7W92",
            title="Churn scores late",
            severity=1,
            opened_at=at("2026-11-20T08:00:00"),
            tags={"reference": "INC-124", "severity": "SEV1", "type": "Production Outage"},
        ),
        Incident(
            incident="01FDAG4SAP5TYPT98WGR2N7W93",
            title="Our database is sad",
            opened_at=at("2026-11-20T08:05:00"),
            url="https://app.incident.io/incidents/123",
            tags={"reference": "INC-125", "type": "Production Outage", "merged_into": "another"},
        ),
        IncidentAction(
            incident=FIRST,
            action="01F1",
            opened_at=at("2026-08-20T09:00:00"),
            closed_at=at("2026-09-10T09:00:00"),
            url="https://linear.app/incident-io/issue/INC-1609/find-copywriter-to-write-up",
        ),
        IncidentAction(incident=FIRST, action="01F2", opened_at=at("2026-08-20T09:05:00")),
    ]
    [broken] = [row for row in rows if isinstance(row, RejectedRow)]
    assert broken.entity == "incident"
    assert broken.reason.startswith("opened_at: Input should be a valid datetime")
    assert {call.method for call in server.calls} == {"GET"}


def test_a_reading_goes_back_as_many_days_as_the_settings_say(server: FaultyServer) -> None:
    list(connect(server, since_days=10).read(reading()))
    asked = [call for call in server.calls if call.path == "/v2/incidents"]
    assert {call.first("created_at[gte]") for call in asked} == {"2026-11-13"}
    assert {call.first("page_size") for call in asked} == {"250"}


def test_a_completed_review_that_is_edited_again_keeps_its_first_time(
    organisation: Organisation, server: FaultyServer
) -> None:
    first = list(connect(server).read(reading()))
    organisation.rows["postmortem_documents"][0]["updated_at"] = "2026-11-22T10:00:00Z"
    second = incidents(list(connect(server).read(reading(first))))
    assert second[FIRST].reviewed_at == at("2026-08-25T10:00:00")


@pytest.mark.parametrize("status", [403, 404])
def test_where_post_mortems_may_not_be_seen_reviews_are_unknown(
    organisation: Organisation, server: FaultyServer, status: int
) -> None:
    organisation.refused["/v1/postmortem_documents"] = status
    assert incidents(list(connect(server).read(reading())))[FIRST].reviewed_at is None


def test_times_and_severities_go_by_the_names_in_the_settings(server: FaultyServer) -> None:
    made = connect(
        server,
        acknowledged_timestamp="impact STARTED",
        resolved_timestamp="Fixed at",
        severities={"Major": 4},
        service_field=None,
    )
    row = incidents(list(made.read(reading())))[FIRST]
    assert row.acknowledged_at == at("2026-08-17T13:00:00")
    assert (row.resolved_at, row.severity, row.service) == (None, 4, None)


def test_an_organisation_without_incidents_brings_none(server: FaultyServer) -> None:
    server.replay = lambda call: as_json({call.path.rpartition("/")[2]: []})
    assert list(connect(server).read(reading())) == []
    told = connect(server).check(reading())
    assert told == "incident.io answers; no incident is there of the last 400 days"
