"""Everything that the demo's one source holds, from a seed and a day."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from data.demo import (
    business,
    capacity,
    documents,
    evaluations,
    explanations,
    handover,
    incidents,
    lessons,
    limits,
    metrics,
    monitors,
    noticing,
    oncall,
    oversight,
    people,
    planning,
    registry,
    rehearsals,
    releases,
    spend,
    surprises,
    validations,
)
from data.demo.scene import Scene
from data.records import MetricDaily, Record

DAYS = 365


def period(until: date) -> tuple[date, date]:
    """Return the first and the last day of the year that the demo's assessment looks at."""
    return until - timedelta(days=DAYS), until - timedelta(days=1)


def portfolio(seed: int, until: date, days: int = DAYS) -> Iterator[Record]:
    """Yield every row of the portfolio as of the start of a day; the same for the same arguments.

    Args:
        seed: another one gives other numbers and moments, and the same stories.
        until: the day of the reading; everything lies before it, at the same distance.
        days: how far daily cost and metrics go back; releases and incidents cover a year.
    """
    scene = Scene(seed, until)
    yield from people.directory(scene)
    yield from registry.registered(scene)
    yield from people.owners(scene)
    yield from people.attestations(scene)
    yield from registry.versions(scene)
    yield from registry.assignments(scene)
    yield from releases.deployments(scene)
    yield from releases.drills(scene)
    yield from rehearsals.rehearsals(scene)
    yield from incidents.services()
    yield from oncall.on_call(scene)
    yield from noticing.noticed(scene, lessons.incidents_with_lessons(scene))
    yield from monitors.monitors(scene)
    yield from documents.documents(scene)
    counted = tuple(metrics.metrics(scene, days))
    yield from counted
    yield from metrics.idle(scene, days)
    yield from business.results(scene)
    yield from business.reviews(scene)
    yield from _explained_and_challenged(scene, counted)
    yield from handover.decision_notes(scene)
    yield from handover.attestations(scene)
    yield from spend.rules()
    charges = tuple(spend.costs(scene, days))
    yield from charges
    yield from spend.budgets(scene)
    yield from planning.plans(scene, charges, counted)
    yield from planning.attestations(scene)
    yield from capacity.measured(scene, days)
    yield from limits.limits(scene, charges)
    yield from surprises.alerts(scene)


def _explained_and_challenged(scene: Scene, counted: Iterable[MetricDaily]) -> Iterator[Record]:
    """Yield how decisions are explained, checked by group, overruled, and models challenged."""
    served = [row for row in counted if row.metric == "requests_served"]
    yield from explanations.documents(scene)
    yield from explanations.metrics(scene, served)
    yield from evaluations.evaluations(scene)
    yield from evaluations.monitors(scene)
    yield from oversight.metrics(scene, served)
    yield from oversight.reviews(scene)
    yield from oversight.attestations(scene)
    yield from validations.reviews(scene)
    yield from validations.documents(scene)
