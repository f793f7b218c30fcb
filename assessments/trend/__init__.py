"""Frozen scorecards over time: what moved, like for like, and which answer or observation moved it.

A document is what `snapshot.load` returns. Two of them are compared twice: as they were reported,
and like for like, judged again over the questions that are the same in both and over the models
that stand in both (method §6). Models that joined or left are told apart from what moved.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from assessments import snapshot
from assessments.canonical import checksum, plain
from assessments.questionnaire import Questionnaire
from assessments.scorecard import Amounts, ClaimIntegrity, Inputs, Scorecard, build
from assessments.trend.moves import Direction, Moved, Place, moves, places_of
from assessments.trend.places import QuestionPoint, question_points
from assessments.trend.places import ways as ways_between

Document = Mapping[str, Any]
Ways = Mapping[Direction, int]
"""How many findings moved which way."""
__all__ = [
    "AreaChange",
    "AreaPoint",
    "Comparison",
    "Moved",
    "Point",
    "QuestionChange",
    "Ways",
    "compare",
    "point",
    "point_of",
    "point_text",
    "read_point",
    "ways",
]


@dataclass(frozen=True)
class AreaPoint:
    """Where one area of the portfolio stood."""

    area: str
    title: str
    level: int | None
    low: int
    high: int
    claimed: int | None


@dataclass(frozen=True)
class Point:
    """One scorecard at one moment, as it was reported."""

    as_of: datetime
    areas: tuple[AreaPoint, ...]
    integrity: ClaimIntegrity
    effective_cost: Amounts
    under_control: Amounts
    target_level: int
    models: tuple[str, ...]
    """Production models, by name."""
    questions: tuple[QuestionPoint, ...] = ()
    """Where each finding stood; empty: the point was kept before this was."""


@dataclass(frozen=True)
class AreaChange:
    """One area in both; None: it was not asked then, or is not like for like."""

    area: str
    title: str
    before: AreaPoint | None
    after: AreaPoint | None

    @property
    def step(self) -> int | None:
        """How many levels it rose, negative where it fell; None where either is unknown."""
        if self.before is None or self.after is None:
            return None
        if self.before.level is None or self.after.level is None:
            return None
        return self.after.level - self.before.level


@dataclass(frozen=True)
class QuestionChange:
    """A question that is not the same in both, so it is left out like for like."""

    question: str
    title: str
    before: int | None
    """Its version then; None: it was not asked."""
    after: int | None


@dataclass(frozen=True)
class Comparison:
    """Two scorecards, the older one first."""

    before: Point
    after: Point
    as_reported: tuple[AreaChange, ...]
    like_for_like: tuple[AreaChange, ...]
    questions: tuple[QuestionChange, ...]
    joined: tuple[str, ...]
    left: tuple[str, ...]
    moved: tuple[Moved, ...]
    """Over what is in both, the heaviest first."""
    mappings: tuple[str | None, str | None] | None = None
    """The checksums of the declared rules, where they are not the same in both; None: they are."""


def point(document: Document) -> Point:
    """Return where a document's scorecard stood."""
    titles = {area["id"]: area["title"] for area in document["areas"]}
    scores = document["scores"]
    return TypeAdapter(Point).validate_python(
        {
            "as_of": document["as_of"],
            "areas": [
                {
                    "title": titles.get(each["area"], each["area"]),
                    **{name: each[name] for name in ("area", "level", "low", "high", "claimed")},
                }
                for each in scores["portfolio"]
            ],
            "integrity": scores["integrity"],
            "effective_cost": document["money"]["effective_cost"],
            "under_control": scores["money"]["under_control"],
            "target_level": document["target_level"],
            "models": [each["model"] for each in document["models"]],
            "questions": question_points(
                {each["id"]: _sum(each) for each in document["questions"]},
                places_of(document),
                (each["model"] for each in document["models"]),
            ),
        }
    )


def point_of(card: Scorecard) -> Point:
    """Return where a scorecard stands, as its frozen document would say."""
    titles = {area.id: area.title for area in card.areas}
    findings = card.findings()
    asked = {each.question.id: each.question for each in findings}
    return Point(
        as_of=card.as_of,
        areas=tuple(
            AreaPoint(
                area=each.area,
                title=titles.get(each.area, each.area),
                level=each.level,
                low=each.low,
                high=each.high,
                claimed=each.claimed,
            )
            for each in card.portfolio
        ),
        integrity=card.integrity,
        effective_cost=card.money.effective_cost,
        under_control=card.money.under_control,
        target_level=card.money.target_level,
        models=tuple(model.facts.model for model in card.models),
        questions=question_points(
            {id: _sum(plain(each)) for id, each in asked.items()},
            {
                (each.question.id, each.subject): Place(
                    each.verdict, each.verified, each.low, each.high, each.claim.level
                )
                for each in findings
            },
            (model.facts.model for model in card.models),
        ),
    )


def ways(before: Point, after: Point) -> Ways | None:
    """Count which way findings moved, as `compare` tells them; None: the older point cannot say."""
    if not before.questions:
        return None
    return ways_between(before.questions, before.models, after.questions, after.models)


def point_text(document: Document) -> str:
    """Return a document's point as JSON, to be kept beside it."""
    return TypeAdapter(Point).dump_json(point(document)).decode()


def read_point(text: str) -> Point:
    """Return what `point_text` gave."""
    return TypeAdapter(Point).validate_json(text)


def compare(before: Document, after: Document) -> Comparison:
    """Return what lies between two documents; `before` is the older one."""
    first, second = point(before), point(after)
    same, changed = _questions(before, after)
    then, now = _models(before), _models(after)
    shared = then & now
    return Comparison(
        before=first,
        after=second,
        as_reported=_changes(first.areas, second.areas),
        like_for_like=_changes(_judged(before, same, shared), _judged(after, same, shared)),
        questions=changed,
        joined=tuple(sorted(now - then)),
        left=tuple(sorted(then - now)),
        moved=moves(before, after, same, shared),
        mappings=_mappings(before, after),
    )


def _mappings(before: Document, after: Document) -> tuple[str | None, str | None] | None:
    if "mapping" not in before or "mapping" not in after:
        return None  # frozen before it was kept: nothing can be told
    then, now = before["mapping"], after["mapping"]
    return None if then == now else (then, now)


def _questions(
    before: Document, after: Document
) -> tuple[frozenset[str], tuple[QuestionChange, ...]]:
    """Return the ids of the questions that are the same in both, and the others."""
    then = {each["id"]: each for each in before["questions"]}
    now = {each["id"]: each for each in after["questions"]}
    same = frozenset(id for id in then.keys() & now.keys() if _asked(then[id]) == _asked(now[id]))
    return same, tuple(
        QuestionChange(
            question=id,
            title=(now.get(id) or then[id])["title"],
            before=then[id]["version"] if id in then else None,
            after=now[id]["version"] if id in now else None,
        )
        for id in sorted((then.keys() | now.keys()) - same)
    )


def _asked(question: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return all of a question that bears on claim and score.

    With another limit under an unchanged version it is another question.
    """
    tests = ("probe", "test", "equals", "at_least", "at_most")
    levels = [
        (rung["answer"], [tuple(each.get(name) for name in tests) for each in rung["conditions"]])
        for rung in question["levels"]
    ]
    judged = ("version", "area", "scope", "weight", "critical", "text")
    return (*(question.get(name) for name in judged), levels)


def _sum(question: Mapping[str, Any]) -> str:
    """Return the checksum of all of a question that bears on claim and score."""
    return checksum({"asked": _asked(question)})


def _models(document: Document) -> set[str]:
    return {each["model"] for each in document["models"]}


def _judged(
    document: Document, questions: frozenset[str], models: set[str]
) -> tuple[AreaPoint, ...]:
    """Judge a document's own inputs again over some of its questions and models."""
    given = snapshot.inputs_of(document)
    card = build(_narrowed(given, questions, models))
    asked = {each.area for each in given.questionnaire.questions if each.id in questions}
    titles = {area.id: area.title for area in card.areas}
    return tuple(
        AreaPoint(each.area, titles[each.area], each.level, each.low, each.high, each.claimed)
        for each in card.portfolio
        if each.area in asked
    )


def _narrowed(given: Inputs, questions: frozenset[str], models: set[str]) -> Inputs:
    asked = given.questionnaire
    return replace(
        given,
        questionnaire=Questionnaire(
            asked.areas,
            tuple(each for each in asked.questions if each.id in questions),
            asked.probes,
        ),
        facts=[each for each in given.facts if each.model in models],
    )


def _changes(before: Sequence[AreaPoint], after: Sequence[AreaPoint]) -> tuple[AreaChange, ...]:
    then = {each.area: each for each in before}
    now = {each.area: each for each in after}
    return tuple(
        AreaChange(area, titled.title, then.get(area), now.get(area))
        for area, titled in {**then, **now}.items()
    )
