"""What Kubernetes workloads use of what they ask for, and cost at list price, from OpenCost."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from pydantic import Field, ValidationError

from connectors.base import Verified
from connectors.paging import Params
from connectors.parts.cost_reports import amount
from connectors.parts.credentials import Credentials, from_environment, token_credentials
from connectors.parts.remote import RemoteConnector, inner, rejected
from connectors.session import Session
from data.errors import BadPayload
from data.reading import Reading, RejectedRow
from data.records import CostDaily, MetricDaily

PATH = "/allocation"
IDLE = "__idle__"
NO_WORKLOAD = re.compile(r"__\w+__")
"""How OpenCost names what belongs to no group: __idle__, __unallocated__, __unmounted__."""
DAY = timedelta(days=1)
MOST = 10**15
UTILISATION = "utilisation_percent"


class Opencost(RemoteConnector):
    """What the workloads of a cluster use of what they hold a day, and their cost at list price.

    Costs are only read where the settings say so: the nodes behind them mostly stand on the bill.
    """

    kind: ClassVar[str] = "opencost"
    title: ClassVar[str] = "OpenCost"
    brings: ClassVar[tuple[str, ...]] = ("metric_daily:utilisation_percent", "cost_daily")
    reads: ClassVar[str] = "GET of `/allocation`, one day at a time, by workload and pod."
    never_reads: ClassVar[str] = (
        "Assets, cloud costs and the cloud account. Of an allocation only its name, cluster and "
        "window, what it used and asked for of processors and GPUs, and its total cost are used."
    )
    least_privilege: ClassVar[str] = (
        "Reading its API, and no other right: OpenCost knows none, so let only the scorecard and "
        "those who need it reach its port, or a proxy before it that may only GET."
    )
    limits: ClassVar[str] = (
        "Whole days in UTC: today is read tomorrow. The first reading goes back `since_days`, as "
        "far as OpenCost's own Prometheus keeps them; later ones read the last `restated_days` "
        "again. One call a day of the window, one at a time."
    )
    verified: ClassVar[Verified] = Verified(
        "description",
        "the answer in OpenCost's OpenAPI description 0.1 and the Go types of its allocations; "
        "not tried against a real cluster",
        date(2026, 11, 26),
    )

    token_env: str | None = Field(
        None,
        min_length=1,
        description="name of the environment variable that holds a bearer token, for a proxy; "
        "unset: none is sent",
    )
    aggregate: str = Field(
        "label:serving_kserve_io_inferenceservice",
        pattern=r"^(label|annotation):[\w./-]+$|^(namespace|controller|service|deployment)$",
        description="what workloads are grouped by: `label:<name>` or `annotation:<name>` of their "
        "pods, `namespace`, `controller`, `service` or `deployment`",
    )
    costs: bool = Field(
        False,
        description="true: land the costs, as an estimate at list price; leave false where a "
        "source reads the bill that these nodes stand on, so that nothing is counted twice",
    )
    currency: str = Field(
        "USD", pattern=r"^[A-Z]{3}$", description="currency that OpenCost is set up to report in"
    )
    since_days: int = Field(
        14, ge=1, le=400, description="how many days back the first reading goes"
    )
    restated_days: int = Field(
        3, ge=1, le=60, description="how many of the last days are read again at each sync"
    )

    def secrets(self) -> Iterable[str]:
        """Give the name of the variable that holds the token."""
        return () if self.token_env is None else (self.token_env,)

    def read(self, reading: Reading) -> Iterator[MetricDaily | CostDaily | RejectedRow]:
        """Yield what landed of the days before, then the days that are new or may have changed."""
        today = reading.started_at.astimezone(UTC).date()
        before = [
            row
            for entity in (MetricDaily, CostDaily)[: 1 + self.costs]
            for row in reading.previous(entity)
            if isinstance(row, MetricDaily | CostDaily)
        ]
        first = today - DAY * self.since_days
        again = max(first, self._again(reading, today, [row.day for row in before]))
        kept = [row for row in before if row.day < again]
        yield from kept
        known = {row.day for row in kept}
        start = first if reading.reaches_further_back() else again
        wanted = (start + DAY * number for number in range((today - start).days))
        with self._open() as session:
            for day in (day for day in wanted if day not in known):
                reading.progress(f"allocations of {day}")
                for workload, raws in self._allocations(session, day).items():
                    yield from self._rows(session, day, workload, raws)

    def check(self, reading: Reading) -> str:
        """Ask for the allocations of yesterday; say how many workloads there were."""
        yesterday = reading.started_at.astimezone(UTC).date() - DAY
        with self._open() as session:
            seen = self._allocations(session, yesterday)
        workloads = sum(1 for name in seen if not NO_WORKLOAD.fullmatch(name))
        landed = "their costs are read" if self.costs else "their costs are not read"
        return f"OpenCost answers; workloads of yesterday: {workloads:,}, {landed}"

    def _again(self, reading: Reading, today: date, known: list[date]) -> date:
        """Return the first day to read again, or anew where the newest is older than that."""
        new = max(known, default=date.min) + DAY * (not reading.reaches_further_back())
        return min(new, today - DAY * self.restated_days)

    def _open(self) -> Session:
        return self._session(self._credentials(), exact=True)

    def _credentials(self) -> Credentials:
        if self.token_env is None:
            return Credentials(f"set `token_env` of source {self.name!r}")
        token = from_environment(self.token_env, "token_env", self.name)
        mend = f"put a valid token into {self.token_env} (`token_env` of source {self.name!r})"
        return token_credentials(token, "Bearer ", mend)

    def _allocations(self, session: Session, day: date) -> dict[str, list[Any]]:
        """Return the allocations of a day by workload, one for each of its pods.

        Raises:
            BadPayload: the answer holds something else.
        """
        asked: Params = {
            "window": f"{_text(day)},{_text(day + DAY)}",
            "step": "1d",
            # What a GPU did is told by pod: an average over pods of several GPUs tells nothing.
            "aggregate": f"{self.aggregate},pod",
            "includeIdle": "true",
            "accumulate": "false",
        }
        found: dict[str, list[Any]] = {}
        for group in session.rows(session.get(PATH, asked), PATH, "data"):
            if group is not None and not isinstance(group, Mapping):
                raise BadPayload(
                    f"OpenCost at {self.url}{PATH} answered with a set that has no names: check "
                    f"that `url` of source {self.name!r} is the address of OpenCost's API"
                )
            for name, raw in (group or {}).items():
                found.setdefault(self._workload(name), []).append(raw)
        return found

    def _workload(self, name: str) -> str:
        """Return what stands before the pod; some versions put `label=` before it."""
        if IDLE in name:
            return IDLE
        workload = name.rpartition("/")[0] or name
        label = self.aggregate.partition(":")[2]
        prefixes = (f"{label}=", f"{re.sub(r'[^a-zA-Z0-9_]', '_', label)}=")
        return next((workload[len(p) :] for p in prefixes if workload.startswith(p)), workload)

    def _rows(
        self, session: Session, day: date, workload: str, raws: list[Any]
    ) -> Iterator[MetricDaily | CostDaily | RejectedRow]:
        pods: list[_Pod] = []
        for raw in raws:
            try:
                pods.append(_pod(raw, day))
            except ValueError as error:
                entity = CostDaily if self.costs else MetricDaily
                yield rejected(entity.entity, raw, error, session.hide)
        whole = len(pods) == len(raws) and not NO_WORKLOAD.fullmatch(workload)
        percent = _used_percent(pods) if whole else None
        if percent is not None:
            yield from self._made(
                session,
                MetricDaily,
                {"model": workload, "metric": UTILISATION, "day": day, "value": percent,
                 "unit": "percent"},
            )  # fmt: skip
        if self.costs and pods:
            yield from self._made(session, CostDaily, self._cost(day, workload, pods))

    @staticmethod
    def _made(
        session: Session, entity: type[MetricDaily] | type[CostDaily], values: dict[str, Any]
    ) -> Iterator[MetricDaily | CostDaily | RejectedRow]:
        try:
            yield entity.model_validate(values)
        except ValidationError as error:
            yield rejected(entity.entity, values, error, session.hide)

    def _cost(self, day: date, workload: str, pods: list["_Pod"]) -> dict[str, Any]:
        cost = sum((pod.cost for pod in pods), Decimal(0))
        kind, _, label = self.aggregate.partition(":")
        clusters = {pod.cluster for pod in pods}
        return {
            "day": day,
            "billing_month": day.replace(day=1),
            "provider": "Kubernetes",
            "service_category": "Compute",
            "service": "idle" if workload == IDLE else "workload",
            "account": clusters.pop() if len(clusters) == 1 else None,
            "resource": workload,
            "charge_category": "Usage",
            "currency": self.currency,
            "billed_cost": cost,
            "effective_cost": cost,
            "list_cost": cost,
            "tags": {} if NO_WORKLOAD.fullmatch(workload) else {label or kind: workload},
            "basis": "list_price",
            "estimated": True,
            "charges": len(pods),
        }


@dataclass(frozen=True)
class _Pod:
    """What one pod held and used on one day."""

    cluster: str | None
    cost: Decimal
    minutes: Decimal
    cores_asked: Decimal
    cores_used: Decimal | None
    gpu_hours: Decimal
    gpu_share: Decimal | None
    """Part of its GPUs' time that they worked; None: not counted, or shared with other pods."""


def _text(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _pod(raw: Any, day: date) -> _Pod:
    """Return what an allocation tells of a pod.

    Raises:
        ValueError: it is of another day, or a number of it is none.
    """
    _refuse_another_day(raw, day)
    gpu = raw.get("gpuAllocation")
    alone = isinstance(gpu, Mapping) and gpu.get("isGPUShared") is not True
    return _Pod(
        cluster=inner(raw, "properties", "cluster"),
        cost=amount(raw.get("totalCost")),
        minutes=_number(raw, "minutes") or Decimal(0),
        cores_asked=_number(raw, "cpuCoreRequestAverage") or Decimal(0),
        cores_used=_number(raw, "cpuCoreUsageAverage"),
        gpu_hours=_number(raw, "gpuHours") or Decimal(0),
        gpu_share=_number(gpu, "gpuUsageAverage") if alone else None,
    )


def _refuse_another_day(raw: Any, day: date) -> None:
    try:
        start = datetime.fromisoformat(inner(raw, "window", "start") or "")
        end = datetime.fromisoformat(inner(raw, "window", "end") or "")
    except ValueError as error:
        raise ValueError("its `window` does not say from when to when it is") from error
    midnight = datetime.combine(day, time(), UTC)
    if start.tzinfo is None or end.tzinfo is None or (start, end) != (midnight, midnight + DAY):
        raise ValueError(f"its `window` is not the day that was asked for, {day}")


def _used_percent(pods: list[_Pod]) -> float | None:
    """Return how much a workload used of what it asked for; None: nobody counted it all.

    Where it holds GPUs, only what their own counters say: OpenCost's hours of a GPU are those that
    it was held, used or not.
    """
    held = [pod for pod in pods if pod.gpu_hours > 0]
    if held:
        return _percent([(pod.gpu_share, Decimal(1), pod.gpu_hours) for pod in held])
    asked = [pod for pod in pods if pod.cores_asked > 0]
    return _percent([(pod.cores_used, pod.cores_asked, pod.minutes) for pod in asked])


def _percent(parts: list[tuple[Decimal | None, Decimal, Decimal]]) -> float | None:
    """Return the used part of what was held, from what each used and held, for how long."""
    whole = sum(float(held) * float(weight) for _, held, weight in parts)
    if any(used is None for used, _, _ in parts) or whole <= 0:
        return None
    percent = 100 * sum(float(used or 0) * float(weight) for used, _, weight in parts) / whole
    return round(percent, 6)


def _number(raw: Any, name: str) -> Decimal | None:
    """Return a number of zero or more; None: there is none."""
    value = raw.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or not 0 <= value < MOST:
        raise ValueError(f"its `{name}` is no amount")
    return Decimal(value)
