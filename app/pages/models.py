"""All production models, and one model: who answers for it, what served, what broke, its cost."""

from functools import partial

import streamlit as st

from app.charts import findings
from app.charts import models as charts
from app.charts.model_list import MODEL, model_list
from app.charts.timeline import event_list, timeline
from app.context import Context
from app.conventions import current
from app.ui import address, model_choice
from app.ui.drawn import drawn
from app.ui.first_run import ready
from app.ui.links import ask_model, ask_over, open_addressed, open_over
from app.ui.plain import plain
from app.views.model import model_view
from app.views.model_choice import list_filters
from app.views.model_file import models_csv
from app.views.model_list import list_view
from app.wording import phrase, say

TITLE = phrase("Models")
SECTION = "Executives"
ORDER = 30


def render(context: Context) -> None:
    """Draw the model that the address names, or all of them."""
    if not ready(context):
        return
    chosen = st.query_params.get("model")
    if chosen is None:
        _all(context)
    elif chosen in context.scopes().models:
        _one(context, chosen)
    else:
        _none(chosen)


def _all(context: Context) -> None:
    everyone = model_choice.listed(context)
    title = st.empty()
    wanted = model_choice.choose(list_filters(everyone))
    table, beneath = st.container(), st.container(horizontal=True, vertical_alignment="center")
    view = list_view(everyone, wanted, address.page())
    with beneath:
        model_choice.pages(view)
        st.download_button(
            say("Download CSV"),
            data=partial(models_csv, everyone, wanted, current()),
            file_name="models.csv",
            mime="text/csv",
            icon=":material/download:",
            type="tertiary",
            on_click="ignore",
        )
        st.page_link(
            st.session_state["pages"]["cost"],
            label=say("Explore cost"),
            icon=":material/arrow_forward:",
            width="content",
        )
    title.title(plain(view.title), anchor=False)
    with table:
        drawn(model_list(view), "models", _picked)
        st.caption(view.told)
    open_over(context)


def _picked(key: str) -> None:
    """Open what was picked in the list: a model, or the finding behind a cell."""
    kind, _, named = key.partition("|")
    if kind == MODEL:
        ask_model(named)
    else:
        ask_over(named)


def _none(model: str) -> None:
    """Say that the model of a link is not here."""
    st.title(say("The model of this link is not here"), anchor=False)
    st.text(
        say(
            "No production model is called “{model}”. It may have been renamed since the link was "
            "made, or serve no longer.",
            model=model,
        )
    )
    _back()


def _back() -> None:
    """Offer the way back to the list, as it was left."""
    st.button(
        say("All models"),
        icon=":material/arrow_back:",
        type="tertiary",
        on_click=model_choice.back,
    )


def _one(context: Context, model: str) -> None:
    card = context.scorecard()
    score = next(each for each in card.models if each.facts.model == model)
    story, told = context.model_story(model), context.answering.told(model)
    view = model_view(score, story, card, told, model_choice.span())
    _back()
    title = say("{model}: {headline}", model=view.model, headline=view.headline)
    st.title(plain(title), anchor=False)
    if view.purpose:
        st.text(view.purpose)
    drawn(charts.facts(view.facts, view.owner), "facts")
    st.header(view.timeline.title, anchor=False)
    model_choice.spans()
    st.caption(view.timeline.days)
    drawn(timeline(view.timeline), "timeline")
    with st.expander(say("The same as a list")):
        drawn(event_list(view.timeline), "events")
    st.header(say("Claims and evidence"), anchor=False)
    drawn(findings.sections(view.areas), "findings")
    left, right = st.columns(2, gap="large")
    with left:
        st.header(say("Cost by month"), anchor=False)
        drawn(charts.cost(view.cost), "cost")
        drawn(charts.allocation(view.allocation), "allocation")
    with right:
        st.header(say("Owners and deputies"), anchor=False)
        drawn(charts.owners(view.owners), "owners")
    st.header(say("Incidents"), anchor=False)
    drawn(charts.incidents(view.incidents), "incidents")
    st.header(say("Documents"), anchor=False)
    drawn(charts.documents(view.documents), "documents")
    open_addressed(context, model)
