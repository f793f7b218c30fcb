"""The frame around every page: navigation, and errors of ours as sentences."""

from functools import partial

import streamlit as st

from app.pages import Page, discover
from app.ui.current import current
from data.errors import ScorecardError


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
        page.render(current())
    except ScorecardError as error:
        st.title(page.title, anchor=False)
        st.error(str(error), icon=":material/error:")
        st.button("Try again", key="retry")
