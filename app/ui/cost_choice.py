"""What of the bill is looked at: area, model, provider, service and part, all in the address."""

from dataclasses import dataclass

import streamlit as st

from app.context import Context
from app.ui import address
from app.ui.turning import turn
from app.views.cost import PARTS, Part
from app.views.cost_ending import SHOWN as FORETOLD
from app.views.cost_lines import BREAKDOWNS, Breakdown
from app.wording import say
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

    @property
    def foretold(self) -> int:
        """How many models are foretold apart: telling takes time."""
        return FORETOLD if self.part == "end" else 0


def choose(context: Context, bill: Spending) -> Asked:
    """Offer the filters and the parts; what is chosen stands in the address."""
    choices = bill.choices()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        area = _area(context)
        words = st.text_input(
            say("Model"),
            placeholder=say("Part of its name"),
            key="words",
            bind="query-params",
            width=220,
        )
        provider = st.selectbox(
            say("Provider"),
            choices.providers,
            index=None,
            placeholder=say("All"),
            key="provider",
            bind="query-params",
            width=180,
        )
        service = st.selectbox(
            say("Service"),
            choices.services,
            index=None,
            placeholder=say("All"),
            key="service",
            bind="query-params",
            width=220,
        )
    models = _named(bill, words)
    part = turn("part", PARTS, say("Part"), "chosen_part", "collapsed")
    by = turn("by", BREAKDOWNS, say("By"), "chosen_breakdown") if part == "month" else "model"
    return Asked(part, by, area, Picked(models, provider, service))


def _area(context: Context) -> str | None:
    titles = {"": say("All")} | {each.id: each.title for each in context.questionnaire.areas}
    asked = address.chosen("area", list(titles)) or ""
    chosen: str = st.selectbox(
        say("Area"),
        list(titles),
        index=list(titles).index(asked),
        format_func=titles.__getitem__,
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
