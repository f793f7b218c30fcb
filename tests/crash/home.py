"""The home folder that the crash programs share, and the notes of what they did."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from data.landing import Landing
from data.store import Store, open_store
from data.warehouse import Warehouse

MODELS = 40
SOURCES = ("left", "right")
RELATIONS = {
    "round": "-- One row a source: the only round that its rows are of, and how many there are.\n"
    "select source, any_value(purpose) as round, count(distinct purpose) as rounds, "
    "count(*) as models from landed.model group by source",
    "alarm": "-- One row a source: the round that its incidents are of.\n"
    "select source, any_value(title) as round, count(distinct title) as rounds, "
    "count(*) as incidents from landed.incident group by source",
}


def now() -> datetime:
    return datetime.now(UTC)


def store_of(folder: Path) -> Store:
    return open_store(f"sqlite:///{folder / 'store.db'}")


def landing_of(folder: Path) -> Landing:
    return Landing(folder / "landing")


def warehouse_of(folder: Path, store: Store) -> Warehouse:
    return Warehouse(folder / "warehouse", answers=store)


def note(folder: Path, file: str, line: str) -> None:
    """Append a line at once, so that a kill leaves it whole or not at all."""
    handle = os.open(folder / file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    os.write(handle, f"{line}\n".encode())
    os.close(handle)


def folder_of_this_program() -> Path:
    return Path(sys.argv[1])
