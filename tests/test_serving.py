"""What endpoints serve, read again and again, as any endpoints may change in between."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from accounts.pagerduty import reading
from hypothesis import given
from hypothesis import strategies as st

from connectors.parts.serving import Endpoint, Part, serving_rows
from data.records import Assignment, Deployment, Identity

START = datetime(2026, 11, 1, tzinfo=UTC)
DAY = timedelta(days=1)
CANARY = Endpoint(
    "live",
    (
        Part("blue", "churn", "1", Decimal("0.9"), START, START),
        Part("green", "churn", "2", Decimal("0.1"), START, START),
    ),
)


def read(
    endpoints: Sequence[Endpoint], day: int, before: Sequence[Any] = (), **how: Any
) -> list[Any]:
    at = START + day * DAY
    return list(serving_rows(reading(before, at), endpoints, lambda _: True, str, **how))


def releases(rows: Sequence[Any]) -> list[tuple[str | None, datetime]]:
    return [(row.version, row.started_at) for row in rows if isinstance(row, Deployment)]


def deployed(endpoint: Endpoint, day: int, **versions: str) -> Endpoint:
    """Put all parts of an endpoint there anew, some with another version."""
    parts = (
        replace(part, deployed_at=START + day * DAY, version=versions.get(part.name, part.version))
        for part in endpoint.parts
    )
    return replace(endpoint, parts=tuple(parts))


def test_where_all_parts_are_deployed_together_only_the_new_version_is_a_release() -> None:
    first = read([CANARY], 1)
    second = read([deployed(CANARY, 2, green="3")], 3, first)
    third = read([deployed(CANARY, 4, green="3")], 5, second)
    back = read([deployed(CANARY, 6, green="2")], 7, third)
    assert releases(first) == []
    assert releases(second) == releases(third) == [("3", START + 2 * DAY)]
    assert releases(back) == [("3", START + 2 * DAY), ("2", START + 6 * DAY)]


def test_where_each_part_has_a_time_of_its_own_each_is_a_release() -> None:
    first = read([CANARY], 1, together=False)
    assert releases(first) == [("1", START), ("2", START)]


def test_a_change_in_place_is_a_release_only_of_another_version() -> None:
    part = Part("one", "churn", "1", Decimal(1), START, None, changed_at=START)
    first = read([Endpoint("live", (part,))], 1)
    scaled = replace(part, changed_at=START + 2 * DAY)
    second = read([Endpoint("live", (scaled,))], 3, first)
    other = replace(part, version="2", changed_at=START + 4 * DAY)
    third = read([Endpoint("live", (other,))], 5, second)
    assert (releases(first), releases(second)) == ([], [])
    assert releases(third) == [("2", START + 4 * DAY)]
    unknown = replace(part, version=None, changed_at=START + 6 * DAY)
    assert releases(read([Endpoint("live", (unknown,))], 7, third)) == releases(third)


texts = st.sampled_from(["a", "b"])
parts = st.builds(
    Part,
    name=st.sampled_from(["blue", "green"]),
    model=st.none() | texts,
    version=st.none() | st.sampled_from(["1", "2"]),
    share=st.decimals(0, 1, places=6),
    since=st.none() | st.just(START),
    deployed_at=st.none() | st.integers(0, 3).map(lambda day: START + day * DAY),
    changed_at=st.none() | st.integers(0, 3).map(lambda day: START + day * DAY),
)
endpoints = st.builds(
    Endpoint,
    name=st.sampled_from(["live", "test"]),
    parts=st.lists(parts, max_size=3, unique_by=lambda part: part.name).map(tuple),
)
states = st.lists(endpoints, max_size=2, unique_by=lambda endpoint: endpoint.name)


@given(st.lists(states, min_size=1, max_size=4), st.booleans())
def test_nothing_that_was_told_is_lost_and_nothing_is_told_twice(
    history: list[list[Endpoint]], together: bool
) -> None:
    rows: list[Any] = []
    for day, state in enumerate(history):
        before, rows = rows, read(state, day + 4, rows, together=together)
        for kind in (Assignment, Deployment, Identity):
            keys = [
                tuple(getattr(row, name) for name in kind.key) for row in rows if type(row) is kind
            ]
            assert len(keys) == len(set(keys))
        told = {row.deployment: row for row in rows if isinstance(row, Deployment)}
        for row in before:
            if isinstance(row, Deployment):
                assert row.version in (None, told[row.deployment].version)
        serving = [row for row in rows if isinstance(row, Assignment) and row.until_latest is None]
        assert {(row.slot, row.model, row.version) for row in serving} == {
            (endpoint.name, *key) for endpoint in state for key in endpoint.shares()
        }
