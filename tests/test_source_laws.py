"""The law on sources (§8) through the real relations and probes.

A source more never lowers what is proven, however incomplete it is; a source less never settles
anything.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

import duckdb
import pytest
from crowd import ROWS, crowd
from portfolios import bands, facts, inputs, response

from assessments import evidence, question_files
from assessments.questionnaire import Questionnaire
from assessments.scorecard import Scorecard, build
from assessments.scoring import Observation
from data import duck
from data.records import entities

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
MODELS = [f"model-{i}" for i in range(4)]
SOURCES = {
    "directory": ("person",),
    "ownership": ("ownership",),
    "pager": ("incident", "incident_action", "on_call"),
    "pipeline": ("deployment",),
    "evaluations": ("evaluation", "review"),
    "monitoring": ("monitor", "metric_daily"),
    "bill": ("cost_daily", "cost_alert", "spend_limit", "budget"),
    "wiki": ("document",),
    "drills": ("drill",),
}
"""What each source brings; the registry brings the models, and always stays."""
ABOUT = ("model", "version", "actor")
"""What a row of an incomplete source says beside what it must: of what it is, and whose."""
LEFT_OUT = {"recovery_hours"}
"""Drills and incidents feed one sample of recoveries: without the one, it is another sample."""
Observations = Mapping[tuple[str, str | None], Observation]


@cache
def asked() -> Questionnaire:
    """The shipped questions, but for those that rest on what is left out."""
    shipped = question_files.load()
    kept = [
        question
        for question in shipped.questions
        if not any(
            condition.probe in LEFT_OUT for rung in question.levels for condition in rung.conditions
        )
    ]
    return replace(shipped, questions=tuple(kept))


def observed(rows: Mapping[str, str]) -> Observations:
    """What a company shows whose sources bring these rows; its registry is no record of owners."""
    unowned = ROWS["model"].replace("true as owner_required", "false as owner_required")
    with duckdb.connect(config={"threads": 1}) as con:
        crowd(con, len(MODELS), {**rows, "model": unowned})

        def run(sql: str, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
            found = con.execute(sql, parameters)
            columns = [column[0] for column in found.description or []]
            return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]

        return evidence.observe(run, asked().probes, MODELS, NOW)


@cache
def everything() -> Observations:
    return observed(ROWS)


def card(observations: Observations, claimed: int | None) -> Scorecard:
    """The scorecard of what was observed, where everybody claims the same, or nobody anything."""
    subjects = {"model": MODELS, "organisation": [None]}
    responses = {
        (question.id, subject): [response(claimed)] if claimed else []
        for question in asked().questions
        for subject in subjects[question.scope]
    }
    models = [facts(name, tier=1 + at % 3) for at, name in enumerate(MODELS)]
    return build(
        inputs(
            asked().questions,
            models,
            questionnaire=asked(),
            observations=observations,
            responses=responses,
            now=NOW,
        )
    )


def barely(entity: str) -> str:
    """The rows of an entity, saying no more than they must and what they are about."""
    fields = entities()[entity].model_fields
    told = [name for name, field in fields.items() if field.is_required() or name in ABOUT]
    sql = f"describe with m as (select 1 as i) {ROWS[entity]}"
    values = {"models": 1, "fetched": NOW.replace(tzinfo=None)}
    given = duckdb.execute(sql, duck.used(sql, values)).fetchall()
    return f"select {', '.join(row[0] for row in given if row[0] in told)} from ({ROWS[entity]})"  # noqa: S608


@pytest.mark.parametrize("source", SOURCES)
def test_a_source_more_however_incomplete_only_ever_narrows_a_band(source: str) -> None:
    without = observed({key: rows for key, rows in ROWS.items() if key not in SOURCES[source]})
    incomplete = observed({**ROWS, **{entity: barely(entity) for entity in SOURCES[source]}})
    for more in (everything(), incomplete):
        for claimed in (None, 4):
            before, after = card(without, claimed), card(more, claimed)
            wider = [
                (about, (low, high), (new_low, new_high))
                for (about, low, high), (_, new_low, new_high) in zip(
                    bands(before), bands(after), strict=True
                )
                if new_low < low or new_high > high
            ]
            assert not wider
