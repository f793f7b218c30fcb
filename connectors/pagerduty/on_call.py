"""Who is on call at PagerDuty, and for which services, by the escalation policies of these."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from pydantic import ValidationError

from connectors.paging import Params
from connectors.parts.remote import inner, rejected, utc_text
from connectors.session import Session
from data.reading import Reading, RejectedRow
from data.records import OnCall

PATH = "/oncalls"
PAGE = 100
MOST_ROWS = 10_000
"""offset + limit may not go beyond it, as PagerDuty documents."""
BACK, AHEAD = timedelta(days=90), timedelta(days=30)
SLICE = timedelta(days=30)
"""`since` and `until` may be 90 days apart at most; a shorter one holds fewer rows."""
POLICIES_AT_ONCE = 50
FIRST = 1
"""The escalation level whose people are paged first."""
NOT_TOLD = (403, 404)
"""Statuses where this key may not ask: then it is unknown who is on call."""


def on_calls(
    session: Session, reading: Reading, policies: Mapping[str, Sequence[str]]
) -> Iterator[OnCall | RejectedRow]:
    """Yield a row for each service and person first in line, by when it began.

    `policies` has the services of each escalation policy. A person who is always on call, without
    a schedule, has no beginning and no end there: theirs is the time that was asked about.
    """
    reading.progress("who is on call")
    start = reading.started_at - BACK
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for raw in _entries(session, start, reading.started_at + AHEAD, list(policies)):
        if raw.get("escalation_level") != FIRST:
            continue
        person = inner(raw, "user", "email") or inner(raw, "user", "summary") or ""
        since = inner(raw, "start") or utc_text(start)
        for service in policies.get(inner(raw, "escalation_policy", "id") or "", ()):
            found[service, person, since] = raw
    for (service, person, since), raw in found.items():
        try:
            yield OnCall.model_validate(
                {
                    "service": service,
                    "person": person,
                    "starts_at": since,
                    "ends_at": inner(raw, "end"),
                }
            )
        except ValidationError as error:
            yield rejected(OnCall.entity, raw, error, session.hide)


def _entries(
    session: Session, start: datetime, end: datetime, policies: Sequence[str]
) -> Iterator[Any]:
    """Yield every entry; one that reaches from one slice of time into the next comes twice."""
    for at in range(0, len(policies), POLICIES_AT_ONCE):
        some = policies[at : at + POLICIES_AT_ONCE]
        since = start
        while since < end:
            until = min(since + SLICE, end)
            asked: Params = {
                "time_zone": "UTC",
                "include[]": ["users"],
                "escalation_policy_ids[]": list(some),
                "since": utc_text(since),
                "until": utc_text(until),
            }
            pages = session.offset_pages(
                PATH, asked, "oncalls", limit=PAGE, most=MOST_ROWS, missing=NOT_TOLD
            )
            yield from (row for page in pages for row in page or () if isinstance(row, dict))
            since = until
