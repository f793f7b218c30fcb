"""A table to explore: one page of it, the way to the others, and the whole as a file."""

from functools import partial

import streamlit as st

from app import text
from app.charts.grid import grid as drawing
from app.ui.drawn import drawn
from app.ui.pages import MOST_BUTTONS, turned
from app.views.grid import SHOWN, Grid, csv_of
from app.wording import say

BUTTON = 44
"""Pixels of a page's button."""
_ASKED = "asked-model-of-a-table"


def grid(view: Grid, key: str, file: str | None = None, place: str | None = None) -> None:
    """Show a page of the table, and offer all of its rows as CSV.

    `file` names it, else the key; `place` is what its page is called in the address, if at all.
    """
    page = 1
    above = st.container()
    if view.rows:
        with st.container(horizontal=True, vertical_alignment="center"):
            if view.pages > 1:
                # In a row Streamlit gives it the least it can do with: the arrows and one number.
                wide = BUTTON * (min(view.pages, MOST_BUTTONS) + 2)
                page = turned(view.pages, f"{key}|page|{view.pages}", place, wide)
                st.caption(_shown(page, len(view.rows)))
            st.download_button(
                say("Download CSV"),
                data=partial(csv_of, view),
                file_name=f"{file or key}.csv",
                mime="text/csv",
                icon=":material/download:",
                type="tertiary",
                on_click="ignore",
                key=f"{key}|csv",
            )
    with above:
        drawn(drawing(view, page), f"{key}|table", _ask)
    if (model := st.session_state.pop(_ASKED, None)) is not None:
        st.switch_page(st.session_state["pages"]["models"], query_params={"model": model})


def _shown(page: int, rows: int) -> str:
    return say(
        "{first} to {last} of {rows}",
        first=text.number((page - 1) * SHOWN + 1),
        last=text.number(min(page * SHOWN, rows)),
        rows=text.count(rows, "row", "rows"),
    )


def _ask(model: str) -> None:
    """Note which model's page is asked for; it is opened when the page is drawn."""
    st.session_state[_ASKED] = model
