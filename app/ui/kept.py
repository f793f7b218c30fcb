"""What is drawn alike for every visitor, made once for them all."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from app.conventions import current

Made = TypeVar("Made")
MANY = 32
"""Values that are kept: a few scorecards, each in some languages."""


class Kept(Generic[Made]):
    """Values that follow from nothing but what they are made from, and the reader's conventions.

    What a value is made from must be the very same object to be the same, and never change.
    """

    def __init__(self, make: Callable[..., Made]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._kept: dict[object, tuple[tuple[object, ...], Made]] = {}

    def __call__(self, *made_from: object) -> Made:
        """Return what is made from these."""
        key = (current(), *map(id, made_from))
        found = self._kept.get(key)
        if found is None:
            # They are kept as well: the id of one that is gone may become another's.
            found = (made_from, self._make(*made_from))
            with self._lock:
                self._kept[key] = found
                while len(self._kept) > MANY:
                    del self._kept[next(iter(self._kept))]
        return found[1]
