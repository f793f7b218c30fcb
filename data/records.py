"""The landing contracts: what a connector may bring, one frozen row type for each entity.

A field's description gives its unit and meaning. Money is Decimal with a currency beside it;
times are UTC and aware here (naive UTC inside the warehouse). A connector does not write
`source`: landing adds it to every row, with the run and the time it was fetched.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, ClassVar, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

CONTRACT_VERSION = 3


def _as_utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("a time needs its zone: give UTC, for example 2026-11-23T09:00:00Z")
    return value.astimezone(UTC)


Utc = Annotated[datetime, AfterValidator(_as_utc)]
Name = Annotated[str, Field(min_length=1)]
Money = Annotated[Decimal, Field(max_digits=38, decimal_places=12, allow_inf_nan=False)]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Share = Annotated[Decimal, Field(gt=0, le=1, max_digits=20, decimal_places=18)]
Tags = dict[str, str]


class SeenBy(StrEnum):
    """How a change was seen; `poll` means only between two of our own readings."""

    EVENT = "event"
    AUDIT = "audit"
    API_HISTORY = "api_history"
    POLL = "poll"


class DocumentState(StrEnum):
    """What is known of a link; an unreachable link is not a missing document."""

    EXISTS = "exists"
    MISSING = "missing"
    UNREACHABLE = "unreachable"
    NOT_CHECKED = "not_checked"


class Record(BaseModel):
    """One row of one entity, as a connector yields it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    entity: ClassVar[str]
    key: ClassVar[tuple[str, ...]]
    """The fields that tell two rows of one source apart; a repeated key is rejected."""


class Interval(Record):
    """Something that held for a while, known no more exactly than it was seen."""

    from_earliest: Utc | None = Field(None, description="held from no earlier; None: unknown")
    from_latest: Utc = Field(description="the first time it was seen to hold")
    until_earliest: Utc = Field(description="the last time it was seen to hold")
    until_latest: Utc | None = Field(
        None, description="the first time it was seen not to hold; None: it still holds"
    )
    seen_by: SeenBy = SeenBy.POLL
    actor: str | None = Field(None, description="who made the change, where the source says it")


class Model(Record):
    """A registered model as one source names it."""

    entity = "model"
    key = ("model",)
    model: Name = Field(description="the registered model's name at this source")
    declared: bool = Field(
        description="True: a person declared it by hand; False: a registry holds it"
    )
    owner_required: bool = Field(
        False,
        description="this source is the system of record for owners: no owner is a fact, not a gap",
    )
    production: bool | None = Field(
        None, description="declared to serve in production; None: see assignments"
    )
    team: str | None = None
    tier: int | None = Field(None, ge=1, le=3, description="1 is the most critical")
    purpose: str | None = Field(None, description="what it is for, in one sentence")
    sponsor: str | None = Field(
        None, description="who in the business wants its result and signs it off"
    )
    contact: str | None = Field(
        None, description="whom to reach when it breaks: a person, a rota or a channel"
    )
    url: str | None = Field(None, description="its page at the source")
    created_at: Utc | None = None
    tags: Tags = Field(default_factory=dict)


class Ownership(Interval):
    """A person who answered for a model during an interval."""

    entity = "ownership"
    key = ("model", "role", "person", "from_latest")
    model: Name
    role: str = Field(pattern="^(owner|deputy)$")
    person: Name = Field(description="as the source writes it: an id, an address or a name")
    reviewed_at: Utc | None = Field(None, description="when this ownership was last reconfirmed")


class ModelVersion(Record):
    """One version of a registered model."""

    entity = "model_version"
    key = ("model", "version")
    model: Name
    version: Name
    number: int | None = Field(None, description="its place in the order of versions")
    created_at: Utc | None = None
    created_by: str | None = None
    approved_by: str | None = None
    ready: bool | None = Field(None, description="the registry calls it ready to serve")
    training_run: str | None = Field(None, description="the id of the run that produced it")
    git_commit: str | None = None
    dataset: str | None = None
    parameters: int | None = Field(None, ge=0, description="how many its training run logged")
    metrics: int | None = Field(None, ge=0, description="how many its training run logged")
    compared_with: str | None = Field(
        None, description="the version that it was measured against before its release"
    )
    signature: str | None = Field(
        None, description="input and output schema, canonical text; equal text is an equal schema"
    )
    artifacts: tuple[str, ...] | None = Field(
        None, description="paths found in its artifact store; None: not listed"
    )
    description: str | None = None
    url: str | None = None
    tags: Tags = Field(default_factory=dict)


class Assignment(Interval):
    """A slot (alias, stage, endpoint, environment) that pointed to a model version."""

    entity = "assignment"
    key = ("model", "slot_kind", "slot", "version", "from_latest")
    model: Name
    slot_kind: str = Field(pattern="^(alias|stage|endpoint|environment)$")
    slot: Name
    version: Name
    production: bool = Field(description="this slot serves production traffic")
    share: Share = Field(Decimal(1), description="part of the slot's traffic, 0 to 1")


class Deployment(Record):
    """One act of putting a model version into an environment."""

    entity = "deployment"
    key = ("deployment",)
    deployment: Name = Field(description="its id at the source")
    target: Name = Field(description="what was deployed, as the source names it")
    model: str | None = Field(None, description="the registered model, where the source links it")
    version: str | None = None
    production: bool
    started_at: Utc
    finished_at: Utc | None = None
    succeeded: bool | None = None
    kind: str = Field("release", pattern="^(release|rollback|hotfix)$")
    actor: str | None = None
    approver: str | None = None
    automatic: bool | None = Field(None, description="no manual step: the pipeline did it all")
    commit: str | None = None
    url: str | None = None


class CostDaily(Record):
    """Charges of one day, provider, service, account, resource, unit and tag set, one currency."""

    entity = "cost_daily"
    key = (
        "day", "billing_month", "provider", "service_category", "service", "account", "resource",
        "sku", "charge_category", "correction", "currency", "unit", "tags", "file",
    )  # fmt: skip
    day: date = Field(description="the day on which the charge period starts, UTC")
    billing_month: date = Field(description="the first day of the billing month")
    provider: str
    service_category: str | None = None
    service: str | None = None
    account: str | None = Field(None, description="sub account id; always text")
    resource: str | None = None
    sku: str | None = None
    charge_category: str = Field(
        pattern="^(Usage|Purchase|Tax|Credit|Adjustment)$", description="FOCUS ChargeCategory"
    )
    correction: bool = Field(False, description="FOCUS ChargeClass is Correction")
    currency: Currency
    billed_cost: Money
    effective_cost: Money
    list_cost: Money | None = None
    contracted_cost: Money | None = None
    quantity: Money | None = None
    unit: str | None = None
    tags: Tags = Field(default_factory=dict)
    basis: str = Field(
        "bill",
        pattern="^(bill|provider_report|list_price|traces)$",
        description="bill: FOCUS charges; provider_report: what the provider's own cost report "
        "says, without FOCUS columns; list_price or traces: a meter times a price",
    )
    estimated: bool = Field(False, description="not from a bill: a list price or a meter")
    file: str | None = Field(None, description="the file that the charges stand in")
    charges: int = Field(1, description="how many charges of the source are in this row")


class Budget(Record):
    """What was planned for one model and month."""

    entity = "budget"
    key = ("model", "month", "kind")
    model: Name
    month: date = Field(description="the first day of the month")
    kind: str = Field(
        "budget",
        pattern="^(budget|forecast|unit_cost)$",
        description="unit_cost: the target for a thousand predictions",
    )
    amount: Money
    currency: Currency


class Incident(Record):
    """An unplanned interruption, from the incident tool."""

    entity = "incident"
    key = ("incident",)
    incident: Name = Field(description="its id at the source")
    title: str
    service: str | None = Field(None, description="the affected service's id at the source")
    model: str | None = Field(None, description="the registered model, where the source links it")
    deployment: str | None = Field(None, description="the deployment that it names as its cause")
    severity: int | None = Field(None, ge=1, le=5, description="1 is the worst")
    began_at: Utc | None = Field(
        None, description="when the harm began, where the source tells it from the opening"
    )
    opened_at: Utc
    acknowledged_at: Utc | None = None
    resolved_at: Utc | None = None
    detected_by: str | None = Field(None, pattern="^(monitor|person)$")
    runbook_used: bool | None = Field(None, description="its notes name the runbook")
    reviewed_at: Utc | None = Field(None, description="when its review was written")
    cause: str | None = Field(
        None, description="the cause as its review names it; equal text is the same cause"
    )
    url: str | None = None
    tags: Tags = Field(default_factory=dict)


class Document(Record):
    """A written account of a model: card, runbook, review, explainer or decision note."""

    entity = "document"
    key = ("model", "kind", "location")
    model: Name
    kind: str = Field(pattern="^(model_card|runbook|review|explainer|decision_note)$")
    location: Name = Field(description="where it stands: an address or a path")
    state: DocumentState = DocumentState.NOT_CHECKED
    title: str | None = None
    version: str | None = Field(None, description="the model version that it is about")
    owner: str | None = None
    author: str | None = None
    approved_by: str | None = None
    approved_at: Utc | None = None
    created_at: Utc | None = None
    edited_at: Utc | None = None
    sections: tuple[str, ...] | None = Field(
        None,
        description="required fields that are filled, of purpose, limits, data, "
        "results_by_group, owner, version; None: not read",
    )
    only_state: bool = Field(
        False, description="the row only tells the state of what another source named"
    )


class Person(Record):
    """Someone of the company's directory."""

    entity = "person"
    key = ("person",)
    person: Name = Field(description="an id that holds: usually the address")
    name: str | None = None
    active: bool = True
    started_on: date | None = None
    left_on: date | None = None
    team: str | None = None
    logins: tuple[str, ...] = Field((), description="other names that systems know them by")


class MetricDaily(Record):
    """One measured number of one day for one model."""

    entity = "metric_daily"
    key = ("model", "metric", "day")
    model: Name
    metric: str = Field(
        pattern="^[a-z][a-z0-9_]*$",
        description="requests_served, decisions_logged, oldest_log_days, decisions_replayed, "
        "decisions_reproduced, smoke_test_seconds, standby_warm, utilisation_percent, "
        "decisions_overruled, explanations_asked, explanations_found, explanations_stored, "
        "explanation_fidelity, business_kpi, successful_outcomes …",
    )
    day: date
    value: float = Field(allow_inf_nan=False)
    unit: str | None = None


class Identity(Record):
    """A thing that a source knows (service, endpoint, resource), to be tied to a model."""

    entity = "identity"
    key = ("kind", "external_id")
    kind: str = Field(pattern="^(service|endpoint|resource|account|project|repository)$")
    external_id: Name
    name: str | None = None
    model: str | None = Field(None, description="an explicit link that the source carries")
    url: str | None = None
    tags: Tags = Field(default_factory=dict)


class Selector(Record):
    """A declared rule: what matches it belongs to the model, or to it by a share."""

    entity = "selector"
    key = ("model", "kind", "field", "value", "in_source")
    model: Name
    kind: str = Field(
        pattern="^(cost|incident|deployment|metric|endpoint)$", description="what it selects"
    )
    field: Name = Field(
        description="resource, service, account, sku, target, external_id, or `tag:<key>`"
    )
    value: Name = Field(description="the exact value; never a pattern")
    in_source: str | None = Field(None, description="only rows of this source; None: of any")
    share: Share = Field(Decimal(1), description="below 1: a declared part of a shared resource")
    rule: Name = Field(description="the name that allocated rows carry, for example its line")


class Drill(Record):
    """A timed rehearsal."""

    entity = "drill"
    key = ("model", "kind", "drilled_at")
    model: Name
    kind: str = Field("rollback", pattern="^(rollback|runbook|rebuild)$")
    drilled_at: Utc
    hours: float | None = Field(None, ge=0, description="from the start to recovery, in hours")
    succeeded: bool
    automatic: bool | None = None
    actor: str | None = None
    url: str | None = None


class Attestation(Record):
    """A statement by someone other than the owner that one probe's matter holds, until a day."""

    entity = "attestation"
    key = ("probe", "model", "attested_at")
    probe: Name = Field(description="the probe that it answers")
    model: str | None = Field(None, description="None: said of the organisation")
    value: float = Field(allow_inf_nan=False, description="1 for yes, 0 for no, or the number")
    attested_by: Name
    attested_at: Utc
    until: date
    note: str | None = None
    url: str | None = None


class IncidentAction(Record):
    """Something that the review of an incident asked for."""

    entity = "incident_action"
    key = ("incident", "action")
    incident: Name = Field(description="the incident's id at the source")
    action: Name = Field(description="its id at the source")
    opened_at: Utc
    closed_at: Utc | None = None
    url: str | None = None


class OnCall(Record):
    """A stretch of time in which a person is on call for a service."""

    entity = "on_call"
    key = ("service", "person", "starts_at")
    service: Name = Field(description="the service's id at the source")
    model: str | None = Field(None, description="the registered model, where the source links it")
    person: Name = Field(description="as the source writes it: an id, an address or a name")
    starts_at: Utc
    ends_at: Utc | None = Field(None, description="None: until further notice")


class Monitor(Record):
    """Something that watches a live model."""

    entity = "monitor"
    key = ("model", "monitor")
    model: Name
    monitor: Name = Field(description="its id at the source")
    kind: str = Field(
        pattern="^(service|quality|data|slice)$",
        description="service: up, fast, without errors; quality: the model's results; data: its "
        "input; slice: results or input of one group of people",
    )
    title: str | None = None
    enabled: bool = True
    last_value_at: Utc | None = Field(None, description="when it last had a value")
    reverts: bool | None = Field(None, description="it stops or reverts the model by itself")
    url: str | None = None


class Evaluation(Record):
    """A number that a version was measured at, on all of its data or on one group."""

    entity = "evaluation"
    key = ("model", "version", "metric", "slice", "evaluated_at")
    model: Name
    version: Name
    metric: Name
    slice: Name = Field("all", description="the group of people or cases; all: everything")
    value: float = Field(allow_inf_nan=False)
    at_least: float | None = Field(None, allow_inf_nan=False, description="the agreed limit")
    at_most: float | None = Field(None, allow_inf_nan=False, description="the agreed limit")
    evaluated_at: Utc
    url: str | None = None


class Review(Record):
    """A dated look at a model by people, with what came of it."""

    entity = "review"
    key = ("model", "kind", "reviewed_at")
    model: Name
    kind: str = Field(
        pattern="^(business|validation|oversight)$",
        description="business: its result and cost; validation: a challenge before use; oversight: "
        "how often people overrule it",
    )
    reviewed_at: Utc
    reviewer: str | None = None
    version: str | None = Field(None, description="the model version that was looked at")
    outcome: str | None = Field(
        None,
        pattern="^(continue|change|stop)$",
        description="what was decided; None: nothing, or not recorded",
    )
    in_range: bool | None = Field(None, description="what was looked at lies in the agreed range")
    with_cost: bool | None = Field(None, description="its cost was on the table")
    findings: int | None = Field(None, ge=0)
    findings_closed: int | None = Field(None, ge=0)
    url: str | None = None


class CostAlert(Record):
    """A surprise in the bill that somebody or something recorded."""

    entity = "cost_alert"
    key = ("alert",)
    alert: Name = Field(description="its id at the source")
    model: str | None = Field(None, description="the registered model, where the source links it")
    day: date = Field(description="the day of the cost that it is about")
    opened_at: Utc
    automatic: bool | None = Field(None, description="a detector found it, not a person")
    routed_to: str | None = Field(None, description="who was told")
    acknowledged_at: Utc | None = None
    closed_at: Utc | None = None
    cause: str | None = Field(None, description="equal text is the same cause")
    url: str | None = None


class SpendLimit(Record):
    """What stops, or warns of, a runaway: an alert, a cap or a quota on something paid for."""

    entity = "spend_limit"
    key = ("target", "kind", "period")
    target: Name = Field(description="what it limits, as the source names it")
    model: str | None = Field(None, description="the registered model, where the source links it")
    kind: str = Field(pattern="^(alert|cap)$", description="cap: what goes beyond it is refused")
    amount: Money | None = Field(
        None, description="None: limited in another unit than money, or over another time"
    )
    currency: Currency | None = None
    period: str = Field("month", pattern="^(day|week|month)$")
    tested_at: Utc | None = Field(None, description="when it was last seen to hold in a test")
    automatic: bool | None = Field(None, description="it stops without a person")
    overrides_logged: bool | None = Field(None, description="who lifts it leaves a record")
    url: str | None = None


def entities() -> dict[str, type[Record]]:
    """Return every landing contract by its entity name, in the order of this module."""
    found: dict[str, type[Record]] = {}
    waiting: list[type[Record]] = [Record]
    while waiting:
        for child in waiting.pop(0).__subclasses__():
            waiting.append(child)
            if "entity" in child.__dict__:
                found[child.entity] = child
    return found


def allows_none(annotation: Any) -> bool:
    """Tell whether a field of this annotation may be None."""
    return type(None) in get_args(annotation)
