"""Taking the scorecard along: a snapshot is frozen when its file is asked for."""

from collections.abc import Mapping
from functools import partial

import streamlit as st

from app import exports
from app.context import Context
from app.ui import address
from app.ui.who import NARROW
from app.wording import say

_ASKED = "files-asked"


def _content(context: Context, name: str) -> bytes:
    return context.export(name).content


def ask_files() -> None:
    """Note that the scorecard's files are asked for, for `asked_files`."""
    st.session_state[_ASKED] = True


def asked_files(context: Context) -> None:
    """Offer the snapshot in every format there is, over the page, if they were just asked for."""
    if st.session_state.pop(_ASKED, False):
        st.dialog(say("Take this scorecard along"))(_files)(context)


def _files(context: Context) -> None:
    st.markdown(
        say(
            "A download freezes the scorecard as it stands now: every file carries the checksum "
            "of that snapshot, and Trend shows it from then on."
        )
    )
    for name, export in exports.discover().items():
        st.download_button(
            say("Download {format}", format=name.upper()),
            data=partial(_content, context, name),
            file_name=f"scorecard-{context.now().date()}{export.SUFFIX}",
            mime=export.MIME,
            icon=":material/download:",
            on_click="ignore",
            key=f"download-{name}",
        )


def snapshot_file(context: Context, taken: Mapping[str, str]) -> None:
    """Offer a snapshot that is kept, as it was frozen; `taken` words each id, oldest first."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        newest_first = list(taken)[::-1]
        key = "kept-snapshot"
        # The address is what holds: a step back in the browser is a choice as well.
        st.session_state[key] = address.chosen("kept", newest_first) or newest_first[0]
        chosen: str = st.selectbox(
            say("A snapshot as it was frozen"),
            newest_first,
            format_func=taken.__getitem__,
            key=key,
            on_change=address.on_change("kept", key),
            width=NARROW // 2,
        )
        st.page_link(
            st.session_state["pages"]["scorecard"],
            label=say("Open its scorecard"),
            icon=":material/arrow_forward:",
            query_params={"snapshot": chosen},
            width="content",
        )
        st.download_button(
            say("Download {format}", format="JSON"),
            data=lambda: context.trends.body(chosen).encode(),
            file_name=f"scorecard-{chosen}.json",
            mime="application/json",
            icon=":material/download:",
            on_click="ignore",
        )
