"""The command line: serve, sync, check, snapshot, plan, and the groups of commands beside it."""

import importlib
import os
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from app import text
from app.commands.options import CONFIG, DEMO, HOME, OUTPUT, Commands
from app.commands.output import write
from app.commands.questions import questions
from app.config import Settings, load
from app.context import Context
from app.exports import discover
from app.pack_check import check_packs
from app.views.plan_file import plan_csv
from data.errors import SettingsError
from data.written import SyncRun

NOTHING_SET = "No source is set: add a [sources.NAME] table to the settings file, or use --demo"
LABEL_WIDTH = 40
ENDED = ("ok:", "partial:", "failed:", "quarantined:")
"""How the last thing begins that a sync tells of a source."""
LOOPBACK = ("localhost", "127.0.0.1", "::1")
"""Where only this machine can reach, a page elsewhere must not either, by a name of its own."""
ENTRY = Path(__file__).parent / "entry" / "asgi.py"


@click.group(cls=Commands)
@click.version_option(package_name="mlops-scorecard")
def main() -> None:
    """Hold what your company claims about its machine-learning models against the evidence."""


main.add_command(questions)


@main.command()
@HOME
@CONFIG
@DEMO
@click.option("--port", type=click.IntRange(1, 65535), help="Port of the page (default: 8501).")
def serve(home: Path | None, config: Path | None, port: int | None, *, demo: bool) -> None:
    """Serve the scorecard to browsers."""
    settings = load(config, home, demo=demo)
    with Context(settings) as context:
        _prepare(context)
    server = settings.table.server
    chosen = port or server.port
    _require_free(server.address, chosen)
    click.echo(f"Scorecard: http://{_reachable(server.address)}:{chosen}  (stop with Ctrl+C)")
    sys.stdout.flush()
    named = server.allowed_hosts or (LOOPBACK if server.address in LOOPBACK else ())
    hosts = [f"--server.allowedHosts={host}" for host in named]
    os.environ.update(environment(settings))
    # Only here: it takes longer to import than most commands to run.
    streamlit = importlib.import_module("streamlit.web.cli")
    options = (f"--server.port={chosen}", f"--server.address={server.address}", *hosts)
    streamlit.main(["run", str(ENTRY), *options], prog_name="streamlit")


def environment(settings: Settings) -> dict[str, str]:
    """Return how the server process is told its settings."""
    return {
        "MLOPS_SCORECARD_HOME": str(settings.home),
        "MLOPS_SCORECARD_CONFIG": str(settings.file.absolute()) if settings.file else "",
        "MLOPS_SCORECARD_DEMO": "1" if settings.demo else "",
    }


@main.command()
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
def sync(
    sources: tuple[str, ...],
    home: Path | None,
    config: Path | None,
    accept_shrunken: tuple[str, ...],
    *,
    demo: bool,
) -> None:
    """Read SOURCES now (all of them where none is named)."""
    with Context(load(config, home, demo=demo)) as context:
        _ = context.questionnaire
        runs = _sync(context, sources, accept_shrunken)
        if demo:
            context.prepare_demo()
    for run in runs:
        click.echo(text.sync_line(run))
    if any(run.status in {"failed", "quarantined"} for run in runs):
        sys.exit(1)


@main.command()
@HOME
@CONFIG
def check(home: Path | None, config: Path | None) -> None:
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


@main.command()
@HOME
@CONFIG
@DEMO
@click.option(
    "--format", "kind", type=click.Choice(sorted(discover())), default="json", show_default=True
)
@OUTPUT
def snapshot(
    home: Path | None, config: Path | None, kind: str, output: Path | None, *, demo: bool
) -> None:
    """Freeze the scorecard as it stands now, and write it out."""
    with Context(load(config, home, demo=demo)) as context:
        _prepare(context)
        if context.state() == "empty":
            raise SettingsError(NOTHING_SET)
        export = context.export(kind)
    if output is None:
        click.echo(export.content, nl=False)
        return
    write(output, export.content)
    click.echo(f"{output}  {text.file_size(len(export.content))}  sha256 {export.sha256}")


@main.command()
@HOME
@CONFIG
@DEMO
@OUTPUT
def plan(home: Path | None, config: Path | None, output: Path | None, *, demo: bool) -> None:
    """Write the plan out as CSV: one row an action, the best first."""
    with Context(load(config, home, demo=demo)) as context:
        _prepare(context)
        if context.state() == "empty":
            raise SettingsError(NOTHING_SET)
        content = plan_csv(context.planning)
        actions = text.count(len(context.planning.plan().actions), "action", "actions")
    if output is None:
        click.echo(content, nl=False)
        return
    write(output, content)
    click.echo(f"{output}  {text.file_size(len(content))}  {actions}")


def _prepare(context: Context) -> None:
    """Open the home; sync the demo portfolio where it was asked for and the home has none.

    The questions are read first: a pack that does not hold together stops everything.
    """
    _ = context.questionnaire
    state = context.state()
    if context.settings.demo:
        if state != "ready":
            click.echo("Preparing the demo portfolio …", err=True)
        context.prepare_demo()


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


def _require_free(address: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise SettingsError(
                f"Port {port} on {address} cannot be used ({error.strerror}): "
                "choose another with --port"
            ) from error


def _reachable(address: str) -> str:
    return "localhost" if address in {"0.0.0.0", "127.0.0.1", "::", "::1"} else address  # noqa: S104
