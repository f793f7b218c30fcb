"""The settings: what the product runs with, each connection tried, and a source taken out."""

import streamlit as st

from app.charts.settings import set_sources, settings_table
from app.context import Context
from app.setting_up import Change, is_set
from app.ui.current import reload
from app.ui.drawn import drawn
from app.ui.plain import plain
from app.views.settings import settings_view
from data.errors import ScorecardError

TITLE = "Settings"
SECTION = "Platform engineers"
ORDER = 95
_REMOVED = "settings-removed"
_LEAVING = "settings-leaving"


def render(context: Context) -> None:
    """Draw the settings."""
    context.state()  # a store that cannot be opened is told first
    if st.session_state.pop("settings-check", False):
        with st.spinner("Trying every connection"):
            context.setting_up.check_all()
    view = settings_view(
        context.settings,
        context.setting_up.last_check(),
        context.now(),
        is_set,
        st.get_option("server.port"),
    )
    st.title(plain(f"Settings: {view.sentence}"), anchor=False)
    why = context.setting_up.forbidden()
    if why:
        st.info(why)
    st.header("Sources", anchor=False)
    drawn(set_sources(view), "set-sources")
    if why is None:
        if view.sources:
            st.caption(view.checked)
        with st.container(horizontal=True):
            if view.sources and st.button("Check all", type="primary", key="check-all"):
                st.session_state["settings-check"] = True
                st.rerun()
            st.page_link(
                st.session_state["pages"]["setup"],
                label="Add a source",
                icon=":material/arrow_forward:",
            )
        _undo(context)
        if view.sources:
            _remove(context)
    st.header("What it runs with", anchor=False)
    st.markdown("Each is changed in the settings file, under the key that stands beside it.")
    drawn(settings_table(view.settings, "Settings"), "all-settings")
    st.header("Versions", anchor=False)
    drawn(settings_table(view.versions, "Versions"), "versions")


def _undo(context: Context) -> None:
    """Offer to put back the source that was removed last, while the file is as it was left."""
    change: Change | None = st.session_state.get(_REMOVED)
    if change is None or not context.setting_up.can_undo(change):
        return
    st.success(plain(f"{change.source} is no longer read; what it brought stays on disk."))
    if st.button(plain(f"Undo and put {change.source} back"), key="undo-remove"):
        try:
            context.setting_up.undo(change)
        except ScorecardError as error:
            st.error(plain(str(error)))
            return
        del st.session_state[_REMOVED]
        reload()
        st.rerun()


def _remove(context: Context) -> None:
    with st.expander("Remove a source"):
        names = [source.name for source in context.settings.sources]
        chosen = st.selectbox(
            "Source", names, index=None, placeholder="Choose a source", format_func=plain
        )
        if st.button("Remove", disabled=chosen is None, key="remove"):
            st.session_state[_LEAVING] = (chosen, context.setting_up.file())
        leaving, seen = st.session_state.get(_LEAVING, (None, None))
        if chosen is None or leaving != chosen:
            return
        st.warning(plain(f"{chosen} leaves the settings file. It can be undone here."))
        if not st.button(plain(f"Yes, remove {chosen}"), key="remove-surely"):
            return
        del st.session_state[_LEAVING]
        try:
            st.session_state[_REMOVED] = context.setting_up.remove(chosen, seen)
        except ScorecardError as error:
            st.error(plain(str(error)))
            return
        reload()
        st.rerun()
