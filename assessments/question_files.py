"""The questions as files: one TOML file an area, each answer beside what would prove it."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from assessments.probe_files import load_probes
from assessments.questionnaire import Area, Condition, Frozen, Probe, Question, Questionnaire
from data.errors import SettingsError

QUESTIONS = Path(__file__).parent / "questions"
_KEYS = {"area", "question"}
_TESTS = ("equals", "at_least", "at_most")
_TESTS_OF_KIND = {"fact": ("direct",), "sample": ("median",), "share": ("share", "direct")}
"""A share may also be compared directly: where every event was counted."""
_Value = TypeVar("_Value", bound=Frozen)


def load(folder: Path | None = None, probes: Mapping[str, Probe] | None = None) -> Questionnaire:
    """Return the questionnaire of a folder of area files, by default the one that is shipped.

    Raises:
        SettingsError: naming the file, the question, the key and the mend.
    """
    known = load_probes() if probes is None else probes
    areas, questions = _areas(folder, known)
    return Questionnaire(areas, questions, known)


def _areas(
    folder: Path | None, probes: Mapping[str, Probe]
) -> tuple[tuple[Area, ...], tuple[Question, ...]]:
    """Return the areas in their order, and their questions."""
    files = sorted((folder or QUESTIONS).glob("*.toml"))
    if not files:
        raise SettingsError(f"{folder or QUESTIONS}: holds no question file: add one TOML per area")
    read = sorted(((path, *_read(path)) for path in files), key=lambda each: each[1].order)
    _all_different((path.name, "area", "id", area.id) for path, area, _ in read)
    _all_different((path.name, "area", "order", area.order) for path, area, _ in read)
    _all_different(
        (path.name, f"question {question.id}", "id", question.id)
        for path, _, questions in read
        for question in questions
    )
    for path, _, questions in read:
        for question in questions:
            _check(path.name, question, probes)
    return (
        tuple(area for _, area, _ in read),
        tuple(question for _, _, questions in read for question in questions),
    )


def _read(path: Path) -> tuple[Area, list[Question]]:
    """Read one area and its questions."""
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path.name}: this is not TOML: {error}") from error
    for key in said.keys() - _KEYS:
        raise SettingsError(f"{path.name}: `{key}`: only [area] and [[question]] stand here")
    blocks = said.get("question", [])
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise SettingsError(f"{path.name}: `question`: write each one as a [[question]] block")
    area = _value(Area, said.get("area", {}), f"{path.name}, area")
    questions = []
    for at, block in enumerate(blocks, start=1):
        where = f"{path.name}, question {block.get('id', f'number {at}')}"
        if "area" in block:
            raise SettingsError(f"{where}: `area`: the file's [area] says it: remove this line")
        questions.append(_value(Question, block | {"area": area.id}, where))
    return area, questions


def _value(kind: type[_Value], said: Any, where: str) -> _Value:
    """Make one value, or say which key is wrong and how to mend it."""
    try:
        return kind.model_validate(said)
    except ValidationError as error:
        first = error.errors()[0]
        key = _key(first["loc"])
        match first["type"]:
            case "missing":
                problem = "is missing: add it"
            case "extra_forbidden":
                problem = "is no key that is known here: correct its spelling or remove it"
            case _:
                problem = f"{first['msg'][0].lower()}{first['msg'][1:]}: correct it"
        raise SettingsError(f"{where}: `{key}` {problem}") from error


def _key(location: Iterable[str | int]) -> str:
    """Name a place in a block as a person counts: `levels 2, conditions 1, probe`."""
    words = ""
    for part in location:
        words += f" {part + 1}" if isinstance(part, int) else f", {part}"
    return words.removeprefix(", ")


def _all_different(said: Iterable[tuple[str, str, str, object]]) -> None:
    """Refuse the second of two equal values of one key."""
    first: dict[object, str] = {}
    for file, thing, key, value in said:
        if value in first:
            raise SettingsError(
                f"{file}, {thing}: `{key}` {value!r} is taken in {first[value]}: choose another"
            )
        first[value] = file


def _check(file: str, question: Question, probes: Mapping[str, Probe]) -> None:
    """Hold one question against the probes that it names."""
    for level, rung in enumerate(question.levels, start=1):
        if level == 1 and rung.conditions:
            raise SettingsError(
                f"{file}, question {question.id}, level 1: `conditions`: level 1 is what is left "
                "when nothing is proven: move them to level 2"
            )
        for at, condition in enumerate(rung.conditions, start=1):
            where = f"{file}, question {question.id}, level {level}, condition {at}"
            for key, problem in _problems(question, condition, probes):
                raise SettingsError(f"{where}: `{key}` {problem}")


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
        yield (
            "probe",
            f"{condition.probe!r} is no file in probes: write one of its names, or add it",
        )
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
