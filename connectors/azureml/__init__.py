"""Models and online endpoints of one Azure Machine Learning workspace, from Azure's REST API."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import ClassVar, Self

from pydantic import Field, model_validator

from connectors.azureml.endpoints import endpoints
from connectors.azureml.registry import Registry, asked
from connectors.base import Verified
from connectors.parts.credentials import (
    basic_credentials,
    from_environment,
    token_credentials,
)
from connectors.parts.intervals import continue_intervals, last_seen
from connectors.parts.remote import BaseUrl
from connectors.parts.serving import serving_rows
from connectors.parts.tagged import TaggedEndpoints, TaggedRegistry
from connectors.session import Session
from data.reading import Reading, RejectedRow
from data.records import Model, Ownership, Record

REFUSALS = {"invalid_client": 401, "unauthorized_client": 401, "invalid_grant": 401}
"""What OAuth 2.0 may answer with 400 to a client that it does not accept."""
NAME = r"^[A-Za-z0-9_(][A-Za-z0-9_.()-]{0,89}$"


class Azureml(TaggedRegistry, TaggedEndpoints):
    """Models and versions with stages and tags, and what each online endpoint serves.

    Azure keeps no history of traffic or stages, so each reading continues the intervals of the
    last one.
    """

    kind: ClassVar[str] = "azureml"
    title: ClassVar[str] = "Azure Machine Learning"
    brings: ClassVar[tuple[str, ...]] = (
        "model",
        "ownership",
        "model_version",
        "assignment",
        "deployment",
        "identity",
    )
    reads: ClassVar[str] = (
        "GET of `models`, `models/{name}/versions`, `onlineEndpoints` and "
        "`onlineEndpoints/{name}/deployments` of one workspace, in the API version 2025-12-01."
    )
    limits: ClassVar[str] = (
        "One workspace for each source; all is listed whole at each sync, one call at a time: one "
        "a model, one an endpoint. Archived models and batch endpoints are not listed. No history "
        "of traffic or stages is kept: a change is known to lie between two syncs."
    )
    verified: ClassVar[Verified] = Verified(
        "shapes",
        "answers whose every key stands in azure-ai-ml 1.35.2 (API version 2025-12-01); not tried "
        "against a real workspace",
        date(2026, 11, 26),
    )
    least_privilege: ClassVar[str] = (
        "A service principal with a custom role on the workspace that holds four read actions: "
        "workspaces/models/read, workspaces/models/versions/read, workspaces/onlineEndpoints/read "
        "and workspaces/onlineEndpoints/deployments/read."
    )
    never_reads: ClassVar[str] = (
        "Data, artifacts, jobs, logs, keys and tokens of endpoints. Of a deployment never the "
        "environment variables or the code."
    )

    url: BaseUrl = Field(
        "https://management.azure.com", description="address of Azure Resource Manager"
    )
    subscription: str = Field(
        pattern=r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$",
        description="id of the subscription",
    )
    resource_group: str = Field(pattern=NAME, description="name of the resource group")
    workspace: str = Field(pattern=NAME, description="name of the workspace")
    token_env: str | None = Field(
        None,
        min_length=1,
        description="name of the environment variable that holds an access token, which lasts "
        "about an hour; unset: `client_id` signs in",
    )
    tenant: str | None = Field(
        None, pattern=r"^[A-Za-z0-9.-]{1,90}$", description="id or domain of the tenant"
    )
    client_id: str | None = Field(
        None, min_length=1, description="application id of a service principal"
    )
    client_secret_env: str | None = Field(
        None,
        min_length=1,
        description="name of the environment variable that holds that principal's secret",
    )
    login_url: BaseUrl = Field(
        "https://login.microsoftonline.com",
        description="address that a service principal signs in at",
    )
    production_stages: tuple[str, ...] = Field(
        ("Production",), description="stages whose versions serve production"
    )
    approved_by_tag: str = Field(
        "approved_by", description="tag of a version that names who approved it"
    )
    compared_with_tag: str = Field(
        "compared_with",
        description="tag of a version with the version that it was measured against",
    )

    @model_validator(mode="after")
    def _one_way_in(self) -> Self:
        client = (self.tenant, self.client_id, self.client_secret_env)
        if any(part is None for part in client) and any(part is not None for part in client):
            raise ValueError("set `tenant`, `client_id` and `client_secret_env`, or none of them")
        if (self.token_env is None) == (self.client_id is None):
            raise ValueError(
                "set either `token_env`, or `tenant`, `client_id` and `client_secret_env`"
            )
        return self

    def secrets(self) -> Iterable[str]:
        """Give the name of the variable that holds the token or the secret."""
        return tuple(name for name in (self.token_env, self.client_secret_env) if name is not None)

    def read(self, reading: Reading) -> Iterator[Record | RejectedRow]:
        """Yield all models and versions, what points to them, and the endpoints."""
        with self._open() as session:
            registry = Registry(
                session,
                reading,
                self._workspace(),
                frozenset(name.casefold() for name in self.production_stages),
                self.approved_by_tag,
                self.compared_with_tag,
            )
            models = []
            for found in registry.models(self._model):
                if isinstance(found, Model):
                    models.append(found)
                    for problem in self._tag_problems(found.tags):
                        yield registry.refused(Model, found.tags, ValueError(problem))
                yield found
            yield from registry.versions()
            yield from self._owned(reading, models)
            serving = list(endpoints(session, reading, self._workspace()))
            yield from (row for row in serving if isinstance(row, RejectedRow))
            yield from serving_rows(
                reading,
                [row for row in serving if not isinstance(row, RejectedRow)],
                self._is_production,
                session.hide,
                registry.held,
                together=False,
            )

    def check(self, reading: Reading) -> str:
        """Ask for one page of models and one of endpoints; say how many are visible."""
        with self._open() as session:
            told = []
            for what, name in (("models", "models"), ("online endpoints", "onlineEndpoints")):
                path = f"{self._workspace()}/{name}"
                page = session.get(path, asked())
                seen = len(session.rows(page, path, "value"))
                told.append(f"{seen}{' or more' if page.get('nextLink') else ''} {what}")
        return f"Azure Machine Learning answers; visible are {' and '.join(told)}"

    def _workspace(self) -> str:
        return (
            f"/subscriptions/{self.subscription}/resourceGroups/{self.resource_group}/providers/"
            f"Microsoft.MachineLearningServices/workspaces/{self.workspace}"
        )

    def _open(self) -> Session:
        if self.token_env is not None:
            token = from_environment(self.token_env, "token_env", self.name)
            mend = (
                f"put a fresh access token into {self.token_env} (`token_env` of source "
                f"{self.name!r}), or give its identity the role in its docs page"
            )
        else:
            token, mend = self._signed_in()
        return self._session(token_credentials(token, "Bearer ", mend))

    def _signed_in(self) -> tuple[str, str]:
        """Return a token for the service principal, and what to do where it is refused."""
        variable = self.client_secret_env or ""
        secret = from_environment(variable, "client_secret_env", self.name)
        mend = (
            f"correct `tenant` and `client_id` of source {self.name!r} or the secret in "
            f"{variable}, and give that principal the role in its docs page"
        )
        client = basic_credentials(self.client_id or "", secret, mend)
        with self._session(client, url=self.login_url, statuses=REFUSALS) as session:
            path = f"/{self.tenant}/oauth2/v2.0/token"
            return session.sign_in(path, f"{self.url}/.default"), mend

    def _owned(self, reading: Reading, models: Sequence[Model]) -> list[Ownership]:
        before = [row for row in reading.previous(Ownership) if isinstance(row, Ownership)]
        watched = {row.model for row in reading.previous(Model) if isinstance(row, Model)}
        now = [row for model in models for row in self._owners(model, reading.started_at)]
        return continue_intervals(before, now, reading.started_at, last_seen(before), watched)
