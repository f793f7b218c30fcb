"""Syncs again and again: every row of a round says which round it is of."""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass

from home import (
    MODELS,
    RELATIONS,
    SOURCES,
    folder_of_this_program,
    landing_of,
    note,
    now,
    store_of,
    warehouse_of,
)

from data.errors import Busy
from data.reading import Reading
from data.records import Incident, Model, Record
from data.sync import Patience, sync


@dataclass(frozen=True)
class Numbered:
    name: str
    round: str
    kind: str = "test"
    by_hand: bool = False
    simulated: bool = False
    after_others: bool = False

    def read(self, _reading: Reading) -> Iterator[Record]:
        for i in range(MODELS):
            yield Model(model=f"{self.name}-{i}", declared=False, purpose=self.round)
            yield Incident(incident=f"{i}", title=self.round, opened_at=now())


def main() -> None:
    folder = folder_of_this_program()
    store = store_of(folder)
    landing, warehouse = landing_of(folder), warehouse_of(folder, store)
    while True:
        sources = [Numbered(name, str(time.time_ns())) for name in SOURCES]
        try:
            runs = sync(
                sources,
                store,
                landing,
                warehouse,
                now,
                f"process {os.getpid()}",
                relations=RELATIONS,
                patience=Patience(lease=1),
            )
        except Busy:
            # The one before was killed: its lease ends within a second.
            time.sleep(0.05)
            continue
        outcome = "ok" if [run.status for run in runs] == ["ok", "ok"] else f"BAD {runs}"
        note(folder, "synced", f"{outcome} {warehouse.current()}")


if __name__ == "__main__":
    main()
