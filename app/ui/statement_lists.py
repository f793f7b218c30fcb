"""The lists of statements, and one opened: approved by a second person, or taken back."""

from functools import partial

import streamlit as st

from app.charts import statements as charts
from app.context import Context
from app.stated import Statement
from app.statement_checks import NOTE_LENGTH
from app.ui import address
from app.ui.drawn import drawn
from app.ui.links import named
from app.ui.plain import plain
from app.ui.stating import state, times
from app.ui.who import NARROW
from app.views.statements import (
    StatementRow,
    StatementsView,
    key_of,
    matching,
    row_of,
    statement_list,
)
from app.wording import phrase, say
from data.written import Respondent

_LISTS = (
    ("waiting", phrase("Waiting for a second person"), phrase("Nothing waits.")),
    ("expiring", phrase("Expiring within 30 days"), phrase("Nothing expires within 30 days.")),
    ("holding", phrase("In force for longer"), phrase("Nothing is in force for longer.")),
    ("over", phrase("Expired or taken back"), phrase("Nothing has expired or was taken back.")),
)


def open_asked(
    context: Context, everything: tuple[Statement, ...], person: Respondent | None
) -> None:
    """Open the statement that was clicked, over the page."""
    found = named(
        "statement", lambda key: next((each for each in everything if key_of(each) == key), None)
    )
    if found is not None:
        row = row_of(context.scorecard(), context.questionnaire, context.statements.today())(found)
        title = plain(say("{statement}, {place}", statement=row.what, place=row.where))
        dialog = st.dialog(title, width="medium", on_dismiss=address.close)
        dialog(_opened)(context, found, row, person)


def _opened(
    context: Context, found: Statement, row: StatementRow, person: Respondent | None
) -> None:
    drawn(charts.statement(row), "statement")
    if person is None:
        st.caption(say("Say who you are on the page, to approve it or to take it back."))
        return
    if found.state(context.statements.today()) == "waiting":
        _approve(context, found, person)
    if found.id is not None and found.withdrawn is None:
        _withdraw(context, found, person)


def _approve(context: Context, found: Statement, person: Respondent) -> None:
    if found.asked_by == person.id:
        st.caption(say("It waits for somebody else's yes: nobody approves what they asked for."))
        return
    if not st.button(say("Approve as a second person"), type="primary"):
        return
    if found.answer is not None:
        act = partial(context.answering.approve, found.answer, person.id)
    else:
        act = partial(context.statements.approve_exemption, found.id or "", person.id)
    state(context, say("Approved: {question} does not apply", question=found.about), act)


def _withdraw(context: Context, found: Statement, person: Respondent) -> None:
    with st.form(f"withdraw|{found.id}|{times()}", border=False, width=NARROW):
        reason = st.text_input(say("Why it is taken back"), max_chars=NOTE_LENGTH)
        if not st.form_submit_button(say("Take it back")):
            return
    act = partial(context.statements.withdraw, found.kind, found.id or "", reason, person.id)
    state(context, say("Taken back; it stays on record with the reason"), act)


def lists(context: Context, view: StatementsView) -> None:
    """Draw the four lists, each a page at a time, with one search over all of them."""
    find = st.text_input(
        say("Find a statement"),
        placeholder=say("Model, question or person"),
        key="find",
        bind="query-params",
        width=NARROW,
    )
    today = context.statements.today()
    row = row_of(context.scorecard(), context.questionnaire, today)
    for id, title, nothing in _LISTS:
        chosen = matching(getattr(view, id), find, context.questionnaire)
        shown = statement_list(id, say(title), chosen, _page(id), say(nothing), row)
        st.header(plain(shown.title), anchor=False)
        drawn(charts.statements(shown), f"list|{id}", _ask)
        if shown.pages > 1:
            st.pagination(shown.pages, key=_page_key(id))


def _page_key(id: str) -> str:
    return f"page-of|{id}"


def _page(id: str) -> int:
    return int(st.session_state.get(_page_key(id)) or 1)


def _ask(key: str) -> None:
    address.open_over({"statement": key})
