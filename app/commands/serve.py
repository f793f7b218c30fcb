"""`serve`: the scorecard in browsers.

What the server does not need to answer, it imports once it answers: the start takes half as long.
"""

import importlib
import os
import socket
import sys
from pathlib import Path

import click

from app import entry
from app.commands.shared.options import CONFIG, DEMO, HOME
from app.config import Settings, load
from assessments import packs
from data.errors import SettingsError

LOOPBACK = ("localhost", "127.0.0.1", "::1")
"""Where only this machine can reach, a page elsewhere must not either, by a name of its own."""
ENTRY = Path(entry.__path__[0]) / "asgi.py"


@click.command("serve")
@HOME
@CONFIG
@DEMO
@click.option("--port", type=click.IntRange(1, 65535), help="Port of the page (default: 8501).")
def command(home: Path | None, config: Path | None, port: int | None, *, demo: bool) -> None:
    """Serve the scorecard to browsers."""
    settings = load(config, home, demo=demo)
    _prepare(settings)
    server = settings.table.server
    chosen = port or server.port
    _require_free(server.address, chosen)
    click.echo(f"Scorecard: http://{_reachable(server.address)}:{chosen}  (stop with Ctrl+C)")
    sys.stdout.flush()
    named = server.allowed_hosts or (LOOPBACK if server.address in LOOPBACK else ())
    hosts = [f"--server.allowedHosts={host}" for host in named]
    os.environ.update(environment(settings))
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


def _prepare(settings: Settings) -> None:
    """Make sure that the home can be used and the questions hold; the pages open the rest."""
    if settings.demo:
        shared = importlib.import_module("app.commands.shared.home")
        with shared.Context(settings) as context:
            shared.prepare(context)
        return
    settings.make_home()
    packs.load(settings.folder, settings.table.question_packs)


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
