"""Where a click on a drawing leads: to a model, to a finding in full, to the rows of a number.

What is open stands in the address: on the scorecard and on a model's page `?question=` with
`&model=`, or `?rows=` with `&of=`; on others `?finding=`. A pasted link opens the same.
"""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

import streamlit as st

from app.charts import findings
from app.charts.markup import TO_PAGE
from app.context import Context
from app.ui import address
from app.ui.behind import number, rows_behind
from app.ui.drawn import drawn
from app.ui.plain import plain
from app.views.attestable import ways
from app.views.finding import FindingView, finding_view
from app.views.numbers import number_view
from app.views.parts import finding_key
from app.wording import say
from assessments.scoring import Finding

Found = TypeVar("Found")
_TO = "to-page"
_OPEN = ("question", "model", "rows", "of")


def ask_over(key: str) -> None:
    """Put the finding that was clicked into the address of a page whose `question` is another."""
    address.open_over({"finding": key})


def ask_model(model: str) -> None:
    """Put a model into the address of the models page."""
    st.query_params["model"] = model


def ask(key: str) -> None:
    """Put what was clicked into the address: a finding, or a number such as `spend:<model>`.

    A way to another page is noted, for `follow`.
    """
    kind, colon, of = key.partition(":")
    question, bar, model = key.partition("|")
    if kind == TO_PAGE:
        st.session_state[_TO] = of
    elif colon and "|" not in kind:
        address.open_over({"rows": kind, "of": of}, _OPEN)
    else:
        address.open_over({"question": question} | ({"model": model} if bar else {}), _OPEN)


def follow() -> None:
    """Go to the page whose way was clicked."""
    page = st.session_state.pop(_TO, None)
    if page in st.session_state["pages"]:
        st.switch_page(st.session_state["pages"][page])


def _forget(*, keep_model: bool) -> None:
    model = st.query_params.get("model")
    address.open_over({"model": model} if keep_model and model is not None else {}, _OPEN)


def open_over(context: Context, question: str | None = None) -> None:
    """Open the finding that the address names, over a page whose `question` is another.

    `question` leaves those of all others to other parts of the page.
    """
    key = st.query_params.get("finding")
    if key is not None and question in {None, key.partition("|")[0]}:
        _open_finding(context, key, address.close)


def open_addressed(context: Context, model: str | None = None, snapshot: str | None = None) -> None:
    """Open what the address names, over the page.

    `model`: the page is that model's; `snapshot`: the page shows the scorecard of this one.
    """
    asked = st.query_params.to_dict()
    closed = partial(_forget, keep_model=model is not None)
    if "question" in asked:
        named = asked.get("model")
        key = asked["question"] if named is None else f"{asked['question']}|{named}"
        _open_finding(context, key, closed, snapshot)
    elif "rows" in asked:
        behind = context.behind() if snapshot is None else None
        view = number_view(asked["rows"], asked.get("of", ""), context.card(snapshot), behind)
        if view is None:
            gone(closed)
        else:
            dialog = st.dialog(plain(view.title), width="large", on_dismiss=closed)
            dialog(number)(context, view, ask)


def named(what: str, find: Callable[[str], Found | None]) -> Found | None:
    """Return what the address names to be open over a page; what is not there, it names no more."""
    key = st.query_params.get(what)
    found = None if key is None else find(key)
    if key is not None and found is None:
        gone(address.close)
    return found


def gone(closed: Callable[[], None]) -> None:
    """Say that an address names what is not there, and take it out of the address."""
    closed()
    st.toast(say("What the link names is not here: it may have been renamed or have gone."))


def _open_finding(
    context: Context,
    key: str,
    closed: Callable[[], None],
    snapshot: str | None = None,
) -> None:
    findings_of = context.card(snapshot).findings()
    found = next((each for each in findings_of if finding_key(each) == key), None)
    if found is None:
        gone(closed)
    else:
        about = found.subject or context.settings.organisation
        title = plain(say("{subject}: claim and evidence", subject=about))
        dialog = st.dialog(title, width="large", on_dismiss=closed)
        if snapshot is not None:
            dialog(_frozen)(found)
            return
        told = context.answering.told(found.subject, found.question.id)
        dialog(_finding)(context, found, finding_view(found, told.get(found.question.id)))


def _frozen(found: Finding) -> None:
    drawn(findings.finding(finding_view(found)), f"finding|{finding_key(found)}")


def _finding(context: Context, found: Finding, view: FindingView) -> None:
    drawn(findings.finding(view), f"finding|{finding_key(found)}")
    rows_behind(context, found)
    for way in ways(found, context.questionnaire.probes):
        st.page_link(
            st.session_state["pages"]["attestations"],
            label=plain(way.label),
            icon=":material/draw:",
            query_params=way.place,
        )
    if found.subject is not None:
        model_link(found.subject)


def model_link(model: str) -> None:
    """Offer the way to a model's page."""
    st.page_link(
        st.session_state["pages"]["models"],
        label=plain(say("Open {model}", model=model)),
        icon=":material/arrow_forward:",
        query_params={"model": model},
    )
