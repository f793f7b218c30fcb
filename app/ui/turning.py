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
) -> Word:
    """Offer a choice; the one that the address names is chosen, else the first.

    The options' words are said here. What was picked of the figures before is let go.
    """
    first, *_ = options
    named = st.query_params.get(name)
    chosen: Word = st.segmented_control(
        label,
        list(options),
        default=next((each for each in options if each == named), first),
        format_func=lambda each: say(options[each]),
        key=key,
        on_change=_turned,
        args=(name, key),
        required=True,
        label_visibility=label_visibility,
    )
    return chosen


def _turned(name: str, key: str) -> None:
    figures.forget()
    address.keep(name, key)
