"""The plan of a home: targets, what was agreed on its actions, and what a choice of them does.

Nothing is overwritten: the latest target of an area and tier holds, and the latest note on an
action. All that is written is checked here, whatever a page allowed.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from math import isfinite

from app import typed
from app.people import People
from app.wording import phrase, say
from assessments import plan
from assessments.plan import Action, AreaTarget, Path, Plan, Planned, Targets, TargetStanding
from assessments.scorecard import Amounts, Scorecard
from data.errors import Refused
from data.store import ActionNote, Store, Target

LEAST_DAYS, MOST_DAYS = 0.1, 1000.0
OWNER_LENGTH = 100
NOTE_LENGTH = 1000
TIERS = (1, 2, 3)
CORRECT = "~"
"""Ends the key of an action whose answers are corrected instead."""
_REMEMBERED = 8
"""How many choices of actions stay judged."""


@dataclass(frozen=True)
class Outcome:
    """What a choice of actions leads to."""

    done: tuple[Planned, ...]
    corrected: tuple[Planned, ...]
    """Where answers are corrected instead."""
    strange: int
    """How many chosen keys are in the plan no longer."""
    follows: frozenset[str]
    """Actions that are not chosen and need not be: their condition holds by a chosen one."""
    days: float
    left: int
    """How many actions remain to be done for the targets."""
    left_days: float
    card: Scorecard
    """As it would stand."""
    standings: tuple[TargetStanding, ...]
    under_control: Amounts
    """The cost of models verified at their targets in all areas."""


@dataclass
class _Made:
    """A plan, with what was worked out on it."""

    rests_on: tuple[object, ...]
    card: Scorecard
    plan: Plan
    notes: Mapping[str, ActionNote]
    set: Mapping[tuple[str, int | None], Target]
    under_control: Amounts
    paths: dict[str | None, Path] = field(default_factory=dict)
    outcomes: OrderedDict[frozenset[str], Outcome] = field(default_factory=OrderedDict)


class Planning:
    """The plan from the scorecard as it stands to the targets that people set."""

    def __init__(
        self,
        store: Store,
        people: People,
        scorecard: Callable[[], Scorecard],
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._people = people
        self._scorecard = scorecard
        self._now = now
        self._lock = threading.RLock()
        self._last: _Made | None = None

    def today(self) -> date:
        """Return the day on which a target or a note made now is made, UTC."""
        return self._now().date()

    # Reading

    def plan(self) -> Plan:
        """Return the plan; the same one while nothing it rests on has changed."""
        return self._made().plan

    def card(self) -> Scorecard:
        """Return the scorecard that the plan was made of."""
        return self._made().card

    def targets_set(self) -> Mapping[tuple[str, int | None], Target]:
        """Return the targets that people set and that hold, by area and tier."""
        return self._made().set

    def notes(self) -> Mapping[str, ActionNote]:
        """Return what was agreed last on each action, by its key."""
        return self._made().notes

    def under_control(self) -> Amounts:
        """Return the cost of models verified at their targets in all areas, as it stands."""
        return self._made().under_control

    def path(self, area: str | None = None) -> Path:
        """Return the cheapest path to all targets, or to those of one area."""
        made = self._made()

        def wanted(target: AreaTarget) -> bool:
            return area in {None, target.area}

        with self._lock:
            if area not in made.paths:
                made.paths[area] = plan.cheapest_path(made.card, made.plan, wanted)
            return made.paths[area]

    def outcome(self, keys: Sequence[str]) -> Outcome:
        """Return what the actions with these keys lead to; a key that ends in CORRECT corrects."""
        made, chosen = self._made(), frozenset(keys)
        with self._lock:
            if chosen not in made.outcomes:
                made.outcomes[chosen] = outcome_of(made.card, made.plan, chosen)
                while len(made.outcomes) > _REMEMBERED:
                    made.outcomes.popitem(last=False)
            made.outcomes.move_to_end(chosen)
            return made.outcomes[chosen]

    def _made(self) -> _Made:
        """Return the plan with all it rests on, made anew where any of that changed."""
        card = self._scorecard()
        targets, notes = self._store.kept(Target), self._store.kept(ActionNote)
        rests_on = (id(card), len(targets), len(notes))
        with self._lock:
            if self._last is None or self._last.rests_on != rests_on:
                self._last = _make(rests_on, card, targets, notes)
            return self._last

    # Writing

    def set_target(
        self, area: str, tier: int | None, level: int | None, due: date | None, by: str
    ) -> Target:
        """Set what an area should reach on a tier (None: all others); no level takes it away.

        Raises:
            Refused: the area, tier, level or day cannot be one, or nobody is known to set it.
        """
        person = self._people.known(by, phrase("set a target"))
        titles = {each.id: each.title for each in self._scorecard().areas}
        if area not in titles:
            raise Refused(say("There is no area {area} to set a target for.", area=repr(area)))
        if tier is not None and tier not in TIERS:
            raise Refused(
                say("There is no tier {tier}: choose 1, 2 or 3, or all others.", tier=repr(tier))
            )
        if level is not None and level not in range(1, 6):
            raise Refused(say("{level} is no level: choose one from 1 to 5.", level=repr(level)))
        before = self.targets_set().get((area, tier))
        due = None if level is None else self._due(due, before.due if before else None)
        target = Target(area, tier, level, due, person.id, self._now())
        self._store.keep(target)
        where = titles[area] if tier is None else f"{titles[area]}, tier {tier}"
        self._store.audit(self._now(), person.name, "set target", where, _told(target))
        return target

    def agree(
        self,
        action: str,
        *,
        days: float | None,
        owner: str | None,
        due: date | None,
        note: str | None,
        by: str,
    ) -> ActionNote:
        """Note the effort, the owner and the day of an action; None leaves each open.

        Raises:
            Refused: there is no such action, or one of them cannot be.
        """
        person = self._people.known(by, phrase("agree on an action"))
        if action not in {each.action.key for each in self.plan().actions}:
            raise Refused(
                say(
                    "There is no action {action} in the plan now: reload the page.",
                    action=repr(action),
                )
            )
        if days is not None and not (isfinite(days) and LEAST_DAYS <= days <= MOST_DAYS):
            raise Refused(say("An effort is between 0.1 and 1,000 days of work."))
        named = typed.one_line(owner or "")
        if len(named) > OWNER_LENGTH:
            raise Refused(
                say("An owner has a name of at most {number} characters.", number=OWNER_LENGTH)
            )
        before = self.notes().get(action)
        agreed = ActionNote(
            action=action,
            effort_days=None if days is None else round(days, 2),
            owner=named or None,
            due=self._due(due, before.due if before else None),
            note=typed.note(note, say("A note"), NOTE_LENGTH),
            changed_by=person.id,
            changed_at=self._now(),
        )
        self._store.keep(agreed)
        self._store.audit(self._now(), person.name, "agreed on action", action, named)
        return agreed

    def _due(self, due: date | None, before: date | None) -> date | None:
        """Return a day that is not over yet; one that was kept may stay.

        Raises:
            Refused: it is over.
        """
        if due is not None and due != before and due < self.today():
            raise Refused(say("{day} is over: choose a day from today on.", day=due))
        return due


def _told(target: Target) -> str:
    by = f" by {target.due}" if target.due else ""
    return "taken away" if target.level is None else f"level {target.level}{by}"


def _make(
    rests_on: tuple[object, ...],
    card: Scorecard,
    written: Sequence[Target],
    noted: Sequence[ActionNote],
) -> _Made:
    latest = {(each.area, each.tier): each for each in written}
    held = {key: each for key, each in latest.items() if each.level is not None}
    targets = Targets(
        card.money.target_level,
        {
            key: AreaTarget(each.area, each.tier, each.level, each.due)
            for key, each in held.items()
            if each.level is not None
        },
    )
    notes = {each.action: each for each in noted}
    agreed = {key: each.effort_days for key, each in notes.items() if each.effort_days is not None}
    return _Made(
        rests_on=rests_on,
        card=card,
        plan=plan.make(card, targets, agreed),
        notes=notes,
        set=held,
        under_control=plan.under_control(card, targets),
    )


def outcome_of(card: Scorecard, made: Plan, keys: frozenset[str]) -> Outcome:
    """Return what the actions with these keys lead to, from the scorecard that a plan is of."""
    planned = made.actions
    done = tuple(each for each in planned if each.action.key in keys)
    corrected = tuple(
        each
        for each in planned
        if each.action.contradicted
        and f"{each.action.key}{CORRECT}" in keys
        and each.action.key not in keys
    )
    known = {each.action.key for each in done} | {
        f"{each.action.key}{CORRECT}" for each in planned if each.action.contradicted
    }
    after = plan.what_if(card, [each.action for each in done], [each.action for each in corrected])
    chosen = {each.action.key for each in done}
    follows = _following(made, [each.action for each in done]) - chosen
    left = [each.action for each in made.towards_targets if each.action.key not in chosen | follows]
    return Outcome(
        done=done,
        corrected=corrected,
        strange=len(keys - known),
        follows=follows,
        days=round(
            sum(each.action.days for each in done)
            + sum(each.action.correction_days for each in corrected),
            2,
        ),
        left=len(left),
        left_days=round(sum(each.days for each in left), 2),
        card=after,
        standings=plan.standings(after, made.targets),
        under_control=plan.under_control(after, made.targets),
    )


def _following(made: Plan, done: Sequence[Action]) -> frozenset[str]:
    """Return the actions that need not be done any more: all they would do holds by others."""
    held: dict[str, set[str | None]] = {}
    for action in done:
        for key in made.closes.get(action.key, ()):
            held.setdefault(key, set()).update(action.subjects)
    by_key = {each.action.key: each.action for each in made.actions}
    return frozenset(key for key, where in held.items() if where.issuperset(by_key[key].subjects))
