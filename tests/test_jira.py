import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from accounts.jira import CANARY, NOW, Site, reading, source
from faulty_server import Answer, Call, FaultyServer, as_json, faulty_server
from pydantic import ValidationError

from connectors.jira import Jira
from data.errors import Rejected, Unavailable
from data.reading import RejectedRow
from data.records import Identity, Incident, IncidentAction


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def server(site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultyServer]:
    monkeypatch.setenv("JIRA_TOKEN", CANARY)
    with faulty_server(site) as served:
        yield served


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def incidents(rows: Sequence[object]) -> dict[str, Incident]:
    return {row.incident: row for row in rows if isinstance(row, Incident)}


def test_incidents_come_with_acknowledgement_resolution_review_and_actions(
    server: FaultyServer,
) -> None:
    rows = list(source(server.url).read(reading()))

    page = f"{server.url}/browse"
    assert [row for row in rows if not isinstance(row, RejectedRow)] == [
        Identity(kind="service", external_id="10200", name="fraud-api"),
        Identity(kind="service", external_id="10202", name="offers"),
        Incident(
            incident="OPS-11",
            title="Fraud scores are all zero",
            service="10200",
            severity=1,
            opened_at=at("2026-08-03T08:00:00"),
            acknowledged_at=at("2026-08-03T08:04:30"),
            resolved_at=at("2026-08-03T09:30:00"),
            reviewed_at=at("2026-08-10T15:00:00"),
            url=f"{page}/OPS-11",
            tags={"severity": "Highest", "other_services": "checkout", "review": "PIR-3"},
        ),
        Incident(
            incident="OPS-12",
            title="Churn batch is late",
            severity=3,
            opened_at=at("2026-09-14T06:00:00"),
            resolved_at=at("2026-09-14T09:00:00"),
            url=f"{page}/OPS-12",
            tags={"severity": "P3"},
        ),
        Incident(
            incident="OPS-13",
            title="Offers look odd ⚠",
            service="10202",
            opened_at=at("2026-11-20T22:15:00"),
            acknowledged_at=at("2026-11-20T22:21:00"),
            url=f"{page}/OPS-13",
            tags={"severity": "Urgent", "review": "PIR-4"},
        ),
        IncidentAction(
            incident="OPS-11",
            action="MLP-7",
            opened_at=at("2026-08-10T14:00:00"),
            closed_at=at("2026-09-01T12:00:00"),
            url=f"{page}/MLP-7",
        ),
        IncidentAction(
            incident="OPS-11",
            action="MLP-8",
            opened_at=at("2026-08-10T14:05:00"),
            url=f"{page}/MLP-8",
        ),
    ]
    [broken] = [row for row in rows if isinstance(row, RejectedRow)]
    assert (broken.entity, broken.reason) == (
        "incident",
        "opened_at: Input should be a valid datetime",
    )
    assert json.loads(broken.raw)["key"] == "OPS-14"


def test_what_the_changelog_left_out_is_asked_for_of_that_issue_alone(
    server: FaultyServer,
) -> None:
    list(source(server.url).read(reading()))
    asked = [call.path for call in server.calls if call.path.endswith("/changelog")]
    assert asked == ["/rest/api/3/issue/10103/changelog"]


def test_an_issue_that_went_straight_to_resolved_was_not_acknowledged(
    server: FaultyServer,
) -> None:
    assert incidents(list(source(server.url).read(reading())))["OPS-12"].acknowledged_at is None


def test_only_the_statuses_that_the_settings_name_acknowledge(server: FaultyServer) -> None:
    made = source(server.url, acknowledged_statuses=("work in progress",))
    rows = incidents(list(made.read(reading())))
    assert rows["OPS-13"].acknowledged_at == at("2026-11-21T00:15:00")


def test_service_severity_and_cause_come_from_the_fields_that_the_settings_name(
    server: FaultyServer,
) -> None:
    made = source(
        server.url,
        service_field="customfield_10060",
        severity_field="customfield_10070",
        cause_field="customfield_10060",
    )
    rows = list(made.read(reading()))
    row = incidents(rows)["OPS-11"]
    assert (row.service, row.severity, row.cause) == ("10301", 2, "Schema change")
    assert [each.name for each in rows if isinstance(each, Identity)] == ["Schema change"]


def test_only_linked_issues_of_the_types_in_the_settings_are_actions(
    server: FaultyServer,
) -> None:
    made = source(server.url, action_types=("Story",))
    assert not [row for row in made.read(reading()) if isinstance(row, IncidentAction)]


def test_a_later_reading_looks_up_reviews_and_actions_of_incidents_that_did_not_change(
    site: Site, server: FaultyServer
) -> None:
    made = source(server.url)
    first = [row for row in made.read(reading()) if not isinstance(row, RejectedRow)]
    site.issues[2]["fields"]["resolutiondate"] = None
    site.issues[3]["fields"]["resolutiondate"] = "2026-11-23T08:00:00.000+0000"
    site.issues[1]["fields"]["resolutiondate"] = "2026-11-23T08:30:00.000+0000"
    server.calls.clear()
    site.at = NOW + timedelta(hours=1)

    second = list(made.read(reading(first, site.at)))

    [minutes] = {call.first("jql").split('"')[3] for call in server.calls if call.first("jql")}
    assert minutes == "-46785m", "30 days before OPS-13, the newest, and no more"
    assert incidents(second).keys() == {"OPS-11", "OPS-12", "OPS-13"}
    assert incidents(second)["OPS-13"].reviewed_at == at("2026-11-23T08:30:00")
    assert [(row.action, row.closed_at) for row in second if isinstance(row, IncidentAction)] == [
        ("MLP-7", None),
        ("MLP-8", at("2026-11-23T08:00:00")),
    ]
    assert [row for row in second if isinstance(row, Identity)] == first[:2]


def test_a_review_that_may_not_be_seen_tells_nothing(site: Site, server: FaultyServer) -> None:
    site.issues = []
    rows = list(source(server.url).read(reading()))
    assert incidents(rows)["OPS-11"].reviewed_at is None
    assert not [row for row in rows if isinstance(row, IncidentAction)]


def test_reviews_that_jira_cannot_give_just_now_end_the_reading(
    site: Site, server: FaultyServer
) -> None:
    def halting(call: Call) -> Answer:
        if not call.path.endswith("/bulkfetch"):
            return site(call)
        return as_json({"issues": [], "issueErrors": [{"id": "10111", "errorMessage": "retry"}]})

    server.replay = halting
    with pytest.raises(Unavailable, match="says that it may later: sync later"):
        list(source(server.url).read(reading()))


def test_a_key_that_could_lead_elsewhere_makes_no_address_and_no_path(
    site: Site, server: FaultyServer
) -> None:
    site.incidents[0]["key"] = "../x"
    site.incidents[2]["id"] = "../1"
    rows = list(source(server.url).read(reading()))
    assert incidents(rows)["../x"].url is None
    reasons = [row.reason for row in rows if isinstance(row, RejectedRow)]
    assert "id: an issue's id is a number" in reasons


def test_through_atlassians_gateway_the_page_of_an_issue_is_unknown() -> None:
    made = source("https://api.atlassian.com/ex/jira/1f2e")
    assert made._page("OPS-1") is None


def test_jql_that_the_site_refuses_is_told_with_the_settings(server: FaultyServer) -> None:
    with pytest.raises(Rejected, match="answered 400: check `url` and the settings of source"):
        list(source(server.url, incident_jql="issuetype = Nope").read(reading()))


def test_an_order_in_the_jql_is_refused_at_once() -> None:
    with pytest.raises(ValidationError, match="must end before any ORDER BY"):
        source("https://acme.atlassian.net", incident_jql="project = OPS order  by created")


def test_a_page_without_incidents_is_none(site: Site, server: FaultyServer) -> None:
    server.replay = lambda call: as_json({"issues": []})
    made: Jira = source(server.url)
    assert list(made.read(reading())) == []
    assert made.check(reading()) == "Jira answers; no incident is there of the last 400 days"
