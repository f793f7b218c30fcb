"""What the cost page says of months: what was spent, and how the running one ends."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import scorecards
from cost_values import NOV, OCT, SEP, SPIKE, TOLD, running
from grids import table

from app.views.cost_beside import Beside
from app.views.cost_ending import EndBar, EndingChart, EndsChart, ending_view
from app.views.cost_lines import levels
from app.views.cost_month_chart import Foretold, MonthsChart, Point, Series
from app.views.cost_months import months_view
from app.views.marks import Mark, Shown, by_name, found, shown
from assessments.spending.month_end import MonthEnd
from assessments.spending.values import MonthPlan, MonthSpend

# By month


def spend(month: date, kind: str, model: str | None, amount: str, unit: str = "USD") -> MonthSpend:
    return MonthSpend(month, unit, kind, model, Decimal(amount))  # type: ignore[arg-type]


def test_months_put_the_costliest_first_then_the_others_then_what_found_no_model() -> None:
    view = months_view([
        spend(OCT, "none", None, "900.10"),
        spend(OCT, "part", "fraud", "10.01"),
        spend(NOV, "part", "fraud", "10.02"),
        spend(NOV, "part", "churn", "300"),
        spend(NOV, "others", None, "2"),
    ])  # fmt: skip
    assert view.title == "churn ($300) cost most from Oct 2026 to Nov 2026"
    assert view.charts == (
        MonthsChart(
            "USD",
            ("Oct 2026", "Nov 2026"),
            (
                Series("churn", "churn", "part", None, (0.0, 300.0), ("$0.00", "$300.00")),
                Series("fraud", "fraud", "part", None, (10.01, 10.02), ("$10.01", "$10.02")),
                Series(
                    "All other models",
                    "All other models",
                    "others",
                    None,
                    (0.0, 2.0),
                    ("$0.00", "$2.00"),
                ),
                Series(
                    "Found no model",
                    "Found no model",
                    "none",
                    None,
                    (900.10, 0.0),
                    ("$900.10", "$0.00"),
                ),
            ),
        ),
    )
    assert table(view.table) == [
        ["churn", "$0", "$300", "$300"],
        ["fraud", "$10", "$10", "$20"],
        ["All other models", "$0", "$2.00", "$2.00"],
        ["Found no model", "$900", "$0", "$900"],
    ]
    assert view.marks == by_name(["churn", "fraud", "All other models", "Found no model"])
    assert shown(view.table, view.marks[1]) == Shown(
        Mark("fraud", "fraud"),
        "Only fraud: 1 of 4 rows",
        replace(view.table, rows=view.table.rows[1:2], marks=(("fraud",),)),
    )
    assert [row[-1].raw for row in view.table.rows] == [
        Decimal(300), Decimal("20.03"), Decimal(2), Decimal("900.10"),
    ]  # fmt: skip


def test_months_of_two_currencies_are_never_added_up() -> None:
    view = months_view([spend(OCT, "part", "fraud", "1"), spend(OCT, "part", "fraud", "2", "EUR")])
    assert [(chart.currency, chart.series[0].values) for chart in view.charts] == [
        ("EUR", (2.0,)),
        ("USD", (1.0,)),
    ]
    assert view.title == "fraud (€2.00) and fraud ($1.00) cost most from Oct 2026 to Oct 2026"


def test_months_without_cost_or_without_models_say_so() -> None:
    assert months_view([]).title == "No cost fits what is picked"
    assert months_view([spend(OCT, "none", None, "1")]).title == (
        "No cost of what is picked found its model"
    )


def test_months_by_service_name_what_has_none() -> None:
    spends = [spend(OCT, "part", "Serving", "7"), spend(OCT, "none", None, "1")]
    view = months_view(spends, "service")
    assert view.title == "Serving ($7.00) cost most from Oct 2026 to Oct 2026"
    assert table(view.table) == [
        ["Serving", "$7.00", "$7.00"],
        ["No service named", "$1.00", "$1.00"],
    ]
    assert months_view(spends[1:], "service").title == "No cost of what is picked names its service"


def test_months_by_level_put_models_together_as_the_evidence_has_them_today() -> None:
    card = scorecards.whole()
    spends = [
        spend(OCT, "part", "ad-ranker", "100"),
        spend(OCT, "part", "credit-limit", "20"),
        spend(OCT, "part", "churn", "30"),
        spend(OCT, "part", "retired", "5"),
        spend(OCT, "none", None, "2.50"),
        spend(OCT, "part", "churn", "3", "EUR"),
    ]
    view = months_view(spends, "model", levels(card, "ownership"))
    assert view.title == (
        "€3.00 of €3.00 (100\u00a0%) and $150 of $158 (95\u00a0%) was on models verified at "
        "3 Working or higher in Ownership from Oct 2026 to Oct 2026"
    )
    assert table(view.table) == [
        ["3 Working", "€3.00", "€3.00"],
        ["4 Measured", "$120", "$120"],
        ["3 Working", "$30", "$30"],
        ["no production model", "$7.50", "$7.50"],
    ]
    assert [(each.name, each.kind, each.level) for each in view.charts[1].series] == [
        ("4 Measured", "level", 4),
        ("3 Working", "level", 3),
        ("no production model", "off", None),
    ]
    assert len(shown(view.table, found(view.marks, "3 Working")).table.rows) == 2


def test_without_an_area_a_model_stands_where_its_weakest_area_does() -> None:
    card = scorecards.whole()
    weakest = levels(card, None)
    assert (weakest.where, weakest.target) == ("in all areas", card.money.target_level)
    for model in card.models:
        own = [levels(card, area.id).of.get(model.facts.model) for area in card.areas]
        known = [level for level in own if level is not None]
        expected = min(known) if len(known) == len(own) or 1 in known else None
        assert weakest.of[model.facts.model] == expected


def test_months_have_their_plan_the_foretold_end_and_their_spikes_beside_them() -> None:
    spends = [spend(OCT, "part", "churn", "90"), spend(NOV, "part", "churn", "-5"),
              spend(NOV, "others", None, "300")]  # fmt: skip
    plans = (
        MonthPlan(OCT, "USD", Decimal(100), Decimal(90), 1),
        MonthPlan(NOV, "USD", Decimal(120), None, 2),
    )
    spikes = tuple(
        replace(SPIKE, first_day=day, last_day=day, excess_cost=Decimal(excess))
        for day, excess in ((date(2026, 11, 3), "7"), (date(2026, 11, 9), "8"))
    )
    view = months_view(spends, beside=Beside(plans, [running(TOLD)], spikes))
    [chart] = view.charts
    assert chart.plans == (
        Point("Oct 2026", 100.0, "Plan for Oct 2026: $100 for 1 model, which cost $90"),
        Point("Nov 2026", 120.0, "Plan for Nov 2026: $120 for 2 models"),
    )
    assert chart.plan_name == "plan of 1 to 2 models"
    assert view.note == (
        "Effective cost by month of use, all charges but tax; the last month may still run. "
        "The plan line leaves out models without a plan: in Oct 2026, $90 of $90 was on 1 model "
        "with one."
    )
    assert chart.foretold == Foretold(
        Point("Nov 2026", 1023456.0, "Nov 2026 heads for $1.023m ($1.019m to $1.034m)"),
        1019000.0,
        1034000.0,
    )
    assert chart.spikes == (
        Point(
            "Nov 2026",
            300.0,
            "2 spikes in Nov 2026: churn, 9 Nov 2026: $8.00 above usual; "
            "churn, 3 Nov 2026: $7.00 above usual",
        ),
    )
    assert table(view.beside) == [
        ["Nov 2026", "$295", "$120", "2", "", "", "$1.023m", "2", "$15"],
        ["Oct 2026", "$90", "$100", "1", "$90", "\u2212$10", "", "0", ""],
    ]


def test_the_plan_line_tells_of_how_many_models_it_is_and_what_they_cost() -> None:
    spends = [
        spend(SEP, "part", "churn", "50"),
        spend(OCT, "part", "churn", "90"),
        spend(OCT, "others", None, "300"),
        spend(OCT, "part", "churn", "7", "EUR"),
    ]
    plans = (
        MonthPlan(SEP, "USD", Decimal(40), Decimal(50), 2),
        MonthPlan(OCT, "USD", Decimal(100), Decimal(90), 2),
        MonthPlan(OCT, "EUR", Decimal(9), None, 1),
    )
    view = months_view(spends, beside=Beside(plans))
    assert [chart.plan_name for chart in view.charts] == ["plan of 1 model", "plan of 2 models"]
    assert view.note.endswith(
        "may still run. The plan line leaves out models without a plan. The plan line leaves out "
        "models without a plan: in Oct 2026, $90 of $390 was on 2 models with one."
    )
    part = months_view(spends[:2], beside=Beside(plans, partial=True))
    assert part.note.endswith(
        "may still run. The plan line is of whole models: it covers more than what is picked."
    )
    assert months_view(spends).charts[1].plan_name == ""


# The month's end


def test_the_months_end_is_told_with_its_band_and_against_its_plan() -> None:
    view = ending_view([running(TOLD, planned="1000000")])
    assert view.title == (
        "Nov 2026 heads for $1.023m ($1.019m to $1.034m), after $300 to 28 Nov 2026"
    )
    [chart, ends] = view.charts
    assert chart == EndingChart(
        currency="USD",
        days=tuple(f"2026-11-{day:02}" for day in range(1, 29)),
        so_far=(0.0, *[100.0] * 26, 300.0),
        words=chart.words,
        until="2026-11-30",
        expected=1023456.0,
        low=1019000.0,
        high=1034000.0,
        foretold=view.title,
    )
    assert chart.words[1] == "$100 to 2 Nov 2026"
    assert ends == EndsChart(
        title="Where Nov 2026 ends for the models that cost most, in USD",
        currency="USD",
        bars=(
            EndBar(
                *("churn", "churn", 300.0, 1023456.0, 1019000.0, 1034000.0, 1000000.0),
                "churn: $300 to 28 Nov 2026, heads for $1.023m ($1.019m to $1.034m), planned $1.0m",
            ),
        ),
    )
    assert [row[0].text for row in shown(view.table, view.marks[0]).table.rows] == ["churn"]
    assert table(view.table) == [
        ["churn", "$300", "$1.0m", "$1.0m", "$1.0m", "$1.0m", "+$23.5k"],
        ["All in USD", "$300", "$1.023m", "$1.019m", "$1.034m", "", ""],
    ]


def test_too_few_months_give_no_band_and_too_few_days_no_forecast() -> None:
    young = replace(TOLD, low=None, high=None, months=1)
    assert ending_view([running(young)]).title == (
        "Nov 2026 heads for $1.023m (no band yet), after $300 to 28 Nov 2026"
    )
    view = ending_view([running(None), running(TOLD, unit="EUR")])
    assert view.title.startswith(
        "$300 to 28 Nov 2026; too few days are landed to tell the month's end in USD; Nov 2026"
    )
    assert table(view.table)[0] == ["churn", "$300", "unknown", "unknown", "unknown", "", ""]
    [chart, ends, *_] = view.charts
    assert (getattr(chart, "expected", 0), getattr(ends, "bars", ())[0].expected) == (None, None)


def test_a_month_that_is_whole_needs_no_band() -> None:
    known = MonthEnd(NOV, date(2026, 11, 30), *[Decimal(300)] * 4, 0)
    assert ending_view([running(known)]).title == (
        "Nov 2026 heads for $300, after $300 to 28 Nov 2026"
    )


def test_without_cost_no_month_is_foretold() -> None:
    assert ending_view([]).title == "No cost fits what is picked"
