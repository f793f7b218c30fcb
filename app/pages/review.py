"""What found no model: where it might belong, accepted into the mapping file with one click."""

from datetime import datetime
from functools import partial

import streamlit as st

from app.charts import review as charts
from app.context import Context
from app.reviewing import Mapping
from app.ui import stating, who
from app.ui.drawn import drawn
from app.ui.first_run import ready
from app.ui.plain import plain
from app.ui.unmatched import give, open_asked, remember, section, undo
from app.views.review import review_view
from app.wording import phrase, say

TITLE = phrase("Review")
SECTION = "Platform engineers"
ORDER = 75


def _read_at(context: Context, mapping: Mapping | None) -> datetime | None:
    """Return when the mapping file was read last."""
    ages = {each.source: each.last_good for each in context.sources()}
    return None if mapping is None else ages.get(mapping.source)


def render(context: Context) -> None:
    """Draw what found no model, and coverage by source."""
    if not ready(context):
        return
    reviewing = context.reviewing
    mapping = reviewing.mapping()
    view = review_view(
        reviewing.things(),
        reviewing.coverage(),
        mapping,
        context.now(),
        find=st.query_params.get("find", ""),
        simulated=context.settings.demo,
        read_at=_read_at(context, mapping),
    )
    st.title(plain(view.headline), anchor=False)
    st.caption(plain(view.mapping))
    person = None
    if view.why_not is None:
        here = who.here([each.id for each in context.people.everyone() if each.active])
        asks = say("To accept something, say who you are") if here is None else say("You are")
        with st.expander(asks):
            person = who.choose(context)
    else:
        st.caption(plain(view.why_not).replace(r"\`", "`"))
    stating.told()
    give(context, person)
    remember(mapping)
    undo(context, person)
    st.text_input(
        say("Find"),
        placeholder=say("Part of a name"),
        key="find",
        bind="query-params",
        width=who.NARROW,
    )
    for each in view.sections:
        section(context, each, accepts=view.may_accept)
    st.header(plain(view.coverage_title), anchor=False)
    if view.coverage:
        drawn(charts.source_coverage(view.coverage), "source-coverage")
    open_asked(context, view, partial(who.here, [one.id for one in context.people.everyone()]))
