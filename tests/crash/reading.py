"""Reads as the app does, in two threads of one process, and notes whether all of it fits."""

import threading
import time
from pathlib import Path

from home import MODELS, SOURCES, folder_of_this_program, note, store_of, warehouse_of

from data.warehouse import View, Warehouse

QUERY = """
select
  (select list(struct_pack(source, round, rounds, models) order by source) from round) as rounds,
  (select list(struct_pack(source, round, rounds, incidents) order by source) from alarm) as alarms,
  (select count(*) from landed.model) as models,
  (select count(*) from answer) as answers,
  $draw as draw
"""


def main() -> None:
    folder = folder_of_this_program()
    warehouse = warehouse_of(folder, store_of(folder))
    threads = [threading.Thread(target=read, args=(folder, warehouse)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def read(folder: Path, warehouse: Warehouse) -> None:
    newest = ""
    while True:
        acknowledged = len((folder / "acknowledged").read_text().splitlines())
        with warehouse.view() as view:
            problem = wrong_in(view, acknowledged)
        if view.generation < newest:
            problem = f"{view.generation} after {newest}"
        newest = view.generation
        note(folder, "read", f"BAD {problem}" if problem else f"ok {view.generation}")
        time.sleep(0.01)


def wrong_in(view: View, acknowledged: int) -> str | None:
    first, second = (view.rows(QUERY, {"draw": time.time_ns()})[0] for _ in range(2))
    if {**first, "draw": 0} != {**second, "draw": 0}:
        return f"two reads of one view differ: {first} {second}"
    if first["answers"] < acknowledged:
        return f"{acknowledged} answers were acknowledged, {first['answers']} are read"
    if first["models"] != MODELS * len(SOURCES):
        return f"half a generation: {first}"
    for a_round, alarm, source in zip(first["rounds"], first["alarms"], SOURCES, strict=True):
        wanted = {"source": source, "round": a_round["round"], "rounds": 1}
        if a_round != {**wanted, "models": MODELS} or alarm != {**wanted, "incidents": MODELS}:
            return f"a mixed run: {first}"
    return None


if __name__ == "__main__":
    main()
