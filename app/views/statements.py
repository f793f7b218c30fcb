"""Statements in words: what waits, what expires, what holds, and what is over."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app import text
from app.stated import THE_APP, Statement
from app.views.parts import VerdictMark
from app.wording import many, phrase, say
from assessments.questionnaire import Probe, Questionnaire
from assessments.scorecard import Scorecard
from assessments.scoring import Finding

A_PAGE = 20
"""How many statements a list shows at once."""
DRILLS = {
    "rollback": phrase("Rollback drill"),
    "runbook": phrase("Runbook drill"),
    "rebuild": phrase("Rebuild drill"),
}
UNKNOWN_MODEL = "(unallocated)"
_SAID = "attested by "
"""How the detail of an observation begins that is a statement."""


@dataclass(frozen=True)
class StatementRow:
    """One statement."""

    key: str | None
    """By which it is opened; None: it is changed where it came from."""
    what: str
    said: str
    """`yes`, `45 days`, `succeeded in 30 min`, `does not apply`."""
    where: str
    who: str
    when: str
    approved: str | None
    until: str
    note: str
    link: str | None
    source: str | None
    """The source that brought it; None: it was made here."""
    standing: VerdictMark


@dataclass(frozen=True)
class StatementList:
    """One list of statements, a page of it."""

    id: str
    title: str
    rows: tuple[StatementRow, ...]
    pages: int
    nothing: str
    """What to say where there is none."""


@dataclass(frozen=True)
class StatementsView:
    """All statements, in lists."""

    headline: str
    waiting: tuple[Statement, ...]
    expiring: tuple[Statement, ...]
    holding: tuple[Statement, ...]
    """In force for longer."""
    over: tuple[Statement, ...]
    """Expired or withdrawn."""


def statements_view(statements: Sequence[Statement], today: date) -> StatementsView:
    """Return the statements by how they stand on a day; what ends first goes first."""
    states = [(each, each.state(today)) for each in statements]
    waiting = [each for each, state in states if state == "waiting"]
    holding = [each for each, state in states if state == "in force"]
    expiring = [each for each in holding if each.expires_soon(today)]
    longer = [each for each in holding if not each.expires_soon(today)]
    return StatementsView(
        headline=_headline(statements, expiring, waiting),
        waiting=tuple(sorted(waiting, key=lambda each: each.made_at)),
        expiring=tuple(sorted(expiring, key=_end)),
        holding=tuple(sorted(longer, key=_end)),
        over=tuple(each for each, state in states if state in {"expired", "withdrawn"}),
    )


def _end(statement: Statement) -> tuple[date, str, str]:
    return statement.until or date.max, statement.scope, statement.about


def _headline(
    statements: Sequence[Statement], expiring: Sequence[Statement], waiting: Sequence[Statement]
) -> str:
    if not statements:
        return say("Nothing has been attested, rehearsed or exempted yet")
    if expiring and waiting:
        both = say("{news}; {more}", news=_expire(len(expiring)), more=_wait(len(waiting)))
        return text.capital(both)
    if expiring:
        return text.capital(_expire(len(expiring)))
    if waiting:
        return text.capital(_wait(len(waiting)))
    return say("Nothing expires within 30 days, and nothing waits for a second person")


def _expire(statements: int) -> str:
    return many(
        "{statements} statement expires within 30 days",
        "{statements} statements expire within 30 days",
        statements,
        statements=text.in_words(statements),
    )


def _wait(exemptions: int) -> str:
    return many(
        "{exemptions} exemption waits for a second person",
        "{exemptions} exemptions wait for a second person",
        exemptions,
        exemptions=text.in_words(exemptions),
    )


def matching(
    statements: Iterable[Statement], find: str, questionnaire: Questionnaire
) -> tuple[Statement, ...]:
    """Return the statements of which every word of `find` is told."""
    words = find.casefold().split()
    titles = _titles(questionnaire)
    return tuple(
        each for each in statements if all(word in _told(each, titles).casefold() for word in words)
    )


def _told(statement: Statement, titles: Mapping[str, str]) -> str:
    about = titles.get(statement.about, statement.about)
    return f"{statement.about} {about} {statement.scope} {statement.made_by} {statement.source}"


def statement_list(
    id: str,
    title: str,
    statements: Sequence[Statement],
    page: int,
    nothing: str,
    row: Callable[[Statement], StatementRow],
) -> StatementList:
    """Return one page of a list."""
    pages = max(1, -(-len(statements) // A_PAGE))
    first = (min(page, pages) - 1) * A_PAGE
    rows = tuple(row(each) for each in statements[first : first + A_PAGE])
    counted = (
        say("{title}: {number}", title=title, number=text.number(len(statements)))
        if statements
        else title
    )
    return StatementList(id, counted, rows, pages, nothing)


def row_of(
    scorecard: Scorecard, questionnaire: Questionnaire, today: date
) -> Callable[[Statement], StatementRow]:
    """Return what words one statement, beside what the scorecard rests on."""
    titles = _titles(questionnaire)
    models = {model.facts.model: model for model in scorecard.models}

    def findings(each: Statement) -> Iterator[Finding]:
        if each.scope_kind == "organisation":
            yield from scorecard.organisation_findings
        elif each.scope in models:
            for score in models[each.scope].areas:
                yield from score.findings

    def word(each: Statement) -> StatementRow:
        return StatementRow(
            key=key_of(each),
            what=_what(each, titles),
            said=_said(each, questionnaire.probes),
            where=_where(each, scorecard.organisation),
            who=each.made_by or say("nobody named"),
            when=text.day(each.rehearsal.drilled_at if each.rehearsal else each.made_at),
            approved=_approved(each),
            until=_until(each, today),
            note=each.note,
            link=each.link,
            source=None if each.source == THE_APP else each.source,
            standing=_standing(each, today, findings),
        )

    return word


def key_of(statement: Statement) -> str | None:
    """Return the name by which a statement is opened; None: it cannot be changed here."""
    if statement.id is not None:
        return f"{statement.kind}|{statement.id}"
    answer = statement.answer
    if answer is None:
        return None
    place = (answer.question, answer.scope_kind, answer.scope, answer.respondent)
    return "|".join(("not_applicable", *place, str(answer.revision)))


def _titles(questionnaire: Questionnaire) -> dict[str, str]:
    questions = {each.id: f"{each.id} {each.title}" for each in questionnaire.questions}
    drills = {kind: say(called) for kind, called in DRILLS.items()}
    return {name: probe.title for name, probe in questionnaire.probes.items()} | questions | drills


def _what(statement: Statement, titles: Mapping[str, str]) -> str:
    return titles.get(statement.about, statement.about)


def _said(statement: Statement, probes: Mapping[str, Probe]) -> str:
    match statement.kind:
        case "attestation":
            return value_words(probes.get(statement.about), statement.value)
        case "drill":
            return _came(statement)
        case "exemption" | "not_applicable":
            return say("does not apply")


def value_words(probe: Probe | None, value: float | None) -> str:
    """Return what an attestation says: `yes`, `45 days`, `80 %`."""
    if value is None:
        return text.unknown()
    unit = probe.unit if probe is not None else ""
    if unit == "yes or no":
        return say("yes") if value else say("no")
    if unit == "share":
        return text.share(value)
    return f"{text.number(value, ',g')} {unit}".strip()


def _came(statement: Statement) -> str:
    drill = statement.rehearsal
    if drill is None:
        return text.unknown()
    if not drill.succeeded:
        return say("failed")
    if drill.hours is None:
        came = say("succeeded, not timed")
    else:
        came = say("succeeded in {time}", time=text.duration(drill.hours))
    match drill.automatic:
        case None:
            return came
        case True:
            return say("{outcome}, by the pipeline", outcome=came)
        case False:
            return say("{outcome}, by hand", outcome=came)


def _where(statement: Statement, organisation: str) -> str:
    if statement.scope_kind == "organisation":
        return organisation
    if statement.scope == UNKNOWN_MODEL:
        return say("a model that is not known")
    if statement.scope_kind == "team":
        return say("team {team}", team=statement.scope)
    return statement.scope


def _approved(statement: Statement) -> str | None:
    if statement.approved_by is None:
        return None
    day = text.day(statement.approved_at)
    return say("approved by {person}, {day}", person=statement.approved_by, day=day)


def _until(statement: Statement, today: date) -> str:
    if statement.until is None:
        return text.unknown()
    days, day = (statement.until - today).days, text.day(statement.until)
    if days < 0:
        return day
    if days == 0:
        return say("{day}, today", day=day)
    return many("{day}, in {number} day", "{day}, in {number} days", days, day=day)


def _standing(
    statement: Statement, today: date, findings: Callable[[Statement], Iterable[Finding]]
) -> VerdictMark:
    """Return whether it counts, in words."""
    state = statement.state(today)
    if statement.withdrawn is not None:
        back = statement.withdrawn
        told = say("taken back by {person}, {day}", person=back.by, day=text.day(back.at))
        return VerdictMark("unknown", told)
    if state == "expired":
        return VerdictMark("unknown", say("expired"))
    if state == "waiting":
        return VerdictMark("unproven", say("waits for a second person"))
    if statement.kind == "drill":
        return VerdictMark("unknown", say("on record"))
    if statement.kind != "attestation":
        return VerdictMark("confirmed", say("in force"))
    if statement.own:
        return VerdictMark("contradicted", say("said by the owner: proves nothing"))
    return _counts(statement, findings(statement))


def _counts(statement: Statement, findings: Iterable[Finding]) -> VerdictMark:
    seen = next(
        (
            each.observation
            for finding in findings
            for each in finding.results
            if each.condition.probe == statement.about
        ),
        None,
    )
    if seen is None:
        return VerdictMark("unknown", say("no question rests on it"))
    if seen.value is None:
        return VerdictMark("unproven", say("does not count: a source casts doubt on it"))
    told = seen.detail or ""
    if not told.startswith(_SAID):
        return VerdictMark("unknown", say("not needed: known from a source"))
    if not told.startswith(f"{_SAID}{statement.made_by} on {statement.made_at:%Y-%m-%d}"):
        return VerdictMark("unknown", say("a later one counts"))
    return VerdictMark("confirmed", say("counts"))
