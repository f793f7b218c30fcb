from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from crowd import crowd
from worlds import World

from assessments import evidence
from assessments.queries import naive, run_text
from assessments.questionnaire import Probe
from assessments.scoring import Observation
from data.errors import SettingsError

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
FETCHED = datetime(2026, 11, 20, 6, tzinfo=UTC)
HEAD = """\
-- title = "An owner"
-- unit = "yes or no"
-- needs = ["ownership"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 7
"""
COLUMNS = {
    "model", "value", "low", "high", "n", "samples", "hits", "observed_at", "sources", "tier",
    "detail", "doubted",
}  # fmt: skip


def probe(sql: str, **more: Any) -> Probe:
    """A probe that asks nothing but what a test says."""
    said: dict[str, Any] = {
        "name": "asked", "title": "Asked", "unit": "days", "needs": ("incident", "person"),
        "per": "model", "kind": "fact", "ttl_days": 7, "sql": sql,
    }  # fmt: skip
    return Probe.model_validate(said | more)


def observed(world: World, asked: Probe, *models: str) -> dict[str | None, Observation]:
    """What a probe says of each subject."""
    found = evidence.observe(world.rows, {asked.name: asked}, models, NOW)
    return {subject: seen for (_, subject), seen in found.items()}


def test_every_probe_and_production_model_has_an_observation_also_without_a_row() -> None:
    probes = evidence.load_probes()
    with World({}) as world:
        found = evidence.observe(world.rows, probes, ["churn", "fraud"], NOW)
    assert found.keys() == {
        (each.name, subject)
        for each in probes.values()
        for subject in (("churn", "fraud") if each.per == "model" else (None,))
    }
    assert all(seen.value is None and seen.unknown for seen in found.values())


def test_an_observation_carries_all_that_the_probe_says_and_its_time_is_utc() -> None:
    sql = """
        select 'churn' as model, 2.5 as value, 4 as n, [1.0, 4.0] as samples, 3 as hits,
            timestamp '2026-11-20 06:00:00' as observed_at, ['a', 'b'] as sources, 0.8 as tier,
            'seen' as detail
    """
    with World({}) as world:
        found = observed(world, probe(sql), "churn")
    assert found == {
        "churn": Observation(
            "asked",
            "churn",
            value=2.5,
            n=4,
            samples=(1.0, 4.0),
            hits=3,
            observed_at=FETCHED,
            sources=("a", "b"),
            tier=0.8,
            detail="seen",
        )
    }


def test_nothing_is_seen_later_than_now() -> None:
    sql = "select 'churn' as model, 1 as value, timestamp '9999-12-31' as observed_at"
    with World({}) as world:
        assert observed(world, probe(sql), "churn")["churn"].observed_at == NOW


def test_a_row_of_a_model_that_is_not_in_production_is_left_out() -> None:
    with World({}) as world:
        found = observed(world, probe("select 'old' as model, 1 as value"), "churn")
    assert list(found) == ["churn"]


@pytest.mark.parametrize(
    ("landed", "attestable", "words"),
    [
        ({}, False, "no connected source brings incidents or a directory of people"),
        ({"incident": []}, False, "no connected source brings a directory of people"),
        ({"incident": [], "person": []}, False, "nothing recorded for this model"),
        (
            {"incident": [], "person": []},
            True,
            "nothing recorded for this model; someone other than the owner can attest it",
        ),
    ],
)
def test_what_is_not_known_says_what_would_settle_it(
    landed: Mapping[str, list[Any]], attestable: bool, words: str
) -> None:
    with World(landed) as world:
        asked = probe("select 'x' as model, 1 as value where false", attestable=attestable)
        assert observed(world, asked, "churn")["churn"].unknown == words


@pytest.mark.parametrize(
    ("landed", "words"),
    [
        (
            {},
            (
                "no connected source brings incidents (connect Pager, Desk or Files) "
                "or a directory of people (connect Files)"
            ),
        ),
        ({"incident": []}, "no connected source brings a directory of people: connect Files"),
        ({"person": []}, "no connected source brings incidents: connect Pager, Desk or Files"),
        ({"incident": [], "person": []}, "nothing recorded for this model"),
    ],
)
def test_what_no_source_brings_is_told_with_the_connectors_that_would(
    landed: Mapping[str, list[Any]], words: str
) -> None:
    asked = probe("select 'x' as model, 1 as value where false")
    titles = {"incident": ("Pager", "Desk", "Files"), "person": ("Files",), "cost_daily": ()}
    with World(landed) as world:
        found = evidence.observe(world.rows, {asked.name: asked}, ["churn"], NOW, titles)
    assert found["asked", "churn"].unknown == words


def test_a_row_without_a_value_tells_its_own_reason() -> None:
    with World({}) as world:
        asked = probe("select 'churn' as model, null::double as value, 'no directory' as detail")
        assert observed(world, asked, "churn")["churn"] == Observation(
            "asked", "churn", unknown="no directory"
        )


def test_bounds_stand_beside_what_was_seen_and_why_it_is_not_all() -> None:
    sql = "select 'churn' as model, null::double as value, 1 as low, 3 as high, 'partly' as detail"
    with World({}) as world:
        assert observed(world, probe(sql), "churn")["churn"] == Observation(
            "asked", "churn", low=1, high=3, detail="partly", unknown="partly"
        )


class TestAttestations:
    """A statement by someone other than the owner stands in where nothing was measured."""

    SILENT = probe("select 'x' as model, 1 as value where false", attestable=True)
    SAID: Mapping[str, Any] = {"probe": "asked", "model": "churn", "value": 1}

    def seen(self, *said: Mapping[str, Any], asked: Probe = SILENT) -> Observation:
        landed = {"model": [{}], "ownership": [{}], "person": [{}], "attestation": said}
        with World(landed) as world:
            return observed(world, asked, "churn")["churn"]

    def test_it_answers_where_the_probe_has_nothing(self) -> None:
        assert self.seen(self.SAID) == Observation(
            "asked",
            "churn",
            value=1.0,
            observed_at=FETCHED,
            sources=("source",),
            tier=0.5,
            detail="attested by dan on 2026-11-01 until 2027-01-31",
        )

    def test_a_measured_value_goes_first(self) -> None:
        asked = probe("select 'churn' as model, 0 as value", attestable=True)
        assert self.seen(self.SAID, asked=asked).value == 0

    def test_it_cannot_gainsay_a_known_bound(self) -> None:
        sql = "select 'churn' as model, null::double as value, 5 as low, 'waits' as detail"
        asked = probe(sql, attestable=True)
        assert self.seen({**self.SAID, "value": 4}, asked=asked).value is None
        assert self.seen({**self.SAID, "value": 5}, asked=asked).value == 5

    def test_a_probe_without_a_select_is_answered_by_nothing_else(self) -> None:
        asked = probe("", needs=(), attestable=True)
        assert self.seen(self.SAID, asked=asked) == self.seen(self.SAID)
        assert self.seen(asked=asked) == Observation(
            "asked", "churn", unknown="nobody has attested it: someone other than the owner can"
        )

    def test_it_does_not_stand_in_where_what_was_seen_speaks_against_it(self) -> None:
        sql = "select 'churn' as model, null::double as value, true as doubted, 'ask' as detail"
        seen = self.seen(self.SAID, asked=probe(sql, attestable=True))
        assert (seen.value, seen.unknown) == (None, "ask")

    def test_a_probe_that_is_not_attestable_takes_none(self) -> None:
        asked = probe("select 'x' as model, 1 as value where false")
        assert self.seen(self.SAID, asked=asked).value is None

    def test_the_owner_cannot_attest_their_own_model(self) -> None:
        assert self.seen({**self.SAID, "attested_by": " Ana "}).value is None

    def test_the_latest_one_that_holds_today_counts(self) -> None:
        ended = {**self.SAID, "value": 7, "attested_at": "2026-11-18", "until": date(2026, 11, 19)}
        later = {**self.SAID, "value": 2, "attested_at": "2026-11-10"}
        planned = {**self.SAID, "value": 9, "attested_at": "2026-11-21"}
        assert self.seen(self.SAID, later, ended, planned).value == 2

    def test_one_made_today_counts_whatever_the_hour(self) -> None:
        assert self.seen({**self.SAID, "attested_at": "2026-11-20 23:59:00"}).value == 1

    def test_it_holds_through_its_last_day(self) -> None:
        assert self.seen({**self.SAID, "until": date(2026, 11, 20)}).value == 1
        assert self.seen({**self.SAID, "until": date(2026, 11, 19)}).value is None

    def test_one_of_a_source_was_seen_when_that_was_read_one_of_the_app_is_seen_now(self) -> None:
        landed = {"model": [{}], "attestation": [self.SAID]}
        with World(landed) as world:
            assert observed(world, self.SILENT, "churn")["churn"].observed_at == FETCHED
            world.con.execute("update attestation set fetched_at = timestamp '9999-12-31'")
            assert observed(world, self.SILENT, "churn")["churn"].observed_at == NOW

    def test_a_number_of_days_since_something_grows_day_by_day(self) -> None:
        sql = self.SILENT.sql
        days = probe(sql, attestable=True, ages=True)
        assert self.seen({**self.SAID, "value": 10}, asked=days).value == 10 + 19
        assert self.seen({**self.SAID, "value": 10}).value == 10

    def test_every_shipped_probe_of_days_since_something_grows(self) -> None:
        for each in evidence.load_probes().values():
            assert each.ages == (each.attestable and each.title.startswith("Days since")), each.name

    def test_a_long_note_is_cut_on_one_line(self) -> None:
        detail = self.seen({**self.SAID, "note": "seen\n\n" + "x" * 500}).detail
        assert detail == ("attested by dan on 2026-11-01 until 2027-01-31: seen " + "x" * 154 + "…")

    def test_one_of_another_model_or_of_the_organisation_says_nothing_here(self) -> None:
        others = [{**self.SAID, "model": "fraud"}, {**self.SAID, "model": ""}]
        assert self.seen(*others).value is None


@pytest.fixture(scope="module")
def town() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        crowd(con, 12)
        yield con


@pytest.mark.parametrize("name", evidence.load_probes())
def test_a_probe_gives_one_row_a_subject_with_columns_of_the_contract(
    town: duckdb.DuckDBPyConnection, name: str
) -> None:
    asked = evidence.load_probes()[name]

    def rows(sql: str, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
        found = town.execute(sql, parameters)
        columns = [column[0] for column in found.description or []]
        assert set(columns) <= COLUMNS
        assert ("model" in columns) == (asked.per == "model")
        return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]

    subjects = [row.get("model") for row in run_text(rows, asked.sql, now=naive(NOW))]
    assert len(subjects) == len(set(subjects))
    every = {f"model-{number}" for number in range(12)} if asked.per == "model" else {None}
    assert set(subjects) <= every


def test_a_probe_is_read_from_its_file(tmp_path: Path) -> None:
    text = "-- # One row a model.\n" + HEAD + "-- attestable = true\nselect 1 as value\n"
    (tmp_path / "an_owner.sql").write_text(text)
    assert evidence.load_probes(tmp_path) == {
        "an_owner": Probe(
            name="an_owner",
            title="An owner",
            unit="yes or no",
            needs=("ownership",),
            per="model",
            kind="fact",
            ttl_days=7,
            attestable=True,
            sql="select 1 as value",
        )
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "select 1",
            "odd.sql: a probe begins with `-- ` lines of TOML and goes on with one SELECT",
        ),
        (HEAD, "odd.sql: a probe begins with `-- ` lines of TOML and goes on with one SELECT"),
        ("-- title =\nselect 1", "odd.sql: its leading lines are not TOML: Invalid value"),
        (HEAD + "-- ttl = 7\nselect 1", "odd.sql: `ttl`: Extra inputs are not permitted"),
        (HEAD.replace('"fact"', '"guess"') + "select 1", "odd.sql: `kind`: Input should be"),
        (HEAD.replace("-- ttl_days = 7\n", "") + "select 1", "odd.sql: `ttl_days`: Field required"),
    ],
)
def test_a_probe_file_that_cannot_hold_is_told_by_file_and_key(
    tmp_path: Path, text: str, words: str
) -> None:
    (tmp_path / "odd.sql").write_text(text)
    with pytest.raises(SettingsError) as told:
        evidence.load_probes(tmp_path)
    assert str(told.value).startswith(words)


def test_dropping_the_rows_of_a_source_never_settles_anything() -> None:
    landed = {
        "model": [{}],
        "ownership": [{}],
        "person": [{}],
        "deployment": [{"actor": "ana", "started_at": "2026-06-01"}],
    }
    probes = evidence.load_probes()
    for missing in ("ownership", "person", "deployment"):
        with World({key: rows for key, rows in landed.items() if key != missing}) as world:
            found = evidence.observe(world.rows, probes, ["churn"], NOW)
        resting = [name for name, each in probes.items() if missing in entities_of(each)]
        assert resting
        assert all(
            found[name, "churn"].value is None for name in resting if probes[name].per == "model"
        ), missing


def test_the_time_is_handed_in() -> None:
    sql = "select 'churn' as model, date_diff('day', date '2026-11-01', $now::date)::int as value"
    with World({}) as world:
        later = evidence.observe(
            world.rows, {"asked": probe(sql)}, ["churn"], NOW + timedelta(days=1)
        )
    assert later["asked", "churn"].value == 20


def entities_of(asked: Probe) -> set[str]:
    return {need.partition(":")[0] for need in asked.needs}
