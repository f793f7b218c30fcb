"""What the demo's people claim, and what is in truth the case."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from data.demo.files import table
from data.demo.tables import people

TruthWord = Literal["true", "false", "uncheckable"]
SCOPES = ("organisation", "team", "model")


@dataclass(frozen=True)
class Respondent:
    """Someone who answers."""

    id: str
    name: str
    role: str
    team: str
    answered_days_ago: int = 0
    areas: tuple[str, ...] = ()
    """The areas that they are asked about; empty: all."""
    teams: tuple[str, ...] = ()
    """The teams that they answer for; empty: any."""
    mail: str | None = None
    """As in the directory; None: it does not know them."""


@dataclass(frozen=True)
class Claim:
    """One answer of one respondent for one scope."""

    respondent: str
    question: str
    scope_kind: str
    """`organisation`, `team` or `model`."""
    scope: str
    """The team's or the model's name; empty for the organisation."""
    choice: int | str
    """1 to 5, `dont_know` or `not_applicable`."""
    reason: str | None = None
    until_days: int | None = None
    """For `not_applicable`: how many days it is meant to hold."""
    comment: str | None = None
    link: str | None = None


@dataclass(frozen=True)
class Truth:
    """Whether what is claimed of one question holds."""

    question: str
    model: str | None
    """None: the organisation."""
    truth: TruthWord
    """`true`; `false`; or `uncheckable`: no row of the portfolio could settle it."""


def respondents() -> list[Respondent]:
    """Return who is asked; the first one invited the others."""
    mails = {person.name: person.mail for person in people().values()}
    return [
        Respondent(
            id=id,
            name=entry["name"],
            role=entry["role"],
            team=entry["team"],
            answered_days_ago=entry.get("answered_days_ago", 0),
            areas=tuple(entry.get("areas", ())),
            teams=tuple(entry.get("teams", ())),
            mail=mails.get(entry["name"]),
        )
        for id, entry in table("respondents").items()
    ]


def claims() -> list[Claim]:
    """Return every answer, by respondent, question and from the widest scope to the narrowest."""
    return [
        claim
        for respondent, entry in table("claims").items()
        for question, scopes in sorted(entry.items())
        for claim in _claims(respondent, question, scopes)
    ]


def _claims(respondent: str, question: str, scopes: Mapping[str, Any]) -> Iterator[Claim]:
    for kind in SCOPES:
        given = scopes.get(kind, {})
        for scope, choice in (given if kind != "organisation" else {"": given}).items():
            if isinstance(choice, int | str):
                yield Claim(respondent, question, kind, scope, choice)
            elif choice:
                yield Claim(respondent, question, kind, scope, **choice)


def truths() -> list[Truth]:
    """Return what is the case for every question and subject of which a level is claimed."""
    listed = table("truths")
    words: tuple[TruthWord, ...] = ("true", "false", "uncheckable")
    return [
        *(Truth(question, None, word) for question, word in listed["organisation"].items()),
        *(
            Truth(question, model, word)
            for question, by_word in listed["models"].items()
            for word in words
            for model in by_word.get(word, ())
        ),
    ]
