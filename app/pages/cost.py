"""What the models cost: by level, by month, to its end, against plan, on no model, spikes."""

import streamlit as st

from app.charts import models as charts
from app.context import Context
from app.ui.cost_choice import choose
from app.ui.cost_parts import part
from app.ui.drawn import drawn
from app.ui.first_run import ready
from app.ui.plain import plain
from app.views.cost import cost_view
from app.wording import phrase

TITLE = phrase("Cost")
SECTION = "Executives"
ORDER = 40


def render(context: Context) -> None:
    """Draw the news of what is picked, then the part that the address names."""
    if not ready(context):
        return
    spending = context.spending()
    title = st.empty()
    facts = st.container()
    asked = choose(context, spending)
    bill = spending.bill(asked.picked, context.scorecard(), asked.foretold)
    view = cost_view(
        *(bill.card, bill.running, bill.closed, bill.spikes, bill.idle), whole=asked.picked.whole
    )
    title.title(plain(view.headline), anchor=False)
    if view.known:
        with facts:
            drawn(charts.facts(view.facts), "cost-facts")
        part(bill, asked)
