"""What the cost page says of each part: whole values, by currency, and where nothing is known."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import scorecards
from cost_values import LAST, OCT, SPIKE, TOLD, closed, running
from grids import table

from app.views.cost import NOTHING_PICKED, UNKNOWN_COST, CostView, cost_view
from app.views.cost_idle import IdleBar, IdleChart, idle_view
from app.views.cost_levels import NO_MODEL, LevelPart, levels_view, models_at
from app.views.cost_spikes import SpikeChart, SpikeDot, spikes_view
from app.views.cost_unmatched import Tile, unmatched_view
from app.views.marks import Mark, found, shown
from app.views.model import FactView
from assessments.spending.values import Idle, Unmatched, Unused

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


# Spikes


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
