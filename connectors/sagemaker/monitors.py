"""What watches SageMaker endpoints: monitoring schedules, and alarms that roll a release back."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from connectors.parts.aws import Actions, moment
from connectors.parts.remote import inner, rejected
from connectors.sagemaker.endpoints import Found
from data.reading import Reading, RejectedRow
from data.records import Monitor

PAGE = 100
KINDS = {
    "DataQuality": "data",
    "ModelQuality": "quality",
    "ModelBias": "slice",
    # It watches how much each input counts, which drifts with the data.
    "ModelExplainability": "data",
}
WITH_A_VALUE = {"Completed", "CompletedWithViolations"}
LAST_RUNS = 20


def monitors(
    actions: Actions, reading: Reading, serving: Sequence[Found]
) -> Iterator[Monitor | RejectedRow]:
    """Yield a row for each schedule or alarm and model that its endpoint serves.

    Where an endpoint serves no model package, its own name stands for the model.
    """
    reading.progress("monitors")
    models = {found.endpoint.name: found.endpoint.models() for found in serving}
    schedules = actions.pages(
        "ListMonitoringSchedules", {"MaxResults": PAGE}, "MonitoringScheduleSummaries", (403,)
    )
    for row in schedules:
        endpoint, kind = inner(row, "EndpointName"), inner(row, "MonitoringType")
        if endpoint is None or kind not in KINDS:
            wrong = ValueError("names no endpoint, or no type of monitoring that is known")
            yield rejected(Monitor.entity, row, wrong, actions.session.hide)
            continue
        schedule = inner(row, "MonitoringScheduleName")
        last = _last_value(actions, schedule)
        for model in models.get(endpoint) or [endpoint]:
            try:
                yield Monitor.model_validate(
                    {
                        "model": model,
                        "monitor": schedule,
                        "kind": KINDS[kind],
                        "title": f"{kind} of endpoint {endpoint}",
                        "enabled": inner(row, "MonitoringScheduleStatus") == "Scheduled",
                        "last_value_at": last,
                    }
                )
            except ValueError as error:
                yield rejected(Monitor.entity, row, error, actions.session.hide)
    yield from _alarms(serving, actions.session.hide)


def _last_value(actions: Actions, schedule: str | None) -> datetime | None:
    """Return when the last run that came to a result ended; None: none did, or it is not told."""
    asked = {
        "MonitoringScheduleName": schedule,
        "SortBy": "ScheduledTime",
        "SortOrder": "Descending",
        "MaxResults": LAST_RUNS,
    }
    page: Any = actions.ask("ListMonitoringExecutions", asked, missing=(400, 403, 404))
    key = "MonitoringExecutionSummaries"
    runs = [] if page is None else actions.session.rows(page, "/", key)
    ended = [
        moment(run, "LastModifiedTime") or moment(run, "ScheduledTime")
        for run in runs
        if inner(run, "MonitoringExecutionStatus") in WITH_A_VALUE
    ]
    return max((time for time in ended if time is not None), default=None)


def _alarms(
    serving: Sequence[Found], hide: Callable[[str], str]
) -> Iterator[Monitor | RejectedRow]:
    for found in serving:
        endpoint = found.endpoint
        named = [
            (model, alarm)
            for model in endpoint.models() or [endpoint.name]
            for alarm in found.alarms
        ]
        for model, alarm in named:
            try:
                yield Monitor(
                    model=model,
                    monitor=f"{endpoint.name}/{alarm}",
                    kind="service",
                    title=f"Alarm {alarm}, which rolls a release to {endpoint.name} back",
                    reverts=True,
                )
            except ValidationError as error:
                yield rejected(Monitor.entity, {"alarm": alarm}, error, hide)
