"""What of the bill is looked at: area, model, provider, service and part, all in the address."""

from dataclasses import dataclass

import streamlit as st

from app.context import Context
from app.ui import address, figures
from app.ui.plain import plain
from app.views.cost import PARTS, Part
from app.views.cost_lines import BREAKDOWNS, Breakdown
from assessments.spending import Spending
from assessments.spending.values import Picked


@dataclass(frozen=True)
class Asked:
    """What a reader wants to see."""

    part: Part
    by: Breakdown
    """What the months are told apart by."""
    area: str | None
    """None: all areas."""
    picked: Picked


def choose(context: Context, bill: Spending) -> Asked:
    """Offer the filters and the parts; what is chosen stands in the address."""
    choices = bill.choices()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        area = _area(context)
        words = st.text_input(
            "Model", placeholder="Part of its name", key="model", bind="query-params", width=220
        )
        provider = st.selectbox(
            "Provider",
            choices.providers,
            index=None,
            placeholder="All",
            key="provider",
            bind="query-params",
            width=180,
        )
        service = st.selectbox(
            "Service",
            choices.services,
            index=None,
            placeholder="All",
            key="service",
            bind="query-params",
            width=220,
        )
    models = _named(bill, words)
    part = _part()
    return Asked(
        part, _by() if part == "month" else "model", area, Picked(models, provider, service)
    )


def _part() -> Part:
    """Offer the parts; the one that the address names is chosen, else the first."""
    named = st.query_params.get("part")
    chosen: Part = st.segmented_control(
        "Part",
        list(PARTS),
        default=next((each for each in PARTS if each == named), "level"),
        format_func=lambda each: PARTS[each],
        key="chosen_part",
        on_change=_turn,
        args=("part", "chosen_part"),
        required=True,
        label_visibility="collapsed",
    )
    return chosen


def _by() -> Breakdown:
    """Offer what the months are told apart by; the address names it, else it is the model."""
    named = st.query_params.get("by")
    chosen: Breakdown = st.segmented_control(
        "By",
        list(BREAKDOWNS),
        default=next((each for each in BREAKDOWNS if each == named), "model"),
        format_func=lambda each: BREAKDOWNS[each],
        key="chosen_breakdown",
        on_change=_turn,
        args=("by", "chosen_breakdown"),
        required=True,
    )
    return chosen


def _turn(name: str, key: str) -> None:
    """Turn to other figures: what was picked of these is let go."""
    figures.forget()
    address.keep(name, key)


def _area(context: Context) -> str | None:
    titles = {"": "All"} | {each.id: each.title for each in context.questionnaire.areas}
    asked = address.chosen("area", list(titles)) or ""
    chosen: str = st.selectbox(
        "Area",
        list(titles),
        index=list(titles).index(asked),
        format_func=lambda each: plain(titles[each]),
        key="chosen_area_of_cost",
        on_change=address.on_change("area", "chosen_area_of_cost"),
        width=180,
    )
    return chosen or None


def _named(bill: Spending, words: str) -> tuple[str, ...] | None:
    """Return the models whose names hold all the words; None where none is asked for."""
    wanted = words.casefold().split()
    if not wanted:
        return None
    return tuple(name for name in bill.models() if all(word in name.casefold() for word in wanted))
