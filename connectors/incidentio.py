"""Incidents of one incident.io organisation, their post-mortems, and their follow-ups."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, ClassVar

from pydantic import Field

from connectors.base import Verified
from connectors.paging import Params
from connectors.parts.addresses import web_address
from connectors.parts.credentials import from_environment, token_credentials
from connectors.parts.remote import BaseUrl, RemoteConnector, inner, objects, rejected, time_of
from connectors.session import Session
from data.reading import Reading, RejectedRow
from data.records import Identity, Incident, IncidentAction

INCIDENTS, MOST = "/v2/incidents", 250
REVIEWS = "/v1/postmortem_documents"
ACTIONS = "/v3/follow_ups"
PAGE = 25
REAL = ("standard", "retrospective")
NONE_AFTER_ALL = ("declined", "canceled")
NOT_TOLD = (403, 404)
"""Statuses where this key may not ask, or the plan has no post-mortems: then it is unknown."""


class Incidentio(RemoteConnector):
    """Incidents with acknowledgement, resolution, post-mortem and follow-ups.

    Times come from the incident's timestamps, by the names in the settings. It was reviewed when
    a post-mortem document was first seen to be completed.
    """

    kind: ClassVar[str] = "incidentio"
    title: ClassVar[str] = "incident.io"
    brings: ClassVar[tuple[str, ...]] = ("identity", "incident", "incident_action")
    reads: ClassVar[str] = (
        "GET of `/v2/incidents`, `/v1/postmortem_documents` (without their text) and "
        "`/v3/follow_ups`."
    )
    never_reads: ClassVar[str] = (
        "Summaries, updates, roles, people, and the text of post-mortems and follow-ups."
    )
    least_privilege: ClassVar[str] = (
        "An API key that may only view data, public incidents alone; give it private ones only if "
        "they are to be counted."
    )
    limits: ClassVar[str] = (
        "Each reading goes back `since_days`; 250 incidents a page, 25 post-mortems or follow-ups, "
        "one call at a time. Tests, tutorials, and what was declined or canceled are left out."
    )
    verified: ClassVar[Verified] = Verified(
        "shapes",
        "the examples in incident.io's own client for Python, incident-io 2.29.0, replayed on "
        "loopback; not tried against a real organisation",
        date(2026, 11, 26),
    )

    url: BaseUrl = Field("https://api.incident.io", description="address of the API")
    token_env: str = Field(
        min_length=1, description="name of the environment variable that holds the API key"
    )
    service_field: str | None = Field(
        None,
        min_length=1,
        description="name of the custom field with the affected service; unset: none is told",
    )
    began_timestamp: str = Field(
        "Impact started", description="name of the timestamp of when the harm began"
    )
    acknowledged_timestamp: str = Field(
        "Accepted at", description="name of the timestamp of when someone took it up"
    )
    resolved_timestamp: str = Field(
        "Resolved at", description="name of the timestamp of when service was restored"
    )
    severities: dict[str, Annotated[int, Field(ge=1, le=5)]] = Field(
        {"critical": 1, "major": 2, "minor": 3},
        description="severity, 1 (worst) to 5, by its name in lower case; of another name the "
        "number in it counts (SEV1)",
    )
    since_days: int = Field(400, ge=1, le=3650, description="how many days back a reading goes")

    def secrets(self) -> Iterable[str]:
        """Give the name of the variable that holds the API key."""
        return (self.token_env,)

    def read(
        self, reading: Reading
    ) -> Iterator[Identity | Incident | IncidentAction | RejectedRow]:
        """Yield affected services, incidents with their reviews, and follow-ups of these."""
        earlier = {
            row.incident: row.reviewed_at
            for row in reading.previous(Incident)
            if isinstance(row, Incident) and row.reviewed_at is not None
        }
        seen: set[str] = set()
        services: set[str] = set()
        with self._open() as session:
            reviews = self._reviews(session)
            for raw in self._pages(session, INCIDENTS, "incidents", self._asked(reading)):
                if not _counts(raw):
                    continue
                try:
                    service = self._service(raw)
                    row = self._incident(raw, service, reviews, earlier)
                except ValueError as error:
                    yield rejected(Incident.entity, raw, error, session.hide)
                    continue
                if service is not None and service.external_id not in services:
                    services.add(service.external_id)
                    yield service
                seen.add(row.incident)
                yield row
            yield from self._actions(session, seen)

    def check(self, reading: Reading) -> str:
        """Ask for one incident."""
        with self._open() as session:
            asked: Params = {**self._asked(reading), "page_size": 1}
            rows = session.rows(session.get(INCIDENTS, asked), INCIDENTS, "incidents")
        found = "incidents are there" if rows else "no incident is there"
        return f"incident.io answers; {found} of the last {self.since_days} days"

    def _open(self) -> Session:
        token = from_environment(self.token_env, "token_env", self.name)
        mend = f"put a valid key into {self.token_env} (`token_env` of source {self.name!r})"
        return self._session(token_credentials(token, "Bearer ", mend))

    def _asked(self, reading: Reading) -> Params:
        start = reading.started_at.astimezone(UTC) - timedelta(days=self.since_days)
        return {
            "page_size": MOST,
            "sort_by": "created_at_oldest_first",
            "created_at[gte]": f"{start:%Y-%m-%d}",
        }

    @staticmethod
    def _pages(
        session: Session, path: str, key: str, asked: Params, missing: tuple[int, ...] = ()
    ) -> Iterator[Any]:
        def following(page: Any) -> Params | None:
            after = inner(page, "pagination_meta", "after")
            return None if after is None else {"after": after}

        for page in session.pages(path, asked, key, following, missing):
            yield from page

    def _reviews(self, session: Session) -> dict[str, datetime]:
        """Return by incident when its first completed post-mortem was last changed."""
        found: dict[str, datetime] = {}
        key = "postmortem_documents"
        for raw in self._pages(session, REVIEWS, key, {"page_size": PAGE}, NOT_TOLD):
            incident, at = inner(raw, "incident_id"), time_of(raw, "updated_at")
            if incident and at and inner(raw, "status") == "completed":
                found[incident] = min(at, found.get(incident, at))
        return found

    def _incident(
        self,
        raw: Any,
        service: Identity | None,
        reviews: dict[str, datetime],
        earlier: dict[str, datetime],
    ) -> Incident:
        known = inner(raw, "id") or ""
        # A document that is edited once more was completed no later than it was before.
        reviewed = [at[known] for at in (reviews, earlier) if known in at]
        severity = inner(raw, "severity", "name")
        merged = inner(raw, "incident_status", "category") == "merged"
        tags = {
            "reference": inner(raw, "reference"),
            "severity": severity,
            "type": inner(raw, "incident_type", "name"),
            # The list does not say into which.
            "merged_into": "another" if merged else None,
        }
        return Incident.model_validate(
            {
                "incident": known,
                "title": inner(raw, "name") or "",
                "service": service.external_id if service else None,
                "severity": self._severity(severity),
                "began_at": _timestamp(raw, self.began_timestamp),
                "opened_at": inner(raw, "created_at"),
                "acknowledged_at": _timestamp(raw, self.acknowledged_timestamp),
                "resolved_at": _timestamp(raw, self.resolved_timestamp),
                "reviewed_at": min(reviewed, default=None),
                "url": web_address(inner(raw, "permalink") or ""),
                "tags": {key: value for key, value in tags.items() if value is not None},
            }
        )

    def _severity(self, name: str | None) -> int | None:
        by_name = {each.casefold(): number for each, number in self.severities.items()}
        if name is None or name.casefold() in by_name:
            return by_name.get((name or "").casefold())
        number = re.match(r"(?:p|s|sev|severity)?[ _-]?([1-5])\b", name, re.IGNORECASE)
        return int(number[1]) if number else None

    def _service(self, raw: Any) -> Identity | None:
        """Return the first service in the custom field that the settings name."""
        for entry in objects(raw, "custom_field_entries"):
            if self.service_field and inner(entry, "custom_field", "name") == self.service_field:
                for value in objects(entry, "values"):
                    for place, name in (("value_catalog_entry", "name"), ("value_option", "value")):
                        if (known := inner(value, place, "id")) is not None:
                            told = inner(value, place, name)
                            return Identity(kind="service", external_id=known, name=told)
        return None

    def _actions(
        self, session: Session, incidents: set[str]
    ) -> Iterator[IncidentAction | RejectedRow]:
        for raw in self._pages(session, ACTIONS, "follow_ups", {"page_size": PAGE}):
            if inner(raw, "status") == "deleted" or inner(raw, "incident_id") not in incidents:
                continue
            done = inner(raw, "status") == "completed"
            try:
                yield IncidentAction.model_validate(
                    {
                        "incident": inner(raw, "incident_id"),
                        "action": inner(raw, "id"),
                        "opened_at": inner(raw, "created_at"),
                        "closed_at": inner(raw, "completed_at") if done else None,
                        "url": web_address(
                            inner(raw, "external_issue_reference", "issue_permalink") or ""
                        ),
                    }
                )
            except ValueError as error:
                yield rejected(IncidentAction.entity, raw, error, session.hide)


def _counts(raw: Any) -> bool:
    """Tell whether a row is of a real incident; what cannot be told is judged as a row."""
    mode, category = inner(raw, "mode"), inner(raw, "incident_status", "category")
    return (mode is None or mode in REAL) and category not in NONE_AFTER_ALL


def _timestamp(raw: Any, name: str) -> datetime | None:
    for each in objects(raw, "incident_timestamp_values"):
        if (inner(each, "incident_timestamp", "name") or "").casefold() == name.casefold():
            return time_of(each, "value", "value")
    return None
