"""The store, on SQLite and on a real PostgreSQL."""

import multiprocessing
import os
import re
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from tempfile import gettempdir

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from postgres_server import PASSWORD, postgres

from data import store_tables
from data.errors import Conflict, Refused, StorageError
from data.store import (
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
    Store,
    SyncRun,
    Target,
    Withdrawal,
    open_store,
)

NOW = datetime(2026, 11, 23, 9, 0, 0, 123456, tzinfo=UTC)
ROUND = Assessment("2026", "Self-assessment", date(2026, 1, 1), date(2026, 12, 31), NOW)
FIRST = Answer(
    assessment="2026",
    question="O1",
    question_version=1,
    scope_kind="model",
    scope="churn",
    respondent="maria",
    revision=1,
    choice=4,
    reason=None,
    until=None,
    evidence_shown=False,
    made_at=NOW,
)
EXEMPT = replace(FIRST, choice="not_applicable", reason="a prototype", until=date(2027, 1, 31))
DAY = date(2027, 1, 31)
KEPT = (
    RoundChange("2026", "closed", "maria", NOW, "the board has it"),
    Attested("a1", "replay_share", "churn", 1.0, DAY, "seen", None, "maria", NOW),
    Drilled("d1", "churn", "rollback", NOW, 0.5, True, None, "tom", "", None, "maria", NOW),
    Exemption("e1", "E5", "model", "churn", "no people in it", None, DAY, "maria", NOW),
    ExemptionApproval("e1", "tom", NOW),
    Withdrawal("drill", "d1", "of another model", "maria", NOW),
    Target("ownership", 1, 4, DAY, "maria", NOW),
    ActionNote("owner_active", 2.5, "tom", DAY, None, "maria", NOW),
)
NOTHING_BUT_A_ROUND = Growth(1, 0, 0, 0, 0, 0)
OK_RUN = SyncRun("run-1", "mlflow", "mlflow", NOW, NOW, "ok", 10, 9, 1)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgres() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.db'}"
    server: str = request.getfixturevalue("server")
    name = "test_" + re.sub(r"\W+", "_", tmp_path.name).lower()
    engine = sa.create_engine(
        server.replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.execute(sa.text(f"create database {name}"))
    engine.dispose()
    return server.removesuffix("postgres") + name


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    opened = open_store(address)
    opened.add_assessment(ROUND)
    yield opened
    opened.close()


@pytest.fixture
def raw(address: str, store: Store) -> Iterator[sa.Engine]:
    """The same database, without the store's manners."""
    engine = sa.create_engine(address.replace("postgresql:", "postgresql+psycopg:"))
    yield engine
    engine.dispose()


def test_what_was_written_is_read_back_whole(store: Store) -> None:
    maria = Respondent("maria", "Maria Keller", "model owner", "Growth", NOW)
    store.add_respondent(maria)
    store.save_answer(FIRST)
    store.add_snapshot(Snapshot("s1", NOW, "ab12", '{"a": "ü"}'))
    store.add_sync_run(OK_RUN)
    store.audit(NOW, "maria", "approved", "O1", "churn")

    assert store.respondents() == [maria]
    assert store.assessments() == [ROUND]
    assert store.answers("2026") == [FIRST]
    assert store.snapshots() == [SnapshotHead("s1", NOW, "ab12")]
    assert store.snapshot("s1") == Snapshot("s1", NOW, "ab12", '{"a": "ü"}')
    assert store.snapshot("s2") is None
    assert store.sync_runs(10) == [OK_RUN]
    assert store.audit_entries(10) == [AuditEntry(NOW, "maria", "approved", "O1", "churn")]


def test_growth_counts_what_was_committed_by_whomever_and_by_then(
    address: str, store: Store, raw: sa.Engine
) -> None:
    assert store.growth() == store.growth() == NOTHING_BUT_A_ROUND
    store.save_answer(FIRST)
    assert store.growth() == replace(NOTHING_BUT_A_ROUND, answers=1)
    other = open_store(address)
    other.save_answer(replace(FIRST, respondent="tom"))
    assert store.growth() == replace(NOTHING_BUT_A_ROUND, answers=2)
    with raw.connect() as connection:
        row = {"id": "s1", "made_at": NOW, "sha256": "ab", "body": "{}"}
        connection.execute(store_tables.snapshot.insert(), row)
        assert store.growth() == replace(NOTHING_BUT_A_ROUND, answers=2)
        connection.commit()
    assert store.growth() == replace(NOTHING_BUT_A_ROUND, answers=2, snapshots=1)
    store.close()
    other.add_respondent(Respondent("maria", "Maria Keller", "model owner", "Growth", NOW))
    assert store.growth() == other.growth()
    assert store.growth() == replace(NOTHING_BUT_A_ROUND, answers=2, snapshots=1, people=1)
    other.close()


def test_answers_of_one_respondent_or_one_question_leave_all_others_out(store: Store) -> None:
    tom, other = replace(FIRST, respondent="tom"), replace(FIRST, question="K1")
    for answer in (FIRST, tom, other):
        store.save_answer(answer)
    assert store.answers("2026", respondent="maria") == [other, FIRST]
    assert store.answers("2026", question="O1") == [FIRST, tom]
    assert store.answers("2026", respondent="tom", question="K1") == []


def test_a_respondent_written_again_stands_as_written_last(store: Store) -> None:
    store.add_respondent(Respondent("maria", "Maria Keller", "model owner", "Growth", NOW))
    moved = Respondent("maria", "Maria Keller", "platform", "Platform", NOW)
    store.add_respondent(moved)
    store.add_respondent(Respondent("adam", "Adam", "risk", "", NOW))

    assert store.respondents() == [Respondent("adam", "Adam", "risk", "", NOW), moved]


def test_times_of_any_zone_come_back_as_utc(store: Store) -> None:
    berlin = timezone(timedelta(hours=2))
    store.save_answer(replace(FIRST, made_at=NOW.astimezone(berlin)))

    (answer,) = store.answers("2026")
    assert (answer.made_at, answer.made_at.tzinfo) == (NOW, UTC)


def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises(StorageError, match="a time needs its zone"):
        store.save_answer(replace(FIRST, made_at=datetime(2026, 1, 1)))  # noqa: DTZ001


def test_every_revision_stays_in_order(store: Store) -> None:
    second = replace(FIRST, revision=2, choice="dont_know", evidence_shown=True)
    store.save_answer(FIRST)
    store.save_answer(second)

    assert store.answers("2026") == [FIRST, second]
    assert store.answers("another") == []
    assert (store.answers_count("2026"), store.answers_count("another")) == (2, 0)


def test_the_loser_of_a_race_is_told_what_was_saved(store: Store) -> None:
    store.save_answer(FIRST)
    with pytest.raises(Conflict) as told:
        store.save_answer(replace(FIRST, choice=2))

    assert str(told.value) == (
        "the answer of maria to O1 for model churn was saved as 4 at 2026-11-23 09:00 UTC in "
        "between; nothing was overwritten: read it, then answer again"
    )
    assert store.answers("2026") == [FIRST]


def test_of_many_writers_of_one_revision_exactly_one_wins(store: Store) -> None:
    outcomes: list[str] = []
    together = threading.Barrier(8)

    def save(choice: int) -> None:
        together.wait()
        for revision in range(1, 6):
            try:
                store.save_answer(replace(FIRST, revision=revision, choice=choice % 5 + 1))
                outcomes.append("saved")
            except Conflict:
                outcomes.append("told")

    threads = [threading.Thread(target=save, args=(i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (outcomes.count("saved"), outcomes.count("told")) == (5, 35)
    assert [answer.revision for answer in store.answers("2026")] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (replace(FIRST, choice=6), "6 is no answer"),
        (replace(FIRST, choice="maybe"), "'maybe' is no answer"),
        (replace(FIRST, scope_kind="galaxy"), "'galaxy' is no scope"),
        (replace(FIRST, scope=""), "answered for by its name"),
        (replace(FIRST, scope_kind="organisation"), "the organisation without one"),
        (replace(EXEMPT, reason=None), "needs a reason and an end date"),
        (replace(EXEMPT, until=None), "needs a reason and an end date"),
        (replace(FIRST, revision=2), "follows no saved one"),
        (replace(FIRST, revision=0), "follows no saved one"),
        (replace(FIRST, assessment="1999"), "there is no assessment '1999'"),
    ],
)
def test_an_answer_that_no_page_offers_is_refused(store: Store, answer: Answer, words: str) -> None:
    with pytest.raises(Refused, match=words):
        store.save_answer(answer)
    assert store.answers("2026") == []


def _approval(**changes: object) -> Approval:
    made = Approval("2026", "O1", "model", "churn", "maria", 1, "adam", NOW)
    return replace(made, **changes)  # type: ignore[arg-type]


def test_a_second_person_approves_once(store: Store) -> None:
    store.save_answer(EXEMPT)
    with pytest.raises(Refused, match="nobody approves their own answer"):
        store.approve(_approval(approved_by="maria"))
    store.approve(_approval())
    with pytest.raises(Conflict, match="was approved already"):
        store.approve(_approval(approved_by="eve"))

    assert store.approvals("2026") == [_approval()]


def test_only_the_latest_not_applicable_may_be_approved(store: Store) -> None:
    with pytest.raises(Refused, match="not, or no longer"):
        store.approve(_approval())
    store.save_answer(EXEMPT)
    store.save_answer(replace(FIRST, revision=2))
    with pytest.raises(Refused, match="not, or no longer"):
        store.approve(_approval())
    with pytest.raises(Refused, match="not, or no longer"):
        store.approve(_approval(revision=2))


@pytest.mark.parametrize(
    "again",
    [
        lambda store: store.add_assessment(ROUND),
        lambda store: store.add_snapshot(Snapshot("s1", NOW, "ab12", "{}")),
        lambda store: store.add_sync_run(OK_RUN),
    ],
)
def test_what_stands_is_not_written_twice(store: Store, again: Callable[[Store], None]) -> None:
    store.add_snapshot(Snapshot("s1", NOW, "ab12", "{}"))
    store.add_sync_run(OK_RUN)
    with pytest.raises(Conflict, match="is written already and never changed"):
        again(store)


def test_the_database_itself_refuses_to_change_what_was_written(
    store: Store, raw: sa.Engine
) -> None:
    store.add_respondent(Respondent("maria", "Maria", "risk", "", NOW))
    store.save_answer(EXEMPT)
    store.approve(_approval())
    store.add_snapshot(Snapshot("s1", NOW, "ab12", "{}"))
    store.add_sync_run(OK_RUN)
    store.audit(NOW, "maria", "approved", "O1", "churn")
    for value in KEPT:
        store.keep(value)
    kept = [table for table in store_tables.metadata.tables.values() if table.name != "lease"]

    for table in kept:
        for change in (table.update().values({next(iter(table.c)): "1"}), table.delete()):
            with (
                pytest.raises(sa.exc.DBAPIError, match=f"{table.name} is insert only"),
                raw.begin() as connection,
            ):
                connection.execute(change)
        if raw.dialect.name == "postgresql":
            with pytest.raises(sa.exc.DBAPIError, match="insert only"), raw.begin() as connection:
                connection.execute(sa.text(f"truncate {table.name} cascade"))

    assert store.answers("2026") == [EXEMPT]
    assert len(kept) == 15
    for value in KEPT:
        assert store.kept(type(value)) == [value]


def test_a_closed_round_takes_no_answer_until_it_is_opened_again(store: Store) -> None:
    store.keep(RoundChange("2026", "closed", "maria", NOW))
    with pytest.raises(Refused, match="is closed, and its answers can only be read"):
        store.save_answer(FIRST)
    store.keep(RoundChange("2026", "open", "maria", NOW))
    store.save_answer(FIRST)
    assert store.answers("2026") == [FIRST]


def test_what_is_about_nothing_that_is_there_is_refused(store: Store) -> None:
    with pytest.raises(Refused, match="about something that is not there"):
        store.keep(ExemptionApproval("none", "tom", NOW))


def test_what_is_kept_once_is_not_kept_again(store: Store) -> None:
    store.keep(KEPT[1])
    with pytest.raises(Conflict, match="is written already"):
        store.keep(KEPT[1])


def test_the_latest_runs_are_those_written_last(store: Store) -> None:
    failed = replace(OK_RUN, run="run-2", status="failed", error_kind="auth", error="no")
    partial = replace(OK_RUN, run="run-0", source="bills", status="partial")
    for run in (OK_RUN, partial, failed):
        store.add_sync_run(run)

    assert store.sync_runs(2) == [failed, partial]
    assert store.latest_sync_runs() == {"bills": partial, "mlflow": failed}
    assert store.latest_good_runs() == {"bills": partial, "mlflow": OK_RUN}


def test_a_lease_is_held_by_one_until_it_ends(store: Store) -> None:
    later = NOW + timedelta(seconds=60)
    assert store.lease("sync") is None
    assert store.acquire_lease("sync", "one", NOW, 60)
    assert not store.acquire_lease("sync", "two", NOW + timedelta(seconds=59), 60)
    assert not store.acquire_lease("sync", "one", NOW, 60)
    assert store.lease("sync") == Lease("sync", "one", later)

    assert store.acquire_lease("sync", "two", later, 60)
    assert not store.renew_lease("sync", "one", later, 60)
    assert store.renew_lease("sync", "two", later, 90)
    assert store.lease("sync") == Lease("sync", "two", later + timedelta(seconds=90))

    store.release_lease("sync", "one")
    assert not store.acquire_lease("sync", "one", later, 60)
    store.release_lease("sync", "two")
    assert store.lease("sync") is None


def test_of_many_that_want_a_lease_exactly_one_gets_it(store: Store) -> None:
    together = threading.Barrier(8)
    got: list[bool] = []

    def take(number: int) -> None:
        together.wait()
        got.append(store.acquire_lease("sync", f"holder {number}", NOW, 60))

    threads = [threading.Thread(target=take, args=(i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == [False] * 7 + [True]


def test_the_version_grows_with_all_that_stands_beside_evidence(store: Store) -> None:
    versions = [store.answers_version()]
    store.save_answer(EXEMPT)
    versions.append(store.answers_version())
    store.add_respondent(Respondent("maria", "Maria", "risk", "Growth", NOW))
    versions.append(store.answers_version())
    store.add_respondent(Respondent("maria", "Maria", "finance", "Money", NOW))
    store.approve(_approval())

    version, rows = store.written_rows()
    assert [*versions, version] == [0, 1, 2, 4]
    assert rows == {
        "answer": [{**asdict(EXEMPT), "role": "finance", "team": "Money"}],
        "approval": [asdict(_approval())],
        "written_attestation": [],
        "written_drill": [],
        "exemption": [],
    }


def test_statements_stand_beside_evidence_with_who_made_them_as_they_stand_now(
    store: Store,
) -> None:
    until = date(2027, 1, 1)
    asked = Exemption("e-1", "O1", "team", "Growth", "batch only", None, until, "maria", NOW)
    attested = Attested("a-1", "runbook_has_owner", "churn", 1, until, "seen", None, "maria", NOW)
    drilled = Drilled("d-1", "churn", "rollback", NOW, 0.5, True, None, None, "", None, "tom", NOW)
    store.add_respondent(Respondent("maria", "Maria", "risk", "Growth", NOW))
    for value in (asked, attested, drilled, ExemptionApproval("e-1", "tom", NOW)):
        store.keep(value)
    store.add_respondent(Respondent("maria", "Maria K", "risk", "Growth", NOW, mail="m@x.com"))

    said = {"respondent": "maria", "respondent_name": "Maria K", "mail": "m@x.com"}
    unknown = {"respondent": "tom", "respondent_name": "tom", "mail": None}
    assert {name: rows for name, rows in store.written_rows()[1].items() if rows} == {
        "written_attestation": [{**_without(asdict(attested), "attested_by"), **said}],
        "written_drill": [{**_without(asdict(drilled), "recorded_by"), **unknown}],
        "exemption": [{**asdict(asked), "approved_by": "tom", "approved_at": NOW}],
    }


def test_what_was_withdrawn_no_longer_stands_beside_evidence(store: Store) -> None:
    until = date(2027, 1, 1)
    for number in ("1", "2"):
        store.keep(Attested(number, "runbook_has_owner", None, 1, until, "", None, "maria", NOW))
        store.keep(Exemption(number, "O1", "organisation", "", "", None, until, "maria", NOW))
    # An exemption of the same id is another matter.
    store.keep(Withdrawal("attestation", "1", "a mistake", "maria", NOW))
    store.keep(Withdrawal("drill", "2", "a mistake", "maria", NOW))

    _, rows = store.written_rows()
    assert [row["id"] for row in rows["written_attestation"]] == ["2"]
    assert [row["id"] for row in rows["exemption"]] == ["1", "2"]


def _without(row: dict[str, object], *names: str) -> dict[str, object]:
    return {name: value for name, value in row.items() if name not in names}


def test_migrations_make_exactly_the_tables_that_the_code_knows(
    store: Store, raw: sa.Engine
) -> None:
    with raw.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, store_tables.metadata) == []


def _open_and_write(address: str, number: int) -> None:
    store = open_store(address)
    store.audit(NOW, str(number), "opened", "", "")
    store.close()


def test_processes_that_open_a_new_store_at_once_all_succeed(address: str) -> None:
    spawn = multiprocessing.get_context("spawn")
    processes = [spawn.Process(target=_open_and_write, args=(address, i)) for i in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0, 0, 0]
    store = open_store(address)
    assert sorted(entry.who for entry in store.audit_entries(10)) == ["0", "1", "2", "3"]
    store.close()


def test_a_store_of_a_newer_version_is_left_alone(
    address: str, store: Store, raw: sa.Engine
) -> None:
    with raw.begin() as connection:
        connection.execute(sa.text("update alembic_version set version_num = '9999'"))
    with pytest.raises(StorageError, match="was made by a newer mlops-scorecard: upgrade this one"):
        open_store(address)


def test_sqlite_waits_for_the_disk_and_holds_its_rules(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    with store._engine.connect() as connection:
        settings = {
            name: connection.exec_driver_sql(f"pragma {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    store.close()
    assert settings == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 30000,
    }


def test_sqlite_does_not_replace_a_row_past_the_triggers(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    store.add_assessment(ROUND)
    store.save_answer(FIRST)
    with (
        pytest.raises(sa.exc.IntegrityError, match="answer is insert only"),
        store._engine.begin() as connection,
    ):
        connection.exec_driver_sql("insert or replace into answer select * from answer")
    store.close()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("nonsense", "the store's address is not a database URL: use sqlite:///FOLDER/store.db"),
        (f"mysql://me:{PASSWORD}@h/d", "the store's address starts with 'mysql': use sqlite"),
        ("sqlite://", "the store's address names no file"),
        ("sqlite:////no/such/folder/store.db", "has no folder: create /no/such/folder"),
        (
            f"postgresql://me:{PASSWORD}@127.0.0.1:1/d",
            r"the store at postgresql\+psycopg://me:\*\*\*@127.0.0.1:1/d does not answer",
        ),
        (f"postgresql://me:{PASSWORD}@nowhere.invalid/d", "has a host that is not known"),
        (f"postgresql://me@127.0.0.1:1/d?password={PASSWORD}", "does not answer"),
        (f"postgresql://me:{PASSWORD}@127.0.0.1:wrong/d", "is not a database URL"),
    ],
)
def test_a_wrong_address_is_told_with_its_mend_and_without_its_password(
    wrong: str, words: str
) -> None:
    with pytest.raises(StorageError, match=words) as told:
        open_store(wrong)
    assert PASSWORD not in "".join(traceback.format_exception(told.value))


def test_a_refused_password_and_a_missing_database_are_told(server: str) -> None:
    wrong = PASSWORD[::-1]
    with pytest.raises(StorageError, match="refuses the user or the password") as told:
        open_store(server.replace(PASSWORD, wrong))
    assert wrong not in "".join(traceback.format_exception(told.value))
    with pytest.raises(StorageError, match="create that database"):
        open_store(server.removesuffix("postgres") + "no_such_database")


def test_a_missing_driver_is_told_with_the_way_to_install_it() -> None:
    program = (
        "import sys; sys.modules['psycopg'] = None\n"
        "from data.store import open_store\n"
        "from data.errors import StorageError\n"
        "try: open_store('postgresql://me:x@127.0.0.1:1/d')\n"
        "except StorageError as error: print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )
    assert 'pip install "mlops-scorecard[postgres]"' in done.stdout


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "store.db").write_bytes(b"not a database at all, but long enough" * 100)
    with pytest.raises(StorageError, match="is not a SQLite database: move that file away"):
        open_store(f"sqlite:///{tmp_path / 'store.db'}")


def test_a_folder_where_one_may_not_write_is_told(tmp_path: Path) -> None:
    done = _without_rights(tmp_path, f"open_store('sqlite:///{tmp_path / 'store.db'}')")
    assert "may be written to" in done


def test_a_database_that_one_may_not_write_is_told(tmp_path: Path) -> None:
    open_store(f"sqlite:///{tmp_path / 'store.db'}").close()
    done = _without_rights(tmp_path, f"open_store('sqlite:///{tmp_path / 'store.db'}')")
    assert "cannot be written: give this user the right to write there" in done


def _without_rights(folder: Path, statement: str) -> str:
    """Run a statement as a user who may read a folder but not write it; return its error."""
    program = (
        "import os\n"
        "from data.store import open_store\n"
        "from data.errors import StorageError\n"
        "import psycopg, alembic.command, alembic.runtime.migration, sqlite3\n"
        "if os.geteuid() == 0: os.setgid(65534); os.setuid(65534)\n"
        f"try: {statement}\n"
        "except StorageError as error: print(error)"
    )
    # Down from the folder that all users share; a worker of the tests has one more in between.
    above = [path for path in (folder, *folder.parents) if path.is_relative_to(gettempdir())][:-1]
    modes = {path: path.stat().st_mode for path in above}
    for path in above:
        path.chmod(0o555 if path == folder else modes[path] | 0o055)
    try:
        done = subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True, text=True, timeout=60, check=False, env={**os.environ},
        )  # fmt: skip
    finally:
        for path, mode in modes.items():
            path.chmod(mode)
    return done.stdout + done.stderr
