"""Entities of a Backstage catalog: listed page after page, and what each says of itself."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

from pydantic import StringConstraints

from connectors.paging import Params
from connectors.parts.remote import inner, objects
from connectors.parts.tagged import texts
from connectors.session import Session
from data.errors import BadPayload

PATH = "/api/catalog/entities/by-query"
PAGE = 500
USER, GROUP = "user", "group"
DEFAULT = "default"
"""The namespace that is meant where none is written."""
KEPT = ("kind", "metadata.name", "metadata.namespace", "metadata.title", "spec.type")
"""What is asked for of every entity."""
REFERENCE = re.compile(r"(?:([^:/\s]+):)?(?:([^:/\s]+)/)?([^:/\s]+)")

Annotation = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]*$")]
EntityType = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]


def fields(*more: str, annotations: Sequence[str] = ()) -> str:
    """Return what to ask for: of annotations and labels those that are named, and no others."""
    named = [
        f"metadata.{kind}.{name}" for name in annotations for kind in ("annotations", "labels")
    ]
    return ",".join(dict.fromkeys((*KEPT, *more, *named)))


def listed(session: Session, title: str, filters: Sequence[str], asked: str) -> dict[str, Any]:
    """Return all entities that one of the filters fits, by their reference.

    One without a name stands under its number.

    Raises:
        BadPayload: a page is no such page, or its pages never end.
    """
    found: dict[str, Any] = {}
    for page in _pages(session, title, {"filter": list(filters), "fields": asked, "limit": PAGE}):
        for entity in page:
            try:
                found[reference_of(entity)] = entity
            except ValueError:
                found[f"without a name, {len(found)}"] = entity
    return dict(sorted(found.items()))


def _pages(session: Session, title: str, params: Params) -> Iterator[list[Any]]:
    seen: set[str] = set()
    while True:
        page = session.get(PATH, params)
        yield session.rows(page, PATH, "items")
        info = page.get("pageInfo")
        if not isinstance(info, Mapping):
            raise BadPayload(_wrong(title, "does not say in `pageInfo` what follows"))
        following = info.get("nextCursor")
        if not following:
            return
        if not isinstance(following, str) or following in seen:
            raise BadPayload(_wrong(title, "gave the same `nextCursor` twice, so it never ends"))
        seen.add(following)
        # The cursor holds the filter; what is asked for of each entity it does not.
        params = {"cursor": following, "fields": params["fields"], "limit": PAGE}


def _wrong(title: str, wrong: str) -> str:
    return f"{title} at {PATH} {wrong}: check `url`, and that nothing between changes its answers"


def total(session: Session, filters: Sequence[str]) -> int | None:
    """Return how many entities one of the filters fits; None: it is not told."""
    asked: Params = {"filter": list(filters), "fields": "kind", "limit": 1}
    page = session.get(PATH, asked)
    session.rows(page, PATH, "items")
    found = page.get("totalItems")
    return found if type(found) is int else None


def reference_of(entity: Any) -> str:
    """Return the reference of an entity, `kind:namespace/name` in lower case.

    Raises:
        ValueError: it has no kind or no name.
    """
    kind, name = inner(entity, "kind"), inner(entity, "metadata", "name")
    if kind is None or name is None:
        raise ValueError("it has no kind, or no name")
    return f"{kind}:{inner(entity, 'metadata', 'namespace') or DEFAULT}/{name}".lower()


def reference(text: str, kind: str, namespace: str) -> str | None:
    """Return in full what a reference means where this kind and namespace are meant; None: none."""
    told = REFERENCE.fullmatch(text.strip())
    return f"{told[1] or kind}:{told[2] or namespace}/{told[3]}".lower() if told else None


def short(full: str) -> str:
    """Return a full reference without its kind, and without the namespace where it is default."""
    return full.partition(":")[2].removeprefix(f"{DEFAULT}/")


def told(entity: Any, name: str | None) -> str | None:
    """Return the annotation or label of an entity under a name."""
    metadata = entity.get("metadata") if isinstance(entity, Mapping) else None
    for kind in ("annotations", "labels"):
        text = texts(metadata, kind).get(name or "", "").strip()
        if text:
            return text
    return None


def related(entity: Any, kind: str) -> list[str]:
    """Return the references of what an entity has a relation of one type with."""
    found = (
        reference(inner(each, "targetRef") or "", "", DEFAULT)
        for each in objects(entity, "relations")
        if inner(each, "type") == kind
    )
    return list(dict.fromkeys(each for each in found if each is not None))


def shown(entity: Any) -> dict[str, str | None]:
    """Return what a rejected row may show of an entity: never its annotations."""
    name, namespace = inner(entity, "metadata", "name"), inner(entity, "metadata", "namespace")
    return {"kind": inner(entity, "kind"), "namespace": namespace, "name": name}
