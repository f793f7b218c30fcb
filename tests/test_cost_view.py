from datetime import date
from decimal import Decimal

from app.views.cost import ModelMonths, PortfolioCost, portfolio_cost
from assessments.portfolio import MonthCost

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)


def cost(month: date, model: str, amount: str, currency: str = "USD") -> MonthCost:
    return MonthCost(month, model, currency, Decimal(amount), Decimal(amount))


def test_without_cost_there_is_nothing_to_draw() -> None:
    assert portfolio_cost([]) == ()


def test_the_costliest_come_first_and_what_found_no_model_last() -> None:
    rows = [
        cost(OCTOBER, "(unallocated)", "900.10"),
        cost(OCTOBER, "fraud", "10.01"),
        cost(NOVEMBER, "fraud", "10.02"),
        cost(NOVEMBER, "churn", "300"),
    ]
    assert portfolio_cost(rows) == (
        PortfolioCost(
            "USD",
            "churn costs most: $300, Oct 2026 to Nov 2026",
            ("Oct 2026", "Nov 2026"),
            (
                ModelMonths("churn", (Decimal(0), Decimal(300)), ("$0.00", "$300.00")),
                ModelMonths("fraud", (Decimal("10.01"), Decimal("10.02")), ("$10.01", "$10.02")),
                ModelMonths("(unallocated)", (Decimal("900.10"), Decimal(0)), ("$900.10", "$0.00")),
            ),
        ),
    )


def test_beyond_eight_models_the_others_are_one_exact_sum() -> None:
    rows = [cost(OCTOBER, f"model-{place}", f"{100 - place}.001") for place in range(11)]
    [view] = portfolio_cost(rows)
    assert [each.name for each in view.series] == [
        *(f"model-{place}" for place in range(8)),
        "All other models",
    ]
    assert view.series[-1].amounts == (Decimal("273.003"),)


def test_currencies_are_drawn_apart() -> None:
    rows = [cost(OCTOBER, "fraud", "1"), cost(OCTOBER, "fraud", "2", "EUR")]
    assert [(view.currency, view.series[0].amounts) for view in portfolio_cost(rows)] == [
        ("EUR", (Decimal(2),)),
        ("USD", (Decimal(1),)),
    ]
