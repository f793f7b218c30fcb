"""The landing contracts as Arrow and DuckDB types, derived from the records' annotations alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Annotated, Any, get_args, get_origin

import pyarrow as pa
from pydantic.fields import FieldInfo

from data.records import Record, allows_none

SCALARS: dict[type, tuple[pa.DataType, str]] = {
    str: (pa.string(), "varchar"),
    bool: (pa.bool_(), "boolean"),
    int: (pa.int64(), "bigint"),
    float: (pa.float64(), "double"),
    date: (pa.date32(), "date"),
    datetime: (pa.timestamp("us"), "timestamp"),
}


@dataclass(frozen=True)
class Column:
    """One column of an entity, as landing files and generations have it."""

    name: str
    arrow: pa.DataType
    sql: str
    required: bool
    """The contract does not allow None here."""
    default: Any
    """What stands here where a row does not say; PydanticUndefined: a row must say."""
    rules: tuple[tuple[str, str], ...]
    """SQL that is true where a value breaks the contract, and the words for it."""

    def to_arrow(self, records: list[Record]) -> pa.Array:
        """Return this column of some records."""
        return self.array([getattr(record, self.name) for record in records])

    def array(self, values: list[Any]) -> pa.Array:
        """Return values of a record's field as Arrow keeps them."""
        return pa.array([_plain(value) for value in values], self.arrow)


@cache
def columns(record: type[Record]) -> tuple[Column, ...]:
    """Return an entity's columns, in the order of its fields."""
    described = record.model_json_schema(mode="validation")
    return tuple(
        _column(name, field, described["properties"][name], described.get("$defs", {}))
        for name, field in record.model_fields.items()
    )


@cache
def arrow_schema(record: type[Record]) -> pa.Schema:
    """Return the form of an entity's landing files."""
    return pa.schema([pa.field(column.name, column.arrow) for column in columns(record)])


def to_table(record: type[Record], records: list[Record]) -> pa.Table:
    """Return records as an Arrow table in the form of their landing files."""
    arrays = [column.to_arrow(records) for column in columns(record)]
    return pa.Table.from_arrays(arrays, schema=arrow_schema(record))


def to_records(record: type[Record], table: pa.Table) -> list[Record]:
    """Return the records of a landing file."""
    rows = table.to_pylist(maps_as_pydicts="strict")
    return [record.model_validate({k: _aware(v) for k, v in row.items()}) for row in rows]


def quoted(name: str) -> str:
    """Return a name as SQL takes it, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'


def key_sql(record: type[Record]) -> str:
    """Return the expressions, with commas, that tell two rows of one source apart."""
    maps = {column.name for column in columns(record) if column.sql.startswith("map")}
    return ", ".join(
        # Two maps are equal whatever the order in which their entries came.
        f"list_sort(map_entries({quoted(name)}))" if name in maps else quoted(name)
        for name in record.key
    )


def _column(name: str, field: FieldInfo, described: Any, definitions: Any) -> Column:
    arrow, sql = _types(field.annotation, field.metadata)
    return Column(
        name=name,
        arrow=arrow,
        sql=sql,
        required=not allows_none(field.annotation),
        default=field.get_default(call_default_factory=True),
        rules=tuple(_rules(name, sql, described, definitions)),
    )


def _types(annotation: Any, metadata: list[Any]) -> tuple[pa.DataType, str]:
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        return _types(inner, [*metadata, *more])
    if allows_none(annotation):
        (inner,) = (part for part in get_args(annotation) if part is not type(None))
        return _types(inner, metadata)
    if get_origin(annotation) is tuple:
        arrow, sql = _types(get_args(annotation)[0], [])
        return pa.list_(arrow), f"{sql}[]"
    if get_origin(annotation) is dict:
        (key, key_sql_), (value, value_sql) = (_types(part, []) for part in get_args(annotation))
        return pa.map_(key, value), f"map({key_sql_}, {value_sql})"
    if annotation is Decimal:
        digits, places = _limit(metadata, "max_digits"), _limit(metadata, "decimal_places")
        return pa.decimal128(digits, places), f"decimal({digits}, {places})"
    if issubclass(annotation, Enum):
        return SCALARS[str]
    return SCALARS[annotation]


def _limit(metadata: list[Any], name: str) -> int:
    for part in metadata:
        nested = part.metadata if isinstance(part, FieldInfo) else [part]
        for constraint in nested:
            value = getattr(constraint, name, None)
            if value is not None:
                return int(value)
    raise TypeError(f"a decimal of a landing contract needs {name}")


def _rules(name: str, sql: str, described: Any, definitions: Any) -> Iterator[tuple[str, str]]:
    """Yield the contract's limits, from the JSON schema that pydantic makes of it."""
    column = quoted(name)
    for branch in described.get("anyOf", [described]):
        if "$ref" in branch:
            branch = definitions[branch["$ref"].rsplit("/", 1)[-1]]
        if branch.get("pattern") and sql == "varchar":
            pattern = branch["pattern"].replace("'", "''")
            yield (
                f"not regexp_matches({column}, '{pattern}')",
                f"{name} does not match {branch['pattern']}",
            )
        if branch.get("enum"):
            words = ", ".join("'" + word.replace("'", "''") + "'" for word in branch["enum"])
            yield f"{column} not in ({words})", f"{name} is not one of {', '.join(branch['enum'])}"
        if branch.get("minLength"):
            yield f"length({column}) < {branch['minLength']}", f"{name} is empty"
        for limit, sign, words in (
            ("minimum", "<", "below"),
            ("exclusiveMinimum", "<=", "not above"),
            ("maximum", ">", "above"),
        ):
            if limit in branch:
                yield f"{column} {sign} {branch[limit]}", f"{name} is {words} {branch[limit]}"
    if sql == "double":
        yield f"not isfinite({column})", f"{name} is not a finite number"


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dict):
        return list(value.items())
    return value


def _aware(value: Any) -> Any:
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value
