"""Models, endpoints and model monitoring of one Google Cloud project, from Vertex AI."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import ClassVar

from pydantic import Field

from connectors.base import Verified
from connectors.parts.credentials import from_environment, token_credentials
from connectors.parts.intervals import continue_intervals, last_seen
from connectors.parts.remote import BaseUrl
from connectors.parts.serving import serving_rows
from connectors.parts.tagged import TaggedEndpoints, TaggedRegistry
from connectors.session import Session
from connectors.vertex.endpoints import endpoints, explainers
from connectors.vertex.evaluations import evaluations
from connectors.vertex.monitors import monitors
from connectors.vertex.registry import Registry
from data.reading import Reading, RejectedRow
from data.records import Model, Ownership, Record


class Vertex(TaggedRegistry, TaggedEndpoints):
    """Models and versions with their aliases, what each endpoint serves, and model monitoring.

    Vertex AI keeps no history of aliases or of traffic, so each reading continues the intervals of
    the last one.
    """

    kind: ClassVar[str] = "vertex"
    title: ClassVar[str] = "Vertex AI"
    brings: ClassVar[tuple[str, ...]] = (
        "model",
        "ownership",
        "model_version",
        "assignment",
        "deployment",
        "document",
        "evaluation",
        "monitor",
        "identity",
    )
    reads: ClassVar[str] = (
        "GET of `models`, of each model's `listVersions`, of the `evaluations` and their `slices` "
        "of versions that serve production, of `endpoints` and of "
        "`modelDeploymentMonitoringJobs`, in the REST API v1."
    )
    limits: ClassVar[str] = (
        "One project and region for each source; all is listed whole at each sync, 100 rows a "
        "call, one call at a time. An access token lasts an hour. No history of aliases or traffic "
        "is kept: a change is known to lie between two syncs."
    )
    verified: ClassVar[Verified] = Verified(
        "shapes",
        "answers whose every key stands in the messages of google-cloud-aiplatform 2.7.0 (v1); not "
        "tried against a real project",
        date(2026, 11, 26),
    )
    least_privilege: ClassVar[str] = (
        "A service account whose only role holds aiplatform.models.list, aiplatform.models.get, "
        "aiplatform.endpoints.list, aiplatform.modelEvaluations.list, "
        "aiplatform.modelEvaluationSlices.list and "
        "aiplatform.modelDeploymentMonitoringJobs.list."
    )
    never_reads: ClassVar[str] = (
        "Data, artifacts, predictions and logs. Of a model's container and metadata nothing is "
        "used."
    )

    url: BaseUrl = Field(
        "", description="address of a private endpoint; empty: the public one of the location"
    )
    project: str = Field(
        pattern=r"^[a-z0-9][a-z0-9.:-]{2,62}$", description="id or number of the project"
    )
    location: str = Field(
        pattern=r"^[a-z]+(-[a-z]+[0-9]+)?$", description="region, such as europe-west4"
    )
    token_env: str = Field(
        min_length=1,
        description="name of the environment variable that holds an access token, which lasts an "
        "hour",
    )
    production_aliases: tuple[str, ...] = Field(
        ("champion", "production"), description="aliases whose version serves production traffic"
    )

    def secrets(self) -> Iterable[str]:
        """Give the name of the variable that holds the token."""
        return (self.token_env,)

    def read(self, reading: Reading) -> Iterator[Record | RejectedRow]:
        """Yield all models and versions, what points to them, explainers and monitoring."""
        with self._open() as session:
            aliases = {name.casefold() for name in self.production_aliases}
            registry = Registry(session, reading, self._parent(), aliases)
            models = []
            for found in registry.models(self._model):
                if isinstance(found, Model):
                    models.append(found)
                    for problem in self._tag_problems(found.tags):
                        yield registry.refused(Model, found.tags, ValueError(problem))
                yield found
            yield from registry.versions()
            yield from self._owned(reading, models)
            serving = list(endpoints(session, reading, self._parent(), registry))
            yield from (row for row in serving if isinstance(row, RejectedRow))
            known = [row for row in serving if not isinstance(row, RejectedRow)]
            yield from serving_rows(
                reading,
                [row.endpoint for row in known],
                self._is_production,
                session.hide,
                registry.held,
                together=False,
            )
            served = dict.fromkeys(
                (row.model, row.version) for row in registry.held if row.production
            )
            for row in known:
                if self._is_production(row.endpoint.tags):
                    served |= dict.fromkeys(row.endpoint.shares())
            yield from evaluations(session, reading, registry, served)
            yield from explainers(known, session.hide)
            yield from monitors(session, reading, self._parent(), known)

    def check(self, reading: Reading) -> str:
        """Ask for one page of models and one of endpoints; say how many are visible."""
        with self._open() as session:
            told = []
            for key in ("models", "endpoints"):
                path = f"{self._parent()}/{key}"
                page = session.get(path, {"pageSize": 100})
                seen = len(session.rows(page, path, key, optional=True))
                told.append(f"{seen}{' or more' if page.get('nextPageToken') else ''} {key}")
        return f"Vertex AI in {self.location} answers; visible are {' and '.join(told)}"

    def _parent(self) -> str:
        return f"/v1/projects/{self.project}/locations/{self.location}"

    def _open(self) -> Session:
        token = from_environment(self.token_env, "token_env", self.name)
        mend = (
            f"put a fresh access token into {self.token_env} (`token_env` of source "
            f"{self.name!r}), as `gcloud auth print-access-token` prints it"
        )
        where = "" if self.location == "global" else f"{self.location}-"
        return self._session(
            token_credentials(token, "Bearer ", mend),
            url=self.url or f"https://{where}aiplatform.googleapis.com",
        )

    def _owned(self, reading: Reading, models: Sequence[Model]) -> list[Ownership]:
        before = [row for row in reading.previous(Ownership) if isinstance(row, Ownership)]
        watched = {row.model for row in reading.previous(Model) if isinstance(row, Model)}
        now = [row for model in models for row in self._owners(model, reading.started_at)]
        return continue_intervals(before, now, reading.started_at, last_seen(before), watched)
