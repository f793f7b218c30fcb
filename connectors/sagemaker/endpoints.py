"""What each SageMaker endpoint serves now: its variants, their models, and their packages."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from connectors.parts.aws import Actions, moment, pairs
from connectors.parts.remote import inner, rejected
from connectors.parts.serving import Endpoint, Part
from connectors.sagemaker.components import Package, components
from data.reading import Reading, RejectedRow
from data.records import Assignment, Document, DocumentState, Identity

PAGE = 100
GONE = (400, 404)
"""What was listed may be deleted before it is described; SageMaker answers 400 for it."""
NOTHING = Decimal(0)
PackagesOf = Callable[[str | None], tuple[Package, ...]]
"""Tells the packages of a SageMaker model."""
NOT_SERVING = {"Creating", "Deleting", "Failed", "OutOfService"}


@dataclass(frozen=True)
class Found:
    """One endpoint as it stands now, and what SageMaker tells beside what it serves."""

    endpoint: Endpoint
    explained: bool
    alarms: tuple[str, ...]
    """Alarms of CloudWatch on which its deployment is rolled back."""

    def explainers(self) -> Iterator[Document]:
        """Yield the explainer that answers with each prediction, for each version served."""
        name = self.endpoint.name
        for group, version in self.endpoint.shares() if self.explained else ():
            yield Document(
                model=group,
                kind="explainer",
                location=f"{self.endpoint.resource or name}#{version}",
                state=DocumentState.EXISTS,
                title=f"SageMaker Clarify at endpoint {name}",
                version=version,
                created_at=self.endpoint.parts[0].since,
            )


def tags_of(actions: Actions, arn: str | None) -> dict[str, str]:
    """Return the tags of one resource; none where they may not be read."""
    found: dict[str, str] = {}
    if arn is not None:
        rows = list(actions.pages("ListTags", {"ResourceArn": arn}, "Tags", (403, *GONE)))
        found = pairs(rows)
    return found


def endpoints(
    actions: Actions, reading: Reading, package_of: Callable[[str], Package | None]
) -> Iterator[Found | RejectedRow]:
    """Yield every endpoint; `package_of` tells the group and version of a package's ARN."""
    reading.progress("endpoints")
    packages = _packages(actions, package_of)
    for row in actions.pages("ListEndpoints", {"MaxResults": PAGE}, "Endpoints"):
        name = inner(row, "EndpointName")
        if name is None:
            wrong = ValueError("EndpointName: names no endpoint")
            yield rejected(Identity.entity, row, wrong, actions.session.hide)
            continue
        told = actions.ask("DescribeEndpoint", {"EndpointName": name}, missing=GONE)
        config = _config(actions, told)
        try:
            parts = _variants(told, config, packages)
        except ValueError as error:
            yield rejected(Assignment.entity, told, error, actions.session.hide)
            continue
        arn = inner(row, "EndpointArn")
        serves = bool(_rows(told, "ProductionVariants"))
        endpoint = Endpoint(name, tuple(parts), tags_of(actions, arn), arn, serves=serves)
        if _holds_components(config):
            inside = list(components(actions, name, endpoint.tags, packages))
            yield from (Found(component, explained=False, alarms=()) for component in inside)
            endpoint = _paying_for(inside, endpoint)
        yield Found(
            endpoint=endpoint,
            explained=_explained(told) or _explained(config),
            alarms=_alarms(told),
        )


def _packages(actions: Actions, package_of: Callable[[str], Package | None]) -> PackagesOf:
    """Return what tells the packages of a model, each asked for once."""
    known: dict[str, tuple[Package, ...]] = {}

    def packages(model: str | None) -> tuple[Package, ...]:
        if model is None:
            return ()
        if model not in known:
            told = actions.ask("DescribeModel", {"ModelName": model}, missing=GONE)
            found = (package_of(arn) for arn in _package_arns(told))
            known[model] = tuple(dict.fromkeys(each for each in found if each is not None))
        return known[model]

    return packages


def _config(actions: Actions, told: Any) -> Any:
    name = inner(told, "EndpointConfigName")
    asked = {"EndpointConfigName": name}
    return actions.ask("DescribeEndpointConfig", asked, missing=GONE) if name else None


def _models(config: Any) -> dict[str | None, str | None]:
    """Return the model of each variant; None where it names none."""
    return {
        inner(each, "VariantName"): inner(each, "ModelName")
        for each in _rows(config, "ProductionVariants")
    }


def _holds_components(config: Any) -> bool:
    """Tell whether no variant names a model, so that inference components may stand inside."""
    models = _models(config)
    return bool(models) and not any(models.values())


def _paying_for(inside: Sequence[Endpoint], endpoint: Endpoint) -> Endpoint:
    """Return an endpoint as what its components cost: they serve under names of their own."""
    parts = (part for component in inside for part in component.parts)
    costs = tuple(replace(part, share=NOTHING, deployed_at=None) for part in parts)
    return replace(endpoint, parts=costs, serves=endpoint.serves and not inside)


def _variants(told: Any, config: Any, packages: PackagesOf) -> list[Part]:
    """Return what each variant serves, with its share of the traffic."""
    since = moment(config, "CreationTime") or moment(told, "CreationTime")
    status = inner(told, "EndpointStatus")
    models = _models(config)
    variants = _rows(told, "ProductionVariants")
    weights = [_weight(variant) for variant in variants]
    return [
        part
        for variant, weight in zip(variants, weights, strict=True)
        for part in _parts(
            variant,
            packages(models.get(inner(variant, "VariantName"))),
            _share(weight, weights, status),
            since,
            status,
        )
    ]


def _weight(variant: Any) -> Decimal:
    weight = variant.get("CurrentWeight", 0)
    usable = isinstance(weight, int | float) and not isinstance(weight, bool)
    if inner(variant, "VariantName") is None or not usable or not 0 <= weight < 1e9:
        raise ValueError("ProductionVariants: one has no name, or a weight that is none")
    return Decimal(str(weight))


def _share(weight: Decimal, weights: Sequence[Decimal], status: str | None) -> Decimal:
    if status in NOT_SERVING:
        return Decimal(0)
    if len(weights) == 1:
        return Decimal(1)  # one variant alone takes all traffic, whatever it weighs
    return weight / sum(weights) if sum(weights) else Decimal(0)


def _parts(
    variant: Any,
    packages: Sequence[Package],
    share: Decimal,
    since: datetime | None,
    status: str | None,
) -> Iterator[Part]:
    """Yield a part for each package of a variant; where there are several, they are one deployment.

    When the image that it runs was resolved is the one trace that a deployment leaves.
    """
    resolved = [moment(image, "ResolutionTime") for image in _rows(variant, "DeployedImages")]
    deployed = Part(
        inner(variant, "VariantName") or "",
        since=since,
        deployed_at=min((time for time in resolved if time is not None), default=None),
        succeeded={"InService": True, "Failed": False}.get(status or ""),
    )
    if len(packages) != 1:
        yield deployed
    for group, version in packages:
        part = replace(deployed, model=group, version=version, share=share)
        yield part if len(packages) == 1 else replace(part, deployed_at=None)


def _package_arns(model: Any) -> Iterator[str]:
    primary = model.get("PrimaryContainer") if isinstance(model, Mapping) else None
    for container in (primary, *_rows(model, "Containers")):
        if (arn := inner(container, "ModelPackageName")) is not None:
            yield arn


def _explained(row: Any) -> bool:
    config = row.get("ExplainerConfig") if isinstance(row, Mapping) else None
    clarify = config.get("ClarifyExplainerConfig") if isinstance(config, Mapping) else None
    return isinstance(clarify, Mapping)


def _alarms(endpoint: Any) -> tuple[str, ...]:
    deployed = endpoint.get("LastDeploymentConfig") if isinstance(endpoint, Mapping) else None
    rollback = deployed.get("AutoRollbackConfiguration") if isinstance(deployed, Mapping) else None
    named = (inner(alarm, "AlarmName") for alarm in _rows(rollback, "Alarms"))
    return tuple(dict.fromkeys(name for name in named if name is not None))


def _rows(row: Any, key: str) -> list[Any]:
    found = row.get(key) if isinstance(row, Mapping) else None
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []
