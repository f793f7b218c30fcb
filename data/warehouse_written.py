"""The tables of what people wrote, as they stand beside a generation when it is read."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any

import pyarrow as pa

ANSWER_KEY = [
    ("assessment", pa.string()),
    ("question", pa.string()),
    ("scope_kind", pa.string()),
    ("scope", pa.string()),
    ("respondent", pa.string()),
    ("revision", pa.int64()),
]
WRITTEN = {
    "answer": pa.schema(
        [
            *ANSWER_KEY,
            ("question_version", pa.int64()),
            ("choice", pa.string()),
            ("reason", pa.string()),
            ("until", pa.date32()),
            ("evidence_shown", pa.bool_()),
            ("made_at", pa.timestamp("us")),
            ("role", pa.string()),
            ("team", pa.string()),
        ]
    ),
    "approval": pa.schema(
        [*ANSWER_KEY, ("approved_by", pa.string()), ("approved_at", pa.timestamp("us"))]
    ),
    "written_attestation": pa.schema(
        [
            ("id", pa.string()),
            ("probe", pa.string()),
            ("model", pa.string()),
            ("value", pa.float64()),
            ("until", pa.date32()),
            ("note", pa.string()),
            ("link", pa.string()),
            ("respondent", pa.string()),
            ("respondent_name", pa.string()),
            ("mail", pa.string()),
            ("attested_at", pa.timestamp("us")),
        ]
    ),
    "written_drill": pa.schema(
        [
            ("id", pa.string()),
            ("model", pa.string()),
            ("kind", pa.string()),
            ("drilled_at", pa.timestamp("us")),
            ("hours", pa.float64()),
            ("succeeded", pa.bool_()),
            ("automatic", pa.bool_()),
            ("actor", pa.string()),
            ("note", pa.string()),
            ("link", pa.string()),
            ("respondent", pa.string()),
            ("respondent_name", pa.string()),
            ("recorded_at", pa.timestamp("us")),
        ]
    ),
    "exemption": pa.schema(
        [
            ("id", pa.string()),
            ("question", pa.string()),
            ("scope_kind", pa.string()),
            ("scope", pa.string()),
            ("reason", pa.string()),
            ("link", pa.string()),
            ("until", pa.date32()),
            ("asked_by", pa.string()),
            ("asked_at", pa.timestamp("us")),
            ("approved_by", pa.string()),
            ("approved_at", pa.timestamp("us")),
        ]
    ),
}
"""Each table's columns. Statements that were withdrawn are left out; an exemption that waits for
a second person has no approver."""
SHADOWS = {"attestation": ("written_attestation",), "drill": ("written_drill",)}
"""The relations of a generation that stand there with what people wrote in the app added, and the
tables that they take it from. No other relation may read them: it was built without these rows."""
STANDING = ("attestation", "drill", "named", "owner", "person_login")
"""The relations that the shadows read; a generation without them has no shadows."""
_WORD = re.compile(r"[a-z_]\w*")


@cache
def shadow(name: str) -> str:
    """Return the SELECT of a shadow by the name of its relation."""
    return resources.files("data").joinpath("beside", f"{name}.sql").read_text(encoding="utf-8")


@cache
def tables_in(sql: str) -> tuple[str, ...]:
    """Return the written tables that a query may rest on, by the words in it."""
    words = set(_WORD.findall(sql.lower()))
    behind = {table for name, tables in SHADOWS.items() if name in words for table in tables}
    return tuple(sorted((words & WRITTEN.keys()) | behind))


def written_table(name: str, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Return rows of the store in the form of their table here: times naive UTC."""
    plain = [{name: _naive(value) for name, value in row.items()} for row in rows]
    return pa.Table.from_pylist(plain, WRITTEN[name])


def _naive(value: Any) -> Any:
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value
