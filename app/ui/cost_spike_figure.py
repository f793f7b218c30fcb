"""The figure of the spikes: each day's excess over what is usual, with or without a record."""

from datetime import date, timedelta

import plotly.graph_objects as go
import streamlit as st

from app.ui.figure_colours import ACCENT, BAD
from app.ui.figures import HOVER, laid_out, logarithmic, short, told
from app.ui.ticks import Ticks
from app.views.cost_spikes import SpikeChart, SpikeDot


@st.cache_resource(max_entries=64)
def spikes(
    view: SpikeChart,
    dark: bool,
    mark: str | None,
    along: Ticks,
    days: Ticks,
    on_record: str,
    nobody: str,
    title: str,
) -> go.Figure:
    """Return the figure of the spikes, with the words that its legend and its axis have."""
    marks = [
        _dots([dot for dot in view.dots if dot.recorded], on_record, "circle", ACCENT[dark]),
        _dots(
            [dot for dot in view.dots if not dot.recorded],
            nobody,
            "circle-open",
            BAD[dark],
        ),
    ]
    axis = logarithmic(title, [dot.value for dot in view.dots], along)
    span = {"range": [day.isoformat() for day in span_of(view)], **days.axis()}
    shown = [each for each in marks if each.x]
    return laid_out(shown, 360, mark, xaxis=span, yaxis=axis, showlegend=True)


def span_of(view: SpikeChart) -> tuple[date, date]:
    """Return the days that the figure reaches over: its names stand over the marks."""
    days = [date.fromisoformat(dot.day) for dot in view.dots]
    room = timedelta(days=max(7, (max(days) - min(days)).days // 6))
    return min(days) - room, max(days) + room


def _dots(dots: list[SpikeDot], name: str, symbol: str, colour: str) -> go.Scatter:
    return go.Scatter(
        name=name,
        x=[dot.day for dot in dots],
        y=[dot.value for dot in dots],
        text=[short(dot.model) for dot in dots],
        textposition="top center",
        mode="markers+text",
        cliponaxis=False,
        marker={
            "symbol": symbol,
            "size": 13,
            "color": colour,
            "line": {"width": 3, "color": colour},
        },
        customdata=[told(dot.words, dot.key) for dot in dots],
        hovertemplate=HOVER,
    )
