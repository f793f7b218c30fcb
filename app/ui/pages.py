"""Long lists in pages: only what is looked at is sent to the browser."""

from collections.abc import Sequence
from typing import Literal, TypeVar

import streamlit as st

from app.ui import address

A_PAGE = 25
MOST_BUTTONS = 7

Row = TypeVar("Row")


def page_of(
    rows: Sequence[Row], key: str, size: int = A_PAGE, place: str | None = None
) -> Sequence[Row]:
    """Return the rows of the page that is looked at; offer the other pages where there are some.

    `place`: what the page is called in the address; None: it does not stand there.
    """
    pages = -(-len(rows) // size)
    if pages < 2:
        return rows
    # Of another length, it is another list: its first page is shown.
    page = turned(pages, f"page|{key}|{len(rows)}", place)
    return rows[(page - 1) * size : page * size]


def turned(
    pages: int, key: str, place: str | None, width: int | Literal["content"] = "content"
) -> int:
    """Offer the pages; return the number of the one that is looked at.

    `place`: what it is called in the address; None: it does not stand there.
    """
    if place is None:
        return st.pagination(pages, max_visible_pages=MOST_BUTTONS, width=width, key=key)
    named = max(1, min(address.page(place), pages))
    if st.session_state.get(key, named) != named:  # a step back in the browser is a choice as well
        st.session_state[key] = named
    return st.pagination(
        pages,
        default=named,
        max_visible_pages=MOST_BUTTONS,
        width=width,
        key=key,
        on_change=address.on_change(place, key),
    )
