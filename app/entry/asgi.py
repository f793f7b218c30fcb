"""The server: Streamlit's app, warmed up, with compressed files and closed headers."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

import brotli
import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.entry.opening import Opening, first_files
from app.entry.warming import warm_up
from app.ui.scripts import ALL, Script

HERE = Path(__file__).parent
FOREVER = "public, immutable, max-age=31536000"
QUALITY = 9
STREAMLIT_FILES = Path(st.__file__).parent / "static"
HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
    # Streamlit's own page carries inline styles and compiles its modules with eval; every
    # address is our own, so nothing typed by a person can load or send anything elsewhere.
    "content-security-policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        "connect-src 'self'; worker-src 'self' blob:; object-src 'none'; "
        "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    ),
}


class ClosedHeaders:
    """Adds the headers that Streamlit leaves out to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and the answer back with the headers set."""

        async def closed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, closed if scope["type"] == "http" else send)


class CompressedFiles:
    """Serves Streamlit's scripts and styles compressed: 2.7 MB become 1.0 MB on the wire."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer requests for Streamlit's own text files; pass all others on."""
        response = self._response(scope) if scope["type"] == "http" else None
        await (response or self.app)(scope, receive, send)

    @staticmethod
    def _response(scope: Scope) -> Response | None:
        path: str = scope["path"]
        if not path.startswith("/static/") or not path.endswith((".js", ".css")) or "\0" in path:
            return None
        if "br" not in Headers(scope=scope).get("accept-encoding", ""):
            return None
        file = (STREAMLIT_FILES / path.removeprefix("/")).resolve()
        if not file.is_relative_to(STREAMLIT_FILES) or not file.is_file():
            return None
        media = "text/css" if file.suffix == ".css" else "text/javascript"
        return Response(
            compressed(file),
            media_type=media,
            headers={
                "content-encoding": "br",
                "vary": "accept-encoding",
                "cache-control": FOREVER,
            },
        )


@cache
def compressed(file: Path) -> bytes:
    """Return the file's bytes, brotli-compressed once for the life of the process."""
    return bytes(brotli.compress(file.read_bytes(), quality=QUALITY))


def compress_first() -> None:
    """Compress what the first visitor's browser will ask for."""
    for script in ALL:
        compressed_script(script)
    for file in first_files():
        compressed(file)


@cache
def compressed_script(script: Script) -> bytes:
    """Return one of our scripts, brotli-compressed once for the life of the process."""
    return bytes(brotli.compress(script.text.encode(), quality=QUALITY))


def answering_with(script: Script) -> Callable[[Request], Awaitable[Response]]:
    """Return what answers with one of our scripts, which has another address when it changes."""

    async def answer(request: Request) -> Response:
        kept = {"cache-control": FOREVER, "vary": "accept-encoding"}
        if "br" not in request.headers.get("accept-encoding", ""):
            return Response(script.text, media_type="text/javascript", headers=kept)
        return Response(
            compressed_script(script),
            media_type="text/javascript",
            headers={**kept, "content-encoding": "br"},
        )

    return answer


@asynccontextmanager
async def lifespan(_: object) -> AsyncIterator[None]:
    """Answer at once; what pages need is made ready beside it."""
    warm_up(compress_first)
    yield


# What stands around the script, here and around the empty script of the benchmarks.
ROUTES = (
    *(Route(each.address, answering_with(each)) for each in ALL),
    Mount("/assets", app=StaticFiles(packages=[("app", "static")])),
)
MIDDLEWARE = (Middleware(ClosedHeaders), Middleware(CompressedFiles), Middleware(Opening))
# Streamlit looks for this very line, without running it.
app = st.App(str(HERE / "dashboard.py"), routes=ROUTES, middleware=MIDDLEWARE, lifespan=lifespan)
