"""Rounds of answering: one is current, the latest; a closed one can only be read."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from app import typed
from app.last import Last
from app.people import People
from app.wording import phrase, say
from data.errors import Conflict, Refused
from data.store import Assessment, Growth, RoundChange, Store

NAME_LENGTH = 100
NOTE_LENGTH = 500
_ALREADY = {
    "open": phrase("{round} is open already: nothing was changed."),
    "closed": phrase("{round} is closed already: nothing was changed."),
}


@dataclass(frozen=True)
class Round:
    """One round of answering, and how it stands."""

    assessment: Assessment
    last_change: RoundChange | None = None
    """None: it was never closed."""
    latest: bool = True
    """Only the latest one can take answers."""

    @property
    def id(self) -> str:
        """Return the id that answers name."""
        return self.assessment.id

    @property
    def closed(self) -> bool:
        """Tell whether it was closed; an older one that nobody closed is read-only all the same."""
        return self.last_change is not None and self.last_change.state == "closed"

    @property
    def open(self) -> bool:
        """Tell whether it takes answers."""
        return self.latest and not self.closed


class Rounds:
    """All rounds of this home; the first use of it opens the first one."""

    def __init__(
        self,
        store: Store,
        first: Callable[[], Assessment],
        people: People,
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._first = first
        self._people = people
        self._now = now
        self._read: Last[tuple[Round, ...]] = Last()

    def all(self, growth: Growth | None = None) -> list[Round]:
        """Return every round, the latest opened first; `growth` is the store's, if just read."""
        written = (growth or self._store.growth()).rounds
        return list(self._read(written, self._all))

    def _all(self) -> tuple[Round, ...]:
        opened = self._store.assessments()
        if not opened:
            with suppress(Conflict):  # another process opened it at the same moment
                self._store.add_assessment(self._first())
            opened = self._store.assessments()
        changes = {each.assessment: each for each in self._store.kept(RoundChange)}
        return tuple(
            Round(each, changes.get(each.id), latest=each == opened[-1])
            for each in reversed(opened)
        )

    def current(self, growth: Growth | None = None) -> Round:
        """Return the round that the scorecard rests on: the latest opened, closed or not."""
        return self.all(growth)[0]

    def open(self, name: str, period_from: date, period_until: date, opened_by: str) -> Round:
        """Open a new round, which starts without any answer.

        Raises:
            Refused: the current one is still open, or the name or the period cannot be.
            Conflict: somebody else opened one at the same moment.
        """
        by, rounds = self._people.known(opened_by, say("open a round")), self.all()
        name = typed.one_line(name)
        if rounds[0].open:
            raise Refused(
                say(
                    "{round} is still open, and only one round takes answers at a time: close it "
                    "first.",
                    round=rounds[0].assessment.name,
                )
            )
        if not 0 < len(name) <= NAME_LENGTH:
            raise Refused(say("A round needs a name of 1 to {most} characters.", most=NAME_LENGTH))
        if name.casefold() in {each.assessment.name.casefold() for each in rounds}:
            raise Refused(
                say(
                    "There is a round {round} already: give this one another name.",
                    round=repr(name),
                )
            )
        if period_until < period_from:
            raise Refused(
                say("A round's last day cannot come before its first: change one of them.")
            )
        opened = Assessment(
            f"assessment-{len(rounds) + 1}", name, period_from, period_until, self._now()
        )
        self._store.add_assessment(opened)
        self._store.audit(self._now(), by.name, "opened a round", opened.id, name)
        return Round(opened)

    def close(self, closed_by: str, note: str | None = None) -> Round:
        """Close the current round: its answers stay in the scorecard and can only be read.

        Raises:
            Refused: it is closed already.
        """
        return self._turn("closed", closed_by, note)

    def reopen(self, opened_by: str, note: str | None = None) -> Round:
        """Let the current round take answers again.

        Raises:
            Refused: it is open.
        """
        return self._turn("open", opened_by, note)

    def _turn(self, state: str, changed_by: str, note: str | None) -> Round:
        by = self._people.known(changed_by, say("open or close a round"))
        before = self.current()
        if before.open == (state == "open"):
            raise Refused(say(_ALREADY[state], round=before.assessment.name))
        told = typed.note(note, say("A note"), NOTE_LENGTH)
        change = RoundChange(before.id, state, by.id, self._now(), told)
        self._store.keep(change)
        did = "closed the round" if state == "closed" else "opened the round again"
        self._store.audit(self._now(), by.name, did, before.id, told or "")
        return Round(before.assessment, change)
