"""What the warehouse shows: each probe run once, an observation for each subject it bears on."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from assessments import queries
from assessments.probe_files import load_probes as load_probes
from assessments.queries import Rows as Rows
from assessments.queries import aware, naive
from assessments.questionnaire import Probe
from assessments.scoring import Observation

Row = Mapping[str, Any]
Observations = Mapping[tuple[str, str | None], Observation]
"""By probe and subject: a model, or None for the organisation."""
BroughtBy = Mapping[str, Sequence[str]]
"""By entity: the titles of the connectors that bring it."""

_LANDED, _STATED = "portfolio/landed_entities", "portfolio/attestations"
_ATTESTED = 0.5
ENTITY_WORDS = {
    "model": "registered models",
    "ownership": "owners",
    "model_version": "model versions",
    "assignment": "which version serves",
    "deployment": "deployments",
    "cost_daily": "cost",
    "budget": "budgets",
    "incident": "incidents",
    "document": "documents (cards, runbooks)",
    "person": "a directory of people",
    "metric_daily": "daily metrics",
    "identity": "services, endpoints and resources",
    "selector": "declared rules",
    "drill": "drills",
    "attestation": "attestations",
    "incident_action": "the actions that reviews of incidents asked for",
    "on_call": "who is on call",
    "monitor": "monitors",
    "evaluation": "evaluations of versions",
    "review": "reviews",
    "cost_alert": "alerts of cost",
    "spend_limit": "limits of spend",
}
"""What a person calls the rows of each entity."""


def observe(
    rows: Rows,
    probes: Mapping[str, Probe],
    models: Sequence[str],
    now: datetime,
    brought_by: BroughtBy = MappingProxyType({}),
) -> dict[tuple[str, str | None], Observation]:
    """Return an observation for every probe and subject; where nothing is measured it says why.

    A probe asked per model gives one for each of `models`, else one for the organisation (None).
    An attestation that holds today answers where an attestable probe has nothing of its own, and
    no row of it that is `doubted`: one that proves nothing, and speaks against a statement.
    """
    moment = naive(now)
    landed = {row["entity"] for row in queries.run(rows, _LANDED)}
    attested = _by_subject(
        queries.run(rows, _STATED, now=moment),
        lambda row: (row["probe"], row["model"]),
    )
    found: dict[tuple[str, str | None], Observation] = {}
    for probe in probes.values():
        found_rows = queries.run_text(rows, probe.sql, now=moment) if probe.sql else []
        seen = _by_subject(found_rows, lambda row: row.get("model"))
        nothing = _why_nothing(probe, _absent(probe, landed, brought_by))
        for subject in models if probe.per == "model" else (None,):
            row = seen.get(subject)
            measured = _measured(probe.name, subject, row, nothing, now)
            doubted = row is not None and row.get("doubted")
            statement = _statement(probe, attested.get((probe.name, subject)))
            found[probe.name, subject] = _or_attested(measured, None if doubted else statement)
    return found


def texts(probes: Mapping[str, Probe]) -> list[str]:
    """Return every query on which the observations of these probes rest."""
    stated = [_STATED] if any(probe.attestable for probe in probes.values()) else []
    own = [queries.load(name) for name in (_LANDED, *stated)]
    return own + [probe.sql for probe in probes.values()]


def _by_subject(
    rows: Iterable[dict[str, Any]], subject: Callable[[Row], Any]
) -> dict[Any, dict[str, Any]]:
    return {subject(row): row for row in rows}


def _measured(
    probe: str, subject: str | None, row: Row | None, nothing_found: str, now: datetime
) -> Observation:
    if row is None:
        return Observation(probe, subject, unknown=nothing_found)
    value, low, high = row["value"], row.get("low"), row.get("high")
    detail, seen_at, tier = row.get("detail"), row.get("observed_at"), row.get("tier")
    nothing = value is low is high is None
    return Observation(
        probe=probe,
        subject=subject,
        value=value,
        low=low,
        high=high,
        n=row.get("n"),
        samples=tuple(row.get("samples") or ()),
        hits=row.get("hits"),
        # What was recorded in the app is read now: nothing is seen later than that.
        observed_at=min(aware(seen_at), now) if seen_at else None,
        sources=_the_one(tuple(row.get("sources") or ())),
        tier=1.0 if tier is None else float(tier),
        detail=None if nothing else detail,
        unknown=(detail or nothing_found) if value is None else None,
    )


@lru_cache(maxsize=1024)
def _the_one(sources: tuple[str, ...]) -> tuple[str, ...]:
    """Return one value for all that are equal: thousands of observations name the same sources."""
    return sources


def _absent(probe: Probe, landed: set[str], brought_by: BroughtBy) -> str:
    """Name what no source brings, each with the connectors that would; empty: all is there."""
    absent = [need for need in probe.needs if need.partition(":")[0] not in landed]
    if len(absent) == 1:
        titles = bringers(absent[0], brought_by)
        named = need_words(absent[0])
        return f"{named}: connect {_listed(titles)}" if titles else named
    return _listed([_with_titles(need, brought_by) for need in absent])


def bringers(need: str, brought_by: BroughtBy) -> Sequence[str]:
    """Return the titles of the connectors that bring what a probe needs."""
    return brought_by.get(need) or brought_by.get(need.partition(":")[0], ())


def need_words(need: str) -> str:
    """Return `incidents`, or `daily metrics (oldest log days)` where a kind of them is needed."""
    entity, _, kind = need.partition(":")
    words = ENTITY_WORDS.get(entity, entity)
    return f"{words} ({kind.replace('_', ' ')})" if kind else words


def _with_titles(need: str, brought_by: BroughtBy) -> str:
    word, titles = need_words(need), bringers(need, brought_by)
    return f"{word} (connect {_listed(titles)})" if titles else word


def _why_nothing(probe: Probe, absent: str) -> str:
    """Say what would settle it: a source that is not connected, or a row that is not there."""
    if not probe.sql:
        return "nobody has attested it: someone other than the owner can"
    if absent:
        why = f"no connected source brings {absent}"
    else:
        subject = "this model" if probe.per == "model" else "the organisation"
        why = f"nothing recorded for {subject}"
    if probe.attestable:
        why += "; someone other than the owner can attest it"
    return why


def _listed(names: Sequence[str]) -> str:
    if not names:
        return ""
    *first, last = names
    return f"{', '.join(first)} or {last}" if first else last


def _statement(probe: Probe, said: Row | None) -> Row | None:
    """Return what an attestation says today, if it may answer: a number of days since has grown."""
    if said is None or not probe.attestable:
        return None
    grown = said["age_days"] if probe.ages else 0
    return {**said, "value": said["value"] + grown}


def _or_attested(measured: Observation, statement: Row | None) -> Observation:
    """Take the statement where nothing was measured and what is known does not gainsay it."""
    if statement is None or measured.value is not None:
        return measured
    value = float(statement["value"])
    too_low = measured.low is not None and value < measured.low
    too_high = measured.high is not None and value > measured.high
    if too_low or too_high:
        return measured
    return Observation(
        probe=measured.probe,
        subject=measured.subject,
        value=value,
        observed_at=aware(statement["fetched_at"]),
        sources=(statement["source"],),
        tier=_ATTESTED,
        detail=statement["detail"],
    )
