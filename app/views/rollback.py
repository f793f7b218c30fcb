"""The news of taking models back, and the few numbers that a leader asks for first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from app import text
from app.bringing import brought_by
from app.views.model import FactView
from app.views.rollback_dots import Limit, in_words, limits
from app.wording import many, phrase, say
from assessments.evidence import bringers, need_words
from assessments.questionnaire import Question
from assessments.rolling_back.values import Recovery
from assessments.scorecard import ModelFacts, Scorecard
from assessments.scoring import Observation

Part = Literal["undo", "practice", "hours", "failed"]
PARTS: Mapping[Part, str] = {
    "undo": phrase("Time to undo"),
    "practice": phrase("Rehearsals"),
    "hours": phrase("Incident hours"),
    "failed": phrase("Failed releases"),
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
NO_MODEL = phrase("No model is known to be in production, so there is none to take back")
NOTHING_PICKED = phrase("No production model fits what is picked")


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
        nothing = say(NO_MODEL) if known.whole else say(NOTHING_PICKED)
        return RollbackView(nothing, known=False, facts=())
    return RollbackView(
        headline=_headline(known, recoveries),
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


def recoveries_said(recoveries: Iterable[Recovery]) -> str:
    """Return how many recoveries count, and how many of them are rehearsals."""
    kinds = [each.kind for each in recoveries if each.counted and each.hours is not None]
    told, drills = text.count(len(kinds), "recovery", "recoveries"), kinds.count("drill")
    if not drills:
        return told
    return many(
        "{recoveries} ({number} of them a rehearsal)",
        "{recoveries} ({number} of them rehearsals)",
        drills,
        recoveries=told,
    )


def missing(part: Part, brought: frozenset[str]) -> tuple[str, ...]:
    """Return for each kind of row that no source brings which connectors would."""
    return tuple(_missing(need) for need in NEEDS[part] if need not in brought)


def _missing(need: str) -> str:
    rows, titles = need_words(need), bringers(need, brought_by())
    said = (
        say(
            "No connected source brings {rows}: connect {connectors}",
            rows=rows,
            connectors=text.either(titles),
        )
        if titles
        else say("No connected source brings {rows}", rows=rows)
    )
    if need != "drill":
        return f"{said}."
    return say("{sentence}; a rehearsal can also be noted on the Attestations page.", sentence=said)


def _headline(known: Known, recoveries: Sequence[Recovery]) -> str:
    count, hours = len(known.models), typical(recoveries)
    models = _models(known)
    if not hours:
        return many(
            "How fast a bad release is undone is unknown of {models}",
            "How fast a bad release is undone is unknown of all {models}",
            count,
            models=models,
        )
    said = _with_rehearsals(_how_fast(known.allowed[RECOVERY], hours, models), recoveries)
    return with_unknown(said, count - len(hours))


def _with_rehearsals(said: str, recoveries: Sequence[Recovery]) -> str:
    """Return the sentence with how many models are judged by rehearsals alone."""
    counted = [each for each in recoveries if each.counted and each.hours is not None]
    real = {each.model for each in counted if each.kind != "drill"}
    known = {each.model for each in counted}
    alone = len(known - real)
    if not alone:
        return said
    if alone == len(known):
        return say("{sentence}, all timed in rehearsals only", sentence=said)
    return many(
        "{sentence}; {number} of these {known} was timed in rehearsals only",
        "{sentence}; {number} of these {known} were timed in rehearsals only",
        alone,
        sentence=said,
        known=text.number(len(known)),
    )


def _models(known: Known) -> str:
    count = len(known.models)
    if known.whole:
        return text.count(count, "production model", "production models")
    return text.count(count, "picked production model", "picked production models")


def _how_fast(allowed: Sequence[Limit], hours: Mapping[str, float], models: str) -> str:
    if not allowed:
        return say(
            "In a year {number} of {models} had a recovery",
            number=text.number(len(hours)),
            models=models,
        )
    limit = allowed[0].value
    fast = sum(each <= limit for each in hours.values())
    said = many(
        "In a year {number} of {models} typically recovered within {time}",
        "In a year {number} of {models} typically recovered within {time}",
        fast,
        models=models,
        time=in_words(limit, "hours"),
    )
    slow = len(hours) - fast
    if not slow:
        return said
    return many(
        "{sentence} and {number} took longer",
        "{sentence} and {number} took longer",
        slow,
        sentence=said,
    )


def with_unknown(said: str, models: int) -> str:
    """Return the sentence with how many models nothing is known of."""
    if not models:
        return said
    return say(
        "{sentence}; nothing is known of {number}", sentence=said, number=text.number(models)
    )


def _typical(recoveries: Sequence[Recovery]) -> FactView:
    hours = [each for found in hours_of(recoveries).values() for each in found]
    return FactView(
        say("Typical recovery"),
        text.duration(median(hours) if hours else None),
        say("the median of {recoveries} in a year", recoveries=recoveries_said(recoveries)),
    )


def _worked(known: Known) -> FactView:
    title = say("Return worked")
    ages = [known.value(AGE, each.model) for each in known.models]
    there = [age for age in ages if age is not None]
    unknown = _unknown(len(ages) - len(there))
    if not there:
        return FactView(title, text.unknown(), unknown)
    allowed = known.allowed[AGE]
    if not allowed:
        return FactView(title, _of(len(there), known), unknown)
    limit = allowed[-1].value
    return FactView(
        title,
        _of(sum(age <= limit for age in there), known),
        say("in the last {days}; {known}", days=in_words(limit, "days"), known=unknown),
    )


def _before(known: Known) -> FactView:
    title = say("Way back ready")
    found = [known.value(BEFORE, each.model) for each in known.models]
    gone, unknown = found.count(0), found.count(None)
    if unknown == len(found):
        return FactView(title, text.unknown(), _unknown(unknown))
    return FactView(
        title,
        _of(len(found) - gone - unknown, known),
        say("{number} without; {known}", number=text.number(gone), known=_unknown(unknown)),
    )


def _hours(known: Known) -> FactView:
    hours = [each.incident_hours for each in known.models]
    there = [each for each in hours if each is not None]
    return FactView(
        say("Incident hours"),
        text.hours(sum(there) if there else None),
        say("in a year; {known}", known=_unknown(len(hours) - len(there))),
    )


def _failed(known: Known) -> FactView:
    title = say("Failed releases")
    failures, releases = counted(known)
    if not releases:
        return FactView(title, text.unknown(), say("in a year"))
    return FactView(
        title,
        _part(failures, releases),
        say("{share} in a year", share=text.share(failures / releases)),
    )


def counted(known: Known) -> tuple[int, int]:
    """Return how many releases failed and how many there were, where both are counted."""
    found = [known.seen.get((FAILED, each.model)) for each in known.models]
    shares = [each for each in found if each is not None and each.value is not None]
    return sum(each.hits or 0 for each in shares), sum(each.n or 0 for each in shares)


def _of(number: int, known: Known) -> str:
    return _part(number, len(known.models))


def _part(number: int, whole: int) -> str:
    return say("{part} of {whole}", part=text.number(number), whole=text.number(whole))


def _unknown(models: int) -> str:
    if not models:
        return say("known of all")
    return say("unknown of {number}", number=text.number(models))
