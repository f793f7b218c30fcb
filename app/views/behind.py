"""What stands behind a number, as tables: the rows that landed, and the findings that it counts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app import text
from app.views.finding import condition_view
from app.views.grid import Cell, Column, Grid, words
from app.views.grid import cents as cents_cell
from app.views.grid import price as price_cell
from app.views.row_heads import head
from app.wording import phrase, say
from assessments import evidence
from assessments.behind import Behind, Landed
from assessments.questionnaire import Probe
from assessments.scoring import ConditionResult, Finding

UNALLOCATED = "(unallocated)"
"""What a row says in place of its model where it found none."""
NO_MODEL = phrase("no model")
COLUMNS = 6
"""Columns of a row that a page shows beside its file, source and link; the file has them all."""
_LAST = ("file", "source", "sources", "fetched_at", "url")
_MONEY = ("effective_cost", "amount", "planned", "budget", "forecast")
_PRICES = ("unit_cost", "unit_cost_target")
_HOURS = ("hours", "hours_to_restore")
_ASKED = {
    ("model", "fact"): phrase("Asked of each model: a fact in {unit}"),
    ("model", "sample"): phrase("Asked of each model: a sample in {unit}"),
    ("model", "share"): phrase("Asked of each model: a share in {unit}"),
    ("organisation", "fact"): phrase("Asked of the organisation: a fact in {unit}"),
    ("organisation", "sample"): phrase("Asked of the organisation: a sample in {unit}"),
    ("organisation", "share"): phrase("Asked of the organisation: a share in {unit}"),
}


@dataclass(frozen=True)
class RowsView:
    """Some rows of one kind, with the sentence that counts them."""

    sentence: str
    grid: Grid


@dataclass(frozen=True)
class ProbeView:
    """One observation: the query behind it, and the rows that the query reads."""

    probe: Probe
    label: str
    """The probe's title and how its conditions came out."""
    told: str
    """What was seen, where and when."""
    asked: str
    """`Asked of each model: a share, fresh for 30 days; it needs incidents.`"""


# A finding


def probe_views(finding: Finding, probes: Mapping[str, Probe]) -> tuple[ProbeView, ...]:
    """Return the observations of a finding: first what speaks against it, then what is unknown."""
    by_probe: dict[str, list[ConditionResult]] = {}
    for each in sorted(finding.results, key=_telling):
        if each.observation.probe in probes:
            by_probe.setdefault(each.observation.probe, []).append(each)
    return tuple(_probe_view(probes[name], results) for name, results in by_probe.items())


def _telling(result: ConditionResult) -> tuple[int, int]:
    return ({False: 0, True: 1, None: 2}[result.outcome], result.level)


def _probe_view(probe: Probe, results: Sequence[ConditionResult]) -> ProbeView:
    seen = condition_view(results[0])
    outcomes = text.listed(list(dict.fromkeys(condition_view(each).outcome for each in results)))
    return ProbeView(
        probe=probe,
        label=f"{probe.title}: {outcomes}",
        told=say(
            "{detail}. {source}, seen {day}, quality {quality}.",
            detail=text.capital(seen.detail or seen.outcome),
            source=text.capital(seen.source),
            day=seen.observed,
            quality=seen.quality,
        ),
        asked=say(
            "{asked}, which counts as fresh for {days}; it reads {rows}.",
            asked=say(_ASKED[probe.per, probe.kind], unit=probe.unit),
            days=text.count(probe.ttl_days, "day", "days"),
            rows=_read(probe) or say("attestations"),
        ),
    )


def _read(probe: Probe) -> str:
    return text.listed([evidence.need_words(need) for need in probe.needs])


def probe_rows(behind: Behind, probe: Probe, model: str | None) -> tuple[RowsView, ...]:
    """Return the rows that a probe reads of one model, or of all, newest first."""
    return tuple(rows_view(each) for each in behind.probe(probe, model))


# Rows


def called(model: str) -> str:
    """Return a model's name, or what stands where there is none."""
    return say(NO_MODEL) if model == UNALLOCATED else model


def rows_view(landed: Landed, what: str | None = None) -> RowsView:
    """Return rows as a table: the columns that say something, the first of them on the page."""
    called = what or text.capital(evidence.need_words(landed.need))
    return RowsView(f"{called}: {_counted(landed)}", grid_of(called, landed.rows))


def _counted(landed: Landed) -> str:
    shown = len(landed.rows)
    if not shown:
        return say("no row")
    counted = text.count(landed.total, "row", "rows")
    if landed.total <= shown:
        return counted
    return say("{rows}, {number} of them here", rows=counted, number=text.number(shown))


def grid_of(caption: str, rows: Sequence[Mapping[str, Any]], unknown: Collection[str] = ()) -> Grid:
    """Return landed rows as a table, its first columns on the page, all of them in the file.

    `unknown`: the columns in which nothing written means that it is not known.
    """
    keys = [key for key in (rows[0] if rows else ()) if any(row[key] is not None for row in rows)]
    one_model = len({row["model"] for row in rows if "model" in row}) == 1
    beside = {"currency"} if any(key in keys for key in _MONEY) else set()
    beside |= {"model"} if one_model else set()
    first = [key for key in keys if key not in _LAST and key not in beside]
    last = [key for key in _LAST if key in keys]
    shown = (*first[:COLUMNS], *last)
    ordered = (*shown, *(key for key in keys if key not in shown))
    return Grid(
        caption,
        tuple(_column(key, rows, filed=key not in shown) for key in ordered),
        tuple(tuple(_cell(key, row, unknown) for key in ordered) for row in rows),
        nothing=say("No row of this kind belongs here."),
    )


def _column(key: str, rows: Sequence[Mapping[str, Any]], *, filed: bool) -> Column:
    numbers = all(
        isinstance(row[key], int | float | Decimal) and not isinstance(row[key], bool)
        for row in rows
        if row[key] is not None
    )
    kind = "n" if numbers else "opt" if key in {"fetched_at", "sources"} else ""
    return Column(head(key), kind, filed=filed)


def _cell(key: str, row: Mapping[str, Any], unknown: Collection[str]) -> Cell:
    value = row[key]
    if value is None:
        return Cell(text.unknown() if key in unknown else "")
    if key == "model":
        return words(called(value))
    if key == "url" and value:
        return Cell(say("Open"), raw=str(value), link=str(value))
    if key in _HOURS:
        return Cell(text.number(value, ",.2f"), raw=value)
    if key == "share":
        return Cell(text.share(value), text.number(value, ".6g"), value)
    if key == "month":
        return Cell(text.month(value), raw=value.isoformat())
    if isinstance(value, Decimal) and row.get("currency"):
        return _amount(key, value, row)
    return _plain(value)


def _amount(key: str, value: Decimal, row: Mapping[str, Any]) -> Cell:
    """Return money to the cent, and what one unit costs, or is to cost, as exact as it is known."""
    currency = row["currency"]
    if key in _PRICES:
        return replace(price_cell(value, currency), text=text.close_price(value, currency))
    if row.get("kind") == "unit_cost":
        return Cell(text.exact_amount(value, currency), raw=value)
    return cents_cell(value, currency) if key in _MONEY else _plain(value)


def _plain(value: object) -> Cell:
    match value:
        case bool():
            return words(say("yes") if value else say("no"))
        case datetime():
            return Cell(text.day(value), text.moment(value), value.isoformat())
        case date():
            return Cell(text.day(value), raw=value.isoformat())
        case Decimal():
            return Cell(text.number(value.normalize(), ",f"), raw=value)
        case int() | float():
            return Cell(text.measured(value), raw=value)
        case list() | tuple():
            return words(", ".join(map(str, value)))
        case _:
            said = str(value)
            return Cell(said, raw=said, link=said if said.startswith("https://") else "")
