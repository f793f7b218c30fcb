"""Choosing one of thousands of models: by a part of its name, a few hits at a time."""

import streamlit as st

from app.context import Context
from app.ui.plain import plain
from app.ui.who import NARROW
from app.views.scopes import HITS, find_models
from app.wording import say


def find_model(context: Context, key: str) -> str | None:
    """Ask for a production model; it stands in the address as `model`. None: none is chosen."""
    models = context.scopes().models
    named = st.query_params.get("model", "")
    find = ""
    if len(models) > HITS:
        find = st.text_input(
            say("Find a model"),
            placeholder=say("Part of its name"),
            key=f"{key}-find",
            width=NARROW,
        )
    hits = find_models(models, find)
    offered = tuple(dict.fromkeys((*((named,) if named in models else ()), *hits.names)))
    # A chooser keeps what was chosen before: with other models in its list it is another one.
    place = f"{key}-model|{find}|{named}"
    chosen: str | None = st.selectbox(
        say("Model"),
        offered,
        index=offered.index(named) if named in offered else None,
        placeholder=say("Choose one"),
        key=place,
        on_change=_keep,
        args=(place,),
        width=NARROW,
    )
    if len(models) > HITS:
        st.caption(plain(hits.sentence))
    return chosen


def _keep(key: str) -> None:
    if chosen := st.session_state[key]:
        st.query_params["model"] = chosen
