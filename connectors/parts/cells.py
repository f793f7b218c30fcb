"""Cells that people write, brought to the values that a record wants, or refused in words."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import ValidationError

from data.records import Record

YES, NO = {"yes", "y", "true", "1"}, {"no", "n", "false", "0"}
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MONTH = re.compile(r"(\d{4}-\d{2})(-01)?")
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}([.]\d{1,6})?)?")
ZONE = re.compile(r" ?(Z|[+-]\d{2}:?\d{2})$")
NUMBER = re.compile(r"[+-]?(\d+([.]\d*)?|[.]\d+)([eE][+-]?\d{1,2})?")


class BadCell(ValueError):
    """A value that cannot be used: `column` says where, the text what is wrong and the mend."""

    def __init__(self, column: str, wrong: str, place: str = "") -> None:
        super().__init__(wrong)
        self.column = column
        self.place = place
        """File and line, where the value does not stand in the row itself."""


def is_empty(cell: Any) -> bool:
    """Tell whether nothing is written."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def prepared(record: type[Record], cells: Mapping[str, Any]) -> dict[str, Any]:
    """Return the cells as values of the record's fields; empty ones are left out.

    Raises:
        BadCell: naming the first column whose text cannot be such a value.
    """
    return {
        column: _prepare(record, column, cell)
        for column, cell in cells.items()
        if not is_empty(cell)
    }


def validated(record: type[Record], values: Mapping[str, Any]) -> Record:
    """Return the record of these values.

    Raises:
        BadCell: naming the first column whose value does not fit.
    """
    try:
        return record.model_validate(values)
    except ValidationError as error:
        problem = error.errors(include_url=False, include_context=False)[0]
        column = str(problem["loc"][0])
        if problem["type"] == "missing":
            raise BadCell(column, "is missing") from error
        wrong = problem["msg"].removeprefix("Value error, ")
        raise BadCell(column, f"«{values[column]!s:.80}»: {wrong}") from error


def _prepare(record: type[Record], column: str, cell: Any) -> Any:
    kinds = _kinds(record.model_fields[column].annotation)
    if tuple in kinds:
        return _names(column, cell)
    if dict in kinds:
        return _pairs(column, cell)
    if not isinstance(cell, str):
        raise BadCell(column, "holds a list: write one value")
    text = cell.strip()
    if column == "month":
        return _month(column, text)
    for kind, prepare in SCALARS.items():
        if kind in kinds:
            return prepare(column, text)
    return text


def _kinds(annotation: Any) -> set[Any]:
    """Return the plain types that an annotation allows."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _kinds(get_args(annotation)[0])
    if origin in {Union, UnionType}:
        return set().union(*(_kinds(part) for part in get_args(annotation)))
    return {origin or annotation}


def yes_or_no(column: str, text: str) -> bool:
    """Read a yes or a no."""
    if text.lower() not in YES | NO:
        raise BadCell(column, f"«{text:.80}» is neither yes nor no")
    return text.lower() in YES


def moment(column: str, text: str) -> datetime:
    """Read a time with its zone; a day alone means its midnight in UTC."""
    if DAY.fullmatch(text):
        return datetime.combine(_day(column, text), datetime.min.time(), UTC)
    plain = ZONE.sub("", text)
    if not MOMENT.fullmatch(plain):
        raise BadCell(column, f"«{text:.80}» is no time: write 2026-11-23 or 2026-11-23T09:00:00Z")
    if plain == text:
        raise BadCell(column, f"«{text}» needs its zone: write {text.replace(' ', 'T')}Z for UTC")
    try:
        return datetime.fromisoformat(text.replace(" ", "T", 1).replace(" ", "")).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadCell(column, f"«{text}» is not on any calendar ({error})") from error


def _day(column: str, text: str) -> date:
    if not DAY.fullmatch(text):
        raise BadCell(column, f"«{text:.80}» is no day: write it as 2026-11-23")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadCell(column, f"«{text}» is not on any calendar ({error})") from error


def _month(column: str, text: str) -> date:
    if not (found := MONTH.fullmatch(text)):
        raise BadCell(column, f"«{text:.80}» is no month: write it as 2026-11")
    return _day(column, f"{found[1]}-01")


def _whole(column: str, text: str) -> int:
    if not re.fullmatch(r"-?\d{1,18}", text, re.ASCII):
        raise BadCell(column, f"«{text:.80}» is no whole number")
    return int(text)


def _decimal(column: str, text: str) -> Decimal:
    if not NUMBER.fullmatch(text) or not text.isascii():
        raise BadCell(column, f"«{text:.80}» is no number: write digits with a point, as 1234.56")
    return Decimal(text)


def _names(column: str, cell: Any) -> tuple[str, ...]:
    parts = cell if isinstance(cell, list) else re.split(r"[;,|\n]", str(cell))
    if isinstance(cell, dict) or any(isinstance(part, list | dict) for part in parts):
        raise BadCell(column, "holds more than names: write them as a list")
    return tuple(str(part).strip() for part in parts if not is_empty(part))


def _pairs(column: str, cell: Any) -> dict[str, str]:
    if isinstance(cell, str):
        return _written_pairs(column, cell.strip())
    if not isinstance(cell, dict) or any(isinstance(value, list | dict) for value in cell.values()):
        raise BadCell(column, "holds more than names and values: write `name: value`")
    return {str(name): str(value) for name, value in cell.items() if value is not None}


def _written_pairs(column: str, text: str) -> dict[str, str]:
    if text.startswith("{"):
        try:
            return _pairs(column, json.loads(text, parse_float=str, parse_int=str))
        except (ValueError, RecursionError) as error:
            raise BadCell(column, "is no JSON object of names and values") from error
    pairs = [part.partition("=") for part in re.split(r"[;\n]", text) if part.strip()]
    if not all(sign and name.strip() for name, sign, _ in pairs):
        raise BadCell(column, "is not of the form `name=value; name=value`")
    return {name.strip(): value.strip() for name, _, value in pairs}


SCALARS: dict[type, Callable[[str, str], Any]] = {
    bool: yes_or_no,
    datetime: moment,
    date: _day,
    int: _whole,
    Decimal: _decimal,
    float: lambda column, text: float(_decimal(column, text)),
}
