"""The ways to all pages: in one row, and on a narrow page in a menu."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.charts.markup import TO_PAGE, esc
from app.wording import say

_LINES = (
    '<svg width="14" height="12" viewBox="0 0 14 12" aria-hidden="true">'
    '<path d="M0 1H14M0 6H14M0 11H14" stroke="currentColor" stroke-width="1.6"/></svg>'
)


@dataclass(frozen=True)
class Way:
    """One page to go to."""

    name: str
    """The last part of its address."""
    title: str
    here: bool
    """Whether it is the page that is read."""
    first: bool
    """Whether it opens at the bare address."""


def navigation(groups: Iterable[Sequence[Way]]) -> str:
    """Return the ways, those of a group beside each other and a rule between groups."""
    ways = [list(group) for group in groups]
    here = next(way.title for group in ways for way in group if way.here)
    links = "".join(f"<ul>{''.join(map(_way, group))}</ul>" for group in ways)
    said = esc(say("Pages"))
    return (
        f'<nav class="ways" aria-label="{said}">{links}</nav>'
        f'<nav class="menu" aria-label="{said}"><button type="button" popovertarget="menu">'
        f'{_LINES}{esc(here)}</button><div id="menu" popover>{links}</div></nav>'
    )


def _way(way: Way) -> str:
    current = ' aria-current="page"' if way.here else ""
    address = "./" if way.first else esc(way.name)
    return (
        f'<li><a href="{address}" data-k="{TO_PAGE}:{esc(way.name)}"{current}>{esc(way.title)}</a>'
        "</li>"
    )
