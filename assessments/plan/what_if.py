"""The scorecard as it would stand after a choice of actions: judged again, nothing estimated.

Each chosen condition holds on each subject of its action, and with it every looser limit on the
same probe there. Where the claim on such a subject is below what is then proven, it is answered
again at that level: nothing is verified above the claim (method §3). A corrected answer says what
the evidence allows. All else stays as it is.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from assessments.plan.targets import organisation_scores
from assessments.plan.values import Action, Subject
from assessments.questionnaire import Condition
from assessments.scorecard import (
    ModelScore,
    Money,
    MoneyTotals,
    Scorecard,
    findings_of,
    integrity,
    rolled_up,
    together,
)
from assessments.scorecard.money import money
from assessments.scoring import (
    AreaScore,
    Claim,
    ConditionResult,
    Finding,
    Verdict,
    area,
    claim,
    held,
    implies,
)

SURE = 1.0
"""The quality of what is taken to be so."""


@dataclass
class _Changes:
    """What is different on one subject."""

    met: dict[str, list[Condition]] = field(default_factory=lambda: defaultdict(list))
    """By probe: the conditions that hold now."""
    proven: set[str] = field(default_factory=set)
    """Questions that are answered again, where the answer is below what is proven."""
    corrected: set[str] = field(default_factory=set)
    """Questions whose answers are corrected, where they are above what the evidence allows."""


def what_if(card: Scorecard, done: Iterable[Action], corrected: Iterable[Action] = ()) -> Scorecard:
    """Return the scorecard after these actions are done, and after answers are corrected instead.

    Only subjects that an action touches are judged again.
    """
    changes = _changes(done, corrected)
    if not changes:
        return card
    models = tuple(
        _model(model, changes[model.facts.model]) if model.facts.model in changes else model
        for model in card.models
    )
    own = card.organisation_findings
    if None in changes:
        own = tuple(_judged(finding, changes[None]) for finding in own)
    return _rolled_up(replace(card, models=models, organisation_findings=own), card)


def _changes(done: Iterable[Action], corrected: Iterable[Action]) -> Mapping[Subject, _Changes]:
    changes: dict[Subject, _Changes] = defaultdict(_Changes)
    for action in done:
        for subject in action.subjects:
            changes[subject].proven.add(action.question.id)
            if action.condition is not None:
                changes[subject].met[action.condition.probe].append(action.condition)
    for action in corrected:
        for subject in action.contradicted:
            changes[subject].corrected.add(action.question.id)
    return changes


def _model(model: ModelScore, changes: _Changes) -> ModelScore:
    return replace(model, areas=tuple(_area(score, changes) for score in model.areas))


def _area(score: AreaScore, changes: _Changes) -> AreaScore:
    """Judge an area of one subject again, if anything in it is different."""
    findings = tuple(_judged(finding, changes) for finding in score.findings)
    if all(new is old for new, old in zip(findings, score.findings, strict=True)):
        return score
    return area(score.area, score.subject, findings)


def _judged(finding: Finding, changes: _Changes) -> Finding:
    """Judge one finding again; the very same one where nothing is different."""
    if not (
        finding.question.id in changes.proven
        or finding.question.id in changes.corrected
        or any(each.condition.probe in changes.met for each in finding.results)
    ):
        return finding
    results = tuple(_result(each, changes.met) for each in finding.results)
    new = held(finding.question, finding.subject, finding.claim, results)
    said = _claim(new, changes)
    if said is not finding.claim:
        return held(finding.question, finding.subject, said, results)
    same = all(one is other for one, other in zip(results, finding.results, strict=True))
    return finding if same else new


def _result(result: ConditionResult, met: Mapping[str, Sequence[Condition]]) -> ConditionResult:
    if result.outcome is True or result.condition.probe not in met:
        return result
    if not any(implies(each, result.condition) for each in met[result.condition.probe]):
        return result
    return ConditionResult(
        result.level, result.condition, True, result.quality or SURE, result.observation
    )


def _claim(finding: Finding, changes: _Changes) -> Claim:
    """Return the claim as it is answered again, or the very same."""
    said, proven, ruled_out = finding.claim.level, finding.proven, finding.ruled_out_above
    exempt = finding.verdict is Verdict.NOT_APPLICABLE
    if exempt or said is None or proven is None or ruled_out is None:
        return finding.claim
    if finding.question.id in changes.proven and said < proven:
        return _answered(finding.claim, proven)
    if finding.question.id in changes.corrected and said > ruled_out:
        return _answered(finding.claim, ruled_out)
    return finding.claim


def _answered(said: Claim, level: int) -> Claim:
    """Return a claim in which everyone who named a level names this one."""
    return claim(
        [
            replace(each, choice=level) if isinstance(each.choice, int) else each
            for each in said.responses
        ]
    )


def _touched(card: Scorecard, before: Scorecard) -> set[str]:
    """Return the areas in which anything is judged anew."""
    moved = {
        new.area
        for model, old_model in zip(card.models, before.models, strict=True)
        if model is not old_model
        for new, old in zip(model.areas, old_model.areas, strict=True)
        if new is not old
    }
    pairs = zip(card.organisation_findings, before.organisation_findings, strict=True)
    return moved | {new.question.area for new, old in pairs if new is not old}


def _rolled_up(card: Scorecard, before: Scorecard) -> Scorecard:
    """Return the scorecard with all that follows from its findings."""
    touched = _touched(card, before)
    organisation = organisation_scores(card)
    held_by_area = {
        each.id: integrity(findings_of(each.id, organisation[each.id], card.models))
        if each.id in touched
        else card.integrity_by_area[each.id]
        for each in card.areas
    }
    return replace(
        card,
        portfolio=tuple(
            rolled_up(each.area, card.models, organisation[each.area])
            if each.area in touched
            else each
            for each in card.portfolio
        ),
        integrity=together(held_by_area.values()),
        integrity_by_area=held_by_area,
        money=_money(card, organisation),
    )


def _money(card: Scorecard, organisation: Mapping[str, AreaScore]) -> Money:
    was = card.money
    totals = MoneyTotals(was.window_from, was.window_until, was.effective_cost, was.unallocated)
    return money(totals, card.areas, card.models, organisation, was.target_level)
