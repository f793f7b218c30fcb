"""What changed since the last snapshot, as a list a leader reads."""

from collections.abc import Sequence
from dataclasses import dataclass

from app import text
from app.text import Group
from assessments.scorecard import ClaimIntegrity, Scorecard
from assessments.scoring import PortfolioArea
from assessments.trend import AreaPoint, Point

HOW_TO = "Every export keeps one, and so does the command mlops-scorecard snapshot."


@dataclass(frozen=True)
class ChangeView:
    """One thing that is not as it was."""

    group: Group
    """confirmed: better; contradicted: worse; unknown: neither."""
    word: str
    """better, worse or changed."""
    sentence: str


@dataclass(frozen=True)
class ChangesView:
    """All that changed, or why there is nothing to compare with."""

    title: str
    rows: tuple[ChangeView, ...]
    note: str | None
    """How to get what is missing; None: nothing is."""


def changes_view(scorecard: Scorecard, previous: Point | None) -> ChangesView:
    """Return area levels, contradictions and models beside those of a snapshot."""
    if previous is None:
        return ChangesView("There is no earlier snapshot to compare with", (), HOW_TO)
    since = text.moment(previous.as_of)
    rows = (
        *_areas(scorecard, previous.areas),
        *_contradictions(scorecard, previous.integrity),
        *_models(scorecard, previous.models),
    )
    if not rows:
        return ChangesView(f"Nothing changed since {since}", (), None)
    worse = sum(row.word == "worse" for row in rows)
    better = sum(row.word == "better" for row in rows)
    said = [f"{better} better"] * bool(better) + [f"{worse} worse"] * bool(worse)
    counted = f": {text.listed(said)}" if said else ""
    return ChangesView(
        f"{text.count(len(rows), 'change', 'changes')} since {since}{counted}", rows, None
    )


def _areas(scorecard: Scorecard, then: Sequence[AreaPoint]) -> list[ChangeView]:
    before = {each.area: each for each in then}
    titles = {area.id: area.title for area in scorecard.areas}
    rows = []
    for area in scorecard.portfolio:
        title = titles.get(area.area, area.area)
        if area.area not in before:
            rows.append(_change(0, f"{title} is asked for the first time: {_stands(area)}"))
        elif before[area.area].level != area.level:
            rows.append(_moved(title, before[area.area].level, area))
    return rows


def _moved(title: str, was: int | None, area: PortfolioArea) -> ChangeView:
    step = 0 if was is None or area.level is None else area.level - was
    then = text.level(was) if was is not None else "insufficient evidence"
    return _change(step, f"{title}: {then}, now {_stands(area)}")


def _stands(area: PortfolioArea) -> str:
    if area.level is not None:
        return text.level(area.level)
    return f"insufficient evidence, {text.band(area.low, area.high)}"


def _contradictions(scorecard: Scorecard, then: ClaimIntegrity) -> list[ChangeView]:
    was, now = then.contradicted, scorecard.integrity.contradicted
    if was == now:
        return []
    return [_change(was - now, f"Contradicted claims: {text.number(was)}, now {text.number(now)}")]


def _models(scorecard: Scorecard, then: Sequence[str]) -> list[ChangeView]:
    before = set(then)
    now = {model.facts.model for model in scorecard.models}
    pairs = (("joined", now - before), ("left", before - now))
    return [
        _change(
            0,
            f"{text.count(len(names), 'production model', 'production models')} {what}: {_some(names)}",
        )
        for what, names in pairs
        if names
    ]


def _some(names: set[str], shown: int = 3) -> str:
    first = sorted(names)[:shown]
    more = len(names) - len(first)
    return text.listed([*first, f"{more} more"] if more else first)


def _change(step: int, sentence: str) -> ChangeView:
    if step > 0:
        return ChangeView("confirmed", "better", sentence)
    if step < 0:
        return ChangeView("contradicted", "worse", sentence)
    return ChangeView("unknown", "changed", sentence)
