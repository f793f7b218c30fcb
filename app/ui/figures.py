"""Interactive figures, for pages where people explore; made once and never changed."""

from html import escape
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from app.context import Context
from app.ui.plain import plain
from app.views.cost import NONE, OTHERS, PortfolioCost, portfolio_cost

HEIGHT = 420
# The accent from dark to light for the models that cost most; grey for all others.
SHADES = ("#1F4E8C", "#38659E", "#517CB0", "#6B93C1", "#86AAD1", "#A1C0E0", "#BDD5ED", "#D5E4F4")
OTHER_SHADE = "#98A2B3"


def cost_by_month(context: Context) -> None:
    """Draw what the portfolio costs, one figure for each currency."""
    views = portfolio_cost(context.cost_by_month())
    if not views:
        st.text("No cost is landed: connect a bill to explore it.")
    for view in views:
        st.header(plain(view.title), anchor=False)
        st.plotly_chart(
            _stacked(view),
            config={"displaylogo": False, "showSendToCloud": False},
            key=view.currency,
        )


@st.cache_resource(max_entries=8)
def _stacked(view: PortfolioCost) -> go.Figure:
    figure = go.Figure(
        [
            go.Bar(
                name=escape(each.name),
                x=view.months,
                y=[float(amount) for amount in each.amounts],
                customdata=each.words,
                hovertemplate="%{customdata}<extra>%{fullData.name}</extra>",
                marker=_marker(each.name, place),
            )
            for place, each in enumerate(view.series)
        ]
    )
    figure.update_layout(
        barmode="relative",
        height=HEIGHT,
        margin={"l": 0, "r": 0, "t": 8, "b": 0},
        legend={"orientation": "h", "y": -0.15},
        yaxis={"title": {"text": view.currency}, "tickformat": "~s"},
    )
    return figure


def _marker(name: str, place: int) -> dict[str, Any]:
    """Return the fill of a model by its place; what found no model is hatched, as elsewhere."""
    if name == NONE:
        return {"color": "rgba(0,0,0,0)", "pattern": {"shape": "/", "fgcolor": OTHER_SHADE}}
    return {"color": OTHER_SHADE if name == OTHERS else SHADES[place]}
