"""The store's questions to its tables, and the checks that an answer passes before it is kept."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from functools import cache, reduce
from operator import add
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa

from data import store_tables as tables
from data.errors import Conflict, Refused
from data.written import Answer, Growth

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Written = TypeVar("Written")
Kept = TypeVar("Kept", bound="DataclassInstance")
GROWS = {
    "rounds": (tables.assessment, tables.assessment_state),
    "people": (tables.respondent,),
    "answers": (tables.answer, tables.approval),
    "statements": (
        tables.attestation,
        tables.drill,
        tables.exemption,
        tables.exemption_approval,
        tables.withdrawal,
    ),
    "syncs": (tables.sync_run,),
    "snapshots": (tables.snapshot,),
}
"""The tables that each part of Growth counts."""
CHOICES = ("1", "2", "3", "4", "5", "dont_know", "not_applicable", "withdrawn")
SCOPE_KINDS = ("organisation", "team", "model")
KEY_ORDER = ("question", "scope_kind", "scope", "respondent", "revision")


def shaped(shape: type[Written], row: sa.RowMapping) -> Written:
    """Make a value of its table's row; a choice that is a level becomes a number."""
    values = {name: row[name] for name in _names(shape)}  # type: ignore[arg-type]
    if str(values.get("choice", "")).isdigit():
        values["choice"] = int(values["choice"])
    return shape(**values)


@cache
def _names(shape: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(shape))


def newest_respondents() -> sa.Select[Any]:
    """Select the row of each respondent that says how they stand now."""
    table = tables.respondent
    return sa.select(sa.func.max(table.c.seq)).group_by(table.c.id)


def growth(connection: sa.Connection) -> Growth:
    """Return how much is written."""
    return Growth(**connection.execute(_GROWTH).mappings().one())


def _rows(counted: Sequence[sa.Table]) -> sa.ColumnElement[int]:
    counts = (sa.select(sa.func.count()).select_from(one).scalar_subquery() for one in counted)
    return reduce(add, counts)


_GROWTH = sa.select(*(_rows(GROWS[part.name]).label(part.name) for part in fields(Growth)))


def beside_evidence() -> dict[str, sa.Select[Any]]:
    """Select the rows that stand beside evidence, by the name of their table there."""
    person = tables.respondent
    newest = sa.select(person).where(person.c.seq.in_(newest_respondents())).subquery()
    answers = sa.select(tables.answer, newest.c.role, newest.c.team).outerjoin_from(
        tables.answer, newest, newest.c.id == tables.answer.c.respondent
    )
    # In one order, so that rows that are the same are seen to be the same.
    return {
        "answer": answers.order_by(*tables.answer.primary_key),
        "approval": sa.select(tables.approval).order_by(*tables.approval.primary_key),
        "written_attestation": _said(tables.attestation, "attested_by", newest),
        "written_drill": _said(tables.drill, "recorded_by", newest),
        "exemption": _exemptions(),
    }


def _said(table: sa.Table, by: str, newest: sa.Subquery) -> sa.Select[Any]:
    """Select the statements of a table that hold, with who made them as they stand now."""
    return (
        sa.select(
            *(column for column in table.c if column.name != by),
            table.c[by].label("respondent"),
            sa.func.coalesce(newest.c.name, table.c[by]).label("respondent_name"),
            newest.c.mail,
        )
        .outerjoin_from(table, newest, newest.c.id == table.c[by])
        .where(_holds(table))
        .order_by(table.c.id)
    )


def _exemptions() -> sa.Select[Any]:
    asked, yes = tables.exemption, tables.exemption_approval
    return (
        sa.select(asked, yes.c.approved_by, yes.c.approved_at)
        .outerjoin_from(asked, yes, yes.c.exemption == asked.c.id)
        .where(_holds(asked))
        .order_by(asked.c.id)
    )


def _holds(table: sa.Table) -> sa.ColumnElement[bool]:
    """Match what nobody withdrew."""
    back = tables.withdrawal
    same = sa.and_(back.c.kind == table.name, back.c.subject == table.c.id)
    return ~sa.exists().where(same)


def everything(table: sa.Table) -> sa.Select[Any]:
    """Select a whole table in the order in which it was written."""
    order = [column for column in table.c if column.name == "seq" or column.name.endswith("_at")]
    return sa.select(table).order_by(*order, *table.primary_key.columns)


def expect_open(connection: sa.Connection, assessment: str) -> None:
    """Refuse to write into a round that is closed.

    Raises:
        Refused: it is.
    """
    table = tables.assessment_state
    query = sa.select(table.c.state).where(table.c.assessment == assessment)
    latest = connection.execute(query.order_by(table.c.seq.desc()).limit(1)).scalar()
    if latest == "closed":
        raise Refused(
            "this round of the assessment is closed, and its answers can only be read: open it "
            "again, or answer in the round that is open"
        )


def check_answer(answer: Answer) -> None:
    """Refuse an answer that no page offers."""
    if str(answer.choice) not in CHOICES:
        raise Refused(f"{answer.choice!r} is no answer: choose one of {', '.join(CHOICES)}")
    if answer.scope_kind not in SCOPE_KINDS:
        raise Refused(f"{answer.scope_kind!r} is no scope: use one of {', '.join(SCOPE_KINDS)}")
    if (answer.scope == "") != (answer.scope_kind == "organisation"):
        raise Refused("a team or a model is answered for by its name, the organisation without one")
    if answer.choice == "not_applicable" and not (answer.reason and answer.until):
        raise Refused("'not applicable' needs a reason and an end date: add both")


def answer_row(answer: Answer) -> dict[str, Any]:
    """Return the row to insert: every choice is text there."""
    return {**asdict(answer), "choice": str(answer.choice)}


def same_answer(key: dict[str, Any]) -> list[sa.ColumnElement[bool]]:
    """Match the revisions of one answer."""
    names = [name for name in tables.ANSWER_KEY if name != "revision"]
    return [tables.answer.c[name] == key[name] for name in names]


def latest_answer(connection: sa.Connection, key: dict[str, Any]) -> Answer | None:
    """Return the newest revision of the answer that has this key, or None."""
    table = tables.answer
    query = sa.select(table).where(*same_answer(key)).order_by(table.c.revision.desc()).limit(1)
    row = connection.execute(query).mappings().first()
    return None if row is None else shaped(Answer, row)


def expect_next_revision(connection: sa.Connection, answer: Answer) -> None:
    """Refuse an answer that does not follow the newest one.

    Raises:
        Conflict: another one was saved since it was read.
        Refused: it leaves a gap.
    """
    latest = latest_answer(connection, asdict(answer))
    revision = latest.revision if latest else 0
    if latest and answer.revision <= revision and answer.revision > 0:
        raise _conflict(answer, latest)
    if answer.revision != revision + 1:
        raise Refused(
            f"revision {answer.revision} of the answer to {answer.question} follows no saved one: "
            "reload the page, then answer"
        )


def _conflict(answer: Answer, newer: Answer) -> Conflict:
    """Say what was saved between the reading and the saving of an answer."""
    subject = f"{newer.scope_kind} {newer.scope}".strip()
    return Conflict(
        f"the answer of {newer.respondent} to {answer.question} for {subject} was saved as "
        f"{newer.choice} at {newer.made_at:%Y-%m-%d %H:%M} UTC in between; nothing was "
        "overwritten: read it, then answer again"
    )
