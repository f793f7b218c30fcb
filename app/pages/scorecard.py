"""The minute's read: the news, five areas, what costs most, and the file to take along."""

import streamlit as st

from app.charts import scorecard as charts
from app.context import Context
from app.ui.download import snapshot_buttons
from app.ui.drawn import drawn
from app.ui.first_run import ready
from app.ui.links import ask_finding, open_asked
from app.ui.plain import plain
from app.views.scorecard import scorecard_view

TITLE = "Scorecard"
SECTION = "Executives"
ORDER = 0


def render(context: Context) -> None:
    """Draw the scorecard from the top."""
    if not ready(context):
        return
    view = scorecard_view(context.scorecard(), context.last_snapshot())
    st.title(plain(view.headline), anchor=False)
    drawn(charts.quiet(view), "quiet")
    if view.warnings:
        drawn(charts.warnings(view.warnings), "warnings")
    st.header(plain(view.areas_title), anchor=False)
    drawn(charts.areas(view.areas), "areas")
    left, right = st.columns([6, 5], gap="large")
    with left:
        st.header(plain(view.contradictions.title), anchor=False)
        drawn(charts.contradictions(view.contradictions), "contradictions", ask_finding)
    with right:
        st.header(plain(view.integrity.sentence), anchor=False)
        drawn(charts.integrity(view.integrity), "integrity")
    left, right = st.columns([6, 5], gap="large")
    with left:
        st.header(plain(view.money.title), anchor=False)
        drawn(charts.spend(view.money), "spend")
    with right:
        st.header(plain(view.coverage_title), anchor=False)
        drawn(charts.coverage(view.coverage), "coverage")
        st.header(plain(view.changes.title), anchor=False)
        drawn(charts.changes(view.changes), "changes")
        snapshot_buttons(context)
    open_asked(context)
