"""Vertex AI's models and their versions, as rows; and how a resource name finds its model."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from connectors.parts.remote import inner, rejected, time_of
from connectors.parts.tagged import texts
from connectors.session import Session
from data.reading import Reading, RejectedRow
from data.records import Assignment, Model, ModelVersion, Record

PAGE = 100
RESOURCE = re.compile(r"projects/[^/]+/locations/[^/]+/models/([A-Za-z0-9_-]{1,128})(?:@([^/@]+))?")
NOT_TOLD = (403, 404)

MakeModel = Callable[[str | None, Mapping[str, str], str | None, datetime | None], Model]


class Registry:
    """What one reading sees of the registry: first `models`, then `versions`, which fill `held`."""

    def __init__(
        self, session: Session, reading: Reading, parent: str, production_aliases: Collection[str]
    ) -> None:
        self._session = session
        self._reading = reading
        self._parent = parent
        self._production_aliases = production_aliases
        self._names: dict[str, str] = {}
        self.explained: set[tuple[str, str]] = set()
        """Versions that explain their predictions, unless their deployment turns it off."""
        self.held: list[Assignment] = []

    def models(self, make: MakeModel) -> Iterator[Model | RejectedRow]:
        """Yield every model by its display name, or by its id where two have the same name."""
        self._reading.progress("models")
        path = f"{self._parent}/models"
        rows = [row for page in pages(self._session, path, "models") for row in page]
        shown = [inner(row, "displayName") for row in rows]
        for row, name in zip(rows, shown, strict=True):
            found = RESOURCE.fullmatch(inner(row, "name") or "")
            known_as = found[1] if found and shown.count(name) > 1 else name
            created = time_of(row, "createTime")
            if found is None:
                wrong = ValueError("name: is no resource name of a model")
                yield self.refused(Model, row, wrong)
                continue
            try:
                model = make(known_as, texts(row, "labels"), inner(row, "description"), created)
            except ValueError as error:
                yield self.refused(Model, row, error)
                continue
            self._names[found[1]] = model.model
            yield model

    def versions(self) -> Iterator[ModelVersion | RejectedRow]:
        """Yield every version of the models; note the aliases that point to it."""
        for number, model in self._names.items():
            self._reading.progress(f"versions of {model[:60]}")
            path = f"{self._parent}/models/{number}:listVersions"
            for page in pages(self._session, path, "models", NOT_TOLD):
                for row in page:
                    try:
                        version = _version(row, model)
                        self._note(row, version)
                    except ValueError as error:
                        yield self.refused(ModelVersion, row, error)
                        continue
                    yield version

    def found(self, resource: str | None, version: str | None) -> tuple[str | None, str | None]:
        """Return the model and version behind a deployed model; None: none of this registry."""
        told = RESOURCE.fullmatch(resource or "")
        # A number is taken for the id of a model only in the project and location that is read.
        here = (resource or "").split("/")[3:4] == self._parent.split("/")[-1:]
        model = self._names.get(told[1]) if told and here else None
        return model, version or (told[2] if told else None)

    def path_of(self, model: str) -> str | None:
        """Return the path of a model; None: it is not of this registry."""
        numbers = [number for number, name in self._names.items() if name == model]
        return f"{self._parent}/models/{numbers[0]}" if len(numbers) == 1 else None

    def refused(self, kind: type[Record], row: Any, error: ValueError) -> RejectedRow:
        """Return a row that could not be used."""
        return rejected(kind.entity, row, error, self._session.hide)

    def _note(self, row: Any, version: ModelVersion) -> None:
        if isinstance(row.get("explanationSpec"), Mapping):
            self.explained.add((version.model, version.version))
        aliases = row.get("versionAliases")
        at = self._reading.started_at
        for alias in aliases if isinstance(aliases, list) else []:
            self.held.append(
                Assignment.model_validate(
                    {
                        "model": version.model,
                        "slot_kind": "alias",
                        "slot": alias,
                        "version": version.version,
                        "production": str(alias).casefold() in self._production_aliases,
                        "from_earliest": version.created_at,
                        "from_latest": at,
                        "until_earliest": at,
                    }
                )
            )


def pages(
    session: Session, path: str, key: str, missing: Collection[int] = ()
) -> Iterator[list[Any]]:
    """Yield the rows of each page of a list."""
    return session.token_pages(
        path,
        {"pageSize": PAGE},
        key,
        next_key="nextPageToken",
        ask_key="pageToken",
        missing=missing,
    )


def _version(row: Any, model: str) -> ModelVersion:
    number = inner(row, "versionId")
    return ModelVersion.model_validate(
        {
            "model": model,
            "version": number,
            "number": int(number) if number and re.fullmatch("[0-9]{1,9}", number) else None,
            "created_at": time_of(row, "versionCreateTime"),
            "training_run": inner(row, "pipelineJob") or inner(row, "trainingPipeline"),
            "description": inner(row, "versionDescription"),
            "tags": texts(row, "labels"),
        }
    )
