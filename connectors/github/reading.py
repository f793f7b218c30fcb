"""One reading of GitHub repositories: what happened since the last one, and who owns what."""

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from connectors.github import rows
from connectors.github.codeowners import PLACES, owners_of, people
from connectors.github.deliveries import events
from connectors.github.rows import Names
from connectors.paging import Params
from connectors.parts.intervals import continue_intervals, last_seen
from connectors.parts.remote import inner, rejected, time_of, utc_text
from connectors.session import Session
from data.reading import Reading, RejectedRow
from data.records import Deployment, Identity, Incident, Ownership, Record

PAGE = 100
MAY_STILL_END = timedelta(days=30)
"""After this long, a deployment without an end is not asked about again."""
COMMIT_PAGES = 10
"""How many pages of commits are read to find those that take an earlier one back."""
DEPLOYED_WITHIN = timedelta(days=7)
"""How long before its deployment a commit may have been made to be looked at."""
READ_AGAIN = timedelta(days=1)
NOT_TOLD = (403, 404, 409, 410)
"""Statuses where this token may not look, or nothing is there: a repository without issues, code
or commits."""


@dataclass(frozen=True)
class Wanted:
    """What the settings say."""

    repositories: tuple[str, ...]
    org: str | None
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
        self._whole = reading.reaches_further_back()
        self._left = wanted.most_statuses
        self._repositories = {each.casefold(): each for each in wanted.repositories}
        self._entries: dict[str, Any] = {}
        """What the list of an organization told of its repositories."""
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
        yield from self._read_organization()
        yield from self._delivered()
        for repository in self._repositories.values():
            self._reading.progress(repository)
            raw = self._entries.get(repository) or self._session.entry(f"/repos/{repository}")
            try:
                yield rows.repository(raw, self._wanted.names)
            except ValueError as error:
                yield self._rejected(Identity, raw, error)
            yield from self._read_deployments(repository)
            yield from self._read_incidents(repository)
        for row in self._deployments.values():
            if self._is_watched(_repository_of(row.deployment)):
                yield row
        for incident in self._incidents.values():
            if self._is_watched(incident.incident.partition("#")[0].casefold()):
                yield incident
        yield from self._places()
        yield from self._owned()

    def _read_organization(self) -> Iterator[RejectedRow]:
        """Note the repositories of an organization that are still worked in."""
        if self._wanted.org is None:
            return
        path = f"/orgs/{self._wanted.org}/repos"
        for page in self._session.numbered_pages(path, {"type": "all"}, limit=PAGE):
            for raw in page:
                name = rows.full_name(raw)
                if name is None:
                    error = ValueError("full_name: is not there, or not of the form owner/name")
                    yield self._rejected(Identity, raw, error)
                elif not rows.is_archived(raw) and name.casefold() not in self._repositories:
                    self._repositories[name.casefold()] = name
                    self._entries[name] = raw

    def _is_watched(self, repository: str) -> bool:
        """Tell whether the settings name a repository, also one that is archived by now."""
        owner = repository.partition("/")[0]
        return repository in self._repositories or owner == (self._wanted.org or "").casefold()

    def _rejected(self, entity: type[Record], raw: Any, error: ValueError) -> RejectedRow:
        return rejected(entity.entity, raw, error, self._session.hide)

    def _list(self, path: str, params: Params) -> Iterator[Any]:
        for page in self._session.numbered_pages(path, params, limit=PAGE, missing=NOT_TOLD):
            yield from page

    # Deployments

    def _read_deployments(self, repository: str) -> Iterator[RejectedRow]:
        found = False
        fresh: dict[str, Any] = {}
        for environment in self._wanted.names.environments:
            for raw in self._until_known(repository, environment):
                found = True
                try:
                    name, at = rows.deployment_id(repository, raw), _moment(raw)
                except ValueError as error:
                    yield self._rejected(Deployment, raw, error)
                else:
                    if at >= self._start and not self._is_known(name):
                        fresh[name] = raw
        reverts = self._reverts(repository, [_moment(raw) for raw in fresh.values()])
        for name, raw in fresh.items():
            try:
                self._deployments[name] = self._deployment(repository, name, raw, reverts)
            except ValueError as error:
                yield self._rejected(Deployment, raw, error)
        if not found and self._wanted.releases:
            yield from self._read_releases(repository)

    def _until_known(self, repository: str, environment: str) -> Iterator[Any]:
        """Yield what went into an environment, newest first, page by page.

        The last page is the first of which all is known, or the first that reaches before the
        span; not while one is still to come that may have ended since.
        """
        target = rows.target(repository, environment, self._wanted.names).casefold()
        open_ones = {
            name
            for name, row in self._deployments.items()
            if row.target.casefold() == target and not self._is_settled(row)
        }
        path = f"/repos/{repository}/deployments"
        asked: Params = {"environment": environment}
        for page in self._session.numbered_pages(path, asked, limit=PAGE, missing=NOT_TOLD):
            yield from page
            names = {named for raw in page if (named := _name(repository, raw)) is not None}
            times = [at for raw in page if (at := time_of(raw, "created_at")) is not None]
            new = len(names) < len(page) or any(not self._is_known(name) for name in names)
            open_ones -= names
            more = new or open_ones or self._whole
            if min(times, default=self._start) < self._start or not more:
                return

    def _is_known(self, name: str) -> bool:
        """Tell whether nothing more is to be learned of a deployment."""
        known = self._deployments.get(name)
        return known is not None and self._is_settled(known)

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

    def _reverts(self, repository: str, deployed: list[datetime]) -> set[str]:
        """Return the commits of the default branch that take an earlier one back.

        Only so far back as new deployments reach, and only so many pages.
        """
        if not deployed:
            return set()
        since = {"since": utc_text(min(deployed) - DEPLOYED_WITHIN)}
        pages = self._session.numbered_pages(
            f"/repos/{repository}/commits", since, limit=PAGE, missing=NOT_TOLD
        )
        told = (raw for page in islice(pages, COMMIT_PAGES) for raw in page)
        return {found for raw in told if (found := rows.reverting(raw)) is not None}

    def _read_releases(self, repository: str) -> Iterator[RejectedRow]:
        for raw in self._list(f"/repos/{repository}/releases", {}):
            try:
                row = rows.release(repository, raw, self._wanted.names)
            except ValueError as error:
                yield self._rejected(Deployment, raw, error)
            else:
                if row is not None and row.started_at >= self._start:
                    self._deployments[row.deployment] = row

    def _places(self) -> Iterator[Identity]:
        """Yield what deployments went to, so that each finds its model like any other thing."""
        targets = dict.fromkeys(
            row.target
            for name, row in self._deployments.items()
            if self._is_watched(_repository_of(name))
        )
        for target in targets:
            repository, several, environment = target.partition(":")
            if several:
                yield rows.place(repository, environment, self._wanted.names)

    # Incidents

    def _read_incidents(self, repository: str) -> Iterator[RejectedRow]:
        own = [
            row.opened_at
            for row in self._incidents.values()
            if row.incident.partition("#")[0].casefold() == repository.casefold()
        ]
        since = max(own) - READ_AGAIN if own and not self._whole else self._start
        opened = [row.opened_at for row in self._incidents.values() if row.resolved_at is None]
        since = min([since, *opened])
        for label in self._wanted.incident_labels:
            asked: Params = {"labels": label, "state": "all", "since": utc_text(since)}
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
        for event in events(wanted.deliveries, wanted.secret, wanted.source):
            if isinstance(event, RejectedRow):
                yield event
                continue
            repository = self._repositories.get(event.repository.casefold())
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

    def _owned(self) -> Iterator[Ownership]:
        """Yield who owns each model; where its file cannot be read, what was seen last stays."""
        at = self._reading.started_at
        earlier: dict[str, list[Ownership]] = {model: [] for model in self._wanted.places}
        for row in self._reading.previous(Ownership):
            if isinstance(row, Ownership):
                earlier.setdefault(row.model, []).append(row)
        files: dict[str, str | None] = {}
        for model, before in earlier.items():
            repository, _, path = self._wanted.places.get(model, "").partition(":")
            if repository and repository not in files:
                files[repository] = self._codeowners(repository)
            text = files.get(repository, "")
            if text is None:
                yield from before
                continue
            now = [
                Ownership(
                    model=model,
                    role="deputy" if number else "owner",
                    person=person,
                    from_latest=at,
                    until_earliest=at,
                )
                for number, person in enumerate(people(owners_of(path, text)))
            ]
            watched = (model,) if before else ()
            yield from continue_intervals(before, now, at, last_seen(before), watched)

    def _codeowners(self, repository: str) -> str | None:
        """Return the text of the file that GitHub goes by, empty if there is none.

        None: this token may not read it, or it is too large to come with its text.
        """
        for place in PLACES:
            raw = self._session.get(f"/repos/{repository}/contents/{place}", missing=NOT_TOLD)
            if raw is None and self._session.missed == 403:
                return None
            if not isinstance(raw, Mapping):
                continue
            content = raw.get("content")
            try:
                if raw.get("encoding") == "base64" and isinstance(content, str):
                    return base64.b64decode(content).decode("utf-8", "replace")
            except ValueError:
                pass
            return None
        return ""


def _name(repository: str, raw: Any) -> str | None:
    try:
        return rows.deployment_id(repository, raw)
    except ValueError:
        return None


def _moment(raw: Any) -> datetime:
    at = time_of(raw, "created_at")
    if at is None:
        raise ValueError("this deployment does not say when it was made")
    return at


def _repository_of(deployment: str) -> str:
    return "/".join(deployment.split("/")[:2]).casefold()
