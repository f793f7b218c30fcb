"""Incidents from the history of alerts: each stretch in which one fired without a break."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import ValidationError

from connectors.parts.remote import inner, rejected
from connectors.prometheus.api import labels_of, over_time, points_of, texts_of
from connectors.session import Session
from data.reading import Reading, RejectedRow
from data.records import Incident

STEPS_AT_ONCE = 10_000
"""Prometheus refuses more than 11,000 points for a series."""
JOIN_SECONDS = 300
"""As long as Prometheus itself takes a value to hold: shorter silences are no end."""
A_TIME = 1_000_000_000
"""ALERTS_FOR_STATE holds times; where it is missing, ALERTS stands in with its 1."""
ALERTS = "/api/v2/alerts"
SILENCES = "/api/v2/silences"


@dataclass(frozen=True)
class Wanted:
    """Which alerts are incidents, and how their labels are read."""

    model_labels: Sequence[str]
    service_label: str
    severity_label: str
    severities: Mapping[str, int]
    incident_labels: Sequence[str]
    alert_matchers: str
    all_alerts: bool
    step: int
    since_days: int

    def query(self) -> str:
        """Return the PromQL with a point for each step in which an alert fired.

        Its value is the time since when the alert's condition held, in seconds.
        """
        labels = dict.fromkeys(
            ("alertname", *self.incident_labels, *self.model_labels, self.service_label,
             self.severity_label)
        )  # fmt: skip
        chosen = [self.alert_matchers] if self.alert_matchers else []
        named = [[]] if self.all_alerts else [[f'{label}!=""'] for label in self.model_labels]
        firing = " or ".join(self._firing([*chosen, *some]) for some in named)
        return f"min by ({', '.join(labels)}) ({firing})"

    def _firing(self, matchers: Sequence[str]) -> str:
        told = ", ".join(matchers)
        fires = ", ".join(['alertstate="firing"', *matchers])
        fired = f"max_over_time(ALERTS{{{fires}}}[{self.step}s])"
        since = f"max_over_time(ALERTS_FOR_STATE{{{told}}}[{self.step}s])"
        return f"(({since} and ignoring (alertstate) {fired}) or ignoring (alertstate) {fired})"


@dataclass(frozen=True)
class _Stretch:
    """The first and the last step in which an alert fired, and since when its condition held."""

    first: int
    last: int
    since: int | None


def incidents(
    session: Session, reading: Reading, wanted: Wanted, alertmanager: Session | None
) -> Iterator[Incident | RejectedRow]:
    """Yield the incidents read now, and the older ones of the last reading."""
    before = {row.incident: row for row in reading.previous(Incident) if isinstance(row, Incident)}
    start = _start(reading, wanted, list(before.values()))
    now = _step_of(reading.started_at, wanted)
    firing: dict[str, tuple[dict[str, str], dict[int, float]]] = {}
    for series in _slices(session, reading, wanted, start, now):
        try:
            labels = {key: text for key, text in labels_of(series).items() if text}
            points = points_of(series)
        except ValueError as error:
            yield rejected(Incident.entity, series, error, session.hide)
            continue
        firing.setdefault(_fingerprint(labels), (labels, {}))[1].update(points)
    read: list[Incident] = []
    for name, (labels, found) in firing.items():
        for stretch in _stretches(found, wanted):
            try:
                read.append(_incident(name, labels, stretch, before, now, wanted))
            except (ValidationError, OverflowError) as error:
                wrong = ValueError(str(error)) if isinstance(error, OverflowError) else error
                yield rejected(Incident.entity, labels, wrong, session.hide)
    silenced = _silences(alertmanager) if alertmanager is not None else []
    for row in read:
        yield _acknowledged(row, silenced)
    for row in before.values():
        if row.resolved_at is None and row.opened_at < reading.started_at:
            # Its end is no longer told, but it does not fire now.
            yield row.model_copy(update={"resolved_at": reading.started_at})
        else:
            yield row


def _start(reading: Reading, wanted: Wanted, before: Sequence[Incident]) -> int:
    """Return the time from which to read: what was still firing is read again, however old."""
    first = _step_of(reading.started_at - timedelta(days=wanted.since_days), wanted)
    if not before or reading.reaches_further_back():
        return first
    newest = max(row.opened_at for row in before)
    still = [row.opened_at for row in before if row.resolved_at is None]
    return max(first, _step_of(min([newest, *still]), wanted))


def _step_of(moment: datetime, wanted: Wanted) -> int:
    """Return the end of the last whole step: the steps are the same in every reading."""
    return int(moment.timestamp()) // wanted.step * wanted.step


def _slices(
    session: Session, reading: Reading, wanted: Wanted, start: int, end: int
) -> Iterator[Any]:
    while start <= end:
        until = min(start + (STEPS_AT_ONCE - 1) * wanted.step, end)
        reading.progress(f"alerts to {datetime.fromtimestamp(until, UTC):%Y-%m-%d}")
        yield from over_time(session, wanted.query(), start, until, wanted.step)
        start = until + wanted.step


def _fingerprint(labels: Mapping[str, str]) -> str:
    told = json.dumps(labels, sort_keys=True).encode()
    return f"{labels.get('alertname', 'alert')}-{hashlib.sha256(told).hexdigest()[:12]}"


def _stretches(points: Mapping[int, float], wanted: Wanted) -> list[_Stretch]:
    """Return the stretches that the steps make up, oldest first."""
    longest = max(JOIN_SECONDS, wanted.step)
    found: list[_Stretch] = []
    for at, value in sorted(points.items()):
        if found and at - found[-1].last <= longest:
            found[-1] = replace(found[-1], last=at)
        else:
            found.append(_Stretch(at, at, int(value) if A_TIME <= value <= at else None))
    return found


def _incident(
    name: str,
    labels: Mapping[str, str],
    stretch: _Stretch,
    before: dict[str, Incident],
    now: int,
    wanted: Wanted,
) -> Incident:
    """Return the incident of a stretch, and take the one that it continues out of `before`."""
    since = stretch.since or stretch.first
    started = _moment(since)
    named = f"{name}-{started:%Y%m%dT%H%M%SZ}"
    known = before.get(named) or _continued(name, stretch, before)
    ended = now - stretch.last > max(JOIN_SECONDS, wanted.step)
    row = Incident.model_validate(
        {
            "incident": known.incident if known else named,
            "title": labels.get("alertname", ""),
            "service": labels.get(wanted.service_label),
            "model": next((labels[key] for key in wanted.model_labels if key in labels), None),
            "severity": wanted.severities.get(labels.get(wanted.severity_label, "").lower()),
            "began_at": known.began_at if known else stretch.since and started,
            "opened_at": known.opened_at if known else _moment(stretch.first),
            "acknowledged_at": known.acknowledged_at if known else None,
            "resolved_at": _moment(stretch.last + wanted.step) if ended else None,
            "detected_by": "monitor",
            "tags": labels,
        }
    )
    if known is not None:
        del before[known.incident]
    return row


def _continued(name: str, stretch: _Stretch, before: Mapping[str, Incident]) -> Incident | None:
    """Return the incident of the last reading whose beginning this reading no longer sees."""
    first = _moment(stretch.first)
    for row in before.values():
        same = row.incident.rpartition("-")[0] == name and row.opened_at <= first
        join = timedelta(seconds=JOIN_SECONDS)
        if same and (row.resolved_at is None or row.resolved_at + join >= first):
            return row
    return None


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _silences(alertmanager: Session) -> list[tuple[dict[str, str], datetime]]:
    """Return the labels of each alert that is silenced now, with the time of each silence."""
    told = {
        inner(row, "id"): inner(row, "startsAt")
        for row in alertmanager.rows({SILENCES: alertmanager.get(SILENCES)}, SILENCES, SILENCES)
    }
    found = []
    for row in alertmanager.rows({ALERTS: alertmanager.get(ALERTS)}, ALERTS, ALERTS):
        status = row.get("status") if isinstance(row, Mapping) else None
        names = status.get("silencedBy") if isinstance(status, Mapping) else None
        for name in names if isinstance(names, list) else ():
            text = told.get(name) if isinstance(name, str) else None
            try:
                found.append((texts_of(row["labels"], "`labels`"), _time(text)))
            except (KeyError, ValueError):
                continue  # it tells nothing that could acknowledge an incident
    return found


def _time(text: str | None) -> datetime:
    moment = datetime.fromisoformat(text or "")
    if moment.tzinfo is None:
        raise ValueError("a time without its zone")
    return moment.astimezone(UTC)


def _acknowledged(
    row: Incident, silenced: Sequence[tuple[Mapping[str, str], datetime]]
) -> Incident:
    """Return an incident with the first silence that was put on it after it opened."""
    if row.resolved_at is not None or row.acknowledged_at is not None:
        return row
    times = [
        at for labels, at in silenced if at >= row.opened_at and row.tags.items() <= labels.items()
    ]
    return row.model_copy(update={"acknowledged_at": min(times)}) if times else row
