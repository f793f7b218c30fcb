"""The home that a command works on, opened with its settings."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from app.config import load
from app.context import Context
from data.errors import SettingsError

NOTHING_SET = "No source is set: add a [sources.NAME] table to the settings file, or use --demo"


@contextmanager
def opened(home: Path | None, config: Path | None, *, demo: bool = False) -> Iterator[Context]:
    """Open the home, and close it in the end."""
    with Context(load(config, home, demo=demo)) as context:
        yield context


def prepare(context: Context) -> None:
    """Make the home ready; sync the demo portfolio where it was asked for and the home has none.

    The questions are read first: a pack that does not hold together stops everything.
    """
    _ = context.questionnaire
    state = context.state()
    if context.settings.demo:
        if state != "ready":
            click.echo("Preparing the demo portfolio …", err=True)
        context.prepare_demo()


def require_sources(context: Context) -> None:
    """Make sure that there is something to show.

    Raises:
        SettingsError: no source is set, and none was ever read.
    """
    if context.state() == "empty":
        raise SettingsError(NOTHING_SET)
