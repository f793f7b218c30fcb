"""What found no model: things by kind with what would tie each to one, and coverage by source."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from difflib import SequenceMatcher

from assessments import queries
from assessments.queries import Rows, aware

FEWEST = 0.6
"""How alike two names must be to be shown beside each other (difflib's ratio)."""
MOST = 3


@dataclass(frozen=True)
class Selects:
    """What a declared rule would look at."""

    kind: str
    field: str
    value: str


@dataclass(frozen=True)
class Thing:
    """One thing of one source that found no model."""

    kind: str
    """cost, incident or endpoint."""
    what: str
    unit: str
    """A currency, `incidents` or `requests`."""
    amount: Decimal | None
    rows: int
    source: str
    rules: tuple[Selects, ...]
    """The rules that would tie it to a model; empty: no rule can, it says too little of itself."""


@dataclass(frozen=True)
class Coverage:
    """How much of what one source brings found its model."""

    kind: str
    """cost, incident, deployment or metric."""
    source: str
    unit: str
    matched: Decimal
    total: Decimal
    fetched_at: datetime


@dataclass(frozen=True)
class Near:
    """A model whose name is like that of a thing: a suggestion for a person, never a match."""

    model: str
    name: str
    """The spelling that is alike."""


def things(rows: Rows) -> tuple[Thing, ...]:
    """Return all that found no model, biggest first within its kind and unit."""
    return tuple(
        Thing(
            kind=row["kind"],
            what=row["what"],
            unit=row["unit"],
            amount=row["amount"],
            rows=row["rows"],
            source=row["source"],
            rules=tuple(
                Selects(rule["kind"], rule["field"], rule["value"])
                for rule in row["rules"] or ()
                if rule["field"] is not None
            ),
        )
        for row in queries.run(rows, "unmatched/things")
    )


def coverage(rows: Rows) -> tuple[Coverage, ...]:
    """Return how much of what each source brings found its model, the worst first."""
    return tuple(
        Coverage(**{**row, "fetched_at": aware(row["fetched_at"])})
        for row in queries.run(rows, "unmatched/coverage")
    )


def names(rows: Rows) -> dict[str, str]:
    """Return the model that each spelling means."""
    return {row["name"]: row["model"] for row in queries.run(rows, "unmatched/names")}


def near(what: str, names: dict[str, str]) -> tuple[Near, ...]:
    """Return the models whose names are most like a thing's, at most three, the nearest first."""
    wanted = _plain(what)
    alike: dict[str, tuple[float, str]] = {}
    for name, model in names.items():
        told = _likeness(wanted, _plain(name))
        if told >= FEWEST and told > alike.get(model, (0.0, ""))[0]:
            alike[model] = (told, name)
    order = sorted(alike.items(), key=lambda each: (-each[1][0], each[0]))
    return tuple(Near(model, name) for model, (_, name) in order[:MOST])


def _likeness(one: str, other: str) -> float:
    """Return 0 to 1; a name whose every word stands in the other is near, however long that is."""
    if not one or not other:
        return 0.0
    if one == other:
        return 1.0
    words, others = set(one.split("-")), set(other.split("-"))
    if others <= words or words <= others:
        return 0.9
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= FEWEST else 0.0


def _plain(name: str) -> str:
    """Return a name as words with hyphens between, in lower case."""
    return re.sub(r"[\W_]+", "-", name.lower()).strip("-")


def total(things: Iterable[Thing]) -> dict[str, Decimal]:
    """Return the cost of things, by currency."""
    found: dict[str, Decimal] = {}
    for each in things:
        if each.kind == "cost" and each.amount is not None:
            found[each.unit] = found.get(each.unit, Decimal(0)) + each.amount
    return found


def of_kind(things: Sequence[Thing], kind: str) -> tuple[Thing, ...]:
    """Return the things of one kind."""
    return tuple(each for each in things if each.kind == kind)
