"""What the models cost: by level, by month, to the month's end, against plan, spikes and idle."""

from functools import partial

import streamlit as st

from app.charts import models as charts
from app.context import Context
from app.ui.cost_choice import choose
from app.ui.cost_parts import part
from app.ui.drawn import drawn
from app.ui.first_run import ready
from app.ui.plain import plain
from app.views.cost import cost_view
from app.views.cost_ending import SHOWN
from app.views.cost_levels import levels_view

TITLE = "Cost"
SECTION = "Executives"
ORDER = 40


def render(context: Context) -> None:
    """Draw the news of what is picked, then the part that the address names."""
    if not ready(context):
        return
    bill = context.spending()
    title = st.empty()
    facts = st.container()
    asked = choose(context, bill)
    whole = bill.whole_models(asked.picked)
    card = bill.beside_risk(asked.picked, context.scorecard())
    view = cost_view(
        card,
        bill.running(asked.picked, SHOWN),
        bill.closed_months(whole),
        bill.spikes(whole),
        bill.idle(whole),
        whole=asked.picked.whole,
    )
    title.title(plain(view.headline), anchor=False)
    if view.known:
        with facts:
            drawn(charts.facts(view.facts), "cost-facts")
        part(bill, asked, whole, partial(levels_view, card, asked.area, whole=asked.picked.whole))
