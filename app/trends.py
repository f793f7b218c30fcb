"""Snapshots over time: taking one, reading them, and comparing two, or one with today."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from app.last import Last
from app.wording import say
from assessments import snapshot, trend
from assessments.questionnaire import Questionnaire
from assessments.scorecard import Scorecard, build
from assessments.snapshot import Frozen
from assessments.trend import Comparison, Point
from data.errors import Conflict, Refused
from data.store import Growth, Snapshot, SnapshotHead, Store

THAWED = 4
"""How many documents stay read: a snapshot never changes."""


@dataclass(frozen=True)
class Taken:
    """A snapshot that is kept, with where its scorecard stood."""

    id: str
    made_at: datetime
    sha256: str
    point: Point


class Trends:
    """The snapshots of one store, beside the scorecard of now."""

    def __init__(
        self,
        store: Store,
        questionnaire: Questionnaire,
        scorecard: Callable[[], Scorecard],
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._questionnaire = questionnaire
        self._scorecard = scorecard
        self._now = now
        self._lock = threading.Lock()
        self._documents: OrderedDict[str, dict[str, Any]] = OrderedDict()
        self._cards: OrderedDict[str, Scorecard] = OrderedDict()
        self._points: dict[str, Point] = {}
        self._looked: Last[Sequence[SnapshotHead]] = Last()
        self._compared: tuple[object, Scorecard | None, Comparison] | None = None

    def take(self) -> tuple[Scorecard, Frozen]:
        """Freeze the scorecard as it stands and keep it; the very same one is kept once."""
        card = self._scorecard()
        frozen = self._frozen(card)
        point = trend.point_text(frozen.document)
        with suppress(Conflict):
            self._store.add_snapshot(
                Snapshot(frozen.id, self._now(), frozen.sha256, frozen.body, point=point)
            )
        return card, frozen

    def taken(self) -> tuple[Taken, ...]:
        """Return every snapshot that is kept, the oldest first."""
        heads = sorted(self._store.snapshots(), key=lambda each: (each.made_at, each.id))
        return tuple(Taken(head.id, head.made_at, head.sha256, self._point(head)) for head in heads)

    def today(self) -> Point:
        """Return where the scorecard stands now."""
        return trend.point_of(self._scorecard())

    def body(self, id: str) -> str:
        """Return a snapshot's text, as it was frozen.

        Raises:
            Refused: there is no such snapshot.
        """
        kept = self._store.snapshot(id)
        if kept is None:
            raise Refused(
                say("There is no snapshot {snapshot}: choose one from the list.", snapshot=repr(id))
            )
        return kept.body

    def document(self, id: str) -> dict[str, Any]:
        """Return a snapshot's document.

        Raises:
            Refused: there is no such snapshot.
            StorageError: it was changed after it was frozen.
        """
        with self._lock:
            if id not in self._documents:
                self._documents[id] = snapshot.load(self.body(id))
                while len(self._documents) > THAWED:
                    self._documents.popitem(last=False)
            self._documents.move_to_end(id)
            return self._documents[id]

    def card(self, id: str) -> Scorecard:
        """Return a snapshot's scorecard, judged again from the answers and observations in it.

        Raises:
            Refused: there is no such snapshot.
            StorageError: it was changed after it was frozen.
        """
        document = self.document(id)
        with self._lock:
            if id not in self._cards:
                self._cards[id] = build(snapshot.inputs_of(document))
                while len(self._cards) > THAWED:
                    self._cards.popitem(last=False)
            return self._cards[id]

    def before(self, id: str) -> Point | None:
        """Return where the snapshot before a snapshot stood; None: it is the first, or not kept."""
        taken = self.taken()
        places = [at for at, each in enumerate(taken) if each.id == id]
        return taken[places[0] - 1].point if places and places[0] else None

    def last(self, besides: str | None = None, growth: Growth | None = None) -> Point | None:
        """Return where the snapshot stood that today is held against, or None.

        `besides` is an id to leave out; `growth` is the store's, if just read.
        """
        heads = [head for head in self._looked_back(growth) if head.id != besides]
        return self._point(heads[0]) if heads else None

    def last_taken(self) -> str | None:
        """Return the id of the snapshot that today is held against, or None."""
        heads = self._looked_back()
        return heads[0].id if heads else None

    def _looked_back(self, growth: Growth | None = None) -> Sequence[SnapshotHead]:
        """Return the last snapshots of earlier days, the newest first; else today's, the oldest.

        Every file that somebody takes along keeps one: what it tells must not be news no more for
        all who read after it. They are looked for only after one more was taken.
        """
        today = datetime.combine(self._now().date(), time(), UTC)
        return self._looked(
            ((growth or self._store.growth()).snapshots, today),
            lambda: self._store.snapshots(limit=2, until=today) or self._store.snapshots()[::-1],
        )

    def compare(self, before: str, after: str | None) -> Comparison:
        """Return what lies between a snapshot and a later one, or today (None).

        Raises:
            Refused: there is no such snapshot.
        """
        card = self._scorecard() if after is None else None
        last = self._compared
        # The card itself is kept: the id of one that is gone may become another's.
        if last is None or last[0] != (before, after) or last[1] is not card:
            later = self._document_of(card) if card else self.document(str(after))
            last = ((before, after), card, trend.compare(self.document(before), later))
            self._compared = last
        return last[2]

    def _point(self, head: SnapshotHead) -> Point:
        """Return where a snapshot stood; one of before points were kept is read once."""
        if head.id not in self._points:
            self._points[head.id] = (
                trend.read_point(head.point)
                if head.point is not None
                else trend.point(self.document(head.id))
            )
        return self._points[head.id]

    def _document_of(self, card: Scorecard) -> Mapping[str, Any]:
        return self._frozen(card).document

    def _frozen(self, card: Scorecard) -> Frozen:
        return snapshot.freeze(card, self._questionnaire, card.as_of)
