"""Cost that found no model: by provider, service and what was charged for."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app import text
from app.views import grid
from app.views.grid import Grid
from app.views.marks import Mark
from app.wording import many, phrase, say
from assessments.scorecard import Amounts
from assessments.scorecard.money import total
from assessments.spending.values import Unmatched

SHOWN = 60
"""Rectangles of a currency that are drawn; what costs less stands in the table."""
NO_SERVICE = phrase("No service named")


@dataclass(frozen=True)
class Tile:
    """One rectangle: a provider, a service of one, or what one charged for."""

    key: str
    """Of its mark."""
    within: str
    """The key of the tile that it lies in; empty: it lies in the whole."""
    title: str
    value: float
    """What it costs by itself: 0 where others lie in it."""
    amount: str
    words: str


@dataclass(frozen=True)
class TilesChart:
    """What found no model in one currency."""

    currency: str
    heading: str
    amount: str
    words: str
    """What all of it is."""
    tiles: tuple[Tile, ...]


@dataclass(frozen=True)
class UnmatchedView:
    """Cost on no model."""

    title: str
    note: str
    charts: tuple[TilesChart, ...]
    marks: tuple[Mark, ...]
    table: Grid
    review: str
    """What leads to where one says what belongs to which model."""
    found_by: Mapping[str, str]
    """By the key of a thing's mark the name that it bears there."""

    def find(self, mark: Mark | None) -> str:
        """Return the words that find what is picked on the Review page; empty: all of it."""
        return "" if mark is None else self.found_by.get(mark.key, "")


def unmatched_view(things: Sequence[Unmatched], spent: Amounts, days: str) -> UnmatchedView:
    """Return what found no model; `spent` is all that is picked, `days` the money window."""
    currencies = sorted({each.currency for each in things})
    said = say(
        "Effective cost of {days} in the AI scope that no rule, tag or name ties to a model, "
        "all charges but tax.",
        days=days,
    )
    return UnmatchedView(
        title=_title(things, spent),
        note=" ".join([said, *(left for each in currencies for left in _left_out(each, things))]),
        charts=tuple(
            chart
            for currency in currencies
            for chart in [_chart(currency, [each for each in things if each.currency == currency])]
            if chart.tiles
        ),
        marks=tuple(_marks(things)),
        table=_table(things, spent),
        review=say("Say on the Review page which model it belongs to"),
        found_by={_key(_path(each)): each.what for each in things},
    )


def _path(each: Unmatched) -> tuple[str | None, ...]:
    return (each.provider, each.service, each.account, each.resource)


def _key(path: Sequence[str | None]) -> str:
    """Return the key of a mark, that no other has whatever the names hold."""
    return json.dumps(path, ensure_ascii=False)


def _titles(each: Unmatched) -> tuple[str, str, str]:
    return (each.provider, each.service or say(NO_SERVICE), each.resource or _without_name(each))


def _without_name(each: Unmatched) -> str:
    if each.account:
        return say("account {account}", account=each.account)
    return say("No resource named")


def _keys(each: Unmatched) -> tuple[str, str, str]:
    """Return the keys of its provider, its service and itself."""
    path = _path(each)
    return _key(path[:1]), _key(path[:2]), _key(path)


def _sums(things: Sequence[Unmatched]) -> Amounts:
    return total({each.currency: each.effective_cost} for each in things)


def _title(things: Sequence[Unmatched], spent: Amounts) -> str:
    if not spent:
        return say("No cost fits what is picked")
    if not things:
        return say("All cost that is picked found its model")
    sums = _sums(things)
    said = text.listed([_of(sums[each], spent.get(each), each) for each in sorted(sums)])
    dearest = max(things, key=lambda each: each.effective_cost)
    if len(sums) > 1 or dearest.effective_cost <= 0:
        return say("{money} found no model", money=said)
    return say(
        "{money} found no model; the largest part is {thing} ({cost})",
        money=said,
        thing=_titles(dearest)[-1],
        cost=text.amount(dearest.effective_cost, dearest.currency),
    )


def _of(amount: Decimal, whole: Decimal | None, currency: str) -> str:
    if whole is None or whole <= 0 or amount < 0:
        return text.amount(amount, currency)
    return say(
        "{money} of {whole} ({share})",
        money=text.amount(amount, currency),
        whole=text.amount(whole, currency),
        share=text.share(float(amount / whole)),
    )


def _left_out(currency: str, things: Sequence[Unmatched]) -> Iterator[str]:
    """Yield what of a currency has no rectangle, where something has one."""
    mine = [each for each in things if each.currency == currency]
    charges, credits = _charges(mine), [each for each in mine if each.effective_cost < 0]
    if not charges:
        return
    small = charges[SHOWN:]
    if small:
        yield many(
            "{number} smaller charge ({money}) has no rectangle and stands in the table.",
            "{number} smaller charges ({money}) have no rectangle and stand in the table.",
            len(small),
            money=text.money(_sums(small)),
        )
    if credits:
        yield many(
            "{number} credit ({money}) has no rectangle and stands in the table: charges of "
            "{charges} less that are {sum}.",
            "{number} credits ({money}) have no rectangle and stand in the table: charges of "
            "{charges} less these are {sum}.",
            len(credits),
            money=text.money(_sums(credits)),
            charges=text.money(_sums(charges)),
            sum=text.money(_sums(mine)),
        )


def _charges(mine: Sequence[Unmatched]) -> list[Unmatched]:
    """Return what is no credit, the costliest first."""
    return sorted(
        (each for each in mine if each.effective_cost > 0),
        key=lambda each: (-each.effective_cost, *_keys(each)),
    )


def _chart(currency: str, mine: Sequence[Unmatched]) -> TilesChart:
    drawn = _charges(mine)[:SHOWN]
    inside = total({key: each.effective_cost} for each in drawn for key in ("", *_keys(each)))
    tiles = {tile.key: tile for each in drawn for tile in _tiles(each, inside)}
    whole = inside.get("", Decimal(0))
    if any(each.effective_cost < 0 for each in mine):
        heading = say("Charges on no model, before credits")
    else:
        heading = say("Charges on no model")
    return TilesChart(
        currency=currency,
        heading=heading,
        amount=text.amount(whole, currency),
        words=say("{thing}: {money}", thing=heading, money=text.exact_amount(whole, currency)),
        tiles=tuple(tiles.values()),
    )


def _tiles(each: Unmatched, inside: Mapping[str, Decimal]) -> Iterator[Tile]:
    """Yield the rectangle of a thing, after those that it lies in."""
    within = ""
    *_, own = _keys(each)
    for key, title in zip(_keys(each), _titles(each), strict=True):
        words = say(
            "{thing}: {money}, {share}",
            thing=title,
            money=text.exact_amount(inside[key], each.currency),
            share=text.share(float(inside[key] / inside[""])),
        )
        value = float(inside[key]) if key == own else 0.0
        yield Tile(key, within, title, value, text.amount(inside[key], each.currency), words)
        within = key


def _marks(things: Sequence[Unmatched]) -> Iterator[Mark]:
    """Yield each provider, followed by its services, followed by what they charged for."""
    found = {
        key: " \N{RIGHTWARDS ARROW} ".join(_titles(each)[: at + 1])
        for each in things
        for at, key in enumerate(_keys(each))
    }
    order = {key: place for place, key in enumerate(found)}
    above = {
        key: [order[each] for each in keys[: at + 1]]
        for keys in map(_keys, things)
        for at, key in enumerate(keys)
    }
    for key in sorted(found, key=above.__getitem__):
        yield Mark(key, found[key])


def _table(things: Sequence[Unmatched], spent: Amounts) -> Grid:
    return Grid(
        say("Cost that found no model"),
        grid.columns(
            say("What"),
            say("Provider"),
            (say("Service"), "opt"),
            (say("Account"), "opt"),
            (say("Resource"), "file"),
            (say("Currency"), "file"),
            (say("Cost"), "n"),
            (say("Of spend"), "n opt"),
            (say("First day"), "opt"),
            (say("Last day"), "opt"),
        ),
        tuple(_row(each, spent.get(each.currency)) for each in things),
        nothing=say("All cost found its model.") if spent else say("No cost fits what is picked."),
        marks=tuple(_keys(each) for each in things),
    )


def _row(each: Unmatched, whole: Decimal | None) -> tuple[grid.Cell, ...]:
    spent = whole is not None and whole > 0 and each.effective_cost >= 0
    share = float(each.effective_cost / whole) if whole is not None and spent else None
    return (
        grid.words(_titles(each)[-1]),
        grid.words(each.provider),
        grid.words(each.service, say(NO_SERVICE)),
        grid.words(each.account),
        grid.words(each.resource),
        grid.words(each.currency),
        grid.money(each.effective_cost, each.currency),
        grid.number(share, text.share(share), ""),
        grid.day(each.first_day),
        grid.day(each.last_day),
    )
