"""Which connectors bring what: so that a page can name the source that would settle a question."""

from functools import cache

from connectors.base import Connector, discover


@cache
def brought_by() -> dict[str, tuple[str, ...]]:
    """Return the titles of the connectors that bring each entity, systems of record first.

    Where some bring only a kind of an entity's rows, `entity:kind` has all that bring that kind,
    and the entity itself those that may bring any.
    """
    words = dict.fromkeys(word for connector in _real() for word in connector.brings)
    return {
        word: tuple(each.title for each in _real() if _brings(each, word))
        for word in dict.fromkeys((*words, *(word.partition(":")[0] for word in words)))
    }


def settling(needs: tuple[str, ...]) -> tuple[type[Connector], ...]:
    """Return the connectors that bring all that a probe needs, each on its own."""
    return tuple(each for each in _real() if needs and all(_brings(each, need) for need in needs))


def _brings(connector: type[Connector], need: str) -> bool:
    """Tell whether it brings an entity, whole or the needed kind of its rows."""
    return need in connector.brings or need.partition(":")[0] in connector.brings


def _real() -> list[type[Connector]]:
    """Return every connector to a real source, those whose rows people keep by hand last.

    One that only looks at what others brought brings nothing by itself.
    """
    all_kinds = discover().values()
    real = [each for each in all_kinds if not (each.simulated or each.after_others)]
    return sorted(real, key=lambda each: (each.by_hand, each.title))
