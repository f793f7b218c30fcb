"""How one area of the portfolio comes to its level: the rule, with the area's own numbers."""

from app import text
from app.wording import say
from assessments.scoring import ALMOST_ALL, PortfolioArea
from assessments.scoring.findings import HIGHEST


def standing(area: PortfolioArea) -> str:
    """Return in a few sentences why the area stands where it does (method §4 and §5)."""
    asked = sum(area.counts.values()) > 0
    told = [_models(area)] if asked else []
    if area.organisation is not None:
        told.append(_organisation(area.organisation.level, alone=not asked))
    told.append(
        say(
            "A model, like the organisation, stands at the weighted median of its own questions, "
            "and never above its lowest critical one."
        )
    )
    return " ".join(told)


def _models(area: PortfolioArea) -> str:
    level = area.models_level
    if level is None:
        return say(
            "Models have a level once it is known for half of what is at stake; it is known for "
            "{share}.",
            share=text.share(area.known_exposure),
        )
    rule = say(
        "Models stand at {level}: the highest level that more than {most} of what is at stake has "
        "reached, with no tier-1 model more than one level below",
        level=text.level(level),
        most=text.share(ALMOST_ALL),
    )
    if area.models_low != area.models_high:
        rule = say(
            "{rule}, held inside the band {band}",
            rule=rule,
            band=text.band(area.models_low, area.models_high),
        )
    if level == HIGHEST:
        return say("{rule}.", rule=rule)
    return say(
        "{rule}; {share} has reached {higher}.",
        rule=rule,
        share=text.share(_reached(area, level + 1)),
        higher=text.level(level + 1),
    )


def _reached(area: PortfolioArea, level: int) -> float:
    """Return the share of the known exposure that stands at a level or above."""
    above = sum(part for at, part in area.distribution.items() if at is not None and at >= level)
    return above / area.known_exposure if area.known_exposure else 0.0


def _organisation(level: int | None, *, alone: bool) -> str:
    if level is None:
        return say("Where the organisation's own questions stand is unknown.")
    if alone:
        return say(
            "All is asked of the organisation, which stands at {level}.", level=text.level(level)
        )
    return say(
        "The organisation's own questions stand at {level}; the area has the lower of the two.",
        level=text.level(level),
    )
