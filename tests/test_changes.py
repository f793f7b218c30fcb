import itertools
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.parts.changes import Change, with_changes
from connectors.parts.intervals import continue_intervals, last_seen
from data.records import Assignment, SeenBy

START = datetime(2026, 3, 1, 6, tzinfo=UTC)
SLOT = ("churn", "alias", "champion")
MADE = START - timedelta(days=40)


def minute(number: int) -> datetime:
    return START + timedelta(minutes=number)


def held(version: str, *times: datetime | None, seen_by: SeenBy = SeenBy.POLL) -> Assignment:
    """Write an interval by its four times."""
    names = ("from_earliest", "from_latest", "until_earliest", "until_latest")
    return Assignment.model_validate(
        {
            "model": "churn",
            "slot_kind": "alias",
            "slot": "champion",
            "version": version,
            "production": True,
            "seen_by": seen_by,
            **dict(zip(names, times, strict=True)),
        }
    )


def event(version: str, *times: datetime | None) -> Assignment:
    return held(version, *times, seen_by=SeenBy.EVENT)


def change(at: int, version: str | None, made: datetime | None = None) -> Change:
    moment = minute(at)
    pointer = None if version is None else held(version, made, moment, moment, None)
    return Change(SLOT, moment, pointer)


def poll(
    rows: Sequence[Assignment],
    version: str | None,
    at: int,
    *changes: Change,
    complete_since: datetime | None,
) -> list[Assignment]:
    """Read once, as a connector does: what was told since, what holds now, all that was told."""
    last, now = last_seen(rows), minute(at)
    due = [each for each in changes if each.at <= now]
    rows = with_changes(rows, due, complete_since=complete_since, last_poll=last, watched=WATCHED)
    seen = [] if version is None else [held(version, None, now, now, None)]
    rows = continue_intervals(rows, seen, now, last, WATCHED)
    return with_changes(rows, due, complete_since=complete_since, last_poll=last, watched=WATCHED)


WATCHED = {"churn"}


def test_a_move_between_two_readings_is_known_to_the_moment() -> None:
    rows = poll([], "1", 0, complete_since=START)
    rows = poll(rows, "2", 60, change(17, "2"), complete_since=START)
    assert rows == [
        held("1", None, minute(0), minute(17), minute(17)),
        event("2", minute(17), minute(17), minute(60), None),
    ]
    assert poll(rows, "2", 60, change(17, "2"), complete_since=START) == rows


def test_a_version_that_came_and_went_between_two_readings_is_there() -> None:
    told = (change(10, "2"), change(20, "1"))
    rows = poll(poll([], "1", 0, complete_since=START), "1", 60, *told, complete_since=START)
    assert rows == [
        held("1", None, minute(0), minute(10), minute(10)),
        event("2", minute(10), minute(10), minute(20), minute(20)),
        event("1", minute(20), minute(20), minute(60), None),
    ]


def test_deliveries_that_come_late_part_what_seemed_to_go_on() -> None:
    rows = poll(poll([], "1", 0, complete_since=START), "1", 60, complete_since=START)
    late = with_changes(rows, [change(20, "1"), change(10, "2")], complete_since=START)
    assert late == [
        held("1", None, minute(0), minute(10), minute(10)),
        event("2", minute(10), minute(10), minute(20), minute(20)),
        event("1", minute(20), minute(20), minute(60), None),
    ]


def test_an_alias_that_is_taken_away_ends_at_that_moment() -> None:
    rows = poll(
        poll([], "1", 0, complete_since=START), None, 60, change(30, None), complete_since=START
    )
    assert rows == [held("1", None, minute(0), minute(30), minute(30))]


def test_a_version_set_again_goes_on() -> None:
    rows = poll(
        poll([], "1", 0, complete_since=START), "1", 60, change(30, "1"), complete_since=START
    )
    assert rows == [held("1", None, minute(0), minute(60), None)]


def test_a_slot_of_which_nothing_was_known_began_after_its_version_was_made() -> None:
    [row] = with_changes([], [change(10, "1", MADE)], complete_since=START)
    assert row == event("1", MADE, minute(10), minute(10), None)
    [row] = with_changes(
        [], [change(10, "1", MADE)], complete_since=START, last_poll=minute(5), watched=WATCHED
    )
    assert row == event("1", minute(10), minute(10), minute(10), None)


def test_where_a_delivery_may_be_missing_each_only_bounds_what_is_known() -> None:
    rows = poll([], "1", 0, complete_since=None)
    rows = poll(rows, "3", 60, change(20, "2"), complete_since=None)
    assert rows == [
        held("1", None, minute(0), minute(0), minute(20)),
        event("2", minute(0), minute(20), minute(20), minute(60)),
        held("3", minute(20), minute(60), minute(60), None),
    ]


def test_a_version_that_no_delivery_tells_of_began_between_the_delivery_and_the_reading() -> None:
    rows = poll([], "1", 0, complete_since=START)
    rows = poll(rows, "3", 60, change(20, "2"), complete_since=START)
    assert rows == [
        held("1", None, minute(0), minute(20), minute(20)),
        event("2", minute(20), minute(20), minute(20), minute(60)),
        held("3", minute(20), minute(60), minute(60), None),
    ]


def test_a_move_is_exact_only_if_the_slot_was_seen_since_all_is_told() -> None:
    rows = poll(poll([], "1", 0, complete_since=None), "1", 60, complete_since=None)
    told = with_changes(rows, [change(70, "2"), change(80, "3")], complete_since=minute(65))
    assert told == [
        held("1", None, minute(0), minute(60), minute(70)),
        event("2", minute(60), minute(70), minute(80), minute(80)),
        event("3", minute(80), minute(80), minute(80), None),
    ]


def test_other_slots_are_left_as_they_are() -> None:
    other = held("1", None, minute(0), minute(60), None).model_copy(update={"slot": "shadow"})
    assert with_changes([other], [change(10, "2")], complete_since=None)[0] == other


# What happens to one alias: each minute it may move, be read, or both; a delivery may come late.
Day = st.lists(
    st.tuples(
        st.sampled_from(["move", "move", "poll"]),
        st.sampled_from(["1", "2", "3", None]),
        st.integers(0, 12),
        st.booleans(),
    ),
    min_size=1,
    max_size=14,
)
Steps = list[tuple[str, str | None, int, bool]]


def lived(steps: Steps, *, lose: bool) -> tuple[list[tuple[int, str | None]], list[Assignment]]:
    """Return the true history of the alias, and the intervals that its readings made of it."""
    truth: list[tuple[int, str | None]] = [(0, "1")]
    sent: list[tuple[int, Change]] = []
    rows: list[Assignment] = []
    last: datetime | None = None
    end = 10 * (len(steps) + 2)
    reading = [("poll", None, 0, False), *steps, ("poll", None, 0, False)]
    for number, (what, version, delay, lost) in enumerate(reading):
        at = 10 * number
        if what == "move":
            if not (lose and lost):
                sent.append((at + 10 * delay, change(at, version)))
            if truth[-1][1] != version:
                truth.append((at, version))
            continue
        due = [each for arrives, each in sent if arrives <= at or at >= end - 10]
        rows, last = (
            read(rows, truth[-1][1], at, due, last, complete_since=None if lose else START),
            minute(at),
        )
    return truth, rows


def read(
    rows: list[Assignment],
    state: str | None,
    at: int,
    due: list[Change],
    last: datetime | None,
    *,
    complete_since: datetime | None,
) -> list[Assignment]:
    now = minute(at)
    watched = WATCHED if last is not None else set()
    rows = with_changes(rows, due, complete_since=complete_since, last_poll=last, watched=watched)
    seen = [] if state is None else [held(state, None, now, now, None)]
    rows = continue_intervals(rows, seen, now, last, watched)
    return with_changes(rows, due, complete_since=complete_since, last_poll=last, watched=watched)


def state_at(truth: list[tuple[int, str | None]], at: datetime) -> str | None:
    return [version for moved, version in truth if minute(moved) <= at][-1]


@settings(max_examples=400)
@given(Day)
def test_where_every_delivery_comes_the_intervals_are_the_true_history(steps: Steps) -> None:
    truth, rows = lived(steps, lose=False)
    end = minute(10 * (len(steps) + 1))
    ends = [*(minute(at) for at, _ in truth[1:]), None]
    true = [
        (version, minute(at) if at else None, minute(at), until or end, until)
        for (at, version), until in zip(truth, ends, strict=True)
        if version is not None
    ]
    found = [
        (row.version, row.from_earliest, row.from_latest, row.until_earliest, row.until_latest)
        for row in sorted(rows, key=lambda row: row.from_latest)
    ]
    assert found == true
    assert {row.seen_by for row in rows if row.from_earliest is not None} <= {SeenBy.EVENT}


@settings(max_examples=400)
@given(Day)
def test_where_deliveries_are_lost_the_truth_lies_within_the_bounds(steps: Steps) -> None:
    truth, rows = lived(steps, lose=True)
    for row in rows:
        assert state_at(truth, row.from_latest) == row.version
        assert state_at(truth, row.until_earliest) == row.version
        begun = [minute(at) for at, version in truth if version == row.version]
        earliest = row.from_earliest or START
        assert any(earliest <= at <= row.from_latest for at in begun)
        if row.until_latest is not None:
            assert state_at(truth, row.until_latest) != row.version
        assert row.from_latest <= row.until_earliest <= (row.until_latest or row.until_earliest)
    assert len({(row.version, row.from_latest) for row in rows}) == len(rows)
    ordered = sorted(rows, key=lambda row: row.from_latest)
    for earlier, following in itertools.pairwise(ordered):
        assert earlier.until_latest is not None
        assert earlier.until_earliest <= (following.from_earliest or START)
        assert earlier.until_latest <= following.from_latest


@pytest.mark.parametrize("complete", [True, False])
@settings(max_examples=300)
@given(steps=Day)
def test_to_be_told_the_same_again_alters_nothing(complete: bool, steps: Steps) -> None:
    _, rows = lived(steps, lose=not complete)
    complete_since = START if complete else None
    told = [
        change(10 * (number + 1), version)
        for number, (what, version, _, lost) in enumerate(steps)
        if what == "move" and (complete or not lost)
    ]
    assert with_changes(rows, told, complete_since=complete_since) == rows
