"""Moves of an alias, known to the moment by the webhook deliveries of the real MLflow server."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from faulty_server import Answer, Call, as_json, faulty_server
from mlflow_server import Registry, mlflow_command, mlflow_server
from pydantic import ValidationError

from connectors.mlflow import Mlflow
from data.errors import AuthFailed, Unavailable
from data.reading import Reading, RejectedRow
from data.records import Assignment, Record, SeenBy

SECRET = "canary-h8K!long"
OPEN = {
    "MLFLOW_WEBHOOK_ALLOWED_SCHEMES": "http",
    "MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS": "true",
    "MLFLOW_WEBHOOK_CACHE_TTL": "1",
}
SETTINGS = {"deliveries_secret_env": "WEBHOOK_SECRET", "deliveries_complete": True}
START = datetime(2026, 11, 1, 9, tzinfo=UTC)
WAIT_SECONDS = 20.0


@pytest.fixture(autouse=True)
def _secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBHOOK_SECRET", SECRET)


class Receiver:
    """What any receiver must do: write headers and body as received, then answer."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, call: Call) -> Answer:
        told = {"headers": dict(call.headers), "body": call.body.decode("utf-8")}
        name = call.headers["X-MLflow-Delivery-Id"]
        part = self.folder / f"{name}.part"
        part.write_text(json.dumps(told), "utf-8")
        part.rename(self.folder / f"{name}.json")
        return as_json({})

    def wait_for(self, number: int) -> None:
        until = time.monotonic() + WAIT_SECONDS
        while len(list(self.folder.glob("*.json"))) < number:
            assert time.monotonic() < until, "the server sent fewer deliveries than expected"
            time.sleep(0.05)


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    if mlflow_command() is None:
        pytest.skip("no MLflow server here: run tests/run, or set MLFLOW_BIN to an mlflow command")
    with mlflow_server(tmp_path_factory.mktemp("mlflow"), environment=OPEN) as url:
        yield Registry(url)


def read(
    url: str, previous: Sequence[object], at: datetime, folder: Path, **settings: Any
) -> list[Record | RejectedRow]:
    def rows(entity: type[Record]) -> list[Record]:
        return [row for row in previous if isinstance(row, entity)]

    source = Mlflow.model_validate(
        {"name": "registry", "url": url, "deliveries": folder, **SETTINGS, **settings}
    )
    return list(source.read(Reading(started_at=at, previous=rows, columns=lambda _: ())))


def held(rows: Sequence[object], model: str) -> list[Assignment]:
    found = [row for row in rows if isinstance(row, Assignment) and row.model == model]
    return sorted((row for row in found if row.slot == "champion"), key=lambda row: row.from_latest)


def test_the_server_tells_each_move_and_the_intervals_are_exact(
    registry: Registry, tmp_path: Path
) -> None:
    receiver = Receiver(tmp_path)
    with faulty_server(receiver) as served:
        registry.model("moved")
        for _ in range(3):
            registry.version("moved", "s3://bucket/moved")
        # Before the alias: the server looks for webhooks once a while, and keeps what it found.
        registry.webhook(f"{served.url}/hook", SECRET)
        registry.alias("moved", "shadow", "1")
        receiver.wait_for(1)
        first = read(registry.url, [], datetime.now(UTC), tmp_path)
        marks = []
        for number, version in enumerate(["1", "2", "3", "1", None, "2"], start=2):
            marks.append(datetime.now(UTC))
            if version is None:
                registry.delete_alias("moved", "champion")
            else:
                registry.alias("moved", "champion", version)
            receiver.wait_for(number)
    now = datetime.now(UTC)

    rows = read(registry.url, first, now, tmp_path)

    assert held(first, "moved") == []
    found = held(rows, "moved")
    assert [row.version for row in found] == ["1", "2", "3", "1", "2"]
    assert {(row.seen_by, row.production) for row in found} == {(SeenBy.EVENT, True)}
    starts = [row.from_latest for row in found]
    assert [row.from_earliest for row in found] == starts
    ends = [*starts[1:4], found[3].until_latest, None]
    assert [row.until_latest for row in found] == ends
    assert [row.until_earliest for row in found] == [*ends[:4], now]
    moments = [*starts[:4], found[3].until_latest, starts[4]]
    for mark, moment in zip(marks, moments, strict=True):
        assert moment is not None
        assert timedelta(0) <= moment - mark < timedelta(seconds=5)
    assert [row for row in rows if isinstance(row, RejectedRow)] == []
    assert held(read(registry.url, rows, now, tmp_path), "moved") == found
    for file in tmp_path.glob("*.json"):
        file.unlink()
    assert held(read(registry.url, rows, now, tmp_path), "moved") == found


def test_an_alias_of_a_prompt_and_the_test_of_a_webhook_are_passed_over(
    registry: Registry, tmp_path: Path
) -> None:
    receiver = Receiver(tmp_path)
    with faulty_server(receiver) as served:
        hook = registry.webhook(f"{served.url}/hook", SECRET)
        registry.call("POST", f"webhooks/{hook}/test", {})
        receiver.wait_for(1)
    rows = read(registry.url, [], datetime.now(UTC), tmp_path)
    assert held(rows, "example_model") == []
    assert [row for row in rows if isinstance(row, RejectedRow)] == []


def deliver(folder: Path, minutes: int, told: dict[str, Any], secret: str = SECRET) -> None:
    """Write a delivery as the real server signs it."""
    at = START + timedelta(minutes=minutes)
    body = json.dumps({"timestamp": at.isoformat(), **told})
    name, stamp = f"d{len(list(folder.iterdir()))}", str(int(at.timestamp()))
    signed = hmac.new(secret.encode(), f"{name}.{stamp}.{body}".encode(), hashlib.sha256).digest()
    headers = {
        "x-mlflow-delivery-id": name,
        "x-mlflow-timestamp": stamp,
        "x-mlflow-signature": f"v1,{base64.b64encode(signed).decode()}",
    }
    (folder / f"{name}.json").write_text(json.dumps({"headers": headers, "body": body}), "utf-8")


def alias(moved_to: str | None, **data: Any) -> dict[str, Any]:
    told = {"name": "churn", "alias": "champion", **({"version": moved_to} if moved_to else {})}
    action = "created" if moved_to else "deleted"
    return {"entity": "model_version_alias", "action": action, "data": {**told, **data}}


def churn(version: str) -> Any:
    model = {"name": "churn", "aliases": [{"alias": "champion", "version": version}]}

    def replay(call: Call) -> Answer:
        found = [model] if call.path.endswith("registered-models/search") else []
        return as_json({"registered_models": found})

    return replay


def times(rows: Sequence[object]) -> list[tuple[str, int | None, int, int, int | None]]:
    def minutes(time: datetime | None) -> Any:
        return None if time is None else int((time - START).total_seconds() // 60)

    return [
        (
            row.version,
            minutes(row.from_earliest),
            minutes(row.from_latest),
            minutes(row.until_earliest),
            minutes(row.until_latest),
        )
        for row in held(rows, "churn")
    ]


def test_where_deliveries_may_be_missing_they_only_bound_the_moves(tmp_path: Path) -> None:
    with faulty_server(churn("1")) as served:
        first = read(served.url, [], START, tmp_path, deliveries_complete=False)
    deliver(tmp_path, -5, {"entity": "registered_model", "action": "created", "data": {}})
    deliver(tmp_path, 20, alias("2"))
    at = START + timedelta(hours=1)
    with faulty_server(churn("2")) as served:
        bounded = read(served.url, first, at, tmp_path, deliveries_complete=False)
        exact = read(served.url, first, at, tmp_path)
    assert times(bounded) == [("1", None, 0, 0, 20), ("2", 0, 20, 60, None)]
    assert times(exact) == [("1", None, 0, 20, 20), ("2", 20, 20, 60, None)]


def test_deliveries_are_complete_only_since_the_first_of_them(tmp_path: Path) -> None:
    with faulty_server(churn("1")) as served:
        first = read(served.url, [], START, tmp_path)
    deliver(tmp_path, 20, alias("2"))
    deliver(tmp_path, 30, alias("3"))
    with faulty_server(churn("3")) as served:
        rows = read(served.url, first, START + timedelta(hours=1), tmp_path)
        for file in tmp_path.iterdir():
            file.unlink()
        deliver(tmp_path, 90, alias("4"))
    with faulty_server(churn("4")) as served:
        later = read(served.url, rows, START + timedelta(hours=2), tmp_path)
    before = [("1", None, 0, 0, 20), ("2", 0, 20, 30, 30)]
    assert times(rows) == [*before, ("3", 30, 30, 60, None)]
    assert times(later) == [*before, ("3", 30, 30, 90, 90), ("4", 90, 90, 120, None)]


def test_what_is_of_no_use_is_rejected_or_of_something_else(tmp_path: Path) -> None:
    deliver(tmp_path, 1, alias("2"), secret="another")
    deliver(tmp_path, 2, alias("2", alias=None))
    deliver(tmp_path, 3, {**alias("2"), "action": "paused"})
    deliver(tmp_path, 4, {**alias("2"), "timestamp": "2026-11-01T09:00:00"})
    deliver(tmp_path, 5, alias("2", version=7))
    deliver(tmp_path, 6, {"entity": "registered_model", "action": "created", "data": {}})
    deliver(tmp_path, 7, {**alias("2"), "workspace": "another"})
    deliver(tmp_path, 8, alias("2", name="unseen"))
    deliver(tmp_path, 90, alias("2"))
    with faulty_server(churn("1")) as served:
        rows = read(served.url, [], START + timedelta(hours=1), tmp_path)
    assert times(rows) == [("1", None, 60, 60, None)]
    refused = [row for row in rows if isinstance(row, RejectedRow)]
    wrong = "tells no move of an alias that is known: look whether MLflow was updated"
    assert sorted(row.reason.split(":")[0] for row in refused) == [
        "d0.json is signed with another secret, or was changed on its way",
        *[f"d{number}.json {wrong.split(':')[0]}" for number in (1, 2, 3, 4)],
    ]
    assert {row.entity for row in refused} == {"assignment"}
    assert SECRET not in repr(rows)


def test_a_check_counts_the_deliveries(tmp_path: Path) -> None:
    deliver(tmp_path, 1, alias("2"))
    made = {"name": "registry", "deliveries": tmp_path, **SETTINGS}
    with faulty_server(churn("1")) as served:
        source = Mlflow.model_validate({**made, "url": served.url})
        told = source.check(Reading(START, previous=lambda _: (), columns=lambda _: ()))
        assert told == ("MLflow answers; 1 registered model visible, webhook deliveries: 1")
        gone = Mlflow.model_validate({**made, "url": served.url, "deliveries": tmp_path / "gone"})
        with pytest.raises(Unavailable, match="correct `deliveries`"):
            gone.check(Reading(START, previous=lambda _: (), columns=lambda _: ()))


def test_the_folder_and_the_secret_must_be_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with faulty_server(churn("1")) as served:
        with pytest.raises(Unavailable, match="there is no such folder: correct `deliveries`"):
            read(served.url, [], START, tmp_path / "gone")
        monkeypatch.delenv("WEBHOOK_SECRET")
        with pytest.raises(AuthFailed, match="WEBHOOK_SECRET, which is not set"):
            read(served.url, [], START, tmp_path)


@pytest.mark.parametrize(
    ("settings", "wrong"),
    [
        ({"deliveries": "in"}, "set both `deliveries` and `deliveries_secret_env`, or neither"),
        ({"deliveries_secret_env": "S"}, "set both `deliveries` and `deliveries_secret_env`"),
        ({"deliveries_complete": True}, "only where `deliveries` is set"),
    ],
)
def test_settings_of_deliveries_that_cannot_hold_are_refused_in_words(
    settings: dict[str, Any], wrong: str
) -> None:
    with pytest.raises(ValidationError, match=wrong):
        Mlflow.model_validate({"url": "https://mlflow.example", **settings})
