"""Choices that stand in the address by their id, so that a link opens the same view.

Streamlit's own binding writes an option's label, which changes with progress and roles.
"""

from collections.abc import Sequence
from functools import partial

import streamlit as st


def chosen(name: str, options: Sequence[str]) -> str | None:
    """Return the choice that the address names, if it is one of the options."""
    named = st.query_params.get(name)
    return named if named in options else None


def keep(name: str, key: str) -> None:
    """Write the choice of a widget into the address, or take it out."""
    value = st.session_state[key]
    if value in (None, ""):
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = value


def on_change(name: str, key: str) -> partial[None]:
    """Return what a widget calls when its choice changes."""
    return partial(keep, name, key)
