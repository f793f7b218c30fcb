"""Taking the scorecard along: a snapshot is frozen when its file is asked for."""

from functools import partial

import streamlit as st

from app import exports
from app.context import Context


def _content(context: Context, name: str) -> bytes:
    return context.export(name).content


def snapshot_buttons(context: Context) -> None:
    """Offer the snapshot in every format there is."""
    with st.container(horizontal=True):
        for name, export in exports.discover().items():
            st.download_button(
                f"Download {name.upper()}",
                data=partial(_content, context, name),
                file_name=f"scorecard{export.SUFFIX}",
                mime=export.MIME,
                icon=":material/download:",
                on_click="ignore",
                key=f"download-{name}",
            )
