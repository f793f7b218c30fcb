"""One MLflow server: registered models and what serves, budgets, and what traces say LLMs cost."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import ClassVar, Self

from pydantic import Field, model_validator

from connectors.base import Verified
from connectors.mlflow.reading import MODELS, SEARCHES, RegistryReading
from connectors.mlflow.rows import TagNames, is_prompt
from connectors.mlflow.wanted import Deliveries, Wanted
from connectors.parts.credentials import from_environment, token_or_user
from connectors.parts.deliveries import delivery_files
from connectors.parts.files import LocalPath
from connectors.parts.remote import RemoteConnector
from connectors.session import Session
from data.reading import Reading, RejectedRow
from data.records import Record

MOST_MODELS = 1000


class Mlflow(RemoteConnector):
    """Registered models, their versions, and the aliases and stages that point to them.

    MLflow keeps no history of aliases, so each reading continues the intervals of the last one,
    or takes the moment of a move from webhook deliveries. Budgets of the AI Gateway are limits of
    spend.
    """

    kind: ClassVar[str] = "mlflow"
    title: ClassVar[str] = "MLflow"
    brings: ClassVar[tuple[str, ...]] = (
        "model",
        "ownership",
        "model_version",
        "assignment",
        "document",
        "evaluation",
        "identity",
        "spend_limit",
        "cost_daily",
    )
    reads: ClassVar[str] = (
        "The searches of registered models, model versions, experiments and runs; of a version "
        "that serves or served last its logged model, its list of artifacts and its MLmodel file; "
        "the lists of gateway endpoints and budgets; with `trace_cost` the daily sums of traces "
        "(`traces/metrics`); with `deliveries` the files of that folder."
    )
    limits: ClassVar[str] = (
        "Models and versions are listed whole at each sync, `page_size` rows a call, one call at a "
        "time. MLflow keeps no history of aliases: a change is known to lie between two syncs, "
        "unless its webhook deliveries are read as well (the last 20,000 files). Cost of traces "
        "goes back `trace_days` at first, then 35 days are read again: one call for 64 "
        "experiments without cost; for one with cost about fifteen, and one for each LLM, again "
        "for each logged model that serves."
    )
    verified: ClassVar[Verified] = Verified(
        "live",
        "MLflow server 3.17.2 with its gateway, sums of traces and webhooks",
        date(2026, 11, 26),
    )
    least_privilege: ClassVar[str] = (
        "READ on every registered model, on the experiments behind them and on gateway endpoints; "
        "with MLflow's basic authentication, a user of its own that has no other right."
    )
    never_reads: ClassVar[str] = (
        "Traces and what stands in them, prompts, inputs and outputs: of traces only sums of cost "
        "that MLflow makes. The contents of artifacts, except the MLmodel file of a version that "
        "serves or served last. Keys of the gateway. Of parameters and metrics only their number, "
        "and the metrics whose name begins with `slice_prefix` or that name a data set."
    )

    token_env: str | None = Field(
        None,
        min_length=1,
        description="name of the environment variable that holds a bearer token; unset: none is "
        "sent",
    )
    username: str | None = Field(
        None, min_length=1, description="user of a server with basic authentication"
    )
    password_env: str | None = Field(
        None,
        min_length=1,
        description="name of the environment variable that holds that user's password",
    )
    production_aliases: tuple[str, ...] = Field(
        ("champion", "production"), description="aliases whose version serves production traffic"
    )
    production_stages: tuple[str, ...] = Field(
        ("Production",), description="stages (older servers) whose versions serve production"
    )
    owner_required: bool = Field(
        False,
        description="true: this registry is the system of record for owners, so that a missing "
        "owner is a fact; false: it may stand elsewhere",
    )
    owner_tag: str = Field("owner", description="tag of a model that names its owner")
    deputy_tag: str = Field("deputy", description="tag of a model that names the owner's deputy")
    reviewed_tag: str = Field(
        "owner_reviewed_at", description="tag with the day on which its owner was last confirmed"
    )
    team_tag: str = Field("team", description="tag of a model that names its team")
    tier_tag: str = Field("tier", description="tag of a model with its tier, 1 to 3")
    purpose_tag: str = Field(
        "purpose", description="tag of a model that says what it is for; else its description does"
    )
    sponsor_tag: str = Field(
        "sponsor", description="tag of a model that names who in the business signs it off"
    )
    contact_tag: str = Field(
        "contact", description="tag of a model that says whom to reach when it breaks"
    )
    compared_with_tag: str = Field(
        "compared_with",
        description="tag of a version with the version that it was measured against",
    )
    decision_note_tag: str = Field(
        "decision_note",
        description="tag of a model or version with the address of the note on why it serves",
    )
    slice_prefix: str | None = Field(
        None,
        min_length=1,
        description="how a run's metric is named that was measured on one group: with `slice.`, "
        "`slice.women.recall` is the recall of women; unset: none is read",
    )
    approved_by_tag: str = Field(
        "approved_by", description="tag of a version that names who approved it"
    )
    model_card_tag: str = Field(
        "model_card", description="tag of a model or version with the address of its model card"
    )
    runbook_tag: str = Field(
        "runbook", description="tag of a model or version with the address of its runbook"
    )
    deliveries: LocalPath | None = Field(
        None,
        description="folder into which a receiver of your own writes MLflow's webhook deliveries; "
        "unset: none is read",
    )
    deliveries_secret_env: str | None = Field(
        None,
        min_length=1,
        description="name of the environment variable that holds the secret of that webhook",
    )
    deliveries_complete: bool = Field(
        False,
        description="true: the receiver keeps every delivery, so that no alias moved between two "
        "of them and each move is known to the moment; false: one may be missing, so that each "
        "only tells what held at its moment",
    )
    model_tag: str = Field(
        "model_name",
        description="tag of a gateway endpoint or an experiment that names the registered model "
        "whose cost it bears",
    )
    trace_cost: bool = Field(
        False,
        description="true: land the daily cost that traces carry, as an estimate; leave false "
        "where a source reads the provider's own bill, so that nothing is counted twice",
    )
    trace_days: int = Field(
        90, ge=1, le=400, description="how many days back the cost of traces is read at first"
    )
    page_size: int = Field(1000, ge=1, le=1000, description="rows to ask for at once")

    @model_validator(mode="after")
    def _one_way_in(self) -> Self:
        if (self.username is None) != (self.password_env is None):
            raise ValueError("set both `username` and `password_env`, or neither")
        if self.token_env is not None and self.username is not None:
            raise ValueError("set either `token_env` or `username`, not both")
        return self

    @model_validator(mode="after")
    def _signed_deliveries(self) -> Self:
        if (self.deliveries is None) != (self.deliveries_secret_env is None):
            raise ValueError("set both `deliveries` and `deliveries_secret_env`, or neither")
        if self.deliveries_complete and self.deliveries is None:
            raise ValueError("set `deliveries_complete` only where `deliveries` is set")
        return self

    def secrets(self) -> Iterable[str]:
        """Give the names of the variables that hold the token, the password or the secret."""
        named = (self.token_env, self.password_env, self.deliveries_secret_env)
        return tuple(name for name in named if name is not None)

    def read(self, reading: Reading) -> Iterator[Record | RejectedRow]:
        """Yield all models visible now, with intervals that continue those of the last reading."""
        with self._open() as session:
            yield from RegistryReading(session, reading, self._wanted()).rows()

    def check(self, reading: Reading) -> str:
        """Ask for the version of the server and one page of models; say how many are visible."""
        with self._open() as session:
            told = (session.text("/version", {}, missing=(404, 405)) or "").strip()
            page = session.get(MODELS, {"max_results": MOST_MODELS})
            found = session.rows(page, MODELS, "registered_models", optional=True)
            waiting = self._waiting_deliveries()
        version = f" {told}" if re.fullmatch(r"[0-9][\w.+-]{0,30}", told) else ""
        seen = sum(1 for row in found if not is_prompt(row))
        more = " or more" if page.get("next_page_token") else ""
        noun = "model" if seen == 1 and not more else "models"
        return f"MLflow{version} answers; {seen:,}{more} registered {noun} visible{waiting}"

    def _open(self) -> Session:
        return self._session(
            token_or_user(self.name, self.token_env, self.username, self.password_env),
            searches=SEARCHES,
            exact=True,
        )

    def _waiting_deliveries(self) -> str:
        """Say how many deliveries lie in the folder, if any are wanted."""
        wanted = self._deliveries()
        if wanted is None:
            return ""
        return f", webhook deliveries: {delivery_files(wanted.folder, self.name):,}"

    def _deliveries(self) -> Deliveries | None:
        if self.deliveries is None or self.deliveries_secret_env is None:
            return None
        setting = "deliveries_secret_env"
        secret = from_environment(self.deliveries_secret_env, setting, self.name)
        return Deliveries(self.deliveries, secret, self.deliveries_complete)

    def _wanted(self) -> Wanted:
        return Wanted(
            source=self.name,
            names=TagNames(
                owner=self.owner_tag,
                deputy=self.deputy_tag,
                reviewed=self.reviewed_tag,
                team=self.team_tag,
                tier=self.tier_tag,
                purpose=self.purpose_tag,
                approved_by=self.approved_by_tag,
                model_card=self.model_card_tag,
                runbook=self.runbook_tag,
                sponsor=self.sponsor_tag,
                contact=self.contact_tag,
                compared_with=self.compared_with_tag,
                decision_note=self.decision_note_tag,
            ),
            url=self.url,
            owner_required=self.owner_required,
            production_aliases=frozenset(name.casefold() for name in self.production_aliases),
            production_stages=frozenset(name.casefold() for name in self.production_stages),
            page_size=self.page_size,
            slice_prefix=self.slice_prefix,
            deliveries=self._deliveries(),
            model_tag=self.model_tag,
            trace_days=self.trace_days if self.trace_cost else None,
        )
