"""What the settings say of an MLflow server, as its reading wants it."""

from dataclasses import dataclass, field
from pathlib import Path

from connectors.mlflow.rows import TagNames


@dataclass(frozen=True)
class Deliveries:
    """Where a receiver writes webhook deliveries, what they are signed with, and whether all."""

    folder: Path
    secret: str = field(repr=False)
    complete: bool


@dataclass(frozen=True)
class Wanted:
    """What the settings say of a registry."""

    source: str
    names: TagNames
    url: str
    owner_required: bool
    production_aliases: frozenset[str]
    production_stages: frozenset[str]
    page_size: int
    slice_prefix: str | None
    deliveries: Deliveries | None
    model_tag: str
    trace_days: int | None
    """How many days back the cost of traces is read first; None: it is not read."""

    def serves_production(self, kind: str, slot: str) -> bool:
        """Tell whether a slot serves production traffic."""
        slots = self.production_aliases if kind == "alias" else self.production_stages
        return slot.casefold() in slots
