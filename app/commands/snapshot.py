"""`snapshot`: the scorecard as it stands now, frozen, as a file."""

from pathlib import Path

import click

from app import text
from app.commands.shared.home import opened, prepare, require_sources
from app.commands.shared.options import CONFIG, DEMO, HOME, OUTPUT
from app.commands.shared.output import write
from app.exports import discover


@click.command("snapshot")
@HOME
@CONFIG
@DEMO
@click.option(
    "--format", "kind", type=click.Choice(sorted(discover())), default="json", show_default=True
)
@OUTPUT
def command(
    home: Path | None, config: Path | None, kind: str, output: Path | None, *, demo: bool
) -> None:
    """Freeze the scorecard as it stands now, and write it out."""
    with opened(home, config, demo=demo) as context:
        prepare(context)
        require_sources(context)
        export = context.export(kind)
    if output is None:
        click.echo(export.content, nl=False)
        return
    write(output, export.content)
    click.echo(f"{output}  {text.file_size(len(export.content))}  sha256 {export.sha256}")
