"""How a sync is doing, told while it runs, and what came of it."""

import streamlit as st

from app import text
from app.context import Context
from app.ui.plain import plain


def show_sync(context: Context) -> None:
    """Draw the progress of a sync that this process started; nothing, where there was none."""
    progress = context.syncing.progress()
    if progress.running:
        _watch(context)
    elif progress.error:
        st.error(plain(progress.error), icon=":material/error:")
    elif progress.runs:
        st.caption(plain(" · ".join(text.sync_line(run) for run in progress.runs)))


@st.fragment(run_every="1s")
def _watch(context: Context) -> None:
    """Tell what each source is doing, and draw the whole page anew once all are done."""
    progress = context.syncing.progress()
    if not progress.running:
        st.rerun(scope="app")
    total = len(context.settings.sources)
    st.progress(
        min(len(progress.lines) / (total + 1), 1.0),
        text=f"Syncing {text.count(total, 'source', 'sources')}",
    )
    for source, what in progress.lines:
        st.text(f"{source}: {what}")
