"""Model cards on the Hugging Face Hub: whether each is there, its last edit, what it fills in."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Annotated, Any, ClassVar

from pydantic import Field, StringConstraints, ValidationError

from connectors.base import Verified
from connectors.parts.cards import LARGEST, card_of
from connectors.parts.credentials import Credentials, from_environment, token_credentials
from connectors.parts.files import FileProblem
from connectors.parts.remote import BaseUrl, RemoteConnector, inner, rejected
from connectors.session import Session
from data.errors import BadPayload, Rejected
from data.reading import Reading, RejectedRow
from data.records import Document, DocumentState

CARD = "README.md"
NOT_THERE = (307, 308, 404)
"""A repository that was renamed, or that is not there for this token."""
REVISION = re.compile(r"[0-9a-f]{7,64}")
BLOB = re.compile(r"[0-9a-f]{40}")
PART = r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,95}"

Repository = Annotated[str, StringConstraints(pattern=rf"^({PART}/)?{PART}$")]


class HfCards(RemoteConnector):
    """The model cards of registered models that have a repository on the Hugging Face Hub."""

    kind: ClassVar[str] = "hf_cards"
    title: ClassVar[str] = "Hugging Face Hub"
    brings: ClassVar[tuple[str, ...]] = ("document",)
    reads: ClassVar[str] = (
        "GET of `/api/models/…`, its `/tree/…` and the raw `README.md` of each repository that the "
        "settings name."
    )
    never_reads: ClassVar[str] = "Weights, other files, discussions, users and other repositories."
    least_privilege: ClassVar[str] = (
        "None for public repositories; for private and gated ones a fine-grained token with read "
        "access to the contents of these repositories alone."
    )
    limits: ClassVar[str] = (
        "The main branch as it is now. Three calls for each repository, one at a time; cards of up "
        "to 2 MB."
    )
    verified: ClassVar[Verified] = Verified(
        "shapes",
        "answers in the shapes of the Hub's own client library, huggingface_hub 2.4.0 for Python, "
        "replayed on loopback; not tried against the Hub",
        date(2026, 11, 26),
    )

    url: BaseUrl = Field(
        "https://huggingface.co", description="address of the Hub, or of one of your own"
    )
    token_env: str | None = Field(
        None,
        min_length=1,
        description="name of the environment variable that holds an access token; unset: only "
        "public repositories",
    )
    models: Mapping[str, Repository] = Field(
        min_length=1,
        description="repository by registered model, such as { churn = 'acme/churn-model' }",
    )

    def secrets(self) -> Iterable[str]:
        """Give the name of the variable that holds the token, if there is one."""
        return () if self.token_env is None else (self.token_env,)

    def read(self, reading: Reading) -> Iterator[Document | RejectedRow]:
        """Yield the card of each model, as it is on the main branch."""
        with self._open() as session:
            for at, (model, repository) in enumerate(self.models.items()):
                reading.progress(f"{at} of {len(self.models)} cards")
                info = session.get(f"/api/models/{repository}", missing=NOT_THERE)
                if info is None:
                    named = {"model": model, "repository": repository}
                    wrong = ValueError(self._not_there(repository))
                    yield rejected(Document.entity, named, wrong, session.hide)
                else:
                    yield from self._card(session, model, repository, info)

    def check(self, reading: Reading) -> str:
        """Ask for the first repository; say how many cards are read."""
        repository = next(iter(self.models.values()))
        path = f"/api/models/{repository}"
        with self._open() as session:
            info = session.get(path, missing=NOT_THERE)
            if info is None:
                raise Rejected(self._not_there(repository))
            files = _names(session.rows(info, path, "siblings"))
        has = "has a card" if CARD in files else "has no card"
        return f"the Hub answers; {repository} {has}; cards of {len(self.models)} models are read"

    def _open(self) -> Session:
        if self.token_env is None:
            mend = (
                f"check `models` of source {self.name!r}, or for private repositories set "
                "`token_env`"
            )
            return self._session(Credentials(mend))
        token = from_environment(self.token_env, "token_env", self.name)
        mend = f"put a valid token into {self.token_env} (`token_env` of source {self.name!r})"
        return self._session(token_credentials(token, "Bearer ", mend))

    def _not_there(self, repository: str) -> str:
        return (
            f"The Hub at {self.url} has no {repository} that this token may see, or it has another "
            f"name now: correct `models` of source {self.name!r}, or what the token may read"
        )

    def _card(
        self, session: Session, model: str, repository: str, info: Any
    ) -> Iterator[Document | RejectedRow]:
        path = f"/api/models/{repository}"
        files = _names(session.rows(info, path, "siblings"))
        revision = inner(info, "sha") or ""
        if not REVISION.fullmatch(revision):
            raise self._bad(path, "does not say in `sha` at which commit it is")
        text = None
        entry = None
        if CARD in files:
            entry = self._entry(session, f"{path}/tree/{revision}")
            raw = f"/{repository}/raw/{revision}/{CARD}"
            text = session.text(raw, {}, (404,), LARGEST, partial(_is_whole, entry))
        known = {
            "model": model,
            "kind": "model_card",
            "location": f"{self.url}/{repository}/blob/main/{CARD}",
            "title": inner(info, "cardData", "model_name") or repository,
        }
        if text is None:
            yield Document.model_validate({**known, "state": DocumentState.MISSING})
            return
        sections = None
        try:
            sections = card_of(text).sections
        except FileProblem as problem:
            wrong = ValueError(f"{CARD}:{problem.line}: {problem}")
            yield rejected(Document.entity, known, wrong, session.hide)
        edited = inner(entry, "lastCommit", "date")
        told = {"state": DocumentState.EXISTS, "sections": sections}
        try:
            yield Document.model_validate({**known, **told, "edited_at": edited})
        except ValidationError as error:
            yield rejected(Document.entity, {**known, "edited_at": edited}, error, session.hide)
            yield Document.model_validate({**known, **told})

    def _entry(self, session: Session, path: str) -> Any:
        """Return what the list of files tells of the card; None: it is not on the first page."""
        tree = session.get(path, {"recursive": "false", "expand": "true"})
        if not isinstance(tree, list):
            raise self._bad(path, "answered without a list of files")
        return next((each for each in tree if inner(each, "path") == CARD), None)

    def _bad(self, path: str, wrong: str) -> BadPayload:
        return BadPayload(
            f"{self.title} at {self.url}{path} {wrong}: check that `url` of source {self.name!r} "
            "is the address of a Hub, and that nothing between changes its answers"
        )


def _is_whole(entry: Any, content: bytes) -> bool:
    """Tell whether a file is the one that the list of files names by its hash, as git does."""
    named = inner(entry, "oid") or ""
    blob = b"blob %d\0" % len(content) + content
    found = hashlib.sha1(blob, usedforsecurity=False).hexdigest()
    return found == named or not BLOB.fullmatch(named)


def _names(files: list[Any]) -> set[str | None]:
    return {inner(each, "rfilename") for each in files}
