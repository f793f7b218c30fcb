"""One file a page, found by being here: TITLE, SECTION, ORDER and `render(context)`."""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the server names the pages before it can draw one
    from app.context import Context

SECTIONS = ("Executives", "Respondents", "Platform engineers")
"""Who pages are for, in the order of the navigation."""


@dataclass(frozen=True)
class Page:
    """A page as the navigation needs it."""

    name: str
    """The last part of its address."""
    title: str
    section: str
    """Who it is for, of SECTIONS; pages of one section stand together, in order."""
    order: int
    render: "Callable[[Context], None]"


def names() -> tuple[str, ...]:
    """Return the last part of every page's address, by the files, none of which is imported."""
    return tuple(info.name for info in pkgutil.iter_modules(__path__))


@cache
def discover() -> tuple[Page, ...]:
    """Return every page, in the order in which the navigation shows them."""
    found = []
    for info in pkgutil.iter_modules(__path__, f"{__name__}."):
        module = importlib.import_module(info.name)
        found.append(
            Page(
                name=info.name.rpartition(".")[2],
                title=module.TITLE,
                section=module.SECTION,
                order=module.ORDER,
                render=module.render,
            )
        )
    return tuple(sorted(found, key=lambda page: page.order))
