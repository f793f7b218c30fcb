"""Inference services of KServe, what they serve and since when, from the Kubernetes API."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, Self

from pydantic import Field, model_validator

from connectors.base import Verified
from connectors.kserve import rows
from connectors.kserve.listing import listed
from connectors.parts.credentials import Credentials, from_environment, token_credentials
from connectors.parts.files import FileProblem, LocalPath, read_text
from connectors.parts.intervals import continue_intervals, last_seen
from connectors.parts.remote import BaseUrl, RemoteConnector, rejected
from connectors.session import Session
from data.errors import AuthFailed
from data.reading import Reading, RejectedRow
from data.records import Assignment, Deployment, Identity, Record

SERVICES = ("/apis/serving.kserve.io/v1beta1", "inferenceservices")
REVISIONS = ("/apis/serving.knative.dev/v1", "revisions")
NOT_TOLD = (403, 404)
"""Statuses where Knative is not there, or may not be asked: then deployments stay unknown."""
LARGEST_TOKEN = 100_000


class Kserve(RemoteConnector):
    """Inference services as endpoints, the versions that their traffic goes to, and revisions.

    The status tells only what holds now, so each reading continues the intervals of the last one.
    """

    kind: ClassVar[str] = "kserve"
    title: ClassVar[str] = "KServe"
    brings: ClassVar[tuple[str, ...]] = (
        "identity",
        "assignment",
        "deployment",
        "document:explainer",
    )
    reads: ClassVar[str] = (
        "The lists of `inferenceservices.serving.kserve.io` (v1beta1) and of "
        "`revisions.serving.knative.dev` (v1)."
    )
    never_reads: ClassVar[str] = (
        "Secrets, pods, logs and events. Of a service and a revision only name, namespace, labels, "
        "the annotations that the settings name, status, storage address and creation time are "
        "used; environment and arguments of containers are in the answers and are dropped."
    )
    least_privilege: ClassVar[str] = (
        "A service account that may `list` inferenceservices.serving.kserve.io and "
        "revisions.serving.knative.dev, in all namespaces or in those of `namespaces`."
    )
    limits: ClassVar[str] = (
        "All services and revisions are listed at each sync, 500 a call, one call at a time. Who "
        "gets traffic is known as of each sync; Knative removes old revisions, so sync at least "
        "daily."
    )
    verified: ClassVar[Verified] = Verified(
        "shapes",
        "the models of KServe's Python SDK 0.21.0 and the Go types of KServe and Knative; not "
        "tried against a real cluster",
        date(2026, 11, 26),
    )

    url: BaseUrl = Field(
        "https://kubernetes.default.svc",
        description="address of the Kubernetes API; inside a cluster, it is the default",
    )
    token_env: str | None = Field(
        None,
        min_length=1,
        description="name of the environment variable that holds the token of a service account",
    )
    service_account: LocalPath | None = Field(
        None,
        description="folder with a service account's `token` and `ca.crt`, instead of `token_env`; "
        "inside a cluster: /var/run/secrets/kubernetes.io/serviceaccount",
    )
    namespaces: tuple[str, ...] = Field(
        (), description="the only namespaces to read; empty: all, in one list"
    )
    production_namespaces: tuple[str, ...] = Field(
        (), description="namespaces that serve production; empty: all that are read"
    )
    model_label: str = Field(
        "model_name",
        min_length=1,
        description="label or annotation of a service that names its registered model; without "
        "it, the service's name is looked for",
    )
    version_label: str = Field(
        "model_version",
        min_length=1,
        description="label or annotation of a service with the version in the registry",
    )

    @model_validator(mode="after")
    def _one_way_in(self) -> Self:
        if (self.token_env is None) == (self.service_account is None):
            raise ValueError("set either `token_env` or `service_account`")
        return self

    def secrets(self) -> Iterable[str]:
        """Give the name of the variable that holds the token."""
        return () if self.token_env is None else (self.token_env,)

    def read(self, reading: Reading) -> Iterator[Record | RejectedRow]:
        """Yield the services, what they serve since when, and every revision ever seen."""
        names = self._names()
        with self._open() as session:
            reading.progress("inference services")
            services = self._list(session, SERVICES) or []
            reading.progress("revisions")
            revisions = self._list(session, REVISIONS, NOT_TOLD) or []
            hide = session.hide
        made = {}
        for revision in revisions:
            try:
                made[rows.place_of(revision)] = revision
            except ValueError as error:
                yield rejected(Deployment.entity, rows.shown(revision), error, hide)
        held: list[Assignment] = []
        for service in services:
            try:
                yield rows.identity(service, names)
                now = list(rows.assignments(service, made, names, reading.started_at))
                document = rows.explainer(service, now[0].version if len(now) == 1 else None, names)
            except ValueError as error:
                yield rejected(Identity.entity, rows.shown(service), error, hide)
                continue
            held += now
            if document is not None:
                yield document
        yield from self._continued(reading, names, held)
        yield from self._deployments(reading, names, made, hide)

    def check(self, reading: Reading) -> str:
        """List the services; say how many there are."""
        with self._open() as session:
            services = self._list(session, SERVICES) or []
            revisions = self._list(session, REVISIONS, NOT_TOLD)
        noun = "inference service" if len(services) == 1 else "inference services"
        knative = "unknown" if revisions is None else f"{len(revisions):,}"
        return f"the Kubernetes API answers; {len(services):,} {noun} visible, revisions: {knative}"

    def _list(
        self, session: Session, kind: tuple[str, str], missing: tuple[int, ...] = ()
    ) -> list[Any] | None:
        group, plural = kind
        paths = [f"{group}/namespaces/{name}/{plural}" for name in self.namespaces]
        found: list[Any] | None = None
        for path in paths or [f"{group}/{plural}"]:
            some = listed(session, path, missing)
            found = found if some is None else [*(found or []), *some]
        return found

    def _continued(
        self, reading: Reading, names: rows.Names, held: Iterable[Assignment]
    ) -> Iterator[Assignment]:
        before = [
            row.model_copy(update={"production": names.serves_production(row.slot)})
            for row in reading.previous(Assignment)
            if isinstance(row, Assignment)
        ]
        watched = {
            row.model or row.name or ""
            for row in reading.previous(Identity)
            if isinstance(row, Identity)
        }
        yield from continue_intervals(before, held, reading.started_at, last_seen(before), watched)

    def _deployments(
        self,
        reading: Reading,
        names: rows.Names,
        made: dict[str, Any],
        hide: Callable[[str], str],
    ) -> Iterator[Deployment | RejectedRow]:
        """Yield every revision of a predictor, also those that Knative has removed since."""
        before = {
            row.deployment: row.model_copy(
                update={"production": names.serves_production(row.deployment)}
            )
            for row in reading.previous(Deployment)
            if isinstance(row, Deployment)
        }
        for place, revision in made.items():
            try:
                row = rows.deployment(revision, names, before.pop(place, None))
            except ValueError as error:
                yield rejected(Deployment.entity, rows.shown(revision), error, hide)
            else:
                if row is not None:
                    yield row
        yield from before.values()

    def _names(self) -> rows.Names:
        return rows.Names(
            model=self.model_label,
            version=self.version_label,
            production=frozenset(self.production_namespaces),
        )

    def _open(self) -> Session:
        if self.service_account is None:
            return self._session(self._credentials_of_variable())
        trusted = self.service_account / "ca.crt"
        use = self.ca_file is None and trusted.is_file()
        asked = self.model_copy(update={"ca_file": trusted}) if use else self
        return asked._session(self._credentials_of_account(self.service_account))

    def _credentials_of_variable(self) -> Credentials:
        variable = self.token_env or ""
        token = from_environment(variable, "token_env", self.name)
        mend = f"put a valid token into {variable} (`token_env` of source {self.name!r})"
        return token_credentials(token, "Bearer ", mend)

    def _credentials_of_account(self, folder: Path) -> Credentials:
        """Read the token anew each time: Kubernetes replaces it every hour."""
        file = folder / "token"
        named = f"{file}, of `service_account` of source {self.name!r},"
        try:
            token = read_text(file, LARGEST_TOKEN).strip()
        except (OSError, FileProblem) as error:
            raise AuthFailed(
                f"{named} cannot be read: name the folder in which the token is mounted"
            ) from error
        if not token or not (token.isascii() and token.isprintable()):
            raise AuthFailed(f"{named} holds no token: mount the service account's token there")
        mend = "give that service account the right to list, as the page of this kind says"
        return token_credentials(token, "Bearer ", mend)
