"""Which round is looked at, and how it stands."""

import streamlit as st

from app.context import Context
from app.rounds import Round
from app.ui import address
from app.ui.plain import plain
from app.ui.who import NARROW
from app.views.rounds import round_sentence
from app.wording import say


def choose_round(context: Context) -> Round:
    """Return the round that the address names, else the current one; tell how it stands."""
    rounds = {each.id: each for each in context.rounds.all()}
    ids = list(rounds)
    chosen: str | None = ids[0]
    if len(ids) > 1:
        chosen = st.selectbox(
            say("Round"),
            ids,
            index=ids.index(address.chosen("round", ids) or ids[0]),
            format_func=lambda each: rounds[each].assessment.name,
            key=f"round-{len(ids)}",
            on_change=address.on_change("round", f"round-{len(ids)}"),
            width=NARROW,
        )
    found = rounds[chosen or ids[0]]
    names = {each.id: each.name for each in context.people.everyone()}
    st.caption(plain(round_sentence(found, names)))
    return found
