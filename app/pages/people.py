"""Who is asked and how far they have come, where they disagree, and the rounds of answering."""

from collections.abc import Sequence

import streamlit as st

from app.charts import disagreements
from app.charts import people as charts
from app.charts.models import facts
from app.context import Context
from app.rounds import Round
from app.ui import address, who
from app.ui.drawn import drawn
from app.ui.first_run import ready
from app.ui.links import ask_over, open_over
from app.ui.pages import page_of
from app.ui.people_forms import change_form, invite_form, show_link
from app.ui.plain import plain
from app.ui.round_forms import round_forms
from app.ui.rounds import choose_round
from app.views.disagreement import Saying, disagreements_view, said_by
from app.views.people import SORTS, Sort, people_view, person_view
from app.views.progress import open_questions
from app.views.rounds import round_rows
from app.wording import phrase, say
from data.written import Answer, Respondent

TITLE = phrase("People")
SECTION = "Respondents"
ORDER = 70


def render(context: Context) -> None:
    """Draw everyone, or the respondent that the address names."""
    if not ready(context):
        return
    people = {each.id: each for each in context.people.everyone()}
    chosen = people.get(st.query_params.get("person", ""))
    if chosen is not None:
        _one(context, chosen, list(people.values()))
    else:
        _all(context, list(people.values()))


def _all(context: Context, people: list[Respondent]) -> None:
    title = st.empty()
    one = choose_round(context)
    answers = context.answering.answers(one.id)
    summary = st.empty()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        find = st.text_input(
            say("Find"),
            placeholder=say("Name, role, team, standing"),
            key="find",
            bind="query-params",
            width=260,
        )
        sort = _sort()
    asked = (context.questionnaire, context.scopes(), context.now())
    view = people_view(people, answers, *asked, find=find, sort=sort)
    title.title(plain(view.title), anchor=False)
    with summary:
        drawn(facts(view.facts), "facts")
    if view.found:
        st.caption(view.found)
    drawn(charts.people_table(page_of(view.rows, "people")), "people", _ask_person)
    _disagreements(context, one, people, answers)
    _manage(context, people)
    open_over(context)


def _sort() -> Sort:
    named = address.chosen("sort", list(SORTS))
    return st.selectbox(
        say("Worst first by"),
        list(SORTS),
        index=next((at for at, each in enumerate(SORTS) if each == named), 0),
        format_func=lambda each: say(SORTS[each]),
        key="people-sort",
        on_change=address.on_change("sort", "people-sort"),
        width=200,
    )


def _ask_person(person: str) -> None:
    st.query_params["person"] = person


def _disagreements(
    context: Context, one: Round, people: list[Respondent], answers: list[Answer]
) -> None:
    """Show who disagrees; what somebody who is here has not answered stays hidden from them."""
    said: Sequence[Saying]
    if one.latest:
        said = context.scorecard().findings()
        active = {each.id: each for each in people if each.active}
        here = active.get(who.here(list(active)) or "")
        hidden = (
            open_questions(here, context.questionnaire, answers, context.scopes().team_of)
            if here and one.open
            else set()
        )
    else:
        said, hidden = said_by(context.questionnaire, context.responses(one.id)), set()
    view = disagreements_view(said, hidden)
    st.header(plain(view.title), anchor=False)
    if view.hidden:
        st.caption(view.hidden)
    if view.rows:
        drawn(
            disagreements(page_of(view.rows, "disagreements")),
            "disagreements",
            ask_over if one.latest else None,
        )


def _manage(context: Context, people: list[Respondent]) -> None:
    st.header(say("Invite people, open and close rounds"), anchor=False)
    by = who.choose(context)
    if by is None:
        return
    with st.expander(say("Invite somebody"), key="inviting"):
        invite_form(context, by)
    with st.expander(say("Rounds"), key="rounds"):
        names = {each.id: each.name for each in people}
        drawn(charts.rounds_table(round_rows(context.rounds.all(), names)), "rounds-table")
        round_forms(context, by)


def _one(context: Context, person: Respondent, people: list[Respondent]) -> None:
    answers = [each for each in context.answering.answers() if each.respondent == person.id]
    asked = (context.questionnaire, context.scopes(), context.now())
    view = person_view(person, people, answers, *asked)
    if st.button(say("Everyone"), icon=":material/arrow_back:", type="tertiary"):
        del st.query_params["person"]
        st.rerun()
    st.title(plain(view.title), anchor=False)
    drawn(facts(view.facts), "facts")
    if person.active:
        show_link(person)
    st.header(say("Progress by area"), anchor=False)
    drawn(charts.areas_table(view.areas), "areas")
    st.header(say("Change the invitation"), anchor=False)
    by = who.choose(context)
    if by is not None:
        change_form(context, person, by)
