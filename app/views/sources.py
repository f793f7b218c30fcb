"""The sources as they are read: how each stands, what came in, and which questions rest on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app import text
from app.text import Group
from app.views.parts import VerdictMark
from app.wording import phrase, say
from assessments.scorecard import Freshness, Scorecard
from data.written import SyncRun

STALE_AFTER = timedelta(days=7)
"""How old a source's last good reading may be before the page says so."""

_STATUS: dict[str, tuple[Group, str]] = {
    "ok": ("confirmed", phrase("read")),
    "partial": ("unproven", phrase("read in part")),
    "quarantined": ("unproven", phrase("held back")),
    "failed": ("contradicted", phrase("failed")),
    "never": ("unknown", phrase("never read")),
}
_NOT_READ = {
    "failed": phrase("{number} failed"),
    "quarantined": phrase("{number} held back"),
    "never": phrase("{number} never read"),
}
"""How many sources were not, in the order in which they are told."""
_ENDED = {
    "ok": phrase("ok"),
    "partial": phrase("partial"),
    "quarantined": phrase("quarantined"),
    "failed": phrase("failed"),
}
"""How the reading of a source ended, as the command line says it too."""


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
    news: str | None
    """What came in, and how many questions it bears on; None: nothing was read."""
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
        news=_news(sources, scorecard),
        rows=tuple(rows),
        warnings=tuple(row.warning for row in rows if row.warning),
        simulated=any(each.simulated for each in sources),
    )


def _news(sources: Sequence[Freshness], scorecard: Scorecard | None) -> str | None:
    if all(each.last_good is None for each in sources):
        return None
    landed = text.count(sum(each.rows_landed for each in sources), "row", "rows")
    rejected = sum(each.rows_rejected for each in sources)
    rows = say("{rows} came in, and all could be used", rows=landed)
    if rejected:
        rows = say(
            "{rows} came in; {rejected} more could not be used",
            rows=landed,
            rejected=text.number(rejected),
        )
    if scorecard is None or not scorecard.models:
        return say("{rows}.", rows=rows)
    asked, resting = set(), set()
    for each in scorecard.findings():  # 150,000 at 5,000 models: gone through once
        question = each.question.id
        asked.add(question)
        if question not in resting and any(one.observation.sources for one in each.results):
            resting.add(question)
    return say(
        "{rows}. Evidence from sources bears on {number} of {questions}.",
        rows=rows,
        number=text.number(len(resting)),
        questions=text.count(len(asked), "question", "questions"),
    )


def sources_sentence(sources: Sequence[Freshness], now: datetime | None = None) -> str:
    """Return `4 sources, read 12 minutes ago`, with those that were not.

    Without `now` it tells the moment, which stays true on what is kept.
    """
    if not sources:
        return say("no source is connected")
    good = [each.last_good for each in sources if each.last_good is not None]
    said = text.count(len(sources), "source", "sources")
    if not good:
        return say("{sources}, none read yet", sources=said)
    newest, oldest = _when(max(good), now), _when(min(good), now)
    read = say("read {age}", age=newest)
    if newest != oldest:
        read = (
            say("read {moment} (the oldest {oldest})", moment=newest, oldest=oldest)
            if now is None
            else say("read {age}, the oldest {oldest}", age=newest, oldest=oldest)
        )
    bad = [each.status for each in sources if each.status in _NOT_READ]
    told = [
        say(words, number=text.number(bad.count(status)))
        for status, words in _NOT_READ.items()
        if status in bad
    ]
    return ", ".join((said, read, *told))


def _when(moment: datetime | None, now: datetime | None) -> str:
    if now is not None:
        return text.age(moment, now)
    return say("never") if moment is None else say("on {moment}", moment=text.moment(moment))


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
        status=VerdictMark(group, say(word)),
        age=text.age(each.last_good, now),
        last_good=text.moment(each.last_good) if each.last_good else say("never"),
        last_tried=text.moment(each.last_tried) if each.last_tried else say("never"),
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
    if not each.rows_rejected:
        return None
    rows = text.count(each.rows_rejected, "row", "rows")
    return say("{rows} of {source} could not be used", rows=rows, source=each.source)


def _sentence(each: Freshness, now: datetime) -> str:
    """Say how one source stands."""
    return text.capital(_stands(each, now))


def _stands(each: Freshness, now: datetime | None = None) -> str:
    tried, read = _when(each.last_tried, now), _when(each.last_good, now)
    match _known(each.status):
        case "ok":
            return say("read {age}.", age=read)
        case "partial":
            rows = text.count(each.rows_rejected, "row", "rows")
            return say("read {age}; {rows} could not be used.", age=read, rows=rows)
        case "quarantined":
            kept = _kept(each, read)
            return say(
                "held back {age}: far fewer models than before, so {kept}.", age=tried, kept=kept
            )
        case "failed":
            return say("failed {age}; {kept}.", age=tried, kept=_kept(each, read))
        case _:
            return say("never read.")


def _kept(each: Freshness, read: str) -> str:
    if each.last_good is None:
        return say("nothing of it counts yet")
    return say("what it brought {age} still counts", age=read)


def _warning(each: Freshness, now: datetime, matters_to: Sequence[str]) -> str | None:
    """Say what is old or missing and which questions it matters to; None: nothing is.

    It tells moments: it stands on a scorecard that is kept.
    """
    name, status = each.title or each.source, _known(each.status)
    if not needs_a_hand(each, now):
        return None
    if status in {"ok", "partial"}:
        read = _when(each.last_good, None)
        said = say("{source}: last read {age}, sync it again.", source=name, age=read)
    else:
        said = say("{source}: {sentence}", source=name, sentence=_stands(each))
    if status == "never":
        return said
    if not matters_to:
        return say("{warning} No question rests on it now.", warning=said)
    questions = text.listed([title.lower() for title in matters_to])
    return say("{warning} It matters to {questions}.", warning=said, questions=questions)


def run_line(run: SyncRun) -> str:
    """Return one line on how the reading of one source went just now."""
    seconds = (run.ended_at - run.started_at).total_seconds()
    said = say(
        "{source} {status} {rows}, {seconds} s",
        source=run.source,
        status=say(_ENDED[run.status]),
        rows=_landed(run),
        seconds=text.number(seconds, ".1f"),
    )
    return f"{said}: {'; '.join(run.error.splitlines())}" if run.error else said


def _landed(run: SyncRun) -> str:
    rows = text.count(run.rows_landed, "row", "rows")
    if not run.rows_rejected:
        return say("{rows} landed", rows=rows)
    rejected = text.number(run.rows_rejected)
    return say("{rows} landed, {rejected} rejected", rows=rows, rejected=rejected)
