"""Our own drawings on a page: one component shows any of them, in the page's colours."""

from collections.abc import Callable

import streamlit as st

from app.ui.scripts import DRAWN

_show = st.components.v2.component("scorecard_drawing", js=DRAWN.loaded())
_place = st.components.v2.component("scorecard_part", js=DRAWN.loaded(), isolate_styles=False)


def drawn(
    html: str,
    key: str,
    on_pick: Callable[[str], None] | None = None,
    *,
    styled: bool = True,
) -> None:
    """Show a drawing; `on_pick` is called with the key of what a reader clicks or enters.

    `styled`: in the drawings' own style; else it is a part of the page, and has the page's.
    """

    def picked() -> None:
        if on_pick is not None:
            on_pick(st.session_state[key].picked)

    show = _show if styled else _place
    # As bytes it crosses as it stands; in JSON, every quotation mark would be written as two signs.
    show(data=html.encode(), key=key, on_picked_change=picked)
