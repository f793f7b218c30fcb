"""A question pack as a file: what a company changes, adds and leaves out, in its own TOML."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from assessments import question_blocks, toml_values
from assessments.questionnaire import Effort, Finite, Framework, Frozen, Level, Probe, Question
from data.errors import SettingsError

_BLOCKS = ("framework", "area", "question", "change", "leave_out")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,127}")
_WORD = re.compile(r"[a-z][a-z0-9_-]{0,127}")


def _id(said: str) -> str:
    if not _ID.fullmatch(said):
        raise ValueError(f"{said!r} is no id: write letters, digits, - and _ only, as 'S1'")
    return said


def _word(said: str) -> str:
    if not _WORD.fullmatch(said):
        raise ValueError(
            f"{said!r} is no id: write a lower-case letter, then lower-case letters, digits, "
            "- and _, as 'security'"
        )
    return said


def _words(said: str) -> str:
    if not said.strip():
        raise ValueError("is empty: write it in words")
    return said


Words = Annotated[str, AfterValidator(_words)]


class PackHead(Frozen):
    """What a pack is called, and which edition this is."""

    name: Words
    version: Words


class PackFramework(Framework):
    """A framework of the company's own that its questions may be grounded in."""

    id: Annotated[str, AfterValidator(_word)]


class PackArea(Frozen):
    """A whole area that a pack adds."""

    id: Annotated[str, AfterValidator(_word)]
    title: Words
    question: Words
    order: int | None = Field(None, description="its place in the row; unset: the last")


class PackQuestion(Question):
    """A question that a pack adds to an area."""

    id: Annotated[str, AfterValidator(_id)]
    title: Words
    text: Words
    why: Words


class ConditionChange(Frozen):
    """Other values for one condition, addressed by its level and probe."""

    level: int = Field(ge=2, le=5)
    probe: str
    text: Words | None = None
    equals: Finite | None = None
    at_least: Finite | None = None
    at_most: Finite | None = None
    test: Literal["direct", "median", "share"] | None = None
    source_of_threshold: str | None = None
    effort: Effort | None = None


class LevelChange(Frozen):
    """Another answer for one level, or other conditions in the place of all that it has."""

    level: int = Field(ge=1, le=5)
    answer: Words | None = None
    conditions: tuple[Any, ...] | None = None


class Change(Frozen):
    """Other content for one question that stands already, under a higher version."""

    question: str
    version: int = Field(ge=1)
    weight: int | None = Field(None, ge=1, le=3)
    critical: bool | None = None
    title: Words | None = None
    text: Words | None = None
    why: Words | None = None
    grounded_in: tuple[str, ...] | None = None
    levels: tuple[LevelChange, ...] = ()
    conditions: tuple[ConditionChange, ...] = ()


class LeaveOut(Frozen):
    """A question that is not asked, with the reason that every report gives."""

    question: str
    reason: Words


@dataclass(frozen=True)
class Pack:
    """One pack, as its file says it."""

    file: str
    """As the settings name it."""
    name: str
    version: str
    frameworks: tuple[Framework, ...]
    areas: tuple[PackArea, ...]
    questions: tuple[Question, ...]
    probes: Mapping[str, Probe]
    """One for each thing that only a statement shows."""
    changes: tuple[Change, ...]
    left_out: tuple[LeaveOut, ...]


def read(folder: Path, file: str) -> Pack:
    """Return the pack of a file, which stands in this folder.

    Raises:
        SettingsError: naming the file, the question, the key and the mend.
    """
    return parsed(toml_values.read(folder / file, file), file)


def parsed(said: Mapping[str, Any], file: str) -> Pack:
    """Return the pack that a parsed file says; `file` is how errors name it."""
    for key in said.keys() - {"pack", *_BLOCKS}:
        raise SettingsError(
            f"{file}: `{key}`: only [pack] and "
            f"{', '.join(f'[[{block}]]' for block in _BLOCKS)} stand here"
        )
    if not isinstance(said.get("pack"), dict):
        raise SettingsError(f"{file}: `pack` is missing: begin with [pack], its name and version")
    head = toml_values.value(PackHead, said["pack"], f"{file}, pack")
    blocks = {key: toml_values.blocks(said, key, file) for key in _BLOCKS}
    if not any(blocks.values()):
        raise SettingsError(f"{file}: changes nothing: add a block, or remove it from the settings")
    probes: dict[str, Probe] = {}
    return Pack(
        file=file,
        name=head.name,
        version=head.version,
        frameworks=tuple(
            Framework(**_named(PackFramework, block, file, "framework", "id", at).model_dump())
            for at, block in enumerate(blocks["framework"], start=1)
        ),
        areas=tuple(
            _named(PackArea, block, file, "area", "id", at)
            for at, block in enumerate(blocks["area"], start=1)
        ),
        questions=tuple(
            _question(block, file, at, probes)
            for at, block in enumerate(blocks["question"], start=1)
        ),
        probes=probes,
        changes=tuple(
            _named(Change, block, file, "change", "question", at)
            for at, block in enumerate(blocks["change"], start=1)
        ),
        left_out=tuple(
            _named(LeaveOut, block, file, "leave_out", "question", at)
            for at, block in enumerate(blocks["leave_out"], start=1)
        ),
    )


def where(block: Mapping[str, Any], file: str, kind: str, key: str, at: int) -> str:
    """Name a block by what it is about, or by its place."""
    return f"{file}, {kind} {block.get(key) or f'number {at}'}"


def _named(
    kind: type[toml_values.Made],
    block: dict[str, Any],
    file: str,
    word: str,
    key: str,
    at: int,
) -> toml_values.Made:
    return toml_values.value(kind, block, where(block, file, word, key, at))


def _question(block: dict[str, Any], file: str, at: int, probes: dict[str, Probe]) -> Question:
    """Read a question that the pack adds; what is attested is put into `probes`."""
    here = where(block, file, "question", "id", at)
    asked, attested = question_blocks.read(block, here, PackQuestion)
    question_blocks.require_free(here, attested, probes)
    probes.update(attested)
    return Question(**asked.model_dump())


def level_of(change: LevelChange, scope: str, here: str) -> tuple[Level, dict[str, Probe]]:
    """Return a level's new conditions under any answer, and the probes of what is attested."""
    probes: dict[str, Probe] = {}
    said = {"answer": change.answer or "", "conditions": list(change.conditions or ())}
    named = question_blocks.level_with_probes(said, scope, here, probes)
    return toml_values.value(Level, named, here), probes
