"""What answers alone change: the claim, held against conditions as they came out before."""

from collections.abc import Iterable, Mapping, Sequence

from assessments.scoring import Claim, Finding, Response, claim, held


def answered(
    findings: Iterable[Finding], responses: Mapping[str | None, Sequence[Response]]
) -> tuple[Finding, ...]:
    """Return findings of one question as these responses, by subject, leave them.

    Evidence and exemptions are those of before. Subjects may share one value of `responses`, which
    then is made a claim of once.
    """
    claims: dict[object, Claim] = {}

    def after(finding: Finding) -> Finding:
        told, until = responses.get(finding.subject, ()), finding.claim.exempt_until
        key = id(told), until
        said = claims.get(key) or claims.setdefault(key, claim(told, until))
        if said == finding.claim:
            return finding
        return held(finding.question, finding.subject, said, finding.results)

    return tuple(map(after, findings))
