"""Webhook deliveries that a receiver of the company's own wrote into a folder, checked and read."""

import hmac
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from connectors.parts.remote import storable
from data.errors import Unavailable
from data.reading import RejectedRow

LARGEST = 5_000_000
"""Bytes of one file; what is larger is rejected unread."""
MOST = 20_000
"""Files of one folder; of more, the last to arrive are read."""


@dataclass(frozen=True)
class Delivery:
    """One delivery as its sender sent it, whose signature holds."""

    headers: Mapping[str, str]
    """By their names in lower case."""
    body: str
    """The very text that was sent."""
    file: str
    """The name of its file, without the folder."""
    arrived: datetime
    """When its file was written, UTC."""

    def header(self, name: str) -> str:
        """Return a header, however its name is spelt; empty: it was not sent."""
        return self.headers.get(name.lower(), "").strip()


@dataclass(frozen=True)
class Signing:
    """How one sender signs its deliveries and tells them apart."""

    header: str
    """The header that holds the signature."""
    id_header: str
    """The header that holds the delivery's id: what is sent twice has the same."""
    sign: Callable[[bytes, Delivery], str]
    """Says what that header must hold, from the secret and the delivery."""


def sha256_hmac(secret: bytes, signed: bytes) -> bytes:
    """Return the HMAC-SHA256 of what was signed."""
    return hmac.digest(secret, signed, "sha256")


def read_deliveries(
    folder: Path, signing: Signing, secret: str, *, entity: str, source: str
) -> Iterator[Delivery | RejectedRow]:
    """Yield each delivery of the folder once, in the order of their arrival; files are only read.

    A file is `<any name>.json`: `{"headers": {"<name>": "<text>"}, "body": "<the text as sent>"}`.
    Of one that is no delivery, or whose signature is missing or wrong, only the name is kept, in a
    rejected row of the entity; a delivery that came again is passed over.

    Raises:
        Unavailable: the folder is not there, or cannot be listed.
    """
    key, seen = secret.encode(), set[str]()
    files = _files(folder, source)
    if len(files) > MOST:
        wrong = f"holds {len(files):,} deliveries, of which the last {MOST:,} were read"
        yield _rejected(entity, folder.name, f"{wrong}: move the older ones away")
    for _, file in files[-MOST:]:
        try:
            delivery = _read(file)
            _verify(delivery, signing, key)
        except ValueError as error:
            yield _rejected(entity, file.name, str(error))
            continue
        told = delivery.header(signing.id_header)
        if told not in seen:
            seen.add(told)
            yield delivery


def delivery_files(folder: Path, source: str) -> int:
    """Return how many files of deliveries lie in a folder, for a check.

    Raises:
        Unavailable: the folder is not there, or cannot be listed.
    """
    return len(_files(folder, source))


def _files(folder: Path, source: str) -> list[tuple[float, Path]]:
    """Return the files of a folder with the time of their writing, oldest first."""
    try:
        found = [file for file in folder.iterdir() if file.suffix.lower() == ".json"]
        return sorted((file.lstat().st_mtime, file) for file in found)
    except OSError as error:
        wrong = "there is no such folder" if not folder.is_dir() else "it cannot be listed"
        raise Unavailable(
            f"{folder}: {wrong}: correct `deliveries` of source {source!r}"
        ) from error


def _read(file: Path) -> Delivery:
    """Return the delivery in a file.

    Raises:
        ValueError: it holds none, and why.
    """
    # A link may lead out of the folder, and a pipe is never read to its end.
    if file.is_symlink() or not file.is_file():
        raise ValueError("is no plain file: write each delivery into a file of its own")
    try:
        status = file.stat()
        if status.st_size > LARGEST:
            raise ValueError(f"is larger than {LARGEST:,} bytes: no delivery is as large")
        content = file.read_bytes()
    except OSError as error:
        raise ValueError(
            f"cannot be read ({error.strerror}): let the account that syncs read it"
        ) from error
    arrived = datetime.fromtimestamp(status.st_mtime, UTC)
    headers, body = _parts(content)
    return Delivery(headers, body, file.name, arrived)


def _parts(content: bytes) -> tuple[dict[str, str], str]:
    try:
        told: Any = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ValueError(
            "is no JSON in UTF-8: write it under another name and rename it when it is whole"
        ) from error
    headers = told.get("headers") if isinstance(told, Mapping) else None
    body = told.get("body") if isinstance(told, Mapping) else None
    if not (isinstance(headers, Mapping) and isinstance(body, str)):
        raise ValueError('is no delivery: write {"headers": {…}, "body": "…"}')  # noqa: TRY004
    if not all(isinstance(text, str) for text in headers.values()):
        raise ValueError("has a header that is no text: write each header as one text")
    return {name.strip().lower(): text for name, text in headers.items()}, body


def _verify(delivery: Delivery, signing: Signing, key: bytes) -> None:
    """Raise ValueError where a delivery is not signed with the secret, or has no id."""
    if not delivery.header(signing.id_header):
        raise ValueError(f"has no header {signing.id_header}: keep every header as it was received")
    told = delivery.header(signing.header)
    if not told:
        raise ValueError(
            f"is not signed, it has no header {signing.header}: give the webhook a secret"
        )
    try:
        due = signing.sign(key, delivery)
    except UnicodeError as error:
        raise ValueError("has a body that is no text: keep it as it was received") from error
    if not hmac.compare_digest(due.encode(), told.encode("utf-8", "surrogatepass")):
        raise ValueError(
            "is signed with another secret, or was changed on its way: keep the body as it was "
            "received, and name the secret of the webhook"
        )


def _rejected(entity: str, file: str, wrong: str) -> RejectedRow:
    name = storable(file)
    return RejectedRow(entity, f"{name} {wrong}", json.dumps({"file": name}, ensure_ascii=False))
