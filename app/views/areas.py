"""The areas of the portfolio, each with its level, its band and what is claimed."""

from collections.abc import Sequence
from dataclasses import dataclass

from app import text
from app.views.headline import worst_area
from app.views.parts import LevelMark, is_known, level_mark
from app.wording import many, say
from assessments.scorecard import Scorecard
from assessments.scoring import Finding, PortfolioArea, Verdict

TOO_MANY_EXEMPT = 0.2


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


def areas_title(scorecard: Scorecard) -> str:
    """Return which area is lowest, or that none can be settled."""
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


def area_view(area: PortfolioArea, scorecard: Scorecard, *, worst: bool) -> AreaView:
    """Return one area in words; `worst`: it is the one that the title names."""
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


def titles(scorecard: Scorecard) -> dict[str, str]:
    """Return each area's title by its id."""
    return {area.id: area.title for area in scorecard.areas}
