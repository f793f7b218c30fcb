"""What people set on the plan: a target for an area, and effort, owner and day of an action."""

from datetime import date

import streamlit as st

from app import text
from app.charts import plan as charts
from app.context import Context
from app.planning import LEAST_DAYS, MOST_DAYS, NOTE_LENGTH, OWNER_LENGTH, TIERS
from app.ui import who
from app.ui.drawn import drawn
from app.ui.plain import plain
from app.ui.who import NARROW
from app.views.plan_actions import action_view, title
from assessments.plan import Planned
from data.errors import Refused
from data.written import Respondent

NONE = "as the settings say"


def targets_form(context: Context) -> None:
    """Offer to set a target."""
    with st.expander("Set a target"):
        person = who.choose(context)
        if person is not None:
            _target(context, person)


def _target(context: Context, person: Respondent) -> None:
    titles = {area.id: area.title for area in context.questionnaire.areas}
    with st.form("target", border=False, width=NARROW):
        area = st.selectbox("Area", list(titles), format_func=titles.__getitem__)
        tier = st.selectbox(
            "Of",
            [None, *TIERS],
            format_func=lambda each: (
                f"Tier {each}" if each else "All without a target of their own"
            ),
        )
        level = st.selectbox(
            "Level",
            [3, 4, 5, 2, 1, None],
            format_func=lambda each: text.level(each) if each else f"No target: {NONE}",
        )
        due = st.date_input("By", None, min_value=context.planning.today())
        if not st.form_submit_button("Set", type="primary"):
            return
    try:
        context.planning.set_target(area, tier, level, _day(due), person.id)
    except Refused as error:
        st.error(plain(str(error)))
    else:
        st.rerun()


def _day(chosen: object) -> date | None:
    return chosen if isinstance(chosen, date) else None


def open_action(context: Context, planned: Planned, chosen: list[str]) -> None:
    """Open one action over the page."""
    st.dialog(plain(title(planned.action)), width="large")(_opened)(context, planned, chosen)


def _opened(context: Context, planned: Planned, chosen: list[str]) -> None:
    planning, key = context.planning, planned.action.key
    note = planning.notes().get(key)
    outcome = planning.outcome(chosen)
    view = action_view(planned, planning.card(), outcome, note, planning.today())
    drawn(charts.action(view), f"action|{key}")
    people = {each.id: each.name for each in context.people.everyone() if each.active}
    with st.form(f"agree|{key}", border=False):
        left, middle, right = st.columns(3)
        days = left.number_input(
            "Effort in days",
            LEAST_DAYS,
            MOST_DAYS,
            note.effort_days if note else None,
            step=0.5,
            placeholder=f"{planned.action.estimate:g}, as estimated",
        )
        owner = middle.text_input("Owner", note.owner or "" if note else "", max_chars=OWNER_LENGTH)
        due = right.date_input("Due", note.due if note else None)
        words = st.text_area("Note", note.note or "" if note else "", max_chars=NOTE_LENGTH)
        named = who.here(list(people))
        by = st.selectbox(
            "You are",
            list(people),
            index=list(people).index(named) if named else None,
            format_func=people.__getitem__,
            placeholder="Choose your name",
        )
        if not st.form_submit_button("Save", type="primary"):
            return
    try:
        planning.agree(key, days=days, owner=owner, due=_day(due), note=words, by=by or "")
    except Refused as error:
        st.error(plain(str(error)))
    else:
        st.rerun()
