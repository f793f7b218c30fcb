"""People: who is asked, in which role, about which areas and teams; checked whatever a page sent.

Nothing is overwritten: a changed respondent is a new row of the same id, and what somebody
answered stays when they are no longer asked.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from app import typed
from app.last import Last
from app.wording import many, phrase, say
from assessments.questionnaire import Question, Questionnaire
from data.errors import Refused
from data.store import Growth, Respondent, Store

ROLES = (
    *(phrase("executive"), phrase("model owner"), phrase("ML engineer")),
    *(phrase("platform"), phrase("finance"), phrase("risk")),
)


def role_word(role: str) -> str:
    """Return what a role is called where it is read."""
    return say(role) if role in ROLES else role


@dataclass(frozen=True)
class Scopes:
    """What an answer may be given for, besides the organisation."""

    teams: Sequence[str]
    models: Sequence[str]
    """Production models, by name."""
    team_of: Mapping[str, str | None] = field(default_factory=dict)
    """The team of each of them; None: unknown."""

    def has(self, kind: str, name: str) -> bool:
        """Tell whether there is such a place; the organisation has no name."""
        places = {"organisation": ("",), "team": self.teams, "model": self.models}
        return name in places.get(kind, ())


@dataclass(frozen=True)
class Invitation:
    """Who is asked, and about what."""

    name: str
    role: str
    team: str = ""
    mail: str | None = None
    areas: tuple[str, ...] = ()
    """Empty: all."""
    teams: tuple[str, ...] = ()
    """Empty: any."""


@dataclass(frozen=True)
class Asked:
    """One answer that a respondent is asked for."""

    question: str
    team: str | None
    """The team that it is asked for; None: it may be given for anything."""


def asked_of(person: Respondent, questions: Iterable[Question]) -> tuple[Asked, ...]:
    """Return what a respondent is asked, in the order of the questions.

    Who answers for teams is asked each question once a team, and nothing about the organisation.
    """
    mine = [each for each in questions if not person.areas or each.area in person.areas]
    if not person.teams:
        return tuple(Asked(each.id, None) for each in mine)
    about_models = [each for each in mine if each.scope == "model"]
    return tuple(Asked(each.id, team) for each in about_models for team in person.teams)


def refusal(
    person: Respondent, question: Question, scope_kind: str, scope: str, scopes: Scopes
) -> str | None:
    """Return why a respondent may not answer here; None: they may."""
    if not person.active:
        return say(
            "{person} is no longer asked: let them be invited again on the People page.",
            person=person.name,
        )
    if person.areas and question.area not in person.areas:
        return say(
            "{person} is not asked about {question}: it is in none of their areas.",
            person=person.name,
            question=question.id,
        )
    if not person.teams:
        return None
    team = scopes.team_of.get(scope) if scope_kind == "model" else scope
    if scope_kind == "organisation" or team not in person.teams:
        return many(
            "{person} answers for the team {teams} alone: choose one of these.",
            "{person} answers for the teams {teams} alone: choose one of these.",
            len(person.teams),
            person=person.name,
            teams=", ".join(person.teams),
        )
    return None


class People:
    """Everyone who is asked, or ever was."""

    def __init__(
        self,
        store: Store,
        questionnaire: Questionnaire,
        scopes: Callable[[], Scopes],
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._questionnaire = questionnaire
        self._scopes = scopes
        self._now = now
        self._read: Last[Mapping[str, Respondent]] = Last()

    def everyone(self, growth: Growth | None = None) -> list[Respondent]:
        """Return all respondents by name, those who are no longer asked as well.

        `growth` is the store's, if just read.
        """
        return list(self._by_id(growth).values())

    def _by_id(self, growth: Growth | None = None) -> Mapping[str, Respondent]:
        return self._read((growth or self._store.growth()).people, self._all)

    def _all(self) -> Mapping[str, Respondent]:
        found = sorted(self._store.respondents(), key=lambda person: person.name.casefold())
        return {person.id: person for person in found}

    def known(self, respondent: str, act: str, growth: Growth | None = None) -> Respondent:
        """Return who wants to act; `act` is what they want to do, in words.

        `growth` is the store's, if just read.

        Raises:
            Refused: nobody is known by this id, or they are no longer asked.
        """
        person = self._by_id(growth).get(respondent)
        if person is None:
            raise Refused(say("Choose who you are before you {act}.", act=act))
        if not person.active:
            raise Refused(
                say(
                    "{person} is no longer asked, and so cannot {act}.",
                    person=person.name,
                    act=act,
                )
            )
        return person

    def join(self, name: str, role: str, team: str) -> Respondent:
        """Add somebody who came by themselves.

        Raises:
            Refused: the name is empty, too long or taken, or the role is not one of ROLES.
        """
        person = self._added(self._checked(Invitation(name, role, team), None), None)
        self._store.audit(self._now(), person.name, "joined as respondent", person.id, person.role)
        return person

    def invite(self, invitation: Invitation, invited_by: str) -> Respondent:
        """Add somebody who is asked from now on.

        Raises:
            Refused: a name or a mail address is taken or cannot be one, or a role, area or team
                does not exist.
        """
        by = self.known(invited_by, say("invite"))
        person = self._added(self._checked(invitation, None), by.id)
        self._store.audit(self._now(), by.name, "invited", person.id, _told(person))
        return person

    def change(self, respondent: str, invitation: Invitation, changed_by: str) -> Respondent:
        """Change how a respondent stands from now on; what they answered stays.

        Raises:
            Refused: as for `invite`, or there is no such respondent.
        """
        by = self.known(changed_by, say("change an invitation"))
        before = self._one(respondent)
        fine = self._checked(invitation, before)
        after = replace(before, **vars(fine), made_at=self._now())
        if replace(after, made_at=before.made_at) != before:
            self._store.add_respondent(after)
            self._store.audit(self._now(), by.name, "changed invitation", after.id, _told(after))
        return after

    def ask_no_more(self, respondent: str, changed_by: str) -> Respondent:
        """Stop asking somebody; their answers stay."""
        return self._turn(respondent, changed_by, active=False)

    def ask_again(self, respondent: str, changed_by: str) -> Respondent:
        """Ask somebody again."""
        return self._turn(respondent, changed_by, active=True)

    def _turn(self, respondent: str, changed_by: str, *, active: bool) -> Respondent:
        by = self.known(changed_by, say("change who is asked"))
        before = self._one(respondent)
        after = replace(before, active=active, made_at=self._now())
        if before.active != active:
            self._store.add_respondent(after)
            did = "asked again" if active else "stopped asking"
            self._store.audit(self._now(), by.name, did, after.id, "")
        return after

    def _one(self, respondent: str) -> Respondent:
        found = self._by_id().get(respondent)
        if found is None:
            raise Refused(
                say(
                    "There is no respondent {respondent}: choose one from the list.",
                    respondent=repr(respondent),
                )
            )
        return found

    def _added(self, fine: Invitation, invited_by: str | None) -> Respondent:
        slug = re.sub(r"[^a-z0-9]+", "-", fine.name.casefold()).strip("-") or "respondent"
        person = Respondent(
            id=f"{slug}-{len(self._store.respondents()) + 1}",
            **vars(fine),
            made_at=self._now(),
            invited_by=invited_by,
        )
        self._store.add_respondent(person)
        return person

    def _checked(self, wanted: Invitation, before: Respondent | None) -> Invitation:
        """Return the invitation as it is kept."""
        others = [
            each for each in self._store.respondents() if before is None or each.id != before.id
        ]
        name, mail = typed.one_line(wanted.name), typed.mail(wanted.mail)
        if not 0 < len(name) <= 100:
            raise Refused(say("A respondent needs a name of 1 to 100 characters."))
        if name.casefold() in {each.name.casefold() for each in others}:
            raise Refused(say("{person} is there already: choose them from the list.", person=name))
        if mail is not None and mail in {each.mail for each in others}:
            raise Refused(
                say("{mail} belongs to another respondent: one address, one person.", mail=mail)
            )
        if wanted.role not in ROLES:
            raise Refused(_no_role(wanted.role))
        return Invitation(
            name,
            wanted.role,
            typed.one_line(wanted.team)[:100],
            mail,
            self._areas(wanted.areas, before),
            self._teams(wanted.teams, before),
        )

    def _areas(self, wanted: Sequence[str], before: Respondent | None) -> tuple[str, ...]:
        # An area that is asked about no longer stays: without any, they would be asked about all.
        there = [area.id for area in self._questionnaire.areas]
        there.extend(before.areas if before else ())
        _none_strange(
            phrase("There is no area {name} that somebody could be asked about."), wanted, there
        )
        return tuple(dict.fromkeys(area for area in there if area in wanted))

    def _teams(self, wanted: Sequence[str], before: Respondent | None) -> tuple[str, ...]:
        there = [*self._scopes().teams, *(before.teams if before else ())]
        _none_strange(
            phrase("There is no team {name} that somebody could be asked about."), wanted, there
        )
        return tuple(sorted(set(wanted)))


def _no_role(wanted: str) -> str:
    roles = ", ".join(map(role_word, ROLES))
    if not wanted:
        return say("A respondent needs a role: choose one of {roles}.", roles=roles)
    return say("{role} is not a role: choose one of {roles}.", role=repr(wanted), roles=roles)


def _none_strange(refused: str, wanted: Sequence[str], there: Sequence[str]) -> None:
    strange = [each for each in wanted if each not in there]
    if strange:
        raise Refused(say(refused, name=repr(strange[0])))


def _told(person: Respondent) -> str:
    about = ", ".join((*person.areas, *person.teams)) or "everything"
    return f"{person.role}, asked about {about}"
