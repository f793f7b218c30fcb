"""How much of what was read found its model, by the kind of row."""

from collections.abc import Sequence
from dataclasses import dataclass

from app import text
from app.wording import phrase, say
from assessments.scorecard import Coverage

COVERAGE_TITLES = (
    phrase("Production models with a recorded owner and a registry entry"),
    phrase("AI cost that found its model"),
    phrase("Incidents that found their model"),
)
"""The titles that coverage has today; a snapshot may hold another, which is shown as it is."""
_COVERED = {
    "models": phrase("production models"),
    "cost": phrase("AI cost"),
    "incidents": phrase("incidents"),
}


@dataclass(frozen=True)
class CoverageView:
    """How much of one kind of row found its model."""

    key: str
    """`cost|USD`: how it is named in an address."""
    join: str
    what: str
    """`production models`, `AI cost` or `incidents`."""
    title: str
    share: float | None
    share_text: str
    sentence: str


def coverage_title(coverage: Sequence[CoverageView]) -> str:
    """Return for which rows the coverage is lowest."""
    known = [each for each in coverage if each.share is not None]
    if not known:
        return say("Nothing has been matched to a model yet")
    least = min(known, key=lambda each: each.share or 0.0)
    if least.share == 1:
        return say("Every row that was read found its model")
    return say(
        "Coverage of all that was read is lowest for {rows}: {share}",
        rows=least.what,
        share=least.share_text,
    )


def coverage_view(coverage: Coverage, *, several: bool) -> CoverageView:
    """Return one coverage; where there are several of its kind, it names its currency."""
    return CoverageView(
        key=f"{coverage.join}|{coverage.unit}",
        join=coverage.join,
        what=_covered(coverage, several=several),
        title=joined(coverage),
        share=coverage.share,
        share_text=text.share(coverage.share),
        sentence=_matched(coverage),
    )


def joined(coverage: Coverage) -> str:
    """Return which rows were matched to models, as a title."""
    return say(coverage.title) if coverage.title in COVERAGE_TITLES else coverage.title


def _covered(coverage: Coverage, *, several: bool) -> str:
    rows = say(_COVERED[coverage.join]) if coverage.join in _COVERED else coverage.title
    return say("{rows} in {currency}", rows=rows, currency=coverage.unit) if several else rows


def _matched(coverage: Coverage) -> str:
    """Return `Cost: $245k of $262k`, or `Incidents: 19 of 21 incidents`."""
    title, unit = joined(coverage), coverage.unit
    if coverage.share is None:
        return say("{title}: nothing to match", title=title)
    if len(unit) == len("USD") and unit.isupper():
        matched, total = (text.amount(each, unit) for each in (coverage.matched, coverage.total))
        return say("{title}: {matched} of {total}", title=title, matched=matched, total=total)
    matched = text.number(coverage.matched.normalize(), ",f")
    match unit:
        case "models":
            total = text.count(int(coverage.total), "model", "models")
        case "incidents":
            total = text.count(int(coverage.total), "incident", "incidents")
        case _:
            total = f"{text.number(coverage.total.normalize(), ',f')} {unit}"
    return say("{title}: {matched} of {total}", title=title, matched=matched, total=total)
