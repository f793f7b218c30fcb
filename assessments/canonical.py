"""Canonical JSON: one text for one value, so that a checksum says whether anything changed."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from math import isfinite
from typing import Any

from pydantic import BaseModel

_AS_IT_IS = (str, int, bool, type(None))
UNKNOWN = "unknown"
"""Stands for None where None is a key."""


def plain(value: Any) -> Any:
    """Return a value as JSON has it: money as text, times as UTC text that ends in Z."""
    kind: Any = type(value)
    if kind in _AS_IT_IS:
        return value
    match value:
        case Enum():
            return value.value
        case float():
            return value if isfinite(value) else None
        case int() | str():
            return value
        case _ if is_dataclass(value):
            return {name: plain(getattr(value, name)) for name in _names(kind)}
        case Decimal():
            return format(value, "f")
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case BaseModel():
            return {name: plain(getattr(value, name)) for name in type(value).model_fields}
        case Mapping():
            return {UNKNOWN if k is None else str(k): plain(v) for k, v in value.items()}
        case Sequence():
            return [plain(each) for each in value]
        case _:
            raise TypeError(f"{type(value).__name__} has no form in JSON")


def fields_of(value: Any, *without: str) -> dict[str, Any]:
    """Return the fields of a dataclass by name, as they are."""
    kind: Any = type(value)
    return {name: getattr(value, name) for name in _names(kind) if name not in without}


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def text(document: Mapping[str, Any]) -> str:
    """Return the one text of a document: keys sorted, no blanks, nothing escaped needlessly."""
    return json.dumps(
        document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def checksum(document: Mapping[str, Any]) -> str:
    """Return the sha256 of a document's text in UTF-8."""
    return hashlib.sha256(text(document).encode()).hexdigest()
