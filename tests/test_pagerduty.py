import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from accounts.pagerduty import CANARY, NOW, PAGES, Services, at, connector, reading
from faulty_server import (
    BAD_JSON,
    CUT_BODY,
    LOGIN_PAGE,
    Answer,
    FaultyServer,
    as_json,
    faulty_server,
)

from connectors import pagerduty
from connectors.pagerduty import Pagerduty, windows
from data.errors import (
    AuthFailed,
    BadPayload,
    RateLimited,
    Rejected,
    ScorecardError,
    SourceError,
    Unavailable,
)
from data.reading import RejectedRow
from data.records import Identity, Incident


@pytest.fixture
def account() -> Services:
    return Services()


@pytest.fixture
def server(account: Services) -> Iterator[FaultyServer]:
    with faulty_server(account) as served:
        yield served


@pytest.fixture
def source(server: FaultyServer, monkeypatch: pytest.MonkeyPatch) -> Pagerduty:
    monkeypatch.setenv("PD_TOKEN", CANARY)
    return connector(server)


def incidents(rows: Sequence[object]) -> dict[str, Incident]:
    return {row.incident: row for row in rows if isinstance(row, Incident)}


def test_services_and_incidents_come_with_acknowledgement_and_resolution(
    source: Pagerduty, server: FaultyServer
) -> None:
    rows = list(source.read(reading()))

    assert [row for row in rows if isinstance(row, Identity)] == [
        Identity(
            kind="service",
            external_id="PIJ90N7",
            name="Churn scoring",
            url=f"{PAGES}/service-directory/PIJ90N7",
        ),
        Identity(
            kind="service",
            external_id="PRJ4208",
            name="Fraud scoring 🛡",
            url=f"{PAGES}/service-directory/PRJ4208",
        ),
    ]
    assert [row for row in rows if isinstance(row, Incident)] == [
        Incident(
            incident="PT4KHLK",
            title="Scores are all zero",
            service="PIJ90N7",
            severity=1,
            opened_at=at("2025-11-06T21:30:42"),
            acknowledged_at=at("2025-11-06T21:38:23"),
            resolved_at=at("2025-11-07T00:32:52"),
            detected_by="monitor",
            url=f"{PAGES}/incidents/PT4KHLK",
            tags={"urgency": "high", "priority": "P1"},
        ),
        Incident(
            incident="PVQ1SVQ",
            title="Customers report odd offers",
            service="PIJ90N7",
            severity=4,
            opened_at=at("2026-05-11T08:00:00"),
            acknowledged_at=at("2026-05-11T08:02:00"),
            resolved_at=at("2026-05-11T09:45:00"),
            detected_by="person",
            url=f"{PAGES}/incidents/PVQ1SVQ",
            tags={"urgency": "low"},
        ),
        Incident(
            incident="PMERGED",
            title="Latency above 2 s",
            service="PRJ4208",
            severity=2,
            opened_at=at("2026-09-01T10:00:00"),
            resolved_at=at("2026-09-01T10:20:00"),
            detected_by="monitor",
            url=f"{PAGES}/incidents/PMERGED",
            tags={"urgency": "high", "priority": "SEV-2 Major", "merged_into": "PT4KHLK"},
        ),
        Incident(
            incident="POPEN01",
            title="Fraud model rejects everyone",
            service="PRJ4208",
            severity=2,
            opened_at=at("2026-11-22T23:10:00"),
            acknowledged_at=at("2026-11-22T23:14:30"),
            url=f"{PAGES}/incidents/POPEN01",
            tags={"urgency": "high", "priority": "Critical"},
        ),
        Incident(
            incident="PBARE00", title="[#1305] Bare minimum", opened_at=at("2026-11-23T01:00:00")
        ),
    ]
    [broken] = [row for row in rows if isinstance(row, RejectedRow)]
    assert (broken.entity, broken.reason) == (
        "incident",
        "incident: Input should be a valid string",
    )
    assert json.loads(broken.raw)["incident_number"] == 1306
    assert server.calls[0].headers["Accept"] == "application/vnd.pagerduty+json;version=2"
    assert {call.method for call in server.calls} == {"GET"}


def test_no_window_is_longer_than_six_months_and_none_is_left_out(
    source: Pagerduty, server: FaultyServer
) -> None:
    list(source.read(reading()))

    asked = [
        (call.first("since"), call.first("until"))
        for call in server.calls
        if call.path == "/incidents"
    ]
    assert asked == [
        ("2025-10-19T09:00:00Z", "2026-04-17T09:00:00Z"),
        ("2026-04-17T09:00:00Z", "2026-10-14T09:00:00Z"),
        ("2026-10-14T09:00:00Z", "2026-11-23T09:00:00Z"),
    ]
    assert windows(NOW, NOW) == []


def test_many_incidents_come_over_several_pages(source: Pagerduty, account: Services) -> None:
    account.rows["incidents"] = many = [
        {"id": f"P{number:04}", "title": "Late", "created_at": "2026-11-01T00:00:00Z"}
        for number in range(250)
    ]
    rows = incidents(list(source.read(reading())))
    assert list(rows) == [row["id"] for row in many]


def test_a_window_with_more_rows_than_can_be_paged_to_is_halved(
    source: Pagerduty, account: Services, server: FaultyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pagerduty, "MOST_ROWS", 200)
    start = NOW - timedelta(days=100)
    account.rows["incidents"] = many = [
        {
            "id": f"P{hours:04}",
            "title": "Late",
            "created_at": (start + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        for hours in range(500)
    ]
    rows = incidents(list(source.read(reading())))
    assert sorted(rows) == [row["id"] for row in many]
    reached = [int(call.first("offset")) + int(call.first("limit")) for call in server.calls]
    assert max(reached) == 200


def test_a_minute_with_more_rows_than_can_be_paged_to_is_told(
    source: Pagerduty, account: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pagerduty, "MOST_ROWS", 100)
    account.rows["incidents"] = [
        {"id": f"P{number:04}", "title": "Storm", "created_at": "2026-11-01T00:00:00Z"}
        for number in range(101)
    ]
    with pytest.raises(BadPayload, match="more than 100 rows in the minute of 2026-"):
        list(source.read(reading()))


def test_a_later_reading_asks_for_a_month_before_the_newest_and_keeps_what_is_older(
    source: Pagerduty, account: Services, server: FaultyServer
) -> None:
    account.rows["incidents"] = [
        row for row in account.rows["incidents"] if row["id"] not in ("POPEN01", None, "PBARE00")
    ]
    first = list(source.read(reading()))
    server.calls.clear()
    later = NOW + timedelta(days=1)

    second = list(source.read(reading(first, later)))

    assert {call.first("since") for call in server.calls if call.path != "/services"} == {
        "2026-08-02T10:00:00Z"
    }
    assert incidents(second) == incidents(first)
    assert len([row for row in second if isinstance(row, Incident)]) == 3


def test_an_incident_that_was_open_is_read_again_however_old(
    source: Pagerduty, account: Services
) -> None:
    old = next(row for row in account.rows["incidents"] if row["id"] == "PT4KHLK")
    closed = dict(old)
    old.update(status="acknowledged", resolved_at=None)
    first = list(source.read(reading()))
    assert incidents(first)["PT4KHLK"].resolved_at is None

    old.update(closed)
    second = list(source.read(reading(first)))

    assert incidents(second)["PT4KHLK"].resolved_at == at("2025-11-07T00:32:52")


def test_a_service_that_is_new_to_the_key_is_read_from_the_start(
    source: Pagerduty, server: FaultyServer
) -> None:
    narrow = connector(server, service_ids=("PRJ4208",))
    first = list(narrow.read(reading()))
    assert {row.service for row in incidents(first).values()} == {"PRJ4208"}
    assert [row.external_id for row in first if isinstance(row, Identity)] == ["PRJ4208"]
    assert all(
        call.query.get("service_ids[]") == ["PRJ4208"]
        for call in server.calls
        if call.path == "/incidents"
    )

    second = list(source.read(reading(first)))

    assert set(incidents(second)) == {"PT4KHLK", "PVQ1SVQ", "PMERGED", "POPEN01", "PBARE00"}


def test_an_acknowledgement_once_seen_is_not_lost_when_its_log_entry_is(
    source: Pagerduty, account: Services
) -> None:
    first = list(source.read(reading()))
    account.rows["log_entries"] = []

    second = list(source.read(reading(first)))

    assert incidents(second)["POPEN01"] == incidents(first)["POPEN01"]


def test_a_log_entry_that_names_no_incident_or_time_is_kept_as_rejected(
    source: Pagerduty, account: Services
) -> None:
    account.rows["log_entries"] = [
        {"type": "acknowledge_log_entry", "created_at": "2026-11-22T23:14:30Z"}
    ]
    rows = [row for row in source.read(reading()) if isinstance(row, RejectedRow)]
    assert rows[0] == RejectedRow(
        "incident",
        "this log entry does not say of which incident, or when",
        '{"type": "acknowledge_log_entry", "created_at": "2026-11-22T23:14:30Z"}',
    )


@pytest.mark.parametrize(
    ("priority", "urgency", "severity"),
    [
        ("P3", "high", 3),
        ("sev 4", "high", 4),
        ("Severity-1 (critical)", "low", 1),
        ("5", None, 5),
        ("P12", "high", 2),
        ("Important", "low", 4),
        (None, None, None),
        (None, "severity_based", None),
    ],
)
def test_severity_is_the_number_in_the_priority_or_else_the_urgency(
    priority: str | None, urgency: str | None, severity: int | None
) -> None:
    assert pagerduty._severity(priority, urgency) == severity


def test_odd_rows_are_rejected_and_the_rest_is_read(source: Pagerduty, account: Services) -> None:
    odd = {"created_at": "2026-11-01T00:00:00Z"}
    account.rows["incidents"] += [
        {**odd, "id": 7},
        {**odd, "id": "PLONE\ud800", "title": "a lone surrogate"},
        {**odd, "id": "PODD", "title": ["x"], "service": "PIJ90N7", "priority": [], "urgency": {}},
        {**odd, "id": "PLONG", "title": "🦊" * 10_000, "service": None},
    ]
    account.rows["services"] += ["PTEXT", {"id": "", "name": "blank"}]  # type: ignore[list-item]

    rows = list(source.read(reading()))

    assert incidents(rows)["PLONG"].title == "🦊" * 10_000
    assert incidents(rows)["PODD"] == Incident(
        incident="PODD", title="", opened_at=at("2026-11-01T00:00:00")
    )
    refused = [row for row in rows if isinstance(row, RejectedRow)]
    assert [row.entity for row in refused] == ["identity", "identity", *["incident"] * 3]
    for row in refused:
        row.raw.encode("utf-8")


FAULTS = {
    "429 with Retry-After": as_json({}, 429, Retry_After="1"),
    "429 without": as_json({"error": {"message": "Rate Limit Exceeded", "code": 2020}}, 429),
    "500": as_json({}, 500),
    "cut": CUT_BODY,
    "bad JSON": BAD_JSON,
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_that_passes_changes_nothing(
    source: Pagerduty, server: FaultyServer, fault: Answer
) -> None:
    expected = list(source.read(reading()))
    server.faults.extend([fault, fault])
    assert list(source.read(reading())) == expected


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (as_json({}, 429, Retry_After="1"), RateLimited),
        (as_json({}, 500), Unavailable),
        (CUT_BODY, Unavailable),
        (BAD_JSON, BadPayload),
        (LOGIN_PAGE, AuthFailed),
        (as_json({}, 401), AuthFailed),
        (as_json({}, 403), AuthFailed),
        (Answer(status=302, headers={"Location": "https://login.example/"}), AuthFailed),
        (as_json({}, 400), Rejected),
        (as_json({"incidents": []}), BadPayload),
    ],
)
def test_a_fault_that_stays_is_typed_and_names_the_source(
    source: Pagerduty, server: FaultyServer, fault: Answer, kind: type[SourceError]
) -> None:
    server.always = fault
    for use in (lambda: list(source.read(reading())), lambda: source.check(reading())):
        with pytest.raises(SourceError) as caught:
            use()
        assert type(caught.value) is kind
        assert f"PagerDuty at {server.url}/services" in str(caught.value)


def test_a_page_that_comes_again_and_again_is_refused(
    source: Pagerduty, server: FaultyServer
) -> None:
    server.always = as_json({"services": [{"id": "P1"}], "more": True})
    with pytest.raises(BadPayload, match="/services gave the same page twice"):
        list(source.read(reading()))
    assert len(server.calls) == 2


@pytest.mark.parametrize("status", [200, 400, 401, 403, 500])
def test_the_key_is_in_no_message_log_or_row(
    source: Pagerduty, server: FaultyServer, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    caplog.set_level(logging.DEBUG)
    server.always = as_json({"services": [f"echo {CANARY}"], "message": CANARY}, status)
    told: list[object] = [source]
    try:
        for row in source.read(reading()):
            told.append(row)  # noqa: PERF402
    except ScorecardError as error:
        told.append(error)
    assert len(told) > 1
    assert CANARY not in f"{told!r} {caplog.text}"


def test_a_key_that_is_not_set_is_told_by_the_name_of_its_variable(
    server: FaultyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PD_TOKEN", raising=False)
    source = connector(server)
    assert list(source.secrets()) == ["PD_TOKEN"]
    with pytest.raises(AuthFailed, match="environment variable PD_TOKEN, which is not set"):
        source.check(reading())
    assert server.calls == []


def test_an_oauth_token_is_sent_as_bearer(
    server: FaultyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PD_TOKEN", CANARY)
    server.always = as_json({"services": [], "incidents": [], "log_entries": [], "more": False})
    connector(server, scheme="Bearer ").check(reading())
    assert {call.headers["Authorization"] for call in server.calls} == {f"Bearer {CANARY}"}


def test_a_check_says_what_would_be_read(source: Pagerduty, server: FaultyServer) -> None:
    assert source.check(reading()) == (
        "PagerDuty answers; 2 services visible, incidents of the last 400 days are read"
    )
    assert [call.path for call in server.calls] == ["/services", "/incidents", "/log_entries"]


def test_a_reading_beyond_its_deadline_says_which_setting_to_raise(
    source: Pagerduty, server: FaultyServer
) -> None:
    times = iter(range(0, 10_000, 50))
    source._patience = replace(source._patience, clock=lambda: float(next(times)))
    with pytest.raises(Unavailable, match="raise `deadline_seconds` of source 'incidents'"):
        list(source.read(reading()))
