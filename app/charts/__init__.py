"""From view-model to drawing: semantic HTML and SVG as text, the same on a page and in a file.

Colours are CSS variables with fallbacks that print; no drawing scales its text, so that it is as
readable on a phone as on a wall. `css()` goes with them.
"""

from functools import cache
from importlib import resources


@cache
def css() -> str:
    """Return the style that all drawings share."""
    return resources.files("app.charts").joinpath("charts.css").read_text(encoding="utf-8")
