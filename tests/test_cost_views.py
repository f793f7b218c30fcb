"""What the cost page says of each part: whole values, by currency, and where nothing is known."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import scorecards

from app.views.cost import NOTHING_PICKED, UNKNOWN_COST, CostView, cost_view
from app.views.cost_beside import Beside
from app.views.cost_ending import EndBar, EndingChart, EndsChart, ending_view
from app.views.cost_idle import IdleBar, IdleChart, idle_view
from app.views.cost_levels import NO_MODEL, LevelPart, levels_view, models_at
from app.views.cost_lines import levels
from app.views.cost_month_chart import Foretold, MonthsChart, Point, Series
from app.views.cost_months import months_view
from app.views.cost_plans import PlanBar, PlanChart, plans_view
from app.views.cost_spikes import SpikeChart, SpikeDot, spikes_view
from app.views.cost_units import UnitChart, UnitLine, units_view
from app.views.cost_unmatched import Tile, unmatched_view
from app.views.grid import Grid
from app.views.marks import Mark, Shown, by_name, found, shown
from app.views.model import FactView
from app.views.model_cost import cost_series
from assessments.spending.month_end import MonthEnd
from assessments.spending.values import (
    ClosedMonths,
    Ending,
    Idle,
    MonthPlan,
    MonthSpend,
    RunningMonth,
    Spike,
    SpikeEvent,
    UnitMonth,
    Unmatched,
    Unused,
)
from assessments.story import BudgetRow

SEP, OCT, NOV = date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)
LAST = date(2026, 11, 28)


def table(view: Grid) -> list[list[str]]:
    """The shown texts, row by row."""
    shown = [at for at, column in enumerate(view.columns) if not column.filed]
    return [[row[at].text for at in shown] for row in view.rows]


# By level


def level(number: int | None, value: float, word: str, words: str) -> LevelPart:
    return LevelPart(f"ownership: {word}", number, True, word, value, f"{word}: {words}")


def test_each_area_is_a_bar_from_the_highest_level_down_and_adds_up() -> None:
    card = scorecards.whole()
    view = levels_view(card, None)
    [dollars, hours] = view.charts
    assert (dollars.unit, hours.unit) == ("USD", "hours")
    assert [bar.title for bar in dollars.bars] == [area.title for area in card.areas]
    for bar in dollars.bars:
        levels = [part.level for part in bar.parts if part.level is not None]
        assert levels == sorted(levels, reverse=True)
        assert round(sum(part.value for part in bar.parts), 2) == 262410.39
    assert view.models is None


def test_an_area_alone_names_its_models_by_what_they_cost() -> None:
    view = levels_view(scorecards.whole(), "ownership")
    assert view.title == "Ownership: $187k of $262k (71\u00a0%) stands at 3 Working or higher"
    [dollars, hours] = view.charts
    assert [(bar.title, bar.parts) for bar in dollars.bars] == [
        (
            "Ownership",
            (
                level(4, 135012.62, "4 Measured", "$135,012.62, 2 models"),
                level(3, 52430.82, "3 Working", "$52,430.82, 2 models"),
                level(2, 31204.55, "2 Recorded", "$31,204.55, 1 model"),
                level(1, 22060.4, "1 Absent", "$22,060.40, 2 models"),
                replace(level(None, 21702.0, NO_MODEL, "$21,702.00"), on_model=False),
            ),
        )
    ]
    assert [part.value for part in hours.bars[0].parts] == [3.2, 7.5, 42.5, 11.0]
    assert view.models is not None
    assert table(view.models) == [
        ["ad-ranker", "4 Measured", "4", "$120k", "3.2\u00a0h", "Ads"],
        ["search-embedding", "3 Working", "3", "$44.0k", "6\u00a0h", "Search"],
        ["fraud-scorer", "2 Recorded", "2", "$31.2k", "43\u00a0h", "Payments"],
        ["pricing-elasticity", "1 Absent", "1", "$19.9k", "11\u00a0h", "Revenue"],
        ["credit-limit", "4 Measured", "4", "$14.7k", "0\u00a0h", "Lending"],
        ["churn", "3 Working", "3", "$8.4k", "1.5\u00a0h", "Growth"],
        ["support-router", "1 Absent", "1", "$2.1k", "unknown", "Care"],
    ]
    assert table(view.levels) == [
        ["Ownership", "4 Measured", "2", "$135k", "51\u00a0%", "3.2\u00a0h"],
        ["Ownership", "3 Working", "2", "$52.4k", "20\u00a0%", "7.5\u00a0h"],
        ["Ownership", "2 Recorded", "1", "$31.2k", "12\u00a0%", "43\u00a0h"],
        ["Ownership", "1 Absent", "2", "$22.1k", "8\u00a0%", "11\u00a0h"],
        ["Ownership", "unknown", "1", "none found", "", "unknown"],
        ["Ownership", "no production model", "", "$21.7k", "8\u00a0%", ""],
    ]


def test_a_picked_level_names_the_models_that_stand_at_it() -> None:
    card = scorecards.whole()
    mark = found(levels_view(card, None).marks, "ownership: 3 Working")
    assert mark == Mark("ownership: 3 Working", "Ownership, 3 Working")
    models = models_at(card, mark)
    assert [row[0].text for row in models.rows] == ["search-embedding", "churn"]
    assert models_at(card, Mark(f"ownership: {NO_MODEL}", "")).rows == ()


def test_two_currencies_are_two_figures_and_hours_stand_once() -> None:
    view = levels_view(scorecards.two_currencies(), None)
    assert [chart.unit for chart in view.charts] == ["EUR", "USD", "hours"]
    both = [row for row in table(view.levels) if row[0] == "Ownership"]
    hours = [row[-1] for row in both if row[-1]]
    assert len(hours) == len({row[1] for row in both if row[1] != NO_MODEL})


def test_without_cost_levels_have_no_figure_of_money() -> None:
    view = levels_view(scorecards.unknown(), None)
    assert view.title == "What the models cost is unknown: no cost source has been read"
    assert [chart.unit for chart in view.charts] == ["hours"]
    assert {row[3] for row in table(view.levels)} <= {"", "none found", "unknown"}


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


# What found no model


def thing(resource: str | None, amount: str, **more: str | None) -> Unmatched:
    named: dict[str, str | None] = {"provider": "AWS", "service": "Serving", "account": "1"} | more
    what = resource or named["service"] or ""
    return Unmatched(
        provider=named["provider"] or "",
        service=named["service"],
        account=named["account"],
        resource=resource,
        what=what,
        currency=named.get("currency") or "USD",
        effective_cost=Decimal(amount),
        first_day=OCT,
        last_day=LAST,
    )


THINGS = (
    thing("pool", "60.5"),
    thing("gpu", "20"),
    thing("key", "10", provider="Ann", service=None),
    thing(None, "-15.25", service=None),
)


def test_what_found_no_model_lies_in_its_service_and_that_in_its_provider() -> None:
    view = unmatched_view(THINGS, {"USD": Decimal("752.5")}, "27 Oct to 25 Nov 2026")
    assert view.title == ("$75 of $753 (10\u00a0%) found no model; the largest part is pool ($61)")
    aws, serving, pool = '["AWS"]', '["AWS", "Serving"]', '["AWS", "Serving", "1", "pool"]'
    [chart] = view.charts
    assert (chart.heading, chart.amount, chart.words) == (
        *("Charges on no model, before credits", "$91"),
        "Charges on no model, before credits: $90.50",
    )
    assert view.note == (
        "Effective cost of 27 Oct to 25 Nov 2026 in the AI scope that no rule, tag or name ties "
        "to a model, all charges but tax. 1 credit (\u2212$15) has no rectangle and stands in the "
        "table: charges of $91 less that are $75."
    )
    assert chart.tiles[:4] == (
        Tile(aws, "", "AWS", 0.0, "$81", "AWS: $80.50, 89\u00a0%"),
        Tile(serving, aws, "Serving", 0.0, "$81", "Serving: $80.50, 89\u00a0%"),
        Tile(pool, serving, "pool", 60.5, "$61", "pool: $60.50, 67\u00a0%"),
        Tile(
            *('["AWS", "Serving", "1", "gpu"]', serving, "gpu", 20.0, "$20"),
            "gpu: $20.00, 22\u00a0%",
        ),
    )
    assert [tile.title for tile in chart.tiles[4:]] == ["Ann", "No service named", "key"]
    assert [mark.title for mark in view.marks] == [
        *("AWS", "AWS → Serving", "AWS → Serving → pool", "AWS → Serving → gpu"),
        *("AWS → No service named", "AWS → No service named → account 1"),
        *("Ann", "Ann → No service named", "Ann → No service named → key"),
    ]


def test_a_provider_a_service_and_a_thing_each_leave_their_rows() -> None:
    view = unmatched_view(THINGS, {"USD": Decimal("752.5")}, "")
    left = {
        mark.title: [row[0] for row in table(shown(view.table, mark).table)] for mark in view.marks
    }
    assert left["AWS"] == ["pool", "gpu", "account 1"]
    assert left["AWS → Serving"] == ["pool", "gpu"]
    assert left["AWS → Serving → gpu"] == ["gpu"]
    assert [view.find(mark) for mark in view.marks[:3]] == ["", "", "pool"]
    assert view.find(None) == ""


def test_what_found_no_model_is_never_added_up_over_currencies() -> None:
    things = (thing("pool", "7", currency="EUR"), thing("pool", "2"))
    view = unmatched_view(things, {"EUR": Decimal(7), "USD": Decimal(8)}, "")
    assert view.title == "€7.00 of €7.00 (100\u00a0%) and $2.00 of $8.00 (25\u00a0%) found no model"
    assert [(each.currency, each.amount) for each in view.charts] == [
        ("EUR", "€7.00"),
        ("USD", "$2.00"),
    ]


def test_what_is_too_small_for_a_rectangle_is_counted() -> None:
    things = [thing(f"pool-{at:02}", "2") for at in range(61)]
    view = unmatched_view(things, {"USD": Decimal(500)}, "")
    [chart] = view.charts
    assert (chart.heading, chart.amount) == ("Charges on no model", "$120")
    assert view.note.endswith(
        "all charges but tax. 1 smaller charge ($2.00) has no rectangle and stands in the table."
    )


def test_credits_alone_have_no_figure_and_nothing_says_so() -> None:
    view = unmatched_view(THINGS[3:], {"USD": Decimal(5)}, "")
    assert (view.title, view.charts) == ("\u2212$15 found no model", ())
    assert view.note.endswith("all charges but tax.")
    assert unmatched_view((), {"USD": Decimal(5)}, "").title == (
        "All cost that is picked found its model"
    )
    assert unmatched_view((), {}, "").title == NOTHING_PICKED


# The month's end


def running(told: MonthEnd | None, planned: str | None = None, unit: str = "USD") -> RunningMonth:
    so_far = Decimal(300)
    part = Ending("churn", unit, so_far, told, None if planned is None else Decimal(planned))
    days = {date(2026, 11, 2): Decimal(100), LAST: Decimal(200)}
    return RunningMonth(unit, NOV, LAST, days, Ending(None, unit, so_far, told, None), (part,))


TOLD = MonthEnd(
    NOV, LAST, Decimal(300), Decimal(1023456), Decimal(1019000), Decimal(1034000), 11
)  # fmt: skip


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


# Against plan


def closed(
    model: str,
    cost: str,
    planned: str | None = None,
    months: tuple[UnitMonth, ...] = (UnitMonth(OCT, None, None, None),),
    unit: str = "USD",
    budget: str | None = None,
) -> ClosedMonths:
    """One model; with a `budget` what is planned is a forecast."""
    plan = None if planned is None else Decimal(planned)
    forecast = None if budget is None else plan
    own = plan if budget is None else Decimal(budget)
    overrun = None if plan is None else 3 * (Decimal(cost) - plan)
    return ClosedMonths(
        *(model, unit, OCT, Decimal(cost), own, forecast, plan, overrun),
        *(0 if plan is None else 3, months),
    )


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


# Spikes


SPIKE = Spike(
    model="churn",
    currency="USD",
    first_day=date(2026, 9, 8),
    last_day=date(2026, 9, 11),
    days=4,
    effective_cost=Decimal(41463),
    usual_cost=Decimal(7820),
    excess_cost=Decimal(33643),
    alert="COST-7",
    alerted_at=datetime(2026, 9, 9, 12, tzinfo=UTC),
    events=(
        SpikeEvent("release", "D-1", "version 7", datetime(2026, 9, 7, 10, tzinfo=UTC), None),
        SpikeEvent("incident", "I-1", "Queue full", datetime(2026, 9, 6, 10, tzinfo=UTC), None),
    ),
)


def test_spikes_say_what_stood_beside_them_and_who_recorded_them() -> None:
    unseen = replace(
        SPIKE, model="(unallocated)", last_day=SPIKE.first_day, alert=None, alerted_at=None,
        events=(), excess_cost=Decimal(1000), currency="EUR",
    )  # fmt: skip
    view = spikes_view([SPIKE, unseen])
    assert view.title == (
        "2 spikes in a year cost €1.0k + $33.6k more than usual; 1 is not on record; "
        "a release or an incident stood beside 1"
    )
    beside = "release of version 7, 7 Sep 2026; incident “Queue full”, 6 Sep 2026"
    assert view.charts == (
        SpikeChart(
            "EUR",
            (
                SpikeDot(
                    "2026-09-08 EUR (unallocated)", "2026-09-08", 1000.0, "Found no model", False,
                    "Found no model, 8 Sep 2026: €1.0k above usual; nobody recorded it; "
                    "beside it: nothing on record",
                ),
            ),
        ),
        SpikeChart(
            "USD",
            (
                SpikeDot(
                    "2026-09-08 USD churn", "2026-09-08", 33643.0, "churn", True,
                    "churn, 8 to 11 Sep 2026: $33.6k above usual; COST-7, 9 Sep 2026; "
                    f"beside it: {beside}",
                ),
            ),
        ),
    )  # fmt: skip
    assert table(view.table) == [
        ["churn", "8 to 11 Sep 2026", "$33.6k", "$41.5k", "$7.8k", beside, "COST-7, 9 Sep 2026"],
        [
            *("Found no model", "8 Sep 2026", "€1.0k", "€41.5k", "€7.8k", "nothing on record"),
            "nobody recorded it",
        ],
    ]


def test_a_year_without_a_spike_says_so() -> None:
    view = spikes_view([])
    assert (view.title, view.charts) == ("No day of the year costs far more than usual", ())


# Idle and unused


def test_idle_cost_is_told_as_money_and_as_a_share() -> None:
    view = idle_view(
        [Idle("churn", "USD", Decimal(400), Decimal(100), 4, LAST)],
        [
            Unused("old", "USD", "unused", Decimal(34), LAST),
            Unused("pool", "EUR", "unknown", Decimal(9), None),
        ],
    )
    assert view.title == (
        "$100 stood idle on the measured days of 1 model, 4 of the last 30 for each: 25\u00a0% of "
        "what they cost on these days"
    )
    assert view.charts == (
        IdleChart(
            "USD",
            (
                IdleBar(
                    "churn", 300.0, 100.0, "churn: $100 of $400 idle (25\u00a0%), 4 measured days"
                ),
            ),
        ),
    )
    assert table(view.table) == [["churn", "$100", "25\u00a0%", "$400", "4", "28 Nov 2026"]]
    assert view.unused_title == (
        "$34 paid for what answered no request; for €9.00 nobody counts requests"
    )
    assert table(view.unused) == [
        ["old", "$34", "no request in 30 days", "28 Nov 2026"],
        ["pool", "€9.00", "requests not counted", "unknown"],
    ]


def test_without_measurements_idle_cost_is_not_nothing() -> None:
    view = idle_view([], [])
    assert view.title == "For no model is it measured how much of what it holds is in use"
    assert view.unused_title == (
        "All that is paid for is known to have answered a request in 30 days"
    )
    only = idle_view([], [Unused("pool", "EUR", "unknown", Decimal(9), None)])
    assert only.unused_title == (
        "No cost is known to have paid for what answered no request; "
        "for €9.00 nobody counts requests"
    )


# Above them all


def facts(view: CostView) -> Mapping[str, str]:
    return {each.label: each.value for each in view.facts}


def test_the_headline_names_the_months_end_and_what_is_under_control() -> None:
    card = scorecards.good()
    view = cost_view(
        card,
        [running(TOLD)],
        [closed("churn", "80", "100")],
        [SPIKE],
        [Idle("churn", "USD", Decimal(400), Decimal(100), 4, LAST)],
    )
    assert view.headline == (
        "Nov 2026 heads for $1.023m; 100\u00a0% of AI spend is on models verified at 3 Working "
        "or higher in all areas"
    )
    assert view.facts == (
        FactView("Spend, 30 days", "$135k", "$135,012.62"),
        FactView("Under control", "$135k", "$135,012.62"),
        FactView("At month's end", "$1.023m", "$1,023,456.00"),
        FactView("Net over last plan", "\u2212$20", "\u2212$20.00"),
        FactView("Above usual, 365 d", "$33.6k", "$33,643.00"),
        FactView("Idle, 4 d", "$100", "$100.00"),
    )
    assert all(len(each.label) <= 18 for each in view.facts)


def test_idle_cost_names_the_days_on_which_it_was_measured() -> None:
    idle = [
        Idle(model, "USD", Decimal(400), Decimal(100), days, LAST)
        for model, days in (("churn", 5), ("fraud", 4), ("loan", 5))
    ]
    told = facts(cost_view(scorecards.good(), [], [], [], idle))
    assert told["Idle, 4 to 5 d"] == "$300"
    assert idle_view(idle, []).title == (
        "$300 stood idle on the measured days of 3 models, 4 to 5 of the last 30 for each: "
        "25\u00a0% of what they cost on these days"
    )


def test_what_is_picked_is_spoken_of_as_it() -> None:
    view = cost_view(scorecards.two_currencies(), [], [], [], [], whole=False)
    assert view.headline == (
        "It cost €80.0k + $223k in 30 days; 0\u00a0% and 61\u00a0% of it in each currency is on "
        "models verified at 3 Working or higher in all areas"
    )
    assert facts(view)["Net over last plan"] == "no plan"


def test_nothing_landed_and_nothing_picked_are_two_things() -> None:
    unknown = cost_view(scorecards.unknown(), [], [], [], [])
    assert unknown == CostView(UNKNOWN_COST, known=False, facts=())
    card = scorecards.whole()
    nothing = replace(card.money, effective_cost={}, under_control={})
    view = cost_view(replace(card, money=nothing), [], [], [], [], whole=False)
    assert (view.headline, view.known) == (NOTHING_PICKED, True)
    assert set(facts(view).values()) == {
        "none found", "unknown", "no plan", "none", "not measured",
    }  # fmt: skip


# On a model's own page


def test_a_target_of_unit_cost_is_no_budget_of_a_month() -> None:
    story = scorecards.story()
    target = BudgetRow(OCT, "unit_cost", Decimal(2), "USD", None, "inventory")
    forecast = BudgetRow(OCT, "forecast", Decimal(9), "USD", None, "inventory")
    [series] = cost_series(replace(story, budgets=(target,)), LAST)
    assert {each.budget for each in series.months} == {None}
    [series] = cost_series(replace(story, budgets=(target, forecast)), LAST)
    assert [each.budget.text for each in series.months if each.budget] == ["$9.00"]
