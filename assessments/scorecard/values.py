"""The values of a scorecard: what it is built from, and all that a page or an export says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from assessments.questionnaire import Area, Question, Questionnaire
from assessments.scoring import AreaScore, Finding, Observation, PortfolioArea, Response

Amounts = Mapping[str, Decimal]
"""Exact sums by currency code; currencies are never added up."""


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """What stands on one production model, beside its levels."""

    model: str
    team: str | None
    tier: int | None
    owner: str | None
    """The current owner as the directory names them, active or not; None: none recorded."""
    owner_active: bool | None
    purpose: str | None
    serving_version: str | None
    effective_cost: Amounts
    """Over the money window."""
    incident_hours: float | None
    """Over the last 365 days; None: no incident source, or no service tied to this model."""
    incidents: int | None


@dataclass(frozen=True, slots=True)
class ModelScore:
    """One production model: its facts and its five areas."""

    facts: ModelFacts
    exposure: float | None
    """0 to 1 over the portfolio (method §5); None: no part of it is known."""
    areas: tuple[AreaScore, ...]
    """One for each area, also where it asks nothing of models: then without findings."""


@dataclass(frozen=True, slots=True)
class ClaimIntegrity:
    """Of the claims that can be checked, how many hold (method §6)."""

    confirmed: int
    """Understated ones are counted in."""
    unproven: int
    contradicted: int
    claim_only: int
    nobody_could_say: int

    @property
    def checkable(self) -> int:
        """The claims that some evidence bears on."""
        return self.confirmed + self.unproven + self.contradicted


@dataclass(frozen=True, slots=True)
class LevelMoney:
    """Money and incident hours that stand at one verified level of one area."""

    area: str
    level: int | None
    """None: unknown."""
    models: int
    effective_cost: Amounts
    incident_hours: float | None
    """None: known of none of these models."""


@dataclass(frozen=True, slots=True)
class Money:
    """What the portfolio spends on AI over the money window, exact and by currency."""

    window_from: date | None
    """First day of the 30 days that end with the last day of landed cost; None: no cost source."""
    window_until: date | None
    effective_cost: Amounts
    """Everything in the AI scope: allocated to production models, to others, and to none."""
    allocated: Amounts
    unallocated: Amounts
    under_control: Amounts
    """On models verified at or above the target level in all five areas; the organisation's level
    stands in where an area asks nothing of models."""
    target_level: int
    by_level: tuple[LevelMoney, ...]
    contradicted: Mapping[str, Amounts]
    """By area: effective cost of the models with a contradicted claim in it."""


@dataclass(frozen=True, slots=True)
class MoneyTotals:
    """AI-scope effective cost over the money window, before any level is known."""

    window_from: date | None
    """None: no cost is landed."""
    window_until: date | None
    effective_cost: Amounts
    """Everything in the AI scope."""
    unallocated: Amounts
    """The part of it that found no model."""


@dataclass(frozen=True, slots=True)
class Freshness:
    """How one source stands."""

    source: str
    kind: str
    title: str
    status: str
    """ok, partial, failed, quarantined or never."""
    last_good: datetime | None
    last_tried: datetime | None
    rows_landed: int
    rows_rejected: int
    error: str | None
    """The last error in words, if the last try was not good."""
    simulated: bool
    """True for the demo portfolio."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of one kind of row found its model."""

    join: str
    """`models`, `cost`, `incidents` or `answers`."""
    title: str
    matched: Decimal
    total: Decimal
    unit: str
    """`models`, an ISO currency code, `incidents` or `claims`."""

    @property
    def share(self) -> float | None:
        """0 to 1, or None where there is nothing to match."""
        return float(self.matched / self.total) if self.total else None


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Everything that a page, an export or a snapshot says, at one moment."""

    organisation: str
    as_of: datetime
    """UTC, aware."""
    generation: str | None
    """The warehouse file that the evidence was read from."""
    assessment: str
    areas: tuple[Area, ...]
    portfolio: tuple[PortfolioArea, ...]
    models: tuple[ModelScore, ...]
    """Production models, by name."""
    other_models: int
    """Registered models that do not serve in production."""
    organisation_findings: tuple[Finding, ...]
    """In the order of the questionnaire."""
    integrity: ClaimIntegrity
    integrity_by_area: Mapping[str, ClaimIntegrity]
    money: Money
    coverage: tuple[Coverage, ...]
    sources: tuple[Freshness, ...]
    mapping: str | None
    """The checksum of the declared rules of what belongs to which model; None: there are none."""

    def findings(self) -> tuple[Finding, ...]:
        """Return every finding, the organisation's first, then each model's."""
        return self.organisation_findings + tuple(
            finding for model in self.models for area in model.areas for finding in area.findings
        )

    def findings_on(self, question: Question) -> tuple[Finding, ...]:
        """Return the findings of one question: the organisation's, or each model's by its name."""
        if question.scope == "organisation":
            return tuple(
                each for each in self.organisation_findings if each.question.id == question.id
            )
        return tuple(
            finding
            for model in self.models
            for area in model.areas
            if area.area == question.area
            for finding in area.findings
            if finding.question.id == question.id
        )


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that a scorecard is built from; nothing else bears on it."""

    organisation: str
    now: datetime
    """UTC, aware; also how old an observation or an exemption is, is told from it."""
    generation: str | None
    assessment: str
    questionnaire: Questionnaire
    observations: Mapping[tuple[str, str | None], Observation]
    """By probe and subject: a model, or None for the organisation."""
    responses: Mapping[tuple[str, str | None], Sequence[Response]]
    """By question and subject: the answers that hold there, one of each respondent."""
    exemptions: Mapping[tuple[str, str | None], datetime]
    """By question and subject: how long an approved `not_applicable` holds."""
    facts: Sequence[ModelFacts]
    """Production models, in any order."""
    money: MoneyTotals
    coverage: Sequence[Coverage] = ()
    sources: Sequence[Freshness] = ()
    other_models: int = 0
    target_level: int = 3
    mapping: str | None = None
    """The checksum of the declared rules of what belongs to which model; None: there are none."""
