"""Forms on rounds: close the one that is open, open it again, or open the next."""

import streamlit as st

from app.context import Context
from app.rounds import NAME_LENGTH, NOTE_LENGTH, Round
from app.ui.plain import plain
from app.ui.who import NARROW
from app.views.rounds import next_period
from app.wording import say
from data.errors import ScorecardError
from data.written import Respondent


def round_forms(context: Context, by: Respondent) -> None:
    """Offer what can be done with the current round."""
    current = context.rounds.current()
    if current.open:
        _close(context, current, by)
    else:
        _open_next(context, current, by)
        _open_again(context, current, by)


def _close(context: Context, current: Round, by: Respondent) -> None:
    st.caption(
        say(
            "Answers of a closed round can only be read; the scorecard goes on resting on them. "
            "The next round is opened after this one is closed."
        )
    )
    with st.form("close", border=False, width=NARROW):
        note = st.text_input(
            say("Note"), max_chars=NOTE_LENGTH, placeholder=say("Why, or who has it")
        )
        sent = st.form_submit_button(plain(say("Close {round}", round=current.assessment.name)))
    if sent:
        try:
            context.rounds.close(by.id, note)
        except ScorecardError as error:
            st.error(plain(str(error)))
        else:
            st.rerun()


def _open_next(context: Context, current: Round, by: Respondent) -> None:
    st.caption(
        say(
            "A new round starts without any answer, and from then on the scorecard rests on it "
            "alone. Each respondent sees what they answered in the round before."
        )
    )
    first, last = next_period(current.assessment)
    with st.form("open", border=False, width=NARROW):
        name = st.text_input(say("Name of the new round"), max_chars=NAME_LENGTH)
        begins = st.date_input(say("First day"), first)
        ends = st.date_input(say("Last day"), last)
        sent = st.form_submit_button(say("Open a new round"), type="primary")
    if sent:
        try:
            context.rounds.open(name, begins, ends, by.id)
        except ScorecardError as error:
            st.error(plain(str(error)))
        else:
            st.query_params.pop("round", None)
            st.rerun()


def _open_again(context: Context, current: Round, by: Respondent) -> None:
    with st.form("again", border=False, width=NARROW):
        note = st.text_input(say("Note"), max_chars=NOTE_LENGTH, placeholder=say("Why"))
        sent = st.form_submit_button(
            plain(say("Open {round} again", round=current.assessment.name))
        )
    if sent:
        try:
            context.rounds.reopen(by.id, note)
        except ScorecardError as error:
            st.error(plain(str(error)))
        else:
            st.rerun()
