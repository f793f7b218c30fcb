"""One respondent's own answer, held against the evidence whatever others said."""

from collections import Counter
from dataclasses import dataclass, replace

from app import text
from app.views.finding import FindingRow, finding_row
from app.views.parts import FINDING_ORDER, VerdictMark, badness, verdict_mark
from app.wording import many, say
from assessments.scoring import Agreement, Claim, Finding, Verdict, judge
from data.written import Answer

SHOWN = 12
"""How many models an answer's verdict lists."""


@dataclass(frozen=True)
class AnswerVerdict:
    """How the respondent's answer stands against the evidence."""

    mark: VerdictMark
    sentence: str
    counts: tuple[VerdictMark, ...]
    """`6 contradicted`, `9 confirmed`; empty for a single subject."""
    findings: tuple[FindingRow, ...]
    """Judged by this answer alone, worst first; at most SHOWN."""
    rest: str | None = None
    """How many more there are; None: these are all."""


def as_answered(finding: Finding, choice: int | str) -> Finding:
    """Return the finding as if this one answer were the whole claim."""
    level = choice if isinstance(choice, int) else None
    agreement = Agreement.SINGLE if level else Agreement.NOBODY_COULD_SAY
    judged = judge(level, finding.proven, finding.ruled_out_above)
    return replace(
        finding,
        claim=Claim(level, agreement),
        verdict=judged.verdict,
        verified=judged.verified,
        low=judged.low,
        high=judged.high,
        gap=judged.gap,
    )


def answer_verdict(answer: Answer, findings: list[Finding]) -> AnswerVerdict:
    """Return how an answer stands on the subjects of these findings."""
    if answer.choice == "not_applicable":
        return _exempt(findings)
    judged = sorted((as_answered(each, answer.choice) for each in findings), key=badness)
    if not judged:
        nothing = VerdictMark("unknown", text.verdict(Verdict.NOT_ASSESSED))
        return AnswerVerdict(nothing, say("No production model falls under this answer."), (), ())
    if len(judged) == 1:
        one = finding_row(judged[0])
        return AnswerVerdict(one.verdict, one.sentence, (), (one,))
    counted = Counter(each.verdict for each in judged)
    counts = tuple(
        VerdictMark(
            text.verdict_group(each),
            say(
                "{number} {verdict}", number=text.number(counted[each]), verdict=text.verdict(each)
            ),
        )
        for each in FINDING_ORDER
        if each in counted
    )
    more = len(judged) - SHOWN
    return AnswerVerdict(
        mark=verdict_mark(judged[0].verdict),
        sentence=say(
            "“{choice}” for {models}: {verdicts}.",
            choice=text.choice(answer.choice),
            models=text.count(len(judged), "model", "models"),
            verdicts=text.listed([each.word for each in counts]),
        ),
        counts=counts,
        findings=tuple(finding_row(each) for each in judged[:SHOWN]),
        rest=many("{number} model more", "{number} models more", more) if more > 0 else None,
    )


def _exempt(findings: list[Finding]) -> AnswerVerdict:
    """Say whether a `not_applicable` holds already."""
    approved = [each for each in findings if each.verdict is Verdict.NOT_APPLICABLE]
    if approved:
        one = finding_row(approved[0])
        return AnswerVerdict(one.verdict, one.sentence, (), ())
    waiting = VerdictMark("unknown", say("waits for approval"))
    return AnswerVerdict(waiting, say("Holds once a second person has approved it."), (), ())
