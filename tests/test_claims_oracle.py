"""Whose answer holds where, against the method's sentence on it read a second time (§1 and §6)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from worlds import World

from app.assembly import exempt
from assessments import portfolio

TEAMS = {"churn": "Payments", "fraud": "Payments", "search": "Shop"}
SCOPES = (
    ("organisation", ""), ("team", "Payments"), ("team", "Shop"), ("model", "churn"),
    ("model", "search"), ("model", "resting"),
)  # fmt: skip
QUESTIONS = ("O1", "O2")
"""O2 is asked of the organisation."""
PEOPLE = ("ana", "tom")
CHOICES = ("1", "3", "5", "dont_know", "not_applicable", "not_applicable", "withdrawn")
MADE = datetime(2026, 11, 2, tzinfo=UTC)


@dataclass(frozen=True)
class Said:
    """One revision of one answer."""

    question: str
    scope_kind: str
    scope: str
    respondent: str
    revision: int
    choice: str
    until: date | None
    approved: bool


@st.composite
def written(draw: st.DrawFn) -> list[Said]:
    """Up to three revisions of some answers, in any order; a few are approved."""
    places = draw(
        st.lists(
            st.tuples(*map(st.sampled_from, (QUESTIONS, SCOPES, PEOPLE))), max_size=8, unique=True
        )
    )
    rows = []
    for question, (kind, scope), person in places:
        for revision in range(1, draw(st.integers(1, 3)) + 1):
            choice = draw(st.sampled_from(CHOICES))
            exempts = choice == "not_applicable"
            until = date(2026, 12, draw(st.integers(1, 31))) if exempts else None
            approved = exempts and draw(st.booleans())
            rows.append(Said(question, kind, scope, person, revision, choice, until, approved))
    return draw(st.permutations(rows))


@pytest.fixture(scope="module")
def company() -> Iterator[World]:
    """Three production models of two teams, and one that rests."""
    models = [{"model": model, "team": team} for model, team in TEAMS.items()]
    resting = {"model": "resting", "team": "Shop", "production": False}
    with World({"model": [*models, resting]}) as world:
        key = (
            "assessment varchar, question varchar, scope_kind varchar, scope varchar,"
            " respondent varchar, revision int"
        )
        world.con.execute(
            f"create table answer ({key}, choice varchar, reason varchar, until date,"
            " made_at timestamp, role varchar)"
        )
        world.con.execute(f"create table approval ({key})")
        yield world


def write(company: World, rows: Sequence[Said]) -> None:
    company.con.execute("delete from answer; delete from approval")
    for row in rows:
        key: tuple[Any, ...] = ("now", row.question, row.scope_kind, row.scope, row.respondent)
        said = (*key, row.revision, row.choice, None, row.until, MADE.replace(tzinfo=None), "owner")
        company.con.execute("insert into answer values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", said)
        if row.approved:
            company.con.execute("insert into approval values (?, ?, ?, ?, ?, ?)", said[:6])


def holding(rows: Sequence[Said]) -> dict[tuple[str, str | None], list[tuple[Said, str]]]:
    """Each respondent's most specific answer on each subject, with what they chose first."""
    found: dict[tuple[str, str | None], list[tuple[Said, str]]] = {}
    subjects: Mapping[str, Sequence[str | None]] = {"O1": tuple(TEAMS), "O2": (None,)}
    for question in QUESTIONS:
        for subject in subjects[question]:
            wider = [("organisation", "")]
            if subject is not None:
                wider = [("model", subject), ("team", TEAMS[subject]), *wider]
            for person in PEOPLE:
                for kind, scope in wider:
                    place = (question, kind, scope, person)
                    revisions = sorted(
                        (row for row in rows if place_of(row) == place),
                        key=lambda row: row.revision,
                    )
                    if revisions and revisions[-1].choice != "withdrawn":
                        given = [row.choice for row in revisions if row.choice != "withdrawn"]
                        found.setdefault((question, subject), []).append((revisions[-1], given[0]))
                        break
    return found


def place_of(row: Said) -> tuple[str, str, str, str]:
    return (row.question, row.scope_kind, row.scope, row.respondent)


def exempt_ends(
    held: Mapping[tuple[str, str | None], Sequence[tuple[Said, str]]],
) -> dict[tuple[str, str | None], datetime]:
    """Where a second person approved and nobody gave a level: through the last of the days."""
    ends = {}
    for key, answers in held.items():
        days = [row.until for row, _ in answers if row.approved and row.until]
        if days and not any(row.choice.isdigit() for row, _ in answers):
            ends[key] = datetime.combine(max(days), time(), UTC) + timedelta(days=1)
    return ends


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(written())
def test_of_each_respondent_the_most_specific_answer_that_was_not_withdrawn_holds(
    company: World, rows: list[Said]
) -> None:
    write(company, rows)
    claims = portfolio.claims(company.rows, "now", ["O2"])
    held = holding(rows)
    assert {
        key: [
            (
                *(each.response.respondent, str(each.response.choice)),
                *(str(each.response.first_choice), each.response.scope),
                *(each.until, each.approved),
            )
            for each in answers
        ]
        for key, answers in claims.items()
    } == {
        key: [
            (row.respondent, row.choice, first, row.scope_kind, row.until, row.approved)
            for row, first in answers
        ]
        for key, answers in held.items()
    }
    ends = {key: end + timedelta(microseconds=1) for key, end in exempt(claims, {}).items()}
    assert ends == exempt_ends(held)
