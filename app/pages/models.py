"""All production models, and one model: who answers for it, what served, what broke, its cost."""

from typing import Any

import streamlit as st

from app.charts import findings
from app.charts import models as charts
from app.charts.timeline import event_list, timeline
from app.context import Context
from app.ui.drawn import drawn
from app.ui.first_run import ready
from app.ui.links import ask_model, open_addressed
from app.ui.plain import plain
from app.views.model import model_view
from app.views.models import SORTS, ModelFilters, model_filters, models_view

TITLE = "Models"
SECTION = "Platform engineers"
ORDER = 30


def render(context: Context) -> None:
    """Draw the model that the address names, or all of them."""
    if not ready(context):
        return
    chosen = st.query_params.get("model")
    if chosen is not None and chosen in context.scopes().models:
        _one(context, chosen)
    else:
        _all(context)


def _all(context: Context) -> None:
    card = context.scorecard()
    title = st.empty()
    asked = _filters(model_filters(card))
    view = models_view(card, **asked, page=1)
    table = st.container()
    if view.pages > 1:
        page = st.pagination(view.pages, key="page", bind="query-params")
        view = models_view(card, **asked, page=page)
    title.title(plain(view.title), anchor=False)
    with table:
        drawn(charts.models_table(view), "models", ask_model)
    st.caption(f"{view.shown}. Cost: {view.window}." if view.shown else f"Cost: {view.window}.")
    st.page_link(
        st.session_state["pages"]["cost"], label="Explore cost", icon=":material/arrow_forward:"
    )


def _filters(offered: ModelFilters) -> dict[str, Any]:
    """Ask which models to show; what is asked stands in the address."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        find = st.text_input(
            "Find",
            placeholder="Model, owner, purpose",
            key="find",
            bind="query-params",
            on_change=_first_page,
        )
        team = st.selectbox(
            "Team",
            offered.teams,
            index=None,
            placeholder="All teams",
            key="team",
            bind="query-params",
            on_change=_first_page,
        )
        tier = st.selectbox(
            "Tier",
            offered.tiers,
            index=None,
            placeholder="All",
            key="tier",
            bind="query-params",
            on_change=_first_page,
        )
        sort = st.selectbox(
            "Worst first by",
            list(SORTS),
            format_func=SORTS.__getitem__,
            key="sort",
            bind="query-params",
            on_change=_first_page,
        )
    return {"find": find, "team": team, "tier": tier, "sort": sort}


def _first_page() -> None:
    st.session_state["page"] = 1


def _one(context: Context, model: str) -> None:
    card = context.scorecard()
    score = next(each for each in card.models if each.facts.model == model)
    view = model_view(score, context.model_story(model), card, context.answering.told(model))
    if st.button("All models", icon=":material/arrow_back:", type="tertiary"):
        st.query_params.clear()
        st.rerun()
    st.title(plain(f"{view.model}: {view.headline}"), anchor=False)
    if view.purpose:
        st.text(view.purpose)
    drawn(charts.owner(view.owner) + charts.facts(view.facts), "facts")
    st.header("What served, was released and broke", anchor=False)
    drawn(timeline(view.timeline), "timeline")
    with st.expander("The same as a list"):
        drawn(event_list(view.timeline), "events")
    st.header("Claims and evidence", anchor=False)
    drawn(findings.sections(view.areas), "findings")
    left, right = st.columns(2, gap="large")
    with left:
        st.header("Cost by month", anchor=False)
        drawn(charts.cost(view.cost), "cost")
        drawn(charts.allocation(view.allocation), "allocation")
    with right:
        st.header("Owners and deputies", anchor=False)
        drawn(charts.owners(view.owners), "owners")
    st.header("Incidents", anchor=False)
    drawn(charts.incidents(view.incidents), "incidents")
    st.header("Documents", anchor=False)
    drawn(charts.documents(view.documents), "documents")
    open_addressed(context, model)
