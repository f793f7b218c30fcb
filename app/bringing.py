"""Which connectors bring what: so that a page can name the source that would settle a question."""

from functools import cache

from connectors.base import Connector, discover


@cache
def brought_by() -> dict[str, tuple[str, ...]]:
    """Return the titles of the connectors that bring each entity, systems of record first."""
    titles: dict[str, list[str]] = {}
    for connector in _real():
        for entity in connector.brings:
            titles.setdefault(entity, []).append(connector.title)
    return {entity: tuple(each) for entity, each in titles.items()}


def settling(needs: tuple[str, ...]) -> tuple[type[Connector], ...]:
    """Return the connectors that bring all that a probe needs, each on its own."""
    return tuple(each for each in _real() if needs and set(needs) <= set(each.brings))


def _real() -> list[type[Connector]]:
    """Return every connector to a real source, those whose rows people keep by hand last.

    One that only looks at what others brought brings nothing by itself.
    """
    all_kinds = discover().values()
    real = [each for each in all_kinds if not (each.simulated or each.after_others)]
    return sorted(real, key=lambda each: (each.by_hand, each.title))
