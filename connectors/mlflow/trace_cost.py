"""What traces say that calls of LLMs cost: sums that MLflow makes, by day and LLM, as estimates."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from connectors.mlflow.gateway import Endpoint, Refuse
from connectors.mlflow.rows import tags_of
from connectors.parts.cost_reports import Days, amount, cost_row
from connectors.parts.remote import inner
from connectors.session import Session
from data.records import CostDaily

METRICS = "/api/3.0/mlflow/traces/metrics"
NOT_TOLD = (400, 403, 404, 405, 501)
MOST = 1000
"""Sums in one answer: MLflow cuts off what is more, and does not say so."""
ASKED_AT_ONCE = 64
"""Experiments of one question whether there is any cost."""
LLM, PROVIDER = "span_model_name", "span_model_provider"
IS_GATEWAY, GATEWAY_ENDPOINT = "mlflow.experiment.isGateway", "mlflow.experiment.sourceId"
MODEL_KEY = "mlflow.model"
"""A tag under which a charge's model is looked for; see docs/method.md."""
DAY = timedelta(days=1)
NOISE = Decimal("1e-9")
"""USD: MLflow adds amounts up as binary fractions."""

Part = tuple[date, str | None, str | None]
"""A day, an LLM, and its provider, where the traces name them."""
Sums = dict[Part, Decimal]
Point = tuple[tuple[Any, ...], Decimal]
"""A day, with the LLM and provider where it was asked by these, and the sum."""


@dataclass(frozen=True)
class Traced:
    """An experiment whose traces may carry cost, and the logged models of the registry in it."""

    id: str
    name: str
    tags: Mapping[str, str]
    models: Mapping[str, str] = field(default_factory=dict)
    """The registered model of each logged model, by its id."""


def traced(experiment: Any, logged: Mapping[str, tuple[str, str]]) -> Traced | None:
    """Return an experiment as one with traces; None: it has no id.

    `logged` gives, by the id of a logged model, its experiment and its registered model.
    """
    told = inner(experiment, "experiment_id")
    if told is None:
        return None
    models = {model_id: model for model_id, (place, model) in logged.items() if place == told}
    return Traced(told, inner(experiment, "name") or told, tags_of(experiment), models)


class TraceCosts:
    """The cost that the traces of a server carry, for the days of one reading."""

    def __init__(
        self,
        session: Session,
        days: Days,
        endpoints: Sequence[Endpoint],
        model_tag: str,
        refuse: Refuse,
    ) -> None:
        self._session = session
        self._days = days
        self._endpoints = endpoints
        self._model_tag = model_tag
        self._refuse = refuse
        self._asked: dict[tuple[object, ...], list[Point]] = {}
        self.untold: list[str] = []
        """Names of experiments of whose traces the server tells no cost."""

    def with_cost(self, experiments: Sequence[Traced]) -> Iterator[Traced]:
        """Yield those whose traces carry cost; as most carry none, many are asked about at once."""
        if len(experiments) > ASKED_AT_ONCE:
            yield from self.with_cost(experiments[:ASKED_AT_ONCE])
            yield from self.with_cost(experiments[ASKED_AT_ONCE:])
            return
        days = (self._days.start, self._days.end)
        found = self._within([each.id for each in experiments], (), (), *days)
        if len(experiments) > 1 and found != []:
            middle = len(experiments) // 2
            yield from self.with_cost(experiments[:middle])
            yield from self.with_cost(experiments[middle:])
        elif found is None:
            self.untold += [each.name for each in experiments]
        elif found:
            yield from experiments

    def of(self, experiment: Traced) -> Iterator[CostDaily]:
        """Yield the cost of one experiment: by logged model, by gateway endpoint, and the rest.

        A call through the gateway stands in the gateway's trace and again, as a copy, in the trace
        of whoever called; it is counted at the gateway.
        """
        label = {"experiment": experiment.name}
        if experiment.tags.get(IS_GATEWAY) == "true":
            told = experiment.tags.get(GATEWAY_ENDPOINT)
            found = next((each for each in self._endpoints if each.id == told), None)
            yield from self._at_endpoint(self._sums(experiment, ()), found, label)
            return
        for endpoint in self._endpoints:
            if endpoint.experiment == experiment.id and _can_be_asked(endpoint.id):
                chosen = f"trace.metadata.`mlflow.gateway.endpointId` = '{endpoint.id}'"
                yield from self._at_endpoint(self._sums(experiment, (chosen,)), endpoint, label)
        rest = self._own(experiment, ())
        for model_id, model in experiment.models.items():
            chosen = f"trace.metadata.`mlflow.modelId` = '{model_id}'"
            own = self._own(experiment, (chosen,))
            yield from self._rows(own, model_id, {**label, MODEL_KEY: model})
            rest = _without(rest, own)
        named = experiment.tags.get(self._model_tag, "").strip()
        yield from self._rows(rest, None, {**label, **({MODEL_KEY: named} if named else {})})

    def _at_endpoint(
        self, sums: Sums, endpoint: Endpoint | None, label: Mapping[str, str]
    ) -> Iterator[CostDaily]:
        if endpoint is None:
            yield from self._rows(sums, None, label)
            return
        identity = endpoint.identity
        model = {} if identity.model is None else {MODEL_KEY: identity.model}
        tags = {**label, "endpoint": identity.external_id, **model}
        yield from self._rows(sums, identity.external_id, tags)

    def _rows(
        self, sums: Sums, resource: str | None, tags: Mapping[str, str]
    ) -> Iterator[CostDaily]:
        for (day, llm, provider), cost in sums.items():
            if self._days.stays(day):
                continue
            row = {"day": day, "provider": provider or "LLM", "service": llm, "resource": resource}
            money = {"currency": "USD", "billed_cost": cost, "basis": "traces", "estimated": True}
            try:
                yield cost_row(**row, **money, tags=dict(tags))
            except ValueError as error:
                self._refuse(CostDaily.entity, {**row, "day": str(day), **tags}, error)

    def _own(self, experiment: Traced, filters: tuple[str, ...]) -> Sums:
        """Return what traces cost without the copies of calls through the gateway."""
        sums = self._sums(experiment, filters)
        for provider, llm in sorted({(part[2], part[1]) for part in sums if part[1] and part[2]}):
            span = f"provider/{provider}/{llm}"
            if _can_be_asked(span):
                copies = self._points(experiment, (*filters, f"span.name = '{span}'"), ())
                sums = _without(sums, {(day, llm, provider): cost for (day,), cost in copies})
        return sums

    def _sums(self, experiment: Traced, filters: tuple[str, ...]) -> Sums:
        """Return the cost by day, LLM and provider.

        MLflow leaves out a call that lacks what is asked by, so what no LLM or no provider is named
        for is the difference to the sum over all.
        """
        sums: Sums = {}
        of_llm, of_day = defaultdict[Any, Decimal](Decimal), defaultdict[date, Decimal](Decimal)
        for (day, llm, provider), cost in self._points(experiment, filters, (LLM, PROVIDER)):
            sums[day, llm, provider] = cost
            of_llm[day, llm] += cost
        for (day, llm), cost in self._points(experiment, filters, (LLM,)):
            sums[day, llm, None] = cost - of_llm[day, llm]
            of_day[day] += cost
        for (day,), cost in self._points(experiment, filters, ()):
            sums[day, None, None] = cost - of_day[day]
        return _without(sums, {})

    def _points(
        self, experiment: Traced, filters: tuple[str, ...], by: tuple[str, ...]
    ) -> list[Point]:
        """Return the sums of all days asked for, each with its day and what it was asked by."""
        key = (experiment.id, filters, by)
        if key not in self._asked:
            days = (self._days.start, self._days.end)
            self._asked[key] = self._within([experiment.id], filters, by, *days) or []
        return self._asked[key]

    def _within(
        self,
        ids: Sequence[str],
        filters: tuple[str, ...],
        by: tuple[str, ...],
        start: datetime,
        end: datetime,
    ) -> list[Point] | None:
        """Return the sums of some days, halved as long as an answer may be cut; None: not told."""
        if start >= end or not ids:
            return []
        asked = {
            "experiment_ids": list(ids),
            "view_type": "SPANS",
            "metric_name": "total_cost",
            "aggregations": [{"aggregation_type": "SUM"}],
            "dimensions": list(by),
            "filters": list(filters),
            "time_interval_seconds": int(DAY.total_seconds()),
            "start_time_ms": int(start.timestamp() * 1000),
            "end_time_ms": int(end.timestamp() * 1000) - 1,
            "max_results": MOST,
        }
        page = self._session.search(METRICS, asked, missing=NOT_TOLD)
        if page is None:
            return None
        found = self._session.rows(page, METRICS, "data_points", optional=True)
        if len(found) >= MOST and end - start > DAY:
            middle = start + DAY * ((end - start) // DAY // 2)
            first = self._within(ids, filters, by, start, middle) or []
            return first + (self._within(ids, filters, by, middle, end) or [])
        if len(found) >= MOST:
            wrong = f"has costs of {MOST:,} LLMs or more on {start:%Y-%m-%d}, of which some are cut"
            self._refuse(CostDaily.entity, {"experiments": list(ids)}, ValueError(wrong))
        return [told for row in found if (told := self._point(row, by)) is not None]

    def _point(self, row: Any, by: tuple[str, ...]) -> Point | None:
        try:
            day = datetime.fromisoformat(inner(row, "dimensions", "time_bucket") or "")
            day = day.astimezone(UTC)
            words = tuple(inner(row, "dimensions", name) or "" for name in by)
            values = row.get("values") if self._days.asked(day) and all(words) else None
            cost = amount(values.get("SUM") if isinstance(values, Mapping) else None)
        except (ValueError, OverflowError, TypeError) as error:
            self._refuse(
                CostDaily.entity, row, ValueError(f"is no cost of a day asked for ({error})")
            )
            return None
        return (day.date(), *words), cost


def _without(sums: Sums, others: Mapping[Part, Decimal]) -> Sums:
    """Return sums less others, without what is nothing but the noise of adding up."""
    left = {part: cost - others.get(part, Decimal(0)) for part, cost in sums.items()}
    return {part: cost for part, cost in left.items() if cost > NOISE}


def _can_be_asked(word: str | None) -> bool:
    """Tell whether a word can stand between the quotes of a filter."""
    return word is not None and re.fullmatch(r"[^'\"`\\\x00-\x1f]{1,500}", word) is not None
