"""One file a format, found by being here: NAME, MIME, SUFFIX and `render`."""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from typing import Protocol, cast

from assessments.scorecard import Scorecard
from assessments.snapshot import Frozen
from assessments.trend import Point


class Format(Protocol):
    """What a module of this package holds."""

    NAME: str
    """As the command line names it."""
    MIME: str
    SUFFIX: str
    """Of the file's name, with its dot."""

    def render(self, scorecard: Scorecard, frozen: Frozen, previous: Point | None = None) -> bytes:
        """Return the file of a scorecard and of the snapshot that freezes it.

        `previous` is where the snapshot before stood, for what changed since.
        """
        ...


@cache
def discover() -> Mapping[str, Format]:
    """Return every format by its name."""
    modules = [
        importlib.import_module(info.name)
        for info in pkgutil.iter_modules(__path__, f"{__name__}.")
    ]
    formats = [cast("Format", module) for module in modules]
    return {each.NAME: each for each in formats}
