"""`serve`: on its port, from any folder, until it is told to stop."""

import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import demo_home as demo_homes
import pytest
import requests
from command_line import COMMAND, run, settings, told, working_folder
from mlflow_server import free_port
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Subprotocol


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return working_folder(tmp_path, monkeypatch)


@pytest.fixture(scope="module")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo_homes.demo_home(tmp_path_factory, answered=False)


def test_a_port_that_is_taken_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert told(run("serve", "--port", str(port))) == (
            1,
            "",
            (
                f"error: Port {port} on 127.0.0.1 cannot be used (Address already in use): choose "
                "another with --port\n"
            ),
        )


def test_an_address_that_is_not_ours_is_told() -> None:
    settings("[server]\naddress = '192.0.2.7'\n")
    assert told(run("serve", "--port", "8501")) == (
        1,
        "",
        (
            "error: Port 8501 on 192.0.2.7 cannot be used (Cannot assign requested address): "
            "choose another with --port\n"
        ),
    )


@contextmanager
def serving(folder: Path, *arguments: str) -> Iterator[tuple[int, "subprocess.Popen[str]"]]:
    """Serve from a folder until the block ends; what it says goes to `said` in that folder."""
    port = free_port()
    with (
        (folder / "said").open("w") as said,
        subprocess.Popen(
            [COMMAND, "serve", "--port", str(port), *arguments],
            cwd=folder,
            stdout=said,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process,
    ):
        try:
            wait_for_health(port, process)
            yield port, process
        finally:
            process.kill()


def wait_for_health(port: int, process: "subprocess.Popen[str]") -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert process.poll() is None, "serve has ended"
        try:
            answer = requests.get(f"http://127.0.0.1:{port}/_stcore/health", timeout=5)
            assert (answer.status_code, answer.text) == (200, "ok")
        except (requests.ConnectionError, requests.Timeout):
            time.sleep(0.1)
        else:
            return
    raise AssertionError("serve did not answer within a minute")


def first_page(port: int) -> str:
    """Open the page as a browser does; return all that it drew, once it is done."""
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    drawn = ""
    with connect(address, subprotocols=[Subprotocol("streamlit")], max_size=None) as socket:
        ask = BackMsg()
        ask.rerun_script.query_string = ""
        socket.send(ask.SerializeToString())
        while True:
            message = ForwardMsg.FromString(socket.recv(timeout=60))
            if message.WhichOneof("type") == "script_finished":
                return drawn
            drawn += str(message)


def test_serve_answers_on_its_port_and_stops_when_told(folder: Path) -> None:
    with serving(folder) as (port, process):
        drawn = first_page(port)
        process.send_signal(signal.SIGTERM)
        process.wait(10)
    assert "Nothing is connected yet" in drawn
    said = (folder / "said").read_text()
    assert said.startswith(f"Scorecard: http://localhost:{port}  (stop with Ctrl+C)\n")
    assert "Traceback" not in said


def test_packages_in_the_working_folder_never_take_the_place_of_ours(
    folder: Path, demo_home: Path
) -> None:
    for name in ("app", "assessments", "connectors", "data"):
        (folder / name).mkdir()
        (folder / name / "__init__.py").write_text(f"raise SystemExit('hostile {name}')\n")
    for name in ("streamlit", "click", "duckdb", "plotly"):
        (folder / f"{name}.py").write_text(f"raise SystemExit('hostile {name}')\n")

    with serving(folder, "--demo", "--home", str(demo_home)) as (port, process):
        drawn = first_page(port)
        process.send_signal(signal.SIGTERM)
        process.wait(10)
    assert "Velmora Mobility Group" in drawn
    assert "exception" not in drawn
    assert "hostile" not in (folder / "said").read_text()
