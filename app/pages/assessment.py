"""The questionnaire: one area at a time, saved on every answer, evidence after the answer."""

import streamlit as st

from app.context import Context
from app.ui import who
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
    who.welcome_newcomer()
    person = who.choose(context)
    if person is None:
        return
    view = assessment_view(context.questionnaire, context.answering.answers_of(person.id))
    st.progress(view.share, text=view.sentence)
    st.caption(view.notice)
    labels = {each.id: f"{each.title} {each.answered}/{each.total}" for each in view.areas}
    area = st.segmented_control(
        "Area",
        [each.id for each in view.areas],
        default=view.areas[0].id,
        format_func=lambda each: labels[each],
        key="area",
        bind="query-params",
        required=True,
        label_visibility="collapsed",
    )
    chosen = next(each for each in view.areas if each.id == area)
    st.header(chosen.question, anchor=False)
    scope_kind, scope = choose_scope(context)
    area_questions(context, person, chosen.questions, scope_kind, scope)
    approvals(context, person)
