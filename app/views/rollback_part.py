"""One part of the rollback page: a sentence, its figure, its rows, and its models."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from app.views.grid import Grid
from app.views.marks import Mark

Chart = TypeVar("Chart")


@dataclass(frozen=True)
class PartView(Generic[Chart]):
    """What every part has."""

    title: str
    note: str
    charts: tuple[Chart, ...]
    marks: tuple[Mark, ...]
    table: Grid
    """What happened, a row each."""
    models: Grid
    """The models, those of which nothing is known last."""
