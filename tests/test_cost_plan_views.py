"""What the cost page says of months against their plan, and of a prediction's cost."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import scorecards
from cost_values import LAST, OCT, SEP, closed
from grids import table

from app.views.cost_plans import PlanBar, PlanChart, plans_view
from app.views.cost_units import UnitChart, UnitLine, units_view
from app.views.model_cost import cost_series
from assessments.spending.values import UnitMonth
from assessments.story import BudgetRow

# Against plan


def test_models_stand_by_how_far_they_went_over_their_plan() -> None:
    view = plans_view(
        [closed("churn", "80", "100"), closed("fraud", "1500", "1000"), closed("loan", "7")]
    )
    assert view.title == (
        "In Oct 2026 1 of 2 planned models went over plan, by $500; all 2 together were $480 over"
    )
    assert view.note == (
        "Effective cost of the last closed month less its plan: the forecast where there is one, "
        "else the budget. A month is closed once cost is landed past its end. All 2 plans "
        "are budgets. 1 model has no plan. The question on budget and forecast takes a miss as a "
        "share of the actual cost."
    )
    assert view.charts == (
        PlanChart(
            "USD",
            (
                PlanBar("fraud", 500.0, "Oct 2026: $1.5k, budget $1.0k (+50\u00a0%)"),
                PlanBar("churn", -20.0, "Oct 2026: $80, budget $100 (\u221220\u00a0%)"),
            ),
        ),
    )
    assert table(view.table) == [
        [
            *("fraud", "Oct 2026", "$1.5k", "$1.0k", "budget"),
            *("+$500", "+50\u00a0%", "+33\u00a0%", "$1.0k", "+$500", "+$1.5k", "3"),
        ],
        [
            *("churn", "Oct 2026", "$80", "$100", "budget"),
            *("\u2212$20", "\u221220\u00a0%", "\u221225\u00a0%", "$100", "\u2212$20"),
            *("\u2212$60", "3"),
        ],
        ["loan", "Oct 2026", "$7.00", "no plan", "", "", "", "", "", "", "", "0"],
    ]


def test_a_budget_beside_a_forecast_is_told_where_the_forecast_was_kept() -> None:
    view = plans_view([closed("kyc", "70", "80", budget="56"), closed("loan", "9", "10")])
    assert view.title == (
        "In Oct 2026 none of 2 planned models went over plan; together they were $11 under"
    )
    assert (
        "Of the plans 1 is a forecast and 1 is a budget. 1 model stayed within its forecast and "
        "yet went over its budget."
    ) in view.note
    assert [bar.words for bar in view.charts[0].bars] == [
        "Oct 2026: $9.00, budget $10 (\u221210\u00a0%)",
        "Oct 2026: $70, forecast $80 (\u221213\u00a0%), budget $56 (+25\u00a0%)",
    ]
    assert table(view.table)[1] == [
        *("kyc", "Oct 2026", "$70", "$80", "forecast", "\u2212$10", "\u221213\u00a0%"),
        *("\u221214\u00a0%", "$56", "+$14", "\u2212$30", "3"),
    ]


def test_a_forecast_without_a_budget_has_none_beside_it() -> None:
    alone = replace(closed("kyc", "90", "80", budget="56"), budget=None)
    view = plans_view([alone])
    assert "The 1 plan is a forecast." in view.note
    assert [bar.words for bar in view.charts[0].bars] == [
        "Oct 2026: $90, forecast $80 (+13\u00a0%)"
    ]
    assert table(view.table)[0][8:10] == ["", ""]


def test_where_every_planned_model_went_over_the_amount_is_of_all_of_them() -> None:
    both = [closed("churn", "120", "100"), closed("fraud", "15", "10")]
    assert plans_view(both).title == (
        "In Oct 2026 2 of 2 planned models went over plan, by $25 together"
    )


def test_plans_of_two_currencies_stay_apart_and_no_plan_is_told() -> None:
    view = plans_view([closed("churn", "80", "100"), closed("fraud", "15", "10", unit="EUR")])
    assert [chart.currency for chart in view.charts] == ["EUR", "USD"]
    assert view.title.endswith("over plan, by €5.00; all 2 together were €5.00 over and $20 under")
    assert plans_view([closed("churn", "80")]).title == "None of 1 model has a plan"
    assert plans_view([]).title == "No month is closed yet"


def test_a_long_list_draws_those_that_are_furthest_off_and_lists_all() -> None:
    many = [closed(f"m{at:04}", str(1000 + at), "1000") for at in range(5000)]
    view = plans_view(many)
    assert [bar.model for bar in view.charts[0].bars][:2] == ["m4999", "m4998"]
    assert view.charts[0].title == (
        "The 15 of 5,000 planned models that are furthest from their plans, in USD"
    )
    assert (len(view.charts[0].bars), len(view.table.rows), view.table.pages) == (15, 5000, 250)


# Unit cost


def unit(month: date, price: str, target: str | None = None) -> UnitMonth:
    return UnitMonth(month, Decimal(price), None if target is None else Decimal(target), 9e6)


def test_unit_cost_is_told_with_its_target_and_its_change() -> None:
    months = (unit(OCT, "2.2", "2"), unit(SEP, "2.1"), unit(date(2026, 8, 1), "2"))
    view = units_view([
        closed("fraud", "500", months=months),
        closed("loan", "9", months=(UnitMonth(OCT, None, None, 0.0),)),
        closed("chat", "7"),
    ])  # fmt: skip
    assert view.title == (
        "The cost of a thousand predictions is known for 1 of 3 models; 1 of 1 target was missed"
    )
    assert view.charts == (
        UnitChart(
            "USD",
            (
                UnitLine(
                    "fraud",
                    ("Aug 2026", "Sep 2026", "Oct 2026"),
                    (2.0, 2.1, 2.2),
                    (
                        "$2.00 per 1,000, Aug 2026",
                        "$2.10 per 1,000, Sep 2026",
                        "$2.20 per 1,000, target $2.00, Oct 2026",
                    ),
                ),
            ),
        ),
    )
    assert table(view.table) == [
        ["fraud", "Oct 2026", "$2.20", "$2.00", "9,000,000", "$2.00", "+10\u00a0%", "$500"],
        ["loan", "Oct 2026", "cost without use", "", "0", "", "", "$9.00"],
        ["chat", "Oct 2026", "unknown", "", "not counted", "", "", "$7.00"],
    ]
    assert [row[3].bad for row in view.table.rows] == [True, False, False]


def test_without_targets_or_months_unit_cost_says_so() -> None:
    assert units_view([closed("chat", "7")]).title == (
        "The cost of a thousand predictions is known for 0 of 1 model; none has a target"
    )
    assert units_view([]).title == "No month is closed yet"


# On a model's own page


def test_a_target_of_unit_cost_is_no_budget_of_a_month() -> None:
    story = scorecards.story()
    target = BudgetRow(OCT, "unit_cost", Decimal(2), "USD", None, "inventory")
    forecast = BudgetRow(OCT, "forecast", Decimal(9), "USD", None, "inventory")
    [series] = cost_series(replace(story, budgets=(target,)), LAST)
    assert {each.budget for each in series.months} == {None}
    [series] = cost_series(replace(story, budgets=(target, forecast)), LAST)
    assert [each.budget.text for each in series.months if each.budget] == ["$9.00"]
