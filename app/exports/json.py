"""The frozen snapshot itself: canonical JSON, from which every number can be judged again."""

from assessments.scorecard import Scorecard
from assessments.snapshot import Frozen
from assessments.trend import Point

NAME = "json"
MIME = "application/json"
SUFFIX = ".json"


def render(
    scorecard: Scorecard,
    frozen: Frozen,
    previous: Point | None = None,
) -> bytes:
    """Return the snapshot's body, byte for byte as it was hashed and kept."""
    return frozen.body.encode()
