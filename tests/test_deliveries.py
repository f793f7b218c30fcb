import base64
import hashlib
import hmac
import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.parts import deliveries
from connectors.parts.deliveries import Delivery, Signing, read_deliveries, sha256_hmac
from data.errors import Unavailable
from data.reading import RejectedRow

SECRET = "canary-4Tz!long"
HUB = Signing(
    "X-Hub-Signature-256",
    "X-GitHub-Delivery",
    lambda secret, sent: f"sha256={sha256_hmac(secret, sent.body.encode()).hex()}",
)
STANDARD = Signing(
    "X-Signature",
    "X-Id",
    lambda secret, sent: base64.b64encode(
        sha256_hmac(secret, f"{sent.header('x-id')}.{sent.body}".encode())
    ).decode(),
)
Change = Callable[[dict[str, Any]], Any]


def hub(body: str, told: str = "d1", secret: str = SECRET) -> dict[str, Any]:
    digest = hmac.new(secret.encode(), body.encode(), hashlib.sha256).hexdigest()
    return {
        "headers": {"x-github-delivery": told, "X-HUB-SIGNATURE-256": f"sha256={digest}"},
        "body": body,
    }


def put(folder: Path, name: str, told: Any, at: float = 1_790_000_000) -> None:
    (folder / name).write_text(json.dumps(told), "utf-8")
    os.utime(folder / name, (at, at))


def read(folder: Path, signing: Signing = HUB) -> list[Delivery | RejectedRow]:
    return list(read_deliveries(folder, signing, SECRET, entity="assignment", source="registry"))


def reasons(folder: Path) -> list[str]:
    return [row.reason for row in read(folder) if isinstance(row, RejectedRow)]


def test_a_delivery_comes_with_headers_body_file_and_time(tmp_path: Path) -> None:
    put(tmp_path, "a.json", hub('{"ref": "ä"}'), 1_790_000_000.5)
    [found] = read(tmp_path)
    digest = hub('{"ref": "ä"}')["headers"]["X-HUB-SIGNATURE-256"]
    assert found == Delivery(
        headers={"x-github-delivery": "d1", "x-hub-signature-256": digest},
        body='{"ref": "ä"}',
        file="a.json",
        arrived=datetime(2026, 9, 21, 14, 13, 20, 500_000, tzinfo=UTC),
    )
    assert isinstance(found, Delivery)
    assert (found.header("X-GitHub-Delivery"), found.header("X-Other")) == ("d1", "")


def test_the_signature_of_githubs_own_example_holds(tmp_path: Path) -> None:
    """The values that GitHub gives in `Validating webhook deliveries` to test against."""
    due = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    sent = Delivery({}, "Hello, World!", "a.json", datetime(2026, 1, 1, tzinfo=UTC))
    assert HUB.sign(b"It's a Secret to Everybody", sent) == f"sha256={due}"


def test_a_sender_may_sign_more_than_the_body(tmp_path: Path) -> None:
    due = hmac.new(SECRET.encode(), b"7.{}", hashlib.sha256).digest()
    told = {"X-Signature": base64.b64encode(due).decode(), "X-Id": "7"}
    put(tmp_path, "a.json", {"headers": told, "body": "{}"})
    put(tmp_path, "b.json", {"headers": {**told, "X-Id": "8"}, "body": "{}"})
    good, bad = read(tmp_path, STANDARD)
    assert isinstance(good, Delivery)
    assert isinstance(bad, RejectedRow)


def test_deliveries_come_as_they_arrived_and_what_came_twice_only_once(tmp_path: Path) -> None:
    put(tmp_path, "z.json", hub("1", "d1"), 100)
    put(tmp_path, "a.json", hub("2", "d2"), 200)
    put(tmp_path, "m.json", hub("1", "d1"), 300)
    put(tmp_path, "n.JSON", hub("3", "d3"), 200)
    assert [(row.body, row.file) for row in read(tmp_path) if isinstance(row, Delivery)] == [
        ("1", "z.json"),
        ("2", "a.json"),
        ("3", "n.JSON"),
    ]


def test_a_forged_copy_does_not_take_the_place_of_the_delivery(tmp_path: Path) -> None:
    put(tmp_path, "a.json", hub("forged", "d1", "another secret"), 100)
    put(tmp_path, "b.json", hub("true", "d1"), 200)
    refused, found = read(tmp_path)
    assert isinstance(refused, RejectedRow)
    assert isinstance(found, Delivery)
    assert found.body == "true"


WRONG: dict[str, tuple[Change, str]] = {
    "another secret": (lambda _: hub("x", secret="other"), "is signed with another secret"),
    "another body": (lambda told: {**told, "body": "y"}, "is signed with another secret"),
    "no signature": (
        lambda told: {**told, "headers": {"X-GitHub-Delivery": "d1"}},
        "is not signed, it has no header X-Hub-Signature-256: give the webhook a secret",
    ),
    "an odd signature": (
        lambda told: {
            **told,
            "headers": {"X-GitHub-Delivery": "d1", "X-Hub-Signature-256": "ä\ud800"},
        },
        "is signed with another secret",
    ),
    "no id": (
        lambda told: {
            **told,
            "headers": {"X-Hub-Signature-256": told["headers"]["X-HUB-SIGNATURE-256"]},
        },
        "has no header X-GitHub-Delivery: keep every header as it was received",
    ),
    "no text in the body": (lambda told: {**told, "body": "\ud800"}, "has a body that is no text"),
    "an object as body": (lambda told: {**told, "body": {}}, "is no delivery: write"),
    "no headers": (lambda told: {"body": told["body"]}, "is no delivery: write"),
    "a list": (lambda told: [told], "is no delivery: write"),
    "a list of headers": (
        lambda told: {**told, "headers": {"X-GitHub-Delivery": ["d1"]}},
        "has a header that is no text: write each header as one text",
    ),
}


@pytest.mark.parametrize(("change", "wrong"), WRONG.values(), ids=WRONG)
def test_what_is_no_signed_delivery_is_rejected_in_words(
    tmp_path: Path, change: Change, wrong: str
) -> None:
    put(tmp_path, "a.json", change(hub("x")))
    [row] = read(tmp_path)
    assert isinstance(row, RejectedRow)
    assert row.entity == "assignment"
    assert row.reason.startswith(f"a.json {wrong}")
    assert row.raw == '{"file": "a.json"}'
    assert SECRET not in repr(row)


def test_files_that_hold_no_json_are_rejected_and_others_not_looked_at(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"headers": {"X-')
    (tmp_path / "b.json").write_bytes(b"\xff\xfe")
    (tmp_path / "c.json").write_text("[" * 100_000)
    (tmp_path / "d.json").mkdir()
    (tmp_path / "e.json").symlink_to(tmp_path / "secret.txt")
    os.mkfifo(tmp_path / "f.json")
    (tmp_path / "g.json.part").write_text("{")
    (tmp_path / "secret.txt").write_text("x")
    json_wrong = "is no JSON in UTF-8: write it under another name and rename it when it is whole"
    plain = "is no plain file: write each delivery into a file of its own"
    assert sorted(reasons(tmp_path)) == [
        *(f"{name}.json {json_wrong}" for name in "abc"),
        *(f"{name}.json {plain}" for name in "def"),
    ]


def test_sizes_and_numbers_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliveries, "LARGEST", 2_000)
    monkeypatch.setattr(deliveries, "MOST", 2)
    put(tmp_path, "a.json", hub("x" * 3_000, "d0"), 300)
    for number in (1, 2):
        put(tmp_path, f"{number}.json", hub(str(number), f"d{number}"), 100 * number)
    wrong = "holds 3 deliveries, of which the last 2 were read: move the older ones away"
    assert [row.reason if isinstance(row, RejectedRow) else row.body for row in read(tmp_path)] == [
        f"{tmp_path.name} {wrong}",
        "2",
        "a.json is larger than 2,000 bytes: no delivery is as large",
    ]


def test_a_file_that_may_not_be_read_is_rejected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "a.json", hub("x"))

    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert reasons(tmp_path) == [
        "a.json cannot be read (Permission denied): let the account that syncs read it"
    ]


def test_a_folder_that_is_not_there_is_an_error_with_its_mend(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as caught:
        read(tmp_path / "gone")
    assert str(caught.value) == (
        f"{tmp_path / 'gone'}: there is no such folder: correct `deliveries` of source 'registry'"
    )


def test_files_are_only_read(tmp_path: Path) -> None:
    put(tmp_path, "a.json", hub("x"))
    put(tmp_path, "b.json", {})
    before = {file: (file.read_bytes(), file.stat().st_mtime) for file in tmp_path.iterdir()}
    read(tmp_path)
    assert {
        file: (file.read_bytes(), file.stat().st_mtime) for file in tmp_path.iterdir()
    } == before


@given(st.text(st.characters(exclude_categories=["Cs"])), st.booleans())
def test_any_text_that_was_signed_is_read_as_it_was_sent(
    tmp_path_factory: pytest.TempPathFactory, body: str, ascii_only: bool
) -> None:
    folder = tmp_path_factory.mktemp("sent")
    (folder / "a.json").write_text(json.dumps(hub(body), ensure_ascii=ascii_only), "utf-8")
    assert [row.body for row in read(folder) if isinstance(row, Delivery)] == [body]


@given(st.binary(max_size=200))
def test_whatever_a_file_holds_it_is_rejected_or_read(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    folder = tmp_path_factory.mktemp("any")
    (folder / "a.json").write_bytes(content)
    [row] = read(folder)
    assert isinstance(row, RejectedRow)
