"""Forms on people: invite somebody, change an invitation, stop asking, and the link to send."""

from collections.abc import Callable
from urllib.parse import quote

import streamlit as st

from app.context import Context
from app.people import ROLES, Invitation, role_word
from app.ui.plain import plain
from app.ui.who import NARROW
from app.wording import say
from data.errors import ScorecardError
from data.written import Respondent


def link_to(person: Respondent) -> str:
    """Return the address under which a respondent finds their questions."""
    base = (st.context.url or "").rsplit("/", 1)[0]
    return f"{base}/assessment?who={quote(person.id)}"


def show_link(person: Respondent) -> None:
    """Show the link that leads a respondent to their questions, ready to be copied."""
    st.caption(say("Their questions are at this address; send it to them:"))
    st.code(link_to(person), language=None, width=NARROW * 2)


def invite_form(context: Context, by: Respondent) -> None:
    """Ask who is invited; once they are, their page is opened."""
    with st.form("invite", border=False, width=NARROW):
        wanted = _fields(context, None, "invite")
        sent = st.form_submit_button(say("Invite"), type="primary")
    if sent:
        try:
            person = context.people.invite(wanted, by.id)
        except ScorecardError as error:
            st.error(plain(str(error)))
            return
        st.query_params["person"] = person.id
        st.rerun()


def change_form(context: Context, person: Respondent, by: Respondent) -> None:
    """Offer how a respondent stands, to be changed from now on."""
    # Fields keep what was typed; under another key they show what is saved.
    key = f"change|{person.id}|{person.made_at.timestamp()}"
    with st.form(key, border=False, width=NARROW):
        wanted = _fields(context, person, key)
        sent = st.form_submit_button(say("Save"))
    if sent:
        _done(lambda: context.people.change(person.id, wanted, by.id))
    if person.active:
        st.caption(say("Who is no longer asked cannot answer; what they answered stays."))
        if st.button(say("Stop asking"), key="stop"):
            _done(lambda: context.people.ask_no_more(person.id, by.id))
    elif st.button(say("Ask again"), key="again"):
        _done(lambda: context.people.ask_again(person.id, by.id))


def _done(change: Callable[[], object]) -> None:
    try:
        change()
    except ScorecardError as error:
        st.error(plain(str(error)))
    else:
        st.rerun()


def _fields(context: Context, person: Respondent | None, key: str) -> Invitation:
    """Return what stands in the fields of an invitation."""
    areas = {area.id: area.title for area in context.questionnaire.areas}
    scopes = context.scopes()
    name = st.text_input(
        say("Name"), person.name if person else "", max_chars=100, key=f"{key}|name"
    )
    mail = st.text_input(
        say("Mail"),
        (person.mail or "") if person else "",
        max_chars=254,
        help=say("As the directory and the registry know them, so that an owner is recognised."),
        key=f"{key}|mail",
    )
    role = st.selectbox(
        say("Role"),
        ROLES,
        index=ROLES.index(person.role) if person and person.role in ROLES else None,
        format_func=role_word,
        placeholder=say("Choose the nearest"),
        key=f"{key}|role",
    )
    own = person.team if person else ""
    options = list(dict.fromkeys(("", *((own,) if own else ()), *scopes.teams)))
    team = st.selectbox(
        say("Their own team"),
        options,
        index=options.index(own),
        format_func=lambda each: each or say("No team"),
        key=f"{key}|team",
    )
    asked = person.areas if person else ()
    about = st.multiselect(
        say("Asked about"),
        list(dict.fromkeys((*areas, *asked))),
        default=list(asked),
        format_func=lambda each: areas.get(each, each),
        placeholder=say("All areas"),
        key=f"{key}|areas",
    )
    bound = person.teams if person else ()
    teams = st.multiselect(
        say("Answers for the teams"),
        list(dict.fromkeys((*scopes.teams, *bound))),
        default=list(bound),
        placeholder=say("Any team, and the organisation"),
        help=say("Each question is then asked once for each of these teams, and for nothing else."),
        key=f"{key}|teams",
    )
    return Invitation(name, role or "", team or "", mail, tuple(about), tuple(teams))
