"""TOML that people write, read into values; errors name the file, the thing, the key, the mend."""

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from assessments.questionnaire import Frozen
from data.errors import SettingsError

Made = TypeVar("Made", bound=Frozen)


def read(path: Path, called: str) -> dict[str, Any]:
    """Return what a file says; `called` is how errors name it.

    Raises:
        SettingsError: it cannot be read, or is no TOML.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise SettingsError(
            f"{called}: cannot be read ({error.strerror}): correct its name or its rights"
        ) from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{called}: this is not TOML: {error}") from error
    return parse(text, called)


def parse(text: str, called: str) -> dict[str, Any]:
    """Return what a text of TOML says; `called` is how errors name it.

    Raises:
        SettingsError: it is none.
    """
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise SettingsError(f"{called}: this is not TOML: {error}") from error


def value(kind: type[Made], said: Any, where: str) -> Made:
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
            case "value_error":
                problem = first["msg"].removeprefix("Value error, ")
            case _:
                problem = f"{first['msg'][0].lower()}{first['msg'][1:]}: correct it"
        raise SettingsError(f"{where}: `{key}` {problem}") from error


def _key(location: Iterable[str | int]) -> str:
    """Name a place in a block as a person counts: `levels 2, conditions 1, probe`."""
    words = ""
    for part in location:
        words += f" {part + 1}" if isinstance(part, int) else f", {part}"
    return words.removeprefix(", ")


def blocks(said: Mapping[str, Any], key: str, called: str) -> list[dict[str, Any]]:
    """Return the blocks of one name, each written as [[name]]."""
    found = said.get(key, [])
    if not isinstance(found, list) or not all(isinstance(block, dict) for block in found):
        raise SettingsError(f"{called}: `{key}`: write each one as a [[{key}]] block")
    return found


def all_different(said: Iterable[tuple[str, str, str, object]]) -> None:
    """Refuse the second of two equal values of one key; each is (file, thing, key, value)."""
    first: dict[object, str] = {}
    for file, thing, key, given in said:
        if given in first:
            raise SettingsError(
                f"{file}, {thing}: `{key}` {given!r} is taken in {first[given]}: choose another"
            )
        first[given] = file
