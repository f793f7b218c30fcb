"""What stands behind a number, as tables: the rows that landed, and the findings that it counts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app import text
from app.views.finding import FindingView, condition_view, finding_view
from app.views.grid import Cell, Column, Grid, words
from app.views.grid import money as money_cell
from app.views.parts import added, badness
from assessments import evidence
from assessments.behind import Behind, Landed
from assessments.plan.targets import organisation_scores
from assessments.questionnaire import Probe
from assessments.scorecard import Amounts, Scorecard
from assessments.scorecard.money import controlled
from assessments.scoring import ConditionResult, Finding

UNALLOCATED = "(unallocated)"
COLUMNS = 6
"""Columns of a row that a page shows beside its file, source and link; the file has them all."""
_LAST = ("file", "source", "sources", "fetched_at", "url")
_HEADS = {
    "url": "Link",
    "fetched_at": "Read",
    "from_latest": "Since",
    "until_latest": "Until",
    "effective_cost": "Cost",
    "name": "Person",
    "person_text": "As written",
    "left_on": "Left",
    "started_on": "Joined",
    "hours_to_restore": "Hours to restore",
}
_MONEY = ("effective_cost", "amount")


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


@dataclass(frozen=True)
class NumberView:
    """A number of the scorecard, and what makes it."""

    title: str
    sentence: str
    rows: tuple[RowsView, ...]
    findings: tuple[FindingView, ...] = ()
    models: tuple[str, ...] = ()
    """Whose charges may be looked at one by one."""


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
    needs = text.listed([evidence.need_words(need) for need in probe.needs])
    each = "each model" if probe.per == "model" else "the organisation"
    return ProbeView(
        probe=probe,
        label=f"{probe.title}: {outcomes}",
        told=f"{text.capital(seen.detail or seen.outcome)}. {text.capital(seen.source)}, "
        f"seen {seen.observed}, quality {seen.quality}.",
        asked=f"Asked of {each}: a {probe.kind} in {probe.unit}, which counts as fresh for "
        f"{text.count(probe.ttl_days, 'day')}; it reads {needs or 'attestations'}.",
    )


def probe_rows(behind: Behind, probe: Probe, model: str | None) -> tuple[RowsView, ...]:
    """Return the rows that a probe reads of one model, or of all, newest first."""
    return tuple(rows_view(each) for each in behind.probe(probe, model))


# Rows


def rows_view(landed: Landed, what: str | None = None) -> RowsView:
    """Return rows as a table: the columns that say something, the first of them on the page."""
    called = what or text.capital(evidence.need_words(landed.need))
    shown = len(landed.rows)
    counted = text.count(landed.total, "row")
    said = f"{counted}, {text.number(shown)} of them here" if landed.total > shown else counted
    return RowsView(f"{called}: {said if shown else 'no row'}", _grid(called, landed.rows))


def _grid(caption: str, rows: Sequence[Mapping[str, Any]]) -> Grid:
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
        tuple(tuple(_cell(key, row) for key in ordered) for row in rows),
        nothing="No row of this kind belongs here.",
    )


def _column(key: str, rows: Sequence[Mapping[str, Any]], *, filed: bool) -> Column:
    numbers = all(
        isinstance(row[key], int | float | Decimal) and not isinstance(row[key], bool)
        for row in rows
        if row[key] is not None
    )
    kind = "n" if numbers else "opt" if key in {"fetched_at", "sources"} else ""
    return Column(_HEADS.get(key, text.capital(key.replace("_", " "))), kind, filed=filed)


def _cell(key: str, row: Mapping[str, Any]) -> Cell:
    value = row[key]
    if key == "url" and value:
        return Cell("Open", raw=str(value), link=str(value))
    if key in _MONEY and isinstance(value, Decimal) and row.get("currency"):
        return money_cell(value, row["currency"])
    return _plain(value)


def _plain(value: object) -> Cell:
    match value:
        case None:
            return Cell("")
        case bool():
            return words("yes" if value else "no")
        case datetime():
            return Cell(text.day(value), text.moment(value), value.isoformat())
        case date():
            return Cell(text.day(value), raw=value.isoformat())
        case Decimal():
            return Cell(text.number(value.normalize(), ",f"), raw=value)
        case int() | float():
            return Cell(
                text.number(value) if isinstance(value, int) else text.number(value, ",.4g"),
                raw=value,
            )
        case list() | tuple():
            return words(", ".join(map(str, value)))
        case _:
            said = str(value)
            return Cell(said, raw=said, link=said if said.startswith("https://") else "")


# The numbers of the scorecard


def number_view(kind: str, of: str, card: Scorecard, behind: Behind) -> NumberView | None:
    """Return what makes a number that an address names; None where it names none."""
    makers: dict[str, Callable[[str, Scorecard, Behind], NumberView | None]] = {
        "spend": _spend,
        "money": _money,
        "incidents": _incidents,
        "coverage": _coverage,
        "area": _area,
        "verdict": _verdict,
    }
    return makers[kind](of, card, behind) if kind in makers else None


def charges_view(model: str, behind: Behind) -> RowsView:
    """Return the charges of one model in the money window, or what is on no model."""
    landed = behind.spend(model)
    return rows_view(landed, f"Charges of {_called(model)}")


def _called(model: str) -> str:
    return "no model" if model == UNALLOCATED else model


def _spend(model: str, card: Scorecard, behind: Behind) -> NumberView | None:
    if not model:
        return _money("AI spend", card, behind)
    facts = {each.facts.model: each.facts for each in card.models}
    if model not in facts:
        return None
    spent = facts[model].effective_cost
    rows = charges_view(model, behind)
    return NumberView(f"{model}: {text.money(spent)} a month", _summed(card, spent), (rows,))


def _summed(card: Scorecard, amounts: Amounts) -> str:
    window = text.days(card.money.window_from, card.money.window_until)
    return f"Together {text.exact_money(amounts, 'nothing')}, effective cost without tax, {window}."


def _money(label: str, card: Scorecard, behind: Behind) -> NumberView | None:
    production = {each.facts.model for each in card.models}
    if label == "On no model":
        unallocated = card.money.unallocated
        return NumberView(
            f"On no model: {text.money(unallocated, 'nothing')}",
            _summed(card, unallocated),
            (charges_view(UNALLOCATED, behind),),
        )
    target = card.money.target_level
    under = set(controlled(card.models, organisation_scores(card), target))
    kept: dict[str, Callable[[str], bool]] = {
        "AI spend": lambda _model: True,
        "Under control": lambda model: model in under,
        "On known models": lambda model: model != UNALLOCATED,
    }
    if label not in kept:
        return None
    landed = behind.spend_by_model()
    rows = tuple(row for row in landed.rows if kept[label](row["model"]))
    total = added([{row["currency"]: row["effective_cost"]} for row in rows])
    counted = f"{label} by model, {text.number(len(rows))} {'row' if len(rows) == 1 else 'rows'}"
    told = tuple(row | {"model": _called(row["model"])} for row in rows)
    models = tuple(dict.fromkeys(row["model"] for row in rows))
    return NumberView(
        f"{label}: {text.money(total, 'nothing')}",
        f"{_summed(card, total)} {text.number(len(production & set(models)))} of these are in "
        "production.",
        (RowsView(counted, _grid(f"{label} by model", told)),),
        models=models,
    )


def _incidents(model: str, card: Scorecard, behind: Behind) -> NumberView | None:
    facts = {each.facts.model: each.facts for each in card.models}
    if model not in facts:
        return None
    hours = text.hours(facts[model].incident_hours)
    return NumberView(
        f"{model}: {hours} of incidents in a year",
        "Each from its opening to its end, or to now where it is open.",
        (rows_view(behind.incident_hours(model)),),
    )


def _coverage(key: str, card: Scorecard, behind: Behind) -> NumberView | None:
    found = next((each for each in card.coverage if f"{each.join}|{each.unit}" == key), None)
    if found is None:
        return None
    return NumberView(
        f"{found.title}: {text.share(found.share)}",
        "These are the rows that did not; all others are counted as found.",
        (rows_view(behind.uncovered(found.join, found.unit), "Not found"),),
    )


def _area(area: str, card: Scorecard, _behind: Behind) -> NumberView | None:
    asked = next((each for each in card.areas if each.id == area), None)
    if asked is None:
        return None
    found = [each for each in card.findings() if each.question.area == area]
    return _findings(f"{asked.title}: {text.count(len(found), 'finding')}", found)


def _verdict(group: str, card: Scorecard, _behind: Behind) -> NumberView | None:
    held = {"confirmed": {"confirmed", "understated"}}.get(group, {group})
    if group not in {"confirmed", "unproven", "contradicted"}:
        return None
    found = [each for each in card.findings() if each.verdict.value in held]
    counted = text.count(len(found), "claim")
    return _findings(f"{counted} that {'is' if len(found) == 1 else 'are'} {group}", found)


def _findings(title: str, found: Sequence[Finding]) -> NumberView:
    views = tuple(finding_view(each) for each in sorted(found, key=badness))
    return NumberView(
        title, "Worst first; each opens its claim, its evidence and its rows.", (), views
    )
