"""What answers alone change: the claim, held against conditions as they came out before."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from assessments.scoring import Claim, Finding, Response, claim, held

Subject = str | None
"""A model; None: the organisation."""


def answered(
    findings: Iterable[Finding],
    responses: Mapping[Subject, Sequence[Response]],
    exemptions: Mapping[Subject, datetime],
    now: datetime,
) -> tuple[Finding, ...]:
    """Return findings of one question as these responses and exemptions leave them.

    Evidence is that of before. Subjects may share one value of `responses`, which then is made a
    claim of once.
    """
    claims: dict[object, Claim] = {}

    def after(before: Finding) -> Finding:
        told, until = responses.get(before.subject, ()), exemptions.get(before.subject)
        key = id(told), until
        told_claim = claims.get(key) or claims.setdefault(key, said(told, until, now))
        if told_claim == before.claim:
            return before
        return held(before.question, before.subject, told_claim, before.results)

    return tuple(map(after, findings))


def said(responses: Sequence[Response], until: datetime | None, now: datetime) -> Claim:
    """Return what is claimed; an exemption that has run out no longer counts."""
    holds = until is not None and until > now
    return claim(responses, until if holds else None)
