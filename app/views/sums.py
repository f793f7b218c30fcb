"""What the rows behind a finding add up to: its number can be made from these by eye."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from app import text
from app.views.behind import RowsView, called, grid_of
from app.views.parts import added
from app.wording import say
from assessments.behind import Behind, Landed
from assessments.questionnaire import Probe
from assessments.scorecard import Amounts

Row = Mapping[str, Any]
_PERHAPS = ("active_owner", "used", "requests", "unit_cost")
"""Where nothing is written, it is not known."""


def sums_views(behind: Behind, probe: Probe, model: str | None) -> tuple[RowsView, ...]:
    """Return what the rows that a probe reads add up to; nothing where they are few."""
    return tuple(_view(each) for each in behind.sums(probe, model) if each.rows)


def _view(landed: Landed) -> RowsView:
    told: dict[str, Callable[[tuple[Row, ...]], str]] = {
        "spend": _spend,
        "use": _use,
        "months": _months,
        "endpoints": _endpoints,
        "recoveries": _recoveries,
    }
    rows = tuple(
        {**row, "model": called(row["model"])} if "model" in row else row for row in landed.rows
    )
    sentence = told[landed.need](landed.rows)
    return RowsView(sentence, grid_of(sentence, rows, unknown=_PERHAPS))


def _spend(rows: tuple[Row, ...]) -> str:
    return say(
        "AI spend by model, charges of use without credits and tax, {days}: {sums}. "
        "The sums of money on the scorecard count credits in.",
        days=_days(rows),
        sums="; ".join(_spent(rows, currency) for currency in _currencies(rows)),
    )


def _spent(rows: tuple[Row, ...], currency: str) -> str:
    return say(
        "{money} together, of which {known} is on models of the inventory, {owned} on models "
        "whose owner is known to be active, and {unowned} on production models without an active "
        "owner on record",
        money=text.cents(_sum(rows, currency), currency),
        known=_part(rows, currency, lambda row: row["in_inventory"]),
        owned=_part(rows, currency, lambda row: row["active_owner"]),
        unowned=_part(rows, currency, lambda row: row["production_unowned"]),
    )


def _use(rows: tuple[Row, ...]) -> str:
    return say(
        "AI spend by what it went to, charges of use without credits and tax, {days}: {sums}. "
        "The sums of money on the scorecard count credits in.",
        days=_days(rows),
        sums="; ".join(_used(rows, currency) for currency in _currencies(rows)),
    )


def _used(rows: tuple[Row, ...], currency: str) -> str:
    return say(
        "{money} together, of which {used} answered requests, {unused} answered none, and of "
        "{unknown} nobody can tell",
        money=text.cents(_sum(rows, currency), currency),
        used=_part(rows, currency, lambda row: row["used"] is True),
        unused=_part(rows, currency, lambda row: row["used"] is False),
        unknown=_part(rows, currency, lambda row: row["used"] is None),
    )


def _months(rows: tuple[Row, ...]) -> str:
    if any(row["requests"] is not None for row in rows):
        return say(
            "By closed month, without tax: the cost per 1,000 is the cost divided by the "
            "requests, times 1,000."
        )
    return say("Its cost by closed month, without tax.")


def _endpoints(_rows: tuple[Row, ...]) -> str:
    return say(
        "Endpoints by how they were seen: requests of the last 30 days, deployments of a year, "
        "and what its source lists."
    )


def _days(rows: tuple[Row, ...]) -> str:
    return text.days(rows[0]["first_day"], rows[0]["last_day"])


def _currencies(rows: Iterable[Row]) -> list[str]:
    return sorted({row["currency"] for row in rows})


def _sum(rows: Iterable[Row], currency: str) -> Decimal:
    return _added(rows).get(currency, Decimal(0))


def _added(rows: Iterable[Row]) -> Amounts:
    return added([{row["currency"]: row["effective_cost"]} for row in rows])


def _part(rows: tuple[Row, ...], currency: str, fits: Callable[[Row], object]) -> str:
    """Return `$938,123.45 (92.7 %)`."""
    part = _sum((row for row in rows if fits(row)), currency)
    return say(
        "{money} ({share})",
        money=text.cents(part, currency),
        share=text.close_share(part / _sum(rows, currency)),
    )


def _recoveries(rows: tuple[Row, ...]) -> str:
    counted = sorted(row["hours"] for row in rows if row["counted"])
    if not counted:
        return say("No recovery of the past year is counted.")
    return say(
        "Recoveries of the past year, each from the release that failed until it was ended, which "
        "may be longer than the incident: {hours} hours.",
        hours=text.listed([text.number(each, ",.1f") for each in counted]),
    )
