"""What is on record of taking models back: recoveries, returns that were tried, incidents."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from worlds import World

from assessments import probe_files
from assessments.queries import naive
from assessments.rolling_back import RollingBack
from assessments.rolling_back.values import Incident, Recovery, Return

PROBES = probe_files.load_probes()
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
Landed = Mapping[str, Iterable[Mapping[str, Any]]]
BAD = Recovery(
    model="churn",
    kind="release",
    version="2",
    release="r2",
    began_at=datetime(2026, 11, 2, 9, tzinfo=UTC),
    ended_at=datetime(2026, 11, 2, 11, tzinfo=UTC),
    hours=2.0,
    ended_by="rollback",
    succeeded=None,
    automatic=True,
    exact=True,
    incident="I-1",
    incident_title="wrong scores",
    url="https://pager.example/I-1",
    sources=("cd", "pager"),
    counted=True,
)
DRILL = Recovery(
    model="churn",
    kind="drill",
    version=None,
    release=None,
    began_at=None,
    ended_at=datetime(2026, 11, 10, tzinfo=UTC),
    hours=0.5,
    ended_by=None,
    succeeded=True,
    automatic=None,
    exact=True,
    incident=None,
    incident_title=None,
    url=None,
    sources=("files",),
    counted=True,
)
INCIDENT = {
    "incident": "I-1", "source": "pager", "deployment": "r2", "opened_at": "2026-11-02 10:00:00",
    "resolved_at": "2026-11-02 12:00:00", "severity": 2, "url": "https://pager.example/I-1",
}  # fmt: skip


def release(name: str, version: str, starts: str, ends: str, **more: Any) -> dict[str, Any]:
    return {
        "deployment": name, "version": version, "source": "cd", "kind": "release",
        "started_at": starts, "finished_at": ends, **more,
    }  # fmt: skip


def drill(on: str, **more: Any) -> dict[str, Any]:
    return {"kind": "rollback", "drilled_at": on, "source": "files", **more}


FIRST = release("r1", "1", "2026-10-01 09:00:00", "2026-10-01 09:10:00")
FAILED = release("r2", "2", "2026-11-02 09:00:00", "2026-11-02 09:10:00")
UNDONE = release(
    *("r3", "1", "2026-11-02 10:50:00", "2026-11-02 11:00:00"), kind="rollback", automatic=True
)


def recoveries(
    landed: Landed, models: tuple[str, ...] | None = None, now: datetime = NOW
) -> tuple[Recovery, ...]:
    with World({"model": [{}, {"model": "fraud"}], **landed}) as world:
        found = RollingBack(world.rows, now).recoveries(models)
        judged = probed(world, "recovery_hours", now)
    if models is None:
        counted = sorted(each.hours for each in found if each.counted and each.hours is not None)
        assert counted == sorted(hours for row in judged.values() for hours in row["samples"])
    return found


def probed(world: World, name: str, now: datetime = NOW) -> dict[str, dict[str, Any]]:
    """What a probe finds, by model."""
    rows = world.rows(PROBES[name].sql, {"now": naive(now)})
    return {row["model"]: row for row in rows}


def test_a_failed_release_lasts_until_the_rollback_that_ended_it() -> None:
    landed = {"deployment": [FIRST, FAILED, UNDONE], "incident": [INCIDENT]}
    assert recoveries(landed) == (BAD,)


def test_a_hotfix_and_the_end_of_the_incident_end_a_failed_release_too() -> None:
    fixed = release("r3", "3", "2026-11-02 10:50:00", "2026-11-02 11:00:00", kind="hotfix")
    [mended] = recoveries({"deployment": [FIRST, FAILED, fixed], "incident": [INCIDENT]})
    assert mended == replace(BAD, ended_by="hotfix", automatic=None)
    [closed] = recoveries({"deployment": [FIRST, FAILED], "incident": [INCIDENT]})
    assert closed == replace(
        BAD,
        ended_by="incident",
        automatic=None,
        hours=3.0,
        ended_at=datetime(2026, 11, 2, 12, tzinfo=UTC),
    )


def test_what_is_not_restored_yet_has_no_hours() -> None:
    still = INCIDENT | {"resolved_at": None}
    waiting = replace(BAD, ended_by=None, automatic=None, hours=None, ended_at=None, counted=False)
    assert recoveries({"deployment": [FIRST, FAILED], "incident": [still]}) == (waiting,)
    # As of a moment before its end it is not restored, whatever was landed since.
    landed = {"deployment": [FIRST, FAILED, UNDONE], "incident": [INCIDENT]}
    then = datetime(2026, 11, 2, 10, 30, tzinfo=UTC)
    with World({"model": [{}], **landed}) as world:
        assert RollingBack(world.rows, then).recoveries() == (waiting,)


def test_a_timed_rehearsal_counts_if_it_worked() -> None:
    drills = [
        drill("2026-11-10", hours=0.5),
        drill("2026-11-11", hours=4, succeeded=False),
        drill("2026-11-12"),
        drill("2025-11-10", hours=1),
        drill("2026-11-12", hours=1, kind="rebuild"),
    ]
    untimed, failed, worked = recoveries({"drill": drills})
    assert worked == DRILL
    assert failed == replace(
        DRILL,
        ended_at=datetime(2026, 11, 11, tzinfo=UTC),
        hours=4.0,
        succeeded=False,
        counted=False,
    )
    assert untimed == replace(
        DRILL, ended_at=datetime(2026, 11, 12, tzinfo=UTC), hours=None, counted=False
    )


def test_a_return_that_ended_no_failure_is_told_without_hours() -> None:
    later = release("r2", "2", "2026-10-10 09:00:00", "2026-10-10 09:10:00")
    [back] = recoveries({"deployment": [FIRST, later, UNDONE]})
    assert back == Recovery(
        model="churn",
        kind="return",
        version="1",
        release="r3",
        began_at=None,
        ended_at=datetime(2026, 11, 2, 11, tzinfo=UTC),
        hours=None,
        ended_by=None,
        succeeded=True,
        automatic=True,
        exact=True,
        incident=None,
        incident_title=None,
        url=None,
        sources=("cd",),
        counted=False,
    )


def test_only_picked_production_models_are_told_of() -> None:
    models = [{}, {"model": "fraud"}, {"model": "lab", "production": False}]
    drills = [drill("2026-11-10", hours=1, model=each["model"]) for each in models[1:]]
    landed = {"model": models, "drill": [*drills, drill("2026-11-10", hours=0.5)]}
    assert [each.model for each in recoveries(landed)] == ["churn", "fraud"]
    assert recoveries(landed, ("churn",)) == (DRILL,)
    assert recoveries(landed, ()) == ()


def test_nothing_on_record_is_no_row() -> None:
    with World({}) as world:
        record = RollingBack(world.rows, NOW)
        assert (record.recoveries(), record.returns(), record.incidents()) == ((), (), ())
        assert record.brought() == frozenset()


def test_returns_come_newest_first_with_the_age_that_the_probe_tells() -> None:
    landed = {
        "model": [{}],
        "deployment": [FIRST, FAILED, UNDONE],
        "incident": [INCIDENT],
        "drill": [
            drill("2025-01-01", hours=1),
            drill("2026-11-12", succeeded=False, url="https://wiki.example/drill"),
        ],
    }
    with World(landed) as world:
        record = RollingBack(world.rows, NOW)
        newest, real, oldest = record.returns()
        age, last = probed(world, "return_age_days"), probed(world, "last_return_succeeded")
        assert record.brought() == {"model", "deployment", "incident", "drill"}
    assert newest == Return(
        model="churn",
        kind="drill",
        version=None,
        at_latest=datetime(2026, 11, 12, tzinfo=UTC),
        days=8,
        most_days=8,
        succeeded=False,
        hours=None,
        automatic=None,
        url="https://wiki.example/drill",
        source="files",
    )
    assert real == Return(
        model="churn",
        kind="return",
        version="1",
        at_latest=datetime(2026, 11, 2, 11, tzinfo=UTC),
        days=18,
        most_days=18,
        succeeded=True,
        hours=2.0,
        automatic=True,
        url=None,
        source="cd",
    )
    assert (oldest.kind, oldest.days, oldest.hours) == ("drill", 688, 1.0)
    assert (age["churn"]["value"], last["churn"]["value"]) == (real.days, newest.succeeded)


def test_a_pointer_that_is_only_polled_moved_between_two_days() -> None:
    held = {"seen_by": "poll", "source": "registry"}
    landed = {
        "model": [{}],
        "model_version": [{"version": "1"}, {"version": "2"}],
        "assignment": [
            {**held, "version": "1", "from_earliest": "2026-09-01", "from_latest": "2026-09-01",
             "until_earliest": "2026-10-01", "until_latest": "2026-10-02"},
            {**held, "version": "2", "from_earliest": "2026-10-01", "from_latest": "2026-10-02",
             "until_earliest": "2026-11-01", "until_latest": "2026-11-05"},
            {**held, "version": "1", "from_earliest": "2026-11-01", "from_latest": "2026-11-05",
             "until_earliest": "2026-11-20"},
        ],
    }  # fmt: skip
    with World(landed) as world:
        record = RollingBack(world.rows, NOW)
        [back] = record.returns()
        age = probed(world, "return_age_days")["churn"]
        recovered = [each for each in record.recoveries() if each.kind == "return"]
    assert (back.days, back.most_days, back.hours) == (15, 19, None)
    assert (age["value"], age["low"], age["high"]) == (None, 15, 19)
    assert all(not each.exact for each in recovered)


def test_an_incident_counts_to_its_end_or_to_now_with_its_model_or_none() -> None:
    open_one = {
        "incident": "I-2", "source": "pager", "opened_at": "2026-11-20 06:00:00",
        "model": "nobody", "title": "slow",
    }  # fmt: skip
    resting = INCIDENT | {"incident": "I-3", "model": "lab", "deployment": None}
    old = INCIDENT | {"incident": "I-4", "opened_at": "2025-11-02 10:00:00"}
    landed = {
        "model": [{}, {"model": "lab", "production": False}],
        "incident": [INCIDENT | {"deployment": None}, open_one, resting, old],
    }
    with World(landed) as world:
        record = RollingBack(world.rows, NOW)
        longest, churn, lab = record.incidents()
        assert record.incidents(("churn",)) == (churn,)
    assert churn == Incident(
        model="churn",
        production=True,
        incident="I-1",
        title="wrong scores",
        severity=2,
        opened_at=datetime(2026, 11, 2, 10, tzinfo=UTC),
        resolved_at=datetime(2026, 11, 2, 12, tzinfo=UTC),
        hours=2.0,
        url="https://pager.example/I-1",
        source="pager",
    )
    assert lab == replace(churn, incident="I-3", model="lab", production=False)
    assert longest == Incident(
        model=None,
        production=False,
        incident="I-2",
        title="slow",
        severity=None,
        opened_at=datetime(2026, 11, 20, 6, tzinfo=UTC),
        resolved_at=None,
        hours=3.0,
        url=None,
        source="pager",
    )
