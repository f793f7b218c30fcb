"""Money and incident hours by verified level: of every area, or model by model of one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app import text
from app.views import grid
from app.views.grid import Grid
from app.views.marks import Mark, only
from app.views.spend import money_view
from app.wording import phrase, say
from assessments.scorecard import Amounts, LevelMoney, ModelScore, Money, Scorecard
from assessments.scorecard.money import total
from assessments.scoring import AreaScore, is_asked

NO_MODEL = phrase("no production model")
HOURS = "hours"
"""In the place of a chart's currency."""
_UNKNOWN = "unknown"
"""In the key of a mark."""
_IN = ": "


@dataclass(frozen=True)
class LevelPart:
    """What stands at one level of one area."""

    key: str
    """Of its mark."""
    level: int | None
    """None: unknown, or on no production model."""
    on_model: bool
    word: str
    value: float
    """Of the currency, or hours."""
    words: str


@dataclass(frozen=True)
class LevelBar:
    """One area, from the highest level down."""

    title: str
    parts: tuple[LevelPart, ...]


@dataclass(frozen=True)
class LevelChart:
    """The bars of one currency, or of incident hours."""

    title: str
    unit: str
    bars: tuple[LevelBar, ...]


@dataclass(frozen=True)
class LevelsView:
    """Money beside risk."""

    title: str
    note: str
    charts: tuple[LevelChart, ...]
    marks: tuple[Mark, ...]
    """Each level of each area."""
    levels: Grid
    models: Grid | None
    """None unless one area is chosen."""


def levels_view(card: Scorecard, area: str | None, *, whole: bool = True) -> LevelsView:
    """Return the money of a scorecard by verified level of each area, or of one.

    `whole` is False where the scorecard is of a part of the bill that was picked.
    """
    money = card.money
    shown = [each for each in card.areas if area in (None, each.id)]
    told = money_view(card, whole=whole)
    rows = [row for row in told.rows if row.area == area]
    return LevelsView(
        title="; ".join(row.sentence for row in rows) or told.title,
        note=say(
            "Effective cost of {days}, by the level that the evidence settles; incident hours of "
            "365 days, of whole models.",
            days=text.days(money.window_from, money.window_until),
        ),
        charts=(
            *(
                LevelChart(
                    say("Effective cost in {currency} by verified level", currency=currency),
                    currency,
                    tuple(LevelBar(each.title, _costs(money, each.id, currency)) for each in shown),
                )
                for currency in sorted(money.effective_cost)
                if money.effective_cost[currency] > 0
            ),
            LevelChart(
                say("Incident hours of a year by verified level"),
                HOURS,
                tuple(LevelBar(each.title, _hours(money, each.id)) for each in shown),
            ),
        ),
        marks=tuple(_marks(money, {each.id: each.title for each in shown})),
        levels=_levels(money, {each.id: each.title for each in shown}),
        models=None if area is None else _models(card, area),
    )


def models_at(card: Scorecard, mark: Mark) -> Grid:
    """Return the models that stand at one level of one area, the costliest first."""
    area = mark.key.rpartition(_IN)[0]
    return only(_models(card, area), mark.key)


def _key(area: str, standing: str) -> str:
    """Return the key of one level of one area: `ownership: 3 Working`."""
    return f"{area}{_IN}{standing}"


def level_key(level: int | None) -> str:
    """Return a level as the keys of marks have it, the same in every language: `3 Working`."""
    return _UNKNOWN if level is None else f"{level} {text.LEVEL_WORDS[level - 1]}"


def _marks(money: Money, titles: Mapping[str, str]) -> Iterator[Mark]:
    for area, title in titles.items():
        standings = [(level_key(each.level), text.level(each.level)) for each in _at(money, area)]
        if _off_models(money, area):
            standings.append((NO_MODEL, say(NO_MODEL)))
        for key, word in standings:
            yield Mark(_key(area, key), say("{area}, {level}", area=title, level=word))


def _at(money: Money, area: str) -> list[LevelMoney]:
    """Return the levels of one area from 5 down, then what is unknown."""
    mine = [each for each in money.by_level if each.area == area]
    return sorted(mine, key=lambda each: -(each.level or 0))


def _costs(money: Money, area: str, currency: str) -> tuple[LevelPart, ...]:
    parts = [
        _cost(area, each, amount, currency)
        for each in _at(money, area)
        if (amount := each.effective_cost.get(currency))
    ]
    rest = _off_models(money, area).get(currency)
    return (*parts, *([_cost(area, None, rest, currency)] if rest else []))


def _cost(area: str, at: LevelMoney | None, amount: Decimal, currency: str) -> LevelPart:
    exact = text.exact_amount(amount, currency)
    if at is None:
        word = say(NO_MODEL)
        said = say("{level}: {money}", level=word, money=exact)
        return LevelPart(_key(area, NO_MODEL), None, False, word, float(amount), said)
    word = text.level(at.level)
    models = text.count(at.models, "model", "models")
    said = say("{level}: {money}, {models}", level=word, money=exact, models=models)
    return LevelPart(_key(area, level_key(at.level)), at.level, True, word, float(amount), said)


def _off_models(money: Money, area: str) -> Amounts:
    """Return what is on no production model: all that no level holds."""
    held = total(each.effective_cost for each in _at(money, area))
    rest = total([money.effective_cost], without=held)
    return {currency: amount for currency, amount in rest.items() if amount}


def _hours(money: Money, area: str) -> tuple[LevelPart, ...]:
    return tuple(
        LevelPart(
            key=_key(area, level_key(each.level)),
            level=each.level,
            on_model=True,
            word=text.level(each.level),
            value=each.incident_hours,
            words=say(
                "{level}: {hours}, {models}",
                level=text.level(each.level),
                hours=text.hours(each.incident_hours),
                models=text.count(each.models, "model", "models"),
            ),
        )
        for each in _at(money, area)
        if each.incident_hours
    )


def _levels(money: Money, titles: Mapping[str, str]) -> Grid:
    rows: list[tuple[grid.Cell, ...]] = []
    marks: list[tuple[str, ...]] = []
    for area, title in titles.items():
        for each in _at(money, area):
            hours = grid.number(each.incident_hours, text.hours(each.incident_hours))
            amounts = each.effective_cost or dict.fromkeys(list(money.effective_cost)[:1], None)
            for currency, amount in sorted(amounts.items()):
                rows.append(_level_row(title, each, currency, amount, money, hours))
                marks.append((_key(area, level_key(each.level)),))
                hours = grid.words(None)
        for currency, amount in sorted(_off_models(money, area).items()):
            rows.append(_level_row(title, None, currency, amount, money, grid.words(None)))
            marks.append((_key(area, NO_MODEL),))
    return Grid(
        say("Cost and incident hours by verified level"),
        grid.columns(
            say("Area"),
            say("Verified level"),
            (say("Models"), "n opt"),
            (say("Currency"), "file"),
            (say("Effective cost"), "n"),
            (say("Share"), "n opt"),
            (say("Incident hours"), "n"),
        ),
        tuple(rows),
        marks=tuple(marks),
    )


def _level_row(
    title: str,
    at: LevelMoney | None,
    currency: str,
    amount: Decimal | None,
    money: Money,
    hours: grid.Cell,
) -> tuple[grid.Cell, ...]:
    whole = money.effective_cost.get(currency, Decimal(0))
    part = float(amount / whole) if amount is not None and whole > 0 else None
    return (
        grid.words(title),
        grid.words(say(NO_MODEL) if at is None else text.level(at.level)),
        grid.words(None) if at is None else grid.number(at.models),
        grid.words(currency),
        grid.money(amount, currency, say("none found")),
        grid.number(part, text.share(part), ""),
        hours,
    )


def _models(card: Scorecard, area: str) -> Grid:
    """Return the models of the pick with their level in one area, the costliest first."""
    organisation = {each.area: each.organisation for each in card.portfolio}[area]
    found = [
        (model, score)
        for model in card.models
        if (score := _score(model, area, organisation)) is not None
    ]
    rows = sorted(
        (
            (_model_row(model, score, currency, amount), _key(area, level_key(score.level)))
            for model, score in found
            for currency, amount in model.facts.effective_cost.items()
        ),
        key=lambda each: _costliest(each[0]),
    )
    title = next(each.title for each in card.areas if each.id == area)
    return Grid(
        say("Models by what they cost, with their level in {area}", area=title),
        grid.columns(
            say("Model"),
            say("Verified level"),
            (say("Possible"), "opt"),
            (say("Currency"), "file"),
            (say("Effective cost"), "n"),
            (say("Incident hours"), "n"),
            (say("Team"), "opt"),
        ),
        tuple(row for row, _ in rows),
        nothing=say("No production model stands here."),
        marks=tuple((key,) for _, key in rows),
        by_model=True,
    )


def _score(model: ModelScore, area: str, organisation: AreaScore | None) -> AreaScore | None:
    """Return where a model stands; where nothing is asked of models, where everybody stands."""
    own = next((each for each in model.areas if each.area == area), None)
    if own is not None and own.findings:
        return own if is_asked(own) else None
    return organisation


def standing(card: Scorecard, model: ModelScore, area: str | None) -> tuple[bool, int | None]:
    """Return whether an area asks about a model, and where it stands; None: in its weakest area.

    It is unknown where an area is, unless another is at 1: nothing is weaker.
    """
    wanted = {each.area: each.organisation for each in card.portfolio if area in (None, each.area)}
    scores = [_score(model, each, organisation) for each, organisation in wanted.items()]
    known = [score.level for score in scores if score is not None and is_asked(score)]
    lowest = [level for level in known if level is not None]
    if len(lowest) == len(known) or 1 in lowest:
        return bool(known), min(lowest, default=None)
    return True, None


def _model_row(
    model: ModelScore, score: AreaScore, currency: str, amount: Decimal
) -> tuple[grid.Cell, ...]:
    hours = model.facts.incident_hours
    return (
        grid.words(model.facts.model),
        grid.words(text.level(score.level)),
        grid.words(text.band(score.low, score.high)),
        grid.words(currency),
        grid.money(amount, currency),
        grid.number(hours, text.hours(hours)),
        grid.words(model.facts.team, text.unknown()),
    )


def _costliest(row: Sequence[grid.Cell]) -> tuple[str, Decimal, str]:
    amount = row[4].raw
    return (row[3].text, -(amount if isinstance(amount, Decimal) else Decimal(0)), row[0].text)
