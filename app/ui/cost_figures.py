"""The interactive figures of the cost page, in the colours of its theme; made once each."""

import math
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from html import escape
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from app.views.cost_ending import EndingChart
from app.views.cost_idle import IdleChart
from app.views.cost_levels import LevelBar, LevelChart, LevelPart
from app.views.cost_months import MonthsChart, Series
from app.views.cost_plans import PlanChart
from app.views.cost_spikes import SpikeChart, SpikeDot
from app.views.cost_units import UnitChart

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


def figure(view: Any, *, dark: bool, key: str, said: str) -> None:
    """Draw one chart of the page's views; `said` tells it to those who do not see it."""
    makers: dict[type, Callable[[Any, bool], go.Figure]] = {
        LevelChart: _levels,
        MonthsChart: _months,
        EndingChart: _ending,
        PlanChart: _plans,
        UnitChart: _units,
        SpikeChart: _spikes,
        IdleChart: _idle,
    }
    st.plotly_chart(
        makers[type(view)](view, dark),
        config={"displaylogo": False, "showSendToCloud": False, "displayModeBar": False},
        key=key,
        alt=said,
    )


def _laid_out(marks: list[Any], height: int, **more: Any) -> go.Figure:
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


def _logarithmic(title: str, values: Sequence[float]) -> dict[str, Any]:
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


def _hatched(dark: bool) -> dict[str, Any]:
    return {
        "color": "rgba(0,0,0,0)",
        "line": {"color": GREY[dark], "width": 1},
        "pattern": {"shape": "/", "fgcolor": GREY[dark], "size": 6},
    }


@st.cache_resource(max_entries=64)
def _levels(view: LevelChart, dark: bool) -> go.Figure:
    kinds = {(part.level, part.on_model): part.word for bar in view.bars for part in bar.parts}
    marks = [
        _level_marks(view, level, word, dark=dark, on_model=on_model)
        for (level, on_model), word in sorted(
            kinds.items(), key=lambda kind: (not kind[0][1], -(kind[0][0] or 0))
        )
    ]
    return _laid_out(
        marks,
        FOOT + ROW * len(view.bars),
        barmode="stack",
        bargap=0.35,
        xaxis={"tickformat": "~s"},
        yaxis={
            "autorange": "reversed",
            "categoryorder": "array",
            "categoryarray": [escape(bar.title) for bar in view.bars],
        },
    )


def _level_marks(
    view: LevelChart, level: int | None, word: str, *, dark: bool, on_model: bool
) -> go.Bar:
    found: list[tuple[LevelBar, LevelPart]] = [
        (bar, part)
        for bar in view.bars
        for part in bar.parts
        if (part.level, part.on_model) == (level, on_model)
    ]
    if level is not None:
        fill: dict[str, Any] = {"color": LEVELS[dark][level]}
    elif on_model:
        fill = _hatched(dark)
    else:
        fill = {"color": "rgba(0,0,0,0)", "line": {"color": GREY[dark], "width": 1}}
    return go.Bar(
        name=word,
        orientation="h",
        x=[part.value for _, part in found],
        y=[escape(bar.title) for bar, _ in found],
        customdata=[escape(part.words) for _, part in found],
        hovertemplate=HOVER,
        marker=fill,
    )


@st.cache_resource(max_entries=64)
def _months(view: MonthsChart, dark: bool) -> go.Figure:
    marks = [
        go.Bar(
            name=escape(each.name),
            x=view.months,
            y=each.values,
            customdata=[f"{escape(each.name)}: {words}" for words in each.words],
            hovertemplate=HOVER,
            marker=_month_fill(each, place, dark=dark),
        )
        for place, each in enumerate(view.series)
    ]
    axis = {"title": {"text": view.currency}, "tickformat": "~s"}
    return _laid_out(marks, 440, barmode="relative", yaxis=axis)


def _month_fill(each: Series, place: int, *, dark: bool) -> dict[str, Any]:
    if each.kind == "none":
        return _hatched(dark)
    if each.kind == "others":
        return {"color": GREY[dark]}
    return {"color": (DARK_SHADES if dark else SHADES)[place]}


@st.cache_resource(max_entries=64)
def _ending(view: EndingChart, dark: bool) -> go.Figure:
    marks = [
        go.Scatter(
            name="so far",
            x=view.days,
            y=view.so_far,
            mode="lines",
            line={"color": ACCENT[dark], "width": 3},
            customdata=view.words,
            hovertemplate=HOVER,
        )
    ]
    if view.expected is not None and view.days[-1] != view.until:
        marks += _foretold(view, dark=dark)
    axis = {"title": {"text": view.currency}, "tickformat": "~s", "rangemode": "tozero"}
    return _laid_out(marks, 360, yaxis=axis)


def _foretold(view: EndingChart, *, dark: bool) -> list[Any]:
    last, now = view.days[-1], view.so_far[-1]
    line = go.Scatter(
        name="foretold",
        x=[last, view.until],
        y=[now, view.expected],
        mode="lines+markers",
        line={"color": ACCENT[dark], "width": 2, "dash": "dot"},
        marker={"size": [0, 9], "color": BACK[dark], "line": {"color": ACCENT[dark], "width": 2}},
        customdata=[escape(view.foretold)] * 2,
        hovertemplate=HOVER,
    )
    if view.low is None or view.high is None:
        return [line]
    band = go.Scatter(
        name="10 % to 90 % of earlier errors",
        x=[last, view.until, view.until, last],
        y=[now, view.high, view.low, now],
        mode="none",
        fill="toself",
        fillcolor="rgba(132,182,255,0.35)" if dark else "rgba(31,78,140,0.22)",
        hoverinfo="skip",
    )
    return [band, line]


@st.cache_resource(max_entries=64)
def _plans(view: PlanChart, dark: bool) -> go.Figure:
    marks = [
        go.Bar(
            name=name,
            orientation="h",
            x=[bar.value for bar in view.bars if (bar.value > 0) == over],
            y=[escape(bar.model) for bar in view.bars if (bar.value > 0) == over],
            customdata=[
                f"{escape(bar.model)}, {escape(bar.words)}"
                for bar in view.bars
                if (bar.value > 0) == over
            ],
            hovertemplate=HOVER,
            marker={"color": colour[dark]},
        )
        for name, over, colour in (("over plan", True, BAD), ("within plan", False, ACCENT))
    ]
    return _laid_out(
        marks,
        FOOT + 28 * len(view.bars),
        bargap=0.3,
        barmode="relative",
        xaxis={"title": {"text": f"{view.currency} above plan"}, "tickformat": "~s"},
        yaxis={
            "categoryorder": "array",
            "categoryarray": [escape(bar.model) for bar in reversed(view.bars)],
        },
    )


@st.cache_resource(max_entries=64)
def _units(view: UnitChart, dark: bool) -> go.Figure:
    months = list(dict.fromkeys(month for line in view.lines for month in line.months))
    marks = [
        go.Scatter(
            name=escape(line.model),
            x=line.months,
            y=line.values,
            mode="lines+markers",
            line={
                "color": (DARK_LINES if dark else LINES)[place],
                "width": 2,
                "dash": DASHES[place % len(DASHES)],
            },
            customdata=[f"{escape(line.model)}: {words}" for words in line.words],
            hovertemplate=HOVER,
        )
        for place, line in enumerate(view.lines)
    ]
    return _laid_out(
        marks,
        420,
        xaxis={"categoryorder": "array", "categoryarray": months},
        yaxis=_logarithmic(
            f"{view.currency} per 1,000", [value for line in view.lines for value in line.values]
        ),
    )


@st.cache_resource(max_entries=64)
def _spikes(view: SpikeChart, dark: bool) -> go.Figure:
    marks = [
        _dots([dot for dot in view.dots if dot.recorded], "on record", "circle", ACCENT[dark]),
        _dots(
            [dot for dot in view.dots if not dot.recorded],
            "nobody recorded it",
            "circle-open",
            BAD[dark],
        ),
    ]
    axis = _logarithmic(f"{view.currency} above usual", [dot.value for dot in view.dots])
    days = [date.fromisoformat(dot.day) for dot in view.dots]
    # Names stand over the marks: they need room at both ends.
    room = timedelta(days=max(7, (max(days) - min(days)).days // 6))
    span = {"range": [str(min(days) - room), str(max(days) + room)]}
    shown = [mark for mark in marks if mark.x]
    return _laid_out(shown, 360, xaxis=span, yaxis=axis, showlegend=True)


def _dots(dots: list[SpikeDot], name: str, symbol: str, colour: str) -> go.Scatter:
    return go.Scatter(
        name=name,
        x=[dot.day for dot in dots],
        y=[dot.value for dot in dots],
        text=[escape(dot.model) for dot in dots],
        textposition="top center",
        mode="markers+text",
        cliponaxis=False,
        marker={
            "symbol": symbol,
            "size": 13,
            "color": colour,
            "line": {"width": 3, "color": colour},
        },
        customdata=[escape(dot.words) for dot in dots],
        hovertemplate=HOVER,
    )


@st.cache_resource(max_entries=64)
def _idle(view: IdleChart, dark: bool) -> go.Figure:
    marks = [
        go.Bar(
            name=name,
            orientation="h",
            x=[getattr(bar, field) for bar in view.bars],
            y=[escape(bar.model) for bar in view.bars],
            customdata=[escape(bar.words) for bar in view.bars],
            hovertemplate=HOVER,
            marker=fill,
        )
        for name, field, fill in (
            ("in use", "used", {"color": ACCENT[dark]}),
            ("idle", "idle", _hatched(dark)),
        )
    ]
    return _laid_out(
        marks,
        FOOT + 28 * len(view.bars),
        barmode="stack",
        bargap=0.3,
        xaxis={"title": {"text": f"{view.currency} on measured days"}, "tickformat": "~s"},
        yaxis={"autorange": "reversed"},
    )
