"""Marks of models on one scale, against the limits of the levels of a question."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app import text
from app.wording import phrase, say
from assessments.questionnaire import Question

Scale = Literal["hours", "days", "share"]
Look = Literal["disc", "diamond", "square", "ring", "cross", "tick"]
SHOWN = 40
"""Models in one figure, the worst; the tables have all."""
LEAST_HOURS = 1 / 60
"""What took no minute stands at one minute: the scale of hours has no zero."""
_LABEL = 30
_TICKS = (
    *((1 / 60, phrase("1 min")), (1 / 6, phrase("10 min")), (1.0, phrase("1 h"))),
    *((24.0, phrase("1 day")), (168.0, phrase("1 week")), (720.0, phrase("30 days"))),
    (8760.0, phrase("1 year")),
)


@dataclass(frozen=True)
class Limit:
    """What a level allows at most."""

    value: float
    level: int
    words: str
    """`24 h, 3 Working`."""


@dataclass(frozen=True)
class Dot:
    """One mark; its key is that of its model."""

    model: str
    value: float
    words: str


@dataclass(frozen=True)
class Dots:
    """The marks of one kind."""

    name: str
    look: Look
    dots: tuple[Dot, ...]


@dataclass(frozen=True)
class Label:
    """A model's name, cut where it is long."""

    model: str
    text: str


@dataclass(frozen=True)
class DotChart:
    """One line a model, the worst on top."""

    scale: Scale
    axis: str
    labels: tuple[Label, ...]
    kinds: tuple[Dots, ...]
    limits: tuple[Limit, ...]
    least: float
    most: float
    """What the scale has to reach, limits included."""
    ticks: tuple[tuple[float, str], ...] = ()
    """Where the scale is not an even one."""


def limits(questions: Sequence[Question], probe: str, scale: Scale) -> tuple[Limit, ...]:
    """Return what the levels of the questions allow, the narrowest first.

    Of two levels with the same limit it is the lower one's.
    """
    found: dict[float, int] = {}
    for question in questions:
        for level, rung in enumerate(question.levels, 1):
            for condition in rung.conditions:
                if condition.probe == probe and condition.at_most is not None:
                    known = found.get(condition.at_most, level)
                    found[condition.at_most] = min(level, known)
    return tuple(
        Limit(value, level, f"{in_words(value, scale)}, {text.level(level)}")
        for value, level in sorted(found.items())
        # At most all of them is no limit.
        if scale != "share" or value < 1
    )


def in_words(value: float, scale: Scale) -> str:
    """Return a value of the scale in words."""
    match scale:
        case "hours":
            return text.duration(value)
        case "days":
            return text.count(round(value), "day", "days")
        case "share":
            return text.share(value)


def within(value: float | None, allowed: Sequence[Limit], scale: Scale) -> tuple[str, bool]:
    """Return the narrowest limit that a value keeps, in words, and whether it keeps none."""
    if value is None:
        return text.unknown(), False
    if not allowed:
        return say("none is set"), False
    kept = next((each for each in allowed if value <= each.value), None)
    if kept is None:
        return say("none, over {limit}", limit=in_words(allowed[-1].value, scale)), True
    return in_words(kept.value, scale), False


def chart(
    scale: Scale,
    axis: str,
    models: Sequence[str],
    kinds: Sequence[Dots],
    allowed: Sequence[Limit],
) -> tuple[DotChart, ...]:
    """Return the figure of the first of these models; none where there is no mark."""
    drawn = list(models)[:SHOWN]
    kept = frozenset(drawn)
    left = [
        Dots(each.name, each.look, tuple(dot for dot in each.dots if dot.model in kept))
        for each in kinds
    ]
    values = [dot.value for each in left for dot in each.dots]
    if not values:
        return ()
    reach = [*values, *(each.value for each in allowed)]
    return (
        DotChart(
            scale=scale,
            axis=axis,
            labels=tuple(Label(each, _cut(each)) for each in drawn),
            kinds=tuple(each for each in left if each.dots),
            limits=tuple(allowed),
            least=min(reach),
            most=max(reach),
            ticks=_ticks(reach) if scale == "hours" else (),
        ),
    )


def with_drawn(note: str, models: Sequence[str]) -> str:
    """Return the note with what the figure leaves out, if that is anything."""
    if len(models) <= SHOWN:
        return note
    return say(
        "{note} The figure has the first {number} of {models}.",
        note=note,
        number=text.number(SHOWN),
        models=text.count(len(models), "model", "models"),
    )


def _ticks(values: Sequence[float]) -> tuple[tuple[float, str], ...]:
    least, most = min(values), max(values)
    return tuple((at, say(words)) for at, words in _TICKS if least / 1.5 <= at <= most * 1.5)


def _cut(model: str) -> str:
    return model if len(model) <= _LABEL else f"{model[: _LABEL - 1]}…"
