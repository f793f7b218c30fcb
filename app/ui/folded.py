"""What is placed only once a reader opens it.

A browser draws all that is placed anew for each answer: what stays folded, nobody waits for.
"""

import streamlit as st
from streamlit.elements.lib.mutable_expander_container import ExpanderContainer

from app.ui.plain import plain


def folded(label: str, key: str) -> ExpanderContainer:
    """Return a place that is folded; fill it where it is `open`."""
    return st.expander(plain(label), key=key, on_change="rerun")
