"""The scorecard over time: what moved since a snapshot, like for like, and why; then all of it."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app import text
from app.charts import trend as charts
from app.context import Context
from app.trends import Taken
from app.ui import address
from app.ui.download import snapshot_file
from app.ui.drawn import drawn
from app.ui.first_run import ready
from app.ui.links import ask, open_addressed
from app.ui.pages import page_of
from app.ui.plain import plain
from app.ui.turning import turn
from app.ui.who import NARROW
from app.views.changes import money_between
from app.views.comparison import (
    PAGE,
    ComparisonView,
    comparison_view,
    early_headline,
    moved_views,
    worst_first,
)
from app.views.trend import TODAY, TrendView, trend_view
from app.wording import phrase, say
from assessments.trend import Comparison, Point

TITLE = phrase("Trend")
SECTION = "Executives"
ORDER = 20
_PAGE = "p"
"""What the page of the list is called in the address."""


def render(context: Context) -> None:
    """Draw what lies between two moments and why, then the axis of all snapshots."""
    if not ready(context):
        return
    taken = context.trends.taken()
    today = context.trends.today()
    view = trend_view(taken, today)
    after = _compared(context, taken, today, view) if taken else None
    if not taken:
        st.title(plain(view.headline), anchor=False)
        _note(view)
    drawn(charts.trend(view), "trend")
    st.header(say("Snapshots"), anchor=False)
    if st.button(say("Take a snapshot now"), icon=":material/photo_camera:"):
        context.trends.take()
        st.rerun()
    drawn(charts.snapshots(view), "snapshots")
    if taken:
        snapshot_file(context, {each.id: text.moment(each.made_at) for each in taken})
    open_addressed(context, snapshot=after)


def _note(view: TrendView) -> None:
    if view.note:
        st.caption(view.note)


def _compared(
    context: Context, taken: tuple[Taken, ...], today: Point, trend: TrendView
) -> str | None:
    """Draw what lies between two moments; return the later one's snapshot, None: today."""
    title = st.empty()
    _note(trend)
    money = st.empty()
    choices = st.container(horizontal=True, vertical_alignment="bottom")
    with choices:
        before, after = _choose(taken, context.trends.last_taken())
    points = {each.id: each.point for each in taken} | {TODAY: today}
    snapshot = None if after == TODAY else after
    # Counted at once: to tell each of them with its causes takes longer.
    early = early_headline(points[before], points[after], until_now=snapshot is None)
    if early:
        title.title(plain(early), anchor=False)
    if control := money_between(points[before], points[after]):
        with money:
            drawn(charts.money(control), "money")
    with st.spinner(say("Comparing what stood then with what stands now …")):
        comparison = context.trends.compare(before, snapshot)
    view = comparison_view(comparison, until_now=snapshot is None)
    if not early:
        title.title(plain(view.headline), anchor=False)
    _moved(choices, comparison, view)
    st.header(plain(view.title), anchor=False)
    drawn(charts.deltas(view), "deltas")
    st.header(plain(trend.headline), anchor=False)
    return snapshot


def _moved(choices: DeltaGenerator, comparison: Comparison, view: ComparisonView) -> None:
    """Draw the findings that moved, those that are picked, a page at a time."""
    if not view.choices:
        return
    with choices:
        picked = turn(
            "moved", view.choices, say("What moved"), "chosen_moved", "collapsed", gone=(_PAGE,)
        )
    place = st.container()
    rows = page_of(worst_first(comparison.moved, picked), f"moved|{picked}", PAGE, _PAGE)
    with place:
        drawn(charts.moved(moved_views(rows)), "moved", ask)


def _choose(taken: tuple[Taken, ...], last: str | None) -> tuple[str, str]:
    """Ask for two moments: today and what it is held against, unless others are chosen."""
    days = {each.id: text.moment(each.made_at) for each in taken} | {TODAY: say("Today")}
    before = _moment(say("From"), "from", [each.id for each in reversed(taken)], days, last)
    place = [each.id for each in taken].index(before)
    later = [each.id for each in reversed(taken[place + 1 :])]
    return before, _moment(say("To"), "to", [TODAY, *later], days)


def _moment(
    label: str, name: str, options: list[str], days: dict[str, str], usual: str | None = None
) -> str:
    """Offer moments; the one that the address names is chosen, else the usual or the first."""
    key = f"{name}|{len(options)}"
    # The address is what holds: a step back in the browser is a choice as well.
    st.session_state[key] = address.chosen(name, options) or usual or options[0]
    chosen: str = st.selectbox(
        label,
        options,
        format_func=days.__getitem__,
        key=key,
        on_change=address.on_change(name, key, _PAGE),
        width=NARROW // 2,
    )
    return chosen
