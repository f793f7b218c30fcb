"""What an OpenAI organization is charged a day, from its costs API, and its projects."""

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

COSTS = "/v1/organization/costs"
PROJECTS = "/v1/organization/projects"
MOST_DAYS = 180
MOST_PROJECTS = 100


class Openai(RemoteConnector):
    """The daily costs of one OpenAI organization, by project and line item, and its projects."""

    kind: ClassVar[str] = "openai"
    title: ClassVar[str] = "OpenAI"
    brings: ClassVar[tuple[str, ...]] = ("cost_daily", "identity")
    reads: ClassVar[str] = "GET of `/v1/organization/costs` and `/v1/organization/projects`."
    never_reads: ClassVar[str] = (
        "Requests, answers, files, users and keys. Of a project only its id and name are used."
    )
    least_privilege: ClassVar[str] = (
        "An admin key of the organization, restricted to reading usage (scope api.usage.read); "
        "with api.management.read it also names the projects."
    )
    limits: ClassVar[str] = (
        "Whole days in UTC: today is read tomorrow. The first reading goes back `since_days`, "
        "later ones to 35 days before the newest day, since days may still change. One call at a "
        "time, 180 days each."
    )
    verified: ClassVar[Verified] = Verified(
        "shapes",
        "answers in the shapes of OpenAI's own client library, openai 3.57.0 for Python, replayed "
        "on loopback; not tried against a real account",
        date(2026, 11, 26),
    )

    url: BaseUrl = Field("https://api.openai.com", description="address of the API")
    token_env: str = Field(
        min_length=1, description="name of the environment variable that holds the admin key"
    )
    since_days: int = Field(
        400, ge=1, le=3650, description="how many days back the first reading goes"
    )

    def secrets(self) -> Iterable[str]:
        """Give the name of the variable that holds the admin key."""
        return (self.token_env,)

    def read(self, reading: Reading) -> Iterator[CostDaily | Identity | RejectedRow]:
        """Yield the costs of each whole day, then the projects where the key may list them."""
        days = days_to_ask(reading, self.since_days)
        yield from days.kept
        asked = {**_asked(days.start, days.end), "limit": MOST_DAYS}
        with self._open() as session:
            yield from read_costs(session, COSTS, asked, days, _begins, _cost)
            listed: Params = {"include_archived": "true", "limit": MOST_PROJECTS}
            yield from read_projects(session, PROJECTS, listed, "after")

    def check(self, reading: Reading) -> str:
        """Ask for the costs of yesterday; say how many there are."""
        today = days_to_ask(reading, self.since_days).end
        with self._open() as session:
            asked = _asked(today - timedelta(days=1), today)
            seen = costs_on_first_page(session, COSTS, asked)
        return (
            f"OpenAI answers; {seen} costs of yesterday, those of the last {self.since_days} days "
            "are read"
        )

    def _open(self) -> Session:
        token = from_environment(self.token_env, "token_env", self.name)
        mend = f"put a valid admin key into {self.token_env} (`token_env` of source {self.name!r})"
        return self._session(token_credentials(token, "Bearer ", mend), exact=True)


def _asked(start: datetime, end: datetime) -> Params:
    return {
        "start_time": int(start.timestamp()),
        "end_time": int(end.timestamp()),
        "bucket_width": "1d",
        "group_by": ["project_id", "line_item"],
    }


def _begins(day: Any) -> datetime:
    seconds = day.get("start_time")
    try:
        return datetime.fromtimestamp(int(str(seconds)), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise ValueError("its day does not say in `start_time` when it begins") from error


def _cost(row: Any, day: date) -> CostDaily:
    unit = inner(row, "quantity_unit")
    quantity = row.get("quantity") if unit else None
    charged = row.get("amount") if isinstance(row, Mapping) else None
    return cost_row(
        day=day,
        provider="OpenAI",
        service="OpenAI API",
        account=inner(row, "project_id"),
        sku=inner(row, "line_item"),
        currency=(inner(charged, "currency") or "").upper(),
        billed_cost=amount(charged.get("value") if isinstance(charged, Mapping) else None),
        quantity=None if quantity is None else amount(quantity),
        unit=None if quantity is None else unit,
    )
