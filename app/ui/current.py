"""The context that all visitors of this process share; it keeps nothing of theirs."""

import os
import threading
from pathlib import Path

from app.config import Settings, load
from app.context import Context

_lock = threading.Lock()
_contexts: list[Context] = []


def current() -> Context:
    """Return the process's context, made from what `serve` put into the environment."""
    with _lock:
        if not _contexts:
            _contexts.append(Context(_settings()))
        return _contexts[-1]


def _settings() -> Settings:
    config = os.environ.get("MLOPS_SCORECARD_CONFIG")
    home = os.environ.get("MLOPS_SCORECARD_HOME")
    return load(
        Path(config) if config else None,
        Path(home) if home else None,
        demo=bool(os.environ.get("MLOPS_SCORECARD_DEMO")),
    )


def use_demo() -> Context:
    """Let this process serve the demo portfolio, in a home beside its own, until it stops."""
    own = current().settings
    with _lock:
        if not _contexts[-1].settings.demo:
            beside = own.home.with_name(f"{own.home.name}-demo")
            _contexts.append(Context(load(home=beside, demo=True)))
        return _contexts[-1]


def reload() -> Context:
    """Let every visitor of this process go on with the settings as they now stand in the file.

    Whoever is in the middle of a page keeps the context before; the one before that is closed.

    Raises:
        SettingsError: the file does not hold; the settings before stay.
    """
    made = Context(_settings())
    with _lock:
        _contexts.append(made)
        for old in _contexts[:-2]:
            _contexts.remove(old)
            old.close()
        return made
