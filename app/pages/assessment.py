"""The questionnaire: one area at a time, saved on every answer, evidence after the answer."""

from dataclasses import replace

import streamlit as st

from app import charts
from app.context import Context
from app.rounds import Round
from app.ui import address, who
from app.ui.approvals import approvals
from app.ui.drawn import drawn
from app.ui.first_run import ready
from app.ui.pages import page_of
from app.ui.plain import plain
from app.ui.questions import area_questions
from app.ui.rounds import choose_round
from app.ui.scope import choose_scope
from app.views.assessment import assessment_view, intro
from app.views.people import people_view
from app.views.round_answers import round_answers_view
from app.wording import phrase, say
from data.written import Respondent

TITLE = phrase("Assessment")
SECTION = "Respondents"
ORDER = 50


def render(context: Context) -> None:
    """Draw the questionnaire of whoever answers, or what they answered in an earlier round."""
    if not ready(context):
        return
    st.title(say("Self-assessment"), anchor=False)
    told = st.empty()
    person = who.choose(context, once=True)
    if person is None:
        told.caption(plain(_opening(context)))
        return
    one = choose_round(context)
    if one.latest:
        _questions(context, person)
    else:
        _answers(context, person, one)


def _opening(context: Context) -> str:
    """Return how far everyone has come, then what awaits somebody who has not said who they are."""
    people, awaits = context.people.everyone(), intro(context.questionnaire)
    if not people:
        return awaits
    asked = (context.questionnaire, context.scopes(), context.now())
    news = people_view(people, context.answering.answers(), *asked).title
    return say("{news}. {awaits}", news=news, awaits=awaits)


def _questions(context: Context, person: Respondent) -> None:
    view = assessment_view(
        context.questionnaire,
        context.answering.answers_of(person.id),
        person,
        context.scopes().team_of,
    )
    progress = charts.progress(view, known=not who.asking())
    drawn(progress, "progress", lambda _: who.ask_again())
    if view.areas:
        areas = {each.id: each for each in view.areas}
        area = st.segmented_control(
            say("Area"),
            list(areas),
            default=address.chosen("area", list(areas)) or view.areas[0].id,
            format_func=lambda each: (
                f"{plain(areas[each].title)} {areas[each].answered}/{areas[each].total}"
            ),
            key="chosen_area",
            on_change=address.on_change("area", "chosen_area"),
            required=True,
            label_visibility="collapsed",
        )
        chosen = areas[area]
        st.header(plain(chosen.question), anchor=False)
        area_questions(context, person, chosen.questions, choose_scope(context, person))
    approvals(context, person)


def _answers(context: Context, person: Respondent, one: Round) -> None:
    revisions = context.answering.revisions_of(person.id, one.id)
    view = round_answers_view(context.questionnaire, revisions, person.name)
    st.header(plain(view.title), anchor=False)
    drawn(charts.round_answers(replace(view, rows=tuple(page_of(view.rows, "answers")))), "answers")
