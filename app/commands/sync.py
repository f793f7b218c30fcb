"""`sync`: read the sources now."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from app import text
from app.commands.shared.home import NOTHING_SET, opened
from app.commands.shared.options import CONFIG, DEMO, HOME
from app.context import Context
from data.errors import SettingsError
from data.written import SyncRun

LABEL_WIDTH = 40
ENDED = ("ok:", "partial:", "failed:", "quarantined:")
"""How the last thing begins that a sync tells of a source."""


@click.command("sync")
@click.argument("sources", nargs=-1)
@HOME
@CONFIG
@DEMO
@click.option(
    "--accept-shrunken",
    multiple=True,
    metavar="SOURCE",
    help="Land this source although it lost many models: they are truly gone.",
)
def command(
    sources: tuple[str, ...],
    home: Path | None,
    config: Path | None,
    accept_shrunken: tuple[str, ...],
    *,
    demo: bool,
) -> None:
    """Read SOURCES now (all of them where none is named)."""
    with opened(home, config, demo=demo) as context:
        _ = context.questionnaire
        runs = _sync(context, sources, accept_shrunken)
        if demo:
            context.prepare_demo()
    for run in runs:
        click.echo(text.sync_line(run))
    if any(run.status in {"failed", "quarantined"} for run in runs):
        sys.exit(1)


def _sync(
    context: Context, sources: Sequence[str], accept_shrunken: Sequence[str]
) -> list[SyncRun]:
    total = len(set(sources) or context.settings.sources)
    if not total:
        raise SettingsError(NOTHING_SET)
    if not sys.stderr.isatty():
        return context.syncing.run(sources, accept_shrunken=accept_shrunken)
    with click.progressbar(length=total, label="Syncing", file=sys.stderr) as bar:

        def tell(source: str, what: str) -> None:
            # Of one width, so that the line neither wraps nor leaves old letters behind.
            bar.label = f"{source}: {what}"[:LABEL_WIDTH].ljust(LABEL_WIDTH)
            bar.update(int(what.startswith(ENDED)))
            bar.render_progress()

        return context.syncing.run(sources, accept_shrunken=accept_shrunken, on_progress=tell)
