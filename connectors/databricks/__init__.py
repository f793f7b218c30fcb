"""Registered models, serving endpoints and usage of one Databricks workspace."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import ClassVar, Self

from pydantic import Field, model_validator

from connectors.base import Verified
from connectors.databricks.endpoints import ENDPOINTS, endpoints
from connectors.databricks.registry import MODELS, Registry
from connectors.databricks.usage import STATEMENTS, usage
from connectors.parts.credentials import (
    Credentials,
    basic_credentials,
    from_environment,
    token_credentials,
)
from connectors.parts.intervals import continue_intervals, last_seen
from connectors.parts.serving import serving_rows
from connectors.parts.tagged import TaggedEndpoints
from connectors.session import Session
from data.reading import Reading, RejectedRow
from data.records import Model, Ownership, Record

TOKENS = "/oidc/v1/token"
SCOPE = "all-apis"


class Databricks(TaggedEndpoints):
    """Models and versions of Unity Catalog with owner and aliases, and what endpoints serve.

    With `usage`, also what the billing tables meter, at list prices.
    """

    kind: ClassVar[str] = "databricks"
    title: ClassVar[str] = "Databricks"
    brings: ClassVar[tuple[str, ...]] = (
        "model",
        "ownership",
        "model_version",
        "assignment",
        "deployment",
        "identity",
        "cost_daily",
    )
    reads: ClassVar[str] = (
        "GET of Unity Catalog's registered models and their versions, and of serving endpoints; "
        "with `usage`, one fixed SELECT over `system.billing.usage` and "
        "`system.billing.list_prices` on a SQL warehouse."
    )
    limits: ClassVar[str] = (
        "All models and endpoints that the identity may see are listed whole at each sync, one "
        "call at a time: two calls a model, one an endpoint. Of usage the first reading goes back "
        "`usage_days`, later ones 35 days; one result of 25 MiB at most. No history of aliases or "
        "endpoints is kept by Databricks: a change is known to lie between two syncs."
    )
    verified: ClassVar[Verified] = Verified(
        "shapes",
        "answers that databricks-sdk 0.156.0 parses, each key in its data classes; not tried "
        "against a real workspace",
        date(2026, 11, 26),
    )
    least_privilege: ClassVar[str] = (
        "A service principal with USE CATALOG, USE SCHEMA and EXECUTE on the models, and CAN VIEW "
        "on the serving endpoints; with `usage`, CAN USE on one warehouse and SELECT on the two "
        "billing tables."
    )
    never_reads: ClassVar[str] = (
        "Data, artifacts, notebooks, prompts, and the requests that endpoints log. Of an "
        "endpoint's configuration never the environment variables or external credentials."
    )

    token_env: str | None = Field(
        None,
        min_length=1,
        description="name of the environment variable that holds a token (personal, or of Entra "
        "ID); unset: `client_id` signs in",
    )
    client_id: str | None = Field(
        None, min_length=1, description="application id of a service principal (OAuth)"
    )
    client_secret_env: str | None = Field(
        None,
        min_length=1,
        description="name of the environment variable that holds that principal's OAuth secret",
    )
    owner_required: bool = Field(
        False,
        description="true: this catalog is the system of record for owners; false: the person who "
        "answers for a model may stand elsewhere",
    )
    production_aliases: tuple[str, ...] = Field(
        ("champion", "production"), description="aliases whose version serves production traffic"
    )
    usage: bool = Field(
        False,
        description="true: read usage at list prices; leave false where a source reads the bill, "
        "or the same cost counts twice",
    )
    warehouse_id: str | None = Field(
        None, min_length=1, description="SQL warehouse that runs the query for `usage`"
    )
    usage_days: int = Field(
        400, ge=1, le=1100, description="how many days back the first reading of usage goes"
    )
    usage_products: tuple[str, ...] = Field(
        (
            "MODEL_SERVING",
            "AI_GATEWAY",
            "AI_FUNCTIONS",
            "VECTOR_SEARCH",
            "FOUNDATION_MODEL_TRAINING",
        ),
        description="billing_origin_product values whose usage is read",
    )

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.client_id is None) != (self.client_secret_env is None):
            raise ValueError("set both `client_id` and `client_secret_env`, or neither")
        if (self.token_env is None) == (self.client_id is None):
            raise ValueError("set either `token_env`, or `client_id` and `client_secret_env`")
        if self.usage and self.warehouse_id is None:
            raise ValueError("`usage` needs `warehouse_id`")
        return self

    def secrets(self) -> Iterable[str]:
        """Give the name of the variable that holds the token or the secret."""
        return tuple(name for name in (self.token_env, self.client_secret_env) if name is not None)

    def read(self, reading: Reading) -> Iterator[Record | RejectedRow]:
        """Yield all models and versions, what points to them, the endpoints, and usage."""
        with self._open() as session:
            aliases = {name.casefold() for name in self.production_aliases}
            registry = Registry(session, reading, aliases, owner_required=self.owner_required)
            yield from registry.rows()
            yield from self._owned(reading, registry)
            found = list(endpoints(session, reading))
            yield from (row for row in found if isinstance(row, RejectedRow))
            yield from serving_rows(
                reading,
                [row for row in found if not isinstance(row, RejectedRow)],
                self._is_production,
                session.hide,
                registry.held,
            )
            if self.usage and self.warehouse_id is not None:
                yield from usage(
                    session, reading, self.warehouse_id, self.usage_products, self.usage_days
                )

    def check(self, reading: Reading) -> str:
        """Ask for one page of models and for the endpoints; say how many are visible."""
        with self._open() as session:
            page = session.get(MODELS, {"max_results": 1000})
            models = len(session.rows(page, MODELS, "registered_models", optional=True))
            more = " or more" if page.get("next_page_token") else ""
            told = session.get(ENDPOINTS)
            serving = len(session.rows(told, ENDPOINTS, "endpoints", optional=True))
        usage = "usage at list prices is read" if self.usage else "usage is not read"
        return (
            f"Databricks answers; {models}{more} registered models and {serving} serving endpoints "
            f"visible, {usage}"
        )

    def _open(self) -> Session:
        if self.token_env is not None:
            token = from_environment(self.token_env, "token_env", self.name)
            mend = f"put a valid token into {self.token_env} (`token_env` of source {self.name!r})"
        else:
            token, mend = self._signed_in()
        return self._session(token_credentials(token, "Bearer ", mend), searches=(STATEMENTS,))

    def _signed_in(self) -> tuple[str, str]:
        """Return a token for the service principal, and what to do where it is refused."""
        mend = (
            f"correct `client_id` of source {self.name!r} or the secret in {self.client_secret_env}"
        )
        with self._session(self._client(mend), statuses=REFUSALS) as session:
            return session.sign_in(TOKENS, SCOPE), mend

    def _client(self, mend: str) -> Credentials:
        variable = self.client_secret_env or ""
        secret = from_environment(variable, "client_secret_env", self.name)
        return basic_credentials(self.client_id or "", secret, mend)

    @staticmethod
    def _owned(reading: Reading, registry: Registry) -> list[Ownership]:
        before = [row for row in reading.previous(Ownership) if isinstance(row, Ownership)]
        watched = {row.model for row in reading.previous(Model) if isinstance(row, Model)}
        at = reading.started_at
        return continue_intervals(before, registry.owned, at, last_seen(before), watched)


REFUSALS = {"invalid_client": 401, "unauthorized_client": 401, "invalid_grant": 401}
"""What OAuth 2.0 may answer with 400 to a client that it does not accept."""
