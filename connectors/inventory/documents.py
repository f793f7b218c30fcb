"""Documents that an inventory names: where they stand, whether they are there, what they say."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from connectors.parts.addresses import web_address
from connectors.parts.cards import Card, is_markdown, read_card
from connectors.parts.cells import BadCell, is_empty, prepared
from connectors.parts.files import FileProblem
from data.records import Document, DocumentState

FRONT_MATTER = (
    "title", "version", "owner", "author", "approved_by", "approved_at", "created_at", "edited_at",
)  # fmt: skip


def document(cells: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Return the values of a `Document`: a row's cells, and what a file in the folder adds.

    A web address is not opened here. What the row says wins over the file's front matter; filled
    sections are read from a model card's headings.

    Raises:
        BadCell: the location is neither a web address nor a path inside the folder, or the
            file's front matter holds a wrong value.
    """
    values = prepared(Document, cells)
    location = values.get("location", "")
    if not location or web_address(location):
        return values
    file = _inside(folder, location)
    try:
        if not file.is_file():
            return {**values, "state": DocumentState.MISSING}
        values["state"] = DocumentState.EXISTS
        return _told_by(file, folder, values) if is_markdown(file) else values
    except OSError:
        return {**values, "state": DocumentState.UNREACHABLE}


def _inside(folder: Path, location: str) -> Path:
    if re.match(r"[a-z][a-z0-9+.-]+:", location, re.IGNORECASE):
        raise BadCell(
            "location",
            "this is no address to keep: give http(s) without a password, or a path",
        )
    root = folder.resolve()
    try:
        found = (root / location).resolve()
        if not found.exists():
            found = (root / location.partition("#")[0]).resolve()
    except (ValueError, OSError, RuntimeError) as error:
        raise BadCell("location", f"«{location!r:.80}» is no path ({error})") from error
    if not found.is_relative_to(root) or found == root:
        raise BadCell(
            "location",
            f"«{location:.80}» leads out of the folder: keep the document inside it, "
            "or give its web address",
        )
    return found


def _told_by(file: Path, folder: Path, values: dict[str, Any]) -> dict[str, Any]:
    name = file.relative_to(folder.resolve()).as_posix()
    try:
        card = read_card(file)
    except FileProblem as problem:
        raise BadCell("location", str(problem), f"{name}:{problem.line}") from problem
    told = _front_matter(card, name)
    if values.get("kind") == "model_card":
        told["sections"] = card.sections
    return {**told, **values}


def _front_matter(card: Card, name: str) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for key in FRONT_MATTER:
        cell = card.front.get(key)
        if isinstance(cell, list):
            cell = ", ".join(str(part) for part in cell if not is_empty(part))
        try:
            told.update(prepared(Document, {key: cell}))
        except BadCell as bad:
            raise BadCell(key, str(bad), f"{name}:{card.line_of[key]}") from bad
    return told
