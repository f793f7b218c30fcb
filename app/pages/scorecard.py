"""The minute's read: the news, five areas, what costs most, and the file to take along."""

import streamlit as st

from app import text
from app.charts import scorecard as charts
from app.context import Context
from app.trends import Taken
from app.ui.download import snapshot_buttons
from app.ui.drawn import drawn
from app.ui.first_run import ready
from app.ui.links import ask, open_addressed
from app.ui.plain import plain
from app.views.scorecard import ScorecardView, scorecard_view
from app.wording import phrase, say

TITLE = phrase("Scorecard")
SECTION = phrase("Executives")
ORDER = 0


CHANGES_SHOWN = 3
"""More than this stand behind a word, so that the first screen holds."""


def render(context: Context) -> None:
    """Draw the scorecard from the top: the minute's read first, its detail beneath."""
    if not ready(context):
        return
    snapshot = _asked(context)
    id = None if snapshot is None else snapshot.id
    before = context.last_snapshot() if id is None else context.trends.before(id)
    view = scorecard_view(context.card(id), before)
    with st.container(gap="xsmall"):
        _minute(view, snapshot)
    if snapshot is None:
        snapshot_buttons(context)
    with st.container(gap="xsmall"):
        _detail(view)
    open_addressed(context, snapshot=id)


def _asked(context: Context) -> Taken | None:
    """Return the snapshot that the address names; None: none is, and today's is shown."""
    named = st.query_params.get("snapshot")
    if named is None:
        return None
    found = next((each for each in context.trends.taken() if each.id == named), None)
    if found is None:
        gone = say("There is no snapshot {id} here: this is the scorecard of now.", id=named)
        st.warning(plain(gone))
    return found


def _of_a_snapshot(snapshot: Taken) -> None:
    """Say that the page does not show how things stand now, and lead back."""
    pages = st.session_state["pages"]
    with st.container(horizontal=True, vertical_alignment="center"):
        taken = text.moment(snapshot.made_at)
        st.badge(plain(say("Snapshot of {moment}", moment=taken)), color="orange", width="content")
        st.page_link(pages["scorecard"], label=say("The scorecard of now"), width="content")
        st.page_link(
            pages["trend"],
            label=say("What changed since"),
            query_params={"from": snapshot.id},
            width="content",
        )


def _minute(view: ScorecardView, snapshot: Taken | None) -> None:
    """Draw what is read in a minute, on one screen."""
    st.title(plain(view.headline), anchor=False)
    if snapshot is not None:
        _of_a_snapshot(snapshot)
    drawn(charts.quiet(view, picks=True), "quiet", ask)
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
        if view.changes.rows and snapshot is None:
            st.page_link(st.session_state["pages"]["trend"], label=say("What moved, and why"))
    st.header(plain(view.money.title), anchor=False)
    drawn(charts.under_control(view.money, picks=True), "money", ask)


def _detail(view: ScorecardView) -> None:
    """Draw the same by area, for whoever reads on."""
    left, right = st.columns([7, 6], gap="large")
    with left, st.container(gap="xsmall"):
        st.header(plain(view.integrity.by_area_title), anchor=False)
        drawn(charts.integrity_by_area(view.areas, view.integrity, picks=True), "by-area", ask)
    with right, st.container(gap="xsmall"):
        st.header(plain(view.money.by_level_title), anchor=False)
        drawn(charts.spend(view.money, picks=True), "spend", ask)
    st.header(plain(view.coverage_title), anchor=False)
    drawn(charts.coverage(view.coverage, picks=True), "coverage", ask)
    st.page_link(st.session_state["pages"]["review"], label=say("Give models what found none"))
