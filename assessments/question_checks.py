"""What a question must keep to: probes that exist and fit, sections that exist, level 1 bare."""

from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches

from assessments.frameworks import require_known
from assessments.questionnaire import Condition, Framework, Probe, Question
from data.errors import SettingsError

_NO_PROBE = "write the name of one, or `attest` for what only a statement can show"
_TIGHTER: Mapping[str, Callable[[float, float], float]] = {"at_least": max, "at_most": min}
_TESTS = ("equals", "at_least", "at_most")
_TESTS_OF_KIND = {"fact": ("direct",), "sample": ("median",), "share": ("share", "direct")}
"""A share may also be compared directly: where every event was counted."""


def check(
    file: str,
    question: Question,
    probes: Mapping[str, Probe],
    frameworks: Mapping[str, Framework],
) -> None:
    """Hold one question against the probes and frameworks that it names.

    Raises:
        SettingsError: naming the file, the question, the key and the mend.
    """
    where = f"{file}, question {question.id}"
    if not question.grounded_in:
        raise SettingsError(
            f"{where}: `grounded_in` is empty: name what it rests on, as 'nist-ai-rmf/GOVERN 2.1'"
        )
    require_known(where, question, frameworks)
    for level, rung in enumerate(question.levels, start=1):
        if level == 1 and rung.conditions:
            raise SettingsError(
                f"{where}, level 1: `conditions`: level 1 is what is left "
                "when nothing is proven: move them to level 2"
            )
        for at, condition in enumerate(rung.conditions, start=1):
            for key, problem in _problems(question, condition, probes):
                raise SettingsError(f"{where}, level {level}, condition {at}: `{key}` {problem}")
    _require_rising_limits(question, where)


def _require_rising_limits(question: Question, where: str) -> None:
    """Refuse a level that asks less of a probe than a level below it."""
    asked: dict[tuple[str, str], tuple[float, int]] = {}
    for level, at, probe, key, limit in _limits(question):
        below, of = asked.get((probe, key), (limit, level))
        if limit != _TIGHTER[key](limit, below):
            raise SettingsError(
                f"{where}, level {level}, condition {at}: `{key}` {limit:g} asks less of "
                f"{probe!r} than {below:g} at level {of}: tighten it, or ease that one"
            )
        asked[probe, key] = (limit, level)


def _limits(question: Question) -> Iterator[tuple[int, int, str, str, float]]:
    """Yield level, place, probe, key and number of every limit, from the lowest level up."""
    for level, rung in enumerate(question.levels, start=1):
        for at, condition in enumerate(rung.conditions, start=1):
            for key in _TIGHTER:
                limit = getattr(condition, key)
                if limit is not None:
                    yield level, at, condition.probe, key, limit


def _problems(
    question: Question, condition: Condition, probes: Mapping[str, Probe]
) -> Iterator[tuple[str, str]]:
    """Yield each key of a condition that cannot hold, and the mend."""
    given = [key for key in _TESTS if getattr(condition, key) is not None]
    if len(given) != 1:
        told = " and ".join(given) or "none"
        yield "equals", f"or at_least or at_most: exactly one is needed, here: {told}"
    elif given == ["equals"] and condition.test != "direct":
        yield "equals", f"cannot be met by a {condition.test} test: give at_least or at_most"
    probe = probes.get(condition.probe)
    if probe is None:
        near = get_close_matches(condition.probe, probes, n=1)
        mend = f"did you mean {near[0]!r}?" if near else _NO_PROBE
        yield "probe", f"{condition.probe!r} is no probe: {mend}"
        return
    if probe.per != question.scope:
        other = f"is asked per {probe.per}, the question per {question.scope}"
        yield "probe", f"{probe.name!r} {other}: choose a probe of the same scope"
    fitting = _TESTS_OF_KIND[probe.kind]
    if condition.test not in fitting:
        yield (
            "test",
            f"{condition.test!r} does not fit a {probe.kind}: write test = {fitting[0]!r}",
        )
