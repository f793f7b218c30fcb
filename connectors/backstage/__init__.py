"""Components, owners and people of a Backstage catalog."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, ClassVar

from pydantic import Field

from connectors.backstage import rows
from connectors.backstage.directory import Directory
from connectors.backstage.entities import (
    Annotation,
    EntityType,
    fields,
    listed,
    shown,
    total,
)
from connectors.base import Verified
from connectors.parts.credentials import from_environment, token_credentials
from connectors.parts.intervals import continue_intervals, last_seen
from connectors.parts.remote import BaseUrl, RemoteConnector, rejected
from connectors.session import Session
from data.reading import Reading, RejectedRow
from data.records import Model, Ownership, Person, Record

USERS, GROUPS = ("kind=user",), ("kind=group",)
OF_COMPONENT = ("metadata.description", "metadata.links", "spec.lifecycle", "relations")
OF_USER = ("spec.profile.displayName", "spec.profile.email", "relations")


class Backstage(RemoteConnector):
    """Components that are models, with the owners and documents that the catalog has of them.

    The catalog tells only what holds now, so each reading continues the owners of the last one.
    """

    kind: ClassVar[str] = "backstage"
    title: ClassVar[str] = "Backstage"
    brings: ClassVar[tuple[str, ...]] = (
        "model",
        "ownership",
        "person",
        "identity",
        "document:runbook",
        "document:model_card",
    )
    reads: ClassVar[str] = (
        "GET of `/api/catalog/entities/by-query`: components of the types that the settings name, "
        "users and groups."
    )
    never_reads: ClassVar[str] = (
        "Annotations and labels other than those that the settings name, `pagerduty.com/service-id`"
        " and `github.com/project-slug`; TechDocs, pictures of people, and other kinds of entities."
    )
    least_privilege: ClassVar[str] = (
        "A static token under `backend.auth.externalAccess`, restricted to plugin `catalog` and "
        "permission `catalog.entity.read`."
    )
    limits: ClassVar[str] = (
        "All of it is listed at each sync, 500 entities a call, one call at a time. Owners are "
        "known as of each sync."
    )
    verified: ClassVar[Verified] = Verified(
        "recorded",
        "answers recorded from @backstage/plugin-catalog-backend 4.0.5 (backend-defaults 0.19.0) "
        "run on 2026-11-26, replayed on loopback; the backend itself does not run in a test",
        date(2026, 11, 26),
    )

    url: BaseUrl = Field(description="address of the backend, before `/api/catalog`")
    token_env: str = Field(
        min_length=1,
        description="name of the environment variable that holds a static access token",
    )
    model_types: tuple[EntityType, ...] = Field(
        ("ml-model",), description="values of `spec.type` of components that are models"
    )
    service_types: tuple[EntityType, ...] = Field(
        ("service",),
        description="values of `spec.type` of other components whose services and repositories "
        "may belong to a model",
    )
    production_lifecycles: tuple[str, ...] = Field(
        ("production",), description="values of `spec.lifecycle` that mean: it serves in production"
    )
    owner_required: bool = Field(
        False,
        description="true: this catalog is the system of record for owners, so that a missing "
        "owner is a fact; false: it may stand elsewhere",
    )
    lead_annotation: Annotation | None = Field(
        None,
        description="annotation or label of a group that names its lead, who then owns what the "
        "group owns; unset: a group that owns a model is its team and nobody is its owner",
    )
    login_annotations: tuple[Annotation, ...] = Field(
        ("github.com/user-login",),
        description="annotations of a user with other names that systems know them by",
    )
    model_annotation: Annotation = Field(
        "model_name",
        description="annotation or label of a component that names its registered model; without "
        "it, the component's name is taken",
    )
    tier_annotation: Annotation = Field(
        "tier", description="annotation or label of a component with its tier, 1 to 3"
    )
    purpose_annotation: Annotation = Field(
        "purpose",
        description="annotation or label of a component that says what it is for; else its "
        "description does",
    )
    deputy_annotation: Annotation = Field(
        "deputy", description="annotation or label of a component that names the owner's deputy"
    )
    reviewed_annotation: Annotation = Field(
        "owner_reviewed_at",
        description="annotation or label with the day on which its owner was last confirmed",
    )
    runbook_links: tuple[str, ...] = Field(
        ("runbook",), description="types or titles of links that lead to a runbook"
    )
    model_card_links: tuple[str, ...] = Field(
        ("model card", "model-card", "model_card"),
        description="types or titles of links that lead to a model card",
    )
    app_url: BaseUrl | None = Field(
        None, description="address of the pages of Backstage, to link to them; unset: no links"
    )

    def secrets(self) -> Iterable[str]:
        """Give the name of the variable that holds the token."""
        return (self.token_env,)

    def read(self, reading: Reading) -> Iterator[Record | RejectedRow]:
        """Yield the people, the models with owners and documents, and what belongs to them."""
        names = self._names()
        with self._open() as session:
            reading.progress("groups")
            asked = fields(annotations=[self.lead_annotation] if self.lead_annotation else [])
            groups = listed(session, self.title, GROUPS, asked)
            reading.progress("users")
            asked = fields(*OF_USER, annotations=self.login_annotations)
            users = listed(session, self.title, USERS, asked)
            reading.progress("components")
            asked = fields(*OF_COMPONENT, annotations=names.of_component())
            filters = self._components()
            components = listed(session, self.title, filters, asked) if filters else {}
            hide = session.hide
        directory = Directory(
            users, groups, self.lead_annotation, self.deputy_annotation, self.login_annotations
        )
        yield from directory.people.values()
        for user, error in directory.refused:
            yield rejected(Person.entity, shown(user), error, hide)
        owned: list[Ownership] = []
        for row in self._models(reading, components, directory, names, hide):
            if isinstance(row, Ownership):
                owned.append(row)
            else:
                yield row
        yield from self._continued(reading, owned)
        yield from rows.identities(components.values(), names, hide)

    def check(self, reading: Reading) -> str:
        """Ask for one component, one user and one group; say how many there are."""
        filters = self._components()
        with self._open() as session:
            counted = {
                "components": total(session, filters) if filters else 0,
                "users": total(session, USERS),
                "groups": total(session, GROUPS),
            }
        seen = ", ".join(
            f"{noun}: {'unknown' if number is None else f'{number:,}'}"
            for noun, number in counted.items()
        )
        return f"Backstage answers; visible are {seen}"

    def _open(self) -> Session:
        token = from_environment(self.token_env, "token_env", self.name)
        mend = f"put a valid token into {self.token_env} (`token_env` of source {self.name!r})"
        return self._session(token_credentials(token, "Bearer ", mend))

    def _components(self) -> list[str]:
        types = dict.fromkeys((*self.model_types, *self.service_types))
        return [f"kind=component,spec.type={each}" for each in types]

    def _names(self) -> rows.Names:
        return rows.Names(
            model=self.model_annotation,
            tier=self.tier_annotation,
            purpose=self.purpose_annotation,
            reviewed=self.reviewed_annotation,
            deputy=self.deputy_annotation,
            model_types=_words(self.model_types),
            service_types=_words(self.service_types),
            lifecycles=_words(self.production_lifecycles),
            links={
                "runbook": _words(self.runbook_links),
                "model_card": _words(self.model_card_links),
            },
            pages=self.app_url,
            owner_required=self.owner_required,
        )

    def _models(
        self,
        reading: Reading,
        components: Mapping[str, Any],
        directory: Directory,
        names: rows.Names,
        hide: Callable[[str], str],
    ) -> Iterator[Record | RejectedRow]:
        """Yield each model, who owns it now, and its documents."""
        taken: dict[str, str] = {}
        for full, component in components.items():
            if not names.is_wanted(component):
                wrong = ValueError("it is of no type that was asked for")
                yield rejected(Model.entity, shown(component), wrong, hide)
            if not names.is_model(component):
                continue
            owners = directory.owners(component)
            try:
                model = rows.model(component, owners, names)
                if (other := taken.setdefault(model.model, full)) != full:
                    raise ValueError(f"{other} is the model {model.model} already")  # noqa: TRY301
            except ValueError as error:
                yield rejected(Model.entity, shown(component), error, hide)
                continue
            yield model
            yield from rows.ownerships(model.model, component, owners, names, reading.started_at)
            for problem in rows.problems(component, names):
                yield rejected(Model.entity, shown(component), ValueError(problem), hide)
            for problem in owners.problems:
                yield rejected(Ownership.entity, shown(component), ValueError(problem), hide)
            yield from rows.documents(model.model, component, names, hide)

    @staticmethod
    def _continued(reading: Reading, owned: list[Ownership]) -> list[Ownership]:
        before = [row for row in reading.previous(Ownership) if isinstance(row, Ownership)]
        watched = {row.model for row in reading.previous(Model) if isinstance(row, Model)}
        return continue_intervals(before, owned, reading.started_at, last_seen(before), watched)


def _words(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(text.strip().casefold() for text in texts if text.strip())
