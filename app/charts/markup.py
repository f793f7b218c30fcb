"""Escaped text, and the small marks that stand beside words."""

import hashlib
from collections.abc import Iterable, Sequence
from html import escape

from app.text import Group
from app.views.parts import MoneyText, VerdictMark

INK = "var(--c-ink,#101828)"
MUTE = "var(--c-mute,#667085)"
GRID = "var(--c-grid,#DDE1E8)"
BACK = "var(--c-bg,#FFFFFF)"
ACCENT = "var(--c-acc,#1F4E8C)"
COLOURS: dict[Group, str] = {
    "confirmed": "var(--c-ok,#0F766E)",
    "contradicted": "var(--c-bad,#B42318)",
    "unproven": "var(--c-warn,#B54708)",
    "unknown": "var(--c-mute,#667085)",
}
TO_PAGE = "page"
"""What the key of a way to a page begins with."""
_UNPRINTABLE = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127), "�")

# Each mark has a shape of its own, so that it is told without colour: a disc, a cross, a half
# disc, a broken ring.
_SHAPES: dict[Group, str] = {
    "confirmed": '<circle cx="6" cy="6" r="5" fill="currentColor"/>',
    "contradicted": (
        '<path d="M2 2L10 10M10 2L2 10" stroke="currentColor" stroke-width="2.6" '
        'stroke-linecap="round"/>'
    ),
    "unproven": (
        '<circle cx="6" cy="6" r="4.4" fill="none" stroke="currentColor" stroke-width="1.2"/>'
        '<path d="M6 1.6A4.4 4.4 0 0 0 6 10.4Z" fill="currentColor"/>'
    ),
    "unknown": (
        '<circle cx="6" cy="6" r="4.4" fill="none" stroke="currentColor" stroke-width="1.6" '
        'stroke-dasharray="2.3 2.3"/>'
    ),
}


def esc(value: str) -> str:
    """Return text that no browser takes for markup; what cannot be printed is replaced."""
    readable = value.translate(_UNPRINTABLE).encode("utf-8", "replace").decode()
    return escape(readable, quote=True)


def name(value: str) -> str:
    """Return a name that somebody typed: kept apart from the direction of the text around it."""
    return f'<bdi class="name">{esc(value)}</bdi>'


def span(kind: str, content: str) -> str:
    """Return content in a class of its own; the content is markup already."""
    return f'<span class="{kind}">{content}</span>'


def mark(group: Group) -> str:
    """Return the group's mark, to stand beside a word."""
    return (
        f'<svg class="mark" width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">'
        f"{_SHAPES[group]}</svg>"
    )


def verdict(view: VerdictMark) -> str:
    """Return a verdict's mark and word in its colour."""
    return f'<span class="v g-{view.group}">{mark(view.group)}{esc(view.word)}</span>'


def money(view: MoneyText) -> str:
    """Return an amount with the exact one as its title."""
    return f'<span class="num" title="{esc(view.exact)}">{esc(view.text)}</span>'


def anchor(key: str) -> str:
    """Return an id for an element, whatever the key holds."""
    return f"k{hashlib.sha256(key.encode('utf-8', 'replace')).hexdigest()[:12]}"


def pick(key: str, content: str, *, links: bool) -> str:
    """Return content that leads to a model or finding: a link in a file, a button on a page."""
    if links:
        return f'<a href="#{anchor(key)}">{content}</a>'
    return f'<button type="button" class="pick" data-k="{esc(key)}">{content}</button>'


def opens(key: str, content: str, *, picks: bool) -> str:
    """Return a number that opens its rows; in a file, where nothing opens, the number alone."""
    if not picks:
        return content
    return f'<button type="button" class="pick number" data-k="{esc(key)}">{content}</button>'


def way(page: str, words: str) -> str:
    """Return the way to another page of ours, which leads there without the browser reading anew.

    `page` is the last part of its address.
    """
    return f'<p><a class="link" href="{page}" data-k="{TO_PAGE}:{page}">{esc(words)}</a></p>'


def outward(address: str, content: str) -> str:
    """Return content as a link to a web address, which is not told where it was followed from."""
    if not address.lower().startswith(("https://", "http://")):
        return content
    return (
        f'<a class="link" href="{esc(address)}" target="_blank" rel="noreferrer noopener">'
        f"{content}</a>"
    )


def table(
    caption: str, heads: Sequence[tuple[str, str]], rows: Iterable[str], kind: str = ""
) -> str:
    """Return a table; `heads` are words and classes (`n` right-aligned, `opt` not on phones)."""
    cells = "".join(f'<th scope="col" class="{css}">{esc(word)}</th>' for word, css in heads)
    return (
        f'<table class="t {kind}"><caption class="unseen">{esc(caption)}</caption>'
        f"<thead><tr>{cells}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    )


def cell(content: str, kind: str = "") -> str:
    """Return one cell; the content is markup already."""
    return f'<td class="{kind}">{content}</td>' if kind else f"<td>{content}</td>"


def row_head(content: str) -> str:
    """Return the cell that names its row."""
    return f'<th scope="row">{content}</th>'


def lines(contents: Iterable[str], kind: str) -> str:
    """Return a list; the contents are markup already."""
    items = "".join(f"<li>{content}</li>" for content in contents)
    return f'<ul class="{kind}">{items}</ul>' if items else ""


def percent(share: float) -> str:
    """Return a place or a width in a drawing."""
    return f"{share * 100:.2f}%"


def hatch(key: str) -> tuple[str, str]:
    """Return a pattern's definition and its name for `fill`: thin lines, for what is unknown."""
    pattern = f"h{anchor(key)}"
    return (
        (
            f'<defs><pattern id="{pattern}" width="6" height="6" patternUnits="userSpaceOnUse" '
            f'patternTransform="rotate(45)"><line x1="0" x2="0" y1="0" y2="6" stroke-width="2.4" '
            f'style="stroke:{MUTE}"/></pattern></defs>'
        ),
        f"url(#{pattern})",
    )
