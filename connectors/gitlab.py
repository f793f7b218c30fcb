"""Deployments, releases and incidents of GitLab projects."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Any, ClassVar, Self
from urllib.parse import quote

from pydantic import Field, model_validator

from connectors.base import Verified
from connectors.paging import Params
from connectors.parts.addresses import web_address
from connectors.parts.commits import takes_back
from connectors.parts.credentials import from_environment, token_credentials
from connectors.parts.remote import (
    BaseUrl,
    RemoteConnector,
    inner,
    objects,
    rejected,
    time_of,
    utc_text,
    whole_number,
)
from connectors.session import Session
from data.reading import Reading, RejectedRow
from data.records import Deployment, Identity, Incident, Record

PAGE = 100
SUCCEEDED: Mapping[str, bool] = {
    "success": True,
    "failed": False,
    "canceled": False,
    "skipped": False,
}
"""What a deployment's status says of its end; the others are not ended.

One that was canceled did not fail, but what counts as a release is all that is not told to have
not succeeded: it put nothing into production as far as GitLab knows, so it is none.
"""
NOT_BEGUN = ("created", "blocked")
"""Statuses of a deployment that waits for its job, a person or an approval: it is none yet."""
SEVERITIES: Mapping[str, int] = {"CRITICAL": 1, "HIGH": 2, "MEDIUM": 3, "LOW": 4}
NOT_TOLD = (403, 404)
"""Statuses where this token may not look, or the project has no such part."""
READ_AGAIN = timedelta(days=1)
Project = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)+$")]


class Gitlab(RemoteConnector):
    """Deployments and how they ended, releases, and incidents."""

    kind: ClassVar[str] = "gitlab"
    title: ClassVar[str] = "GitLab"
    brings: ClassVar[tuple[str, ...]] = ("identity", "deployment", "incident")
    reads: ClassVar[str] = (
        "GET of each project's own entry, its deployments, its issues of the type incident or with "
        "one of `incident_labels`, its releases where `releases` is set, and single deployments "
        "where `approvals` is set."
    )
    never_reads: ClassVar[str] = (
        "Code, merge requests, comments, variables and job logs. Of a deployment's commit only its "
        "hash and message are used, of an incident not its text."
    )
    least_privilege: ClassVar[str] = (
        "A project or group access token with the scope read_api and the role Reporter."
    )
    limits: ClassVar[str] = (
        "GitLab.com allows a user 2,000 calls a minute. One call at a time, 100 rows each; what "
        "was not updated since the last reading is not read again."
    )
    verified: ClassVar[Verified] = Verified(
        "description",
        "the example answers in GitLab's own documentation of its REST API v4 (deployments, "
        "issues, releases), with times, states and labels set to tell one story, replayed on "
        "loopback; not tried against a real server",
        date(2026, 11, 26),
    )

    url: BaseUrl = Field("https://gitlab.com", description="address of the server")
    token_env: str = Field(
        min_length=1, description="name of the environment variable that holds the access token"
    )
    projects: tuple[Project, ...] = Field(
        min_length=1, description="the projects to read, each as `group/name`"
    )
    models: dict[str, Project] = Field(
        {},
        description="the project of each registered model: what happens in a project with exactly "
        "one model is that model's",
    )
    production_environments: tuple[str, ...] = Field(
        ("production",), min_length=1, description="names of the environments that serve production"
    )
    releases: bool = Field(
        False,
        description="true: a project without any deployment is released by its published releases",
    )
    approvals: bool = Field(
        False, description="true: ask who approved each deployment (GitLab Premium), one call each"
    )
    incident_labels: tuple[str, ...] = Field(
        (),
        description="labels of issues that are incidents too; none: those of the type incident "
        "alone",
    )
    model_label: str = Field(
        "model:", description="how a label of an incident begins that names its model"
    )
    since_days: int = Field(
        400, ge=1, le=3650, description="how many days back the first reading goes"
    )

    @model_validator(mode="after")
    def _models_are_read(self) -> Self:
        read = {each.casefold() for each in self.projects}
        for model, project in self.models.items():
            if project.casefold() not in read:
                raise ValueError(f"`models` ties {model!r} to a project that is not read")
        return self

    def secrets(self) -> Iterable[str]:
        """Give the name of the variable that holds the token."""
        return (self.token_env,)

    def read(self, reading: Reading) -> Iterator[Record | RejectedRow]:
        """Yield the projects with all that happened in them, and earlier rows still in span."""
        with self._open() as session:
            for project in self.projects:
                reading.progress(project)
                yield from self._project(session, reading, project)

    def check(self, reading: Reading) -> str:
        """Ask for the first project and one of its deployments."""
        first = self.projects[0]
        with self._open() as session:
            session.entry(_path(first))
            next(session.numbered_pages(f"{_path(first)}/deployments", {}, limit=1))
        noun = "project" if len(self.projects) == 1 else "projects"
        return f"GitLab answers; {len(self.projects):,} {noun} named, {first} visible"

    def _open(self) -> Session:
        token = from_environment(self.token_env, "token_env", self.name)
        mend = f"put a valid token into {self.token_env} (`token_env` of source {self.name!r})"
        return self._session(token_credentials(token, "Bearer ", mend))

    def _project(
        self, session: Session, reading: Reading, project: str
    ) -> Iterator[Record | RejectedRow]:
        entry = session.entry(_path(project))
        url = web_address(inner(entry, "web_url") or "")
        yield self._identity(project, project, url)
        start = reading.started_at - timedelta(days=self.since_days)
        kept = {
            row.deployment: row
            for row in reading.previous(Deployment)
            if isinstance(row, Deployment)
            and row.deployment.startswith(f"{project}/")
            and row.started_at >= start
        }
        yield from self._deployments(session, reading, project, start, kept)
        yield from kept.values()
        for target in dict.fromkeys(row.target for row in kept.values()):
            yield self._identity(project, target, None)
        yield from self._incidents(session, reading, project, start)

    def _identity(self, project: str, external_id: str, url: str | None) -> Identity:
        return Identity(
            kind="repository",
            external_id=external_id,
            name=project.rpartition("/")[2],
            model=self._only_model(project),
            url=url,
        )

    def _only_model(self, project: str) -> str | None:
        """Return the one model of a project; None: it has none, or several."""
        named = project.casefold()
        own = [model for model, place in self.models.items() if place.casefold() == named]
        return own[0] if len(own) == 1 else None

    def _list(self, session: Session, path: str, params: Params) -> Iterator[Any]:
        for page in session.numbered_pages(path, params, limit=PAGE, missing=NOT_TOLD):
            yield from page

    def _deployments(
        self,
        session: Session,
        reading: Reading,
        project: str,
        start: datetime,
        kept: dict[str, Deployment],
    ) -> Iterator[RejectedRow]:
        """Add to what is kept all that was updated since; one without an end is read again."""
        open_ones = [
            row.started_at
            for row in kept.values()
            if row.succeeded is None and row.target != _release_target(project)
        ]
        since = _since(reading, start, [row.started_at for row in kept.values()], open_ones)
        found = any(name.startswith(f"{project}/deployments/") for name in kept)
        for environment in self.production_environments:
            asked: Params = {
                "environment": environment,
                "order_by": "updated_at",
                "sort": "asc",
                "updated_after": utc_text(since),
            }
            for raw in self._list(session, f"{_path(project)}/deployments", asked):
                found = True
                if inner(raw, "status") in NOT_BEGUN:
                    continue
                try:
                    row = self._deployment(session, project, raw, kept)
                except ValueError as error:
                    yield rejected(Deployment.entity, raw, error, session.hide)
                else:
                    if row.started_at >= start:
                        kept[row.deployment] = row
        if self.releases and not found:
            yield from self._releases(session, project, start, kept)

    def _deployment(
        self, session: Session, project: str, raw: Any, kept: Mapping[str, Deployment]
    ) -> Deployment:
        number, environment = whole_number(raw, "id"), inner(raw, "environment", "name")
        named = f"{project}/deployments/{number}"
        succeeded = SUCCEEDED.get(inner(raw, "status") or "")
        ended = time_of(raw, "deployable", "finished_at")
        # Without its job, when it ended is not told: `updated_at` also moves for other reasons.
        if ended is None and (before := kept.get(named)) is not None:
            ended = before.finished_at
        back = takes_back(inner(raw, "deployable", "commit", "message") or "")
        approver = None
        if self.approvals:
            one = session.get(f"{_path(project)}/deployments/{number}", missing=NOT_TOLD)
            approver = _approver(one)
        return Deployment.model_validate(
            {
                "deployment": named,
                "target": f"{project}:{environment}" if environment else None,
                "production": True,
                # A job that a person starts begins long after its deployment was created.
                "started_at": inner(raw, "deployable", "started_at") or inner(raw, "created_at"),
                "finished_at": None if succeeded is None else ended,
                "succeeded": succeeded,
                "kind": "rollback" if back else "release",
                "actor": inner(raw, "user", "username"),
                "approver": approver,
                "commit": inner(raw, "sha"),
                "url": web_address(inner(raw, "deployable", "pipeline", "web_url") or ""),
            }
        )

    def _releases(
        self, session: Session, project: str, start: datetime, kept: dict[str, Deployment]
    ) -> Iterator[RejectedRow]:
        for raw in self._list(session, f"{_path(project)}/releases", {}):
            if isinstance(raw, Mapping) and raw.get("upcoming_release") is True:
                continue
            tag = inner(raw, "tag_name")
            try:
                row = Deployment.model_validate(
                    {
                        "deployment": f"{project}/releases/{tag}" if tag else None,
                        "target": _release_target(project),
                        "version": tag,
                        "production": True,
                        "started_at": inner(raw, "released_at"),
                        "actor": inner(raw, "author", "username"),
                        "commit": inner(raw, "commit", "id"),
                        "url": web_address(inner(raw, "_links", "self") or ""),
                    }
                )
            except ValueError as error:
                yield rejected(Deployment.entity, raw, error, session.hide)
            else:
                if row.started_at >= start:
                    kept[row.deployment] = row

    def _incidents(
        self, session: Session, reading: Reading, project: str, start: datetime
    ) -> Iterator[Incident | RejectedRow]:
        kept = {
            row.incident: row
            for row in reading.previous(Incident)
            if isinstance(row, Incident) and row.incident.rpartition("#")[0] == project
        }
        open_ones = [row.opened_at for row in kept.values() if row.resolved_at is None]
        since = _since(reading, start, [row.opened_at for row in kept.values()], open_ones)
        wanted: list[Params] = [{"issue_type": "incident"}]
        wanted += [{"labels": label} for label in self.incident_labels]
        for which in wanted:
            asked: Params = {**which, "scope": "all", "updated_after": utc_text(since)}
            for raw in self._list(session, f"{_path(project)}/issues", asked):
                try:
                    row = self._incident(project, raw)
                except ValueError as error:
                    yield rejected(Incident.entity, raw, error, session.hide)
                else:
                    # A server that does not know a parameter answers as if it were not there.
                    if self._is_incident(raw):
                        kept[row.incident] = row
        yield from kept.values()

    def _is_incident(self, raw: Any) -> bool:
        wanted = {each.casefold() for each in self.incident_labels}
        labelled = any(each.casefold() in wanted for each in _labels(raw))
        return inner(raw, "issue_type") == "incident" or labelled

    def _incident(self, project: str, raw: Any) -> Incident:
        closed = inner(raw, "closed_at") if inner(raw, "state") == "closed" else None
        return Incident.model_validate(
            {
                "incident": f"{project}#{whole_number(raw, 'iid')}",
                "title": inner(raw, "title") or "",
                "model": self._labelled(raw) or self._only_model(project),
                "severity": SEVERITIES.get(inner(raw, "severity") or ""),
                "opened_at": inner(raw, "created_at"),
                "resolved_at": closed,
                "url": web_address(inner(raw, "web_url") or ""),
                "tags": {"project": project},
            }
        )

    def _labelled(self, raw: Any) -> str | None:
        """Return the model that a label names; None: none does."""
        told = (
            each.removeprefix(self.model_label).strip()
            for each in _labels(raw)
            if self.model_label and each.startswith(self.model_label)
        )
        return next(filter(None, told), None)


def _since(
    reading: Reading, start: datetime, known: Sequence[datetime], still_open: Sequence[datetime]
) -> datetime:
    """Return from when on to ask for what was updated: at first, from `start`."""
    if not known or reading.reaches_further_back():
        return start
    return max(start, min([max(known) - READ_AGAIN, *still_open]))


def _path(project: str) -> str:
    return f"/api/v4/projects/{quote(project, safe='')}"


def _release_target(project: str) -> str:
    return f"{project}:release"


def _labels(raw: Any) -> list[str]:
    told = raw.get("labels") if isinstance(raw, Mapping) else None
    return [each for each in told if isinstance(each, str)] if isinstance(told, list) else []


def _approver(raw: Any) -> str | None:
    """Return who approved a deployment, in either form in which GitLab tells it."""
    summary = raw.get("approval_summary") if isinstance(raw, Mapping) else None
    by_rule = (
        each for rule in objects(summary, "rules") for each in objects(rule, "deployment_approvals")
    )
    for each in (*objects(raw, "approvals"), *by_rule):
        if inner(each, "status") == "approved":
            return inner(each, "user", "username")
    return None
