"""One reading of GitHub repositories: what happened since the last one, and who owns what."""

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from connectors.github import rows
from connectors.github.codeowners import PLACES, owners_of, people
from connectors.github.deliveries import events
from connectors.github.rows import Names
from connectors.parts.intervals import continue_intervals, last_seen
from connectors.parts.remote import inner, rejected, time_of
from connectors.session import Params, Session
from data.reading import Reading, RejectedRow
from data.records import Deployment, Identity, Incident, Ownership, Record

PAGE = 100
MAY_STILL_END = timedelta(days=30)
"""After this long, a deployment without an end is not asked about again."""
READ_AGAIN = timedelta(days=1)
NOT_TOLD = (403, 404, 409, 410)
"""Statuses where this token may not look, or nothing is there: a repository without issues, code
or commits."""


@dataclass(frozen=True)
class Wanted:
    """What the settings say."""

    repositories: tuple[str, ...]
    places: Mapping[str, str]
    names: Names
    incident_labels: tuple[str, ...]
    since_days: int
    most_statuses: int
    releases: bool
    approvals: bool
    deliveries: Path | None
    secret: str | None
    source: str


class GithubReading:
    """What one reading sees, as rows; `rows` may be called once."""

    def __init__(self, session: Session, reading: Reading, wanted: Wanted) -> None:
        self._session = session
        self._reading = reading
        self._wanted = wanted
        self._start = reading.started_at - timedelta(days=wanted.since_days)
        self._left = wanted.most_statuses
        self._told: dict[str, list[Any]] = {}
        """Statuses that deliveries brought, by deployment."""
        self._deployments: dict[str, Deployment] = {
            row.deployment: row
            for row in reading.previous(Deployment)
            if isinstance(row, Deployment) and row.started_at >= self._start
        }
        self._incidents: dict[str, Incident] = {
            row.incident: row for row in reading.previous(Incident) if isinstance(row, Incident)
        }

    def rows(self) -> Iterator[Record | RejectedRow]:
        """Yield everything, repository by repository."""
        yield from self._delivered()
        known: set[str] = set()
        for repository in self._wanted.repositories:
            self._reading.progress(repository)
            raw = self._session.entry(f"/repos/{repository}")
            try:
                yield rows.repository(raw, self._wanted.names)
            except ValueError as error:
                yield self._rejected(Identity, raw, error)
            known.add(repository.casefold())
            yield from self._read_deployments(repository)
            yield from self._read_incidents(repository)
        for row in self._deployments.values():
            if _repository_of(row.deployment) in known:
                yield row
        for incident in self._incidents.values():
            if incident.incident.partition("#")[0].casefold() in known:
                yield incident
        yield from self._places(known)
        yield from self._owned()

    def _rejected(self, entity: type[Record], raw: Any, error: ValueError) -> RejectedRow:
        return rejected(entity.entity, raw, error, self._session.hide)

    def _list(self, path: str, params: Params) -> Iterator[Any]:
        for page in self._session.numbered_pages(path, params, limit=PAGE, missing=NOT_TOLD):
            yield from page

    # Deployments

    def _read_deployments(self, repository: str) -> Iterator[RejectedRow]:
        found = False
        reverts: set[str] | None = None
        for environment in self._wanted.names.environments:
            path = f"/repos/{repository}/deployments"
            for raw in self._list(path, {"environment": environment}):
                found = True
                try:
                    name, at = rows.deployment_id(repository, raw), _moment(raw)
                    if at < self._start:
                        break
                    known = self._deployments.get(name)
                    if known is not None and self._is_settled(known):
                        continue
                    if reverts is None:
                        reverts = self._reverts(repository)
                    self._deployments[name] = self._deployment(repository, name, raw, reverts)
                except ValueError as error:
                    yield self._rejected(Deployment, raw, error)
        if not found and self._wanted.releases:
            yield from self._read_releases(repository)

    def _is_settled(self, row: Deployment) -> bool:
        old = self._reading.started_at - row.started_at > MAY_STILL_END
        return row.finished_at is not None or old

    def _deployment(self, repository: str, name: str, raw: Any, reverts: set[str]) -> Deployment:
        statuses = list(self._told.get(name, ()))
        approver = None
        if self._left > 0:
            self._left -= 1
            path = f"/repos/{repository}/deployments/{raw['id']}/statuses"
            statuses += self._list(path, {})
            approver = self._approver(repository, raw, statuses)
        return rows.deployment(repository, raw, statuses, self._wanted.names, reverts, approver)

    def _approver(self, repository: str, raw: Any, statuses: list[Any]) -> str | None:
        run = rows.run_of(statuses) if self._wanted.approvals else None
        if run is None:
            return None
        path = f"/repos/{repository}/actions/runs/{run}/approvals"
        return rows.approver_of(
            self._session.get(path, missing=NOT_TOLD), inner(raw, "environment")
        )

    def _reverts(self, repository: str) -> set[str]:
        """Return the commits of the default branch that take an earlier one back."""
        newest = max(
            (row.started_at for name, row in self._deployments.items()
             if _repository_of(name) == repository.casefold()),
            default=self._start,
        )  # fmt: skip
        since = {"since": _text(max(self._start, newest - MAY_STILL_END))}
        told = self._list(f"/repos/{repository}/commits", since)
        return {found for raw in told if (found := rows.reverting(raw)) is not None}

    def _read_releases(self, repository: str) -> Iterator[RejectedRow]:
        for raw in self._list(f"/repos/{repository}/releases", {}):
            try:
                row = rows.release(repository, raw)
            except ValueError as error:
                yield self._rejected(Deployment, raw, error)
            else:
                if row is not None and row.started_at >= self._start:
                    self._deployments[row.deployment] = row

    def _places(self, known: set[str]) -> Iterator[Identity]:
        """Yield what deployments went to, so that each finds its model like any other thing."""
        targets = dict.fromkeys(
            row.target for name, row in self._deployments.items() if _repository_of(name) in known
        )
        for target in targets:
            repository, _, environment = target.partition(":")
            yield rows.place(repository, environment, self._wanted.names)

    # Incidents

    def _read_incidents(self, repository: str) -> Iterator[RejectedRow]:
        own = [
            row.opened_at
            for row in self._incidents.values()
            if row.incident.partition("#")[0].casefold() == repository.casefold()
        ]
        since = max(own, default=self._start) - READ_AGAIN if own else self._start
        opened = [row.opened_at for row in self._incidents.values() if row.resolved_at is None]
        since = min([since, *opened])
        for label in self._wanted.incident_labels:
            asked: Params = {"labels": label, "state": "all", "since": _text(since)}
            for raw in self._list(f"/repos/{repository}/issues", asked):
                try:
                    self._keep(repository, raw)
                except ValueError as error:
                    yield self._rejected(Incident, raw, error)

    def _keep(self, repository: str, raw: Any) -> None:
        row = rows.incident(repository, raw, self._wanted.names)
        if row is not None:
            self._incidents[row.incident] = row
        elif isinstance(raw, Mapping):
            self._incidents.pop(f"{repository}#{raw.get('number')}", None)

    # Deliveries

    def _delivered(self) -> Iterator[RejectedRow]:
        wanted = self._wanted
        if wanted.deliveries is None or wanted.secret is None:
            return
        read = {each.casefold(): each for each in wanted.repositories}
        for event in events(wanted.deliveries, wanted.secret, wanted.source):
            if isinstance(event, RejectedRow):
                yield event
                continue
            repository = read.get(event.repository.casefold())
            if repository is None:
                continue
            try:
                self._take(event.name, repository, event.body)
            except ValueError as error:
                yield self._rejected(Deployment, event.body, error)

    def _take(self, name: str, repository: str, body: Any) -> None:
        """Note what an event tells; those that were not asked for are passed over."""
        if name == "deployment_status":
            raw = body.get("deployment")
            named = rows.deployment_id(repository, raw)
            told = self._told.setdefault(named, [])
            told.append(body.get("deployment_status"))
            if rows.is_wanted(raw, self._wanted.names) and _moment(raw) >= self._start:
                row = rows.deployment(repository, raw, told, self._wanted.names, ())
                known = self._deployments.get(named)
                if known is None or not self._is_settled(known):
                    self._deployments[named] = row
        elif name == "issues" and self._is_incident(body.get("issue")):
            self._keep(repository, body.get("issue"))

    def _is_incident(self, raw: Any) -> bool:
        wanted = {each.casefold() for each in self._wanted.incident_labels}
        return any(each.casefold() in wanted for each in rows.labels(raw))

    # Owners

    def _owned(self) -> Iterator[Ownership | RejectedRow]:
        at = self._reading.started_at
        before = [row for row in self._reading.previous(Ownership) if isinstance(row, Ownership)]
        now: list[Ownership] = []
        files: dict[str, str | None] = {}
        for model, place in self._wanted.places.items():
            repository, _, path = place.partition(":")
            if repository not in files:
                files[repository] = self._codeowners(repository)
            text = files[repository]
            for number, person in enumerate(people(owners_of(path, text)) if text else ()):
                role = "deputy" if number else "owner"
                now.append(
                    Ownership(
                        model=model, role=role, person=person, from_latest=at, until_earliest=at
                    )
                )
        watched = {row.model for row in before}
        yield from continue_intervals(before, now, at, last_seen(before), watched)

    def _codeowners(self, repository: str) -> str | None:
        """Return the text of the file that GitHub goes by; None: there is none."""
        for place in PLACES:
            raw = self._session.get(f"/repos/{repository}/contents/{place}", missing=NOT_TOLD)
            content = inner(raw, "content")
            if content is None:
                continue
            try:
                return base64.b64decode(content).decode("utf-8", "replace")
            except ValueError:
                return None
        return None


def _moment(raw: Any) -> datetime:
    at = time_of(raw, "created_at")
    if at is None:
        raise ValueError("this deployment does not say when it was made")
    return at


def _repository_of(deployment: str) -> str:
    return "/".join(deployment.split("/")[:2]).casefold()


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
