"""Webhook deliveries of GitHub from a folder: how deployments ended, and issues, as they happen."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from connectors.parts.deliveries import Delivery, Signing, read_deliveries, sha256_hmac
from connectors.parts.remote import inner
from data.reading import RejectedRow
from data.records import Deployment

SIGNING = Signing(
    header="X-Hub-Signature-256",
    id_header="X-GitHub-Delivery",
    sign=lambda secret, told: f"sha256={sha256_hmac(secret, told.body.encode()).hex()}",
)


@dataclass(frozen=True)
class Event:
    """What one delivery tells."""

    name: str
    """`deployment_status`, `issues` …"""
    repository: str
    body: Any


def events(folder: Path, secret: str, source: str) -> Iterator[Event | RejectedRow]:
    """Yield each event of a repository; what cannot be read comes as rejected.

    Raises:
        Unavailable: the folder cannot be read.
    """
    entity = Deployment.entity
    for found in read_deliveries(folder, SIGNING, secret, entity=entity, source=source):
        if isinstance(found, RejectedRow):
            yield found
        elif (event := _event(found)) is not None:
            yield event
        else:
            yield RejectedRow(entity, f"{found.file}: its body is no event of GitHub", found.file)


def _event(delivery: Delivery) -> Event | None:
    try:
        body = json.loads(delivery.body)
    except (ValueError, RecursionError):
        return None
    repository = inner(body, "repository", "full_name")
    name = delivery.header("X-GitHub-Event")
    if name == "ping":
        return Event(name, repository or "", body)
    return Event(name, repository, body) if repository and name else None
