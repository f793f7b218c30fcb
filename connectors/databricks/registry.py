"""Unity Catalog's registered models, their versions, owners and aliases, as rows."""

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors.parts.addresses import path_part
from connectors.parts.remote import inner, rejected
from connectors.session import Session
from data.reading import Reading, RejectedRow
from data.records import Assignment, Model, ModelVersion, Ownership

MODELS = "/api/2.1/unity-catalog/models"
PAGE = 1000
NOT_TOLD = (403, 404)
"""A model that this identity may not look into, or that was deleted meanwhile."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Registry:
    """What one reading sees of the catalog; `owned` and `held` are filled by `rows`."""

    def __init__(
        self,
        session: Session,
        reading: Reading,
        production_aliases: Collection[str],
        *,
        owner_required: bool,
    ) -> None:
        self._session = session
        self._reading = reading
        self._production_aliases = production_aliases
        self._owner_required = owner_required
        self.owned: list[Ownership] = []
        self.held: list[Assignment] = []

    def rows(self) -> Iterator[Model | ModelVersion | RejectedRow]:
        """Yield every model, each followed by its versions."""
        self._reading.progress("registered models")
        for page in self._pages(MODELS, "registered_models"):
            for row in page:
                try:
                    model = self._model(row)
                    self.owned += self._owner(row, model)
                except ValueError as error:
                    yield rejected(Model.entity, row, error, self._session.hide)
                    continue
                yield model
                yield from self._inside(model)

    def _inside(self, model: Model) -> Iterator[ModelVersion | RejectedRow]:
        self._reading.progress(f"versions of {model.model[:60]}")
        path = f"{MODELS}/{path_part(model.model)}"
        made_at: dict[str, datetime | None] = {}
        for page in self._pages(f"{path}/versions", "model_versions", NOT_TOLD):
            for row in page:
                try:
                    version = _version(row, model.model)
                    made_at[version.version] = version.created_at
                    yield version
                except ValueError as error:
                    yield rejected(ModelVersion.entity, row, error, self._session.hide)
        told = self._session.get(path, {"include_aliases": "true"}, missing=NOT_TOLD)
        for alias in _list(told, "aliases"):
            try:
                self.held.append(self._pointer(alias, model.model, made_at))
            except ValueError as error:
                yield rejected(Assignment.entity, alias, error, self._session.hide)

    def _pages(self, path: str, key: str, missing: Collection[int] = ()) -> Iterator[list[Any]]:
        return self._session.token_pages(
            path,
            {"max_results": PAGE},
            key,
            next_key="next_page_token",
            ask_key="page_token",
            missing=missing,
        )

    def _model(self, row: Any) -> Model:
        comment = (inner(row, "comment") or "").strip().split("\n")[0].strip()
        return Model.model_validate(
            {
                "model": inner(row, "full_name"),
                "declared": False,
                "owner_required": self._owner_required,
                "purpose": comment or None,
                "created_at": moment(row, "created_at"),
            }
        )

    def _owner(self, row: Any, model: Model) -> Iterator[Ownership]:
        owner = inner(row, "owner")
        if owner is not None:
            at = self._reading.started_at
            yield Ownership(
                model=model.model,
                role="owner",
                person=owner,
                from_earliest=model.created_at,
                from_latest=at,
                until_earliest=at,
            )

    def _pointer(
        self, alias: Any, model: str, made_at: Mapping[str, datetime | None]
    ) -> Assignment:
        name, at = inner(alias, "alias_name"), self._reading.started_at
        version = _number(alias, "version_num")
        return Assignment.model_validate(
            {
                "model": model,
                "slot_kind": "alias",
                "slot": name,
                "version": version,
                "production": (name or "").casefold() in self._production_aliases,
                "from_earliest": made_at.get(version or ""),
                "from_latest": at,
                "until_earliest": at,
            }
        )


def _version(row: Any, model: str) -> ModelVersion:
    number, status = _number(row, "version"), inner(row, "status")
    return ModelVersion.model_validate(
        {
            "model": model,
            "version": number,
            "number": number and int(number),
            "created_at": moment(row, "created_at"),
            "created_by": inner(row, "created_by"),
            "ready": None if status is None else status == "READY",
            "training_run": inner(row, "run_id"),
            "description": inner(row, "comment"),
        }
    )


def moment(row: Any, name: str) -> datetime | None:
    """Return a time that stands as milliseconds since 1970; None: it is not given, or none."""
    value = row.get(name) if isinstance(row, Mapping) else None
    if isinstance(value, bool) or not isinstance(value, int) or value <= 0:
        return None
    try:
        return EPOCH + timedelta(milliseconds=value)
    except OverflowError:
        return None


def _number(row: Any, name: str) -> str | None:
    value = row.get(name) if isinstance(row, Mapping) else None
    usable = isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**9
    return str(value) if usable else None


def _list(row: Any, name: str) -> list[Any]:
    found = row.get(name) if isinstance(row, Mapping) else None
    return found if isinstance(found, list) else []
