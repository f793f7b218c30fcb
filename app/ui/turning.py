"""Turning to other figures of a page: one choice of few, by its word in the address."""

from collections.abc import Mapping
from typing import Literal, TypeVar

import streamlit as st

from app.ui import address, figures
from app.wording import say

Word = TypeVar("Word", bound=str)


def turn(
    name: str,
    options: Mapping[Word, str],
    label: str,
    key: str,
    label_visibility: Literal["visible", "collapsed"] = "visible",
    gone: tuple[str, ...] = (),
) -> Word:
    """Offer a choice; the one that the address names is chosen, else the first.

    The options' words are said here. What was picked of the figures before is let go, and `gone`
    with it, such as the page of a list.
    """
    first, *_ = options
    named = st.query_params.get(name)
    usual = next((each for each in options if each == named), first)
    stepped = st.session_state.get(key, usual) != usual
    if stepped:  # a step back in the browser is a choice as well
        st.session_state[key] = usual
    chosen = st.segmented_control(
        label,
        list(options),
        default=None if stepped else usual,
        format_func=lambda each: say(options[each]),
        key=key,
        on_change=_turned,
        args=(name, key, *gone),
        required=True,
        label_visibility=label_visibility,
    )
    return usual if chosen is None else chosen


def _turned(name: str, key: str, *gone: str) -> None:
    figures.forget()
    address.keep(name, key, *gone)
