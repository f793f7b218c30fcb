"""Our own drawings on a page: one component shows any of them, in the page's colours."""

from collections.abc import Callable

import streamlit as st

from app.ui.scripts import DRAWN

_show = st.components.v2.component("scorecard_drawing", js=DRAWN.loaded())


def drawn(html: str, key: str, on_pick: Callable[[str], None] | None = None) -> None:
    """Show a drawing; `on_pick` is called with the key of what a reader clicks or enters."""

    def picked() -> None:
        if on_pick is not None:
            on_pick(st.session_state[key].picked)

    _show(data={"html": html}, key=key, on_picked_change=picked)
