"""Who is answering: chosen from those who are asked, or added; it stands in the address."""

import streamlit as st

from app.context import Context
from app.people import ROLES, role_word
from app.ui import address
from app.ui.plain import plain
from app.wording import say
from data.errors import Refused
from data.written import Respondent

NARROW = 480
"""Pixels: a form as wide as the page is hard to read."""
_REMEMBERED = "who-is-here"
"""Who was chosen on another page of the same visit."""
_ASKED = "who-is-asked"
"""Where it is noted that a visit has the chooser, which stays: it may have the focus."""


def choose(context: Context, *, folded: bool = False, once: bool = False) -> Respondent | None:
    """Ask who is answering; None until somebody is chosen.

    `folded`: whoever is new opens the form, which leaves room to those who came to read.
    `once`: whoever is known as they come is not asked, until `ask_again`.
    """
    everyone = {person.id: person for person in context.people.everyone()}
    people = {id: person for id, person in everyone.items() if person.active}
    named = here(list(people))
    if (asked := st.query_params.get("who")) in everyone.keys() - people.keys():
        st.info(
            plain(
                say(
                    "{person} is no longer asked; what they answered stays.",
                    person=everyone[asked].name,
                )
            )
        )
    if once and named is not None and not asking():
        return _noted(people[named])
    if once:
        ask_again()
    # A chooser keeps what was chosen before: with a newcomer in its list it is another one.
    key = f"person-{len(people)}"
    if people:
        named = st.selectbox(
            say("You are"),
            list(people),
            index=list(people).index(named) if named else None,
            format_func=lambda each: f"{people[each].name}, {role_word(people[each].role)}",
            placeholder=say("Choose your name"),
            key=key,
            on_change=_chosen,
            args=(key,),
            width=NARROW,
        )
    if named is None:
        if folded:
            with st.expander(say("Not on the list? Add yourself"), width=NARROW):
                _newcomer(context)
        else:
            st.header(say("Not on the list? Add yourself"), anchor=False)
            _newcomer(context)
        return None
    return _noted(people[named])


def ask_again() -> None:
    """Let somebody else be chosen."""
    st.session_state[_ASKED] = True


def asking() -> bool:
    """Return whether the chooser stands on a page that asks once."""
    return _ASKED in st.session_state


def _noted(person: Respondent) -> Respondent:
    """Note who is here, for other pages of the visit and in the address."""
    st.session_state[_REMEMBERED] = person.id
    if st.query_params.get("who") != person.id:
        st.query_params["who"] = person.id
    return person


def here(people: list[str]) -> str | None:
    """Return who the address names, or who was chosen on another page; None: nobody."""
    remembered = st.session_state.get(_REMEMBERED)
    return address.chosen("who", people) or (remembered if remembered in people else None)


def _chosen(key: str) -> None:
    address.keep("who", key)
    st.session_state[_REMEMBERED] = st.session_state[key]


def _newcomer(context: Context) -> None:
    with st.form("newcomer", border=False, width=NARROW):
        name = st.text_input(say("Name"), max_chars=100, autocomplete="name")
        role = st.selectbox(
            say("Role"),
            ROLES,
            index=None,
            format_func=role_word,
            placeholder=say("Choose the nearest"),
        )
        team = st.selectbox(
            say("Team"),
            ["", *context.scopes().teams],
            format_func=lambda each: each or say("No team"),
        )
        if not st.form_submit_button(say("Start"), type="primary"):
            return
    try:
        person = context.people.join(name, role or "", team)
    except Refused as error:
        st.error(plain(str(error)))
        return
    _noted(person)
    st.rerun()
