"""The demo's TOML and CSV files as values; what grows with the questions has one file an area."""

import csv
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@cache
def table(name: str) -> dict[str, Any]:
    """Return one TOML file of this folder, or all those of a folder in it as one table."""
    place = FOLDER / name
    files = sorted(place.glob("*.toml")) if place.is_dir() else [FOLDER / f"{name}.toml"]
    merged: dict[str, Any] = {}
    for file in files:
        _merge(merged, tomllib.loads(file.read_text(encoding="utf-8")))
    return merged


def _merge(into: dict[str, Any], more: dict[str, Any]) -> None:
    for key, value in more.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            _merge(into[key], value)
        else:
            into[key] = value


def rows(name: str) -> list[dict[str, str]]:
    """Return one CSV file of this folder."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))
