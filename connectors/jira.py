"""Incidents of one Jira Cloud site, their reviews, and the actions that a review asked for."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Annotated, Any, ClassVar, TypeVar
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from connectors.base import Verified
from connectors.paging import Params
from connectors.parts.credentials import basic_credentials, from_environment
from connectors.parts.remote import BaseUrl, RemoteConnector, inner, objects, rejected, time_of
from connectors.session import Session
from data.errors import Unavailable
from data.reading import Reading, RejectedRow
from data.records import Identity, Incident, IncidentAction, Record

SEARCH = "/rest/api/3/search/jql"
BULK = "/rest/api/3/issue/bulkfetch"
PAGE = 100
AT_ONCE = 100
"""Issues that one bulk fetch may name, as Atlassian documents."""
READ_AGAIN = timedelta(days=30)
GATEWAY = "api.atlassian.com"
Known = TypeVar("Known", bound=Record)
FIELDS = ("summary", "created", "resolutiondate", "issuetype", "issuelinks")
REVIEW = "review"
"""The tag of an incident that holds the keys of its reviews."""


class Jira(RemoteConnector):
    """Incidents with acknowledgement, resolution, review and the actions that a review asked for.

    An incident is an issue that `incident_jql` finds. It was acknowledged when its status first
    changed before it was resolved; it was reviewed when the first linked issue of the type
    `review_type` was resolved.
    """

    kind: ClassVar[str] = "jira"
    title: ClassVar[str] = "Jira"
    brings: ClassVar[tuple[str, ...]] = ("identity", "incident", "incident_action")
    reads: ClassVar[str] = (
        "GET of `/rest/api/3/search/jql` with the changelog, and of an issue's own changelog where "
        "that is cut short; POST of `/rest/api/3/issue/bulkfetch`, which only reads, for reviews "
        "and their actions."
    )
    never_reads: ClassVar[str] = (
        "Descriptions, comments, attachments, reporters and assignees. Of the changelog only when "
        "the status changed, and to what, is used."
    )
    least_privilege: ClassVar[str] = (
        "An API token of an account that may only browse the projects of incidents, reviews and "
        "actions; a scoped token needs read:jira-work."
    )
    limits: ClassVar[str] = (
        "The first reading goes back `since_days`, a later one takes what was updated since 30 "
        "days before the newest incident or the oldest open one; reviews and actions are looked "
        "up each time, 100 in a call. 100 incidents a page, one call at a time."
    )
    verified: ClassVar[Verified] = Verified(
        "shapes",
        "answers of the types in jira.js 5.4.0, which follow Atlassian's published description of "
        "REST v3, replayed on loopback; not tried against a real site",
        date(2026, 11, 26),
    )

    url: BaseUrl = Field(
        description="address of the site, such as https://acme.atlassian.net; for a scoped token "
        "https://api.atlassian.com/ex/jira/ and the cloud id"
    )
    email: str = Field(min_length=3, description="address of the account that the token is of")
    token_env: str = Field(
        min_length=1, description="name of the environment variable that holds the API token"
    )
    incident_jql: str = Field(
        'issuetype = "[System] Incident"',
        min_length=1,
        description="JQL that finds incidents, without ORDER BY",
    )
    service_field: str = Field(
        "components",
        min_length=1,
        description="field with the affected service: `components`, or a custom field's id such "
        "as customfield_10050",
    )
    severity_field: str = Field(
        "priority", min_length=1, description="field with the severity: `priority`, or a custom one"
    )
    severities: dict[str, Annotated[int, Field(ge=1, le=5)]] = Field(
        {"highest": 1, "high": 2, "medium": 3, "low": 4, "lowest": 5},
        description="severity, 1 (worst) to 5, by that field's value in lower case; of another "
        "value the number in its name counts (P1, SEV-2)",
    )
    cause_field: str | None = Field(
        None,
        min_length=1,
        description="custom field of an incident that names its cause, of one line or a choice; "
        "unset: causes are unknown",
    )
    acknowledged_statuses: tuple[str, ...] = Field(
        (),
        description="statuses that mean that someone has taken it up; empty: any after the first",
    )
    review_type: str = Field(
        "[System] Post-incident review",
        min_length=1,
        description="issue type of reviews; they are linked to their incident",
    )
    action_types: tuple[str, ...] = Field(
        (),
        description="issue types of the actions that are linked to a review; empty: all but "
        "incidents and reviews",
    )
    since_days: int = Field(
        400, ge=1, le=3650, description="how many days back the first reading goes"
    )

    @field_validator("incident_jql")
    @classmethod
    def _no_order(cls, value: str) -> str:
        if re.search(r"\border\s+by\b", value, re.IGNORECASE):
            raise ValueError("must end before any ORDER BY: the connector orders by itself")
        return value

    def secrets(self) -> Iterable[str]:
        """Give the name of the variable that holds the API token."""
        return (self.token_env,)

    def read(
        self, reading: Reading
    ) -> Iterator[Identity | Incident | IncidentAction | RejectedRow]:
        """Yield the incidents read now and the older ones, their services, and what was asked."""
        services = {row.external_id: row for row in _of(reading, Identity)}
        kept = {row.incident: row for row in _of(reading, Incident)}
        with self._open() as session:
            for raw in self._found(session, self._since(reading, kept.values())):
                try:
                    row = self._incident(session, raw)
                    services |= {each.external_id: each for each in self._services(raw)}
                except ValueError as error:
                    yield rejected(Incident.entity, raw, error, session.hide)
                else:
                    kept[row.incident] = row
            reading.progress(f"reviews of {len(kept):,} incidents")
            reviews = self._issues(session, {key for row in kept.values() for key in _keys(row)})
            used = {row.service for row in kept.values()}
            yield from (row for row in services.values() if row.external_id in used)
            yield from (self._reviewed(row, reviews) for row in kept.values())
            yield from self._actions(session, kept, reviews)

    def check(self, reading: Reading) -> str:
        """Ask for one incident."""
        with self._open() as session:
            asked: Params = {"jql": self._jql(self.since_days * 1440), "maxResults": 1}
            rows = session.rows(session.get(SEARCH, asked), SEARCH, "issues")
        found = "incidents are there" if rows else "no incident is there"
        return f"Jira answers; {found} of the last {self.since_days} days"

    def _open(self) -> Session:
        token = from_environment(self.token_env, "token_env", self.name)
        mend = (
            f"put a valid API token of {self.email} into {self.token_env} (`email` and "
            f"`token_env` of source {self.name!r})"
        )
        return self._session(basic_credentials(self.email, token, mend), searches=(BULK,))

    def _jql(self, minutes: int) -> str:
        # A date would be one of the account's time zone; a span of minutes is the same anywhere.
        return f'({self.incident_jql}) AND updated >= "-{minutes}m" ORDER BY created ASC, key ASC'

    def _since(self, reading: Reading, kept: Collection[Incident]) -> int:
        """Return how many minutes back to read."""
        now = reading.started_at
        first = now - timedelta(days=self.since_days)
        opened = [row.opened_at for row in kept]
        if opened and not reading.reaches_further_back():
            still_open = [row.opened_at for row in kept if row.resolved_at is None]
            first = max(first, min([max(opened) - READ_AGAIN, *still_open]))
        return max(1, int((now - first) / timedelta(minutes=1)))

    def _found(self, session: Session, minutes: int) -> Iterator[Any]:
        fields = {*FIELDS, self.service_field, self.severity_field, self.cause_field} - {None}
        asked: Params = {
            "jql": self._jql(minutes),
            "fields": ",".join(sorted(field for field in fields if field)),
            "expand": "changelog",
            "maxResults": PAGE,
        }

        def following(page: Any) -> Params | None:
            token = inner(page, "nextPageToken")
            return None if token is None else {"nextPageToken": token}

        for page in session.pages(SEARCH, asked, "issues", following):
            yield from page

    def _incident(self, session: Session, raw: Any) -> Incident:
        resolved = time_of(raw, "fields", "resolutiondate")
        fields = _fields(raw)
        services = self._services(raw)
        told = _text(fields.get(self.severity_field))
        reviews = [key for key, kind in _linked(raw) if kind == self.review_type.casefold()]
        tags = {
            "severity": told,
            "other_services": ", ".join(each.name or each.external_id for each in services[1:]),
            REVIEW: " ".join(reviews),
        }
        return Incident.model_validate(
            {
                "incident": inner(raw, "key"),
                "title": inner(fields, "summary") or "",
                "service": services[0].external_id if services else None,
                "severity": self._severity(told),
                "opened_at": time_of(fields, "created"),
                "acknowledged_at": self._acknowledged(session, raw, resolved),
                "resolved_at": resolved,
                "cause": _text(fields.get(self.cause_field)) if self.cause_field else None,
                "url": self._page(inner(raw, "key")),
                "tags": {key: value for key, value in tags.items() if value},
            }
        )

    def _services(self, raw: Any) -> list[Identity]:
        """Return the affected services, in the order of the issue."""
        value = _fields(raw).get(self.service_field)
        found = []
        for each in value if isinstance(value, list) else [value]:
            name = _text(each)
            if (known := inner(each, "id") or name) is not None:
                found.append(Identity(kind="service", external_id=known, name=name))
        return found

    def _severity(self, told: str | None) -> int | None:
        by_name = {name.casefold(): number for name, number in self.severities.items()}
        if told is None or told.casefold() in by_name:
            return by_name.get((told or "").casefold())
        number = re.match(r"(?:p|s|sev|severity|priority)?[ _-]?([1-5])\b", told, re.IGNORECASE)
        return int(number[1]) if number else None

    def _acknowledged(
        self, session: Session, raw: Any, resolved: datetime | None
    ) -> datetime | None:
        """Return when its status first changed, before it was resolved."""
        log = raw.get("changelog") if isinstance(raw, Mapping) else None
        histories = objects(log, "histories")
        total = log.get("total") if isinstance(log, Mapping) else None
        if isinstance(total, int) and total > len(histories):
            # What came are the latest changes; an issue's own changelog begins with the first.
            path = f"/rest/api/3/issue/{_number(raw)}/changelog"
            page = session.get(path, {"startAt": 0, "maxResults": PAGE}, (404,))
            histories = objects(page, "values")
        times = [
            at
            for each in histories
            if any(self._takes_up(item) for item in objects(each, "items"))
            and (at := time_of(each, "created")) is not None
        ]
        first = min(times, default=None)
        return first if first and (resolved is None or first < resolved) else None

    def _takes_up(self, item: Any) -> bool:
        wanted = {each.casefold() for each in self.acknowledged_statuses}
        status = (inner(item, "toString") or "").casefold()
        return inner(item, "field") == "status" and (not wanted or status in wanted)

    def _issues(self, session: Session, keys: set[str]) -> dict[str, Any]:
        """Return the issues with these keys that are there and may be seen."""
        found: dict[str, Any] = {}
        waiting = iter(sorted(keys))
        while some := list(islice(waiting, AT_ONCE)):
            page = session.search(BULK, {"issueIdsOrKeys": some, "fields": list(FIELDS)})
            if objects(page, "issueErrors"):
                raise Unavailable(
                    f"Jira at {self.url}{BULK} could not give some of the reviews or actions of "
                    f"source {self.name!r}, and says that it may later: sync later"
                )
            for raw in session.rows(page, BULK, "issues"):
                if (key := inner(raw, "key")) is not None:
                    found[key] = raw
        return found

    def _reviewed(self, row: Incident, reviews: Mapping[str, Any]) -> Incident:
        times = (time_of(reviews.get(key), "fields", "resolutiondate") for key in _keys(row))
        written = min((at for at in times if at is not None), default=None)
        return row.model_copy(update={"reviewed_at": written})

    def _actions(
        self, session: Session, incidents: Mapping[str, Incident], reviews: Mapping[str, Any]
    ) -> Iterator[IncidentAction | RejectedRow]:
        wanted = {each.casefold() for each in self.action_types}
        asked = {
            (row.incident, action)
            for row in incidents.values()
            for key in _keys(row)
            for action, kind in _linked(reviews.get(key))
            if action not in incidents
            and kind != self.review_type.casefold()
            and (not wanted or kind in wanted)
        }
        issues = self._issues(session, {action for _, action in asked})
        for incident, action in sorted(asked):
            if (raw := issues.get(action)) is None:
                continue
            try:
                yield IncidentAction.model_validate(
                    {
                        "incident": incident,
                        "action": action,
                        "opened_at": time_of(raw, "fields", "created"),
                        "closed_at": time_of(raw, "fields", "resolutiondate"),
                        "url": self._page(action),
                    }
                )
            except ValueError as error:
                yield rejected(IncidentAction.entity, raw, error, session.hide)

    def _page(self, key: str | None) -> str | None:
        """Return the page of an issue; None: the address is the gateway's, not the site's."""
        whole = key and re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*-[0-9]+", key)
        return f"{self.url}/browse/{key}" if whole and not self._through_gateway() else None

    def _through_gateway(self) -> bool:
        return urlsplit(self.url).hostname == GATEWAY


def _of(reading: Reading, entity: type[Known]) -> list[Known]:
    return [row for row in reading.previous(entity) if isinstance(row, entity)]


def _keys(row: Incident) -> Sequence[str]:
    return row.tags.get(REVIEW, "").split()


def _fields(raw: Any) -> Mapping[str, Any]:
    found = raw.get("fields") if isinstance(raw, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _linked(raw: Any) -> list[tuple[str, str]]:
    """Return key and type, in lower case, of each issue that is linked to this one."""
    return [
        (key, (inner(issue, "fields", "issuetype", "name") or "").casefold())
        for link in objects(_fields(raw), "issuelinks")
        for issue in (link.get("inwardIssue"), link.get("outwardIssue"))
        if (key := inner(issue, "key")) is not None
    ]


def _text(value: Any) -> str | None:
    """Return the text of a field, or of the option that was chosen in it."""
    if isinstance(value, str):
        return value.strip() or None
    return inner(value, "name") or inner(value, "value")


def _number(raw: Any) -> str:
    """Return an issue's id.

    Raises:
        ValueError: it is none, so no path can be made of it.
    """
    told = inner(raw, "id") or ""
    if not re.fullmatch(r"[0-9]{1,19}", told):
        raise ValueError("id: an issue's id is a number")
    return told
