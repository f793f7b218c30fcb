"""What connectors over local files share: paths, CSV rows with their line, YAML with its lines."""

import csv
import io
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import AfterValidator, ValidationInfo

LARGEST_YAML = 2_000_000
LARGEST_CSV = 50_000_000
DEEPEST_YAML = 20
NOTHING = {"", "~", "null", "Null", "NULL"}


def _beside_settings(path: Path, info: ValidationInfo) -> Path:
    folder = (info.context or {}).get("folder")
    # Without `..`: a path must stay the same text wherever it is compared.
    return Path(os.path.normpath((Path(folder) if folder else Path.cwd()) / path))


LocalPath = Annotated[Path, AfterValidator(_beside_settings)]
"""A path in a source's settings; a relative one starts at the settings file's folder."""


class FileProblem(ValueError):
    """A file's text does not hold together; `line` counts from 1."""

    def __init__(self, line: int, wrong: str) -> None:
        super().__init__(wrong)
        self.line = line


@dataclass(frozen=True)
class Line:
    """One row of a table that a person keeps: its line, its cells by column, its text."""

    number: int
    cells: Mapping[str, Any]
    raw: str


@dataclass(frozen=True)
class BadLine:
    """A row that could not be split into cells."""

    number: int
    wrong: str
    raw: str


def read_text(file: Path, largest: int) -> str:
    """Return a file's text.

    Raises:
        FileProblem: it is too large, or not UTF-8.
        OSError: it cannot be read.
    """
    if file.stat().st_size > largest:
        raise FileProblem(1, f"is larger than {largest // 1_000_000} MB: split it")
    content = file.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise FileProblem(line, "is not UTF-8 text: save it as UTF-8") from error


def csv_header(text: str) -> tuple[list[str], str]:
    """Return the column names in the first line, and the character between them."""
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    names = next(csv.reader([first.rstrip("\r")], delimiter=separator), [])
    return [re.sub(r"[\s-]+", "_", name.strip().lower()) for name in names], separator


def csv_lines(text: str) -> Iterator[Line | BadLine]:
    """Yield every row under the header, each with the line on which it starts."""
    names, separator = csv_header(text)
    lines = text.splitlines()
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    next(rows, None)
    while True:
        start = rows.line_num + 1
        try:
            cells = next(rows, None)
        except csv.Error as error:
            raw = "\n".join(lines[start - 1 : rows.line_num])
            yield BadLine(start, f"its quotes do not close as they should ({error})", raw)
            continue
        if cells is None:
            return
        raw = "\n".join(lines[start - 1 : rows.line_num])
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(names):
            wrong = f"the header has {len(names)} columns, but this row {len(cells)}"
            yield BadLine(start, wrong, raw)
        else:
            yield Line(start, dict(zip(names, cells, strict=True)), raw)


@dataclass(frozen=True)
class Marked:
    """What a YAML file says, every scalar as text, and the line of each key and item."""

    value: Any
    lines: Mapping[tuple[str | int, ...], int]

    def line(self, place: tuple[str | int, ...]) -> int:
        """Return the line of a place, or of the nearest one around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


def read_yaml(text: str) -> Marked:
    """Return a YAML text's values as text, without tags, anchors or aliases.

    Raises:
        FileProblem: it is no YAML, repeats a key, or uses what could swell in memory.
    """
    try:
        _refuse_what_swells(text)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = 1 if mark is None else mark.line + 1
        raise FileProblem(line, f"is not valid YAML: {error.problem or error.context}") from error
    except yaml.YAMLError as error:
        raise FileProblem(1, "is not valid YAML: it holds a character that is not text") from error
    lines: dict[tuple[str | int, ...], int] = {}
    return Marked(None if node is None else _plain(node, (), lines), lines)


def _refuse_what_swells(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise FileProblem(line, "uses an anchor or alias (& or *): write the value out")
        if tag := getattr(event, "tag", None):
            raise FileProblem(line, f"uses the tag {tag}: remove it")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST_YAML:
            raise FileProblem(line, f"is nested deeper than {DEEPEST_YAML} levels")


def _plain(
    node: yaml.Node, place: tuple[str | int, ...], lines: dict[tuple[str | int, ...], int]
) -> Any:
    lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*place, at), lines) for at, item in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        return _plain_mapping(node, place, lines)
    # A quoted "null" is a word; a bare one is nothing.
    bare = isinstance(node, yaml.ScalarNode) and node.style is None
    return None if bare and node.value in NOTHING else str(node.value)


def _plain_mapping(
    node: yaml.MappingNode, place: tuple[str | int, ...], lines: dict[tuple[str | int, ...], int]
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise FileProblem(line, "has a key that is not a word")
        name = str(key.value)
        if name in values:
            raise FileProblem(line, f"repeats the key {name!r}: keep one")
        lines[*place, name] = line
        values[name] = _plain(value, (*place, name), lines)
    return values
