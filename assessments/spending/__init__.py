"""What the models cost, of those that are picked: against risk, plan, use and surprises.

Sums are exact and by currency. Where a provider or a service is picked, the cost by level, by month
and to the month's end is what went to it; plans, unit cost, spikes and use are known of whole
models only, and shown for the models that paid it anything.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from assessments import queries
from assessments.queries import Rows, aware, naive
from assessments.scorecard import Amounts, MoneyTotals, Scorecard
from assessments.scorecard.money import money, total
from assessments.spending.month_end import Days, month_end
from assessments.spending.values import (
    UNALLOCATED,
    By,
    Choices,
    ClosedMonths,
    Ending,
    Idle,
    MonthPlan,
    MonthSpend,
    Picked,
    RunningMonth,
    Spike,
    SpikeEvent,
    UnitMonth,
    Unmatched,
    Unused,
)


@dataclass(frozen=True)
class Spending:
    """The bill of one moment, asked part by part."""

    rows: Rows
    now: datetime

    def bill(self, picked: Picked, card: Scorecard, shown: int) -> "Bill":
        """Return what is picked; `shown` models of each currency are foretold apart."""
        whole = self.whole_models(picked)
        return Bill(
            spending=self,
            whole=whole,
            card=self.beside_risk(picked, card),
            running=self.running(picked, shown),
            closed=self.closed_months(whole),
            spikes=self.spikes(whole),
            idle=self.idle(whole),
        )

    def choices(self) -> Choices:
        """Return the providers and services of the last year."""
        found = self._run("spending_choices")
        return Choices(
            providers=tuple(sorted({row["provider"] for row in found})),
            services=tuple(sorted({row["service"] for row in found if row["service"]})),
        )

    def models(self) -> tuple[str, ...]:
        """Return every model that cost something in the last year, by name."""
        return tuple(row["model"] for row in self._run("spending_models"))

    def whole_models(self, picked: Picked) -> Picked:
        """Return the pick as models alone: those that paid the picked provider or service."""
        if not picked.partial:
            return picked
        found = self._run("spending_models", picked)
        return Picked(models=tuple(row["model"] for row in found))

    def beside_risk(self, picked: Picked, card: Scorecard) -> Scorecard:
        """Return the scorecard with the money, and the models, of what is picked."""
        cost = self.window_cost(picked)
        models = tuple(
            replace(each, facts=replace(each.facts, effective_cost=cost.get(each.facts.model, {})))
            for each in card.models
            if _is_in(each.facts.model, picked, cost)
        )
        totals = MoneyTotals(
            window_from=card.money.window_from,
            window_until=card.money.window_until,
            effective_cost=total(cost.values()),
            unallocated=cost.get(UNALLOCATED, {}),
        )
        organisation = {
            each.area: each.organisation for each in card.portfolio if each.organisation is not None
        }
        paid = money(totals, card.areas, models, organisation, card.money.target_level)
        return replace(card, money=paid, models=models)

    def window_cost(self, picked: Picked) -> Mapping[str, Amounts]:
        """Return what each model, and what found none, cost in the money window."""
        cost: dict[str, dict[str, Decimal]] = defaultdict(dict)
        for row in self._run("spending_window", picked):
            cost[row["model"]][row["currency"]] = row["effective_cost"]
        return cost

    def months(self, picked: Picked, by: By, shown: int) -> tuple[MonthSpend, ...]:
        """Return the last twelve months: `shown` parts a currency, the others and the rest."""
        found = self._run("spending_months", picked, by=by, shown=shown)
        return tuple(MonthSpend(**row) for row in found)

    def month_plans(self, picked: Picked) -> tuple[MonthPlan, ...]:
        """Return what was planned for the months of whole models, and what these cost."""
        return tuple(MonthPlan(**row) for row in self._run("spending_month_plans", picked))

    def unmatched(self, picked: Picked) -> tuple[Unmatched, ...]:
        """Return what found no model in the money window, costliest first."""
        return tuple(Unmatched(**row) for row in self._run("spending_unmatched", picked))

    def running(self, picked: Picked, shown: int) -> tuple[RunningMonth, ...]:
        """Return how the running month will end, by currency."""
        whole: dict[str, dict[date, Decimal]] = defaultdict(dict)
        last_day: date | None = None
        for row in self._run("spending_days", picked):
            whole[row["currency"]][row["day"]] = row["effective_cost"]
            last_day = row["last_day"]
        if last_day is None:
            return ()
        parts = self._model_days(picked, shown)
        planned = {
            (row["model"], row["currency"]): row["planned"]
            # What is planned is the cost of whole models.
            for row in ([] if picked.partial else self._run("spending_plans", picked))
        }
        return tuple(
            running_month(currency, last_day, days, parts[currency], planned)
            for currency, days in sorted(whole.items())
        )

    def _model_days(
        self, picked: Picked, shown: int
    ) -> Mapping[str, Mapping[str, dict[date, Decimal]]]:
        found: dict[str, dict[str, dict[date, Decimal]]] = defaultdict(lambda: defaultdict(dict))
        for row in self._run("spending_model_days", picked, shown=shown):
            found[row["currency"]][row["model"]][row["day"]] = row["effective_cost"]
        return found

    def closed_months(self, picked: Picked) -> tuple[ClosedMonths, ...]:
        """Return the closed months of each model, by model and currency."""
        return tuple(
            ClosedMonths(**{**row, "months": tuple(UnitMonth(**each) for each in row["months"])})
            for row in self._run("closed_months", picked)
        )

    def spikes(self, picked: Picked) -> tuple[Spike, ...]:
        """Return the spikes of the last 365 days, newest first."""
        return tuple(_spike(row) for row in self._run("spikes", picked))

    def idle(self, picked: Picked) -> tuple[Idle, ...]:
        """Return what stood idle, costliest first."""
        return tuple(Idle(**row) for row in self._run("idle", picked))

    def unused(self, picked: Picked) -> tuple[Unused, ...]:
        """Return what answered no request that is known of, costliest first."""
        return tuple(Unused(**row) for row in self._run("unused", picked))

    def _run(self, name: str, picked: Picked | None = None, **more: object) -> list[dict[str, Any]]:
        chosen = picked or Picked()
        return queries.run(
            self.rows,
            f"portfolio/{name}",
            now=naive(self.now),
            models=None if chosen.models is None else list(chosen.models),
            provider=chosen.provider,
            service=chosen.service,
            **more,
        )


@dataclass(frozen=True)
class Bill:
    """What is picked of the bill, read once for all that is shown of it."""

    spending: Spending
    whole: Picked
    """What is picked, as models alone."""
    card: Scorecard
    running: tuple[RunningMonth, ...]
    closed: tuple[ClosedMonths, ...]
    spikes: tuple[Spike, ...]
    idle: tuple[Idle, ...]

    def models(self) -> frozenset[str]:
        """Return the production models of what is picked."""
        return frozenset(each.facts.model for each in self.card.models)


def _is_in(model: str, picked: Picked, cost: Mapping[str, Amounts]) -> bool:
    """Tell whether a model is picked: by its name, or by what it paid."""
    if picked.partial:
        return model in cost
    return picked.models is None or model in picked.models


def _spike(row: dict[str, Any]) -> Spike:
    events = tuple(
        SpikeEvent(**{**each, "happened_at": aware(each["happened_at"])}) for each in row["events"]
    )
    alerted = row["alerted_at"]
    return Spike(**{**row, "events": events, "alerted_at": alerted and aware(alerted)})


def running_month(
    currency: str,
    last_day: date,
    days: Days,
    parts: Mapping[str, Days],
    planned: Mapping[tuple[str, str], Decimal],
) -> RunningMonth:
    """Return the running month of one currency; what no part holds is everything else in one."""
    month = last_day.replace(day=1)
    others = without(days, parts.values())

    def ending(model: str | None, seen: Days, plan: Decimal | None) -> Ending:
        so_far = total({currency: each} for day, each in seen.items() if day >= month)
        told = month_end(seen, last_day)
        return Ending(model, currency, so_far.get(currency, Decimal(0)), told, plan)

    known = [ending(name, seen, planned.get((name, currency))) for name, seen in parts.items()]
    rest = [ending(None, others, None)] if any(others.values()) else []
    return RunningMonth(
        currency=currency,
        month=month,
        last_day=last_day,
        days={day: each for day, each in sorted(days.items()) if day >= month},
        whole=ending(None, days, None),
        parts=(*known, *rest),
    )


def without(days: Days, parts: Collection[Days]) -> dict[date, Decimal]:
    """Return what is left of each day when the parts are taken from it, exact."""
    left: dict[date, Decimal] = {}
    for day, amount in days.items():
        taken = total({"": each[day]} for each in parts if day in each)
        left[day] = total([{"": amount}], without=taken)[""]
    return left
