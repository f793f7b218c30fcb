"""Who speaks for a role, and what roles say."""

from collections.abc import Mapping

from app import text
from app.wording import many, phrase, say

_SPEAKERS = {
    "executive": (phrase("the executive"), phrase("executives")),
    "model owner": (phrase("the model owner"), phrase("model owners")),
    "ML engineer": (phrase("the ML engineer"), phrase("ML engineers")),
}
"""Roles that one or more people speak for."""
_DEPARTMENTS = {
    "platform": (phrase("platform"), phrase("those in platform")),
    "finance": (phrase("finance"), phrase("those in finance")),
    "risk": (phrase("risk"), phrase("those in risk")),
}
"""Roles that are spoken of as one: `finance says`; and those in them."""


def _role(name: str, respondents: int) -> str:
    """Return who speaks for a role: `the executive`, `executives`; a department by its name."""
    if name in _DEPARTMENTS:
        return say(_DEPARTMENTS[name][0])
    if name in _SPEAKERS:
        return say(_SPEAKERS[name][respondents != 1])
    return many("the {role}", "{role}s", respondents, role=name)


def those_in(name: str) -> str:
    """Return a role's respondents: `executives`, `those in finance`."""
    return say(_DEPARTMENTS[name][1]) if name in _DEPARTMENTS else _role(name, 2)


def roles_say(roles: Mapping[str, int], what: str) -> str:
    """Return `executives and finance say 4 Measured`; by role, how many respondents."""
    one = len(roles) == 1 and all(
        number == 1 or name in _DEPARTMENTS for name, number in roles.items()
    )
    said = text.listed([_role(name, number) for name, number in roles.items()])
    return many("{roles} says {what}", "{roles} say {what}", 1 if one else 2, roles=said, what=what)
