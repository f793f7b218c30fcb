"""Who is answering: chosen from the respondents, or added; the choice stands in the address."""

import streamlit as st

from app.answering import ROLES
from app.context import Context
from data.errors import Refused
from data.written import Respondent


def choose(context: Context) -> Respondent | None:
    """Ask who is answering; None until somebody is chosen."""
    people = {person.id: person for person in context.answering.respondents()}
    chosen = None
    if people:
        chosen = st.selectbox(
            "You are",
            list(people),
            index=None,
            format_func=lambda each: f"{people[each].name}, {people[each].role}",
            placeholder="Choose your name",
            key="who",
            bind="query-params",
        )
    if chosen is None:
        _newcomer(context)
        return None
    return people[chosen]


def _newcomer(context: Context) -> None:
    with st.form("newcomer", border=False):
        st.header("Not on the list? Add yourself", anchor=False)
        name = st.text_input("Name", max_chars=100, autocomplete="name")
        role = st.selectbox("Role", ROLES, index=None, placeholder="Choose the nearest")
        team = st.selectbox(
            "Team", ["", *context.scopes().teams], format_func=lambda each: each or "No team"
        )
        if not st.form_submit_button("Start", type="primary"):
            return
    try:
        person = context.answering.add_respondent(name, role or "", team)
    except Refused as error:
        st.error(str(error))
        return
    st.session_state["newcomer_id"] = person.id
    st.rerun()


def welcome_newcomer() -> None:
    """Choose the respondent who has just been added; called before the chooser is drawn."""
    if "newcomer_id" in st.session_state:
        st.session_state["who"] = st.session_state.pop("newcomer_id")
