"""Attesting: what may be attested of a model, what it would prove, and the statement itself."""

from datetime import timedelta
from functools import partial

import streamlit as st

from app.context import Context
from app.statement_checks import LONGEST, NOTE_LENGTH
from app.ui import address
from app.ui.find_model import find_model
from app.ui.plain import plain
from app.ui.stating import state, times
from app.ui.who import NARROW
from app.views.attestable import AttestableView, attestable
from app.wording import phrase, say
from data.written import Respondent

ABOUT = {"model": phrase("One model"), "organisation": phrase("The whole organisation")}
USUAL = timedelta(days=90)
YES_NO = {1: phrase("Yes, I have seen it"), 0: phrase("No, it is not so")}


def attest_form(context: Context, person: Respondent) -> None:
    """Draw the choice of what is attested, and the form."""
    probes = context.questionnaire.probes
    named = probes.get(st.query_params.get("probe", ""))
    about = st.segmented_control(
        say("About"),
        list(ABOUT),
        default=named.per if named is not None else "model",
        format_func=lambda each: say(ABOUT[each]),
        key="attest-about",
        required=True,
    )
    model = find_model(context, "attest") if about == "model" else None
    if about == "model" and model is None:
        return
    if model is not None and (owner := context.statements.owner_is(model, person)):
        st.info(
            plain(
                say(
                    "{owner} answers for {model} as its owner, and nobody attests their own model: "
                    "ask someone else who has seen it.",
                    owner=owner,
                    model=model,
                )
            )
        )
        return
    views = attestable(context.scorecard(), context.questionnaire, model)
    chosen = _choose(views, model or "")
    if chosen is not None:
        _form(context, person, chosen, model)


def _choose(views: tuple[AttestableView, ...], about: str) -> AttestableView | None:
    by_name = {view.probe: view for view in views}
    if not by_name:
        st.text(say("No question rests on anything that could be attested here."))
        return None
    # A chooser keeps its words: with other verdicts behind them it is another one.
    key = f"attest-probe|{about}|{times()}"
    named = address.chosen("probe", list(by_name))
    chosen = st.selectbox(
        say("What you attest"),
        list(by_name),
        index=list(by_name).index(named) if named else None,
        format_func=lambda name: by_name[name].label,
        placeholder=say("Choose one of {total}", total=len(by_name)),
        key=key,
        on_change=address.on_change("probe", key),
    )
    return by_name[chosen] if chosen else None


def _form(context: Context, person: Respondent, view: AttestableView, model: str | None) -> None:
    st.caption(plain("; ".join(view.asked_by)))
    if view.note:
        st.info(plain(view.note))
    today = context.statements.today()
    with st.form(f"attest|{view.probe}|{model}|{times()}", border=False, width=NARROW):
        value = _value(view)
        until = st.date_input(
            say("It counts until"), today + USUAL, min_value=today, max_value=today + LONGEST
        )
        note = st.text_area(say("What you saw, and where"), max_chars=NOTE_LENGTH)
        link = st.text_input(say("Link (https)"), placeholder="https://")
        if not st.form_submit_button(say("Attest"), type="primary"):
            return
    if value is None:
        st.error(say("Say whether it is so: choose an answer or type a number."))
        return
    attest = context.statements.attest
    act = partial(attest, view.probe, model, value, until, note, link, person.id)
    state(context, say("Attested: {statement}", statement=view.title), act)


def _value(view: AttestableView) -> float | None:
    if view.yes_or_no:
        said: int | None = st.radio(
            view.title, list(YES_NO), index=None, format_func=lambda each: say(YES_NO[each])
        )
        return None if said is None else float(said)
    most = 1.0 if view.unit == "share" else None
    help_ = say("0 to 1: 0.8 is 80 %") if view.unit == "share" else None
    number: float | None = st.number_input(
        say("{statement} ({unit})", statement=view.title, unit=view.unit),
        min_value=0.0,
        max_value=most,
        value=None,
        help=help_,
    )
    return number
