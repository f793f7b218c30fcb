"""What people set on the plan: a target for an area, and effort, owner and day of an action."""

from datetime import date

import streamlit as st

from app import text
from app.charts import plan as charts
from app.context import Context
from app.planning import LEAST_DAYS, MOST_DAYS, NOTE_LENGTH, OWNER_LENGTH, TIERS
from app.ui import address, who
from app.ui.drawn import drawn
from app.ui.plain import plain
from app.ui.who import NARROW
from app.views.plan_actions import action_view, title
from app.wording import say
from assessments.plan import Planned
from data.errors import Refused


def targets_form(context: Context) -> None:
    """Offer to set a target."""
    titles = {area.id: area.title for area in context.questionnaire.areas}
    with st.expander(say("Set a target")), st.form("target", border=False, width=NARROW):
        area = st.selectbox(say("Area"), list(titles), format_func=titles.__getitem__)
        tier = st.selectbox(say("Of"), [None, *TIERS], format_func=_tier)
        level = st.selectbox(say("Level"), [3, 4, 5, 2, 1, None], format_func=_level)
        due = st.date_input(say("By"), None, min_value=context.planning.today())
        by = _who(context)
        if not st.form_submit_button(say("Set"), type="primary"):
            return
        try:
            context.planning.set_target(area, tier, level, _day(due), by)
        except Refused as error:
            st.error(plain(str(error)))
        else:
            st.rerun()


def _tier(tier: int | None) -> str:
    return say("Tier {tier}", tier=tier) if tier else say("All without a target of their own")


def _level(level: int | None) -> str:
    return text.level(level) if level else say("No target: as the settings say")


def _who(context: Context) -> str:
    """Ask who sets it; empty until somebody is chosen."""
    people = {each.id: each.name for each in context.people.everyone() if each.active}
    named = who.here(list(people))
    return (
        st.selectbox(
            say("You are"),
            list(people),
            index=list(people).index(named) if named else None,
            format_func=people.__getitem__,
            placeholder=say("Choose your name"),
        )
        or ""
    )


def _day(chosen: object) -> date | None:
    return chosen if isinstance(chosen, date) else None


def open_action(context: Context, planned: Planned, chosen: list[str]) -> None:
    """Open one action over the page."""
    about = plain(title(planned.action))
    dialog = st.dialog(about, width="large", on_dismiss=address.close)
    dialog(_opened)(context, planned, chosen)


def _opened(context: Context, planned: Planned, chosen: list[str]) -> None:
    planning, key = context.planning, planned.action.key
    note = planning.notes().get(key)
    outcome = planning.outcome(chosen)
    view = action_view(planned, planning.card(), outcome, note, planning.today())
    drawn(charts.action(view), f"action|{key}")
    with st.form(f"agree|{key}", border=False):
        left, middle, right = st.columns(3)
        days = left.number_input(
            say("Effort in days"),
            LEAST_DAYS,
            MOST_DAYS,
            note.effort_days if note else None,
            step=0.5,
            placeholder=say("{days}, as estimated", days=f"{planned.action.estimate:g}"),
        )
        named = note.owner or "" if note else ""
        owner = middle.text_input(say("Owner"), named, max_chars=OWNER_LENGTH)
        due = right.date_input(say("Due"), note.due if note else None)
        noted = note.note or "" if note else ""
        words = st.text_area(say("Note"), noted, max_chars=NOTE_LENGTH)
        by = _who(context)
        if not st.form_submit_button(say("Save"), type="primary"):
            return
    try:
        planning.agree(key, days=days, owner=owner, due=_day(due), note=words, by=by)
    except Refused as error:
        st.error(plain(str(error)))
    else:
        address.close()
        st.rerun()
