"""The figures of the month's end: the sum so far with its forecast, in all and by part."""

from collections.abc import Sequence
from html import escape
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from app.ui.figure_colours import ACCENT, BACK, PLAN
from app.ui.figures import FOOT, HOVER, downwards, laid_out, told
from app.ui.ticks import Ticks, amount, even
from app.views.cost_ending import EndingChart, EndsChart


@st.cache_resource(max_entries=64)
def ending(
    view: EndingChart,
    dark: bool,
    mark: str | None,
    along: Ticks,
    days: Ticks,
    so_far: str,
    foretold: str,
    band: str,
) -> go.Figure:
    """Return the figure of the month in all, with the words that its legend has."""
    marks = [
        go.Scatter(
            name=so_far,
            x=view.days,
            y=view.so_far,
            mode="lines",
            line={"color": ACCENT[dark], "width": 3},
            customdata=[told(words) for words in view.words],
            hovertemplate=HOVER,
        )
    ]
    if view.expected is not None and view.days[-1] != view.until:
        marks += _foretold(view, foretold, band, dark=dark)
    axis = {"title": {"text": view.currency}, "rangemode": "tozero", **along.axis()}
    return laid_out(marks, 360, mark, xaxis=days.axis(), yaxis=axis)


def _foretold(view: EndingChart, foretold: str, band: str, *, dark: bool) -> list[Any]:
    last, now = view.days[-1], view.so_far[-1]
    line = go.Scatter(
        name=foretold,
        x=[last, view.until],
        y=[now, view.expected],
        mode="lines+markers",
        line={"color": ACCENT[dark], "width": 2, "dash": "dot"},
        marker={"size": [0, 9], "color": BACK[dark], "line": {"color": ACCENT[dark], "width": 2}},
        customdata=[told(view.foretold)] * 2,
        hovertemplate=HOVER,
    )
    if view.low is None or view.high is None:
        return [line]
    errors = go.Scatter(
        name=band,
        x=[last, view.until, view.until, last],
        y=[now, view.high, view.low, now],
        mode="none",
        fill="toself",
        fillcolor="rgba(132,182,255,0.35)" if dark else "rgba(31,78,140,0.22)",
        hoverinfo="skip",
    )
    return [errors, line]


@st.cache_resource(max_entries=64)
def ends(
    view: EndsChart,
    dark: bool,
    mark: str | None,
    along: Ticks,
    so_far: str,
    foretold: str,
    planned: str,
) -> go.Figure:
    """Return the figure of the month by part, with the words that its legend has."""
    names = [escape(bar.name) for bar in view.bars]
    said = [told(bar.words, bar.key) for bar in view.bars]
    come = go.Bar(
        name=so_far,
        orientation="h",
        x=[bar.so_far for bar in view.bars],
        y=names,
        customdata=said,
        hovertemplate=HOVER,
        marker={"color": ACCENT[dark]},
    )
    ends = _points(
        foretold,
        *([bar.expected for bar in view.bars], names, said),
        symbol="circle-open",
        colour=ACCENT[dark],
    )
    ends.error_x = {
        "type": "data",
        "array": [
            None if bar.high is None or bar.expected is None else bar.high - bar.expected
            for bar in view.bars
        ],
        "arrayminus": [
            None if bar.low is None or bar.expected is None else bar.expected - bar.low
            for bar in view.bars
        ],
        "color": ACCENT[dark],
        "thickness": 1.5,
    }
    plans = _points(
        planned,
        *([bar.planned for bar in view.bars], names, said),
        symbol="line-ns",
        colour=PLAN[dark],
    )
    return laid_out(
        [come, ends, *([plans] if any(bar.planned for bar in view.bars) else [])],
        FOOT + 30 * len(view.bars),
        mark,
        bargap=0.5,
        xaxis={"title": {"text": view.currency}, **along.axis()},
        yaxis=downwards([bar.name for bar in view.bars]),
    )


def _points(
    name: str,
    values: Sequence[float | None],
    names: Sequence[str],
    said: Sequence[tuple[str, str]],
    *,
    symbol: str,
    colour: str,
) -> go.Scatter:
    return go.Scatter(
        name=name,
        x=values,
        y=names,
        mode="markers",
        customdata=said,
        hovertemplate=HOVER,
        marker={
            "symbol": symbol,
            "size": 11,
            "color": colour,
            "line": {"width": 2.5, "color": colour},
        },
    )


def end_ticks(view: EndsChart) -> Ticks:
    """Return the amounts along the figure of the month by part."""
    reach = [
        each for bar in view.bars for each in (bar.so_far, bar.expected, bar.high, bar.planned)
    ]
    return even(reach, amount(view.currency))
