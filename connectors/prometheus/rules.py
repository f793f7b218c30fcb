"""Alert rules as monitors of the models that they watch."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import Any

from connectors.parts.remote import inner, rejected
from connectors.prometheus.api import RULES, at_once, labels_of, result_of, texts_of
from connectors.session import Session
from data.reading import Reading, RejectedRow
from data.records import Monitor

NOT_TOLD = (400, 422)
"""Statuses of a query that cannot be evaluated: then it is unknown whether it has a value."""
COMPARISON = re.compile(
    r"(.*\S)\s*(?:==|!=|<=|>=|<|>)\s*(?:bool\s+)?[-+]?[0-9.]+(?:e[-+]?[0-9]+)?", re.DOTALL
)


@dataclass(frozen=True)
class Watching:
    """Which rules are monitors, and what they watch."""

    model_labels: Sequence[str]
    kind_label: str
    kinds: Mapping[str, str]
    groups: Sequence[str]

    def model(self, labels: Mapping[str, str]) -> str | None:
        """Return the model that labels name."""
        return next((labels[key] for key in self.model_labels if labels.get(key)), None)


def alert_rules(session: Session) -> list[tuple[str, Any]]:
    """Return every alert rule with the name of its group."""
    groups = result_of(session, session.get(RULES, {"type": "alert"}), RULES, "groups")
    return [
        (inner(group, "name") or "", rule)
        for group in groups
        for rule in session.rows(group, RULES, "rules")
    ]


def monitors(
    session: Session, reading: Reading, watching: Watching
) -> Iterator[Monitor | RejectedRow]:
    """Yield a monitor for each rule and model that it watches; two rules of a name are one."""
    reading.progress("alert rules")
    before = {
        (row.model, row.monitor): row
        for row in reading.previous(Monitor)
        if isinstance(row, Monitor)
    }
    found: dict[tuple[str, str], Monitor] = {}
    for group, rule in alert_rules(session):
        if watching.groups and group not in watching.groups:
            continue
        name = f"{group}/{inner(rule, 'name') or ''}"
        try:
            labels = texts_of(rule.get("labels"), "`labels`")
            spoke = _models(session, rule, labels, watching, reading.started_at)
            known = {model: None for model, monitor in before if monitor == name}
            for model in known | spoke:
                key = model, name
                last = spoke.get(model) or _last(found.get(key)) or _last(before.get(key))
                found[key] = _monitor(model, name, rule, labels, watching, last)
        except (ValueError, AttributeError, TypeError) as error:
            wrong = error if isinstance(error, ValueError) else ValueError("it is no rule")
            yield rejected(Monitor.entity, rule, wrong, session.hide)
    yield from found.values()


def _models(
    session: Session,
    rule: Any,
    labels: Mapping[str, str],
    watching: Watching,
    at: datetime,
) -> dict[str, datetime | None]:
    """Return the models that a rule watches, with the time where what it compares has a value."""
    named = watching.model(labels)
    found: dict[str, datetime | None] = {} if named is None else {named: None}
    for alert in rule.get("alerts") or ():
        model = watching.model(texts_of(alert.get("labels"), "`labels` of an alert"))
        if model is not None:
            found[model] = at
    compared = COMPARISON.fullmatch(inner(rule, "query") or "")
    if compared is None:
        return found
    for series in at_once(session, compared[1], at, NOT_TOLD) or ():
        model = named or watching.model(labels_of(series))
        if model is not None and _has_value(series):
            found[model] = at
    return found


def _has_value(series: Any) -> bool:
    try:
        _, text = series["value"]
        return isfinite(float(text))
    except (KeyError, TypeError, ValueError):
        return False


def _last(row: Monitor | None) -> datetime | None:
    return None if row is None else row.last_value_at


def _monitor(
    model: str,
    name: str,
    rule: Any,
    labels: Mapping[str, str],
    watching: Watching,
    last: datetime | None,
) -> Monitor:
    title = inner(rule, "name")
    return Monitor.model_validate(
        {
            "model": model,
            "monitor": name,
            "kind": watching.kinds.get(title or "") or labels.get(watching.kind_label, "service"),
            "title": title,
            "enabled": inner(rule, "health") != "err",
            "last_value_at": last,
        }
    )
