"""The tables of what people wrote, as they stand beside a generation when it is read."""

from collections.abc import Mapping, Sequence
from datetime import datetime
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
}


def written_table(name: str, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Return rows of the store in the form of their table here: times naive UTC."""
    plain = [{name: _naive(value) for name, value in row.items()} for row in rows]
    return pa.Table.from_pylist(plain, WRITTEN[name])


def _naive(value: Any) -> Any:
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value
