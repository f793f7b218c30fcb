"""The whole report: the scorecard, every finding behind it, its sources, and how to check it."""

from dataclasses import dataclass

from app import text
from app.views.finding import FindingView, finding_view
from app.views.model import model_headline
from app.views.models import ModelsView, OwnerText, models_view, owner_text
from app.views.parts import badness
from app.views.scorecard import ScorecardView, scorecard_view
from app.views.sources import SourcesView, sources_view
from app.wording import say
from assessments.scorecard import ModelScore, Scorecard
from assessments.scoring import Verdict
from assessments.snapshot import Frozen
from assessments.trend import Point


@dataclass(frozen=True)
class SubjectView:
    """One model, or the organisation, with its findings, worst first."""

    key: str
    name: str
    headline: str
    owner: OwnerText | None
    """None: it is the organisation."""
    findings: tuple[FindingView, ...]


@dataclass(frozen=True)
class ReportView:
    """Everything that a file says."""

    scorecard: ScorecardView
    models: ModelsView
    subjects: tuple[SubjectView, ...]
    exempt: tuple[str, ...]
    """Every question that is not asked, with the reason, or does not apply, with how long."""
    sources: SourcesView
    generation: str
    snapshot: str
    sha256: str


def report_view(scorecard: Scorecard, frozen: Frozen, previous: Point | None = None) -> ReportView:
    """Return the report of a scorecard and of the snapshot that freezes it."""
    own = SubjectView(
        key="organisation",
        name=scorecard.organisation,
        headline=say("Asked of the organisation as a whole"),
        owner=None,
        findings=tuple(
            finding_view(each) for each in sorted(scorecard.organisation_findings, key=badness)
        ),
    )
    subjects = (own, *(_subject(model, scorecard) for model in scorecard.models))
    return ReportView(
        scorecard=scorecard_view(scorecard, previous),
        models=models_view(scorecard),
        subjects=tuple(each for each in subjects if each.findings),
        exempt=_exempt(scorecard),
        sources=sources_view(scorecard.sources, scorecard.as_of, scorecard),
        generation=scorecard.generation or say("none"),
        snapshot=frozen.id,
        sha256=frozen.sha256,
    )


def _subject(model: ModelScore, scorecard: Scorecard) -> SubjectView:
    findings = [finding for score in model.areas for finding in score.findings]
    owners_known = any(each.facts.owner is not None for each in scorecard.models)
    return SubjectView(
        key=model.facts.model,
        name=model.facts.model,
        headline=model_headline(model),
        owner=owner_text(model.facts, owners_known=owners_known),
        findings=tuple(finding_view(each) for each in sorted(findings, key=badness)),
    )


def _exempt(scorecard: Scorecard) -> tuple[str, ...]:
    left_out = (
        say(
            "{question} ({id}) is not asked, as {pack} has it: {reason}",
            question=each.title,
            id=each.question,
            pack=each.pack,
            reason=each.reason,
        )
        for area in scorecard.areas
        for each in area.left_out
    )
    exempt = (
        say(
            "{question} for {subject} until {day}",
            question=each.question.title,
            subject=each.subject or scorecard.organisation,
            day=text.day(each.claim.exempt_until),
        )
        for each in scorecard.findings()
        if each.verdict is Verdict.NOT_APPLICABLE
    )
    return (*left_out, *exempt)
