from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import scorecards

from app.charts.timeline import event_list, timeline
from app.views.model import model_view
from app.views.time_axis import Axis, EventView, ticks
from app.views.timeline import TimelineView, timeline_view
from app.views.timeline_cost import cost_lanes
from assessments.story import DayCost, ModelStory
from data.written import Answer

NB = "\u00a0"
NOW = scorecards.NOW
AXIS = Axis(NOW - timedelta(days=90), NOW)


def view(span: Any = "365", **other: Any) -> TimelineView:
    return timeline_view(scorecards.story(), NOW, span, **other)


def lane(told: TimelineView, title: str) -> tuple[EventView, ...]:
    return next(each.events for each in told.lanes if each.title == title)


def answer(revision: int, choice: int | str, days: float, **other: Any) -> Answer:
    given: dict[str, Any] = {"respondent": "t.okafor", "question": "O1"} | other
    return Answer(
        assessment="a", question_version=1, scope_kind="model", scope="fraud-scorer",
        revision=revision, choice=choice, reason=None, until=None, evidence_shown=False,
        made_at=scorecards.ago(days), **given,
    )  # fmt: skip


def test_a_story_says_what_happened_when_and_by_whom() -> None:
    told = view()
    sentences = {each.title: [event.sentence for event in each.events] for each in told.lanes}
    assert sentences["Returns and drills"] == [
        f"Drill of going back on 13 Oct 2026, took 30{NB}min, by Aisha Rahman",
        f"Return to version 6 on 21 Aug 2026, took 29{NB}h, by itself",
    ]
    assert sentences["Releases"][1:3] == [
        "Rollback of version 6 on 21 Aug 2026, by ci-bot",
        "Release of version 7 on 19 Aug 2026, by ci-bot; it failed",
    ]
    assert sentences["Owner"] == [
        "Maria Keller is owner since 23 Dec 2024, still on record; left on 14 Aug 2026"
    ]
    assert sentences["Incidents"][1] == (
        "P-118 on 19 Aug 2026, found by a customer, "
        f"restored in 29{NB}h: Scores drift after version 7"
    )
    assert {event.source for each in told.lanes for event in each.events} == {
        *("mlflow", "pagerduty", "inventory"),
    }


def test_the_bar_of_who_left_ends_on_that_day() -> None:
    [owner] = lane(view(), "Owner")
    year = Axis(NOW - timedelta(days=365), NOW)
    assert owner.until == year.place(datetime(2026, 8, 14, tzinfo=NOW.tzinfo))
    [gone_before] = lane(view("90"), "Owner")
    assert (gone_before.at, gone_before.until) == (0.0, 0.0)


def test_the_lane_of_versions_names_what_serves_now() -> None:
    assert view().lanes[0].title == "In production: 7"


def test_answers_stand_by_day_with_their_roles_and_what_was_changed() -> None:
    told = view(
        told={
            "O1": {"t.okafor": (answer(1, 4, 50), answer(2, 3, 20))},
            "R1": {"f.brandt": (answer(1, "dont_know", 20, question="R1", respondent="f.brandt"),)},
        },
        roles={"t.okafor": "model owner", "f.brandt": "finance"},
    )
    assert [(each.sentence, each.group) for each in lane(told, "Answers")] == [
        ("1 answer on 4 Oct 2026, by model owner (1)", "confirmed"),
        (
            (
                "2 answers on 3 Nov 2026, by finance (1), model owner (1). "
                "Changed: O1 from 4 Measured to 3 Working"
            ),
            "unproven",
        ),
    ]


def test_a_comment_alone_is_no_other_answer() -> None:
    told = view(told={"O1": {"t.okafor": (answer(1, 4, 50), answer(2, 4, 20))}})
    assert [each.sentence for each in lane(told, "Answers")] == [
        "1 answer on 4 Oct 2026, by someone (1)"
    ]


@pytest.mark.parametrize(
    ("span", "title", "days"),
    [
        ("90", "2 versions served, 0 of 1 release failed, 1 incident in 90 days", "25 Aug"),
        ("365", "3 versions served, 1 of 3 releases failed, 2 incidents in a year", "23 Nov 2025"),
        (
            "all",
            "3 versions served, 1 of 3 releases failed, 2 incidents since 23 Dec 2024",
            "23 Dec 2024",
        ),
    ],
)
def test_the_axis_reaches_as_far_back_as_is_asked(span: Any, title: str, days: str) -> None:
    told = view(span)
    assert told.title == title
    assert told.days == f"{days} to 23 Nov 2026"
    assert all(0 <= event.at <= 1 for each in told.lanes for event in each.events)


@pytest.mark.parametrize(
    ("days", "labels"),
    [
        (90, ["Sep", "Oct", "Nov"]),
        (800, ["Oct", "2025", "Apr", "Jul", "Oct", "2026", "Apr", "Jul", "Oct"]),
        (1900, ["2022", "Jul", "2023", "Jul", "2024", "Jul", "2025", "Jul", "2026", "Jul"]),
        (3000, ["2019", "2020", "2021", "2022", "2023", "2024", "2025", "2026"]),
    ],
)
def test_there_are_as_many_ticks_as_can_be_read(days: int, labels: list[str]) -> None:
    assert [each.label for each in ticks(Axis(NOW - timedelta(days=days), NOW))] == labels


@pytest.mark.parametrize(("span", "bins"), [("90", 89), ("365", 53), ("all", 58)])
def test_cost_is_by_day_or_week_on_the_same_axis_and_none_is_left_out(span: Any, bins: int) -> None:
    [cost] = view(span).costs
    assert (cost.title, len(cost.bins)) == ("Cost, USD", bins)
    assert max(each.height for each in cost.bins) == 1
    assert cost.scale.endswith({"90": " a day", "365": " a week", "all": " a week"}[span])
    for before, after in zip(cost.bins, cost.bins[1:], strict=False):
        assert before.until == after.at


def test_cost_says_its_sum_its_highest_day_and_its_source() -> None:
    days = [
        DayCost(date(2026, 11, 1), "USD", Decimal("10.5"), ("focus",)),
        DayCost(date(2026, 11, 3), "USD", Decimal(-4), ("meter",)),
        DayCost(date(2026, 1, 3), "USD", Decimal(900), ("focus",)),
        DayCost(date(2026, 11, 3), "EUR", Decimal(1), ("focus",)),
    ]
    euros, dollars = cost_lanes(days, AXIS)
    assert [each.scale for each in (euros, dollars)] == ["up to €1.00 a day", "up to $11 a day"]
    assert euros.sentence == (
        "Cost of 3 Nov 2026: €1.00, most on 3 Nov 2026 (€1.00); source: focus"
    )
    assert dollars.sentence == (
        "Cost of 1 to 3 Nov 2026: $6.50, most on 1 Nov 2026 ($11); source: focus, meter"
    )
    assert [(each.sentence, each.height) for each in dollars.bins] == [
        ("1 Nov 2026: $11", 1.0),
        ("2 Nov 2026: $0", 0.0),
        ("3 Nov 2026: \u2212$4.00", 0.0),
    ]


def test_credits_alone_draw_nothing_and_are_told() -> None:
    [cost] = cost_lanes([DayCost(date(2026, 11, 3), "USD", Decimal(-4), ("focus",))], AXIS)
    assert [each.height for each in cost.bins] == [0.0]


def test_what_is_not_known_of_a_model_is_said_in_its_lane() -> None:
    told = timeline_view(scorecards.no_story(), NOW, "all")
    assert told.title.startswith("No version is seen, no release is seen, 0 incidents since")
    drawn = timeline(told)
    assert drawn.count(">none is known<") == 5
    assert "none was given in this time" in drawn
    assert told.costs == ()


def test_the_list_names_every_event_with_its_time_and_source_newest_first() -> None:
    told = view()
    items = [
        "".join(each.itertext())
        for each in ET.fromstring(event_list(told)).iter("li")  # noqa: S314  our own text
    ]
    assert len(items) == sum(len(each.events) for each in told.lanes) + len(told.costs)
    assert items[0] == (
        "11 Nov 2026, 09:00 UTC P-140 on 11 Nov 2026, found by a monitor, not resolved yet: "
        "Card checks time out (pagerduty)"
    )
    assert items[-1] == told.costs[0].sentence


def test_every_bin_of_cost_says_its_amount() -> None:
    told = view("90")
    titles = {each.text for each in ET.fromstring(timeline(told)).iter("title")}  # noqa: S314
    assert {each.sentence for each in told.costs[0].bins} <= titles


def test_hostile_words_are_text_on_the_axis_and_in_the_list() -> None:
    bad, story = scorecards.HOSTILE, scorecards.story()
    hostile = ModelStory(
        model=bad,
        owners=tuple(replace(each, name=bad, source=bad) for each in story.owners),
        serving=tuple(replace(each, version=bad, actor=bad) for each in story.serving),
        moves=(), releases=tuple(replace(each, actor=bad, approver=bad) for each in story.releases),
        failed_releases=(), documents=(), cost=(), allocation=(), budgets=(),
        incidents=tuple(replace(each, title=bad, detected_by=bad) for each in story.incidents),
        rehearsals=tuple(replace(each, kind=bad, actor=bad) for each in story.rehearsals),
        cost_days=tuple(replace(each, currency=bad, sources=(bad,)) for each in story.cost_days),
    )  # fmt: skip
    told = timeline_view(hostile, NOW)
    for drawn in (timeline(told), event_list(told)):
        assert "<script" not in drawn
        assert "<img" not in drawn
        assert "&lt;script&gt;" in drawn


def test_the_page_of_a_model_takes_roles_from_its_answers() -> None:
    card = scorecards.whole()
    score = next(each for each in card.models if each.facts.model == "fraud-scorer")
    told = {"O1": {"t.okafor": (answer(1, 4, 3),)}}
    page = model_view(score, scorecards.story(), card, told)
    assert lane(page.timeline, "Answers")[0].sentence == (
        "1 answer on 20 Nov 2026, by model owner (1)"
    )


def test_a_day_begins_at_midnight_of_the_axis() -> None:
    assert AXIS.midnight(date(2026, 11, 3)) == datetime(2026, 11, 3, tzinfo=NOW.tzinfo)
