"""What stands beside landed files: one manifest an entity, and the one that makes a run count."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from data.errors import StorageError
from data.records import CONTRACT_VERSION

CHUNK = 1 << 20


@dataclass(frozen=True)
class Origin:
    """Where the rows of a run come from."""

    source: str
    kind: str
    by_hand: bool
    """People keep these rows in files."""
    simulated: bool
    """The rows stand for no real thing."""


@dataclass(frozen=True)
class LandedEntity:
    """The rows of one entity in one run."""

    entity: str
    rows: int
    sha256: str
    """Of the file of good rows."""
    rejected: int
    rejected_sha256: str | None
    """Of the file of rejected rows; None: there are none."""
    file: Path
    rejected_file: Path


@dataclass(frozen=True)
class Run:
    """One good reading of one source."""

    origin: Origin
    run: str
    sequence: int
    """Counts the runs of a source: the highest is the latest, whatever the clock says."""
    read_from: datetime
    """When the reading began: the rows are as of no later."""
    read_until: datetime
    entities: Mapping[str, LandedEntity]

    @property
    def rows(self) -> int:
        """How many good rows the run holds."""
        return sum(landed.rows for landed in self.entities.values())

    def rows_of(self, entity: str) -> int:
        """How many good rows of one entity the run holds."""
        return self.entities[entity].rows if entity in self.entities else 0

    @property
    def rejected(self) -> int:
        """How many rows of the run could not be used."""
        return sum(landed.rejected for landed in self.entities.values())


def entity_path(folder: Path, entity: str, run: str, ending: str) -> Path:
    """Return where a file of one entity of one run stands, under its source's folder."""
    return folder / entity / f"{run}{ending}"


def sha256(path: Path) -> str:
    """Return the checksum of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as content:
        while chunk := content.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def entity_manifest(run: Run, landed: LandedEntity) -> str:
    """Return the text that stands beside one entity's file."""
    return _json(
        {
            **_common(run),
            "entity": landed.entity,
            "rows": landed.rows,
            "sha256": landed.sha256,
            "rejected": landed.rejected,
            "rejected_sha256": landed.rejected_sha256,
        }
    )


def run_manifest(run: Run, manifests: Mapping[str, str]) -> str:
    """Return the text that makes a run count, with the checksum of each manifest and its own."""
    values = {
        **_common(run),
        "sequence": run.sequence,
        "by_hand": run.origin.by_hand,
        "simulated": run.origin.simulated,
        "entities": {entity: _checksum(text) for entity, text in manifests.items()},
    }
    return _json({**values, "checksum": _checksum(_json(values))})


def sequence_of(path: Path) -> int:
    """Return a run's place in the order of its source's runs; 0: its manifest is damaged."""
    try:
        return int(json.loads(path.read_bytes())["sequence"])
    except (OSError, ValueError, TypeError, KeyError):
        return 0


def read_run(path: Path) -> Run:
    """Return a run from its manifest, every file of it checked against its checksum.

    Raises:
        StorageError: naming the damaged file, and the mend.
    """
    values = _read(path)
    own = values.pop("checksum", None)
    if own != _checksum(_json(values)):
        raise damaged(path)
    entities = {
        entity: _read_entity(path, entity, checksum)
        for entity, checksum in sorted(values["entities"].items())
    }
    try:
        return Run(
            origin=Origin(values["source"], values["kind"], values["by_hand"], values["simulated"]),
            run=values["run"],
            sequence=values["sequence"],
            read_from=datetime.fromisoformat(values["window"]["from"]),
            read_until=datetime.fromisoformat(values["window"]["until"]),
            entities=entities,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise damaged(path) from error


def damaged(path: Path) -> StorageError:
    """Return the error that names a file which is not as it was written."""
    return StorageError(
        f"{path} is damaged: it was left out, and the landing before it stands in; "
        "sync that source again"
    )


def _read_entity(run_path: Path, entity: str, checksum: str) -> LandedEntity:
    folder, run = run_path.parent, run_path.stem
    path = entity_path(folder, entity, run, ".json")
    _expect(path, checksum)
    values = _read(path)
    landed = LandedEntity(
        entity=entity,
        rows=values["rows"],
        sha256=values["sha256"],
        rejected=values["rejected"],
        rejected_sha256=values["rejected_sha256"],
        file=entity_path(folder, entity, run, ".parquet"),
        rejected_file=entity_path(folder, entity, run, ".rejected.parquet"),
    )
    _expect(landed.file, landed.sha256)
    if landed.rejected_sha256 is not None:
        _expect(landed.rejected_file, landed.rejected_sha256)
    return landed


def _read(path: Path) -> dict[str, Any]:
    try:
        values = json.loads(path.read_bytes())
        version = values["contract_version"]
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise damaged(path) from error
    if version != CONTRACT_VERSION:
        raise StorageError(
            f"{path} was landed under contract version {version}, this is {CONTRACT_VERSION}: "
            "it was left out; sync that source again"
        )
    return dict(values)


def _expect(path: Path, checksum: str) -> None:
    try:
        found = sha256(path)
    except OSError as error:
        raise damaged(path) from error
    if found != checksum:
        raise damaged(path)


def _checksum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _common(run: Run) -> dict[str, Any]:
    return {
        "contract_version": CONTRACT_VERSION,
        "source": run.origin.source,
        "kind": run.origin.kind,
        "run": run.run,
        "fetched_at": run.read_from.isoformat(),
        "window": {"from": run.read_from.isoformat(), "until": run.read_until.isoformat()},
    }


def _json(values: Mapping[str, Any]) -> str:
    return json.dumps(values, indent=2, ensure_ascii=False) + "\n"
