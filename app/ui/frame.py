"""The frame around every page: navigation, the process's context, and errors as sentences."""

import os
from functools import cache, partial
from pathlib import Path

import streamlit as st

from app.config import load
from app.context import Context
from app.pages import Page, discover
from data.errors import ScorecardError


@cache
def process_context() -> Context:
    """Return the context that all visitors of this process share; it keeps nothing of theirs."""
    config = os.environ.get("MLOPS_SCORECARD_CONFIG")
    home = os.environ.get("MLOPS_SCORECARD_HOME")
    return Context(
        load(
            Path(config) if config else None,
            Path(home) if home else None,
            demo=bool(os.environ.get("MLOPS_SCORECARD_DEMO")),
        )
    )


def run() -> None:
    """Draw the page that the address names."""
    st.set_page_config(
        page_title="MLOps scorecard", page_icon=":material/fact_check:", layout="wide"
    )
    pages = [
        st.Page(
            partial(_draw, page), title=page.title, url_path=page.name, default=page.order == 0
        )
        for page in discover()
    ]
    st.navigation(pages, position="top").run()


def _draw(page: Page) -> None:
    try:
        page.render(process_context())
    except ScorecardError as error:
        st.title(page.title, anchor=False)
        st.error(str(error), icon=":material/error:")
        st.button("Try again", key="retry")
