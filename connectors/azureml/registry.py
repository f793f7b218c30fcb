"""Azure Machine Learning's models and their versions, as rows."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from connectors.paging import Params
from connectors.parts.addresses import path_part
from connectors.parts.remote import inner, objects, rejected, time_of
from connectors.parts.tagged import filled, texts
from connectors.session import Session
from data.reading import Reading, RejectedRow
from data.records import Assignment, Model, ModelVersion, Record

API_VERSION = "2025-12-01"
NOT_TOLD = (403, 404)
NO_STAGE = {"none", "archived"}

MakeModel = Callable[[str | None, Mapping[str, str], str | None, datetime | None], Model]


def asked() -> Params:
    """Return what every call asks with."""
    return {"api-version": API_VERSION}


def pages(session: Session, path: str, missing: Collection[int] = ()) -> Iterator[Any]:
    """Yield the rows of all pages of a list."""
    found = session.link_pages(path, asked(), "value", link_key="nextLink", missing=missing)
    return (row for page in found for row in page)


class Registry:
    """What one reading sees of the registry: first `models`, then `versions`, which fill `held`."""

    def __init__(
        self,
        session: Session,
        reading: Reading,
        workspace: str,
        production_stages: Collection[str],
        approved_by_tag: str,
        compared_with_tag: str,
    ) -> None:
        self._session = session
        self._reading = reading
        self._path = f"{workspace}/models"
        self._production_stages = production_stages
        self._approved_by_tag = approved_by_tag
        self._compared_with_tag = compared_with_tag
        self._names: list[str] = []
        self.held: list[Assignment] = []

    def models(self, make: MakeModel) -> Iterator[Model | RejectedRow]:
        """Yield every model."""
        self._reading.progress("models")
        for row in pages(self._session, self._path):
            told = row.get("properties") if isinstance(row, Mapping) else None
            try:
                model = make(
                    inner(row, "name"),
                    texts(told, "tags"),
                    inner(told, "description"),
                    time_of(row, "systemData", "createdAt"),
                )
            except ValueError as error:
                yield self.refused(Model, row, error)
                continue
            self._names.append(model.model)
            yield model

    def versions(self) -> Iterator[ModelVersion | RejectedRow]:
        """Yield every registered version of the models; note the stage that it is in."""
        for model in self._names:
            self._reading.progress(f"versions of {model[:60]}")
            for row in pages(self._session, f"{self._path}/{path_part(model)}/versions", NOT_TOLD):
                told = row.get("properties") if isinstance(row, Mapping) else None
                if isinstance(told, Mapping) and told.get("isAnonymous") is True:
                    continue  # made by a deployment for itself, never registered
                try:
                    version = self._version(row, told, model)
                    self._note(told, version)
                except ValueError as error:
                    yield self.refused(ModelVersion, row, error)
                    continue
                yield version

    def refused(self, kind: type[Record], row: Any, error: ValueError) -> RejectedRow:
        """Return a row that could not be used."""
        return rejected(kind.entity, row, error, self._session.hide)

    def _version(self, row: Any, told: Any, model: str) -> ModelVersion:
        number, state = inner(row, "name"), inner(told, "provisioningState")
        tags = texts(told, "tags")
        data = [inner(each, "name") or inner(each, "id") for each in objects(told, "datasets")]
        return ModelVersion.model_validate(
            {
                "model": model,
                "version": number,
                "number": int(number) if number and re.fullmatch("[0-9]{1,9}", number) else None,
                "created_at": time_of(row, "systemData", "createdAt"),
                "created_by": inner(row, "systemData", "createdBy"),
                "approved_by": filled(tags, self._approved_by_tag),
                "ready": None if state is None else state == "Succeeded",
                "training_run": inner(told, "jobName"),
                "dataset": ", ".join(sorted({each for each in data if each})) or None,
                "compared_with": filled(tags, self._compared_with_tag),
                "description": inner(told, "description"),
                "tags": tags,
            }
        )

    def _note(self, told: Any, version: ModelVersion) -> None:
        stage, at = inner(told, "stage"), self._reading.started_at
        if stage is not None and stage.casefold() not in NO_STAGE:
            self.held.append(
                Assignment.model_validate(
                    {
                        "model": version.model,
                        "slot_kind": "stage",
                        "slot": stage,
                        "version": version.version,
                        "production": stage.casefold() in self._production_stages,
                        "from_earliest": version.created_at,
                        "from_latest": at,
                        "until_earliest": at,
                    }
                )
            )
