"""What the first visitor would wait for, done while nobody waits, once the server answers."""

import gc
import importlib
import logging
import threading
from collections.abc import Callable

HEAVY = ("pandas", "plotly.graph_objects", "pyarrow", "streamlit.components.v2", "app.pages")
"""What pages import, and the server does not need to answer."""
log = logging.getLogger(__name__)


def warm_up(first: Callable[[], None]) -> None:
    """Import what pages use, do `first`, then judge the scorecard, in a thread of its own."""
    threading.Thread(target=_warm, args=(first,), name="warm-up", daemon=True).start()


def _warm(first: Callable[[], None]) -> None:
    for module in HEAVY:
        importlib.import_module(module)
    first()
    # Not at the top: they bring DuckDB and the store, for which a server's start would wait.
    from app.pages import discover
    from app.ui.current import current
    from data.errors import ScorecardError

    discover()
    try:
        context = current()
        if context.state() == "ready":
            context.scorecard()
    except ScorecardError as error:  # which the first page tells as well
        log.info("The scorecard could not be judged ahead: %s", error)
    # The collector need not look through what stays: 8 ms instead of 80 (with ten sessions).
    gc.collect()
    gc.freeze()
