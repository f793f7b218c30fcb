"""Inference components: models that share a SageMaker endpoint, each called by its own name."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from connectors.parts.aws import Actions, moment
from connectors.parts.remote import inner
from connectors.parts.serving import Endpoint, Part

PAGE = 100
NOT_TOLD = (400, 403, 404)
SERVES = {"InService", "Updating"}

Package = tuple[str, str]
"""A model package group and one of its versions."""


def components(
    actions: Actions,
    endpoint: str,
    tags: Mapping[str, str],
    packages: Callable[[str | None], Sequence[Package]],
) -> Iterator[Endpoint]:
    """Yield each component as an endpoint of its own, `<endpoint>/<component>`, with all traffic.

    None where they may not be listed.
    """
    asked = {"EndpointNameEquals": endpoint, "MaxResults": PAGE}
    for row in actions.pages("ListInferenceComponents", asked, "InferenceComponents", NOT_TOLD):
        name = inner(row, "InferenceComponentName")
        asked = {"InferenceComponentName": name or ""}
        told = actions.ask("DescribeInferenceComponent", asked, NOT_TOLD) if name else None
        found = packages(inner(told, "Specification", "ModelName"))
        if name is not None:
            yield Endpoint(
                name=f"{endpoint}/{name}",
                parts=(_part(told, found[0] if len(found) == 1 else None),),
                tags=tags,
                resource=inner(row, "InferenceComponentArn"),
            )


def _part(told: Any, package: Package | None) -> Part:
    status = inner(told, "InferenceComponentStatus") or ""
    image: Any = told
    for name in ("Specification", "Container", "DeployedImage"):
        image = image.get(name) if isinstance(image, dict) else None
    return Part(
        name="component",
        model=package and package[0],
        version=package and package[1],
        share=Decimal(1) if status in SERVES else Decimal(0),
        since=moment(told, "CreationTime"),
        deployed_at=moment(image, "ResolutionTime"),
        succeeded={"InService": True, "Failed": False}.get(status),
    )
