"""What the answers are given for: everything, a team, or one model found by its name."""

from collections.abc import Sequence

import streamlit as st

from app.context import Context
from app.ui.plain import plain
from app.ui.who import NARROW
from app.views import scopes as views
from app.wording import say
from data.written import Respondent

Scope = tuple[str, str]
"""A scope kind and a name; the name is empty for the organisation."""


def choose_scope(context: Context, person: Respondent) -> Scope | None:
    """Ask what the answers are given for; it stands in the address. None: no team or model yet."""
    scopes = context.scopes()
    kinds = views.kinds_for(person, scopes)
    named_kind, _, named = st.query_params.get("for", "").partition("|")
    kind = st.segmented_control(
        say("Answering for"),
        kinds,
        default=named_kind if named_kind in kinds else kinds[0],
        format_func=lambda each: say(views.KINDS[each]),
        help=say("Answer once for all models, then again for the teams or models that differ."),
        key="scope-kind",
        on_change=_kept,
        args=("scope-kind",),
        required=True,
    )
    named = named if kind == named_kind else ""
    if kind == "team":
        return _team(views.teams_for(person, scopes), named)
    if kind == "model":
        return _model(views.models_for(person, scopes), named)
    return ("organisation", "")


def _kept(key: str, kind: str | None = None) -> None:
    """Write the choice into the address: a kind alone, or a kind and a name."""
    chosen = st.session_state[key]
    st.query_params["for"] = f"{kind}|{chosen or ''}" if kind else f"{chosen}|"


def _team(teams: tuple[str, ...], named: str) -> Scope | None:
    chosen = st.selectbox(
        say("Team"),
        teams,
        index=teams.index(named) if named in teams else 0,
        key="scope-team",
        on_change=_kept,
        args=("scope-team", "team"),
        width=NARROW,
    )
    return ("team", chosen) if chosen else None


def _model(models: Sequence[str], named: str) -> Scope | None:
    find = ""
    if len(models) > views.HITS:
        find = st.text_input(
            say("Find a model"), placeholder=say("Part of its name"), key="scope-find", width=NARROW
        )
    hits = views.find_models(models, find)
    offered = tuple(dict.fromkeys((*((named,) if named in models else ()), *hits.names)))
    chosen = st.selectbox(
        say("Model"),
        offered,
        index=offered.index(named) if named in offered else None,
        placeholder=say("Choose one"),
        key=f"scope-model|{find}|{named}",
        on_change=_kept,
        args=(f"scope-model|{find}|{named}", "model"),
        width=NARROW,
    )
    st.caption(plain(hits.sentence))
    return ("model", chosen) if chosen else None
