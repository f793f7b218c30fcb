"""The parts of the rollback page: each a sentence, its figure, its rows, and its models."""

from collections.abc import Sequence

import streamlit as st

from app.ui import figures
from app.ui.grids import grid
from app.ui.plain import plain
from app.ui.rollback_figures import figure
from app.views.rollback import Known, Part, missing
from app.views.rollback_dots import DotChart
from app.views.rollback_failed import failed_view
from app.views.rollback_hours import HoursChart, hours_view
from app.views.rollback_part import PartView
from app.views.rollback_practice import practice_view
from app.views.rollback_undo import undo_view
from app.wording import say
from assessments.rolling_back import RollingBack
from assessments.rolling_back.values import Recovery

View = PartView[DotChart] | PartView[HoursChart]


def part(asked: Part, record: RollingBack, known: Known, recoveries: Sequence[Recovery]) -> None:
    """Draw the part that is asked for."""
    view: View
    match asked:
        case "undo":
            view, key = undo_view(known, recoveries), "recoveries"
        case "practice":
            view, key = practice_view(known, record.returns(known.names)), "returns"
        case "hours":
            incidents = record.incidents(known.names)
            view, key = hours_view(known, incidents, record.now.date()), "incidents"
        case "failed":
            view, key = failed_view(known, recoveries), "failed-releases"
    _shown(view, key, missing(asked, record.brought()))


def _shown(view: View, key: str, lacking: Sequence[str]) -> None:
    """Draw a sentence, how it is told, its figure and its tables."""
    st.header(plain(view.title), anchor=False)
    st.caption(plain(view.note))
    for each in lacking:
        st.markdown(plain(each))
    if lacking:
        pages = st.session_state["pages"]
        label = say("Connect a source")
        st.page_link(pages["setup"], label=label, icon=":material/arrow_forward:")
    # The text and the tables stand before the figure is asked for.
    place = st.container()
    grid(figures.filtered(view.table, view.marks, key), key)
    st.header(plain(view.models.caption), anchor=False)
    grid(view.models, f"{key}-by-model")
    with place:
        for chart in view.charts:
            figure(chart, figures.asked(view.marks), key=f"{key}|figure", said=view.title)
