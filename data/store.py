"""The store: all that people write, and what sync notes of itself; nothing in it is overwritten."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from data import store_queries as queries
from data import store_tables as tables
from data.errors import Conflict, Refused
from data.store_engine import Commits, explained, open_engine
from data.written import (
    ActionNote,
    Answer,
    Approval,
    Assessment,
    Attested,
    AuditEntry,
    Drilled,
    Exemption,
    ExemptionApproval,
    Growth,
    Lease,
    Respondent,
    RoundChange,
    Snapshot,
    SnapshotHead,
    SyncRun,
    Target,
    Withdrawal,
)

__all__ = [
    "ActionNote",
    "Answer",
    "Approval",
    "Assessment",
    "Attested",
    "AuditEntry",
    "Drilled",
    "Exemption",
    "ExemptionApproval",
    "Growth",
    "Lease",
    "Respondent",
    "RoundChange",
    "Snapshot",
    "SnapshotHead",
    "Store",
    "SyncRun",
    "Target",
    "Withdrawal",
    "open_store",
]

KEPT: dict[type, sa.Table] = {
    RoundChange: tables.assessment_state,
    Attested: tables.attestation,
    Drilled: tables.drill,
    Exemption: tables.exemption,
    ExemptionApproval: tables.exemption_approval,
    Withdrawal: tables.withdrawal,
    Target: tables.target,
    ActionNote: tables.action_note,
}
"""The table of each shape that `keep` takes."""
GOOD = ("ok", "partial")


def open_store(url: str) -> "Store":
    """Open the store at `sqlite:///…/store.db` or `postgresql://…`, made or migrated as needed.

    Raises:
        StorageError: naming the store (never its password), what is wrong, and the mend.
    """
    return Store(open_engine(url))


class Store:
    """Everything that is written down, safe to use from many threads and processes."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._commits = Commits(engine.url)
        self._grown: tuple[int | None, Growth] | None = None

    def close(self) -> None:
        """Close every connection; a later call opens new ones."""
        self._grown = None  # another connection counts commits from another number on
        self._commits.close()
        self._engine.dispose()

    def growth(self) -> Growth:
        """Return how much is written by now, at a fraction of what reading it takes."""
        with explained(self._engine.url):
            version = self._commits.version()
        kept = self._grown
        if kept is not None and version is not None and kept[0] == version:
            return kept[1]
        with self._reading() as connection:
            growth = queries.growth(connection)
        # What was committed since is of a later version: it is counted with the next call.
        self._grown = (version, growth)
        return growth

    # People and rounds

    def add_respondent(self, respondent: Respondent) -> None:
        """Note a respondent; the same id again changes how they stand from now on."""
        self._insert(tables.respondent, asdict(respondent))

    def respondents(self) -> list[Respondent]:
        """Return everyone who may answer, by id, as they stand now."""
        table = tables.respondent
        newest = queries.newest_respondents()
        query = sa.select(table).where(table.c.seq.in_(newest)).order_by(table.c.id)
        return self._read(Respondent, query)

    def add_assessment(self, assessment: Assessment) -> None:
        """Open a round.

        Raises:
            Conflict: a round with this id stands already.
        """
        self._insert(tables.assessment, asdict(assessment))

    def assessments(self) -> list[Assessment]:
        """Return every round, the first opened first."""
        table = tables.assessment
        return self._read(Assessment, sa.select(table).order_by(table.c.opened_at, table.c.id))

    # Statements, targets and notes: whatever is only ever added to

    def keep(self, value: queries.Kept) -> None:
        """Write one value of a shape in KEPT.

        Raises:
            Conflict: one with this key is written already.
            Refused: it names a round or an exemption that does not exist.
        """
        table = KEPT[type(value)]
        try:
            with self._writing() as connection:
                connection.execute(table.insert(), asdict(value))
        except sa.exc.IntegrityError as error:
            if "foreign" in str(error).lower():
                raise Refused(f"the {table.name} is about something that is not there") from error
            raise Conflict(
                f"this {table.name} is written already: reload the page, then look again"
            ) from error

    def kept(self, shape: type[queries.Kept]) -> list[queries.Kept]:
        """Return every value of a shape, in the order in which they were written."""
        return self._read(shape, queries.everything(KEPT[shape]))

    # Answers

    def save_answer(self, answer: Answer) -> None:
        """Append one answer; once this returns, no crash loses it.

        Raises:
            Conflict: the same respondent's answer was saved elsewhere since it was read.
            Refused: the choice is none of the allowed ones, or its round does not exist or is
                closed.
        """
        queries.check_answer(answer)
        try:
            with self._writing() as connection:
                queries.expect_open(connection, answer.assessment)
                queries.expect_next_revision(connection, answer)
                connection.execute(tables.answer.insert(), queries.answer_row(answer))
        except sa.exc.IntegrityError as error:
            # On PostgreSQL two writers may pass the check together; the key tells them apart.
            with self._reading() as connection:
                queries.expect_next_revision(connection, answer)
            raise Refused(
                f"there is no assessment {answer.assessment!r}: open it before answers are saved"
            ) from error

    def answers(
        self, assessment: str, *, respondent: str | None = None, question: str | None = None
    ) -> list[Answer]:
        """Return every revision of every answer of a round, each answer's first one first.

        `respondent` and `question` leave all others out.
        """
        table = tables.answer
        query = sa.select(table).where(table.c.assessment == assessment)
        if respondent is not None:
            query = query.where(table.c.respondent == respondent)
        if question is not None:
            query = query.where(table.c.question == question)
        return self._read(Answer, query.order_by(*(table.c[name] for name in queries.KEY_ORDER)))

    def answers_count(self, assessment: str) -> int:
        """Return how many answers a round holds, all revisions counted."""
        table = tables.answer
        query = sa.select(sa.func.count()).where(table.c.assessment == assessment)
        with self._reading() as connection:
            return int(connection.execute(query).scalar_one())

    def answers_version(self) -> int:
        """Return a number that grows whenever something that stands beside evidence is written."""
        return self.growth().beside_evidence

    def written_rows(self) -> tuple[int, dict[str, list[dict[str, Any]]]]:
        """Return the version and, as of that very moment, the rows that stand beside evidence.

        Answers carry their respondent's role and team, statements the name and mail of whoever
        made them, exemptions their approver; what was withdrawn is left out.
        """
        with self._reading() as connection:
            rows = {
                name: [dict(row) for row in connection.execute(query).mappings()]
                for name, query in queries.beside_evidence().items()
            }
            return queries.growth(connection).beside_evidence, rows

    def approve(self, approval: Approval) -> None:
        """Note a second person's yes to a `not_applicable`.

        Raises:
            Refused: it is the respondent's own answer, or not (or no longer) `not_applicable`.
            Conflict: it was approved already.
        """
        if approval.approved_by == approval.respondent:
            raise Refused("nobody approves their own answer: ask a second person")
        key = {name: getattr(approval, name) for name in tables.ANSWER_KEY}
        try:
            with self._writing() as connection:
                queries.expect_open(connection, approval.assessment)
                latest = queries.latest_answer(connection, key)
                if latest is None or (latest.revision, latest.choice) != (
                    approval.revision,
                    "not_applicable",
                ):
                    raise Refused(
                        f"the answer to {approval.question} is not, or no longer, 'not applicable':"
                        " reload the page, then do it again"
                    )
                connection.execute(tables.approval.insert(), asdict(approval))
        except sa.exc.IntegrityError as error:
            raise Conflict(
                f"the answer to {approval.question} was approved already: nothing is left to do"
            ) from error

    def approvals(self, assessment: str) -> list[Approval]:
        """Return every approval of a round, the first one first."""
        table = tables.approval
        query = sa.select(table).where(table.c.assessment == assessment)
        return self._read(
            Approval,
            query.order_by(table.c.approved_at, *(table.c[name] for name in queries.KEY_ORDER)),
        )

    # Snapshots

    def add_snapshot(self, snapshot: Snapshot) -> None:
        """Keep a frozen scorecard.

        Raises:
            Conflict: a snapshot with this id stands already.
        """
        self._insert(tables.snapshot, asdict(snapshot))

    def snapshots(
        self, limit: int | None = None, until: datetime | None = None
    ) -> list[SnapshotHead]:
        """Return the newest snapshots (None: all) without their bodies, the newest first.

        `until` leaves out what was taken then or later.
        """
        table = tables.snapshot
        query = sa.select(table.c.id, table.c.made_at, table.c.sha256, table.c.point)
        if until is not None:
            query = query.where(table.c.made_at < until)
        newest = query.order_by(table.c.made_at.desc(), table.c.id).limit(limit)
        return self._read(SnapshotHead, newest)

    def snapshot(self, snapshot_id: str) -> Snapshot | None:
        """Return one snapshot with its body, or None."""
        table = tables.snapshot
        found = self._read(Snapshot, sa.select(table).where(table.c.id == snapshot_id))
        return found[0] if found else None

    # Sync runs

    def add_sync_run(self, run: SyncRun) -> None:
        """Note how the reading of one source went.

        Raises:
            Conflict: this run of this source is noted already.
        """
        self._insert(tables.sync_run, asdict(run))

    def sync_runs(self, limit: int) -> list[SyncRun]:
        """Return the last runs, the newest first."""
        table = tables.sync_run
        return self._read(SyncRun, sa.select(table).order_by(table.c.seq.desc()).limit(limit))

    def latest_sync_runs(self) -> dict[str, SyncRun]:
        """Return each source's last run, whatever came of it."""
        return self._latest_runs(sa.true())

    def latest_good_runs(self) -> dict[str, SyncRun]:
        """Return each source's last run whose rows landed."""
        return self._latest_runs(tables.sync_run.c.status.in_(GOOD))

    # The lease

    def acquire_lease(self, name: str, holder: str, now: datetime, seconds: float) -> bool:
        """Take a lease that is free or has expired; False: somebody holds it."""
        table = tables.lease
        until = now + timedelta(seconds=seconds)
        taken = table.update().where(table.c.name == name, table.c.until <= now)
        try:
            with self._writing() as connection:
                done = connection.execute(taken.values(holder=holder, until=until)).rowcount
                if not done:
                    connection.execute(table.insert().values(name=name, holder=holder, until=until))
        except sa.exc.IntegrityError:
            return False
        return True

    def renew_lease(self, name: str, holder: str, now: datetime, seconds: float) -> bool:
        """Hold on to a lease; False: it was lost, so the work must stop."""
        table = tables.lease
        mine = table.update().where(table.c.name == name, table.c.holder == holder)
        with self._writing() as connection:
            until = now + timedelta(seconds=seconds)
            return connection.execute(mine.values(until=until)).rowcount == 1

    def release_lease(self, name: str, holder: str) -> None:
        """Give a lease back, if it is still held."""
        table = tables.lease
        with self._writing() as connection:
            connection.execute(table.delete().where(table.c.name == name, table.c.holder == holder))

    def lease(self, name: str) -> Lease | None:
        """Return who holds a lease, or held it last."""
        table = tables.lease
        found = self._read(Lease, sa.select(table).where(table.c.name == name))
        return found[0] if found else None

    # The audit

    def audit(self, at: datetime, who: str, what: str, subject: str, detail: str) -> None:
        """Note who did what to which subject."""
        entry = AuditEntry(at=at, who=who, what=what, subject=subject, detail=detail)
        self._insert(tables.audit, asdict(entry))

    def audit_entries(self, limit: int) -> list[AuditEntry]:
        """Return the last notes, the newest first."""
        table = tables.audit
        return self._read(AuditEntry, sa.select(table).order_by(table.c.seq.desc()).limit(limit))

    # How it reads and writes

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        """One moment's view of everything, over as many queries as wanted."""
        with explained(self._engine.url), self._engine.connect() as connection:
            if self._engine.dialect.name == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        with explained(self._engine.url), self._engine.connect() as connection:
            connection.execution_options(writes=True)
            with connection.begin():
                yield connection

    def _insert(self, table: sa.Table, row: dict[str, Any]) -> None:
        try:
            with self._writing() as connection:
                connection.execute(table.insert(), row)
        except sa.exc.IntegrityError as error:
            which = row.get("id") or row.get("run")
            raise Conflict(
                f"{table.name} {which!r} is written already and never changed: choose another id"
            ) from error

    def _read(self, shape: type[queries.Written], query: sa.Select[Any]) -> list[queries.Written]:
        with self._reading() as connection:
            return [queries.shaped(shape, row) for row in connection.execute(query).mappings()]

    def _latest_runs(self, condition: sa.ColumnElement[bool]) -> dict[str, SyncRun]:
        table = tables.sync_run
        newest = sa.select(sa.func.max(table.c.seq)).where(condition).group_by(table.c.source)
        query = sa.select(table).where(table.c.seq.in_(newest)).order_by(table.c.source)
        return {run.source: run for run in self._read(SyncRun, query)}
