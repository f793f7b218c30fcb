"""Questions as forms: pick an answer, it is saved at once, and evidence and others are shown."""

from dataclasses import dataclass, replace
from datetime import timedelta

import streamlit as st

from app import charts
from app.answering import COMMENT_LENGTH, Given
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


def area_questions(
    context: Context, person: Respondent, questions: tuple[str, ...], scope: Scope | None
) -> None:
    """Draw the questions of one area, each in a part of the page that runs by itself.

    Without a scope only what is asked of the organisation can be answered.
    """
    asked = {each.id: each for each in context.questionnaire.questions}
    for question in questions:
        if asked[question].scope == "organisation":
            _question(context, person, question, ("organisation", ""))
        elif scope is not None:
            _question(context, person, question, scope)


@st.fragment
def _question(context: Context, person: Respondent, question: str, scope: Scope) -> None:
    answered = False
    with written_as(current()), st.container(border=True):
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
    asked = next(each for each in context.questionnaire.questions if each.id == question)
    current = context.rounds.current()
    revisions = context.answering.revisions_of(person.id, current.id, question)
    here = (question, *scope)
    view = question_view(
        asked,
        {place: found[-1] for place, found in revisions.items()},
        context.findings(asked),
        context.scopes().team_of,
        *scope,
        revisions=revisions.get(here, ()),
        last=context.answering.last_round_of(person.id, question).get(here),
    )
    place = Place(current.id, person.id, question, *scope)
    st.subheader(plain(f"{view.id} · {view.text}"), anchor=False)
    st.caption(plain(_why(view)))
    if view.last_round is not None:
        st.caption(say("{sentence}.", sentence=view.last_round))
    if told := st.session_state.pop(f"told|{place.key}", None):
        st.error(plain(told), icon=":material/error:")
    if current.open:
        _pick(context, view, place)
        if view.withdrawn is not None:
            _put_back(context, view, place, view.withdrawn)
    else:
        _read(view)
    _saved(view)
    _exceptions(context, view, place, closed=not current.open)
    if view.verdict is not None:
        drawn(_said(view), f"verdict|{place.key}", ask_over)
    if view.given is not None and current.open:
        _remark(context, view, place, view.given)
    return view.given is not None


def _why(view: QuestionView) -> str:
    if view.per_model:
        return view.why
    return say("{reason} Asked of the whole organisation.", reason=view.why)


def _said(view: QuestionView) -> str:
    """Return all that is drawn of an answer, as one drawing."""
    verdict = charts.answer_verdict(view.verdict, view.others) if view.verdict else ""
    if view.given is None:
        return verdict
    own = charts.remark(view.given.comment, view.given.link) + charts.history(view.given.revisions)
    return verdict + own


def _read(view: QuestionView) -> None:
    """Show the answer of a closed round."""
    given = view.given
    if given is None:
        st.text(say("Not answered in this round."))
    else:
        st.text(say("{choice}. {answer}", choice=given.label, answer=given.text))


def _pick(context: Context, view: QuestionView, place: Place) -> None:
    """Offer the answers; picking one saves it before anything is drawn anew."""
    words = {option.choice: option for option in view.options}
    given = view.given.choice if view.given else None
    key = _radio_key(place, given)
    choice = st.radio(
        view.text,
        list(words),
        index=list(words).index(given) if given in words else None,
        # A question pack may say anything: an answer is text, whatever Markdown makes of it.
        format_func=lambda each: plain(
            words[each].text if isinstance(each, int) else words[each].label
        ),
        captions=[
            plain(option.label if isinstance(option.choice, int) else option.text)
            for option in view.options
        ],
        key=key,
        on_change=_picked,
        args=(context, view, place, key),
        label_visibility="collapsed",
    )
    if choice == "not_applicable" and choice != given:
        _exemption(context, view, place)


def _put_back(context: Context, view: QuestionView, place: Place, back: GivenView) -> None:
    """Offer to give again what was withdrawn, with its comment and link."""
    given = replace(
        place.given(back.choice, view),
        reason=back.reason,
        until=back.until,
        comment=back.comment,
        link=back.link,
    )
    st.button(
        plain(say("Undo the withdrawal of {choice}", choice=back.label)),
        icon=":material/undo:",
        type="tertiary",
        key=f"again|{place.key}",
        on_click=_again,
        args=(context, place, given),
    )


def _again(context: Context, place: Place, given: Given) -> None:
    _save(context, place, given, first=True)
    _anew(place)


def _radio_key(place: Place, given: int | str | None) -> str:
    """Return a new key where another answer stands than the one that is picked on the page.

    A radio keeps what was picked; under a new key it shows what is saved.
    """
    key = f"answer|{place.key}|{_times(place)}"
    if st.session_state.get(key) in {None, given, "not_applicable"}:
        return key
    _anew(place)
    return f"answer|{place.key}|{_times(place)}"


def _times(place: Place) -> int:
    return int(st.session_state.get(f"anew|{place.key}", 0))


def _anew(place: Place) -> None:
    """Let the radio show what is saved, whatever was picked."""
    st.session_state[f"anew|{place.key}"] = _times(place) + 1


def _picked(context: Context, view: QuestionView, place: Place, key: str) -> None:
    choice = st.session_state[key]
    if choice != "not_applicable":  # which asks for more before it can be saved
        _save(context, place, place.given(choice, view), first=view.given is None)


def _save(context: Context, place: Place, given: Given, *, first: bool = False) -> None:
    """Save, or note what stood in the way."""
    try:
        context.answering.save(given)
    except ScorecardError as error:
        st.session_state[f"told|{place.key}"] = str(error)
    else:
        # A first answer moves the progress above; a changed one concerns its question alone.
        st.session_state[MOVED] = first or not given.seen_revision or given.choice == "withdrawn"


def _saved(view: QuestionView) -> None:
    if view.given is not None:
        saved = say("Saved {day}", day=view.given.when)
        if view.given.changed:
            saved = say("{saved}. {change}", saved=saved, change=view.given.changed)
        st.caption(plain(saved))


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


def _remark(context: Context, view: QuestionView, place: Place, given: GivenView) -> None:
    """Take a comment and a link, and let the answer be withdrawn."""
    more = folded(say("Comment, evidence link, withdrawal"), f"more|{place.key}")
    if not more.open:
        return
    with more:
        if given.choice != "not_applicable":  # a new revision of which would wait anew
            _remark_form(context, view, place, given)
        st.button(
            say("Withdraw this answer"),
            key=f"withdraw|{place.key}",
            on_click=_save,
            args=(context, place, place.given("withdrawn", view)),
        )


def _remark_form(context: Context, view: QuestionView, place: Place, given: GivenView) -> None:
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
