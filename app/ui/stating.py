"""Doing something that moves the scorecard, and telling right after what moved."""

from collections.abc import Callable

import streamlit as st

from app.context import Context
from app.ui import address
from app.ui.plain import plain
from app.views.effects import effects
from app.wording import say
from data.errors import ScorecardError

_MOVED = "stated-moved"
_TIMES = "stated-times"


def state(context: Context, done: str, act: Callable[[], object]) -> None:
    """Do it, and draw the page anew with what moved; or tell why it was refused."""
    before = context.scorecard()
    try:
        act()
    except ScorecardError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    st.session_state[_MOVED] = (done, effects(before, context.scorecard()))
    st.session_state[_TIMES] = times() + 1
    address.close()
    st.rerun()


def times() -> int:
    """Return how often something was stated here: forms begin anew after each time."""
    return int(st.session_state.get(_TIMES, 0))


def told() -> None:
    """Say once what the last statement moved: where the form stood, and over the page."""
    if _MOVED not in st.session_state:
        return
    done, sentences = st.session_state.pop(_MOVED)
    lines = "\n".join(f"- {plain(each)}" for each in sentences)
    st.success(f"{plain(done)}\n\n{lines}", icon=":material/check:")
    st.toast(
        plain(say("{done}. {change}", done=done, change=sentences[0])),
        icon=":material/check:",
        duration="long",
    )
