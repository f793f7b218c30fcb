"""Questions as forms: pick an answer, it is saved at once, and the evidence is shown."""

from datetime import date, timedelta

import streamlit as st

from app import charts
from app.answering import Given
from app.context import Context
from app.ui import address
from app.ui.drawn import drawn
from app.ui.who import NARROW
from app.views.assessment import QuestionView, question_view
from data.errors import ScorecardError
from data.written import Answer, Respondent

EXEMPT_FOR = timedelta(days=180)
ORGANISATION = "organisation|"


def choose_scope(context: Context) -> tuple[str, str]:
    """Ask what the answers are given for; it stands in the address."""
    scopes = context.scopes()
    options = [
        ORGANISATION,
        *(f"team|{each}" for each in scopes.teams),
        *(f"model|{each}" for each in scopes.models),
    ]
    chosen = st.selectbox(
        "Answering for",
        options,
        format_func=_scope_words,
        help="Answer once for all models, then again for the teams or models that differ.",
        index=options.index(address.chosen("for", options) or ORGANISATION),
        key="scope",
        on_change=address.on_change("for", "scope"),
        width=NARROW,
    )
    kind, _, name = chosen.partition("|")
    return kind, name


def _scope_words(option: str) -> str:
    kind, _, name = option.partition("|")
    return {"organisation": "All our models", "team": f"Team {name}"}.get(kind, name)


def area_questions(
    context: Context,
    person: Respondent,
    questions: tuple[str, ...],
    scope_kind: str,
    scope: str,
) -> None:
    """Draw the questions of one area, each in a part of the page that runs by itself."""
    for question in questions:
        _question(context, person, question, scope_kind, scope)


@st.fragment
def _question(
    context: Context, person: Respondent, question: str, scope_kind: str, scope: str
) -> None:
    asked = next(each for each in context.questionnaire.questions if each.id == question)
    if asked.scope == "organisation":
        scope_kind, scope = "organisation", ""
    view = question_view(
        asked,
        context.answering.answers_of(person.id),
        context.scorecard(),
        scope_kind,
        scope,
    )
    place = f"{person.id}|{question}|{scope_kind}|{scope}"
    with st.container(border=True):
        st.subheader(f"{view.id} · {view.text}", anchor=False)
        st.caption(view.why if view.per_model else f"{view.why} Asked of the whole organisation.")
        choice = _options(view, place)
        given = view.given.choice if view.given else None
        if choice == "not_applicable" and choice != given:
            _exemption(context, person, view, place, scope_kind, scope)
        elif choice is not None and choice != given:
            _save(
                context,
                Given(
                    person.id,
                    question,
                    scope_kind,
                    scope,
                    choice,
                    view.seen_revision,
                    evidence_shown=view.given is not None,
                ),
            )
        if view.given is not None:
            st.caption(f"Saved {view.given.when}")
        _exceptions(context, person, view)
        if view.verdict is not None:
            drawn(charts.answer_verdict(view.verdict), key=f"verdict|{place}")


def _options(view: QuestionView, place: str) -> int | str | None:
    choices = [option.choice for option in view.options]
    given = view.given.choice if view.given else None
    words = {option.choice: option for option in view.options}
    return st.radio(
        view.text,
        choices,
        index=choices.index(given) if given in choices else None,
        format_func=lambda each: words[each].text if isinstance(each, int) else words[each].label,
        captions=[
            words[each].label if isinstance(each, int) else words[each].text for each in choices
        ],
        key=f"answer|{place}|{view.seen_revision}",
        label_visibility="collapsed",
    )


def _save(context: Context, given: Given) -> None:
    try:
        context.answering.save(given)
    except ScorecardError as error:
        st.error(str(error), icon=":material/error:")
        st.button("Show what was saved", key=f"reload|{given}")
        return
    # A first answer moves the progress above; a changed one concerns its own question alone.
    st.rerun(scope="fragment" if given.seen_revision else "app")


def _exemption(
    context: Context,
    person: Respondent,
    view: QuestionView,
    place: str,
    scope_kind: str,
    scope: str,
) -> None:
    today = context.now().date()
    with st.form(f"exempt|{place}", border=False):
        reason = st.text_input("Why does it not apply?", max_chars=500)
        until: date = st.date_input(
            "Until", today + EXEMPT_FOR, min_value=today + timedelta(days=1)
        )
        asked = st.form_submit_button("Ask for approval")
    if asked:
        _save(
            context,
            Given(
                person.id,
                view.id,
                scope_kind,
                scope,
                "not_applicable",
                view.seen_revision,
                reason=reason,
                until=until,
                evidence_shown=view.given is not None,
            ),
        )


def _exceptions(context: Context, person: Respondent, view: QuestionView) -> None:
    """List what the same respondent answered for single teams and models, each revocable."""
    for each in view.exceptions:
        words, button = st.columns([5, 1], vertical_alignment="center")
        words.text(f"Except {each.scope}: {each.label}")
        if button.button("Take back", key=f"back|{person.id}|{view.id}|{each.scope}"):
            _save(
                context,
                Given(
                    person.id,
                    view.id,
                    each.scope_kind,
                    each.scope,
                    "withdrawn",
                    each.revision,
                    evidence_shown=True,
                ),
            )


def approvals(context: Context, person: Respondent) -> None:
    """List what others say does not apply, for a second person's yes."""
    waiting = [each for each in context.answering.waiting() if each.respondent != person.id]
    if not waiting:
        return
    st.header("Waiting for a second person", anchor=False)
    names = {each.id: each.name for each in context.answering.respondents()}
    for answer in waiting:
        words, button = st.columns([5, 1], vertical_alignment="center")
        words.text(_request(answer, names.get(answer.respondent, answer.respondent)))
        if button.button("Approve", key=f"approve|{answer}"):
            try:
                context.answering.approve(answer, person.id)
            except ScorecardError as error:
                st.error(str(error))
            else:
                st.rerun()


def _request(answer: Answer, name: str) -> str:
    where = answer.scope or "the organisation"
    return (
        f"{name}: {answer.question} does not apply to {where} until {answer.until}. {answer.reason}"
    )
