"""The sources as they are read: how each stands, what came in, and which questions rest on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app import text
from app.text import Group
from app.views.parts import VerdictMark
from assessments.scorecard import Freshness, Scorecard

STALE_AFTER = timedelta(days=7)
"""How old a source's last good reading may be before the page says so."""

_STATUS: dict[str, tuple[Group, str]] = {
    "ok": ("confirmed", "read"),
    "partial": ("unproven", "read in part"),
    "quarantined": ("unproven", "held back"),
    "failed": ("contradicted", "failed"),
    "never": ("unknown", "never read"),
}
_NOT_READ = {"failed", "quarantined", "never"}


@dataclass(frozen=True)
class SourceView:
    """One source."""

    source: str
    kind: str
    title: str
    status: VerdictMark
    age: str
    """Of the last good reading: `12 minutes ago` or `never`."""
    last_good: str
    last_tried: str
    landed: str
    rejected: str
    unusable: str | None
    """Says how many rows could not be used; None: all could."""
    error: str | None
    sentence: str
    """How it stands, in one sentence."""
    matters_to: tuple[str, ...]
    """Titles of the questions whose evidence came from it."""
    warning: str | None
    """What a reader of the scorecard must know; None: nothing."""
    simulated: bool


@dataclass(frozen=True)
class SourcesView:
    """All sources, those that need a hand first."""

    sentence: str
    rows: tuple[SourceView, ...]
    warnings: tuple[str, ...]
    simulated: bool


def sources_view(
    sources: Sequence[Freshness], now: datetime, scorecard: Scorecard | None = None
) -> SourcesView:
    """Return the sources; with a scorecard, also the questions that rest on each."""
    order = list(_STATUS)[::-1]
    rows = [_source_view(each, now, _rest_on(each.source, scorecard)) for each in sources]
    status = {each.source: each.status for each in sources}
    rows.sort(key=lambda row: (order.index(_known(status[row.source])), row.source))
    return SourcesView(
        sentence=sources_sentence(sources, now),
        rows=tuple(rows),
        warnings=tuple(row.warning for row in rows if row.warning),
        simulated=any(each.simulated for each in sources),
    )


def sources_sentence(sources: Sequence[Freshness], now: datetime) -> str:
    """Return `4 sources, read 12 minutes ago`, with those that were not."""
    if not sources:
        return "no source is connected"
    good = [each.last_good for each in sources if each.last_good is not None]
    said = text.count(len(sources), "source", "sources")
    if not good:
        return f"{said}, none read yet"
    newest, oldest = text.age(max(good), now), text.age(min(good), now)
    read = f"read {newest}" if newest == oldest else f"read {newest}, the oldest {oldest}"
    bad = [_STATUS[_known(each.status)][1] for each in sources if each.status in _NOT_READ]
    told = [f"{text.number(bad.count(word))} {word}" for word in dict.fromkeys(sorted(bad))]
    return f"{said}, {', '.join([read, *told])}"


def needs_a_hand(source: Freshness, now: datetime) -> bool:
    """Tell whether what a source brought last may not be what it holds now."""
    stale = source.last_good is not None and now - source.last_good > STALE_AFTER
    return stale or _known(source.status) in _NOT_READ


def _known(status: str) -> str:
    return status if status in _STATUS else "never"


def _rest_on(source: str, scorecard: Scorecard | None) -> tuple[str, ...]:
    if scorecard is None:
        return ()
    titles = {
        finding.question.id: finding.question.title
        for finding in scorecard.findings()
        for result in finding.results
        if source in result.observation.sources
    }
    return tuple(titles[each] for each in sorted(titles))


def _source_view(each: Freshness, now: datetime, matters_to: tuple[str, ...]) -> SourceView:
    group, word = _STATUS[_known(each.status)]
    return SourceView(
        source=each.source,
        kind=each.kind,
        title=each.title,
        status=VerdictMark(group, word),
        age=text.age(each.last_good, now),
        last_good=text.moment(each.last_good) if each.last_good else "never",
        last_tried=text.moment(each.last_tried) if each.last_tried else "never",
        landed=text.number(each.rows_landed),
        rejected=text.number(each.rows_rejected),
        unusable=_unusable(each),
        error=each.error,
        sentence=_sentence(each, now),
        matters_to=matters_to,
        warning=_warning(each, now, matters_to),
        simulated=each.simulated,
    )


def _unusable(each: Freshness) -> str | None:
    rows = text.count(each.rows_rejected, "row", "rows")
    return f"{rows} of {each.source} could not be used" if each.rows_rejected else None


def _sentence(each: Freshness, now: datetime) -> str:
    """Say how one source stands."""
    kept = (
        f"what it brought {text.age(each.last_good, now)} still counts"
        if each.last_good
        else "nothing of it counts yet"
    )
    tried = text.age(each.last_tried, now)
    match _known(each.status):
        case "ok":
            return f"Read {text.age(each.last_good, now)}."
        case "partial":
            rejected = text.count(each.rows_rejected, "row", "rows")
            return f"Read {text.age(each.last_good, now)}; {rejected} could not be used."
        case "quarantined":
            return f"Held back {tried}: far fewer models than before, so {kept}."
        case "failed":
            return f"Failed {tried}; {kept}."
        case _:
            return "Never read."


def _warning(each: Freshness, now: datetime, matters_to: Sequence[str]) -> str | None:
    """Say what is old or missing and which questions it matters to; None: nothing is."""
    name, status = each.title or each.source, _known(each.status)
    if not needs_a_hand(each, now):
        return None
    if status in {"ok", "partial"}:
        said = f"{name}: last read {text.age(each.last_good, now)}, sync it again."
    else:
        sentence = _sentence(each, now)
        said = f"{name}: {sentence[:1].lower()}{sentence[1:]}"
    if status == "never":
        return said
    if not matters_to:
        return f"{said} No question rests on it now."
    return f"{said} It matters to {text.listed([title.lower() for title in matters_to])}."
