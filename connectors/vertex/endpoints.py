"""What each Vertex AI endpoint serves now, by its traffic split, and what it explains."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from connectors.parts.remote import inner, objects, rejected, time_of
from connectors.parts.serving import Endpoint, Part
from connectors.parts.tagged import texts
from connectors.session import Session
from connectors.vertex.registry import Registry, pages
from data.reading import Reading, RejectedRow
from data.records import Assignment, Document, DocumentState


@dataclass(frozen=True)
class Found:
    """An endpoint, and which of its versions explain their predictions."""

    endpoint: Endpoint
    explained: tuple[tuple[str, str], ...]


def endpoints(
    session: Session, reading: Reading, parent: str, registry: Registry
) -> Iterator[Found | RejectedRow]:
    """Yield every endpoint by its display name, or by its id where two have the same name."""
    reading.progress("endpoints")
    path = f"{parent}/endpoints"
    rows = [row for page in pages(session, path, "endpoints") for row in page]
    shown = [inner(row, "displayName") for row in rows]
    for row, name in zip(rows, shown, strict=True):
        resource = inner(row, "name")
        if name is None or resource is None:
            wrong = ValueError("displayName: names no endpoint")
            yield rejected(Assignment.entity, row, wrong, session.hide)
            continue
        try:
            known_as = name if shown.count(name) == 1 else resource.rpartition("/")[2]
            deployed = objects(row, "deployedModels")
            shares = _shares(row)
            parts = tuple(_part(each, shares, registry) for each in deployed)
            yield Found(
                Endpoint(known_as, parts, texts(row, "labels"), resource, serves=bool(parts)),
                tuple(
                    (part.model, part.version)
                    for part, each in zip(parts, deployed, strict=True)
                    if part.model and part.version and _explains(each, part, registry)
                ),
            )
        except ValueError as error:
            yield rejected(Assignment.entity, row, error, session.hide)


def explainers(
    found: Sequence[Found], hide: Callable[[str], str]
) -> Iterator[Document | RejectedRow]:
    """Yield the explainer that answers beside each version's predictions."""
    for each in found:
        try:
            for model, version in dict.fromkeys(each.explained):
                yield Document(
                    model=model,
                    kind="explainer",
                    location=f"{each.endpoint.resource}#{version}",
                    state=DocumentState.EXISTS,
                    title=f"Vertex Explainable AI at endpoint {each.endpoint.name}",
                    version=version,
                )
        except ValidationError as error:
            yield rejected(Document.entity, {"endpoint": each.endpoint.name}, error, hide)


def _shares(row: Mapping[str, Any]) -> dict[str, Decimal]:
    split = row.get("trafficSplit")
    told = split.items() if isinstance(split, Mapping) else ()
    for _, percent in told:
        usable = isinstance(percent, int) and not isinstance(percent, bool)
        if not usable or not 0 <= percent <= 100:
            raise ValueError("trafficSplit: is no share of traffic")
    return {str(deployed): Decimal(percent) / 100 for deployed, percent in told}


def _part(row: Any, shares: Mapping[str, Decimal], registry: Registry) -> Part:
    name = inner(row, "id")
    if name is None:
        raise ValueError("deployedModels: one has no id")
    model, version = registry.found(inner(row, "model"), inner(row, "modelVersionId"))
    deployed_at = time_of(row, "createTime")
    return Part(
        name=name,
        model=model,
        version=version if model else None,
        share=shares.get(name, Decimal(0)),
        since=deployed_at,
        deployed_at=deployed_at,
        # A deployment that failed is undone, and stands here no more.
        succeeded=True,
    )


def _explains(row: Mapping[str, Any], part: Part, registry: Registry) -> bool:
    """Tell whether it explains: by its own settings, or by those of the version behind it."""
    if row.get("disableExplanations") is True:
        return False
    own = isinstance(row.get("explanationSpec"), Mapping)
    return own or (part.model, part.version) in registry.explained
