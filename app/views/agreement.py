"""How the respondents of one claim stand to each other, role by role; nothing is averaged."""

from collections.abc import Iterable
from dataclasses import dataclass

from app import text
from app.people import role_word
from app.views.roles import roles_say, those_in
from app.wording import many, say
from assessments.scoring import LEVELS, Agreement, Claim, Response, claim

APART = 2
"""Roles that differ by so many levels are told by name."""


@dataclass(frozen=True)
class RoleSpread:
    """What the respondents of one role say."""

    role: str
    level: int | None
    """The lower median of their levels; None: none of them gave one."""
    counts: tuple[int, ...]
    """How many respondents at each level, 1 to 5."""
    without: int
    """How many gave no level."""
    word: str
    """`4 Measured`, or why there is no level."""
    sentence: str
    """`executive, 2 respondents: 1 at 3 Working, 1 at 4 Measured`."""


@dataclass(frozen=True)
class SpreadView:
    """All roles side by side, the highest first."""

    news: str | None
    """`Executives say 4 Measured, ML engineers say 2 Recorded`; None: nobody is far apart."""
    roles: tuple[RoleSpread, ...]
    apart: int
    """Levels between the highest and the lowest answer."""
    respondents: int

    @property
    def sentence(self) -> str | None:
        """Return the news with its full stop."""
        return None if self.news is None else say("{sentence}.", sentence=self.news)


def spread_view(said: Claim) -> SpreadView:
    """Return the claim by role."""
    roles = tuple(sorted(_by_role(said.responses), key=_highest_first))
    levels = [each.choice for each in said.responses if isinstance(each.choice, int)]
    return SpreadView(
        news=_news(said, roles),
        roles=roles,
        apart=max(levels) - min(levels) if levels else 0,
        respondents=len(said.responses),
    )


def agreement_words(said: Claim) -> str:
    """Return how the respondents stand to each other: `the respondents differ by one level`."""
    apart = spread_view(said).apart if said.agreement is Agreement.AGREED else 0
    if not apart:
        return text.agreement(said.agreement)
    return many(
        "the respondents differ by {levels} level",
        "the respondents differ by {levels} levels",
        apart,
        levels=text.in_words(apart),
    )


def _by_role(responses: Iterable[Response]) -> list[RoleSpread]:
    of: dict[str, list[Response]] = {}
    for each in responses:
        of.setdefault(each.role or text.unknown(), []).append(each)
    return [_role(role, found) for role, found in of.items()]


def _role(role: str, responses: list[Response]) -> RoleSpread:
    own = claim(responses)
    choices = [each.choice for each in responses]
    counts = tuple(choices.count(level) for level in LEVELS)
    return RoleSpread(
        role=role,
        level=own.level,
        counts=counts,
        without=len(responses) - sum(counts),
        word=text.level(own.level) if own.level else _no_level(own),
        sentence=_told(role, len(responses), counts),
    )


def _told(role: str, respondents: int, counts: tuple[int, ...]) -> str:
    at = [
        say("{respondents} at {level}", respondents=count, level=text.level(level))
        for level, count in enumerate(counts, 1)
        if count
    ]
    return say(
        "{role}, {respondents}: {levels}",
        role=role_word(role),
        respondents=text.count(respondents, "respondent", "respondents"),
        levels=", ".join(at) or say("no level"),
    )


def _no_level(own: Claim) -> str:
    if own.agreement is Agreement.NOBODY_COULD_SAY:
        return say("could not say")
    return say("does not apply")


def _highest_first(role: RoleSpread) -> tuple[int, str]:
    return (-(role.level or 0), role.role)


def _news(said: Claim, roles: tuple[RoleSpread, ...]) -> str | None:
    with_level = [each for each in roles if each.level is not None]
    if not with_level:
        return None
    high, low = with_level[0].level or 0, with_level[-1].level or 0
    if high - low >= APART:
        above, below = (_say(with_level, level) for level in (high, low))
        return text.capital(say("{above}, {below}", above=above, below=below))
    if said.agreement is Agreement.DISPUTED:
        return _inside(with_level)
    return None


def _say(roles: list[RoleSpread], level: int) -> str:
    speaking = {each.role: sum(each.counts) for each in roles if each.level == level}
    return roles_say(speaking, text.level(level))


def _inside(roles: list[RoleSpread]) -> str:
    """Say who is apart where no role as a whole is far from another."""
    widest = max(roles, key=lambda each: _range(each.counts))
    counts = tuple(map(sum, zip(*(each.counts for each in roles), strict=True)))
    if _range(widest.counts) < APART:
        low, high = _ends(counts)
        return say(
            "The respondents disagree among themselves, from {low} to {high}", low=low, high=high
        )
    low, high = _ends(widest.counts)
    said = say(
        "{role} disagree among themselves, from {low} to {high}",
        role=those_in(widest.role),
        low=low,
        high=high,
    )
    return text.capital(said)


def _ends(counts: tuple[int, ...]) -> tuple[str, str]:
    """Return the lowest and the highest level that somebody gave."""
    told = [level for level, count in zip(LEVELS, counts, strict=True) if count]
    return text.level(told[0]), text.level(told[-1])


def _range(counts: tuple[int, ...]) -> int:
    told = [level for level, count in zip(LEVELS, counts, strict=True) if count]
    return told[-1] - told[0] if told else 0
