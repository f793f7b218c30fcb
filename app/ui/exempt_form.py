"""Asking for an exemption: which question does not apply where, why, and until when."""

from datetime import timedelta
from functools import partial

import streamlit as st

from app.context import Context
from app.statement_checks import LONGEST, NOTE_LENGTH
from app.ui import address
from app.ui.find_model import find_model
from app.ui.stating import state, times
from app.ui.who import NARROW
from app.views.scopes import KINDS
from app.wording import say
from assessments.questionnaire import Question
from data.written import Respondent

USUAL = timedelta(days=180)


def exempt_form(context: Context, person: Respondent) -> None:
    """Draw the choice of question and scope, and the form."""
    questions = {each.id: each for each in context.questionnaire.questions}
    named = address.chosen("question", list(questions))
    chosen: str | None = st.selectbox(
        say("Question"),
        list(questions),
        index=list(questions).index(named) if named else None,
        format_func=lambda id: f"{id} {questions[id].title}: {questions[id].text}",
        placeholder=say("Choose one"),
        key="exempt-question",
        on_change=address.on_change("question", "exempt-question"),
    )
    if chosen is None:
        return
    place = _scope(context, questions[chosen])
    if place is not None:
        _form(context, person, questions[chosen], *place)


def _scope(context: Context, question: Question) -> tuple[str, str] | None:
    if question.scope == "organisation":
        st.caption(say("Asked of the organisation as a whole."))
        return "organisation", ""
    scopes = context.scopes()
    kind = st.segmented_control(
        say("It does not apply to"),
        list(KINDS),
        default="model",
        format_func=lambda each: say(KINDS[each]),
        key="exempt-scope",
        required=True,
    )
    match kind:
        case "team":
            team = st.selectbox(
                say("Team"),
                list(scopes.teams),
                index=None,
                placeholder=say("Choose one"),
                width=NARROW,
            )
            return ("team", team) if team else None
        case "model":
            model = find_model(context, "exempt")
            return ("model", model) if model else None
        case _:
            return "organisation", ""


def _form(
    context: Context, person: Respondent, question: Question, scope_kind: str, scope: str
) -> None:
    today = context.statements.today()
    key = f"exempt|{question.id}|{scope_kind}|{scope}|{times()}"
    with st.form(key, border=False, width=NARROW):
        reason = st.text_area(say("Why it does not apply"), max_chars=NOTE_LENGTH)
        until = st.date_input(
            say("Until"), today + USUAL, min_value=today, max_value=today + LONGEST
        )
        link = st.text_input(say("Link (https)"), placeholder="https://")
        st.caption(say("It takes effect once a second person has approved it on this page."))
        if not st.form_submit_button(say("Ask for the exemption"), type="primary"):
            return
    exempt = context.statements.exempt
    act = partial(exempt, question.id, scope_kind, scope, reason, until, link, person.id)
    done = say(
        "Asked: {question} waits for a second person", question=f"{question.id} {question.title}"
    )
    state(context, done, act)
