"""The scorecard over time: what rose or fell since a snapshot, like for like, and why."""

import streamlit as st

from app import text
from app.charts import trend as charts
from app.context import Context
from app.trends import Taken
from app.ui import address
from app.ui.download import snapshot_file
from app.ui.drawn import drawn
from app.ui.first_run import ready
from app.ui.links import ask, open_addressed
from app.ui.plain import plain
from app.ui.who import NARROW
from app.views.comparison import comparison_view
from app.views.trend import TODAY, trend_view
from app.wording import phrase, say

TITLE = phrase("Trend")
SECTION = "Executives"
ORDER = 20


def render(context: Context) -> None:
    """Draw the axis of snapshots, then what lies between two of them."""
    if not ready(context):
        return
    taken = context.trends.taken()
    view = trend_view(taken, context.trends.today())
    st.title(plain(view.headline), anchor=False)
    if view.note:
        st.caption(view.note)
    drawn(charts.trend(view), "trend")
    if st.button(say("Take a snapshot now"), icon=":material/photo_camera:"):
        context.trends.take()
        st.rerun()
    with st.spinner(say("Comparing what stood then with what stands now …")):
        after = _compared(context, taken) if taken else None
    st.header(say("Snapshots"), anchor=False)
    drawn(charts.snapshots(view), "snapshots")
    if taken:
        snapshot_file(context, {each.id: text.moment(each.made_at) for each in taken})
    open_addressed(context, snapshot=after)


def _compared(context: Context, taken: tuple[Taken, ...]) -> str | None:
    """Draw what lies between two moments; return the later one's snapshot, None: today."""
    before, after = _choose(taken, context.trends.last_taken())
    comparison = context.trends.compare(before, after)
    view = comparison_view(comparison)
    st.header(plain(view.title), anchor=False)
    drawn(charts.deltas(view), "deltas")
    st.header(plain(view.moved_title), anchor=False)
    if view.pages > 1:
        view = comparison_view(comparison, st.pagination(view.pages, key="p", bind="query-params"))
    drawn(charts.moved(view), "moved", ask)
    return after


def _choose(taken: tuple[Taken, ...], last: str | None) -> tuple[str, str | None]:
    """Ask for two moments: today and what it is held against, unless others are chosen."""
    days = {each.id: text.moment(each.made_at) for each in taken} | {TODAY: say("Today")}
    with st.container(horizontal=True):
        before = _moment(say("From"), "from", [each.id for each in reversed(taken)], days, last)
        place = [each.id for each in taken].index(before)
        later = [each.id for each in reversed(taken[place + 1 :])]
        after = _moment(say("To"), "to", [TODAY, *later], days)
    return before, None if after == TODAY else after


def _moment(
    label: str, name: str, options: list[str], days: dict[str, str], usual: str | None = None
) -> str:
    """Offer moments; the one that the address names is chosen, else the usual or the first."""
    key = f"{name}|{len(options)}"
    chosen: str = st.selectbox(
        label,
        options,
        index=options.index(address.chosen(name, options) or usual or options[0]),
        format_func=days.__getitem__,
        key=key,
        on_change=address.on_change(name, key),
        width=NARROW // 2,
    )
    return chosen
