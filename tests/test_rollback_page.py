"""The rollback page: every part by its address, the scorecard's own numbers, homes without them."""

from collections import defaultdict
from datetime import timedelta
from pathlib import Path

import pytest
from demo_home import demo_home
from opened_pages import (
    Opened,
    bare_home,
    drawings,
    figures,
    labelled,
    of_the_demo,
    titles,
    words,
)

from app.bringing import brought_by
from app.config import load
from app.context import Context
from app.views.rollback import (
    AGE,
    FAILED,
    LAST,
    NOTHING_PICKED,
    PARTS,
    RECOVERY,
    Pick,
    known_of,
    typical,
)

HEADERS = {
    "undo": "takes longest,",
    "practice": "Going back worked in the last 90 days on",
    "hours": "incidents lasted",
    "failed": "releases failed in a year",
}


@pytest.fixture
def rollback(opened: Opened, tmp_path_factory: pytest.TempPathFactory) -> Opened:
    """Open the rollback page of the demo with what stands in its address."""
    return of_the_demo(opened, demo_home(tmp_path_factory), "rollback")


def test_every_part_is_a_sentence_a_figure_and_two_tables(rollback: Opened) -> None:
    assert HEADERS.keys() == PARTS.keys()
    for part, said in HEADERS.items():
        app = rollback(part=part)
        assert len(titles(app)) == 1
        assert said in words(app), part
        assert len(figures(app)) == 1, part
        downloads = [each.label for each in app.get("download_button")]
        assert downloads == ["Download CSV"] * 2, part
        for unsaid in ("None", "nan", "NaN", "Traceback"):
            assert unsaid not in words(app) + drawings(app), part


def test_what_an_address_names_and_is_not_there_is_left_out(rollback: Opened) -> None:
    app = rollback(part="<script>", team="nobody", tier="9", mark="no such model")
    assert HEADERS["undo"] in words(app)
    assert labelled(app.selectbox, "Team").value is None
    assert labelled(app.selectbox, "In the table").value == ""


def test_models_are_picked_by_words_team_and_tier_in_the_address(rollback: Opened) -> None:
    whole, part = rollback(), rollback(words="FRAUD scorer")
    assert "of 24 production models" in titles(whole)[0]
    assert "of 1 picked production model" in titles(part)[0]
    assert "credit-limit" in drawings(whole)
    assert "credit-limit" not in drawings(part)
    both = rollback(team="Payments risk", tier="1")
    assert labelled(both.selectbox, "Team").value == "Payments risk"
    assert "picked production models" in titles(both)[0]


def test_a_mark_in_the_address_leaves_its_rows_alone(rollback: Opened) -> None:
    app = rollback(mark="credit-limit")
    assert "Only credit-limit: 4 of 95 rows" in words(app)
    labelled(app.selectbox, "In the table").select("").run()
    assert "Only credit-limit" not in words(app)
    assert "mark" not in app.query_params


def test_turning_to_another_part_lets_the_mark_go(rollback: Opened) -> None:
    app = rollback(mark="credit-limit")
    app.button_group(key="chosen_rollback_part").set_value("hours").run()
    assert app.query_params["part"] in ("hours", ["hours"])
    assert "mark" not in app.query_params
    assert HEADERS["hours"] in words(app)


def test_what_fits_nothing_says_so(rollback: Opened) -> None:
    app = rollback(words="no such model")
    assert titles(app) == [NOTHING_PICKED]
    assert not figures(app)


def test_a_home_without_incidents_or_drills_names_what_would_bring_them(
    opened: Opened, tmp_path: Path
) -> None:
    home, config = bare_home(tmp_path)
    for part in PARTS:
        app = opened("rollback", home, config=config)
        app.query_params["part"] = part
        app.run()
        assert titles(app) == ["How fast a bad release is undone is unknown of 1 production model"]
        assert not figures(app)
        assert "No connected source brings" in words(app)
        assert any(title in words(app) for title in brought_by()["deployment"]) or part == "hours"
        assert "unknown" in drawings(app)


def test_the_numbers_are_those_of_the_scorecard_and_of_the_model_pages(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with Context(load(home=demo_home(tmp_path_factory), demo=True)) as context:
        card = context.scorecard()
        known = known_of(card, context.questionnaire.questions, Pick())
        record = context.rolling_back()
        recoveries, returns = record.recoveries(), record.returns()
        usual = typical(recoveries)
        worked = {each.model: each.days for each in reversed(returns) if each.succeeded}
        tried = {each.model: float(each.succeeded) for each in reversed(returns)}
        hours: dict[str, float] = defaultdict(float)
        for each in record.incidents():
            hours[each.model or ""] += each.hours
        for model in (each.model for each in known.models):
            assert usual.get(model) == pytest.approx(known.value(RECOVERY, model))
            assert worked.get(model) == known.value(AGE, model)
            assert tried.get(model) == known.value(LAST, model)
            told = context.model_story(model).failed_releases
            a_year_ago = record.now - timedelta(days=365)
            failed = [each for each in recoveries if each.model == model and each.kind == "release"]
            assert [(each.release, each.hours) for each in failed] == [
                (each.release, each.recovery_hours)
                for each in sorted(
                    told, key=lambda one: (one.restored_at, one.release), reverse=True
                )
                if each.released_at > a_year_ago
            ]
            counted = known.seen.get((FAILED, model))
            assert counted is None or (counted.hits or 0) <= len(failed)
        for facts in known.models:
            if facts.incident_hours is not None:
                assert hours[facts.model] == pytest.approx(facts.incident_hours)
