"""The plan: how far the targets are, what to do first, and what that would change."""

import streamlit as st

from app.charts import plan as charts
from app.context import Context
from app.planning import Outcome
from app.ui import address, plan_choice
from app.ui.drawn import drawn
from app.ui.first_run import ready
from app.ui.links import named
from app.ui.plain import plain
from app.ui.plan_forms import open_action, targets_form
from app.views.plan import plan_view
from app.views.plan_actions import actions_view
from app.views.plan_file import plan_csv
from app.views.plan_outcome import outcome_view
from app.wording import phrase, say
from assessments.plan import Planned

TITLE = phrase("Plan")
SECTION = "Executives"
ORDER = 10
ALL = "all"


def render(context: Context) -> None:
    """Draw the plan from the top."""
    if not ready(context):
        return
    planning, chosen = context.planning, plan_choice.chosen()
    view = plan_view(planning.card(), planning.plan(), planning.path(), planning.targets_set())
    outcome = planning.outcome(chosen)
    st.title(plain(view.headline), anchor=False)
    st.caption(plain(view.quiet))
    _outcome(context, outcome)
    targets_form(context)
    _actions(context, outcome, chosen)
    _open_asked(context, chosen)


def _actions(context: Context, outcome: Outcome, chosen: list[str]) -> None:
    planning = context.planning
    head = st.empty()
    area = _area(context)
    if area is not None:
        _cheapest(context, say("Choose the cheapest path here"), area)
    page = int(st.session_state.get(f"plan-page|{area}") or 1)
    view = actions_view(
        planning.plan(),
        planning.card(),
        outcome,
        planning.notes(),
        planning.today(),
        area=area,
        page=page,
    )
    head.header(plain(view.title), anchor=False)
    drawn(charts.actions(view), "actions", plan_choice.picked)
    if view.pages > 1:
        st.pagination(view.pages, key=f"plan-page|{area}")
    st.caption(view.note)
    st.download_button(
        say("Download CSV"),
        data=lambda: plan_csv(planning, chosen),
        file_name=f"plan-{planning.today()}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )


def _cheapest(context: Context, label: str, area: str | None = None) -> None:
    """Offer the cheapest path to all targets, or to those of one area."""
    steps = context.planning.path(area).steps
    st.button(
        label,
        type="primary" if area is None else "secondary",
        disabled=not steps,
        on_click=plan_choice.choose,
        args=(tuple(each.planned.action.key for each in steps),),
    )


def _area(context: Context) -> str | None:
    """Ask for one area; None: all of them."""
    titles = {ALL: say("All")} | {each.id: each.title for each in context.questionnaire.areas}
    area: str = st.segmented_control(
        say("Area"),
        list(titles),
        default=address.chosen("area", list(titles)) or ALL,
        format_func=lambda each: plain(titles[each]),
        key="plan-area",
        on_change=address.on_change("area", "plan-area"),
        required=True,
        label_visibility="collapsed",
    )
    return None if area == ALL else area


def _outcome(context: Context, outcome: Outcome) -> None:
    planning = context.planning
    view = outcome_view(
        planning.card(), planning.plan(), outcome, planning.under_control(), planning.today()
    )
    st.header(plain(view.title), anchor=False)
    drawn(charts.outcome(view), "outcome")
    with st.container(horizontal=True):
        _cheapest(context, say("Choose the cheapest path"))
        st.button(
            say("Choose nothing"),
            disabled=not plan_choice.chosen(),
            on_click=plan_choice.choose,
            args=((),),
        )


def _open_asked(context: Context, chosen: list[str]) -> None:
    def of(key: str) -> Planned | None:
        actions = context.planning.plan().actions
        return next((each for each in actions if each.action.key == key), None)

    found = named("action", of)
    if found is not None:
        open_action(context, found, chosen)
