"""The demo's people answer once: whatever is started again changes nothing that they said."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from app.answering import Given
from app.config import load
from app.context import Context
from app.demo import HISTORY
from data import demo
from data.store import Answer, AuditEntry, Respondent, Store, SyncRun, open_store

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which the demo is read, and nobody has answered; it is copied, never written to."""
    home = tmp_path_factory.mktemp("read")
    with Context(load(demo=True, home=home), now=lambda: NOON) as context:
        context.syncing.run()
    return home


@pytest.fixture(scope="module")
def home(read: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the demo in it; no test of this module writes to it."""
    home = Path(shutil.copytree(read, tmp_path_factory.mktemp("demo") / "home"))
    with Context(load(demo=True, home=home), now=lambda: NOON) as context:
        context.prepare_demo()
    return home


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{home / 'store.db'}")
    yield opened
    opened.close()


Written = tuple[list[Respondent], list[Answer], dict[str, SyncRun], list[AuditEntry], int]


def written(store: Store) -> Written:
    """Everything that preparing the demo writes."""
    return (
        store.respondents(),
        [answer for each in store.assessments() for answer in store.answers(each.id)],
        store.latest_sync_runs(),
        store.audit_entries(1000),
        store.answers_version(),
    )


def test_everyone_in_the_demo_is_there_as_they_were_invited(store: Store) -> None:
    first, *others = demo.respondents()
    people = {each.name: each for each in store.respondents()}
    assert people.keys() == {each.name for each in demo.respondents()}
    assert (people[first.name].invited_by, people[first.name].areas) == (None, ())
    for asked in others:
        kept = people[asked.name]
        assert (kept.role, kept.team, kept.mail, set(kept.areas), set(kept.teams)) == (
            *(asked.role, asked.team, asked.mail, set(asked.areas), set(asked.teams)),
        )
        assert kept.invited_by == people[first.name].id
        assert asked.mail is not None


def test_every_claim_is_one_answer_given_before_any_evidence_was_shown(store: Store) -> None:
    names = {each.id: each.name for each in store.respondents()}
    claimants = {each.id: each.name for each in demo.respondents()}
    [assessment] = store.assessments()
    answers = store.answers(assessment.id)

    assert sorted(
        (
            *(names[each.respondent], each.question, each.scope_kind, each.scope),
            *(str(each.choice), each.comment or "", each.link or ""),
        )
        for each in answers
    ) == sorted(
        (
            *(claimants[each.respondent], each.question, each.scope_kind, each.scope),
            *(str(each.choice), each.comment or "", each.link or ""),
        )
        for each in demo.claims()
    )
    assert {(each.revision, each.evidence_shown) for each in answers} == {(1, False)}
    assert assessment.name == demo.ASSESSMENT


def test_a_claim_that_something_does_not_apply_has_its_reason_and_its_end(store: Store) -> None:
    [assessment] = store.assessments()
    given = {each.id: answered_on(each) for each in demo.respondents()}
    exempt = {
        (each.question, each.scope): (each.reason, each.until)
        for each in store.answers(assessment.id)
        if each.choice == "not_applicable"
    }
    assert exempt == {
        (each.question, each.scope): (
            each.reason,
            given[each.respondent] + timedelta(days=each.until_days or 0),
        )
        for each in demo.claims()
        if each.choice == "not_applicable"
    }
    assert exempt


def answered_on(respondent: demo.Respondent) -> date:
    """The last of the demo's days by which a respondent had answered: then they were read in."""
    by_then = [each for each in (*HISTORY, 0) if each <= respondent.answered_days_ago]
    return NOON.date() - timedelta(days=max(by_then))


def test_the_demo_has_a_history_judged_as_of_its_days(home: Path) -> None:
    with Context(load(demo=True, home=home), now=lambda: NOON) as context:
        points = [each.point for each in context.trends.taken()]
        today = context.trends.today()
    assert [each.as_of for each in points] == [NOON - timedelta(days=each) for each in HISTORY]
    checked = [each.integrity.checkable for each in (*points, today)]
    assert checked == sorted(checked)
    assert checked[0] < checked[-1]
    assert any(each.areas != today.areas for each in points)


def test_preparing_a_second_time_changes_nothing(home: Path, store: Store) -> None:
    before = written(store)
    generation = (home / "warehouse" / "CURRENT").read_text()

    later = NOON + timedelta(days=3)
    with Context(load(demo=True, home=home), now=lambda: later) as context:
        context.prepare_demo()

    assert written(store) == before
    assert (home / "warehouse" / "CURRENT").read_text() == generation


def test_who_answers_anew_is_not_overwritten_by_the_next_start(home: Path, tmp_path: Path) -> None:
    settings = load(demo=True, home=Path(shutil.copytree(home, tmp_path / "home")))
    with Context(settings, now=lambda: NOON) as context:
        [first, *_] = context.people.everyone()
        said = next(
            each for each in context.answering.answers_of(first.id).values() if each.choice != 1
        )
        given = Given(
            first.id, said.question, said.scope_kind, said.scope, 1, seen_revision=said.revision
        )
        changed = context.answering.save(given)

    with Context(settings, now=lambda: NOON + timedelta(hours=1)) as context:
        context.prepare_demo()
        answers = context.answering.answers_of(first.id)
    assert answers[said.question, said.scope_kind, said.scope] == changed
    assert (changed.choice, changed.revision) == (1, 2)


def test_a_seeding_that_was_cut_short_is_gone_on_with(read: Path, tmp_path: Path) -> None:
    cut = Path(shutil.copytree(read, tmp_path / "cut"))
    with Context(load(demo=True, home=cut), now=lambda: NOON) as context:
        first, *_ = demo.respondents()
        person = context.people.join(first.name, first.role, first.team)
        claim = next(each for each in demo.claims() if each.respondent == first.id)
        context.answering.save(
            Given(person.id, claim.question, claim.scope_kind, claim.scope, claim.choice)
        )
        context.prepare_demo()

        people = context.people.everyone()
        answers = [each for person in people for each in context.answering.answers_of(person.id)]

    assert (len(people), len(answers)) == (len(demo.respondents()), len(demo.claims()))
