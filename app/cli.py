"""The command line: serve, sync, check and snapshot."""

import os
import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from app import text
from app.config import Settings, load
from app.context import Context
from app.exports import discover
from data.errors import ScorecardError, SettingsError
from data.written import SyncRun

NOTHING_SET = "No source is set: add a [sources.NAME] table to the settings file, or use --demo"
LABEL_WIDTH = 40
ENDED = ("ok:", "partial:", "failed:", "quarantined:")
"""How the last thing begins that a sync tells of a source."""
LOOPBACK = ("localhost", "127.0.0.1", "::1")
"""Where only this machine can reach, a page elsewhere must not either, by a name of its own."""
ENTRY = Path(__file__).parent / "entry" / "asgi.py"


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


@click.group(cls=Commands)
@click.version_option(package_name="mlops-scorecard")
def main() -> None:
    """Hold what your company claims about its machine-learning models against the evidence."""


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
    # -P: `python -m` would put the working folder first on the path, and a folder there that is
    # called app or data would hide ours.
    os.execve(  # noqa: S606  no shell is wanted
        sys.executable,
        [
            *(sys.executable, "-P", "-m", "streamlit", "run", str(ENTRY)),
            *(f"--server.port={chosen}", f"--server.address={server.address}", *hosts),
        ],
        {**os.environ, **environment(settings)},
    )


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
        results = context.syncing.check()
    for result in results:
        click.echo(f"{'ok' if result.good else 'FAILS':<5} {result.name}  {result.text}")
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
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File (default: standard output).",
)
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
    try:
        _write(output, export.content)
    except OSError as error:
        raise SettingsError(
            f"{output}: cannot be written ({error.strerror}): name another file with --output"
        ) from error
    click.echo(f"{output}  {text.file_size(len(export.content))}  sha256 {export.sha256}")


def _write(file: Path, content: bytes) -> None:
    """Write a file whole or not at all; a device, a pipe or a link is written to, not replaced."""
    if file.exists() and not file.is_file():
        file.write_bytes(content)
        return
    target = file.resolve()
    partial = target.with_name(target.name + ".partial")
    try:
        partial.write_bytes(content)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def _prepare(context: Context) -> None:
    """Open the home; sync the demo portfolio where it was asked for and the home has none."""
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
