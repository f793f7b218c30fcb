"""The interactive figures of the rollback page, in the colours of its theme; made once each."""

import math
from html import escape
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from app.ui import figures, ticks
from app.ui.figure_colours import (
    ACCENT,
    BACK,
    BAD,
    DARK_LINES,
    DARK_SHADES,
    GREY,
    LINES,
    SHADES,
    hatched,
)
from app.ui.figures import FOOT, HOVER, laid_out, told
from app.ui.ticks import Ticks
from app.views.marks import Mark
from app.views.rollback_dots import DotChart, Dots, Look
from app.views.rollback_hours import OTHERS, HoursChart, HourSeries, called
from app.wording import say

_LINE = 26
_HOTFIX = {False: LINES[2], True: DARK_LINES[2]}
_SYMBOLS: dict[Look, str] = {
    "disc": "circle",
    "diamond": "diamond",
    "square": "square",
    "ring": "circle-open",
    "cross": "x-thin",
    "tick": "line-ns",
}


def figure(view: DotChart | HoursChart, mark: Mark | None, *, key: str, said: str) -> None:
    """Draw one chart of the page's views; a click on one of its marks picks it."""
    picked, dark = None if mark is None else mark.key, figures.dark()
    if isinstance(view, DotChart):
        figures.show(_dots(view, dark, picked, _ticks(view)), key, said, figures.pick)
    else:
        names = tuple(called(each.name) for each in view.series)
        reach = ticks.stacked(*(each.values for each in view.series))
        along = ticks.even(reach, ticks.count, ticks.UP)
        drawn = _months(view, dark, picked, along, say("hours"), names)
        figures.show(drawn, key, said, figures.pick)


def _ticks(view: DotChart) -> Ticks:
    if view.scale == "hours":
        values, words = zip(*view.ticks, strict=True)
        return Ticks(values, words)
    return ticks.even([view.most], ticks.share if view.scale == "share" else ticks.count)


@st.cache_resource(max_entries=64)
def _dots(view: DotChart, dark: bool, mark: str | None, along: Ticks) -> go.Figure:
    names = [escape(each.model) for each in view.labels]
    traces = [_kind(each, dark=dark) for each in view.kinds]
    top = 14 + 18 * min(len(view.limits), 3)
    drawn = laid_out(
        traces,
        top + FOOT + _LINE * (len(names) + 1),
        mark,
        showlegend=True,
        xaxis=_axis(view) | along.axis(),
        yaxis={
            "autorange": "reversed",
            "categoryorder": "array",
            "categoryarray": names,
            "tickvals": names,
            "ticktext": [escape(each.text) for each in view.labels],
        },
    )
    drawn.update_layout(margin={"t": top})
    _limits(drawn, view, dark=dark)
    return drawn


def _kind(each: Dots, *, dark: bool) -> go.Scatter:
    tick = each.look == "tick"
    colour = {"disc": ACCENT, "diamond": _HOTFIX, "cross": BAD}.get(each.look, ACCENT)[dark]
    if tick:
        colour = GREY[dark]
    return go.Scatter(
        name=each.name,
        x=[dot.value for dot in each.dots],
        y=[escape(dot.model) for dot in each.dots],
        mode="markers",
        cliponaxis=False,
        customdata=[told(dot.words, dot.model) for dot in each.dots],
        hovertemplate=HOVER,
        marker={
            "symbol": _SYMBOLS[each.look],
            "size": 16 if tick else 10,
            "color": colour,
            "line": {
                "width": 1 if each.look in ("disc", "diamond", "square") else 2,
                "color": BACK[dark] if each.look in ("disc", "diamond", "square") else colour,
            },
        },
    )


def _axis(view: DotChart) -> dict[str, Any]:
    axis: dict[str, Any] = {"title": {"text": view.axis}, "side": "bottom", "tickangle": 0}
    if view.scale == "hours":
        span = [math.log10(each) for each in (view.least / 1.5, view.most * 1.5)]
        return axis | {"type": "log", "range": span}
    return axis | {"range": [-0.02 * view.most, 1.06 * view.most]}


def _limits(drawn: go.Figure, view: DotChart, *, dark: bool) -> None:
    """Draw what each level allows as a line, its words above in rows of their own."""
    last = len(view.limits) - 1
    for place, limit in enumerate(view.limits):
        drawn.add_vline(x=limit.value, line={"color": GREY[dark], "width": 1, "dash": "dot"})
        drawn.add_annotation(
            # On a scale of powers of ten, words stand at the exponent and lines at the value.
            x=math.log10(limit.value) if view.scale == "hours" else limit.value,
            y=1,
            yref="paper",
            yanchor="bottom",
            xanchor="right" if _is_right(limit.value, view) else "left",
            yshift=16 * (last - place),
            text=escape(limit.words),
            font={"size": 12},
            showarrow=False,
        )


def _is_right(value: float, view: DotChart) -> bool:
    """Tell whether a place has too little room on its right for words, on a phone as well."""
    if view.scale == "hours":
        return value * value > view.least * view.most
    return value > 0.4 * view.most


@st.cache_resource(max_entries=64)
def _months(
    view: HoursChart,
    dark: bool,
    mark: str | None,
    along: Ticks,
    hours: str,
    names: tuple[str, ...],
) -> go.Figure:
    shades = iter(DARK_SHADES if dark else SHADES)
    traces = [
        _bars(view, each, name, shades, dark=dark)
        for each, name in zip(view.series, names, strict=True)
    ]
    return laid_out(
        traces,
        440,
        mark,
        barmode="stack",
        bargap=0.25,
        showlegend=True,
        xaxis={"categoryorder": "array", "categoryarray": list(view.months)},
        yaxis={"title": {"text": hours}, "rangemode": "tozero", **along.axis()},
    )


def _bars(view: HoursChart, each: HourSeries, name: str, shades: Any, *, dark: bool) -> go.Bar:
    fill: dict[str, Any]
    if not each.on_model:
        fill = hatched(dark)
    elif each.name == OTHERS:
        fill = {"color": GREY[dark]}
    else:
        fill = {"color": next(shades)}
    return go.Bar(
        name=escape(name),
        x=list(view.months),
        y=list(each.values),
        customdata=[told(words, each.name) for words in each.words],
        hovertemplate=HOVER,
        marker=fill,
    )
