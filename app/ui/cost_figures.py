"""The interactive figures of the cost page, in the colours of its theme; made once each."""

from collections.abc import Callable
from datetime import date
from html import escape
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from app.ui import figures, ticks
from app.ui.cost_ending_figures import end_ticks, ending, ends
from app.ui.cost_month_figure import month_ticks, months
from app.ui.cost_spike_figure import span_of, spikes
from app.ui.cost_tiles import pick_tile, tiles
from app.ui.figure_colours import (
    ACCENT,
    BAD,
    DARK_LINES,
    DASHES,
    GREY,
    LEVELS,
    LINES,
    hatched,
)
from app.ui.figures import FOOT, HOVER, ROW, downwards, laid_out, logarithmic, short, told
from app.ui.ticks import Ticks
from app.views.cost_ending import EndingChart, EndsChart
from app.views.cost_idle import IdleChart
from app.views.cost_levels import HOURS, LevelBar, LevelChart, LevelPart
from app.views.cost_month_chart import MonthsChart
from app.views.cost_plans import PlanChart
from app.views.cost_spikes import SpikeChart
from app.views.cost_units import UnitChart
from app.views.cost_unmatched import TilesChart
from app.wording import say


def figure(view: Any, *, mark: str | None, key: str, said: str) -> None:
    """Draw one chart of the page's views; a click on one of its marks picks it."""
    drawn = _made(view, figures.dark(), mark)
    figures.show(drawn, key, said, ON_PICK.get(type(view), figures.pick))


def _made(view: Any, dark: bool, mark: str | None) -> go.Figure:
    """Return the figure of a chart; its own words are said here, for it is kept for all readers."""
    match view:
        case LevelChart():
            return _levels(view, dark, mark, _level_ticks(view))
        case MonthsChart():
            along = month_ticks(view)
            return months(view, dark, mark, along, say("month end"), say("spikes"))
        case TilesChart():
            return tiles(view, dark, mark)
        case EndingChart():
            reach = [*view.so_far, view.expected, view.high]
            along = ticks.even(reach, ticks.amount(view.currency), ticks.UP)
            days = ticks.days(date.fromisoformat(view.days[0]), date.fromisoformat(view.until))
            band = say("10 % to 90 % of earlier errors")
            return ending(view, dark, mark, along, days, say("so far"), say("forecast"), band)
        case EndsChart():
            along = end_ticks(view)
            end = say("forecast, with 10 % to 90 % of earlier errors")
            return ends(view, dark, mark, along, say("so far"), end, say("planned"))
        case PlanChart():
            along = ticks.even([bar.value for bar in view.bars], ticks.difference(view.currency))
            axis = say("{currency} above plan", currency=view.currency)
            return _plans(view, dark, mark, along, say("over plan"), say("within plan"), axis)
        case UnitChart():
            found = [value for line in view.lines for value in line.values]
            along = ticks.powers(found, ticks.price(view.currency))
            axis = say("{currency} per 1,000", currency=view.currency)
            return _units(view, dark, mark, along, axis)
        case SpikeChart():
            along = ticks.powers([dot.value for dot in view.dots], ticks.amount(view.currency))
            days = ticks.days(*span_of(view))
            axis = say("{currency} above usual", currency=view.currency)
            return spikes(
                view, dark, mark, along, days, say("on record"), say("nobody recorded it"), axis
            )
        case IdleChart():
            reach = [bar.used + bar.idle for bar in view.bars]
            along = ticks.even(reach, ticks.amount(view.currency))
            axis = say("{currency} on measured days", currency=view.currency)
            return _idle(view, dark, mark, along, say("in use"), say("idle"), axis)
    raise TypeError(view)


ON_PICK: dict[type, Callable[[str], None] | None] = {EndingChart: None, TilesChart: pick_tile}


def _level_ticks(view: LevelChart) -> Ticks:
    reach = [sum(part.value for part in bar.parts) for bar in view.bars]
    return ticks.even(reach, ticks.hours if view.unit == HOURS else ticks.amount(view.unit))


@st.cache_resource(max_entries=64)
def _levels(view: LevelChart, dark: bool, mark: str | None, along: Ticks) -> go.Figure:
    kinds = {(part.level, part.on_model): part.word for bar in view.bars for part in bar.parts}
    marks = [
        _level_marks(view, level, word, dark=dark, on_model=on_model)
        for (level, on_model), word in sorted(
            kinds.items(), key=lambda kind: (not kind[0][1], -(kind[0][0] or 0))
        )
    ]
    return laid_out(
        marks,
        FOOT + ROW * len(view.bars),
        mark,
        barmode="stack",
        bargap=0.35,
        xaxis=along.axis(),
        yaxis=downwards([bar.title for bar in view.bars]),
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
        fill = hatched(dark)
    else:
        fill = {"color": "rgba(0,0,0,0)", "line": {"color": GREY[dark], "width": 1}}
    return go.Bar(
        name=word,
        orientation="h",
        x=[part.value for _, part in found],
        y=[escape(bar.title) for bar, _ in found],
        customdata=[told(part.words, part.key) for _, part in found],
        hovertemplate=HOVER,
        marker=fill,
    )


@st.cache_resource(max_entries=64)
def _plans(
    view: PlanChart,
    dark: bool,
    mark: str | None,
    along: Ticks,
    over_plan: str,
    within_plan: str,
    axis: str,
) -> go.Figure:
    marks = [
        go.Bar(
            name=name,
            orientation="h",
            x=[bar.value for bar in view.bars if (bar.value > 0) == over],
            y=[escape(bar.model) for bar in view.bars if (bar.value > 0) == over],
            customdata=[
                told(f"{bar.model}, {bar.words}", bar.model)
                for bar in view.bars
                if (bar.value > 0) == over
            ],
            hovertemplate=HOVER,
            marker={"color": colour[dark]},
        )
        for name, over, colour in ((over_plan, True, BAD), (within_plan, False, ACCENT))
    ]
    return laid_out(
        marks,
        FOOT + 28 * len(view.bars),
        mark,
        bargap=0.3,
        barmode="relative",
        xaxis={"title": {"text": axis}, **along.axis()},
        yaxis=downwards([bar.model for bar in view.bars]),
    )


@st.cache_resource(max_entries=64)
def _units(view: UnitChart, dark: bool, mark: str | None, along: Ticks, axis: str) -> go.Figure:
    months = list(dict.fromkeys(month for line in view.lines for month in line.months))
    marks = [
        go.Scatter(
            name=short(line.model),
            x=line.months,
            y=line.values,
            mode="lines+markers",
            line={
                "color": (DARK_LINES if dark else LINES)[place],
                "width": 2,
                "dash": DASHES[place % len(DASHES)],
            },
            customdata=[told(f"{line.model}: {words}", line.model) for words in line.words],
            hovertemplate=HOVER,
        )
        for place, line in enumerate(view.lines)
    ]
    return laid_out(
        marks,
        460,
        mark,
        xaxis={"categoryorder": "array", "categoryarray": months},
        yaxis=logarithmic(axis, [value for line in view.lines for value in line.values], along),
    )


@st.cache_resource(max_entries=64)
def _idle(
    view: IdleChart,
    dark: bool,
    mark: str | None,
    along: Ticks,
    in_use: str,
    idle: str,
    axis: str,
) -> go.Figure:
    marks = [
        go.Bar(
            name=name,
            orientation="h",
            x=[getattr(bar, field) for bar in view.bars],
            y=[escape(bar.model) for bar in view.bars],
            customdata=[told(bar.words, bar.model) for bar in view.bars],
            hovertemplate=HOVER,
            marker=fill,
        )
        for name, field, fill in (
            (in_use, "used", {"color": ACCENT[dark]}),
            (idle, "idle", hatched(dark)),
        )
    ]
    return laid_out(
        marks,
        FOOT + 28 * len(view.bars),
        mark,
        barmode="stack",
        bargap=0.3,
        xaxis={"title": {"text": axis}, **along.axis()},
        yaxis=downwards([bar.model for bar in view.bars]),
    )
