import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from worlds import World

from assessments import evidence, queries, question_files
from assessments.queries import naive, run_text
from assessments.questionnaire import Condition
from assessments.scoring import Observation, condition_result

CASES = Path(__file__).parent / "probes"
PROBES = evidence.load_probes()
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
MODEL = "churn"
OUTCOMES = {"met": True, "not met": False, "unknown": None}


def cases() -> Iterator[Any]:
    """Every case of every probe: found by being there."""
    for path in sorted(CASES.glob("*.toml")):
        said = tomllib.loads(path.read_text(encoding="utf-8"))
        for case in said["case"]:
            yield pytest.param(path.stem, case, id=f"{path.stem}: {case['name']}")


@cache
def conditions(probe: str) -> list[tuple[int, Condition]]:
    """The conditions of the questions that rest on a probe, in the order of the levels."""
    return [
        (level, condition)
        for question in question_files.load().questions
        for level, rung in enumerate(question.levels, start=1)
        for condition in rung.conditions
        if condition.probe == probe
    ]


def observed(probe: str, case: dict[str, Any]) -> Observation:
    """What the probe says of the case's one model, or of the organisation."""
    landed = {"model": [{}], **case.get("landed", {})}
    per = PROBES[probe].per
    asked = [PROBES[probe].sql, queries.load("portfolio/attestations")]
    with World(landed, asked) as world:
        found = evidence.observe(world.rows, {probe: PROBES[probe]}, [MODEL], NOW)
        assert len(run_text(world.rows, PROBES[probe].sql, now=naive(NOW))) <= 1
    return found[probe, MODEL if per == "model" else None]


@pytest.mark.parametrize(("probe", "case"), list(cases()))
def test_a_probe_says_what_its_cases_expect(probe: str, case: dict[str, Any]) -> None:
    seen = observed(probe, case)
    expected = {"value": None, "low": None, "high": None, **case["expect"]}
    got = {key: _plain(getattr(seen, key)) for key in expected}
    assert got == expected
    results = [
        condition_result(level, condition, PROBES[probe], seen, NOW).outcome
        for level, condition in conditions(probe)
    ]
    told = (
        case["outcome"] if isinstance(case["outcome"], list) else [case["outcome"]] * len(results)
    )
    assert results == [OUTCOMES[word] for word in told]


@pytest.mark.parametrize("probe", [name for name, probe in PROBES.items() if probe.sql])
def test_what_was_read_too_long_ago_settles_nothing(probe: str) -> None:
    """The probe's first case that settles something, as if it had been read before its days."""
    said = tomllib.loads((CASES / f"{probe}.toml").read_text(encoding="utf-8"))
    case = next(each for each in said["case"] if {"met", "not met"} & set(_words(each["outcome"])))
    read_at = naive(NOW) - timedelta(days=2 * PROBES[probe].ttl_days, seconds=1)
    landed = {
        entity: [{**row, "fetched_at": str(read_at)} for row in rows]
        for entity, rows in {"model": [{}], **case["landed"]}.items()
    }
    seen = observed(probe, {"landed": landed})
    assert [
        condition_result(level, condition, PROBES[probe], seen, NOW).outcome
        for level, condition in conditions(probe)
    ] == [None] * len(conditions(probe))


@pytest.mark.parametrize("probe", PROBES)
def test_where_no_source_tells_of_it_a_probe_settles_nothing(probe: str) -> None:
    seen = observed(probe, {"landed": {}})
    assert {
        condition_result(level, condition, PROBES[probe], seen, NOW).outcome
        for level, condition in conditions(probe)
    } <= {None}
    assert seen.unknown is not None


@pytest.mark.parametrize("probe", PROBES)
def test_every_probe_has_cases_that_are_met_not_met_and_without_data(probe: str) -> None:
    path = CASES / f"{probe}.toml"
    assert path.is_file(), f"write tests/probes/{probe}.toml"
    said = tomllib.loads(path.read_text(encoding="utf-8"))
    told = {word for case in said["case"] for word in _words(case["outcome"])}
    assert told >= {"met", "not met", "unknown"} - set(said.get("never", []))


def _words(outcome: str | list[str]) -> list[str]:
    return outcome if isinstance(outcome, list) else [outcome]


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
