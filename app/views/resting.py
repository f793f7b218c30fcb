"""What rests on sources that are not read any more: which questions go open, and from when."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from app import text
from app.views.sources import needs_a_hand
from app.wording import many, say
from assessments.questionnaire import Probe
from assessments.scorecard import Scorecard
from assessments.scoring import ConditionResult, Finding


@dataclass(frozen=True)
class RestingRow:
    """One question that rests on a source."""

    question: str
    about: str
    """`24 models` or `the organisation`."""
    fades: str
    """The day from which what was seen counts for less."""
    ends: str
    """The day from which it counts for nothing."""


@dataclass(frozen=True)
class RestingView:
    """One source that needs a hand, and what it holds up."""

    source: str
    title: str
    rows: tuple[RestingRow, ...]
    """The question that goes open first stands first."""


def resting_views(scorecard: Scorecard, probes: Mapping[str, Probe]) -> tuple[RestingView, ...]:
    """Return each source that failed, is held back or old, with the questions that rest on it."""
    return tuple(
        _resting_view(each.source, each.title or each.source, scorecard, probes)
        for each in scorecard.sources
        if needs_a_hand(each, scorecard.as_of) and each.last_good is not None
    )


def _resting_view(
    source: str, title: str, scorecard: Scorecard, probes: Mapping[str, Probe]
) -> RestingView:
    held: dict[str, list[Finding]] = {}
    lives: dict[str, list[tuple[datetime, datetime]]] = {}
    for finding in scorecard.findings():
        if spans := list(_lives(source, finding.results, probes)):
            held.setdefault(finding.question.id, []).append(finding)
            lives.setdefault(finding.question.id, []).extend(spans)
    if not held:
        return RestingView(source, say("Nothing rests on {source} now", source=title), ())
    order = sorted(held, key=lambda each: (min(end for _, end in lives[each]), each))
    first = min(end for _, end in lives[order[0]])
    return RestingView(
        source,
        many(
            "{number} question rests on {source}; {until}",
            "{number} questions rest on {source}; {until}",
            len(held),
            source=title,
            until=_until(first, scorecard.as_of),
        ),
        tuple(
            RestingRow(
                question=held[each][0].question.title,
                about=_about(held[each]),
                fades=text.day(min(fade for fade, _ in lives[each])),
                ends=text.day(min(end for _, end in lives[each])),
            )
            for each in order
        ),
    )


def _lives(
    source: str, results: Iterable[ConditionResult], probes: Mapping[str, Probe]
) -> Iterator[tuple[datetime, datetime]]:
    """Yield when each thing that the source tells fades, and ends (method §2)."""
    for result in results:
        seen = result.observation
        probe = probes.get(seen.probe)
        if result.outcome is None or seen.observed_at is None or probe is None:
            continue
        if source in seen.sources:
            days = timedelta(days=probe.ttl_days)
            yield seen.observed_at + days, seen.observed_at + 2 * days


def _until(first: datetime, now: datetime) -> str:
    if first <= now:
        return say("some of it no longer counts")
    return say("unless it is read again, the first goes open on {day}", day=text.day(first))


def _about(findings: Iterable[Finding]) -> str:
    models = [each.subject for each in findings if each.subject is not None]
    return text.count(len(models), "model", "models") if models else say("the organisation")
