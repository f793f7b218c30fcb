"""What was stated of models and of the organisation: by sources and in the app, as rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from assessments import queries
from assessments.queries import Rows, aware


@dataclass(frozen=True)
class AttestedRow:
    """A statement that a probe's matter holds, until a day."""

    probe: str
    model: str | None
    """None: of the organisation; `(unallocated)`: of a model that is not known."""
    value: float
    attested_by: str
    self: bool
    """The model's own owner said it, so it proves nothing."""
    attested_at: datetime
    until: date
    note: str | None
    url: str | None
    source: str
    """The source that brought it, or `the app`."""


@dataclass(frozen=True)
class DrilledRow:
    """A rehearsal that was written down."""

    model: str
    kind: str
    drilled_at: datetime
    hours: float | None
    succeeded: bool
    automatic: bool | None
    actor: str | None
    url: str | None
    source: str


def attestations(rows: Rows) -> list[AttestedRow]:
    """Return every statement there is, the latest first."""
    found = queries.run(rows, "statements/attestations")
    return [AttestedRow(**{**row, "attested_at": aware(row["attested_at"])}) for row in found]


def drills(rows: Rows) -> list[DrilledRow]:
    """Return every drill there is, the latest first."""
    found = queries.run(rows, "statements/drills")
    return [DrilledRow(**{**row, "drilled_at": aware(row["drilled_at"])}) for row in found]


def owner_named(rows: Rows, model: str, texts: Iterable[str | None]) -> str | None:
    """Return the owner of a model if one of these names or addresses is theirs, else None."""
    found = queries.run(rows, "statements/owner_named", model=model, texts=_lower(texts))
    return str(found[0]["owner"]) if found else None


def persons_named(rows: Rows, texts: Iterable[str | None]) -> set[str]:
    """Return the persons of the directory whom these names and addresses are of."""
    found = queries.run(rows, "statements/persons_named", texts=_lower(texts))
    return {str(row["person"]) for row in found}


def _lower(texts: Iterable[str | None]) -> list[str]:
    return [text.strip().lower() for text in texts if text and text.strip()]
