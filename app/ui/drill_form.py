"""Recording a drill: what was rehearsed, when, how long it took, and what came of it."""

from datetime import UTC, datetime
from functools import partial

import streamlit as st

from app.context import Context
from app.statement_checks import LONGEST, NOTE_LENGTH, Drill
from app.ui import address
from app.ui.find_model import find_model
from app.ui.stating import state, times
from app.ui.who import NARROW
from app.wording import phrase, say
from data.written import Respondent

KINDS = {
    "rollback": phrase("Rollback: going back to the version before"),
    "runbook": phrase("Runbook: repairing it from what is written"),
    "rebuild": phrase("Rebuild: making the running version anew"),
}
CAME = {True: phrase("It succeeded"), False: phrase("It failed")}
DONE_BY = {
    "pipeline": phrase("By the pipeline"),
    "hand": phrase("By hand"),
    "unknown": phrase("I don't know"),
}
_RECORDED = {
    "rollback": phrase("Recorded: a rollback drill of {model}"),
    "runbook": phrase("Recorded: a runbook drill of {model}"),
    "rebuild": phrase("Recorded: a rebuild drill of {model}"),
}


def drill_form(context: Context, person: Respondent) -> None:
    """Draw the choice of the model, and the form."""
    model = find_model(context, "drill")
    if model is None:
        return
    now = context.now()
    named = address.chosen("kind", list(KINDS))
    with st.form(f"drill|{model}|{times()}", border=False, width=NARROW):
        kind = st.selectbox(
            say("What was rehearsed"),
            list(KINDS),
            index=list(KINDS).index(named) if named else 0,
            format_func=lambda each: say(KINDS[each]),
        )
        left, right = st.columns(2)
        day = left.date_input(
            say("Day"), now.date(), min_value=now.date() - LONGEST, max_value=now.date()
        )
        at = right.time_input(
            say("Time it was over (UTC)"), now.time().replace(second=0, microsecond=0)
        )
        came = st.radio(
            say("What came of it"),
            list(CAME),
            index=None,
            format_func=lambda each: say(CAME[each]),
        )
        hours = st.number_input(
            say("Hours from start to recovery"),
            min_value=0.0,
            value=None,
            help=say("0.5 is half an hour"),
        )
        done_by = st.radio(
            say("How it was done"),
            list(DONE_BY),
            index=2,
            format_func=lambda each: say(DONE_BY[each]),
        )
        actor = st.text_input(say("Who did it"), max_chars=100)
        note = st.text_area(say("What was done, and what came of it"), max_chars=NOTE_LENGTH)
        link = st.text_input(say("Link (https)"), placeholder="https://")
        if not st.form_submit_button(say("Record the drill"), type="primary"):
            return
    if came is None:
        st.error(say("Say what came of it: it succeeded, or it failed."))
        return
    drill = Drill(
        model=model,
        kind=kind,
        drilled_at=datetime.combine(day, at, UTC),
        succeeded=came,
        hours=hours,
        automatic={"pipeline": True, "hand": False}.get(done_by),
        actor=actor,
        note=note,
        link=link,
    )
    act = partial(context.statements.drill, drill, person.id)
    state(context, say(_RECORDED[kind], model=model), act)
