"""`check`: whether the settings hold and every connection works, with the mend for what fails."""

import sys
from pathlib import Path

import click

from app.commands.shared.options import CONFIG, HOME
from app.config import load
from app.context import Context
from app.pack_check import check_packs


@click.command("check")
@HOME
@CONFIG
def command(home: Path | None, config: Path | None) -> None:
    """Check the settings file and try every connection, naming the mend for what fails."""
    settings = load(config, home)
    click.echo(f"ok    settings  {settings.file or 'none found: defaults are used'}")
    with Context(settings) as context:
        results = (*check_packs(context), *context.syncing.check())
        for result in results:
            click.echo(f"{'ok' if result.good else 'FAILS':<5} {result.name}  {result.text}")
        # What the last sync brought in vain is no failure: it is left out, and told.
        ends = context.statements.loose_ends() if context.state() == "ready" else []
        unusable = context.syncing.unusable()
    for source, said in ends:
        click.echo(f"note  {source}  {said}")
    for each in unusable:
        click.echo(f"note  {each.package}  {each}")
    if not settings.sources:
        click.echo("No source is set: add a [sources.NAME] table, or try serve --demo.")
    if not all(result.good for result in results):
        sys.exit(1)
