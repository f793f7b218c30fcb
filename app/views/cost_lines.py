"""The bill by month of use, told apart by model, provider, service, or the models' levels."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from app import text
from app.views.cost_levels import NO_MODEL as OFF
from app.views.cost_levels import level_key, standing
from app.views.cost_spikes import NO_MODEL as NONE
from app.wording import phrase, say
from assessments.scorecard import Scorecard
from assessments.scorecard.money import total
from assessments.spending.values import By, MonthSpend

Breakdown = Literal["model", "provider", "service", "level"]
BREAKDOWNS: Mapping[Breakdown, str] = {
    "model": phrase("Model"),
    "provider": phrase("Provider"),
    "service": phrase("Service"),
    "level": phrase("Verified level"),
}
"""What the months can be told apart by, by the word in the address."""
Kind = Literal["part", "level", "off", "others", "none"]
"""`off`: on no production model; `none`: it names no part."""
_ORDER: Sequence[Kind] = ("part", "level", "off", "others", "none")
_OTHERS: Mapping[By, str] = {
    "model": phrase("All other models"),
    "provider": phrase("All other providers"),
    "service": phrase("All other services"),
}
_NAMELESS: Mapping[By, str] = {
    "model": NONE,
    "provider": phrase("No provider named"),
    "service": phrase("No service named"),
}


@dataclass(frozen=True)
class Levels:
    """At which level each production model stands today."""

    area: str | None
    """None: each in its weakest."""
    where: str
    """In words, as in `on models verified at 3 Working or higher in all areas`."""
    target: int
    of: Mapping[str, int | None]


@dataclass(frozen=True)
class Line:
    """One part of the bill in one currency, month by month."""

    key: str
    """Of its mark."""
    name: str
    kind: Kind
    currency: str
    amounts: Mapping[date, Decimal]
    level: int | None = None

    @property
    def sum(self) -> Decimal:
        """What it cost in all its months."""
        return added(self.amounts.values())


def added(amounts: Iterable[Decimal]) -> Decimal:
    """Return the exact sum of amounts of one currency."""
    return total({"": each} for each in amounts).get("", Decimal(0))


def currencies(found: Iterable[Line]) -> list[str]:
    """Return the currencies that lines are in, in their order."""
    return sorted({line.currency for line in found})


def levels(card: Scorecard, area: str | None) -> Levels:
    """Return where the models stand in one area, or each in its weakest."""
    title = next((each.title for each in card.areas if each.id == area), None)
    known = {
        model.facts.model: standing(card, model, area)
        for model in card.models
    }  # fmt: skip
    return Levels(
        area=area,
        where=say("in {area}", area=title) if title else say("in all areas"),
        target=card.money.target_level,
        of={model: level for model, (asked, level) in known.items() if asked},
    )


def lines(spends: Sequence[MonthSpend], by: By, levels: Levels | None) -> list[Line]:
    """Return the lines by currency: parts that cost most first, or the highest level first."""
    amounts: dict[tuple[str, Kind, str, int | None], dict[date, list[Decimal]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for each in spends:
        kind, key, level = _part(each, by) if levels is None else _at_level(each, levels)
        amounts[each.currency, kind, key, level][each.month].append(each.effective_cost)
    found = [
        Line(
            key=key,
            name=_name(kind, key, level),
            kind=kind,
            currency=currency,
            amounts={month: added(told) for month, told in months.items()},
            level=level,
        )
        for (currency, kind, key, level), months in amounts.items()
    ]
    return sorted(found, key=_place)


def _place(line: Line) -> tuple[str, int, int, Decimal, str]:
    return (line.currency, _ORDER.index(line.kind), -(line.level or 0), -line.sum, line.key)


def _name(kind: Kind, key: str, level: int | None) -> str:
    match kind:
        case "part":
            return key
        case "level":
            return text.level(level)
        case "off" | "others" | "none":
            return say(key)


def _part(each: MonthSpend, by: By) -> tuple[Kind, str, int | None]:
    match each.kind:
        case "part":
            return "part", each.part or "", None
        case "others":
            return "others", _OTHERS[by], None
        case "none":
            return "none", _NAMELESS[by], None


def _at_level(each: MonthSpend, levels: Levels) -> tuple[Kind, str, int | None]:
    if each.part is not None and each.part in levels.of:
        level = levels.of[each.part]
        return "level", level_key(level), level
    return "off", OFF, None
