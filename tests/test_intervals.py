import itertools
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.parts.intervals import continue_intervals, last_seen
from data.records import Assignment, Ownership

START = datetime(2026, 3, 1, 6, tzinfo=UTC)
MADE = START - timedelta(days=40)


def day(number: int) -> datetime:
    return START + timedelta(days=number)


def alias(version: str, at: datetime, since: datetime | None = None) -> Assignment:
    return Assignment(
        model="churn",
        slot_kind="alias",
        slot="champion",
        version=version,
        production=True,
        from_earliest=since,
        from_latest=at,
        until_earliest=at,
    )


def spell(
    version: str,
    from_earliest: datetime | None,
    from_latest: datetime,
    until_earliest: datetime,
    until_latest: datetime | None,
) -> Assignment:
    return alias(version, from_latest).model_copy(
        update={
            "from_earliest": from_earliest,
            "until_earliest": until_earliest,
            "until_latest": until_latest,
        }
    )


def poll(previous: Sequence[Assignment], versions: Sequence[str], at: datetime) -> list[Assignment]:
    seen = [alias(version, at) for version in versions]
    return continue_intervals(previous, seen, at, last_seen(previous), {"churn"})


def test_the_first_reading_knows_no_beginning_but_that_of_the_version() -> None:
    assert continue_intervals([], [alias("1", day(0), since=MADE)], day(0)) == [
        spell("1", MADE, day(0), day(0), None)
    ]
    assert poll([], ["1"], day(0)) == [spell("1", None, day(0), day(0), None)]


def test_an_alias_moved_forward_and_back_makes_three_intervals() -> None:
    rows: list[Assignment] = []
    for number, version in enumerate(["1", "1", "2", "1", "1"]):
        rows = poll(rows, [version], day(number))

    assert rows == [
        spell("1", None, day(0), day(1), day(2)),
        spell("2", day(1), day(2), day(2), day(3)),
        spell("1", day(2), day(3), day(4), None),
    ]


def test_a_gap_is_closed_and_what_comes_back_began_no_earlier_than_it_was_seen_gone() -> None:
    rows = poll(poll(poll([], ["1"], day(0)), [], day(1)), [], day(2))
    assert poll(rows, ["1"], day(3)) == [
        spell("1", None, day(0), day(0), day(1)),
        spell("1", day(1), day(3), day(3), None),
    ]


def test_two_versions_may_hold_one_stage_at_once() -> None:
    rows = poll(poll([], ["1", "2"], day(0)), ["2"], day(1))
    assert rows == [
        spell("1", None, day(0), day(0), day(1)),
        spell("2", None, day(0), day(1), None),
    ]


def test_a_model_that_was_not_seen_before_has_no_bound_from_the_last_reading() -> None:
    before = poll([], ["1"], day(0))
    newcomer = alias("7", day(1), since=MADE).model_copy(update={"model": "fraud"})

    rows = continue_intervals(before, [alias("1", day(1)), newcomer], day(1), day(0), {"churn"})

    assert rows == [spell("1", None, day(0), day(1), None), newcomer]


def test_a_version_made_after_the_last_reading_bounds_its_interval_more_closely() -> None:
    made = day(1) - timedelta(hours=3)
    rows = continue_intervals(
        poll([], ["1"], day(0)), [alias("2", day(1), since=made)], day(1), day(0), {"churn"}
    )
    assert rows[1] == spell("2", made, day(1), day(1), None)


def test_a_source_whose_clock_runs_ahead_does_not_bound_a_beginning_after_it_was_seen() -> None:
    ahead = day(0) + timedelta(minutes=5)
    assert continue_intervals([], [alias("1", day(0), since=ahead)], day(0)) == [
        spell("1", day(0), day(0), day(0), None)
    ]


def test_a_clock_that_runs_back_turns_no_interval_around() -> None:
    rows = poll(poll([], ["1"], day(5)), ["2"], day(3))
    assert rows == [
        spell("1", None, day(5), day(5), day(5)),
        spell("2", day(5), day(5), day(5), None),
    ]
    assert poll(rows, ["1"], day(4)) == [
        spell("1", None, day(5), day(5), None),
        spell("2", day(5), day(5), day(5), day(5)),
    ]


def test_an_owner_reconfirmed_goes_on_with_the_newer_date_of_review() -> None:
    def owner(at: datetime, reviewed: datetime | None) -> Ownership:
        return Ownership(
            model="churn",
            role="owner",
            person="maria.keller@example.com",
            reviewed_at=reviewed,
            from_latest=at,
            until_earliest=at,
        )

    rows = continue_intervals([], [owner(day(0), None)], day(0))
    rows = continue_intervals(rows, [owner(day(9), day(8))], day(9), day(0), {"churn"})

    assert rows == [owner(day(0), day(8)).model_copy(update={"until_earliest": day(9)})]


def test_what_the_last_reading_was_is_told_by_any_interval() -> None:
    assert last_seen([], []) is None
    assert last_seen([spell("1", None, day(0), day(1), day(2))], []) == day(2)


Polled = list[tuple[int, str | None]]
Polls = st.lists(
    st.tuples(st.integers(1, 50), st.sampled_from(["1", "2", "3", None])), min_size=1, max_size=12
)


def followed(polls: Polled) -> list[tuple[datetime, str | None]]:
    at, states = START, []
    for hours, version in polls:
        at += timedelta(hours=hours)
        states.append((at, version))
    return states


def versions(state: str | None) -> list[str]:
    return [] if state is None else [state]


@settings(max_examples=200, deadline=None)
@given(Polls)
def test_whatever_the_polls_the_intervals_tell_each_of_them_and_no_more(polls: Polled) -> None:
    rows: list[Assignment] = []
    states = followed(polls)
    for at, state in states:
        rows = poll(rows, versions(state), at)

    for at, state in states:
        certain = [row.version for row in rows if row.from_latest <= at <= row.until_earliest]
        assert certain == versions(state)
    readings = {at for at, _ in states}
    for row in rows:
        assert {row.from_latest, row.until_earliest} <= readings
        assert {row.from_earliest, row.until_latest} <= readings | {None}
    assert len({(row.version, row.from_latest) for row in rows}) == len(rows)


@settings(max_examples=200, deadline=None)
@given(Polls)
def test_whatever_the_polls_no_two_intervals_of_an_alias_surely_overlap(polls: Polled) -> None:
    rows: list[Assignment] = []
    for at, state in followed(polls):
        rows = poll(rows, versions(state), at)

    ordered = sorted(rows, key=lambda row: row.from_latest)
    for earlier, later in itertools.pairwise(ordered):
        assert earlier.until_latest is not None
        assert earlier.until_earliest <= (later.from_earliest or START)
        assert earlier.until_earliest < earlier.until_latest <= later.from_latest


@settings(max_examples=200, deadline=None)
@given(Polls)
def test_the_same_poll_again_at_the_same_time_changes_nothing(polls: Polled) -> None:
    rows: list[Assignment] = []
    for at, state in followed(polls):
        rows = poll(rows, versions(state), at)
        assert poll(rows, versions(state), at) == rows
