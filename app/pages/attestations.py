"""What people state besides their answers: attestations, drills and exemptions, until when."""

import streamlit as st

from app.context import Context
from app.ui import address, stating, who
from app.ui.attest_form import attest_form
from app.ui.drill_form import drill_form
from app.ui.exempt_form import exempt_form
from app.ui.first_run import ready
from app.ui.plain import plain
from app.ui.statement_lists import lists, open_asked
from app.views.statements import statements_view
from app.wording import phrase, say

TITLE = phrase("Attestations")
SECTION = "Respondents"
ORDER = 60
FORMS = {
    "attest": (phrase("Attest something"), attest_form),
    "drill": (phrase("Record a drill"), drill_form),
    "exempt": (phrase("Ask for an exemption"), exempt_form),
}


def render(context: Context) -> None:
    """Draw what was stated, and the forms to state more."""
    if not ready(context):
        return
    everything = context.statements.all()
    view = statements_view(everything, context.statements.today())
    st.title(plain(view.headline), anchor=False)
    person = who.choose(context, folded=True)
    if person is not None:
        asked = "attest" if "probe" in st.query_params else None
        chosen = st.segmented_control(
            say("Make a statement"),
            list(FORMS),
            default=address.chosen("do", list(FORMS)) or asked,
            format_func=lambda each: say(FORMS[each][0]),
            key="statement-form",
            on_change=address.on_change("do", "statement-form"),
        )
        if chosen is not None:
            FORMS[chosen][1](context, person)
    stating.told()
    lists(context, view)
    open_asked(context, everything, person)
