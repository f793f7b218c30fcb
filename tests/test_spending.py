"""The bill asked part by part: what is picked, exact sums, and parts that add up to the whole."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, get_args

import scorecards
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import World

from assessments.queries import Rows
from assessments.scorecard import Scorecard, build
from assessments.spending import Spending, running_month, without
from assessments.spending.values import (
    By,
    Choices,
    ClosedMonths,
    Ending,
    Idle,
    MonthPlan,
    MonthSpend,
    Picked,
    Spike,
    SpikeEvent,
    UnitMonth,
    Unused,
)

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
LAST = date(2026, 11, 18)
Landed = Mapping[str, Iterable[Mapping[str, Any]]]


def asked(rows: Rows) -> Spending:
    return Spending(rows, NOW)


def charge(resource: str, amount: str, **more: Any) -> dict[str, Any]:
    return {"resource": resource, "effective_cost": amount, "billed_cost": amount, **more}


TWO = [{}, {"model": "fraud"}]
BILL = [
    charge("churn", "2.25", service="Serving"),
    charge("churn", "1", service="Training", day=date(2026, 11, 2)),
    charge("churn", "7", currency="EUR", provider="other"),
    charge("fraud", "4", provider="other", service="Serving"),
    charge("pool", "0.5"),
    charge("churn", "9", charge_category="Tax"),
    charge("churn", "8", day=date(2026, 10, 19)),
    charge("churn", "3", day=date(2026, 11, 21)),
    charge("mail", "6", service_category="Other"),
]


def test_what_may_be_picked_is_what_the_last_year_paid_for() -> None:
    with World({"model": TWO, "cost_daily": BILL}) as world:
        assert asked(world.rows).choices() == Choices(
            providers=("cloud", "other"), services=("Serving", "Training")
        )


def test_the_window_is_of_30_days_and_holds_what_is_picked() -> None:
    with World({"model": TWO, "cost_daily": BILL}) as world:
        bill = asked(world.rows)
        assert bill.window_cost(Picked()) == {
            "churn": {"USD": Decimal("3.25"), "EUR": Decimal(7)},
            "fraud": {"USD": Decimal(4)},
            "(unallocated)": {"USD": Decimal("0.5")},
        }
        assert bill.window_cost(Picked(models=("fraud",))) == {"fraud": {"USD": Decimal(4)}}
        assert bill.window_cost(Picked(provider="other")) == {
            "churn": {"EUR": Decimal(7)},
            "fraud": {"USD": Decimal(4)},
        }
        assert bill.window_cost(Picked(models=("churn",), service="Serving")) == {
            "churn": {"USD": Decimal("2.25")}
        }
        assert bill.window_cost(Picked(models=())) == {}


def test_a_pick_by_provider_or_service_is_known_of_the_models_that_paid_it() -> None:
    with World({"model": TWO, "cost_daily": BILL}) as world:
        bill = asked(world.rows)
        assert bill.whole_models(Picked()) == Picked()
        assert bill.whole_models(Picked(models=("fraud",))) == Picked(models=("fraud",))
        assert bill.whole_models(Picked(service="Training")) == Picked(models=("churn",))
        assert bill.whole_models(Picked(models=("fraud",), service="Training")) == Picked(models=())


def card_for(*models: str) -> Scorecard:
    """A scorecard over these production models, with nothing answered and nothing seen."""
    facts = tuple(scorecards.facts(name) for name in models)
    return build(scorecards.inputs(facts=facts, observations={}, responses={}, exemptions={}))


def test_beside_risk_nothing_picked_is_the_scorecards_own_money() -> None:
    with World({"model": TWO, "cost_daily": BILL}) as world:
        money = asked(world.rows).beside_risk(Picked(), card_for("churn", "fraud")).money
    assert money.effective_cost == {"USD": Decimal("7.75"), "EUR": Decimal(7)}
    assert money.allocated == {"USD": Decimal("7.25"), "EUR": Decimal(7)}
    assert money.unallocated == {"USD": Decimal("0.5")}
    assert money.under_control == {}
    assert {(each.area, each.level, each.models) for each in money.by_level} == {
        (area, None, 2) for area in ("ownership", "rollback", "explainability", "cost", "knowledge")
    }


def test_beside_risk_a_pick_leaves_the_others_out() -> None:
    with World({"model": TWO, "cost_daily": BILL}) as world:
        picked = Picked(models=("fraud",))
        money = asked(world.rows).beside_risk(picked, card_for("churn", "fraud")).money
    assert money.effective_cost == {"USD": Decimal(4)}
    assert money.unallocated == {}
    assert {each.models for each in money.by_level} == {1}


def test_beside_risk_a_pick_by_provider_is_of_the_models_that_paid_it() -> None:
    with World({"model": TWO, "cost_daily": BILL}) as world:
        picked = Picked(service="Training")
        card = asked(world.rows).beside_risk(picked, card_for("churn", "fraud"))
    assert [each.facts.effective_cost for each in card.models] == [{"USD": Decimal(1)}]
    assert card.money.effective_cost == {"USD": Decimal(1)}


def test_months_name_those_that_cost_most_and_hold_the_others_in_one() -> None:
    with World({"model": [*TWO, {"model": "loan"}], "cost_daily": [
        *BILL, charge("loan", "1.5"), charge("loan", "0.25", day=date(2025, 10, 31)),
    ]}) as world:  # fmt: skip
        months = asked(world.rows).months(Picked(), "model", 1)
    october, november = date(2026, 10, 1), date(2026, 11, 1)
    assert months == (
        MonthSpend(november, "EUR", "part", "churn", Decimal(7)),
        MonthSpend(october, "USD", "part", "churn", Decimal(8)),
        MonthSpend(november, "USD", "none", None, Decimal("0.5")),
        MonthSpend(november, "USD", "others", None, Decimal("5.5")),
        MonthSpend(november, "USD", "part", "churn", Decimal("3.25")),
    )


def test_months_are_told_apart_by_provider_and_by_service() -> None:
    bill = [
        charge("churn", "8", provider="cloud", service="Serving"),
        charge("pool", "2", provider="cloud", service=None),
        charge("fraud", "9", provider="other", service="Training"),
    ]
    november = date(2026, 11, 1)
    with World({"model": TWO, "cost_daily": bill}) as world:
        spending = asked(world.rows)
        assert spending.months(Picked(), "provider", 1) == (
            MonthSpend(november, "USD", "others", None, Decimal(9)),
            MonthSpend(november, "USD", "part", "cloud", Decimal(10)),
        )
        assert spending.months(Picked(provider="cloud"), "service", 3) == (
            MonthSpend(november, "USD", "none", None, Decimal(2)),
            MonthSpend(november, "USD", "part", "Serving", Decimal(8)),
        )


def test_the_plan_of_a_month_is_that_of_the_models_that_have_one_beside_what_these_cost() -> None:
    september, october = date(2026, 9, 1), date(2026, 10, 1)
    with World({
        "model": TWO,
        "cost_daily": [
            *(charge("churn", "80", day=day) for day in (september, october)),
            charge("fraud", "7", day=october),
            charge("churn", "9"),
            charge("fraud", "9"),
        ],
        "budget": [
            {"month": october, "amount": "70"},
            {"month": october, "amount": "95.5", "kind": "forecast"},
            {"month": date(2026, 11, 1), "amount": "70"},
        ],
    }) as world:  # fmt: skip
        bill = asked(world.rows)
        assert bill.month_plans(Picked()) == (
            MonthPlan(october, "USD", Decimal("95.5"), Decimal(80), 1),
            MonthPlan(date(2026, 11, 1), "USD", Decimal(70), None, 1),
        )
        assert bill.month_plans(Picked(models=("fraud",))) == ()


def test_what_found_no_model_is_told_by_what_was_charged_for() -> None:
    first = LAST - timedelta(days=29)
    with World({
        "model": TWO,
        "cost_daily": [
            charge("churn", "8"),
            charge("pool", "2"),
            charge("pool", "3.25", day=first),
            charge("pool", "100", day=first - timedelta(days=1)),
            charge("pool", "7", currency="EUR"),
            {**charge("pool", "-4"), "resource": None, "charge_category": "Credit"},
        ],
    }) as world:  # fmt: skip
        bill = asked(world.rows)
        found = bill.unmatched(Picked())
        whole = [(each.what, each.currency, each.effective_cost) for each in found]
        assert whole == [
            ("pool", "EUR", Decimal(7)),
            ("pool", "USD", Decimal("5.25")),
            ("cloud", "USD", Decimal(-4)),
        ]
        assert (found[1].resource, found[1].first_day, found[1].last_day) == ("pool", first, LAST)
        assert bill.unmatched(Picked(models=("churn",))) == ()
        assert bill.unmatched(Picked(provider="another")) == ()


def test_closed_months_tell_plan_overrun_and_unit_cost() -> None:
    with World({
        "model": [{}],
        "cost_daily": [
            charge("churn", "100", day=date(2026, 9, 1)),
            charge("churn", "80", day=date(2026, 10, 1)),
            charge("churn", "9"),
        ],
        "budget": [
            {"month": date(2026, 9, 1), "amount": "90"},
            {"month": date(2026, 10, 1), "amount": "70"},
            {"month": date(2026, 10, 1), "amount": "95", "kind": "forecast"},
            {"month": date(2026, 10, 1), "amount": "2", "kind": "unit_cost"},
        ],
        "metric_daily": [
            {"metric": "requests_served", "day": date(2026, 10, 1), "value": 50_000},
        ],
    }) as world:  # fmt: skip
        [months] = asked(world.rows).closed_months(Picked())
    assert months == ClosedMonths(
        model="churn",
        currency="USD",
        month=date(2026, 10, 1),
        effective_cost=Decimal(80),
        budget=Decimal(70),
        forecast=Decimal(95),
        planned=Decimal(95),
        overrun=Decimal(-5),
        planned_months=2,
        months=(
            UnitMonth(date(2026, 10, 1), Decimal("1.6"), Decimal(2), 50_000.0),
            UnitMonth(date(2026, 9, 1), None, None, None),
        ),
    )


def wild(last: date = date(2026, 9, 20)) -> list[dict[str, Any]]:
    """Fourteen days of 1, and one of 5."""
    days = [last - timedelta(days=back) for back in range(1, 15)]
    return [*(charge("churn", "1", day=day) for day in days), charge("churn", "5", day=last)]


def test_a_spike_names_its_alert_and_what_stood_beside_it() -> None:
    with World({
        "model": [{}],
        "cost_daily": wild(),
        "deployment": [{"version": "7", "started_at": "2026-09-19 10:00:00"}],
        "cost_alert": [{"day": date(2026, 9, 20), "opened_at": "2026-09-21 08:00:00"}],
    }) as world:  # fmt: skip
        [spike] = asked(world.rows).spikes(Picked(models=("churn",)))
        assert asked(world.rows).spikes(Picked(models=("fraud",))) == ()
    assert spike == Spike(
        model="churn",
        currency="USD",
        first_day=date(2026, 9, 20),
        last_day=date(2026, 9, 20),
        days=1,
        effective_cost=Decimal(5),
        usual_cost=Decimal(1),
        excess_cost=Decimal(4),
        alert="C-1",
        alerted_at=datetime(2026, 9, 21, 8, tzinfo=UTC),
        events=(
            SpikeEvent("release", "D-1", "version 7", datetime(2026, 9, 19, 10, tzinfo=UTC), None),
        ),
    )


def test_a_spike_that_nobody_recorded_and_that_nothing_stood_beside() -> None:
    with World({"model": [{}], "cost_daily": wild()}) as world:
        [spike] = asked(world.rows).spikes(Picked())
    assert (spike.alert, spike.alerted_at, spike.events) == (None, None, ())


def test_idle_and_unused_cost_is_told_by_what_was_measured() -> None:
    with World({
        "model": TWO,
        "cost_daily": [
            charge("churn", "4"),
            charge("churn", "6", day=date(2026, 11, 16)),
            charge("pool", "3"),
        ],
        "metric_daily": [
            {"metric": "utilisation_percent", "value": 75},
            {"metric": "utilisation_percent", "value": 75, "day": LAST},
            {"metric": "utilisation_percent", "value": 50, "day": date(2026, 11, 16)},
        ],
    }) as world:  # fmt: skip
        bill = asked(world.rows)
        assert bill.idle(Picked()) == (Idle("churn", "USD", Decimal(10), Decimal(4), 2, LAST),)
        assert bill.unused(Picked()) == (
            Unused("churn", "USD", "unknown", Decimal(10), None),
            Unused("pool", "USD", "unknown", Decimal(3), None),
        )
        assert bill.unused(Picked(models=("churn",)))[0].thing == "churn"


def test_a_counter_that_counts_nothing_tells_unused_cost() -> None:
    counted = [
        {"metric": "requests_served", "value": 0, "day": LAST - timedelta(days=back)}
        for back in range(31)
    ]
    with World({
        "model": [{}], "cost_daily": [charge("churn", "4")], "metric_daily": counted,
    }) as world:  # fmt: skip
        assert asked(world.rows).unused(Picked()) == (
            Unused("churn", "USD", "unused", Decimal(4), None),
        )


def test_without_cost_every_part_is_empty() -> None:
    with World({"model": [{}]}) as world:
        bill = asked(world.rows)
        assert bill.choices() == Choices((), ())
        assert (bill.months(Picked(), "model", 3), bill.running(Picked(), 3)) == ((), ())
        assert (bill.closed_months(Picked()), bill.spikes(Picked())) == ((), ())
        assert (bill.idle(Picked()), bill.unused(Picked())) == ((), ())
        money = bill.beside_risk(Picked(), card_for("churn")).money
        assert (money.effective_cost, money.under_control) == ({}, {})


# The running month


def test_the_running_month_names_the_costliest_and_holds_the_rest_in_one() -> None:
    with World({
        "model": TWO,
        "cost_daily": [
            charge("churn", "10"),
            charge("churn", "1", day=date(2026, 10, 1)),
            charge("fraud", "4.5", day=date(2026, 11, 3)),
            charge("pool", "0.25"),
        ],
        "budget": [{"month": date(2026, 11, 1), "amount": "30"}],
    }) as world:  # fmt: skip
        [running] = asked(world.rows).running(Picked(), 1)
    assert (running.currency, running.month, running.last_day) == ("USD", date(2026, 11, 1), LAST)
    assert running.days == {date(2026, 11, 3): Decimal("4.5"), LAST: Decimal("10.25")}
    assert running.whole.so_far == Decimal("14.75")
    assert [(each.model, each.so_far, each.planned) for each in running.parts] == [
        ("churn", Decimal(10), Decimal(30)),
        (None, Decimal("4.75"), None),
    ]
    assert running.whole.month_end is not None
    assert running.parts[0].month_end is not None


def test_a_model_that_is_new_has_no_forecast() -> None:
    days = {LAST: Decimal(3)}
    running = running_month("EUR", LAST, days, {"churn": days}, {})
    assert running.parts == (Ending("churn", "EUR", Decimal(3), None, None),)


AMOUNTS = st.decimals(min_value=-(10**15), max_value=10**15, places=12)
DAYS = st.dates(date(2026, 10, 1), LAST)


@settings(max_examples=60)
@given(
    parts=st.dictionaries(st.sampled_from("abcdef"), st.dictionaries(DAYS, AMOUNTS), max_size=4),
    rest=st.dictionaries(DAYS, AMOUNTS),
)
def test_the_parts_of_a_running_month_add_up_to_the_whole_exactly(
    parts: dict[str, dict[date, Decimal]], rest: dict[date, Decimal]
) -> None:
    whole: dict[date, Decimal] = {}
    for seen in (*parts.values(), rest):
        for day, amount in seen.items():
            whole[day] = _exactly(whole.get(day, Decimal(0)), amount)
    left = without(whole, list(parts.values()))
    assert {day: each for day, each in left.items() if each} == {
        day: each for day, each in rest.items() if each
    }
    running = running_month("EUR", LAST, whole, parts, {})
    assert _exactly(*(each.so_far for each in running.parts)) == running.whole.so_far


def _exactly(*amounts: Decimal) -> Decimal:
    """Add amounts of twelve decimals as whole numbers."""
    return Decimal(sum(int(each.scaleb(12)) for each in amounts)).scaleb(-12)


PICKS = st.builds(
    Picked,
    models=st.none() | st.sets(st.sampled_from(["churn", "fraud", "ghost"])).map(tuple),
    provider=st.none() | st.sampled_from(["cloud", "other", "third"]),
    service=st.none() | st.sampled_from(["Serving", "Training"]),
)
CHARGES = st.lists(
    st.builds(
        charge,
        st.sampled_from(["churn", "fraud", "loan", "pool"]),
        st.decimals(min_value=-999, max_value=10**6, places=6).map(str),
        currency=st.sampled_from(["USD", "EUR"]),
        provider=st.sampled_from(["cloud", "other"]),
        service=st.sampled_from(["Serving", "Training"]),
        day=st.dates(date(2026, 9, 1), LAST),
    ),
    max_size=12,
)


@settings(max_examples=15, deadline=None)
@given(charges=CHARGES, picked=PICKS)
def test_whatever_is_picked_its_parts_add_up_to_it_exactly_in_each_currency(
    charges: list[dict[str, Any]], picked: Picked
) -> None:
    landed: Landed = {"model": [*TWO, {"model": "loan"}], "cost_daily": charges}
    with World(landed) as world:
        bill = asked(world.rows)
        money = bill.beside_risk(picked, card_for("churn", "fraud", "loan")).money
        months = [bill.months(picked, by, 1) for by in get_args(By)]
        unmatched = bill.unmatched(picked)
        running = bill.running(picked, 1)
    window = [each for each in charges if _holds(picked, each)]
    last = max((each["day"] for each in charges), default=LAST)
    recent = [each for each in window if each["day"] > last - timedelta(days=30)]
    assert money.effective_cost == _sums(recent)
    for area in {each.area for each in money.by_level}:
        parts = [each.effective_cost for each in money.by_level if each.area == area]
        held = [
            {currency: amount} for part in (*parts, money.unallocated)
            for currency, amount in part.items()
        ]  # fmt: skip
        assert _added(held) == dict(money.effective_cost)
    for told in months:
        assert _added([{each.currency: each.effective_cost} for each in told]) == _sums(window)
    nameless = _added([{each.currency: each.effective_cost} for each in unmatched])
    assert nameless == dict(money.unallocated)
    for each in running:
        assert sum(part.so_far for part in each.parts) == each.whole.so_far
        assert sum(each.days.values()) == each.whole.so_far


def _holds(picked: Picked, row: Mapping[str, Any]) -> bool:
    model = {"pool": "(unallocated)"}.get(row["resource"], row["resource"])
    return (
        (picked.models is None or model in picked.models)
        and picked.provider in (None, row["provider"])
        and picked.service in (None, row["service"])
    )


def _sums(rows: list[Any]) -> dict[str, Decimal]:
    return _added([{row["currency"]: Decimal(row["effective_cost"])} for row in rows])


def _added(many: list[dict[str, Decimal]]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for amounts in many:
        for currency, amount in amounts.items():
            sums[currency] = sums.get(currency, Decimal(0)) + amount
    return sums
