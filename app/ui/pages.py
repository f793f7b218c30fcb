"""Long lists in pages: only what is looked at is sent to the browser."""

from collections.abc import Sequence
from typing import TypeVar

import streamlit as st

A_PAGE = 25

Row = TypeVar("Row")


def page_of(rows: Sequence[Row], key: str, size: int = A_PAGE) -> Sequence[Row]:
    """Return the rows of the page that is looked at; offer the other pages where there are some."""
    pages = -(-len(rows) // size)
    if pages < 2:
        return rows
    # Of another length, it is another list: its first page is shown.
    page = st.pagination(pages, key=f"page|{key}|{len(rows)}")
    return rows[(page - 1) * size : page * size]
