"""MLflow's webhook deliveries that tell when an alias was set or taken away."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from connectors.mlflow import rows
from connectors.parts.changes import Change
from connectors.parts.deliveries import Delivery, Signing, read_deliveries, sha256_hmac
from connectors.parts.remote import inner
from data.reading import RejectedRow
from data.records import Assignment

ENTITY = "model_version_alias"
HOME = "default"
"""The workspace that a call without a workspace reads, as this connector's are."""
UNKNOWN = "tells no move of an alias that is known: look whether MLflow was updated"
MODEL_VERSION = Mapping[tuple[str, str], Any]


def _signed(secret: bytes, sent: Delivery) -> str:
    """Return what MLflow signs a delivery with: its id, its time and its body are signed."""
    told = (sent.header("X-MLflow-Delivery-Id"), sent.header("X-MLflow-Timestamp"), sent.body)
    digest = sha256_hmac(secret, ".".join(told).encode())
    return f"v1,{base64.b64encode(digest).decode()}"


SIGNING = Signing("X-MLflow-Signature", "X-MLflow-Delivery-Id", _signed)


@dataclass(frozen=True)
class Told:
    """What deliveries tell: when the first of them was sent, the moves, and what is of no use."""

    first: datetime | None
    moves: tuple[Change, ...]
    refused: tuple[RejectedRow, ...]


def alias_moves(
    folder: Path, secret: str, source: str, versions: MODEL_VERSION, until: datetime
) -> Told:
    """Return each move of an alias that a delivery tells of, up to a moment.

    Deliveries of other events, and of other workspaces, only tell that the webhook was there.
    """
    times: list[datetime] = []
    moves: list[Change] = []
    refused: list[RejectedRow] = []
    for sent in read_deliveries(folder, SIGNING, secret, entity=Assignment.entity, source=source):
        if isinstance(sent, RejectedRow):
            refused.append(sent)
            continue
        try:
            at, move = _read(sent, versions)
        except ValueError as error:
            raw = json.dumps({"file": sent.file}, ensure_ascii=False)
            refused.append(RejectedRow(Assignment.entity, f"{sent.file} {error}", raw))
            continue
        if at <= until:
            times.append(at)
            moves += [] if move is None else [move]
    return Told(min(times, default=None), tuple(moves), tuple(refused))


def _read(sent: Delivery, versions: MODEL_VERSION) -> tuple[datetime, Change | None]:
    """Return when a delivery was sent, and the move that it tells of; None: it is of another thing.

    Raises:
        ValueError: it does not say when, of which alias, or which version.
    """
    try:
        told = json.loads(sent.body)
    except (ValueError, RecursionError) as error:
        raise ValueError("has a body that is no JSON: keep it as it was received") from error
    at = _moment(inner(told, "timestamp"))
    if at is None:
        raise ValueError(UNKNOWN)
    if inner(told, "entity") != ENTITY or (inner(told, "workspace") or HOME) != HOME:
        return at, None
    return at, _move(told, at, versions)


def _move(told: Any, at: datetime, versions: MODEL_VERSION) -> Change:
    name, alias = inner(told, "data", "name"), inner(told, "data", "alias")
    action, version = inner(told, "action"), inner(told, "data", "version")
    known = action == "deleted" or (action == "created" and version is not None)
    if name is None or alias is None or not known:
        raise ValueError(UNKNOWN)
    if action == "deleted":
        return Change((name, "alias", alias), at, None)
    made = versions.get((name, version or ""), {"version": version})
    held = rows.assignment(name, "alias", alias, made, at, production=False)
    return Change((name, "alias", alias), at, held)


def _moment(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else None
