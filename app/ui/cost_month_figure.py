"""The figure of the months: what each part cost, with plan, foretold end and spikes over it."""

from typing import Any

import plotly.graph_objects as go
import streamlit as st

from app.ui.figure_colours import (
    ACCENT,
    BACK,
    BAD,
    DARK_SHADES,
    GREY,
    LEVELS,
    PLAN,
    SHADES,
    hatched,
)
from app.ui.figures import HOVER, laid_out, short, told
from app.ui.ticks import UP, Ticks, amount, even, stacked
from app.views.cost_month_chart import Foretold, MonthsChart, Series


@st.cache_resource(max_entries=64)
def months(
    view: MonthsChart, dark: bool, mark: str | None, along: Ticks, month_end: str, spikes: str
) -> go.Figure:
    """Return the figure of one currency, with the words that its legend has."""
    bars = [
        go.Bar(
            name=short(each.name),
            x=view.months,
            y=each.values,
            customdata=[told(f"{each.name}: {words}", each.key) for words in each.words],
            hovertemplate=HOVER,
            marker=_fill(each, place, dark=dark),
        )
        for place, each in enumerate(view.series)
    ]
    over = [
        *_plans(view, dark=dark),
        *_end(view.foretold, month_end, dark=dark),
        *_spikes(view, spikes, dark=dark),
    ]
    axis = {"title": {"text": view.currency}, **along.axis()}
    order = {"categoryorder": "array", "categoryarray": view.months}
    return laid_out([*bars, *over], 520, mark, barmode="relative", xaxis=order, yaxis=axis)


def month_ticks(view: MonthsChart) -> Ticks:
    """Return the amounts along the figure of one currency."""
    end = [view.foretold.point.value, view.foretold.high] if view.foretold else []
    over = [each.value for each in (*view.plans, *view.spikes)]
    reach = [*stacked(*(each.values for each in view.series)), *over, *end]
    return even(reach, amount(view.currency), UP)


def _fill(each: Series, place: int, *, dark: bool) -> dict[str, Any]:
    match each.kind:
        case "part":
            return {"color": (DARK_SHADES if dark else SHADES)[place]}
        case "level" if each.level is not None:
            return {"color": LEVELS[dark][each.level]}
        case "level" | "none":
            return hatched(dark)
        case "off":
            return {"color": "rgba(0,0,0,0)", "line": {"color": GREY[dark], "width": 1}}
        case "others":
            return {"color": GREY[dark]}


def _plans(view: MonthsChart, *, dark: bool) -> list[go.Scatter]:
    if not view.plans:
        return []
    line = go.Scatter(
        name=view.plan_name,
        x=[each.month for each in view.plans],
        y=[each.value for each in view.plans],
        mode="lines+markers",
        line={"color": PLAN[dark], "width": 2, "dash": "dash"},
        marker={"size": 6, "color": PLAN[dark]},
        customdata=[told(each.words) for each in view.plans],
        hovertemplate=HOVER,
    )
    return [line]


def _end(end: Foretold | None, name: str, *, dark: bool) -> list[go.Scatter]:
    if end is None:
        return []
    point = go.Scatter(
        name=name,
        x=[end.point.month],
        y=[end.point.value],
        mode="markers",
        marker={
            "size": 10,
            "color": BACK[dark],
            "line": {"color": ACCENT[dark], "width": 2},
        },
        customdata=[told(end.point.words)],
        hovertemplate=HOVER,
    )
    if end.low is not None and end.high is not None:
        point.error_y = {
            "type": "data",
            "array": [end.high - end.point.value],
            "arrayminus": [end.point.value - end.low],
            "color": ACCENT[dark],
            "thickness": 2,
            "width": 8,
        }
    return [point]


def _spikes(view: MonthsChart, name: str, *, dark: bool) -> list[go.Scatter]:
    if not view.spikes:
        return []
    marks = go.Scatter(
        name=name,
        x=[each.month for each in view.spikes],
        y=[each.value for each in view.spikes],
        mode="markers",
        marker={"symbol": "triangle-down", "size": 11, "color": BAD[dark]},
        customdata=[told(each.words) for each in view.spikes],
        hovertemplate=HOVER,
    )
    return [marks]
