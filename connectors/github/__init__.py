"""Deployments, releases, code owners and incident issues of GitHub repositories."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from connectors.base import Verified
from connectors.github.reading import GithubReading, Wanted
from connectors.github.rows import Names, full_name
from connectors.parts.credentials import from_environment, token_credentials
from connectors.parts.deliveries import delivery_files
from connectors.parts.files import LocalPath
from connectors.parts.remote import BaseUrl, RemoteConnector
from connectors.session import Session
from data.reading import Reading, RejectedRow
from data.records import Record

Repository = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+$")]
Organization = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$")]
Place = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+(:[^:\s][^:]*)?$")]
"""A repository, or a path in it after a colon."""


class Github(RemoteConnector):
    """Deployments and how they ended, releases, code owners and incident issues."""

    kind: ClassVar[str] = "github"
    title: ClassVar[str] = "GitHub"
    brings: ClassVar[tuple[str, ...]] = ("identity", "deployment", "incident", "ownership")
    reads: ClassVar[str] = (
        "GET of each repository's own entry, deployments and their statuses, commits (hash and "
        "message), issues with an incident label, releases where `releases` is set, the approvals "
        "of a workflow run where `approvals` is set, and one CODEOWNERS file where `models` names "
        "the repository; the list of an organization's repositories where `org` is set; with "
        "`deliveries` the files of that folder."
    )
    never_reads: ClassVar[str] = (
        "Code, pull requests, comments, secrets and variables. Of a commit only its hash and its "
        "message are used, of an issue not its text."
    )
    least_privilege: ClassVar[str] = (
        "A fine-grained token for these repositories alone with read access to Metadata, "
        "Deployments, Contents (commits and CODEOWNERS) and Issues; Actions only for `approvals`."
    )
    limits: ClassVar[str] = (
        "GitHub allows a token 5,000 calls an hour. One call at a time, 100 rows each. For each "
        "repository: its entry, its deployments back to the first 100 of which nothing is new, its "
        "issues with an incident label that were updated since, and, where something was deployed, "
        "at most 10 pages of commits from a week before the oldest new deployment; reverts beyond "
        "are not seen. Then one call for each deployment whose end is not known, at most "
        "`most_statuses` a sync: the rest wait for the next sync, but those older than 30 days "
        "are not asked about again and their end stays unknown, so set it high enough for the "
        "first sync. Up to three calls for the code owners of each repository in `models`."
    )
    verified: ClassVar[Verified] = Verified(
        "description",
        "GitHub's own description in @octokit/openapi 23.0.2, served by Prism 5.16.0: it knows "
        "each path with its parameters and their values, and its examples are read; the payloads "
        "of @octokit/webhooks-examples 7.6.1. Paging and permissions were replayed on loopback; "
        "not tried against a real account",
        date(2026, 11, 26),
    )

    url: BaseUrl = Field(
        "https://api.github.com",
        description="address of the REST API; of GitHub Enterprise Server https://HOST/api/v3",
    )
    token_env: str = Field(
        min_length=1, description="name of the environment variable that holds the token"
    )
    repositories: tuple[Repository, ...] = Field(
        (), description="the repositories to read, each as `owner/name`"
    )
    org: Organization | None = Field(
        None,
        description="an organization all of whose repositories are read that the token sees and "
        "that are not archived; set it, or `repositories`, or both",
    )
    models: dict[str, Place] = Field(
        {},
        description="where each registered model stands, as `owner/name`, or `owner/name:path` "
        "where a repository holds several: its code owners own the model, and what happens in a "
        "repository with exactly one model is that model's",
    )
    production_environments: tuple[str, ...] = Field(
        ("production",), min_length=1, description="names of the environments that serve production"
    )
    model_names: tuple[str, ...] = Field(
        ("model", "model_name"),
        description="names in a deployment's payload under which its model stands",
    )
    version_names: tuple[str, ...] = Field(
        ("version", "model_version"),
        description="names in a deployment's payload under which the registry's version stands",
    )
    releases: bool = Field(
        False,
        description="true: a repository without any deployment is released by its published "
        "releases",
    )
    approvals: bool = Field(
        False,
        description="true: ask who approved the workflow run behind each deployment, one call each",
    )
    incident_labels: tuple[str, ...] = Field(
        ("incident",), description="labels of issues that are incidents"
    )
    severities: dict[str, Annotated[int, Field(ge=1, le=5)]] = Field(
        {"sev1": 1, "sev2": 2, "sev3": 3, "sev4": 4, "sev5": 5},
        description="severity of an incident by its label, 1 is the worst",
    )
    model_label: str = Field(
        "model:", description="how a label of an issue begins that names its model"
    )
    since_days: int = Field(
        400, ge=1, le=3650, description="how many days back the first reading goes"
    )
    most_statuses: int = Field(
        300, ge=1, le=5000, description="how many deployments to ask about at one sync"
    )
    deliveries: LocalPath | None = Field(
        None,
        description="folder into which a receiver of your own writes GitHub's webhook deliveries; "
        "unset: none are read",
    )
    deliveries_secret_env: str | None = Field(
        None,
        min_length=1,
        description="name of the environment variable that holds the webhook's secret",
    )

    @model_validator(mode="after")
    def _signed_deliveries(self) -> Self:
        if (self.deliveries is None) != (self.deliveries_secret_env is None):
            raise ValueError("set both `deliveries` and `deliveries_secret_env`, or neither")
        return self

    @model_validator(mode="after")
    def _models_are_read(self) -> Self:
        if not self.repositories and self.org is None:
            raise ValueError("set `repositories`, `org`, or both")
        read = {each.casefold() for each in self.repositories}
        for model, place in self.models.items():
            repository = place.partition(":")[0].casefold()
            of_org = repository.partition("/")[0] == (self.org or "").casefold()
            if repository not in read and not of_org:
                raise ValueError(f"`models` ties {model!r} to a repository that is not read")
        return self

    def secrets(self) -> Iterable[str]:
        """Give the names of the variables that hold the token and the webhook's secret."""
        named = (self.token_env, self.deliveries_secret_env)
        return tuple(name for name in named if name is not None)

    def read(self, reading: Reading) -> Iterator[Record | RejectedRow]:
        """Yield the repositories with all that happened in them, and earlier rows still in span."""
        with self._open() as session:
            yield from GithubReading(session, reading, self._wanted()).rows()

    def check(self, reading: Reading) -> str:
        """Ask for the first repository and one of its deployments and issues."""
        with self._open() as session:
            seen = self._first(session)
            if seen is not None:
                session.entry(f"/repos/{seen}")
                for name in ("deployments", "issues"):
                    next(session.numbered_pages(f"/repos/{seen}/{name}", {}, limit=1))
        told = []
        if self.repositories:
            noun = "repository" if len(self.repositories) == 1 else "repositories"
            told.append(f"{len(self.repositories):,} {noun} named")
        if self.org is not None:
            told.append(f"all of the organization {self.org}")
        waiting = ""
        if self.deliveries is not None:
            waiting = f", webhook deliveries: {delivery_files(self.deliveries, self.name):,}"
        return f"GitHub answers; {' and '.join(told)}, {seen or 'none'} visible{waiting}"

    def _first(self, session: Session) -> str | None:
        """Return the first repository; None: the organization shows this token none."""
        if self.org is None:
            return self.repositories[0]
        page = next(session.numbered_pages(f"/orgs/{self.org}/repos", {"type": "all"}, limit=1))
        named = (name for raw in page if (name := full_name(raw)) is not None)
        return next(iter((*self.repositories, *named)), None)

    def _open(self) -> Session:
        token = from_environment(self.token_env, "token_env", self.name)
        mend = f"put a valid token into {self.token_env} (`token_env` of source {self.name!r})"
        return self._session(
            token_credentials(token, "Bearer ", mend),
            headers={"X-GitHub-Api-Version": "2022-11-28"},
        )

    def _wanted(self) -> Wanted:
        secret = None
        if self.deliveries_secret_env is not None:
            setting = "deliveries_secret_env"
            secret = from_environment(self.deliveries_secret_env, setting, self.name)
        return Wanted(
            repositories=self.repositories,
            org=self.org,
            places=self.models,
            names=Names(
                environments=self.production_environments,
                model_names=self.model_names,
                version_names=self.version_names,
                model_label=self.model_label,
                severities=self.severities,
                models=_only_models(self.models),
            ),
            incident_labels=self.incident_labels,
            since_days=self.since_days,
            most_statuses=self.most_statuses,
            releases=self.releases,
            approvals=self.approvals,
            deliveries=self.deliveries,
            secret=secret,
            source=self.name,
        )


def _only_models(places: dict[str, str]) -> dict[str, str | None]:
    """Return the one model that each repository holds; None: it holds several."""
    found: dict[str, str | None] = {}
    for model, place in places.items():
        repository = place.partition(":")[0].casefold()
        found[repository] = None if repository in found else model
    return found
