"""What a Claude API organization is charged a day, from Anthropic's cost report, and workspaces."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar

from pydantic import Field

from connectors.base import Verified
from connectors.paging import Params
from connectors.parts.cost_reports import (
    amount,
    cost_row,
    costs_on_first_page,
    days_to_ask,
    read_costs,
    read_projects,
)
from connectors.parts.credentials import from_environment, token_credentials
from connectors.parts.remote import BaseUrl, RemoteConnector, inner
from connectors.session import Session
from data.reading import Reading, RejectedRow
from data.records import CostDaily, Identity

COSTS = "/v1/organizations/cost_report"
WORKSPACES = "/v1/organizations/workspaces"
VERSION = "2023-06-01"
MOST_DAYS = 31
MOST_WORKSPACES = 1000
CENTS = -2


class Anthropic(RemoteConnector):
    """The daily costs of one Claude API organization, by workspace and description."""

    kind: ClassVar[str] = "anthropic"
    title: ClassVar[str] = "Anthropic"
    brings: ClassVar[tuple[str, ...]] = ("cost_daily", "identity")
    reads: ClassVar[str] = (
        "GET of `/v1/organizations/cost_report` and `/v1/organizations/workspaces`."
    )
    never_reads: ClassVar[str] = (
        "Requests, answers, files, members and keys. Of a workspace only its id, name and tags "
        "are used."
    )
    least_privilege: ClassVar[str] = (
        "An Admin API key, which an admin of the organization makes; it may do more than read."
    )
    limits: ClassVar[str] = (
        "Whole days in UTC: today is read tomorrow. The first reading goes back `since_days`, "
        "later ones to 35 days before the newest day, since days may still change. One call at a "
        "time, 31 days each. Costs of the Priority Tier are not in the report, which Anthropic "
        "calls a legacy one."
    )
    verified: ClassVar[Verified] = Verified(
        "description",
        "Anthropic's Admin API reference as published (cost report, workspaces; API version "
        "2023-06-01), replayed on loopback; not tried against a real account",
        date(2026, 11, 26),
    )

    url: BaseUrl = Field("https://api.anthropic.com", description="address of the API")
    token_env: str = Field(
        min_length=1, description="name of the environment variable that holds the Admin API key"
    )
    since_days: int = Field(
        400, ge=1, le=3650, description="how many days back the first reading goes"
    )

    def secrets(self) -> Iterable[str]:
        """Give the name of the variable that holds the Admin API key."""
        return (self.token_env,)

    def read(self, reading: Reading) -> Iterator[CostDaily | Identity | RejectedRow]:
        """Yield the costs of each whole day, then the workspaces where the key may list them."""
        days = days_to_ask(reading, self.since_days)
        yield from days.kept
        asked = {**_asked(days.start, days.end), "limit": MOST_DAYS}
        with self._open() as session:
            yield from read_costs(session, COSTS, asked, days, _begins, _cost)
            listed: Params = {"include_archived": "true", "limit": MOST_WORKSPACES}
            yield from read_projects(session, WORKSPACES, listed, "after_id")

    def check(self, reading: Reading) -> str:
        """Ask for the costs of yesterday; say how many there are."""
        today = days_to_ask(reading, self.since_days).end
        with self._open() as session:
            asked = _asked(today - timedelta(days=1), today)
            seen = costs_on_first_page(session, COSTS, asked)
        return (
            f"Anthropic answers; {seen} costs of yesterday, those of the last {self.since_days} "
            "days are read"
        )

    def _open(self) -> Session:
        token = from_environment(self.token_env, "token_env", self.name)
        mend = (
            f"put a valid Admin API key into {self.token_env} (`token_env` of source {self.name!r})"
        )
        credentials = token_credentials(token, "", mend, "x-api-key")
        return self._session(credentials, headers={"anthropic-version": VERSION}, exact=True)


def _asked(start: datetime, end: datetime) -> Params:
    return {
        "starting_at": f"{start:%Y-%m-%dT%H:%M:%SZ}",
        "ending_at": f"{end:%Y-%m-%dT%H:%M:%SZ}",
        "bucket_width": "1d",
        "group_by[]": ["workspace_id", "description"],
    }


def _begins(day: Any) -> datetime:
    moment = datetime.fromisoformat(inner(day, "starting_at") or "")
    if moment.tzinfo is None:
        raise ValueError("its day says without a zone when it begins")
    return moment.astimezone(UTC)


def _cost(row: Any, day: date) -> CostDaily:
    """Return a charge; its amount is written in cents."""
    return cost_row(
        day=day,
        provider="Anthropic",
        service="Claude API",
        account=inner(row, "workspace_id"),
        sku=inner(row, "description") or inner(row, "cost_type"),
        currency=inner(row, "currency"),
        billed_cost=amount(row.get("amount") if isinstance(row, Mapping) else None, shift=CENTS),
    )
