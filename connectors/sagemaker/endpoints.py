"""What each SageMaker endpoint serves now: its variants, their models, and their packages."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_DOWN, Decimal
from typing import Any

from connectors.parts.aws import Actions, moment, pairs
from connectors.parts.remote import inner, rejected
from data.reading import Reading, RejectedRow
from data.records import Assignment, Deployment, Document, DocumentState, Identity

PAGE = 100
GONE = (400, 404)
"""What was listed may be deleted before it is described; SageMaker answers 400 for it."""
NOT_SERVING = {"Creating", "Deleting", "Failed", "OutOfService"}
SMALLEST_SHARE = Decimal(10) ** -18

Package = tuple[str, str]
"""A model package group and one of its versions."""


@dataclass(frozen=True)
class Variant:
    """A part of an endpoint's traffic."""

    name: str
    weight: Decimal | None
    packages: tuple[Package, ...]
    deployed_at: datetime | None
    """When the image that it runs was resolved: the one trace that a deployment leaves."""


@dataclass(frozen=True)
class Endpoint:
    """One endpoint as it stands now."""

    name: str
    arn: str | None
    status: str | None
    tags: dict[str, str]
    configured_at: datetime | None
    """When its configuration was made; it cannot have served before."""
    config: str | None
    explained: bool
    alarms: tuple[str, ...]
    """Alarms of CloudWatch on which its deployment is rolled back."""
    variants: tuple[Variant, ...]

    def versions(self) -> dict[Package, Decimal]:
        """Return the share of each package that it serves."""
        if self.status in NOT_SERVING:
            return {}
        weights = [variant.weight or Decimal(0) for variant in self.variants]
        total = sum(weights, Decimal(0))
        shares: dict[Package, Decimal] = {}
        for variant, weight in zip(self.variants, weights, strict=True):
            # One variant alone takes all traffic, whatever it weighs.
            share = Decimal(1) if len(weights) == 1 else weight / total if total else Decimal(0)
            for package in variant.packages:
                shares[package] = min(Decimal(1), shares.get(package, Decimal(0)) + share)
        cut = {key: share.quantize(SMALLEST_SHARE, ROUND_DOWN) for key, share in shares.items()}
        return {key: share for key, share in cut.items() if share > 0}

    def models(self) -> list[str]:
        """Return the groups whose packages it serves."""
        return sorted({group for group, _ in self.versions()})

    def assignments(self, at: datetime, production: bool) -> Iterator[Assignment]:
        """Yield what it serves, as of one reading."""
        for (group, version), share in self.versions().items():
            yield Assignment(
                model=group,
                slot_kind="endpoint",
                slot=self.name,
                version=version,
                production=production,
                share=share,
                from_earliest=self.configured_at,
                from_latest=at,
                until_earliest=at,
            )

    def deployments(
        self, production: bool, known: Collection[str], served: Collection[str] | None
    ) -> Iterator[Deployment]:
        """Yield the deployments that its variants tell of.

        A configuration deploys all of its variants anew: what was `served` at the last reading is
        no release. Of several variants none is, where nothing was read before (`served` is None).
        `known` are the deployments of earlier readings.
        """
        succeeded = {"InService": True, "Failed": False}.get(self.status or "")
        for variant in self.variants:
            if variant.deployed_at is None:
                continue
            sole = variant.packages[0] if len(variant.packages) == 1 else None
            name = f"{self.name}/{variant.name}/{variant.deployed_at:%Y-%m-%dT%H:%M:%SZ}"
            first = served is None and len(self.variants) > 1
            again = sole is not None and sole[1] in (served or ())
            if name not in known and (first or again):
                continue
            yield Deployment(
                deployment=name,
                target=self.name,
                model=sole and sole[0],
                version=sole and sole[1],
                production=production,
                started_at=variant.deployed_at,
                succeeded=succeeded,
            )

    def identities(self) -> Iterator[Identity]:
        """Yield it by its name, and by its ARN, which is the resource on a bill."""
        models = self.models()
        linked = models[0] if len(models) == 1 else None
        for kind, known_as in (("endpoint", self.name), ("resource", self.arn)):
            if known_as is not None:
                yield Identity(
                    kind=kind, external_id=known_as, name=self.name, model=linked, tags=self.tags
                )

    def explainers(self) -> Iterator[Document]:
        """Yield the explainer that answers with each prediction, for each version served."""
        for group, version in self.versions() if self.explained else ():
            yield Document(
                model=group,
                kind="explainer",
                location=f"{self.arn or self.name}#{version}",
                state=DocumentState.EXISTS,
                title=f"SageMaker Clarify at endpoint {self.name}",
                version=version,
                created_at=self.configured_at,
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
) -> Iterator[Endpoint | RejectedRow]:
    """Yield every endpoint; `package_of` tells the group and version of a package's ARN."""
    reading.progress("endpoints")
    known: dict[str, tuple[Package, ...]] = {}

    def packages(model: str | None) -> tuple[Package, ...]:
        if model is None:
            return ()
        if model not in known:
            told = actions.ask("DescribeModel", {"ModelName": model}, missing=GONE)
            found = (package_of(arn) for arn in _package_arns(told))
            known[model] = tuple(dict.fromkeys(each for each in found if each is not None))
        return known[model]

    for row in actions.pages("ListEndpoints", {"MaxResults": PAGE}, "Endpoints"):
        name = inner(row, "EndpointName")
        if name is None:
            wrong = ValueError("EndpointName: names no endpoint")
            yield rejected(Identity.entity, row, wrong, actions.session.hide)
            continue
        told = actions.ask("DescribeEndpoint", {"EndpointName": name}, missing=GONE)
        config_name = inner(told, "EndpointConfigName")
        asked = {"EndpointConfigName": config_name}
        config = actions.ask("DescribeEndpointConfig", asked, missing=GONE) if config_name else None
        models = {
            inner(each, "VariantName"): inner(each, "ModelName")
            for each in _rows(config, "ProductionVariants")
        }
        arn = inner(row, "EndpointArn")
        try:
            yield Endpoint(
                name=name,
                arn=arn,
                status=inner(told, "EndpointStatus"),
                tags=tags_of(actions, arn),
                configured_at=moment(config, "CreationTime") or moment(told, "CreationTime"),
                config=config_name,
                explained=_explained(told) or _explained(config),
                alarms=_alarms(told),
                variants=tuple(
                    _variant(each, packages(models.get(inner(each, "VariantName"))))
                    for each in _rows(told, "ProductionVariants")
                ),
            )
        except ValueError as error:
            yield rejected(Assignment.entity, told, error, actions.session.hide)


def _variant(row: Any, packages: tuple[Package, ...]) -> Variant:
    weight = row.get("CurrentWeight")
    name = inner(row, "VariantName")
    if name is None or isinstance(weight, bool) or not isinstance(weight, int | float | None):
        raise ValueError("ProductionVariants: one has no name, or a weight that is no number")
    if weight is not None and not 0 <= weight < 1e9:
        raise ValueError("CurrentWeight: is no weight of a variant")
    resolved = [moment(image, "ResolutionTime") for image in _rows(row, "DeployedImages")]
    return Variant(
        name=name,
        weight=None if weight is None else Decimal(str(weight)),
        packages=packages,
        deployed_at=min((time for time in resolved if time is not None), default=None),
    )


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
