"""The server: closed headers on every answer, compressed files, its own font, and the wheel."""

import http.client
import importlib.util
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from urllib.parse import urlsplit

import brotli
import pytest
import streamlit
from browser import served

from app.entry.asgi import HEADERS

PROJECT = Path(__file__).parents[1]
STATIC = Path(streamlit.__file__).parent / "static"
SCRIPT = max((STATIC / "static" / "js").glob("*.js"), key=lambda file: file.stat().st_size)


@dataclass(frozen=True)
class Answered:
    """What the server answered, byte for byte."""

    status: int
    headers: Message
    body: bytes


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("server")) as url:
        yield url


def ask(url: str, path: str, method: str = "GET", **headers: str) -> Answered:
    """Ask for a path just as it is written, which a browser would tidy up first."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=20)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers=named)
        response = connection.getresponse()
        return Answered(response.status, response.headers, response.read())
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/assessment?who=ghost", 200),
        ("GET", "/_stcore/health", 200),
        ("GET", "/assets/Inter.woff2", 200),
        ("GET", "/assets/mark.svg", 200),
        ("GET", f"/static/js/{SCRIPT.name}", 200),
        ("HEAD", "/assets/Inter.woff2", 200),
        ("GET", "/assets/ghost.woff2", 404),
        ("GET", "/static/js/ghost.js", 200),
        ("GET", "/media/ghost.json", 404),
        ("POST", "/assets/Inter.woff2", 405),
    ],
)
def test_every_answer_carries_the_headers_that_close_the_page(
    server: str, method: str, path: str, status: int
) -> None:
    answered = ask(server, path, method)
    assert answered.status == status
    assert {name: answered.headers.get_all(name) for name in HEADERS} == {
        name: [value] for name, value in HEADERS.items()
    }


def test_the_page_may_load_from_and_send_to_its_own_server_alone() -> None:
    policy = dict(
        part.strip().split(" ", 1) for part in HEADERS["content-security-policy"].split(";")
    )
    foreign = {
        source
        for sources in policy.values()
        for source in sources.split()
        if not source.startswith("'") and source not in {"data:", "blob:"}
    }
    assert foreign == set()
    assert (policy["default-src"], policy["connect-src"]) == ("'self'", "'self'")
    assert (policy["object-src"], policy["frame-ancestors"]) == ("'none'", "'none'")


@pytest.mark.parametrize("file", ["js", "css"])
def test_the_servers_own_scripts_and_styles_come_compressed(server: str, file: str) -> None:
    chosen = max((STATIC / "static" / file).glob(f"*.{file}"), key=lambda one: one.stat().st_size)
    path = f"/static/{file}/{chosen.name}"
    answered = ask(server, path, accept_encoding="gzip, br")
    assert answered.headers["content-encoding"] == "br"
    assert answered.headers["vary"] == "accept-encoding"
    assert "immutable" in answered.headers["cache-control"]
    assert brotli.decompress(answered.body) == chosen.read_bytes()
    assert len(answered.body) < chosen.stat().st_size / 2


def test_who_does_not_read_brotli_gets_the_script_as_it_is(server: str) -> None:
    answered = ask(server, f"/static/js/{SCRIPT.name}", accept_encoding="identity")
    assert answered.headers["content-encoding"] is None
    assert answered.body == SCRIPT.read_bytes()


SECRET = b"MLOPS_SCORECARD_HOME"


@pytest.mark.parametrize("root", ["/assets/", "/static/", "/static/js/", "/media/", "/component/"])
@pytest.mark.parametrize(
    "way",
    [
        "../entry/asgi.py",
        "../../app/cli.py",
        "..%2f..%2fapp%2fcli.py",
        "%2e%2e/%2e%2e/app/cli.py",
        "..%5c..%5capp%5ccli.py",
        "%252e%252e%252fcli.py",
        "....//....//app/cli.py",
        f"{Path(streamlit.__file__).parent}/config.py",
        "/etc/passwd",
        "..%2f..%2f..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
        "../../config.js",
        "%00.js",
    ],
)
@pytest.mark.parametrize("encoding", ["br", "identity"])
def test_no_way_leads_out_of_the_served_folders(
    server: str, root: str, way: str, encoding: str
) -> None:
    answered = ask(server, f"{root}{way}", accept_encoding=encoding)
    page = b"<!DOCTYPE html>" in answered.body  # Streamlit answers unknown pages with its own
    assert answered.status in {400, 403, 404} or (answered.status == 200 and page)
    assert SECRET not in answered.body
    assert b"root:" not in answered.body


def test_the_font_is_our_own_file(server: str) -> None:
    answered = ask(server, "/assets/Inter.woff2")
    assert answered.body == (PROJECT / "app" / "static" / "Inter.woff2").read_bytes()
    assert answered.body.startswith(b"wOF2")


def test_a_page_elsewhere_cannot_reach_the_server_by_a_name_of_its_own(server: str) -> None:
    port = urlsplit(server).port
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec_WebSocket_Version": "13"}
    key = {"Sec_WebSocket_Key": "dGhlIHNhbXBsZSBub25jZQ=="}
    stolen = ask(server, "/_stcore/stream", Host=f"evil.example:{port}", **upgrade, **key)
    assert stolen.status in {400, 403, 421}
    foreign = {"Origin": "http://evil.example"}
    refused = ask(server, "/_stcore/stream", **foreign, **upgrade, **key)
    assert refused.status in {400, 403}


def test_the_wheel_carries_everything_that_is_no_python(tmp_path: Path) -> None:
    isolated = importlib.util.find_spec("hatchling") is None
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir"]
    options = [str(tmp_path), *([] if isolated else ["--no-build-isolation"]), str(PROJECT)]
    made = subprocess.run(
        [*command, *options], capture_output=True, text=True, timeout=200, check=False
    )
    assert made.returncode == 0, made.stderr
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as opened:
        packed = {name for name in opened.namelist() if ".dist-info/" not in name}
    packages = ("app", "assessments", "connectors", "data")
    there = {
        path.relative_to(PROJECT).as_posix()
        for package in packages
        for path in (PROJECT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert packed == there
    assert {
        *("app/entry/.streamlit/config.toml", "app/static/Inter.woff2", "app/charts/charts.css"),
        *("assessments/questions/ownership.toml", "assessments/probes/owner_active.sql"),
        *("data/relations/cost.sql", "data/migrations/env.py", "data/demo/models.toml"),
    } <= packed
