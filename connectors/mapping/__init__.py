"""What a person declares in `mapping.yaml`: models, their owners, and what belongs to them."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from itertools import combinations
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from connectors.base import Connector, Verified
from connectors.parts.cells import moment
from connectors.parts.files import (
    LARGEST_YAML,
    FileProblem,
    LocalPath,
    Marked,
    read_text,
    read_yaml,
)
from data.errors import SettingsError, Unavailable
from data.reading import Reading
from data.records import Model, Name, Ownership, Record, Selector, Share

FIELDS = ("resource", "service", "account", "sku", "target", "external_id")
Place = tuple[str | int, ...]


def _moment(written: Any) -> Any:
    return moment("reviewed_at", written) if isinstance(written, str) else written


class Part(BaseModel):
    """One part of the file; a key that is not known is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Rule(Part):
    """What matches this exactly belongs to the model."""

    kind: Literal["cost", "incident", "deployment", "metric", "endpoint"] = Field(
        description="what it selects"
    )
    field: str | None = Field(None, description=f"one of {', '.join(FIELDS)}")
    tag: Name | None = Field(None, description="instead of `field`: the key of a tag")
    value: Name = Field(description="the exact value; never a pattern")
    source: Name | None = Field(None, description="only rows of this source; unset: of any")

    @model_validator(mode="after")
    def _names_one_field(self) -> "Rule":
        if (self.field is None) == (self.tag is None):
            raise ValueError("give either `field` or `tag`")
        if self.field is not None and self.field not in FIELDS:
            near = get_close_matches(self.field, FIELDS, n=1)
            mend = f"did you mean {near[0]!r}?" if near else f"use one of {', '.join(FIELDS)}"
            raise ValueError(f"the field {self.field!r} is not known: {mend}")
        return self

    @property
    def selects(self) -> tuple[str, str, str, str | None]:
        """What it looks at; two rules that look at the same exclude each other."""
        return self.kind, self.field or f"tag:{self.tag}", self.value, self.source


class SharedRule(Rule):
    """A resource that several models use, each by a declared share."""

    kind: Literal["cost"] = Field("cost", description="shares are of cost")
    parts: Mapping[Name, Share] = Field(
        min_length=1, description="each model's share; together exactly 1"
    )

    @model_validator(mode="after")
    def _adds_up(self) -> "SharedRule":
        total = sum(self.parts.values(), Decimal(0))
        if total != 1:
            wrong = f"lack {1 - total:f}" if total < 1 else f"are {total - 1:f} too much"
            raise ValueError(
                f"the parts of {self.value!r} sum to {total:f} and not to 1: they {wrong}"
            )
        return self


class Entry(Part):
    """One model, by the name that pages shall use."""

    model: Name
    team: Name | None = None
    owner: Name | None = Field(None, description="the person who answers for it")
    deputy: Name | None = Field(None, description="who answers while the owner cannot")
    reviewed_at: Annotated[datetime | None, BeforeValidator(_moment)] = Field(
        None, description="when both were last reconfirmed"
    )
    tier: int | None = Field(None, ge=1, le=3, description="1 is the most critical")
    purpose: Name | None = None
    production: bool | None = None
    selectors: tuple[Rule, ...] = ()


class Declared(Part):
    """The whole file."""

    models: tuple[Entry, ...] = ()
    shared: tuple[SharedRule, ...] = ()


class MappingFile(Connector):
    """Models, owners and matching rules that a person declares in one YAML file."""

    kind: ClassVar[str] = "mapping"
    title: ClassVar[str] = "Declared models"
    brings: ClassVar[tuple[str, ...]] = ("model", "ownership", "selector")
    reads: ClassVar[str] = "One YAML file."
    limits: ClassVar[str] = "The file may have 2 MB; all of it is read each time."
    verified: ClassVar[Verified] = Verified(
        "files", "the format described below", date(2026, 11, 23)
    )
    least_privilege: ClassVar[str] = (
        "Read access to the one file. Only the Review page writes to it, when a person accepts a "
        "suggestion there; without write access it shows the lines to paste."
    )
    never_reads: ClassVar[str] = "Anything but the one file."
    by_hand: ClassVar[bool] = True

    path: LocalPath = Field(
        Path("mapping.yaml"),
        validate_default=True,
        description="the file; relative to the settings file",
    )
    owner_required: bool = Field(
        False,
        description="true: this file is the system of record for owners, so that a model without "
        "one here has none; false: its owner may stand elsewhere",
    )

    def read(self, reading: Reading) -> Iterator[Record]:
        """Yield each declared model, its owner and deputy, and what belongs to it.

        Raises:
            SettingsError: the file says something that cannot hold; every such line is named.
            Unavailable: it cannot be read.
        """
        declared, marked = self._load()
        for entry in declared.models:
            yield Model(
                declared=True,
                owner_required=self.owner_required,
                **entry.model_dump(include={"model", "team", "tier", "purpose", "production"}),
            )
        yield from _owners(declared, reading)
        yield from self._selectors(declared, marked)

    def check(self, reading: Reading) -> str:
        """Say how many models, owners and rules the file declares."""
        declared, marked = self._load()
        owned = sum(entry.owner is not None for entry in declared.models)
        rules = sum(1 for _ in self._selectors(declared, marked))
        return f"{len(declared.models)} models, {owned} with an owner, {rules} matching rules"

    def declared(self, text: str) -> Declared:
        """Return what a text of the file says.

        Raises:
            SettingsError: it says something that cannot hold; every such line is named.
        """
        return self._understood(text)[0]

    def _load(self) -> tuple[Declared, Marked]:
        try:
            text = read_text(self.path, LARGEST_YAML)
        except FileProblem as problem:
            raise SettingsError(f"{self.path}:{problem.line}: {problem}") from problem
        except OSError as error:
            raise Unavailable(
                f"{self.path}: cannot be read ({error.strerror}): create it, or change `path` of "
                f"source {self.name!r}"
            ) from error
        return self._understood(text)

    def _understood(self, text: str) -> tuple[Declared, Marked]:
        try:
            marked = read_yaml(text)
        except FileProblem as problem:
            raise SettingsError(f"{self.path}:{problem.line}: {problem}") from problem
        try:
            declared = Declared.model_validate(marked.value)
        except ValidationError as error:
            raise SettingsError(
                "\n".join(self._told(marked, *_explained(p)) for p in error.errors())
            ) from error
        if problems := [*_repeated(declared), *_unknown(declared), *_overlapping(declared)]:
            raise SettingsError("\n".join(self._told(marked, *problem) for problem in problems))
        return declared, marked

    def _told(self, marked: Marked, place: Place, wrong: str) -> str:
        key = ".".join(str(part + 1) if isinstance(part, int) else part for part in place)
        return f"{self.path}:{marked.line(place)}: {key + ': ' if key else ''}{wrong}"

    def _selectors(self, declared: Declared, marked: Marked) -> Iterator[Selector]:
        for place, rule, shares in _rules(declared):
            kind, field, value, source = rule.selects
            for model, share in shares.items():
                yield Selector(
                    model=model,
                    kind=kind,
                    field=field,
                    value=value,
                    in_source=source,
                    share=share,
                    rule=f"{self.path.name}:{marked.line(place)}",
                )


def _rules(declared: Declared) -> Iterator[tuple[Place, Rule, Mapping[str, Decimal]]]:
    """Yield every rule with its place and the share of each model that it names."""
    for at, entry in enumerate(declared.models):
        for nth, rule in enumerate(entry.selectors):
            yield ("models", at, "selectors", nth), rule, {entry.model: Decimal(1)}
    for at, shared in enumerate(declared.shared):
        yield ("shared", at), shared, shared.parts


def _owners(declared: Declared, reading: Reading) -> Iterator[Ownership]:
    """Yield who answers for each model now, and who did in earlier readings.

    The file has no dates: a change is known to lie between two readings.
    """
    now, last = reading.started_at, None
    held: dict[tuple[str, str], Ownership] = {}
    for row in reading.previous(Ownership):
        if not isinstance(row, Ownership):
            continue
        if row.until_latest is None:
            held[row.model, row.role] = row
            last = max(last or row.until_earliest, row.until_earliest)
        else:
            yield row
    for entry in declared.models:
        for role, person in (("owner", entry.owner), ("deputy", entry.deputy)):
            before = held.get((entry.model, role))
            same = before is not None and before.person == person
            if person is None:
                continue
            if same:
                del held[entry.model, role]
            yield Ownership(
                model=entry.model,
                role=role,
                person=person,
                from_earliest=before.from_earliest if before and same else last,
                from_latest=before.from_latest if before and same else now,
                until_earliest=now,
                reviewed_at=entry.reviewed_at,
            )
    for row in held.values():
        yield row.model_copy(update={"until_latest": now})


def _explained(problem: Mapping[str, Any]) -> tuple[Place, str]:
    """Return where a problem of the file's shape lies, and what it is in words."""
    place: Place = tuple(problem["loc"])
    wrong = str(problem["msg"]).removeprefix("Value error, ")
    if problem["type"] == "missing":
        wrong = "is missing: add it"
    elif problem["type"] == "extra_forbidden":
        near = get_close_matches(str(place[-1]), _known_keys(place), n=1)
        wrong = "this key is not known: " + (f"did you mean {near[0]!r}?" if near else "remove it")
    elif not place:
        wrong = "begin the file with `models:` and under it one `- model: NAME` for each"
    return place, wrong


def _known_keys(place: Place) -> Mapping[str, Any]:
    if len(place) == 1:
        return Declared.model_fields
    if place[0] == "shared":
        return SharedRule.model_fields
    return Rule.model_fields if "selectors" in place else Entry.model_fields


def _key(model: str) -> str:
    """Bring a name to the spelling under which models are matched."""
    return re.sub(r"[^a-z0-9]+", "-", model.lower()).strip("-")


def _repeated(declared: Declared) -> Iterator[tuple[Place, str]]:
    first: dict[str, str] = {}
    for at, entry in enumerate(declared.models):
        if before := first.get(_key(entry.model)):
            yield ("models", at), f"{entry.model!r} and {before!r} are one model: keep one entry"
        first.setdefault(_key(entry.model), entry.model)


def _unknown(declared: Declared) -> Iterator[tuple[Place, str]]:
    known = [entry.model for entry in declared.models]
    for at, shared in enumerate(declared.shared):
        for model in shared.parts:
            if model not in known:
                near = get_close_matches(model, known, n=1)
                mend = f"did you mean {near[0]!r}?" if near else "add it there"
                yield ("shared", at, "parts", model), f"{model!r} is not under `models`: {mend}"


def _overlapping(declared: Declared) -> Iterator[tuple[Place, str]]:
    by_target: dict[tuple[str, str, str], list[tuple[Place, str | None, str]]] = {}
    for place, rule, shares in _rules(declared):
        kind, field, value, source = rule.selects
        models = " and ".join(shares)
        by_target.setdefault((kind, field, value), []).append((place, source, models))
    for (kind, field, value), rules in by_target.items():
        for (_, one, first), (place, other, second) in combinations(rules, 2):
            if one == other or None in {one, other}:
                wrong = (
                    f"{kind} with {field} {value!r} goes to {second}, but already to {first}: "
                    "keep one rule, or share it under `shared`"
                )
                yield place, wrong
