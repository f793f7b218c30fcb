"""Requests, use, monitors and past alerts of models, from one Prometheus server."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from connectors.base import Verified
from connectors.parts.credentials import token_or_user
from connectors.parts.remote import BaseUrl, RemoteConnector, inner
from connectors.prometheus.alerts import Wanted, incidents
from connectors.prometheus.daily import COMMON, DailyQuery, daily_metrics
from connectors.prometheus.rules import Watching, alert_rules, monitors
from connectors.session import Session
from data.reading import Reading, RejectedRow
from data.records import Incident, MetricDaily, Monitor

BUILD = "/api/v1/status/buildinfo"
LABEL = r"^[a-zA-Z_][a-zA-Z0-9_]*$"
Label = Annotated[str, Field(pattern=LABEL)]


class Prometheus(RemoteConnector):
    """Daily numbers from PromQL queries, alert rules as monitors, and each time an alert fired."""

    kind: ClassVar[str] = "prometheus"
    title: ClassVar[str] = "Prometheus"
    brings: ClassVar[tuple[str, ...]] = ("metric_daily", "monitor", "incident")
    reads: ClassVar[str] = (
        "GET of `/api/v1/query_range`, `/api/v1/query`, `/api/v1/rules` and "
        "`/api/v1/status/buildinfo`; of Alertmanager, where it is set, `/api/v2/alerts` and "
        "`/api/v2/silences`."
    )
    never_reads: ClassVar[str] = (
        "Targets, configuration and flags; of a silence only its id and when it starts, not who "
        "made it or why."
    )
    least_privilege: ClassVar[str] = (
        "Reading its HTTP API, and no other right: Prometheus itself knows no finer one, so give "
        "a token or user of the proxy before it that may only GET, and leave the admin API off."
    )
    limits: ClassVar[str] = (
        "What Prometheus still keeps (15 days, unless it was told otherwise), `since_days` at "
        "most; later readings ask for the days since the last, and for alerts since the newest or "
        "the oldest that still fires. A query for 30 days or 10,000 steps at a time, one for each "
        "alert rule, one call at a time."
    )
    verified: ClassVar[Verified] = Verified(
        "live", "Prometheus server 2.42.0 and Alertmanager 0.25.0", date(2026, 11, 26)
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
    since_days: int = Field(
        400, ge=1, le=3650, description="how many days back the first reading goes"
    )
    metrics: tuple[DailyQuery, ...] = Field(
        (),
        description="daily numbers, each with `metric`, `query`, `label` and `unit`; empty: "
        "those of common servers, listed below",
    )
    model_labels: tuple[Label, ...] = Field(
        ("model", "model_name"),
        min_length=1,
        description="labels of alerts and rules that name a model; the first that is there counts",
    )
    all_alerts: bool = Field(
        False,
        description="true: alerts without such a label are incidents as well, to be tied to a "
        "model by their service",
    )
    alert_matchers: str = Field(
        "",
        pattern=r"^[^{}]*$",
        description='matchers that an alert must meet to be an incident, as `team="ml", '
        'severity!="info"`',
    )
    incident_labels: tuple[Label, ...] = Field(
        ("namespace",),
        description="labels that tell two incidents apart, besides the alert's name, model, "
        "service and severity",
    )
    service_label: str = Field(
        "service", pattern=LABEL, description="label of an alert with the service that it is about"
    )
    severity_label: str = Field(
        "severity", pattern=LABEL, description="label of an alert with its severity"
    )
    severities: dict[str, Annotated[int, Field(ge=1, le=5)]] = Field(
        {
            "critical": 1, "page": 1, "emergency": 1, "error": 2, "major": 2, "high": 2,
            "warning": 3, "minor": 4, "low": 4, "info": 5,
        },
        description="severity, 1 (worst) to 5, by that label's value in lower case",
    )  # fmt: skip
    step_seconds: int = Field(
        60,
        ge=10,
        le=3600,
        description="how exact the times of an alert are; no less than the rules' interval",
    )
    rule_groups: tuple[str, ...] = Field(
        (), description="names of the only groups whose alert rules are read; empty: all"
    )
    kind_label: str = Field(
        "monitor",
        pattern=LABEL,
        description="label of an alert rule with what it watches: service, quality, data or slice",
    )
    kinds: dict[str, Literal["service", "quality", "data", "slice"]] = Field(
        {},
        description="what an alert rule watches, by its name; else its label says it, else service",
    )
    alertmanager_url: BaseUrl | None = Field(
        None,
        description="address of Alertmanager, asked with the same credentials: a silence put on "
        "an alert while it fires then counts as its acknowledgement; unset: that is unknown",
    )

    @model_validator(mode="after")
    def _one_way_in(self) -> Self:
        if (self.username is None) != (self.password_env is None):
            raise ValueError("set both `username` and `password_env`, or neither")
        if self.token_env is not None and self.username is not None:
            raise ValueError("set either `token_env` or `username`, not both")
        return self

    def secrets(self) -> Iterable[str]:
        """Give the names of the variables that hold the token or the password."""
        return tuple(name for name in (self.token_env, self.password_env) if name is not None)

    def read(self, reading: Reading) -> Iterator[MetricDaily | Monitor | Incident | RejectedRow]:
        """Yield the days, the monitors as they are now, and the incidents."""
        with self._open() as session:
            yield from daily_metrics(session, reading, self.metrics or COMMON, self.since_days)
            yield from monitors(session, reading, self._watching())
            if self.alertmanager_url is None:
                yield from incidents(session, reading, self._wanted(), None)
                return
            with self._session(
                token_or_user(self.name, self.token_env, self.username, self.password_env),
                url=self.alertmanager_url,
                title="Alertmanager",
                setting="alertmanager_url",
            ) as alertmanager:
                yield from incidents(session, reading, self._wanted(), alertmanager)

    def check(self, reading: Reading) -> str:
        """Ask for its version and its alert rules; say how many there are."""
        with self._open() as session:
            rules = alert_rules(session)
            told = session.get(BUILD, missing=(403, 404, 405))
        version = inner(told, "data", "version")
        named = f" {version}" if version and version.isascii() and len(version) <= 30 else ""
        noun = "alert rule" if len(rules) == 1 else "alert rules"
        return (
            f"Prometheus{named} answers; {len(rules):,} {noun} visible, "
            f"daily queries: {len(self.metrics or COMMON)}"
        )

    def _open(self) -> Session:
        return self._session(
            token_or_user(self.name, self.token_env, self.username, self.password_env)
        )

    def _wanted(self) -> Wanted:
        return Wanted(
            model_labels=self.model_labels,
            service_label=self.service_label,
            severity_label=self.severity_label,
            severities=self.severities,
            incident_labels=self.incident_labels,
            alert_matchers=self.alert_matchers.strip().rstrip(","),
            all_alerts=self.all_alerts,
            step=self.step_seconds,
            since_days=self.since_days,
        )

    def _watching(self) -> Watching:
        return Watching(
            model_labels=self.model_labels,
            kind_label=self.kind_label,
            kinds=self.kinds,
            groups=self.rule_groups,
        )
