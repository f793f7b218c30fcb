"""The parts of the cost page: each a sentence, its figures, and the table beneath them."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from app.ui import figures
from app.ui.cost_choice import Asked
from app.ui.cost_figures import figure
from app.ui.grids import grid
from app.ui.plain import plain
from app.views.cost_ending import SHOWN as ENDING_MODELS
from app.views.cost_ending import ending_view
from app.views.cost_idle import idle_view
from app.views.cost_levels import LevelsView
from app.views.cost_months import SHOWN as MONTHS_MODELS
from app.views.cost_months import months_view
from app.views.cost_plans import plans_view
from app.views.cost_spikes import spikes_view
from app.views.cost_units import units_view
from app.views.grid import Grid
from app.views.marks import shown
from assessments.spending import Spending
from assessments.spending.values import Picked

WHOLE = (
    "Known of whole models only: a provider or a service picks the models that paid it anything."
)


def part(bill: Spending, asked: Asked, whole: Picked, levels: Callable[[], LevelsView]) -> None:
    """Draw the part that is asked for; `whole` is what is picked as models alone."""
    match asked.part:
        case "level":
            _levels(levels())
        case "month":
            months = months_view(bill.months(asked.picked, MONTHS_MODELS))
            _shown(months, months.table, "cost-by-month")
        case "end":
            ending = ending_view(bill.running(asked.picked, ENDING_MODELS))
            _shown(ending, ending.table, "month-end")
        case "plan":
            plans = plans_view(bill.closed_months(whole))
            _shown(plans, plans.table, "against-plan", asked.picked)
        case "unit":
            units = units_view(bill.closed_months(whole))
            _shown(units, units.table, "unit-cost", asked.picked)
        case "spikes":
            spikes = spikes_view(bill.spikes(whole))
            _shown(spikes, spikes.table, "spikes", asked.picked)
        case "idle":
            idle = idle_view(bill.idle(whole), bill.unused(whole))
            _shown(idle, idle.table, "idle-cost", asked.picked)
            st.header(plain(idle.unused_title), anchor=False)
            grid(idle.unused, "unused-cost")


def _levels(view: LevelsView) -> None:
    _shown(view, view.levels, "cost-by-level")
    if view.models is not None:
        st.header(plain(view.models.caption), anchor=False)
        grid(shown(view.models, figures.asked(view.marks)).table, "models-by-cost")


def _shown(view: Any, table: Grid, key: str, picked: Picked | None = None) -> None:
    """Draw a sentence, how it is told, its figures and its table, of the picked mark alone."""
    st.header(plain(view.title), anchor=False)
    partial = picked is not None and picked.partial
    st.caption(plain(f"{view.note} {WHOLE}" if partial else view.note))
    mark = figures.asked(view.marks)
    for at, chart in enumerate(view.charts):
        title = getattr(chart, "title", "")
        if title:
            st.text(title)
        figure(
            chart,
            mark=None if mark is None else mark.key,
            key=f"{key}|{at}",
            said=title or view.title,
            picks=bool(view.marks),
        )
    grid(figures.filtered(table, view.marks, key), key)
