"""What inference services and their revisions say, as rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from connectors.parts.addresses import web_address
from connectors.parts.remote import inner
from data.records import Assignment, Deployment, Document, DocumentState, Identity

OF_SERVICE = "serving.kserve.io/inferenceservice"
COMPONENT = "component"
PREDICTOR = "predictor"
CREATOR = "serving.knative.dev/creator"
WHOLE = 100


@dataclass(frozen=True)
class Names:
    """How labels and annotations are read, and which namespaces serve production."""

    model: str
    version: str
    production: frozenset[str]

    def serves_production(self, place: str) -> bool:
        """Tell whether what stands at `namespace/name` serves production."""
        return not self.production or place.partition("/")[0] in self.production


def place_of(item: Any) -> str:
    """Return `namespace/name` of a thing.

    Raises:
        ValueError: it has no name or no namespace.
    """
    name, namespace = inner(item, "metadata", "name"), inner(item, "metadata", "namespace")
    if name is None or namespace is None:
        raise ValueError("it has no name, or no namespace")
    return f"{namespace}/{name}"


def shown(item: Any) -> dict[str, Any]:
    """Return of a thing what may be kept where it cannot be used: nothing of its environment."""
    metadata = item.get("metadata") if isinstance(item, Mapping) else None
    kept = ("name", "namespace", "labels", "creationTimestamp")
    told = metadata if isinstance(metadata, Mapping) else {}
    return {
        "metadata": {key: told[key] for key in kept if key in told},
        "status": item.get("status") if isinstance(item, Mapping) else None,
    }


def labels_of(item: Any) -> dict[str, str]:
    """Return the labels of a thing that are texts."""
    return _texts(item, "labels")


def told(item: Any, key: str) -> str | None:
    """Return the label or annotation of a thing under a key."""
    found = labels_of(item).get(key) or _texts(item, "annotations").get(key)
    return found.strip() or None if found else None


def _texts(item: Any, kind: str) -> dict[str, str]:
    metadata = item.get("metadata") if isinstance(item, Mapping) else None
    found = metadata.get(kind) if isinstance(metadata, Mapping) else None
    pairs = found.items() if isinstance(found, Mapping) else ()
    return {key: text for key, text in pairs if isinstance(text, str)}


def condition(item: Any, kind: str) -> bool | None:
    """Return whether a condition of a thing holds; None: it is not told."""
    status = item.get("status") if isinstance(item, Mapping) else None
    found = status.get("conditions") if isinstance(status, Mapping) else None
    for each in found if isinstance(found, list) else ():
        if inner(each, "type") == kind:
            return {"True": True, "False": False}.get(inner(each, "status") or "")
    return None


def created(item: Any) -> datetime | None:
    """Return when a thing was created."""
    try:
        moment = datetime.fromisoformat(inner(item, "metadata", "creationTimestamp") or "")
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else None


def model_of(service: Any, names: Names) -> str:
    """Return the model that a service serves: what its label names, or its own name."""
    return told(service, names.model) or place_of(service).partition("/")[2]


def identity(service: Any, names: Names) -> Identity:
    """Return the endpoint that a service is."""
    place = place_of(service)
    return Identity.model_validate(
        {
            "kind": "endpoint",
            "external_id": place,
            "name": place.partition("/")[2],
            "model": told(service, names.model),
            "url": web_address(inner(service, "status", "url") or ""),
            "tags": labels_of(service),
        }
    )


def assignments(
    service: Any, revisions: Mapping[str, Any], names: Names, at: datetime
) -> Iterator[Assignment]:
    """Yield what a service's traffic goes to now.

    Raises:
        ValueError: its traffic cannot be.
    """
    place, model = place_of(service), model_of(service, names)
    shares: dict[str, tuple[Decimal, datetime | None]] = {}
    for revision, percent in _traffic(service).items():
        made = revisions.get(f"{place.partition('/')[0]}/{revision}")
        latest = inner(service, *_LATEST) == revision
        version = told(made, names.version) or (latest and told(service, names.version)) or revision
        before, since = shares.get(version, (Decimal(0), created(made)))
        shares[version] = (before + percent, since)
    if not shares and condition(service, "Ready") and _latest(service) is None:
        # Without Knative there are no revisions: all of its traffic goes to what it says.
        stored = told(service, names.version) or _stored(service)
        shares = {stored: (Decimal(WHOLE), created(service))} if stored else {}
    for version, (percent, since) in shares.items():
        yield Assignment.model_validate(
            {
                "model": model,
                "slot_kind": "endpoint",
                "slot": place,
                "version": version,
                "production": names.serves_production(place),
                "share": percent / WHOLE,
                "from_earliest": since,
                "from_latest": at,
                "until_earliest": at,
            }
        )


_COMPONENT = ("status", "components", PREDICTOR)
_LATEST = (*_COMPONENT, "latestReadyRevision")


def _latest(service: Any) -> str | None:
    return inner(service, *_LATEST)


def _traffic(service: Any) -> dict[str, Decimal]:
    """Return the percent of the traffic that each revision gets, without those that get none."""
    if condition(service, "Stopped"):
        return {}
    found = service
    for name in (*_COMPONENT, "traffic"):
        found = found.get(name) if isinstance(found, Mapping) else None
    if found is None:
        latest = _latest(service)
        return {latest: Decimal(WHOLE)} if latest and condition(service, "Ready") else {}
    if not isinstance(found, list):
        raise ValueError("its `traffic` is no list")  # noqa: TRY004
    shares: dict[str, Decimal] = {}
    for target in found:
        percent = target.get("percent") if isinstance(target, Mapping) else None
        revision = inner(target, "revisionName") or _latest(service)
        if percent is None or percent == 0:
            continue
        if revision is None or type(percent) is not int or not 0 < percent <= WHOLE:
            raise ValueError("its `traffic` names no revision, or no percent of 0 to 100")
        shares[revision] = shares.get(revision, Decimal(0)) + percent
    return shares


def _stored(service: Any) -> str | None:
    """Return where the model of a service is stored."""
    return inner(service, "spec", PREDICTOR, "model", "storageUri")


def explainer(service: Any, version: str | None, names: Names) -> Document | None:
    """Return the explainer that is ready beside the predictor, if there is one."""
    address = web_address(inner(service, "status", "components", "explainer", "url") or "")
    if address is None or not condition(service, "ExplainerReady"):
        return None
    return Document(
        model=model_of(service, names),
        kind="explainer",
        location=address,
        state=DocumentState.EXISTS,
        title="Explainer of the inference service",
        version=version,
    )


def deployment(revision: Any, names: Names, before: Deployment | None) -> Deployment | None:
    """Return the deployment that a revision of a predictor is; None: it is of something else.

    Raises:
        ValueError: it has no name or no time.
    """
    service = labels_of(revision).get(OF_SERVICE)
    if service is None or labels_of(revision).get(COMPONENT, PREDICTOR) != PREDICTOR:
        return None
    place = place_of(revision)
    creator = told(revision, CREATOR)
    return Deployment.model_validate(
        {
            "deployment": place,
            "target": f"{place.partition('/')[0]}/{service}",
            "model": told(revision, names.model),
            "version": told(revision, names.version),
            "production": names.serves_production(place),
            "started_at": created(revision),
            # One that once was ready was deployed, whatever became of it later.
            "succeeded": (before is not None and before.succeeded) or condition(revision, "Ready"),
            # Mostly it is KServe's own account, which tells nothing of who changed the service.
            "actor": None if creator is None or creator.startswith("system:") else creator,
        }
    )
