"""Where commands put what they make: a file, written whole or not at all, or standard output."""

from pathlib import Path

from data.errors import SettingsError


def write(file: Path, content: bytes) -> None:
    """Write a file whole or not at all.

    Raises:
        SettingsError: it cannot be written.
    """
    try:
        _write(file, content)
    except OSError as error:
        raise SettingsError(
            f"{file}: cannot be written ({error.strerror}): name another file with --output"
        ) from error


def _write(file: Path, content: bytes) -> None:
    """Replace a file; a device, a pipe or a link is written to, not replaced."""
    if file.exists() and not file.is_file():
        file.write_bytes(content)
        return
    target = file.resolve()
    partial = target.with_name(target.name + ".partial")
    try:
        partial.write_bytes(content)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
