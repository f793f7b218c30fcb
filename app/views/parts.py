"""The pieces that views share: an amount, a verdict, a place on the rule from 1 to 5."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app import text
from app.text import Group
from app.wording import say
from assessments.scorecard import Amounts
from assessments.scoring import AreaScore, Finding, Verdict

FINDING_ORDER = (
    Verdict.CONTRADICTED,
    Verdict.UNPROVEN,
    Verdict.CLAIM_ONLY,
    Verdict.UNCLAIMED,
    Verdict.NOT_ASSESSED,
    Verdict.UNDERSTATED,
    Verdict.CONFIRMED,
    Verdict.NOT_APPLICABLE,
)
"""Worst first: how findings and tables are sorted."""


@dataclass(frozen=True)
class MoneyText:
    """An amount as it is read, and the exact one a step away."""

    text: str
    exact: str


@dataclass(frozen=True)
class VerdictMark:
    """A verdict's word, with the group that gives its colour and mark."""

    group: Group
    word: str


@dataclass(frozen=True)
class LevelMark:
    """One place on the rule from 1 to 5: filled verified, hollow claimed, thin line band."""

    key: str
    """The area's or question's id."""
    title: str
    verified: int | None
    claimed: int | None
    low: int
    high: int
    known: bool
    """False: no evidence bears on it, so the band is hatched."""
    word: str
    """`3 Working`, or `unknown`."""
    sentence: str
    """All of it in words, for those who do not see the drawing."""


@dataclass(frozen=True)
class Part:
    """One part of a bar."""

    key: str
    group: Group
    word: str
    amount: str
    """The count or the money, in words."""
    share: float
    """0 to 1 of the whole bar."""
    share_text: str


def money_text(amounts: Amounts, none: str | None = None) -> MoneyText:
    """Return the amounts rounded for the eye, with the exact ones."""
    return MoneyText(text.money(amounts, none), text.exact_money(amounts, none))


def verdict_mark(verdict: Verdict) -> VerdictMark:
    """Return the verdict's word and group."""
    return VerdictMark(text.verdict_group(verdict), text.verdict(verdict))


def level_mark(
    key: str,
    title: str,
    level: int | None,
    band: tuple[int, int],
    claimed: int | None,
    *,
    known: bool,
) -> LevelMark:
    """Return a place on the rule, with the sentence that says it."""
    return LevelMark(
        key=key,
        title=title,
        verified=level,
        claimed=claimed,
        low=band[0],
        high=band[1],
        known=known,
        word=text.level(level),
        sentence=_sentence(title, level, band, claimed),
    )


def _sentence(title: str, level: int | None, band: tuple[int, int], claimed: int | None) -> str:
    said = say("claimed {level}", level=text.level(claimed)) if claimed else say("no level claimed")
    if level is not None:
        return say(
            "{title}: verified {level}, {claim}", title=title, level=text.level(level), claim=said
        )
    return say(
        "{title}: insufficient evidence, anything from {levels} is possible, {claim}",
        title=title,
        levels=text.band(*band),
        claim=said,
    )


def area_mark(score: AreaScore, title: str) -> LevelMark:
    """Return one area of one subject on the rule."""
    return level_mark(
        score.area,
        title,
        score.level,
        (score.low, score.high),
        score.claimed,
        known=any(is_known(each) for each in score.findings),
    )


def finding_mark(finding: Finding) -> LevelMark:
    """Return one finding on the rule."""
    return level_mark(
        finding.question.id,
        finding.question.title,
        finding.verified,
        (finding.low, finding.high),
        finding.claim.level,
        known=is_known(finding),
    )


def is_known(finding: Finding) -> bool:
    """Tell whether any evidence bears on the finding."""
    return finding.proven is not None


def finding_key(finding: Finding) -> str:
    """Return a finding's name: `O1` for the organisation, `O1|fraud-scorer` for a model."""
    subject = finding.subject
    return finding.question.id if subject is None else f"{finding.question.id}|{subject}"


def worst(findings: Sequence[Finding]) -> Finding | None:
    """Return the finding to look at first: by verdict, then critical, gap, weight and id."""
    return min(findings, key=badness, default=None)


def badness(finding: Finding) -> tuple[int, bool, int, int, str]:
    """Return the order in which findings are read, worst first."""
    return (
        FINDING_ORDER.index(finding.verdict),
        not finding.question.critical,
        -finding.gap,
        -finding.question.weight,
        finding.question.id,
    )


def added(parts: Sequence[Amounts]) -> dict[str, Decimal]:
    """Return exact sums by currency."""
    total: dict[str, Decimal] = {}
    for part in parts:
        for currency, value in part.items():
            total[currency] = total.get(currency, Decimal(0)) + value
    return total


def share_of(part: Amounts, whole: Amounts) -> float:
    """Return the largest share that the part has of the whole in any one currency, 0 to 1."""
    shares = [
        float(value / whole[currency])
        for currency, value in part.items()
        if whole.get(currency, Decimal(0)) > 0 and value > 0
    ]
    return max(shares, default=0.0)


def share_within(part: Decimal, whole: Decimal) -> float | None:
    """Return the share, 0 to 1; where credits outweigh the charges there is none."""
    if whole <= 0:
        return None
    return min(max(float(part / whole), 0.0), 1.0)
