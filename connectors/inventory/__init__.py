"""What a team keeps by hand: a folder of CSV or YAML tables, and the documents beside them."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any, ClassVar

from pydantic import Field

from connectors.base import Connector, Verified
from connectors.inventory.documents import document
from connectors.parts.cells import (
    NO,
    YES,
    BadCell,
    is_empty,
    moment,
    prepared,
    validated,
    yes_or_no,
)
from connectors.parts.files import (
    LARGEST_CSV,
    LARGEST_YAML,
    BadLine,
    FileProblem,
    Line,
    LocalPath,
    csv_header,
    csv_lines,
    read_text,
    read_yaml,
)
from data.errors import BadPayload, Unavailable
from data.reading import Reading, RejectedRow
from data.records import (
    Attestation,
    Budget,
    CostAlert,
    Deployment,
    Document,
    Drill,
    Evaluation,
    Incident,
    IncidentAction,
    MetricDaily,
    Model,
    Monitor,
    OnCall,
    Ownership,
    Person,
    Record,
    Review,
    SeenBy,
    SpendLimit,
)

ENDINGS = (".csv", ".yaml", ".yml")


@dataclass(frozen=True)
class Table:
    """One file's kind of rows: its record, and where the columns differ from the fields."""

    record: type[Record]
    columns: Mapping[str, bool]
    """The columns it may have, and whether each must be there."""


def _table(record: type[Record], *, without: tuple[str, ...] = (), **more: bool) -> Table:
    fields = record.model_fields
    columns = {name: fields[name].is_required() for name in fields if name not in without}
    return Table(record, {**columns, **more})


INTERVAL = ("from_earliest", "from_latest", "until_earliest", "until_latest", "seen_by")
TABLES: dict[str, Table] = {
    "people": _table(Person),
    "models": _table(Model, without=("declared",)),
    "owners": _table(Ownership, without=INTERVAL, role=False, since=False, until=False),
    "budgets": _table(Budget),
    "documents": _table(Document, without=("state",)),
    "drills": _table(Drill),
    "incidents": _table(Incident),
    "deployments": _table(Deployment),
    "metrics": _table(MetricDaily),
    "attestations": _table(Attestation),
    "incident_actions": _table(IncidentAction),
    "on_call": _table(OnCall),
    "monitors": _table(Monitor),
    "evaluations": _table(Evaluation),
    "reviews": _table(Review),
    "cost_alerts": _table(CostAlert),
    "spend_limits": _table(SpendLimit),
}


class Inventory(Connector):
    """People, models, owners, budgets, documents and drills from files that a team keeps."""

    kind: ClassVar[str] = "inventory"
    title: ClassVar[str] = "Files kept by hand"
    brings: ClassVar[tuple[str, ...]] = tuple(table.record.entity for table in TABLES.values())
    reads: ClassVar[str] = (
        "The tables of one folder, as CSV or YAML, and the documents in it that they name."
    )
    limits: ClassVar[str] = "A table may have 50 MB as CSV, or 2 MB as YAML; all is read each time."
    verified: ClassVar[Verified] = Verified("files", "the tables listed below", date(2026, 11, 24))
    least_privilege: ClassVar[str] = "Read access to the one folder; nothing is ever written to it."
    never_reads: ClassVar[str] = (
        "Files outside the folder, also not through links, and of documents only headings and "
        "front matter."
    )
    by_hand: ClassVar[bool] = True

    path: LocalPath = Field(
        description="a folder with any of these tables as .csv, .yaml or .yml: "
        + ", ".join(TABLES)
        + "; relative to the settings file"
    )

    def read(self, reading: Reading) -> Iterator[Record | RejectedRow]:
        """Yield every row of every table; a row with a wrong cell comes as rejected."""
        files = self._files()
        yield from self._unread()
        for name, file in files.items():
            reading.progress(file.name)
            for line in _lines(file, TABLES[name]):
                yield self._row(name, file, line, reading)

    def check(self, reading: Reading) -> str:
        """Say how many rows each table brings, and the first one that cannot be used."""
        rows = list(self.read(reading))
        rejected = [row for row in rows if isinstance(row, RejectedRow)]
        counts = Counter(row.entity for row in rows if not isinstance(row, RejectedRow))
        told = ", ".join(f"{counts[TABLES[name].record.entity]:,} {name}" for name in self._files())
        if not rejected:
            return told
        return f"{told}; {len(rejected):,} rows cannot be used, the first: {rejected[0].reason}"

    def _files(self) -> dict[str, Path]:
        """Return the file of each table that the folder holds, in the order of the tables."""
        if not self.path.is_dir():
            raise Unavailable(
                f"{self.path}: there is no such folder: create it with a table such as "
                f"owners.csv, or change `path` of source {self.name!r}"
            )
        found: dict[str, Path] = {}
        for name in TABLES:
            files = [file for end in ENDINGS if (file := self.path / f"{name}{end}").is_file()]
            if len(files) > 1:
                both = " and ".join(file.name for file in files)
                raise BadPayload(f"{self.path}: holds {both}: keep one of them")
            if files:
                found[name] = files[0]
        if not found:
            raise BadPayload(
                f"{self.path}: holds no table: put one of {', '.join(TABLES)} there, "
                "as .csv or .yaml"
            )
        return found

    def _unread(self) -> Iterator[RejectedRow]:
        """Note each file that looks like a table with a name of no meaning."""
        for file in sorted(self.path.iterdir()):
            near = get_close_matches(file.stem.lower(), TABLES, n=1)
            known = file.suffix in ENDINGS and file.stem in TABLES
            if not known and file.suffix.lower() in (ENDINGS if near else (".csv",)):
                record = TABLES[near[0]].record if near else Model
                mend = f"name it {near[0]}.csv" if near else f"known are {', '.join(TABLES)}"
                yield RejectedRow(record.entity, f"{file.name}: was not read: {mend}", file.name)

    def _row(
        self, name: str, file: Path, line: Line | BadLine, reading: Reading
    ) -> Record | RejectedRow:
        entity = TABLES[name].record.entity
        where = f"{file.name}:{line.number}"
        if isinstance(line, BadLine):
            return RejectedRow(entity, f"{where}: {line.wrong}", line.raw)
        try:
            return self._record(name, line, reading)
        except BadCell as bad:
            return RejectedRow(entity, f"{bad.place or where}: {bad.column}: {bad}", line.raw)

    def _record(self, name: str, line: Line, reading: Reading) -> Record:
        record = TABLES[name].record
        if record is Ownership:
            return validated(record, _ownership(line.cells, reading.started_at))
        if record is Document:
            return validated(record, document(line.cells, self.path))
        if record is Attestation and str(line.cells.get("value")).strip().lower() in YES | NO:
            cells = {**line.cells, "value": str(int(yes_or_no("value", line.cells["value"])))}
            return validated(record, prepared(record, cells))
        values = prepared(record, line.cells)
        return validated(record, {**values, "declared": True} if record is Model else values)


def _ownership(cells: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Return the values of an `Ownership` for a row with `since` and `until`.

    Raises:
        BadCell: the two contradict each other, or the time of reading.
    """
    since, until = (
        None if is_empty(cells.get(column)) else moment(column, str(cells[column]).strip())
        for column in ("since", "until")
    )
    if since and since > now:
        raise BadCell("since", f"{since:%Y-%m-%d} is still to come: enter it when it has begun")
    if since and until and until < since:
        raise BadCell("until", f"{until:%Y-%m-%d} lies before since, {since:%Y-%m-%d}")
    # An end that is announced for later is not there yet.
    over = until is not None and until <= now
    others = {name: cell for name, cell in cells.items() if name not in {"since", "until"}}
    return {
        "role": "owner",
        **prepared(Ownership, others),
        "from_earliest": since,
        "from_latest": since or (until if over else now),
        "until_earliest": until if over else now,
        "until_latest": until if over else None,
        "seen_by": SeenBy.EVENT,
    }


def _lines(file: Path, table: Table) -> Iterator[Line | BadLine]:
    """Yield a table's rows after its columns were found to be known.

    Raises:
        BadPayload: the file cannot be read, or a column is unknown or missing.
    """
    try:
        if file.suffix.lower() == ".csv":
            text = read_text(file, LARGEST_CSV)
            _check_columns(file, 1, csv_header(text)[0], table, all_at_once=True)
            yield from csv_lines(text)
        else:
            yield from _yaml_lines(file, table)
    except FileProblem as problem:
        raise BadPayload(f"{file}:{problem.line}: {problem}") from problem
    except OSError as error:
        raise Unavailable(f"{file}: cannot be read ({error.strerror})") from error


def _yaml_lines(file: Path, table: Table) -> Iterator[Line | BadLine]:
    marked = read_yaml(read_text(file, LARGEST_YAML))
    if not isinstance(marked.value, list):
        raise BadPayload(f"{file}:1: holds no list: begin each row with `- `")
    for at, row in enumerate(marked.value):
        number = marked.line((at,))
        raw = json.dumps(row, ensure_ascii=False)
        if not isinstance(row, dict):
            yield BadLine(number, "is no row: write its columns as `name: value`", raw)
            continue
        _check_columns(file, number, list(row), table, all_at_once=False)
        yield Line(number, row, raw)


def _check_columns(
    file: Path, line: int, names: list[str], table: Table, *, all_at_once: bool
) -> None:
    for name in names:
        if name not in table.columns:
            near = get_close_matches(name.lower(), table.columns, n=2)
            mend = (
                f"did you mean {' or '.join(near)}?"
                if near
                else (f"known are {', '.join(table.columns)}")
            )
            raise BadPayload(f"{file}:{line}: there is no column {name!r}: {mend}")
        if names.count(name) > 1:
            raise BadPayload(f"{file}:{line}: the column {name!r} stands there twice: keep one")
    missing = [name for name, required in table.columns.items() if required and name not in names]
    if missing and all_at_once:
        raise BadPayload(f"{file}:{line}: the column {', '.join(missing)} is missing: add it")
