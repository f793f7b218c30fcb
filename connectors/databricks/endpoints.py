"""What each Databricks serving endpoint serves now, who put it there, and when."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from connectors.databricks.registry import moment
from connectors.parts.addresses import path_part
from connectors.parts.remote import inner, rejected, storable
from connectors.parts.serving import Endpoint, Part
from connectors.session import Session
from data.reading import Reading, RejectedRow
from data.records import Assignment, Identity

ENDPOINTS = "/api/2.0/serving-endpoints"
NOT_TOLD = (403, 404)
DEPLOYED = {
    "DEPLOYMENT_READY": True,
    "DEPLOYMENT_RECOVERING": True,
    "DEPLOYMENT_FAILED": False,
    "DEPLOYMENT_ABORTED": False,
}


def endpoints(session: Session, reading: Reading) -> Iterator[Endpoint | RejectedRow]:
    """Yield every endpoint that this identity may see; without parts where it may not look in."""
    reading.progress("serving endpoints")
    listed = session.get(ENDPOINTS)
    for row in session.rows(listed, ENDPOINTS, "endpoints", optional=True):
        name = inner(row, "name")
        if name is None:
            wrong = ValueError("name: names no endpoint")
            yield rejected(Identity.entity, row, wrong, session.hide)
            continue
        told = session.get(f"{ENDPOINTS}/{path_part(name)}", missing=NOT_TOLD)
        try:
            parts = tuple(_parts(told))
            yield Endpoint(
                name=name,
                parts=parts,
                tags=_tags(row),
                resource=inner(row, "id"),
                serves=bool(parts) or told is None,
            )
        except ValueError as error:
            yield rejected(Assignment.entity, name, error, session.hide)


def _parts(told: Any) -> Iterator[Part]:
    config = told.get("config") if isinstance(told, Mapping) else None
    entities = _rows(config, "served_entities")
    shares = _shares(config)
    serves = inner(told, "state", "ready") == "READY"
    for entity in entities:
        name = inner(entity, "name")
        if name is None:
            raise ValueError("served_entities: one has no name")
        share = Decimal(1) if not shares and len(entities) == 1 else shares.get(name, Decimal(0))
        made_at = moment(entity, "creation_timestamp")
        deployed = DEPLOYED.get(inner(entity, "state", "deployment") or "")
        yield Part(
            name=name,
            model=inner(entity, "entity_name"),
            version=inner(entity, "entity_version"),
            share=share if serves else Decimal(0),
            since=made_at,
            deployed_at=made_at,
            succeeded=deployed,
            actor=inner(entity, "creator"),
        )


def _shares(config: Any) -> dict[str, Decimal]:
    traffic = config.get("traffic_config") if isinstance(config, Mapping) else None
    found: dict[str, Decimal] = {}
    for route in _rows(traffic, "routes"):
        name = inner(route, "served_entity_name") or inner(route, "served_model_name")
        percent = route.get("traffic_percentage")
        usable = isinstance(percent, int) and not isinstance(percent, bool)
        if name is None or not usable or not 0 <= percent <= 100:
            raise ValueError("traffic_config: a route names no entity, or no share of traffic")
        found[name] = found.get(name, Decimal(0)) + Decimal(percent) / 100
    return found


def _tags(row: Any) -> dict[str, str]:
    """Return the tags of an endpoint; a key alone is a tag with an empty value."""
    return {
        storable(key): storable(inner(tag, "value") or "")
        for tag in _rows(row, "tags")
        if (key := inner(tag, "key")) is not None
    }


def _rows(row: Any, key: str) -> list[Any]:
    found = row.get(key) if isinstance(row, Mapping) else None
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []
