"""What the serving versions of Vertex AI were measured at, as a whole and on customised slices."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from connectors.parts.remote import inner, rejected, time_of
from connectors.session import Session
from connectors.vertex.registry import Registry, pages
from data.reading import Reading, RejectedRow
from data.records import Evaluation

NOT_TOLD = (403, 404)
RESOURCE = re.compile(r"projects/[^/]+/locations/[^/]+/models/[^/]+/evaluations/([A-Za-z0-9_-]+)")
CUSTOMISED = "slice"
"""The dimension of slices that somebody chose; others are the labels that a model gives."""


def evaluations(
    session: Session, reading: Reading, registry: Registry, serving: Collection[tuple[str, str]]
) -> Iterator[Evaluation | RejectedRow]:
    """Yield every plain number of the evaluations of the serving versions."""
    for model, version in serving:
        path = registry.path_of(model)
        if path is None or not re.fullmatch("[0-9]{1,9}", version):
            continue
        reading.progress(f"evaluations of {model[:60]}, version {version}")
        inside = f"{path}@{version}/evaluations"
        for page in pages(session, inside, "modelEvaluations", NOT_TOLD):
            for row in page:
                yield from _numbers(session, row, model, version, "all")
                named = RESOURCE.fullmatch(inner(row, "name") or "")
                if named is None:
                    continue
                slices = f"{path}/evaluations/{named[1]}/slices"
                for some in pages(session, slices, "modelEvaluationSlices", NOT_TOLD):
                    for part in some:
                        if inner(part, "slice", "dimension") == CUSTOMISED:
                            group = inner(part, "slice", "value")
                            yield from _numbers(session, part, model, version, group)


def _numbers(
    session: Session, row: Any, model: str, version: str, group: str | None
) -> Iterator[Evaluation | RejectedRow]:
    metrics = row.get("metrics") if isinstance(row, Mapping) else None
    for metric, value in metrics.items() if isinstance(metrics, Mapping) else ():
        if isinstance(value, bool) or not isinstance(value, int | float):
            continue  # curves and matrices are no single number
        try:
            yield Evaluation.model_validate(
                {
                    "model": model,
                    "version": version,
                    "metric": metric,
                    "slice": group,
                    "value": value,
                    "evaluated_at": time_of(row, "createTime"),
                }
            )
        except ValueError as error:
            yield rejected(Evaluation.entity, row, error, session.hide)
