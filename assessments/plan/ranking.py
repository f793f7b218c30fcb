"""The order of a plan: contradictions first, then gain ÷ effort; nothing before what it needs."""

from collections.abc import Iterable, Mapping, Sequence

from assessments.plan.actions import Draft
from assessments.plan.values import Action, Need, Planned


def ranked(
    actions: Sequence[Action],
    drafts: Mapping[str, Draft],
    needs: Sequence[Need],
    closes: Mapping[str, frozenset[str]],
) -> tuple[Planned, ...]:
    """Return the actions in their order, each with the ranks of those that it needs.

    Equal worth goes by gain, then by key: the order never hangs on the order of what came in. An
    action all of whose levels wait for others stands after the first that lets one of them open.
    The first place goes to an action that opens something by itself, if there is one.
    """
    waiting = Waiting(needs, closes)
    contradictions = [each for each in actions if each.contradicted]
    others = [each for each in actions if not each.contradicted]
    ordered = in_order(contradictions, waiting, first=True)
    ordered += in_order(others, waiting, first=not ordered)
    covering = _covering(actions, closes)
    ranks = {each.key: rank for rank, each in enumerate(ordered, start=1)}
    return tuple(
        Planned(
            ranks[each.key],
            each,
            _ranks(ranks, drafts[each.key].partners),
            _ranks(ranks, drafts[each.key].before),
            _ranks(ranks, covering[each.key]),
        )
        for each in ordered
    )


def _covering(
    actions: Sequence[Action], closes: Mapping[str, frozenset[str]]
) -> dict[str, list[str]]:
    """Return for each action those others that do all of it as well."""
    found: dict[str, list[str]] = {each.key: [] for each in actions}
    subjects = {each.key: frozenset(each.subjects) for each in actions}
    for action in actions:
        for key in closes.get(action.key, frozenset()) - {action.key}:
            if subjects[action.key] >= subjects[key]:
                found[key].append(action.key)
    return found


def in_order(actions: Sequence[Action], waiting: "Waiting", *, first: bool = False) -> list[Action]:
    """Return actions by worth, those that wait after what they wait for."""
    ordered: list[Action] = []
    left = sorted(actions, key=_by_worth)
    while left:
        free = [each for each in left if not waiting.waits(each)] or left
        chosen = _first(free) if first and not ordered else free[0]
        left.remove(chosen)
        waiting.done(chosen)
        ordered.append(chosen)
    return ordered


def _by_worth(action: Action) -> tuple[float, float, str]:
    return (-action.worth, -action.gain, action.key)


def _first(free: Sequence[Action]) -> Action:
    """Return the best that opens something that weighs by itself, or anything; else the best."""
    return max(free, key=lambda each: (each.by_itself.weighs, each.by_itself.levels > 0))


def _ranks(ranks: Mapping[str, int], keys: Iterable[str]) -> tuple[int, ...]:
    return tuple(sorted(ranks[key] for key in keys))


class Waiting:
    """Which actions open nothing yet, given those that stand before them."""

    def __init__(self, needs: Sequence[Need], closes: Mapping[str, frozenset[str]]) -> None:
        self._closes = closes
        self._done: set[str] = set()
        self._below: dict[str, set[frozenset[str]]] = {}
        """By action: each set of lower conditions that some of its levels wait for."""
        # Many subjects lack the same: each kind of need is looked at once.
        for rungs in {need.rungs for need in needs}:
            below: frozenset[str] = frozenset()
            for rung in rungs:
                for key in rung.keys:
                    self._below.setdefault(key, set()).add(below)
                below |= set(rung.keys)

    def waits(self, action: Action) -> bool:
        """Tell whether all levels that the action opens wait for actions that are not done."""
        holds = self._done | self._closes.get(action.key, frozenset())
        waits_for = self._below.get(action.key, ())
        return bool(waits_for) and not any(holds.issuperset(below) for below in waits_for)

    def done(self, action: Action) -> None:
        """Count an action as done."""
        self._done.add(action.key)
