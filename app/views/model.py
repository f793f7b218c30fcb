"""One model: its facts, five areas, findings, and the story behind them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app import text
from app.answering import Told
from app.text import Group
from app.views.areas import TOO_MANY_EXEMPT
from app.views.finding import FindingView, finding_view
from app.views.model_cost import AllocationRow, CostSeries, allocation_rows, cost_series
from app.views.models import OwnerText, contradicted, owner_text, tier_text
from app.views.parts import LevelMark, VerdictMark, area_mark, badness, money_text
from app.views.time_axis import Span
from app.views.timeline import TimelineView, timeline_view
from app.wording import many, phrase, say
from assessments.scorecard import ModelScore, Scorecard
from assessments.scoring import AreaScore
from assessments.story import DocumentRow, IncidentRow, ModelStory, OwnerSpell

_STATES: dict[str, tuple[Group, str]] = {
    "exists": ("confirmed", phrase("found")),
    "missing": ("contradicted", phrase("missing")),
    "unreachable": ("unproven", phrase("unreachable")),
    "not_checked": ("unknown", phrase("not checked")),
}
_KINDS = {
    "model_card": phrase("model card"),
    "runbook": phrase("runbook"),
    "review": phrase("review"),
    "explainer": phrase("explainer"),
    "decision_note": phrase("decision note"),
}
"""Of documents."""
_ROLES = {"owner": phrase("owner"), "deputy": phrase("deputy")}
_FINDERS = {"monitor": phrase("monitor"), "person": phrase("person")}
_METHODS = {
    "declared": phrase("declared"),
    "link": phrase("link"),
    "tag": phrase("tag"),
    "exact_name": phrase("exact name"),
    "shared": phrase("shared"),
}
"""By which kind of rule an incident is tied to a model."""


@dataclass(frozen=True)
class FactView:
    """A label and its value."""

    label: str
    """At most 18 characters."""
    value: str
    exact: str | None = None


@dataclass(frozen=True)
class AreaSection:
    """One area of the model with its findings, worst first."""

    mark: LevelMark
    question: str
    summary: str
    findings: tuple[FindingView, ...]


@dataclass(frozen=True)
class SpellView:
    """A time in which someone answered for the model."""

    name: str
    role: str
    standing: VerdictMark
    since: str
    until: str
    reviewed: str
    source: str


@dataclass(frozen=True)
class IncidentView:
    """One incident."""

    incident: str
    title: str
    opened: str
    restored: str
    detected_by: str
    tied_by: str
    """The rule that tied it to the model."""
    source: str
    url: str | None


@dataclass(frozen=True)
class DocumentView:
    """One written account."""

    kind: str
    title: str
    state: VerdictMark
    version: str
    edited: str
    approved: str
    location: str
    source: str


@dataclass(frozen=True)
class ModelView:
    """Everything that one model's page says."""

    model: str
    headline: str
    purpose: str | None
    owner: OwnerText
    facts: tuple[FactView, ...]
    areas: tuple[AreaSection, ...]
    timeline: TimelineView
    cost: tuple[CostSeries, ...]
    allocation: tuple[AllocationRow, ...]
    owners: tuple[SpellView, ...]
    incidents: tuple[IncidentView, ...]
    documents: tuple[DocumentView, ...]


def model_view(
    model: ModelScore,
    story: ModelStory,
    scorecard: Scorecard,
    told: Mapping[str, Told] | None = None,
    span: Span = "365",
) -> ModelView:
    """Return one model of the scorecard with its story, and what respondents wrote by question.

    `span` is how far back the time axis reaches.
    """
    owners_known = any(each.facts.owner is not None for each in scorecard.models)
    return ModelView(
        model=model.facts.model,
        headline=model_headline(model),
        purpose=model.facts.purpose,
        owner=owner_text(model.facts, owners_known=owners_known),
        facts=_facts(model, scorecard),
        areas=area_sections(model, scorecard, told or {}),
        timeline=timeline_view(story, scorecard.as_of, span, told, _roles(model)),
        cost=cost_series(story, scorecard.as_of.date()),
        allocation=allocation_rows(story.allocation),
        owners=tuple(_spell(each) for each in story.owners),
        incidents=tuple(_incident(each) for each in story.incidents),
        documents=tuple(_document(each) for each in story.documents),
    )


def _roles(model: ModelScore) -> dict[str, str]:
    """Return the role of everyone who answered for the model."""
    return {
        response.respondent: response.role
        for score in model.areas
        for finding in score.findings
        for response in finding.claim.responses
    }


def model_headline(model: ModelScore) -> str:
    """Return the model's news in one sentence."""
    findings = [finding for score in model.areas for finding in score.findings]
    claims = [each for each in findings if each.claim.level is not None]
    bad = contradicted(model)
    if bad:
        return many(
            "{number} of {claims} is contradicted by the evidence",
            "{number} of {claims} are contradicted by the evidence",
            bad,
            claims=text.count(len(claims), "claim", "claims"),
        )
    settled = sum(each.verified is not None for each in findings)
    if not claims and not settled:
        return say("Nothing is claimed and nothing is known yet")
    return say(
        "No claim is contradicted; evidence settles {settled} of {questions}",
        settled=text.number(settled),
        questions=text.count(len(findings), "question", "questions"),
    )


def area_sections(
    model: ModelScore, scorecard: Scorecard, told: Mapping[str, Told]
) -> tuple[AreaSection, ...]:
    """Return the areas that ask something of the model, each with its findings worst first."""
    asked = {area.id: area for area in scorecard.areas}
    sections = []
    for score in model.areas:
        if not score.findings:
            continue
        area = asked.get(score.area)
        mark = area_mark(score, area.title if area else score.area)
        sections.append(
            AreaSection(
                mark=mark,
                question=area.question if area else "",
                summary=_summary(score),
                findings=tuple(
                    finding_view(each, told.get(each.question.id))
                    for each in sorted(score.findings, key=badness)
                ),
            )
        )
    return tuple(sections)


def _summary(score: AreaScore) -> str:
    settled, proven = text.share(score.coverage), text.share(score.criteria_proven)
    if score.not_applicable <= TOO_MANY_EXEMPT:
        return say(
            "Evidence settles {settled}, {proven} of all steps proven",
            settled=settled,
            proven=proven,
        )
    return say(
        "Evidence settles {settled}, {proven} of all steps proven; "
        "{exempt} of its weight does not apply",
        settled=settled,
        proven=proven,
        exempt=text.share(score.not_applicable),
    )


def _facts(model: ModelScore, scorecard: Scorecard) -> tuple[FactView, ...]:
    facts = model.facts
    priced = scorecard.money.window_from is not None
    cost = money_text(facts.effective_cost, say("none found") if priced else text.unknown())
    incidents = (
        text.unknown()
        if facts.incidents is None
        else f"{text.number(facts.incidents)} ({text.hours(facts.incident_hours)})"
    )
    return (
        FactView(say("Team"), facts.team or text.unknown()),
        FactView(say("Tier"), tier_text(facts.tier)),
        FactView(say("Serving version"), facts.serving_version or text.unknown()),
        FactView(say("Cost a month"), cost.text, cost.exact),
        FactView(say("Incidents a year"), incidents),
        FactView(say("Exposure"), text.share(model.exposure)),
    )


def _spell(each: OwnerSpell) -> SpellView:
    return SpellView(
        name=each.name,
        role=_word(_ROLES, each.role),
        standing=VerdictMark(*_standing(each)),
        since=text.day(each.from_earliest or each.from_latest),
        until=text.day(each.until_latest) if each.until_latest else say("now"),
        reviewed=text.day(each.reviewed_at) if each.reviewed_at else say("never"),
        source=each.source,
    )


def _standing(each: OwnerSpell) -> tuple[Group, str]:
    match each.active:
        case True:
            return "confirmed", say("active")
        case False if each.left_on:
            return "contradicted", say("left on {day}", day=text.day(each.left_on))
        case False:
            return "contradicted", say("no longer active")
        case None:
            return "unknown", say("in no directory")


def _incident(each: IncidentRow) -> IncidentView:
    return IncidentView(
        incident=each.incident,
        title=each.title,
        opened=text.day(each.opened_at),
        restored=(
            text.duration(each.hours_to_restore)
            if each.resolved_at is not None
            else say("not resolved yet")
        ),
        detected_by=_word(_FINDERS, each.detected_by) if each.detected_by else text.unknown(),
        tied_by=_joined([_word(_METHODS, each.method), each.rule]),
        source=each.source,
        url=each.url,
    )


def _document(each: DocumentRow) -> DocumentView:
    return DocumentView(
        kind=_word(_KINDS, each.kind),
        title=each.title or each.location,
        state=_state(each.state),
        version=each.version or text.unknown(),
        edited=text.day(each.edited_at),
        approved=_joined([text.day(each.approved_at), each.approved_by])
        if each.approved_at
        else say("not approved"),
        location=each.location,
        source=each.source,
    )


def _state(state: str) -> VerdictMark:
    if state not in _STATES:
        return VerdictMark("unknown", state)
    group, word = _STATES[state]
    return VerdictMark(group, say(word))


def _word(words: Mapping[str, str], value: str) -> str:
    """Return what a value of ours is called; any other is told as it is."""
    return say(words[value]) if value in words else value.replace("_", " ")


def _joined(parts: Sequence[str | None]) -> str:
    return ", ".join(part for part in parts if part)
