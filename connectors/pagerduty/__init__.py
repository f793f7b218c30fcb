"""Incidents, services and who is on call of one PagerDuty account, from its REST API v2."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Literal

from pydantic import Field, ValidationError

from connectors.base import Verified
from connectors.pagerduty.on_call import on_calls
from connectors.paging import Params
from connectors.parts.credentials import from_environment, token_credentials
from connectors.parts.remote import BaseUrl, RemoteConnector, inner, rejected, utc_text
from connectors.session import Session
from data.errors import BadPayload
from data.reading import Reading, RejectedRow
from data.records import Identity, Incident, OnCall

PAGE = 100
MOST_ROWS = 10_000
"""offset + limit may not go beyond it, as PagerDuty documents."""
LONGEST_WINDOW = timedelta(days=180)
"""`since` and `until` may be six months apart at most, as PagerDuty documents."""
SHORTEST_WINDOW = timedelta(minutes=1)
READ_AGAIN = timedelta(days=30)
TOLD = {"trigger_log_entry", "acknowledge_log_entry", "resolve_log_entry"}
CHANNELS_OF_PEOPLE = {
    "web_trigger",
    "website",
    "web_ui",
    "mobile",
    "ios_push_notification",
    "phone",
    "sms",
}


@dataclass
class _Log:
    """What the log entries tell of one incident."""

    acknowledged_at: datetime | None = None
    resolved_at: datetime | None = None
    triggered_at: datetime | None = None
    detected_by: str | None = None


class Pagerduty(RemoteConnector):
    """Incidents with acknowledgement and resolution, their services, and who is on call for them.

    Severity is the number in the priority's name (P1, SEV-2); where no priority has one, urgency
    stands in: high is 2, low is 4. An incident that was merged into another has the tag
    `merged_into`.
    """

    kind: ClassVar[str] = "pagerduty"
    title: ClassVar[str] = "PagerDuty"
    brings: ClassVar[tuple[str, ...]] = ("identity", "incident", "on_call")
    reads: ClassVar[str] = (
        "GET of `/services`, `/incidents`, `/log_entries` (an overview) and `/oncalls`."
    )
    limits: ClassVar[str] = (
        "The first reading goes back `since_days`, later ones to the last incident or the oldest "
        "open one; windows of 180 days at most, halved where they hold more than 10,000 rows. One "
        "call at a time, 100 rows each; PagerDuty allows 960 calls a minute for a key."
    )
    verified: ClassVar[Verified] = Verified(
        "description",
        "answers recorded from PagerDuty's published REST description, replayed on "
        "loopback; not tried against a real account",
        date(2026, 11, 24),
    )
    least_privilege: ClassVar[str] = (
        "A read-only REST API key, or an OAuth token with the scopes incidents.read, "
        "services.read, and, to tell who is on call, oncalls.read and users.read."
    )
    never_reads: ClassVar[str] = (
        "Phone numbers and other ways to reach a person, notes and alert bodies. Of people only "
        "the name or address of who is on call first, of log entries only the type, the time, and "
        "the kind of agent and channel are used."
    )

    url: BaseUrl = Field(
        "https://api.pagerduty.com",
        description="address of the REST API; in the EU https://api.eu.pagerduty.com",
    )
    token_env: str = Field(
        min_length=1, description="name of the environment variable that holds the API key"
    )
    scheme: Literal["Token token=", "Bearer "] = Field(
        "Token token=", description="`Token token=` for an API key, `Bearer ` for an OAuth token"
    )
    since_days: int = Field(
        400, ge=1, le=3650, description="how many days back the first reading goes"
    )
    service_ids: tuple[str, ...] = Field(
        (), description="ids of the only services to read; empty: all that the key may see"
    )

    def secrets(self) -> Iterable[str]:
        """Give the name of the variable that holds the API key."""
        return (self.token_env,)

    def read(self, reading: Reading) -> Iterator[Identity | Incident | OnCall | RejectedRow]:
        """Yield all services, the incidents read now, and the older ones of the last reading.

        Then who is on call, from 90 days ago to 30 days ahead; nobody, where the key may not ask.
        """
        with self._open() as session:
            known = {
                row.external_id for row in reading.previous(Identity) if isinstance(row, Identity)
            }
            policies: dict[str, list[str]] = {}
            services = list(self._services(session, policies))
            yield from services
            new = any(
                isinstance(row, Identity) and row.external_id not in known for row in services
            )
            before = {
                row.incident: row
                for row in reading.previous(Incident)
                if isinstance(row, Incident) and self._wanted(row.service)
            }
            whole = new or reading.reaches_further_back()
            start = self._start(reading.started_at, {} if whole else before)
            yield from self._incidents(session, reading, start, before)
            if policies:
                yield from on_calls(session, reading, policies)

    def check(self, reading: Reading) -> str:
        """Ask for one service, one incident and one log entry; say how many services there are."""
        with self._open() as session:
            asked: Params = {"limit": 1, "offset": 0}
            page = session.get("/services", {**asked, "total": "true"})
            seen = len(session.rows(page, "/services", "services"))
            for path, key in (("/incidents", "incidents"), ("/log_entries", "log_entries")):
                session.rows(session.get(path, asked), path, key)
        total = page.get("total")
        services = f"{total:,} services" if isinstance(total, int) else f"{seen} service or more"
        return (
            f"PagerDuty answers; {services} visible, incidents of the last {self.since_days} days "
            "are read"
        )

    def _open(self) -> Session:
        token = from_environment(self.token_env, "token_env", self.name)
        mend = f"put a valid key into {self.token_env} (`token_env` of source {self.name!r})"
        return self._session(
            token_credentials(token, self.scheme, mend),
            accept="application/vnd.pagerduty+json;version=2",
        )

    def _wanted(self, service: str | None) -> bool:
        return not self.service_ids or service in self.service_ids

    def _start(self, now: datetime, before: Mapping[str, Incident]) -> datetime:
        """Return the time from which to read: what was still open is read again, however old."""
        first = now - timedelta(days=self.since_days)
        if not before:
            return first
        newest = max(row.opened_at for row in before.values()) - READ_AGAIN
        still_open = [row.opened_at for row in before.values() if row.resolved_at is None]
        return max(first, min([newest, *still_open]))

    def _services(
        self, session: Session, policies: dict[str, list[str]]
    ) -> Iterator[Identity | RejectedRow]:
        """Yield the services; note under each escalation policy the services that it covers."""
        pages = session.offset_pages("/services", {}, "services", limit=PAGE, most=MOST_ROWS)
        for page in pages:
            if page is None:
                raise BadPayload(
                    f"PagerDuty at {self.url}/services has more than {MOST_ROWS:,} services, "
                    f"which cannot be listed: give source {self.name!r} a key that sees fewer"
                )
            for row in page:
                try:
                    service = _service(row)
                except ValidationError as error:
                    yield rejected(Identity.entity, row, error, session.hide)
                else:
                    if self._wanted(service.external_id):
                        yield service
                        policy = inner(row, "escalation_policy", "id")
                        if policy is not None:
                            policies.setdefault(policy, []).append(service.external_id)

    def _incidents(
        self,
        session: Session,
        reading: Reading,
        start: datetime,
        before: Mapping[str, Incident],
    ) -> Iterator[Incident | RejectedRow]:
        chosen: Params = {"time_zone": "UTC", "sort_by": "created_at:asc"}
        if self.service_ids:
            chosen = {**chosen, "service_ids[]": list(self.service_ids)}
        overview: Params = {"time_zone": "UTC", "is_overview": "true"}
        rows: dict[str, Any] = {}
        logs: dict[str, _Log] = {}
        for since, until in windows(start, reading.started_at):
            reading.progress(f"incidents from {since:%Y-%m-%d} to {until:%Y-%m-%d}")
            for row in self._window(session, "/incidents", chosen, "incidents", since, until):
                rows[inner(row, "id") or f"without an id, {len(rows)}"] = row
            for row in self._window(session, "/log_entries", overview, "log_entries", since, until):
                try:
                    _note(logs, row)
                except ValueError as error:
                    yield rejected(Incident.entity, row, error, session.hide)
        for name, row in rows.items():
            try:
                incident = _incident(row, logs.get(name, _Log()), before.get(name))
            except ValidationError as error:
                yield rejected(Incident.entity, row, error, session.hide)
            else:
                if self._wanted(incident.service):
                    yield incident
        yield from (
            row for name, row in before.items() if row.opened_at < start and name not in rows
        )

    def _window(
        self,
        session: Session,
        path: str,
        params: Params,
        key: str,
        since: datetime,
        until: datetime,
    ) -> Iterator[Any]:
        """Yield the rows of a window, halved as long as it holds more than can be paged to."""
        found: list[Any] = []
        asked = {**params, "since": utc_text(since), "until": utc_text(until)}
        for page in session.offset_pages(path, asked, key, limit=PAGE, most=MOST_ROWS):
            if page is not None:
                found += page
                continue
            if until - since <= SHORTEST_WINDOW:
                raise BadPayload(
                    f"PagerDuty at {self.url}{path} has more than {MOST_ROWS:,} rows in the "
                    f"minute of {utc_text(since)}, which cannot be listed: name the services that "
                    f"matter in `service_ids` of source {self.name!r}"
                )
            middle = since + (until - since) / 2
            for half in ((since, middle), (middle, until)):
                yield from self._window(session, path, params, key, *half)
            return
        yield from found


def windows(start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """Return the time from start to end in parts that PagerDuty accepts, oldest first."""
    parts = []
    while start < end:
        until = min(start + LONGEST_WINDOW, end)
        parts.append((start, until))
        start = until
    return parts


def _service(row: Any) -> Identity:
    return Identity.model_validate(
        {
            "kind": "service",
            "external_id": inner(row, "id"),
            "name": inner(row, "name") or inner(row, "summary"),
            "url": inner(row, "html_url"),
        }
    )


def _incident(row: Any, log: _Log, before: Incident | None) -> Incident:
    resolved = inner(row, "resolved_at") or inner(row, "last_status_change_at") or log.resolved_at
    acknowledged = log.acknowledged_at or (before.acknowledged_at if before else None)
    tags = {
        "urgency": inner(row, "urgency"),
        "priority": inner(row, "priority", "summary"),
        "merged_into": inner(row, "resolve_reason", "incident", "id"),
    }
    return Incident.model_validate(
        {
            "incident": inner(row, "id"),
            "title": inner(row, "title") or inner(row, "summary") or "",
            "service": inner(row, "service", "id"),
            "severity": _severity(inner(row, "priority", "summary"), inner(row, "urgency")),
            "opened_at": inner(row, "created_at"),
            "acknowledged_at": acknowledged,
            "resolved_at": resolved if inner(row, "status") == "resolved" else None,
            "detected_by": log.detected_by or (before.detected_by if before else None),
            "url": inner(row, "html_url"),
            "tags": {key: value for key, value in tags.items() if value is not None},
        }
    )


def _severity(priority: str | None, urgency: str | None) -> int | None:
    told = re.match(r"(?:p|s|sev|severity|priority)?[ _-]?([1-5])\b", priority or "", re.IGNORECASE)
    return int(told[1]) if told else {"high": 2, "low": 4}.get(urgency or "")


def _note(logs: dict[str, _Log], entry: Any) -> None:
    """Take from a log entry what it tells of its incident.

    Raises:
        ValueError: it does not say of which incident, or when.
    """
    kind = inner(entry, "type")
    if kind not in TOLD:
        return
    incident, at = inner(entry, "incident", "id"), _moment(inner(entry, "created_at"))
    if incident is None or at is None:
        raise ValueError("this log entry does not say of which incident, or when")
    log = logs.setdefault(incident, _Log())
    if kind == "acknowledge_log_entry":
        log.acknowledged_at = min(log.acknowledged_at or at, at)
    elif kind == "resolve_log_entry":
        log.resolved_at = max(log.resolved_at or at, at)
    elif log.triggered_at is None or at < log.triggered_at:
        log.triggered_at = at
        log.detected_by = _detected_by(entry)


def _moment(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _detected_by(trigger: Any) -> str | None:
    agent = inner(trigger, "agent", "type") or ""
    if agent.startswith("user"):
        # A person's key may be in a script's hands, so a call to the API tells nothing.
        return "person" if inner(trigger, "channel", "type") in CHANNELS_OF_PEOPLE else None
    return "monitor" if re.search("service|integration", agent) else None
