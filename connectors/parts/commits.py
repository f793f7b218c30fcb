"""What the message of a commit tells of it."""

import re

_TAKES_BACK = re.compile(r'Revert "|.*\bThis reverts commit [0-9a-f]{7,40}', re.DOTALL)


def takes_back(message: str) -> bool:
    """Tell whether a commit takes an earlier one back, as git, GitHub and GitLab word it."""
    return bool(_TAKES_BACK.match(message))
