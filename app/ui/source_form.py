"""The form of one source, made from its settings; a secret has no place in it."""

from typing import Any

import streamlit as st

from app.setting_up import is_set, names_a_variable
from app.ui.plain import plain
from app.views.setup import FieldView, FormView, variable_sentence
from app.wording import say

WIDTH = 640
"""Pixels: a form as wide as the page is hard to read."""


def source_form(form: FormView) -> dict[str, Any]:
    """Draw the settings of a kind; return what stands in each."""
    typed = {field.name: _field(form.kind, field) for field in form.first}
    if form.more:
        with st.expander(say("More settings"), width=WIDTH):
            typed |= {field.name: _field(form.kind, field) for field in form.more}
            if form.by_hand:
                by_hand = ", ".join(form.by_hand)
                st.caption(plain(say("Only by hand in the file: {settings}", settings=by_hand)))
    return typed


def _field(kind: str, field: FieldView) -> Any:
    key, told, label = f"source|{kind}|{field.name}", plain(field.help), plain(field.label)
    match field.control:
        case "yes or no":
            return st.checkbox(label, value=bool(field.default), help=told, key=key)
        case "choice":
            at = field.choices.index(field.default) if field.default in field.choices else None
            return st.selectbox(label, field.choices, index=at, help=told, key=key, width=WIDTH)
        case "number":
            return st.number_input(label, value=field.default, help=told, key=key, width=WIDTH)
        case "list":
            label = say("{setting} (one a line)", setting=label)
            return st.text_area(label, field.default, help=told, key=key, width=WIDTH)
        case "pairs":
            label = say("{setting} (name = value, one a line)", setting=label)
            return st.text_area(label, field.default, help=told, key=key, width=WIDTH)
        case _:
            typed = st.text_input(label, field.default, help=told, key=key, width=WIDTH)
            if field.control == "variable":
                # A place of its own: what comes beneath must not move, or it is drawn anew,
                # and what a reader opened there closes.
                with st.empty():
                    _variable(typed.strip())
            return typed


def _variable(name: str) -> None:
    """Say whether a variable is set; what cannot be the name of one is not repeated."""
    if not name:
        return
    if not names_a_variable(name):
        st.error(
            say(
                "This looks like no environment variable: take its name, in capital letters, and "
                "never the secret itself."
            ),
            width=WIDTH,
        )
    elif is_set(name):
        st.caption(plain(variable_sentence(name, known=True)))
    else:
        st.warning(plain(variable_sentence(name, known=False)), width=WIDTH)
