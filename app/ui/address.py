"""Choices that stand in the address by their id, so that a link opens the same view.

Streamlit's own binding writes an option's label, which changes with progress and roles.
"""

from collections.abc import Collection, Mapping, Sequence
from functools import partial

import streamlit as st
from streamlit.errors import StreamlitAPIException

OVER = ("finding", "statement", "thing", "action")
"""What may be open over a page, each by its key."""
_INSIDE = ("observation", "charges", "belongs")
"""What may be chosen in what is open."""
_PAGE_OF = "page-"
_DIGITS = 9


def chosen(name: str, options: Sequence[str]) -> str | None:
    """Return the choice that the address names, if it is one of the options."""
    named = st.query_params.get(name)
    return named if named in options else None


def page(name: str = "page") -> int:
    """Return the number of the page that the address names, else 1."""
    named = st.query_params.get(name, "")
    return int(named) if named.isdecimal() and len(named) < _DIGITS else 1


def page_of(table: str) -> str:
    """Return how the page of a table is called that stands in what is open."""
    return f"{_PAGE_OF}{table}"


def keep(name: str, key: str, *gone: str) -> None:
    """Write the choice of a widget into the address, or take it out.

    `gone`: what goes with the choice before, such as the page of a list.
    """
    value = st.session_state[key]
    if gone:
        _turn_to({} if value in (None, "") else {name: str(value)}, {name, *gone})
    elif value in (None, ""):
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = str(value)


def on_change(name: str, key: str, *gone: str) -> partial[None]:
    """Return what a widget calls when its choice changes; `gone` is taken out of the address."""
    return partial(keep, name, key, *gone)


def choose_inside(name: str, key: str, tables: str = "") -> None:
    """Write a choice into the address that was made in what is open.

    The pages of its tables are let go: of those that begin with `tables`.
    """
    value = st.session_state[key]
    pages = {each for each in st.query_params if each.startswith(page_of(tables))}
    _turn_to({} if value is None else {name: str(value)}, {name, *pages})


def open_over(opened: Mapping[str, str], closed: Collection[str] = OVER) -> None:
    """Put into the address what is open over the page, in the place of what was."""
    pages = {each for each in st.query_params if each.startswith(page_of(""))}
    _turn_to(opened, {*closed, *_INSIDE, *pages})


def close() -> None:
    """Take out of the address what is open over the page."""
    open_over({})


def _turn_to(opened: Mapping[str, str], gone: Collection[str]) -> None:
    """Change the address in one step: each step is one of the browser's way back."""
    asked = st.query_params.to_dict()
    others = {name: value for name, value in asked.items() if name not in gone}
    if others | dict(opened) == asked:
        return
    try:
        st.query_params.from_dict(others | dict(opened))
    except StreamlitAPIException:  # what a widget writes itself cannot be set, only left alone
        for name in asked.keys() - others.keys() - opened.keys():
            st.query_params.pop(name, None)
        for name, value in opened.items():
            if asked.get(name) != value:
                st.query_params[name] = value
