"""From models to the portfolio: how much each weighs, and the level of one area (method §5)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from math import fsum

from assessments.scoring.areas import clamp, is_asked
from assessments.scoring.findings import HIGHEST, LEVELS, LOWEST
from assessments.scoring.values import AreaScore, ExposureParts, PortfolioArea, Standing

ALMOST_ALL = 0.85
MORE_THAN_HALF = 0.5
FEWEST_KNOWN = 0.5
MOST_CRITICAL_TIER = 1
TIER_WEIGHT = {1: 3.0, 2: 2.0, 3: 1.0}
TIER_PART, SPEND_PART, INCIDENT_PART = 0.5, 0.25, 0.25
_ROUNDING = 1e-9
"""Exactly 85 % is not more than 85 %, however the parts were rounded."""


def exposures(models: Sequence[ExposureParts]) -> tuple[float | None, ...]:
    """Return each model's part of the portfolio, 0 to 1; None where no part of it is known.

    Each part is compared with the mean of the models in which it is known, so that a part known
    of a few models does not make those few the whole portfolio; where it is known of all, this
    is the plain share of method §5. The exposures that are known sum to 1.
    """
    parts = (
        (TIER_PART, _to_mean([TIER_WEIGHT[m.tier] if m.tier else None for m in models])),
        (SPEND_PART, _to_mean([None if m.spend is None else float(m.spend) for m in models])),
        (INCIDENT_PART, _to_mean([m.incident_hours for m in models])),
    )
    raw = [_mean([(weight, part[at]) for weight, part in parts]) for at in range(len(models))]
    total = fsum(each for each in raw if each is not None)
    return tuple(each / total if each is not None and total else None for each in raw)


def _to_mean(amounts: Sequence[float | None]) -> list[float | None]:
    """Return each known amount over the mean of those known; a negative one counts as none."""
    known = [max(amount, 0.0) for amount in amounts if amount is not None]
    mean = fsum(known) / len(known) if known else 0.0
    if not mean:
        return [None] * len(amounts)
    return [None if amount is None else max(amount, 0.0) / mean for amount in amounts]


def _mean(parts: Sequence[tuple[float, float | None]]) -> float | None:
    """Return the weighted mean of the parts that are known."""
    known = [(weight, part) for weight, part in parts if part is not None]
    if not known:
        return None
    return fsum(weight * part for weight, part in known) / fsum(weight for weight, _ in known)


@dataclass(frozen=True)
class _Asked:
    """The models that an area asks something of, each with its weight."""

    models: tuple[Standing, ...]
    weights: tuple[float, ...]

    def by(self, of: Callable[[AreaScore], int | None]) -> dict[int | None, list[float]]:
        """Return the weights of the models by what this gives of each: 1 to 5, or None."""
        found: dict[int | None, list[float]] = {at: [] for at in (*LEVELS, None)}
        for model, weight in zip(self.models, self.weights, strict=True):
            found[of(model.score)].append(weight)
        return found

    def part(self, weights: Iterable[float]) -> float:
        """Return which part of the exposure, 0 to 1, some of the weights are."""
        return fsum(weights) / fsum(self.weights) if self.models else 0.0

    def reached(
        self, of: Callable[[AreaScore], int | None], part: float = ALMOST_ALL, *, gate: bool = True
    ) -> int | None:
        """Return the highest level that more than `part` of the known exposure has reached.

        With the gate no tier-1 model stands more than one level below it. None where less than
        half of the exposure is known.
        """
        by = self.by(of)
        known = self.part(_from(LOWEST, by))
        if not self.models or known < FEWEST_KNOWN - _ROUNDING:
            return None
        critical = [of(each.score) for each in self.models if each.tier == MOST_CRITICAL_TIER]
        floor = min((level for level in critical if level is not None), default=HIGHEST)
        top = min(HIGHEST, floor + 1) if gate else HIGHEST
        for level in range(top, LOWEST, -1):
            if self.part(_from(level, by)) - part * known > _ROUNDING:
                return level
        return LOWEST


def _asked(models: Sequence[Standing]) -> _Asked:
    """Return the models whose questions are not all exempt; an unknown exposure is a mean one."""
    asked = tuple(each for each in models if is_asked(each.score))
    known = [each.exposure for each in asked if each.exposure is not None]
    mean = fsum(known) / len(known) if known else 0.0
    if not mean:
        return _Asked(asked, (1.0,) * len(asked))
    return _Asked(asked, tuple(mean if m.exposure is None else m.exposure for m in asked))


def portfolio_area(
    area_id: str, models: Sequence[Standing], organisation: AreaScore | None = None
) -> PortfolioArea:
    """Return one area over the production models, and over the organisation where it is asked.

    Where all questions of the area are the organisation's, its level and band stand alone, as the
    models' do where the organisation has no question.
    """
    asked = _asked(models)
    low = asked.reached(_low) or LOWEST
    high = asked.reached(_high) or HIGHEST
    level = clamp(asked.reached(_level), low, high)
    by = asked.by(_level)
    own = [organisation] if organisation is not None and is_asked(organisation) else []
    bands = [(low, high)] if asked.models or not own else []
    bands += [(score.low, score.high) for score in own]
    lowest, highest = min(band[0] for band in bands), min(band[1] for band in bands)
    return PortfolioArea(
        area=area_id,
        level=clamp(_lower([level, *map(_level, own)]), lowest, highest),
        low=lowest,
        high=highest,
        claimed=_lower([asked.reached(_claimed), *map(_claimed, own)]),
        largely=_largely(asked),
        models_level=level,
        models_low=low,
        models_high=high,
        known_exposure=asked.part(_from(LOWEST, by)),
        distribution={at: asked.part(weights) for at, weights in by.items()},
        counts={at: len(weights) for at, weights in by.items()},
        organisation=organisation,
    )


def _largely(asked: _Asked) -> int | None:
    """Return the level that more than half of the known exposure has reached, in its own band."""
    low = asked.reached(_low, MORE_THAN_HALF, gate=False) or LOWEST
    high = asked.reached(_high, MORE_THAN_HALF, gate=False) or HIGHEST
    return clamp(asked.reached(_level, MORE_THAN_HALF, gate=False), low, high)


def _lower(levels: Sequence[int | None]) -> int | None:
    """Return the lowest of the levels that are known."""
    return min((level for level in levels if level is not None), default=None)


def _from(level: int, by: Mapping[int | None, Sequence[float]]) -> Iterator[float]:
    """Give the weights that stand at a level or above."""
    return chain.from_iterable(by[at] for at in LEVELS if at >= level)


def _level(score: AreaScore) -> int | None:
    return score.level


def _claimed(score: AreaScore) -> int | None:
    return score.claimed


def _low(score: AreaScore) -> int:
    return score.low


def _high(score: AreaScore) -> int:
    return score.high
