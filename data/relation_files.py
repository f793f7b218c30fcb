"""The relations: one SELECT file each, and the order in which they can be built."""

import json
from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from importlib import resources
from pathlib import Path
from typing import Any

import duckdb

from data.errors import StorageError

FOLDER = "data/relations"


def load(folder: Path | None = None) -> dict[str, str]:
    """Return the SQL text of every relation by its name, which is the name of its file.

    Raises:
        StorageError: a file or the folder cannot be read.
    """
    place = folder or resources.files("data").joinpath("relations")
    try:
        files = sorted(place.iterdir(), key=lambda file: file.name)
        return {
            file.name.removesuffix(".sql"): file.read_text(encoding="utf-8")
            for file in files
            if file.name.endswith(".sql")
        }
    except (OSError, UnicodeDecodeError) as error:
        raise StorageError(
            f"The relations in {place} cannot be read ({error}): install mlops-scorecard again, "
            "or make the folder readable"
        ) from error


def order(sqls: Mapping[str, str]) -> list[str]:
    """Return the names of the relations, each after all that it reads.

    Raises:
        StorageError: a file does not parse, is not one SELECT under a first comment line, reads
            a relation that does not exist, or reads itself by way of others.
    """
    with duckdb.connect() as parser:
        reads = {name: sorted(_reads(parser, name, sqls[name])) for name in sorted(sqls)}
    for name, read in reads.items():
        for missing in (table for table in read if table not in sqls):
            raise StorageError(
                f"{_file(name)} reads {missing}, which is no relation: add "
                f"{_file(missing)}, or write landed.{missing} for what a source brought"
            )
    try:
        return list(TopologicalSorter(reads).static_order())
    except CycleError as error:
        circle = " reads ".join(_file(name) for name in reversed(error.args[1]))
        raise StorageError(
            f"{circle}: relations cannot wait for each other; move what they share into a "
            "relation of its own"
        ) from error


def _file(name: str) -> str:
    return f"{FOLDER}/{name}.sql"


def _reads(parser: duckdb.DuckDBPyConnection, name: str, sql: str) -> set[str]:
    """Return the relations that one file reads; tables of a named schema are not relations."""
    comment = sql.split("\n", 1)[0]
    if not comment.startswith("-- ") or not comment[3:].strip():
        raise StorageError(
            f"{_file(name)} does not begin with a comment: say on its first line what one row is, "
            "for example `-- One row a model.`"
        )
    found = parser.execute("select json_serialize_sql(?)", [sql]).fetchone()
    tree: dict[str, Any] = json.loads(found[0] if found else "{}")
    if tree["error"]:
        raise StorageError(
            f"{_file(name)} does not parse as a SELECT ({tree['error_message']}): run it in a "
            "DuckDB shell to see the place"
        )
    if len(tree["statements"]) != 1:
        raise StorageError(
            f"{_file(name)} holds {len(tree['statements'])} statements: a relation is one SELECT, "
            "so put each into a file of its own"
        )
    return _tables(tree["statements"], frozenset())


def _tables(node: Any, hidden: frozenset[str]) -> set[str]:
    """Return the unqualified tables under a node of DuckDB's parse; `hidden` are CTEs in sight."""
    if isinstance(node, list):
        return {table for item in node for table in _tables(item, hidden)}
    if not isinstance(node, dict):
        return set()
    if node.get("type") == "BASE_TABLE":
        return _table(node, hidden)
    if node.get("type") == "RECURSIVE_CTE_NODE":
        hidden |= {node["cte_name"].lower()}
    found: set[str] = set()
    # A CTE sees those before it, never itself: `with model as (select * from model)` reads model.
    for entry in (node.get("cte_map") or {}).get("map", []):
        found |= _tables(entry["value"], hidden)
        hidden |= {entry["key"].lower()}
    rest = [value for key, value in node.items() if key != "cte_map"]
    return found | _tables(rest, hidden)


def _table(node: dict[str, Any], hidden: frozenset[str]) -> set[str]:
    name = str(node["table_name"]).lower()
    schema = node["schema_name"]
    here = (not schema and name not in hidden) or schema == "main"
    return {name} if here else set()
