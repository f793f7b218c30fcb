"""From view-model to drawing: semantic HTML and SVG as text, the same on a page and in a file.

A drawing has no heading of its own: the title of its view stands above it.

Colours are CSS variables with fallbacks that print; no drawing scales its text, so that it is as
readable on a phone as on a wall. `css()` goes with them.
"""

from functools import cache
from importlib import resources

from app.charts.agreement import disagreements, spread
from app.charts.answers import answer_verdict
from app.charts.findings import finding, findings_table, record
from app.charts.models import (
    allocation,
    cost,
    documents,
    facts,
    incidents,
    models_table,
    owner,
    owners,
)
from app.charts.navigation import navigation
from app.charts.questions import answered, progress, question
from app.charts.remarks import round_answers
from app.charts.scorecard import (
    areas,
    changes,
    contradictions,
    coverage,
    integrity,
    integrity_by_area,
    quiet,
    spend,
    under_control,
    warnings,
)
from app.charts.sources import resting, sources_table
from app.charts.timeline import event_list

__all__ = [
    "allocation",
    "answer_verdict",
    "answered",
    "areas",
    "changes",
    "contradictions",
    "cost",
    "coverage",
    "css",
    "disagreements",
    "documents",
    "event_list",
    "facts",
    "finding",
    "findings_table",
    "incidents",
    "integrity",
    "integrity_by_area",
    "models_table",
    "navigation",
    "owner",
    "owners",
    "progress",
    "question",
    "quiet",
    "record",
    "resting",
    "round_answers",
    "sources_table",
    "spend",
    "spread",
    "under_control",
    "warnings",
]


@cache
def css() -> str:
    """Return the style that all drawings share."""
    return resources.files("app.charts").joinpath("charts.css").read_text(encoding="utf-8")
