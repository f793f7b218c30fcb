"""The one door: what a home can tell, when it is judged anew, and what is kept of a snapshot."""

import gc
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from demo_home import demo_home
from hand_clock import Clock

from app import assembly
from app.answering import Given
from app.config import Settings, load
from app.context import JUDGED_FOR, Context
from assessments import snapshot
from assessments.trend import point
from data.errors import ScorecardError, SettingsError, StorageError


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo_home(tmp_path_factory)


@pytest.fixture
def context(home: Path, clock: Clock) -> Iterator[Context]:
    with Context(load(home=home, demo=True), clock) as opened:
        yield opened


def settings(folder: Path, text: str) -> Settings:
    file = folder / "mlops-scorecard.toml"
    file.write_text(text, encoding="utf-8")
    return load(file)


def answer(context: Context, choice: int | str, seen: int = 0) -> None:
    person = context.people.everyone()[0].id
    context.answering.save(Given(person, "O1", "team", "Pricing", choice, seen))


# How far a home has come


def test_a_home_goes_from_empty_over_configured_to_ready(tmp_path: Path) -> None:
    with Context(settings(tmp_path, "")) as context:
        assert context.state() == "empty"
        assert context.sources() == ()
    with Context(settings(tmp_path, '[sources.show]\nkind = "demo"\n')) as context:
        assert context.state() == "configured"
        assert [(each.source, each.status) for each in context.sources()] == [("show", "never")]
        context.syncing.run()
        assert context.state() == "ready"
        assert [(each.source, each.status) for each in context.sources()] == [("show", "ok")]


def test_a_home_that_was_never_synced_says_what_to_do(tmp_path: Path) -> None:
    unread = "run `mlops-scorecard sync` first"
    with Context(settings(tmp_path, "")) as context, pytest.raises(StorageError, match=unread):
        context.scorecard()


def test_the_demo_is_prepared_once_and_nothing_is_answered_twice(context: Context) -> None:
    people = context.people.everyone()
    generation = context.scorecard().generation
    context.prepare_demo()
    assert context.people.everyone() == people
    assert context.scorecard().generation == generation


def test_a_home_that_cannot_be_made_is_named_with_the_mend(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    blocked = load(home=tmp_path / "file" / "home", demo=True)
    with Context(blocked) as context, pytest.raises(StorageError) as told:
        context.state()
    assert str(tmp_path / "file" / "home") in str(told.value)
    assert "--home" in str(told.value)


def test_a_store_that_is_none_is_an_error_of_ours(tmp_path: Path) -> None:
    home = tmp_path / ".mlops-scorecard"
    home.mkdir()
    (home / "store.db").write_bytes(b"this is no database at all" * 100)
    broken = settings(tmp_path, "")
    with Context(broken) as context, pytest.raises(ScorecardError, match=r"store\.db"):
        context.state()


def test_the_demo_and_what_is_real_never_share_a_home(tmp_path: Path, home: Path) -> None:
    with Context(load(home=home)) as context, pytest.raises(SettingsError, match="--home"):
        context.state()
    with Context(settings(tmp_path, "")) as context:
        context.answering.assessment()
    mixed = load(home=tmp_path / ".mlops-scorecard", demo=True)
    with Context(mixed) as context, pytest.raises(SettingsError, match="--home"):
        context.state()


# When it is judged


def test_the_collector_passes_over_a_large_scorecard_until_the_next_one_takes_its_place(
    context: Context, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assembly, "MANY", 10)
    gc.unfreeze()
    try:
        context.scorecard()
        first = gc.get_freeze_count()
        answer(context, 5)
        context.scorecard()
        assert 0 < gc.get_freeze_count() <= first
        clock.at += JUDGED_FOR
        context.scorecard()
        assert gc.get_freeze_count() > 0
        assert gc.isenabled()
    finally:
        gc.unfreeze()


def test_the_scorecard_is_the_same_one_while_nothing_changed(
    context: Context, clock: Clock
) -> None:
    first = context.scorecard()
    clock.at += JUDGED_FOR - timedelta(seconds=1)
    assert context.scorecard() is first


def test_an_answer_is_in_the_next_scorecard_with_the_evidence_of_the_same_moment(
    context: Context, clock: Clock
) -> None:
    first = context.scorecard()
    clock.at += timedelta(minutes=1)
    answer(context, 5)
    second = context.scorecard()
    assert second is not first
    assert second.as_of == first.as_of


def test_age_alone_makes_it_be_judged_again(context: Context, clock: Clock) -> None:
    first = context.scorecard()
    clock.at += JUDGED_FOR
    assert context.scorecard().as_of == first.as_of + JUDGED_FOR


def test_a_sync_makes_it_be_judged_again(context: Context, clock: Clock) -> None:
    first = context.scorecard()
    clock.at += timedelta(seconds=5)
    context.syncing.run()
    second = context.scorecard()
    assert second.generation != first.generation
    assert second.as_of == clock.at


def test_what_one_process_saves_another_shows(context: Context, home: Path, clock: Clock) -> None:
    with Context(load(home=home, demo=True), clock) as other:
        before = other.scorecard()
        answer(context, 1)
        assert other.scorecard() is not before
        person = context.people.everyone()[0].id
        assert other.answering.answers_of(person)["O1", "team", "Pricing"].choice == 1


# What may be asked


def test_scopes_are_the_production_models_and_their_teams(context: Context) -> None:
    card, scopes = context.scorecard(), context.scopes()
    assert list(scopes.models) == sorted(each.facts.model for each in card.models)
    assert list(scopes.teams) == sorted(
        {each.facts.team for each in card.models if each.facts.team}
    )


def test_every_production_model_has_a_story(context: Context) -> None:
    for model in context.scopes().models:
        assert context.model_story(model).model == model


def test_a_model_that_is_not_there_has_an_empty_story(context: Context) -> None:
    story = context.model_story("ghost'; drop table model; --")
    assert (story.incidents, story.releases, story.cost) == ((), (), ())


# The round


def test_the_first_round_is_this_year_unless_the_settings_say_otherwise(tmp_path: Path) -> None:
    at = datetime(2026, 3, 5, 12, tzinfo=UTC)
    with Context(settings(tmp_path, ""), lambda: at) as context:
        opened = context.answering.assessment()
    assert (opened.name, opened.period_from, opened.period_until, opened.opened_at) == (
        *("Self-assessment", date(2026, 1, 1), date(2026, 12, 31), at),
    )
    named = (
        '[assessment]\nname = "Q3"\nperiod_from = 2026-07-01\nperiod_until = 2026-09-30\n'
        'home = "other"\n'
    )
    (tmp_path / "second").mkdir()
    text = named.replace('home = "other"\n', "")
    with Context(settings(tmp_path / "second", text), lambda: at) as context:
        opened = context.answering.assessment()
    assert (opened.name, opened.period_from, opened.period_until) == (
        *("Q3", date(2026, 7, 1), date(2026, 9, 30)),
    )


# Snapshots


def test_an_export_is_frozen_and_kept_and_the_same_one_is_kept_once(context: Context) -> None:
    assert context.last_snapshot() is None
    taken = context.export("json")
    assert context.export("json") == taken
    document = snapshot.load(taken.content.decode())
    assert snapshot.recompute(document) == document["scores"]
    assert context.last_snapshot() == point(document)
    stem = f"scorecard-{context.scorecard().as_of:%Y%m%dT%H%M%SZ}-{document['sha256'][:12]}"
    assert (taken.name, taken.mime, taken.sha256) == (
        *(f"{stem}.json", "application/json", document["sha256"]),
    )


def test_what_was_answered_since_is_in_the_next_snapshot(context: Context, clock: Clock) -> None:
    taken = [context.export("json")]
    for choice in (5, 4, 3, 2, 1):
        clock.at += timedelta(seconds=1)
        answer(context, choice, len(taken) - 1)
        taken.append(context.export("json"))
        assert context.trends.taken()[-1].point == point(json.loads(taken[-1].content))
    assert len({each.sha256 for each in taken}) == 6


def test_a_file_that_is_taken_along_leaves_the_news_as_they_were_until_the_next_day(
    context: Context, clock: Clock
) -> None:
    clock.at = clock.at.replace(hour=12)
    first = point(json.loads(context.export("json").content))
    clock.at += timedelta(hours=1)
    answer(context, 5)
    second = point(json.loads(context.export("json").content))
    assert context.last_snapshot() == first
    clock.at += timedelta(days=1)
    assert context.last_snapshot() == second
    answer(context, 4, 1)
    third = context.export("json")
    assert context.last_snapshot() == second
    last = context.trends.last_taken()
    assert last is not None
    assert third.name != f"scorecard-{last}.json"
    assert point(context.trends.document(last)) == second


def test_the_order_of_downloads_changes_nothing_in_a_file(context: Context, clock: Clock) -> None:
    context.export("json")
    clock.at += timedelta(seconds=1)
    answer(context, 1)
    html = context.export("html")
    context.export("json")
    assert context.export("html") == html
