"""Which models are listed: search, filters, order and page, all of it in the address by its id."""

from collections.abc import Mapping

import streamlit as st

from app.context import Context
from app.ui import address
from app.views.model_choice import SORTS, ListFilters, Sort, Wanted
from app.views.model_list import ListView
from app.views.model_values import Listing, listing
from app.views.time_axis import SPANS, Span
from app.wording import say
from assessments.scoring import Verdict

_LISTS = frozenset({"find", "team", "tier", "area", "verdict", "sort", "page"})
"""What of the address is the list's."""
_FIRST: Sort = "exposure"
_A_YEAR: Span = "365"
_kept: list[tuple[object, object, Listing]] = []


def listed(context: Context) -> Listing:
    """Return all models; the same while neither scorecard nor details have changed."""
    card, details = context.scorecard(), context.model_details()
    for of_card, of_details, made in _kept:
        if of_card is card and of_details is details:
            return made
    made = listing(card, details)
    _kept[:] = [(card, details, made)]
    return made


def choose(offered: ListFilters) -> Wanted:
    """Offer the filters and the order; return what the address asks for."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        find = _words()
        tier = _choice(say("Tier"), "tier", offered.tiers, say("All"), 110)
        teams = {each: each for each in offered.teams}
        team = _choice(say("Team"), "team", teams, say("All teams"), 170)
        area = _choice(say("Area"), "area", offered.areas, say("All areas"), 170)
        verdict = _choice(say("Verdict"), "verdict", offered.verdicts, say("Any"), 145)
        sorts = {str(each): say(word) for each, word in SORTS.items()}
        sort = _choice(say("Worst first by"), "sort", sorts, sorts[_FIRST], 195)
    return Wanted(
        find=find,
        team=team,
        tier=None if tier is None else int(tier),
        area=area,
        verdict=None if verdict is None else Verdict(verdict),
        sort=next((each for each in SORTS if each == sort), _FIRST),
    )


def pages(view: ListView) -> None:
    """Offer the other pages of a list, where there are some."""
    if view.pages > 1:
        st.session_state["page"] = view.page
        st.pagination(view.pages, key="page", on_change=address.on_change("page", "page"))


def _words() -> str:
    st.session_state["find"] = st.query_params.get("find", "")
    return st.text_input(
        say("Find"),
        placeholder=say("Model, owner, purpose"),
        key="find",
        on_change=_asked,
        args=("find", "find"),
        width=220,
    )


def _choice(
    label: str, place: str, options: Mapping[str, str], nothing: str, width: int
) -> str | None:
    """Offer ids by their words; None: all."""
    key = f"models-{place}"
    # The address is what holds: a step back in the browser is a choice as well.
    st.session_state[key] = address.chosen(place, list(options))
    return st.selectbox(
        label,
        list(options),
        index=None,
        format_func=options.__getitem__,
        placeholder=nothing,
        key=key,
        on_change=_asked,
        args=(place, key),
        width=width,
    )


def _asked(place: str, key: str) -> None:
    """Keep what is asked for; other models than before begin on the first page."""
    st.query_params.pop("page", None)
    address.keep(place, key)


def span() -> Span:
    """Return how far back the story is told, as the address has it, else a year."""
    named = address.chosen("range", list(SPANS))
    return next((each for each in SPANS if each == named), _A_YEAR)


def spans() -> None:
    """Offer how far back the story is told."""
    st.session_state["models-range"] = span()
    st.segmented_control(
        say("How far back"),
        list(SPANS),
        format_func=lambda each: say(SPANS[each]),
        key="models-range",
        on_change=address.on_change("range", "models-range"),
        required=True,
        label_visibility="collapsed",
    )


def back() -> None:
    """Take the model out of the address; how the list was filtered and sorted stays there."""
    for place in set(st.query_params) - _LISTS:
        st.query_params.pop(place, None)
