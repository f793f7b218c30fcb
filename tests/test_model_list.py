import csv
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import scorecards
from worlds import World

from app import conventions, wording
from app.charts.model_list import model_list
from app.text import MINUS
from app.views.cost_plans import over_plan
from app.views.grid import csv_of
from app.views.model_choice import SORTS, Wanted, list_filters
from app.views.model_file import models_csv, models_grid
from app.views.model_list import ListCell, ListRow, list_view
from app.views.model_values import above_plan, listing
from app.views.models import OwnerText
from app.views.parts import MoneyText
from assessments.model_details import NOTHING, ModelDetails, MonthCosts, model_details
from assessments.questionnaire import Question, Questionnaire
from assessments.scorecard import Scorecard, build
from assessments.scoring import Observation, Verdict
from assessments.spending import Spending
from assessments.spending.values import Picked

NB = "\u00a0"
OCTOBER = date(2026, 10, 1)
PROBES = {
    "undo_week": "recovery_hours",
    "undo_day": "return_hours",
    "earlier_ready": "return_age_days",
    "one_person": "active_releasers",
}
"""The probes that the list shows, in the place of some of the questionnaire made by hand."""


def asked() -> Questionnaire:
    """The questionnaire made by hand, with the probes that the list shows."""
    whole = scorecards.questionnaire()
    probes = {PROBES.get(name, name): probe for name, probe in whole.probes.items()}
    return replace(whole, probes=probes, questions=tuple(map(_asked, whole.questions)))


def _asked(question: Question) -> Question:
    levels = tuple(
        level.model_copy(
            update={
                "conditions": tuple(
                    each.model_copy(update={"probe": PROBES.get(each.probe, each.probe)})
                    for each in level.conditions
                )
            }
        )
        for level in question.levels
    )
    return question.model_copy(update={"levels": levels})


def seen(probe: str, model: str, **other: Any) -> dict[tuple[str, str | None], Observation]:
    return {(probe, model): Observation(probe, model, observed_at=scorecards.NOW, **other)}


def card(other: Mapping[tuple[str, str | None], Observation] | None = None) -> Scorecard:
    """The scorecard made by hand, with what the list shows of three models, or other than that."""
    known = {
        (PROBES.get(probe, probe), model): replace(each, probe=PROBES.get(probe, probe))
        for (probe, model), each in scorecards.inputs().observations.items()
        if probe not in PROBES and probe != "card_exists"
    }
    told = (
        *(("recovery_hours", "fraud-scorer", {"value": 29.0, "n": 5, "detail": "5 recoveries"}),),
        *(("return_hours", "fraud-scorer", {"value": 2.0, "detail": "a drill took 2 hours"}),),
        *(("return_hours", "churn", {"value": 0.5, "detail": "a drill took 0.5 hours"}),),
        *(("return_age_days", "fraud-scorer", {"value": 41.0, "detail": "a drill"}),),
        *(("return_age_days", "churn", {"low": 3.0, "high": 9.0, "unknown": "polled"}),),
        *(("active_releasers", "fraud-scorer", {"value": 0.0, "detail": "nobody is left"}),),
        *(("active_releasers", "churn", {"low": 1.0, "unknown": "who else is not known"}),),
        *(("card_exists", "fraud-scorer", {"value": 0.0, "detail": "cards/fraud.md: 404"}),),
        *(("card_exists", "churn", {"value": 1.0, "detail": "found"}),),
    )
    for probe, model, found in told:
        known |= seen(probe, model, **found)
    return build(scorecards.inputs(questionnaire=asked(), observations=known | dict(other or {})))


DETAILS: Mapping[str, ModelDetails] = {
    "fraud-scorer": ModelDetails(
        card_edited_at=None,
        month=OCTOBER,
        costs=(MonthCosts("USD", Decimal("33000.5"), Decimal(25000), 0.24, Decimal("2.0833")),),
    ),
    "churn": ModelDetails(
        card_edited_at=datetime(2026, 11, 1, 9, tzinfo=UTC),
        month=date(2026, 9, 1),
        costs=(MonthCosts("USD", Decimal(8000), Decimal(9000), -0.125, None),),
    ),
}


def row(model: str, **wanted: Any) -> ListRow:
    view = list_view(listing(card(), DETAILS), Wanted(**wanted))
    return next(each for each in view.rows if each.model == model)


def names(**wanted: Any) -> list[str]:
    return [each.model for each in list_view(listing(card(), DETAILS), Wanted(**wanted)).rows]


def test_a_row_says_what_the_evidence_tells_of_a_model() -> None:
    assert row("fraud-scorer") == ListRow(
        model="fraud-scorer",
        owner=OwnerText("Maria Keller, left", gone=True),
        team="Payments",
        tier="tier 1",
        worst=ListCell("contradicted", "Model card", "", "contradicted", "E1|fraud-scorer"),
        undo=ListCell(
            f"29{NB}h", "median of 5, level 1 Absent", "5 recoveries", key="R1|fraud-scorer"
        ),
        rehearsal=ListCell("41 days ago", exact="a drill", key="R3|fraud-scorer"),
        card=ListCell("missing", "", "cards/fraud.md: 404", "contradicted", "E1|fraud-scorer"),
        cost=MoneyText("$31.2k", "$31,204.55"),
        plan=ListCell("+$8.0k", "", "$33,000.50, planned $25,000.00", "contradicted"),
        unit=ListCell("$2.08"),
        incidents=ListCell("14", f"43{NB}h"),
        people=ListCell("0", exact="nobody is left", key="K2|fraud-scorer"),
    )


def test_what_lies_between_two_numbers_is_said_so_and_another_month_is_named() -> None:
    told = row("churn")
    assert told.undo == ListCell(
        f"30{NB}min", "last time, level unknown", "a drill took 0.5 hours", key="R1|churn"
    )
    assert told.rehearsal == ListCell("3 to 9 days ago", exact="polled", key="R3|churn")
    assert told.people == ListCell(
        "at least 1", "not all are known", "who else is not known", key="K2|churn"
    )
    assert told.card == ListCell("there", "22 days ago", "found", "confirmed", "E1|churn")
    assert told.plan == ListCell(f"{MINUS}$1.0k", "Sep 2026", "$8,000.00, planned $9,000.00")
    assert told.unit == ListCell("unknown")


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"value": 1.0}, "1 day ago"),
        ({"high": 1.0, "unknown": "polled"}, "at most 1 day ago"),
        ({"low": 2.0, "unknown": "polled"}, "at least 2 days ago"),
        ({"low": 0.0, "high": 1.0, "unknown": "polled"}, "0 to 1 days ago"),
        ({"unknown": "nobody tried"}, "unknown"),
    ],
)
def test_one_day_alone_is_a_day(other: dict[str, Any], said: str) -> None:
    made = card(seen("return_age_days", "fraud-scorer", **other))
    [told] = list_view(listing(made, {}), Wanted(find="fraud")).rows
    assert told.rehearsal.text == said


def test_what_is_not_known_is_unknown_and_never_red() -> None:
    told = row("claims-triage")
    cells = (told.undo, told.rehearsal, told.card, told.unit, told.incidents, told.people)
    assert {cell.text for cell in cells} == {"unknown"}
    assert {cell.group for cell in cells} <= {None, "unknown"}
    assert told.plan.text == "unknown"
    assert (told.team, told.tier) == ("team unknown", "tier unknown")


def test_without_any_plan_none_is_missed() -> None:
    costs = (MonthCosts("USD", Decimal(1), None, None, None),)
    unplanned = {name: ModelDetails(month=OCTOBER, costs=costs) for name in DETAILS}
    rows = list_view(listing(card(), unplanned), Wanted()).rows
    assert {each.plan.text for each in rows} == {"unknown"}
    one = {**unplanned, "fraud-scorer": DETAILS["fraud-scorer"]}
    rows = list_view(listing(card(), one), Wanted()).rows
    assert {each.model: each.plan.text for each in rows}["churn"] == "no plan"


def test_an_area_and_a_verdict_leave_the_models_with_such_a_claim_in_that_area() -> None:
    view = list_view(
        listing(card(), {}), Wanted(area="ownership", verdict=Verdict.CONTRADICTED, sort="name")
    )
    assert view.title == "2 of 8 production models have a contradicted claim in ownership"
    assert [each.model for each in view.rows] == ["fraud-scorer", "pricing-elasticity"]
    assert {each.worst.text for each in view.rows} == {"contradicted"}
    assert {each.worst.note for each in view.rows} == {"Named owner"}


def test_an_area_alone_leaves_all_models_and_shows_its_worst_verdict() -> None:
    view = list_view(listing(card(), {}), Wanted(area="knowledge"))
    assert len(view.rows) == 8
    assert {each.worst.note for each in view.rows} <= {"Working runbook", "Bus factor"}


def test_models_are_found_by_words_of_name_owner_team_and_purpose() -> None:
    assert names(find="FRAUD keller") == ["fraud-scorer"]
    assert names(find="ads") == ["ad-ranker"]
    assert names(team="Growth") == ["churn"]
    assert names(tier=1, sort="name") == ["ad-ranker", "credit-limit", "fraud-scorer"]
    nothing = list_view(listing(card(), {}), Wanted(find="nothing like it"))
    assert (nothing.title, nothing.rows) == ("No production model fits the filters", ())


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        ("exposure", ["fraud-scorer", "ad-ranker"]),
        ("undo", ["fraud-scorer", "churn"]),
        ("rehearsal", ["fraud-scorer", "churn"]),
        ("card", ["fraud-scorer", "churn"]),
        ("cost", ["ad-ranker", "search-embedding"]),
        ("plan", ["fraud-scorer", "churn"]),
        ("unit", ["fraud-scorer", "ad-ranker"]),
        ("incidents", ["fraud-scorer", "pricing-elasticity"]),
        ("people", ["fraud-scorer", "churn"]),
        ("owner", ["claims-triage", "fraud-scorer"]),
        ("name", ["ad-ranker", "churn"]),
    ],
)
def test_models_are_sorted_worst_first_and_what_is_unknown_comes_last(
    sort: Any, first: list[str]
) -> None:
    assert names(sort=sort)[:2] == first


def test_every_order_keeps_every_model() -> None:
    for sort in SORTS:
        assert len(names(sort=sort)) == 8


def test_the_filters_are_ids_with_their_words() -> None:
    filters = list_filters(listing(card(), {}))
    assert filters.tiers == {"1": "tier 1", "2": "tier 2", "3": "tier 3"}
    assert filters.areas == {
        "ownership": "Ownership",
        "rollback": "Rollback speed",
        "explainability": "Explainability",
        "knowledge": "Knowledge",
    }
    assert filters.verdicts["not_assessed"] == "not assessed"
    assert set(filters.verdicts) == {each.value for each in Verdict}


def test_a_page_that_there_is_not_is_the_first() -> None:
    every = listing(card(), DETAILS)
    told = list_view(every, Wanted(), 99)
    assert (told.page, told.pages) == (1, 1)
    assert told.told == "Cost: 24 Oct to 22 Nov 2026. Plan and 1,000 predictions: Oct 2026."


def test_the_file_has_every_number_exact_and_no_formula() -> None:
    made = csv_of(models_grid(listing(card(), DETAILS), Wanted(find="fraud"))).decode("utf-8-sig")
    [told] = csv.DictReader(made.splitlines())
    assert told == {
        "Model": "fraud-scorer",
        "Team": "Payments",
        "Tier": "1",
        "Owner": "Maria Keller",
        "Owner works here": "no",
        "Verdict": "contradicted",
        "Verdict is of": "Model card",
        "Contradicted claims": "4",
        "Hours to undo": "29.0",
        "Hours are of": "median of 5",
        "Verified level of undoing": "1",
        "Days since going back worked": "41.0",
        "At most": "41.0",
        "Model card": "missing",
        "Card edited": "",
        "Incidents in 365 days": "14",
        "Incident hours": "42.5",
        "People who can release": "0.0",
        "At most that many": "0.0",
        "Exposure": told["Exposure"],
        "Closed month": "2026-10",
        "Cost of 30 days, USD": "31204.55",
        "Cost of the closed month, USD": "33000.5",
        "Plan of it, USD": "25000",
        "Above plan, USD": "8000.5",
        "Cost of 1000 predictions, USD": "2.0833",
    }
    hostile = csv_of(models_grid(listing(scorecards.hostile(), {}), Wanted())).decode("utf-8-sig")
    for line in csv.reader(hostile.splitlines()):
        assert not [cell for cell in line if cell[:1] in {"=", "@"}]


def test_the_file_has_the_words_of_whoever_asked_for_it_though_it_is_made_when_nobody_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = {"Model": "Modell", "Owner works here": "Ist noch da", "no": "nein"}
    words |= {"contradicted": "widerlegt", "Cost of 30 days": "Kosten von 30 Tagen"}
    catalogue_of = "\n".join(f'msgid "{each}"\nmsgstr "{said}"\n' for each, said in words.items())
    (tmp_path / "de.po").write_text(catalogue_of, encoding="utf-8")
    monkeypatch.setattr(wording.resources, "files", lambda _: tmp_path)
    wording.catalogue.cache_clear()
    try:
        found = listing(card(), DETAILS), Wanted(find="fraud")
        german = models_csv(*found, conventions.of("de-DE")).decode("utf-8-sig")
        english = models_csv(*found, conventions.NEUTRAL).decode("utf-8-sig")
    finally:
        wording.catalogue.cache_clear()
    assert english == csv_of(models_grid(*found)).decode("utf-8-sig")
    [said], [told] = csv.DictReader(german.splitlines()), csv.DictReader(english.splitlines())
    assert (said["Modell"], said["Ist noch da"]) == ("fraud-scorer", "nein")
    assert said["Verdict"] == "widerlegt"
    assert said["Kosten von 30 Tagen, USD"] == told["Cost of 30 days, USD"]


def test_a_card_of_another_version_is_not_there_for_what_serves() -> None:
    other = {"churn": replace(DETAILS["churn"], card_of_other="28")}
    told = list_view(listing(card(), other), Wanted(find="churn")).rows[0].card
    said = "for version 28, another one serves"
    assert told == ListCell(said, "22 days ago", "found", "unproven", "E1|churn")
    made = csv_of(models_grid(listing(card(), other), Wanted(find="churn"))).decode("utf-8-sig")
    assert [line["Model card"] for line in csv.DictReader(made.splitlines())] == [said]


def test_a_row_opens_its_model_and_a_cell_the_finding_behind_it() -> None:
    drawn = model_list(list_view(listing(card(), DETAILS), Wanted(find="fraud")))
    for key in ("model|fraud-scorer", "finding|R1|fraud-scorer", "finding|E1|fraud-scorer"):
        assert f'data-k="{key}"' in drawn


def test_hostile_names_are_text_in_the_list() -> None:
    drawn = model_list(list_view(listing(scorecards.hostile(), {}), Wanted()))
    assert "<script" not in drawn
    assert "&lt;script&gt;" in drawn
    assert "<img" not in drawn


def test_of_no_model_the_list_says_so() -> None:
    view = list_view(listing(scorecards.empty(), {}), Wanted())
    assert view.title == "No production model is known yet"
    assert "There is no row to show." in model_list(view)


LANDED: dict[str, Any] = {
    "model": [{}, {"model": "bare"}, {"model": "old", "production": False}],
    "document": [{"kind": "model_card", "edited_at": "2026-09-01"}],
    "cost_daily": [
        {"resource": "churn", "effective_cost": "12.5", "day": "2026-10-31"},
        {"resource": "churn", "effective_cost": "1", "day": "2026-10-01"},
        {"resource": "churn", "effective_cost": "5", "day": "2026-09-01"},
        {"resource": "churn", "effective_cost": "2", "day": "2026-11-18"},
    ],
    "budget": [{"month": OCTOBER, "kind": "budget", "amount": "10"}],
    "metric_daily": [
        {"metric": "requests_served", "value": "500", "day": day}
        for day in ("2026-10-01", "2026-10-31")
    ],
}
TODAY = datetime(2026, 11, 20, 9, tzinfo=UTC)


def test_details_are_the_card_that_counts_and_the_last_closed_month() -> None:
    with World(LANDED) as world:
        told = model_details(world.rows, TODAY)
    [month] = told["churn"].costs
    assert told == {
        "bare": NOTHING,
        "churn": ModelDetails(datetime(2026, 9, 1, tzinfo=UTC), OCTOBER, (month,)),
    }
    assert (month.effective_cost, month.planned, month.unit_cost) == (
        *(Decimal("13.5"), Decimal(10), Decimal("13.5")),
    )
    assert month.variance == pytest.approx(3.5 / 13.5)


@pytest.mark.parametrize(("version", "told"), [("1", "1"), ("v2", None), (None, None)])
def test_a_card_tells_its_version_where_another_one_serves(
    version: str | None, told: str | None
) -> None:
    landed = {
        "model": [{}],
        "assignment": [{}],
        "document": [{"kind": "model_card", "version": version}],
    }
    with World(landed) as world:
        assert model_details(world.rows, TODAY)["churn"].card_of_other == told


def test_the_last_closed_month_is_that_of_the_cost_page() -> None:
    with World(LANDED) as world:
        [month] = model_details(world.rows, TODAY)["churn"].costs
        [closed] = Spending(world.rows, TODAY).closed_months(Picked())
    assert closed.month == OCTOBER
    assert (month.currency, month.effective_cost, month.planned, month.unit_cost) == (
        *(closed.currency, closed.effective_cost, closed.planned, closed.months[0].unit_cost),
    )
    assert above_plan(month) == over_plan(closed)
