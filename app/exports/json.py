"""The frozen snapshot itself: canonical JSON, from which every number can be judged again."""

from collections.abc import Mapping
from typing import Any

from assessments.scorecard import Scorecard
from assessments.snapshot import Frozen

NAME = "json"
MIME = "application/json"
SUFFIX = ".json"


def render(
    scorecard: Scorecard,
    frozen: Frozen,
    previous: Mapping[str, Any] | None = None,
) -> bytes:
    """Return the snapshot's body, byte for byte as it was hashed and kept."""
    return frozen.body.encode()
