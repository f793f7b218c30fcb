"""What may be attested of one model, or of the organisation, and what each would prove."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app import text
from app.wording import say
from assessments.questionnaire import Probe, Questionnaire
from assessments.scorecard import Scorecard
from assessments.scoring import ConditionResult, Finding, Verdict, held

YES_OR_NO = "yes or no"
_DRILL = re.compile(r"\bdrill\b", re.IGNORECASE)
"""How a probe's query names the drills."""


@dataclass(frozen=True)
class Way:
    """A statement that would settle what is open in a finding, and where it is made."""

    label: str
    place: Mapping[str, str]
    """What the address of the page of statements must say."""


@dataclass(frozen=True)
class AttestableView:
    """One probe that a statement may stand in for."""

    probe: str
    title: str
    unit: str
    yes_or_no: bool
    label: str
    """The title, with what a statement would prove."""
    asked_by: tuple[str, ...]
    """Each condition that rests on it: `Runbook, 3 Working: the runbook names its owner`."""
    proves: tuple[str, ...]
    """What would follow if it holds; empty: nothing would move."""
    note: str | None
    """What is known already, and what that means for a statement; None: nothing is."""


@dataclass(frozen=True)
class _Proof:
    """What would follow for one question if a statement held."""

    said: str
    confirms: bool
    """The claim would be confirmed, and is not yet."""


@dataclass(frozen=True)
class _Found:
    """One probe, and whether a statement on it would confirm a claim."""

    view: AttestableView
    confirms: bool


def attestable(
    scorecard: Scorecard, questionnaire: Questionnaire, subject: str | None
) -> tuple[AttestableView, ...]:
    """Return what may be attested: first what would confirm a claim, then what would move any."""
    findings = findings_of(scorecard, subject)
    found = [
        _found(probe, resting)
        for probe in questionnaire.probes.values()
        if probe.attestable
        and (resting := [each for each in findings if _rests_on(each, probe.name)])
    ]
    return tuple(each.view for each in sorted(found, key=_most_moved_first))


def _most_moved_first(found: _Found) -> tuple[object, ...]:
    view = found.view
    return (not found.confirms, not view.proves, view.note is not None, view.asked_by, view.title)


def ways(finding: Finding, probes: Mapping[str, Probe]) -> tuple[Way, ...]:
    """Return the statements by which a person could settle what is open in a finding."""
    if finding.verdict is Verdict.NOT_APPLICABLE:
        return ()
    about = {} if finding.subject is None else {"model": finding.subject}
    still = [each.condition for each in finding.results if each.outcome is None]
    attested = {
        each.probe: Way(
            say("Attest that {statement}", statement=each.text),
            {"do": "attest", "probe": each.probe, **about},
        )
        for each in reversed(still)
        if probes[each.probe].attestable
    }
    drilled = about and any(_DRILL.search(probes[each.probe].sql) for each in still)
    drill = Way(say("Record a drill"), {"do": "drill", **about})
    return (*reversed(attested.values()), *((drill,) if drilled else ()))


def findings_of(scorecard: Scorecard, subject: str | None) -> Sequence[Finding]:
    """Return the findings of one model, or of the organisation (None)."""
    if subject is None:
        return scorecard.organisation_findings
    return [
        finding
        for model in scorecard.models
        if model.facts.model == subject
        for score in model.areas
        for finding in score.findings
    ]


def _rests_on(finding: Finding, probe: str) -> bool:
    return any(each.condition.probe == probe for each in finding.results)


def _found(probe: Probe, findings: Sequence[Finding]) -> _Found:
    proofs = [proof for each in findings if (proof := _proof(each, probe.name))]
    view = _view(probe, findings, tuple(each.said for each in proofs))
    return _Found(view, any(each.confirms for each in proofs))


def _view(probe: Probe, findings: Sequence[Finding], proves: tuple[str, ...]) -> AttestableView:
    return AttestableView(
        probe=probe.name,
        title=probe.title,
        unit=probe.unit,
        yes_or_no=probe.unit == YES_OR_NO,
        label=say("{statement} ({proof})", statement=probe.title, proof="; ".join(proves))
        if proves
        else probe.title,
        asked_by=tuple(
            say(
                "{question}, {level}: {condition}",
                question=finding.question.title,
                level=text.level(each.level),
                condition=each.condition.text,
            )
            for finding in findings
            for each in finding.results
            if each.condition.probe == probe.name
        ),
        proves=proves,
        note=_note(probe.name, findings),
    )


def _proof(finding: Finding, probe: str) -> _Proof | None:
    """Return what would follow for one question if all that rests on the probe held."""
    after = held(finding.question, finding.subject, finding.claim, _met(finding, probe))
    if after.proven == finding.proven and after.verdict is finding.verdict:
        return None
    question = finding.question.title
    if (after.proven or 1) > (finding.proven or 1):
        level = text.level(after.proven)
        said = say("would prove {level} of {question}", level=level, question=question)
    else:
        said = say("a step towards more in {question}", question=question)
    if not _settles(finding, after):
        return _Proof(said, confirms=False)
    return _Proof(say("{proof}, as claimed", proof=said), confirms=True)


def _met(finding: Finding, probe: str) -> tuple[ConditionResult, ...]:
    return tuple(
        replace(each, outcome=True)
        if each.condition.probe == probe and each.outcome is None
        else each
        for each in finding.results
    )


def _settles(before: Finding, after: Finding) -> bool:
    return after.verdict is Verdict.CONFIRMED and before.verdict is not Verdict.CONFIRMED


def _note(probe: str, findings: Sequence[Finding]) -> str | None:
    results = [
        each for finding in findings for each in finding.results if each.condition.probe == probe
    ]
    if all(finding.verdict is Verdict.NOT_APPLICABLE for finding in findings):
        return say("The question does not apply here now.")
    seen = next((each.observation for each in results if each.observation.value is not None), None)
    if seen is None:
        return None
    detail = (seen.detail or "").rstrip(".")
    if detail.startswith("attested by "):
        stated = text.capital(detail)
        return say("{statement}. A new statement takes its place.", statement=stated)
    sources = text.listed(seen.sources) if seen.sources else say("a source")
    if not detail:
        return say(
            "Known already from {sources}. A statement would count only if that is known no more.",
            sources=sources,
        )
    return say(
        "Known already from {sources}: {detail}. A statement would count only if that is known no "
        "more.",
        sources=sources,
        detail=detail,
    )
