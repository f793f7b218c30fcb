"""What moved between two scorecards, in lines that are read right after something was done."""

from collections.abc import Iterator, Sequence

from app import text
from app.views.parts import badness
from app.wording import many, phrase, say
from assessments.scorecard import ModelScore, Scorecard
from assessments.scoring import Finding

SHOWN = 6
NOTHING = phrase("No verdict moves: it is known already, or other conditions are still open.")


def effects(before: Scorecard, after: Scorecard) -> tuple[str, ...]:
    """Return each verdict and area level that moved; one line says so where nothing did."""
    moved = [
        (was, now)
        for was, now in _pairs(before, after)
        if was is not now and _place(was) != _place(now)
    ]
    moved.sort(key=lambda pair: badness(pair[1]))
    lines = [_moved(was, now, after.organisation) for was, now in moved[:SHOWN]]
    if len(moved) > SHOWN:
        more = len(moved) - SHOWN
        lines.append(many("{number} more verdict moved", "{number} more verdicts moved", more))
    return (*lines, *_areas(before, after)) or (say(NOTHING),)


def _pairs(before: Scorecard, after: Scorecard) -> Iterator[tuple[Finding, Finding]]:
    """Yield each finding with what it was before, one subject after the other."""
    yield from _matched(before.organisation_findings, after.organisation_findings)
    stood = {model.facts.model: model for model in before.models}
    for model in after.models:
        was = stood.get(model.facts.model)
        if was is not None:
            yield from _matched(_findings(was), _findings(model))


def _findings(model: ModelScore) -> list[Finding]:
    return [finding for score in model.areas for finding in score.findings]


def _matched(
    before: Sequence[Finding], after: Sequence[Finding]
) -> Iterator[tuple[Finding, Finding]]:
    stood = {each.question.id: each for each in before}
    for each in after:
        if each.question.id in stood:
            yield stood[each.question.id], each


def _place(finding: Finding) -> tuple[object, ...]:
    return finding.verdict, finding.verified, finding.low, finding.high, finding.proven


def _moved(was: Finding, now: Finding, organisation: str) -> str:
    """Return `Runbook, fraud-scorer: unproven → confirmed, 3 Working`."""
    about = say(
        "{question}, {subject}", question=now.question.title, subject=now.subject or organisation
    )
    if was.verdict is now.verdict:
        return say(
            "{about}: {verdict}, {before} → {after}",
            about=about,
            verdict=text.verdict(now.verdict),
            before=_stands(was),
            after=_stands(now),
        )
    said = say(
        "{about}: {before} → {after}",
        about=about,
        before=text.verdict(was.verdict),
        after=text.verdict(now.verdict),
    )
    return f"{said}, {text.level(now.verified)}" if now.verified is not None else said


def _stands(finding: Finding) -> str:
    if finding.verified is not None:
        return text.level(finding.verified)
    return say("band {band}", band=text.band(finding.low, finding.high))


def _areas(before: Scorecard, after: Scorecard) -> list[str]:
    titles = {area.id: area.title for area in after.areas}
    stood = {each.area: each.level for each in before.portfolio}
    return [
        say(
            "{area} over the portfolio: {before} → {after}",
            area=titles.get(each.area, each.area),
            before=_level(stood[each.area]),
            after=_level(each.level),
        )
        for each in after.portfolio
        if each.area in stood and stood[each.area] != each.level
    ]


def _level(level: int | None) -> str:
    return say("insufficient evidence") if level is None else text.level(level)
