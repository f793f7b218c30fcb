"""What the rollback page says of each part: whole values, limits, and where nothing is known."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
import scorecards
from grids import table

from app.bringing import brought_by
from app.views.grid import Grid
from app.views.marks import Mark
from app.views.model import FactView
from app.views.rollback import (
    AGE,
    BEFORE,
    FAILED,
    NO_MODEL,
    NOTHING_PICKED,
    PARTS,
    RECOVERY,
    Known,
    Pick,
    RollbackView,
    known_of,
    missing,
    rollback_view,
)
from app.views.rollback_dots import SHOWN, Dot, DotChart, Dots, Label, Limit, chart, limits
from app.views.rollback_failed import failed_view
from app.views.rollback_hours import NO_MODEL as FOUND_NONE
from app.views.rollback_hours import NOT_LIVE, OTHERS, HoursChart, HourSeries, hours_view
from app.views.rollback_practice import practice_view
from app.views.rollback_undo import undo_view
from assessments import question_files
from assessments.questionnaire import Condition, Level
from assessments.rolling_back.values import Incident, Recovery, Return
from assessments.scoring import Observation

QUESTIONS = question_files.load().questions
ALLOWED = {
    RECOVERY: (
        Limit(1, 4, "1\u00a0h, 4 Measured"),
        Limit(24, 3, "24\u00a0h, 3 Working"),
        Limit(168, 2, "7 days, 2 Recorded"),
    ),
    AGE: (
        Limit(90, 5, "90 days, 5 Enforced"),
        Limit(180, 4, "180 days, 4 Measured"),
        Limit(365, 3, "365 days, 3 Working"),
    ),
    FAILED: (
        Limit(0.05, 5, "5\u00a0%, 5 Enforced"),
        Limit(0.1, 4, "10\u00a0%, 4 Measured"),
        Limit(0.15, 3, "15\u00a0%, 3 Working"),
    ),
}
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


def seen(probe: str, model: str, value: float | None, **more: Any) -> Observation:
    return Observation(probe, model, value=value, **more)


def known(*observed: Observation, whole: bool = True) -> Known:
    """Three models, of which `observed` is known."""
    return Known(
        models=(
            scorecards.facts("churn", team="Growth", tier=2, incident_hours=5.0, incidents=2),
            scorecards.facts("fraud", team="Payments", tier=1, incident_hours=0.0, incidents=0),
            scorecards.facts("triage"),
        ),
        seen={(each.probe, str(each.subject)): each for each in observed},
        allowed=ALLOWED,
        whole=whole,
    )


def recovery(model: str, hours: float | None, **more: Any) -> Recovery:
    given: dict[str, Any] = {
        "model": model, "kind": "release", "version": "2", "release": "r2", "began_at": NOON,
        "ended_at": NOON, "hours": hours, "ended_by": "rollback", "succeeded": None,
        "automatic": False, "exact": True, "incident": "I-1", "incident_title": "wrong scores",
        "url": "https://pager.example/I-1", "sources": ("cd", "pager"), "counted": True,
    }  # fmt: skip
    return Recovery(**(given | more))


def drill(model: str, hours: float, **more: Any) -> Recovery:
    given: dict[str, Any] = {
        "kind": "drill", "version": None, "release": None, "began_at": None, "ended_by": None,
        "succeeded": True, "incident": None, "incident_title": None, "url": None,
        "sources": ("files",),
    }  # fmt: skip
    return recovery(model, hours, **(given | more))


WAITING = recovery("churn", None, ended_at=None, ended_by=None, automatic=None, counted=False)
RECOVERIES = (WAITING, recovery("churn", 30.0), recovery("churn", 2.0), drill("fraud", 0.5))


def heads(view: Grid) -> list[str]:
    return [column.title for column in view.columns if not column.filed]


def bad(view: Grid) -> list[str]:
    return [cell.text for row in view.rows for cell in row if cell.bad]


# Limits and what is picked


def test_limits_are_those_of_the_questions_the_narrowest_first() -> None:
    card = scorecards.whole()
    assert known_of(card, QUESTIONS, Pick()).allowed == ALLOWED


def test_a_companys_own_limit_takes_the_place_of_ours() -> None:
    [question] = [each for each in QUESTIONS if each.id == "R1"]
    stricter = Condition(text="in half an hour", probe=RECOVERY, test="median", at_most=0.5)
    rungs = (*question.levels[:3], Level(answer="", conditions=(stricter,)), question.levels[4])
    own = question.model_copy(update={"levels": rungs})
    assert [each.value for each in limits((own,), RECOVERY, "hours")] == [0.5, 24, 168]
    assert limits((), RECOVERY, "hours") == ()


@pytest.mark.parametrize(
    ("pick", "models"),
    [
        (Pick("CREDIT lim"), ["credit-limit"]),
        (Pick(team="Payments"), ["fraud-scorer"]),
        (Pick(tier=3), ["support-router"]),
        (Pick("churn", team="Payments"), []),
    ],
)
def test_models_are_picked_by_words_team_and_tier(pick: Pick, models: list[str]) -> None:
    found = known_of(scorecards.whole(), QUESTIONS, pick)
    assert [each.model for each in found.models] == models
    assert found.names == tuple(models)
    assert not found.whole


# The headline


def test_the_headline_counts_the_fast_the_slow_and_the_unknown() -> None:
    view = rollback_view(
        known(
            seen(AGE, "churn", 12.0),
            seen(AGE, "fraud", 400.0),
            seen(BEFORE, "churn", 1.0),
            seen(BEFORE, "fraud", 0.0),
            seen(FAILED, "churn", 0.25, hits=2, n=8),
        ),
        RECOVERIES,
    )
    assert view == RollbackView(
        headline=(
            "In a year 1 of 3 production models typically recovered within 1\u00a0h and 1 took "
            "longer; 1 of these 2 was timed in rehearsals only; nothing is known of 1"
        ),
        known=True,
        facts=(
            FactView(
                "Typical recovery",
                "2\u00a0h",
                "the median of 3 recoveries (1 of them a rehearsal) in a year",
            ),
            FactView("Return worked", "1 of 3", "in the last 365 days; unknown of 1"),
            FactView("Way back ready", "1 of 3", "1 without; unknown of 1"),
            FactView("Incident hours", "5\u00a0h", "in a year; unknown of 1"),
            FactView("Failed releases", "2 of 8", "25\u00a0% in a year"),
        ),
    )


def test_where_nothing_is_known_it_says_unknown_and_never_nought() -> None:
    nothing = replace(known(), models=(scorecards.facts("triage"), scorecards.facts("yield")))
    view = rollback_view(nothing, ())
    assert view.headline == (
        "How fast a bad release is undone is unknown of all 2 production models"
    )
    assert [each.value for each in view.facts] == ["unknown"] * 5


def test_no_model_and_no_fitting_model_are_told_apart() -> None:
    none = replace(known(), models=())
    assert rollback_view(none, ()).headline == NO_MODEL
    assert rollback_view(replace(none, whole=False), ()).headline == NOTHING_PICKED


def test_without_a_limit_the_headline_counts_recoveries_alone() -> None:
    free = replace(known(whole=False), allowed={RECOVERY: (), AGE: (), FAILED: ()})
    assert rollback_view(free, RECOVERIES).headline == (
        "In a year 2 of 3 picked production models had a recovery; 1 of these 2 was "
        "timed in rehearsals only; nothing is known of 1"
    )
    assert undo_view(free, RECOVERIES).title == (
        "churn takes longest, 16\u00a0h at the median; half of 3 recoveries (1 of them a "
        "rehearsal) took at most 2\u00a0h"
    )
    assert table(undo_view(free, RECOVERIES).models)[0][4] == "none is set"


# Time to undo


def test_recoveries_are_marks_of_their_models_with_the_median() -> None:
    view = undo_view(known(), RECOVERIES)
    assert view.title == (
        "churn takes longest, 16\u00a0h at the median; 1 of 3 recoveries (1 of them a rehearsal) "
        "took at most 1\u00a0h"
    )
    said = "2 Nov 2026"
    bad_release = "version 2 rolled back, wrong scores"
    assert view.charts == (
        DotChart(
            scale="hours",
            axis="Time to undo",
            labels=(Label("churn", "churn"), Label("fraud", "fraud")),
            kinds=(
                Dots(
                    "rolled back",
                    "disc",
                    (
                        Dot("churn", 30.0, f"churn, {said}: 30\u00a0h, {bad_release}"),
                        Dot("churn", 2.0, f"churn, {said}: 2\u00a0h, {bad_release}"),
                    ),
                ),
                Dots(
                    "rehearsed",
                    "ring",
                    (Dot("fraud", 0.5, f"fraud, {said}: 30\u00a0min, rehearsed"),),
                ),
                Dots(
                    "median",
                    "tick",
                    (
                        Dot("churn", 16.0, "churn: 16\u00a0h at the median"),
                        Dot("fraud", 0.5, "fraud: 30\u00a0min at the median"),
                    ),
                ),
            ),
            limits=ALLOWED[RECOVERY],
            least=0.5,
            most=168,
            ticks=((1.0, "1 h"), (24.0, "1 day"), (168.0, "1 week")),
        ),
    )
    assert view.marks == (Mark("churn", "churn"), Mark("fraud", "fraud"))


def test_recoveries_are_rows_with_what_ended_them_and_their_source() -> None:
    view = undo_view(known(), RECOVERIES)
    day, title = "2 Nov 2026", "wrong scores"
    assert heads(view.table) == [
        *("Model", "Over on", "Took", "What", "Done by", "Incident", "Source")
    ]
    waiting = "version 2 not restored, as far as is known"
    assert table(view.table) == [
        ["churn", "not yet", "unknown", waiting, "unknown", title, "cd, pager"],
        ["churn", day, "30\u00a0h", "version 2 rolled back", "by hand", title, "cd, pager"],
        ["churn", day, "2\u00a0h", "version 2 rolled back", "by hand", title, "cd, pager"],
        ["fraud", day, "30\u00a0min", "rehearsed", "by hand", "", "files"],
    ]
    assert view.table.marks == (("churn",), ("churn",), ("churn",), ("fraud",))
    assert {row[0].model for row in view.table.rows} == {"churn", "fraud"}


def test_every_model_is_a_row_the_slowest_first_the_unknown_last() -> None:
    view = undo_view(known(seen(RECOVERY, "triage", None, unknown="nothing recorded")), RECOVERIES)
    assert table(view.models) == [
        ["churn", "Growth", "2", "16\u00a0h", "24\u00a0h", "30\u00a0h", "2", "1"],
        ["fraud", "Payments", "1", "30\u00a0min", "1\u00a0h", "30\u00a0min", "1", "0"],
        ["triage", *["unknown"] * 5, "none known", "none known"],
    ]
    assert view.models.rows[2][3].exact == "nothing recorded"
    assert bad(view.models) == []


def test_a_model_slower_than_every_limit_keeps_none() -> None:
    view = undo_view(known(), (recovery("churn", 200.0),))
    assert bad(view.models) == ["none, over 7 days"]


def test_what_took_no_time_stands_at_one_minute() -> None:
    [drawn] = undo_view(known(), (drill("fraud", 0.0),)).charts
    assert [dot.value for kind in drawn.kinds for dot in kind.dots] == [1 / 60, 1 / 60]
    assert table(undo_view(known(), (drill("fraud", 0.0),)).table)[0][2] == "0\u00a0min"


def test_without_a_recovery_there_is_no_figure() -> None:
    view = undo_view(known(), (WAITING,))
    assert (view.title, view.charts, view.marks) == (
        *("No model was taken back in a year, as far as is known", (), ()),
    )


def test_of_many_models_the_figure_has_the_worst_and_says_so() -> None:
    names = [f"model-{at:03}" for at in range(SHOWN + 5)]
    many = tuple(drill(name, 1.0 + at) for at, name in enumerate(names))
    view = undo_view(replace(known(), models=tuple(map(scorecards.facts, names))), many)
    [drawn] = view.charts
    assert [each.model for each in drawn.labels] == names[:4:-1]
    assert view.note.endswith("The figure has the first 40 of 45 models.")
    assert [each.key for each in view.marks] == names[:4:-1]


def test_a_long_name_is_cut_in_the_figure_alone() -> None:
    long = "a" * 100
    dots = (Dots("rehearsed", "ring", (Dot(long, 1.0, "words"),)),)
    [drawn] = chart("days", "Days since", [long], dots, ())
    assert drawn.labels == (Label(long, "a" * 29 + "…"),)


# Rehearsals


def tried(model: str, days: int, **more: Any) -> Return:
    given: dict[str, Any] = {
        "model": model, "kind": "drill", "version": None, "at_latest": NOON, "days": days,
        "most_days": days, "succeeded": True, "hours": 0.5, "automatic": True, "url": None,
        "source": "files",
    }  # fmt: skip
    return Return(**(given | more))


RETURNS = (
    tried("fraud", 20, succeeded=False, hours=None, automatic=None),
    tried("churn", 60, kind="return", version="1", source="cd"),
    tried("fraud", 100),
    tried("churn", 400),
)


def test_the_last_return_that_worked_stands_against_the_limits() -> None:
    view = practice_view(known(), RETURNS)
    assert view.title == (
        "Going back worked in the last 90 days on 1 of 3 models; on 1 it failed the last time; "
        "nothing is known of 1"
    )
    [drawn] = view.charts
    assert [label.model for label in drawn.labels] == ["fraud", "churn"]
    assert drawn.limits == ALLOWED[AGE]
    assert drawn.kinds == (
        Dots(
            "for real",
            "disc",
            (Dot("churn", 60.0, "churn, 2 Nov 2026: for real worked, in 30\u00a0min"),),
        ),
        Dots(
            "a rehearsal",
            "ring",
            (Dot("fraud", 100.0, "fraud, 2 Nov 2026: a rehearsal worked, in 30\u00a0min"),),
        ),
        Dots(
            "tried last, and it failed",
            "cross",
            (Dot("fraud", 20.0, "fraud, 2 Nov 2026: a rehearsal failed"),),
        ),
    )


def test_every_model_tells_its_last_return_and_whether_the_version_before_is_there() -> None:
    gone = seen(BEFORE, "churn", 0.0, detail="version 1 served before and is not ready")
    view = practice_view(known(gone, seen(BEFORE, "fraud", 1.0)), RETURNS)
    day = "2 Nov 2026"
    assert heads(view.models) == [
        *("Model", "Team", "Tier", "Worked last", "Days ago", "How", "Limit kept"),
        *("Last try", "Way back"),
    ]
    drilled, real = "a rehearsal", "for real"
    assert table(view.models) == [
        ["fraud", "Payments", "1", day, "100", drilled, "180 days", "failed", "ready"],
        ["churn", "Growth", "2", day, "60", real, "90 days", "worked", "gone"],
        ["triage", *["unknown"] * 8],
    ]
    assert bad(view.models) == ["failed", "gone"]
    assert view.models.rows[1][-1].exact == "version 1 served before and is not ready"


def test_every_try_is_a_row_and_a_polled_one_lies_between_two_days() -> None:
    polled = tried("churn", 3, kind="return", most_days=9, hours=None, automatic=None)
    view = practice_view(known(), (polled, *RETURNS[:1]))
    day = "2 Nov 2026"
    assert table(view.table) == [
        ["churn", day, "3 to 9", "for real", "yes", "unknown", "unknown", "unknown", "files"],
        [
            *("fraud", day, "20", "a rehearsal", "no, it failed", "unknown", "unknown"),
            *("", "files"),
        ],
    ]


def test_where_nothing_was_tried_nothing_is_drawn() -> None:
    view = practice_view(known(), ())
    assert view.charts == ()
    assert view.title == "Going back was never tried on any of these models, as far as is known"


# Incident hours


def incident(model: str | None, hours: float, month: int = 11, **more: Any) -> Incident:
    given: dict[str, Any] = {
        "model": model, "production": model is not None, "incident": "I-1",
        "title": "wrong scores", "severity": 2, "opened_at": datetime(2026, month, 2, tzinfo=UTC),
        "resolved_at": NOON, "hours": hours, "url": None, "source": "pager",
    }  # fmt: skip
    return Incident(**(given | more))


TODAY = date(2026, 11, 20)


def test_hours_stand_by_model_and_month_with_what_found_none() -> None:
    incidents = (
        incident("churn", 4.0, 9),
        incident("churn", 1.0),
        incident("lab", 2.0, production=False, resolved_at=None, severity=None),
        incident(None, 0.5),
    )
    view = hours_view(known(), incidents, TODAY)
    assert view.title == (
        "4 incidents lasted 7.5\u00a0h in a year, 5\u00a0h of them on churn; 0.5\u00a0h found no "
        "model"
    )
    assert view.charts == (
        HoursChart(
            ("Sep 2026", "Oct 2026", "Nov 2026"),
            (
                HourSeries(
                    "churn",
                    True,
                    (4.0, 0.0, 1.0),
                    (
                        "churn, Sep 2026: 4\u00a0h, 1 incident",
                        "churn, Oct 2026: 0\u00a0h, 0 incidents",
                        "churn, Nov 2026: 1\u00a0h, 1 incident",
                    ),
                ),
                HourSeries(
                    NOT_LIVE,
                    False,
                    (0.0, 0.0, 2.0),
                    (
                        f"{NOT_LIVE}, Sep 2026: 0\u00a0h, 0 incidents",
                        f"{NOT_LIVE}, Oct 2026: 0\u00a0h, 0 incidents",
                        f"{NOT_LIVE}, Nov 2026: 2\u00a0h, 1 incident",
                    ),
                ),
                HourSeries(
                    FOUND_NONE,
                    False,
                    (0.0, 0.0, 0.5),
                    (
                        f"{FOUND_NONE}, Sep 2026: 0\u00a0h, 0 incidents",
                        f"{FOUND_NONE}, Oct 2026: 0\u00a0h, 0 incidents",
                        f"{FOUND_NONE}, Nov 2026: 0.5\u00a0h, 1 incident",
                    ),
                ),
            ),
        ),
    )
    title, day = "wrong scores", "2 Nov 2026"
    assert table(view.table) == [
        ["churn", title, "2 Sep 2026", "4\u00a0h", day, "2", "pager"],
        ["churn", title, day, "1\u00a0h", day, "2", "pager"],
        ["lab", title, day, "2\u00a0h", "still open", "unknown", "pager"],
        ["found no model", title, day, "30\u00a0min", day, "2", "pager"],
    ]
    assert view.table.marks == (("churn",), ("churn",), (NOT_LIVE,), (FOUND_NONE,))
    assert [row[0].model for row in view.table.rows] == ["churn", "churn", "", ""]
    assert table(view.models) == [
        ["churn", "Growth", "2", "5\u00a0h", "2"],
        ["fraud", "Payments", "1", "0\u00a0h", "0"],
        ["triage", "unknown", "unknown", "unknown", "unknown"],
    ]


def test_picked_models_leave_out_what_found_none() -> None:
    view = hours_view(known(whole=False), (incident("churn", 4.0), incident(None, 9.0)), TODAY)
    assert view.title == "1 incident lasted 4\u00a0h in a year"
    assert view.marks == (Mark("churn", "churn"),)
    assert hours_view(known(), (), TODAY).charts == ()


def test_beyond_eight_models_the_others_stand_together() -> None:
    incidents = tuple(incident(f"m{at}", 10.0 - at) for at in range(10))
    view = hours_view(known(), incidents, TODAY)
    assert [each.key for each in view.marks] == [*(f"m{at}" for at in range(8)), OTHERS]
    assert view.table.marks[-1] == (OTHERS,)
    [drawn] = view.charts
    assert drawn.series[-1].values == (3.0,)


# Failed releases


def test_shares_stand_against_the_limits_and_what_is_not_counted_is_at_least() -> None:
    view = failed_view(
        known(
            seen(FAILED, "churn", 0.25, hits=2, n=8, detail="2 of 8 releases failed"),
            seen(FAILED, "fraud", None, low=0.1, unknown="1 of 10 failed; not every one is known"),
        ),
        RECOVERIES,
    )
    assert view.title == (
        "2 of 8 releases failed in a year (25\u00a0%); 1 of 1 model lies above 15\u00a0%; "
        "nothing is known of 2"
    )
    [drawn] = view.charts
    assert (drawn.scale, drawn.limits, drawn.most) == ("share", ALLOWED[FAILED], 0.25)
    assert drawn.kinds == (
        Dots("counted", "disc", (Dot("churn", 0.25, "churn: 2 of 8 releases failed"),)),
        Dots(
            "at least",
            "ring",
            (Dot("fraud", 0.1, "fraud: 1 of 10 failed; not every one is known"),),
        ),
    )
    assert table(view.models) == [
        ["churn", "Growth", "2", "25\u00a0%", "2", "8", "none, over 15\u00a0%"],
        ["fraud", "Payments", "1", "unknown", "unknown", "unknown", "unknown"],
        ["triage", "unknown", "unknown", "unknown", "unknown", "unknown", "unknown"],
    ]
    assert bad(view.models) == ["none, over 15\u00a0%"]
    assert [row[0] for row in table(view.table)] == ["churn", "churn", "churn"]


def test_where_no_release_is_counted_the_share_is_unknown() -> None:
    view = failed_view(known(), ())
    assert (view.title, view.charts) == ("How many releases fail is counted of no model", ())


# What is not connected


def test_what_no_source_brings_is_told_with_the_connectors_that_would() -> None:
    assert missing("hours", frozenset({"incident"})) == ()
    [incidents, deployments, drills] = missing("undo", frozenset())
    assert incidents.startswith("No connected source brings incidents: connect ")
    assert all(title in incidents for title in brought_by()["incident"])
    assert deployments.startswith("No connected source brings deployments: connect ")
    assert drills.endswith("; a rehearsal can also be noted on the Attestations page.")
    for part in PARTS:
        assert missing(part, frozenset())
