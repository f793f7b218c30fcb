"""Setting up: a source is chosen, tried live, written into the settings file, and read."""

from typing import Any

import streamlit as st

from app import text
from app.context import Context
from app.setting_up import Change, File
from app.ui import address
from app.ui.current import reload
from app.ui.grids import grid
from app.ui.plain import plain
from app.ui.source_form import WIDTH, source_form
from app.ui.sync_progress import show_sync
from app.views.setup import form_view, kinds_view, missing, offered, values
from app.wording import many, phrase, say
from data.errors import ScorecardError

TITLE = phrase("Setup")
SECTION = "Platform engineers"
ORDER = 90
_ADDED = "setup-added"
_SYNCED = "setup-synced"


def render(context: Context) -> None:
    """Draw the steps from nothing to a scorecard of one's own."""
    context.state()  # a store that cannot be opened is told first
    sources = context.settings.sources
    if sources:
        title = many(
            "Setup: {number} source connected", "Setup: {number} sources connected", len(sources)
        )
    else:
        title = say("Setup: nothing is connected")
    st.title(plain(title), anchor=False)
    if why := context.setting_up.forbidden():
        st.info(why)
        kinds = offered(context.setting_up.kinds())
        st.header(plain(kinds.caption), anchor=False)
        grid(kinds, "offered")
        return
    _land(context)
    file = context.setting_up.file()
    st.markdown(
        say(
            "Sources are written into {file}. Secrets stay in environment variables; the file only "
            "names them.",
            file=plain(str(file.path)),
        )
    )
    # A place of its own: what comes beneath must not move when it goes.
    said_once = st.empty()
    if added := st.session_state.pop(_ADDED, None):
        told = say(
            "{source} is in the settings. Add another, or read what is connected.", source=added
        )
        said_once.success(plain(told))
    if sources:
        _first_sync(context)
    _new_source(context, file)


def _land(context: Context) -> None:
    """Go to the scorecard once the sync that was started here has brought one."""
    progress = context.syncing.progress()
    if not st.session_state.get(_SYNCED) or progress.running:
        return
    del st.session_state[_SYNCED]
    well = not progress.trouble() and all(run.status in ("ok", "partial") for run in progress.runs)
    if well and context.state() == "ready":
        st.switch_page(st.session_state["pages"]["scorecard"])


def _first_sync(context: Context) -> None:
    fresh = context.state() != "ready"
    st.header(say("Read what is connected"), anchor=False)
    st.markdown(plain(", ".join(source.name for source in context.settings.sources)))
    running = context.syncing.progress().running
    label = say("Run the first sync") if fresh else say("Sync now")
    if not running and st.button(label, type="primary", key="first-sync"):
        st.session_state[_SYNCED] = True
        context.syncing.start()
    show_sync(context)


def _new_source(context: Context, file: File) -> None:
    st.header(say("Add a source"), anchor=False)
    kinds = context.setting_up.kinds()
    groups = kinds_view(kinds)
    group = st.radio(
        say("What should it bring?"),
        list(groups),
        format_func=say,
        index=list(groups).index(address.chosen("brings", list(groups)) or next(iter(groups))),
        horizontal=True,
        key="setup-brings",
        on_change=address.keep,
        args=("brings", "setup-brings"),
    )
    views = {view.kind: view for view in groups[group]}
    key = f"setup-kind|{group}"
    chosen = address.chosen("kind", list(views))
    kind = st.selectbox(
        say("Which system or file holds it?"),
        list(views),
        index=list(views).index(chosen) if chosen else None,
        format_func=lambda each: views[each].title,
        placeholder=say("Choose a system or a kind of file"),
        key=key,
        on_change=address.keep,
        args=("kind", key),
        width=WIDTH,
    )
    if kind is None:
        return
    form = form_view(kinds[kind])
    st.markdown(plain(say("Brings {things}.", things=views[kind].brings)))
    st.markdown(plain(say("Needs: {rights}", rights=form.needs)))
    st.markdown(plain(say("Never reads: {things}", things=form.never_reads)))
    name = st.text_input(
        say("Name"),
        kind.replace("_", "-"),
        max_chars=40,
        help=say("How pages name it: lower-case letters, digits, - and _"),
        key=f"source-name|{kind}",
        width=WIDTH,
    ).strip()
    said = values(form, source_form(form))
    if empty := missing(form, said):
        st.caption(plain(say("Still to fill in: {settings}.", settings=text.listed(empty))))
    _act(context, file, (name, kind, said), ready=not empty and bool(name))


def _act(
    context: Context, file: File, source: tuple[str, str, dict[str, Any]], *, ready: bool
) -> None:
    with st.container(horizontal=True):
        test = st.button(say("Test connection"), disabled=not ready, key="test")
        add = st.button(say("Add to settings"), type="primary", disabled=not ready, key="add")
    try:
        if test:
            with st.spinner(say("Asking the source")):
                told = context.setting_up.try_out(*source)
            (st.success if told.good else st.error)(plain(told.text))
        if add:
            _added(context.setting_up.add(*source, file))
    except ScorecardError as error:
        st.error(plain(str(error)))
    if ready:
        with st.expander(say("The lines that are written"), width=WIDTH):
            st.code(_lines(context, source), language=None)


def _lines(context: Context, source: tuple[str, str, dict[str, Any]]) -> str:
    """Return the lines, once they hold: what does not may be a secret."""
    try:
        context.setting_up.make(*source)
    except ScorecardError:
        return say("# Shown once every setting is valid")
    return context.setting_up.lines(*source)


def _added(change: Change) -> None:
    reload()
    st.session_state[_ADDED] = change.source
    st.query_params.pop("kind", None)
    for key in [each for each in st.session_state if str(each).startswith("setup-kind|")]:
        del st.session_state[key]
    st.rerun()
