"""What components of a Backstage catalog say, as rows."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connectors.backstage.directory import Owners
from connectors.backstage.entities import reference_of, shown, told
from connectors.parts.addresses import path_part, web_address
from connectors.parts.remote import inner, objects, rejected
from connectors.parts.tagged import review_time, tier
from data.reading import RejectedRow
from data.records import Document, Identity, Model, Ownership

SERVICE = "pagerduty.com/service-id"
REPOSITORY = "github.com/project-slug"
IDENTITIES = {SERVICE: "service", REPOSITORY: "repository"}
SLUG = re.compile(r"[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+")


@dataclass(frozen=True)
class Names:
    """How annotations, labels, types and links are read."""

    model: str
    tier: str
    purpose: str
    reviewed: str
    deputy: str
    model_types: frozenset[str]
    service_types: frozenset[str]
    lifecycles: frozenset[str]
    links: Mapping[str, frozenset[str]]
    """The types and titles of links that are a document of each kind."""
    pages: str | None
    owner_required: bool

    def of_component(self) -> tuple[str, ...]:
        """Return the annotations of a component that are asked for."""
        return (*IDENTITIES, self.model, self.tier, self.purpose, self.reviewed, self.deputy)

    def is_model(self, component: Any) -> bool:
        """Tell whether a component is a model by its type."""
        return _type(component) in self.model_types

    def is_wanted(self, component: Any) -> bool:
        """Tell whether a component is of a type that the settings name."""
        return _type(component) in self.model_types | self.service_types


def _type(component: Any) -> str:
    return (inner(component, "spec", "type") or "").casefold()


def model_of(component: Any, names: Names) -> str | None:
    """Return the model that a component is or belongs to: what it names, else its own name."""
    return told(component, names.model) or inner(component, "metadata", "name")


def model(component: Any, owners: Owners, names: Names) -> Model:
    """Return the model that a component is.

    Raises:
        ValueError: it has no kind or no name.
    """
    full = reference_of(component)
    lifecycle = inner(component, "spec", "lifecycle")
    described = (inner(component, "metadata", "description") or "").strip().split("\n")[0].strip()
    return Model.model_validate(
        {
            "model": model_of(component, names),
            # Nobody registers models with a catalog: people write down which ones there are.
            "declared": True,
            "owner_required": names.owner_required,
            # What else a lifecycle means, only what serves can tell.
            "production": (lifecycle or "").casefold() in names.lifecycles or None,
            "team": owners.team,
            "tier": tier(told(component, names.tier) or ""),
            "purpose": told(component, names.purpose) or described or None,
            "url": _page(full, names.pages),
            "tags": {"lifecycle": lifecycle} if lifecycle else {},
        }
    )


def _page(full: str, pages: str | None) -> str | None:
    kind, namespace, name = (path_part(part) for part in re.split("[:/]", full, maxsplit=2))
    return None if pages is None else f"{pages}/catalog/{namespace}/{kind}/{name}"


def problems(component: Any, names: Names) -> Iterator[str]:
    """Yield what is wrong with what a component says of its model, although it can be used."""
    written = told(component, names.tier)
    if written and tier(written) is None:
        yield f"{names.tier}: is not 1, 2 or 3, so it was left out"
    written = told(component, names.reviewed)
    if written and review_time(written) is None:
        yield f"{names.reviewed}: is no date such as 2026-11-23, so it was left out"


def ownerships(
    model: str, component: Any, owners: Owners, names: Names, at: datetime
) -> Iterator[Ownership]:
    """Yield who answers for a model, as of one reading."""
    roles = [("owner", person) for person in owners.owners]
    roles += [("deputy", owners.deputy)] if owners.deputy is not None else []
    for role, person in roles:
        yield Ownership(
            model=model,
            role=role,
            person=person,
            reviewed_at=review_time(told(component, names.reviewed) or ""),
            from_latest=at,
            until_earliest=at,
        )


def documents(
    model: str, component: Any, names: Names, hide: Callable[[str], str]
) -> Iterator[Document | RejectedRow]:
    """Yield the links of a component that the settings call a document of some kind."""
    metadata = component.get("metadata")
    done: set[tuple[str, str]] = set()
    for link in objects(metadata, "links"):
        title = inner(link, "title")
        said = {(text or "").strip().casefold() for text in (title, inner(link, "type"))}
        for kind in (kind for kind, words in names.links.items() if said & words):
            address = web_address(inner(link, "url") or "")
            if address is None:
                wrong = ValueError(f"its link to a {kind} is no http(s) address without a password")
                yield rejected(Document.entity, shown(component), wrong, hide)
            elif (kind, address) not in done:
                done.add((kind, address))
                yield Document(model=model, kind=kind, location=address, title=title)


def identities(
    components: Iterable[Any], names: Names, hide: Callable[[str], str]
) -> Iterator[Identity | RejectedRow]:
    """Yield the services and repositories that components name, each with the one model behind it.

    Where several components name the same one, those that are models, or say of which model they
    are, decide; where these differ, it is nobody's.
    """
    named: dict[tuple[str, str], list[Any]] = {}
    for component in filter(names.is_wanted, components):
        for annotation, kind in IDENTITIES.items():
            external_id = told(component, annotation)
            if external_id is None:
                continue
            if kind == "repository" and not SLUG.fullmatch(external_id):
                wrong = ValueError(f"its {annotation} is not of the form owner/name")
                yield rejected(Identity.entity, shown(component), wrong, hide)
                continue
            named.setdefault((kind, external_id), []).append(component)
    for (kind, external_id), by in named.items():
        sure = [each for each in by if names.is_model(each) or told(each, names.model)]
        models = {model_of(each, names) for each in sure or by}
        yield Identity(
            kind=kind,
            external_id=external_id,
            name=inner(by[0], "metadata", "name") if len(by) == 1 else None,
            model=models.pop() if len(models) == 1 else None,
        )
