"""Who is answering: chosen from the respondents, or added; the choice stands in the address."""

import streamlit as st

from app.answering import ROLES
from app.context import Context
from app.ui import address
from app.ui.plain import plain
from data.errors import Refused
from data.written import Respondent

NARROW = 480
"""Pixels: a form as wide as the page is hard to read."""


def choose(context: Context) -> Respondent | None:
    """Ask who is answering; None until somebody is chosen."""
    people = {person.id: person for person in context.answering.respondents()}
    named = address.chosen("who", list(people))
    # A chooser keeps what was chosen before: with a newcomer in its list it is another one.
    key = f"person-{len(people)}"
    if people:
        named = st.selectbox(
            "You are",
            list(people),
            index=list(people).index(named) if named else None,
            format_func=lambda each: f"{people[each].name}, {people[each].role}",
            placeholder="Choose your name",
            key=key,
            on_change=address.on_change("who", key),
            width=NARROW,
        )
    if named is None:
        _newcomer(context)
        return None
    return people[named]


def _newcomer(context: Context) -> None:
    with st.form("newcomer", border=False, width=NARROW):
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
        st.error(plain(str(error)))
        return
    st.query_params["who"] = person.id
    st.rerun()
