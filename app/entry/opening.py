"""Streamlit's opening page, told at once what our pages need next, so that nothing is waited for.

A browser learns of a part's script only when the first element of its kind arrives, and asks for
our typeface only when the first words stand. Both are named in the page that it opens with.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from importlib import resources
from pathlib import Path

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.pages import names
from app.ui.scripts import DRAWN, FIGURE, PLOTLY

SCRIPTS = Path(st.__file__).parent / "static" / "static" / "js"
TYPEFACE = "/assets/Inter.woff2"
PARTS = ("BidiComponent",)
"""The part that every page of ours is made of, by the name of Streamlit's script."""
PARTS_OF = {
    "": (),
    "assessment": ("ButtonGroup", "Selectbox"),
    "cost": ("ButtonGroup", "Selectbox", "TextInput", "Pagination", "DownloadButton"),
    "rollback": ("ButtonGroup", "Selectbox", "TextInput", "Pagination", "DownloadButton"),
}
"""And those of some pages, by the last part of their address."""
FIGURES = frozenset({"cost", "rollback"})
"""Pages that draw figures to explore once their words stand."""
_IMPORTS = re.compile(r'(?:from|import)\s*"\./([\w.-]+\.js)"')
# Before the theme is known Streamlit shows its own typeface: ours stands under that name, so that
# the other is not fetched, and no word changes its shape.
_TYPEFACE = (
    '<style>@font-face{font-family:"Source Sans";font-weight:100 900;font-style:normal;'
    f'src:url({TYPEFACE})format("woff2")}}</style>'
)
# Streamlit's page asks where its server is, one guess after the other, and what its host allows,
# before it connects. It takes both from here: all that lies above one of our pages, and nobody.
_SERVER = """<script>
{
  const parts = location.pathname.split("/")
  if (["", ...PAGES].includes(parts.at(-1))) parts.pop()
  window.__streamlit = {
    BACKEND_BASE_URL: location.origin + parts.join("/"),
    HOST_CONFIG: { allowedOrigins: [location.origin], useExternalAuthToken: false },
  }
}
</script>"""
# What the theme cannot say. It stands in the body: Streamlit writes its own styles into the head,
# and of two rules alike the later one holds.
_STYLE = f"<style>{resources.files('app.ui').joinpath('page.css').read_text('utf-8')}</style>"
_UNUSED = re.compile(r'<link\s+rel="preload"\s+href="[^"]*SourceSans[^"]*"[^>]*>')


class Opening:
    """Adds to Streamlit's page what the page asked for will need."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; of a page that comes back, send the fuller one."""
        if scope["type"] != "http" or scope["method"] != "GET" or not _may_be_page(scope["path"]):
            await self.app(scope, receive, send)
            return
        held: list[Message] = []
        body = bytearray()

        async def fuller(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_page(message):
                held.append(message)
                return
            if held:
                body.extend(message.get("body", b""))
                if message.get("more_body"):
                    return
                name = scope["path"].rstrip("/").rpartition("/")[2]
                page = told(bytes(body), name if name in PARTS_OF else "")
                start = held.pop()
                headers = MutableHeaders(scope=start)
                headers["content-length"] = str(len(page))
                # They name Streamlit's file, which stays the same when ours are others.
                del headers["etag"], headers["last-modified"]
                await send(start)
                message = {"type": "http.response.body", "body": page}
            await send(message)

        await self.app(_uncompressed(scope), receive, fuller)


def _may_be_page(path: str) -> bool:
    """Tell a page's address from a file's and from Streamlit's own."""
    return "." not in path.rpartition("/")[2] and "/_stcore" not in path


def _uncompressed(scope: Scope) -> Scope:
    """Return the request as of a browser that reads no compressed answer."""
    kept = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
    return {**scope, "headers": kept}


def _is_page(message: Message) -> bool:
    media = MutableHeaders(scope=message).get("content-type", "")
    return bool(message["status"] == 200 and media.startswith("text/html"))


@lru_cache(maxsize=16)
def told(streamlits: bytes, name: str) -> bytes:
    """Return Streamlit's page; what our page of this name needs is named in its head."""
    page = streamlits.decode("utf-8")
    links = (
        f'<link rel="preload" href="{TYPEFACE}" as="font" type="font/woff2" crossorigin>',
        _module(DRAWN.address),
        *(_module(f"./static/js/{each}") for each in scripts((*PARTS, *PARTS_OF[name]))),
        *(
            _module(each.address, ' fetchpriority="low"')
            for each in (PLOTLY, FIGURE)
            if name in FIGURES
        ),
    )
    fresh = (link for link in links if link.split('href="')[1].split('"')[0] not in page)
    return (
        _UNUSED.sub("", page)
        .replace("<head>", f"<head>{_server()}", 1)
        .replace("</head>", "\n".join((*fresh, _TYPEFACE, "</head>")), 1)
        .replace("</body>", f"{_STYLE}</body>", 1)
        .encode()
    )


def _server() -> str:
    return _SERVER.replace("PAGES", json.dumps(names()))


def _module(address: str, more: str = "") -> str:
    return f'<link rel="modulepreload" crossorigin{more} href="{address}">'


def first_files() -> tuple[Path, ...]:
    """Return the scripts and styles that Streamlit's page names, and those of our parts."""
    page = (SCRIPTS.parents[1] / "index.html").read_text(encoding="utf-8")
    named = re.findall(r'"\./(static/(?:js|css)/[^"]+)"', page)
    parts = (*PARTS, *(part for page in PARTS_OF.values() for part in page))
    ours = (SCRIPTS / file for file in scripts(parts))
    return tuple(dict.fromkeys((*(SCRIPTS.parents[1] / file for file in named), *ours)))


def scripts(parts: Sequence[str]) -> tuple[str, ...]:
    """Return the files of Streamlit's parts, and all that they import."""
    found: dict[str, None] = {}
    _follow((file for part in parts for file in _files(part)), found)
    return tuple(found)


def _files(part: str) -> Iterator[str]:
    return (file.name for file in sorted(SCRIPTS.glob(f"{part}.*.js")))


def _follow(files: Iterable[str], found: dict[str, None]) -> None:
    for file in files:
        if file not in found and (SCRIPTS / file).is_file():
            found[file] = None
            _follow(_IMPORTS.findall((SCRIPTS / file).read_text(encoding="utf-8")), found)
