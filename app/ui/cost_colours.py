"""The colours of the cost page's figures, light and dark, and how they are laid out."""

import math
from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

# From the accent towards the page: the darkest on paper, the lightest in the dark.
SHADES = ("#1F4E8C", "#38659E", "#517CB0", "#6B93C1", "#86AAD1", "#A1C0E0", "#BDD5ED", "#D5E4F4")
DARK_SHADES = (
    *("#84B6FF", "#6FA0EA", "#5C8BD4", "#4A76BD"),
    *("#3A62A4", "#2E508A", "#254170", "#1D3358"),
)
# Told apart by more than lightness: lines cross.
LINES = ("#1F4E8C", "#0F766E", "#B54708", "#7A5AF8", "#B42318", "#4C71A3", "#667085", "#101828")
DARK_LINES = (
    *("#84B6FF", "#34D399", "#FDB022", "#B6A6FF"),
    *("#F97066", "#4A76BD", "#98A2B3", "#E6EAF0"),
)
DASHES = ("solid", "dash", "dot", "dashdot")
GREY = {False: "#98A2B3", True: "#667085"}
BAD = {False: "#B42318", True: "#F97066"}
ACCENT = {False: "#1F4E8C", True: "#84B6FF"}
BACK = {False: "#FFFFFF", True: "#0E131B"}
# 5 Enforced is the strongest, 1 Absent the faintest, as in the drawings.
LEVELS = {
    False: {5: "#1F4E8C", 4: "#4C71A3", 3: "#94AAC8", 2: "#C1CEDF", 1: "#E0E7EF"},
    True: {5: "#84B6FF", 4: "#6C95D1", 3: "#47618A", 2: "#2F415C", 1: "#1F2B3C"},
}
ROW, FOOT = 44, 76
HOVER = "%{customdata}<extra></extra>"


def laid_out(marks: list[Any], height: int, **more: Any) -> go.Figure:
    """Return a figure with its legend beneath, as all of the page have it."""
    drawn = go.Figure(marks)
    drawn.update_layout(
        height=height,
        margin={"l": 0, "r": 12, "t": 8, "b": FOOT},
        legend={
            "orientation": "h",
            "yref": "container",
            "y": 0,
            "yanchor": "bottom",
            "traceorder": "normal",
        },
        hoverlabel={"align": "left"},
        **more,
    )
    return drawn


def logarithmic(title: str, values: Sequence[float]) -> dict[str, Any]:
    """Return an axis on which equal steps are equal shares, with marks at 1, 2, 5 and 10."""
    least, most = min(values, default=1.0), max(values, default=1.0)
    first = math.floor(math.log10(least))
    steps = [
        step * 10.0**power
        for power in range(first, math.ceil(math.log10(most)) + 1)
        for step in (1, 2, 5)
    ]
    shown = [step for step in steps if least / 2 <= step <= most * 2]
    return {
        "type": "log",
        "title": {"text": title},
        "range": [math.log10(least / 1.6), math.log10(most * 1.6)],
        "tickvals": shown,
        "ticktext": [_short(step) for step in shown],
    }


def _short(value: float) -> str:
    for size, letter in ((1e9, "bn"), (1e6, "m"), (1e3, "k")):
        if value >= size:
            return f"{value / size:g}{letter}"
    return f"{value:g}"


def hatched(dark: bool) -> dict[str, Any]:
    """Return the fill of what is unknown, or stands idle."""
    return {
        "color": "rgba(0,0,0,0)",
        "line": {"color": GREY[dark], "width": 1},
        "pattern": {"shape": "/", "fgcolor": GREY[dark], "size": 6},
    }
