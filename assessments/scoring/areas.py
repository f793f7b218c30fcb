"""From findings to one area on one subject (method §4)."""

from collections.abc import Callable, Sequence

from assessments.questionnaire import Question
from assessments.scoring.findings import HIGHEST, LOWEST
from assessments.scoring.values import AreaScore, Finding, Verdict


def weighted_lower_median(values: Sequence[tuple[int, int]]) -> int:
    """Return the smallest value whose cumulative weight reaches half; pairs of value, weight."""
    total, below = sum(weight for _, weight in values), 0
    for value, weight in sorted(values):
        below += weight
        if 2 * below >= total:
            return value
    raise ValueError("there is no median of nothing")


def area(area_id: str, subject: str | None, findings: Sequence[Finding]) -> AreaScore:
    """Return one area on one subject; with nothing applicable, no level and the widest band."""
    asked = [each for each in findings if each.verdict is not Verdict.NOT_APPLICABLE]
    low = _ruled(asked, lambda each: each.low)
    high = _ruled(asked, lambda each: each.high)
    weight = sum(each.question.weight for each in asked)
    everything = sum(each.question.weight for each in findings)
    settled = [each for each in asked if each.verified is not None]
    settled_weight = sum(each.question.weight for each in settled)
    level = _ruled(settled, lambda each: each.verified) if _sufficient(asked, settled) else None
    steps = sum(each.question.weight * (each.low - LOWEST) for each in asked)
    return AreaScore(
        area=area_id,
        subject=subject,
        level=clamp(level, low or LOWEST, high or HIGHEST),
        low=low or LOWEST,
        high=high or HIGHEST,
        claimed=_ruled(asked, lambda each: each.claim.level),
        coverage=settled_weight / weight if weight else 0.0,
        criteria_proven=steps / ((HIGHEST - LOWEST) * weight) if weight else 0.0,
        not_applicable=(everything - weight) / everything if everything else 0.0,
        findings=tuple(findings),
    )


def _ruled(findings: Sequence[Finding], of: Callable[[Finding], int | None]) -> int | None:
    """Return min(weighted lower median, lowest critical) of what the findings have; else None."""
    return rule([(value, each.question) for each in findings if (value := of(each)) is not None])


def rule(values: Sequence[tuple[int, Question]]) -> int | None:
    """Return the lower of the weighted lower median and the lowest critical; None of nothing."""
    if not values:
        return None
    median = weighted_lower_median([(value, question.weight) for value, question in values])
    return min([median, *(value for value, question in values if question.critical)])


def _sufficient(asked: Sequence[Finding], settled: Sequence[Finding]) -> bool:
    """Tell whether half of the weight and, where there is any, a critical question is settled."""
    half = 2 * sum(each.question.weight for each in settled) >= sum(
        each.question.weight for each in asked
    )
    critical_asked = any(each.question.critical for each in asked)
    return half and (not critical_asked or any(each.question.critical for each in settled))


def clamp(level: int | None, low: int, high: int) -> int | None:
    """Bring a known level into the band."""
    return None if level is None else min(max(level, low), high)


def is_asked(score: AreaScore) -> bool:
    """Tell whether any question of the area applies to this subject."""
    return any(each.verdict is not Verdict.NOT_APPLICABLE for each in score.findings)
