"""What watches Vertex AI endpoints: their jobs of model monitoring."""

from collections.abc import Iterator, Sequence

from connectors.parts.remote import inner, rejected, time_of
from connectors.session import Session
from connectors.vertex.endpoints import Found
from connectors.vertex.registry import pages
from data.reading import Reading, RejectedRow
from data.records import Monitor

KEY = "modelDeploymentMonitoringJobs"
NOT_TOLD = (403, 404)
ON = {"JOB_STATE_RUNNING", "JOB_STATE_PENDING"}


def monitors(
    session: Session, reading: Reading, parent: str, serving: Sequence[Found]
) -> Iterator[Monitor | RejectedRow]:
    """Yield a row for each job and model behind its endpoint.

    Such a job watches the skew and drift of the input. Where its endpoint serves no registered
    model, the endpoint's own name stands for the model.
    """
    reading.progress("monitors")
    by_resource = {found.endpoint.resource: found.endpoint for found in serving}
    for page in pages(session, f"{parent}/{KEY}", KEY, NOT_TOLD):
        for row in page:
            endpoint = by_resource.get(inner(row, "endpoint"))
            name = endpoint.name if endpoint else inner(row, "endpoint")
            for model in (endpoint and endpoint.models()) or (name,):
                try:
                    yield Monitor.model_validate(
                        {
                            "model": model,
                            "monitor": inner(row, "name"),
                            "kind": "data",
                            "title": inner(row, "displayName"),
                            "enabled": inner(row, "state") in ON,
                            "last_value_at": time_of(
                                row, "latestMonitoringPipelineMetadata", "runTime"
                            ),
                        }
                    )
                except ValueError as error:
                    yield rejected(Monitor.entity, row, error, session.hide)
