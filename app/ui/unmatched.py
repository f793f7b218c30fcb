"""Things that found no model: a page of them, one opened, one given to a model or taken back."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from app.charts import review as charts
from app.context import Context
from app.reviewing import Mapping
from app.ui import address
from app.ui.drawn import drawn
from app.ui.links import named
from app.ui.plain import plain
from app.ui.stating import state
from app.views.grid import csv_of
from app.views.review import ReviewView, Section, ThingRow, grid_of, key_of, near_words
from app.wording import say
from assessments.unmatched import Thing
from data.written import Respondent

_GIVEN = "given-unmatched"
_SEEN = "seen-mapping"
"""The hash of the mapping file as the page that was looked at had it."""


def section(context: Context, view: Section, *, accepts: bool) -> None:
    """Draw one kind of things, a page at a time, and offer all of them as CSV."""
    st.header(plain(view.title), anchor=False)
    place = st.container()
    page = 1
    if view.rows:
        with st.container(horizontal=True, vertical_alignment="center"):
            if view.pages > 1:
                page = st.pagination(view.pages, key=f"{view.kind}|{view.pages}")
            st.download_button(
                say("Download CSV"),
                data=partial(csv_of, grid_of(view)),
                file_name=f"unmatched-{view.kind}.csv",
                mime="text/csv",
                icon=":material/download:",
                type="tertiary",
                on_click="ignore",
                key=f"{view.kind}|csv",
            )
    shown = view.page(page)
    found = context.reviewing.near([row.thing for row in shown])
    near = {key_of(thing): names for thing, names in found.items()}
    with place:
        drawn(
            charts.unmatched(view, shown, near, accepts=accepts), f"unmatched|{view.kind}", _clicked
        )


def _clicked(key: str) -> None:
    if key.startswith(charts.GIVE):
        thing, _, model = key.removeprefix(charts.GIVE).partition("|")
        st.session_state[_GIVEN] = (thing, model)
    else:
        address.open_over({"thing": key.removeprefix(charts.OPEN)})


def _thing(context: Context, key: str) -> Thing | None:
    return next((each for each in context.reviewing.things() if key_of(each) == key), None)


def give(context: Context, person: Respondent | None) -> None:
    """Accept the suggestion that was clicked, once it is known who does."""
    asked = st.session_state.pop(_GIVEN, None)
    if asked is None:
        return
    if person is None:
        st.warning(say("Say who you are first, then accept."), icon=":material/person:")
        return
    key, model = asked
    thing = _thing(context, key)
    if thing is not None:
        _accept(context, thing, model, person.id)


def _accept(context: Context, thing: Thing, model: str, person: str) -> None:
    seen = st.session_state.get(_SEEN)
    done = say(
        "{thing} belongs to {model} from now on, and in all history", thing=thing.what, model=model
    )
    state(context, done, partial(context.reviewing.accept, thing, model, seen, person))


def remember(mapping: Mapping | None) -> None:
    """Keep which mapping file the page shows: what is clicked next was decided on that one."""
    st.session_state[_SEEN] = None if mapping is None else mapping.sha256


def undo(context: Context, person: Respondent | None) -> None:
    """Offer to take back what was accepted last."""
    last = context.reviewing.last()
    if last is None:
        return
    label = say("Undo: {thing} belongs to {model}", thing=last.what, model=last.model)
    if st.button(
        plain(label), icon=":material/undo:", key="undo-unmatched", disabled=person is None
    ):
        done = say("{thing} belongs to no model again", thing=last.what)
        state(context, done, partial(context.reviewing.undo, person.id if person else ""))


def open_asked(context: Context, view: ReviewView, here: Callable[[], str | None]) -> None:
    """Open the thing that was clicked, over the page."""
    rows = [row for each in view.sections for row in each.rows]
    found = named("thing", lambda key: next((row for row in rows if row.key == key), None))
    if found is not None:
        dialog = st.dialog(plain(found.what), width="medium", on_dismiss=address.close)
        dialog(_opened)(context, view, found, here())


def _opened(context: Context, view: ReviewView, row: ThingRow, person: str | None) -> None:
    st.text(f"{row.amount} {row.share}".strip())
    st.caption(plain(row.about))
    if not row.selected_by:
        st.info(say("It says too little of itself: nothing that a rule could select it by."))
        return
    near = context.reviewing.near([row.thing])[row.thing]
    models = list(dict.fromkeys([*(each.model for each in near), *context.reviewing.models()]))
    words = {
        each.model: say("{model}: a name like its own", model=near_words(each)) for each in near
    }
    key = f"belongs|{row.key}"
    likely = models[0] if near else None
    st.session_state[key] = address.chosen("belongs", models) or likely
    model = st.selectbox(
        say("Belongs to"),
        models,
        index=0 if near else None,
        format_func=lambda each: words.get(each, each),
        placeholder=say("Choose a model"),
        key=key,
        on_change=address.choose_inside,
        args=("belongs", key),
    )
    if model is None:
        return
    st.caption(say("What the mapping file then says, under `models:`"))
    st.code(context.reviewing.lines(row.thing, model), language=None)
    if not view.may_accept:
        return
    if person is None:
        st.caption(say("Say who you are on the page, to accept it here."))
    elif st.button(say("Accept"), type="primary"):
        _accept(context, row.thing, model, person)
