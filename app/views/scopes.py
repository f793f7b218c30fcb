"""What an answer may be given for, offered in small portions however many models there are."""

from collections.abc import Sequence
from dataclasses import dataclass

from app import text
from app.people import Scopes
from app.wording import many, phrase, say
from data.written import Respondent

HITS = 20
"""How many models one search lists."""
KINDS = {
    "organisation": phrase("All our models"),
    "team": phrase("One team"),
    "model": phrase("One model"),
}
"""How the kinds of scope are called on the page."""


@dataclass(frozen=True)
class Hits:
    """The models that a search found."""

    names: tuple[str, ...]
    """At most HITS: the one of that very name, then those that begin so, then the others."""
    sentence: str
    """How many fit, and what to do where not all are listed."""


def kinds_for(person: Respondent, scopes: Scopes) -> tuple[str, ...]:
    """Return what a respondent may answer for; teams first for those who answer for teams."""
    if person.teams:
        return ("team", "model")
    return (
        "organisation",
        *(("team",) if scopes.teams else ()),
        *(("model",) if scopes.models else ()),
    )


def teams_for(person: Respondent, scopes: Scopes) -> tuple[str, ...]:
    """Return the teams that a respondent may answer for."""
    return person.teams or tuple(scopes.teams)


def models_for(person: Respondent, scopes: Scopes) -> Sequence[str]:
    """Return the models that a respondent may answer for."""
    if not person.teams:
        return scopes.models
    return [each for each in scopes.models if scopes.team_of.get(each) in person.teams]


def find_models(models: Sequence[str], find: str) -> Hits:
    """Return the models whose names hold all the words; without any word, the first."""
    words = find.casefold().split()
    whole = " ".join(words)
    fits = [each for each in models if all(word in each.casefold() for word in words)]
    fits.sort(key=lambda each: (each.casefold() != whole, not each.casefold().startswith(whole)))
    return Hits(tuple(fits[:HITS]), _said(len(fits), find))


def _said(found: int, find: str) -> str:
    if not found:
        return say("No production model's name holds “{words}”.", words=find.strip())
    if found > HITS:
        return say(
            "{listed} of {models} that fit: type more of the name.",
            listed=text.number(HITS),
            models=text.count(found, "model", "models"),
        )
    return many("{number} model to choose from.", "{number} models to choose from.", found)
