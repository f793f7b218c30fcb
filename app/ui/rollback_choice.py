"""Which models are looked at, and which part is shown: all of it in the address."""

from dataclasses import dataclass

import streamlit as st

from app.ui import address, figures
from app.ui.plain import plain
from app.views.rollback import PARTS, Choices, Part, Pick

_ALL = "All"


@dataclass(frozen=True)
class Asked:
    """What a reader wants to see."""

    part: Part
    pick: Pick


def choose(offered: Choices) -> Asked:
    """Offer the filters and the parts; what is chosen stands in the address."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        words = st.text_input(
            "Model", placeholder="Part of its name", key="model", bind="query-params", width=220
        )
        team = st.selectbox(
            "Team",
            offered.teams,
            index=None,
            format_func=plain,
            placeholder=_ALL,
            key="team",
            bind="query-params",
            width=220,
        )
        tier = st.selectbox(
            "Tier",
            offered.tiers,
            index=None,
            placeholder=_ALL,
            key="tier",
            bind="query-params",
            width=120,
        )
    return Asked(_part(), Pick(words, team, tier))


def _part() -> Part:
    """Offer the parts; the one that the address names is chosen, else the first."""
    named = st.query_params.get("part")
    chosen: Part = st.segmented_control(
        "Part",
        list(PARTS),
        default=next((each for each in PARTS if each == named), "undo"),
        format_func=lambda each: PARTS[each],
        key="chosen_rollback_part",
        on_change=_turn,
        required=True,
        label_visibility="collapsed",
    )
    return chosen


def _turn() -> None:
    """Turn to another figure: what was picked of this one is let go."""
    figures.forget()
    address.keep("part", "chosen_rollback_part")
