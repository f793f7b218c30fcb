"""One question on one subject: the claim, the evidence, and how they stand together (method §3)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from math import fsum

from assessments.questionnaire import Probe, Question
from assessments.scoring.conditions import condition_result
from assessments.scoring.values import (
    Agreement,
    Claim,
    ConditionResult,
    Finding,
    Judgement,
    Observation,
    Response,
    Verdict,
)

LOWEST, HIGHEST = 1, 5
LEVELS = (1, 2, 3, 4, 5)
DISPUTED_DEVIATION = 0.8
DISPUTED_RANGE = 3
_HIGH, _MEDIUM = 0.75, 0.4


def claim(responses: Sequence[Response], exempt_until: datetime | None = None) -> Claim:
    """Return what the respondents say: the lower median of their levels and their agreement.

    `exempt_until` is given only where `not_applicable` was approved and still holds.
    """
    told = tuple(sorted(responses, key=lambda each: (each.made_at, each.respondent)))
    levels = sorted(each.choice for each in told if isinstance(each.choice, int))
    level = levels[(len(levels) - 1) // 2] if levels else None
    return Claim(level, _agreement(levels, told), told, exempt_until)


def _agreement(levels: Sequence[int], responses: Sequence[Response]) -> Agreement:
    """Say how the respondents stand to each other."""
    if not levels:
        could_not = any(each.choice == "dont_know" for each in responses)
        return Agreement.NOBODY_COULD_SAY if could_not else Agreement.BLANK
    if len(levels) == 1:
        return Agreement.SINGLE
    median = levels[(len(levels) - 1) // 2]
    deviation = sum(abs(level - median) for level in levels) / len(levels)
    far_apart = levels[-1] - levels[0] >= DISPUTED_RANGE
    return Agreement.DISPUTED if far_apart or deviation > DISPUTED_DEVIATION else Agreement.AGREED


def proven_level(results: Sequence[ConditionResult]) -> int | None:
    """Return S: the highest level whose conditions, and all below, hold; None if none is known."""
    if not _known(results):
        return None
    asked = {result.level for result in results}
    holding = asked - {result.level for result in results if not result.outcome}
    proven = LOWEST
    while proven + 1 in holding:
        proven += 1
    return proven


def ruled_out_above(results: Sequence[ConditionResult]) -> int | None:
    """Return K: one below the lowest level with a condition that fails; None if none is known."""
    if not _known(results):
        return None
    failed = [result.level for result in results if result.outcome is False]
    return min(failed) - 1 if failed else HIGHEST


def judge(claimed: int | None, proven: int | None, ruled_out: int | None) -> Judgement:
    """Return the verdict on a claim C against S and K, the table of method §3 row by row."""
    if proven is None or ruled_out is None:
        if claimed is None:
            return Judgement(Verdict.NOT_ASSESSED, None, LOWEST, HIGHEST)
        return Judgement(Verdict.CLAIM_ONLY, None, LOWEST, claimed)
    settled = ruled_out if proven == ruled_out else None
    if claimed is None:
        return Judgement(Verdict.UNCLAIMED, settled, proven, ruled_out)
    if claimed > ruled_out:
        gap = claimed - ruled_out
        return Judgement(Verdict.CONTRADICTED, settled, proven, ruled_out, gap)
    if claimed > proven:
        return Judgement(Verdict.UNPROVEN, None, proven, claimed, claimed - proven)
    verdict = Verdict.CONFIRMED if claimed == proven else Verdict.UNDERSTATED
    return Judgement(verdict, claimed, claimed, claimed)


def finding(
    question: Question,
    subject: str | None,
    said: Claim,
    observations: Mapping[tuple[str, str | None], Observation],
    probes: Mapping[str, Probe],
    now: datetime,
) -> Finding:
    """Hold the claim of one question on one subject against its evidence."""
    results = [
        condition_result(
            level,
            condition,
            probes[condition.probe],
            observations.get((condition.probe, subject)) or Observation(condition.probe, subject),
            now,
        )
        for level, rung in enumerate(question.levels, start=LOWEST)
        for condition in rung.conditions
    ]
    return held(question, subject, said, tuple(results))


def held(
    question: Question, subject: str | None, said: Claim, results: tuple[ConditionResult, ...]
) -> Finding:
    """Hold a claim against conditions as they came out."""
    proven, ruled_out = proven_level(results), ruled_out_above(results)
    judged = (
        Judgement(Verdict.NOT_APPLICABLE, None, LOWEST, HIGHEST)
        if said.exempt_until is not None
        else judge(said.level, proven, ruled_out)
    )
    return Finding(
        question=question,
        subject=subject,
        claim=said,
        results=results,
        proven=proven,
        ruled_out_above=ruled_out,
        verdict=judged.verdict,
        verified=judged.verified,
        low=judged.low,
        high=judged.high,
        confidence=_confidence(results),
        gap=judged.gap,
    )


def _confidence(results: Sequence[ConditionResult]) -> float:
    """Return the mean quality over all conditions; 0 where nothing is known."""
    if not _known(results):
        return 0.0
    return fsum([result.quality for result in results]) / len(results)


def _known(results: Sequence[ConditionResult]) -> bool:
    """Tell whether any condition came out True or False."""
    return any(result.outcome is not None for result in results)


def confidence_word(confidence: float) -> str:
    """Return `high`, `medium`, `low` or `none`."""
    if confidence >= _HIGH:
        return "high"
    if confidence >= _MEDIUM:
        return "medium"
    return "low" if confidence > 0 else "none"
