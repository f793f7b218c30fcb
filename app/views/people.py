"""Everyone who is asked: how far each has come, worst first, and one person at a time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from app import text
from app.people import Scopes, asked_of, role_word
from app.views.assessment import AreaProgress, assessment_view
from app.views.model import FactView
from app.views.parts import VerdictMark
from app.views.progress import answered
from app.wording import many, phrase, say
from assessments.questionnaire import Questionnaire
from data.written import Answer, Respondent

Sort = Literal["progress", "last", "role", "name"]
SORTS: Mapping[Sort, str] = {
    "progress": phrase("Progress"),
    "last": phrase("Last answer"),
    "role": phrase("Role"),
    "name": phrase("Name"),
}
"""How the rows may be sorted, with the word that a page says."""


@dataclass(frozen=True)
class PersonRow:
    """One respondent, and how far they have come."""

    id: str
    name: str
    role: str
    about: str
    """`Ownership and Cost control, for the team Growth`, or `everything`."""
    standing: VerdictMark
    answered: int
    asked: int
    share: float | None
    """0 to 1; None: they are asked nothing."""
    progress: str
    """`12 of 30`."""
    last: str
    """`3 days ago`, or `never`."""
    last_at: datetime | None
    mail: str
    active: bool


@dataclass(frozen=True)
class PeopleView:
    """The respondents that a search leaves."""

    title: str
    """The news of everyone, whatever is searched for."""
    facts: tuple[FactView, ...]
    rows: tuple[PersonRow, ...]
    found: str
    """`12 of 500 respondents fit`; empty where nothing was searched for."""


@dataclass(frozen=True)
class PersonView:
    """One respondent."""

    title: str
    facts: tuple[FactView, ...]
    areas: tuple[AreaProgress, ...]
    """Those that they are asked about."""


def people_view(
    people: Sequence[Respondent],
    answers: Sequence[Answer],
    questionnaire: Questionnaire,
    scopes: Scopes,
    now: datetime,
    *,
    find: str = "",
    sort: Sort = "progress",
) -> PeopleView:
    """Return everyone whose name, role, team, mail or subjects hold the words of `find`."""
    given: dict[str, list[Answer]] = {}
    for answer in answers:
        given.setdefault(answer.respondent, []).append(answer)
    rows = [_row(each, given.get(each.id, []), questionnaire, scopes, now) for each in people]
    found = [row for row, each in zip(rows, people, strict=True) if _fits(row, each, find)]
    found.sort(key=_order(sort))
    return PeopleView(
        title=_title([each for each in rows if each.active]),
        facts=_facts(rows, now),
        rows=tuple(found),
        found=_found(len(found), len(rows)) if find.strip() else "",
    )


def _found(part: int, everyone: int) -> str:
    return say(
        "{part} of {respondents}",
        part=text.number(part),
        respondents=text.count(everyone, "respondent", "respondents"),
    )


def _row(
    person: Respondent,
    answers: Sequence[Answer],
    questionnaire: Questionnaire,
    scopes: Scopes,
    now: datetime,
) -> PersonRow:
    asked = asked_of(person, questionnaire.questions)
    done = len(answered(asked, answers, scopes.team_of))
    last = max((each.made_at for each in answers), default=None)
    return PersonRow(
        id=person.id,
        name=person.name,
        role=role_word(person.role),
        about=about(person, questionnaire),
        standing=_standing(person, done, len(asked), begun=bool(answers)),
        answered=done,
        asked=len(asked),
        share=_share(done, len(asked)),
        progress=_part(done, len(asked)),
        last=text.age(last, now),
        last_at=last,
        mail=person.mail or "",
        active=person.active,
    )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _part(part: int, whole: int) -> str:
    return say("{part} of {total}", part=text.number(part), total=text.number(whole))


def about(person: Respondent, questionnaire: Questionnaire) -> str:
    """Return what somebody is asked about."""
    titles = {area.id: area.title for area in questionnaire.areas}
    areas = text.listed([titles.get(each, each) for each in person.areas]) if person.areas else ""
    if not person.teams:
        return areas or say("everything")
    return many(
        "{areas}, for the team {teams}",
        "{areas}, for the teams {teams}",
        len(person.teams),
        areas=areas or say("all areas"),
        teams=text.listed(person.teams),
    )


def _standing(person: Respondent, done: int, asked: int, *, begun: bool) -> VerdictMark:
    if not person.active:
        return VerdictMark("unknown", say("no longer asked"))
    if not asked:
        return VerdictMark("unknown", say("asked nothing"))
    if done == asked:
        return VerdictMark("confirmed", say("all answered"))
    if begun:
        return VerdictMark("unproven", say("begun"))
    return VerdictMark("unknown", say("not begun"))


def _fits(row: PersonRow, person: Respondent, find: str) -> bool:
    told = (row.name, row.role, person.team, row.mail, row.about, row.standing.word)
    whole = " ".join(told).casefold()
    return all(word in whole for word in find.casefold().split())


def _order(sort: Sort) -> Callable[[PersonRow], tuple[object, ...]]:
    def key(row: PersonRow) -> tuple[object, ...]:
        match sort:
            case "progress":
                first: object = 2.0 if row.share is None else row.share
            case "last":
                first = row.last_at.timestamp() if row.last_at else 0.0
            case "role":
                first = row.role.casefold()
            case "name":
                first = 0
        return (not row.active, first, row.name.casefold(), row.id)

    return key


def _title(active: Sequence[PersonRow]) -> str:
    """Return the news on those who are asked."""
    if not active:
        return say("Nobody is asked yet: invite those who know")
    done = sum(each.share == 1.0 for each in active)
    idle = sum(each.last_at is None for each in active)
    people = text.count(len(active), "respondent", "respondents")
    if done == len(active):
        return say("Everything that is asked of {respondents} is answered", respondents=people)
    if idle == len(active):
        return many(
            "{number} respondent has not begun to answer",
            "{number} respondents have not begun to answer",
            idle,
        )
    said = _finished(done, people)
    if not idle:
        return said
    return many(
        "{sentence}, {respondents} has not begun",
        "{sentence}, {respondents} have not begun",
        idle,
        sentence=said,
        respondents=text.in_words(idle),
    )


def _finished(done: int, people: str) -> str:
    if not done:
        return say("Of {respondents} nobody has answered all", respondents=people)
    return many(
        "{part} of {respondents} has answered all",
        "{part} of {respondents} have answered all",
        done,
        part=text.capital(text.in_words(done)),
        respondents=people,
    )


def _facts(rows: Sequence[PersonRow], now: datetime) -> tuple[FactView, ...]:
    active = [each for each in rows if each.active]
    given, asked = sum(each.answered for each in active), sum(each.asked for each in active)
    last = max((each.last_at for each in rows if each.last_at), default=None)
    return (
        FactView(say("Respondents"), text.number(len(active))),
        FactView(say("All answered"), text.number(sum(each.share == 1.0 for each in active))),
        FactView(say("Not begun"), text.number(sum(each.last_at is None for each in active))),
        FactView(
            say("Answers given"),
            say(
                "{part} of {total} ({share})",
                part=text.number(given),
                total=text.number(asked),
                share=text.share(_share(given, asked)),
            ),
        ),
        FactView(say("Last answer"), text.age(last, now)),
    )


def person_view(
    person: Respondent,
    people: Sequence[Respondent],
    answers: Sequence[Answer],
    questionnaire: Questionnaire,
    scopes: Scopes,
    now: datetime,
) -> PersonView:
    """Return one respondent with how far they have come in each area."""
    row = _row(person, answers, questionnaire, scopes, now)
    latest = {(each.question, each.scope_kind, each.scope): each for each in answers}
    view = assessment_view(questionnaire, latest, person, scopes.team_of)
    names = {each.id: each.name for each in people}
    by = names.get(person.invited_by or "", person.invited_by) if person.invited_by else None
    return PersonView(
        title=say("{person}: {progress} answered", person=person.name, progress=row.progress)
        if row.asked
        else say("{person}: {standing}", person=person.name, standing=row.standing.word),
        facts=(
            FactView(say("Role"), row.role),
            FactView(say("Team"), person.team or text.unknown()),
            FactView(say("Mail"), person.mail or text.unknown()),
            FactView(say("Asked about"), row.about),
            FactView(say("Standing"), row.standing.word),
            FactView(say("Last answer"), row.last),
            FactView(say("Invited by"), by or say("nobody: joined on their own")),
        ),
        areas=view.areas,
    )
