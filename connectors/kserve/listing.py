"""Lists of the Kubernetes API, page after page, also where one expires while it is read."""

from collections.abc import Collection
from typing import Any

from connectors.paging import Params
from connectors.parts.remote import inner
from connectors.session import Session
from data.errors import BadPayload

PAGE = 500
EXPIRED = 410
"""The status of a `continue` token that is too old."""
READINGS = 2
"""A list whose token expired is read once more from its start."""


def listed(session: Session, path: str, missing: Collection[int] = ()) -> list[Any] | None:
    """Return all items of a list; None where it has one of the statuses `missing`.

    Raises:
        BadPayload: a page is no list, its pages never end, or it expired again and again.
    """
    for _ in range(READINGS):
        found: list[Any] = []
        token = None
        seen: set[str] = set()
        while True:
            asked: Params = {"limit": PAGE, **({"continue": token} if token else {})}
            page = session.get(path, asked, {EXPIRED, *missing} if token else missing)
            if page is None:
                break
            found += session.rows(page, path, "items")
            token = inner(page, "metadata", "continue")
            if token is None:
                return found
            if token in seen:
                raise BadPayload(
                    f"the Kubernetes API gave the same `continue` twice for {path}, so its pages "
                    "never end: look at what stands between it and here"
                )
            seen.add(token)
        if token is None:
            return None
    raise BadPayload(
        f"the list {path} of the Kubernetes API expired while it was read, and again: sync later"
    )
