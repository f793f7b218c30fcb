"""Incidents of one ServiceNow instance, their problems as reviews, and the problems' tasks."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar, Self

from pydantic import Field, model_validator

from connectors.base import Verified
from connectors.paging import Params
from connectors.parts.credentials import token_or_user
from connectors.parts.remote import BaseUrl, RemoteConnector, inner, rejected
from connectors.session import Session
from data.reading import Reading, RejectedRow
from data.records import Identity, Incident, IncidentAction

TABLES = "/api/now/table"
PAGE = 500
AT_ONCE = 100
"""How many ids one query names."""
READ_AGAIN = timedelta(days=1)
NOT_TOLD = (403, 404)
"""Statuses of a table that this account may not read: then it stays unknown."""
COLUMN = r"^[a-z][a-z0-9_]*$"


class Servicenow(RemoteConnector):
    """Incidents with acknowledgement and resolution, the problems behind them, and their tasks.

    A problem is the review of its incidents: it was written when the problem was resolved.
    """

    kind: ClassVar[str] = "servicenow"
    title: ClassVar[str] = "ServiceNow"
    brings: ClassVar[tuple[str, ...]] = ("identity", "incident", "incident_action")
    reads: ClassVar[str] = (
        "GET of the tables `incident` and `cmdb_ci`, and with `problems` of `problem` and "
        "`problem_task`, each with the named columns only."
    )
    never_reads: ClassVar[str] = (
        "Descriptions, comments, work notes, callers and assignees. Of an incident its number, "
        "short description, times, severity, service and problem are used."
    )
    least_privilege: ClassVar[str] = (
        "A user of its own for web services only, with the role snc_read_only and read access to "
        "these tables; `sn_incident_read` and `sn_problem_read` do."
    )
    limits: ClassVar[str] = (
        "The first reading goes back `since_days`; later ones read what was updated since the last "
        "incident or the oldest open one. 500 rows a call, one call at a time."
    )
    verified: ClassVar[Verified] = Verified(
        "description",
        "the record that the certified Ansible collection servicenow.itsm documents, in the form "
        "of the Table API, replayed on loopback; not tried against a real instance",
        date(2026, 11, 26),
    )

    url: BaseUrl = Field(description="address of the instance: https://NAME.service-now.com")
    username: str | None = Field(None, min_length=1, description="user that reads")
    password_env: str | None = Field(
        None,
        min_length=1,
        description="name of the environment variable that holds that user's password",
    )
    token_env: str | None = Field(
        None,
        min_length=1,
        description="name of the environment variable that holds an OAuth token, instead of a user",
    )
    chosen_by: str = Field(
        "numberISNOTEMPTY",
        min_length=1,
        description="encoded query that chooses the incidents, such as `category=software`",
    )
    acknowledged_column: str = Field(
        "work_start",
        pattern=COLUMN,
        description="column of an incident with the time when someone took it up",
    )
    problems: bool = Field(
        True, description="false: problems are no reviews here, and are not read"
    )
    since_days: int = Field(
        400, ge=1, le=3650, description="how many days back the first reading goes"
    )

    @model_validator(mode="after")
    def _one_way_in(self) -> Self:
        if (self.username is None) != (self.password_env is None):
            raise ValueError("set both `username` and `password_env`, or neither")
        if (self.username is None) == (self.token_env is None):
            raise ValueError("set either `token_env`, or `username` and `password_env`")
        return self

    def secrets(self) -> Iterable[str]:
        """Give the names of the variables that hold the password or the token."""
        return tuple(name for name in (self.password_env, self.token_env) if name is not None)

    def read(
        self, reading: Reading
    ) -> Iterator[Identity | Incident | IncidentAction | RejectedRow]:
        """Yield affected services, incidents with their reviews, and the tasks of these."""
        kept = {
            row.incident: row for row in reading.previous(Incident) if isinstance(row, Incident)
        }
        with self._open() as session:
            reading.progress("incidents")
            for raw in self._incidents(session, reading, kept.values()):
                try:
                    row = self._incident(raw)
                except ValueError as error:
                    yield rejected(Incident.entity, raw, error, session.hide)
                else:
                    kept[row.incident] = row
            problems = sorted(
                {row.tags["problem"] for row in kept.values() if "problem" in row.tags}
            )
            reviewed = self._reviewed(session, problems) if self.problems else {}
            for row in kept.values():
                at = reviewed.get(row.tags.get("problem", ""), row.reviewed_at)
                yield row.model_copy(update={"reviewed_at": at})
            yield from self._services(session, kept.values())
            if self.problems:
                yield from self._actions(session, problems, kept.values())

    def check(self, reading: Reading) -> str:
        """Ask for one incident."""
        with self._open() as session:
            path = f"{TABLES}/incident"
            asked: Params = {"sysparm_limit": 1, "sysparm_fields": "sys_id"}
            found = session.rows(session.get(path, asked), path, "result")
        seen = "incidents are visible" if found else "no incident is visible"
        return f"ServiceNow answers; {seen}, those of the last {self.since_days} days are read"

    def _open(self) -> Session:
        return self._session(
            token_or_user(self.name, self.token_env, self.username, self.password_env)
        )

    def _rows(
        self,
        session: Session,
        table: str,
        query: str,
        columns: Sequence[str],
        missing: tuple[int, ...] = (),
    ) -> Iterator[Any]:
        """Yield the rows of a table that a query chooses, in an order that pages can rest on."""
        offset = 0

        def following(page: Any) -> Params | None:
            nonlocal offset
            offset += PAGE
            return {"sysparm_offset": offset} if len(page["result"]) == PAGE else None

        asked: Params = {
            "sysparm_query": f"{query}^ORDERBYsys_created_on^ORDERBYsys_id",
            "sysparm_fields": ",".join(columns),
            "sysparm_display_value": "false",
            "sysparm_exclude_reference_link": "true",
            "sysparm_limit": PAGE,
        }
        for page in session.pages(f"{TABLES}/{table}", asked, "result", following, missing):
            yield from page

    def _incidents(
        self, session: Session, reading: Reading, kept: Iterable[Incident]
    ) -> Iterator[Any]:
        start = reading.started_at - timedelta(days=self.since_days)
        known = list(kept)
        if known and not reading.reaches_further_back():
            open_ones = [row.opened_at for row in known if row.resolved_at is None]
            newest = max(row.opened_at for row in known) - READ_AGAIN
            start = max(start, min([newest, *open_ones]))
        columns = (
            *("sys_id", "number", "short_description", "severity", "priority", "opened_at"),
            *("resolved_at", "closed_at", "business_service", "cmdb_ci", "problem_id"),
            self.acknowledged_column,
        )
        query = f"{self.chosen_by}^sys_updated_on>={start.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
        yield from self._rows(session, "incident", query, columns)

    def _incident(self, raw: Any) -> Incident:
        number, problem = inner(raw, "number"), inner(raw, "problem_id")
        tags = {"number": number, "problem": problem}
        known = inner(raw, "sys_id")
        return Incident.model_validate(
            {
                "incident": known,
                "title": inner(raw, "short_description") or "",
                "service": inner(raw, "business_service") or inner(raw, "cmdb_ci"),
                "severity": _severity(inner(raw, "severity")) or _severity(inner(raw, "priority")),
                "opened_at": _moment(raw, "opened_at"),
                "acknowledged_at": _moment(raw, self.acknowledged_column),
                "resolved_at": _moment(raw, "resolved_at") or _moment(raw, "closed_at"),
                "url": f"{self.url}/incident.do?sys_id={known}" if known else None,
                "tags": {key: value for key, value in tags.items() if value is not None},
            }
        )

    def _reviewed(self, session: Session, problems: Sequence[str]) -> dict[str, datetime]:
        """Return when each problem was resolved, of those that were."""
        found: dict[str, datetime] = {}
        columns = ("sys_id", "resolved_at", "closed_at")
        for some in _parts(problems):
            query = f"sys_idIN{','.join(some)}"
            for raw in self._rows(session, "problem", query, columns, NOT_TOLD):
                at = _moment(raw, "resolved_at") or _moment(raw, "closed_at")
                if at is not None and (known := inner(raw, "sys_id")):
                    found[known] = at
        return found

    def _services(
        self, session: Session, incidents: Iterable[Incident]
    ) -> Iterator[Identity | RejectedRow]:
        wanted = sorted({row.service for row in incidents if row.service is not None})
        names: dict[str, str | None] = dict.fromkeys(wanted)
        for some in _parts(wanted):
            query = f"sys_idIN{','.join(some)}"
            for raw in self._rows(session, "cmdb_ci", query, ("sys_id", "name"), NOT_TOLD):
                if (known := inner(raw, "sys_id")) in names and known is not None:
                    names[known] = inner(raw, "name")
        for known, name in names.items():
            try:
                yield Identity(kind="service", external_id=known, name=name)
            except ValueError as error:
                yield rejected(Identity.entity, {"sys_id": known}, error, session.hide)

    def _actions(
        self, session: Session, problems: Sequence[str], incidents: Iterable[Incident]
    ) -> Iterator[IncidentAction | RejectedRow]:
        of_problem: dict[str, list[str]] = {}
        for row in incidents:
            of_problem.setdefault(row.tags.get("problem", ""), []).append(row.incident)
        columns = ("sys_id", "problem", "opened_at", "closed_at")
        for some in _parts(problems):
            query = f"problemIN{','.join(some)}"
            for raw in self._rows(session, "problem_task", query, columns, NOT_TOLD):
                for incident in of_problem.get(inner(raw, "problem") or "", ()):
                    try:
                        yield IncidentAction.model_validate(
                            {
                                "incident": incident,
                                "action": inner(raw, "sys_id"),
                                "opened_at": _moment(raw, "opened_at"),
                                "closed_at": _moment(raw, "closed_at"),
                            }
                        )
                    except ValueError as error:
                        yield rejected(IncidentAction.entity, raw, error, session.hide)


def _parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield the ids in parts that one query may name; what is no id is never put into one."""
    usable = [each for each in ids if each.isascii() and each.isalnum()]
    for at in range(0, len(usable), AT_ONCE):
        yield usable[at : at + AT_ONCE]


def _severity(text: str | None) -> int | None:
    return int(text) if text in {"1", "2", "3", "4", "5"} else None


def _moment(raw: Any, column: str) -> datetime | None:
    """Return a time of the Table API, which writes UTC without a zone; None: there is none."""
    try:
        return datetime.strptime(inner(raw, column) or "", "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None
