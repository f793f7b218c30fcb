"""The rows behind a number: what landed, with its source, its file and its address, bounded."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from assessments import queries
from assessments.queries import Rows, naive
from assessments.questionnaire import Probe

MOST = 500
"""Rows that are shown of one kind; how many there are is told."""
_ROOM = Path(__file__).parent / "behind"
_FAILED = "failed_release"
"""The relation of what a recovery ends."""
_ENDED = ("release", "drill")
_RECOVERIES = "recoveries"
RECOVERY = (
    *("kind", "version", "began_at", "ended_at", "hours", "ended_by", "automatic", "counted"),
    *("incident", "url", "release", "sources"),
)
"""What is told of a recovery, of all that its query gives."""
_COST, _REQUESTS, _ENDPOINTS = "cost_daily", "metric_daily:requests_served", "identity"


@dataclass(frozen=True)
class Landed:
    """Some rows of one kind, and how many there are in all."""

    need: str
    """What they are rows of: `incident`, `document:runbook`."""
    rows: tuple[dict[str, Any], ...]
    total: int


@dataclass(frozen=True)
class Behind:
    """What stands behind the numbers of one moment, asked one by one."""

    rows: Rows
    now: datetime

    def probe(self, probe: Probe, model: str | None) -> tuple[Landed, ...]:
        """Return the rows of each kind that a probe reads: of one model, or of all.

        A model's own entries stand last: they are what there is where it has no such row.
        """
        needs = [each for each in probe.needs if is_told(each)]
        if model is not None and "model" not in needs:
            needs.append("model")
        return tuple(self.need(each, model) for each in needs)

    def sums(self, probe: Probe, model: str | None) -> tuple[Landed, ...]:
        """Return what the rows of a probe add up to, where they are too many to be added by eye."""
        return tuple(self._sum(name, model) for name in _sums(probe, model))

    def _recoveries(self, model: str | None) -> Landed:
        """Return how often a model was taken back in 365 days: a recovery begins at its release."""
        asked = {"now": naive(self.now), "models": [model]}
        found = queries.run(self.rows, "rolling_back/recoveries", **asked)
        rows = tuple({key: row[key] for key in RECOVERY} for row in found if row["kind"] in _ENDED)
        return Landed(_RECOVERIES, rows, len(rows))

    def _sum(self, name: str, model: str | None) -> Landed:
        if name == _RECOVERIES:
            return self._recoveries(model)
        asked = {"now": naive(self.now), "model": model}
        rows = queries.run(self.rows, f"behind/sums/{name}", **asked)
        return Landed(name, tuple(rows), len(rows))

    def need(self, need: str, model: str | None) -> Landed:
        """Return the rows of one kind, `entity` or `entity:kind`."""
        entity, _, kind = need.partition(":")
        return self._landed(need, entity, model=model, kind=kind or None)

    def spend(self, model: str | None) -> Landed:
        """Return the charges behind the spend of one model in the money window, or of all AI."""
        return self._landed("cost_daily", "spend", model=model)

    def spend_by_model(self) -> Landed:
        """Return what makes up the AI spend: each model's part, exact, and what found none."""
        rows = queries.run(self.rows, "behind/spend_by_model", now=naive(self.now))
        return Landed("cost_daily", tuple(rows), len(rows))

    def incident_hours(self, model: str | None) -> Landed:
        """Return the incidents behind the incident hours of one model, or of all."""
        return self._landed("incident", "incident_hours", model=model)

    def uncovered(self, join: str, unit: str) -> Landed:
        """Return what found no model: of `models`, `cost` in a currency, or `incidents`."""
        needs = {"models": "model", "cost": "cost_daily", "incidents": "incident"}
        return self._landed(needs[join], f"coverage_{join}", unit=unit)

    def _landed(self, need: str, name: str, **asked: object) -> Landed:
        found = queries.run(self.rows, f"behind/{name}", now=naive(self.now), most=MOST, **asked)
        total = found[0]["total"] if found else 0
        rows = tuple({key: row[key] for key in row if key != "total"} for row in found)
        return Landed(need, rows, total)


def _sums(probe: Probe, model: str | None) -> Iterator[str]:
    needs = probe.needs
    if model is not None and _FAILED in probe.sql:
        yield _RECOVERIES
    if _COST in needs and model is not None:
        yield "months"
    elif _COST in needs:
        yield "use" if _REQUESTS in needs else "spend"
    if _ENDPOINTS in needs and model is None:
        yield "endpoints"


def is_told(need: str) -> bool:
    """Tell whether there is a way to show the rows of a kind."""
    return (_ROOM / f"{need.partition(':')[0]}.sql").exists()
