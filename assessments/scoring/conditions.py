"""One condition: how good its observation is, and whether it is met (method §2)."""

from datetime import datetime
from fractions import Fraction
from functools import lru_cache
from math import exp, fsum, inf, isfinite, lgamma, log

from assessments.questionnaire import Condition, Probe
from assessments.scoring.values import ConditionResult, Observation

DOUBT = Fraction(1, 5)
"""The one-sided chance of being wrong that a sign test or a binomial test accepts."""

FEWEST_SAMPLES = 3
ENOUGH_SAMPLES = 8
_ROUNDING = 1e-12


def condition_result(
    level: int, condition: Condition, probe: Probe, observation: Observation, now: datetime
) -> ConditionResult:
    """Return how one condition of one level came out, and how good the observation is."""
    good = quality(observation, probe, now)
    met = outcome(condition, observation) if good else None
    reason = _undecided(condition, probe, observation, now) if met is None else None
    return ConditionResult(level, condition, met, good, observation, reason)


def quality(observation: Observation, probe: Probe, now: datetime) -> float:
    """Return fresh x sample x tier, 0 to 1; 0 where nothing was measured."""
    if not _measured(observation):
        return 0.0
    return _fresh(observation, probe, now) * _sample(observation, probe) * observation.tier


def _measured(observation: Observation) -> bool:
    """Tell whether there is a value, or at least a bound of it; a division by nothing is none."""
    if observation.value is not None:
        return isfinite(observation.value)
    return observation.low is not None or observation.high is not None


def _fresh(observation: Observation, probe: Probe, now: datetime) -> float:
    """Return 1 within the probe's days, falling to 0 at twice as many; 0 without a time."""
    if observation.observed_at is None:
        return 0.0
    age_days = (now - observation.observed_at).total_seconds() / 86_400
    left = 2 - age_days / probe.ttl_days
    return 1.0 if left > 1 else left if left > 0 else 0.0


def _sample(observation: Observation, probe: Probe) -> float:
    """Return how far the number of events carries; a fact or a census is no sample."""
    events = _events(observation, probe)
    if events is None:
        return 1.0
    return 0.0 if events < FEWEST_SAMPLES else min(1.0, events / ENOUGH_SAMPLES)


def _events(observation: Observation, probe: Probe) -> int | None:
    """Return how many events a sample rests on, or None where the probe takes no sample."""
    if probe.kind == "sample":
        return len(observation.samples)
    return observation.n if probe.kind == "share" else None


def outcome(condition: Condition, observation: Observation) -> bool | None:
    """Return whether the value meets the condition; None where the data cannot tell."""
    match condition.test:
        case "direct":
            return _compare(condition, observation)
        case "median":
            meeting = sum(_meets(condition, sample) for sample in observation.samples)
            return sign_test(meeting, len(observation.samples))
        case "share":
            return _share_outcome(condition, observation)


def _compare(condition: Condition, observation: Observation) -> bool | None:
    """Compare the value; where only bounds are known, they may settle it all the same."""
    least, most = _range(condition)
    if observation.value is not None:
        return least <= observation.value <= most
    low = -inf if observation.low is None else observation.low
    high = inf if observation.high is None else observation.high
    if least <= low and high <= most:
        return True
    return False if high < least or low > most else None


def _meets(condition: Condition, value: float) -> bool:
    """Compare one value with the condition's threshold."""
    least, most = _range(condition)
    return least <= value <= most


def _range(condition: Condition) -> tuple[float, float]:
    """Return the least and the most that a value may be."""
    if condition.equals is not None:
        return condition.equals, condition.equals
    least = -inf if condition.at_least is None else condition.at_least
    return least, inf if condition.at_most is None else condition.at_most


def implies(met: Condition, other: Condition) -> bool:
    """Tell whether the other holds wherever this one does: a looser limit, tested alike."""
    if (met.probe, met.test) != (other.probe, other.test):
        return False
    (least, most), (other_least, other_most) = _range(met), _range(other)
    return other_least <= least and most <= other_most


@lru_cache(maxsize=512)
def least_majority(n: int) -> int:
    """Return the smallest k of n whose one-sided binomial p under 1/2 is 0.2 or less."""
    most = DOUBT.numerator * 2**n
    k, tail, ways = n + 1, 0, 1
    # `ways` is how many ways there are to have k - 1 of n, `tail` to have k or more.
    while (tail + ways) * DOUBT.denominator <= most:
        k -= 1
        tail, ways = tail + ways, ways * k // (n - k + 1)
    return k


def sign_test(meeting: int, n: int) -> bool | None:
    """Return whether the median of n samples meets a threshold that `meeting` of them meet."""
    if n < FEWEST_SAMPLES:
        return None
    if meeting >= least_majority(n):
        return True
    return False if n - meeting >= least_majority(n) else None


def _share_outcome(condition: Condition, observation: Observation) -> bool | None:
    """Test a share of few events against a threshold from above or below."""
    if observation.hits is None or observation.n is None:
        return None
    if condition.at_least is not None:
        return share_at_least(observation.hits, observation.n, condition.at_least)
    if condition.at_most is not None:
        # At most t of the events are hits: at least 1 - t of them are not.
        misses = observation.n - observation.hits
        return share_at_least(misses, observation.n, float(1 - Fraction(str(condition.at_most))))
    return None


def share_at_least(hits: int, n: int, threshold: float) -> bool | None:
    """Return whether the true share behind `hits` of n events is at least the threshold.

    True or False only where the binomial at the threshold gives a one-sided p of 0.2 or less,
    and never on fewer than eight events.
    """
    if n < ENOUGH_SAMPLES:
        return None
    if _at_most(n - hits, n, 1 - threshold) <= DOUBT + _ROUNDING:
        return True
    return False if _at_most(hits, n, threshold) <= DOUBT + _ROUNDING else None


@lru_cache(maxsize=4096)
def _at_most(hits: int, n: int, chance: float) -> float:
    """Return the probability of `hits` or fewer of n events at this chance of each."""
    if hits >= n or chance <= 0:
        return 1.0
    if chance >= 1:
        return 0.0
    return fsum(
        exp(
            lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
            + k * log(chance) + (n - k) * log(1 - chance)
        )
        for k in range(hits + 1)
    )  # fmt: skip


def _undecided(condition: Condition, probe: Probe, observation: Observation, now: datetime) -> str:
    """Say why a condition came out None."""
    if not _measured(observation):
        return observation.unknown or "nothing was found to measure"
    if observation.observed_at is None:
        return "it is not known when this was seen"
    if not _fresh(observation, probe, now):
        seen = f"last seen on {observation.observed_at:%Y-%m-%d}"
        return f"{seen}, more than {2 * probe.ttl_days} days ago: too old to count"
    events = _events(observation, probe)
    if events is None:
        return observation.unknown or "only a part of it is known"
    fewest = ENOUGH_SAMPLES if condition.test == "share" else FEWEST_SAMPLES
    if events < fewest:
        return f"only {events} to go by: at least {fewest} are needed"
    return f"the {events} to go by are too close to the limit to tell"
