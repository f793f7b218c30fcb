"""How a sync is doing, told while it runs, and what came of it."""

import streamlit as st

from app.context import Context
from app.ui.plain import plain
from app.views.sources import run_line
from app.wording import many


def show_sync(context: Context) -> None:
    """Draw the progress of a sync that this process started; nothing, where there was none."""
    progress = context.syncing.progress()
    if progress.running:
        _watch(context)
    elif trouble := progress.trouble():
        st.error(plain(trouble), icon=":material/error:")
    elif progress.runs:
        st.caption(plain(" · ".join(run_line(run) for run in progress.runs)))


@st.fragment(run_every="1s")
def _watch(context: Context) -> None:
    """Tell what each source is doing, and draw the whole page anew once all are done."""
    progress = context.syncing.progress()
    if not progress.running:
        st.rerun(scope="app")
    total = len(context.settings.sources)
    st.progress(
        min(len(progress.lines) / (total + 1), 1.0),
        text=many("Syncing {number} source", "Syncing {number} sources", total),
    )
    for source, what in progress.lines:
        st.text(f"{source}: {what}")
