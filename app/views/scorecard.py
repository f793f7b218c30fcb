"""The minute's read: the news, five areas, claim integrity, what costs most, and what changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app import text
from app.views import changes, contradictions, spend
from app.views.changes import ChangesView
from app.views.contradictions import ContradictionsView
from app.views.headline import headline, worst_area
from app.views.parts import LevelMark, Part, is_known, level_mark
from app.views.sources import sources_sentence, sources_view
from app.views.spend import MoneyView
from assessments.scorecard import ClaimIntegrity, Coverage, Scorecard
from assessments.scoring import Finding, PortfolioArea, Verdict
from assessments.trend import Point

TOO_MANY_EXEMPT = 0.2
_COVERED = {"models": "production models", "cost": "AI cost", "incidents": "incidents"}


@dataclass(frozen=True)
class AreaView:
    """One area of the portfolio."""

    id: str
    title: str
    question: str
    mark: LevelMark
    level: str
    """`3 Working`, or `insufficient evidence`."""
    band: str | None
    """`band 2 to 4`; None: nothing is open."""
    worst: bool
    """Lowest, and among the lowest the one with most contradicted claims; one area at most is."""
    claimed: str
    """`claimed 4 Measured`, or `no level claimed`."""
    models: str | None
    """`models 3 Working`; None: the area asks nothing of models."""
    organisation: str | None
    """The same for the organisation."""
    contradicted: str | None
    """`6 contradicted`; None: none is."""
    known: str | None
    """`87 % of exposure known`; None: all of it is, or the area asks nothing of models."""
    notes: tuple[str, ...]
    """What does not apply, where that is much."""


@dataclass(frozen=True)
class IntegrityRow:
    """Claim integrity of one area."""

    area: str
    title: str
    sentence: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class IntegrityView:
    """Of the claims that can be checked, how many hold."""

    sentence: str
    parts: tuple[Part, ...]
    """Empty: no claim can be checked."""
    notes: tuple[tuple[str, str], ...]
    """Claims on words alone, and questions that nobody could answer: key and sentence."""
    by_area_title: str
    """Which area has the most contradicted claims."""
    by_area: tuple[IntegrityRow, ...]


@dataclass(frozen=True)
class CoverageView:
    """How much of one kind of row found its model."""

    key: str
    """`cost|USD`: how it is named in an address."""
    join: str
    what: str
    """`production models`, `AI cost` or `incidents`."""
    title: str
    share: float | None
    share_text: str
    sentence: str


@dataclass(frozen=True)
class ScorecardView:
    """Everything that the scorecard says, page and export alike."""

    headline: str
    quiet: tuple[str, ...]
    """Organisation, assessment, models, sources: one line, its parts; coverage ends it."""
    simulated: str | None
    """Said plainly where the data is simulated."""
    as_of: str
    areas_title: str
    areas: tuple[AreaView, ...]
    integrity: IntegrityView
    contradictions: ContradictionsView
    money: MoneyView
    coverage_title: str
    coverage: tuple[CoverageView, ...]
    changes: ChangesView
    warnings: tuple[str, ...]


def scorecard_view(scorecard: Scorecard, previous: Point | None = None) -> ScorecardView:
    """Return the scorecard in words; `previous` is where the snapshot to compare with stood."""
    joins = [each.join for each in scorecard.coverage]
    coverage = tuple(
        _coverage_view(each, several=joins.count(each.join) > 1) for each in scorecard.coverage
    )
    sources = sources_view(scorecard.sources, scorecard.as_of, scorecard)
    lowest = worst_area(scorecard)
    return ScorecardView(
        headline=headline(scorecard),
        quiet=_quiet(scorecard),
        simulated=_simulated(scorecard),
        as_of=text.moment(scorecard.as_of),
        areas_title=_areas_title(scorecard),
        areas=tuple(
            _area_view(each, scorecard, worst=each is lowest) for each in scorecard.portfolio
        ),
        integrity=_integrity_view(scorecard),
        contradictions=contradictions.contradictions_view(scorecard),
        money=spend.money_view(scorecard),
        coverage_title=_coverage_title(coverage),
        coverage=coverage,
        changes=changes.changes_view(scorecard, previous),
        warnings=sources.warnings,
    )


def titles(scorecard: Scorecard) -> dict[str, str]:
    """Return each area's title by its id."""
    return {area.id: area.title for area in scorecard.areas}


def _simulated(scorecard: Scorecard) -> str | None:
    made_up = [each.source for each in scorecard.sources if each.simulated]
    if not made_up:
        return None
    if len(made_up) == len(scorecard.sources):
        return "Simulated data: a demo portfolio, not a real company."
    return f"Part of this is simulated data, from {text.listed(sorted(made_up))}."


def _quiet(scorecard: Scorecard) -> tuple[str, ...]:
    number = len(scorecard.models)
    models = (
        text.count(number, "production model", "production models")
        if number
        else "no production model"
    )
    if scorecard.other_models:
        models += f" ({text.number(scorecard.other_models)} more registered)"
    lines = [
        scorecard.organisation,
        scorecard.assessment,
        models,
        sources_sentence(scorecard.sources, scorecard.as_of),
    ]
    return tuple(line for line in lines if line)


# Areas


def _areas_title(scorecard: Scorecard) -> str:
    settled = [area for area in scorecard.portfolio if area.level is not None]
    if not settled:
        return "No area can be settled yet: the lines show what is still possible"
    lowest = min(area.level or 0 for area in settled)
    names = titles(scorecard)
    low = [area for area in settled if area.level == lowest]
    worst = worst_area(scorecard)
    if worst is not None and len(low) > 1:
        others = len(low) - 1
        like = "one other area is" if others == 1 else f"{text.in_words(others)} other areas are"
        contradicted = scorecard.integrity_by_area[worst.area].contradicted
        return (
            f"{names.get(worst.area, worst.area)} is worst: verified at {text.level(lowest)}, as "
            f"{like}, with the most contradicted claims, {text.number(contradicted)}"
        )
    if len(low) == len(scorecard.portfolio):
        return f"All areas are verified at {text.level(lowest)}"
    stand = "is" if len(low) == 1 else "are"
    said = text.listed([names.get(area.area, area.area).lower() for area in low])
    return text.capital(f"{said} {stand} lowest, verified at {text.level(lowest)}")


def _area_view(area: PortfolioArea, scorecard: Scorecard, *, worst: bool) -> AreaView:
    asked = {each.id: each for each in scorecard.areas}.get(area.area)
    title = asked.title if asked else area.area
    findings = area_findings(scorecard, area.area)
    contradicted = sum(each.verdict is Verdict.CONTRADICTED for each in findings)
    open_band = area.level is None or area.low != area.high
    return AreaView(
        id=area.area,
        title=title,
        question=asked.question if asked else "",
        mark=level_mark(
            area.area,
            title,
            area.level,
            (area.low, area.high),
            area.claimed,
            known=any(is_known(each) for each in findings),
        ),
        level=text.level(area.level) if area.level is not None else "insufficient evidence",
        band=f"band {text.band(area.low, area.high)}" if open_band else None,
        worst=worst,
        claimed=_claimed(area.claimed),
        models=_models_part(area, findings),
        organisation=_organisation_part(area),
        contradicted=f"{text.number(contradicted)} contradicted" if contradicted else None,
        known=_known(area, findings),
        notes=_notes(findings),
    )


def _claimed(level: int | None) -> str:
    return "no level claimed" if level is None else f"claimed {text.level(level)}"


def area_findings(scorecard: Scorecard, area: str) -> tuple[Finding, ...]:
    """Return all findings of one area, the organisation's and the models'."""
    return tuple(each for each in scorecard.findings() if each.question.area == area)


def _models_part(area: PortfolioArea, findings: Sequence[Finding]) -> str | None:
    if not any(each.subject is not None for each in findings):
        return None
    return _part("models", area.models_level, (area.models_low, area.models_high))


def _organisation_part(area: PortfolioArea) -> str | None:
    own = area.organisation
    return None if own is None else _part("organisation", own.level, (own.low, own.high))


def _part(who: str, level: int | None, band: tuple[int, int]) -> str:
    said = text.level(level) if level is not None else f"unknown, {text.band(*band)}"
    return f"{who} {said}"


def _known(area: PortfolioArea, findings: Sequence[Finding]) -> str | None:
    models = any(each.subject is not None for each in findings)
    if not models or area.known_exposure >= 1:
        return None
    return f"{text.share(area.known_exposure)} of exposure known"


def _notes(findings: Sequence[Finding]) -> tuple[str, ...]:
    weight = sum(each.question.weight for each in findings)
    exempt = sum(
        each.question.weight for each in findings if each.verdict is Verdict.NOT_APPLICABLE
    )
    if weight and exempt / weight > TOO_MANY_EXEMPT:
        return (f"{text.share(exempt / weight)} does not apply",)
    return ()


# Claim integrity


def _integrity_view(scorecard: Scorecard) -> IntegrityView:
    held = scorecard.integrity
    names = titles(scorecard)
    return IntegrityView(
        sentence=integrity_sentence(held),
        parts=_integrity_parts(held),
        notes=_integrity_notes(held),
        by_area_title=_by_area_title(scorecard.integrity_by_area, names),
        by_area=tuple(
            IntegrityRow(
                area, names.get(area, area), integrity_sentence(each), _integrity_parts(each)
            )
            for area, each in scorecard.integrity_by_area.items()
        ),
    )


def _by_area_title(by_area: Mapping[str, ClaimIntegrity], names: Mapping[str, str]) -> str:
    """Return `Rollback speed has the most contradicted claims: 24 of 129`."""
    if not any(each.checkable for each in by_area.values()):
        return "No claim of any area can be checked yet"
    area, worst = min(
        by_area.items(), key=lambda each: (-each[1].contradicted, names.get(each[0], each[0]))
    )
    if not worst.contradicted:
        return "No claim is contradicted in any area"
    return (
        f"{names.get(area, area)} has the most contradicted claims: "
        f"{text.number(worst.contradicted)} of {text.number(worst.checkable)}"
    )


def integrity_sentence(held: ClaimIntegrity) -> str:
    """Return `Of 96 claims that can be checked, 51 % are confirmed and 24 % contradicted`."""
    if not held.checkable:
        return "No claim can be checked yet"
    if held.checkable == 1:
        return f"The one claim that can be checked is {_integrity_parts(held)[0].word}"
    claims = text.count(held.checkable, "claim", "claims")
    said = [
        f"{part.share_text} {'are ' if at == 0 else ''}{part.word}"
        for at, part in enumerate(_integrity_parts(held))
    ]
    return f"Of {claims} that can be checked, {text.listed(said)}"


def _integrity_parts(held: ClaimIntegrity) -> tuple[Part, ...]:
    counts: tuple[tuple[text.Group, int], ...] = (
        ("confirmed", held.confirmed),
        ("unproven", held.unproven),
        ("contradicted", held.contradicted),
    )
    return tuple(
        Part(
            key=group,
            group=group,
            word=group,
            amount=text.number(number),
            share=number / held.checkable,
            share_text=text.share(number / held.checkable),
        )
        for group, number in counts
        if number
    )


def _integrity_notes(held: ClaimIntegrity) -> tuple[tuple[str, str], ...]:
    notes = []
    if held.claim_only:
        stand = "stands" if held.claim_only == 1 else "stand"
        said = f"{text.count(held.claim_only, 'claim', 'claims')} {stand} on words alone"
        notes.append(("verdict:claim_only", said))
    if held.nobody_could_say:
        said = f"{text.count(held.nobody_could_say, 'question', 'questions')} nobody could answer"
        notes.append(("verdict:nobody", said))
    return tuple(notes)


# Coverage


def _coverage_title(coverage: Sequence[CoverageView]) -> str:
    known = [each for each in coverage if each.share is not None]
    if not known:
        return "Nothing has been matched to a model yet"
    least = min(known, key=lambda each: each.share or 0.0)
    if least.share == 1:
        return "Every row that was read found its model"
    return f"Coverage is lowest for {least.what}: {least.share_text}"


def _coverage_view(coverage: Coverage, *, several: bool) -> CoverageView:
    """Return one coverage; where there are several of its kind, it names its currency."""
    what = _COVERED.get(coverage.join, coverage.title)
    share = coverage.share
    if share is None:
        said = f"{coverage.title}: nothing to match"
    elif len(coverage.unit) == len("USD") and coverage.unit.isupper():
        matched = text.amount(coverage.matched, coverage.unit)
        total = text.amount(coverage.total, coverage.unit)
        said = f"{coverage.title}: {matched} of {total}"
    else:
        matched, total = (
            text.number(each.normalize(), ",f") for each in (coverage.matched, coverage.total)
        )
        said = f"{coverage.title}: {matched} of {total} {coverage.unit}"
    return CoverageView(
        key=f"{coverage.join}|{coverage.unit}",
        join=coverage.join,
        what=f"{what} in {coverage.unit}" if several else what,
        title=coverage.title,
        share=share,
        share_text=text.share(share),
        sentence=said,
    )
