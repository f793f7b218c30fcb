"""What the cost reports of providers share: the days to ask for, exact amounts, and projects."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation, localcontext
from functools import cached_property
from typing import Any

from pydantic import ValidationError

from connectors.paging import Params
from connectors.parts.remote import inner, rejected
from connectors.session import Session
from data.reading import Reading, RejectedRow
from data.records import CostDaily, Identity

RESTATED = timedelta(days=35)
"""How long a provider may still change a day: each reading asks for these days again."""
PLACES = Decimal("1e-12")
"""What landing keeps of an amount."""
LARGEST = Decimal("1e20")
EXACT = 60
"""More digits than any sum of amounts has."""


@dataclass(frozen=True)
class Days:
    """The days to ask for, from `start` until before `end`, and the rows of the days that stay."""

    start: datetime
    end: datetime
    kept: tuple[CostDaily, ...]

    def asked(self, moment: datetime) -> bool:
        """Tell whether a day that begins then was asked for."""
        return self.start <= moment < self.end

    def stays(self, day: date) -> bool:
        """Tell whether a day is as it was landed, also where it was asked for."""
        return day in self._staying

    @cached_property
    def _staying(self) -> set[date]:
        return {row.day for row in self.kept}


def days_to_ask(reading: Reading, since_days: int) -> Days:
    """Return the whole days (UTC) that may be new or changed: today, which goes on, is not one.

    The first reading goes back `since_days`, later ones to 35 days before the newest day known;
    one that reaches further back than the last asks for all, and keeps the older days it knows.
    """
    today = reading.started_at.astimezone(UTC).date()
    before = [row for row in reading.previous(CostDaily) if isinstance(row, CostDaily)]
    newest = max((row.day for row in before), default=None)
    first = today - timedelta(days=since_days)
    start = first if newest is None else min(newest, today) - RESTATED
    kept = tuple(row for row in before if row.day < start)
    if reading.reaches_further_back():
        start = min(start, first)
    return Days(_midnight(start), _midnight(today), kept)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def amount(value: Any, shift: int = 0) -> Decimal:
    """Return a number, or one written as text, with its point moved, to twelve decimals.

    Raises:
        ValueError: it is none, or too large to be money.
    """
    try:
        with localcontext(prec=EXACT):
            number = isinstance(value, int | str | Decimal) and not isinstance(value, bool)
            exact = Decimal(value if number else "none").scaleb(shift)
            if not abs(exact) < LARGEST:
                raise ValueError("the amount is too large to be money")
            return exact.quantize(PLACES)
    except InvalidOperation as error:
        raise ValueError("the amount is no number") from error


def cost_row(**values: Any) -> CostDaily:
    """Return one charge of a report as a row: without FOCUS columns, on the bill of its month.

    Raises:
        ValueError: a value cannot be one of a charge.
    """
    day: date = values["day"]
    return CostDaily.model_validate(
        {
            "billing_month": day.replace(day=1),
            "service_category": "AI and Machine Learning",
            "charge_category": "Usage",
            "effective_cost": values["billed_cost"],
            "basis": "provider_report",
            **values,
        }
    )


def read_costs(
    session: Session,
    path: str,
    asked: Params,
    days: Days,
    begins: Callable[[Any], datetime],
    charge: Callable[[Any, date], CostDaily],
) -> Iterator[CostDaily | RejectedRow]:
    """Yield the costs of each day that a report gives, and the rows that cannot be used.

    Args:
        session: of this reading.
        path: of the report, whose pages hold `data`, days with `results`.
        asked: its parameters.
        days: those that were asked for; a report may add the day that is not over.
        begins: tells when a day of it begins, or raises ValueError.
        charge: makes the row of one result, or raises ValueError.
    """
    costs: list[CostDaily] = []
    for page in session.token_pages(
        path, asked, "data", next_key="next_page", ask_key="page", more_key="has_more"
    ):
        for each in page:
            for result in session.rows(each, path, "results"):
                try:
                    beginning = begins(each)
                    day = beginning.date()
                    if days.asked(beginning) and not days.stays(day):
                        costs.append(charge(result, day))
                except (ValueError, OverflowError) as error:
                    wrong = error if isinstance(error, ValueError) else ValueError(str(error))
                    yield rejected(CostDaily.entity, result, wrong, session.hide)
    yield from _alike_summed(costs)


def costs_on_first_page(session: Session, path: str, asked: Params) -> int:
    """Return how many costs stand on the first page of a report."""
    days = session.rows(session.get(path, asked), path, "data")
    return sum(len(session.rows(each, path, "results")) for each in days)


def read_projects(
    session: Session, path: str, asked: Params, ask_key: str
) -> Iterator[Identity | RejectedRow]:
    """Yield what costs are grouped by, with name and tags; nothing where the key may not list."""
    for page in session.token_pages(
        path,
        asked,
        "data",
        next_key="last_id",
        ask_key=ask_key,
        more_key="has_more",
        missing=(403,),
    ):
        for row in page:
            try:
                yield Identity.model_validate(
                    {
                        "kind": "project",
                        "external_id": inner(row, "id"),
                        "name": inner(row, "name"),
                        "tags": (row.get("tags") if isinstance(row, Mapping) else None) or {},
                    }
                )
            except ValidationError as error:
                yield rejected(Identity.entity, row, error, session.hide)


def _alike_summed(rows: Iterable[CostDaily]) -> Iterator[CostDaily]:
    """Yield one row for those that differ in their amounts alone, which are added up."""
    groups: dict[tuple[str, ...], list[CostDaily]] = {}
    for row in rows:
        key = tuple(repr(getattr(row, name)) for name in CostDaily.key)
        groups.setdefault(key, []).append(row)
    for same in groups.values():
        with localcontext(prec=EXACT):
            cost = sum((row.billed_cost for row in same), Decimal(0))
            known = [row.quantity for row in same if row.quantity is not None]
            quantity = sum(known, Decimal(0)) if len(known) == len(same) else None
        yield same[0].model_copy(
            update={
                "billed_cost": cost,
                "effective_cost": cost,
                "quantity": quantity,
                "charges": len(same),
            }
        )
