"""A custom lens of the AWS Well-Architected Tool: its JSON, schema 2021-11-01, read and checked.

The limits are those of AWS's lens format specification.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, ConfigDict, Field

from assessments import toml_values
from assessments.lens import rules as lens_rules
from assessments.lens.rules import Rule
from assessments.questionnaire import Frozen
from data.errors import SettingsError

SCHEMA = "2021-11-01"
LARGEST = 500_000
AREAS, QUESTIONS, CHOICES, RULES = 10, 20, 15, 3
NONE_OF_THESE = "_no"
_RISKS = (lens_rules.HIGH, lens_rules.MEDIUM, lens_rules.NONE)
_ID = re.compile(r"[A-Za-z0-9_]{3,128}")


def _id(said: str) -> str:
    if not _ID.fullmatch(said):
        raise ValueError(f"{said!r} is no id: write 3 to 128 letters, digits and _")
    return said


def _address(said: str) -> str:
    if not said.startswith(("https://", "http://")):
        raise ValueError("must start with https:// or http://: correct it")
    return said


def _risk(said: str) -> str:
    if said not in _RISKS:
        raise ValueError(f"{said!r} is no risk: write one of {', '.join(_RISKS)}")
    return said


Id = Annotated[str, AfterValidator(_id)]
Title = Annotated[str, Field(min_length=1, max_length=128)]
Long = Annotated[str, Field(max_length=2048)]


class LensPart(Frozen):
    """One object of the JSON; keys that are not needed here are left alone."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Resource(LensPart):
    """A text, with a link where there is one."""

    text: Long = Field(alias="displayText")
    url: Annotated[str, AfterValidator(_address)] | None = None


class LensChoice(LensPart):
    """One check-box of a question."""

    id: Id
    title: Title
    help: Resource | None = Field(None, alias="helpfulResource")
    improvement: Resource | None = Field(None, alias="improvementPlan")

    @property
    def none_of_these(self) -> bool:
        """Tell whether it says that no other applies."""
        return self.id.endswith(NONE_OF_THESE)


class RiskRule(LensPart):
    """Which risk follows from which choices."""

    condition: str
    risk: Annotated[str, AfterValidator(_risk)]


class LensQuestion(LensPart):
    """One question with its check-boxes and risk rules."""

    id: Id
    title: Title
    description: Long = ""
    choices: Annotated[tuple[LensChoice, ...], Field(min_length=1, max_length=CHOICES)]
    rules: Annotated[tuple[RiskRule, ...], Field(max_length=RULES)] = Field(alias="riskRules")

    def parsed(self) -> list[tuple[Rule, str]]:
        """Return the rules but the default, each with its risk, in their order."""
        return [
            (lens_rules.parse(each.condition), each.risk)
            for each in self.rules
            if each.condition.strip() != lens_rules.DEFAULT
        ]

    @property
    def default(self) -> str:
        """Return the risk where no other rule holds."""
        return next(
            each.risk for each in self.rules if each.condition.strip() == lens_rules.DEFAULT
        )


class LensArea(LensPart):
    """One of the lens's groups of questions, before they are read."""

    id: Id
    name: Title
    questions: Annotated[tuple[Any, ...], Field(min_length=1, max_length=QUESTIONS)]


class LensHead(LensPart):
    """The whole file, before its groups are read."""

    name: Title
    description: Long = ""
    areas: Annotated[tuple[Any, ...], Field(min_length=1, max_length=AREAS)] = Field(
        alias="pillars"
    )


class Lens(Frozen):
    """A lens that holds together."""

    name: str
    areas: tuple[tuple[LensArea, tuple[LensQuestion, ...]], ...]


def read(file: Path) -> Lens:
    """Return the lens of a file.

    Raises:
        SettingsError: naming the file, the question, the key and the mend.
    """
    name = str(file)
    said = _json(file, name)
    if said.get("schemaVersion") != SCHEMA:
        raise SettingsError(
            f"{name}: `schemaVersion` {said.get('schemaVersion')!r} is not read here: only "
            f"{SCHEMA!r} is"
        )
    head = toml_values.value(LensHead, said, name)
    areas = []
    for at, block in enumerate(head.areas, start=1):
        area = toml_values.value(LensArea, block, f"{name}, {_called(block, 'pillar', at)}")
        questions = (_question(each, name, at) for at, each in enumerate(area.questions, start=1))
        areas.append((area, tuple(questions)))
    lens = Lens(name=head.name, areas=tuple(areas))
    _require_different(lens, name)
    return lens


def _json(file: Path, name: str) -> dict[str, Any]:
    try:
        if file.stat().st_size > LARGEST:
            raise SettingsError(
                f"{name}: is larger than 500 KB, which no custom lens is: name another file"
            )
        said = json.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise SettingsError(
            f"{name}: cannot be read ({error.strerror}): name another file"
        ) from error
    except (ValueError, RecursionError) as error:
        raise SettingsError(f"{name}: this is not JSON: {error}") from error
    if not isinstance(said, dict):
        raise SettingsError(f"{name}: is no custom lens: its JSON is to begin with an object")
    return said


def _called(block: Any, kind: str, at: int) -> str:
    """Name a part by its id, or by its place."""
    id = block.get("id") if isinstance(block, Mapping) else None
    return f"{kind} {id if isinstance(id, str) and id else f'number {at}'}"


def _question(block: Any, name: str, at: int) -> LensQuestion:
    where = f"{name}, {_called(block, 'question', at)}"
    question = toml_values.value(LensQuestion, block, where)
    ids = [each.id for each in question.choices]
    for id in ids:
        if ids.count(id) > 1:
            raise SettingsError(f"{where}: `choices` has the id {id!r} twice: choose another")
    for at_choice, choice in enumerate(question.choices, start=1):
        if choice.improvement is None and not choice.none_of_these:
            raise SettingsError(
                f"{where}: `choices {at_choice}, improvementPlan` is missing: add it, or let the "
                "id end with _no where it means none of these"
            )
    _require_rules(question, where, frozenset(ids))
    return question


def _require_rules(question: LensQuestion, where: str, ids: frozenset[str]) -> None:
    """Refuse rules that cannot be read, name no choice, or have not exactly one default."""
    defaults = sum(each.condition.strip() == lens_rules.DEFAULT for each in question.rules)
    if defaults != 1:
        raise SettingsError(
            f"{where}: `riskRules` has {defaults} rules with the condition 'default': it needs "
            "exactly one"
        )
    for at, each in enumerate(question.rules, start=1):
        if each.condition.strip() == lens_rules.DEFAULT:
            continue
        key = f"{where}: `riskRules {at}, condition`"
        try:
            rule = lens_rules.parse(each.condition)
        except ValueError as error:
            raise SettingsError(f"{key} {error}: correct it") from error
        for id in sorted(lens_rules.named(rule) - ids):
            raise SettingsError(f"{key} names {id!r}, which is no choice: correct it")


def _require_different(lens: Lens, name: str) -> None:
    """Refuse ids that are the same, or the same but for their case."""
    areas = [area.id for area, _ in lens.areas]
    questions = [each.id for _, asked in lens.areas for each in asked]
    for kind, ids in (("pillars", areas), ("questions", questions)):
        folded = [id.casefold() for id in ids]
        for id in ids:
            if folded.count(id.casefold()) > 1:
                raise SettingsError(
                    f"{name}: `{kind}` has the id {id!r} twice, whatever its case: choose another"
                )
