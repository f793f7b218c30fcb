"""Questions as forms: pick an answer, it is saved at once, and evidence and others are shown."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

import streamlit as st

from app import charts
from app.answering import COMMENT_LENGTH, Given
from app.charts.questions import AGAIN, ANSWER, MORE, WITHDRAW
from app.context import Context
from app.conventions import current, written_as
from app.ui.drawn import drawn
from app.ui.folded import folded
from app.ui.links import ask_over, open_over
from app.ui.pages import page_of
from app.ui.plain import plain
from app.ui.scope import Scope
from app.views.question import GivenView, QuestionView, question_view
from app.wording import say
from data.errors import ScorecardError
from data.written import Respondent

EXEMPT_FOR = timedelta(days=180)
MOVED = "progress-moved"
_AHEAD = "answered-ahead"
"""Where a question waits to be drawn that was looked at as its answer was saved."""
A_PAGE = 10
"""How many exceptions stand on one page."""


@dataclass(frozen=True)
class Place:
    """Where one answer of one respondent stands."""

    assessment: str
    respondent: str
    question: str
    scope_kind: str
    scope: str

    @property
    def key(self) -> str:
        """Return what tells this place's widgets from all others."""
        return "|".join(
            (self.assessment, self.respondent, self.question, self.scope_kind, self.scope)
        )

    def of(self, respondent: str, question: str, scope: Scope) -> bool:
        """Return whether it is this respondent's place for a question and a scope."""
        return (respondent, question, *scope) == (
            *(self.respondent, self.question, self.scope_kind, self.scope),
        )

    @property
    def exempting(self) -> str:
        """Return where it is noted that “does not apply” is picked, and not saved yet."""
        return f"exempting|{self.key}"

    @property
    def more(self) -> str:
        """Return where it is noted that the forms beside the answer are open."""
        return f"more|{self.key}"

    def given(self, choice: int | str, view: QuestionView | None = None) -> Given:
        """Return an answer given here; comment and link stay those of the one before."""
        seen = view.seen_revision if view else 0
        before = view.given if view else None
        return Given(
            self.respondent,
            self.question,
            self.scope_kind,
            self.scope,
            choice,
            seen,
            evidence_shown=seen > 0,
            comment=before.comment if before else None,
            link=before.link if before else None,
            assessment=self.assessment,
        )


@dataclass(frozen=True)
class _Seen:
    """A question as it stands for one respondent."""

    place: Place
    view: QuestionView
    open: bool
    """Whether its round takes answers."""
    exempting: bool
    """Whether “does not apply” is picked, and not saved yet."""
    question: str
    """How it is drawn, with the answers to pick from."""
    answered: str
    """How the given answer is drawn; empty: none is given."""


def area_questions(
    context: Context, person: Respondent, questions: tuple[str, ...], scope: Scope | None
) -> None:
    """Draw the questions of one area, each in a part of the page that runs by itself.

    Without a scope only what is asked of the organisation can be answered.
    """
    st.session_state.pop(_AHEAD, None)
    asked = {each.id: each for each in context.questionnaire.questions}
    for question in questions:
        if asked[question].scope == "organisation":
            _question(context, person, question, ("organisation", ""))
        elif scope is not None:
            _question(context, person, question, scope)


@st.fragment
def _question(context: Context, person: Respondent, question: str, scope: Scope) -> None:
    answered = False
    with written_as(current()):
        try:
            answered = _drawn_question(context, person, question, scope)
        except ScorecardError as error:  # a part of the page that runs by itself tells its own
            st.error(plain(str(error)), icon=":material/error:")
    if st.session_state.pop(MOVED, False):
        st.rerun()
    if answered:  # till then nobody is shown the evidence
        open_over(context, question)


def _drawn_question(context: Context, person: Respondent, question: str, scope: Scope) -> bool:
    """Draw it; return whether it is answered."""
    seen = st.session_state.pop(_AHEAD, None)
    if seen is None or not seen.place.of(person.id, question, scope):
        seen = _look(context, person.id, question, scope)
    view, place = seen.view, seen.place
    _asked(context, seen)
    if seen.open and view.given is not None and place.more in st.session_state:
        _remark_form(context, view, place, view.given)
    _exceptions(context, view, place, closed=not seen.open)
    return view.given is not None


def _look(context: Context, respondent: str, question: str, scope: Scope) -> _Seen:
    asked = next(each for each in context.questionnaire.questions if each.id == question)
    growth = context.growth()
    current = context.rounds.current(growth)
    revisions = context.answering.revisions_of(respondent, current.id, question, growth)
    here = (question, *scope)
    view = question_view(
        asked,
        {place: found[-1] for place, found in revisions.items()},
        context.findings(asked, growth),
        context.scopes().team_of,
        *scope,
        revisions=revisions.get(here, ()),
        last=context.answering.last_round_of(respondent, question, growth).get(here),
    )
    place = Place(current.id, respondent, question, *scope)
    exempting = current.open and place.exempting in st.session_state
    picked = "not_applicable" if exempting else view.given.choice if view.given else None
    more = place.more in st.session_state if current.open else None
    return _Seen(
        place,
        view,
        current.open,
        exempting,
        charts.question(view, picked, open=current.open, turn=_turn(place)),
        charts.answered(view, more=more),
    )


def _asked(context: Context, seen: _Seen) -> None:
    """Draw the question and how its answer stands: one drawing, if nothing must stand between."""
    view, place = seen.view, seen.place
    told = st.session_state.pop(f"told|{place.key}", None)
    on_pick = partial(_picked, context, view, place)
    if not seen.exempting and told is None:
        drawn(seen.question + seen.answered, f"question|{place.key}", on_pick)
        return
    drawn(seen.question, f"question|{place.key}", on_pick)
    if told is not None:
        st.error(plain(told), icon=":material/error:")
    if seen.exempting:
        _exemption(context, view, place)
    if seen.answered:
        drawn(seen.answered, f"answered|{place.key}", on_pick)


def _picked(context: Context, view: QuestionView, place: Place, key: str) -> None:
    """Do what was clicked in the drawing: save, withdraw, put back, or open something."""
    if key.startswith(ANSWER):
        _answer(context, view, place, key.removeprefix(ANSWER))
    elif key == WITHDRAW:
        st.session_state.pop(place.more, None)
        _save(context, place, place.given("withdrawn", view))
    elif key == AGAIN and view.withdrawn is not None:
        _save(context, place, _as_before(place, view, view.withdrawn), first=True)
    elif key == MORE:
        if not st.session_state.pop(place.more, False):
            st.session_state[place.more] = True
    else:
        ask_over(key)


def _answer(context: Context, view: QuestionView, place: Place, picked: str) -> None:
    choice = next((each.choice for each in view.options if str(each.choice) == picked), picked)
    if choice == "not_applicable":  # which asks for more before it can be saved
        st.session_state[place.exempting] = True
        return
    st.session_state.pop(place.exempting, None)
    _save(context, place, place.given(choice, view), first=view.given is None)
    with suppress(ScorecardError), written_as(current()):  # the question tells errors in its place
        # A browser draws a page anew for each part that reaches it late: the verdict is there
        # before the first of them is sent.
        scope = place.scope_kind, place.scope
        st.session_state[_AHEAD] = _look(context, place.respondent, place.question, scope)


def _as_before(place: Place, view: QuestionView, back: GivenView) -> Given:
    """Return what was withdrawn, with its comment and link, to be given again."""
    return replace(
        place.given(back.choice, view),
        reason=back.reason,
        until=back.until,
        comment=back.comment,
        link=back.link,
    )


def _turn(place: Place) -> int:
    """Return how often something was refused here: what was picked then gives way to what is."""
    return int(st.session_state.get(f"refused|{place.key}", 0))


def _save(context: Context, place: Place, given: Given, *, first: bool = False) -> None:
    """Save, or note what stood in the way."""
    st.session_state.pop(_AHEAD, None)
    try:
        context.answering.save(given)
    except ScorecardError as error:
        st.session_state[f"told|{place.key}"] = str(error)
        st.session_state[f"refused|{place.key}"] = _turn(place) + 1
    else:
        st.session_state.pop(place.exempting, None)
        # A first answer moves the progress above; a changed one concerns its question alone.
        st.session_state[MOVED] = first or not given.seen_revision or given.choice == "withdrawn"


def _exemption(context: Context, view: QuestionView, place: Place) -> None:
    today = context.now().date()
    with st.form(f"exempt|{place.key}", border=False):
        st.text_input(say("Why does it not apply?"), max_chars=500, key=f"why|{place.key}")
        st.date_input(
            say("Until"),
            today + EXEMPT_FOR,
            min_value=today + timedelta(days=1),
            key=f"until|{place.key}",
        )
        st.form_submit_button(
            say("Ask for approval"), on_click=_exempt, args=(context, view, place)
        )


def _exempt(context: Context, view: QuestionView, place: Place) -> None:
    given = place.given("not_applicable", view)
    reason, until = (st.session_state[f"{asked}|{place.key}"] for asked in ("why", "until"))
    _save(context, place, replace(given, reason=reason, until=until))


def _exceptions(context: Context, view: QuestionView, place: Place, *, closed: bool) -> None:
    """Name what the same respondent answered for single teams and models; each can be revoked."""
    if view.excepted is None:
        return
    listed = folded(view.excepted, f"exceptions|{place.key}")
    if not listed.open:
        return
    with listed:
        for each in page_of(view.exceptions, place.key, A_PAGE):
            where = replace(place, scope_kind=each.scope_kind, scope=each.scope)
            given = where.given("withdrawn")
            back = replace(given, seen_revision=each.revision, evidence_shown=True)
            words, button = st.columns([5, 1], vertical_alignment="center")
            words.text(say("Except {place}: {choice}", place=each.scope, choice=each.label))
            button.button(
                say("Take back"),
                key=f"back|{where.key}",
                on_click=_save,
                args=(context, place, back),
                disabled=closed,
            )


def _remark_form(context: Context, view: QuestionView, place: Place, given: GivenView) -> None:
    """Take a comment and a link."""
    if given.choice == "not_applicable":  # a new revision of which would wait anew
        return
    # A field keeps what was typed; under the key of another revision it shows what is saved.
    keys = {name: f"{name}|{place.key}|{given.revision}" for name in ("comment", "link")}
    with st.form(f"remarks|{place.key}", border=False):
        st.text_area(
            say("Comment"), given.comment or "", max_chars=COMMENT_LENGTH, key=keys["comment"]
        )
        st.text_input(
            say("Where it can be seen"), given.link or "", placeholder="https://", key=keys["link"]
        )
        st.form_submit_button(
            say("Save comment and link"), on_click=_commented, args=(context, view, place, keys)
        )


def _commented(context: Context, view: QuestionView, place: Place, keys: dict[str, str]) -> None:
    given = view.given
    if given is not None:
        comment, link = (st.session_state[keys[name]] for name in ("comment", "link"))
        again = place.given(given.choice, view)
        _save(context, place, replace(again, comment=comment, link=link))
