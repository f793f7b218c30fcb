"""The assembly: one consistent view of warehouse and store, judged into a scorecard."""

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import TypeVar

from app.bringing import brought_by
from app.config import Settings
from assessments import evidence, portfolio
from assessments.portfolio import AppliedAnswer
from assessments.questionnaire import Question, Questionnaire
from assessments.scorecard import (
    Freshness,
    Inputs,
    ModelFacts,
    MoneyTotals,
    Scorecard,
    answered,
    build,
    rebuild,
)
from assessments.scoring import Finding, Observation, Response
from connectors.base import Connector
from data.store import Assessment, Store, SyncRun
from data.warehouse import View, Warehouse

Key = tuple[str, str | None]
"""A question and a subject: a model, or None for the organisation."""
MANY = 1000
"""From so many models on, the collector is kept from looking through their scorecard."""
Answers = Sequence[AppliedAnswer]
_Made = TypeVar("_Made")


@dataclass(frozen=True)
class _Seen:
    """What the warehouse shows of every model at one moment, whatever is answered."""

    facts_rest_on: object
    facts: Sequence[ModelFacts]
    rest_on: Mapping[str, object]
    """By probe: what its observations depend on."""
    observations: Mapping[Key, Observation]


class Assembly:
    """Reads what a scorecard follows from; judging itself is pure and lives in assessments."""

    def __init__(
        self,
        settings: Settings,
        questionnaire: Questionnaire,
        store: Store,
        warehouse: Warehouse,
    ) -> None:
        self._settings = settings
        self._questionnaire = questionnaire
        self._store = store
        self._warehouse = warehouse
        self._seen: _Seen | None = None
        self._judged: tuple[Inputs, Scorecard] | None = None
        self._exempted: Mapping[Key, date] = {}
        """By statements of their own, as of the last scorecard."""

    def scorecard(self, assessment: Assessment, now: datetime) -> Scorecard:
        """Judge the portfolio as it stands now; of the same evidence, only what was answered."""
        with _uncollected():
            with self._warehouse.view() as view:
                inputs = self._inputs(view, assessment, now)
            card = rebuild(inputs, *self._judged) if self._judged else _set_aside(build(inputs))
        self._judged = (inputs, card)
        return card

    def answered(
        self, question: Question, heard: Mapping[str | None, Answers]
    ) -> tuple[Finding, ...]:
        """Return the findings of one question in the last scorecard, with these answers by subject.

        Raises:
            ValueError: there is no scorecard yet.
        """
        if self._judged is None:
            raise ValueError("nothing has been judged yet")
        inputs, card = self._judged
        claims = {(question.id, subject): answers for subject, answers in heard.items()}
        until = exempt(claims, self._exempted)
        return answered(
            card.findings_on(question),
            {subject: told for (_, subject), told in _of_each(claims, _responses).items()},
            {subject: end for (id, subject), end in until.items() if id == question.id},
            inputs.now,
        )

    def _inputs(self, view: View, assessment: Assessment, now: datetime) -> Inputs:
        rows, seen = view.rows, self._evidence(view, now)
        totals = portfolio.money(rows, now)
        asked = [each.id for each in self._questionnaire.questions if each.scope == "organisation"]
        claims = portfolio.claims(rows, assessment.id, asked)
        self._exempted = portfolio.exemptions(rows, asked, now)
        return Inputs(
            organisation=self._settings.organisation,
            now=now,
            generation=view.generation,
            assessment=assessment.name,
            questionnaire=self._questionnaire,
            observations=seen.observations,
            responses=_of_each(claims, _responses),
            exemptions=exempt(claims, self._exempted),
            facts=seen.facts,
            money=MoneyTotals(
                window_from=totals.window_from,
                window_until=totals.window_until,
                effective_cost=totals.effective_cost,
                unallocated=totals.unallocated,
            ),
            coverage=portfolio.coverage(rows),
            sources=self.freshness(),
            other_models=portfolio.other_models(rows),
            target_level=self._settings.table.target_level,
            mapping=portfolio.mapping(rows),
        )

    def _evidence(self, view: View, now: datetime) -> _Seen:
        """Return what the warehouse shows; it is read anew only where it may have changed."""
        probes = self._questionnaire.probes
        facts_rest_on = (now, view.rests_on(*portfolio.texts_of_facts()))
        rest_on = {
            name: (now, view.rests_on(*evidence.texts({name: probe})))
            for name, probe in probes.items()
        }
        if self._seen is None or self._seen.facts_rest_on != facts_rest_on:
            self._seen = self._judged = None  # makes room for as much again
            facts: Sequence[ModelFacts] = portfolio.model_facts(view.rows, now)
            if len(facts) >= MANY:
                # What was set aside with the last scorecard, and is of no use, goes now.
                gc.unfreeze()
                gc.collect()
            self._seen = _Seen(facts_rest_on, facts, {}, {})
        if self._seen.rest_on != rest_on:
            found = self._observed(view, now, self._seen, rest_on)
            self._seen = replace(self._seen, rest_on=rest_on, observations=found)
        return self._seen

    def _observed(
        self, view: View, now: datetime, before: _Seen, rest_on: Mapping[str, object]
    ) -> Mapping[Key, Observation]:
        """Observe what rests on something else than before; what is equal stays the very same."""
        other = {
            name: probe
            for name, probe in self._questionnaire.probes.items()
            if before.rest_on.get(name) != rest_on[name]
        }
        models = [each.model for each in before.facts]
        found = evidence.observe(view.rows_unkept, other, models, now, brought_by())
        old = before.observations
        same = {key: old[key] for key, each in found.items() if old.get(key) == each}
        return {**old, **found, **same} if old else found

    def freshness(self) -> tuple[Freshness, ...]:
        """Return how each source of the settings stands, in their order."""
        tried = self._store.latest_sync_runs()
        good = self._store.latest_good_runs()
        return tuple(
            _freshness(source, tried.get(source.name), good.get(source.name))
            for source in self._settings.sources
        )


@contextmanager
def _uncollected() -> Iterator[None]:
    """Let the collector rest: it would look again and again through values that form no cycle."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _set_aside(card: Scorecard) -> Scorecard:
    """Let the collector pass over a large scorecard from now on, until another one takes its place.

    It would look through millions of values, again and again.
    """
    if len(card.models) >= MANY:
        gc.freeze()
    return card


def exempt_until(answers: Answers) -> datetime | None:
    """Return how long an approved `not_applicable` holds: through the whole of its last day.

    Where somebody else gives a level, the question does apply, and nothing is exempt.
    """
    if any(isinstance(answer.response.choice, int) for answer in answers):
        return None
    ends = [answer.until for answer in answers if answer.approved and answer.until]
    return _last_moment(max(ends)) if ends else None


def exempt(claims: Mapping[Key, Answers], approved: Mapping[Key, date]) -> dict[Key, datetime]:
    """Return how long each question and subject is exempt, by answers or by approved exemptions.

    An exemption of its own holds whatever was answered; of both, the one that ends last counts.
    """
    ends = _of_each(claims, exempt_until)
    held = {key: until for key, until in ends.items() if until is not None}
    for key, day in approved.items():
        until = _last_moment(day)
        held[key] = max(until, held.get(key, until))
    return held


def _responses(answers: Answers) -> tuple[Response, ...]:
    return tuple(answer.response for answer in answers)


def _of_each(claims: Mapping[Key, Answers], of: Callable[[Answers], _Made]) -> dict[Key, _Made]:
    """Return what this gives of each value, made once for all models that share the value."""
    made: dict[int, _Made] = {}
    for answers in claims.values():
        if id(answers) not in made:
            made[id(answers)] = of(answers)
    return {key: made[id(answers)] for key, answers in claims.items()}


def _last_moment(day: date) -> datetime:
    return datetime.combine(day, time.max, UTC)


def _freshness(source: Connector, tried: SyncRun | None, good: SyncRun | None) -> Freshness:
    return Freshness(
        source=source.name,
        kind=source.kind,
        title=source.title,
        status=tried.status if tried else "never",
        last_good=good.ended_at if good else None,
        last_tried=tried.ended_at if tried else None,
        rows_landed=good.rows_landed if good else 0,
        rows_rejected=good.rows_rejected if good else 0,
        error=tried.error if tried else None,
        simulated=source.simulated,
    )
