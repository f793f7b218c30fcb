"""Folders that one process fills unseen, and files that survive a crash whole or not at all."""

import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from data.errors import StorageError

LOCK_FILE = ".lock"


@contextmanager
def claimed(folder: Path) -> Iterator[Path]:
    """Make a folder that only this block fills, and remove it at its end.

    Raises:
        FileExistsError: the folder is there already: another process claimed that name.
    """
    with alone(folder.parent):
        folder.mkdir()
        held = _hold(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(held)


def sweep(parent: Path, pattern: str) -> None:
    """Remove the claimed folders whose process has died."""
    if not parent.is_dir():
        return
    with alone(parent):
        for folder in parent.glob(pattern):
            with suppress(BlockingIOError, FileNotFoundError):
                held = _hold(folder)
                shutil.rmtree(folder, ignore_errors=True)
                os.close(held)


def make_folder(folder: Path) -> None:
    """Make a folder with all above it, so that a crash does not lose it."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    with suppress(FileExistsError):
        folder.mkdir()
    sync_to_disk(folder.parent)


def sync_to_disk(path: Path) -> None:
    """Wait until a file's content, or a folder's list of names, is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def publish(filled: Path, final: Path) -> None:
    """Move a filled file to its name at once: nobody ever sees half of it."""
    sync_to_disk(filled)
    filled.replace(final)
    sync_to_disk(final.parent)


@contextmanager
def explained(folder: Path, what: str) -> Iterator[None]:
    """Turn the operating system's error into a StorageError that names the mend."""
    try:
        yield
    except OSError as error:
        raise StorageError(f"{what} in {folder} {mend(error)}") from error


def mend(error: Exception) -> str:
    """Say what is wrong with a disk and what helps, for an error of any library."""
    text = str(error)
    number = error.errno if isinstance(error, OSError) else None
    if number in (errno.ENOSPC, errno.EDQUOT) or "No space left on device" in text:
        return "cannot be written, the disk is full: free some space, then sync again"
    if number in (errno.EACCES, errno.EPERM, errno.EROFS) or "Read-only file system" in text:
        return "cannot be written: give this user the right to write there"
    line = (text.strip().splitlines() or [type(error).__name__])[0]
    return f"failed ({line}): check the disk, then sync again"


@contextmanager
def alone(parent: Path) -> Iterator[None]:
    """Let one block at a time work on what lies in a folder: claim, sweep, or flip a pointer."""
    handle = os.open(parent / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _hold(folder: Path) -> int:
    """Lock a folder for as long as the handle is open: the kernel lets go when a process dies."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        raise
    return handle
