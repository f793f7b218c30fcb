"""The files of one model version: where MLflow lists them, and the schema in its MLmodel file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import yaml

from connectors.mlflow.rows import Files, signature_text
from connectors.parts.remote import inner
from connectors.session import Session

API = "/api/2.0/mlflow"
PROXY = "/api/2.0/mlflow-artifacts/artifacts"
NOT_TOLD = (400, 403, 404, 405, 414, 431, 500, 501)
"""Statuses of a store that this server does not list, or may not: its files stay unknown."""
DEEPEST = 8
MOST_FOLDERS = 60
MOST_FILES = 2000


@dataclass(frozen=True)
class Place:
    """A folder that a version's files lie in, and the calls that list and read it."""

    listing: str
    folder_key: str
    reading: str
    file_key: str | None
    """None: the file's path is part of the address."""
    root: str = ""
    always: Mapping[str, str] = field(default_factory=dict)

    def inside(self, path: str) -> str:
        """Return a path of the version as the store names it."""
        return "/".join(part for part in (self.root, path) if part)


def place_of(version: Any, run: Any) -> Place | None:
    """Return where a version's files lie; None: nowhere that this server can list."""
    source = (inner(version, "source") or "").rstrip("/")
    if ".." in source:
        return None
    if logged := re.fullmatch(r"models:/(m-[A-Za-z0-9]+)", source):
        return Place(
            listing=f"{API}/logged-models/{logged[1]}/artifacts/directories",
            folder_key="artifact_directory_path",
            reading=f"/ajax-api/2.0/mlflow/logged-models/{logged[1]}/artifacts/files",
            file_key="artifact_file_path",
        )
    if of_run := re.fullmatch(r"runs:/([A-Za-z0-9_-]+)/(.+)", source):
        return _of_run(of_run[1], of_run[2])
    home = (inner(run, "info", "artifact_uri") or "").rstrip("/")
    run_id = inner(run, "info", "run_id")
    if run_id and home and source.startswith(f"{home}/"):
        return _of_run(run_id, source.removeprefix(f"{home}/"))
    if proxied := re.fullmatch(r"mlflow-artifacts:/(?:/[^/]*/)?([^/].*)", source):
        return Place(PROXY, "path", PROXY, None, proxied[1])
    return None


def _of_run(run_id: str, folder: str) -> Place:
    always = {"run_id": run_id}
    return Place(f"{API}/artifacts/list", "path", "/get-artifact", "path", folder, always)


def files_of(session: Session, place: Place) -> Files:
    """Return the paths of all files, relative to the version, and the schema of the model."""
    paths = _paths(session, place)
    if paths is None or "MLmodel" not in paths:
        return Files(paths)
    return Files(paths, signature_of(_read(session, place, "MLmodel")))


def signature_of(mlmodel: str | None) -> str | None:
    """Return the schema in the text of an MLmodel file, as canonical text; None: it has none."""
    try:
        told = yaml.safe_load(mlmodel or "")
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    return signature_text(told.get("signature")) if isinstance(told, Mapping) else None


def _read(session: Session, place: Place, path: str) -> str | None:
    inside = place.inside(path)
    if place.file_key is None:
        return session.text(f"{place.reading}/{quote(inside)}", {}, missing=NOT_TOLD)
    return session.text(place.reading, {**place.always, place.file_key: inside}, missing=NOT_TOLD)


def _paths(session: Session, place: Place) -> tuple[str, ...] | None:
    found: list[str] = []
    folders = [""]
    for _ in range(MOST_FOLDERS):
        if not folders or len(found) >= MOST_FILES:
            break
        folder = folders.pop(0)
        listed = _list(session, place, folder)
        if listed is None and not folder:
            return None
        for file in listed or []:
            name = (inner(file, "path") or "").rstrip("/").rpartition("/")[2]
            path = f"{folder}/{name}" if folder else name
            if name and not file.get("is_dir"):
                found.append(path)
            elif name and path.count("/") < DEEPEST:
                folders.append(path)
    return tuple(sorted(found))


def _list(session: Session, place: Place, folder: str) -> list[Any] | None:
    inside = place.inside(folder)
    params = {**place.always, **({place.folder_key: inside} if inside else {})}
    page = session.get(place.listing, params, missing=NOT_TOLD)
    return None if page is None else session.rows(page, place.listing, "files", optional=True)
