"""The settings: what the product runs with, each connection tried, and a source taken out."""

import streamlit as st

from app.charts.settings import set_sources, settings_table
from app.context import Context
from app.setting_up import Change, is_set
from app.ui.current import reload
from app.ui.drawn import drawn
from app.ui.plain import plain
from app.views.settings import settings_view
from app.wording import phrase, say
from data.errors import ScorecardError

TITLE = phrase("Settings")
SECTION = "Platform engineers"
ORDER = 95
_REMOVED = "settings-removed"
_LEAVING = "settings-leaving"


def render(context: Context) -> None:
    """Draw the settings."""
    context.state()  # a store that cannot be opened is told first
    if st.session_state.pop("settings-check", False):
        with st.spinner(say("Trying every connection")):
            context.setting_up.check_all()
    view = settings_view(
        context.settings,
        context.setting_up.last_check(),
        context.now(),
        is_set,
        st.get_option("server.port"),
        context.sources(),
    )
    st.title(plain(view.title), anchor=False)
    why = context.setting_up.forbidden()
    if why:
        st.info(why)
    st.header(say("Sources"), anchor=False)
    drawn(set_sources(view), "set-sources")
    if why is None:
        if view.sources:
            st.caption(view.checked)
        with st.container(horizontal=True):
            if view.sources and st.button(say("Check all"), type="primary", key="check-all"):
                st.session_state["settings-check"] = True
                st.rerun()
            st.page_link(
                st.session_state["pages"]["setup"],
                label=say("Add a source"),
                icon=":material/arrow_forward:",
            )
        _undo(context)
        if view.sources:
            _remove(context)
    st.header(say("What it runs with"), anchor=False)
    st.markdown(say("Each is changed in the settings file, under the key that stands beside it."))
    drawn(settings_table(view.settings, say("Settings")), "all-settings")
    st.header(say("Versions"), anchor=False)
    drawn(settings_table(view.versions, say("Versions")), "versions")


def _undo(context: Context) -> None:
    """Offer to put back the source that was removed last, while the file is as it was left."""
    change: Change | None = st.session_state.get(_REMOVED)
    if change is None or not context.setting_up.can_undo(change):
        return
    source = change.source
    st.success(
        plain(say("{source} is no longer read; what it brought stays on disk.", source=source))
    )
    if st.button(plain(say("Undo and put {source} back", source=source)), key="undo-remove"):
        try:
            context.setting_up.undo(change)
        except ScorecardError as error:
            st.error(plain(str(error)))
            return
        del st.session_state[_REMOVED]
        reload()
        st.rerun()


def _remove(context: Context) -> None:
    with st.expander(say("Remove a source")):
        names = [source.name for source in context.settings.sources]
        chosen = st.selectbox(
            say("Source"),
            names,
            index=None,
            placeholder=say("Choose a source"),
            format_func=plain,
        )
        if st.button(say("Remove"), disabled=chosen is None, key="remove"):
            st.session_state[_LEAVING] = (chosen, context.setting_up.file())
        leaving, seen = st.session_state.get(_LEAVING, (None, None))
        if chosen is None or leaving != chosen:
            return
        st.warning(
            plain(say("{source} leaves the settings file. It can be undone here.", source=chosen))
        )
        if not st.button(plain(say("Yes, remove {source}", source=chosen)), key="remove-surely"):
            return
        del st.session_state[_LEAVING]
        try:
            st.session_state[_REMOVED] = context.setting_up.remove(chosen, seen)
        except ScorecardError as error:
            st.error(plain(str(error)))
            return
        reload()
        st.rerun()
