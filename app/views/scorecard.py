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
from app.wording import many, phrase, say
from assessments.scorecard import ClaimIntegrity, Coverage, Scorecard
from assessments.scoring import Finding, PortfolioArea, Verdict
from assessments.trend import Point

TOO_MANY_EXEMPT = 0.2
COVERAGE_TITLES = (
    phrase("Production models with a recorded owner and a registry entry"),
    phrase("AI cost that found its model"),
    phrase("Incidents that found their model"),
)
"""The titles that coverage has today; a snapshot may hold another, which is shown as it is."""
_COVERED = {
    "models": phrase("production models"),
    "cost": phrase("AI cost"),
    "incidents": phrase("incidents"),
}


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
    """`6 claims on models contradicted`; None: none is."""
    known: str | None
    """`known for 87 % of what is at stake`; None: for all, or the area asks nothing of models."""
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
        return say("Simulated data: a demo portfolio, not a real company.")
    sources = text.listed(sorted(made_up))
    return say("Part of this is simulated data, from {sources}.", sources=sources)


def _quiet(scorecard: Scorecard) -> tuple[str, ...]:
    lines = [
        scorecard.organisation,
        scorecard.assessment,
        _models(scorecard),
        sources_sentence(scorecard.sources, scorecard.as_of),
    ]
    return tuple(line for line in lines if line)


def _models(scorecard: Scorecard) -> str:
    """Return `8 production models (3 more registered)`."""
    models = say("no production model")
    if scorecard.models:
        models = text.count(len(scorecard.models), "production model", "production models")
    if not scorecard.other_models:
        return models
    others = text.number(scorecard.other_models)
    return say("{models} ({others} more registered)", models=models, others=others)


# Areas


def _areas_title(scorecard: Scorecard) -> str:
    settled = [area for area in scorecard.portfolio if area.level is not None]
    if not settled:
        return say("No area can be settled yet: the lines show what is still possible")
    lowest = min(area.level or 0 for area in settled)
    names = titles(scorecard)
    low = [area for area in settled if area.level == lowest]
    worst = worst_area(scorecard)
    if worst is not None and len(low) > 1:
        return _worst_of_several(scorecard, worst, len(low) - 1)
    if len(low) == len(scorecard.portfolio):
        return say("All areas are verified at {level}", level=text.level(lowest))
    said = many(
        "{areas} is lowest, verified at {level}",
        "{areas} are lowest, verified at {level}",
        len(low),
        areas=text.listed([names.get(area.area, area.area).lower() for area in low]),
        level=text.level(lowest),
    )
    return text.capital(said)


def _worst_of_several(scorecard: Scorecard, worst: PortfolioArea, others: int) -> str:
    contradicted = scorecard.integrity_by_area[worst.area].contradicted
    return many(
        "{area} is worst: verified at {level}, as one other area is, with the most contradicted "
        "claims, {contradicted}",
        "{area} is worst: verified at {level}, as {others} other areas are, with the most "
        "contradicted claims, {contradicted}",
        others,
        area=titles(scorecard).get(worst.area, worst.area),
        level=text.level(worst.level),
        others=text.in_words(others),
        contradicted=text.number(contradicted),
    )


def _area_view(area: PortfolioArea, scorecard: Scorecard, *, worst: bool) -> AreaView:
    asked = {each.id: each for each in scorecard.areas}.get(area.area)
    title = asked.title if asked else area.area
    findings = area_findings(scorecard, area.area)
    contradicted = [each for each in findings if each.verdict is Verdict.CONTRADICTED]
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
        level=say("insufficient evidence") if area.level is None else text.level(area.level),
        band=say("band {band}", band=text.band(area.low, area.high)) if open_band else None,
        worst=worst,
        claimed=_claimed(area.claimed),
        models=_models_part(area, findings),
        organisation=_organisation_part(area),
        contradicted=_contradicted(contradicted),
        known=_known(area, findings),
        notes=_notes(findings),
    )


def _claimed(level: int | None) -> str:
    return (
        say("no level claimed")
        if level is None
        else say("claimed {level}", level=text.level(level))
    )


def _contradicted(found: Sequence[Finding]) -> str | None:
    """Return how many claims do not hold; where they are on models, the area's own may hold."""
    if not found:
        return None
    if all(each.subject is not None for each in found):
        return many(
            "{number} claim on models contradicted",
            "{number} claims on models contradicted",
            len(found),
        )
    return many("{number} claim contradicted", "{number} claims contradicted", len(found))


def area_findings(scorecard: Scorecard, area: str) -> tuple[Finding, ...]:
    """Return all findings of one area, the organisation's and the models'."""
    return tuple(each for each in scorecard.findings() if each.question.area == area)


def _models_part(area: PortfolioArea, findings: Sequence[Finding]) -> str | None:
    if not any(each.subject is not None for each in findings):
        return None
    stand = _stand(area.models_level, (area.models_low, area.models_high))
    return say("models {level}", level=stand)


def _organisation_part(area: PortfolioArea) -> str | None:
    own = area.organisation
    if own is None:
        return None
    return say("organisation {level}", level=_stand(own.level, (own.low, own.high)))


def _stand(level: int | None, band: tuple[int, int]) -> str:
    return say("unknown, {band}", band=text.band(*band)) if level is None else text.level(level)


def _known(area: PortfolioArea, findings: Sequence[Finding]) -> str | None:
    models = any(each.subject is not None for each in findings)
    if not models or area.known_exposure >= 1:
        return None
    return say("known for {share} of what is at stake", share=text.share(area.known_exposure))


def _notes(findings: Sequence[Finding]) -> tuple[str, ...]:
    weight = sum(each.question.weight for each in findings)
    exempt = sum(
        each.question.weight for each in findings if each.verdict is Verdict.NOT_APPLICABLE
    )
    if weight and exempt / weight > TOO_MANY_EXEMPT:
        return (say("{share} does not apply", share=text.share(exempt / weight)),)
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
        return say("No claim of any area can be checked yet")
    area, worst = min(
        by_area.items(), key=lambda each: (-each[1].contradicted, names.get(each[0], each[0]))
    )
    if not worst.contradicted:
        return say("No claim is contradicted in any area")
    return say(
        "{area} has the most contradicted claims: {contradicted} of {claims}",
        area=names.get(area, area),
        contradicted=text.number(worst.contradicted),
        claims=text.number(worst.checkable),
    )


def integrity_sentence(held: ClaimIntegrity) -> str:
    """Return `Of 96 claims that can be checked, 51 % are confirmed and 24 % contradicted`."""
    if not held.checkable:
        return say("No claim can be checked yet")
    first, *others = _integrity_parts(held)
    if held.checkable == 1:
        return say("The one claim that can be checked is {verdict}", verdict=first.word)
    said = say(
        "Of {claims} that can be checked, {share} are {verdict}",
        claims=text.count(held.checkable, "claim", "claims"),
        share=first.share_text,
        verdict=first.word,
    )
    return text.listed([said, *map(_share_and_verdict, others)])


def _share_and_verdict(part: Part) -> str:
    return say("{share} {verdict}", share=part.share_text, verdict=part.word)


def _integrity_parts(held: ClaimIntegrity) -> tuple[Part, ...]:
    verdicts = (Verdict.CONFIRMED, Verdict.UNPROVEN, Verdict.CONTRADICTED)
    numbers = (held.confirmed, held.unproven, held.contradicted)
    return tuple(
        Part(
            key=text.verdict_group(verdict),
            group=text.verdict_group(verdict),
            word=text.verdict(verdict),
            amount=text.number(number),
            share=number / held.checkable,
            share_text=share,
        )
        for verdict, number, share in zip(verdicts, numbers, integrity_shares(held), strict=True)
        if number
    )


def integrity_shares(held: ClaimIntegrity) -> tuple[str, str, str]:
    """Return what is confirmed, unproven and contradicted of the claims that can be checked."""
    confirmed, unproven, contradicted = text.shares(
        (held.confirmed, held.unproven, held.contradicted)
    )
    return confirmed, unproven, contradicted


def _integrity_notes(held: ClaimIntegrity) -> tuple[tuple[str, str], ...]:
    notes = []
    if held.claim_only:
        said = many(
            "{number} claim stands on words alone",
            "{number} claims stand on words alone",
            held.claim_only,
        )
        notes.append(("verdict:claim_only", said))
    if held.nobody_could_say:
        said = many(
            "{number} question nobody could answer",
            "{number} questions nobody could answer",
            held.nobody_could_say,
        )
        notes.append(("verdict:nobody", said))
    return tuple(notes)


# Coverage


def _coverage_title(coverage: Sequence[CoverageView]) -> str:
    known = [each for each in coverage if each.share is not None]
    if not known:
        return say("Nothing has been matched to a model yet")
    least = min(known, key=lambda each: each.share or 0.0)
    if least.share == 1:
        return say("Every row that was read found its model")
    return say(
        "Coverage of all that was read is lowest for {rows}: {share}",
        rows=least.what,
        share=least.share_text,
    )


def _coverage_view(coverage: Coverage, *, several: bool) -> CoverageView:
    """Return one coverage; where there are several of its kind, it names its currency."""
    return CoverageView(
        key=f"{coverage.join}|{coverage.unit}",
        join=coverage.join,
        what=_covered(coverage, several=several),
        title=joined(coverage),
        share=coverage.share,
        share_text=text.share(coverage.share),
        sentence=_matched(coverage),
    )


def joined(coverage: Coverage) -> str:
    """Return which rows were matched to models, as a title."""
    return say(coverage.title) if coverage.title in COVERAGE_TITLES else coverage.title


def _covered(coverage: Coverage, *, several: bool) -> str:
    rows = say(_COVERED[coverage.join]) if coverage.join in _COVERED else coverage.title
    return say("{rows} in {currency}", rows=rows, currency=coverage.unit) if several else rows


def _matched(coverage: Coverage) -> str:
    """Return `Cost: $245k of $262k`, or `Incidents: 19 of 21 incidents`."""
    title, unit = joined(coverage), coverage.unit
    if coverage.share is None:
        return say("{title}: nothing to match", title=title)
    if len(unit) == len("USD") and unit.isupper():
        matched, total = (text.amount(each, unit) for each in (coverage.matched, coverage.total))
        return say("{title}: {matched} of {total}", title=title, matched=matched, total=total)
    matched = text.number(coverage.matched.normalize(), ",f")
    match unit:
        case "models":
            total = text.count(int(coverage.total), "model", "models")
        case "incidents":
            total = text.count(int(coverage.total), "incident", "incidents")
        case _:
            total = f"{text.number(coverage.total.normalize(), ',f')} {unit}"
    return say("{title}: {matched} of {total}", title=title, matched=matched, total=total)
