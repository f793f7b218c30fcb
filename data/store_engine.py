"""Opens the store's database, brings it to the newest form, and words what may go wrong."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.util import CommandError

from data.errors import StorageError

MIGRATIONS = Path(__file__).parent / "migrations"
DRIVERS = {
    "sqlite": "sqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}
WAIT_SECONDS = 30
ADVISORY_LOCK = 0x6D6C6F7073  # any number that no other program on that server takes

MENDS = (
    ("unable to open database file", "cannot be opened: check that its folder may be written to"),
    ("readonly database", "cannot be written: give this user the right to write there"),
    ("database is locked", "stays locked by another process: end that process, then try again"),
    ("disk is full", "cannot grow, the disk is full: free some space, then try again"),
    ("disk i/o error", "cannot be read or written, the disk fails or is full: check the disk"),
    ("not a database", "is not a SQLite database: move that file away, or name another home"),
    ("malformed", "is damaged: put back a copy from a backup"),
    ("authentication failed", "refuses the user or the password: check both in the address"),
    ("no password supplied", "wants a password: put it into the address"),
    ("does not exist", "does not have what the address names: create that database or role"),
    ("connection refused", "does not answer: start the server, or check host and port"),
    ("could not translate host name", "has a host that is not known: check the address"),
    ("failed to resolve host", "has a host that is not known: check the address"),
    ("timeout", "does not answer in time: check host, port and firewall"),
    ("permission denied", "refuses this: give its role the right to create and use tables"),
    ("no space left", "cannot grow, its disk is full: free some space, then try again"),
)


def open_engine(address: str) -> sa.Engine:
    """Connect to the database at a URL, and migrate it to the newest form under a lock.

    Raises:
        StorageError: naming the database (never its password), what is wrong, and the mend.
    """
    url = _parse(address)
    _expect_folder(url)
    try:
        engine = _make_engine(url)
    except ModuleNotFoundError as error:
        raise StorageError(
            f"the store at {shown(url)} needs the driver {error.name!r}: "
            'install it with `pip install "mlops-scorecard[postgres]"`'
        ) from error
    try:
        with explained(url):
            if url.get_backend_name() == "sqlite":
                _use_wal(engine)
            _migrate(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def shown(url: sa.URL) -> str:
    """Return what may be printed of an address: no password, no query."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    return url.set(query={}).render_as_string(hide_password=True)


@contextmanager
def explained(url: sa.URL) -> Iterator[None]:
    """Turn a database's error into a StorageError; a broken constraint stays what it is."""
    try:
        yield
    except sa.exc.IntegrityError:
        raise
    except (sa.exc.SQLAlchemyError, sqlite3.Error) as error:
        raise StorageError(f"the store at {shown(url)} {_mend(url, error)}") from error


class Commits:
    """Tells whether anything was committed to the store, by any process, at little cost."""

    def __init__(self, url: sa.URL) -> None:
        self._url = url
        self._lock = threading.Lock()
        self._watching: sqlite3.Connection | None = None

    def version(self) -> int | None:
        """Return a number that is another one after each commit; None: this database tells none.

        It is SQLite's data_version, which counts what others commit: this connection never writes.
        """
        if self._url.get_backend_name() != "sqlite":
            return None
        with self._lock:
            if self._watching is None:
                self._watching = sqlite3.connect(
                    str(self._url.database), timeout=WAIT_SECONDS, check_same_thread=False
                )
            version: int = self._watching.execute("pragma data_version").fetchone()[0]
            return version

    def close(self) -> None:
        """Close the connection; a later call opens another."""
        with self._lock:
            if self._watching is not None:
                self._watching.close()
                self._watching = None


def _parse(address: str) -> sa.URL:
    mend = "use sqlite:///FOLDER/store.db or postgresql://USER:PASSWORD@HOST/DATABASE"
    try:
        url = sa.make_url(address)
    except (sa.exc.ArgumentError, ValueError):
        # The cause is left out: its text may hold the address with its password.
        raise StorageError(f"the store's address is not a database URL: {mend}") from None
    if url.drivername not in DRIVERS:
        raise StorageError(f"the store's address starts with {url.drivername!r}: {mend}")
    if url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:"):
        raise StorageError(f"the store's address names no file: {mend}")
    return url.set(drivername=DRIVERS[url.drivername])


def _expect_folder(url: sa.URL) -> None:
    if url.get_backend_name() != "sqlite":
        return
    folder = Path(str(url.database)).parent
    if not folder.is_dir():
        raise StorageError(
            f"the store at {url.database} has no folder: create {folder}, or name another home"
        )


def _make_engine(url: sa.URL) -> sa.Engine:
    if url.get_backend_name() == "postgresql":
        patience = {} if "connect_timeout" in url.query else {"connect_timeout": 10}
        return sa.create_engine(url, pool_pre_ping=True, connect_args=patience)
    engine = sa.create_engine(
        url, pool_size=10, max_overflow=40, connect_args={"timeout": WAIT_SECONDS}
    )
    sa.event.listen(engine, "connect", _set_up_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # The driver must not begin transactions on its own: _begin_sqlite says which kind.
    connection.isolation_level = None
    connection.execute("pragma synchronous = full")
    connection.execute("pragma foreign_keys = on")
    # Without this, INSERT OR REPLACE would delete a row past the trigger.
    connection.execute("pragma recursive_triggers = on")


def _begin_sqlite(connection: sa.Connection) -> None:
    # A write takes its lock before it reads: one that starts as a read may fail at its end.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("begin immediate" if writes else "begin")


def _use_wal(engine: sa.Engine) -> None:
    """Switch the file to write-ahead logging; two processes may do so at the same moment."""
    give_up_at = time.monotonic() + WAIT_SECONDS
    mode = None
    connection = engine.raw_connection()
    try:
        while mode is None:
            try:
                mode = connection.cursor().execute("pragma journal_mode = wal").fetchone()[0]
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or time.monotonic() > give_up_at:
                    raise
                time.sleep(0.02)
    finally:
        connection.close()
    if mode != "wal":
        raise StorageError(
            f"the store at {engine.url.database} cannot use write-ahead logging there: "
            "put the home on a local disk, or use a postgresql:// store"
        )


def _migrate(engine: sa.Engine) -> None:
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(ADVISORY_LOCK)))
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        config.set_main_option("path_separator", "os")
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise StorageError(
                f"the store at {shown(engine.url)} was made by a newer mlops-scorecard: "
                "upgrade this one"
            ) from error


def _mend(url: sa.URL, error: Exception) -> str:
    text = _without_secrets(url, error)
    for sign, mend in MENDS:
        if sign in text.lower():
            return mend
    lines = text.strip().splitlines()
    return f"failed ({lines[0] if lines else type(error).__name__}): check it, then try again"


def _without_secrets(url: sa.URL, error: Exception) -> str:
    text = str(getattr(error, "orig", None) or error)
    hidden: list[Any] = [url.password, *url.query.values()]
    for secret in hidden:
        if secret:
            text = text.replace(str(secret), "***")
    return text
