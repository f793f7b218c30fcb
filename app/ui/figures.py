"""Interactive figures, for pages where people explore; made once and never changed."""

from html import escape

import plotly.graph_objects as go
import streamlit as st

from app.context import Context
from app.ui.plain import plain
from app.views.cost import PortfolioCost, portfolio_cost

HEIGHT = 420


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
            )
            for each in view.series
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
