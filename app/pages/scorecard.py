"""The minute's read: the news, five areas, what costs most, and the file to take along."""

import streamlit as st

from app import text
from app.charts import scorecard as charts
from app.context import Context
from app.trends import Taken
from app.ui.download import ask_files, asked_files
from app.ui.drawn import drawn
from app.ui.first_run import ready
from app.ui.kept import Kept
from app.ui.links import ask, open_addressed
from app.ui.plain import plain
from app.views.scorecard import ScorecardView, scorecard_view
from app.wording import phrase, say

TITLE = phrase("Scorecard")
SECTION = "Executives"
ORDER = 0


def render(context: Context) -> None:
    """Draw the scorecard from the top: the minute's read first, its detail beneath."""
    if not ready(context):
        return
    snapshot = _asked(context)
    id = None if snapshot is None else snapshot.id
    if id is None:
        growth = context.growth()
        card, before = context.scorecard(growth), context.last_snapshot(growth)
    else:
        card, before = context.card(id), context.trends.before(id)
    headline, whole = _pieces(card, before, id is None)
    st.title(headline, anchor=False)
    if snapshot is not None:
        _of_a_snapshot(snapshot)
    drawn(whole, "scorecard", _picked)
    asked_files(context)
    open_addressed(context, snapshot=id)


def _picked(key: str) -> None:
    if key == charts.TAKE:
        ask_files()
    else:
        ask(key)


def _drawn(view: ScorecardView, *, takes: bool) -> tuple[str, str]:
    """Return the headline, and what stands beneath it."""
    return plain(view.headline), charts.whole(view, takes=takes)


_pieces = Kept(lambda card, before, takes: _drawn(scorecard_view(card, before), takes=takes))


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
