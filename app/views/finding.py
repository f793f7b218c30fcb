"""One finding as it is read: the claim by role, the evidence level by level, and the verdict."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app import text
from app.answering import Told
from app.text import Group
from app.views.agreement import SpreadView, agreement_words, spread_view
from app.views.parts import (
    LevelMark,
    VerdictMark,
    finding_key,
    finding_mark,
    verdict_mark,
)
from app.views.revisions import RevisionView, changed_words, revision_views
from app.wording import many, phrase, say
from assessments.scoring import (
    Agreement,
    Claim,
    ConditionResult,
    Finding,
    Response,
    Verdict,
    confidence_word,
)
from data.written import Answer

ROLES_SHOWN = 12
"""How many respondents one finding lists; who left a comment or a link comes first."""
_TIERS = (
    *((1.0, phrase("system of record")), (0.8, phrase("kept by hand"))),
    (0.0, phrase("attested")),
)
_CONFIDENCE = {
    "high": phrase("high"),
    "medium": phrase("medium"),
    "low": phrase("low"),
    "none": phrase("none"),
}
_SCOPES = {
    "model": phrase("for this model"),
    "team": phrase("for the team"),
    "organisation": phrase("for the whole organisation"),
}


@dataclass(frozen=True)
class ConditionView:
    """One condition of one level, as it came out."""

    level: int
    level_text: str
    """`3 Working`."""
    text: str
    outcome: str
    """met, not met or unknown."""
    group: Group
    detail: str
    """What was seen, or why nothing is known; empty where the outcome says it all."""
    source: str
    observed: str
    quality: str
    """`high, system of record`; `none` where nothing is known."""


@dataclass(frozen=True)
class RoleClaim:
    """What one respondent said."""

    role: str
    choice: str
    scope: str
    """`for this model`, `for the team`, `for the whole organisation`."""
    when: str
    changed_from: str | None
    """What they answered before they saw the evidence, if it was something else."""
    comment: str | None = None
    link: str | None = None
    """An https address that the respondent gave."""
    changed: str | None = None
    """`First answered 4 Measured, changed to 3 Working on 5 Nov 2026`."""
    revisions: tuple[RevisionView, ...] = ()
    """All of them, where there is more than one."""


@dataclass(frozen=True)
class FindingRow:
    """Claim and evidence of one question on one subject, as one row among others."""

    key: str
    title: str
    subject: str | None
    """The model; None: the organisation."""
    verdict: VerdictMark
    sentence: str
    """The verdict in one sentence, with the evidence that decides it."""
    mark: LevelMark


@dataclass(frozen=True)
class FindingView(FindingRow):
    """Claim and evidence of one question on one subject, in words."""

    question: str
    """The question's id."""
    area: str
    text: str
    why: str
    critical: bool
    evidence: str | None
    """The detail that decides it, alone; None: no evidence decides."""
    claimed: str
    claimed_answer: str | None
    """The answer's full text at the claimed level."""
    verified: str
    band: str
    confidence: str
    claims: str
    """`Claimed 4 Measured, the respondents agree`, or why there is no claim."""
    spread: SpreadView
    roles: tuple[RoleClaim, ...]
    """At most ROLES_SHOWN."""
    more_roles: str | None
    """How many more respondents there are; None: these are all."""
    conditions: tuple[ConditionView, ...]
    settle: tuple[str, ...]
    """What would settle what is still open."""


def finding_row(finding: Finding) -> FindingRow:
    """Return a finding as one row among others."""
    return FindingRow(**_row(finding))


def _row(finding: Finding) -> dict[str, Any]:
    return {
        "key": finding_key(finding),
        "title": finding.question.title,
        "subject": finding.subject,
        "verdict": verdict_mark(finding.verdict),
        "sentence": verdict_sentence(finding),
        "mark": finding_mark(finding),
    }


def finding_view(finding: Finding, told: Told | None = None) -> FindingView:
    """Return a finding in words, with what its respondents wrote where that is given."""
    question, claimed = finding.question, finding.claim.level
    roles = _role_claims(finding.claim.responses, told or {})
    more = len(roles) - ROLES_SHOWN
    return FindingView(
        **_row(finding),
        question=question.id,
        area=question.area,
        text=question.text,
        why=question.why,
        critical=question.critical,
        evidence=deciding_detail(finding),
        claimed=claimed_words(finding.claim),
        claimed_answer=question.levels[claimed - 1].answer if claimed else None,
        verified=text.level(finding.verified),
        band=text.band(finding.low, finding.high),
        confidence=_confidence(finding.confidence),
        claims=_claims(finding.claim),
        spread=spread_view(finding.claim),
        roles=roles[:ROLES_SHOWN],
        more_roles=_more_respondents(more),
        conditions=tuple(condition_view(each) for each in finding.results),
        settle=settle(finding),
    )


def _more_respondents(more: int) -> str | None:
    if more <= 0:
        return None
    return many("{number} respondent more", "{number} respondents more", more)


def _confidence(value: float) -> str:
    return say(_CONFIDENCE[confidence_word(value)])


def claimed_words(claim: Claim) -> str:
    """Return `4 Measured`, or why there is no claim."""
    if claim.level is not None:
        return text.level(claim.level)
    if claim.exempt_until is not None:
        return say("does not apply")
    if claim.agreement is Agreement.NOBODY_COULD_SAY:
        return say("nobody could say")
    return say("not answered")


def _claims(claim: Claim) -> str:
    if claim.level is None:
        return text.capital(claimed_words(claim))
    return say(
        "Claimed {level}, {agreement}",
        level=text.level(claim.level),
        agreement=agreement_words(claim),
    )


def verdict_sentence(finding: Finding) -> str:
    """Return claim, evidence and verdict as one sentence."""
    claimed, proven = text.level(finding.claim.level), text.level(finding.proven)
    match finding.verdict:
        case Verdict.CONTRADICTED:
            said = many(
                "Claimed {claimed}, {number} level above what the evidence allows",
                "Claimed {claimed}, {number} levels above what the evidence allows",
                finding.gap,
                claimed=claimed,
            )
            return _with_detail(said, deciding_detail(finding))
        case Verdict.CONFIRMED:
            said = say("Claimed {claimed}, and proven", claimed=claimed)
            return _with_detail(said, deciding_detail(finding))
        case Verdict.UNDERSTATED:
            return say(
                "Claimed {claimed}; the evidence proves {proven}.", claimed=claimed, proven=proven
            )
        case Verdict.UNPROVEN:
            return say(
                "Claimed {claimed}; proven so far is {proven}, and nothing speaks against more.",
                claimed=claimed,
                proven=proven,
            )
        case Verdict.CLAIM_ONLY:
            return say("Claimed {claimed}; no evidence bears on it yet.", claimed=claimed)
        case Verdict.UNCLAIMED:
            return _with_detail(_unclaimed(finding), deciding_detail(finding))
        case Verdict.NOT_ASSESSED:
            if _nobody_could_say(finding.claim):
                return say("Nobody could say, and no evidence bears on it yet.")
            return say("Nobody has answered, and no evidence bears on it yet.")
        case Verdict.NOT_APPLICABLE:
            until = text.day(finding.claim.exempt_until)
            return say("Does not apply until {day}, as a second person approved.", day=until)


def _nobody_could_say(claim: Claim) -> bool:
    return claim.agreement is Agreement.NOBODY_COULD_SAY


def _unclaimed(finding: Finding) -> str:
    low, high = finding.proven, finding.ruled_out_above
    settled, could_not = low == high, _nobody_could_say(finding.claim)
    level, band = text.level(low), text.band(low or 1, high or 5)
    if could_not and settled:
        return say("Nobody could say; the evidence settles it at {level}", level=level)
    if could_not:
        return say("Nobody could say; the evidence leaves {band} open", band=band)
    if settled:
        return say("Nobody has answered; the evidence settles it at {level}", level=level)
    return say("Nobody has answered; the evidence leaves {band} open", band=band)


def _with_detail(said: str, detail: str | None) -> str:
    return say("{sentence}: {detail}.", sentence=said, detail=detail) if detail else f"{said}."


def deciding_detail(finding: Finding) -> str | None:
    """Return what was seen that decides the verdict: what rules more out, else what proves it."""
    failed = [each for each in finding.results if each.outcome is False]
    if failed and finding.verdict in {Verdict.CONTRADICTED, Verdict.UNCLAIMED}:
        lowest = min(each.level for each in failed)
        return _joined([_seen(each) for each in failed if each.level == lowest])
    held = [each for each in finding.results if each.outcome and each.level == finding.proven]
    if finding.verdict in {Verdict.CONFIRMED, Verdict.UNDERSTATED, Verdict.UNCLAIMED} and held:
        return _joined([_seen(each) for each in held])
    return None


def _joined(details: Sequence[str]) -> str:
    return "; ".join(dict.fromkeys(detail.rstrip(".") for detail in details))


def _seen(result: ConditionResult) -> str:
    """Return what was observed; without words of its own, the condition and the value."""
    if result.observation.detail:
        return result.observation.detail
    condition, value = result.condition.text, _value(result)
    if result.outcome:
        said = say("it holds that {condition}", condition=condition)
    else:
        said = say("it does not hold that {condition}", condition=condition)
    return f"{said} ({value})" if value else said


def _value(result: ConditionResult) -> str:
    """Return what was measured; for yes and no the outcome says it all."""
    value = result.observation.value
    if value is None or result.condition.equals is not None:
        return ""
    return say("measured: {value}", value=text.measured(value))


def condition_view(result: ConditionResult) -> ConditionView:
    """Return one condition as it came out, in words."""
    known = result.outcome is not None
    seen = result.observation
    return ConditionView(
        level=result.level,
        level_text=text.level(result.level),
        text=result.condition.text,
        outcome=_outcome(result.outcome),
        group=_OUTCOME_GROUP[result.outcome],
        detail=(seen.detail or _value(result)) if known else _why_unknown(result),
        source=", ".join(seen.sources) or say("no source"),
        observed=text.day(seen.observed_at) if seen.observed_at else say("never"),
        quality=f"{_confidence(result.quality)}, {_tier(seen.tier)}" if known else say("none"),
    )


def _outcome(met: bool | None) -> str:
    match met:
        case True:
            return say("met")
        case False:
            return say("not met")
        case None:
            return text.unknown()


_OUTCOME_GROUP: dict[bool | None, Group] = {
    True: "confirmed",
    False: "contradicted",
    None: "unknown",
}


def _tier(tier: float) -> str:
    return say(next(word for least, word in _TIERS if tier >= least))


def _why_unknown(result: ConditionResult) -> str:
    return result.undecided or result.observation.unknown or say("nothing was found to measure")


def settle(finding: Finding) -> tuple[str, ...]:
    """Return what would settle what is open, from the lowest level up, each said once."""
    if finding.verdict is Verdict.NOT_APPLICABLE:
        return ()
    low = finding.proven or 1
    high = max(finding.ruled_out_above or 5, low + 1)
    levels: dict[str, list[int]] = {}
    for each in sorted(finding.results, key=lambda each: each.level):
        if each.outcome is None and low < each.level <= high:
            levels.setdefault(_why_unknown(each), []).append(each.level)
    missing = [
        say("For {levels}: {reason}.", levels=_levels(found), reason=why)
        for why, found in levels.items()
    ]
    if finding.claim.level is not None:
        return tuple(missing)
    return (say("An answer from someone who knows."), *missing)


def _levels(found: Sequence[int]) -> str:
    first, last = text.level(min(found)), text.level(max(found))
    return first if first == last else text.between(first, last)


def _role_claims(responses: Sequence[Response], told: Told) -> tuple[RoleClaim, ...]:
    """Return what each respondent said; where not all are shown, the comments first."""
    claims = [_role_claim(each, told.get(each.respondent, ())) for each in responses]
    if len(claims) > ROLES_SHOWN:
        claims.sort(key=lambda each: not (each.comment or each.link))
    return tuple(claims)


def _role_claim(response: Response, revisions: Sequence[Answer]) -> RoleClaim:
    changed = response.first_choice != response.choice
    latest = revisions[-1] if revisions else None
    return RoleClaim(
        role=response.role,
        choice=text.choice(response.choice),
        scope=say(_SCOPES[response.scope]) if response.scope in _SCOPES else response.scope,
        when=text.day(response.made_at),
        changed_from=text.choice(response.first_choice) if changed else None,
        comment=latest.comment if latest else None,
        link=latest.link if latest else None,
        changed=changed_words(revisions),
        revisions=revision_views(revisions) if len(revisions) > 1 else (),
    )
