"""The frame around every page: navigation, and errors of ours as sentences."""

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path

import streamlit as st

from app import conventions
from app.charts.navigation import Way, navigation
from app.pages import Page, discover
from app.ui.current import current
from app.ui.drawn import drawn
from app.ui.kept import Kept
from app.ui.links import ask, follow
from app.ui.plain import plain
from app.wording import say
from data.errors import ScorecardError

# A named icon would be fetched from another host, and a file be read with every click.
_SVG = Path(__file__).parents[1] / "static" / "mark.svg"
MARK = f"data:image/svg+xml;base64,{b64encode(_SVG.read_bytes()).decode()}"
# A dialog or a part of a page runs without the frame: what it writes asks here as well.
conventions.listen(lambda: st.context.locale)


def run() -> None:
    """Draw the page that the address names."""
    with conventions.written_as(conventions.current()):
        _run()


def _run() -> None:
    pages = discover()
    routes = _routes(pages)
    # Streamlit's own navigation is drawn anew, page for page, with every answer and click: it took
    # a quarter of the time from an answer to its verdict.
    asked = st.navigation(list(routes.values()), position="hidden")
    follow()
    here = next(page for page in pages if routes[page.name].url_path == asked.url_path)
    title = say("{page} · MLOps scorecard", page=asked.title)
    st.set_page_config(page_title=title, page_icon=MARK, layout="wide")
    drawn(_navigation(pages, here), "navigation", ask, styled=False)
    asked.run()


def _routes(pages: Sequence[Page]) -> Mapping[str, st.Page]:
    """Return the pages as Streamlit knows them, made once for a visitor who reads in one way."""
    signs = conventions.current()
    if st.session_state.get("pages-as") != signs:
        st.session_state["pages-as"] = signs
        st.session_state["pages"] = {
            page.name: st.Page(
                partial(_draw, page),
                title=say(page.title),
                url_path=page.name,
                default=page.order == 0,
            )
            for page in pages
        }
    routes: Mapping[str, st.Page] = st.session_state["pages"]
    return routes


def _ways(pages: Sequence[Page], here: Page) -> Iterator[list[Way]]:
    """Return the ways to the pages of each section."""
    for _, group in groupby(pages, lambda page: page.section):
        yield [
            Way(page.name, say(page.title), here=page == here, first=page.order == 0)
            for page in group
        ]


_navigation = Kept(lambda pages, here: navigation(_ways(pages, here)))


def _draw(page: Page) -> None:
    try:
        page.render(current())
    except ScorecardError as error:
        st.title(say(page.title), anchor=False)
        st.error(plain(str(error)), icon=":material/error:")
        st.button(say("Try again"), key="retry")
