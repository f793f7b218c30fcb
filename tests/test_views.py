"""The views: what the scorecard says in words, whole and where nothing is known."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import scorecards

from app.text import NO_BREAK, Group
from app.views.changes import (
    ChangeView,
    changes_view,
    money_between,
    money_change,
    moved_title,
)
from app.views.finding import finding_view
from app.views.headline import headline
from app.views.model import area_sections, model_view
from app.views.models import ModelFilters, OwnerText, model_filters, models_view
from app.views.parts import MoneyText, VerdictMark, worst
from app.views.resting import RestingRow, RestingView, resting_views
from app.views.scorecard import scorecard_view
from app.views.sources import sources_view
from app.views.standing import standing
from app.views.under_control import Control
from assessments import question_files
from assessments.scorecard import Scorecard, build
from assessments.scoring import Finding, Verdict
from assessments.snapshot import freeze
from assessments.trend import Point, Ways, point

NB = "\u00a0"
EVERY: tuple[Callable[[], Scorecard], ...] = (
    scorecards.whole,
    scorecards.unknown,
    scorecards.empty,
    scorecards.good,
    scorecards.unanswered,
    scorecards.words_alone,
    scorecards.two_currencies,
    scorecards.simulated,
    scorecards.hostile,
)


def stood(card: Scorecard) -> Point:
    return point(freeze(card, scorecards.questionnaire(), card.as_of).document)


def of(card: Scorecard, question: str, subject: str | None) -> Finding:
    return next(
        each for each in card.findings() if (each.question.id, each.subject) == (question, subject)
    )


def values(view: Any) -> Iterator[Any]:
    """Yield everything that stands in a view."""
    yield view
    if is_dataclass(view):
        for field in fields(view):
            yield from values(getattr(view, field.name))
    elif isinstance(view, tuple):
        for each in view:
            yield from values(each)


# The headline


@pytest.mark.parametrize(
    ("card", "said"),
    [
        (
            scorecards.whole,
            (
                "Four of five areas are claimed higher than the evidence; "
                "3 models without an active owner on record carry $51.1k a month"
            ),
        ),
        (
            scorecards.unknown,
            (
                "Nothing is known yet of 3 production models: "
                "no answer is given and no evidence is found"
            ),
        ),
        (scorecards.empty, "No source is connected yet, so no production model is known"),
        (
            scorecards.good,
            (
                "All five areas are verified at 4 Measured or higher over 2 production models; "
                "all $135k a month is under control"
            ),
        ),
        (
            scorecards.unanswered,
            (
                "Nobody has answered for 8 production models yet; by evidence alone knowledge is "
                "lowest, at 1 Absent; "
                "3 models without an active owner on record carry $51.1k a month"
            ),
        ),
        (
            scorecards.words_alone,
            (
                "22 claims on 8 production models stand on words alone; "
                "3 models without an active owner on record carry $51.1k a month"
            ),
        ),
        (
            scorecards.two_currencies,
            (
                "Four of five areas are claimed higher than the evidence; "
                "3 models without an active owner on record carry €40.0k + $19.9k a month"
            ),
        ),
    ],
)
def test_the_headline_is_the_news_with_its_area_count_and_money(
    card: Callable[[], Scorecard], said: str
) -> None:
    assert headline(card()) == said


def test_one_area_that_is_claimed_too_high_is_named_with_its_levels() -> None:
    card = scorecards.good()
    first = replace(card.portfolio[0], claimed=5)
    changed = replace(card, portfolio=(first, *card.portfolio[1:]))
    assert headline(changed) == (
        "Ownership is claimed at 5 Enforced, and the evidence allows 4 Measured at most; "
        "all $135k a month is under control"
    )


def test_contradicted_claims_that_move_no_area_are_counted_with_the_area_they_are_most_in() -> None:
    card = scorecards.good()
    held = replace(card.integrity, confirmed=13, contradicted=2)
    by_area = dict(card.integrity_by_area)
    by_area["rollback"] = replace(by_area["rollback"], contradicted=2)
    changed = replace(card, integrity=held, integrity_by_area=by_area)
    assert headline(changed) == (
        "2 of 15 claims that can be checked are contradicted, 2 of them in rollback speed; "
        "all $135k a month is under control"
    )


def test_areas_below_the_target_are_named_when_nothing_is_contradicted() -> None:
    card = scorecards.good()
    low = tuple(replace(area, level=2, low=2, high=4) for area in card.portfolio[:2])
    changed = replace(card, portfolio=(*low, *card.portfolio[2:]))
    assert headline(changed) == (
        "No claim is contradicted; two areas stand below 3 Working: ownership at 2 Recorded "
        "and rollback speed at 2 Recorded; all $135k a month is under control"
    )


def test_areas_that_cannot_be_settled_are_named() -> None:
    card = scorecards.good()
    unsettled = replace(card.portfolio[4], level=None, low=1, high=4)
    changed = replace(card, portfolio=(*card.portfolio[:4], unsettled))
    assert headline(changed) == (
        "No claim is contradicted; one of five areas cannot be settled yet: knowledge; "
        "all $135k a month is under control"
    )


def test_without_a_cost_source_unowned_models_are_counted_without_money() -> None:
    facts = tuple(replace(each, effective_cost={}) for each in scorecards.MODELS)
    card = scorecards.build(scorecards.inputs(facts=facts))
    assert headline(card).endswith(
        "; 3 models without an active owner on record serve in production"
    )


# The scorecard


@pytest.mark.parametrize("card", EVERY, ids=lambda card: card.__name__)
def test_a_scorecard_of_any_kind_has_a_view_without_an_empty_word(
    card: Callable[[], Scorecard],
) -> None:
    view = scorecard_view(card())
    assert len(view.areas) == 5
    for each in values(view):
        if isinstance(each, MoneyText | VerdictMark):
            assert "None" not in str(each)
    assert all((view.headline, view.areas_title, view.integrity.sentence, view.money.title))
    assert all((view.contradictions.title, view.coverage_title, view.changes.title))


@pytest.mark.parametrize("card", [scorecards.unknown, scorecards.empty])
def test_what_is_unknown_is_said_so_and_is_never_red(card: Callable[[], Scorecard]) -> None:
    view = scorecard_view(card())
    assert {area.level for area in view.areas} == {"insufficient evidence"}
    assert {area.band for area in view.areas} == {"band 1 to 5"}
    assert not view.money.known
    assert "contradicted" not in [getattr(each, "group", None) for each in values(view)]


def test_the_quiet_line_says_whose_how_many_how_old_and_how_much_is_covered() -> None:
    assert scorecard_view(scorecards.whole()).quiet == (
        "Harbour & Vale",
        "Autumn 2026",
        "8 production models (5 more registered)",
        (
            "4 sources, read on 23 Nov 2026, 08:48 UTC (the oldest on 14 Nov 2026, 09:00 UTC), "
            "1 failed"
        ),
    )


def test_simulated_data_is_said_plainly() -> None:
    assert scorecard_view(scorecards.simulated()).simulated == (
        "Simulated data: a demo portfolio, not a real company."
    )
    assert scorecard_view(scorecards.whole()).simulated is None


def test_an_area_says_by_the_rule_and_its_own_numbers_why_it_stands_where_it_does() -> None:
    whole, unknown = scorecards.whole(), scorecards.unknown()
    subjects = (
        "A model, like the organisation, stands at the weighted median of its own questions, and "
        "never above its lowest critical one."
    )
    told = {area.area: standing(area) for area in whole.portfolio}
    assert told["ownership"] == (
        f"Models stand at 1 Absent: the highest level that more than 85{NB}% of what is at stake "
        "has reached, with no tier-1 model more than one level below, held inside the band 1 to "
        f"2; 83{NB}% has reached 2 Recorded. The organisation's own questions stand at 3 Working; "
        f"the area has the lower of the two. {subjects}"
    )
    assert (
        told["cost"] == f"All is asked of the organisation, which stands at 3 Working. {subjects}"
    )
    assert standing(unknown.portfolio[0]) == (
        "Models have a level once it is known for half of what is at stake; it is known for "
        f"0{NB}%. Where the organisation's own questions stand is unknown. {subjects}"
    )


def test_an_area_shows_models_and_organisation_apart() -> None:
    ownership, _, _, cost, _ = scorecard_view(scorecards.whole()).areas
    assert (ownership.level, ownership.band, ownership.claimed) == (
        *("1 Absent", "band 1 to 2", "claimed 3 Working"),
    )
    assert (ownership.models, ownership.organisation) == (
        *("models 1 Absent", "organisation 3 Working"),
    )
    assert (cost.models, cost.organisation) == (None, "organisation 3 Working")
    assert ownership.contradicted == "2 claims on models contradicted"
    assert ownership.mark.sentence == "Ownership: verified 1 Absent, claimed 3 Working"


def test_of_areas_on_one_level_the_one_with_most_contradicted_claims_is_called_worst() -> None:
    assert scorecard_view(scorecards.whole()).areas_title == (
        "Ownership is worst: verified at 1 Absent, as one other area is, with the most "
        "contradicted claims, 2"
    )


def test_areas_on_one_level_with_as_many_contradicted_claims_are_named_together() -> None:
    card = scorecards.whole()
    even = {area: replace(held, contradicted=1) for area, held in card.integrity_by_area.items()}
    view = scorecard_view(replace(card, integrity_by_area=even))
    assert view.areas_title == "Ownership and knowledge are lowest, verified at 1 Absent"


def test_claim_integrity_counts_every_checkable_claim_once() -> None:
    card = scorecards.whole()
    view = scorecard_view(card).integrity
    assert view.sentence == (
        f"Of 20 claims that can be checked, 50{NB}% are confirmed, 5{NB}% unproven "
        f"and 45{NB}% contradicted"
    )
    assert sum(part.share for part in view.parts) == pytest.approx(1)
    assert [int(part.amount) for part in view.parts] == [10, 1, 9]
    assert view.notes == (
        ("verdict:claim_only", "2 claims stand on words alone"),
        ("verdict:nobody", "1 question nobody could answer"),
    )
    by_area = sum(int(part.amount) for row in view.by_area for part in row.parts)
    assert by_area == card.integrity.checkable


def test_the_contradictions_that_cost_most_stand_once_for_each_subject() -> None:
    view = scorecard_view(scorecards.whole()).contradictions
    assert [(row.name, row.money and row.money.exact) for row in view.rows] == [
        ("Harbour & Vale", "$262,410.39"),
        ("ad-ranker", "$120,310.12"),
        ("search-embedding", "$44,018.73"),
    ]
    assert view.rows[0].said == "is claimed at 4; the evidence allows 3"
    assert view.rows[0].evidence == "83 % is allocated: $218k"
    assert (view.rows[0].money_of, view.rows[0].bears_on) == (
        "all AI spend rests on it, last 30 days",
        "Bears on every model",
    )
    assert view.rows[1].money_of == "rests on it, last 30 days"
    assert view.title == "9 claims are contradicted; the most spend rests on these three"
    assert view.rest == "6 more on 3 other models"


def test_a_model_with_several_contradictions_says_how_many_more() -> None:
    facts = tuple(each for each in scorecards.MODELS if each.model == "fraud-scorer")
    card = scorecards.build(scorecards.inputs(facts=facts))
    row = scorecard_view(card).contradictions.rows[1]
    assert (row.name, row.more) == ("fraud-scorer", "and 3 more claims on it")
    assert row.evidence == "The card is of version 4, version 7 serves"


@pytest.mark.parametrize("card", [scorecards.whole, scorecards.two_currencies])
def test_the_parts_of_each_bar_add_up_to_all_spend(card: Callable[[], Scorecard]) -> None:
    made = card()
    for row in scorecard_view(made).money.rows:
        exact = [part.money.exact.lstrip("$€").replace(",", "") for part in row.parts]
        assert sum(map(Decimal, exact)) == made.money.effective_cost[row.currency]
        assert sum(part.share for part in row.parts) == pytest.approx(1)


def test_money_under_control_is_named_with_its_share_and_days() -> None:
    view = scorecard_view(scorecards.whole()).money
    assert view.title == (
        f"51{NB}% of AI spend is on models verified at 3 Working or higher in all areas"
    )
    assert view.window == "effective cost, 24 Oct to 22 Nov 2026"
    assert view.facts[1] == (
        *("Under control", MoneyText("$135k", "$135,012.62"), f"51{NB}% of the month"),
    )
    assert all(len(label) <= 18 for label, _, _ in view.facts)


def test_the_money_of_the_headline_is_a_fact_with_its_models_and_its_share() -> None:
    card = scorecards.whole()
    assert headline(card).endswith(
        "3 models without an active owner on record carry $51.1k a month"
    )
    assert scorecard_view(card).money.facts[2] == (
        *("No active owner", MoneyText("$51.1k", "$51,134.55"), f"3 models, 19{NB}%"),
    )


def test_without_a_snapshot_there_is_nothing_to_compare_with_and_the_way_to_one_is_said() -> None:
    view = changes_view(scorecards.whole(), None)
    assert view.title == "There is no earlier snapshot to compare with"
    assert view.note == "Every export keeps one, and so does the command mlops-scorecard snapshot."


def test_changes_name_the_levels_then_and_now() -> None:
    view = changes_view(scorecards.whole(), stood(scorecards.good()))
    assert view.title == "Since 23 Nov 2026, 09:00 UTC, 9 findings are worse, none better"
    assert view.rows[1] == ChangeView(
        "contradicted", "worse", "Ownership: 4 Measured, now 1 Absent"
    )
    assert [row.sentence for row in view.rows[6:]] == [
        "Contradicted claims: 0, now 9",
        "6 production models joined: churn, claims-triage, fraud-scorer and 3 more",
    ]
    back = changes_view(scorecards.good(), stood(scorecards.whole()))
    assert [row.word for row in back.rows] == [*["better"] * 7, "changed"]


@pytest.mark.parametrize(
    ("moved", "title"),
    [
        ({"better": 20, "worse": 9, "changed": 4}, "20 findings are better and 9 worse"),
        ({"better": 1, "worse": 1}, "1 finding is better and 1 worse"),
        ({"better": 2, "changed": 1}, "2 findings are better, none worse"),
        ({"worse": 3}, "3 findings are worse, none better"),
        ({"changed": 1}, "1 finding moved, neither better nor worse"),
        ({"changed": 2}, "2 findings moved, none better or worse"),
    ],
)
def test_what_moved_is_told_both_ways(moved: Ways, title: str) -> None:
    assert moved_title(moved, "Since 6 Nov 2026") == f"Since 6 Nov 2026, {title}"


def test_since_a_snapshot_of_the_same_day_is_told_with_its_time() -> None:
    card = scorecards.whole()
    fewer = stood(scorecards.build(scorecards.inputs(observations={})))
    for hours, since in ((1, "23 Nov 2026, 08:00 UTC"), (24, "22 Nov 2026")):
        view = changes_view(card, replace(fewer, as_of=card.as_of - timedelta(hours=hours)))
        assert view.title == f"Since {since}, 25 findings are better and 11 worse"


def test_a_point_of_before_findings_were_kept_in_it_is_compared_by_its_levels_and_models() -> None:
    view = changes_view(scorecards.whole(), replace(stood(scorecards.good()), questions=()))
    assert view.title == "8 changes since 23 Nov 2026, 09:00 UTC: 7 worse"


def test_an_area_that_lost_its_evidence_has_changed_and_is_not_worse() -> None:
    lost = scorecards.build(scorecards.inputs(observations={}, responses={}))
    view = changes_view(lost, stood(scorecards.whole()))
    assert view.rows[:2] == (
        ChangeView("unknown", "changed", f"AI spend under control: 51{NB}% ($135k), now unknown"),
        ChangeView("unknown", "changed", "Ownership: 1 Absent, now insufficient evidence, 1 to 5"),
    )


def test_nothing_changed_is_said() -> None:
    view = changes_view(scorecards.whole(), stood(scorecards.whole()))
    assert (view.title, view.rows) == ("Nothing changed since 23 Nov 2026, 09:00 UTC", ())


# Money under control since a snapshot

SOME = Control({"USD": Decimal(1000)}, {"USD": Decimal(120)}, 3, settled=True)
NOTHING_SETTLED = replace(SOME, settled=False)
NO_COST = Control({}, {}, 3, settled=True)
EUROS = {"EUR": Decimal(50)}


def spending(under: int, spent: int = 1000, **euros: int) -> Control:
    """Dollars, and euros of 100 where `euros` says how many of them are under control."""
    more = {"EUR": Decimal(euros["euros"])} if euros else {}
    hundred = {"EUR": Decimal(100)} if euros else {}
    return replace(
        SOME, spent={"USD": Decimal(spent)} | hundred, under={"USD": Decimal(under)} | more
    )


@pytest.mark.parametrize(
    ("before", "after", "word", "said"),
    [
        (SOME, spending(410), "better", f"12{NB}% ($120), now 41{NB}% ($410)"),
        (SOME, spending(0), "worse", f"12{NB}% ($120), now 0{NB}% ($0)"),
        (SOME, spending(240, 2000), "changed", f"12{NB}% ($120), now 12{NB}% ($240)"),
        (SOME, spending(3, 1000), "worse", f"12{NB}% ($120), now under 1{NB}% ($3.00)"),
        (NO_COST, SOME, "changed", f"unknown, now 12{NB}% ($120)"),
        (SOME, NO_COST, "changed", f"12{NB}% ($120), now unknown"),
        (NOTHING_SETTLED, SOME, "changed", f"unknown, now 12{NB}% ($120)"),
        (SOME, NOTHING_SETTLED, "changed", f"12{NB}% ($120), now unknown"),
        (SOME, spending(-5, -9), "changed", f"12{NB}% ($120), now unknown (\u2212$5.00)"),
        (
            *(spending(120, euros=10), spending(130, euros=10), "better"),
            f"10{NB}% (€10) and 12{NB}% ($120), now 10{NB}% (€10) and 13{NB}% ($130)",
        ),
        (
            *(spending(120, euros=10), spending(130, euros=9), "changed"),
            f"10{NB}% (€10) and 12{NB}% ($120), now 9{NB}% (€9.00) and 13{NB}% ($130)",
        ),
        (
            *(SOME, spending(500, euros=90), "changed"),
            f"12{NB}% ($120), now 90{NB}% (€90) and 50{NB}% ($500)",
        ),
        (
            *(SOME, replace(SOME, spent=EUROS, under=EUROS), "changed"),
            f"12{NB}% ($120), now 100{NB}% (€50)",
        ),
        (
            *(SOME, replace(spending(50), target=4), "changed"),
            f"12{NB}% ($120) at 3 Working or higher, now 5{NB}% ($50) at 4 Measured or higher",
        ),
    ],
)
def test_money_under_control_is_told_as_it_was_and_as_it_is(
    before: Control, after: Control, word: str, said: str
) -> None:
    """Currencies are never compared or added, and what is unknown is neither 0 nor worse."""
    groups: Mapping[str, Group] = {
        "better": "confirmed", "worse": "contradicted", "changed": "unknown",
    }  # fmt: skip
    assert money_change(before, after) == ChangeView(
        groups[word], word, f"AI spend under control: {said}"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (SOME, SOME),
        (SOME, spending(120, 1001)),
        (NO_COST, NO_COST),
        (NO_COST, NOTHING_SETTLED),
        (NO_COST, replace(NO_COST, target=4)),
    ],
)
def test_where_a_reader_reads_the_same_no_money_moved(before: Control, after: Control) -> None:
    assert money_change(before, after) is None


def test_money_under_control_opens_what_changed_and_is_the_same_between_two_snapshots() -> None:
    card = scorecards.whole()
    row = ChangeView(
        *("contradicted", "worse"),
        f"AI spend under control: 100{NB}% ($135k), now 51{NB}% ($135k)",
    )
    assert changes_view(card, stood(scorecards.good())).rows[0] == row
    assert money_between(stood(scorecards.good()), stood(card)) == row
    euros = scorecards.two_currencies()
    assert changes_view(euros, stood(card)).rows[0].word == "changed"


# Sources


def test_a_source_that_failed_or_is_old_says_to_which_questions_it_matters() -> None:
    card = scorecards.whole()
    view = sources_view(card.sources, card.as_of, card)
    assert [row.source for row in view.rows] == ["pagerduty", "focus", "inventory", "mlflow"]
    assert view.warnings == (
        (
            "PagerDuty: failed on 23 Nov 2026, 08:48 UTC; what it brought on 21 Nov 2026, "
            "09:00 UTC still counts. It matters to time to undo and known-good version."
        ),
        (
            "Inventory files: last read on 14 Nov 2026, 09:00 UTC, sync it again. "
            "It matters to working runbook and bus factor."
        ),
    )
    assert view.rows[0].status == VerdictMark("contradicted", "failed")
    assert view.rows[1].sentence == "Read 12 minutes ago; 3 rows could not be used."
    assert view.news == (
        "88,771 rows came in; 3 more could not be used. Evidence from sources bears on 9 of 9 "
        "questions."
    )


def test_a_source_that_was_never_read_is_unknown_and_not_failed() -> None:
    card = scorecards.unknown()
    view = sources_view(card.sources, card.as_of, card)
    assert view.rows[0].status == VerdictMark("unknown", "never read")
    assert (view.sentence, view.news) == ("1 source, none read yet", None)
    assert view.warnings == ("MLflow: never read.",)


def test_a_source_that_is_not_read_any_more_says_which_questions_go_open_and_when() -> None:
    assert resting_views(scorecards.whole(), question_files.load().probes) == (
        RestingView(
            "pagerduty",
            "1 question rests on PagerDuty; unless it is read again, the first goes open on "
            "7 Dec 2026",
            (RestingRow("Known-good version", "2 models", "30 Nov 2026", "7 Dec 2026"),),
        ),
        RestingView(
            "inventory",
            "1 question rests on Inventory files; unless it is read again, the first goes open on "
            "22 Jan 2027",
            (RestingRow("Working runbook", "5 models", "23 Dec 2026", "22 Jan 2027"),),
        ),
    )


def test_what_no_longer_counts_is_said_and_a_source_without_any_question_as_well() -> None:
    card = scorecards.whole()
    later = replace(card, as_of=card.as_of + timedelta(days=15))
    titles = {
        each.source: each.title for each in resting_views(later, question_files.load().probes)
    }
    assert titles["pagerduty"] == "1 question rests on PagerDuty; some of it no longer counts"
    failed = replace(card.sources[0], source="bare", title="Bare", status="failed")
    alone = replace(card, sources=(failed,))
    assert resting_views(alone, question_files.load().probes) == (
        RestingView("bare", "Nothing rests on Bare now", ()),
    )


# Models


def test_models_stand_by_exposure_and_an_owner_who_left_is_flagged_in_words() -> None:
    view = models_view(scorecards.whole())
    assert view.title == "5 of 8 production models have a contradicted claim"
    assert view.rows[0].model == "fraud-scorer"
    assert view.rows[0].owner == OwnerText("Maria Keller, left", gone=True)
    assert view.rows[0].cost == MoneyText("$31.2k", "$31,204.55")
    assert view.area_titles == ("Ownership", "Rollback speed", "Explainability", "Knowledge")
    assert all(len(row.areas) == 4 for row in view.rows)
    last = view.rows[-1]
    assert (last.model, last.team, last.tier, last.cost.text, last.incident_hours) == (
        *("claims-triage", "unknown", "unknown", "none found", "unknown"),
    )
    assert last.worst == VerdictMark("unknown", "not assessed")


def test_models_may_be_filtered_by_every_team_and_tier_that_there_is() -> None:
    filters = model_filters(scorecards.whole())
    assert filters.tiers == (1, 2, 3)
    assert "Growth" in filters.teams
    assert list(filters.teams) == sorted(filters.teams)
    assert model_filters(scorecards.unknown()) == ModelFilters((), ())


def test_where_no_model_has_an_owner_owners_are_unknown_and_nobody_is_blamed() -> None:
    rows = models_view(scorecards.unknown()).rows
    assert {row.owner for row in rows} == {OwnerText("unknown", gone=False)}


# One model


def one(card: Scorecard, model: str) -> Any:
    return next(each for each in card.models if each.facts.model == model)


def test_a_model_tells_its_year() -> None:
    card = scorecards.whole()
    view = model_view(one(card, "fraud-scorer"), scorecards.story(), card)
    assert view.headline == "4 of 5 claims are contradicted by the evidence"
    assert view.timeline.title == "3 versions served, 1 of 3 releases failed, 2 incidents in a year"
    assert [lane.title for lane in view.timeline.lanes] == [
        *("In production: 7", "Releases", "Failed releases", "Returns and drills", "Incidents"),
        *("Owner", "Answers"),
    ]
    failed = view.timeline.lanes[2].events[0]
    assert failed.sentence == (
        f"Release of version 7 on 19 Aug 2026 failed, undone in 29{NB}h; incident P-118 names it"
    )
    assert view.cost[0].title == "$33.0k in Oct 2026, over budget in 4 of 9 closed months"
    assert view.cost[0].months[-1].estimated
    assert [row.money.exact for row in view.allocation] == ["$262,000.50", "$30,000.00"]
    assert view.owners[0].standing == VerdictMark("contradicted", "left on 14 Aug 2026")
    assert view.documents[0].state == VerdictMark("contradicted", "missing")
    assert view.incidents[0].restored == "not resolved yet"
    assert all(0 <= event.at <= 1 for lane in view.timeline.lanes for event in lane.events)
    assert all(len(fact.label) <= 18 for fact in view.facts)


def test_a_model_that_nobody_knows_has_a_page_without_a_gap() -> None:
    card = scorecards.unknown()
    view = model_view(one(card, "alpha"), scorecards.no_story(), card)
    assert view.headline == "Nothing is claimed and nothing is known yet"
    assert view.timeline.title == ("No version is seen, no release is seen, 0 incidents in a year")
    assert {fact.value for fact in view.facts} == {"unknown"}
    assert view.cost == view.owners == view.incidents == view.documents == ()


# One finding


@pytest.mark.parametrize(
    ("question", "subject", "verdict", "sentence"),
    [
        (
            *("O1", "fraud-scorer", "contradicted"),
            (
                "Claimed 4 Measured, 2 levels above what the evidence allows: "
                "Maria Keller left on 2026-08-14."
            ),
        ),
        (
            *("O1", "credit-limit", "confirmed"),
            "Claimed 4 Measured, and proven: it holds that a deputy still works here.",
        ),
        (
            *("E1", "credit-limit", "understated"),
            "Claimed 3 Working; the evidence proves 4 Measured.",
        ),
        (
            *("K2", "churn", "unproven"),
            "Claimed 4 Measured; proven so far is 3 Working, and nothing speaks against more.",
        ),
        (
            *("E3", "fraud-scorer", "claim only"),
            "Claimed 3 Working; no evidence bears on it yet.",
        ),
        (
            *("O1", "search-embedding", "unclaimed"),
            (
                "Nobody has answered; the evidence settles it at 3 Working: "
                "it does not hold that a deputy still works here."
            ),
        ),
        (
            *("K2", "pricing-elasticity", "not assessed"),
            "Nobody could say, and no evidence bears on it yet.",
        ),
        (
            *("E3", "support-router", "not applicable"),
            "Does not apply until 1 May 2027, as a second person approved.",
        ),
    ],
)
def test_a_verdict_is_one_sentence_with_what_decides_it(
    question: str, subject: str, verdict: str, sentence: str
) -> None:
    view = finding_view(of(scorecards.whole(), question, subject))
    assert (view.verdict.word, view.sentence) == (verdict, sentence)


def test_a_finding_shows_each_condition_with_its_source_date_and_quality() -> None:
    view = finding_view(of(scorecards.whole(), "O1", "fraud-scorer"))
    met, failed, unknown, _ = view.conditions
    assert (met.outcome, met.detail, met.source, met.observed, met.quality) == (
        *("met", "", "mlflow", "23 Nov 2026", "high, system of record"),
    )
    assert (failed.outcome, failed.detail) == ("not met", "Maria Keller left on 2026-08-14")
    assert (unknown.outcome, unknown.group, unknown.source, unknown.quality) == (
        *("unknown", "unknown", "no source", "none"),
    )
    assert view.claims == "Claimed 4 Measured, the respondents agree"
    assert view.settle == ()


def test_an_open_finding_says_what_would_settle_it() -> None:
    view = finding_view(of(scorecards.whole(), "E3", "fraud-scorer"))
    assert view.settle == ("For 2 Recorded to 5 Enforced: nothing was found to measure.",)
    blank = finding_view(of(scorecards.unknown(), "O1", "alpha"))
    assert blank.settle[0] == "An answer from someone who knows."


def test_a_changed_answer_is_shown_beside_the_first() -> None:
    view = finding_view(of(scorecards.whole(), "C1", None))
    assert [(role.role, role.choice, role.changed_from) for role in view.roles] == [
        ("finance", "4 Measured", "5 Enforced"),
    ]


def test_the_worst_finding_is_the_contradicted_one_with_the_widest_gap() -> None:
    findings = [
        finding
        for area in one(scorecards.whole(), "fraud-scorer").areas
        for finding in area.findings
    ]
    found = worst(findings)
    assert found is not None
    assert (found.question.id, found.verdict) == ("E1", Verdict.CONTRADICTED)
    assert worst([]) is None


def test_a_view_is_the_same_for_the_same_scorecard() -> None:
    assert scorecard_view(scorecards.whole()) == scorecard_view(scorecards.whole())


def test_a_source_read_this_week_is_not_called_old() -> None:
    card = scorecards.whole()
    recent = replace(card.sources[3], last_good=card.as_of - timedelta(days=6))
    assert sources_view((recent,), card.as_of, card).warnings == ()


def test_coverage_is_told_in_whole_rows_and_in_money() -> None:
    view = scorecard_view(scorecards.whole())
    assert [each.sentence for each in view.coverage] == [
        "Production models: 7 of 8 models",
        "Cost: $245k of $262k",
        "Incidents: 19 of 21 incidents",
    ]
    assert (
        view.coverage_title
        == f"Coverage of all that was read is lowest for production models: 88{NB}%"
    )
    assert scorecard_view(scorecards.empty()).coverage_title == (
        "Nothing has been matched to a model yet"
    )


def test_an_area_of_a_model_says_where_much_of_it_does_not_apply() -> None:
    until = scorecards.NOW + timedelta(days=9)
    card = build(scorecards.inputs(exemptions={("E3", "churn"): until}))
    churn = next(each for each in card.models if each.facts.model == "churn")
    told = {each.mark.key: each.summary for each in area_sections(churn, card, {})}
    half = f"; 50{NO_BREAK}% of its weight does not apply"
    assert {area for area, said in told.items() if said.endswith(half)} == {"explainability"}
    assert not any("apply" in said for area, said in told.items() if area != "explainability")
