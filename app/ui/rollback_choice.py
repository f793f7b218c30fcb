"""Which models are looked at, and which part is shown: all of it in the address."""

from dataclasses import dataclass

import streamlit as st

from app.ui.plain import plain
from app.ui.turning import turn
from app.views.rollback import PARTS, Choices, Part, Pick
from app.wording import say


@dataclass(frozen=True)
class Asked:
    """What a reader wants to see."""

    part: Part
    pick: Pick


def choose(offered: Choices) -> Asked:
    """Offer the filters and the parts; what is chosen stands in the address."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        words = st.text_input(
            say("Model"),
            placeholder=say("Part of its name"),
            key="words",
            bind="query-params",
            width=220,
        )
        team = st.selectbox(
            say("Team"),
            offered.teams,
            index=None,
            format_func=plain,
            placeholder=say("All"),
            key="team",
            bind="query-params",
            width=220,
        )
        tier = st.selectbox(
            say("Tier"),
            offered.tiers,
            index=None,
            placeholder=say("All"),
            key="tier",
            bind="query-params",
            width=120,
        )
    part = turn("part", PARTS, say("Part"), "chosen_rollback_part", "collapsed")
    return Asked(part, Pick(words, team, tier))
