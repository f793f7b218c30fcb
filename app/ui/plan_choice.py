"""The actions that are chosen: they stand in the address, so that a link opens the same choice."""

from collections.abc import Iterable

import streamlit as st

from app.charts.plan import OPEN, TICK
from app.planning import CORRECT
from app.ui import address

NAME = "do"


def chosen() -> list[str]:
    """Return the keys that the address names."""
    return [key for key in st.query_params.get(NAME, "").split(",") if key]


def choose(keys: Iterable[str]) -> None:
    """Put a choice into the address."""
    told = ",".join(dict.fromkeys(keys))
    if told:
        st.query_params[NAME] = told
    else:
        st.query_params.pop(NAME, None)


def picked(key: str) -> None:
    """Turn a tick, or open an action."""
    if key.startswith(TICK):
        _turn(key.removeprefix(TICK))
    elif key.startswith(OPEN):
        address.open_over({"action": key.removeprefix(OPEN)})


def _turn(key: str) -> None:
    """Take an action in or out; whoever fixes it corrects no answer, and the other way round."""
    instead = key.removesuffix(CORRECT) if key.endswith(CORRECT) else f"{key}{CORRECT}"
    keys = [each for each in chosen() if each != instead]
    choose([each for each in keys if each != key] if key in keys else [*keys, key])
