"""MLflow's JSON as rows: models, versions with their runs, who holds what, linked documents."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from connectors.parts.addresses import web_address
from connectors.parts.remote import inner, storable
from data.records import (
    Assignment,
    Document,
    DocumentState,
    Evaluation,
    Model,
    ModelVersion,
    Ownership,
)

GIT_COMMIT = "mlflow.source.git.commit"
HISTORY = "mlflow.log-model.history"
READY = "READY"
CREATED = "creation_timestamp"
IS_PROMPT = "mlflow.prompt.is_prompt"
NO_SLOT = {"none", "archived"}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class TagNames:
    """Which tag of a registered model or version says what."""

    owner: str
    deputy: str
    reviewed: str
    team: str
    tier: str
    purpose: str
    approved_by: str
    model_card: str
    runbook: str
    sponsor: str
    contact: str
    compared_with: str
    decision_note: str


@dataclass(frozen=True)
class Files:
    """What the artifact store tells of one version."""

    artifacts: tuple[str, ...] | None = None
    signature: str | None = None


def tags_of(row: Any) -> dict[str, str]:
    """Return the tags of a model, version or run by key; an empty value is left out by MLflow."""
    found = row.get("tags") if isinstance(row, Mapping) else None
    pairs = [tag for tag in found if isinstance(tag, Mapping)] if isinstance(found, list) else []
    return {
        storable(str(tag["key"])): storable(str(tag.get("value", "")))
        for tag in pairs
        if tag.get("key")
    }


def moment(row: Any, name: str) -> datetime | None:
    """Return a time that stands as milliseconds since 1970; None: it is not given, or none."""
    value = row.get(name) if isinstance(row, Mapping) else None
    if value in (None, "", 0, "0"):
        return None
    try:
        # By way of float: a number may have so many digits that it is none of time.
        return EPOCH + timedelta(milliseconds=int(float(value)))
    except (ValueError, TypeError, OverflowError):
        return None


def time_problems(row: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the times of a row, although the row itself can be used."""
    if row.get(CREATED) and moment(row, CREATED) is None:
        yield f"{CREATED}: is no number of milliseconds since 1970, so it was left out"


def model(row: Any, names: TagNames, url: str, *, owner_required: bool) -> Model:
    """Return a registered model.

    Raises:
        ValueError: the row cannot be used.
    """
    tags = tags_of(row)
    name = inner(row, "name")
    described = (inner(row, "description") or "").strip().split("\n")[0].strip()
    return Model.model_validate(
        {
            "model": name,
            "declared": False,
            "owner_required": owner_required,
            "team": _filled(tags, names.team),
            "tier": _tier(tags.get(names.tier, "")),
            "purpose": _filled(tags, names.purpose) or described or None,
            "sponsor": _filled(tags, names.sponsor),
            "contact": _filled(tags, names.contact),
            "url": f"{url}/#/models/{quoted(name)}",
            "created_at": moment(row, CREATED),
            "tags": tags,
        }
    )


def owners(row: Any, names: TagNames, at: datetime) -> Iterator[Ownership]:
    """Yield who answers for a model by its tags, as of one reading."""
    tags = tags_of(row)
    for role, name in (("owner", names.owner), ("deputy", names.deputy)):
        person = _filled(tags, name)
        if person is not None:
            yield Ownership.model_validate(
                {
                    "model": inner(row, "name"),
                    "role": role,
                    "person": person,
                    "reviewed_at": review_time(tags.get(names.reviewed, "")),
                    "from_earliest": moment(row, CREATED),
                    "from_latest": at,
                    "until_earliest": at,
                }
            )


def review_time(text: str) -> datetime | None:
    """Return the time that a tag gives as a day or time; None: it gives none that can be read."""
    try:
        told = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return told if told.tzinfo else told.replace(tzinfo=UTC)


def tag_problems(row: Any, names: TagNames) -> Iterator[str]:
    """Yield what is wrong with the tags of a model, although the model itself can be used."""
    tags = tags_of(row)
    reviewed, tier = tags.get(names.reviewed, "").strip(), tags.get(names.tier, "").strip()
    if reviewed and review_time(reviewed) is None:
        yield f"tag {names.reviewed}: is no date such as 2026-11-23, so it was left out"
    if tier and _tier(tier) is None:
        yield f"tag {names.tier}: is not 1, 2 or 3, so it was left out"
    for name in (names.model_card, names.runbook, names.decision_note):
        if _filled(tags, name) and web_address(tags[name]) is None:
            yield f"tag {name}: is no http(s) address without a password, so it was left out"


def version(
    row: Any, run: Any, logged: Any, files: Files, names: TagNames, url: str
) -> ModelVersion:
    """Return a model version with the lineage of its logged model, if it has one, and of its run.

    Raises:
        ValueError: the row cannot be used.
    """
    tags = tags_of(row)
    run_tags, logged_tags = tags_of(_part(run, "data")), tags_of(_part(logged, "info"))
    name, number, status = inner(row, "name"), inner(row, "version"), inner(row, "status")
    return ModelVersion.model_validate(
        {
            "model": name,
            "version": number,
            "number": int(number) if number and re.fullmatch("[0-9]{1,9}", number) else None,
            "created_at": moment(row, CREATED)
            or moment(_part(logged, "info"), "creation_timestamp_ms"),
            "created_by": inner(row, "user_id")
            or _filled(logged_tags, "mlflow.user")
            or inner(run, "info", "user_id")
            or _filled(run_tags, "mlflow.user"),
            "approved_by": _filled(tags, names.approved_by),
            "ready": None if status is None else status == READY,
            "training_run": inner(row, "run_id") or inner(logged, "info", "source_run_id"),
            "git_commit": _filled(logged_tags, GIT_COMMIT)
            or _filled(run_tags, GIT_COMMIT)
            or _filled(tags, GIT_COMMIT),
            "dataset": _datasets(run),
            "parameters": _number_of("params", run, logged),
            "metrics": _number_of("metrics", run, logged),
            "compared_with": _filled(tags, names.compared_with),
            "signature": files.signature or _logged_signature(run_tags, inner(row, "source")),
            "artifacts": files.artifacts,
            "description": inner(row, "description"),
            "url": f"{url}/#/models/{quoted(name)}/versions/{quoted(number)}",
            "tags": tags,
        }
    )


def is_prompt(row: Any) -> bool:
    """Tell whether a row is a prompt, which MLflow keeps in the same list as models."""
    return tags_of(row).get(IS_PROMPT, "").lower() == "true"


def aliases(row: Any) -> list[Any]:
    """Return the rows that say which version an alias of the model points to."""
    found = row.get("aliases") if isinstance(row, Mapping) else None
    return found if isinstance(found, list) else []


def assignment(
    name: str | None, kind: str, slot: str | None, held: Any, at: datetime, *, production: bool
) -> Assignment:
    """Return that a slot points to a version, as of one reading.

    Raises:
        ValueError: it says of no version or slot.
    """
    return Assignment.model_validate(
        {
            "model": name,
            "slot_kind": kind,
            "slot": slot,
            "version": inner(held, "version"),
            "production": production,
            "from_earliest": moment(held, CREATED),
            "from_latest": at,
            "until_earliest": at,
        }
    )


def linked_documents(
    name: str, tags: Mapping[str, str], names: TagNames, about: str | None
) -> Iterator[Document]:
    """Yield the documents that tags link to; whether they are there was not checked."""
    for kind, tag in (
        ("model_card", names.model_card),
        ("runbook", names.runbook),
        ("decision_note", names.decision_note),
    ):
        address = web_address(tags.get(tag, ""))
        if address is not None:
            yield Document(model=name, kind=kind, location=address, version=about)


def kept_documents(name: str, about: str, artifacts: tuple[str, ...]) -> Iterator[Document]:
    """Yield the documents that lie among the artifacts of a version."""
    for path in artifacts:
        file = path.rpartition("/")[2].lower()
        kind = "model_card" if file == "model_card.md" else None
        if any(part.lower().startswith("explainer") for part in path.split("/")):
            kind = "explainer"
        if kind is not None:
            yield Document(
                model=name,
                kind=kind,
                location=f"models:/{name}/{about}/{path}",
                state=DocumentState.EXISTS,
                version=about,
            )


def logged_model(row: Any) -> str | None:
    """Return the id of the logged model that a version was registered from; None: of none."""
    told = re.fullmatch(r"models:/(m-[A-Za-z0-9]{1,64})/?", inner(row, "source") or "")
    named = inner(row, "model_id") or ""
    return told[1] if told else named if re.fullmatch(r"m-[A-Za-z0-9]{1,64}", named) else None


def measured(run: Any, logged: Any, prefix: str | None) -> Iterator[Any]:
    """Yield the metrics that were measured on one group, by their name, or on a named data set."""
    for of_model, place in ((False, run), (True, logged)):
        for metric in _listed(place, "metrics"):
            name = inner(metric, "key") or ""
            of_group = prefix is not None and name.startswith(prefix)
            if of_group or (of_model and inner(metric, "dataset_name")):
                yield metric


def evaluation(version: ModelVersion, metric: Any, prefix: str | None) -> Evaluation:
    """Return one metric of one group, or of everything in a data set.

    With the prefix `slice.`, `slice.women.recall` is the recall of women.

    Raises:
        ValueError: it names no group, or has no number or time.
    """
    name, group, dataset = inner(metric, "key") or "", "all", inner(metric, "dataset_name")
    if prefix is not None and name.startswith(prefix):
        group, _, name = name.removeprefix(prefix).rpartition(".")
    return Evaluation.model_validate(
        {
            "model": version.model,
            "version": version.version,
            "metric": f"{name} on {dataset}" if name and dataset else name,
            "slice": group,
            "value": metric.get("value"),
            "evaluated_at": moment(metric, "timestamp"),
            "url": version.url,
        }
    )


def signature_text(signature: Any) -> str | None:
    """Return a signature as canonical text, so that equal text is an equal schema."""
    if not isinstance(signature, Mapping):
        return None
    parts = {}
    for name in ("inputs", "outputs", "params"):
        part = signature.get(name)
        try:
            parts[name] = json.loads(part) if isinstance(part, str) else part
        except (ValueError, RecursionError):
            return None
    if all(part is None for part in parts.values()):
        return None
    return json.dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def quoted(text: str | None) -> str:
    """Return a name as one segment of an address."""
    return quote(text or "", safe="", errors="replace")


def _logged_signature(run_tags: Mapping[str, str], source: str | None) -> str | None:
    """Return the signature that the run's log of models has for the version's source."""
    try:
        logged = json.loads(run_tags.get(HISTORY, "[]"))
    except (ValueError, RecursionError):
        return None
    same = [
        entry
        for entry in (logged if isinstance(logged, list) else [])
        if (folder := inner(entry, "artifact_path"))
        and (source or "").rstrip("/").endswith(f"/{folder}")
    ]
    return signature_text(same[-1].get("signature")) if same else None


def _datasets(run: Any) -> str | None:
    inputs = run.get("inputs") if isinstance(run, Mapping) else None
    used = inputs.get("dataset_inputs") if isinstance(inputs, Mapping) else None
    told = set()
    for row in used if isinstance(used, list) else []:
        parts = (inner(row, "dataset", "name"), inner(row, "dataset", "digest"))
        told.add("@".join(part for part in parts if part))
    return ", ".join(sorted(told - {""})) or None


def _number_of(what: str, *places: Any) -> int | None:
    """Return how many parameters or metrics a run and its logged model hold; None: of neither."""
    if not any(isinstance(_part(place, "data"), Mapping) for place in places):
        return None
    found = [each for place in places for each in _listed(place, what)]
    return len({inner(each, "key") or repr(each) for each in found})


def _listed(place: Any, what: str) -> list[Any]:
    """Return the parameters or metrics of a run or a logged model."""
    found = _part(_part(place, "data"), what)
    return found if isinstance(found, list) else []


def _part(row: Any, name: str) -> Any:
    return row.get(name) if isinstance(row, Mapping) else None


def _tier(text: str) -> int | None:
    told = re.fullmatch(r"(?:tier)?[ _-]?([1-3])", text.strip(), re.IGNORECASE)
    return int(told[1]) if told else None


def _filled(tags: Mapping[str, str], name: str) -> str | None:
    return tags.get(name, "").strip() or None
