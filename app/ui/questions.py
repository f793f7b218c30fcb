"""Questions as forms: pick an answer, it is saved at once, and the evidence is shown."""

from dataclasses import dataclass, replace
from datetime import timedelta

import streamlit as st

from app import charts
from app.answering import Given
from app.context import Context
from app.ui import address
from app.ui.drawn import drawn
from app.ui.links import ask_finding, open_asked
from app.ui.plain import plain
from app.ui.who import NARROW
from app.views.assessment import QuestionView, question_view
from data.errors import ScorecardError
from data.written import Answer, Respondent

EXEMPT_FOR = timedelta(days=180)
ORGANISATION = "organisation|"
WHOLE = "Asked of the whole organisation."
MOVED = "progress-moved"


@dataclass(frozen=True)
class Place:
    """Where one answer of one respondent stands."""

    respondent: str
    question: str
    scope_kind: str
    scope: str

    @property
    def key(self) -> str:
        """Return what tells this place's widgets from all others."""
        return "|".join((self.respondent, self.question, self.scope_kind, self.scope))

    def given(self, choice: int | str, seen_revision: int, *, evidence_shown: bool) -> Given:
        """Return an answer given here."""
        return Given(
            self.respondent,
            self.question,
            self.scope_kind,
            self.scope,
            choice,
            seen_revision,
            evidence_shown=evidence_shown,
        )


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
    answers = context.answering.answers_of(person.id)
    view = question_view(asked, answers, context.scorecard(), scope_kind, scope)
    place = Place(person.id, question, scope_kind, scope)
    with st.container(border=True):
        st.subheader(plain(f"{view.id} · {view.text}"), anchor=False)
        st.caption(plain(view.why if view.per_model else f"{view.why} {WHOLE}"))
        _pick(context, view, place)
        if view.given is not None:
            st.caption(f"Saved {view.given.when}")
        _exceptions(context, view, place)
        if view.verdict is not None:
            drawn(charts.answer_verdict(view.verdict), f"verdict|{place.key}", ask_finding)
    if st.session_state.pop(MOVED, False):
        st.rerun()
    open_asked(context)


def _pick(context: Context, view: QuestionView, place: Place) -> None:
    """Offer the answers; picking one saves it before anything is drawn anew."""
    words = {option.choice: option for option in view.options}
    given = view.given.choice if view.given else None
    key = _radio_key(place, given)
    choice = st.radio(
        view.text,
        list(words),
        index=list(words).index(given) if given in words else None,
        format_func=lambda each: words[each].text if isinstance(each, int) else words[each].label,
        captions=[
            option.label if isinstance(option.choice, int) else option.text
            for option in view.options
        ],
        key=key,
        on_change=_picked,
        args=(context, place, key, view.seen_revision, view.given is not None),
        label_visibility="collapsed",
    )
    if told := st.session_state.pop(f"told|{place.key}", None):
        st.error(plain(told), icon=":material/error:")
    if choice == "not_applicable" and choice != given:
        _exemption(context, view, place)


def _radio_key(place: Place, given: int | str | None) -> str:
    """Return a new key where another answer stands than the one that is picked on the page.

    A radio keeps what was picked; under a new key it shows what is saved.
    """
    times = f"anew|{place.key}"
    key = f"answer|{place.key}|{st.session_state.get(times, 0)}"
    if st.session_state.get(key) in {None, given, "not_applicable"}:
        return key
    st.session_state[times] = st.session_state.get(times, 0) + 1
    return f"answer|{place.key}|{st.session_state[times]}"


def _picked(context: Context, place: Place, key: str, seen_revision: int, shown: bool) -> None:
    choice = st.session_state[key]
    if choice != "not_applicable":  # which asks for more before it can be saved
        _save(context, place, place.given(choice, seen_revision, evidence_shown=shown))


def _save(context: Context, place: Place, given: Given) -> None:
    """Save, or note what stood in the way."""
    try:
        context.answering.save(given)
    except ScorecardError as error:
        st.session_state[f"told|{place.key}"] = str(error)
    else:
        # A first answer moves the progress above; a changed one concerns its question alone.
        st.session_state[MOVED] = not given.seen_revision


def _exemption(context: Context, view: QuestionView, place: Place) -> None:
    today = context.now().date()
    with st.form(f"exempt|{place.key}", border=False):
        st.text_input("Why does it not apply?", max_chars=500, key=f"why|{place.key}")
        st.date_input(
            "Until",
            today + EXEMPT_FOR,
            min_value=today + timedelta(days=1),
            key=f"until|{place.key}",
        )
        st.form_submit_button(
            "Ask for approval",
            on_click=_exempt,
            args=(context, place, view.seen_revision, view.given is not None),
        )


def _exempt(context: Context, place: Place, seen_revision: int, shown: bool) -> None:
    given = place.given("not_applicable", seen_revision, evidence_shown=shown)
    reason, until = (st.session_state[f"{asked}|{place.key}"] for asked in ("why", "until"))
    _save(context, place, replace(given, reason=reason, until=until))


def _exceptions(context: Context, view: QuestionView, place: Place) -> None:
    """List what the same respondent answered for single teams and models, each revocable."""
    for each in view.exceptions:
        where = Place(place.respondent, view.id, each.scope_kind, each.scope)
        words, button = st.columns([5, 1], vertical_alignment="center")
        words.text(f"Except {each.scope}: {each.label}")
        button.button(
            "Take back",
            key=f"back|{where.key}",
            on_click=_save,
            args=(context, where, where.given("withdrawn", each.revision, evidence_shown=True)),
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
                st.error(plain(str(error)))
            else:
                st.rerun()


def _request(answer: Answer, name: str) -> str:
    where = answer.scope or "the organisation"
    return (
        f"{name}: {answer.question} does not apply to {where} until {answer.until}. {answer.reason}"
    )
