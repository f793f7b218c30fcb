"""Our own drawings on a page: one component shows any of them, in the page's colours."""

from collections.abc import Callable

import streamlit as st

from app.ui.drawing_files import ADDRESS

# All that is sent with a drawing is where its script stands: the browser has it already.
_SCRIPT = f"""
const script = import(new URL("{ADDRESS}", location.origin))
export default (component) => {{ script.then((loaded) => loaded.default(component)) }}
"""
_show = st.components.v2.component("scorecard_drawing", js=_SCRIPT)


def drawn(html: str, key: str, on_pick: Callable[[str], None] | None = None) -> None:
    """Show a drawing; `on_pick` is called with the key of what a reader clicks or enters."""

    def picked() -> None:
        if on_pick is not None:
            on_pick(st.session_state[key].picked)

    _show(data={"html": html}, key=key, on_picked_change=picked)
