"""Figures to explore: how all of them are laid out and shown, and how a mark of one is picked.

A figure is made once (`st.cache_resource`) and never changed. Each of its points carries what is
said of it and the key of its mark: `told(words, key)` as `customdata`, with `HOVER`. A click, or
the list beneath the figures, puts that key into the address, and the table shows its rows alone.
"""

import math
from collections.abc import Callable, Sequence
from html import escape
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from app.ui import ticks
from app.ui.plain import plain
from app.ui.scripts import FIGURE
from app.ui.ticks import Ticks
from app.views.grid import Grid
from app.views.marks import Mark, Shown, found, shown
from app.wording import say

# In the page itself: the figure's own style stands in the page's head.
_show = st.components.v2.component("scorecard_figure", js=FIGURE.loaded(), isolate_styles=False)
MARK = "mark"
"""The word in the address."""
ROW, FOOT = 44, 76
HOVER = "%{customdata[0]}<extra></extra>"
SHORT = 24
"""Characters of a name beside a figure."""
TOLD = 400
"""Characters under a pointer."""
LEGEND = 270
"""Its pixels at most: on a phone each name takes a line."""
FAINT = 0.3
"""How much is left of a mark beside the picked one."""
EDGE = "#667085"
"""The line around the picked bar, seen on light and dark."""
_ALL = ""


def dark() -> bool:
    """Tell whether the visitor's theme is dark."""
    return st.context.theme.type == "dark"


def told(words: str, key: str = "") -> tuple[str, str]:
    """Return what one point carries: what a pointer over it reads, and its mark if it has one."""
    return _cut(words, TOLD), key


def short(name: str) -> str:
    """Return a name as it stands beside a figure, its end cut off where it is long."""
    return _cut(name, SHORT)


def _cut(words: str, length: int) -> str:
    return escape(words if len(words) <= length else f"{words[: length - 1]}…")


def laid_out(traces: Sequence[Any], height: int, mark: str | None = None, **more: Any) -> go.Figure:
    """Return a figure with its legend beneath; all but the picked mark is faint."""
    if mark is not None:
        for trace in traces:
            _fade(trace, mark)
    return made(
        traces,
        height=height,
        margin={"l": 0, "r": 12, "t": 8, "b": FOOT},
        legend={
            "orientation": "h",
            "yref": "container",
            "y": 0,
            "yanchor": "bottom",
            "traceorder": "normal",
            "maxheight": LEGEND,
        },
        hoverlabel={"align": "left"},
        **more,
    )


def made(traces: Sequence[Any], **layout: Any) -> go.Figure:
    """Return a figure without a look of its own: it takes the page's where it is drawn."""
    return go.Figure(list(traces), {"template": "none", **layout})


def _fade(trace: Any, mark: str) -> None:
    keys = [key for _, key in trace.customdata or ()]
    if not any(keys):  # it is of all of them
        return
    if mark not in keys:
        trace.opacity = FAINT
    else:
        trace.marker.opacity = [1.0 if key == mark else FAINT for key in keys]
        if trace.type == "bar":
            trace.marker.line = {
                "color": EDGE,
                "width": [2 if key == mark else 0 for key in keys],
            }


def downwards(names: Sequence[str]) -> dict[str, Any]:
    """Return an axis of names from top to bottom; a long one would leave no room for the bars."""
    values = [escape(name) for name in names]
    return {
        "type": "category",
        "autorange": "reversed",
        "categoryorder": "array",
        "categoryarray": values,
        "tickvals": values,
        "ticktext": [short(name) for name in names],
    }


def logarithmic(title: str, values: Sequence[float], marks: Ticks) -> dict[str, Any]:
    """Return an axis on which equal steps are equal shares."""
    least, most = ticks.bounds(values)
    return {
        "type": "log",
        "title": {"text": title},
        "range": [math.log10(least / 1.6), math.log10(most * 1.6)],
        **marks.axis(),
    }


def asked(marks: Sequence[Mark]) -> Mark | None:
    """Return the mark that the address names, if the figures have it."""
    return found(marks, st.query_params.get(MARK))


def forget() -> None:
    """Take the mark out of the address: the page turns to other figures."""
    st.query_params.pop(MARK, None)


def show(
    figure: go.Figure, key: str, said: str, on_pick: Callable[[str], None] | None = None
) -> None:
    """Draw a figure; `said` tells it to those who do not see it, `on_pick` gets a mark's key."""

    def picked() -> None:
        mark = st.session_state[key].picked  # it comes from the browser, so it may be anything
        if on_pick is not None and isinstance(mark, str):
            on_pick(mark)

    _show(
        data={"figure": figure.to_json(), "said": said, "picks": on_pick is not None},
        key=key,
        on_picked_change=picked,
        on_turned_change=_turned,
    )


def _turned() -> None:
    """Draw the page anew: that it is asked for is all, once the theme is another."""


def pick(key: str) -> None:
    """Put a mark into the address; the one that is there already is taken back."""
    if not key or st.query_params.get(MARK) == key:
        forget()
    else:
        st.query_params[MARK] = key


def filtered(table: Grid, marks: Sequence[Mark], key: str) -> Grid:
    """Offer the same marks as a list, say what is picked, and return the rows that are left."""
    left: Shown = shown(table, asked(marks))
    if not marks:
        return left.table
    titles = {_ALL: say("All")} | {each.key: each.title for each in marks}
    chooser = f"{key}|mark"
    st.session_state[chooser] = left.mark.key if left.mark else _ALL
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            say("In the table"),
            list(titles),
            format_func=titles.__getitem__,
            key=chooser,
            on_change=_chosen,
            args=(chooser,),
            width=300,
        )
        if left.mark is not None:
            st.button(say("Show all"), key=f"{key}|all", type="tertiary", on_click=forget)
    if left.mark is not None:
        st.caption(plain(left.said))
    return left.table


def _chosen(chooser: str) -> None:
    forget()
    pick(st.session_state[chooser])
