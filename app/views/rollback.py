"""The news of taking models back, and the few numbers that a leader asks for first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from app import text
from app.bringing import brought_by
from app.views.model import FactView
from app.views.rollback_dots import Limit, in_words, limits
from assessments.evidence import bringers, need_words
from assessments.questionnaire import Question
from assessments.rolling_back.values import Recovery
from assessments.scorecard import ModelFacts, Scorecard
from assessments.scoring import Observation

Part = Literal["undo", "practice", "hours", "failed"]
PARTS: Mapping[Part, str] = {
    "undo": "Time to undo",
    "practice": "Rehearsals",
    "hours": "Incident hours",
    "failed": "Failed releases",
}
"""What the page can show, by the word in the address."""
NEEDS: Mapping[Part, tuple[str, ...]] = {
    "undo": ("incident", "deployment", "drill"),
    "practice": ("drill", "deployment"),
    "hours": ("incident",),
    "failed": ("deployment", "incident"),
}
"""What a source must bring for a part to be known."""
RECOVERY, AGE, LAST = "recovery_hours", "return_age_days", "last_return_succeeded"
BEFORE, FAILED = "previous_version_available", "failed_release_share"
NO_MODEL = "No model is known to be in production, so there is none to take back"
NOTHING_PICKED = "No production model fits what is picked"


@dataclass(frozen=True)
class Known:
    """What the scorecard knows of the picked models."""

    models: tuple[ModelFacts, ...]
    """By name."""
    seen: Mapping[tuple[str, str], Observation]
    """By probe and model."""
    allowed: Mapping[str, tuple[Limit, ...]]
    """By probe: what the levels of the questions allow, the narrowest first."""
    whole: bool
    """Nothing is left out."""

    @property
    def names(self) -> tuple[str, ...] | None:
        """The picked models; None: all that there are."""
        return None if self.whole else tuple(each.model for each in self.models)

    def value(self, probe: str, model: str) -> float | None:
        """Return what was observed; None: unknown."""
        found = self.seen.get((probe, model))
        return None if found is None else found.value

    def detail(self, probe: str, model: str) -> str:
        """Return what was seen, or why nothing was, in words."""
        found = self.seen.get((probe, model))
        return "" if found is None else found.detail or found.unknown or ""


@dataclass(frozen=True)
class Pick:
    """Which production models are looked at; nothing: all."""

    words: str = ""
    team: str | None = None
    tier: int | None = None


@dataclass(frozen=True)
class Choices:
    """What a reader may pick from."""

    teams: tuple[str, ...]
    tiers: tuple[int, ...]


@dataclass(frozen=True)
class RollbackView:
    """What stands above all parts."""

    headline: str
    known: bool
    """False: there is no model to explore."""
    facts: tuple[FactView, ...]


def choices(card: Scorecard) -> Choices:
    """Return the teams and tiers of the production models."""
    facts = [each.facts for each in card.models]
    return Choices(
        teams=tuple(sorted({each.team for each in facts if each.team})),
        tiers=tuple(sorted({each.tier for each in facts if each.tier is not None})),
    )


def known_of(card: Scorecard, questions: Sequence[Question], pick: Pick) -> Known:
    """Return what the scorecard knows of the models that are picked."""
    names = (RECOVERY, AGE, LAST, BEFORE, FAILED)
    asking = {
        question.id
        for question in questions
        for rung in question.levels
        for condition in rung.conditions
        if condition.probe in names
    }
    wanted = pick.words.casefold().split()
    models = [
        each
        for each in card.models
        if all(word in each.facts.model.casefold() for word in wanted)
        and pick.team in (None, each.facts.team)
        and pick.tier in (None, each.facts.tier)
    ]
    return Known(
        models=tuple(each.facts for each in models),
        seen={
            (result.condition.probe, each.facts.model): result.observation
            for each in models
            for area in each.areas
            for finding in area.findings
            if finding.question.id in asking
            for result in finding.results
        },
        allowed={
            RECOVERY: limits(questions, RECOVERY, "hours"),
            AGE: limits(questions, AGE, "days"),
            FAILED: limits(questions, FAILED, "share"),
        },
        whole=pick == Pick(),
    )


def rollback_view(known: Known, recoveries: Sequence[Recovery]) -> RollbackView:
    """Return the headline and the first numbers of the picked models."""
    if not known.models:
        return RollbackView(NO_MODEL if known.whole else NOTHING_PICKED, known=False, facts=())
    return RollbackView(
        headline=_headline(known, typical(recoveries)),
        known=True,
        facts=(
            _typical(recoveries),
            _worked(known),
            _before(known),
            _hours(known),
            _failed(known),
        ),
    )


def typical(recoveries: Iterable[Recovery]) -> Mapping[str, float]:
    """Return the median hours of each model's recoveries, of those that have any."""
    return {model: median(hours) for model, hours in hours_of(recoveries).items()}


def hours_of(recoveries: Iterable[Recovery]) -> Mapping[str, list[float]]:
    """Return the hours of each model's recoveries that count."""
    found: dict[str, list[float]] = {}
    for each in recoveries:
        if each.counted and each.hours is not None:
            found.setdefault(each.model, []).append(each.hours)
    return found


def missing(part: Part, brought: frozenset[str]) -> tuple[str, ...]:
    """Return for each kind of row that no source brings which connectors would."""
    return tuple(_missing(need) for need in NEEDS[part] if need not in brought)


def _missing(need: str) -> str:
    titles = bringers(need, brought_by())
    connect = f": connect {_either(titles)}" if titles else ""
    own = "; a rehearsal can also be noted on the Attestations page" if need == "drill" else ""
    return f"No connected source brings {need_words(need)}{connect}{own}."


def _either(names: Sequence[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} or {last}" if first else last


def _headline(known: Known, hours: Mapping[str, float]) -> str:
    count = len(known.models)
    picked = "" if known.whole else "picked "
    all_of = text.count(count, f"{picked}production model", f"{picked}production models")
    unknown = count - len(hours)
    if not hours:
        return f"How fast a bad release is undone is unknown of {_whole(count, all_of)}"
    rest = f"; nothing is known of {text.number(unknown)}" if unknown else ""
    allowed = known.allowed[RECOVERY]
    if not allowed:
        return f"In a year {text.number(len(hours))} of {all_of} had a recovery{rest}"
    limit = allowed[0]
    fast = sum(each <= limit.value for each in hours.values())
    slow = len(hours) - fast
    took = f", {text.number(slow)} took longer" if slow else ""
    within = in_words(limit.value, "hours")
    return (
        f"In a year {text.number(fast)} of {all_of} {'was' if fast == 1 else 'were'} typically "
        f"back within {within}{took}{rest}"
    )


def _whole(count: int, all_of: str) -> str:
    return all_of if count == 1 else f"all {all_of}"


def _typical(recoveries: Sequence[Recovery]) -> FactView:
    hours = [each for found in hours_of(recoveries).values() for each in found]
    said = text.duration(median(hours) if hours else None)
    return FactView("Typical recovery", said, f"the median of {_recoveries(len(hours))} in a year")


def _recoveries(number: int) -> str:
    return text.count(number, "recovery", "recoveries")


def _worked(known: Known) -> FactView:
    ages = [known.value(AGE, each.model) for each in known.models]
    there = [age for age in ages if age is not None]
    unknown = _unknown(len(ages) - len(there))
    if not there:
        return FactView("Return worked", text.unknown(), unknown)
    allowed = known.allowed[AGE]
    if not allowed:
        return FactView("Return worked", _of(len(there), known), unknown)
    limit = allowed[-1].value
    said = _of(sum(age <= limit for age in there), known)
    return FactView("Return worked", said, f"in the last {in_words(limit, 'days')}; {unknown}")


def _before(known: Known) -> FactView:
    found = [known.value(BEFORE, each.model) for each in known.models]
    gone, unknown = found.count(0), found.count(None)
    if unknown == len(found):
        return FactView("Way back is there", text.unknown(), _unknown(unknown))
    said = _of(len(found) - gone - unknown, known)
    return FactView("Way back is there", said, f"{text.number(gone)} without; {_unknown(unknown)}")


def _hours(known: Known) -> FactView:
    hours = [each.incident_hours for each in known.models]
    there = [each for each in hours if each is not None]
    said = text.hours(sum(there) if there else None)
    return FactView("Incident hours", said, f"in a year; {_unknown(len(hours) - len(there))}")


def _failed(known: Known) -> FactView:
    failures, releases = counted(known)
    if not releases:
        return FactView("Failed releases", text.unknown(), "in a year")
    said = f"{text.number(failures)} of {text.number(releases)}"
    return FactView("Failed releases", said, f"{text.share(failures / releases)} in a year")


def counted(known: Known) -> tuple[int, int]:
    """Return how many releases failed and how many there were, where both are counted."""
    found = [known.seen.get((FAILED, each.model)) for each in known.models]
    shares = [each for each in found if each is not None and each.value is not None]
    return sum(each.hits or 0 for each in shares), sum(each.n or 0 for each in shares)


def _of(number: int, known: Known) -> str:
    return f"{text.number(number)} of {text.number(len(known.models))}"


def _unknown(models: int) -> str:
    return "known of all" if not models else f"unknown of {text.number(models)}"
