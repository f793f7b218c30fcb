"""The value that was made last, kept for as long as what it rests on stays as it was."""

from collections.abc import Callable
from typing import Generic, TypeVar

Made = TypeVar("Made")


class Last(Generic[Made]):
    """One value; a thread that finds another one needed makes it, and the rest see either."""

    def __init__(self) -> None:
        self._kept: tuple[object, Made] | None = None

    def __call__(self, rests_on: object, make: Callable[[], Made]) -> Made:
        """Return the kept value where it rests on an equal thing, else make it anew."""
        kept = self._kept
        if kept is None or kept[0] != rests_on:
            kept = self._kept = (rests_on, make())
        return kept[1]
