"""The parts of the cost page: each a sentence, its figures, and the table beneath them."""

from typing import Any

import streamlit as st

from app import text
from app.ui import figures
from app.ui.cost_choice import Asked
from app.ui.cost_figures import figure
from app.ui.grids import grid
from app.ui.plain import plain
from app.views.cost_beside import Beside
from app.views.cost_ending import ending_view
from app.views.cost_idle import idle_view
from app.views.cost_levels import levels_view, models_at
from app.views.cost_lines import levels
from app.views.cost_months import EVERY, months_view
from app.views.cost_months import SHOWN as PARTS
from app.views.cost_plans import plans_view
from app.views.cost_spikes import spikes_view
from app.views.cost_units import units_view
from app.views.cost_unmatched import unmatched_view
from app.views.grid import Grid, leading
from app.wording import phrase, say
from assessments.spending import Bill
from assessments.spending.values import Picked

WHOLE = phrase(
    "Known for whole models only: a provider or a service picks the models that paid it anything."
)


def part(bill: Bill, asked: Asked) -> None:
    """Draw the part that is asked for."""
    match asked.part:
        case "level":
            _levels(bill, asked)
        case "month":
            _months(bill, asked)
        case "unmatched":
            _unmatched(bill, asked)
        case "end":
            ending = ending_view(bill.running)
            _shown(bill, ending, ending.table, "month-end")
        case "plan":
            plans = plans_view(bill.closed)
            _shown(bill, plans, plans.table, "against-plan", asked.picked)
        case "unit":
            units = units_view(bill.closed)
            _shown(bill, units, units.table, "unit-cost", asked.picked)
        case "spikes":
            spikes = spikes_view(bill.spikes)
            _shown(bill, spikes, spikes.table, "spikes", asked.picked)
        case "idle":
            idle = idle_view(bill.idle, bill.spending.unused(bill.whole))
            _shown(bill, idle, idle.table, "idle-cost", asked.picked)
            st.header(plain(idle.unused_title), anchor=False)
            grid(idle.unused, "unused-cost")


def _levels(bill: Bill, asked: Asked) -> None:
    view = levels_view(bill.card, asked.area, whole=asked.picked.whole)
    _shown(bill, view, view.levels, "cost-by-level")
    mark = figures.asked(view.marks)
    models = view.models if mark is None else models_at(bill.card, mark)
    if models is not None:
        st.header(plain(models.caption), anchor=False)
        grid(leading(models, bill.models()), "models-by-cost")


def _months(bill: Bill, asked: Asked) -> None:
    spending, picked = bill.spending, asked.picked
    plans = spending.month_plans(bill.whole)
    beside = Beside(plans, bill.running, bill.spikes, partial=picked.partial)
    if asked.by == "level":
        spends = spending.months(picked, "model", EVERY)
        view = months_view(spends, "model", levels(bill.card, asked.area), beside)
    else:
        view = months_view(spending.months(picked, asked.by, PARTS), asked.by, None, beside)
    _shown(bill, view, view.table, f"cost-by-month-and-{asked.by}")
    if not view.beside.rows:
        return
    st.header(plain(view.beside.caption), anchor=False)
    st.caption(plain(f"{view.beside_note} {say(WHOLE)}" if picked.partial else view.beside_note))
    grid(view.beside, "months")


def _unmatched(bill: Bill, asked: Asked) -> None:
    money = bill.card.money
    days = text.days(money.window_from, money.window_until)
    view = unmatched_view(bill.spending.unmatched(asked.picked), money.effective_cost, days)
    _shown(bill, view, view.table, "cost-on-no-model")
    if not view.table.rows:
        return
    mark = figures.asked(view.marks)
    st.page_link(
        st.session_state["pages"]["review"],
        label=plain(view.review),
        icon=":material/arrow_forward:",
        query_params={"find": view.find(mark)},
    )


def _shown(bill: Bill, view: Any, table: Grid, key: str, picked: Picked | None = None) -> None:
    """Draw a sentence, how it is told, its figures and its table, of the picked mark alone."""
    st.header(plain(view.title), anchor=False)
    partial = picked is not None and picked.partial
    st.caption(plain(f"{view.note} {say(WHOLE)}" if partial else view.note))
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
        )
    grid(leading(figures.filtered(table, view.marks, key), bill.models()), key)
