"""The command line: the commands of app/commands, each imported when it is run."""

import importlib
import pkgutil

import click

from app import commands
from app.commands.shared.options import Commands


class Found(Commands):
    """The commands by their files; a command that is not run costs nothing."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the name of every file that is a command."""
        files = pkgutil.iter_modules(commands.__path__)
        return sorted(each.name for each in files if not each.ispkg)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command; None: there is none of this name."""
        if cmd_name not in self.list_commands(ctx):
            return None
        found: click.Command = importlib.import_module(f"{commands.__name__}.{cmd_name}").command
        return found


@click.group(cls=Found)
@click.version_option(package_name="mlops-scorecard")
def main() -> None:
    """Hold what your company claims about its machine-learning models against the evidence."""
