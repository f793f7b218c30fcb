"""What commands share: how errors are shown, and the options that choose a home and settings."""

from pathlib import Path
from typing import Any

import click

from data.errors import ScorecardError


class Commands(click.Group):
    """Shows errors of ours as the sentences they are; a defect keeps its traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except ScorecardError as error:
            click.echo(f"error: {error}", err=True)
            ctx.exit(1)


HOME = click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of all data (default: .mlops-scorecard).",
)
CONFIG = click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Settings file (default: mlops-scorecard.toml, if it is there).",
)
DEMO = click.option(
    "--demo", is_flag=True, help="Use the demo portfolio, synced first if the home has none."
)
OUTPUT = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File (default: standard output).",
)
