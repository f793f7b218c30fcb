"""The sources: how each stands, what came in and what did not, and "Sync now"."""

import streamlit as st

from app.charts import coverage, resting, sources_table
from app.context import Context
from app.ui.drawn import drawn
from app.ui.first_run import ready
from app.ui.plain import plain
from app.ui.sync_progress import show_sync
from app.views.resting import resting_views
from app.views.scorecard import scorecard_view
from app.views.sources import sources_view
from app.wording import phrase, say

TITLE = phrase("Sources")
SECTION = "Platform engineers"
ORDER = 80


def render(context: Context) -> None:
    """Draw the sources."""
    if not ready(context):
        return
    view = sources_view(context.sources(), context.now(), context.scorecard())
    card = scorecard_view(context.scorecard())
    st.title(plain(say("Sources: {sentence}", sentence=view.sentence)), anchor=False)
    if view.news:
        st.caption(plain(view.news))
    if st.button(
        say("Sync now"), type="primary", disabled=context.syncing.progress().running, key="sync"
    ):
        context.syncing.start()
        st.rerun()
    show_sync(context)
    drawn(sources_table(view), "sources")
    for each in resting_views(context.scorecard(), context.questionnaire.probes):
        st.header(plain(each.title), anchor=False)
        if each.rows:
            drawn(resting(each), f"resting-{each.source}")
    st.header(plain(card.coverage_title), anchor=False)
    drawn(coverage(card.coverage), "coverage")
    for row in view.rows:
        if row.unusable is not None:
            with st.expander(plain(row.unusable)):
                st.dataframe(context.syncing.rejected(row.source), hide_index=True)
