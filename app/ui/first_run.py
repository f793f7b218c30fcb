"""What is seen before there is a scorecard: the demo in one click, and how to connect."""

import streamlit as st

from app.context import Context
from app.ui.current import use_demo
from app.ui.plain import plain
from app.ui.sync_progress import show_sync

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
    state = context.state()
    if state == "configured":
        _first_sync(context)
    elif state == "empty":
        _offer()
    elif not context.is_judged():
        with st.spinner("Holding every claim against the evidence"):
            context.scorecard()
    return state == "ready"


def _first_sync(context: Context) -> None:
    st.title("One sync, and the scorecard is here", anchor=False)
    names = ", ".join(source.name for source in context.settings.sources)
    st.markdown(f"Connected and never read: {plain(names)}.")
    if not context.syncing.progress().running and st.button("Sync now", type="primary"):
        context.syncing.start()
    show_sync(context)
    _setup_link("Add another source")


def _offer() -> None:
    st.title("Nothing is connected yet", anchor=False)
    st.markdown(
        "Five questions about your machine-learning models, answered with evidence: who owns "
        "each one, how fast it can be rolled back, whether its decisions can be explained, "
        "whether its cost is under control, and whether the knowledge is institutional."
    )
    demo, own = st.columns(2, gap="large")
    with demo:
        st.header("See it with a demo portfolio", anchor=False)
        st.markdown(
            "A simulated company with two dozen models, a year of cost and incidents, and six "
            "people's answers. It is kept apart from anything of yours."
        )
        if st.button("Open the demo", type="primary"):
            context = use_demo()
            with st.spinner("Preparing the demo portfolio"):
                context.prepare_demo()
            st.rerun()
    with own:
        st.header("Connect what you have", anchor=False)
        st.markdown(
            "The setup page tries each connection, writes the settings file and reads it for the "
            "first time."
        )
        _setup_link("Connect a source")
        st.markdown(
            "Or write `mlops-scorecard.toml` in the folder where you start the program. Secrets "
            "stay in environment variables; the file only names them."
        )
        st.code(EXAMPLE, language=None)
        st.markdown("Then run `mlops-scorecard check`, `mlops-scorecard sync`, and reload.")


def _setup_link(label: str) -> None:
    st.page_link(st.session_state["pages"]["setup"], label=label, icon=":material/arrow_forward:")
