"""Saves answers one after the other, and notes each only once the store has said yes."""

import time
from dataclasses import replace

from home import folder_of_this_program, note, now, store_of

from data.store import Answer


def main() -> None:
    folder = folder_of_this_program()
    store = store_of(folder)
    who = f"respondent {time.time_ns()}"
    answer = Answer("2026", "O1", 1, "organisation", "", who, 0, 3, None, None, False, now())
    while True:
        revision = answer.revision + 1
        answer = replace(answer, revision=revision, choice=revision % 5 + 1, made_at=now())
        store.save_answer(answer)
        note(folder, "acknowledged", f"{who},{revision},{answer.choice}")
        time.sleep(0.005)


if __name__ == "__main__":
    main()
