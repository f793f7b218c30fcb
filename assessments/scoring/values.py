"""The values of the scoring method: what goes in, and what comes out for question and area."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from assessments.questionnaire import Condition, Question


class Verdict(StrEnum):
    """How a claim and its evidence stand to each other (method §3)."""

    CONFIRMED = "confirmed"
    UNDERSTATED = "understated"
    UNPROVEN = "unproven"
    CONTRADICTED = "contradicted"
    CLAIM_ONLY = "claim_only"
    UNCLAIMED = "unclaimed"
    NOT_ASSESSED = "not_assessed"
    NOT_APPLICABLE = "not_applicable"


class Agreement(StrEnum):
    """How the respondents of one claim stand to each other (method §3)."""

    SINGLE = "single"
    AGREED = "agreed"
    DISPUTED = "disputed"
    NOBODY_COULD_SAY = "nobody_could_say"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class Observation:
    """What one probe found for one subject, with where and when it was seen."""

    probe: str
    subject: str | None
    """The model, or None for the organisation."""
    value: float | None = None
    """In the probe's unit; yes and no are 1 and 0; None: nothing to measure, or only bounds."""
    low: float | None = None
    """Where a part is unknown and so value is None: the true value is no lower."""
    high: float | None = None
    """The same: the true value is no higher."""
    n: int | None = None
    """How many events a sample or a share rests on; None for a fact."""
    samples: tuple[float, ...] = ()
    """Every single value, for a sign test."""
    hits: int | None = None
    """The numerator of a share of n events."""
    observed_at: datetime | None = None
    sources: tuple[str, ...] = ()
    tier: float = 1.0
    """1.0 system of record, 0.8 file import or timed drill, 0.5 attestation (method §2)."""
    detail: str | None = None
    """What was seen, in words made from the rows: `Maria Keller left on 2026-08-14`."""
    unknown: str | None = None
    """Why there is no value: the missing source, too few samples, or stale, in words."""


@dataclass(frozen=True, slots=True)
class ConditionResult:
    """One condition of one level, as it came out for one subject."""

    level: int
    condition: Condition
    outcome: bool | None
    quality: float
    """0 to 1: fresh x sample x tier."""
    observation: Observation
    undecided: str | None = None
    """Why it came out None, in words; None where it came out True or False."""


@dataclass(frozen=True, slots=True)
class Response:
    """The latest answer of one respondent that applies to one subject."""

    respondent: str
    role: str
    choice: int | str
    """1 to 5, `dont_know` or `not_applicable`."""
    first_choice: int | str
    """What was answered first, before the evidence was shown."""
    scope: str
    """`model`, `team` or `organisation`: where this answer was given."""
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Claim:
    """What the respondents say of one question on one subject."""

    level: int | None
    """The lower median of the numeric answers, 1 to 5."""
    agreement: Agreement
    responses: tuple[Response, ...] = ()
    exempt_until: datetime | None = None
    """Set if `not_applicable` was approved by a second person and still holds."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What follows from one claim and one evidence interval (method §3)."""

    verdict: Verdict
    verified: int | None
    """V; None: the evidence does not settle the matter."""
    low: int
    high: int
    gap: int = 0
    """Levels between the claim and K (contradicted) or S (unproven); else 0."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Claim and evidence of one question on one subject, held together."""

    question: Question
    subject: str | None
    claim: Claim
    results: tuple[ConditionResult, ...]
    proven: int | None
    """S, proven at least; None: nothing is known."""
    ruled_out_above: int | None
    """K; None: nothing is known."""
    verdict: Verdict
    verified: int | None
    low: int
    high: int
    confidence: float
    """Mean quality over all conditions, 0 to 1."""
    gap: int
    """Levels between the claim and K (contradicted) or S (unproven); else 0."""


@dataclass(frozen=True, slots=True)
class AreaScore:
    """One area on one subject (method §4)."""

    area: str
    subject: str | None
    level: int | None
    """None: insufficient evidence, read the band."""
    low: int
    high: int
    claimed: int | None
    coverage: float
    """Settled share of the weight, 0 to 1."""
    criteria_proven: float
    """Steps proven of all steps, 0 to 1."""
    not_applicable: float
    """Share of the area's weight that is exempt, 0 to 1."""
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class ExposureParts:
    """What is known of how much one model weighs in the portfolio (method §5)."""

    tier: int | None
    spend: Decimal | None
    """Effective cost in the portfolio's one currency; None: none found, or several currencies."""
    incident_hours: float | None


@dataclass(frozen=True, slots=True)
class Standing:
    """One model's place in one area of the portfolio."""

    score: AreaScore
    exposure: float | None
    """None: no part of it is known; the model then weighs as much as the mean of the others."""
    tier: int | None


@dataclass(frozen=True, slots=True)
class PortfolioArea:
    """One area over the portfolio (method §5)."""

    area: str
    level: int | None
    low: int
    high: int
    claimed: int | None
    largely: int | None
    """The level that more than half of the models' known exposure has reached."""
    models_level: int | None
    models_low: int
    models_high: int
    known_exposure: float
    """Share of the exposure whose level is known, 0 to 1."""
    distribution: Mapping[int | None, float]
    """Exposure share by level 1..5 and None (unknown); sums to 1 if any model is asked here."""
    counts: Mapping[int | None, int]
    """Models by level and None; a model whose questions here are all exempt is left out."""
    organisation: AreaScore | None
    """The organisation's own questions, where the area has any."""
