"""What endpoints serve, as rows: intervals that continue, deployments that are kept, identities."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_DOWN, Decimal
from typing import TypeVar

from pydantic import ValidationError

from connectors.parts.intervals import continue_intervals, last_seen
from connectors.parts.remote import rejected
from data.reading import Reading, RejectedRow
from data.records import Assignment, Deployment, Identity, Model, Record

Row = TypeVar("Row", bound=Record)

SMALLEST_SHARE = Decimal(10) ** -18

ModelAndVersion = tuple[str, str]


@dataclass(frozen=True)
class Part:
    """One version behind an endpoint, with its part of the traffic."""

    name: str
    """What tells it apart within its endpoint."""
    model: str | None = None
    version: str | None = None
    share: Decimal = Decimal(0)
    """Part of the traffic, 0 to 1; 0: it gets none, or serves not yet."""
    since: datetime | None = None
    """It cannot have served before."""
    deployed_at: datetime | None = None
    """When it was put there; None: not told."""
    succeeded: bool | None = None
    actor: str | None = None
    changed_at: datetime | None = None
    """When it was last changed in place: no later was another version put there."""


@dataclass(frozen=True)
class Endpoint:
    """One endpoint as it stands now."""

    name: str
    parts: tuple[Part, ...]
    tags: Mapping[str, str] = field(default_factory=dict)
    resource: str | None = None
    """How a bill names it, if in another way."""
    url: str | None = None
    serves: bool = True
    """False: nothing stands behind it, so it is no endpoint that a model is missing for."""

    def shares(self) -> dict[ModelAndVersion, Decimal]:
        """Return the share of each version of a registered model that it serves."""
        found: dict[ModelAndVersion, Decimal] = {}
        for part in self.parts:
            if part.model is not None and part.version is not None and part.share > 0:
                key = (part.model, part.version)
                found[key] = min(Decimal(1), found.get(key, Decimal(0)) + part.share)
        cut = {key: share.quantize(SMALLEST_SHARE, ROUND_DOWN) for key, share in found.items()}
        return {key: share for key, share in cut.items() if share > 0}

    def models(self) -> list[str]:
        """Return the registered models behind it, whether they serve yet or not."""
        return sorted({part.model for part in self.parts if part.model is not None})


def serving_rows(
    reading: Reading,
    endpoints: Sequence[Endpoint],
    is_production: Callable[[Mapping[str, str]], bool],
    hide: Callable[[str], str],
    others: Sequence[Assignment] = (),
    *,
    together: bool = True,
) -> Iterator[Record | RejectedRow]:
    """Yield what serves since when, every deployment that was ever told of, and the endpoints.

    Args:
        reading: what landed last time is continued.
        endpoints: all endpoints as they stand now.
        is_production: tells by an endpoint's tags whether it serves production.
        hide: takes credentials out of a text.
        others: assignments to slots other than endpoints, as they stand now.
        together: a change of an endpoint may deploy all of its parts anew, so that what it served
            at the last reading is no release, and, before that, none of several parts is.
    """
    production = {endpoint.name: is_production(endpoint.tags) for endpoint in endpoints}
    before = [_judged(row, production) for row in _previous(reading, Assignment)]
    seen = {row.external_id for row in _previous(reading, Identity)}
    known = {row.deployment: row for row in _previous(reading, Deployment)}
    now, identities = list(others), list[Identity]()
    for endpoint in endpoints:
        serves, at = production[endpoint.name], reading.started_at
        served = {
            row.version
            for row in before
            if (row.slot_kind, row.slot, row.until_latest) == ("endpoint", endpoint.name, None)
        }
        try:
            now += _assignments(endpoint, at, serves)
            earlier = served if endpoint.name in seen else None
            known |= {
                row.deployment: row
                for row in _deployments(endpoint, serves, known, earlier, together=together)
            }
            identities += _identities(endpoint)
        except ValidationError as error:
            yield rejected(Assignment.entity, {"endpoint": endpoint.name}, error, hide)
    watched = {row.model for row in _previous(reading, Model)}
    yield from continue_intervals(before, now, reading.started_at, last_seen(before), watched)
    yield from known.values()
    yield from identities


def _previous(reading: Reading, kind: type[Row]) -> list[Row]:
    return [row for row in reading.previous(kind) if isinstance(row, kind)]


def _judged(row: Assignment, production: Mapping[str, bool]) -> Assignment:
    """Return an earlier interval as today's settings and tags call it."""
    if row.slot_kind != "endpoint" or row.slot not in production:
        return row
    return row.model_copy(update={"production": production[row.slot]})


def _assignments(endpoint: Endpoint, at: datetime, production: bool) -> list[Assignment]:
    return [
        Assignment(
            model=model,
            slot_kind="endpoint",
            slot=endpoint.name,
            version=version,
            production=production,
            share=share,
            from_earliest=_since(endpoint, (model, version)),
            from_latest=at,
            until_earliest=at,
        )
        for (model, version), share in endpoint.shares().items()
    ]


def _since(endpoint: Endpoint, key: ModelAndVersion) -> datetime | None:
    told = [part.since for part in endpoint.parts if (part.model, part.version) == key]
    known = [time for time in told if time is not None]
    return min(known) if told and len(known) == len(told) else None


def _deployments(
    endpoint: Endpoint,
    production: bool,
    known: Mapping[str, Deployment],
    served: Collection[str] | None,
    *,
    together: bool,
) -> Iterator[Deployment]:
    """Yield the deployments that its parts tell of, of which it `served` some at the last reading.

    Where parts are deployed anew `together`, what it served is no release; where that is not known
    (None), none of several parts is.
    """
    for part in endpoint.parts:
        first = served is None and len(endpoint.parts) > 1
        again = part.version in (served or ())
        at, actor = part.deployed_at, part.actor
        before = None if at is None else known.get(_named(endpoint, part, at))
        if at is None or _is_another(part, before):
            # It was put there by a change in place, whose time and author the next one replaces.
            told = part.version is not None and served is not None and not again
            if part.changed_at is None or not told:
                continue
            at, actor = part.changed_at, None
        name = _named(endpoint, part, at)
        if _is_another(part, known.get(name)):
            continue
        if together and name not in known and (first or again):
            continue
        yield Deployment(
            deployment=name,
            target=endpoint.name,
            model=part.model,
            version=part.version,
            production=production,
            started_at=at,
            succeeded=part.succeeded,
            actor=actor,
        )


def _is_another(part: Part, known: Deployment | None) -> bool:
    """Tell whether a deployment was told of another version; what was told once is kept."""
    return known is not None and known.version not in (None, part.version)


def _named(endpoint: Endpoint, part: Part, at: datetime) -> str:
    return f"{endpoint.name}/{part.name}/{at:%Y-%m-%dT%H:%M:%SZ}"


def _identities(endpoint: Endpoint) -> Iterator[Identity]:
    models = endpoint.models()
    whole = len(models) == 1 and all(part.model for part in endpoint.parts)
    for kind, known_as in (("endpoint", endpoint.name), ("resource", endpoint.resource)):
        if known_as is not None and (endpoint.serves or kind == "resource"):
            yield Identity(
                kind=kind,
                external_id=known_as,
                name=endpoint.name,
                model=models[0] if whole else None,
                url=endpoint.url,
                tags=dict(endpoint.tags),
            )
