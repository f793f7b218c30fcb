"""What each online endpoint of Azure Machine Learning serves now, who put it there, and when."""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from connectors.azureml.registry import NOT_TOLD, pages
from connectors.parts.addresses import path_part
from connectors.parts.remote import inner, rejected, time_of
from connectors.parts.serving import Endpoint, Part
from connectors.parts.tagged import texts
from connectors.session import Session
from data.reading import Reading, RejectedRow
from data.records import Assignment, Identity

PROVISIONED = timedelta(hours=1)
"""What Azure changes itself, before a new deployment stands, is no change of it."""
ASSET = re.compile(r"azureml:([^:/]+):([^:/]+)")
SERVES = {"Succeeded", "Scaling", "Updating"}
SUCCEEDED = {"Succeeded": True, "Scaling": True, "Failed": False, "Canceled": False}


def endpoints(
    session: Session, reading: Reading, workspace: str
) -> Iterator[Endpoint | RejectedRow]:
    """Yield every online endpoint with its deployments; without, where they may not be listed."""
    reading.progress("online endpoints")
    path = f"{workspace}/onlineEndpoints"
    for row in pages(session, path):
        name = inner(row, "name")
        if name is None:
            wrong = ValueError("name: names no endpoint")
            yield rejected(Identity.entity, row, wrong, session.hide)
            continue
        told = row.get("properties")
        deployed = pages(session, f"{path}/{path_part(name)}/deployments", NOT_TOLD)
        try:
            shares = _shares(told)
            parts = tuple(_part(each, shares, workspace) for each in deployed)
            yield Endpoint(
                name=name,
                parts=parts,
                tags=texts(row, "tags"),
                resource=inner(row, "id"),
                serves=bool(parts or shares),
            )
        except ValueError as error:
            yield rejected(Assignment.entity, row, error, session.hide)


def _shares(told: Any) -> dict[str, Decimal]:
    traffic = told.get("traffic") if isinstance(told, Mapping) else None
    shares = traffic.items() if isinstance(traffic, Mapping) else ()
    for _, percent in shares:
        usable = isinstance(percent, int) and not isinstance(percent, bool)
        if not usable or not 0 <= percent <= 100:
            raise ValueError("traffic: is no share of traffic")
    # Azure compares the names of resources without their case.
    return {str(name).casefold(): Decimal(percent) / 100 for name, percent in shares}


def _part(row: Any, shares: Mapping[str, Decimal], workspace: str) -> Part:
    name = inner(row, "name")
    if name is None:
        raise ValueError("name: names no deployment")
    state = inner(row, "properties", "provisioningState") or ""
    model, version = _behind(inner(row, "properties", "model") or "", workspace)
    made_at = time_of(row, "systemData", "createdAt")
    changed_at = time_of(row, "systemData", "lastModifiedAt") or made_at
    untouched = made_at and changed_at and changed_at - made_at <= PROVISIONED
    share = shares.get(name.casefold(), Decimal(0))
    return Part(
        name=name,
        model=model,
        version=version,
        share=share if state in SERVES else Decimal(0),
        since=made_at,
        deployed_at=made_at if untouched else None,
        succeeded=SUCCEEDED.get(state),
        actor=inner(row, "systemData", "createdBy"),
        changed_at=changed_at,
    )


def _behind(model: str, workspace: str) -> tuple[str | None, str | None]:
    """Return the model and version that a deployment names, if they are of this workspace."""
    told = ASSET.fullmatch(model)
    if told is None and model.casefold().startswith(f"{workspace}/models/".casefold()):
        told = re.fullmatch(r"([^/]+)/versions/([^/]+)", model[len(f"{workspace}/models/") :])
    return (told[1], told[2]) if told else (None, None)
