"""The users and groups of a Backstage catalog, and who among them answers for a component."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from connectors.backstage.entities import (
    DEFAULT,
    GROUP,
    USER,
    reference,
    reference_of,
    related,
    short,
    told,
)
from connectors.parts.remote import inner
from data.records import Person

TEAM = "team"
"""The type of group that is a team, where a person is also in groups of other types."""


@dataclass(frozen=True)
class Owners:
    """Who answers for a component: only who is in the catalog."""

    owners: tuple[str, ...] = ()
    deputy: str | None = None
    team: str | None = None
    problems: tuple[str, ...] = ()
    """What it says of them that leads to nobody."""


@dataclass
class Directory:
    """Users and groups by their references, and the annotations that tell more of them."""

    users: Mapping[str, Any]
    groups: Mapping[str, Any]
    lead: str | None
    """The annotation of a group with its lead; None: nobody leads by being named."""
    deputy: str
    """The annotation of a component with the deputy of its owner."""
    logins: tuple[str, ...]
    """The annotations of a user with other names."""
    people: dict[str, Person] = field(default_factory=dict, init=False)
    refused: list[tuple[Any, ValueError]] = field(default_factory=list, init=False)
    """Users who cannot be used."""

    def __post_init__(self) -> None:
        """Take every user as a person."""
        for user in self.users.values():
            try:
                self.people[reference_of(user)] = self._person(user)
            except ValueError as error:
                self.refused.append((user, error))

    def _person(self, user: Any) -> Person:
        person = inner(user, "spec", "profile", "email") or short(reference_of(user))
        logins = (inner(user, "metadata", "name"), *(told(user, each) for each in self.logins))
        return Person.model_validate(
            {
                "person": person.strip(),
                "name": inner(user, "spec", "profile", "displayName")
                or inner(user, "metadata", "title"),
                "team": self._team(user),
                "logins": [each for each in dict.fromkeys(logins) if each not in (None, person)],
            }
        )

    def _team(self, user: Any) -> str | None:
        """Return the one group that a user is in, or of several the one that is a team."""
        groups = [each for each in related(user, "memberOf") if each in self.groups]
        teams = [each for each in groups if inner(self.groups[each], "spec", "type") == TEAM]
        found = groups if len(groups) == 1 else teams
        return short(found[0]) if len(found) == 1 else None

    def owners(self, component: Any) -> Owners:
        """Return who owns a component: users by its relations, else the leads of its groups."""
        related_to = related(component, "ownedBy")
        owners = [self.people[each].person for each in related_to if each in self.people]
        groups = [each for each in related_to if each in self.groups]
        lost = [each for each in related_to if each not in self.people and each not in self.groups]
        problems = [_lost("its owner", each) for each in lost]
        for group in () if owners else groups:
            named, problem = self._named(self.groups[group], self.lead, f"{self.lead} of {group}")
            owners += named
            problems += problem
        deputies, problem = self._named(component, self.deputy, f"its {self.deputy}")
        return Owners(
            tuple(dict.fromkeys(owners)),
            next(iter(deputies), None),
            short(groups[0]) if len(groups) == 1 else None,
            (*problems, *problem),
        )

    def _named(self, entity: Any, name: str | None, what: str) -> tuple[list[str], list[str]]:
        """Return the person that an annotation names, or what is wrong with it; neither: nobody."""
        text = told(entity, name)
        if text is None:
            return [], []
        full = reference(text, USER, inner(entity, "metadata", "namespace") or DEFAULT)
        if full is None or not full.startswith(f"{USER}:"):
            return [], [f"{what}, {full or text}, is no user, so it was left out"]
        if full not in self.people:
            return [], [_lost(what, full)]
        return [self.people[full].person], []


def _lost(what: str, full: str) -> str:
    if full.partition(":")[0] not in (USER, GROUP):
        return f"{what}, {full}, is neither a user nor a group, so it was left out"
    return f"{what}, {full}, is not there, or this token may not see it, so it was left out"
