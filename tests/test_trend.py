"""Two frozen scorecards compared: as reported, like for like, and what moved each finding."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from portfolios import NOW, days, evidence, facts, inputs, portfolios, proving, question, response

from app.trends import Taken
from app.views.comparison import comparison_view, early_headline, moved_views, worst_first
from app.views.parts import VerdictMark
from app.views.trend import trend_view
from assessments.questionnaire import Question, Questionnaire
from assessments.scorecard import Inputs, MoneyTotals, build
from assessments.scoring import Verdict
from assessments.snapshot import freeze, inputs_of
from assessments.trend import (
    AreaPoint,
    Comparison,
    Point,
    QuestionChange,
    compare,
    point,
    point_of,
    point_text,
    read_point,
)
from assessments.trend import (
    ways as counted,
)
from assessments.trend.moves import Answered, Exempted, Observed, Place

OWNER = question("O1", area="ownership")
RUNBOOK = question("K1", area="knowledge")
NB = "\u00a0"


def document(told: Inputs) -> Mapping[str, Any]:
    return freeze(build(told), told.questionnaire, told.now).document


def held(
    levels: Mapping[str, int],
    claims: Mapping[str, int | str] | None = None,
    asked: tuple[Question, ...] = (OWNER,),
    **more: Any,
) -> Inputs:
    """Models by name, each proven at exactly one level of every question, and what is claimed."""
    observations = {
        key: each
        for one in asked
        for model, level in levels.items()
        for key, each in evidence(one, model, proving(level)).items()
    }
    said = {
        (one.id, model): [response(choice)]
        for one in asked
        for model, choice in (claims or levels).items()
    }
    return inputs(
        asked,
        [facts(model) for model in levels],
        observations=observations,
        responses=said,
        **more,
    )


def between(before: Inputs, after: Inputs) -> Comparison:
    return compare(document(before), document(after))


def steps(comparison: Comparison) -> tuple[dict[str, int | None], dict[str, int | None]]:
    return (
        {each.area: each.step for each in comparison.as_reported if each.step is not None},
        {each.area: each.step for each in comparison.like_for_like if each.step is not None},
    )


# The point


def test_a_point_says_where_a_scorecard_stood() -> None:
    money = MoneyTotals(NOW.date(), NOW.date(), {"USD": Decimal(300)}, {"USD": Decimal(100)})
    stood = point(
        document(held({"churn": 3, "pricing": 3}, {"churn": 4, "pricing": 3}, money=money))
    )
    assert stood.as_of == NOW
    assert stood.areas[0] == AreaPoint("ownership", "Ownership", 3, 3, 3, 3)
    assert stood.areas[1] == AreaPoint("rollback", "Rollback", None, 1, 5, None)
    assert (stood.integrity.confirmed, stood.integrity.contradicted) == (1, 1)
    assert stood.effective_cost == {"USD": Decimal(300)}
    assert (stood.models, stood.target_level) == (("churn", "pricing"), 3)


@settings(max_examples=30)
@given(portfolios())
def test_a_point_kept_as_text_is_read_back_whole(told: Inputs) -> None:
    frozen = document(told)
    assert read_point(point_text(frozen)) == point(frozen)


@settings(max_examples=30)
@given(portfolios())
def test_a_scorecard_stands_where_its_frozen_document_says(told: Inputs) -> None:
    card = build(told)
    assert point_of(card) == point(freeze(card, told.questionnaire, NOW).document)


# Comparing


@settings(max_examples=30)
@given(portfolios())
def test_a_scorecard_compared_with_itself_has_not_moved(told: Inputs) -> None:
    comparison = between(told, told)
    assert (comparison.moved, comparison.questions) == ((), ())
    assert (comparison.joined, comparison.left) == ((), ())
    for each in (*comparison.as_reported, *comparison.like_for_like):
        assert each.before == each.after


@settings(max_examples=30)
@given(portfolios(), portfolios())
def test_over_the_same_questions_and_models_both_ways_of_telling_agree(
    told: Inputs, other: Inputs
) -> None:
    """Whatever was answered and seen; exposures are of all models in both."""
    later = replace(told, observations=other.observations, responses=other.responses)
    comparison = between(told, later)
    reported = {each.area: each for each in comparison.as_reported}
    for each in comparison.like_for_like:
        assert each == reported[each.area]


@settings(max_examples=40)
@given(portfolios(), st.data())
def test_everything_that_stands_elsewhere_is_among_what_moved(
    told: Inputs, data: st.DataObject
) -> None:
    kept = {key: each for key, each in told.observations.items() if data.draw(st.booleans())}
    later = replace(told, observations=kept)
    moved = {(each.question, each.subject) for each in between(told, later).moved}
    pairs = zip(build(told).findings(), build(later).findings(), strict=True)
    assert moved == {
        (a.question.id, a.subject)
        for a, b in pairs
        if (a.verdict, a.verified, a.low, a.high) != (b.verdict, b.verified, b.low, b.high)
    }


@settings(max_examples=40)
@given(portfolios(), portfolios(), st.data())
def test_what_moved_is_counted_as_it_is_told_one_by_one(
    told: Inputs, other: Inputs, data: st.DataObject
) -> None:
    """Whatever was answered and seen, and whichever models and questions are in both."""
    asked = told.questionnaire
    kept = tuple(each for each in asked.questions if data.draw(st.booleans()))
    later = replace(
        told,
        questionnaire=Questionnaire(asked.areas, kept, asked.probes),
        observations=other.observations,
        responses=other.responses,
        facts=[each for each in told.facts if data.draw(st.booleans())],
    )
    ways = Counter(each.direction for each in between(told, later).moved)
    assert (counted(point(document(told)), point_of(build(later))) or {}) == ways


@settings(max_examples=40)
@given(portfolios(), st.data())
def test_whatever_moved_has_a_cause_while_time_stands_still(
    told: Inputs, data: st.DataObject
) -> None:
    kept = {key: each for key, each in told.observations.items() if data.draw(st.booleans())}
    said = {key: each for key, each in told.responses.items() if data.draw(st.booleans())}
    for each in between(told, replace(told, observations=kept, responses=said)).moved:
        assert each.causes


def test_a_model_that_joined_counts_as_reported_and_not_like_for_like() -> None:
    comparison = between(held({"churn": 4}), held({"churn": 4, "newcomer": 1}))
    assert comparison.joined == ("newcomer",)
    assert steps(comparison) == ({"ownership": -3}, {"ownership": 0})
    assert comparison.moved == ()


def test_a_model_that_left_is_named() -> None:
    comparison = between(held({"churn": 4, "old": 1}), held({"churn": 4}))
    assert (comparison.left, comparison.joined) == (("old",), ())
    assert steps(comparison) == ({"ownership": 3}, {"ownership": 0})


def test_a_question_with_a_new_version_is_left_out_like_for_like() -> None:
    stricter = OWNER.model_copy(update={"version": 2})
    before, after = (held({"churn": 4}, asked=(each, RUNBOOK)) for each in (OWNER, stricter))
    comparison = between(before, after)
    assert comparison.questions == (QuestionChange("O1", "O1", 1, 2),)
    assert [each.area for each in comparison.like_for_like] == ["knowledge"]


def test_a_question_with_another_limit_under_its_old_version_is_left_out_and_told() -> None:
    looser = OWNER.levels[1].model_copy(
        update={"conditions": (OWNER.levels[1].conditions[0].model_copy(update={"equals": 0}),)}
    )
    other = OWNER.model_copy(update={"levels": (OWNER.levels[0], looser, *OWNER.levels[2:])})
    comparison = between(held({"churn": 4}), held({"churn": 4}, asked=(other,)))
    assert comparison.questions == (QuestionChange("O1", "O1", 1, 1),)
    assert comparison_view(comparison).notes == (
        (
            "O1 O1 is not what it was, though its version is still 1: give a changed question a "
            "new version."
        ),
    )


def test_another_wording_of_why_leaves_a_question_like_for_like() -> None:
    other = OWNER.model_copy(update={"why": "It matters a lot."})
    assert between(held({"churn": 4}), held({"churn": 4}, asked=(other,))).questions == ()


def test_a_mapping_that_changed_is_told_with_both_checksums() -> None:
    before = held({"churn": 4}, mapping="a" * 64)
    for mapping, now in (("b" * 64, "b" * 12), (None, "no rules")):
        comparison = between(before, held({"churn": 4}, mapping=mapping))
        assert comparison.mappings == ("a" * 64, mapping)
        assert comparison_view(comparison).notes == (
            (
                f"The mapping changed (aaaaaaaaaaaa, now {now}): what its rules give to a model, "
                "they give for all history, so that a number may have moved by them alone."
            ),
        )


def test_a_mapping_that_did_not_change_is_not_told() -> None:
    for mapping in ("a" * 64, None):
        told = held({"churn": 4}, mapping=mapping)
        assert between(told, told).mappings is None


def test_of_a_snapshot_without_the_checksum_nothing_is_told_about_the_mapping() -> None:
    now = document(held({"churn": 4}, mapping="a" * 64))
    old = {name: value for name, value in now.items() if name != "mapping"}
    assert compare(old, now).mappings is None
    assert inputs_of(old).mapping is None


# What moved it


def test_an_answer_that_moved_a_finding_is_named_with_who_gave_it() -> None:
    before = held({"churn": 3}, {"churn": 3})
    (moved,) = between(before, held({"churn": 3}, {"churn": 5})).moved
    assert moved.causes == (Answered("ana@example.com", "ML engineer", 3, 5),)
    assert moved.before == Place(Verdict.CONFIRMED, 3, 3, 3, 3)
    assert moved.after == Place(Verdict.CONTRADICTED, 3, 3, 3, 5)
    assert moved.direction == "worse"


def test_an_observation_that_moved_a_finding_is_named_with_what_was_seen() -> None:
    before, after = held({"churn": 4}, {"churn": 4}), held({"churn": 3}, {"churn": 4})
    key = ("O1_4_0", "churn")
    told = replace(after.observations[key], detail="Maria Keller left", sources=("people",))
    (moved,) = between(before, replace(after, observations={**after.observations, key: told})).moved
    assert moved.causes == (
        Observed(4, "level 4 holds", True, False, "Maria Keller left", ("people",)),
    )
    assert moved.direction == "worse"
    (row,) = moved_views([moved])
    assert row.sentence == "Confirmed at 4 Measured, now contradicted at 3 Working"
    assert row.causes == (
        "4 Measured: level 4 holds: met, now not met: Maria Keller left (people).",
    )


def test_an_exemption_that_began_is_told() -> None:
    before = held({"churn": 4})
    after = replace(before, exemptions={("O1", "churn"): NOW + days(9)})
    (moved,) = between(before, after).moved
    assert moved.causes == (Exempted(began=True),)


def test_the_heaviest_move_comes_first() -> None:
    before = held({"small": 4, "large": 4})
    after = held({"small": 1, "large": 3}, {"small": 4, "large": 4})
    weights = [facts("small", tier=3, cost="1"), facts("large", tier=1, cost="999")]
    moved = between(replace(before, facts=weights), replace(after, facts=weights)).moved
    assert [each.subject for each in moved] == ["large", "small"]


# In words


def taken(told: Inputs, ago: float) -> Taken:
    stood = point(document(replace(told, now=NOW - days(ago))))
    return Taken(f"s{ago:g}", NOW - days(ago), "ab", stood)


def today(told: Inputs) -> Point:
    return point(document(told))


def test_the_headline_names_what_rose_and_what_fell() -> None:
    asked = (OWNER, RUNBOOK)
    then = held({"churn": 2}, asked=asked)
    now = replace(
        then,
        observations={
            **evidence(OWNER, "churn", proving(4)),
            **evidence(RUNBOOK, "churn", proving(1)),
        },
        responses={("O1", "churn"): [response(4)], ("K1", "churn"): [response(2)]},
    )
    view = trend_view([taken(then, 5)], today(now))
    assert (
        view.headline == "Ownership rose and knowledge fell since 18 Nov 2026; three cannot be told"
    )
    assert [(line.title, line.now) for line in view.areas if line.direction != "unknown"] == [
        ("Ownership", "4 Measured, up from 2 Recorded"),
        ("Knowledge", "1 Absent, down from 2 Recorded"),
    ]


def test_without_a_snapshot_the_trend_says_so() -> None:
    view = trend_view([], today(held({"churn": 2})))
    assert view.headline == "No snapshot has been taken yet, so there is no trend to show"
    assert [row.when for row in view.rows] == ["Today"]


def test_nothing_moved_is_said() -> None:
    view = trend_view([taken(held({"churn": 2}), 40)], today(held({"churn": 2})))
    assert view.headline == "No area's verified level has moved since 14 Oct 2026"


def test_rows_are_newest_first_with_unknown_bands_in_brackets() -> None:
    view = trend_view([taken(held({"churn": 2}), 40)], today(held({"churn": 2})))
    assert [row.id for row in view.rows] == ["", "s40"]
    row = view.rows[0]
    assert row.levels == ("2", "(1 to 5)", "(1 to 5)", "(1 to 5)", "(1 to 5)")
    assert (row.confirmed, row.contradicted, row.under_control, row.models) == (
        f"100{NB}%", "0", "unknown", "1",
    )  # fmt: skip


def test_over_a_year_the_ticks_are_months_in_their_order() -> None:
    view = trend_view([taken(held({"churn": 2}), 300)], today(held({"churn": 2})))
    labels = [tick.label for tick in view.ticks]
    assert labels[:2] == ["Feb", "Mar"]
    assert labels[-1] == "Nov"
    assert all(0 <= tick.at <= 1 for tick in view.ticks)


def mixed() -> Comparison:
    """Three models: one is better, one is worse, and of one only the claim is another."""
    before = held({"up": 2, "down": 4, "said": 3}, {"up": 2, "down": 4, "said": 4})
    return between(before, held({"up": 4, "down": 3, "said": 3}, {"up": 4, "down": 4, "said": 3}))


def test_what_moved_is_read_worst_first_and_can_be_picked() -> None:
    comparison = mixed()
    found = {
        picked: [each.subject for each in worst_first(comparison.moved, picked)]
        for picked in ("all", "worse", "better", "changed")
    }
    assert found == {
        "all": ["down", "said", "up"],
        "worse": ["down"],
        "better": ["up"],
        "changed": ["said"],
    }
    assert comparison_view(comparison).choices == {
        "all": "All 3",
        "worse": "1 worse",
        "better": "1 better",
        "changed": "1 neither",
    }
    assert [each.mark for each in moved_views(worst_first(comparison.moved, "all"))] == [
        VerdictMark("contradicted", "worse"),
        VerdictMark("unknown", "changed"),
        VerdictMark("confirmed", "better"),
    ]


def test_among_the_worse_the_heaviest_comes_first() -> None:
    before = held({"small": 4, "large": 4, "best": 1})
    after = held({"small": 1, "large": 3, "best": 5}, {"small": 4, "large": 4, "best": 5})
    weights = [
        facts("small", tier=3, cost="1"),
        facts("large", tier=1, cost="999"),
        facts("best", tier=1, cost="9999"),
    ]
    moved = between(replace(before, facts=weights), replace(after, facts=weights)).moved
    assert [each.subject for each in worst_first(moved, "all")] == ["large", "small", "best"]


def test_nothing_is_to_be_picked_where_nothing_moved_and_none_is_neither() -> None:
    told = held({"churn": 4})
    assert comparison_view(between(told, told)).choices == {}
    worse = comparison_view(between(told, held({"churn": 3}, {"churn": 4})))
    assert worse.choices == {"all": "All 1", "worse": "1 worse", "better": "0 better"}


def test_a_comparison_opens_with_what_moved_since_then_or_between_two_days() -> None:
    then, now = held({"up": 2, "down": 4}), held({"up": 4, "down": 3}, {"up": 4, "down": 4})
    news = "1 finding is better and 1 worse"
    for days_ago, since, between_days in (
        (9, "Since 14 Nov 2026", "From 14 Nov 2026 to 23 Nov 2026"),
        (0.125, "Since 23 Nov 2026, 06:00 UTC",
         "From 23 Nov 2026, 06:00 UTC to 23 Nov 2026, 09:00 UTC"),
    ):  # fmt: skip
        comparison = between(replace(then, now=NOW - days(days_ago)), now)
        for until_now, when in ((True, since), (False, between_days)):
            view = comparison_view(comparison, until_now=until_now)
            assert view.headline == f"{when}, {news}"
            early = early_headline(comparison.before, comparison.after, until_now=until_now)
            assert early == view.headline
    still = comparison_view(between(replace(then, now=NOW - days(9)), then))
    assert still.headline == "Since 14 Nov 2026, no finding moved"


def test_a_point_of_before_findings_were_kept_in_it_says_nothing_early() -> None:
    comparison = mixed()
    older = replace(comparison.before, questions=())
    assert early_headline(older, comparison.after, until_now=True) is None


def test_questionnaires_without_anything_in_common_have_nothing_like_for_like() -> None:
    other = held({"churn": 2}, asked=(RUNBOOK,))
    comparison = between(held({"churn": 2}), other)
    assert comparison.like_for_like == ()
    assert {row.like_for_like for row in comparison_view(comparison).deltas} == {
        "nothing in common"
    }
    assert isinstance(other.questionnaire, Questionnaire)
