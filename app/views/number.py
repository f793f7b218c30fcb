"""A number of the scorecard beside what makes it."""

from dataclasses import dataclass

from app.views.behind import RowsView
from app.views.finding import FindingRow


@dataclass(frozen=True)
class NumberView:
    """A number of the scorecard, and what makes it."""

    title: str
    sentence: str
    rows: tuple[RowsView, ...]
    findings: tuple[FindingRow, ...] = ()
    models: tuple[str, ...] = ()
    """Whose charges may be looked at one by one."""
