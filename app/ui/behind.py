"""What stands behind a number, shown in its dialog: rows, findings, and the query that reads them.

Nothing is read before it is looked at.
"""

from collections.abc import Callable

import streamlit as st

from app.charts.findings import mixed_table
from app.context import Context
from app.ui import address
from app.ui.drawn import drawn
from app.ui.grids import grid
from app.ui.pages import page_of
from app.ui.plain import plain
from app.views.behind import RowsView, called, probe_rows, probe_views
from app.views.number import NumberView
from app.views.number_read import charges_view
from app.views.parts import finding_key
from app.views.sums import sums_views
from app.wording import say
from assessments.scoring import Finding


def rows_behind(context: Context, found: Finding) -> None:
    """Offer the observations of a finding; show the rows and the query of the one picked."""
    views = {each.probe.name: each for each in probe_views(found, context.questionnaire.probes)}
    if not views:
        return
    st.header(say("Rows behind this"), anchor=False)
    chooser = f"observation|{finding_key(found)}"
    st.session_state[chooser] = address.chosen("observation", list(views)) or next(iter(views))
    name = st.selectbox(
        say("Observation"),
        list(views),
        format_func=lambda each: views[each].label,
        key=chooser,
        on_change=address.choose_inside,
        args=("observation", chooser),
    )
    view = views[name]
    st.caption(plain(view.told))
    key = f"rows|{name}|{finding_key(found)}"
    behind, asked = context.behind(), (view.probe, found.subject)
    shown = (*sums_views(behind, *asked), *probe_rows(behind, *asked))
    for at, each in enumerate(shown, start=1):
        _rows(each, f"{key}|{at}", str(at), f"{name}-{at}")
    with st.expander(say("The query behind it")):
        st.caption(plain(f"{view.probe.title}. {view.asked}"))
        nothing = say("Nothing is read: only an attestation shows it.")
        st.code(view.probe.sql.strip() or nothing, None)


def _rows(view: RowsView, key: str, table: str, file: str = "rows") -> None:
    st.caption(plain(view.sentence))
    grid(view.grid, key, file, address.page_of(table))


def number(context: Context, view: NumberView, on_pick: Callable[[str], None]) -> None:
    """Show what makes a number; a finding that is picked opens in its place."""
    st.caption(plain(view.sentence))
    for at, each in enumerate(view.rows):
        _rows(each, f"number|{view.title}|{at}", str(at + 1))
    if view.models:
        chooser = f"charges|{view.title}"
        st.session_state[chooser] = address.chosen("charges", view.models)
        model = st.selectbox(
            say("Charges of"),
            view.models,
            index=None,
            format_func=called,
            placeholder=say("Pick one to see its charges"),
            key=chooser,
            on_change=address.choose_inside,
            args=("charges", chooser, "charges"),
        )
        if model is not None:
            charges = charges_view(model, context.behind())
            _rows(charges, f"charges|{model}|rows", "charges", "charges")
    if view.findings:
        _findings(context, view, on_pick)


def _findings(context: Context, view: NumberView, on_pick: Callable[[str], None]) -> None:
    key = f"findings|{view.title}"
    place = st.container()
    shown = page_of(view.findings, key, place=address.page_of("findings"))
    with place:
        drawn(mixed_table(view.title, shown, context.settings.organisation), key)
    # A pick inside a dialog runs the dialog alone: the whole page must open what is picked.
    state = st.session_state.get(key)
    if state is not None and state.picked:
        on_pick(state.picked)
        st.rerun()
