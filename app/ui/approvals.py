"""What others say does not apply, for a second person's yes."""

import streamlit as st

from app import text
from app.context import Context
from app.ui.folded import folded
from app.ui.pages import page_of
from app.ui.plain import plain
from app.wording import many, say
from data.errors import ScorecardError
from data.written import Answer, Respondent

A_PAGE = 10


def approvals(context: Context, person: Respondent) -> None:
    """List what waits for somebody other than the one who answered."""
    waiting = [each for each in context.answering.waiting() if each.respondent != person.id]
    if not waiting:
        return
    title = many(
        "{number} answer that waits for a second person",
        "{number} answers that wait for a second person",
        len(waiting),
    )
    listed = folded(title, "waiting-open")
    if listed.open:
        with listed:
            _listed(context, person, waiting)


def _listed(context: Context, person: Respondent, waiting: list[Answer]) -> None:
    names = {each.id: each.name for each in context.people.everyone()}
    closed = not context.rounds.current().open
    for answer in page_of(waiting, "waiting", A_PAGE):
        words, button = st.columns([5, 1], vertical_alignment="center")
        words.text(_request(answer, names.get(answer.respondent, answer.respondent)))
        if button.button(say("Approve"), key=f"approve|{answer}", disabled=closed):
            try:
                context.answering.approve(answer, person.id)
            except ScorecardError as error:
                st.error(plain(str(error)))
            else:
                st.rerun()


def _request(answer: Answer, name: str) -> str:
    return say(
        "{person}: {question} does not apply to {place} until {day}. {reason}",
        person=name,
        question=answer.question,
        place=answer.scope or say("the organisation"),
        day=text.day(answer.until),
        reason=answer.reason,
    )
