"""Finding delivered files: by file, folder or pattern, without copies of the same content."""

import csv
import gzip
import hashlib
import io
import os
import re
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from data.errors import BadPayload

CHUNK = 1 << 20


def matching(path: Path, endings: tuple[str, ...]) -> Iterator[Path]:
    """Yield the export's files: the file itself, a folder's, or those that a pattern names."""
    if path.is_file():
        if path.name.lower().endswith(endings):
            yield path
    elif path.is_dir():
        yield from _in_folder(path, endings)
    else:
        start = Path(path.anchor)
        for found in start.glob(str(path.relative_to(start))):
            if found.is_file() and _is_export(found.name, endings):
                yield found


def _in_folder(folder: Path, endings: tuple[str, ...]) -> Iterator[Path]:
    seen: set[str] = set()
    for inner, folders, names in os.walk(folder, followlinks=True, onerror=_raise):
        real = os.path.realpath(inner)
        if real in seen:  # a link that leads back up
            folders.clear()
            continue
        seen.add(real)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(inner, name) for name in sorted(names) if _is_export(name, endings))


def _raise(error: OSError) -> None:
    raise error


def _is_export(name: str, endings: tuple[str, ...]) -> bool:
    return name.lower().endswith(endings) and not name.startswith((".", "_"))


def copies_of(files: Sequence[Path]) -> dict[Path, Path]:
    """Return the files whose content an earlier one has, each with that earlier one."""
    by_size: dict[int, list[Path]] = defaultdict(list)
    for file in files:
        by_size[_content_size(file)].append(file)
    found: dict[Path, Path] = {}
    for same_size in by_size.values():
        first: dict[str, Path] = {}
        for file in same_size if len(same_size) > 1 else ():
            digest = _sha256(file)
            if digest in first:
                found[file] = first[digest]
            else:
                first[digest] = file
    return found


def _content_size(file: Path) -> int:
    """Return the size of the content: of a .gz, what its last four bytes say of the unpacked."""
    size = file.stat().st_size
    if file.suffix.lower() != ".gz" or size < 18:
        return size
    with file.open("rb") as packed:
        packed.seek(-4, os.SEEK_END)
        return int.from_bytes(packed.read(4), "little")


def _sha256(file: Path) -> str:
    digest = hashlib.sha256()
    with _unpacked(file) as content:
        while chunk := content.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def csv_columns(file: Path) -> list[str]:
    """Return the cells of the first line of a CSV file, also a gzipped one."""
    with (
        _unpacked(file) as content,
        io.TextIOWrapper(content, "utf-8-sig", errors="replace", newline="") as text,
    ):
        return next(csv.reader(text), [])


@contextmanager
def _unpacked(file: Path) -> Iterator[BinaryIO]:
    packed = file.suffix.lower() == ".gz"
    try:
        with cast("BinaryIO", gzip.open(file) if packed else file.open("rb")) as content:
            yield content
    except (EOFError, gzip.BadGzipFile, zlib.error, csv.Error) as error:
        raise BadPayload(f"{file}: is cut short or damaged ({error}): deliver it again") from error


def literally(path: Path) -> str:
    """Return a path in which DuckDB sees no pattern."""
    return re.sub(r"([*?\[])", r"[\1]", str(path))


def common_folder(path: Path) -> Path:
    """Return the folder from which the found files are named."""
    if path.is_dir():
        return path
    while is_pattern(path) and not path.exists():
        path = path.parent
    return path.parent if path.is_file() else path


def is_pattern(path: Path) -> bool:
    """Tell whether a path is meant to name several files."""
    return bool(re.search(r"[*?\[]", str(path)))
