"""What the first visitor would wait for, done while nobody waits, once the server answers."""

import gc
import logging
import threading
from collections.abc import Callable

from app.pages import discover
from app.ui.current import current
from data.errors import ScorecardError

log = logging.getLogger(__name__)


def warm_up(first: Callable[[], None]) -> None:
    """Do `first`, then read the pages and judge the scorecard, in a thread of its own."""
    threading.Thread(target=_warm, args=(first,), name="warm-up", daemon=True).start()


def _warm(first: Callable[[], None]) -> None:
    first()
    discover()
    try:
        context = current()
        if context.state() == "ready":
            context.scorecard()
    except ScorecardError as error:  # which the first page tells as well
        log.info("The scorecard could not be judged ahead: %s", error)
    # Streamlit collects garbage after every run: it need not look through what stays.
    gc.collect()
    gc.freeze()
