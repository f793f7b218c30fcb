"""The minute's read: the news, five areas, what costs most, and the file to take along."""

import streamlit as st

from app.charts import scorecard as charts
from app.context import Context
from app.ui.download import snapshot_buttons
from app.ui.drawn import drawn
from app.ui.first_run import ready
from app.ui.links import ask, open_addressed
from app.ui.plain import plain
from app.views.scorecard import ScorecardView, scorecard_view

TITLE = "Scorecard"
SECTION = "Executives"
ORDER = 0


CHANGES_SHOWN = 3
"""More than this stand behind a word, so that the first screen holds."""


def render(context: Context) -> None:
    """Draw the scorecard from the top: the minute's read first, its detail beneath."""
    if not ready(context):
        return
    view = scorecard_view(context.scorecard(), context.last_snapshot())
    with st.container(gap="xsmall"):
        _minute(view)
    snapshot_buttons(context)
    with st.container(gap="xsmall"):
        _detail(view)
    open_addressed(context)


def _minute(view: ScorecardView) -> None:
    """Draw what is read in a minute, on one screen."""
    st.title(plain(view.headline), anchor=False)
    drawn(charts.quiet(view), "quiet")
    if view.warnings:
        drawn(charts.warnings(view.warnings), "warnings")
    st.header(plain(view.areas_title), anchor=False)
    drawn(charts.areas(view.areas, picks=True), "areas", ask)
    left, right = st.columns([7, 5], gap="large")
    with left, st.container(gap="xsmall"):
        st.header(plain(view.contradictions.title), anchor=False)
        drawn(charts.contradictions(view.contradictions), "contradictions", ask)
    with right, st.container(gap="xsmall"):
        st.header(plain(view.integrity.sentence), anchor=False)
        drawn(charts.integrity(view.integrity, picks=True), "integrity", ask)
        st.header(plain(view.changes.title), anchor=False)
        drawn(charts.changes(view.changes, CHANGES_SHOWN), "changes")
    st.header(plain(view.money.title), anchor=False)
    drawn(charts.under_control(view.money, picks=True), "money", ask)


def _detail(view: ScorecardView) -> None:
    """Draw the same by area, for whoever reads on."""
    left, right = st.columns([7, 6], gap="large")
    with left, st.container(gap="xsmall"):
        st.header(plain(view.integrity.by_area_title), anchor=False)
        drawn(charts.integrity_by_area(view.areas, view.integrity), "integrity-by-area")
    with right, st.container(gap="xsmall"):
        st.header(plain(view.money.by_level_title), anchor=False)
        drawn(charts.spend(view.money), "spend")
    st.header(plain(view.coverage_title), anchor=False)
    drawn(charts.coverage(view.coverage, picks=True), "coverage", ask)
