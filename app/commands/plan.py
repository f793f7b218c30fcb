"""`plan`: the plan as a file."""

from pathlib import Path

import click

from app import text
from app.commands.shared.home import opened, prepare, require_sources
from app.commands.shared.options import CONFIG, DEMO, HOME, OUTPUT
from app.commands.shared.output import write
from app.views.plan_file import plan_csv


@click.command("plan")
@HOME
@CONFIG
@DEMO
@OUTPUT
def command(home: Path | None, config: Path | None, output: Path | None, *, demo: bool) -> None:
    """Write the plan out as CSV: one row an action, the best first."""
    with opened(home, config, demo=demo) as context:
        prepare(context)
        require_sources(context)
        content = plan_csv(context.planning)
        actions = text.count(len(context.planning.plan().actions), "action", "actions")
    if output is None:
        click.echo(content, nl=False)
        return
    write(output, content)
    click.echo(f"{output}  {text.file_size(len(content))}  {actions}")
