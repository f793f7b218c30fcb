"""The questionnaire: one area at a time, saved on every answer, evidence after the answer."""

import streamlit as st

from app.context import Context
from app.ui import address, who
from app.ui.first_run import ready
from app.ui.questions import approvals, area_questions, choose_scope
from app.views.assessment import assessment_view

TITLE = "Assessment"
SECTION = "Respondents"
ORDER = 1


def render(context: Context) -> None:
    """Draw the questionnaire of whoever answers."""
    if not ready(context):
        return
    st.title("Self-assessment", anchor=False)
    person = who.choose(context)
    if person is None:
        return
    view = assessment_view(context.questionnaire, context.answering.answers_of(person.id))
    st.progress(view.share, text=view.sentence)
    st.caption(view.notice)
    areas = {each.id: each for each in view.areas}
    area = st.segmented_control(
        "Area",
        list(areas),
        default=address.chosen("area", list(areas)) or view.areas[0].id,
        format_func=lambda each: f"{areas[each].title} {areas[each].answered}/{areas[each].total}",
        key="chosen_area",
        on_change=address.on_change("area", "chosen_area"),
        required=True,
        label_visibility="collapsed",
    )
    chosen = areas[area]
    st.header(chosen.question, anchor=False)
    scope_kind, scope = choose_scope(context)
    area_questions(context, person, chosen.questions, scope_kind, scope)
    approvals(context, person)
