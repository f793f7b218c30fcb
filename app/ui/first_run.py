"""What is seen before there is a scorecard: the demo in one click, and how to connect."""

import streamlit as st

from app.context import Context
from app.ui.current import use_demo
from app.ui.plain import plain
from app.ui.sync_progress import show_sync
from app.wording import say

EXAMPLE = """\
organisation = "Example Ltd"

[sources.registry]
kind = "mlflow"
url = "https://mlflow.example.com"
token_env = "MLFLOW_TOKEN"

[sources.bill]
kind = "focus"
path = "bills"

[sources.pager]
kind = "pagerduty"
token_env = "PAGERDUTY_TOKEN"
"""


def ready(context: Context) -> bool:
    """Tell whether there is a scorecard; where there is none, draw the way to one."""
    if context.is_judged():
        return True
    state = context.state()
    if state == "configured":
        _first_sync(context)
    elif state == "empty":
        _offer()
    else:
        with st.spinner(say("Holding every claim against the evidence")):
            context.scorecard()
    return state == "ready"


def _first_sync(context: Context) -> None:
    st.title(say("One sync, and the scorecard is here"), anchor=False)
    names = ", ".join(source.name for source in context.settings.sources)
    st.markdown(say("Connected and never read: {sources}.", sources=plain(names)))
    if not context.syncing.progress().running and st.button(say("Sync now"), type="primary"):
        context.syncing.start()
    show_sync(context)
    _setup_link(say("Add another source"))


def _offer() -> None:
    st.title(say("Nothing is connected yet"), anchor=False)
    st.markdown(
        say(
            "Five questions about your machine-learning models, answered with evidence: who owns "
            "each one, how fast it can be rolled back, whether its decisions can be explained, "
            "whether its cost is under control, and whether the knowledge is institutional."
        )
    )
    demo, own = st.columns(2, gap="large")
    with demo:
        st.header(say("See it with a demo portfolio"), anchor=False)
        st.markdown(
            say(
                "A simulated company with two dozen models, a year of cost and incidents, and six "
                "people's answers. It is kept apart from anything of yours."
            )
        )
        if st.button(say("Open the demo"), type="primary"):
            context = use_demo()
            with st.spinner(say("Preparing the demo portfolio")):
                context.prepare_demo()
            st.rerun()
    with own:
        st.header(say("Connect what you have"), anchor=False)
        st.markdown(
            say(
                "The setup page tries each connection, writes the settings file and reads it for "
                "the first time."
            )
        )
        _setup_link(say("Connect a source"))
        st.markdown(
            say(
                "Or write `mlops-scorecard.toml` in the folder where you start the program. "
                "Secrets stay in environment variables; the file only names them."
            )
        )
        st.code(EXAMPLE, language=None)
        st.markdown(say("Then run `mlops-scorecard check`, `mlops-scorecard sync`, and reload."))


def _setup_link(label: str) -> None:
    st.page_link(st.session_state["pages"]["setup"], label=label, icon=":material/arrow_forward:")
