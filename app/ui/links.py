"""Where a click on a drawing leads: to a model's page, or to a finding in full."""

import streamlit as st

from app.charts import findings
from app.context import Context
from app.ui.drawn import drawn
from app.ui.plain import plain
from app.views.attestable import ways
from app.views.finding import FindingView, finding_view
from app.views.parts import finding_key
from assessments.scoring import Finding

_ASKED = "asked-finding"


def ask_finding(key: str) -> None:
    """Note which finding was clicked; the page opens it when it is drawn."""
    st.session_state[_ASKED] = key


def ask_model(model: str) -> None:
    """Put a model into the address of the models page."""
    st.query_params["model"] = model


def open_asked(context: Context) -> None:
    """Open the finding that was clicked, over the page."""
    key = st.session_state.pop(_ASKED, None)
    if key is None:
        return
    found = next(
        (each for each in context.scorecard().findings() if finding_key(each) == key), None
    )
    if found is not None:
        about = found.subject or context.settings.organisation
        told = context.answering.told(found.subject, found.question.id)
        view = finding_view(found, told.get(found.question.id))
        title = plain(f"{about}: claim and evidence")
        st.dialog(title, width="large")(_finding)(context, found, view)


def _finding(context: Context, found: Finding, view: FindingView) -> None:
    drawn(findings.finding(view), f"finding|{finding_key(found)}")
    for way in ways(found, context.questionnaire.probes):
        st.page_link(
            st.session_state["pages"]["attestations"],
            label=plain(way.label),
            icon=":material/draw:",
            query_params=way.place,
        )
    if found.subject is not None:
        model_link(found.subject)


def model_link(model: str) -> None:
    """Offer the way to a model's page."""
    st.page_link(
        st.session_state["pages"]["models"],
        label=plain(f"Open {model}"),
        icon=":material/arrow_forward:",
        query_params={"model": model},
    )
