"""How fast models are taken back: time to undo, rehearsals, incident hours, failed releases."""

import streamlit as st

from app.charts import models as charts
from app.context import Context
from app.ui.drawn import drawn
from app.ui.first_run import ready
from app.ui.plain import plain
from app.ui.rollback_choice import choose
from app.ui.rollback_parts import part
from app.views.rollback import choices, known_of, rollback_view
from app.wording import phrase

TITLE = phrase("Rollback")
SECTION = "Executives"
ORDER = 45


def render(context: Context) -> None:
    """Draw the news of the models that are picked, then the part that the address names."""
    if not ready(context):
        return
    card = context.scorecard()
    title = st.empty()
    facts = st.container()
    asked = choose(choices(card))
    known = known_of(card, context.questionnaire.questions, asked.pick)
    record = context.rolling_back()
    recoveries = record.recoveries(known.names)
    view = rollback_view(known, recoveries)
    title.title(plain(view.headline), anchor=False)
    if view.known:
        with facts:
            drawn(charts.facts(view.facts), "rollback-facts")
        part(asked.part, record, known, recoveries)
