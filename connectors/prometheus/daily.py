"""Numbers of whole days, by model, from PromQL that is evaluated at the end of each day (UTC)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from math import isfinite
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from connectors.parts.remote import rejected
from connectors.prometheus.api import labels_of, over_time, points_of
from connectors.session import Session
from data.reading import Reading, RejectedRow
from data.records import MetricDaily

DAY = 86_400
DAYS_AT_ONCE = 30
"""A whole year in one query would take longer than a server lets a query take."""
SETTLED = timedelta(hours=1)
"""How long after its end a day is read: its last samples may come late."""
LANDED = -1
"""Stands for the number of a query where a value landed before."""


class DailyQuery(BaseModel):
    """One daily number of each model, and the PromQL query that gives it at the day's end."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    metric: str = Field(pattern="^[a-z][a-z0-9_]*$", description="its name, e.g. requests_served")
    query: str = Field(min_length=1, description="PromQL, with one series for each model")
    label: str = Field(min_length=1, description="the label that names the model")
    unit: str | None = Field(None, description="unit of the number")


def _requests(counter: str, label: str) -> DailyQuery:
    query = f'sum by ({label}) (increase({counter}{{{label}!=""}}[1d]))'
    return DailyQuery(metric="requests_served", query=query, label=label, unit="requests")


_SERVICE = "label_serving_kserve_io_inferenceservice"
_OF_SERVICE = (
    f"on (namespace, pod) group_left ({_SERVICE}) max by (namespace, pod, {_SERVICE}) "
    f'(max_over_time(kube_pod_labels{{{_SERVICE}!=""}}[1d]))'
)
COMMON = (
    _requests("vllm:request_success_total", "model_name"),
    _requests("request_predict_seconds_count", "model_name"),
    _requests("nv_inference_request_success", "model"),
    _requests("seldon_api_executor_client_requests_seconds_count", "model_name"),
    _requests("seldon_model_infer_total", "model"),
    _requests("model_infer_request_success_total", "model"),
    _requests("bentoml_service_request_total", "service_name"),
    # All that its GPUs did, by all the time that it held them.
    DailyQuery(
        metric="utilisation_percent",
        query=f"sum by ({_SERVICE}) (sum_over_time(DCGM_FI_DEV_GPU_UTIL[1d]) * {_OF_SERVICE}) / "
        f"sum by ({_SERVICE}) (count_over_time(DCGM_FI_DEV_GPU_UTIL[1d]) * {_OF_SERVICE})",
        label=_SERVICE,
        unit="percent",
    ),
)
"""What vLLM, KServe, Triton, Seldon Core 1 and 2, MLServer, BentoML and NVIDIA's DCGM count."""

Key = tuple[str, str, date]
"""A model, a metric and a day."""


def daily_metrics(
    session: Session, reading: Reading, queries: Sequence[DailyQuery], since_days: int
) -> Iterator[MetricDaily | RejectedRow]:
    """Yield what landed before, then every whole day since; the first of two queries counts."""
    wanted = {query.metric for query in queries}
    before = [row for row in reading.previous(MetricDaily) if isinstance(row, MetricDaily)]
    kept = [row for row in before if row.metric in wanted]
    landed: dict[str, date] = {}
    for row in kept:
        landed[row.metric] = max(row.day, landed.get(row.metric, row.day))
    whole = reading.reaches_further_back()
    if whole:
        kept = [row for row in kept if row.day < landed[row.metric]]
    yield from kept
    running = (reading.started_at - SETTLED).astimezone(UTC).date()
    found = {_key(row): LANDED for row in kept}
    for number, query in enumerate(queries):
        reading.progress(f"{query.metric} by {query.label}")
        first = running - timedelta(days=since_days)
        if query.metric in landed and not whole:
            first = max(first, landed[query.metric] + timedelta(days=1))
        while first < running:
            until = min(first + timedelta(days=DAYS_AT_ONCE), running)
            for series in over_time(session, query.query, _end(first), _end(until) - DAY, DAY):
                yield from _days(session, number, query, series, found)
            first = until


def _end(day: date) -> int:
    midnight = datetime.combine(day, time(), UTC) + timedelta(days=1)
    return int(midnight.timestamp())


def _days(
    session: Session, number: int, query: DailyQuery, series: Any, found: dict[Key, int]
) -> Iterator[MetricDaily | RejectedRow]:
    try:
        model = _model(labels_of(series), query)
        rows = [
            MetricDaily(model=model, metric=query.metric, day=day, value=value, unit=query.unit)
            for day, value in _values(series)
        ]
        _refuse_twins(rows, number, query, found)
    except ValueError as error:
        yield rejected(MetricDaily.entity, series, error, session.hide)
        return
    for row in rows:
        if found.setdefault(_key(row), number) == number:
            yield row


def _refuse_twins(
    rows: Sequence[MetricDaily], number: int, query: DailyQuery, found: Mapping[Key, int]
) -> None:
    if any(found.get(_key(row)) == number for row in rows):
        raise ValueError(f"another series has the same `{query.label}`: sum them in the query")


def _model(labels: Mapping[str, str], query: DailyQuery) -> str:
    model = labels.get(query.label, "").strip()
    if not model:
        raise ValueError(f"it has no label `{query.label}`: group the query by it")
    return model


def _values(series: Any) -> Iterator[tuple[date, float]]:
    """Yield the days whose value is a number: of a rate of nothing, none is known."""
    for end, value in points_of(series):
        if isfinite(value):
            yield datetime.fromtimestamp(end - DAY, UTC).date(), value


def _key(row: MetricDaily) -> Key:
    return row.model, row.metric, row.day
